/* What the hits are spread over: columns, organs, kinds, years. */
#include "core/search_inside.h"

#include <stdlib.h>

/* The kinds of a publication as people call them; a kind that is not here is shown as it is. */
static const struct {
    str key, label;
} kinds[] = {
    {S_INIT("policy"), S_INIT("政策文件")},       {S_INIT("interpretation"), S_INIT("政策解读")},
    {S_INIT("news"), S_INIT("动态要闻")},         {S_INIT("notice"), S_INIT("通知公告")},
    {S_INIT("guide"), S_INIT("公开指南")},        {S_INIT("rule"), S_INIT("公开制度")},
    {S_INIT("report"), S_INIT("年度报告")},       {S_INIT("person"), S_INIT("领导信息")},
    {S_INIT("organ"), S_INIT("机构职能")},        {S_INIT("data"), S_INIT("数据发布")},
    {S_INIT("consultation"), S_INIT("征集调查")}, {S_INIT("other"), S_INIT("其他")},
};

static str kind_label(str key)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_eq(kinds[i].key, key)) return kinds[i].label;
    return key;
}

/* Hits that pass all filters but `own`: what choosing another value of it would give. */
static int64_t hits_but(const struct search_bin *b, unsigned own)
{
    return (b->passes | own) == SEARCH_PASS_ALL ? b->n : 0;
}

/* Most hits first; the same number: by id, by key. */
static int by_hits(const void *x, const void *y)
{
    const struct search_facet *a = x;
    const struct search_facet *b = y;

    if (a->n != b->n) return a->n > b->n ? -1 : 1;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return str_cmp(a->key, b->key);
}

static struct search_facet *facet_at(struct search_facet *facets, size_t *n, int64_t id, str key)
{
    for (size_t i = 0; i < *n; i++)
        if (facets[i].id == id && str_eq(facets[i].key, key)) return &facets[i];
    facets[*n] = (struct search_facet){.id = id, .key = key, .label = S("")};
    return &facets[(*n)++];
}

static void count_organs(struct arena *a, const struct search_scan *scan, struct search_result *out)
{
    out->organs = ARENA_ARRAY(a, struct search_facet, scan->n_bins);
    for (size_t i = 0; i < scan->n_bins; i++) {
        const struct search_bin *b = &scan->bins[i];
        int64_t n = hits_but(b, SEARCH_PASS_ORGAN);

        if (n) facet_at(out->organs, &out->n_organs, b->organ_id, S(""))->n += n;
    }
    qsort(out->organs, out->n_organs, sizeof *out->organs, by_hits);
}

static void count_kinds(struct arena *a, const struct search_scan *scan, struct search_result *out)
{
    out->kinds = ARENA_ARRAY(a, struct search_facet, scan->n_bins);
    for (size_t i = 0; i < scan->n_bins; i++) {
        const struct search_bin *b = &scan->bins[i];
        int64_t n = hits_but(b, SEARCH_PASS_KIND);

        if (n) facet_at(out->kinds, &out->n_kinds, 0, b->kind)->n += n;
    }
    for (size_t i = 0; i < out->n_kinds; i++) out->kinds[i].label = kind_label(out->kinds[i].key);
    qsort(out->kinds, out->n_kinds, sizeof *out->kinds, by_hits);
}

/* Is `id` the chosen column or above it? 0, above the first level, always is. */
static bool on_path(const struct site_columns *columns, int64_t id, int64_t chosen)
{
    const struct site_column *c = columns_by_id(columns, chosen);

    if (!id) return true;
    while (c && c->id != id) c = columns_parent(columns, c);
    return c != NULL;
}

static void count_columns(struct arena *a, const struct search_ask *ask,
                          const struct search_scan *scan, struct search_result *out)
{
    const struct site_columns *columns = ask->columns;
    int64_t *n = ARENA_ARRAY(a, int64_t, columns->n);

    for (size_t i = 0; i < scan->n_bins; i++) {
        int64_t hits = hits_but(&scan->bins[i], SEARCH_PASS_COLUMN);
        const struct site_column *c = hits ? columns_by_id(columns, scan->bins[i].column_id) : NULL;

        for (; c; c = columns_parent(columns, c)) n[c - columns->items] += hits;
    }
    out->columns = ARENA_ARRAY(a, struct search_facet, columns->n);
    for (size_t i = 0; i < columns->n; i++) {
        const struct site_column *c = &columns->items[i];

        if (n[i] && on_path(columns, c->parent_id, ask->rq->column_id))
            out->columns[out->n_columns++] =
                (struct search_facet){.id = c->id, .key = S(""), .label = c->name, .n = n[i]};
    }
}

void search_facets(struct arena *a, const struct search_ask *ask, const struct search_scan *scan,
                   struct search_result *out)
{
    count_columns(a, ask, scan, out);
    count_organs(a, scan, out);
    count_kinds(a, scan, out);
    out->years = ARENA_ARRAY(a, struct search_facet, scan->n_years);
    out->n_years = scan->n_years;
    for (size_t i = 0; i < scan->n_years; i++)
        out->years[i] = (struct search_facet){
            .id = scan->years[i].year,
            .key = S(""),
            .label = str_printf(a, "%lld年", (long long)scan->years[i].year),
            .n = scan->years[i].n,
        };
}

struct err *search_name_organs(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                               struct search_result *out)
{
    struct search_organ_list_row *organs;
    size_t n;

    if (!out->n_organs) return NULL;
    TRY(search_organ_list(tx, a, ask->rq->site, &organs, &n));
    for (size_t i = 0; i < out->n_organs; i++)
        for (size_t k = 0; k < n; k++)
            if (organs[k].id == out->organs[i].id) out->organs[i].label = organs[k].name;
    return NULL;
}
