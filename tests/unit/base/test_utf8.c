/* UTF-8: every scalar value there and back, every kind of broken sequence refused. */
#include "unit.h"

#include "base/buf.h"
#include "base/utf8.h"

static void test_every_scalar_value_round_trips(void **state)
{
    struct buf b;

    buf_init(&b, *state, 4);
    for (uint32_t rune = 1; rune <= 0x10ffff; rune++) {
        uint32_t got = 0;
        str text;

        if (rune == 0xd800) rune = 0xe000;
        buf_clear(&b);
        buf_rune(&b, rune);
        text = buf_str(&b);
        if (!utf8_valid(text) || utf8_count(text) != 1 || !utf8_next(&text, &got) || got != rune ||
            text.n)
            fail_msg("U+%04X", rune);
    }
}

static const str broken[] = {
    /* NUL; lone continuation; lead bytes without their rest */
    S_INIT("\0"),
    S_INIT("\x80"),
    S_INIT("\xbf"),
    S_INIT("\xc2"),
    S_INIT("\xe4\xbd"),
    S_INIT("\xf0\x9f\x98"),
    S_INIT("\xe4\xbdx"),
    S_INIT("\xc2 "),
    /* overlong forms of '/', NUL, U+07FF, U+FFFF */
    S_INIT("\xc0\xaf"),
    S_INIT("\xc1\xbf"),
    S_INIT("\xe0\x80\xaf"),
    S_INIT("\xf0\x80\x80\xaf"),
    S_INIT("\xc0\x80"),
    S_INIT("\xe0\x9f\xbf"),
    S_INIT("\xf0\x8f\xbf\xbf"),
    /* surrogates, alone and in pairs */
    S_INIT("\xed\xa0\x80"),
    S_INIT("\xed\xbf\xbf"),
    S_INIT("\xed\xa0\xbd\xed\xb8\x80"),
    /* above U+10FFFF; bytes that never stand in UTF-8; five and six bytes */
    S_INIT("\xf4\x90\x80\x80"),
    S_INIT("\xf5\x80\x80\x80"),
    S_INIT("\xf8\x88\x80\x80\x80"),
    S_INIT("\xfc\x84\x80\x80\x80\x80"),
    S_INIT("\xfe"),
    S_INIT("\xff"),
};

static void test_broken_sequences(void **state)
{
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        str inside = str_cat(a, str_cat(a, S("公"), broken[i]), S("开"));
        str repaired = utf8_repair(a, inside);

        if (utf8_valid(broken[i]) || utf8_valid(inside)) fail_msg("row %zu is taken", i);
        assert_true(utf8_valid(repaired));
        assert_true(str_starts(repaired, S("公\xef\xbf\xbd")));
        assert_true(str_ends(repaired, S("开")));
    }
}

/* All sequences of two bytes, and of three whose first is E0 or ED: by the table of RFC 3629. */
static void test_all_short_sequences(void **state)
{
    (void)state;
    for (unsigned x = 0; x < 256; x++)
        for (unsigned y = 0; y < 256; y++) {
            const char two[] = {(char)x, (char)y};
            const char e0[] = {(char)0xe0, (char)x, (char)y};
            const char ed[] = {(char)0xed, (char)x, (char)y};
            bool ascii = x && x < 0x80 && y && y < 0x80;
            bool tail = y >= 0x80 && y <= 0xbf;

            assert_int_equal(utf8_valid(str_at(two, 2)), ascii || (x >= 0xc2 && x <= 0xdf && tail));
            assert_int_equal(utf8_valid(str_at(e0, 3)), x >= 0xa0 && x <= 0xbf && tail);
            assert_int_equal(utf8_valid(str_at(ed, 3)), x >= 0x80 && x <= 0x9f && tail);
        }
}

static void test_repair_leaves_good_text_alone(void **state)
{
    str good = S("政务公开 abc 𠀀");

    assert_ptr_equal(utf8_repair(*state, good).p, good.p);
    assert_str(utf8_repair(*state, S("")), S(""));
    assert_str(utf8_repair(*state, S("\xff\xff")), S("\xef\xbf\xbd\xef\xbf\xbd"));
}

static void test_next_on_broken_text_always_moves_on(void **state)
{
    str rest = S("\xe4\xbd"
                 "a");
    uint32_t rune;

    (void)state;
    assert_true(utf8_next(&rest, &rune));
    assert_int_equal(rune, 0xfffd);
    assert_true(utf8_next(&rest, &rune));
    assert_int_equal(rune, 0xfffd);
    assert_true(utf8_next(&rest, &rune));
    assert_int_equal(rune, 'a');
    assert_false(utf8_next(&rest, &rune));
}

static void test_counting_and_cutting(void **state)
{
    struct arena *a = *state;
    str text = S("a公𠀀开");

    assert_int_equal(utf8_count(text), 4);
    assert_int_equal(utf8_count(S("")), 0);
    assert_str(utf8_head(text, 0), S(""));
    assert_str(utf8_head(text, 2), S("a公"));
    assert_str(utf8_head(text, 3), S("a公𠀀"));
    assert_str(utf8_head(text, 99), text);
    assert_str(utf8_ellipsis(a, text, 4), text);
    assert_str(utf8_ellipsis(a, text, 3), S("a公…"));
    assert_str(utf8_ellipsis(a, text, 1), S("…"));
    assert_str(utf8_ellipsis(a, S(""), 1), S(""));
}

static void test_spaces(void **state)
{
    (void)state;
    assert_str(utf8_trim(S(" \u3000\u00a0公 开\u3000\r\n")), S("公 开"));
    assert_str(utf8_trim(S("公")), S("公"));
    assert_str(utf8_trim(S("\u3000\u3000")), S(""));
    assert_str(utf8_trim(S("")), S(""));
    assert_true(utf8_is_space(0x200b));
    assert_false(utf8_is_space(0x200c));
    assert_false(utf8_is_space('_'));
}

static void test_controls_and_han(void **state)
{
    static const uint32_t controls[] = {0,      0x08,   0x0b,   0x1f,   0x7f,    0x80,
                                        0x9f,   0x061c, 0x200e, 0x200f, 0x2028,  0x2029,
                                        0x202a, 0x202e, 0x2066, 0x2069, 0xfeff,  0xfff9,
                                        0xfffe, 0xffff, 0xfdd0, 0xfdef, 0x1fffe, 0x10ffff};
    static const uint32_t letters[] = {'\t', '\n', '\r', ' ', 'a', 0xa0, 0x200d, 0x3000, 0x516c};
    static const uint32_t han[] = {0x3400,  0x4e00,  0x9fff, 0xf900,
                                   0x20000, 0x3134f, 0x3007, 0x3005};
    static const uint32_t not_han[] = {'a',    0x3001, 0x3041, 0x30a2,
                                       0xac00, 0xff21, 0x33ff, 0x1f600};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(controls); i++) assert_true(utf8_is_control(controls[i]));
    for (size_t i = 0; i < COUNT_OF(letters); i++) assert_false(utf8_is_control(letters[i]));
    for (size_t i = 0; i < COUNT_OF(han); i++) assert_true(utf8_is_han(han[i]));
    for (size_t i = 0; i < COUNT_OF(not_han); i++) assert_false(utf8_is_han(not_han[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_every_scalar_value_round_trips),
        UNIT(test_broken_sequences),
        UNIT(test_all_short_sequences),
        UNIT(test_repair_leaves_good_text_alone),
        UNIT(test_next_on_broken_text_always_moves_on),
        UNIT(test_counting_and_cutting),
        UNIT(test_spaces),
        UNIT(test_controls_and_han),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
