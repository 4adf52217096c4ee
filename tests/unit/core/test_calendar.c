/* The calendar: the law's vectors, every day of the loaded years against a plain walk, properties.
 */
#include "unit.h"

#include "core/calendar.h"

static struct date day(const char *text)
{
    struct date d = {0};

    if (!date_parse(str_of(text), &d)) fail_msg("no date: %s", text);
    return d;
}

#define assert_day(a, got, want) assert_str(date_str((a), (got)), str_of(want))

/* ---- what the notices say, written a second time: days off on weekdays, weekends worked ---- */

static const struct {
    int year, workdays;
    const char *closed, *work;
} YEARS[] = {
    {2019, 250,
     "01-01 02-04 02-05 02-06 02-07 02-08 04-05 05-01 05-02 05-03 06-07 09-13 10-01 10-02 10-03 "
     "10-04 10-07",
     "02-02 02-03 04-28 05-05 09-29 10-12"},
    {2020, 249,
     "01-01 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-01 05-04 05-05 06-25 06-26 10-01 10-02 "
     "10-05 10-06 10-07 10-08",
     "01-19 04-26 05-09 06-28 09-27 10-10"},
    {2021, 250,
     "01-01 02-11 02-12 02-15 02-16 02-17 04-05 05-03 05-04 05-05 06-14 09-20 09-21 10-01 10-04 "
     "10-05 10-06 10-07",
     "02-07 02-20 04-25 05-08 09-18 09-26 10-09"},
    {2022, 249,
     "01-03 01-31 02-01 02-02 02-03 02-04 04-04 04-05 05-02 05-03 05-04 06-03 09-12 10-03 10-04 "
     "10-05 10-06 10-07",
     "01-29 01-30 04-02 04-24 05-07 10-08 10-09"},
    {2023, 249,
     "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 10-03 "
     "10-04 10-05 10-06",
     "01-28 01-29 04-23 05-06 06-25 10-07 10-08"},
    {2024, 251,
     "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 10-01 "
     "10-02 10-03 10-04 10-07",
     "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"},
    {2025, 248,
     "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 "
     "10-06 10-07 10-08",
     "01-26 02-08 04-27 09-28 10-11"},
    {2026, 248,
     "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 "
     "10-02 10-05 10-06 10-07",
     "01-04 02-14 02-28 05-09 09-20 10-10"},
};

static bool is_listed(struct arena *a, const char *list, struct date d)
{
    return str_find(str_of(list), str_from(date_str(a, d), 5), 0) != STR_NONE;
}

static void test_every_day_is_as_the_notices_say(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);

    for (size_t i = 0; i < COUNT_OF(YEARS); i++) {
        int workdays = 0;
        struct date d = {0};

        assert_true(date_make(YEARS[i].year, 1, 1, &d));
        for (; date_parts(d).year == YEARS[i].year; d.day++) {
            bool weekend = date_weekday(d) == 0 || date_weekday(d) == 6;
            bool closed = is_listed(a, YEARS[i].closed, d);
            bool work = is_listed(a, YEARS[i].work, d);
            struct calendar_day k = calendar_kind(cal, d);

            assert_false(closed && weekend);
            assert_false(work && !weekend);
            if (calendar_is_workday(cal, d) != (work || (!weekend && !closed)))
                fail_msg("%.*s", STR_ARG(date_str(a, d)));
            assert_true(k.known);
            if (work) assert_int_equal(k.kind, CALENDAR_MAKEUP);
            if (closed) assert_int_equal(k.kind, CALENDAR_HOLIDAY);
            if (work || closed) assert_true(k.name.n > 0);
            if (!weekend && !closed) assert_int_equal(k.kind, CALENDAR_WORKDAY);
            workdays += calendar_is_workday(cal, d);
        }
        assert_int_equal(workdays, YEARS[i].workdays);
    }
}

