/*
 * The platform 政府信息公开: four columns in this order and the entry 依申请公开 (国办公开办函
 * 〔2019〕61号); the tree of what 711 Art. 20 and 21 want published.
 */
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

#include "base/num.h"
#include "core/site_sql.h"

#include "disclosure_views.h"

/* ---- the tree ------------------------------------------------------------------------------ */

/* The columns below `root`; the branch of `current` is open. */
static size_t tree_of(struct arena *a, const struct site_columns *all,
                      const struct column_row *fresh, const struct site_column *root,
                      const struct site_column *current, struct tree_node **out)
{
    const struct portal_branch *below;
    size_t n = portal_below(a, all, root->id, &below);
    struct tree_node *nodes = ARENA_ARRAY(a, struct tree_node, n);

    for (size_t i = 0; i < n; i++) {
        const struct site_column *c = below[i].column;

        nodes[i] = (struct tree_node){
            .label = c->name,
            .url = portal_column_url(a, c),
            .count = fresh ? fresh[c - all->items].n : c->n,
            .depth = below[i].depth,
            .current = current && current->id == c->id,
            .open = current && portal_is_within(all, current, c),
        };
    }
    *out = nodes;
    return n;
}

struct frame_load {
    struct site_scope site;
    struct column_row *columns; /* with the numbers of this moment */
    size_t n;
};

static struct err *load_counts(struct db_tx *tx, struct arena *a, void *arg)
{
    struct frame_load *l = arg;

    return column_list(tx, a, l->site, &l->columns, &l->n);
}

static const struct site_column *place_column(struct req *rq, const char *path)
{
    return columns_by_path(&portal_site(rq)->columns, str_of(path));
}

static int64_t id_of(const struct site_column *c)
{
    return c ? c->id : 0;
}

/* The directory's columns, with fresh counts where both lists agree. */
static struct err *frame_of(struct req *rq, struct resp *rs, enum disclosure_place place,
                            const struct site_column *current, struct disclosure_frame *f)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = portal_site(rq);
    const struct site_column *root = columns_by_path(&site->columns, S("disclosure/catalogue"));
    struct frame_load l = {.site = {rq->site.id}};
    size_t n = 0;

    TRY(portal_read(rq, load_counts, &l));
    bool same = l.n == site->columns.n;

    for (size_t i = 0; same && i < l.n; i++) same = l.columns[i].id == site->columns.items[i].id;
    struct tree_node *nodes = NULL;

    if (root) n = tree_of(a, &site->columns, same ? l.columns : NULL, root, current, &nodes);
    *f = (struct disclosure_frame){.place = place,
                                   .organ = site->info->sponsor,
                                   .request_url = portal_request_url(rq),
                                   .search_column = id_of(place_column(rq, "disclosure")),
                                   .tree = nodes,
                                   .n_tree = n};
    if (root) resp_tag(rs, S("column"), root->id);
    return NULL;
}

/* ---- home ---------------------------------------------------------------------------------- */

struct home_load {
    struct site_scope site;
    int64_t guide, rules, catalogue, reports; /* ids of columns; 0: none */
    struct publication_line *guide_rows, *report_rows, *newest;
    size_t n_guide, n_reports, n_newest;
    int64_t n_rules, n_catalogue;
};

static struct err *count_of(struct db_tx *tx, struct arena *a, struct site_scope s, int64_t column,
                            int64_t *n)
{
    struct column_exists_row row;
    bool found;

    TRY(column_exists(tx, a, s, column, &row, &found));
    *n = found ? row.n : 0;
    return NULL;
}

static struct err *load_home(struct db_tx *tx, struct arena *a, void *arg)
{
    struct home_load *l = arg;

    TRY(publication_in_column(tx, a, l->site, l->guide, 1, 0, &l->guide_rows, &l->n_guide));
    TRY(publication_in_column(tx, a, l->site, l->reports, 1, 0, &l->report_rows, &l->n_reports));
    TRY(publication_in_column(tx, a, l->site, l->catalogue, 10, 0, &l->newest, &l->n_newest));
    TRY(count_of(tx, a, l->site, l->rules, &l->n_rules));
    return count_of(tx, a, l->site, l->catalogue, &l->n_catalogue);
}

