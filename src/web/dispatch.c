#include "web/exchange.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "web/csrf.h"
#include "web/http.h"

#include <setjmp.h>
#include <unistd.h>

/*
 * The order that handlers may rely on:
 *
 *   site, limits            on the loop (dispatch_head)
 *   rate, actor, permission on a worker (admit)
 *   body, CSRF, form        on a worker
 *   handler, audit          on a worker
 *   errors, keeping         on a worker
 *
 * Each step is a function that returns an err; the first err ends the row and becomes a page.
 */

/* ---- finding the route (loop) --------------------------------------------------------------- */

/* Text, or empty with *right false: bytes that are no UTF-8 must not come back in a page. */
static str decoded_or_empty(struct arena *a, str raw, bool *right)
{
    char *room = arena_bytes(a, raw.n);
    size_t n = 0;

    if (percent_decode(raw, true, room, &n) && utf8_valid((str){room, n})) return (str){room, n};
    *right = false;
    return S("");
}

/* The query as the handler may see it: for public pages only what the route declares. */
static void read_query(struct exchange *x)
{
    struct req *rq = &x->rq;
    const struct route *r = x->match.route;
    struct values all = rq->query;
    bool right = true;
    size_t n = all.n;
    struct value *out = ARENA_ARRAY(&x->arena, struct value, n + 1);

    if (r->cache == CACHE_PUBLIC)
        n = query_known(&all, r->query, out, n + 1);
    else
        for (size_t i = 0; i < n; i++) out[i] = all.items[i];
    for (size_t i = 0; i < n; i++) {
        out[i].name = decoded_or_empty(&x->arena, out[i].name, &right);
        out[i].text = decoded_or_empty(&x->arena, out[i].text, &right);
    }
    rq->query = (struct values){out, n};
    if (!right) x->refused = ERR(&x->arena, BAD_REQUEST, "网址中的参数编码不正确");
}

static uint64_t body_limit(const struct exchange *x)
{
    const struct route *r = x->match.route;
    const struct web_options *o = &x->web->o;

    if (r->form && r->form->body_max) return r->form->body_max;
    return r->flags & ROUTE_UPLOAD ? o->upload_max : o->body_max;
}

struct err *dispatch_no_page(struct exchange *x)
{
    return ERR(&x->arena, NOT_FOUND,
               "网址可能输错了，或者这一页已经迁移；请检查网址，或者使用搜索");
}

static struct err *find_route(struct exchange *x)
{
    struct req *rq = &x->rq;
    str raw = rq->target;
    char *room = arena_bytes(&x->arena, raw.n + 1);

    raw = str_head(raw, str_find_byte(raw, '?', 0));
    if (!path_split(raw, room, raw.n, &x->path))
        return ERR(&x->arena, BAD_REQUEST, "网址不正确，请检查后重新输入");
    rq->path = str_cat(&x->arena, S("/"), x->path.text);
    if (x->path.n && x->path.slash) rq->path = str_cat(&x->arena, rq->path, S("/"));
    x->metrics = rq->method == METHOD_GET && str_eq(rq->path, S("/metrics"));
    if (x->metrics) return NULL;
    if (rq->site.id == 0) return ERR(&x->arena, NOT_FOUND, "本服务器没有这个网站");
    router_find(x->web->router, rq->method, &x->path, &x->match);
    if (x->match.methods == 0) return dispatch_no_page(x);
    if (!x->match.route) return ERR(&x->arena, METHOD, "这个网址不支持这种访问方式");
    rq->route = x->match.route;
    rq->params = (struct values){x->match.params, x->match.n_params};
    return NULL;
}

void dispatch_head(struct exchange *x)
{
    x->refused = x->refused ? x->refused : find_route(x);
    if (x->refused || x->metrics) return;
    read_query(x);
    x->body_max = body_limit(x);
}

/* ---- who is it, and may they (worker) ------------------------------------------------------- */

static struct err *check_rate(struct exchange *x)
{
    x->retry_after_s = limiter_take(x->web->limiter, x->rq.remote, x->rq.route->rate, x->rq.now_ms);
    if (x->retry_after_s)
        return ERR(&x->arena, TOO_MANY, "操作过于频繁，请在%lld秒后再试",
                   (long long)x->retry_after_s);
    return NULL;
}

static str bearer(const struct req *rq)
{
    str said = req_header(rq, S("authorization"));

    return str_eq_nocase(str_head(said, 7), S("bearer ")) ? str_trim(str_from(said, 7)) : S("");
}