static void test_kinds_have_their_names(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    struct calendar_day k = calendar_kind(cal, day("2020-02-01")); /* a Saturday of the extension */

    assert_int_equal(k.kind, CALENDAR_HOLIDAY);
    assert_str(k.name, S("春节"));
    k = calendar_kind(cal, day("2020-05-09"));
    assert_int_equal(k.kind, CALENDAR_MAKEUP);
    assert_str(calendar_kind_text(a, k.kind, k.name), S("劳动节调休上班"));
    assert_int_equal(calendar_kind(cal, day("2020-05-10")).kind, CALENDAR_WEEKEND);
    assert_int_equal(calendar_kind(cal, day("2020-05-11")).kind, CALENDAR_WORKDAY);
    /* the three days that another table has wrong */
    assert_false(calendar_is_workday(cal, day("2020-01-31")));
    assert_false(calendar_is_workday(cal, day("2020-02-01")));
    assert_true(calendar_is_workday(cal, day("2023-01-03")));
    /* the notice of 2019 reaches back into 2018, but not further */
    assert_true(calendar_is_workday(cal, day("2018-12-29")));
    assert_false(calendar_is_workday(cal, day("2018-12-31")));
    assert_true(calendar_kind(cal, day("2018-12-29")).known);
    assert_false(calendar_kind(cal, day("2018-12-28")).known);
    assert_false(calendar_kind(cal, day("2027-01-01")).known);
}

static void test_vectors(void **state)
{
    static const struct {
        const char *from;
        int n;
        const char *due;
    } vectors[] = {
        {"2019-05-15", 20, "2019-06-13"}, {"2020-01-20", 20, "2020-02-25"},
        {"2020-01-23", 7, "2020-02-11"},  {"2020-04-24", 5, "2020-04-30"},
        {"2020-04-29", 20, "2020-05-29"}, {"2020-09-18", 20, "2020-10-22"},
        {"2020-09-30", 15, "2020-10-28"}, {"2020-12-31", 20, "2021-01-29"},
        {"2021-02-05", 20, "2021-03-10"}, {"2022-09-30", 20, "2022-11-02"},
        {"2023-09-28", 20, "2023-11-01"}, {"2024-09-13", 20, "2024-10-17"},
        {"2025-09-30", 20, "2025-11-04"}, {"2026-02-13", 20, "2026-03-19"},
        {"2026-09-18", 20, "2026-10-22"}, {"2026-12-01", 20, "2026-12-29"},
        {"2018-12-28", 2, "2019-01-02"}, /* make-up Saturday, then the New Year */
    };
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);

    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct calendar_due d = calendar_add_workdays(cal, day(vectors[i].from), vectors[i].n);

        assert_day(a, d.due, vectors[i].due);
        assert_false(d.provisional);
        assert_int_equal(d.unknown_year, 0);
    }
}

/* ---- every start, every length ---- */

/* The same by walking, one day after the other. */
static struct date walk(const struct calendar *cal, struct date from, int n)
{
    int step = n < 0 ? -1 : 1;
    struct date d = from;

    if (n == 0)
        while (!calendar_is_workday(cal, d)) d.day++;
    for (int left = n * step; left > 0;) {
        d.day += step;
        left -= calendar_is_workday(cal, d);
    }
    return d;
}

static void test_equals_a_walk_from_every_day(void **state)
{
    const struct calendar *cal = calendar_standard(*state);
    struct date last = day("2026-12-31");

    for (struct date from = day("2018-12-01"); from.day <= last.day; from.day++) {
        struct date forth = from;
        struct date back = from;

        assert_int_equal(calendar_add_workdays(cal, from, 0).due.day, walk(cal, from, 0).day);
        for (int n = 1; n <= 60; n++) {
            forth = walk(cal, forth, 1);
            back = walk(cal, back, -1);
            struct calendar_due d = calendar_add_workdays(cal, from, n);

            if (d.due.day != forth.day) fail_msg("from %d + %d", from.day, n);
            if (calendar_add_workdays(cal, from, -n).due.day != back.day)
                fail_msg("from %d - %d", from.day, n);
            assert_int_equal(calendar_workdays_between(cal, from, d.due), n);
            assert_int_equal(calendar_workdays_between(cal, d.due, from), -n);
            assert_true(d.provisional ==
                        (date_parts(d.due).year > 2026 || from.day + 1 < day("2018-12-29").day));
        }
    }
}

