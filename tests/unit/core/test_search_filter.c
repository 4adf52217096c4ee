/* Filters, facets, pages and order of search, on both engines. */
#include "search_desk.h"

#include "core/search_inside.h"

/* ---- filters, facets, pages -------------------------------------------------------------------
 */

enum { MANY = 300 };

static bool below(const struct town *t, int64_t column, int64_t chosen)
{
    const struct site_column *c = columns_by_id(&t->tree, column);

    while (c && c->id != chosen) c = columns_parent(&t->tree, c);
    return c != NULL;
}

/* The total, counted by looking at every paper. */
static int64_t plain_total(struct desk *d, const struct paper *p, size_t n,
                           const struct search_request *rq)
{
    struct terms_query q;
    int64_t total = 0;

    assert_ok(terms_query(desk_folder, d->a, rq->words, &q));
    for (size_t i = 0; i < n; i++) {
        str text = str_printf(d->a, "%.*s\n%.*s", STR_ARG(p[i].title), STR_ARG(p[i].body));

        if (rq->column_id && !below(&d->town, d->town.columns[p[i].column], rq->column_id))
            continue;
        if (rq->organ_id && d->town.organs[p[i].organ] != rq->organ_id) continue;
        if (rq->kind.n && !str_eq(rq->kind, p[i].kind)) continue;
        if (!date_is_none(rq->from) && p[i].on.day < rq->from.day) continue;
        if (!date_is_none(rq->until) && p[i].on.day > rq->until.day) continue;
        total += terms_matches(desk_folder, d->a, text, &q);
    }
    return total;
}

static struct search_request random_filters(const struct desk *d, uint64_t *seed)
{
    static const char *const words[] = {"全部", "公开", "许可", "公开 消防", "份", "没有"};
    static const char *const kinds[] = {"policy", "notice", "other"};
    struct search_request rq = desk_request(d, str_of(words[town_random(seed, COUNT_OF(words))]));

    if (town_random(seed, 2)) rq.column_id = d->town.columns[town_random(seed, TOWN_COLUMNS)];
    if (!town_random(seed, 3)) rq.organ_id = d->town.organs[town_random(seed, TOWN_ORGANS)];
    if (!town_random(seed, 3)) rq.kind = str_of(kinds[town_random(seed, COUNT_OF(kinds))]);
    if (!town_random(seed, 3))
        rq.from = (struct date){desk_day("2016-01-01").day + (int32_t)town_random(seed, 900)};
    if (!town_random(seed, 3))
        rq.until = (struct date){desk_day("2018-01-01").day + (int32_t)town_random(seed, 900)};
    if (town_random(seed, 2)) rq.sort = SEARCH_BY_DATE;
    return rq;
}

/* Each number says how many there are when its value is chosen. */
static void assert_facets(struct desk *d, const struct paper *p, size_t n,
                          const struct search_request *rq, const struct search_result *r)
{
    int64_t years = 0;

    for (size_t i = 0; i < r->n_columns; i++) {
        struct search_request with = *rq;

        with.column_id = r->columns[i].id;
        assert_int_equal(r->columns[i].n, plain_total(d, p, n, &with));
        assert_true(r->columns[i].label.n > 0);
    }
    for (size_t i = 0; i < r->n_organs; i++) {
        struct search_request with = *rq;

        with.organ_id = r->organs[i].id;
        assert_int_equal(r->organs[i].n, plain_total(d, p, n, &with));
        assert_true(r->organs[i].label.n > 0);
    }
    for (size_t i = 0; i < r->n_kinds; i++) {
        struct search_request with = *rq;

        with.kind = r->kinds[i].key;
        assert_int_equal(r->kinds[i].n, plain_total(d, p, n, &with));
    }
    for (size_t i = 0; i < r->n_years; i++) {
        struct search_request with = *rq;
        struct date first, last;

        assert_true(date_make((int)r->years[i].id, 1, 1, &first));
        assert_true(date_make((int)r->years[i].id, 12, 31, &last));
        if (date_is_none(rq->from) || first.day > rq->from.day) with.from = first;
        if (date_is_none(rq->until) || last.day < rq->until.day) with.until = last;
        assert_int_equal(r->years[i].n, plain_total(d, p, n, &with));
        years += r->years[i].n;
    }
    assert_int_equal(years, r->total);
}

static void filters(void **state)
{
    uint64_t seed = 7;
    int64_t found = 0;
    struct desk d;

    desk_begin(state, &d);
    struct paper *p = desk_papers(&d, MANY, 42);

    for (int round = 0; round < 150; round++) {
        struct search_request rq = random_filters(&d, &seed);
        struct search_result r = desk_ask(&d, rq);

        assert_int_equal(r.total, plain_total(&d, p, MANY, &rq));
        assert_true(r.n == (size_t)(r.total < 20 ? r.total : 20));
        assert_facets(&d, p, MANY, &rq, &r);
        found += r.total;
    }
    assert_true(found > 1000); /* the test looked at something */

    /* Every column of the first level, and those below the chosen one. */
    struct search_request rq = desk_request(&d, S("全部"));

    assert_int_equal(desk_ask(&d, rq).n_columns, 4);
    rq.column_id = d.town.columns[0];
    assert_int_equal(desk_ask(&d, rq).n_columns, 4 + 3);
    rq.column_id = d.town.columns[4];
    assert_int_equal(desk_ask(&d, rq).n_columns, 4 + 3 + 1);
    rq.facets = false;
    struct search_result bare = desk_ask(&d, rq);

    assert_int_equal(bare.n_columns + bare.n_organs + bare.n_kinds + bare.n_years, 0);
    rq.from = desk_day("2020-01-02"); /* the span is empty */
    rq.until = desk_day("2020-01-01");
    assert_int_equal(desk_ask(&d, rq).total, 0);
    desk_sound(&d);
}

