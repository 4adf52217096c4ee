/*
 * backend: what an engine must be able to do. Inside db/ only.
 *
 * A connection is used by one thread at a time and runs one statement at a time: start, then step
 * until there is no row, then finish (also after an err, and to give up early). Because all goes
 * through this table, a backend can wrap another one (db/fault.c).
 *
 * Errs are made on the arena that is passed; no backend allocates on it while a library's own code
 * is on the stack, since an arena may jump out.
 */
#ifndef GK_DB_BACKEND_H
#define GK_DB_BACKEND_H

#include "base/map.h"
#include "db/statement.h"

struct db_backend;

/* What a connection is for. */
enum db_use {
    DB_USE_READ, /* refuses to write, where the engine can */
    DB_USE_WRITE,
    DB_USE_LISTEN, /* PostgreSQL: hears of other processes' commits */
};

struct db_connect {
    enum db_engine engine;
    str address; /* SQLite: the path; PostgreSQL: what libpq takes */
    enum db_use use;
    int write_cache_mb; /* of db_options */
    const struct db_tokenizer *tokenizer;
    struct db_fault *fault;
};

/* Each backend's own connection begins with this. */
struct db_conn {
    const struct db_backend *backend;
    struct arena *own; /* lives as long as the connection */
    bool dead;         /* of no more use: close it and open another */
    /* The transaction failed only because of others: of one that won (PostgreSQL), or of one in
     * the same group (SQLite). It may be run again. */
    bool retry;
    void **prepared; /* the cache, db/cache.c */
    const struct db_statement **prepared_for;
    size_t prepared_n, prepared_room;
};

enum db_control {
    DB_BEGIN_READ,    /* a snapshot */
    DB_BEGIN_WRITE,   /* SQLite: takes the lock; PostgreSQL: SERIALIZABLE */
    DB_BEGIN_ALONE,   /* as write, but PostgreSQL: once no other transaction writes */
    DB_BEGIN_MIGRATE, /* as write, but PostgreSQL: READ COMMITTED, to see what a lock waited for */
    DB_COMMIT,
    DB_ROLLBACK,
    DB_SAVEPOINT, /* SQLite only, as the two below */
    DB_RELEASE,
    DB_ROLLBACK_TO,
    DB_CONTROLS
};

struct db_backend {
    enum db_engine engine;

    struct err *(*open)(struct arena *own, struct arena *a, const struct db_connect *how,
                        struct db_conn **out);
    void (*close)(struct db_conn *c);

    struct err *(*control)(struct db_conn *c, struct arena *a, enum db_control what);
    /* Is a transaction open? After some errs the engine has rolled it back by itself. */
    bool (*in_transaction)(struct db_conn *c);
    /* The text of a migration. */
    struct err *(*script)(struct db_conn *c, struct arena *a, str sql);

    struct err *(*prepare)(struct db_conn *c, struct arena *a, const struct db_statement *s,
                           void **prepared);
    /* Compares what the engine says of a prepared statement with its declaration. */
    struct err *(*describe)(struct db_conn *c, struct arena *a, const struct db_statement *s,
                            void *prepared);
    /* `in` and its text must live until finish. `stream`: rows one by one, not all at once. */
    struct err *(*start)(struct db_conn *c, struct arena *a, const struct db_statement *s,
                         void *prepared, const struct db_value *in, bool stream);
    struct err *(*step)(struct db_conn *c, struct arena *a, bool *row);
    /* Text is borrowed until the next step or lies on `a`; false: the value is of another type. */
    bool (*column)(struct db_conn *c, struct arena *a, size_t i, enum db_type type,
                   struct db_value *out);
    /* Rows that the statement changed. Does nothing when none runs. */
    int64_t (*finish)(struct db_conn *c);

    /* SQLite: a number that moves when another connection commits. */
    struct err *(*data_version)(struct db_conn *c, struct arena *a, int64_t *version);
    /* A copy of the whole database in the empty file `path`, flushed to the disk. */
    struct err *(*backup)(struct db_conn *c, struct arena *a, str path);
    struct err *(*integrity)(struct db_conn *c, struct arena *a);
    /* PostgreSQL: waits up to `ms` or until `stop_fd` is readable; `got` once a message. */
    struct err *(*listen)(struct db_conn *c, struct arena *a, int stop_fd, int ms,
                          void (*got)(void *to, str payload), void *to);
};

extern const struct db_backend db_sqlite;
extern const struct db_backend db_postgres;
/* The backend of `engine`, wrapped by db/fault.c. */
const struct db_backend *db_faulty(enum db_engine engine);

/* Opens a connection on an arena of its own, which db_conn_close releases. */
MUST_USE struct err *db_conn_open(const struct db_backend *b, struct arena *own, struct arena *a,
                                  const struct db_connect *how, struct db_conn **out);
/* Closes and releases `own`; `*c` becomes NULL. NULL is fine. */
void db_conn_close(struct db_conn **c);

/* The prepared form of `s` on this connection, made at the first use. */
MUST_USE struct err *db_prepared(struct db_conn *c, struct arena *a, const struct db_statement *s,
                                 void **out);

/*
 * Notes in *wrong when columns stand in another order than their declaration: `names` are the
 * engine's, out_n of them. A column may be called otherwise than it is declared, but not as another
 * column is that is not there itself.
 */
void db_check_names(struct arena *a, const struct db_statement *s, const char *const *names,
                    str *wrong);

/*
 * An err of a statement or of the engine: `code` with the words people see for it, and in `detail`
 * the statement's place and the library's own words.
 */
struct err *db_fail(struct arena *a, enum err_code code, const struct db_statement *s,
                    const char *words) __attribute__((returns_nonnull));

#endif