struct err *portal_disclosure_home(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct site_column *column = place_column(rq, "disclosure");
    struct home_load l = {
        .site = {rq->site.id},
        .guide = id_of(place_column(rq, "disclosure/guide")),
        .rules = id_of(place_column(rq, "disclosure/rules")),
        .catalogue = id_of(place_column(rq, "disclosure/catalogue")),
        .reports = id_of(place_column(rq, "disclosure/reports")),
    };
    struct disclosure_home_view v = {0};

    TRY(portal_read(rq, load_home, &l));
    portal_frame(rq, rs, &v.page, S("政府信息公开"), column);
    TRY(frame_of(rq, rs, DISCLOSURE_HOME, NULL, &v.frame));
    v.guide_updated_on = l.n_guide ? date_of_ms(l.guide_rows[0].published_at) : DATE_NONE;
    v.n_rules = l.n_rules;
    v.n_published = l.n_catalogue;
    if (l.n_reports) {
        struct date made = l.report_rows[0].made_on;

        /* A report is made in the year after the one it is about. */
        v.newest_report_year = date_is_none(made) ? 0 : date_parts(made).year - 1;
    }
    portal_items_of(a, l.newest, l.n_newest, &portal_site(rq)->columns, &v.newest);
    resp_tag(rs, S("column"), l.guide);
    resp_tag(rs, S("column"), l.rules);
    resp_tag(rs, S("column"), l.reports);
    view_disclosure_home(&rs->body, &v);
    return NULL;
}

/* ---- guide --------------------------------------------------------------------------------- */

struct guide_load {
    struct site_scope site;
    int64_t column;
    struct publication_line *rows;
    size_t n;
    struct publication_get_row p;
    bool found;
};

static struct err *load_guide(struct db_tx *tx, struct arena *a, void *arg)
{
    struct guide_load *l = arg;

    TRY(publication_in_column(tx, a, l->site, l->column, 1, 0, &l->rows, &l->n));
    if (!l->n) return NULL;
    return publication_get(tx, a, l->site, l->rows[0].id, &l->p, &l->found);
}

/* The fields that 711 Art. 12 names, as data: from the site's settings. */
static void office_facts(struct arena *a, const struct site_info *s,
                         struct disclosure_guide_view *v)
{
    const struct {
        str label, text;
    } rows[] = {
        {S_INIT("工作机构"), s->sponsor},     {S_INIT("办公地址"), s->address},
        {S_INIT("邮政编码"), s->postcode},    {S_INIT("联系电话"), s->phone},
        {S_INIT("互联网联系方式"), s->email},
    };
    struct document_fact *facts = ARENA_ARRAY(a, struct document_fact, COUNT_OF(rows));

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].text.n)
            facts[v->n_office++] = (struct document_fact){
                .label = rows[i].label, .text = rows[i].text, .date = DATE_NONE, .url = S("")};
    v->office = facts;
}

struct err *portal_disclosure_guide(struct req *rq, struct resp *rs)
{
    const struct site_column *column = place_column(rq, "disclosure/guide");
    struct guide_load l = {.site = {rq->site.id}, .column = id_of(column)};
    struct disclosure_guide_view v = {.updated_on = DATE_NONE};

    TRY(portal_read(rq, load_guide, &l));
    portal_frame(rq, rs, &v.page, S("政府信息公开指南"), column);
    TRY(frame_of(rq, rs, DISCLOSURE_GUIDE, column, &v.frame));
    office_facts(rq->arena, portal_site(rq)->info, &v);
    v.body.html = S("");
    v.pdf_url = S("");
    if (l.found) {
        v.body = l.p.html;
        v.updated_on = date_of_ms(l.p.published_at);
        resp_tag(rs, S("publication"), l.p.id);
    }
    resp_tag(rs, S("column"), l.column);
    view_disclosure_guide(&rs->body, &v);
    return NULL;
}

/* ---- lists: rules, a leaf of the catalogue ------------------------------------------------- */

