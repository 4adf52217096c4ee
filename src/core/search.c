/* A search from the words to the page of results. */
#include "core/search.h"

#include "core/search_inside.h"

enum {
    TITLE_CHARS = 300,   /* longer titles are shown in part */
    SNIPPET_CHARS = 120, /* of the text */
    /* Changes that one search takes in beside PostgreSQL, before it asks for patience. */
    FOLLOWED_MOST = 1000,
};

static void cut(void *ctx, str text, bool query, db_token_fn *emit, void *to)
{
    terms_cut(ctx, text, query, emit, to);
}

struct db_tokenizer search_tokenizer(const struct terms_folder *folder)
{
    /* Handed back to terms_cut untouched; the member's type has no const. */
    return (struct db_tokenizer){.ctx = (void *)(uintptr_t)folder, .tokenize = cut};
}

struct err *search_open(struct arena *a, struct db *db, const struct terms_folder *folder, str data,
                        const struct search **out)
{
    struct search *s = ARENA_NEW(a, struct search);

    s->folder = folder;
    if (db_engine(db) == DB_POSTGRES) TRY(search_follower_open(a, folder, data, &s->follower));
    *out = s;
    return NULL;
}

/* ---- a search ---------------------------------------------------------------------------------
 */

static void highlight(struct arena *a, const struct search_ask *ask, str text, size_t chars,
                      struct search_piece **out, size_t *n)
{
    struct terms_piece *pieces;

    terms_highlight(ask->search->folder, a, text, ask->query, chars, &pieces, n);
    *out = ARENA_ARRAY(a, struct search_piece, *n);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct search_piece){pieces[i].text, pieces[i].hit};
}

static struct err *show(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                        const struct search_scan *scan, struct search_result *out)
{
    out->hits = ARENA_ARRAY(a, struct search_match, scan->n_ids);
    for (out->n = 0; out->n < scan->n_ids; out->n++) {
        struct search_match *m = &out->hits[out->n];
        struct search_text_get_row t;

        TRY(search_text_get(tx, a, ask->rq->site, scan->ids[out->n], &t));
        *m = (struct search_match){
            .id = t.publication_id,
            .issuer = t.issuer,
            .document_no = t.document_no,
            .kind = t.kind,
            .validity = t.validity,
            .column_id = t.column_id,
            .organ_id = t.organ_id,
            .published_ms = t.published_at,
        };
        highlight(a, ask, t.title, TITLE_CHARS, &m->title, &m->n_title);
        highlight(a, ask, t.body, SNIPPET_CHARS, &m->snippet, &m->n_snippet);
    }
    return NULL;
}

struct running {
    struct search_ask ask;
    struct search_result *out;
};

/* On the transaction of the index: the database's own, or the derived file's. */
static struct err *run(struct db_tx *tx, struct arena *a, void *arg)
{
    struct running *r = arg;
    struct search_scan scan;
    struct search_result *out = r->out;

    *out = (struct search_result){.words = r->ask.query->words, .n_words = r->ask.query->n};
    TRY(search_scan(tx, a, &r->ask, &scan));
    out->total = scan.total;
    out->ranked = scan.ranked;
    if (r->ask.rq->facets) search_facets(a, &r->ask, &scan, out);
    return show(tx, a, &r->ask, &scan, out);
}

struct err *search_run(const struct search *s, struct db_tx *tx, struct arena *a,
                       const struct site_columns *columns, const struct search_request *rq,
                       struct search_result *out)
{
    struct terms_query query;
    struct running r = {.ask = {.search = s, .rq = rq, .columns = columns, .query = &query},
                        .out = out};

    TRY(terms_query(s->folder, a, rq->words, &query));
    if (s->follower) {
        TRY(search_follow(s->follower, tx, a, FOLLOWED_MOST));
        TRY(db_read(search_follower_db(s->follower), a, run, &r));
    } else {
        TRY(run(tx, a, &r));
    }
    return search_name_organs(tx, a, &r.ask, out);
}

str search_plain(struct arena *a, const struct search_piece *pieces, size_t n)
{
    str *texts = ARENA_ARRAY(a, str, n);

    for (size_t i = 0; i < n; i++) texts[i] = pieces[i].text;
    return str_join(a, texts, n, S(""));
}
