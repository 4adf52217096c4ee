/*
 * The walk through the hits of a search. One pass over the ids gives the total, every facet and the
 * order by date; where the hits are few, another one scores them.
 */
#include "core/search_inside.h"

#include "base/vec.h"

#include <stdlib.h>

enum {
    PAGES_MOST = 1000000,
    /* A hit loses half of its score in this time, against the newest. */
    HALF_LIFE_DAYS = 5 * 365,
};

enum rank { RANK_TEXT, RANK_NUMBER, RANK_TITLE, RANK_EXACT };

struct ids {
    struct arena *arena;
    int64_t *items;
    size_t n, room;
};

static void ids_add(struct ids *v, int64_t id)
{
    *vec_push(v->arena, v) = id;
}

/* ---- bins -------------------------------------------------------------------------------------
 */

/* Is the column the one that was chosen, or below it? */
static bool in_column(const struct site_columns *columns, int64_t id, int64_t chosen)
{
    if (!chosen || id == chosen) return true;
    const struct site_column *c = columns_by_id(columns, id);

    while (c && c->id != chosen) c = columns_parent(columns, c);
    return c != NULL;
}

static struct err *load_bins(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                             struct search_scan *out)
{
    const struct search_request *rq = ask->rq;
    struct search_bin_list_row *rows;

    TRY(search_bin_list(tx, a, rq->site, &rows, &out->n_bins));
    out->bins = ARENA_ARRAY(a, struct search_bin, out->n_bins);
    for (size_t i = 0; i < out->n_bins; i++) {
        struct search_bin *b = &out->bins[i];

        if (rows[i].no != (int64_t)i) return ERR(a, DB, "全文检索的分类编号有缺口");
        *b = (struct search_bin){rows[i].column_id, rows[i].organ_id, rows[i].kind, 0, 0};
        if (in_column(ask->columns, b->column_id, rq->column_id)) b->passes |= SEARCH_PASS_COLUMN;
        if (!rq->organ_id || b->organ_id == rq->organ_id) b->passes |= SEARCH_PASS_ORGAN;
        if (!rq->kind.n || str_eq(b->kind, rq->kind)) b->passes |= SEARCH_PASS_KIND;
    }
    return NULL;
}

/* ---- the first walk ---------------------------------------------------------------------------
 */

struct walk {
    struct search_scan *scan;
    int64_t from, until; /* days, both inclusive */
    struct ids kept;  /* that pass, by id; negative where the words stand in titles and numbers */
    int64_t seen;     /* hits, whether they pass or not */
    uint32_t *on_day; /* how many of those that pass are of each day */
};

static struct err *walk_hit(struct walk *w, struct arena *a, int64_t hit)
{
    int64_t id = hit < 0 ? -hit : hit;
    int64_t no = search_bin_of(id);
    int64_t day = search_day_of(id);

    if (no >= (int64_t)w->scan->n_bins) return ERR(a, DB, "全文检索索引与数据库不一致");
    struct search_bin *b = &w->scan->bins[no];

    w->seen++;
    if (day < w->from || day > w->until) return NULL;
    b->n++;
    if (b->passes != SEARCH_PASS_ALL) return NULL;
    w->on_day[day]++;
    w->kept.items[w->kept.n++] = hit;
    return NULL;
}

/* The hits of one word; empty when there is none. */
static struct err *hits_of(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                           str match, const int64_t **hits, size_t *n)
{
    struct search_hits_row row;
    bool found;

    *n = 0;
    TRY(search_hits(tx, a, ask->rq->site, match, &row, &found));
    if (!found) return NULL;
    *n = row.ids.n / sizeof **hits;
    int64_t *items = ARENA_ARRAY(a, int64_t, *n);
    unsigned char *to = (unsigned char *)items;

    /* Bytes of a row are not aligned; gk_hits wrote them in this machine's order. */
    for (size_t i = 0; i < *n * sizeof *items; i++) to[i] = (unsigned char)row.ids.p[i];
    *hits = items;
    return NULL;
}

static struct err *collect(const struct search_ids_row *row, struct arena *a, void *arg)
{
    (void)a;
    ids_add(arg, row->id);
    return NULL;
}

/* Marks those of `all` that are in `head`; both by id. */
static void mark(struct ids *all, const struct ids *head)
{
    for (size_t i = 0, k = 0; i < all->n && k < head->n; i++) {
        while (k < head->n && head->items[k] < all->items[i]) k++;
        if (k < head->n && head->items[k] == all->items[i]) all->items[i] = -all->items[i];
    }
}

