#include "db/statement.h"

#include "base/utf8.h"
#include "db/tx.h"

#include <string.h>

const struct db_field db_count_columns[1] = {{"n", DB_INT64, false}};

struct db_row {
    struct db_conn *conn;
    const struct db_statement *s;
    struct arena *arena; /* for copies */
    bool bad;            /* a column did not fit its declaration */
    size_t bad_column;
};

/* -- values in ------------------------------------------------------------------------------ */

struct db_value db_in_int64(int64_t v)
{
    return (struct db_value){.number = v, .text = S("")};
}

struct db_value db_in_opt_int64(struct opt_int64 v)
{
    return (struct db_value){.null = !v.set, .number = v.v, .text = S("")};
}

struct db_value db_in_bool(bool v)
{
    return db_in_int64(v);
}

struct db_value db_in_opt_bool(struct opt_bool v)
{
    return (struct db_value){.null = !v.set, .number = v.v, .text = S("")};
}

struct db_value db_in_str(str v)
{
    return (struct db_value){.text = v};
}

struct db_value db_in_opt_str(struct opt_str v)
{
    return (struct db_value){.null = !v.set, .text = v.set ? v.v : S("")};
}

struct db_value db_in_date(struct arena *a, struct date v)
{
    return (struct db_value){.null = date_is_none(v), .text = date_str(a, v)};
}

/* -- columns out ---------------------------------------------------------------------------- */

static void spoil(struct db_row *r, size_t column)
{
    if (!r->bad) r->bad_column = column;
    r->bad = true;
}

/* The value of a column; a NULL where none may be, or another type, spoils the row. */
static struct db_value fetch(struct db_row *r, size_t column)
{
    const struct db_field *f = &r->s->out[column];
    struct db_value v = {.text = S("")};

    if (!r->conn->backend->column(r->conn, r->arena, column, f->type, &v)) spoil(r, column);
    if (v.null && !f->nullable) spoil(r, column);
    if (v.null || r->bad) v = (struct db_value){.null = true, .text = S("")};
    return v;
}

int64_t db_out_int64(struct db_row *r, size_t column)
{
    return fetch(r, column).number;
}

struct opt_int64 db_out_opt_int64(struct db_row *r, size_t column)
{
    struct db_value v = fetch(r, column);

    return (struct opt_int64){!v.null, v.number};
}

bool db_out_bool(struct db_row *r, size_t column)
{
    struct db_value v = fetch(r, column);

    if (v.number != 0 && v.number != 1) spoil(r, column);
    return v.number == 1;
}

struct opt_bool db_out_opt_bool(struct db_row *r, size_t column)
{
    struct db_value v = fetch(r, column);

    if (v.number != 0 && v.number != 1) spoil(r, column);
    return (struct opt_bool){!v.null, v.number == 1};
}

str db_out_str(struct db_row *r, size_t column)
{
    return str_copy(r->arena, fetch(r, column).text);
}

struct opt_str db_out_opt_str(struct db_row *r, size_t column)
{
    struct db_value v = fetch(r, column);

    return (struct opt_str){!v.null, str_copy(r->arena, v.text)};
}

struct date db_out_date(struct db_row *r, size_t column)
{
    struct db_value v = fetch(r, column);
    struct date d = DATE_NONE;

    if (!v.null && !date_parse(v.text, &d)) spoil(r, column);
    return d;
}

/* -- statements ----------------------------------------------------------------------------- */

/* What no engine need be asked: both would say it in different words, or not at all. */
static struct err *check_values(struct arena *a, const struct db_statement *s,
                                const struct db_value *in)
{
    for (size_t i = 0; i < s->in_n; i++) {
        bool text = s->in[i].type == DB_STR || s->in[i].type == DB_HTML;
        str wrong = S("");

        if (in[i].null && !s->in[i].nullable)
            wrong = S("NULL is not allowed in parameter ");
        else if (text && !in[i].null && !utf8_valid(in[i].text))
            wrong = S("text that is not UTF-8 in parameter ");
        if (wrong.n)
            return db_fail(a, ERR_DB, s, str_z(a, str_cat(a, wrong, str_of(s->in[i].name))));
    }
    return NULL;
}

/* Remembers the first failure: afterwards the transaction can only be rolled back. */
static struct err *failed(struct db_tx *tx, struct err *e)
{
    if (e && !tx->failed) tx->failed = e;
    return e;
}

static struct err *start(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                         const struct db_value *in, bool stream)
{
    void *prepared = NULL;

    if (tx->failed) return db_fail(a, ERR_DB, s, "an earlier statement of the transaction failed");
    if (tx->streaming)
        return failed(tx,
                      db_fail(a, ERR_DB, s, "no statement runs inside the function of an :each"));
    struct err *e = check_values(a, s, in);

    if (!e) e = db_prepared(tx->conn, a, s, &prepared);
    if (!e) e = tx->conn->backend->start(tx->conn, a, s, prepared, in, stream);
    return failed(tx, e);
}

/* Moves on to the next row; *row false at the end. */
static struct err *step(struct db_tx *tx, struct arena *a, bool *row)
{
    return failed(tx, tx->conn->backend->step(tx->conn, a, row));
}

