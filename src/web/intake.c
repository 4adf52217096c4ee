#include "web/loop.h"

#include "web/http.h"

#include <setjmp.h>
#include <unistd.h>

/* From the library's view of a request to ours: the headers we look at, and the exchange. */

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
    case 4:
        into = str_eq_nocase(name, S("host")) ? &h->host : NULL;
        break;
    case 6:
        into = str_eq_nocase(name, S("cookie")) ? &h->cookie : NULL;
        break;
    case 12:
        into = str_eq_nocase(name, S("content-type")) ? &h->content_type : NULL;
        break;
    case 13:
        into = str_eq_nocase(name, S("if-none-match")) ? &h->if_none_match : NULL;
        break;
    case 14:
        into = str_eq_nocase(name, S("content-length")) ? &h->content_length : NULL;
        break;
    case 15:
        if (str_eq_nocase(name, S("accept-encoding"))) into = &h->accept_encoding;
        if (str_eq_nocase(name, S("x-forwarded-for"))) into = &h->forwarded_for;
        break;
    case 17:
        if (str_eq_nocase(name, S("transfer-encoding"))) h->chunked = true;
        if (str_eq_nocase(name, S("x-forwarded-proto"))) into = &h->forwarded_proto;
        break;
    default:
        break;
    }
    if (!into) return MHD_YES;
    if (into->n && (into == &h->host || into == &h->content_length)) h->twice = true;
    *into = text;
    return MHD_YES;
}

void read_head(struct conn *c, struct MHD_Connection *connection)
{
    const str none = S("");

    c->head = (struct head){none, none, none, none, none, none, none, none, false, false};
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, &c->head);
}

bool over_https(const struct server *s, const struct conn *c)
{
    return s->web.o.https || (c->from_proxy && str_eq_nocase(c->head.forwarded_proto, S("https")));
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

/* ---- the exchange: what a worker needs ------------------------------------------------------- */

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

    buf_init(&b, a, (size_t)64 * 1024);
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
    x->local = !c->head.forwarded_for.n &&
               (str_starts(str_of(c->peer), S("127.")) || str_eq(str_of(c->peer), S("::1")));
    x->options = str_eq(str_of(c->method), S("OPTIONS"));
    rq->target = target_of(&x->arena, target_origin(str_of(c->url)), &q);
    rq->path = str_of(c->url);
    x->content_type = c->head.content_type;
    http_cookies(&x->arena, c->head.cookie, &rq->cookies);
    fill_site(x, c);
    /* Two lengths or two hosts: a proxy before us may have believed the other one. */
    if (c->head.twice || (c->head.chunked && c->head.content_length.n)) {
        x->refused = ERR(&x->arena, BAD_REQUEST, "请求的报头重复，已拒绝");
        x->close = true;
    }
    if (q.over) x->refused = ERR(&x->arena, BAD_REQUEST, "网址中的参数过多");
}

/*
 * Makes the exchange of a request. Its own memory is small and fixed; the request's arena has a
 * landing place here, in the loop, as it has one on the worker. NULL: no memory.
 */
struct exchange *exchange_open(struct loop *l, struct conn *c, struct MHD_Connection *connection)
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

void exchange_close(struct exchange *x)
{
    struct arena memory = x->memory;

    if (x->rs.file.fd >= 0) (void)close(x->rs.file.fd);
    arena_release(&x->arena);
    arena_release(&memory);
}