static void test_far_lengths_and_ends_of_the_range(void **state)
{
    static const char *const starts[] = {"1900-01-01", "1999-12-31", "2020-02-29", "2199-12-31"};
    static const int lengths[] = {-9999, -250, -1, 0, 1, 261, 5000, CALENDAR_ADD_MOST};
    const struct calendar *cal = calendar_standard(*state);

    for (size_t i = 0; i < COUNT_OF(starts); i++)
        for (size_t k = 0; k < COUNT_OF(lengths); k++) {
            struct date from = day(starts[i]);

            assert_int_equal(calendar_add_workdays(cal, from, lengths[k]).due.day,
                             walk(cal, from, lengths[k]).day);
        }
}

static void test_due_is_a_workday_and_monotone(void **state)
{
    const struct calendar *cal = calendar_standard(*state);

    for (int n = -30; n <= 30; n++) {
        int32_t before = INT32_MIN;

        for (struct date from = day("2018-06-01"); from.day <= day("2028-06-01").day; from.day++) {
            struct date due = calendar_add_workdays(cal, from, n).due;

            assert_true(calendar_is_workday(cal, due));
            assert_true(due.day >= before);
            before = due.day;
        }
    }
}

static void test_between_counts_both_ways(void **state)
{
    const struct calendar *cal = calendar_standard(*state);

    assert_int_equal(calendar_workdays_between(cal, day("2020-04-30"), day("2020-05-06")), 1);
    assert_int_equal(calendar_workdays_between(cal, day("2020-05-06"), day("2020-05-06")), 0);
    assert_int_equal(calendar_workdays_between(cal, day("2020-05-06"), day("2020-04-30")), -1);
    assert_int_equal(calendar_workdays_between(cal, day("2020-05-08"), day("2020-05-09")), 1);
    assert_int_equal(calendar_next_workday(cal, day("2020-05-01")).day, day("2020-05-06").day);
    assert_int_equal(calendar_next_workday(cal, day("2020-05-09")).day, day("2020-05-09").day);
}

/* ---- years not loaded ---- */

static void test_unknown_year_is_provisional(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    struct calendar_due d = calendar_add_workdays(cal, day("2026-12-30"), 1);

    assert_day(a, d.due, "2026-12-31");
    assert_false(d.provisional);
    d = calendar_add_workdays(cal, day("2026-12-30"), 2); /* 1 January 2027 is a Friday */
    assert_day(a, d.due, "2027-01-01");
    assert_true(d.provisional);
    assert_int_equal(d.unknown_year, 2027);
    d = calendar_add_workdays(cal, day("2026-12-30"), 600);
    assert_int_equal(d.unknown_year, 2027);
    d = calendar_add_workdays(cal, day("2019-01-02"),
                              -5); /* 2018-12-29 is known, the 28th is not */
    assert_day(a, d.due, "2018-12-25");
    assert_int_equal(d.unknown_year, 2018);
    d = calendar_add_workdays(cal, day("2019-01-02"), -1);
    assert_day(a, d.due, "2018-12-29");
    assert_false(d.provisional);
    d = calendar_add_workdays(cal, day("2031-05-01"), 0);
    assert_int_equal(d.unknown_year, 2031);
    /* only the days between are asked: both ends known, the year between not */
    size_t n;
    const struct calendar_year *years = calendar_built_in(a, &n);
    struct calendar_year two[] = {years[0], years[2]};
    const struct calendar *gap = calendar_make(a, two, 2);

    d = calendar_add_workdays(gap, day("2019-12-01"), 300);
    assert_int_equal(date_parts(d.due).year, 2021);
    assert_int_equal(d.unknown_year, 2020);
    assert_int_equal(calendar_unknown_between(cal, day("2026-12-31"), day("2026-12-31")), 0);
    assert_int_equal(calendar_unknown_between(cal, day("2026-12-31"), day("2027-01-01")), 2027);
}