/* Several words: FTS5 leaps from hit to hit of the rarest. */
static struct err *hits_of_all(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                               const int64_t **hits, size_t *n)
{
    struct ids all = {.arena = a};
    struct ids head = {.arena = a};
    str match = str_printf(a, "{title document_no index_no} : (%.*s)", STR_ARG(ask->query->match));

    TRY(search_ids(tx, a, ask->rq->site, ask->query->match, collect, &all));
    if (ask->rq->sort == SEARCH_BY_RELEVANCE && all.n > SEARCH_RANKED_MOST) {
        TRY(search_ids(tx, a, ask->rq->site, match, collect, &head));
        mark(&all, &head);
    }
    *hits = all.items;
    *n = all.n;
    return NULL;
}

static struct err *walk(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                        struct walk *w)
{
    const int64_t *hits = NULL;
    size_t n;

    if (ask->query->n == 1)
        TRY(hits_of(tx, a, ask, ask->query->match, &hits, &n));
    else
        TRY(hits_of_all(tx, a, ask, &hits, &n));
    w->kept.items = ARENA_ARRAY(a, int64_t, n);
    for (size_t i = 0; hits && i < n; i++) TRY(walk_hit(w, a, hits[i]));
    return NULL;
}

/* Parts the marked from the others; both stay in the order of ids. Gives the number of the first.
 */
static size_t part_marked(struct arena *a, struct ids *v)
{
    int64_t *rest = ARENA_ARRAY(a, int64_t, v->n);
    size_t heads = 0;
    size_t rests = 0;

    for (size_t i = 0; i < v->n; i++) {
        if (v->items[i] < 0)
            v->items[heads++] = -v->items[i];
        else
            rest[rests++] = v->items[i];
    }
    for (size_t i = 0; i < rests; i++) v->items[heads + i] = rest[i];
    return heads;
}

static void forget_marks(struct ids *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->items[i] < 0) v->items[i] = -v->items[i];
}

static void count_years(struct arena *a, const struct walk *w, struct search_scan *out)
{
    struct {
        struct search_year *items;
        size_t n, room;
    } years = {0};
    int64_t begins = SEARCH_DAYS; /* the year that was found last */

    for (int64_t day = SEARCH_DAYS - 1; day >= 0; day--) {
        if (!w->on_day[day]) continue;
        if (day < begins) {
            struct date_parts p = date_parts(search_day_date(day));
            struct date first;

            begins = date_make(p.year, 1, 1, &first) ? search_day(first) : 0;
            *vec_push(a, &years) = (struct search_year){.year = p.year};
        }
        years.items[years.n - 1].n += w->on_day[day];
    }
    out->years = years.items;
    out->n_years = years.n;
}

/* ---- newest first -----------------------------------------------------------------------------
 */

/* Of one day the one that was entered last comes first. */
static int newer(int64_t x, int64_t y)
{
    int64_t a = search_day_of(x);
    int64_t b = search_day_of(y);

    if (a != b) return a > b ? -1 : 1;
    return x > y ? -1 : x < y;
}

static int by_day(const void *x, const void *y)
{
    return newer(*(const int64_t *)x, *(const int64_t *)y);
}

/* Brings the newest `want` to the front, in order; where the others go does not matter. */
static void newest_first(struct arena *a, int64_t *ids, size_t n, size_t want)
{
    enum { FEW = 1000 };
    size_t front = n;

    if (n > FEW && want < n) {
        uint32_t *on_day = ARENA_ARRAY(a, uint32_t, SEARCH_DAYS);
        int64_t least = SEARCH_DAYS;
        size_t newer_n = 0;

        for (size_t i = 0; i < n; i++) on_day[search_day_of(ids[i])]++;
        while (newer_n < want) newer_n += on_day[--least];
        front = 0;
        for (size_t i = 0; i < n; i++) {
            int64_t id = ids[i];

            if (search_day_of(id) < least) continue;
            ids[i] = ids[front];
            ids[front++] = id;
        }
    }
    qsort(ids, front, sizeof *ids, by_day);
}

/* ---- ranking one by one -----------------------------------------------------------------------
 */

struct candidate {
    int64_t id;
    int64_t score;
    enum rank rank;
};

/* Candidates stand in the order of ids, as the statements give them. */
struct ranking {
    const struct search_ask *ask;
    struct candidate *items;
    size_t n;
    size_t at;      /* where the statement stands */
    int64_t newest; /* day */
    str wanted;     /* a title that is exactly this */
};

/* The candidate of a row; NULL when it was filtered out. */
static struct candidate *candidate_at(struct ranking *r, int64_t id)
{
    while (r->at < r->n && r->items[r->at].id < id) r->at++;
    return r->at < r->n && r->items[r->at].id == id ? &r->items[r->at] : NULL;
}

