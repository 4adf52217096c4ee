/* The index: its ids, damage, rebuilding, and the file that follows PostgreSQL. */
#include "search_desk.h"

#include "core/search_inside.h"

#include <pthread.h>
#include <stdlib.h>

/* ---- places, checks, rebuilding ---------------------------------------------------------------
 */

static void days(void **state)
{
    (void)state;
    static const char *const texts[] = {"1949-01-01", "1970-01-01", "2020-05-09", "2128-06-06"};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct date d = desk_day(texts[i]);

        assert_int_equal(search_day_date(search_day(d)).day, d.day);
    }
    assert_int_equal(search_day((struct date){-1000000}), 0);
    assert_int_equal(search_day((struct date){1000000}), SEARCH_DAYS - 1);
}

/* Old days and those before 1970 are found by date like any other. */
static void old_days(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = desk_paper("老文件", "公开");

    p.on = desk_day("1954-09-20");
    desk_publish(&d, p);
    desk_publish(&d, desk_paper("新文件", "公开"));
    struct search_request rq = desk_request(&d, S("公开"));

    rq.until = desk_day("1954-09-20");
    assert_int_equal(desk_ask(&d, rq).total, 1);
    rq.from = desk_day("1954-09-20");
    assert_int_equal(desk_ask(&d, rq).total, 1);
    rq.from = desk_day("1954-09-21");
    rq.until = DATE_NONE;
    assert_int_equal(desk_ask(&d, rq).total, 1);
    assert_int_equal(desk_ask(&d, rq).years[0].id, 2020);
    desk_sound(&d);
}

static void finds_damage(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    int64_t first = desk_publish(&d, desk_paper("第一份", "公开"));
    int64_t second = desk_publish(&d, desk_paper("第二份", "公开"));

    desk_publish(&d, desk_paper("第三份", "公开"));
    desk_sound(&d);
    bed_sql(d.bed, "DROP TRIGGER publication_changes_search; DROP TRIGGER search_doc_removed");
    bed_sql(d.bed,
            str_z(d.a, str_printf(d.a, "UPDATE publication SET column_id = %lld WHERE id = %lld",
                                  (long long)d.town.columns[9], (long long)first)));
    assert_int_equal(desk_findings(&d), 1);
    bed_sql(d.bed, str_z(d.a, str_printf(d.a, "DELETE FROM search_doc WHERE publication_id = %lld",
                                         (long long)second)));
    assert_int_equal(desk_findings(&d), 3); /* a wrong place, a missing one, a row too many */
    assert_ok(search_rebuild(d.search, d.bed->db, d.a));
    desk_sound(&d);
    assert_int_equal(desk_count(&d, "公开"), 3);
    struct search_request rq = desk_request(&d, S("公开"));

    rq.column_id = d.town.columns[9];
    assert_int_equal(desk_ask(&d, rq).total, 1);
}

/* ---- the derived index beside PostgreSQL ------------------------------------------------------
 */

static void nodes(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct desk other = d; /* a second node on the same database */
    str data = str_printf(d.a, "%s/other", d.bed->folder);

    assert_int_equal(system(str_z(d.a, str_cat(d.a, S("mkdir "), data))), 0);
    struct paper *p = desk_papers(&d, 60, 5);

    assert_int_equal(desk_count(&d, "全部"), 60);
    assert_ok(search_open(&d.bed->root, d.bed->db, desk_folder, data, &other.search));
    assert_int_equal(desk_count(&other, "全部"), 60);
    assert_ok(db_write(d.bed->db, d.a, desk_withdraw, &p[0]));
    assert_int_equal(desk_count(&other, "全部"), 59);
    assert_int_equal(desk_count(&d, "全部"), 59);
    desk_sound(&d);
    desk_sound(&other);
    assert_ok(search_rebuild(other.search, other.bed->db, d.a));
    assert_int_equal(desk_count(&other, "全部"), 59);
    desk_sound(&other);
}

