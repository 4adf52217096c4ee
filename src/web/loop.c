#include "web/loop.h"

#include "base/num.h"

#include <setjmp.h>

/*
 * The library calls `on_request` once when the head is there, then for each piece of the body, then
 * once when the request is whole; a suspended request is called again when a worker has resumed it.
 * An answer belongs into the last call: queued in the first one, the library takes it as a refusal
 * of the body and closes the connection.
 */

void expect_answer(const struct server *s, struct conn *c, int status, uint64_t bytes)
{
    int64_t us =
        (int64_t)s->web.o.body_ms * 1000 + (int64_t)(bytes / s->web.o.least_rate) * 1000000;

    c->status = status;
    c->bytes = bytes;
    atomic_store_explicit(&c->deadline_us, steady_us(s) + us, memory_order_relaxed);
}

/* fn(x, bytes) on the loop with a landing place; false: out of memory, the request is lost. */
static bool on_loop(struct exchange *x, void (*fn)(struct exchange *x, str bytes), str bytes)
{
    jmp_buf land;

    if (setjmp(land)) {
        (void)arena_land(&x->arena, NULL);
        return false;
    }
    (void)arena_land(&x->arena, &land);
    fn(x, bytes);
    (void)arena_land(&x->arena, NULL);
    return true;
}

static void begin_body(struct exchange *x, str bytes)
{
    (void)bytes;
    body_begin(x);
}

/* ---- to the workers and back ---------------------------------------------------------------- */

static void run_task(void *arg, size_t worker)
{
    struct exchange *x = arg;

    (void)worker;
    if (x->phase == PHASE_ADMIT)
        dispatch_admit(x);
    else
        dispatch_run(x);
    x->web->resume(x);
}

static enum MHD_Result send_busy(struct loop *l, struct conn *c, struct MHD_Connection *connection)
{
    return send_shared(l->server, c, connection, l->server->busy, 503, 0, ANSWER_REFUSED);
}

/*
 * Hands x to the workers, or lets it wait for whoever makes its page. Suspended first: a worker may
 * be done before this returns.
 */
static enum MHD_Result hand_over(struct loop *l, struct conn *c, struct MHD_Connection *connection)
{
    struct exchange *x = c->x;
    struct web *web = &l->server->web;

    atomic_store_explicit(&c->deadline_us, 0, memory_order_relaxed);
    MHD_suspend_connection(connection);
    if (x->key.n && !x->alone && x->waits < 3) {
        x->waits++;
        x->flight.key = x->key;
        x->passenger.who = x;
        x->maker = true; /* before the flight: a passenger belongs to its maker from there on */
        if (!flight_begin(web->flights, &x->flight, &x->passenger)) return MHD_YES;
    }
    if (work_put(web->work, (struct work_task){run_task, x})) return MHD_YES;
    if (x->maker) {
        for (struct passenger *p = flight_end(web->flights, &x->flight); p;) {
            struct passenger *next = p->next;

            web->resume(p->who);
            p = next;
        }
    }
    x->phase = PHASE_DONE;
    x->plain_overload = true;
    MHD_resume_connection(connection);
    return MHD_YES;
}

static enum MHD_Result send_exchange(struct loop *l, struct conn *c,
                                     struct MHD_Connection *connection)
{
    struct exchange *x = c->x;
    enum MHD_Result result;
    unsigned status;
    uint64_t bytes;

    /* What was just made lies in the cache in the form that the reader accepts. */
    if (x->key.n && !x->rs.no_store && send_kept(l, c, connection, x->key, &result)) return result;
    if (x->plain_overload) return send_busy(l, c, connection);
    struct MHD_Response *r = answer_make(x, &status, &bytes);

    if (!r) return send_busy(l, c, connection);
    c->kind = x->rq.route ? (enum answer_kind)x->rq.route->rate : ANSWER_SELF;
    expect_answer(l->server, c, (int)status, bytes);
    result = MHD_queue_response(connection, status, r);
    MHD_destroy_response(r);
    return result;
}

