#include "web/server.h"

#include "web/http.h"
#include "web/listen.h"
#include "web/loop.h"

#include <time.h>
#include <unistd.h>

/* Start and stop. What runs in between is in loop.c and dispatch.c. */

enum { WATCH_MS = 250, STOP_LOOK_MS = 5 };

static void sleep_ms(long ms)
{
    const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    (void)nanosleep(&t, NULL);
}

/* ---- options -------------------------------------------------------------------------------- */

static const struct web_rate usual_rates[RATES_] = {
    [RATE_PAGE] = {200, 20},   /* 50 a second */
    [RATE_SEARCH] = {30, 200}, /* 5 a second */
    [RATE_WRITE] = {20, 1000}, /* 1 a second */
    [RATE_LOGIN] = {10, 6000}, /* 10 a minute */
    [RATE_API] = {100, 50},    /* 20 a second */
};

static void or_usual(size_t *value, size_t usual)
{
    if (*value == 0) *value = usual;
}

static void or_usual32(uint32_t *value, uint32_t usual)
{
    if (*value == 0) *value = usual;
}

static void fill_usual(struct web_options *o)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    size_t cores = online > 0 ? (size_t)online : 1;

    or_usual(&o->loops, cores);
    or_usual(&o->workers, cores + 2);
    or_usual(&o->queue_max, 256);
    or_usual(&o->connections_max, 4096);
    or_usual(&o->connections_per_ip, 256);
    or_usual(&o->head_max, 8 * (size_t)1024);
    or_usual(&o->body_max, 2 * (size_t)1024 * 1024);
    or_usual(&o->upload_max, 64 * (size_t)1024 * 1024);
    or_usual(&o->upload_files_max, 20);
    or_usual(&o->answer_max, 16 * (size_t)1024 * 1024);
    or_usual(&o->arena_max, 64 * (size_t)1024 * 1024);
    or_usual(&o->cache_max, 48 * (size_t)1024 * 1024);
    or_usual32(&o->brotli_after, 8);
    or_usual32(&o->head_ms, 15000);
    or_usual32(&o->body_ms, 15000);
    or_usual32(&o->least_rate, 8 * 1024);
    or_usual32(&o->stop_ms, 10000);
    if (!o->read_json) o->read_json = form_read_json;
    if (!o->session_cookie) o->session_cookie = "session";
    for (size_t i = RATE_PAGE; i < RATES_; i++)
        if (o->rates[i].burst == 0) o->rates[i] = usual_rates[i];
}

static void check_options(const struct web_options *o, struct findings *out)
{
    bool session = false;
    bool look = false;
    bool upload = false;

    for (size_t t = 0; t < o->n_tables; t++) {
        for (size_t i = 0; i < o->tables[t].n; i++) {
            const struct route *r = &o->tables[t].routes[i];

            session = session || (r->perm && r->perm != &PERM_PUBLIC);
            look = look || r->audit == AUDIT_LOOK;
            upload = upload || (r->flags & ROUTE_UPLOAD);
        }
    }
    if (!o->hooks.site || !o->hooks.render_error)
        findings_add(out, "the hooks site and render_error are needed");
    if (session && (!o->hooks.authenticate || !o->hooks.may))
        findings_add(out, "routes ask for permissions: the hooks authenticate and may are needed");
    if (look && !o->hooks.audit_look)
        findings_add(out, "routes with AUDIT_LOOK: the hook audit_look is needed");
    if (upload && !o->upload_dir)
        findings_add(out, "routes with ROUTE_UPLOAD: upload_dir is needed");
    if (!o->log || !o->clock.now_ms || !o->random.fill)
        findings_add(out, "log, clock and random are needed");
}

static struct err *check(struct arena *a, const struct web_options *o)
{
    struct findings f = {.arena = a};

    routes_check(o->tables, o->n_tables, &f);
    check_options(o, &f);
    if (f.n == 0) return NULL;
    return err_detail(a, ERR(a, INVALID, "路由表有%zu处错误，程序不能启动", f.n), "%.*s",
                      STR_ARG(str_join(a, f.items, f.n, S("; "))));
}

/* ---- start ---------------------------------------------------------------------------------- */

static uint64_t random64(const struct sys_random *r)
{
    uint64_t v;

    sys_random_fill(r, &v, sizeof v);
    return v;
}

static void resume(struct exchange *x)
{
    MHD_resume_connection(x->connection);
}

static struct err *open_assets(struct server *s, struct arena *a)
{
    const struct web_options *o = &s->web.o;

    map_init(&s->assets, a, random64(&o->random));
    s->asset_list = ARENA_ARRAY(a, struct asset, o->n_assets);
    for (size_t i = 0; i < o->n_assets; i++) {
        if (!asset_make(&s->web, a, &o->assets[i], &s->asset_list[i]))
            return ERR(a, OVERLOAD, "内存不足");
        (void)map_put(&s->assets, str_of(o->assets[i].path), &s->asset_list[i]);
    }
    s->busy = answer_plain(&s->web, "系统繁忙，请稍后再试\n", true);
    s->healthy = answer_plain(&s->web, "ok\n", false);
    s->unhealthy = answer_plain(&s->web, "not ready\n", true);
    if (!s->busy || !s->healthy || !s->unhealthy) return ERR(a, OVERLOAD, "内存不足");
    return NULL;
}

static void name_run(struct web *web)
{
    static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
    uint64_t v = random64(&web->o.random);

    for (size_t i = 0; i < 4; i++) {
        web->prefix[i] = letters[v % (sizeof letters - 1)];
        v /= sizeof letters - 1;
    }
}

