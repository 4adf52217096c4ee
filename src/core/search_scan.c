/*
 * The walk through the hits of a search. One pass over the ids gives the total, every facet and the
 * newest hits; a second one scores them where they are few.
 */
#include "core/search_inside.h"

#include "base/vec.h"

#include <stdlib.h>

enum {
    HEAD_MOST = 5000, /* hits in titles and numbers that are put before the others */
    TITLES_READ =
        300, /* titles that are compared with the words, to find those that are the words */
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

/* ---- the range of ids, and the bins -----------------------------------------------------------
 */

struct range {
    struct site_scope site;
    int64_t least, most;
};

static struct range range_of(const struct search_request *rq)
{
    int64_t one_day = (int64_t)1 << SEARCH_DAY_SHIFT;
    struct range r = {.site = rq->site, .most = ((int64_t)1 << SEARCH_SITE_SHIFT) - 1};

    if (!date_is_none(rq->from)) r.least = search_day(rq->from) * one_day;
    if (!date_is_none(rq->until)) r.most = (search_day(rq->until) + 1) * one_day - 1;
    return r;
}

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

/* NULL: not a bin of this snapshot, which cannot be. */
static struct search_bin *bin_at(const struct search_scan *s, int64_t id)
{
    int64_t no = search_bin_of(id);

    return no < (int64_t)s->n_bins ? &s->bins[no] : NULL;
}

static bool passes(const struct search_scan *s, int64_t id)
{
    const struct search_bin *b = bin_at(s, id);

    return b && b->passes == SEARCH_PASS_ALL;
}

/* ---- the first walk ---------------------------------------------------------------------------
 */

struct walk {
    struct search_scan *scan;
    struct ids kept;     /* the newest that pass */
    size_t keep;         /* how many of them at most */
    int64_t seen;        /* hits, whether they pass or not */
    int64_t year_begins; /* ids below are of an earlier year */
    struct {
        struct search_year *items;
        size_t n, room;
    } years;
};

static void begin_year(struct walk *w, int64_t id)
{
    struct date_parts p = date_parts(search_day_date(id));
    struct date first;
    int64_t site = id >> SEARCH_SITE_SHIFT << SEARCH_SITE_SHIFT;

    *vec_push(w->kept.arena, &w->years) = (struct search_year){.year = p.year};
    w->year_begins =
        date_make(p.year, 1, 1, &first) ? site | search_day(first) << SEARCH_DAY_SHIFT : site;
}

static struct err *walk_on(const struct search_ids_row *row, struct arena *a, void *arg)
{
    struct walk *w = arg;
    struct search_bin *b = bin_at(w->scan, row->id);

    if (!b) return ERR(a, DB, "全文检索索引与数据库不一致");
    w->seen++;
    b->n++;
    if (b->passes != SEARCH_PASS_ALL) return NULL;
    if (row->id < w->year_begins) begin_year(w, row->id);
    w->years.items[w->years.n - 1].n++;
    w->scan->total++;
    if (w->kept.n < w->keep) ids_add(&w->kept, row->id);
    return NULL;
}

/* ---- ranking one by one -----------------------------------------------------------------------
 */

struct candidate {
    int64_t id;
    int64_t score;
    enum rank rank;
};

/* Candidates stand in the order of ids, descending, as the statements give them. */
struct ranking {
    const struct search_ask *ask;
    struct candidate *items;
    size_t n;
    size_t at;  /* of the statement that is running */
    str wanted; /* a title that is exactly this */
};

/* The candidate of a row; NULL when it was filtered out. */
static struct candidate *candidate_at(struct ranking *r, int64_t id)
{
    while (r->at < r->n && r->items[r->at].id > id) r->at++;
    return r->at < r->n && r->items[r->at].id == id ? &r->items[r->at] : NULL;
}

static struct err *set_score(const struct search_scores_row *row, struct arena *a, void *arg)
{
    struct ranking *r = arg;
    struct candidate *c = candidate_at(r, row->id);

    (void)a;
    if (!c) return NULL;
    int64_t age = search_day_date(r->items[0].id).day - search_day_date(row->id).day;

    c->score = row->score * HALF_LIFE_DAYS / (HALF_LIFE_DAYS + age);
    return NULL;
}

/* A title that has little besides the words is the better one. */
static struct err *set_title(const struct search_titles_row *row, struct arena *a, void *arg)
{
    struct ranking *r = arg;
    struct candidate *c = candidate_at(r, row->id);

    if (!c) return NULL;
    str title = terms_fold(r->ask->search->folder, a, row->title);

