/* serve: installs the hooks of the web layer, starts it, waits for the signal, stops it. */
#include "app/command.h"
#include "app/jobs.h"
#include "app/modules.h"

#include "base/buf.h"
#include "base/num.h"
#include "core/audit.h"
#include "core/outbox_sql.h"
#include "core/search.h"
#include "mod/office/office.h"
#include "mod/portal/portal.h"
#include "read/read.h"
#include "render/pdf.h"
#include "sys/embedded.h"
#include "sys/notify.h"
#include "sys/sandbox.h"
#include "sys/stop.h"
#include "text/json.h"
#include "web/server.h"

#include <stdatomic.h>
#include <unistd.h>

extern const struct embedded_set web_assets;

enum {
    READ_JSON_BYTES = 16 * 1024 * 1024,
    MANIFEST_BYTES = 1024 * 1024,
    TICK_MS = 200,
    PORT_MOST = 65535
};

/* What the hooks share. */
struct serving {
    struct root root;
    struct cache *_Atomic cache; /* set once the server stands */
    atomic_bool stale;           /* another process changed something: read the set-up again */
};

/* ---- after a commit ------------------------------------------------------------------------ */

static void on_commit(void *arg, const struct db_tag *tags, size_t n)
{
    struct serving *s = arg;
    struct cache *cache = atomic_load(&s->cache);

    for (size_t i = 0; i < n; i++)
        if (db_tag_is_everything(tags[i]) || str_eq(tags[i].kind, S("calendar")) ||
            str_eq(tags[i].kind, S("directory")))
            atomic_store(&s->stale, true);
    if (cache) cache_on_commit(cache, tags, n);
}

/* The set-up was read again: whatever was made from the old one is made anew. */
static void on_reload(void *arg)
{
    static const struct db_tag everything = {.kind = S_INIT(""), .id = 0};
    struct serving *s = arg;
    struct cache *cache = atomic_load(&s->cache);

    if (cache) cache_on_commit(cache, &everything, 1);
}

/* ---- hooks --------------------------------------------------------------------------------- */

static bool hook_site(void *app, str host, struct web_site *out)
{
    const struct core_env *env = app;
    const struct directory_site *site = directory_by_host(env->directory, host);

    if (!site) return false;
    *out = (struct web_site){.id = site->info->id, .host = host, .data = site};
    return true;
}

static struct err *hook_authenticate(void *app, struct req *rq, const struct web_credential *c,
                                     const struct actor **out)
{
    const struct core_env *env = app;

    if (c->token.n)
        return account_by_token(&env->account, rq->arena, rq->site.id, c->token, rq->now_ms, out);
    return account_by_session(&env->account, rq->arena, rq->site.id, c->session, rq->now_ms, out);
}

static bool hook_may(void *app, const struct actor *actor, const struct permission *perm)
{
    (void)app;
    return actor_may(actor, perm);
}

static struct err *hook_error(void *app, struct req *rq, struct resp *rs, const struct err *e)
{
    (void)app;
    if (office_is_staff(rq->path)) return office_error(rq, rs, e);
    return portal_render_error(rq, rs, e);
}

struct look {
    const struct req *rq;
    int status;
};

static struct err *record_look(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct look *l = arg;
    const struct actor *actor = l->rq->actor;
    struct audit_entry e = {
        .site_id = l->rq->site.id,
        .staff_id = actor ? actor->user : 0,
        .actor = actor ? actor->name : S(""),
        .action = S("look"),
        .object = S("page"),
        .object_id = 0,
        .detail =
            str_printf(a, "{\"route\":\"%s\",\"status\":%d}", l->rq->route->pattern, l->status),
        .remote = l->rq->remote,
    };

    return audit_write(tx, a, l->rq->now_ms, &e);
}

static struct err *hook_look(void *app, struct req *rq, int status)
{
    const struct core_env *env = app;
    struct look l = {rq, status};

    return db_write(env->db, rq->arena, record_look, &l);
}

static struct err *count_outbox(struct db_tx *tx, struct arena *a, void *arg)
{
    struct buf *out = arg;
    struct outbox_counts_row *rows;
    size_t n;

