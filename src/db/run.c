/* db_read and db_write. The writer of SQLite is in writer.c. */
#include "db/inside.h"
#include "sys/random.h"

#include <time.h>

/* PostgreSQL: how often a transaction is tried when others win, and how long between. */
enum { TRIES_MOST = 10, NAP_FIRST_US = 500, ALONE_US = 1000 * 1000 };

static struct err *counted(struct db *db, struct err *e, _Atomic uint64_t *well)
{
    db_count(e ? &db->counters.failed : well, 1);
    return e;
}

/* A transaction on a connection of the pool. */
struct pooled {
    struct db *db;
    struct arena *arena;
    db_fn *fn;
    void *arg;
    struct err *overload;
    struct db_slot *slot;
    struct db_tx tx;
};

/* Its err, if any, goes to the connection's own memory: the caller's may be used up. */
static void roll_back(struct db *db, struct db_slot *slot)
{
    struct db_conn *c = slot->conn;

    if (!c || c->dead || !db->backend->in_transaction(c)) return;
    if (db->backend->control(c, c->own, DB_ROLLBACK)) c->dead = true;
}

/* Takes a connection, runs body, and brings everything back in order, wherever it stopped. */
static struct err *with_slot(struct pooled *p, struct err *(*body)(void *arg))
{
    p->overload = db_tx_overload(p->arena);
    struct err *e = db_landed(p->arena, body, p, p->overload);

    if (p->slot) {
        if (p->slot->conn) (void)p->db->backend->finish(p->slot->conn);
        roll_back(p->db, p->slot);
        db_pool_give(p->db, p->slot);
    }
    return e;
}

static struct err *read_body(void *arg)
{
    struct pooled *p = arg;

    TRY(db_pool_take(p->db, p->arena, &p->slot));
    TRY(db_pool_begin(p->db, p->arena, p->slot, DB_BEGIN_READ));
    p->tx = (struct db_tx){.conn = p->slot->conn, .arena = p->arena};
    return db_tx_run(&p->tx, p->fn, p->arg, p->overload);
}

struct err *db_read(struct db *db, struct arena *a, db_fn *fn, void *arg)
{
    struct pooled p = {.db = db, .arena = a, .fn = fn, .arg = arg};

    BUG_IF(db_writer_is_self(db)); /* a transaction inside a transaction */
    return counted(db, with_slot(&p, read_body), &db->counters.reads);
}

/* Longer each time, and not the same for two that met. */
static void nap(int attempt)
{
    struct sys_random random = sys_random_real();
    uint64_t most = (uint64_t)NAP_FIRST_US << attempt;
    uint64_t us = most / 2 + sys_random_below(&random, most);
    struct timespec wait = {.tv_nsec = (long)us * 1000};

    (void)nanosleep(&wait, NULL);
}

/*
 * Transactions that touch different rows run side by side. Where they meet (all that is audited
 * meets at the end of the chain), trying again and again would be lost time: whoever has lost a
 * race waits until it is alone, and for a while so do those that come after it.
 */
static enum db_control how_to_begin(struct db *db, int attempt)
{
    bool met = sys_monotonic_us(&db->o.clock) < atomic_load(&db->alone_until_us);

    return attempt > 0 || met ? DB_BEGIN_ALONE : DB_BEGIN_WRITE;
}

static struct err *try_once(struct pooled *p, int attempt)
{
    TRY(db_pool_begin(p->db, p->arena, p->slot, how_to_begin(p->db, attempt)));
    p->tx = (struct db_tx){.conn = p->slot->conn, .arena = p->arena, .write = true};
    TRY(db_tx_run(&p->tx, p->fn, p->arg, p->overload));
    TRY(db_listener_tell(p->db, &p->tx));
    return p->db->backend->control(p->slot->conn, p->arena, DB_COMMIT);
}

static struct err *write_body(void *arg)
{
    struct pooled *p = arg;

    TRY(db_pool_take(p->db, p->arena, &p->slot));
    for (int attempt = 0;; attempt++) {
        struct err *e = try_once(p, attempt);

        if (!e) {
            db_deliver(p->db, p->tx.tags.items, p->tx.tags.n);
            return NULL;
        }
        if (!p->slot->conn || !p->slot->conn->retry || attempt + 1 >= TRIES_MOST) return e;
        roll_back(p->db, p->slot);
        db_count(&p->db->counters.retries, 1);
        atomic_store(&p->db->alone_until_us, sys_monotonic_us(&p->db->o.clock) + ALONE_US);
        nap(attempt);
    }
}

struct err *db_write(struct db *db, struct arena *a, db_fn *fn, void *arg)
{
    struct pooled p = {.db = db, .arena = a, .fn = fn, .arg = arg};
    int64_t began = sys_monotonic_us(&db->o.clock);

    BUG_IF(db_writer_is_self(db));
    struct err *e = db->writer ? db_writer_run(db, a, fn, arg) : with_slot(&p, write_body);

    db_count(&db->counters.write_wait_us, db_since_us(db, began));
    return counted(db, e, &db->counters.writes);
}