/* ---- the calls of the library --------------------------------------------------------------- */

static void expect_body(const struct server *s, struct conn *c, uint64_t most)
{
    int64_t us = (int64_t)s->web.o.body_ms * 1000 + (int64_t)(most / s->web.o.least_rate) * 1000000;

    atomic_store_explicit(&c->deadline_us, steady_us(s) + us, memory_order_relaxed);
}

/* A request with a body: the head decides whether it is read, and after whom. */
static enum MHD_Result head_with_body(struct loop *l, struct conn *c,
                                      struct MHD_Connection *connection)
{
    struct exchange *x = exchange_open(l, c, connection);
    int64_t length = 0;

    if (!x) return MHD_NO;
    x->has_body = true;
    if (!x->refused && c->head.content_length.n &&
        !num_parse(c->head.content_length, 0, INT64_MAX, &length))
        x->refused = ERR(&x->arena, BAD_REQUEST, "请求的长度不正确");
    if (!x->refused && (uint64_t)length > x->body_max)
        x->refused = ERR(&x->arena, TOO_LARGE, "提交的内容过大，最多%llu字节",
                         (unsigned long long)x->body_max);
    if (x->refused) { /* answered without reading the body, so the connection ends */
        x->close = true;
        x->has_body = false;
        return hand_over(l, c, connection);
    }
    expect_body(l->server, c, length ? (uint64_t)length : x->body_max);
    if (!on_loop(x, begin_body, S(""))) return MHD_NO;
    if (!(x->match.route->flags & ROUTE_UPLOAD)) {
        x->phase = PHASE_BODY;
        c->stage = STAGE_BODY;
        return MHD_YES;
    }
    x->phase = PHASE_ADMIT;
    return hand_over(l, c, connection);
}

static enum MHD_Result on_head(struct loop *l, struct conn *c, struct MHD_Connection *connection,
                               const char *url, const char *method)
{
    c->start_us = steady_us(l->server);
    c->url = url;
    c->method = method;
    c->x = NULL;
    c->status = 0;
    c->bytes = 0;
    c->kind = ANSWER_SELF;
    c->stage = STAGE_HEAD;
    metric_add(&l->in_flight, 1);
    read_head(c, connection);
    if (c->head.chunked || (c->head.content_length.n && !str_eq(c->head.content_length, S("0"))))
        return head_with_body(l, c, connection);
    c->stage = STAGE_BODY;
    return MHD_YES;
}

static enum MHD_Result send_health(struct server *s, struct conn *c,
                                   struct MHD_Connection *connection)
{
    bool well = !s->web.o.hooks.healthy || s->web.o.hooks.healthy(s->web.o.app);

    return send_shared(s, c, connection, well ? s->healthy : s->unhealthy, well ? 200 : 503, 3,
                       ANSWER_SELF);
}

/* A request without a body: what is ready, else a worker. */
static enum MHD_Result answer_first(struct loop *l, struct conn *c,
                                    struct MHD_Connection *connection)
{
    struct server *s = l->server;
    bool head = false;
    char room[KEY_MAX];
    str key = S("");
    enum MHD_Result result;

    if (method_of(str_of(c->method), &head) == METHOD_GET && !c->head.twice) {
        const struct asset *asset = map_get(&s->assets, str_of(c->url));

        if (asset) return send_asset(s, c, connection, asset);
        if (str_eq(str_of(c->url), S("/healthz"))) return send_health(s, c, connection);
        key = key_of(s, c, connection, room);
        if (key.n && send_kept(l, c, connection, key, &result)) return result;
    }
    struct exchange *x = exchange_open(l, c, connection);

    if (!x) return send_busy(l, c, connection);
    if (key.n && x->rq.route && x->rq.route->cache == CACHE_PUBLIC && !x->refused) {
        x->key = str_copy(&x->memory, key);
        metric_add(&l->metrics->misses, 1);
    }
    return hand_over(l, c, connection);
}

static enum MHD_Result on_whole(struct loop *l, struct conn *c, struct MHD_Connection *connection)
{
    struct exchange *x = c->x;
    enum MHD_Result result;

