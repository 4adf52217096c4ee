#include "db/inside.h"

#include "sys/random.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* -- what db/'s files share ----------------------------------------------------------------- */

struct db_connect db_connect_for(const struct db *db, enum db_use use)
{
    return (struct db_connect){
        .engine = db->backend->engine,
        .address = db->address,
        .use = use,
        .write_cache_mb = db->o.write_cache_mb,
        .tokenizer = db->o.tokenizer,
        .fault = db->o.fault,
    };
}

void db_deliver(struct db *db, const struct db_tag *tags, size_t n)
{
    if (n && db->o.on_commit) db->o.on_commit(db->o.on_commit_arg, tags, n);
}

void db_deliver_everything(struct db *db)
{
    db_count(&db->counters.foreign, 1);
    db_deliver(db, &(struct db_tag){.kind = S("")}, 1);
}

struct err *db_thread_start(struct arena *a, pthread_t *thread, void *(*fn)(void *), void *arg)
{
    sigset_t all;
    sigset_t before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(thread, NULL, fn, arg);

    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc == 0 ? NULL : db_fail(a, ERR_OVERLOAD, NULL, "no thread could be started");
}

bool db_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t ms)
{
    struct timespec until;

    /* waiver: a condition variable waits by the machine's clock, whatever a test's clock shows */
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return pthread_cond_timedwait(cond, lock, &until) != ETIMEDOUT;
}

void db_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attr;

    BUG_IF(pthread_condattr_init(&attr) != 0);
    BUG_IF(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) != 0);
    BUG_IF(pthread_cond_init(cond, &attr) != 0);
    (void)pthread_condattr_destroy(&attr);
}

void db_log_err(const struct db *db, const char *what, const struct err *e)
{
    if (db->o.log)
        LOG(db->o.log, LOG_ERROR, what, LOG_STR("code", err_word(e->code)),
            LOG_STR("detail", e->detail));
}

/* -- open and close ------------------------------------------------------------------------- */

static struct err *choose(struct db *db, struct arena *a)
{
    str url = db->o.url;
    enum db_engine engine = DB_POSTGRES;
    str sqlite = S("sqlite:");

    db->address = url;
    if (str_starts(url, sqlite)) {
        engine = DB_SQLITE;
        db->address = str_from(url, sqlite.n);
    } else if (!str_starts(url, S("postgres://")) && !str_starts(url, S("postgresql://")) &&
               str_find_byte(url, '=', 0) == STR_NONE) {
        db->address = S("");
    }
    if (db->address.n == 0) return ERR(a, INVALID, "数据库地址应为 sqlite:文件 或 postgres://…");
    db->backend = engine == DB_SQLITE ? &db_sqlite : &db_postgres;
    if (db->o.fault) db->backend = db_faulty(engine);
    return NULL;
}

struct err *db_open(struct arena *a, const struct db_options *o, struct db **out)
{
    struct db *db = ARENA_NEW(a, struct db);
    struct sys_random random = sys_random_real();
    uint64_t chance;

    BUG_IF(!o->clock.now_ms || !o->clock.monotonic_us);
    *out = NULL;
    db->arena = a;
    db->o = *o;
    sys_random_fill(&random, &chance, sizeof chance);
    (void)snprintf(db->origin, sizeof db->origin, "%016llx", (unsigned long long)chance);
    TRY(choose(db, a));
    db->address = str_copy(a, db->address);
    struct err *e = db_pool_open(db, a);

    if (!e && db->backend->engine == DB_SQLITE) e = db_writer_open(db, a);
    if (!e && db->backend->engine == DB_POSTGRES) e = db_listener_open(db, a);
    if (e) {
        db_close(db);
        return err_pass(e, __FILE__, __LINE__);
    }
    *out = db;
    return NULL;
}

void db_close(struct db *db)
{
    if (!db) return;
    db_listener_close(db);
    db_writer_close(db);
    db_pool_close(db);
}

