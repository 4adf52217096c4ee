/* The growing text: exact maximum, one byte more, and that a failed one keeps what it had. */
#include "unit.h"

#include "base/buf.h"
#include "dies.h"

#include <string.h>

static void test_appends(void **state)
{
    struct buf b;

    buf_init(&b, *state, 1000);
    assert_str(buf_str(&b), S(""));
    assert_non_null(buf_str(&b).p);
    buf_add(&b, S("a"));
    buf_add(&b, S(""));
    buf_byte(&b, '\0');
    buf_lit(&b, "b");
    buf_printf(&b, "[%d]", 42);
    buf_printf(&b, "%s", "");
    assert_str(buf_str(&b), S("a\0b[42]"));
    assert_true(buf_ok(&b));
    buf_clear(&b);
    assert_str(buf_str(&b), S(""));
}

static void test_integers(void **state)
{
    struct buf b;

    buf_init(&b, *state, 1000);
    buf_int(&b, 0);
    buf_byte(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_byte(&b, ' ');
    buf_int(&b, INT64_MIN);
    buf_byte(&b, ' ');
    buf_int(&b, -1);
    assert_str(buf_str(&b), S("0 9223372036854775807 -9223372036854775808 -1"));
}

static void test_the_maximum_is_exact(void **state)
{
    for (size_t max = 0; max < 1100; max += max < 20 ? 1 : 97) {
        struct buf by_byte;
        struct buf at_once;
        struct buf printed;

        buf_init(&by_byte, *state, max);
        buf_init(&at_once, *state, max);
        buf_init(&printed, *state, max);
        for (size_t i = 0; i < max; i++) buf_byte(&by_byte, 'x');
        assert_true(buf_ok(&by_byte));
        buf_add(&at_once, buf_str(&by_byte));
        assert_true(buf_ok(&at_once));
        buf_printf(&printed, "%.*s", STR_ARG(buf_str(&by_byte)));
        assert_true(buf_ok(&printed));
        assert_str(buf_str(&printed), buf_str(&by_byte));
        assert_int_equal(buf_str(&by_byte).n, max);
        buf_byte(&by_byte, 'y');
        buf_printf(&printed, "%c", 'y');
        assert_false(buf_ok(&by_byte));
        assert_false(buf_ok(&printed));
        assert_int_equal(buf_str(&by_byte).n, max);
        assert_int_equal(buf_str(&printed).n, max);
    }
}

static void test_once_failed_it_takes_no_more(void **state)
{
    struct buf b;

    buf_init(&b, *state, 5);
    buf_add(&b, S("abc"));
    buf_add(&b, S("def"));
    assert_false(buf_ok(&b));
    buf_add(&b, S("g"));
    buf_byte(&b, 'g');
    buf_printf(&b, "g");
    buf_int(&b, 1);
    buf_rune(&b, 'g');
    assert_null(buf_space(&b, 1));
    assert_str(buf_str(&b), S("abc"));
    buf_clear(&b);
    assert_true(buf_ok(&b));
    buf_add(&b, S("defgh"));
    assert_str(buf_str(&b), S("defgh"));
}

static void test_space(void **state)
{
    struct buf b;
    char *p;

    buf_init(&b, *state, 10);
    assert_non_null(buf_space(&b, 0));
    p = buf_space(&b, 10);
    assert_non_null(p);
    memset(p, 'z', 10);
    assert_non_null(buf_space(&b, 0));
    assert_str(buf_str(&b), S("zzzzzzzzzz"));
    assert_null(buf_space(&b, SIZE_MAX));
    assert_false(buf_ok(&b));
}

static void test_two_grow_side_by_side(void **state)
{
    struct buf x;
    struct buf y;

    buf_init(&x, *state, 100000);
    buf_init(&y, *state, 100000);
    for (int i = 0; i < 10000; i++) {
        buf_byte(&x, (char)('a' + i % 26));
        buf_byte(&y, (char)('A' + i % 26));
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(buf_str(&x).p[i], 'a' + (int)(i % 26));
        assert_int_equal(buf_str(&y).p[i], 'A' + (int)(i % 26));
    }
}

static void test_runes(void **state)
{
    static const struct {
        uint32_t rune;
        str bytes;
    } rows[] = {
        {0, S_INIT("\0")},
        {0x7f, S_INIT("\x7f")},
        {0x80, S_INIT("\xc2\x80")},
        {0x7ff, S_INIT("\xdf\xbf")},
        {0x800, S_INIT("\xe0\xa0\x80")},
        {0xd7ff, S_INIT("\xed\x9f\xbf")},
        {0xe000, S_INIT("\xee\x80\x80")},
        {0xffff, S_INIT("\xef\xbf\xbf")},
        {0x10000, S_INIT("\xf0\x90\x80\x80")},
        {0x10ffff, S_INIT("\xf4\x8f\xbf\xbf")},
        {0x516c, S_INIT("公")},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b;

        buf_init(&b, *state, 4);
        buf_rune(&b, rows[i].rune);
        assert_str(buf_str(&b), rows[i].bytes);
    }
}

static void rune_that_is_none(uint32_t rune)
{
    struct arena a;
    struct buf b;

    arena_init(&a, 1000);
    buf_init(&b, &a, 10);
    buf_rune(&b, rune);
}

static void rune_surrogate(void)
{
    rune_that_is_none(0xd800);
}

static void rune_too_large(void)
{
    rune_that_is_none(0x110000);
}

static void test_runes_that_are_none_end_the_process(void **state)
{
    (void)state;
    assert_true(dies(rune_surrogate));
    assert_true(dies(rune_too_large));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_appends),
        UNIT(test_integers),
        UNIT(test_the_maximum_is_exact),
        UNIT(test_once_failed_it_takes_no_more),
        UNIT(test_space),
        UNIT(test_two_grow_side_by_side),
        UNIT(test_runes),
        UNIT(test_runes_that_are_none_end_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
