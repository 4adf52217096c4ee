#include "web/loop.h"

#include "base/num.h"
#include "web/http.h"

#include <setjmp.h>
#include <unistd.h>

/*
 * The library calls `on_request` once when the head is there, then for each piece of the body, then
 * once when the request is whole; a suspended request is called again when a worker has resumed it.
 * An answer belongs into the last call: queued in the first one, the library takes it as a refusal
 * of the body and closes the connection.
 */

/* ---- the head ------------------------------------------------------------------------------- */

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                 size_t key_size, const char *value, size_t value_size)
{
    struct head *h = cls;
    str name = str_at(key, key_size);
    str text = str_at(value, value_size);
    str *into = NULL;

    (void)kind;
    switch (key_size) {
    case 4: into = str_eq_nocase(name, S("host")) ? &h->host : NULL; break;
    case 6: into = str_eq_nocase(name, S("cookie")) ? &h->cookie : NULL; break;
    case 12: into = str_eq_nocase(name, S("content-type")) ? &h->content_type : NULL; break;
    case 13: into = str_eq_nocase(name, S("if-none-match")) ? &h->if_none_match : NULL; break;
    case 14: into = str_eq_nocase(name, S("content-length")) ? &h->content_length : NULL; break;
    case 15:
        if (str_eq_nocase(name, S("accept-encoding"))) into = &h->accept_encoding;
        if (str_eq_nocase(name, S("x-forwarded-for"))) into = &h->forwarded_for;
        break;
    case 17:
        if (str_eq_nocase(name, S("transfer-encoding"))) h->chunked = true;
        if (str_eq_nocase(name, S("x-forwarded-proto"))) into = &h->forwarded_proto;
        break;
    default: break;
    }
    if (!into) return MHD_YES;
    if (into->n && (into == &h->host || into == &h->content_length)) h->twice = true;
    *into = text;
    return MHD_YES;
}

static void read_head(struct conn *c, struct MHD_Connection *connection)
{
    const str none = S("");

    c->head = (struct head){none, none, none, none, none, none, none, none, false, false};
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, &c->head);
}

bool over_https(const struct server *s, const struct conn *c)
{
    return s->web.o.https ||
           (c->from_proxy && str_eq_nocase(c->head.forwarded_proto, S("https")));
}

int variant_of(const struct server *s, const struct conn *c)
{
    char prefixed[64] = "__Host-";
    str name = str_of(s->web.o.variant_cookie);

    if (!name.n || !c->head.cookie.n) return 0;
    if (over_https(s, c)) {
        size_t n = 7;

        for (size_t i = 0; i < name.n && n < sizeof prefixed; i++) prefixed[n++] = name.p[i];
        name = (str){prefixed, n};
    }
    str value = http_cookie(c->head.cookie, name);

    return value.n == 1 && value.p[0] >= '1' && value.p[0] <= '9' ? value.p[0] - '0' : 0;
}

/* ---- exchanges: requests that need a worker -------------------------------------------------- */

void expect_answer(const struct server *s, struct conn *c, int status, uint64_t bytes)
{
    int64_t us = (int64_t)s->web.o.body_ms * 1000 +
                 (int64_t)(bytes / s->web.o.least_rate) * 1000000;

    c->status = status;
    c->bytes = bytes;
    atomic_store_explicit(&c->deadline_us, steady_us(s) + us, memory_order_relaxed);
}

static void copy_z(char *into, size_t room, str from)
{
    size_t n = from.n < room - 1 ? from.n : room - 1;

    for (size_t i = 0; i < n; i++) into[i] = from.p[i];
    into[n] = '\0';
}

/* Letters of an address; anything else in a forwarded header is not believed. */
static bool looks_like_address(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
              c == '.' || c == ':'))
            return false;
    }
    return s.n > 1 && s.n < ADDRESS_MAX;
}

/* Whoever the trusted proxy says it serves: the last address it wrote, not what came before it. */
static str remote_of(const struct conn *c)
{
    str peer = str_of(c->peer);
    str rest = c->head.forwarded_for;
    str last = S("");

    if (!c->from_proxy) return peer;
    for (str part; str_split(&rest, ',', &part);) last = str_trim(part);
    return looks_like_address(last) ? last : peer;
}

/* A short number: a prefix for this run of the program, and a count. */
static void number_request(struct exchange *x)
{
    static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
    uint64_t n = atomic_fetch_add_explicit(&x->web->next_number, 1, memory_order_relaxed);
    size_t at = 0;

    for (; x->web->prefix[at]; at++) x->number[at] = x->web->prefix[at];
    x->number[at++] = '-';
    do {
        x->number[at++] = letters[n % (sizeof letters - 1)];
        n /= sizeof letters - 1;
    } while (n && at < NUMBER_MAX - 1);
    x->number[at] = '\0';
}

struct header_list {
    struct value *items;
    size_t n, room;
};

static enum MHD_Result on_any_header(void *cls, enum MHD_ValueKind kind, const char *key,
                                     size_t key_size, const char *value, size_t value_size)
{
    struct header_list *l = cls;

    (void)kind;
    if (l->n == l->room) return MHD_NO;
    l->items[l->n++] = (struct value){str_at(key, key_size), str_at(value, value_size)};
    return MHD_YES;
}