    TRY(outbox_counts(tx, a, &rows, &n));
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "gongkai_outbox{state=\"%.*s\"} %lld\n", STR_ARG(rows[i].state),
                   (long long)rows[i].n);
    return NULL;
}

static void hook_metrics(void *app, struct buf *out)
{
    const struct core_env *env = app;
    struct db_stats s;
    struct arena a;

    db_stats(env->db, &s);
    buf_printf(out, "# TYPE gongkai_db_transactions counter\n");
    buf_printf(out, "gongkai_db_transactions{kind=\"read\"} %llu\n", (unsigned long long)s.reads);
    buf_printf(out, "gongkai_db_transactions{kind=\"write\"} %llu\n", (unsigned long long)s.writes);
    buf_printf(out, "gongkai_db_transactions{kind=\"failed\"} %llu\n",
               (unsigned long long)s.failed);
    buf_printf(out, "gongkai_db_groups %llu\ngongkai_db_retries %llu\n",
               (unsigned long long)s.groups, (unsigned long long)s.retries);
    buf_printf(out, "gongkai_db_wait_us{kind=\"read\"} %llu\n", (unsigned long long)s.read_wait_us);
    buf_printf(out, "gongkai_db_wait_us{kind=\"write\"} %llu\n",
               (unsigned long long)s.write_wait_us);
    arena_init(&a, (size_t)1024 * 1024);
    (void)!db_read(env->db, &a, count_outbox, out);
    arena_release(&a);
}

/* The members of a JSON object as form values; see web_options.read_json. */
static struct err *add_value(struct arena *a, const struct json *v, str name, struct value *out)
{
    struct buf b;
    struct json_out o;

    out->name = name;
    switch (v->kind) {
    case JSON_IS_STR:
        out->text = v->text;
        return NULL;
    case JSON_IS_INT:
        out->text = str_printf(a, "%lld", (long long)v->number);
        return NULL;
    case JSON_IS_BOOL:
        out->text = v->boolean ? S("1") : S("0");
        return NULL;
    case JSON_IS_NULL:
    case JSON_IS_REAL:
    case JSON_IS_ARRAY:
    case JSON_IS_OBJECT:
        break;
    }
    buf_init(&b, a, READ_JSON_BYTES);
    json_out_init(&o, &b, false);
    json_out_tree(&o, v);
    if (!buf_ok(&b)) return ERR(a, TOO_LARGE, "内容过大");
    out->text = buf_str(&b);
    return NULL;
}

static bool is_scalar_list(const struct json *v)
{
    if (v->kind != JSON_IS_ARRAY) return false;
    for (size_t i = 0; i < v->n; i++)
        if (v->items[i].kind == JSON_IS_ARRAY || v->items[i].kind == JSON_IS_OBJECT) return false;
    return true;
}

static struct err *read_json(struct arena *a, str body, struct values *out)
{
    const struct json *v;
    size_t most = 0;
    size_t n = 0;

    TRY(json_parse(a, body, (struct json_limits){.bytes = READ_JSON_BYTES}, &v));
    if (v->kind != JSON_IS_OBJECT) return ERR(a, INVALID, "应是一个 JSON 对象");
    for (size_t i = 0; i < v->n; i++) most += is_scalar_list(&v->items[i]) ? v->items[i].n : 1;
    struct value *items = ARENA_ARRAY(a, struct value, most);

    for (size_t i = 0; i < v->n; i++) {
        const struct json *m = &v->items[i];

        if (m->kind == JSON_IS_NULL) continue;
        if (!is_scalar_list(m)) {
            TRY(add_value(a, m, m->name, &items[n++]));
            continue;
        }
        for (size_t k = 0; k < m->n; k++) TRY(add_value(a, &m->items[k], m->name, &items[n++]));
    }
    *out = (struct values){items, n};
    return NULL;
}

/* ---- the look ------------------------------------------------------------------------------ */

