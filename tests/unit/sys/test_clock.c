/* The clock and the random source: real ones are plausible, made ones repeat. */
#include "unit.h"

#include "sys/clock.h"
#include "sys/random.h"

#include <string.h>

static void test_real_clock_moves_on(void **state)
{
    struct sys_clock c = sys_clock_real();
    int64_t before = sys_monotonic_us(&c);

    (void)state;
    assert_true(sys_now_ms(&c) > 1700000000000LL);
    while (sys_monotonic_us(&c) == before) {}
    assert_true(sys_monotonic_us(&c) > before);
}

static void test_manual_clock_stands_until_moved(void **state)
{
    struct sys_manual_time t = {1000, 5};
    struct sys_clock c = sys_clock_manual(&t);

    (void)state;
    assert_int_equal(sys_now_ms(&c), 1000);
    assert_int_equal(sys_now_ms(&c), 1000);
    sys_manual_advance(&t, 20);
    assert_int_equal(sys_now_ms(&c), 1020);
    assert_int_equal(sys_monotonic_us(&c), 20005);
}

static void test_seeded_repeats(void **state)
{
    struct sys_seeded one = {42};
    struct sys_seeded two = {42};
    struct sys_seeded other = {43};
    struct sys_random r1 = sys_random_seeded(&one);
    struct sys_random r2 = sys_random_seeded(&two);
    struct sys_random r3 = sys_random_seeded(&other);
    unsigned char x[37];
    unsigned char y[37];
    unsigned char z[37];

    (void)state;
    for (int i = 0; i < 3; i++) {
        sys_random_fill(&r1, x, sizeof x);
        sys_random_fill(&r2, y, sizeof y);
        sys_random_fill(&r3, z, sizeof z);
        assert_memory_equal(x, y, sizeof x);
        assert_memory_not_equal(x, z, sizeof x);
    }
}

static void test_seeded_is_the_known_sequence(void **state)
{
    /* SplitMix64 from seed 0, as its author's reference prints it, the lowest byte first. */
    static const unsigned char want[8] = {0xaf, 0xcd, 0x1d, 0x7b, 0x39, 0xa8, 0x20, 0xe2};
    struct sys_seeded s = {0};
    struct sys_random r = sys_random_seeded(&s);
    unsigned char got[8];

    (void)state;
    sys_random_fill(&r, got, sizeof got);
    assert_memory_equal(got, want, sizeof want);
}

static void test_real_random_differs(void **state)
{
    struct sys_random r = sys_random_real();
    unsigned char x[1000] = {0};
    unsigned char y[1000] = {0};
    size_t zeros = 0;

    (void)state;
    sys_random_fill(&r, x, sizeof x); /* more than one piece */
    sys_random_fill(&r, y, sizeof y);
    assert_memory_not_equal(x, y, sizeof x);
    for (size_t i = 900; i < sizeof x; i++) zeros += x[i] == 0;
    assert_true(zeros < 20);
    sys_random_fill(&r, x, 0);
}

/* A source that gives what the test wrote, to reach the words that are drawn again. */
struct script {
    const uint64_t *words;
    size_t at;
};

static void script_fill(void *self, void *out, size_t n)
{
    struct script *s = self;

    assert_int_equal(n, sizeof *s->words);
    memcpy(out, &s->words[s->at++], n);
}

static void test_below_is_fair(void **state)
{
    /* 2^64 = 10 × k + 6: the words 0…5 would make 0…5 likelier, and are drawn again. */
    static const uint64_t words[] = {0, 5, 6, 5, 17, UINT64_MAX};
    struct script s = {words, 0};
    struct sys_random r = {script_fill, &s};

    (void)state;
    assert_int_equal(sys_random_below(&r, 10), 6);
    assert_int_equal(s.at, 3);
    assert_int_equal(sys_random_below(&r, 10), 7);
    assert_int_equal(s.at, 5);
    assert_int_equal(sys_random_below(&r, 10), 5);
    s.at = 0;
    assert_int_equal(sys_random_below(&r, 1), 0);
    assert_int_equal(s.at, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_real_clock_moves_on), UNIT(test_manual_clock_stands_until_moved),
        UNIT(test_seeded_repeats),      UNIT(test_seeded_is_the_known_sequence),
        UNIT(test_real_random_differs), UNIT(test_below_is_fair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
