/* Brings the schema up to what the program brings: each file once, in order, under a lock. */
#include "db/inside.h"

#include "db/db_sql.h"

/* pg_advisory_xact_lock takes a number; this one spells "gongkai". */
static const int64_t lock_key = 0x676f6e676b6169;

struct applied {
    struct schema_migration_list_row *rows;
    size_t n;
};

/* One process's look at what is to do, on a connection of its own. */
struct migrating {
    struct db *db;
    struct arena *arena;
    struct db_conn *conn;
    struct db_tx tx;
};

static const struct schema_migration_list_row *find(const struct applied *all, const char *module,
                                                    int number)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->rows[i].number == number && str_eq(all->rows[i].module, str_of(module)))
            return &all->rows[i];
    return NULL;
}

static struct err *refuse(struct arena *a, const char *module, int64_t number, const char *why)
{
    return err_detail(
        a, ERR(a, DB, "数据库与本程序不符：%s 的第 %lld 号升级%s", module, (long long)number, why),
        "migration %s %lld does not fit this program", module, (long long)number);
}

static const struct db_migration *known(const struct db *db, str module, int64_t number)
{
    for (size_t i = 0; i < db->o.modules_n; i++) {
        const struct db_module *m = db->o.modules[i];

        if (!str_eq(module, str_of(m->name))) continue;
        for (size_t k = 0; k < m->migrations_n; k++)
            if (m->migrations[k].number == number) return &m->migrations[k];
    }
    return NULL;
}

/* Everything that was applied must be in the program, unchanged. */
static struct err *check_applied(const struct migrating *m, const struct applied *all)
{
    struct arena *a = m->arena;

    for (size_t i = 0; i < all->n; i++) {
        const struct schema_migration_list_row *row = &all->rows[i];
        const struct db_migration *file = known(m->db, row->module, row->number);
        const char *module = str_z(a, row->module);

        if (!file)
            return refuse(a, module, row->number, "由更新版本的程序执行过，请使用更新版本的程序");
        if (!str_eq(row->checksum, str_of(file->checksum)))
            return refuse(a, module, row->number, "执行后文件又被改动");
    }
    return NULL;
}

/* The first file that is missing; *module NULL when none is. A gap is refused. */
static struct err *find_missing(const struct migrating *m, const struct applied *all,
                                const struct db_module **module, const struct db_migration **file)
{
    *module = NULL;
    for (size_t i = 0; i < m->db->o.modules_n; i++) {
        const struct db_module *mod = m->db->o.modules[i];
        bool gap = false;

        for (size_t k = 0; k < mod->migrations_n; k++) {
            bool there = find(all, mod->name, mod->migrations[k].number) != NULL;

            if (there && gap)
                return refuse(m->arena, mod->name, mod->migrations[k].number, "之前的一号没有执行");
            gap |= !there;
            if (there || *module) continue;
            *module = mod;
            *file = &mod->migrations[k];
        }
    }
    return NULL;
}

static struct err *apply(struct migrating *m, const struct db_module *module,
                         const struct db_migration *file)
{
    struct arena *a = m->arena;
    int64_t now = sys_now_ms(&m->db->o.clock);
    str text = file->text[m->conn->backend->engine];
    /* A file may have nothing for this engine. */
    struct err *e = str_trim(text).n ? m->conn->backend->script(m->conn, a, text) : NULL;

    if (e)
        return err_detail(a, e, "%s/sql/%04d_%s.sql: %.*s", module->name, file->number, file->name,
                          STR_ARG(e->detail));
    TRY(schema_migration_add(&m->tx, a, str_of(module->name), file->number, str_of(file->name),
                             str_of(file->checksum), now, NULL));
    if (m->db->o.log)
        LOG(m->db->o.log, LOG_INFO, "db_migrated", LOG_STR("module", str_of(module->name)),
            LOG_STR("name", str_of(file->name)), LOG_INT("number", file->number));
    return NULL;
}

/* One transaction: looks, and applies at most one file. */
static struct err *step(struct migrating *m, bool *more)
{
    struct arena *a = m->arena;
    enum db_engine engine = m->conn->backend->engine;
    const struct db_module *module;
    const struct db_migration *file = NULL;
    struct applied all;

    TRY(m->conn->backend->control(m->conn, a, DB_BEGIN_MIGRATE));
    m->tx = (struct db_tx){.conn = m->conn, .arena = a, .write = true};
    if (engine == DB_POSTGRES) {
        struct schema_lock_row locked;

        TRY(schema_lock(&m->tx, a, lock_key, &locked));
    }
    TRY(m->conn->backend->script(m->conn, a, db_db.migrations[0].text[engine]));
    TRY(schema_migration_list(&m->tx, a, &all.rows, &all.n));
    TRY(check_applied(m, &all));
    TRY(find_missing(m, &all, &module, &file));
    *more = module != NULL;
    if (module) TRY(apply(m, module, file));
    return m->conn->backend->control(m->conn, a, DB_COMMIT);
}

static struct err *steps(void *arg)
{
    struct migrating *m = arg;
    bool more = true;

    while (more) TRY(step(m, &more));
    return NULL;
}

struct err *db_migrate(struct db *db, struct arena *a)
{
    struct db_connect how = db_connect_for(db, DB_USE_WRITE);
    struct migrating m = {.db = db, .arena = a};
    struct err *overload = db_tx_overload(a);
    struct arena own;

    TRY(db_conn_open(db->backend, &own, a, &how, &m.conn));
    struct err *e = db_landed(a, steps, &m, overload);

    (void)m.conn->backend->finish(m.conn);
    if (m.conn->backend->in_transaction(m.conn))
        (void)m.conn->backend->control(m.conn, m.conn->own, DB_ROLLBACK);
    db_conn_close(&m.conn);
    return e;
}
