/* The door to SQLite. */
#include "db/backend.h"
#include "db/sqlite_fts.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

/* How long a lock of another process is waited for. */
enum { BUSY_MS = 5000, BUSY_NAP_MS = 20 };

struct sqlite_prepared;

struct sqlite_conn {
    struct db_conn base;
    sqlite3 *db;
    sqlite3_stmt *control[DB_CONTROLS];
    sqlite3_stmt *version;
    struct sqlite_prepared *prepared; /* all, to be let go at the end */
    sqlite3_stmt *running;            /* between start and finish */
    const struct db_statement *statement;
    bool done; /* it has given its last row */
};

struct sqlite_prepared {
    struct sqlite_prepared *next;
    sqlite3_stmt *st;
    int in[]; /* SQLite's number of $1, $2, …; 0: not used in this text */
};

/* What a connection says of itself; nothing here reads or writes a table. */
static const char *const settings[] = {
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA case_sensitive_like=ON", /* as on PostgreSQL */
    "PRAGMA mmap_size=0",            /* an I/O error is an err, not a signal */
    "PRAGMA cache_size=-4000",       /* KiB a connection */
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA wal_autocheckpoint=4000", /* pages: an import writes many of them again and again */
    "PRAGMA cell_size_check=ON",
};

static const char *const controls[DB_CONTROLS] = {
    [DB_BEGIN_READ] = "BEGIN",
    [DB_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [DB_BEGIN_ALONE] = "BEGIN IMMEDIATE",
    [DB_BEGIN_MIGRATE] = "BEGIN IMMEDIATE",
    [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",
    [DB_SAVEPOINT] = "SAVEPOINT one",
    [DB_RELEASE] = "RELEASE one",
    [DB_ROLLBACK_TO] = "ROLLBACK TO one",
};

static struct sqlite_conn *of(struct db_conn *c)
{
    return (struct sqlite_conn *)c;
}

static enum err_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       rc == SQLITE_CONSTRAINT_ROWID
                   ? ERR_CONFLICT
                   : ERR_DB;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
        return ERR_OVERLOAD;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return ERR_IO;
    default:
        return ERR_DB;
    }
}

static struct err *fail(struct sqlite_conn *c, struct arena *a, const struct db_statement *s)
{
    return db_fail(a, code_of(sqlite3_extended_errcode(c->db)), s, sqlite3_errmsg(c->db));
}

static struct err *run_text(struct sqlite_conn *c, struct arena *a, const char *text)
{
    return sqlite3_exec(c->db, text, NULL, NULL, NULL) == SQLITE_OK ? NULL : fail(c, a, NULL);
}

/* -- open and close ------------------------------------------------------------------------- */

static struct err *configure(struct sqlite_conn *c, struct arena *a, const struct db_connect *how)
{
    static const struct {
        int option, on;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        /* Our own triggers keep the full-text index; FTS5 is refused there to a schema that is not
         * trusted. The schema is made by our migrations only, the file is nobody else's. */
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };

    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (sqlite3_db_config(c->db, options[i].option, options[i].on, NULL) != SQLITE_OK)
            return fail(c, a, NULL);
    (void)sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_busy_timeout(c->db, BUSY_MS);
    for (size_t i = 0; i < COUNT_OF(settings); i++) TRY(run_text(c, a, settings[i]));

    /* The change to WAL does not wait for locks by itself. */
    int rc = SQLITE_BUSY;

    for (int ms = 0; rc == SQLITE_BUSY && ms < BUSY_MS; ms += BUSY_NAP_MS) {
        rc = sqlite3_exec(c->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL) & 0xff;
        if (rc == SQLITE_BUSY) sqlite3_sleep(BUSY_NAP_MS);
    }
    if (rc != SQLITE_OK) return fail(c, a, NULL);
    if (how->tokenizer && sqlite_fts_register(c->db, how->tokenizer) != SQLITE_OK)
        return db_fail(a, ERR_DB, NULL, "full-text search was refused");
    if (how->use == DB_USE_READ) TRY(run_text(c, a, "PRAGMA query_only=ON"));
    if (how->use == DB_USE_WRITE && how->write_cache_mb) {
        char text[48];

        sqlite3_snprintf((int)sizeof text, text, "PRAGMA cache_size=-%d",
                         how->write_cache_mb * 1024);
        TRY(run_text(c, a, text));
    }
    return NULL;
}

