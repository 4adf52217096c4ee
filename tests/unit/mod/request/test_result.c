/* Leaves of table three, their remedies by date, and the fee. */
#include "unit.h"

#include "core/figure.h"
#include "mod/request/fee.h"
#include "mod/request/result.h"

static struct date day(const char *text)
{
    struct date d;

    assert_true(date_parse(str_of(text), &d));
    return d;
}

static bool says(struct arena *a, const char *leaf, const char *on, const char *what)
{
    str text = request_remedy_text(a, request_result_of(str_of(leaf)), day(on), S("临江市人民政府"),
                                   S("临江市人民法院"));

    return str_find(text, str_of(what), 0) != STR_NONE;
}

/* 复议法 Art. 23(1)(四) since 2024-01-01; 法释〔2025〕8号 Art. 1 and 10 since 2025-06-01. */
static void remedies(void **state)
{
    static const char *const refusals[] = {"R3_1", "R3_2", "R3_3", "R3_4", "R3_5", "R3_6", "R3_7"};
    static const char *const no_suits[] = {"R3_8", "R4_2", "R5_1", "R5_3"};
    static const char *const either[] = {"R1", "R4_1", "R4_3", "R5_4", "R6_1", "R6_2"};
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        assert_true(says(a, refusals[i], "2023-12-31", "或者自收到"));
        assert_true(says(a, refusals[i], "2024-01-01", "先向临江市人民政府申请行政复议"));
        assert_false(says(a, refusals[i], "2024-01-01", "或者自收到"));
    }
    for (size_t i = 0; i < COUNT_OF(no_suits); i++) {
        assert_true(says(a, no_suits[i], "2025-05-31", "提起行政诉讼"));
        assert_false(says(a, no_suits[i], "2025-06-01", "提起行政诉讼"));
        assert_true(says(a, no_suits[i], "2025-06-01", "申请行政复议"));
    }
    for (size_t i = 0; i < COUNT_OF(either); i++) {
        assert_true(says(a, either[i], "2026-03-02", "或者自收到本告知书之日起6个月内"));
        assert_false(says(a, either[i], "2026-03-02", "应当"));
    }
    assert_true(says(a, "R2", "2026-03-02", "如对不予公开的部分不服，应当"));
    assert_true(says(a, "R2", "2026-03-02", "如对其他部分不服，可以"));
    assert_int_equal(
        request_remedy_text(a, request_result_of(S("R6_3")), day("2026-03-02"), S(""), S("")).n, 0);
    assert_true(str_find(request_remedy_text(a, request_result_of(S("R1")), day("2026-03-02"),
                                             S(""), S("")),
                         S("有管辖权的行政复议机关"), 0) != STR_NONE);
}

static void years(void **state)
{
    (void)state;
    assert_true(request_result_valid_on(request_result_of(S("R6")), day("2020-12-31")));
    assert_false(request_result_valid_on(request_result_of(S("R6")), day("2021-01-01")));
    assert_false(request_result_valid_on(request_result_of(S("R6_1")), day("2020-12-31")));
    assert_true(request_result_valid_on(request_result_of(S("R6_1")), day("2021-01-01")));
    assert_null(request_result_of(S("R3")));
    assert_null(request_result_of(S("R7")));
}

/* Every leaf that a reply may be is offered, and nothing else. */
static void choices(void **state)
{
    size_t n;
    const struct request_result *r = request_results(&n);
    size_t offered = 0;

    (void)state;
    for (const struct choice *c = request_result_choices; c->value; c++, offered++) {
        const struct request_result *one = request_result_of(str_of(c->value));

        assert_non_null(one);
        assert_false(one->by_event);
    }
    for (size_t i = 0; i < n; i++) offered -= !r[i].by_event;
    assert_int_equal(offered, 0);
}

/* 国办函〔2020〕109号: the tariffs at each of their steps. */
static void fees(void **state)
{
    static const struct {
        int64_t n, yuan;
    } items[] = {{10, 0},    {11, 100},  {30, 2000}, {31, 2200}, {40, 4000},
                 {41, 4300}, {50, 7000}, {51, 7400}, {60, 11000}},
      pages[] = {{0, 0},     {30, 0},     {31, 10},    {100, 700},
                 {101, 720}, {200, 2700}, {201, 2740}, {300, 6700}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        assert_int_equal(request_fee_items(0, items[i].n), items[i].yuan * 100);
        /* In two goes it is the same. */
        assert_int_equal(request_fee_items(0, 7) + request_fee_items(7, items[i].n - 7),
                         items[i].yuan * 100);
    }
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        assert_int_equal(request_fee_pages(pages[i].n), pages[i].yuan * 100);
    assert_false(request_fee_in_force(day("2020-12-31")));
    assert_true(request_fee_in_force(day("2021-01-01")));
}

static int make_arena(void **state)
{
    static struct arena a;

    arena_init(&a, 1 << 22);
    *state = &a;
    return 0;
}

static int drop_arena(void **state)
{
    arena_release(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remedies),
        cmocka_unit_test(years),
        cmocka_unit_test(choices),
        cmocka_unit_test(fees),
    };

    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