/* manifest.json says which hashed name each file has. */
static struct err *load_assets(struct arena *a, struct core_env *env, struct web_asset **out,
                               size_t *n)
{
    const struct embedded *manifest = embedded_find(&web_assets, S("manifest.json"));
    const struct json *v;

    if (!manifest) return ERR(a, INTERNAL, "程序里没有页面样式");
    TRY(json_parse(a, manifest->bytes, (struct json_limits){.bytes = MANIFEST_BYTES}, &v));
    struct value *names = ARENA_ARRAY(a, struct value, v->n);

    *out = ARENA_ARRAY(a, struct web_asset, v->n);
    *n = 0;
    for (size_t i = 0; i < v->n; i++) {
        const struct embedded *file = embedded_find(&web_assets, v->items[i].text);

        if (!file) return ERR(a, INTERNAL, "页面样式不完整");
        str path = str_cat(a, S("/assets/"), file->name);

        names[i] = (struct value){v->items[i].name, path};
        (*out)[(*n)++] = (struct web_asset){.path = str_z(a, path),
                                            .type = str_z(a, file->type),
                                            .bytes = (const unsigned char *)file->bytes.p,
                                            .n = file->bytes.n};
    }
    env->assets = (struct values){names, v->n};
    return NULL;
}

/* ---- the command --------------------------------------------------------------------------- */

struct serve_options {
    struct common_options common;
    str listen, metrics_token, proxies;
    bool https;
    str fonts;
    int64_t loops, workers, cache_mb;
};

static const struct sys_option options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("listen"),
     .env = S_INIT("GONGKAI_LISTEN"),
     .value = S_INIT("A:P"),
     .help = S_INIT("地址和端口"),
     .fallback = S_INIT("127.0.0.1:8080"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct serve_options, listen)},
    {.name = S_INIT("https"),
     .env = S_INIT("GONGKAI_HTTPS"),
     .help = S_INIT("读者经 https 访问（前面有 TLS 代理）"),
     .kind = SYS_OPTION_FLAG,
     .offset = offsetof(struct serve_options, https)},
    {.name = S_INIT("proxies"),
     .env = S_INIT("GONGKAI_PROXIES"),
     .value = S_INIT("A,B"),
     .help = S_INIT("可信代理的地址，信它们的 X-Forwarded-For"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct serve_options, proxies)},
    {.name = S_INIT("metrics-token"),
     .env = S_INIT("GONGKAI_METRICS_TOKEN"),
     .value = S_INIT("TEXT"),
     .help = S_INIT("本机以外读取 /metrics 所需的令牌"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct serve_options, metrics_token)},
    {.name = S_INIT("fonts"),
     .env = S_INIT("GONGKAI_FONTS"),
     .value = S_INIT("A=F,B=F"),
     .help = S_INIT("打印版优先用的字体，如 仿宋=FangSong_GB2312,小标宋=FZXiaoBiaoSong-B05S"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct serve_options, fonts)},
    {.name = S_INIT("loops"),
     .value = S_INIT("N"),
     .help = S_INIT("收发线程数；0 即每核一个"),
     .fallback = S_INIT("0"),
     .kind = SYS_OPTION_INT,
     .least = 0,
     .most = 64,
     .offset = offsetof(struct serve_options, loops)},
    {.name = S_INIT("workers"),
     .value = S_INIT("N"),
     .help = S_INIT("办理线程数；0 即核数加二"),
     .fallback = S_INIT("0"),
     .kind = SYS_OPTION_INT,
     .least = 0,
     .most = 256,
     .offset = offsetof(struct serve_options, workers)},
    {.name = S_INIT("cache-mb"),
     .value = S_INIT("N"),
     .help = S_INIT("页面缓存的上限（MB）"),
     .fallback = S_INIT("40"),
     .kind = SYS_OPTION_INT,
     .least = 1,
     .most = 65536,
     .offset = offsetof(struct serve_options, cache_mb)},
};

/* "仿宋=FangSong_GB2312,楷体=KaiTi": which family comes first for a face. */
static struct err *read_families(struct arena *a, str list, str families[PAPER_FACES_])
{
    static const str names[PAPER_FACES_] = {
        [PAPER_FANG] = S_INIT("仿宋"),    [PAPER_KAI] = S_INIT("楷体"),
        [PAPER_HEI] = S_INIT("黑体"),     [PAPER_SONG] = S_INIT("宋体"),
        [PAPER_TITLE] = S_INIT("小标宋"),
    };

