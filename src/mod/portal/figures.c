/* The portal's public figures, and the pages and calls that open them. */
#include "mod/portal/figures.h"
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

#include "records_views.h"

static struct err *published_count(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                                   int64_t *n)
{
    int64_t from;
    int64_t until;

    figure_year(q->year, &from, &until);
    return fig_published_count(tx, a, q->site, from, until, n);
}

static struct figure_record *records_of(struct arena *a, const struct fig_published_row *found,
                                        size_t n)
{
    struct figure_record *rows = ARENA_ARRAY(a, struct figure_record, n);

    for (size_t i = 0; i < n; i++)
        rows[i] = (struct figure_record){found[i].id, found[i].title, found[i].organ, found[i].at};
    return rows;
}

static struct err *published_list(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                                  int64_t limit, int64_t offset, struct figure_record **rows,
                                  size_t *n)
{
    int64_t from;
    int64_t until;
    struct fig_published_row *found;

    figure_year(q->year, &from, &until);
    TRY(fig_published_list(tx, a, q->site, from, until, limit, offset, &found, n));
    *rows = records_of(a, found, *n);
    return NULL;
}

/* All that is public and was published by the end of the year. */
static struct err *total_count(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                               int64_t *n)
{
    int64_t from;
    int64_t until;

    figure_year(q->year, &from, &until);
    return fig_published_count(tx, a, q->site, INT64_MIN, until, n);
}

static struct err *total_list(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                              int64_t limit, int64_t offset, struct figure_record **rows, size_t *n)
{
    int64_t from;
    int64_t until;
    struct fig_published_row *found;

    figure_year(q->year, &from, &until);
    TRY(fig_published_list(tx, a, q->site, INT64_MIN, until, limit, offset, &found, n));
    *rows = records_of(a, found, *n);
    return NULL;
}

static struct err *policies_count(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                                  int64_t *n)
{
    int64_t from;
    int64_t until;

    figure_year(q->year, &from, &until);
    return fig_published_kind_count(tx, a, q->site, S("policy"), from, until, n);
}

static struct err *policies_list(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                                 int64_t limit, int64_t offset, struct figure_record **rows,
                                 size_t *n)
{
    int64_t from;
    int64_t until;
    struct fig_published_kind_row *found;

    figure_year(q->year, &from, &until);
    TRY(fig_published_kind_list(tx, a, q->site, S("policy"), from, until, limit, offset, &found,
                                n));
    *rows = ARENA_ARRAY(a, struct figure_record, *n);
    for (size_t i = 0; i < *n; i++)
        (*rows)[i] =
            (struct figure_record){found[i].id, found[i].title, found[i].organ, found[i].at};
    return NULL;
}

const struct figure portal_figures[PORTAL_FIGURES] = {
    {.id = "documents.published",
     .label = "主动公开文件数",
     .unit = "件",
     .kind = "document",
     .perm = &PERM_PUBLIC,
     .count = published_count,
     .list = published_list},
    {.id = "documents.policies",
     .label = "主动公开政策文件数",
     .unit = "件",
     .kind = "document",
     .perm = &PERM_PUBLIC,
     .count = policies_count,
     .list = policies_list},
    {.id = "documents.total",
     .label = "截至年末累计主动公开文件数",
     .unit = "件",
     .kind = "document",
     .perm = &PERM_PUBLIC,
     .count = total_count,
     .list = total_list},
};

const struct figure *portal_figure_of(const struct core_env *env, str id)
{
    for (size_t m = 0; m < env->n_modules; m++)
        for (size_t i = 0; i < env->modules[m]->n_figures; i++)
            if (str_eq(str_of(env->modules[m]->figures[i].id), id))
                return &env->modules[m]->figures[i];
    return NULL;
}

/* ---- the page of all figures --------------------------------------------------------------- */

struct all_load {
    const struct core_env *env;
    struct figure_query query;
    int64_t newest;
    struct supervision_figure *figures; /* public ones, with `years` values each */
    size_t n;
};

static struct err *load_all(struct db_tx *tx, struct arena *a, void *arg)
{
    struct all_load *l = arg;

    l->n = 0;
    for (size_t m = 0; m < l->env->n_modules; m++) {
        for (size_t i = 0; i < l->env->modules[m]->n_figures; i++) {
            const struct figure *f = &l->env->modules[m]->figures[i];
            struct supervision_value *values;

            if (f->perm != &PERM_PUBLIC) continue;
            if (l->n == SUPERVISION_FIGURES) return NULL;
            values = ARENA_ARRAY(a, struct supervision_value, SUPERVISION_YEARS);
            l->query.figure = f;
            for (size_t y = 0; y < SUPERVISION_YEARS; y++) {
                l->query.year = values[y].year = l->newest - (int64_t)y;
                TRY(f->count(tx, a, &l->query, &values[y].n));
                values[y].url =
                    str_printf(a, "/supervision/%s?year=%lld", f->id, (long long)values[y].year);
            }
            l->figures[l->n++] = (struct supervision_figure){
                .label = str_of(f->label), .unit = str_of(f->unit), .values = values};
        }
    }
    return NULL;
}