/*
 * A new file is made here, so that only its owner may read it. Never opens one that is there: by
 * POSIX, closing any descriptor of a file drops the locks this process holds on it.
 */
static void make_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0) (void)close(fd);
}

static void sqlite_close(struct db_conn *base)
{
    struct sqlite_conn *c = of(base);

    for (struct sqlite_prepared *p = c->prepared; p; p = p->next) sqlite3_finalize(p->st);
    for (size_t i = 0; i < DB_CONTROLS; i++) sqlite3_finalize(c->control[i]);
    sqlite3_finalize(c->version);
    BUG_IF(sqlite3_close(c->db) != SQLITE_OK);
}

static struct err *sqlite_open(struct arena *own, struct arena *a, const struct db_connect *how,
                               struct db_conn **out)
{
    struct sqlite_conn *c = ARENA_NEW(own, struct sqlite_conn);
    const char *path = str_z(own, how->address);

    make_file(path);
    int rc = sqlite3_open_v2(
        path, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    struct err *e = NULL;

    if (!c->db) return db_fail(a, ERR_OVERLOAD, NULL, "no memory for a connection");
    if (rc != SQLITE_OK)
        e = fail(c, a, NULL);
    else
        e = configure(c, a, how);
    if (e) {
        sqlite_close(&c->base);
        return e;
    }
    *out = &c->base;
    return NULL;
}

/* -- transactions --------------------------------------------------------------------------- */

/* Steps a statement that gives no rows. */
static int step_once(sqlite3_stmt **st, sqlite3 *db, const char *text)
{
    if (!*st) {
        int rc = sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);

        if (rc != SQLITE_OK) return rc;
    }
    int rc = sqlite3_step(*st);

    (void)sqlite3_reset(*st);
    return rc;
}

static struct err *sqlite_control(struct db_conn *base, struct arena *a, enum db_control what)
{
    struct sqlite_conn *c = of(base);

    if (what <= DB_BEGIN_ALONE) base->retry = false;
    int rc = step_once(&c->control[what], c->db, controls[what]);

    if (rc == SQLITE_DONE && what == DB_ROLLBACK_TO)
        rc = step_once(&c->control[DB_RELEASE], c->db, controls[DB_RELEASE]);
    if (rc == SQLITE_DONE) return NULL;
    /* A reference left open by one transaction is found only when the group commits. */
    if (what == DB_COMMIT && (rc & 0xff) == SQLITE_CONSTRAINT) base->retry = true;
    return fail(c, a, NULL);
}

static bool sqlite_in_transaction(struct db_conn *base)
{
    return !sqlite3_get_autocommit(of(base)->db);
}

static struct err *sqlite_script(struct db_conn *base, struct arena *a, str sql)
{
    return run_text(of(base), a, str_z(a, sql));
}

/* -- statements ----------------------------------------------------------------------------- */

static struct err *sqlite_prepare(struct db_conn *base, struct arena *a,
                                  const struct db_statement *s, void **out)
{
    struct sqlite_conn *c = of(base);
    struct sqlite_prepared *p =
        arena_alloc(base->own, sizeof *p + sizeof p->in[0] * (s->in_n ? s->in_n : 1));
    str sql = s->sql[DB_SQLITE];
    char name[24] = "$";

    if (sqlite3_prepare_v3(c->db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &p->st, NULL) !=
        SQLITE_OK)
        return fail(c, a, s);
    p->next = c->prepared;
    c->prepared = p;
    for (size_t i = 0; i < s->in_n; i++) {
        /* SQLite numbers $k in the order in which they appear: ask by name. */
        sqlite3_snprintf((int)sizeof name - 1, name + 1, "%d", (int)i + 1);
        p->in[i] = sqlite3_bind_parameter_index(p->st, name);
    }
    *out = p;
    return NULL;
}