    for (str part; str_split(&list, ',', &part);) {
        size_t eq = str_find_byte(part, '=', 0);
        size_t face = 0;

        while (eq != STR_NONE && face < PAPER_FACES_ &&
               !str_eq(str_trim(str_head(part, eq)), names[face]))
            face++;
        if (eq == STR_NONE || face == PAPER_FACES_)
            return ERR(a, BAD_REQUEST, "--fonts 应如 仿宋=FangSong_GB2312，而不是“%.*s”",
                       STR_ARG(part));
        families[face] = str_trim(str_from(part, eq + 1));
    }
    return NULL;
}

static struct err *read_listen(struct arena *a, str listen, struct web_options *o)
{
    size_t colon = listen.n;
    int64_t port;

    while (colon && listen.p[colon - 1] != ':') colon--;
    if (!colon || !num_parse(str_from(listen, colon), 0, PORT_MOST, &port))
        return ERR(a, BAD_REQUEST, "--listen 应如 127.0.0.1:8080，而不是“%.*s”", STR_ARG(listen));
    str address = str_head(listen, colon - 1);

    if (str_starts(address, S("[")) && str_ends(address, S("]")))
        address = str_head(str_from(address, 1), address.n - 2);
    o->address = str_z(a, address);
    o->port = (uint16_t)port;
    return NULL;
}

static const char *const *split_list(struct arena *a, str list)
{
    size_t n = 0;
    const char **out = ARENA_ARRAY(a, const char *, list.n + 1);

    for (str part; str_split(&list, ',', &part);)
        if (str_trim(part).n) out[n++] = str_z(a, str_trim(part));
    return out;
}

static struct err *fill_options(struct command_run *r, struct serving *s, struct web_options *o)
{
    struct arena *a = r->arena;
    const struct serve_options *given = (const void *)r->options;
    struct web_asset *assets;

    TRY(read_listen(a, given->listen, o));
    TRY(load_assets(a, &s->root.env, &assets, &o->n_assets));
    o->assets = assets;
    o->tables = app_routes(a, &o->n_tables);
    o->hooks = (struct web_hooks){
        .site = hook_site,
        .authenticate = hook_authenticate,
        .may = hook_may,
        .render_error = hook_error,
        .login = office_login,
        .audit_look = hook_look,
        .metrics = hook_metrics,
    };
    o->app = &s->root.env;
    o->db = s->root.env.db;
    o->log = &s->root.log;
    o->clock = s->root.env.clock;
    o->random = s->root.env.random;
    o->read_json = read_json;
    o->https = given->https;
    o->hsts_s = given->https ? 365U * 24 * 3600 : 0;
    o->session_cookie = "session";
    o->variant_cookie = "elder";
    o->proxies = split_list(a, given->proxies);
    o->metrics_token = given->metrics_token.n ? str_z(a, given->metrics_token) : NULL;
    o->upload_dir = str_z(a, str_cat(a, s->root.data, S("/incoming")));
    o->loops = (size_t)given->loops;
    o->workers = (size_t)given->workers;
    o->cache_max = (size_t)given->cache_mb * 1024 * 1024;
    return sys_dir_make(a, &s->root.env.data, S("incoming"));
}

/*
 * Fonts of print copies: those of the machine, of TeX Live (which fontconfig does not know of), and
 * the office's own in the folder `fonts` of the data. Without any, pages are served all the same.
 */
static struct err *open_fonts(struct command_run *r, struct serving *s)
{
    const struct serve_options *given = (const void *)r->options;
    const str folders[] = {
        S("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        str_cat(r->arena, s->root.data, S("/fonts")),
    };
    struct pdf_font_options o = {
        .folders = folders, .n_folders = COUNT_OF(folders), .log = &s->root.log};

    TRY(read_families(r->arena, given->fonts, o.families));
    struct err *e = pdf_fonts_open(r->arena, &o, &s->root.env.fonts);

    if (!e) return NULL;
    s->root.env.fonts = NULL;
    LOG(&s->root.log, LOG_ERROR, "no print copies", LOG_STR("message", e->message),
        LOG_STR("detail", e->detail));
    return NULL;
}

/* What the process may still touch once it serves: its data, and what libraries read late. */
static struct err *enter_sandbox(struct command_run *r, const struct log *log)
{
    str keys = sys_env(r->env, S("GONGKAI_KEYS"));
    const struct sandbox_path paths[] = {
        {.path = keys.n ? keys : S("/etc"), .write = false},
        {.path = r->options->data, .write = true},
        {.path = S("/etc"), .write = false},
        {.path = S("/usr/lib"), .write = false},
        {.path = S("/usr/share"), .write = false},
        {.path = S("/run"), .write = false},
        {.path = S("/dev/null"), .write = true},
        /* fonts, and what fontconfig has noted of them */
        {.path = S("/usr/local/share/fonts"), .write = false},
        {.path = S("/var/cache/fontconfig"), .write = false},
    };
    struct sandbox_plan plan = {
        .role = SANDBOX_SERVE, .paths = paths, .paths_n = COUNT_OF(paths), .user = S("")};