/* Older ones count less. */
static int64_t aged(const struct ranking *r, int64_t id, int64_t score)
{
    return score * HALF_LIFE_DAYS / (HALF_LIFE_DAYS + r->newest - search_day_of(id));
}

/* A title that has little besides the words is the better one. */
static void judge_title(const struct ranking *r, struct arena *a, struct candidate *c, str title)
{
    title = terms_fold(r->ask->search->folder, a, title);
    c->rank = str_eq(title, r->wanted) ? RANK_EXACT : RANK_TITLE;
    if (title.n) c->score += c->score * (int64_t)r->wanted.n / (int64_t)title.n;
}

static struct err *judge(const struct search_ranked_row *row, struct arena *a, void *arg)
{
    struct ranking *r = arg;
    const struct terms_folder *folder = r->ask->search->folder;
    struct candidate *c = candidate_at(r, row->id);

    if (!c) return NULL;
    str numbers = str_printf(a, "%.*s\n%.*s", STR_ARG(row->document_no), STR_ARG(row->index_no));

    c->score = aged(r, row->id, row->score);
    if (terms_matches(folder, a, row->title, r->ask->query))
        judge_title(r, a, c, row->title);
    else if (terms_matches(folder, a, numbers, r->ask->query))
        c->rank = RANK_NUMBER;
    return NULL;
}

static int by_rank(const void *x, const void *y)
{
    const struct candidate *a = x;
    const struct candidate *b = y;

    if (a->rank != b->rank) return a->rank > b->rank ? -1 : 1;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return newer(a->id, b->id);
}

static struct err *rank_all(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                            struct ids *ids)
{
    const struct terms_query *q = ask->query;
    struct ranking r = {.ask = ask, .n = ids->n, .wanted = str_join(a, q->words, q->n, S(" "))};

    r.items = ARENA_ARRAY(a, struct candidate, r.n);
    for (size_t i = 0; i < r.n; i++) {
        int64_t day = search_day_of(ids->items[i]);

        r.items[i].id = ids->items[i];
        if (day > r.newest) r.newest = day;
    }
    TRY(search_ranked(tx, a, ask->rq->site, q->match, judge, &r));
    qsort(r.items, r.n, sizeof *r.items, by_rank);
    for (size_t i = 0; i < r.n; i++) ids->items[i] = r.items[i].id;
    return NULL;
}

/* ---- many hits: those in titles and numbers, then the rest ------------------------------------
 */

/* Each part newest first, as far as the first `want` of all. */
static void order_many(struct arena *a, struct ids *ids, size_t want)
{
    size_t heads = part_marked(a, ids);

    newest_first(a, ids->items, heads, want);
    if (want > heads) newest_first(a, ids->items + heads, ids->n - heads, want - heads);
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static size_t page_size(const struct search_request *rq)
{
    return (size_t)(rq->size < 1 ? 1 : rq->size > SEARCH_PAGE_MAX ? SEARCH_PAGE_MAX : rq->size);
}

static size_t page_skip(const struct search_request *rq)
{
    int64_t page = rq->page < 1 ? 1 : rq->page > PAGES_MOST ? PAGES_MOST : rq->page;

    return (size_t)(page - 1) * page_size(rq);
}

struct err *search_scan(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                        struct search_scan *out)
{
    const struct search_request *rq = ask->rq;
    struct walk w = {.scan = out, .kept = {.arena = a}, .until = SEARCH_DAYS - 1};
    size_t skip = page_skip(rq);
    size_t want = skip + page_size(rq);

    *out = (struct search_scan){.ranked = true};
    if (!date_is_none(rq->from)) w.from = search_day(rq->from);
    if (!date_is_none(rq->until)) w.until = search_day(rq->until);
    w.on_day = ARENA_ARRAY(a, uint32_t, SEARCH_DAYS);
    TRY(load_bins(tx, a, ask, out));
    TRY(walk(tx, a, ask, &w));
    count_years(a, &w, out);
    out->total = (int64_t)w.kept.n;
    if (skip >= w.kept.n) return NULL;
    out->ranked = rq->sort == SEARCH_BY_DATE || w.seen <= SEARCH_RANKED_MOST;
    if (!out->ranked) {
        order_many(a, &w.kept, want);
    } else {
        forget_marks(&w.kept);
        if (rq->sort == SEARCH_BY_DATE)
            newest_first(a, w.kept.items, w.kept.n, want);
        else
            TRY(rank_all(tx, a, ask, &w.kept));
    }
    out->ids = w.kept.items + skip;
    out->n_ids = w.kept.n - skip < page_size(rq) ? w.kept.n - skip : page_size(rq);
    return NULL;
}
