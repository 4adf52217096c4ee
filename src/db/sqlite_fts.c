#include "db/sqlite_fts.h"

#include "db/db.h"

#include <math.h>
#include <sqlite3.h>

/* ---- the tokenizer -------------------------------------------------------------------------- */

struct emitting {
    void *to;
    int (*token)(void *to, int flags, const char *p, int n, int start, int end);
    int rc;
};

static bool emit_token(void *to, str token, size_t start, size_t end)
{
    struct emitting *e = to;

    e->rc = e->token(e->to, 0, token.p, (int)token.n, (int)start, (int)end);
    return e->rc == SQLITE_OK;
}

static int tokenizer_create(void *ctx, const char **args, int n, Fts5Tokenizer **out)
{
    (void)args;
    (void)n;
    *out = ctx;
    return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *t)
{
    (void)t;
}

static int tokenize(Fts5Tokenizer *t, void *to, int flags, const char *p, int n,
                    int (*token)(void *, int, const char *, int, int, int))
{
    const struct db_tokenizer *tokenizer = (const struct db_tokenizer *)(const void *)t;
    struct emitting e = {to, token, SQLITE_OK};

    if (n > 0)
        tokenizer->tokenize(tokenizer->ctx, str_at(p, (size_t)n),
                            (flags & FTS5_TOKENIZE_QUERY) != 0, emit_token, &e);
    return e.rc;
}

/* ---- gk_hits -------------------------------------------------------------------------------- */

struct hits {
    int64_t *items;
    size_t n, room;
    int64_t least, most;
    int heads; /* columns */
};

static int hits_grow(struct hits *h)
{
    size_t room = h->room ? h->room * 2 : 1024;
    int64_t *items = sqlite3_realloc64(h->items, room * sizeof *items);

    if (!items) return SQLITE_NOMEM;
    h->items = items;
    h->room = room;
    return SQLITE_OK;
}

static int take_hit(const Fts5ExtensionApi *api, Fts5Context *fts, void *arg)
{
    struct hits *h = arg;
    int64_t id = api->xRowid(fts);
    Fts5PhraseIter iter;
    int column = -1;

    if (id < h->least) return SQLITE_OK;
    if (id > h->most) return SQLITE_DONE;
    if (h->n == h->room && hits_grow(h) != SQLITE_OK) return SQLITE_NOMEM;
    int rc = api->xPhraseFirstColumn(fts, 0, &iter, &column);

    h->items[h->n++] = column >= 0 && column < h->heads ? -id : id;
    return rc;
}

static void gk_hits(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *to, int n,
                    sqlite3_value **in)
{
    struct hits h = {0};

    if (n != 3 || api->xPhraseCount(fts) != 1) {
        sqlite3_result_error(to, "gk_hits takes three arguments and a query of one phrase", -1);
        return;
    }
    h.heads = sqlite3_value_int(in[0]);
    h.least = sqlite3_value_int64(in[1]);
    h.most = sqlite3_value_int64(in[2]);
    int rc = api->xQueryPhrase(fts, 0, &h, take_hit);

    if (rc != SQLITE_OK) {
        sqlite3_free(h.items);
        sqlite3_result_error_code(to, rc);
    } else if (h.n) {
        sqlite3_result_blob64(to, h.items, h.n * sizeof *h.items, sqlite3_free);
    } else {
        sqlite3_free(h.items);
        sqlite3_result_zeroblob(to, 0);
    }
}

/* ---- gk_score ------------------------------------------------------------------------------- */

enum { COUNTED_MOST = 2000 };
static const double BM25_K1 = 1.2;
static const double BM25_B = 0.75;
static const double MILLION = 1000000;

/* What is the same for all rows of a query. */
struct scoring {
    double average;  /* length of a row, in terms */
    double weight[]; /* of each phrase: the rarer the higher */
};

static int count_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *arg)
{
    int *n = arg;

    (void)api;
    (void)fts;
    return ++*n < COUNTED_MOST ? SQLITE_OK : SQLITE_DONE;
}

