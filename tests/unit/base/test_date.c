/* Dates: every day of three centuries, the days that do not exist, and moments in China. */
#include "unit.h"

#include "base/date.h"

static void test_every_day_from_1900_to_2199(void **state)
{
    struct arena *a = *state;
    struct date expected;
    int weekday = 1; /* 1900-01-01 was a Monday */
    size_t days = 0;

    assert_true(date_make(1900, 1, 1, &expected));
    for (int year = DATE_YEAR_LEAST; year <= DATE_YEAR_MOST; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= date_days_in_month(year, month); day++) {
                struct date d;
                struct date back;
                struct date_parts p;

                assert_true(date_make(year, month, day, &d));
                assert_int_equal(d.day, expected.day);
                assert_int_equal(date_weekday(d), weekday);
                p = date_parts(d);
                if (p.year != year || p.month != month || p.day != day)
                    fail_msg("%d-%d-%d", year, month, day);
                assert_true(date_parse(date_str(a, d), &back));
                assert_int_equal(back.day, d.day);
                assert_int_equal(date_of_ms(date_start_ms(d)).day, d.day);
                assert_int_equal(date_of_ms(date_start_ms(d) - 1).day, d.day - 1);
                expected.day++;
                weekday = (weekday + 1) % 7;
                if (++days % 1000 == 0) arena_reset(a);
            }
    assert_int_equal(days, 109573); /* 300 × 365 and 73 leap days: 1900 and 2100 have none */
}

static void test_known_days(void **state)
{
    static const struct {
        int year, month, day, since_1970, weekday;
    } rows[] = {
        {1970, 1, 1, 0, 4},       {1969, 12, 31, -1, 3},  {2000, 2, 29, 11016, 2},
        {2019, 5, 15, 18031, 3},  {2026, 1, 1, 20454, 4}, {1900, 1, 1, -25567, 1},
        {2199, 12, 31, 84005, 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct date d;

        assert_true(date_make(rows[i].year, rows[i].month, rows[i].day, &d));
        assert_int_equal(d.day, rows[i].since_1970);
        assert_int_equal(date_weekday(d), rows[i].weekday);
    }
}

static void test_days_that_do_not_exist(void **state)
{
    static const int rows[][3] = {{2023, 2, 29}, {1900, 2, 29},  {2100, 2, 29}, {2024, 2, 30},
                                  {2024, 4, 31}, {2024, 1, 0},   {2024, 1, 32}, {2024, 0, 1},
                                  {2024, 13, 1}, {1899, 12, 31}, {2200, 1, 1},  {2024, 1, -1},
                                  {-2024, 1, 1}};
    struct date d = {7};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_false(date_make(rows[i][0], rows[i][1], rows[i][2], &d));
    assert_int_equal(d.day, 7);
    assert_true(date_make(2000, 2, 29, &d));
}

static void test_parse_refuses(void **state)
{
    static const str rows[] = {
        S_INIT(""),           S_INIT("2024-1-01"),   S_INIT("2024-01-1"),  S_INIT("24-01-01"),
        S_INIT("2024/01/01"), S_INIT("2024-01-01 "), S_INIT(" 2024-01-0"), S_INIT("2024-01-0a"),
        S_INIT("2024-02-30"), S_INIT("+024-01-01"),  S_INIT("-024-01-01"), S_INIT("2024--1-01"),
        S_INIT("2024-01--1"), S_INIT("2024-01-00"),  S_INIT("２０２４"),   S_INIT("20240101"),
        S_INIT("0000-00-00"), S_INIT("9999-12-31"),
    };
    struct date d;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (date_parse(rows[i], &d)) fail_msg("row %zu is taken", i);
}

static void test_writing(void **state)
{
    struct arena *a = *state;
    struct date d;

    assert_true(date_make(2020, 5, 9, &d));
    assert_str(date_str(a, d), S("2020-05-09"));
    assert_str(date_cn(a, d), S("2020年5月9日"));
    assert_str(date_str(a, DATE_NONE), S(""));
    assert_str(date_cn(a, DATE_NONE), S(""));
    assert_true(date_is_none(DATE_NONE));
    assert_false(date_is_none(d));
    assert_false(date_is_none((struct date){0}));
}

static void test_moments_in_china(void **state)
{
    struct arena *a = *state;
    int64_t ms;

    /* 2020-05-09T00:30:00Z is half past eight in China. */
    assert_str(date_time_str(a, 1588984200000), S("2020-05-09 08:30"));
    assert_str(date_time_iso(a, 1588984205999), S("2020-05-09T08:30:05+08:00"));
    /* The day begins at four in the afternoon of the day before, UTC. */
    assert_str(date_str(a, date_of_ms(1588953600000)), S("2020-05-09"));
    assert_str(date_str(a, date_of_ms(1588953599999)), S("2020-05-08"));
    assert_int_equal(date_seconds_of_ms(1588953600000), 0);
    assert_int_equal(date_seconds_of_ms(1588953599999), 86399);
    /* Before 1970 too. */
    assert_str(date_time_iso(a, -1), S("1970-01-01T07:59:59+08:00"));
    assert_str(date_time_iso(a, -28800001), S("1969-12-31T23:59:59+08:00"));
    assert_true(date_time_parse(S("2020-05-09 08:30"), &ms));
    assert_int_equal(ms, 1588984200000);
    assert_true(date_time_parse(S("2020-05-09T08:30:05"), &ms));
    assert_int_equal(ms, 1588984205000);
    assert_true(date_time_parse(S("1969-12-31T23:59:59"), &ms));
    assert_int_equal(ms, -28801000);
}

static void test_times_that_are_refused(void **state)
{
    static const str rows[] = {
        S_INIT(""),
        S_INIT("2020-05-09"),
        S_INIT("2020-05-09 24:00"),
        S_INIT("2020-05-09 08:60"),
        S_INIT("2020-05-09 08:30:60"),
        S_INIT("2020-05-09 8:30"),
        S_INIT("2020-05-09 08-30"),
        S_INIT("2020-05-09x08:30"),
        S_INIT("2020-05-09 -0:30"),
        S_INIT("2020-05-09 08:-0"),
        S_INIT("2020-05-09 08:30:-0"),
        S_INIT("2020-05-09 08:30-00"),
        S_INIT("2020-05-09 08:30:5"),
        S_INIT("2020-05-09 08:30:05Z"),
        S_INIT("2020-02-30 08:30"),
    };
    int64_t ms = 7;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (date_time_parse(rows[i], &ms)) fail_msg("row %zu is taken", i);
    assert_int_equal(ms, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_every_day_from_1900_to_2199),
        UNIT(test_known_days),
        UNIT(test_days_that_do_not_exist),
        UNIT(test_parse_refuses),
        UNIT(test_writing),
        UNIT(test_moments_in_china),
        UNIT(test_times_that_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