static const char *declared(enum db_type type)
{
    switch (type) {
    case DB_INT64:
    case DB_BOOL:
    case DB_MS:
        return "INTEGER";
    case DB_BYTES:
        return "BLOB";
    case DB_STR:
    case DB_DATE:
    case DB_HTML:
        break;
    }
    return "TEXT";
}

static struct err *sqlite_describe(struct db_conn *base, struct arena *a,
                                   const struct db_statement *s, void *prepared)
{
    sqlite3_stmt *st = ((struct sqlite_prepared *)prepared)->st;
    int columns = sqlite3_column_count(st);
    int most = sqlite3_bind_parameter_count(st);
    str wrong = S("");

    (void)base;
    if ((size_t)columns != s->out_n)
        wrong = str_printf(a, "%d columns, declared are %zu", columns, s->out_n);
    if ((size_t)most > s->in_n)
        wrong = str_printf(a, "%d parameters, declared are %zu", most, s->in_n);
    const char **names = ARENA_ARRAY(a, const char *, (size_t)columns + 1);

    for (int i = 0; i < columns && !wrong.n; i++) {
        const char *type = sqlite3_column_decltype(st, i); /* NULL for an expression */
        const char *want = declared(s->out[i].type);

        names[i] = sqlite3_column_name(st, i);
        if (type && !str_eq(str_of(type), str_of(want)))
            wrong = str_printf(a, "column %s is %s, not %s", s->out[i].name, type, want);
    }
    if (!wrong.n) db_check_names(a, s, names, &wrong);
    return wrong.n ? db_fail(a, ERR_DB, s, str_z(a, wrong)) : NULL;
}

static int bind(sqlite3_stmt *st, int at, enum db_type type, const struct db_value *v)
{
    if (!at) return SQLITE_OK;
    if (v->null) return sqlite3_bind_null(st, at);
    switch (type) {
    case DB_INT64:
    case DB_BOOL:
    case DB_MS:
        return sqlite3_bind_int64(st, at, v->number);
    case DB_BYTES:
        return sqlite3_bind_blob64(st, at, v->text.p, v->text.n, SQLITE_STATIC);
    case DB_STR:
    case DB_DATE:
    case DB_HTML:
        break;
    }
    return sqlite3_bind_text64(st, at, v->text.p, v->text.n, SQLITE_STATIC, SQLITE_UTF8);
}

static struct err *sqlite_start(struct db_conn *base, struct arena *a, const struct db_statement *s,
                                void *prepared, const struct db_value *in, bool stream)
{
    struct sqlite_conn *c = of(base);
    struct sqlite_prepared *p = prepared;

    (void)stream; /* SQLite never does otherwise */
    BUG_IF(c->running);
    c->running = p->st;
    c->statement = s;
    c->done = false;
    for (size_t i = 0; i < s->in_n; i++)
        if (bind(p->st, p->in[i], s->in[i].type, &in[i]) != SQLITE_OK) return fail(c, a, s);
    return NULL;
}

static struct err *sqlite_step(struct db_conn *base, struct arena *a, bool *row)
{
    struct sqlite_conn *c = of(base);

    *row = false;
    if (c->done) return NULL;
    int rc = sqlite3_step(c->running);

    *row = rc == SQLITE_ROW;
    c->done = !*row;
    return *row || rc == SQLITE_DONE ? NULL : fail(c, a, c->statement);
}

static bool sqlite_column(struct db_conn *base, struct arena *a, size_t i, enum db_type type,
                          struct db_value *out)
{
    sqlite3_stmt *st = of(base)->running;
    int column = (int)i;
    int is = sqlite3_column_type(st, column);