/* The database is set back, or another one: the file notices and begins anew. */
static void set_back(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    (void)desk_papers(&d, 30, 5);
    assert_int_equal(desk_count(&d, "全部"), 30);
    bed_sql(d.bed, "TRUNCATE publication_place, publication_count, publication, publication_change "
                   "RESTART IDENTITY CASCADE");
    assert_int_equal(desk_count(&d, "全部"), 0);
    desk_publish(&d, desk_paper("新的", "公开"));
    assert_int_equal(desk_count(&d, "公开"), 1);
    desk_sound(&d);

    /* As many changes as before, but others. */
    bed_sql(d.bed, "TRUNCATE publication_place, publication_count, publication, publication_change "
                   "RESTART IDENTITY CASCADE");
    desk_publish(&d, desk_paper("另外", "消防"));
    assert_int_equal(desk_count(&d, "公开"), 0);
    assert_int_equal(desk_count(&d, "消防"), 1);
    desk_sound(&d);
}

static void finds_loss(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    int64_t id = desk_publish(&d, desk_paper("第一份", "公开"));

    desk_publish(&d, desk_paper("第二份", "公开"));
    assert_int_equal(desk_findings(&d), 0);
    bed_sql(d.bed,
            str_z(d.a, str_printf(d.a,
                                  "DELETE FROM publication_place WHERE publication_id = %lld; "
                                  "DELETE FROM publication WHERE id = %lld",
                                  (long long)id, (long long)id)));
    assert_int_equal(desk_findings(&d), 2);
    assert_ok(search_rebuild(d.search, d.bed->db, d.a));
    assert_int_equal(desk_findings(&d), 0);
    assert_int_equal(desk_count(&d, "公开"), 1);
}

/* Many search while others publish: what is committed is found at once, and nothing is lost. */
struct racer {
    struct desk *desk;
    pthread_t thread;
    size_t number;
    bool writes, failed;
};

static bool went_wrong(const char *what, const struct err *e)
{
    if (e) print_message("%s: %.*s (%.*s)\n", what, STR_ARG(e->message), STR_ARG(e->detail));
    return e != NULL;
}

static void *race(void *arg)
{
    enum { ROUNDS = 12 };
    struct racer *r = arg;
    struct arena a;

    arena_init(&a, (size_t)256 * 1024 * 1024);
    for (int i = 0; i < ROUNDS && !r->failed; i++) {
        str word = str_printf(&a, "竞争第%zu甲%d乙", r->number, i);
        struct paper p = desk_paper("题", "");
        struct publishing all = {&r->desk->town, &p, 1};
        struct asking k = {r->desk->search, &r->desk->town.tree, desk_request(r->desk, word), {0}};

        p.body = word;
        if (r->writes)
            r->failed |=
                went_wrong("publish", db_write(r->desk->bed->db, &a, desk_publishes, &all));
        r->failed |= went_wrong("search", db_read(r->desk->bed->db, &a, desk_asks, &k));
        r->failed |= r->writes && k.out.total != 1;
    }
    arena_release(&a);
    return NULL;
}

static void races(void **state)
{
    struct racer racers[4];
    struct desk d;

    desk_begin(state, &d);
    for (size_t i = 0; i < COUNT_OF(racers); i++) {
        racers[i] = (struct racer){.desk = &d, .number = i, .writes = i < 2};
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(racers); i++) (void)pthread_join(racers[i].thread, NULL);
    for (size_t i = 0; i < COUNT_OF(racers); i++) assert_false(racers[i].failed);
    assert_int_equal(desk_count(&d, "竞争"), 24);
    desk_sound(&d);
}

static void tidies(void **state)
{
    bool done = false;
    int steps = 0;
    struct desk d;

    desk_begin(state, &d);
    (void)desk_papers(&d, 100, 9);
    int64_t before = desk_count(&d, "公开");

    for (; !done && steps < 1000; steps++)
        assert_ok(search_tidy(d.search, d.bed->db, d.a, 5, &done));
    assert_true(done && steps > 1);
    assert_int_equal(desk_count(&d, "公开"), before);
    desk_sound(&d);
    assert_ok(search_tidy(d.search, d.bed->db, d.a, 5, &done));
    assert_true(done);
    desk_publish(&d, desk_paper("又一份", "公开"));
    assert_int_equal(desk_count(&d, "公开"), before + 1);
}

/* Every statement of search is right on its engine. */
static void statements(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    assert_ok(db_check(d.bed->db, d.a));
    if (d.search->follower) assert_ok(db_check(search_follower_db(d.search->follower), d.a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days),
        BOTH(old_days),
        ON_SQLITE(finds_damage),
        ON_PG(nodes),
        ON_PG(set_back),
        ON_PG(finds_loss),
        BOTH(races),
        BOTH(tidies),
        BOTH(statements),
    };

    return desk_run(tests, COUNT_OF(tests), "search_index");
}