    if (str_eq(title, r->wanted)) c->rank = RANK_EXACT;
    if (title.n) c->score += c->score * (int64_t)r->wanted.n / (int64_t)title.n;
    return NULL;
}

static int by_rank(const void *x, const void *y)
{
    const struct candidate *a = x;
    const struct candidate *b = y;

    if (a->rank != b->rank) return a->rank > b->rank ? -1 : 1;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->id > b->id ? -1 : a->id < b->id;
}

static struct err *collect(const struct search_ids_row *row, struct arena *a, void *arg)
{
    (void)a;
    ids_add(arg, row->id);
    return NULL;
}

static str in_fields(struct arena *a, const char *fields, str match)
{
    return str_printf(a, "{%s} : (%.*s)", fields, STR_ARG(match));
}

/* Gives a rank to the candidates that have the words in `fields`; *found: how many rows do. */
static struct err *raise_to(struct db_tx *tx, struct arena *a, struct ranking *r,
                            const struct range *range, const char *fields, enum rank rank,
                            size_t *found)
{
    struct ids ids = {.arena = a};
    str match = in_fields(a, fields, r->ask->query->match);

    TRY(search_ids(tx, a, range->site, match, range->least, range->most, collect, &ids));
    r->at = 0;
    for (size_t i = 0; i < ids.n; i++) {
        struct candidate *c = candidate_at(r, ids.items[i]);

        if (c) c->rank = rank;
    }
    *found = ids.n;
    return NULL;
}

static struct err *rank_all(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                            const struct range *range, struct ids *ids)
{
    const struct terms_query *q = ask->query;
    struct ranking r = {.ask = ask, .n = ids->n, .wanted = str_join(a, q->words, q->n, S(" "))};
    size_t found;

    r.items = ARENA_ARRAY(a, struct candidate, r.n);
    for (size_t i = 0; i < r.n; i++) r.items[i].id = ids->items[i];
    TRY(search_scores(tx, a, range->site, q->match, range->least, range->most, set_score, &r));
    TRY(raise_to(tx, a, &r, range, "document_no index_no", RANK_NUMBER, &found));
    TRY(raise_to(tx, a, &r, range, "title", RANK_TITLE, &found));
    r.at = 0;
    if (found && found <= TITLES_READ)
        TRY(search_titles(tx, a, range->site, in_fields(a, "title", q->match), range->least,
                          range->most, set_title, &r));
    qsort(r.items, r.n, sizeof *r.items, by_rank);
    for (size_t i = 0; i < r.n; i++) ids->items[i] = r.items[i].id;
    return NULL;
}

/* ---- many hits: those in titles and numbers, then the rest ------------------------------------
 */

struct head {
    const struct search_scan *scan;
    struct ids ids;
};

static struct err *collect_passing(const struct search_ids_row *row, struct arena *a, void *arg)
{
    struct head *h = arg;

    (void)a;
    if (h->ids.n <= HEAD_MOST && passes(h->scan, row->id)) ids_add(&h->ids, row->id);
    return NULL;
}

/* `ids` are the newest; puts the head before them. They are enough for the page: see keep_of. */
static struct err *put_head_first(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                                  const struct search_scan *scan, const struct range *range,
                                  struct ids *ids)
{
    struct head h = {.scan = scan, .ids = {.arena = a}};
    struct ids all = {.arena = a};
    str match = in_fields(a, "title document_no index_no", ask->query->match);

    TRY(search_ids(tx, a, range->site, match, range->least, range->most, collect_passing, &h));
    if (h.ids.n > HEAD_MOST) return NULL; /* nearly all titles have them: then date says more */
    for (size_t i = 0; i < h.ids.n; i++) ids_add(&all, h.ids.items[i]);
    for (size_t i = 0, k = 0; i < ids->n; i++) {
        while (k < h.ids.n && h.ids.items[k] > ids->items[i]) k++;
        if (k == h.ids.n || h.ids.items[k] != ids->items[i]) ids_add(&all, ids->items[i]);
    }
    *ids = all;
    return NULL;
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

/* As many of the newest as any order needs to fill the page. */
static size_t keep_of(const struct search_request *rq)
{
    size_t page = page_skip(rq) + page_size(rq);

    return rq->sort == SEARCH_BY_DATE              ? page
           : page + HEAD_MOST > SEARCH_RANKED_MOST ? page + HEAD_MOST
                                                   : SEARCH_RANKED_MOST;
}

struct err *search_scan(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                        struct search_scan *out)
{
    const struct search_request *rq = ask->rq;
    struct range range = range_of(rq);
    struct walk w = {
        .scan = out, .kept = {.arena = a}, .keep = keep_of(rq), .year_begins = INT64_MAX};
    size_t skip = page_skip(rq);

    *out = (struct search_scan){.ranked = true};
    TRY(load_bins(tx, a, ask, out));
    TRY(search_ids(tx, a, range.site, ask->query->match, range.least, range.most, walk_on, &w));
    out->years = w.years.items;
    out->n_years = w.years.n;
    if (rq->sort == SEARCH_BY_RELEVANCE && skip < (size_t)out->total) {
        out->ranked = w.seen <= SEARCH_RANKED_MOST;
        if (out->ranked)
            TRY(rank_all(tx, a, ask, &range, &w.kept));
        else
            TRY(put_head_first(tx, a, ask, out, &range, &w.kept));
    }
    if (skip >= w.kept.n) return NULL;
    out->ids = w.kept.items + skip;
    out->n_ids = w.kept.n - skip < page_size(rq) ? w.kept.n - skip : page_size(rq);
    return NULL;
}
