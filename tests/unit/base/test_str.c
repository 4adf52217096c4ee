/* Slices: what is equal, found, split, replaced; empty ones and NULL; the ends of things. */
#include "unit.h"

#include "base/str.h"
#include "dies.h"

#include <string.h>

static void test_making(void **state)
{
    (void)state;
    assert_str(str_of("公开"), S("公开"));
    assert_int_equal(str_of("公开").n, 6);
    assert_non_null(str_of(NULL).p);
    assert_int_equal(str_of(NULL).n, 0);
    assert_non_null(str_at(NULL, 5).p);
    assert_int_equal(str_at(NULL, 5).n, 0);
    assert_int_equal(S("a\0b").n, 3);
}

static void test_equal(void **state)
{
    static const struct {
        str x, y;
        bool same, nocase;
    } rows[] = {
        {S_INIT(""), S_INIT(""), true, true},       {S_INIT("a"), S_INIT("a"), true, true},
        {S_INIT("a"), S_INIT("b"), false, false},   {S_INIT("a"), S_INIT("ab"), false, false},
        {S_INIT("A"), S_INIT("a"), false, true},    {S_INIT("a\0b"), S_INIT("a\0c"), false, false},
        {S_INIT("[@"), S_INIT("{`"), false, false}, {S_INIT("Ä"), S_INIT("ä"), false, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(str_eq(rows[i].x, rows[i].y), rows[i].same);
        assert_int_equal(str_eq_secret(rows[i].x, rows[i].y), rows[i].same);
        assert_int_equal(str_eq_nocase(rows[i].x, rows[i].y), rows[i].nocase);
        assert_int_equal(str_cmp(rows[i].x, rows[i].y) == 0, rows[i].same);
    }
}

static void test_order(void **state)
{
    static const str sorted[] = {S_INIT(""),     S_INIT("\x01"), S_INIT("A"), S_INIT("a"),
                                 S_INIT("aa"),   S_INIT("ab"),   S_INIT("b"), S_INIT("\x7f"),
                                 S_INIT("\x80"), S_INIT("\xff")};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(sorted); i++)
        for (size_t k = 0; k < COUNT_OF(sorted); k++) {
            int got = str_cmp(sorted[i], sorted[k]);

            assert_int_equal((got > 0) - (got < 0), (i > k) - (i < k));
        }
}

static void test_parts(void **state)
{
    (void)state;
    assert_str(str_from(S("abc"), 1), S("bc"));
    assert_str(str_from(S("abc"), 3), S(""));
    assert_str(str_from(S("abc"), SIZE_MAX), S(""));
    assert_str(str_head(S("abc"), 2), S("ab"));
    assert_str(str_head(S("abc"), SIZE_MAX), S("abc"));
    assert_true(str_starts(S("abc"), S("")));
    assert_true(str_starts(S("abc"), S("abc")));
    assert_false(str_starts(S("abc"), S("abcd")));
    assert_false(str_starts(S("abc"), S("b")));
    assert_true(str_ends(S("abc"), S("bc")));
    assert_true(str_ends(S(""), S("")));
    assert_false(str_ends(S("c"), S("bc")));
    assert_false(str_ends(S("abc"), S("ab")));
    assert_str(str_trim(S(" \t\r\n\v\fa b \n")), S("a b"));
    assert_str(str_trim(S(" \n ")), S(""));
    assert_str(str_trim(S("")), S(""));
}

static void test_find(void **state)
{
    (void)state;
    assert_int_equal(str_find(S("abcabc"), S("bc"), 0), 1);
    assert_int_equal(str_find(S("abcabc"), S("bc"), 2), 4);
    assert_int_equal(str_find(S("abcabc"), S("bc"), 5), STR_NONE);
    assert_int_equal(str_find(S("abc"), S(""), 3), 3);
    assert_int_equal(str_find(S("abc"), S(""), 4), STR_NONE);
    assert_int_equal(str_find(S(""), S("a"), 0), STR_NONE);
    assert_int_equal(str_find(S("a"), S("ab"), 0), STR_NONE);
    assert_int_equal(str_find(S("x\0y"), S("\0y"), 0), 1);
    assert_int_equal(str_find_byte(S("abc"), 'c', 0), 2);
    assert_int_equal(str_find_byte(S("abc"), 'a', 1), STR_NONE);
    assert_int_equal(str_find_byte(S("abc"), 'a', 99), STR_NONE);
    /* The needle may not reach beyond the slice. */
    assert_int_equal(str_find(str_head(S("abc"), 2), S("bc"), 0), STR_NONE);
}