static int64_t finish(struct db_tx *tx)
{
    return tx->conn->backend->finish(tx->conn);
}

/* Copies the row to `out`, with text on `to`. */
static struct err *read_row(struct db_tx *tx, struct arena *a, struct arena *to,
                            const struct db_statement *s, void *out)
{
    struct db_row r = {.conn = tx->conn, .s = s, .arena = to};

    memset(out, 0, s->row_size);
    s->read(&r, out);
    if (!r.bad) return NULL;
    str words = str_printf(a, "column %s does not fit its declaration", s->out[r.bad_column].name);

    return failed(tx, db_fail(a, ERR_DB, s, str_z(a, words)));
}

static struct err *one_row(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                           void *out, bool *found)
{
    bool more = false;

    TRY(step(tx, a, found));
    if (!*found) return NULL;
    TRY(read_row(tx, a, a, s, out));
    TRY(step(tx, a, &more));
    if (more) return failed(tx, db_fail(a, ERR_DB, s, "there is more than one row"));
    return NULL;
}

struct err *db_run_opt(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                       const struct db_value *in, void *row, bool *found)
{
    *found = false;
    struct err *e = start(tx, a, s, in, false);

    if (!e) e = one_row(tx, a, s, row, found);
    (void)finish(tx);
    return e;
}

struct err *db_run_one(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                       const struct db_value *in, void *row)
{
    bool found;

    TRY(db_run_opt(tx, a, s, in, row, &found));
    if (!found) return db_fail(a, ERR_NOT_FOUND, s, "there is no such row");
    return NULL;
}

static struct err *all_rows(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                            char **rows, size_t *n)
{
    size_t room = 0;

    for (;;) {
        bool more;

        TRY(step(tx, a, &more));
        if (!more) return NULL;
        if (*n == DB_ROWS_MAX) return failed(tx, db_fail(a, ERR_DB, s, "too many rows for :many"));
        *rows = vec_room(a, *rows, *n, &room, s->row_size);
        TRY(read_row(tx, a, a, s, *rows + *n * s->row_size));
        ++*n;
    }
}

struct err *db_run_many(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                        const struct db_value *in, void **rows, size_t *n)
{
    char *all = NULL;

    *rows = NULL;
    *n = 0;
    struct err *e = start(tx, a, s, in, false);

    if (!e) e = all_rows(tx, a, s, &all, n);
    (void)finish(tx);
    if (e)
        *n = 0;
    else
        *rows = all;
    return e;
}

/* One row of an :each may hold a text of this size. */
enum { EACH_MEMORY_MAX = 256 * 1024 * 1024 };

static void release_arena(void *p)
{
    arena_release(p);
}

static struct err *each_row(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                            struct err *(*fn)(const void *row, struct arena *a, void *arg),
                            void *arg)
{
    struct arena *scratch = ARENA_NEW(a, struct arena);

    arena_init(scratch, EACH_MEMORY_MAX);
    arena_defer(a, release_arena, scratch); /* when somebody lands elsewhere */
    arena_land(scratch, a->landing);
    for (;;) {
        bool more;

        TRY(step(tx, a, &more));
        if (!more) break;
        void *row = arena_alloc(scratch, s->row_size);

        TRY(read_row(tx, a, scratch, s, row));
        struct err *e = fn(row, scratch, arg);

        if (!e) e = tx->failed;
        if (e) {
            struct err *kept = err_copy(a, e); /* it may lie on the scratch arena */

            if (tx->failed) tx->failed = kept;
            return kept;
        }
        arena_reset(scratch);
    }
    arena_release(scratch);
    return NULL;
}

struct err *db_run_each(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                        const struct db_value *in,
                        struct err *(*fn)(const void *row, struct arena *a, void *arg), void *arg)
{
    struct err *e = start(tx, a, s, in, true);

    if (e) return e;
    tx->streaming = true;
    e = each_row(tx, a, s, fn, arg);
    tx->streaming = false;
    (void)finish(tx);
    return e;
}

struct err *db_run_exec(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                        const struct db_value *in, int64_t *changed)
{
    bool row = false;
    struct err *e = start(tx, a, s, in, false);

    if (!e) e = step(tx, a, &row);
    if (!e && row) e = failed(tx, db_fail(a, ERR_DB, s, ":exec gave a row"));
    int64_t n = finish(tx);

    if (changed) *changed = e ? 0 : n;
    return e;
}

struct err *db_run_count(struct db_tx *tx, struct arena *a, const struct db_statement *s,
                         const struct db_value *in, int64_t *n)
{
    struct db_value v = {.text = S("")};
    bool row = false;

    *n = 0;
    struct err *e = start(tx, a, s, in, false);

    if (!e) e = step(tx, a, &row);
    if (!e && (!row || !tx->conn->backend->column(tx->conn, a, 0, DB_INT64, &v) || v.null))
        e = failed(tx, db_fail(a, ERR_DB, s, "a count is no number"));
    (void)finish(tx);
    if (!e) *n = v.number;
    return e;
}