static void test_loading_a_year_makes_it_certain(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    struct calendar_year y;

    assert_ok(calendar_year_parse(a, 2027, 1, S("一个假设的通知"),
                                  S("2026-12-27 班 元旦\n"
                                    "2027-01-01..2027-01-03 休 元旦\n"
                                    "2027-02-05..2027-02-11 休 春节\n"
                                    "2027-10-01..2027-10-07 休 国庆节\n"),
                                  &y));
    const struct calendar *next = calendar_with(a, cal, &y);
    struct calendar_due d = calendar_add_workdays(next, day("2026-12-30"), 2);
    size_t n;

    assert_day(a, d.due, "2027-01-04");
    assert_false(d.provisional);
    assert_true(calendar_is_workday(next, day("2026-12-27"))); /* reaches back */
    /* the old calendar is as it was */
    assert_false(calendar_is_workday(cal, day("2026-12-27")));
    assert_true(calendar_add_workdays(cal, day("2026-12-30"), 2).provisional);
    assert_int_equal(calendar_years(next, &n)[8].year, 2027);
    assert_int_equal(n, 9);
}

static void test_amended_year_replaces(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    size_t n;
    struct calendar_year first;

    /* 2020 as first announced, before the Spring Festival was made longer; less the rest */
    assert_ok(calendar_year_parse(a, 2020, 1, S("国办发明电〔2019〕16号"),
                                  S("2020-01-01 休 元旦\n2020-01-19 班 春节\n"
                                    "2020-01-24..2020-01-30 休 春节\n2020-02-01 班 春节\n"
                                    "2020-05-01..2020-05-05 休 劳动节\n"
                                    "2020-10-01..2020-10-08 休 国庆节、中秋节\n"),
                                  &first));
    const struct calendar *before = calendar_with(a, cal, &first);

    calendar_years(before, &n);
    assert_int_equal(n, COUNT_OF(YEARS));
    assert_day(a, calendar_add_workdays(before, day("2020-01-23"), 1).due, "2020-01-31");
    assert_day(a, calendar_add_workdays(before, day("2020-01-23"), 2).due, "2020-02-01");
    assert_day(a, calendar_add_workdays(cal, day("2020-01-23"), 1).due, "2020-02-03");
}

/* Calls of two calendars in turn give what each gives alone. */
static void test_two_calendars_do_not_meet(void **state)
{
    struct arena *a = *state;
    size_t n;
    const struct calendar_year *years = calendar_built_in(a, &n);
    const struct calendar *one = calendar_standard(a);
    const struct calendar *other = calendar_make(a, years, 1);

    for (struct date d = day("2019-12-01"); d.day < day("2020-12-01").day; d.day++) {
        struct calendar_due x = calendar_add_workdays(one, d, 20);
        struct calendar_due y = calendar_add_workdays(other, d, 20);

        assert_int_equal(x.due.day, walk(one, d, 20).day);
        assert_int_equal(y.due.day, walk(other, d, 20).day);
        assert_false(x.provisional);
        assert_true(y.provisional == (date_parts(y.due).year == 2020));
    }
}

/* ---- days and months ---- */

static void test_days_and_months_roll_over_rest(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    struct calendar_due d = calendar_add_days(cal, day("2020-09-01"), 30, CALENDAR_ROLL_REST);

    assert_day(a, d.before_roll, "2020-10-01");
    assert_day(a, d.due, "2020-10-09");
    assert_day(a, calendar_add_days(cal, day("2020-09-01"), 30, CALENDAR_ROLL_NONE).due,
               "2020-10-01");
    /* ends on a worked Saturday: no rest, no move */
    assert_day(a, calendar_add_days(cal, day("2020-05-04"), 5, CALENDAR_ROLL_REST).due,
               "2020-05-09");
    assert_day(a, calendar_add_days(cal, day("2020-06-30"), -7, CALENDAR_ROLL_NONE).due,
               "2020-06-23");
    /* the day itself or the end of the month */
    assert_day(a, calendar_add_months(cal, day("2020-11-30"), 3, CALENDAR_ROLL_NONE).due,
               "2021-02-28");
    assert_day(a, calendar_add_months(cal, day("2019-11-30"), 3, CALENDAR_ROLL_NONE).due,
               "2020-02-29");
    assert_day(a, calendar_add_months(cal, day("2020-01-15"), 12, CALENDAR_ROLL_NONE).due,
               "2021-01-15");
    assert_day(a, calendar_add_months(cal, day("2020-07-02"), 3, CALENDAR_ROLL_REST).due,
               "2020-10-09");
    assert_day(a, calendar_add_months(cal, day("2020-07-02"), 0, CALENDAR_ROLL_NONE).due,
               "2020-07-02");
    /* whether 2027-01-01 is a day of rest is not known yet */
    d = calendar_add_months(cal, day("2026-10-01"), 3, CALENDAR_ROLL_REST);
    assert_day(a, d.before_roll, "2027-01-01");
    assert_int_equal(d.unknown_year, 2027);
    assert_false(calendar_add_months(cal, day("2026-10-01"), 3, CALENDAR_ROLL_NONE).provisional);
}