/* All pages together are all hits, each once. */
static void assert_pages(struct desk *d, struct search_request rq)
{
    struct search_result all = desk_ask(d, rq);
    int64_t seen = 0;
    int64_t before = INT64_MAX;
    int64_t *ids = ARENA_ARRAY(d->a, int64_t, (size_t)all.total + 1);

    for (rq.page = 1; seen < all.total; rq.page++) {
        struct search_result r = desk_ask(d, rq);

        assert_int_equal(r.total, all.total);
        assert_true(r.n > 0);
        for (size_t i = 0; i < r.n; i++) {
            for (int64_t k = 0; k < seen; k++) assert_int_not_equal(ids[k], r.hits[i].id);
            ids[seen++] = r.hits[i].id;
            if (rq.sort == SEARCH_BY_DATE) {
                int64_t on = date_of_ms(r.hits[i].published_ms).day;

                assert_true(on <= before);
                before = on;
            }
        }
    }
    assert_int_equal(seen, all.total);
    assert_int_equal(desk_ask(d, rq).n, 0); /* beyond the last page */
}

static void pages(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    (void)desk_papers(&d, MANY, 11);
    struct search_request rq = desk_request(&d, S("公开"));

    rq.facets = false;
    rq.size = 7;
    assert_pages(&d, rq);
    rq.sort = SEARCH_BY_DATE;
    assert_pages(&d, rq);
    rq.column_id = d.town.columns[0];
    assert_pages(&d, rq);
    rq.size = 100000; /* no more than SEARCH_PAGE_MAX */
    rq.words = S("全部");
    rq.column_id = 0;
    rq.page = 1;
    assert_int_equal(desk_ask(&d, rq).n, SEARCH_PAGE_MAX);
    rq.page = -5; /* the first */
    assert_int_equal(desk_ask(&d, rq).n, SEARCH_PAGE_MAX);
    rq.page = INT64_MAX;
    assert_int_equal(desk_ask(&d, rq).n, 0);
}

/* ---- order ------------------------------------------------------------------------------------
 */

static void ranks(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper text = desk_paper("其他文件", "消防条例、消防条例、消防条例，消防条例");
    struct paper number = desk_paper("又一份文件", "没有关系");
    struct paper contains = desk_paper("关于贯彻消防条例有关事项的通知", "内容");
    struct paper exact = desk_paper("《消防条例》", "内容");
    struct paper old = desk_paper("关于贯彻消防条例有关事项的通知", "内容");

    text.on = desk_day("2024-01-01");
    number.document_no = S("消防条例〔2020〕1号");
    old.on = exact.on = desk_day("2001-01-01");
    const int64_t want[] = {desk_publish(&d, exact), desk_publish(&d, contains),
                            desk_publish(&d, old), desk_publish(&d, number),
                            desk_publish(&d, text)};
    struct search_result r = desk_ask(&d, desk_request(&d, S("消防条例")));

    assert_int_equal(r.n, COUNT_OF(want));
    assert_true(r.ranked);
    for (size_t i = 0; i < COUNT_OF(want); i++) assert_int_equal(r.hits[i].id, want[i]);
}

/* Among equals the newer comes first, and among those of a day the one that says it more often. */
static void ranks_age(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper old = desk_paper("文件", "消防，消防，消防；道路，桥梁");
    struct paper new = desk_paper("文件", "消防，电力，供水；道路，桥梁");
    struct paper more = desk_paper("文件", "消防，消防，消防；道路，桥梁");

    old.on = desk_day("1960-01-01");
    const int64_t want[] = {desk_publish(&d, more), desk_publish(&d, new), desk_publish(&d, old)};

    for (int i = 0; i < 5; i++) desk_publish(&d, desk_paper("文件", "没有关系的文字，道路，桥梁"));
    struct search_result r = desk_ask(&d, desk_request(&d, S("消防")));

    assert_int_equal(r.n, COUNT_OF(want));
    for (size_t i = 0; i < COUNT_OF(want); i++) assert_int_equal(r.hits[i].id, want[i]);
}