    if (!x) return answer_first(l, c, connection);
    if (x->phase == PHASE_DONE) return send_exchange(l, c, connection);
    if (x->phase == PHASE_RUN) { /* it waited for somebody else's page */
        x->maker = false;
        if (!x->alone && send_kept(l, c, connection, x->key, &result)) return result;
        return hand_over(l, c, connection);
    }
    if (c->stage == STAGE_HEAD) { /* admitted: now the body */
        c->stage = STAGE_BODY;
        expect_body(l->server, c, x->body_max);
        return MHD_YES;
    }
    x->phase = PHASE_RUN;
    return hand_over(l, c, connection);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **req_cls)
{
    struct loop *l = cls;
    struct conn *c = *req_cls;

    (void)version;
    if (!c) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

        c = info ? info->socket_context : NULL;
        if (!c) return MHD_NO;
        *req_cls = c;
        return on_head(l, c, connection, url, method);
    }
    if (*upload_size == 0) return on_whole(l, c, connection);
    /* Somebody who goes on sending beyond the limit is not listened to for ever. */
    if (!c->x || c->x->body_seen > 2 * c->x->body_max) return MHD_NO;
    if (!on_loop(c->x, body_push, str_at(upload, *upload_size))) return MHD_NO;
    *upload_size = 0;
    return MHD_YES;
}

static void log_request(const struct loop *l, const struct conn *c, int64_t us)
{
    const struct log *log = l->server->web.o.log;
    const struct exchange *x = c->x;
    enum log_level level = x ? LOG_INFO : LOG_DEBUG; /* what was ready is too much to write down */

    if (level < log->least) return;
    LOG(log, level, "request", LOG_STR("number", x ? str_of(x->number) : S("")),
        LOG_STR("method", str_of(c->method)), LOG_STR("path", str_of(c->url)),
        LOG_INT("status", c->status), LOG_INT("ms", us / 1000), LOG_INT("bytes", (int64_t)c->bytes),
        LOG_INT("user", x && x->rq.actor ? x->rq.actor->user : 0));
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **req_cls,
                         enum MHD_RequestTerminationCode how)
{
    struct loop *l = cls;
    struct conn *c = *req_cls;

    (void)connection;
    (void)how;
    if (!c) return;
    int64_t now = steady_us(l->server);

    metrics_answer(l->metrics, c->kind, c->status, now - c->start_us, c->bytes);
    log_request(l, c, now - c->start_us);
    if (c->x) exchange_close(c->x);
    c->x = NULL;
    c->stage = STAGE_IDLE;
    atomic_store_explicit(&c->deadline_us, now + (int64_t)l->server->web.o.head_ms * 1000,
                          memory_order_relaxed);
    metric_add(&l->in_flight, (uint64_t)-1);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct loop *l = cls;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context) conn_close(*context);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *from =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    *context = fd ? conn_open(&l->conns, fd->connect_fd, from ? from->client_addr : NULL,
                              steady_us(l->server) + (int64_t)l->server->web.o.head_ms * 1000)
                  : NULL;
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *from, socklen_t n)
{
    struct loop *l = cls;

    (void)n;
    return addresses_allow(l->server->addresses, from) ? MHD_YES : MHD_NO;
}

/* Paths and queries stay as they were sent: target.c decodes them, strictly. */
static size_t keep_encoded(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return str_of(text).n;
}

/* In the library's memory of a connection, besides the request's head: the answer's head and the
 * table of headers. Small, because the library clears all of it after each request. */
enum { ANSWER_HEAD_ROOM = 4 * 1024 };

bool loop_start(struct loop *l, int listen_fd)
{
    const struct web_options *o = &l->server->web.o;
    size_t connections = o->connections_max / l->server->n_loops;

    l->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, on_accept, l,
        on_request, l, MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, l, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, l, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(connections ? connections : 1), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        o->head_max + ANSWER_HEAD_ROOM, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return l->daemon != NULL;
}