    return sandbox_enter(r->arena, log, &plan, NULL);
}

/* Until the signal: jobs, and the set-up read again when another process has changed it. */
static void wait_for_stop(struct serving *s, const struct sys_stop *stop)
{
    struct jobs *jobs = ARENA_NEW(s->root.arena, struct jobs);

    while (!sys_stop_wait(stop, TICK_MS)) {
        struct arena a;

        jobs_run_due(jobs, &s->root);
        if (!atomic_exchange(&s->stale, false)) continue;
        arena_init(&a, (size_t)64 * 1024 * 1024);
        struct err *e = root_reload(&s->root, &a);

        if (e) {
            LOG(&s->root.log, LOG_ERROR, "set-up could not be read again",
                LOG_STR("message", e->message), LOG_STR("detail", e->detail));
            atomic_store(&s->stale, true);
        }
        arena_release(&a);
    }
}

static struct err *serve(struct command_run *r, struct serving *s, const struct sys_stop *stop)
{
    struct web_options o = {0};
    struct server *server;
    str notify = sys_env(r->env, S("NOTIFY_SOCKET"));

    TRY(fill_options(r, s, &o));
    TRY(open_fonts(r, s));
    /* Beside PostgreSQL: the first reader does not wait for the index of this node. */
    TRY(search_catch_up(s->root.env.search, s->root.env.db, r->arena));
    directory_watch(s->root.env.directory, on_reload, s);
    TRY(server_start(r->arena, &o, &server));
    atomic_store(&s->cache, server_cache(server));
    LOG(&s->root.log, LOG_INFO, "serving", LOG_STR("address", str_of(o.address)),
        LOG_INT("port", server_port(server)));
    (void)sys_notify(notify, S("READY=1"));
    wait_for_stop(s, stop);
    (void)sys_notify(notify, S("STOPPING=1"));
    server_stop(server);
    atomic_store(&s->cache, NULL);
    return NULL;
}

static struct err *run_serve(struct command_run *r, int *status)
{
    struct serving *s = ARENA_NEW(r->arena, struct serving);
    struct read_service *reader;
    struct sys_stop stop;
    struct root_options o = {.data = r->options->data,
                             .db = r->options->db,
                             .keys = sys_env(r->env, S("GONGKAI_KEYS")),
                             .connections = 6,
                             .least = LOG_INFO,
                             .on_commit = on_commit,
                             .on_commit_arg = s};

    (void)status;
    TRY(sys_stop_open(r->arena, &stop));
    struct sys_clock clock = sys_clock_real();
    struct log log = {
        .fd = STDERR_FILENO, .least = LOG_INFO, .now_ms = clock.now_ms, .clock = clock.self};

    /* Before the sandbox, which allows no processes, and while no data is in memory. */
    TRY(read_service_open(r->arena, &reader));
    /* Before the first thread: what binds this one binds those that it starts. */
    TRY(enter_sandbox(r, &log));
    TRY(root_open(r->arena, &o, &s->root));
    s->root.env.read = reader;
    struct err *e = serve(r, s, &stop);

    root_close(&s->root);
    return e;
}

const struct command cmd_serve = {
    .name = "serve",
    .operands = "",
    .summary = "运行服务，直到收到 SIGTERM",
    .options = options,
    .n_options = COUNT_OF(options),
    .options_size = sizeof(struct serve_options),
    .run = run_serve,
};