static void test_split(void **state)
{
    static const struct {
        str text;
        size_t n;
        str parts[4];
    } rows[] = {
        {S_INIT(""), 0, {{0}}},
        {S_INIT("a"), 1, {S_INIT("a")}},
        {S_INIT("a,b"), 2, {S_INIT("a"), S_INIT("b")}},
        {S_INIT("a,,b"), 3, {S_INIT("a"), S_INIT(""), S_INIT("b")}},
        {S_INIT("a,"), 1, {S_INIT("a")}},
        {S_INIT(","), 1, {S_INIT("")}},
        {S_INIT(",a"), 2, {S_INIT(""), S_INIT("a")}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        str rest = rows[i].text;
        size_t n = 0;

        for (str part; str_split(&rest, ',', &part); n++) {
            assert_true(n < rows[i].n);
            assert_str(part, rows[i].parts[n]);
        }
        assert_int_equal(n, rows[i].n);
    }
}

static void test_copies(void **state)
{
    struct arena *a = *state;
    const str parts[] = {S("a"), S(""), S("c")};
    char source[] = "abc";
    str copy = str_copy(a, str_of(source));

    source[0] = 'x';
    assert_str(copy, S("abc"));
    assert_string_equal(str_z(a, S("abc")), "abc");
    assert_string_equal(str_z(a, S("")), "");
    assert_str(str_lower(a, S("ABZ[@`az{Ä中")), S("abz[@`az{Ä中"));
    assert_str(str_join(a, parts, 3, S(", ")), S("a, , c"));
    assert_str(str_join(a, parts, 1, S(", ")), S("a"));
    assert_str(str_join(a, parts, 0, S(", ")), S(""));
    assert_str(str_cat(a, S("政务"), S("公开")), S("政务公开"));
    assert_str(str_printf(a, "%d-%.*s", 7, STR_ARG(S("x"))), S("7-x"));
    assert_str(str_printf(a, "%s", ""), S(""));
}

static void test_replace(void **state)
{
    struct arena *a = *state;

    assert_str(str_replace(a, S("aXbXc"), S("X"), S("--")), S("a--b--c"));
    assert_str(str_replace(a, S("XX"), S("X"), S("")), S(""));
    assert_str(str_replace(a, S("aaa"), S("aa"), S("b")), S("ba"));
    assert_str(str_replace(a, S("abc"), S("x"), S("y")), S("abc"));
    assert_str(str_replace(a, S(""), S("x"), S("y")), S(""));
    /* What was put in is not looked at again. */
    assert_str(str_replace(a, S("a.b"), S("."), S("..")), S("a..b"));
}

static void nul_in_z(void)
{
    struct arena a;

    arena_init(&a, 1000);
    (void)str_z(&a, S("a\0b"));
}

static void replace_nothing(void)
{
    struct arena a;

    arena_init(&a, 1000);
    (void)str_replace(&a, S("abc"), S(""), S("x"));
}

static void test_broken_calls_end_the_process(void **state)
{
    (void)state;
    assert_true(dies(nul_in_z));
    assert_true(dies(replace_nothing));
}

static void test_hash(void **state)
{
    struct arena *a = *state;
    size_t filled[256] = {0};

    assert_true(str_hash(S("abc"), 1) == str_hash(S("abc"), 1));
    assert_true(str_hash(S("abc"), 1) != str_hash(S("abc"), 2));
    assert_true(str_hash(S("abc"), 1) != str_hash(S("abd"), 1));
    for (int i = 0; i < 25600; i++) filled[str_hash(str_printf(a, "%d", i), 7) & 255]++;
    for (size_t i = 0; i < 256; i++) assert_in_range(filled[i], 50, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_making), UNIT(test_equal),   UNIT(test_order),
        UNIT(test_parts),  UNIT(test_find),    UNIT(test_split),
        UNIT(test_copies), UNIT(test_replace), UNIT(test_broken_calls_end_the_process),
        UNIT(test_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
