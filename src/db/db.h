/*
 * db: one interface, two engines (SQLite by default, PostgreSQL for a cluster).
 *
 * A module reads and writes only through functions that tools/sqlc made from its sql/queries.sql;
 * there is no call that takes a string of SQL. They need a transaction, and a transaction is a
 * function:
 *
 *     static struct err *rename_(struct db_tx *tx, struct arena *a, void *arg)
 *     {
 *         struct rename *r = arg;
 *         struct document_row d;
 *
 *         TRY(document_get(tx, a, r->id, r->scope, &d));
 *         TRY(document_set_title(tx, a, r->id, r->scope, r->title, NULL));
 *         db_tag(tx, S("document"), r->id);
 *         return NULL;
 *     }
 *     TRY(db_write(db, a, rename_, &r));     // durable when it returns NULL
 *
 * Rules for such a function:
 *   - It may run more than once (PostgreSQL, after a serialisation failure; SQLite, when it must be
 *     taken out of a group). It touches nothing but the database, its arena and its argument, and
 *     sets each of its results anew.
 *   - It runs on another thread (the SQLite writer), while the caller waits.
 *   - An err it returns undoes all it did. After a statement has failed the transaction takes no
 *     further statement and cannot succeed, on both engines: what may be there already is written
 *     with ON CONFLICT, not by trying.
 *   - It allocates on the arena `a` it is given, never on another one. At the cap of `a` it is cut
 *     off, undone, and the caller gets an OVERLOAD err; the caller's own landing is not used.
 *   - It does not call db_read or db_write.
 *
 * A db may be used by any number of threads. Expected errors: CONFLICT (a UNIQUE rule), those of
 * the function itself, OVERLOAD (no connection or no lock in time). DB and IO are faults.
 */
#ifndef GK_DB_DB_H
#define GK_DB_DB_H

#include "base/err.h"
#include "base/log.h"
#include "db/types.h"
#include "sys/clock.h"

struct db;
struct db_tx;
struct db_statement; /* db/statement.h, for generated code only */
struct db_fault;     /* db/fault.h, for tests only */

enum db_engine { DB_SQLITE, DB_POSTGRES, DB_ENGINES };

/* One file sql/NNNN_name.sql, made by tools/sqlc. */
struct db_migration {
    int number;
    const char *name;
    str text[DB_ENGINES]; /* tokens already replaced */
    const char *checksum; /* SHA-256 of the file, in hex */
};

/* What a module brings: `const struct db_module NAME_db`, made by tools/sqlc. */
struct db_module {
    const char *name;
    const struct db_migration *migrations; /* in rising order of number */
    size_t migrations_n;
    const struct db_statement *const *statements;
    size_t statements_n;
};

/*
 * What a cached page was made from, as `kind:id`. kind is a-z and '_', at most DB_TAG_KIND_MAX
 * bytes. An empty kind is 'everything': another process changed something, not known what.
 */
struct db_tag {
    str kind;
    int64_t id;
};

enum { DB_TAG_KIND_MAX = 40 };

bool db_tag_is_everything(struct db_tag t);

/* Takes one token of `text[start..end)`; false: no more are wanted. */
typedef bool db_token_fn(void *to, str token, size_t start, size_t end);

/* How a full-text index of SQLite (FTS5, `tokenize='gk'`) cuts text into terms. */
struct db_tokenizer {
    void *ctx;
    /* `query`: the text is what somebody searches for, not what is indexed. May run on any thread.
     */
    void (*tokenize)(void *ctx, str text, bool query, db_token_fn *emit, void *to);
};