/* The query as it was sent; the library has made '+' a space and taken '&' and '=' away. */
static str target_of(struct arena *a, str path, const struct query_list *q)
{
    struct buf b;

    buf_init(&b, a, 64 * 1024);
    buf_add(&b, path);
    for (size_t i = 0; i < q->n; i++) {
        buf_byte(&b, i ? '&' : '?');
        buf_add(&b, q->items[i].name);
        buf_byte(&b, '=');
        for (size_t c = 0; c < q->items[i].text.n; c++)
            buf_byte(&b, q->items[i].text.p[c] == ' ' ? '+' : q->items[i].text.p[c]);
    }
    return buf_str(&b);
}

static void fill_site(struct exchange *x, const struct conn *c)
{
    struct req *rq = &x->rq;
    str host;

    rq->site = (struct web_site){.host = S("")};
    if (!http_host(c->head.host, x->host, HOST_MAX, &host)) {
        x->refused = ERR(&x->arena, BAD_REQUEST, "请求没有写明要访问的网站");
        return;
    }
    if (!x->web->o.hooks.site(x->web->o.app, host, &rq->site)) rq->site = (struct web_site){0};
    rq->site.host = host;
}

/* Fills rq with all that the head says. Runs with a landing place. */
static void fill_request(const struct server *s, struct exchange *x, struct conn *c,
                         struct MHD_Connection *connection)
{
    struct req *rq = &x->rq;
    const struct web_options *o = &x->web->o;
    struct query_list q;
    int n = MHD_get_connection_values_n(connection, MHD_HEADER_KIND, NULL, NULL);
    struct header_list headers = {.room = n > 0 ? (size_t)n : 0};

    headers.items = ARENA_ARRAY(&x->arena, struct value, headers.room);
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_any_header, &headers);
    query_read(connection, &q);
    struct value *query = ARENA_ARRAY(&x->arena, struct value, q.n);

    for (size_t i = 0; i < q.n; i++) query[i] = q.items[i];
    number_request(x);
    copy_z(x->remote, sizeof x->remote, remote_of(c));
    *rq = (struct req){.arena = &x->arena,
                       .https = over_https(s, c),
                       .query = {query, q.n},
                       .headers = {headers.items, headers.n},
                       .body = S(""),
                       .csrf_new = S(""),
                       .now_ms = sys_now_ms(&o->clock),
                       .variant = variant_of(s, c),
                       .random = o->random,
                       .db = o->db,
                       .log = o->log,
                       .number = str_of(x->number),
                       .remote = str_of(x->remote),
                       .app = o->app};
    rq->method = method_of(str_of(c->method), &rq->head);
    x->options = str_eq(str_of(c->method), S("OPTIONS"));
    rq->target = target_of(&x->arena, target_origin(str_of(c->url)), &q);
    rq->path = str_of(c->url);
    x->content_type = c->head.content_type;
    http_cookies(&x->arena, c->head.cookie, &rq->cookies);
    fill_site(x, c);
    if (c->head.twice || (c->head.chunked && c->head.content_length.n))
        x->refused = ERR(&x->arena, BAD_REQUEST, "请求的报头重复，已拒绝");
    if (q.over) x->refused = ERR(&x->arena, BAD_REQUEST, "网址中的参数过多");
}

/*
 * Makes the exchange of a request. Its own memory is small and fixed; the request's arena has a
 * landing place here, in the loop, as it has one on the worker. NULL: no memory.
 */
static struct exchange *exchange_open(struct loop *l, struct conn *c,
                                      struct MHD_Connection *connection)
{
    struct web *web = &l->server->web;
    struct arena memory;
    jmp_buf land;

    arena_init(&memory, sizeof(struct exchange) + 64 * (size_t)1024);
    struct exchange *x = arena_try(&memory, 1, sizeof *x);

    if (!x) return NULL;
    x->memory = memory;
    x->web = web;
    x->connection = connection;
    x->phase = PHASE_RUN;
    x->rs.file.fd = -1;
    x->key = S("");
    arena_init(&x->arena, web->o.arena_max);
    if (setjmp(land)) {
        arena_release(&x->arena);
        memory = x->memory;
        arena_release(&memory);
        return NULL;
    }
    (void)arena_land(&x->arena, &land);
    fill_request(l->server, x, c, connection);
    dispatch_head(x);
    (void)arena_land(&x->arena, NULL);
    c->x = x;
    return x;
}

static void exchange_close(struct exchange *x)
{
    struct arena memory = x->memory;

    if (x->rs.file.fd >= 0) (void)close(x->rs.file.fd);
    arena_release(&x->arena);
    arena_release(&memory);
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
    int64_t us = (int64_t)s->web.o.body_ms * 1000 +
                 (int64_t)(most / s->web.o.least_rate) * 1000000;

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
        LOG_INT("status", c->status), LOG_INT("ms", us / 1000),
        LOG_INT("bytes", (int64_t)c->bytes),
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
        o->head_max + 8 * (size_t)1024, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return l->daemon != NULL;
}
