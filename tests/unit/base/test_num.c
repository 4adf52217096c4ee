/* Numbers out of text: the whole text, within its limits, or nothing at all. */
#include "unit.h"

#include "base/num.h"

static void test_parse(void **state)
{
    static const struct {
        str text;
        int64_t value;
    } rows[] = {
        {S_INIT("0"), 0},
        {S_INIT("-0"), 0},
        {S_INIT("7"), 7},
        {S_INIT("-7"), -7},
        {S_INIT("007"), 7},
        {S_INIT("0000000000000000007"), 7},
        {S_INIT("9223372036854775807"), INT64_MAX},
        {S_INIT("-9223372036854775808"), INT64_MIN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t v = 99;

        assert_true(num_parse(rows[i].text, INT64_MIN, INT64_MAX, &v));
        assert_int_equal(v, rows[i].value);
    }
}

static void test_parse_refuses(void **state)
{
    static const str rows[] = {
        S_INIT(""),
        S_INIT("-"),
        S_INIT("--1"),
        S_INIT("+1"),
        S_INIT(" 1"),
        S_INIT("1 "),
        S_INIT("1a"),
        S_INIT("0x1"),
        S_INIT("1.0"),
        S_INIT("1e3"),
        S_INIT("1,0"),
        S_INIT("１"),
        S_INIT("1\0"),
        S_INIT("9223372036854775808"),
        S_INIT("-9223372036854775809"),
        S_INIT("99999999999999999999"),
        S_INIT("00000000000000000007"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t v = 99;

        if (num_parse(rows[i], INT64_MIN, INT64_MAX, &v)) fail_msg("row %zu is taken", i);
        assert_int_equal(v, 99);
    }
}

static void test_limits(void **state)
{
    int64_t v;

    (void)state;
    assert_true(num_parse(S("-3"), -3, 5, &v));
    assert_true(num_parse(S("5"), -3, 5, &v));
    assert_false(num_parse(S("-4"), -3, 5, &v));
    assert_false(num_parse(S("6"), -3, 5, &v));
    assert_false(num_parse(S("1"), 2, 1, &v));
}

static void test_arithmetic(void **state)
{
    int64_t v;

    (void)state;
    assert_true(num_add(INT64_MAX, 0, &v));
    assert_int_equal(v, INT64_MAX);
    assert_true(num_add(INT64_MAX, INT64_MIN, &v));
    assert_int_equal(v, -1);
    assert_false(num_add(INT64_MAX, 1, &v));
    assert_false(num_add(INT64_MIN, -1, &v));
    assert_true(num_mul(INT64_MIN, 1, &v));
    assert_true(num_mul(3037000499, 3037000499, &v));
    assert_false(num_mul(3037000500, 3037000500, &v));
    assert_false(num_mul(INT64_MIN, -1, &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_parse),
        UNIT(test_parse_refuses),
        UNIT(test_limits),
        UNIT(test_arithmetic),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