static int scoring_make(const Fts5ExtensionApi *api, Fts5Context *fts, struct scoring **out)
{
    int phrases = api->xPhraseCount(fts);
    struct scoring *s = sqlite3_malloc64(sizeof *s + (size_t)phrases * sizeof s->weight[0]);
    sqlite3_int64 rows = 0;
    sqlite3_int64 terms = 0;

    if (!s) return SQLITE_NOMEM;
    int rc = api->xRowCount(fts, &rows);

    if (rc == SQLITE_OK) rc = api->xColumnTotalSize(fts, -1, &terms);
    s->average = rows > 0 && terms > 0 ? (double)terms / (double)rows : 1;
    for (int i = 0; rc == SQLITE_OK && i < phrases; i++) {
        int found = 0;

        rc = api->xQueryPhrase(fts, i, &found, count_row);
        double weight = log(((double)rows - found + 0.5) / (found + 0.5));

        s->weight[i] = weight > 1e-6 ? weight : 1e-6;
    }
    /* FTS5 owns it from here, also when it fails. */
    if (rc == SQLITE_OK)
        rc = api->xSetAuxdata(fts, s, sqlite3_free);
    else
        sqlite3_free(s);
    *out = s;
    return rc;
}

/* Each place of a phrase counts as much as its column. */
static int add_places(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase, int n,
                      sqlite3_value **weights, double *frequency)
{
    Fts5PhraseIter iter;
    int column;
    int offset;
    int rc = api->xPhraseFirst(fts, phrase, &iter, &column, &offset);

    *frequency = 0;
    for (; rc == SQLITE_OK && column >= 0; api->xPhraseNext(fts, &iter, &column, &offset))
        *frequency += column < n ? sqlite3_value_double(weights[column]) : 1;
    return rc;
}

static void gk_score(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *to, int n,
                     sqlite3_value **weights)
{
    struct scoring *s = api->xGetAuxdata(fts, 0);
    int phrases = api->xPhraseCount(fts);
    int length = 0;
    int rc = s ? SQLITE_OK : scoring_make(api, fts, &s);
    double score = 0;

    if (rc == SQLITE_OK) rc = api->xColumnSize(fts, -1, &length);
    for (int i = 0; rc == SQLITE_OK && i < phrases; i++) {
        double frequency;

        rc = add_places(api, fts, i, n, weights, &frequency);
        score += s->weight[i] * frequency * (BM25_K1 + 1) /
                 (frequency + BM25_K1 * (1 - BM25_B + BM25_B * length / s->average));
    }
    if (rc == SQLITE_OK)
        sqlite3_result_int64(to, (sqlite3_int64)(score * MILLION));
    else
        sqlite3_result_error_code(to, rc);
}

/* ---- registration --------------------------------------------------------------------------- */

int sqlite_fts_register(struct sqlite3 *db, const struct db_tokenizer *t)
{
    fts5_tokenizer functions = {tokenizer_create, tokenizer_delete, tokenize};
    fts5_api *api = NULL;
    sqlite3_stmt *st = NULL;
    /* waiver: how SQLite hands out the pointer to FTS5; reads no data */
    int rc = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL);

    if (rc == SQLITE_OK) rc = sqlite3_bind_pointer(st, 1, (void *)&api, "fts5_api_ptr", NULL);
    if (rc == SQLITE_OK) (void)sqlite3_step(st);
    sqlite3_finalize(st);
    if (!api) return SQLITE_ERROR;
    /* FTS5 hands the pointer back untouched; its type has no const. */
    rc = api->xCreateTokenizer(api, "gk", (void *)(uintptr_t)t, &functions, NULL);
    if (rc == SQLITE_OK) rc = api->xCreateFunction(api, "gk_hits", NULL, gk_hits, NULL);
    if (rc == SQLITE_OK) rc = api->xCreateFunction(api, "gk_score", NULL, gk_score, NULL);
    return rc;
}
