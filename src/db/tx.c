#include "db/tx.h"

struct err *db_tx_overload(struct arena *a)
{
    return err_detail(a, ERR(a, OVERLOAD, "系统繁忙，请稍后再试"),
                      "a transaction reached the cap of its arena");
}

struct err *db_landed(struct arena *a, struct err *(*body)(void *arg), void *arg,
                      struct err *overload)
{
    jmp_buf land;
    jmp_buf *outer = arena_land(a, &land);
    struct err *volatile e = overload;

    if (setjmp(land) == 0) e = body(arg);
    arena_land(a, outer);
    return e;
}

struct call {
    struct db_tx *tx;
    db_fn *fn;
    void *arg;
};

static struct err *call_fn(void *arg)
{
    struct call *c = arg;
    struct db_tx *tx = c->tx;

    TRY(c->fn(tx, tx->arena, c->arg));
    for (size_t i = 0; !tx->failed && i < tx->lasts.n; i++) {
        const struct db_last_call *last = &tx->lasts.items[i];

        TRY(last->fn(tx, tx->arena, last->site, last->id));
    }
    return tx->failed;
}

struct err *db_tx_run(struct db_tx *tx, db_fn *fn, void *arg, struct err *overload)
{
    struct call c = {tx, fn, arg};
    struct err *e = db_landed(tx->arena, call_fn, &c, overload);

    (void)tx->conn->backend->finish(tx->conn);
    tx->streaming = false;
    return e;
}

bool db_tag_is_everything(struct db_tag t)
{
    return t.kind.n == 0;
}

static bool is_kind(str kind)
{
    if (kind.n == 0 || kind.n > DB_TAG_KIND_MAX) return false;
    for (size_t i = 0; i < kind.n; i++)
        if (!((kind.p[i] >= 'a' && kind.p[i] <= 'z') || kind.p[i] == '_')) return false;
    return true;
}

/* An import tags the same column a thousand times in a row: look back a little. */
enum { TAG_LOOK_BACK = 16 };

void db_tag(struct db_tx *tx, str kind, int64_t id)
{
    BUG_IF(!tx->write || !is_kind(kind));
    for (size_t i = tx->tags.n, k = 0; i > 0 && k < TAG_LOOK_BACK; i--, k++)
        if (tx->tags.items[i - 1].id == id && str_eq(tx->tags.items[i - 1].kind, kind)) return;
    *vec_push(tx->arena, &tx->tags) = (struct db_tag){str_copy(tx->arena, kind), id};
}

void db_last(struct db_tx *tx, db_last_fn *fn, int64_t site, int64_t id)
{
    BUG_IF(!tx->write);
    *vec_push(tx->arena, &tx->lasts) = (struct db_last_call){fn, site, id};
}

enum db_engine db_tx_engine(const struct db_tx *tx)
{
    return tx->conn->backend->engine;
}
