/* A backend around another one, whose n-th call fails. */
#include "db/fault.h"

#include "db/backend.h"

struct fault_conn {
    struct db_conn base;
    struct db_conn *inner;
    struct db_fault *plan;
};

static struct fault_conn *of(struct db_conn *c)
{
    return (struct fault_conn *)c;
}

/* Counts a call; an err when it is the one. What the inner connection says of itself is copied. */
static struct err *strike(struct fault_conn *c, struct arena *a)
{
    int call = atomic_fetch_add(&c->plan->calls, 1) + 1;

    if (call == atomic_load(&c->plan->fail_at))
        return db_fail(a, ERR_IO, NULL, "a fault, as planned");
    if (call == atomic_load(&c->plan->retry_at)) {
        c->base.retry = true;
        return db_fail(a, ERR_OVERLOAD, NULL, "a lost race, as planned");
    }
    return NULL;
}

static struct err *passed(struct fault_conn *c, struct err *e)
{
    c->base.dead |= c->inner->dead;
    c->base.retry |= c->inner->retry;
    return e;
}

static struct err *fault_open(struct arena *own, struct arena *a, const struct db_connect *how,
                              struct db_conn **out)
{
    struct fault_conn *c = ARENA_NEW(own, struct fault_conn);
    const struct db_backend *inner = how->engine == DB_SQLITE ? &db_sqlite : &db_postgres;

    c->plan = how->fault;
    TRY(inner->open(own, a, how, &c->inner));
    c->inner->backend = inner;
    c->inner->own = own;
    *out = &c->base;
    return NULL;
}

static void fault_close(struct db_conn *c)
{
    of(c)->inner->backend->close(of(c)->inner);
}

static struct err *fault_control(struct db_conn *base, struct arena *a, enum db_control what)
{
    struct fault_conn *c = of(base);

    if (what <= DB_BEGIN_ALONE) base->retry = false;
    /* Undoing is what follows a fault: it does not fail, too. */
    if (what != DB_ROLLBACK && what != DB_ROLLBACK_TO) TRY(strike(c, a));
    return passed(c, c->inner->backend->control(c->inner, a, what));
}

static bool fault_in_transaction(struct db_conn *c)
{
    return of(c)->inner->backend->in_transaction(of(c)->inner);
}

static struct err *fault_script(struct db_conn *base, struct arena *a, str sql)
{
    struct fault_conn *c = of(base);

    TRY(strike(c, a));
    return passed(c, c->inner->backend->script(c->inner, a, sql));
}

static struct err *fault_prepare(struct db_conn *base, struct arena *a,
                                 const struct db_statement *s, void **prepared)
{
    struct fault_conn *c = of(base);

    TRY(strike(c, a));
    return passed(c, c->inner->backend->prepare(c->inner, a, s, prepared));
}

static struct err *fault_describe(struct db_conn *base, struct arena *a,
                                  const struct db_statement *s, void *prepared)
{
    struct fault_conn *c = of(base);

    return passed(c, c->inner->backend->describe(c->inner, a, s, prepared));
}

static struct err *fault_start(struct db_conn *base, struct arena *a, const struct db_statement *s,
                               void *prepared, const struct db_value *in, bool stream)
{
    struct fault_conn *c = of(base);

    TRY(strike(c, a));
    return passed(c, c->inner->backend->start(c->inner, a, s, prepared, in, stream));
}

static struct err *fault_step(struct db_conn *base, struct arena *a, bool *row)
{
    struct fault_conn *c = of(base);

    *row = false;
    TRY(strike(c, a));
    return passed(c, c->inner->backend->step(c->inner, a, row));
}

static bool fault_column(struct db_conn *c, struct arena *a, size_t i, enum db_type type,
                         struct db_value *out)
{
    return of(c)->inner->backend->column(of(c)->inner, a, i, type, out);
}

static int64_t fault_finish(struct db_conn *c)
{
    return of(c)->inner->backend->finish(of(c)->inner);
}

static struct err *fault_data_version(struct db_conn *base, struct arena *a, int64_t *version)
{
    return of(base)->inner->backend->data_version(of(base)->inner, a, version);
}

static struct err *fault_backup(struct db_conn *base, struct arena *a, str path)
{
    TRY(strike(of(base), a));
    return of(base)->inner->backend->backup(of(base)->inner, a, path);
}

static struct err *fault_integrity(struct db_conn *base, struct arena *a)
{
    TRY(strike(of(base), a));
    return of(base)->inner->backend->integrity(of(base)->inner, a);
}

static struct err *fault_listen(struct db_conn *base, struct arena *a, int stop_fd, int ms,
                                void (*got)(void *to, str payload), void *to)
{
    struct fault_conn *c = of(base);

    return passed(c, c->inner->backend->listen(c->inner, a, stop_fd, ms, got, to));
}

static const struct db_backend faulty[DB_ENGINES] = {
#define FAULTY(engine_)                                                                            \
    {                                                                                              \
        .engine = engine_, .open = fault_open, .close = fault_close, .control = fault_control,     \
        .in_transaction = fault_in_transaction, .script = fault_script, .prepare = fault_prepare,  \
        .describe = fault_describe, .start = fault_start, .step = fault_step,                      \
        .column = fault_column, .finish = fault_finish, .data_version = fault_data_version,        \
        .backup = fault_backup, .integrity = fault_integrity, .listen = fault_listen,              \
    }
    [DB_SQLITE] = FAULTY(DB_SQLITE),
    [DB_POSTGRES] = FAULTY(DB_POSTGRES),
};

const struct db_backend *db_faulty(enum db_engine engine)
{
    return &faulty[engine];
}