static struct err *open_web(struct server *s, struct arena *a)
{
    struct web *web = &s->web;
    const struct web_options *o = &web->o;
    const struct cache_options cache = {.bytes_max = o->cache_max,
                                        .readers = o->loops + o->workers,
                                        .brotli_after =
                                            o->brotli_after == UINT32_MAX ? 0 : o->brotli_after,
                                        .seed = random64(&o->random),
                                        .maker = answer_maker(web)};

    web->router = router_make(a, o->tables, o->n_tables);
    web->flights = flights_make(a, random64(&o->random));
    web->limiter = limiter_make(a, o->rates, random64(&o->random));
    web->metrics = s->loops[0].metrics;
    web->resume = resume;
    name_run(web);
    if (o->upload_dir) TRY(sys_dir_create(a, str_of(o->upload_dir), &web->upload_dir));
    TRY(cache_open(a, &cache, &web->cache));
    TRY(open_assets(s, a));
    return work_start(a, o->workers, o->queue_max, &web->work);
}

static void *watch(void *arg)
{
    struct server *s = arg;

    while (!atomic_load(&s->stopping)) {
        sleep_ms(WATCH_MS);
        for (size_t i = 0; i < s->n_loops; i++) conns_cut(&s->loops[i].conns, steady_us(s));
    }
    return NULL;
}

static void prepare_loops(struct server *s, struct arena *a)
{
    const struct web_options *o = &s->web.o;
    char *metrics = arena_array(a, o->loops + 1, sizeof(struct loop_metrics));
    size_t off = (size_t)((uintptr_t)metrics % _Alignof(struct loop_metrics));
    struct loop_metrics *aligned =
        (struct loop_metrics *)(void *)(metrics + (off ? _Alignof(struct loop_metrics) - off : 0));

    s->n_loops = o->loops;
    s->loops = ARENA_ARRAY(a, struct loop, s->n_loops);
    s->addresses =
        addresses_make(a, o->connections_max + s->n_loops, o->connections_per_ip, o->proxies);
    for (size_t i = 0; i < s->n_loops; i++) {
        struct loop *l = &s->loops[i];

        l->server = s;
        l->number = i;
        l->metrics = &aligned[i];
        conns_init(&l->conns, a, o->connections_max / s->n_loops + 1, s->addresses, l->metrics);
    }
}

static struct err *start_loops(struct server *s, struct arena *a, int *fds)
{
    for (size_t i = 0; i < s->n_loops; i++) {
        if (!loop_start(&s->loops[i], fds[i])) {
            for (; i < s->n_loops; i++) (void)close(fds[i]);
            return ERR(a, IO, "无法启动网络服务");
        }
        s->n_started++;
    }
    if (pthread_create(&s->watch, NULL, watch, s) != 0) return ERR(a, IO, "无法启动网络服务");
    s->watching = true;
    return NULL;
}

struct err *server_start(struct arena *a, const struct web_options *o, struct server **out)
{
    struct server *s = ARENA_NEW(a, struct server);

    /* Before the first thread: a handler may look for the cache at once. */
    *out = s;
    s->web.o = *o;
    s->steady = sys_clock_real();
    fill_usual(&s->web.o);
    TRY(check(a, &s->web.o));
    int *fds = ARENA_ARRAY(a, int, s->web.o.loops);

    s->port = o->port;
    prepare_loops(s, a);
    TRY(listen_open(a, o->address, &s->port, fds, s->n_loops));
    struct err *e = open_web(s, a);

    if (e) {
        for (size_t i = 0; i < s->n_loops; i++) (void)close(fds[i]);
        if (s->web.work) work_stop(s->web.work);
        return e;
    }
    e = start_loops(s, a, fds);
    if (e) {
        server_stop(s);
        return e;
    }
    return NULL;
}

/* ---- stop ----------------------------------------------------------------------------------- */

static uint64_t in_flight(const struct server *s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s->n_loops; i++) n += atomic_load(&s->loops[i].in_flight);
    return n;
}

static void drop_shared(struct server *s)
{
    struct MHD_Response *const few[] = {s->busy, s->healthy, s->unhealthy};

    for (size_t i = 0; i < s->web.o.n_assets; i++) asset_drop(&s->asset_list[i]);
    for (size_t i = 0; i < COUNT_OF(few); i++)
        if (few[i]) MHD_destroy_response(few[i]);
}

void server_stop(struct server *s)
{
    int64_t latest = steady_us(s) + (int64_t)s->web.o.stop_ms * 1000;

    for (size_t i = 0; i < s->n_started; i++) {
        struct loop *l = &s->loops[i];

        /* Refuses from here on; closed when no thread can use the number any more. */
        l->listen_fd = MHD_quiesce_daemon(l->daemon);
        if (l->listen_fd >= 0) (void)shutdown(l->listen_fd, SHUT_RDWR);
    }
    while (in_flight(s) && steady_us(s) < latest) sleep_ms(STOP_LOOK_MS);
    /* Handlers that still run are waited for: what they began is theirs to end. */
    work_stop(s->web.work);
    atomic_store(&s->stopping, true);
    for (size_t i = 0; i < s->n_started; i++) {
        MHD_stop_daemon(s->loops[i].daemon);
        if (s->loops[i].listen_fd >= 0) (void)close(s->loops[i].listen_fd);
    }
    if (s->watching) BUG_IF(pthread_join(s->watch, NULL) != 0);
    cache_close(s->web.cache);
    drop_shared(s);
}

uint16_t server_port(const struct server *s)
{
    return s->port;
}

struct cache *server_cache(struct server *s)
{
    return s->web.cache;
}