static struct err *find_actor(struct exchange *x)
{
    struct req *rq = &x->rq;
    const struct web_options *o = &x->web->o;
    bool api = rq->route->flags & ROUTE_API;
    struct web_credential c = {.session = S(""), .token = S("")};

    if (rq->route->cache == CACHE_PUBLIC || !o->hooks.authenticate) return NULL;
    if (api) c.token = bearer(rq);
    /* A public call of the API has no rights from a cookie, so it needs no CSRF token either. */
    if (c.token.n == 0 && !(api && rq->route->perm == &PERM_PUBLIC))
        c.session = req_cookie(rq, str_of(o->session_cookie));
    if (c.token.n == 0 && c.session.n == 0) return NULL;
    TRY(o->hooks.authenticate(x->web->o.app, rq, &c, &rq->actor));
    if (!rq->actor && c.token.n) return ERR(&x->arena, LOGIN, "令牌无效或已过期");
    return NULL;
}

static struct err *check_permission(struct exchange *x)
{
    const struct req *rq = &x->rq;
    const struct permission *perm = rq->route->perm;

    if (perm == &PERM_PUBLIC) return NULL;
    if (!rq->actor) return ERR(&x->arena, LOGIN, "请先登录");
    if (perm == &PERM_SESSION || x->web->o.hooks.may(x->web->o.app, rq->actor, perm)) return NULL;
    return ERR(&x->arena, FORBIDDEN, "您没有“%s”的权限，如有需要请联系管理员", perm->label);
}

static struct err *admit(struct exchange *x)
{
    if (x->refused) return x->refused;
    if (x->admitted) return NULL;
    TRY(check_rate(x));
    TRY(find_actor(x));
    TRY(check_permission(x));
    x->admitted = true;
    return NULL;
}

/* ---- form, handler, audit (worker) ---------------------------------------------------------- */

static struct err *bind_form(struct exchange *x)
{
    struct req *rq = &x->rq;
    const struct form *form = rq->route->form;

    if (!form || form->size == 0) return NULL;
    void *input = arena_alloc(&x->arena, form->size);
    struct err *e = form_bind(form, &x->arena, &rq->raw, &rq->files, input);

    rq->input = input;
    return e;
}

static bool shows_form_again(const struct exchange *x, const struct err *e)
{
    const struct route *r = x->rq.route;

    return r && r->again && !(r->flags & ROUTE_API) &&
           (e->code == ERR_INVALID || e->code == ERR_GUARD);
}

void resp_begin(struct exchange *x)
{
    struct resp *rs = &x->rs;

    if (rs->arena && rs->file.fd >= 0) (void)close(rs->file.fd);
    rs->arena = &x->arena;
    rs->status = 200;
    rs->type = S("text/html; charset=utf-8");
    buf_init(&rs->body, &x->arena, x->web->o.answer_max);
    rs->n_headers = rs->n_cookies = rs->n_tags = 0;
    rs->tags_over = rs->no_store = false;
    rs->file = (struct resp_file){.fd = -1};
    rs->secure = x->rq.https;
    rs->site = x->rq.site.id;
}

static struct err *call_handler(struct exchange *x)
{
    struct req *rq = &x->rq;
    struct err *e = bind_form(x);

    resp_begin(x);
    if (!e) e = rq->route->handler(rq, &x->rs);
    if (e && shows_form_again(x, e)) {
        resp_begin(x);
        rq->errors = e;
        TRY(rq->route->again(rq, &x->rs));
        if (x->rs.status == 200 && rq->errors) x->rs.status = 422;
        e = NULL;
    }
    if (!e && !buf_ok(&x->rs.body))
        e = ERR(&x->arena, INTERNAL, "页面超过%zu字节", x->web->o.answer_max);
    return e;
}

static struct err *serve(struct exchange *x)
{
    struct req *rq = &x->rq;
    const struct route *r = rq->route;

    TRY(admit(x));
    if (x->match.slash_differs && r->method == METHOD_GET) {
        str path = x->path.slash && rq->path.n > 1 ? str_head(rq->path, rq->path.n - 1)
                                                   : str_cat(&x->arena, rq->path, S("/"));
        str query = str_from(rq->target, str_find_byte(rq->target, '?', 0));

        resp_begin(x);
        resp_moved(&x->rs, str_cat(&x->arena, path, query));
        /* Parameters that the key of the page leaves out must not go to other readers. */
        x->rs.no_store = query.n > 0;
        return NULL;
    }
    if (method_changes(r->method)) {
        if (x->has_body) TRY(body_end(x));
        TRY(csrf_check(rq));
    }
    TRY(call_handler(x));
    if (r->audit == AUDIT_LOOK && x->rs.status < 400)
        TRY(x->web->o.hooks.audit_look(x->web->o.app, rq, x->rs.status));
    return NULL;
}