/* ---- the explanation ---- */

static void test_explanation_names_each_run(void **state)
{
    static const struct {
        enum calendar_kind kind;
        const char *first, *last, *name;
        int workdays;
    } want[] = {
        {CALENDAR_WORKDAY, "2020-04-30", "2020-04-30", "", 1},
        {CALENDAR_HOLIDAY, "2020-05-01", "2020-05-05", "劳动节", 1},
        {CALENDAR_WORKDAY, "2020-05-06", "2020-05-08", "", 4},
        {CALENDAR_MAKEUP, "2020-05-09", "2020-05-09", "劳动节", 5},
        {CALENDAR_WEEKEND, "2020-05-10", "2020-05-10", "", 5},
        {CALENDAR_WORKDAY, "2020-05-11", "2020-05-12", "", 7},
    };
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    struct calendar_runs runs = calendar_explain(a, cal, day("2020-04-29"), 7);

    assert_int_equal(runs.n, COUNT_OF(want));
    for (size_t i = 0; i < runs.n; i++) {
        assert_int_equal(runs.items[i].kind, want[i].kind);
        assert_day(a, runs.items[i].first, want[i].first);
        assert_day(a, runs.items[i].last, want[i].last);
        assert_str(runs.items[i].name, str_of(want[i].name));
        assert_int_equal(runs.items[i].workdays, want[i].workdays);
        assert_int_equal(runs.items[i].days, runs.items[i].last.day - runs.items[i].first.day + 1);
    }
    assert_int_equal(calendar_explain(a, cal, day("2020-04-29"), 0).n, 0);
    runs = calendar_explain(a, cal, day("2020-05-12"), -5); /* backwards */
    assert_int_equal(runs.n, 4);
    assert_day(a, runs.items[0].first, "2020-05-11");
    assert_int_equal(runs.items[2].kind, CALENDAR_MAKEUP);
    assert_day(a, runs.items[3].first, "2020-05-06");
    assert_day(a, runs.items[3].last, "2020-05-08");
}

/* The runs are all days on the way, without gap, and count to n. */
static void test_explanation_adds_up(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);

    for (struct date from = day("2018-12-20"); from.day < day("2027-02-01").day; from.day += 3) {
        struct calendar_runs runs = calendar_explain(a, cal, from, 20);
        int32_t next = from.day + 1;

        for (size_t i = 0; i < runs.n; i++) {
            assert_int_equal(runs.items[i].first.day, next);
            next = runs.items[i].last.day + 1;
        }
        assert_int_equal(runs.items[runs.n - 1].workdays, 20);
        assert_int_equal(next - 1, calendar_add_workdays(cal, from, 20).due.day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_every_day_is_as_the_notices_say),
        UNIT(test_kinds_have_their_names),
        UNIT(test_vectors),
        UNIT(test_equals_a_walk_from_every_day),
        UNIT(test_far_lengths_and_ends_of_the_range),
        UNIT(test_due_is_a_workday_and_monotone),
        UNIT(test_between_counts_both_ways),
        UNIT(test_unknown_year_is_provisional),
        UNIT(test_loading_a_year_makes_it_certain),
        UNIT(test_amended_year_replaces),
        UNIT(test_two_calendars_do_not_meet),
        UNIT(test_days_and_months_roll_over_rest),
        UNIT(test_explanation_names_each_run),
        UNIT(test_explanation_adds_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