/* 20-07 → 《政府信息公开条例》第二十条第（七）项. */
static str basis_of(struct arena *a, str art20)
{
    static const char *const items[] = {"一", "二", "三",   "四",   "五",   "六",   "七",  "八",
                                        "九", "十", "十一", "十二", "十三", "十四", "十五"};
    int64_t item;

    if (str_eq(art20, S("21"))) return S("《政府信息公开条例》第二十一条");
    if (!str_starts(art20, S("20-")) || !num_parse(str_from(art20, 3), 1, 15, &item)) return S("");
    return str_printf(a, "《政府信息公开条例》第二十条第（%s）项", items[item - 1]);
}

static struct err *list_page(struct req *rq, struct resp *rs, enum disclosure_place place,
                             const struct site_column *column)
{
    struct disclosure_list_view v = {0};
    int64_t page = req_query_int(rq, "page", 1, 100000, 1);

    if (!column) return ERR(rq->arena, NOT_FOUND, "没有这个栏目");
    TRY(portal_column_list(rq, column, page, &v.items, &v.pager));
    portal_frame(rq, rs, &v.page, column->name, column);
    TRY(frame_of(rq, rs, place, column, &v.frame));
    v.name = column->name;
    v.basis = basis_of(rq->arena, column->art20);
    resp_tag(rs, S("column"), column->id);
    view_disclosure_list(&rs->body, &v);
    return NULL;
}

struct err *portal_disclosure_rules(struct req *rq, struct resp *rs)
{
    return list_page(rq, rs, DISCLOSURE_RULES, place_column(rq, "disclosure/rules"));
}

struct err *portal_disclosure_catalogue(struct req *rq, struct resp *rs)
{
    return list_page(rq, rs, DISCLOSURE_CATALOGUE, place_column(rq, "disclosure/catalogue"));
}

struct err *portal_disclosure_leaf(struct req *rq, struct resp *rs)
{
    str path = str_cat(rq->arena, S("disclosure/catalogue/"), req_param(rq, "path"));

    return list_page(rq, rs, DISCLOSURE_CATALOGUE,
                     columns_by_path(&portal_site(rq)->columns, path));
}

/* ---- reports ------------------------------------------------------------------------------- */

struct reports_load {
    struct site_scope site;
    int64_t column, page, total;
    struct publication_line *rows;
    size_t n;
};

static struct err *load_reports(struct db_tx *tx, struct arena *a, void *arg)
{
    struct reports_load *l = arg;

    TRY(count_of(tx, a, l->site, l->column, &l->total));
    return publication_in_column(tx, a, l->site, l->column, PORTAL_PAGE_SIZE,
                                 (l->page - 1) * PORTAL_PAGE_SIZE, &l->rows, &l->n);
}

struct err *portal_disclosure_reports(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct site_column *column = place_column(rq, "disclosure/reports");
    struct reports_load l = {.site = {rq->site.id},
                             .column = id_of(column),
                             .page = req_query_int(rq, "page", 1, 100000, 1)};
    struct disclosure_reports_view v = {0};

    TRY(portal_read(rq, load_reports, &l));
    if (l.page > 1 && !l.n) return ERR(a, NOT_FOUND, "这个栏目没有这么多页");
    portal_frame(rq, rs, &v.page, S("政府信息公开年报"), column);
    TRY(frame_of(rq, rs, DISCLOSURE_REPORTS, column, &v.frame));
    struct report_row *rows = ARENA_ARRAY(a, struct report_row, l.n);

    for (size_t i = 0; i < l.n; i++)
        rows[i] = (struct report_row){
            .year = date_is_none(l.rows[i].made_on) ? 0 : date_parts(l.rows[i].made_on).year - 1,
            .organ = l.rows[i].issuer,
            .title = l.rows[i].title,
            .url = str_printf(a, "/documents/%lld", (long long)l.rows[i].id),
            .published_on = date_of_ms(l.rows[i].published_at),
        };
    v.rows = rows;
    v.n_rows = l.n;
    portal_pager(a, &v.pager, S("/disclosure/reports/"), l.total, l.page, PORTAL_PAGE_SIZE);
    resp_tag(rs, S("column"), l.column);
    view_disclosure_reports(&rs->body, &v);
    return NULL;
}