    (void)a;
    out->null = is == SQLITE_NULL;
    switch (type) {
    case DB_INT64:
    case DB_BOOL:
    case DB_MS:
        out->number = sqlite3_column_int64(st, column);
        return out->null || is == SQLITE_INTEGER;
    case DB_BYTES:
        out->text =
            str_at(sqlite3_column_blob(st, column), (size_t)sqlite3_column_bytes(st, column));
        return out->null || is == SQLITE_BLOB;
    case DB_STR:
    case DB_DATE:
    case DB_HTML:
        break;
    }
    out->text = str_at(sqlite3_column_text(st, column), (size_t)sqlite3_column_bytes(st, column));
    return out->null || is == SQLITE_TEXT;
}

static int64_t sqlite_finish(struct db_conn *base)
{
    struct sqlite_conn *c = of(base);

    if (!c->running) return 0;
    int64_t changed = sqlite3_stmt_readonly(c->running) ? 0 : sqlite3_changes64(c->db);

    (void)sqlite3_reset(c->running);
    (void)sqlite3_clear_bindings(c->running); /* they point to the caller's values */
    c->running = NULL;
    return changed;
}

/* -- the whole database --------------------------------------------------------------------- */

static struct err *sqlite_data_version(struct db_conn *base, struct arena *a, int64_t *version)
{
    struct sqlite_conn *c = of(base);

    if (!c->version &&
        sqlite3_prepare_v3(c->db, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT, &c->version,
                           NULL) != SQLITE_OK)
        return fail(c, a, NULL);
    int rc = sqlite3_step(c->version);

    if (rc == SQLITE_ROW) *version = sqlite3_column_int64(c->version, 0);
    (void)sqlite3_reset(c->version);
    return rc == SQLITE_ROW ? NULL : fail(c, a, NULL);
}

static struct err *sqlite_backup(struct db_conn *base, struct arena *a, str path)
{
    struct sqlite_conn *c = of(base);
    sqlite3 *to = NULL;
    int rc =
        sqlite3_open_v2(str_z(a, path), &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    struct err *e = NULL;
    sqlite3_backup *b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", c->db, "main") : NULL;

    /* All pages in one step: one snapshot, and in WAL mode no writer waits for it. */
    if (b) {
        (void)sqlite3_backup_step(b, -1);
        rc = sqlite3_backup_finish(b);
    }
    if (!b || rc != SQLITE_OK)
        e = db_fail(a, ERR_IO, NULL, to ? sqlite3_errmsg(to) : "no memory for a connection");
    (void)sqlite3_close(to);
    return e;
}

/* Runs a check that gives one line for each thing that is wrong, or the line "ok". */
static struct err *run_check(struct sqlite_conn *c, struct arena *a, const char *text)
{
    sqlite3_stmt *st = NULL;
    char found[500] = "";
    int rc = sqlite3_prepare_v2(c->db, text, -1, &st, NULL);

    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        sqlite3_snprintf((int)sizeof found, found, "%s", sqlite3_column_text(st, 0));
    sqlite3_finalize(st); /* before the arena is asked for memory */
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) return fail(c, a, NULL);
    if (!found[0] || str_eq(str_of(found), S("ok"))) return NULL;
    return err_detail(a, ERR(a, DB, "数据库文件已损坏"), "%s", found);
}

static struct err *sqlite_integrity(struct db_conn *base, struct arena *a)
{
    TRY(run_check(of(base), a, "PRAGMA integrity_check(1)"));
    return run_check(of(base), a, "PRAGMA foreign_key_check");
}

const struct db_backend db_sqlite = {
    .engine = DB_SQLITE,
    .open = sqlite_open,
    .close = sqlite_close,
    .control = sqlite_control,
    .in_transaction = sqlite_in_transaction,
    .script = sqlite_script,
    .prepare = sqlite_prepare,
    .describe = sqlite_describe,
    .start = sqlite_start,
    .step = sqlite_step,
    .column = sqlite_column,
    .finish = sqlite_finish,
    .data_version = sqlite_data_version,
    .backup = sqlite_backup,
    .integrity = sqlite_integrity,
};