struct err *portal_supervision_page(struct req *rq, struct resp *rs)
{
    struct all_load l = {
        .env = portal_env(rq),
        .query = {.site = {rq->site.id}, .scope = {.site = rq->site.id, .organs = S("/")}},
        .newest = date_parts(date_of_ms(rq->now_ms)).year,
        .figures = ARENA_ARRAY(rq->arena, struct supervision_figure, SUPERVISION_FIGURES),
    };
    struct supervision_view v = {0};

    TRY(portal_read(rq, load_all, &l));
    portal_frame(rq, rs, &v.page, S("公开监督"), NULL);
    v.newest = l.newest;
    v.figures = l.figures;
    v.n_figures = l.n;
    resp_tag(rs, S("published"), rq->site.id);
    view_portal_supervision(&rs->body, &v);
    return NULL;
}

/* ---- one figure ---------------------------------------------------------------------------- */

static struct err *load_figure(struct db_tx *tx, struct arena *a, void *arg)
{
    struct figure_load *l = arg;

    TRY(l->figure->count(tx, a, &l->query, &l->total));
    if (!l->size) return NULL;
    return l->figure->list(tx, a, &l->query, l->size, (l->page - 1) * l->size, &l->rows, &l->n);
}

struct err *portal_figure_load(struct req *rq, int64_t size, struct figure_load *l)
{
    struct arena *a = rq->arena;
    int64_t this_year = date_parts(date_of_ms(rq->now_ms)).year;

    *l = (struct figure_load){.figure = portal_figure_of(portal_env(rq), req_param(rq, "id")),
                              .page = req_query_int(rq, "page", 1, 1000000, 1),
                              .size = size};
    /* A figure that is not public is not there, for the public. */
    if (!l->figure || l->figure->perm != &PERM_PUBLIC) return ERR(a, NOT_FOUND, "没有这项数据");
    l->query = (struct figure_query){
        .figure = l->figure,
        .site = {rq->site.id},
        .scope = {.site = rq->site.id, .organs = S("/")},
        .year = req_query_int(rq, "year", DATE_YEAR_LEAST, DATE_YEAR_MOST - 1, this_year),
    };
    return portal_read(rq, load_figure, l);
}

/* /supervision/FIGURE?year=: the records behind a number of a public page. */
struct err *portal_records_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct figure_load l;
    struct records_view v = {0};

    TRY(portal_figure_load(rq, PORTAL_PAGE_SIZE, &l));
    BUG_IF(!l.figure);
    if (l.page > 1 && !l.n) return ERR(a, NOT_FOUND, "没有这么多页");
    portal_frame(rq, rs, &v.page, str_of(l.figure->label), NULL);
    struct page_link *crumbs = ARENA_ARRAY(a, struct page_link, 3);

    crumbs[0] = (struct page_link){.label = S("首页"), .url = S("/")};
    crumbs[1] = (struct page_link){.label = S("公开监督"), .url = S("/supervision")};
    crumbs[2] = (struct page_link){.label = str_of(l.figure->label), .url = S(""), .current = true};
    v.page.crumbs = crumbs;
    v.page.n_crumbs = 3;
    v.label = str_of(l.figure->label);
    v.unit = str_of(l.figure->unit);
    v.year = l.query.year;
    v.total = l.total;
    struct portal_item *items = ARENA_ARRAY(a, struct portal_item, l.n);

    for (size_t i = 0; i < l.n; i++)
        items[i] = (struct portal_item){
            .id = l.rows[i].id,
            .title = l.rows[i].title,
            .summary = S(""),
            .column = S(""),
            .organ = l.rows[i].organ,
            .number = S(""),
            .index_number = S(""),
            .made_on = DATE_NONE,
            .published_on = date_of_ms(l.rows[i].at_ms),
            .validity = {.word = S("")},
        };
    v.items = (struct portal_items){items, l.n};
    portal_pager(a, &v.pager,
                 str_printf(a, "/supervision/%s?year=%lld", l.figure->id, (long long)l.query.year),
                 l.total, l.page, PORTAL_PAGE_SIZE);
    resp_tag(rs, S("published"), rq->site.id);
    view_portal_records(&rs->body, &v);
    return NULL;
}
