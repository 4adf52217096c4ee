/* The page of an error, in plain words, with the request's number where we are at fault. */
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

#include "error_views.h"

/* A frame without a site: the host name is unknown to us. */
static void bare_frame(struct req *rq, struct page *p)
{
    struct page_site *site = ARENA_NEW(rq->arena, struct page_site);
    struct page_assets *assets = ARENA_NEW(rq->arena, struct page_assets);
    const str none = S("");

    *site = (struct page_site){none, none, none, none, none, none, none, none, none,
                               none, none, none, none, none, none, none, none, false};
    site->name = S("政府网站");
    *assets = (struct page_assets){.css = values_get(&portal_env(rq)->assets, S("site.css")),
                                   .theme = none,
                                   .js = values_get(&portal_env(rq)->assets, S("site.js")),
                                   .icons = values_get(&portal_env(rq)->assets, S("icons.svg"))};
    *p = (struct page){
        .site = site,
        .assets = assets,
        .meta = {none, none, none, none, none, none, none, none, none, none, none, none},
        .title = none,
        .canonical = none,
        .feed_url = none,
        .feed_title = none,
        .elder_url = none,
        .search_word = none,
        .csrf = none,
        .request_number = rq->number,
        .made_at = none,
    };
}

/* The message of an err has no full stop; here it is a sentence among others. */
static str sentence(struct arena *a, str s)
{
    static const str ends[] = {S_INIT("。"), S_INIT("！"), S_INIT("？")};

    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(s, ends[i])) return s;
    return s.n ? str_cat(a, s, S("。")) : s;
}

struct err *portal_render_error(struct req *rq, struct resp *rs, const struct err *e)
{
    struct error_view v = {.status = rs->status};

    if (rq->site.data)
        portal_frame(rq, rs, &v.page, err_title(e->code), NULL);
    else
        bare_frame(rq, &v.page);
    v.page.noindex = true;
    v.page.feed_url = S("");
    v.search = (rs->status == 404 || rs->status == 410) && rq->site.data;
    v.page.own_search = v.search || !rq->site.data;
    v.detail = err_is_fault(e->code) ? S("") : sentence(rq->arena, e->message);
    view_portal_error(&rs->body, &v);
    return NULL;
}
