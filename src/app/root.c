#include "app/root.h"

#include "app/modules.h"
#include "core/calendar_store.h"
#include "core/search.h"
#include "core/site_sql.h"
#include "core/secret.h"
#include "sys/file.h"
#include "text/terms.h"

#include <unistd.h>

static int64_t clock_now(void *clock)
{
    return sys_now_ms(clock);
}

static struct err *load_calendar(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct calendar **out = arg;

    return calendar_store_load(tx, a, out);
}

static struct err *count_years(struct db_tx *tx, struct arena *a, void *arg)
{
    int64_t *n = arg;
    struct calendar_year_count_row row;

    TRY(calendar_year_count(tx, a, &row));
    *n = row.n;
    return NULL;
}

struct err *root_reload(struct root *r, struct arena *a)
{
    const struct calendar *cal;
    int64_t n;

    /* Old calendars stay on the root's arena, because readers may still hold them. Notices are
     * rare, but commits of other processes, after which this is called, are not. */
    TRY(db_read(r->env.db, a, count_years, &n));
    if (n != r->calendar_rows) {
        TRY(db_read(r->env.db, r->arena, load_calendar, &cal));
        r->env.flow.calendar = cal;
        r->calendar_rows = n;
    }
    return directory_reload(r->env.directory, a);
}

static struct err *open_folder(struct root *r, const struct root_options *o)
{
    struct arena *a = r->arena;

    if (o->create) return sys_dir_create(a, o->data, &r->env.data);
    struct err *e = sys_dir_open(a, o->data, &r->env.data);

    if (e && e->code == ERR_NOT_FOUND)
        return ERR(a, NOT_FOUND, "没有数据目录 %.*s；请先运行 gongkai init --data %.*s",
                   STR_ARG(o->data), STR_ARG(o->data));
    return e;
}

static struct err *open_db(struct root *r, const struct root_options *o,
                           const struct terms_folder *folder)
{
    struct arena *a = r->arena;
    struct db_tokenizer *tokenizer = ARENA_NEW(a, struct db_tokenizer);
    size_t n;

    *tokenizer = search_tokenizer(folder);
    r->url = o->db.n ? o->db : str_printf(a, "sqlite:%.*s/gongkai.db", STR_ARG(o->data));
    if (!o->db.n && !o->create) {
        int64_t size;
        struct err *e = sys_file_size(a, &r->env.data, S("gongkai.db"), &size);

        if (e && e->code == ERR_NOT_FOUND)
            return ERR(a, NOT_FOUND, "目录 %.*s 里没有安装；请先运行 gongkai init --data %.*s",
                       STR_ARG(o->data), STR_ARG(o->data));
        TRY(e);
    }
    struct db_options options = {
        .url = r->url,
        .connections = o->connections ? o->connections : 2,
        .write_cache_mb = o->write_cache_mb,
        .log = &r->log,
        .clock = r->env.clock,
        .on_commit = o->on_commit,
        .on_commit_arg = o->on_commit_arg,
        .modules = app_db_modules(a, &n),
        .tokenizer = tokenizer,
    };

    options.modules_n = n;
    TRY(db_open(a, &options, &r->env.db));
    r->env.account.db = r->env.db;
    return db_migrate(r->env.db, a);
}

struct err *root_open(struct arena *a, const struct root_options *o, struct root *out)
{
    struct root *r = out;
    const struct terms_folder *folder;

    *r = (struct root){.arena = a, .data = o->data};
    r->env.clock = sys_clock_real();
    r->env.random = sys_random_real();
    r->log = (struct log){
        .fd = STDERR_FILENO, .least = o->least, .now_ms = clock_now, .clock = &r->env.clock};
    r->env.log = &r->log;
    r->env.account = (struct account_env){.random = &r->env.random, .cost = CRYPTO_COST_NORMAL};
    r->env.modules = app_modules;
    r->env.n_modules = app_modules_n;
    r->env.flow.flows = app_flows(a, &r->env.flow.n_flows);
    r->env.flow.core = &r->env;
    TRY(crypto_ready(a));
    TRY(terms_folder_make(a, &folder));
    TRY(open_folder(r, o));
    TRY(secret_open(a, &r->env.data, o->keys, &r->env.random, &r->env.keys));
    TRY(open_db(r, o, folder));
    TRY(search_open(a, r->env.db, folder, o->data, &r->env.search));
    const struct calendar *cal;

    /* Counted first: a year that comes between the two is read again, not overlooked. */
    TRY(db_read(r->env.db, a, count_years, &r->calendar_rows));
    TRY(db_read(r->env.db, a, load_calendar, &cal));
    r->env.flow.calendar = cal;
    return directory_open(a, r->env.db, &r->env.directory);
}

void root_close(struct root *r)
{
    directory_close(r->env.directory);
    db_close(r->env.db);
    r->env.db = NULL;
    r->env.directory = NULL;
}
