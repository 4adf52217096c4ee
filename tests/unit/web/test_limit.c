#include "../unit.h"

#include "web/limit.h"

static const struct web_rate rates[RATES_] = {
    [RATE_PAGE] = {3, 1000},   [RATE_SEARCH] = {1, 500}, [RATE_WRITE] = {1, 1},
    [RATE_LOGIN] = {2, 60000}, [RATE_API] = {1, 0},
};

static void test_bucket(void **state)
{
    struct limiter *l = limiter_make(*state, rates, 1);
    const str me = S("192.0.2.1");

    for (int i = 0; i < 3; i++) assert_int_equal(limiter_take(l, me, RATE_PAGE, 1000), 0);
    assert_int_equal(limiter_take(l, me, RATE_PAGE, 1000), 1);
    assert_int_equal(limiter_take(l, me, RATE_PAGE, 1999), 1);
    assert_int_equal(limiter_take(l, me, RATE_PAGE, 2000), 0);
    assert_int_equal(limiter_take(l, me, RATE_PAGE, 2000), 1);
    /* another address, another class */
    assert_int_equal(limiter_take(l, S("192.0.2.2"), RATE_PAGE, 2000), 0);
    assert_int_equal(limiter_take(l, me, RATE_SEARCH, 2000), 0);
    /* a long rest fills it, and no more than fills it */
    for (int i = 0; i < 3; i++)
        assert_int_equal(limiter_take(l, me, RATE_PAGE, INT64_C(1) << 50), 0);
    assert_int_not_equal(limiter_take(l, me, RATE_PAGE, INT64_C(1) << 50), 0);
    /* a clock that was set back neither fills nor empties */
    assert_int_not_equal(limiter_take(l, me, RATE_PAGE, 0), 0);
}

static void test_wait_is_told(void **state)
{
    struct limiter *l = limiter_make(*state, rates, 1);

    assert_int_equal(limiter_take(l, S("a"), RATE_LOGIN, 0), 0);
    assert_int_equal(limiter_take(l, S("a"), RATE_LOGIN, 0), 0);
    assert_int_equal(limiter_take(l, S("a"), RATE_LOGIN, 0), 60);
    assert_int_equal(limiter_take(l, S("a"), RATE_LOGIN, 30500), 30);
}

static void test_addresses(void **state)
{
    (void)state;
    assert_str(limiter_key(S("192.0.2.1")), S("192.0.2.1"));
    assert_str(limiter_key(S("2001:db8:1:2:3:4:5:6")), S("2001:db8:1:2"));
    assert_str(limiter_key(S("2001:db8::1")), S("2001:db8"));
    assert_str(limiter_key(S("::1")), S(""));
    assert_str(limiter_key(S("::ffff:192.0.2.1")), S("192.0.2.1"));
    assert_str(limiter_key(S("::FFFF:192.0.2.7")), S("192.0.2.7"));
    assert_str(limiter_key(S("::ffff:c000:201")), S(""));
}

/* Many addresses do not lock out one that comes for the first time. */
static void test_flood(void **state)
{
    struct limiter *l = limiter_make(*state, rates, 7);

    for (int i = 0; i < 200000; i++)
        (void)limiter_take(l, str_printf(*state, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255),
                           RATE_PAGE, i);
    assert_int_equal(limiter_take(l, S("192.0.2.9"), RATE_PAGE, 200000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_bucket),
        UNIT(test_wait_is_told),
        UNIT(test_addresses),
        UNIT(test_flood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
