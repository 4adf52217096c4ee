/* inside: struct db, and what db/'s files call of each other. */
#ifndef GK_DB_INSIDE_H
#define GK_DB_INSIDE_H

#include "db/tx.h"

#include <pthread.h>
#include <stdatomic.h>

struct db_writer;   /* writer.c, SQLite */
struct db_listener; /* listen.c, PostgreSQL */

/* One connection that is shared by taking turns. */
struct db_slot {
    struct arena own;
    struct db_conn *conn; /* NULL: to be opened at the next use */
    bool taken;
};

struct db_pool {
    pthread_mutex_t lock;
    pthread_cond_t given_back;
    struct db_slot *slots;
    size_t n;
};

struct db_counters {
    _Atomic uint64_t reads, writes, failed, groups, retries, foreign, read_wait_us, write_wait_us;
};

struct db {
    struct arena *arena;
    struct db_options o;
    const struct db_backend *backend;
    str address;
    struct db_pool pool;
    struct db_writer *writer;
    struct db_listener *listener;
    _Atomic int64_t alone_until_us; /* PostgreSQL: transactions have met; until then they queue */
    char origin[20];                /* of this process's tags, among those of others */
    struct db_counters counters;
};

/* What to open: the reading or writing connections of `db`. */
struct db_connect db_connect_for(const struct db *db, enum db_use use);

/* -- pool.c -- */

MUST_USE struct err *db_pool_open(struct db *db, struct arena *a);
void db_pool_close(struct db *db);
/*
 * Waits for a connection, at most 10 s (OVERLOAD), and opens it where needed. What is in *out must
 * be given back, after an err too; it is NULL when none was free.
 */
MUST_USE struct err *db_pool_take(struct db *db, struct arena *a, struct db_slot **out);
/* A connection that is dead or still in a transaction is closed. */
void db_pool_give(struct db *db, struct db_slot *slot);
/* Begins a transaction; a connection that died while it was idle is replaced once. */
MUST_USE struct err *db_pool_begin(struct db *db, struct arena *a, struct db_slot *slot,
                                   enum db_control how);

/* -- writer.c -- */

MUST_USE struct err *db_writer_open(struct db *db, struct arena *a);
void db_writer_close(struct db *db);
/* Is this the thread that writes? What runs there must not wait for itself. */
bool db_writer_is_self(const struct db *db);
MUST_USE struct err *db_writer_run(struct db *db, struct arena *a, db_fn *fn, void *arg);

/* -- listen.c -- */

MUST_USE struct err *db_listener_open(struct db *db, struct arena *a);
void db_listener_close(struct db *db);
/* In a transaction: tells other processes of its tags, when it commits. */
MUST_USE struct err *db_listener_tell(struct db *db, struct db_tx *tx);

/* -- db.c -- */

/* Hands tags to on_commit. */
void db_deliver(struct db *db, const struct db_tag *tags, size_t n);
void db_deliver_everything(struct db *db);
/* A thread that no signal of the process is delivered to. */
MUST_USE struct err *db_thread_start(struct arena *a, pthread_t *thread, void *(*fn)(void *),
                                     void *arg);
/* Waits on `cond` for up to `ms`; false: nobody signalled in time. */
bool db_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t ms);
void db_cond_init(pthread_cond_t *cond);
void db_log_err(const struct db *db, const char *what, const struct err *e);

static inline void db_count(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static inline uint64_t db_since_us(const struct db *db, int64_t began_us)
{
    int64_t now = sys_monotonic_us(&db->o.clock);

    return now > began_us ? (uint64_t)(now - began_us) : 0;
}

#endif