struct db_options {
    str url; /* sqlite:PATH, postgres://… or postgresql://…, or libpq's key=value words */
    int connections;       /* that read (PostgreSQL: and write) at once; 0: 4 */
    int write_cache_mb;    /* SQLite: pages that the writer keeps at hand; 0: 4 */
    const struct log *log; /* may be NULL */
    struct sys_clock clock;
    /*
     * Called after a commit is durable and before db_write returns, once a transaction that set
     * tags; and with 'everything' when another process may have changed the data. On a thread of
     * the db; must not call the db and must be quick. May be NULL.
     */
    void (*on_commit)(void *arg, const struct db_tag *tags, size_t n);
    void *on_commit_arg;
    const struct db_module *const *modules; /* migrated in this order; lives as long as the db */
    size_t modules_n;
    const struct db_tokenizer *tokenizer; /* lives as long as the db; may be NULL */
    struct db_fault *fault;               /* NULL but in tests */
};

/*
 * Opens a database; makes the SQLite file (mode 0600) when it is absent. The db lives on `a`, which
 * must outlive it, until db_close. The schema is not touched: see db_migrate. Refuses a PostgreSQL
 * older than 15, one that is not UTF8, or one that does not sort in byte order.
 */
MUST_USE struct err *db_open(struct arena *a, const struct db_options *o, struct db **out);
/* Waits for transactions under way, ends the db's threads, closes. NULL is allowed. */
void db_close(struct db *db);

enum db_engine db_engine(const struct db *db);

/*
 * Applies the migrations that are missing, each in a transaction, under a lock, so that several
 * processes may start at once. Refuses (DB): a file that was changed after it was applied, a gap,
 * a database that a newer program has migrated.
 */
MUST_USE struct err *db_migrate(struct db *db, struct arena *a);

typedef struct err *db_fn(struct db_tx *tx, struct arena *a, void *arg);

/* Runs fn on this thread in a snapshot that cannot write. */
MUST_USE struct err *db_read(struct db *db, struct arena *a, db_fn *fn, void *arg);
/* Runs fn in a transaction of its own; NULL: it is durable. */
MUST_USE struct err *db_write(struct db *db, struct arena *a, db_fn *fn, void *arg);

/*
 * In a write: when this transaction commits, everything made from kind:id is out of date. Forgotten
 * when it does not commit. `kind` is copied.
 */
void db_tag(struct db_tx *tx, str kind, int64_t id);

/*
 * In a write: fn(tx, a, site, id) runs inside the transaction once its function has ended well, in
 * the order of the calls; its err undoes all. For what is quicker done at once for all that a
 * transaction changed. fn calls neither db_last nor db_tag.
 */
typedef struct err *db_last_fn(struct db_tx *tx, struct arena *a, int64_t site, int64_t id);
void db_last(struct db_tx *tx, db_last_fn *fn, int64_t site, int64_t id);

/* The engine a transaction runs on, for the rare statement that exists for one only. */
enum db_engine db_tx_engine(const struct db_tx *tx);

/*
 * Prepares every statement of every module on this engine and compares parameters and columns with
 * what their declaration says. All that is wrong, as a list of DB errs (each `detail` begins with
 * the statement's file and line); NULL when all is well. The schema must be migrated.
 */
MUST_USE struct err *db_check(struct db *db, struct arena *a);

/*
 * SQLite: a consistent copy, while others write, in a new file (mode 0600; refused when the file is
 * there). PostgreSQL: INVALID, which names pg_dump.
 */
MUST_USE struct err *db_backup(struct db *db, struct arena *a, str path);
/* SQLite: reads every page and every reference; DB err with what is damaged. PostgreSQL: NULL. */
MUST_USE struct err *db_integrity(struct db *db, struct arena *a);

struct db_stats {
    uint64_t reads, writes; /* transactions that ended well */
    uint64_t failed;        /* that ended with an err */
    uint64_t groups;        /* SQLite: commits; writes / groups is the size of a group */
    uint64_t retries;       /* PostgreSQL: after a serialisation failure */
    uint64_t foreign;       /* times another process's commit was noticed */
    uint64_t read_wait_us;  /* waited for a connection */
    uint64_t write_wait_us; /* from asking for a write to its being durable */
};

void db_stats(const struct db *db, struct db_stats *out);

#endif
