/* The index that a node keeps beside PostgreSQL: a SQLite file that follows publication_change. */
#include "core/search_file_sql.h"
#include "core/search_inside.h"

enum {
    BATCH = 100, /* changes that are taken in by one transaction */
    BATCH_MEMORY = 512 * 1024 * 1024,
};

struct search_follower {
    struct db *db;
};

static void close_db(void *p)
{
    db_close(p);
}

struct err *search_follower_open(struct arena *a, const struct terms_folder *folder, str data,
                                 struct search_follower **out)
{
    struct search_follower *f = ARENA_NEW(a, struct search_follower);
    struct db_tokenizer *tokenizer = ARENA_NEW(a, struct db_tokenizer);
    const struct db_module **module = ARENA_ARRAY(a, const struct db_module *, 1);

    *tokenizer = search_tokenizer(folder);
    module[0] = &search_file_db;
    struct db_options o = {
        .url = str_printf(a, "sqlite:%.*s/search.db", STR_ARG(data)),
        .clock = sys_clock_real(),
        .modules = module,
        .modules_n = 1,
        .tokenizer = tokenizer,
    };

    TRY(db_open(a, &o, &f->db));
    arena_defer(a, close_db, f->db);
    *out = f;
    return db_migrate(f->db, a);
}

struct db *search_follower_db(const struct search_follower *f)
{
    return f->db;
}

/* ---- into the file ----------------------------------------------------------------------------
 */

struct change {
    struct search_change_list_row row;
    struct search_publication_get_row publication;
    bool published; /* else it is gone */
    bool stale;     /* a later change of the same publication is in the batch */
};

struct batch {
    int64_t after; /* the cursor that the batch begins at */
    struct change *changes;
    size_t n;
};

static struct err *take_in(struct db_tx *tx, struct arena *a, const struct change *c)
{
    const struct search_publication_get_row *p = &c->publication;
    str document_no = p->document_no.set ? p->document_no.v : S("");
    struct search_place place = {.site_id = p->site_id,
                                 .published_ms = p->published_at,
                                 .column_id = p->column_id,
                                 .organ_id = p->organ_id,
                                 .kind = p->kind};
    int64_t id;

    TRY(search_place_take(tx, a, &place, &id));
    TRY(search_text_add(tx, a, id, c->row.publication_id, p->site_id, p->title, document_no,
                        p->index_no, p->issuer, p->keywords, p->kind, p->validity, p->column_id,
                        p->organ_id, p->published_at, p->body, NULL));
    return search_index_add(tx, a, id, p->title, document_no, p->index_no, p->issuer, p->keywords,
                            p->body, NULL);
}

static bool is_due(const struct change *c, const struct search_cursor_get_row *cursor)
{
    return !c->stale && c->row.seq > cursor->seq;
}

/* Others may follow at the same time: what they took in already is left out. */
static struct err *write_batch(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct batch *b = arg;
    struct search_cursor_get_row cursor;
    const struct search_change_list_row *last = &b->changes[b->n - 1].row;

    TRY(search_cursor_get(tx, a, &cursor));
    if (cursor.seq < b->after || cursor.seq >= last->seq) return NULL;
    /* Out first, then in: FTS5 writes out what it gathered before a statement with a trigger. */
    for (size_t i = 0; i < b->n; i++)
        if (is_due(&b->changes[i], &cursor))
            TRY(search_text_drop(tx, a, b->changes[i].row.publication_id, NULL));
    for (size_t i = 0; i < b->n; i++)
        if (is_due(&b->changes[i], &cursor) && b->changes[i].published)
            TRY(take_in(tx, a, &b->changes[i]));
    return search_cursor_put(tx, a, last->seq, last->publication_id, last->at, NULL);
}

static struct err *write_empty(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    TRY(search_cursor_put(tx, a, -1, 0, 0, NULL));
    TRY(search_text_empty(tx, a, NULL));
    TRY(search_index_rebuild(tx, a, NULL));
    return search_cursor_put(tx, a, 0, 0, 0, NULL);
}

struct err *search_follower_empty(struct search_follower *f, struct arena *a)
{
    return db_write(f->db, a, write_empty, NULL);
}

/* ---- out of the database ----------------------------------------------------------------------
 */

static struct err *read_cursor(struct db_tx *tx, struct arena *a, void *arg)
{
    return search_cursor_get(tx, a, arg);
}

/* The changes after `after`, with what is published now. */
static struct err *read_batch(struct db_tx *tx, struct arena *a, int64_t after, struct batch *b)
{
    struct search_change_list_row *rows;

    TRY(search_change_list(tx, a, after, BATCH, &rows, &b->n));
    b->after = after;
    b->changes = ARENA_ARRAY(a, struct change, b->n);
    for (size_t i = 0; i < b->n; i++) {
        struct change *c = &b->changes[i];

        c->row = rows[i];
        for (size_t k = i + 1; k < b->n; k++)
            c->stale = c->stale || rows[k].publication_id == rows[i].publication_id;
        if (!c->stale)
            TRY(search_publication_get(tx, a, c->row.publication_id, &c->publication,
                                       &c->published));
    }
    return NULL;
}

/*
 * Is the file ahead of what `tx` sees? Then another transaction, which began later, has taken in
 * more; unless the database never gave out such a number: then it was set back or is another one.
 */
static struct err *is_foreign(struct db_tx *tx, struct arena *a,
                              const struct search_cursor_get_row *cursor, int64_t last, bool known,
                              bool *foreign)
{
    struct search_change_given_row given;

    *foreign = cursor->seq > 0 && !known;
    if (!*foreign || cursor->seq <= last) return NULL;
    TRY(search_change_given(tx, a, &given));
    *foreign = cursor->seq > given.seq;
    return NULL;
}

/* One step; *left: changes that are still to be taken in, as far as is known. */
static struct err *step(struct search_follower *f, struct db_tx *tx, struct arena *a, int64_t *left)
{
    struct search_cursor_get_row cursor;
    struct search_change_last_row last;
    struct batch b;
    bool foreign;

    *left = 0;
    TRY(db_read(f->db, a, read_cursor, &cursor));
    TRY(search_change_last(tx, a, cursor.seq, cursor.publication_id, cursor.at, &last));
    TRY(is_foreign(tx, a, &cursor, last.last, last.known != 0, &foreign));
    if (foreign) {
        TRY(search_follower_empty(f, a));
        cursor.seq = 0;
    }
    if (cursor.seq >= last.last) return NULL;
    TRY(read_batch(tx, a, cursor.seq, &b));
    if (!b.n) return NULL;
    TRY(db_write(f->db, a, write_batch, &b));
    *left = last.last - b.changes[b.n - 1].row.seq;
    return NULL;
}

static void release_arena(void *p)
{
    arena_release(p);
}

struct err *search_follow(struct search_follower *f, struct db_tx *tx, struct arena *a, size_t most)
{
    struct arena *scratch = ARENA_NEW(a, struct arena); /* texts of one batch at a time */
    int64_t left = 1;

    arena_init(scratch, BATCH_MEMORY);
    arena_defer(a, release_arena, scratch);
    arena_land(scratch, a->landing);
    for (size_t taken = 0; left > 0; taken += BATCH) {
        if (most && taken >= most) return ERR(a, OVERLOAD, "全文检索索引正在建立，请稍后再试");
        struct err *e = err_copy(a, step(f, tx, scratch, &left));

        if (e) return e;
        arena_reset(scratch);
    }
    arena_release(scratch);
    return NULL;
}