/* ---- errors --------------------------------------------------------------------------------- */

static void log_error(const struct exchange *x, const struct err *e)
{
    if (!err_is_fault(e->code)) return;
    LOG(x->web->o.log, LOG_ERROR, "fault", LOG_STR("request", x->rq.number),
        LOG_STR("code", err_word(e->code)), LOG_STR("message", e->message),
        LOG_STR("detail", e->detail), LOG_STR("at", err_places(x->rq.arena, e)));
}

/* Before the hook: only the fields that the form declares, and no passwords. */
static void forget_undeclared(struct req *rq)
{
    const struct form *form = rq->route->form;
    VEC(struct value) list = {0};

    for (size_t i = 0; form && i < rq->raw.n; i++) {
        for (size_t f = 0; f < form->n_fields; f++) {
            if (!str_eq(rq->raw.items[i].name, str_of(form->fields[f].name))) continue;
            if (form->fields[f].type != FIELD_SECRET)
                *vec_push(rq->arena, &list) = rq->raw.items[i];
        }
    }
    rq->raw = (struct values){list.items, list.n};
}

static struct err *ask_for_login(struct exchange *x)
{
    struct req *rq = &x->rq;

    /* The session may have ended while the form was filled in: what was typed must come back. */
    if (x->has_body && rq->raw.n == 0 && body_end(x) != NULL) rq->raw = (struct values){0};
    forget_undeclared(rq);
    rq->actor = NULL;
    return x->web->o.hooks.login(x->web->o.app, rq, &x->rs);
}

static str allow_text(struct exchange *x)
{
    str out = S("");

    for (int m = METHOD_UNSET + 1; m < METHODS_; m++) {
        if (!(x->match.methods & (1U << m))) continue;
        out = str_join(&x->arena,
                       (const str[]){out, out.n ? S(", ") : S(""), method_word((enum http_method)m),
                                     m == METHOD_GET ? S(", HEAD") : S("")},
                       4, S(""));
    }
    return str_cat(&x->arena, out, S(", OPTIONS"));
}

static void add_error_headers(struct exchange *x, const struct err *e)
{
    if (e->code == ERR_METHOD && x->match.methods) resp_header(&x->rs, S("Allow"), allow_text(x));
    if (e->code == ERR_TOO_MANY || e->code == ERR_OVERLOAD)
        resp_header(
            &x->rs, S("Retry-After"),
            str_printf(&x->arena, "%lld", (long long)(x->retry_after_s ? x->retry_after_s : 1)));
    if (e->code == ERR_LOGIN && x->rq.route && (x->rq.route->flags & ROUTE_API))
        resp_header(&x->rs, S("WWW-Authenticate"), S("Bearer"));
}

static struct err *render(struct exchange *x, const struct err *e)
{
    struct req *rq = &x->rq;
    bool api = rq->route ? rq->route->flags & ROUTE_API : str_starts(rq->path, S("/api/"));

    resp_begin(x);
    if (api) {
        resp_problem(&x->rs, e, rq->number);
        return NULL;
    }
    if (e->code == ERR_LOGIN && x->web->o.hooks.login && rq->route) return ask_for_login(x);
    x->rs.status = err_http(e->code);
    return x->web->o.hooks.render_error(x->web->o.app, rq, &x->rs, e);
}

void dispatch_error(struct exchange *x, struct err *e)
{
    log_error(x, e);
    struct err *worse = render(x, e);

    if (!worse && !buf_ok(&x->rs.body)) worse = ERR(&x->arena, INTERNAL, "错误页面过大");
    if (worse) {
        log_error(x, worse);
        x->plain_overload = true;
    } else {
        add_error_headers(x, e);
    }
    x->rs.no_store = true;
    x->phase = PHASE_DONE;
}

/* ---- landing: a handler took more memory than a request may --------------------------------- */

