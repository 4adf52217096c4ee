/* The answer of `gongkai deadline`: the due date, and the days it skipped. */
#include "unit.h"

#include "core/deadline_text.h"

static struct date day(const char *text)
{
    struct date d = {0};

    if (!date_parse(str_of(text), &d)) fail_msg("no date: %s", text);
    return d;
}

static void test_text(void **state)
{
    struct arena *a = *state;
    struct deadline d;

    assert_ok(deadline_compute(a, calendar_standard(a), day("2020-04-29"), 7, &d));
    assert_str(deadline_text(a, &d),
               S("到期日：2020-05-12（星期二）\n"
                 "起算日：2020-04-29（星期三），当日不计，次日起计算7个工作日\n"
                 "跳过的日子，共6天：\n"
                 "  2020-05-01（星期五）至2020-05-05（星期二）  劳动节放假  5天\n"
                 "  2020-05-10（星期日）  周末  1天\n"
                 "计入的调休上班日，共1天：\n"
                 "  2020-05-09（星期六）  劳动节调休上班  1天\n"));
}

static void test_days_are_listed_one_by_one(void **state)
{
    static const char *const skipped[] = {"2020-05-01", "2020-05-02", "2020-05-03",
                                          "2020-05-04", "2020-05-05", "2020-05-10"};
    struct arena *a = *state;
    struct deadline d;

    assert_ok(deadline_compute(a, calendar_standard(a), day("2020-04-29"), 7, &d));
    assert_int_equal(d.n_skipped, COUNT_OF(skipped));
    for (size_t i = 0; i < d.n_skipped; i++)
        assert_str(date_str(a, d.skipped[i].date), str_of(skipped[i]));
    assert_str(deadline_kind_word(d.skipped[0].kind), S("holiday"));
    assert_str(d.skipped[0].name, S("劳动节"));
    assert_str(deadline_kind_word(d.skipped[5].kind), S("weekend"));
    assert_str(d.skipped[5].name, S(""));
    assert_int_equal(d.n_worked, 1);
    assert_str(deadline_kind_word(d.worked[0].kind), S("makeup"));
    assert_ok(deadline_compute(a, calendar_standard(a), day("2020-05-12"), -7, &d));
    assert_str(date_str(a, d.due.due), S("2020-04-29"));
    assert_str(date_str(a, d.skipped[0].date), S("2020-05-10")); /* nearest first */
    assert_str(date_str(a, d.skipped[1].date), S("2020-05-05"));
}

static void test_provisional_is_said(void **state)
{
    struct arena *a = *state;
    struct deadline d;

    assert_ok(deadline_compute(a, calendar_standard(a), day("2026-12-30"), 2, &d));
    assert_str(deadline_text(a, &d),
               S("到期日：2027-01-01（星期五）\n"
                 "起算日：2026-12-30（星期三），当日不计，次日起计算2个工作日\n"
                 "暂定：2027年的放假安排尚未载入，当年按周一至周五上班推算，载入后可能变动\n"));
}

static void test_zero_and_limits(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    struct deadline d;

    assert_ok(deadline_compute(a, cal, day("2020-05-01"), 0, &d));
    assert_str(str_head(deadline_text(a, &d), S("到期日：2020-05-06").n), S("到期日：2020-05-06"));
    assert_ok(deadline_compute(a, cal, day("2199-12-31"), DEADLINE_WORKDAYS_MOST, &d));
    assert_true(deadline_text(a, &d).n > 0);
    assert_ok(deadline_compute(a, cal, day("1900-01-01"), -DEADLINE_WORKDAYS_MOST, &d));
    assert_true(deadline_text(a, &d).n > 0);
    assert_err(deadline_compute(a, cal, day("2020-05-01"), DEADLINE_WORKDAYS_MOST + 1, &d),
               INVALID);
    assert_err(deadline_compute(a, cal, day("2020-05-01"), INT64_MIN, &d), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_text),
        UNIT(test_days_are_listed_one_by_one),
        UNIT(test_provisional_is_said),
        UNIT(test_zero_and_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