/* As many hits as are ranked at all. */
static void ranks_more(void **state)
{
    enum { SOME = SEARCH_RANKED_MOST - 3 };
    struct desk d;

    desk_begin(state, &d);
    struct paper contains = desk_paper("关于贯彻公开条例有关事项的通知", "内容");
    struct paper exact = desk_paper("《公开条例》", "内容");
    struct paper number = desk_paper("又一份文件", "没有关系");

    number.document_no = S("公开条例〔2020〕1号");
    exact.on = desk_day("2001-01-01");
    const int64_t want[] = {desk_publish(&d, exact), desk_publish(&d, contains),
                            desk_publish(&d, number)};
    struct paper *p = ARENA_ARRAY(d.a, struct paper, SOME);

    for (size_t i = 0; i < SOME; i++) p[i] = desk_paper("文件", "公开条例、公开条例、公开条例");
    desk_publish_all(&d, &d.town, p, SOME);
    struct search_result r = desk_ask(&d, desk_request(&d, S("公开条例")));

    assert_int_equal(r.total, SOME + 3);
    assert_true(r.ranked);
    for (size_t i = 0; i < COUNT_OF(want); i++) assert_int_equal(r.hits[i].id, want[i]);
}

/* So many hits that they are not ranked: titles and numbers first, then by date. */
static void many_hits(void **state)
{
    enum { N = SEARCH_RANKED_MOST + 200 };
    struct desk d;

    desk_begin(state, &d);
    struct paper *p = ARENA_ARRAY(d.a, struct paper, N);

    for (size_t i = 0; i < N; i++) {
        p[i] = desk_paper(i % 600 == 5 ? "公开指南" : "文件", i % 2 ? "公开，工作" : "公开");
        p[i].on.day += (int32_t)(i % 1000);
        p[i].column = i % TOWN_COLUMNS;
    }
    desk_publish_all(&d, &d.town, p, N);
    struct search_request rq = desk_request(&d, S("公开"));
    struct search_result r = desk_ask(&d, rq);
    size_t heads = (N - 5 + 599) / 600;

    assert_int_equal(r.total, N);
    assert_false(r.ranked);
    for (size_t i = 0; i + 1 < r.n; i++) {
        if (i + 1 == heads) continue;
        assert_true(r.hits[i].published_ms >= r.hits[i + 1].published_ms);
    }
    for (size_t i = 0; i < r.n; i++)
        assert_int_equal(r.hits[i].n_title && r.hits[i].title[0].hit, i < heads);
    int64_t sum = 0;

    for (size_t i = 0; i < r.n_kinds; i++) sum += r.kinds[i].n;
    assert_int_equal(sum, N);
    rq.size = 100;
    rq.facets = false;
    rq.column_id = d.town.columns[0];
    assert_pages(&d, rq);
    rq.words = S("工作");
    assert_true(desk_ask(&d, rq).ranked);
    desk_sound(&d);
}

/* The same with several words: a title has to hold all of them. */
static void many_hits_of_several(void **state)
{
    enum { N = SEARCH_RANKED_MOST + 100, EVERY = 100 };
    struct desk d;

    desk_begin(state, &d);
    struct paper *p = ARENA_ARRAY(d.a, struct paper, N);

    for (size_t i = 0; i < N; i++) {
        p[i] = desk_paper(i % EVERY == 1 ? "消防许可办法"
                          : i % 2        ? "消防"
                                         : "许可",
                          "消防的许可，许可的消防");
        p[i].on.day += (int32_t)i;
    }
    desk_publish_all(&d, &d.town, p, N);
    struct search_result r = desk_ask(&d, desk_request(&d, S("许可 消防")));

    assert_int_equal(r.total, N);
    assert_false(r.ranked);
    for (size_t i = 0; i < r.n; i++) assert_int_equal(r.hits[i].n_title == 2, i < N / EVERY);
    for (size_t i = 0; i + 1 < r.n; i++)
        if (i + 1 != N / EVERY) assert_true(r.hits[i].published_ms > r.hits[i + 1].published_ms);
}

/* What is published and withdrawn, or published twice, in one transaction. */
static struct err *publish_to_and_fro(struct db_tx *tx, struct arena *a, void *arg)
{
    struct publishing *k = arg;
    int64_t id;

    TRY(town_publish(tx, a, k->town, &k->papers[0], &id));
    TRY(publication_withdraw(tx, a, k->town->scope, id, S("误发"), 0));
    TRY(town_publish(tx, a, k->town, &k->papers[1], &id));
    TRY(search_put(tx, a, k->town->scope.site, id));
    return search_put(tx, a, k->town->scope.site, id);
}

static void indexes_what_is_left(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p[] = {desk_paper("先发后撤", "消防"), desk_paper("留下的", "消防")};
    struct publishing k = {&d.town, p, COUNT_OF(p)};

    p[0].index_no = S("1");
    p[1].index_no = S("2");
    assert_ok(db_write(d.bed->db, d.a, publish_to_and_fro, &k));
    assert_int_equal(desk_count(&d, "消防"), 1);
    assert_int_equal(desk_count(&d, "先发"), 0);
    desk_sound(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(filters),
        BOTH(pages),
        BOTH(ranks),
        BOTH(ranks_age),
        BOTH(ranks_more),
        ON_SQLITE(many_hits),
        ON_SQLITE(many_hits_of_several),
        BOTH(indexes_what_is_left),
    };

    return desk_run(tests, COUNT_OF(tests), "search_filter");
}