/* What a landing leaves: enough to render the error page. */
static void req_after_landing(struct exchange *x)
{
    struct req before = x->rq;

    if (x->rs.arena && x->rs.file.fd >= 0) (void)close(x->rs.file.fd);
    x->rs.file.fd = -1;
    arena_reset(&x->arena); /* files and statements that the handler held are let go here */
    x->rq = (struct req){.arena = &x->arena,
                         .method = before.method,
                         .head = before.head,
                         .https = before.https,
                         .path = S("/"),
                         .target = S("/"),
                         .route = before.route,
                         .body = S(""),
                         .csrf_new = S(""),
                         .site = before.site,
                         .now_ms = before.now_ms,
                         .variant = before.variant,
                         .random = before.random,
                         .db = before.db,
                         .log = before.log,
                         .number = before.number,
                         .remote = before.remote,
                         .app = before.app};
    x->multipart = NULL;
    x->sink = NULL;
    x->has_body = false;
    x->refused = NULL;
    x->match.n_params = 0;
}

/* fn(x) with a landing place; false when it landed. */
static bool guarded(struct exchange *x, void (*fn)(struct exchange *x))
{
    jmp_buf land;

    if (setjmp(land)) {
        (void)arena_land(&x->arena, NULL);
        req_after_landing(x);
        return false;
    }
    (void)arena_land(&x->arena, &land);
    fn(x);
    (void)arena_land(&x->arena, NULL);
    return true;
}

static void render_overload(struct exchange *x)
{
    dispatch_error(x, ERR(&x->arena, OVERLOAD, "请求超出内存上限"));
}

static void run_guarded(struct exchange *x, void (*fn)(struct exchange *x))
{
    if (guarded(x, fn) || guarded(x, render_overload)) return;
    x->plain_overload = true;
    x->rs.no_store = true;
    x->phase = PHASE_DONE;
}

/* ---- the two visits to a worker ------------------------------------------------------------- */

static void admit_now(struct exchange *x)
{
    struct err *e = admit(x);

    x->phase = PHASE_BODY;
    if (!e) return;
    if (e->code == ERR_LOGIN && !(x->rq.route->flags & ROUTE_API)) {
        /* Read on, for what was typed; no file of nobody's is stored. */
        x->drop_files = true;
        return;
    }
    x->close = true;
    dispatch_error(x, e);
}

void dispatch_admit(struct exchange *x)
{
    run_guarded(x, admit_now);
}

static struct err *say_options(struct exchange *x)
{
    if (x->refused && x->refused->code != ERR_METHOD) return x->refused;
    resp_begin(x);
    x->rs.status = 204;
    resp_header(&x->rs, S("Allow"), allow_text(x));
    return NULL;
}

static void run_now(struct exchange *x)
{
    struct err *e = x->options ? say_options(x) : x->metrics ? self_metrics(x) : serve(x);

    if (e) dispatch_error(x, e);
    if (x->rq.csrf_new.n) {
        const struct cookie c = {.name = S("csrf"), .value = x->rq.csrf_new};

        resp_cookie(&x->rs, &c);
    }
    x->phase = PHASE_DONE;
}

/* Whether the answer is the same for everyone. */
static bool shareable(const struct exchange *x)
{
    const struct resp *rs = &x->rs;

    return x->key.n && (rs->status == 200 || rs->status == 301) && !rs->no_store &&
           rs->n_cookies == 0 && rs->file.fd < 0 && !x->plain_overload &&
           rs->n_headers == (rs->status == 301 ? 1U : 0U);
}

/* Keeps the page where that is allowed; true when those who wait may look there. */
static bool keep(struct exchange *x)
{
    struct resp *rs = &x->rs;
    uint64_t tags[RESP_TAGS_MAX + 3];
    size_t n = 0;

    if (!shareable(x)) return false;
    for (; n < rs->n_tags; n++) tags[n] = rs->tags[n];
    tags[n++] = CACHE_TAG_ALL;
    tags[n++] = CACHE_TAG_SITE(rs->site);
    if (rs->tags_over) tags[n++] = CACHE_TAG_ANY;
    const struct cache_page page = {.key = x->key,
                                    .status = rs->status,
                                    .type = rs->type,
                                    .location = rs->n_headers ? rs->headers[0].text : S(""),
                                    .body = buf_str(&rs->body),
                                    .tags = tags,
                                    .n_tags = n,
                                    .made_from = x->made_from};

    if (cache_keep(x->web->cache, &page)) return true;
    return !cache_fresh(x->web->cache, tags, n, x->made_from);
}

void dispatch_run(struct exchange *x)
{
    if (x->key.n) x->made_from = cache_now(x->web->cache);
    run_guarded(x, run_now);
    if (!x->maker) return;
    bool look_again = keep(x);

    for (struct passenger *p = flight_end(x->web->flights, &x->flight); p;) {
        struct passenger *next = p->next;
        struct exchange *waiting = p->who;

        waiting->alone = !look_again;
        x->web->resume(waiting);
        p = next;
    }
}
