#include "web/csrf.h"

#include "web/http.h"

/* An Origin that is not ours. Absent: not said (old browsers, programs). */
static bool foreign(const struct req *rq)
{
    str said = req_header(rq, S("sec-fetch-site"));
    str origin = req_header(rq, S("origin"));
    char room[256];
    str host;

    if (str_eq(said, S("cross-site")) || str_eq(said, S("same-site"))) return true;
    if (origin.n == 0) return false;
    size_t scheme = str_find(origin, S("://"), 0);

    if (scheme == STR_NONE) return true; /* "null": a sandboxed or redirected page */
    /* Host and port: the same host on another port is another program. */
    str there = str_from(origin, scheme + 3);
    str here = req_header(rq, S("host"));

    if (!http_host(there, room, sizeof room, &host)) return true;
    return !str_eq_nocase(there, here);
}

struct err *csrf_check(struct req *rq)
{
    bool api = rq->route->flags & ROUTE_API;
    str token = req_header(rq, S("x-csrf-token"));
    str expected = rq->actor ? rq->actor->csrf : req_cookie(rq, S("csrf"));

    /* A bearer token is not sent by a browser on its own. */
    if (rq->actor && rq->actor->via == ACTOR_BY_TOKEN) return NULL;
    if (foreign(rq))
        return ERR(rq->arena, CSRF, "请求来自其他网站，已拒绝，请在本站页面中重新提交");
    /* Nobody's JSON: no cookie gave it any right, and a foreign page cannot send the type. */
    if (api && !rq->actor) return NULL;
    if (token.n == 0) token = values_get(&rq->raw, S("_csrf"));
    if (expected.n < 16 || !str_eq_secret(token, expected))
        return ERR(rq->arena, CSRF, "页面已过期，请返回后重新提交");
    return NULL;
}
