/* The search page, and the records behind a public figure. */
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

#include "base/utf8.h"
#include "core/search.h"

#include "search_views.h"

/* The address of this search with some fields set otherwise (empty: left out); back to page 1. */
static str search_url_with(const struct req *rq, const struct values *changes)
{
    static const char *const fields[] = {"q",    "column", "organ", "kind",
                                         "from", "until",  "sort",  NULL};
    struct buf b;
    char between = '?';

    buf_init(&b, rq->arena, 8192);
    buf_lit(&b, "/search");
    for (size_t i = 0; fields[i]; i++) {
        str name = str_of(fields[i]);
        str v = values_has(changes, name) ? values_get(changes, name) : req_query(rq, fields[i]);

        if (!v.n) continue;
        buf_byte(&b, between);
        buf_add(&b, str_of(fields[i]));
        buf_byte(&b, '=');
        html_urlpart_str(&b, v);
        between = '&';
    }
    return buf_ok(&b) ? buf_str(&b) : S("/search");
}

static str search_url(const struct req *rq, const char *field, str value)
{
    struct value change = {str_of(field), value};

    return search_url_with(rq, &(struct values){&change, 1});
}

/* Within days of publication, both inclusive; empty: open. */
static str search_url_days(const struct req *rq, str from, str until)
{
    struct value change[] = {{S("from"), from}, {S("until"), until}};

    return search_url_with(rq, &(struct values){change, COUNT_OF(change)});
}

