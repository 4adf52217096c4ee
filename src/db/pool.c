/* Connections that threads take in turn: all that read, and on PostgreSQL those that write too. */
#include "db/inside.h"

enum { TAKE_MS_MOST = 10000 };

struct err *db_pool_open(struct db *db, struct arena *a)
{
    struct db_pool *p = &db->pool;

    p->n = db->o.connections > 0 ? (size_t)db->o.connections : 4;
    p->slots = ARENA_ARRAY(db->arena, struct db_slot, p->n);
    if (pthread_mutex_init(&p->lock, NULL) != 0)
        return db_fail(a, ERR_OVERLOAD, NULL, "no memory for a lock");
    db_cond_init(&p->given_back);

    /* Opened now, so that a wrong address is noticed at the start. */
    struct db_connect how = db_connect_for(db, DB_USE_READ);

    return db_conn_open(db->backend, &p->slots[0].own, a, &how, &p->slots[0].conn);
}

void db_pool_close(struct db *db)
{
    for (size_t i = 0; i < db->pool.n; i++) {
        BUG_IF(db->pool.slots[i].taken);
        db_conn_close(&db->pool.slots[i].conn);
    }
    (void)pthread_cond_destroy(&db->pool.given_back);
    (void)pthread_mutex_destroy(&db->pool.lock);
}

/* A free slot, if there is one; rather one whose connection is open. */
static struct db_slot *free_slot(struct db_pool *p)
{
    struct db_slot *closed = NULL;

    for (size_t i = 0; i < p->n; i++) {
        if (p->slots[i].taken) continue;
        if (p->slots[i].conn) return &p->slots[i];
        if (!closed) closed = &p->slots[i];
    }
    return closed;
}

static struct db_slot *take(struct db *db)
{
    struct db_pool *p = &db->pool;
    int64_t began = sys_monotonic_us(&db->o.clock);
    struct db_slot *slot;
    bool in_time = true;

    (void)pthread_mutex_lock(&p->lock);
    while (!(slot = free_slot(p)) && in_time)
        in_time = db_wait(&p->given_back, &p->lock, TAKE_MS_MOST);
    if (slot) slot->taken = true;
    (void)pthread_mutex_unlock(&p->lock);
    db_count(&db->counters.read_wait_us, db_since_us(db, began));
    return slot;
}

static struct err *reopen(struct db *db, struct arena *a, struct db_slot *slot)
{
    struct db_connect how = db_connect_for(db, DB_USE_READ);

    db_conn_close(&slot->conn);
    return db_conn_open(db->backend, &slot->own, a, &how, &slot->conn);
}

void db_pool_give(struct db *db, struct db_slot *slot)
{
    struct db_pool *p = &db->pool;

    if (slot->conn && (slot->conn->dead || db->backend->in_transaction(slot->conn)))
        db_conn_close(&slot->conn);
    (void)pthread_mutex_lock(&p->lock);
    slot->taken = false;
    (void)pthread_cond_signal(&p->given_back);
    (void)pthread_mutex_unlock(&p->lock);
}

struct err *db_pool_take(struct db *db, struct arena *a, struct db_slot **out)
{
    struct db_slot *slot = take(db);

    *out = NULL;
    if (!slot) return db_fail(a, ERR_OVERLOAD, NULL, "no connection was free in time");
    *out = slot;
    return slot->conn ? NULL : reopen(db, a, slot);
}

struct err *db_pool_begin(struct db *db, struct arena *a, struct db_slot *slot, enum db_control how)
{
    struct err *e = db->backend->control(slot->conn, a, how);

    if (!e || !slot->conn->dead) return e;
    TRY(reopen(db, a, slot)); /* the server was restarted while the connection was idle */
    return db->backend->control(slot->conn, a, how);
}
