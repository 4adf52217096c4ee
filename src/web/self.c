#include "web/exchange.h"

#include "web/http.h"

/* What the server says of itself. Health is answered on the loops: see loop.c. */

static bool has_token(const struct exchange *x)
{
    str token = str_of(x->web->o.metrics_token);
    str said = req_header(&x->rq, S("authorization"));

    return token.n && str_eq_nocase(str_head(said, 7), S("bearer ")) &&
           str_eq_secret(str_trim(str_from(said, 7)), token);
}

struct err *self_metrics(struct exchange *x)
{
    struct web *web = x->web;
    struct metrics_now now = {
        .loops = web->metrics, .n_loops = web->o.loops, .queue = work_waiting(web->work)};

    /* Whoever may not see it is not told that it is there. */
    if (!x->local && !has_token(x)) return dispatch_no_page(x);
    resp_begin(x);
    resp_type(&x->rs, S("text/plain; version=0.0.4; charset=utf-8"));
    cache_count(web->cache, &now.cache);
    metrics_write(&now, &x->rs.body);
    if (web->o.hooks.metrics) web->o.hooks.metrics(web->o.app, &x->rs.body);
    return NULL;
}
