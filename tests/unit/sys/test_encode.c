/* Bytes as text and back: the vectors of RFC 4648, and each way in which text can be wrong. */
#include "unit.h"

#include "sys/encode.h"

static void test_hex(void **state)
{
    struct arena *a = *state;
    str back;

    assert_str(encode_hex(a, S("\x00\x7f\xff\xa0")), S("007fffa0"));
    assert_str(encode_hex(a, S("")), S(""));
    assert_true(decode_hex(a, S("007fFFa0"), &back));
    assert_str(back, S("\x00\x7f\xff\xa0"));
    assert_true(decode_hex(a, S(""), &back));
    assert_int_equal(back.n, 0);
    assert_false(decode_hex(a, S("0"), &back));
    assert_false(decode_hex(a, S("0g"), &back));
    assert_false(decode_hex(a, S("g0"), &back));
    assert_false(decode_hex(a, S(" 0"), &back));
}

static void test_base64_vectors(void **state)
{
    static const struct {
        str bytes, mime, url;
    } rows[] = {
        {S_INIT(""), S_INIT(""), S_INIT("")},
        {S_INIT("f"), S_INIT("Zg=="), S_INIT("Zg")},
        {S_INIT("fo"), S_INIT("Zm8="), S_INIT("Zm8")},
        {S_INIT("foo"), S_INIT("Zm9v"), S_INIT("Zm9v")},
        {S_INIT("foob"), S_INIT("Zm9vYg=="), S_INIT("Zm9vYg")},
        {S_INIT("fooba"), S_INIT("Zm9vYmE="), S_INIT("Zm9vYmE")},
        {S_INIT("foobar"), S_INIT("Zm9vYmFy"), S_INIT("Zm9vYmFy")},
        {S_INIT("\xfb\xff\xfe"), S_INIT("+//+"), S_INIT("-__-")},
        {S_INIT("\0"), S_INIT("AA=="), S_INIT("AA")},
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        str back;

        assert_str(encode_base64(a, rows[i].bytes), rows[i].mime);
        assert_str(encode_base64url(a, rows[i].bytes), rows[i].url);
        assert_true(decode_base64url(a, rows[i].url, &back));
        assert_str(back, rows[i].bytes);
    }
}

static void test_base64url_refuses(void **state)
{
    static const str wrong[] = {
        S_INIT("Z"),        S_INIT("Zg=="),  S_INIT("Zg="),  S_INIT("Z g"),
        S_INIT("+//+"),     S_INIT("Zh"),    S_INIT("Zm9"),  S_INIT("Zm9vY"),
        S_INIT("Zm9v\nZg"), S_INIT("Zm\0v"), S_INIT("公开"),
    };
    struct arena *a = *state;
    str back;

    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        if (decode_base64url(a, wrong[i], &back)) fail_msg("row %zu was taken", i);
}

static void test_round_trip_of_every_length(void **state)
{
    struct arena *a = *state;
    struct sys_seeded s = {7};
    struct sys_random r = sys_random_seeded(&s);

    for (size_t n = 0; n < 200; n++) {
        char *bytes = arena_bytes(a, n);
        str back;

        sys_random_fill(&r, bytes, n);
        assert_true(decode_base64url(a, encode_base64url(a, str_at(bytes, n)), &back));
        assert_str(back, str_at(bytes, n));
        assert_true(decode_hex(a, encode_hex(a, str_at(bytes, n)), &back));
        assert_str(back, str_at(bytes, n));
    }
}

static void test_tokens(void **state)
{
    struct arena *a = *state;
    struct sys_random r = sys_random_real();
    str one = encode_token(a, &r, 32);

    assert_int_equal(one.n, 43);
    assert_false(str_eq(one, encode_token(a, &r, 32)));
}

static void test_codes_have_only_clear_letters(void **state)
{
    struct arena *a = *state;
    struct sys_random r = sys_random_real();
    str code = encode_code(a, &r, 2000);
    bool seen[256] = {false};
    size_t kinds = 0;

    assert_int_equal(code.n, 2000);
    for (size_t i = 0; i < code.n; i++) {
        assert_int_equal(str_find_byte(S("01AEILOUY"), code.p[i], 0), STR_NONE);
        kinds += !seen[(unsigned char)code.p[i]];
        seen[(unsigned char)code.p[i]] = true;
    }
    assert_int_equal(kinds, 27);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_hex),
        UNIT(test_base64_vectors),
        UNIT(test_base64url_refuses),
        UNIT(test_round_trip_of_every_length),
        UNIT(test_tokens),
        UNIT(test_codes_have_only_clear_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