enum db_engine db_engine(const struct db *db)
{
    return db->backend->engine;
}

void db_stats(const struct db *db, struct db_stats *out)
{
    const struct db_counters *c = &db->counters;

    *out = (struct db_stats){
        .reads = c->reads,
        .writes = c->writes,
        .failed = c->failed,
        .groups = c->groups,
        .retries = c->retries,
        .foreign = c->foreign,
        .read_wait_us = c->read_wait_us,
        .write_wait_us = c->write_wait_us,
    };
}

/* -- the whole database --------------------------------------------------------------------- */

/* Prepares one statement and lets go of the connection's memory with the connection. */
static struct err *check_statement(struct db_conn *c, struct arena *a, const struct db_statement *s)
{
    void *prepared;

    if (s->sql[c->backend->engine].n == 0) return NULL; /* for the other engine */
    TRY(db_prepared(c, a, s, &prepared));
    return c->backend->describe(c, a, s, prepared);
}

struct err *db_check(struct db *db, struct arena *a)
{
    struct db_connect how = db_connect_for(db, DB_USE_READ);
    struct arena own;
    struct db_conn *c;
    struct err *all = NULL;

    TRY(db_conn_open(db->backend, &own, a, &how, &c));
    for (size_t m = 0; m < db->o.modules_n; m++) {
        const struct db_module *module = db->o.modules[m];

        for (size_t i = 0; i < module->statements_n; i++)
            all = err_append(all, check_statement(c, a, module->statements[i]));
    }
    db_conn_close(&c);
    return all;
}

static struct err *io_fail(struct arena *a, str path, const char *what)
{
    int error = errno;

    return err_detail(a, ERR(a, IO, "无法写入备份文件 %.*s", STR_ARG(path)), "%s: %s", what,
                      strerrorname_np(error));
}

/* Gives the finished copy its name, durably; never over a file that is there. */
static struct err *keep_backup(struct arena *a, const char *part, str path)
{
    const char *name = str_z(a, path);
    size_t folder = path.n;

    if (renameat2(AT_FDCWD, part, AT_FDCWD, name, RENAME_NOREPLACE) != 0)
        return io_fail(a, path, "rename");
    while (folder && path.p[folder - 1] != '/') folder--;
    int fd =
        open(folder ? str_z(a, str_head(path, folder)) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) return io_fail(a, path, "open the folder");
    int rc = fsync(fd);

    (void)close(fd);
    return rc == 0 ? NULL : io_fail(a, path, "fsync of the folder");
}

struct err *db_backup(struct db *db, struct arena *a, str path)
{
    if (db->backend->engine != DB_SQLITE)
        return ERR(a, INVALID, "PostgreSQL 数据库请用 pg_dump 备份");
    struct db_connect how = db_connect_for(db, DB_USE_READ);
    struct arena own;
    struct db_conn *c;
    const char *part = str_z(a, str_cat(a, path, S(".part")));

    if (access(str_z(a, path), F_OK) == 0)
        return ERR(a, CONFLICT, "备份文件 %.*s 已存在", STR_ARG(path));
    (void)unlink(part); /* of a backup that did not end */
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0) return io_fail(a, path, "open");
    (void)close(fd);
    TRY(db_conn_open(db->backend, &own, a, &how, &c));
    struct err *e = c->backend->backup(c, a, str_of(part));

    db_conn_close(&c);
    if (!e) e = keep_backup(a, part, path);
    if (e) (void)unlink(part);
    return e;
}

struct err *db_integrity(struct db *db, struct arena *a)
{
    struct db_connect how = db_connect_for(db, DB_USE_READ);
    struct arena own;
    struct db_conn *c;

    if (db->backend->engine != DB_SQLITE) return NULL;
    TRY(db_conn_open(db->backend, &own, a, &how, &c));
    struct err *e = c->backend->integrity(c, a);

    db_conn_close(&c);
    return e;
}