static str number_text(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

static struct err *date_query(const struct req *rq, const char *name, const char *label,
                              struct date *out)
{
    str said = req_query(rq, name);

    *out = DATE_NONE;
    if (!said.n || date_parse(said, out)) return NULL;
    return err_at_field(ERR(rq->arena, INVALID, "%s请写成2026-01-31这样的日期", label),
                        str_of(name));
}

static struct err *read_days(const struct req *rq, struct search_request *out)
{
    TRY(date_query(rq, "from", "开始日期", &out->from));
    TRY(date_query(rq, "until", "结束日期", &out->until));
    if (!date_is_none(out->from) && !date_is_none(out->until) && out->from.day > out->until.day)
        return ERR_FIELD(rq->arena, "until", "结束日期早于开始日期");
    return NULL;
}

struct search_load {
    const struct core_env *env;
    const struct site_columns *columns;
    struct search_request ask;
    struct search_result found;
};

static struct err *load_search(struct db_tx *tx, struct arena *a, void *arg)
{
    struct search_load *l = arg;

    return search_run(l->env->search, tx, a, l->columns, &l->ask, &l->found);
}

struct err *portal_search_request(const struct req *rq, int64_t page, int64_t size,
                                  struct search_request *out)
{
    *out = (struct search_request){
        .site = {rq->site.id},
        .words = req_query(rq, "q"),
        .column_id = req_query_int(rq, "column", 1, INT64_MAX, 0),
        .organ_id = req_query_int(rq, "organ", 1, INT64_MAX, 0),
        .kind = req_query(rq, "kind"),
        .from = DATE_NONE,
        .until = DATE_NONE,
        .sort = str_eq(req_query(rq, "sort"), S("date")) ? SEARCH_BY_DATE : SEARCH_BY_RELEVANCE,
        .page = page,
        .size = size,
        .facets = true,
    };
    struct err *e = read_days(rq, out);

    if (e) out->from = out->until = DATE_NONE;
    return e;
}

/* ---- facets -------------------------------------------------------------------------------- */

/* One filter: its values with their numbers; the active one leads back. */
static void add_facet(struct req *rq, struct search_view *v, struct facet *facets,
                      struct facet_value *active, str label, const char *field,
                      const struct search_facet *values, size_t n)
{
    struct arena *a = rq->arena;
    struct facet_value *out = ARENA_ARRAY(a, struct facet_value, n);
    str chosen = req_query(rq, field);
    size_t shown = 0;

    for (size_t i = 0; i < n; i++) {
        bool by_id = values[i].id != 0;
        str value = by_id ? number_text(a, values[i].id) : values[i].key;
        bool on = chosen.n && str_eq(chosen, value);

        if (!values[i].n && !on) continue;
        out[shown] = (struct facet_value){
            .label = values[i].label,
            .count = values[i].n,
            .url = search_url(rq, field, on ? S("") : value),
            .active = on,
        };
        if (on) active[v->n_active++] = out[shown];
        shown++;
    }
    if (shown)
        facets[v->n_facets++] = (struct facet){.label = label, .values = out, .n_values = shown};
}

static str days_label(struct arena *a, struct date from, struct date until)
{
    if (date_is_none(until)) return str_cat(a, date_str(a, from), S("起"));
    if (date_is_none(from)) return str_cat(a, S("至"), date_str(a, until));
    struct date_parts p = date_parts(from);
    struct date_parts q = date_parts(until);

    if (p.year == q.year && p.month == 1 && p.day == 1 && q.month == 12 && q.day == 31)
        return str_printf(a, "%d年", p.year);
    return str_join(a, (const str[]){date_str(a, from), date_str(a, until)}, 2, S("至"));
}

/* The newest years by themselves; any other stretch of days is typed. */
static void add_years(struct req *rq, struct search_view *v, struct facet *facets,
                      struct facet_value *active, const struct search_request *ask,
                      const struct search_result *r)
{
    enum { YEARS_SHOWN = 8 };
    struct arena *a = rq->arena;
    struct facet_value *out = ARENA_ARRAY(a, struct facet_value, YEARS_SHOWN);
    size_t shown = 0;
    bool chosen = !date_is_none(ask->from) || !date_is_none(ask->until);

    if (chosen) {
        out[0] = (struct facet_value){.label = days_label(a, ask->from, ask->until),
                                      .url = search_url_days(rq, S(""), S("")),
                                      .active = true};
        active[v->n_active++] = out[0];
        shown = 1;
    }
    for (size_t i = 0; i < r->n_years && shown < YEARS_SHOWN && !chosen; i++) {
        long long year = r->years[i].id;

        out[shown++] = (struct facet_value){
            .label = r->years[i].label,
            .count = r->years[i].n,
            .url = search_url_days(rq, str_printf(a, "%lld-01-01", year),
                                   str_printf(a, "%lld-12-31", year)),
        };
    }
    if (shown)
        facets[v->n_facets++] =
            (struct facet){.label = S("发布时间"), .values = out, .n_values = shown};
}

static void fill_facets(struct req *rq, const struct search_request *ask,
                        const struct search_result *r, struct search_view *v)
{
    enum { KINDS_OF_FACET = 4 };
    struct facet *facets = ARENA_ARRAY(rq->arena, struct facet, KINDS_OF_FACET);
    struct facet_value *active = ARENA_ARRAY(rq->arena, struct facet_value, KINDS_OF_FACET);

    add_facet(rq, v, facets, active, S("栏目"), "column", r->columns, r->n_columns);
    add_facet(rq, v, facets, active, S("发布机构"), "organ", r->organs, r->n_organs);
    add_facet(rq, v, facets, active, S("信息类别"), "kind", r->kinds, r->n_kinds);
    add_years(rq, v, facets, active, ask, r);
    v->facets = facets;
    v->active = active;
    struct buf b;

    buf_init(&b, rq->arena, 4096);
    buf_lit(&b, "/search?q=");
    html_urlpart_str(&b, req_query(rq, "q"));
    v->clear_url = buf_str(&b);
}

static void fill_hits(struct req *rq, const struct site_columns *columns,
                      const struct search_result *r, struct search_view *v)
{
    struct arena *a = rq->arena;
    struct search_hit *hits = ARENA_ARRAY(a, struct search_hit, r->n);

    for (size_t i = 0; i < r->n; i++) {
        const struct search_match *m = &r->hits[i];
        const struct site_column *c = columns_by_id(columns, m->column_id);
        struct text_run *title = ARENA_ARRAY(a, struct text_run, m->n_title);
        struct text_run *snippet = ARENA_ARRAY(a, struct text_run, m->n_snippet);

        for (size_t k = 0; k < m->n_title; k++)
            title[k] = (struct text_run){m->title[k].text, m->title[k].hit};
        for (size_t k = 0; k < m->n_snippet; k++)
            snippet[k] = (struct text_run){m->snippet[k].text, m->snippet[k].hit};
        hits[i] = (struct search_hit){
            .id = m->id,
            .title = title,
            .n_title = m->n_title,
            .snippet = snippet,
            .n_snippet = m->n_snippet,
            .column = c ? c->name : S(""),
            .organ = m->issuer,
            .number = m->document_no,
            .published_on = date_of_ms(m->published_ms),
            .validity = portal_validity(m->validity),
        };
    }
    v->hits = hits;
    v->n_hits = r->n;
}

static void fill_sorts(struct req *rq, struct search_view *v)
{
    struct page_link *sorts = ARENA_ARRAY(rq->arena, struct page_link, 2);
    bool by_date = str_eq(req_query(rq, "sort"), S("date"));

    sorts[0] = (struct page_link){
        .label = S("按相关度"), .url = search_url(rq, "sort", S("")), .current = !by_date};
    sorts[1] = (struct page_link){
        .label = S("按日期"), .url = search_url(rq, "sort", S("date")), .current = by_date};
    v->sorts = sorts;
    v->n_sorts = 2;
}

/* Nothing found: the same words without one of the filters. */
static void fill_nearby(struct req *rq, struct search_view *v)
{
    static const struct {
        const char *field;
        str label;
    } filters[] = {{"column", S_INIT("不限栏目再搜一次")},
                   {"organ", S_INIT("不限发布机构再搜一次")},
                   {"kind", S_INIT("不限信息类别再搜一次")},
                   {"from", S_INIT("不限开始日期再搜一次")},
                   {"until", S_INIT("不限结束日期再搜一次")}};
    struct page_link *links = ARENA_ARRAY(rq->arena, struct page_link, COUNT_OF(filters));

    for (size_t i = 0; i < COUNT_OF(filters); i++)
        if (req_query(rq, filters[i].field).n)
            links[v->n_nearby++] =
                (struct page_link){.label = filters[i].label,
                                   .url = search_url(rq, filters[i].field, S("")),
                                   .hint = S(""),
                                   .icon = S("")};
    v->nearby = links;
}

/* The days stand last: the form that asks for them keeps only what is before. */
static void fill_keep(struct req *rq, struct search_view *v)
{
    static const char *const kept[] = {"column", "organ", "kind", "sort", "from", "until"};
    struct search_keep *keep = ARENA_ARRAY(rq->arena, struct search_keep, COUNT_OF(kept));

    v->from = req_query(rq, "from");
    v->until = req_query(rq, "until");
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (req_query(rq, kept[i]).n)
            keep[v->n_keep++] = (struct search_keep){str_of(kept[i]), req_query(rq, kept[i])};
    v->keep = keep;
    v->n_keep_but_days = v->n_keep - (v->from.n ? 1 : 0) - (v->until.n ? 1 : 0);
}

struct err *portal_search_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = portal_site(rq);
    struct search_view v = {
        .scope = S(""), .problem = S(""), .days_problem = S(""), .clear_url = S("/search")};
    str words = utf8_trim(req_query(rq, "q"));
    int64_t page = req_query_int(rq, "page", 1, 1000, 1);
    int64_t began = sys_monotonic_us(&portal_env(rq)->clock);

    portal_frame(rq, rs, &v.page,
                 words.n ? str_cat(a, S("搜索："), utf8_ellipsis(a, words, 40)) : S("搜索"), NULL);
    v.page.noindex = true;
    v.page.own_search = true;
    v.page.search_word = words;
    const struct site_column *within =
        columns_by_id(&site->columns, req_query_int(rq, "column", 1, INT64_MAX, 0));

    if (within) v.scope = within->name;
    fill_keep(rq, &v);
    fill_sorts(rq, &v);
    resp_tag(rs, S("published"), site->info->id);
    if (words.n) {
        struct search_load l = {.env = portal_env(rq), .columns = &site->columns};

        struct err *days = portal_search_request(rq, page, PORTAL_PAGE_SIZE, &l.ask);

        if (days) v.days_problem = days->message;
        struct err *e = portal_read(rq, load_search, &l);

        if (e && e->code != ERR_INVALID) return e;
        if (e) {
            v.problem = e->message;
        } else {
            if (l.found.total && !l.found.n) return ERR(a, NOT_FOUND, "搜索结果没有这么多页");
            fill_hits(rq, &site->columns, &l.found, &v);
            fill_facets(rq, &l.ask, &l.found, &v);
            portal_pager(a, &v.pager, search_url(rq, "q", req_query(rq, "q")), l.found.total, page,
                         PORTAL_PAGE_SIZE);
        }
        if (!v.n_hits) fill_nearby(rq, &v);
    }
    v.milliseconds = (sys_monotonic_us(&portal_env(rq)->clock) - began + 999) / 1000;
    view_portal_search(&rs->body, &v);
    return NULL;
}
