#include "unit.h"

#include "text/json.h"

#include <math.h>

static const struct json_limits limits = {.bytes = 4096};

static str written(struct arena *a, const struct json *v, bool for_script)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, 65536);
    json_out_init(&o, &b, for_script);
    json_out_tree(&o, v);
    assert_true(buf_ok(&b));
    return buf_str(&b);
}

static void what_is_read_is_written(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "-9223372036854775808",
        "\"\"",
        "[]",
        "{}",
        "[[],{},[{}]]",
        "1.5",
        "{\"b\":1,\"a\":[true,false,null,\"中\\\"\\\\\\n\\t\"],\"\":{\"x\":-0.25}}",
    };
    struct arena *a = *state;
    const struct json *v;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_ok(json_parse(a, str_of(texts[i]), limits, &v));
        assert_str(written(a, v, false), str_of(texts[i]));
    }
    assert_ok(json_parse(a, S(" [ \"\\u4e2d\\ud83d\\ude00\\/\\u0001\" ] "), limits, &v));
    assert_str(v->items[0].text, S("中😀/\x01"));
    assert_str(written(a, v, false), S("[\"中😀/\\u0001\"]"));
}

static void bad_json_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "'x'",
        "nul",
        "1 2",
        "[\"\\u0000\"]",
        "\"\xff\"",
        "\"\xc0\x80\"",
        "\"\\ud800\"",
        "\"a\nb\"",
        "{1:2}",
        "1e999",
        "99999999999999999999",
        "01",
        "+1",
        "NaN",
        "\xef\xbb\xbf{}",
        "// x\n1",
    };
    struct arena *a = *state;
    const struct json *v;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct err *e = json_parse(a, str_of(bad[i]), limits, &v);

        if (!e) fail_msg("accepted %s", bad[i]);
        assert_int_equal(e->code, ERR_INVALID);
    }
    assert_err(json_parse(a, S("[1]\0"), limits, &v), INVALID);
}

static void limits_hold(void **state)
{
    struct arena *a = *state;
    const struct json *v;

    assert_ok(json_parse(a, S("[[1]]"), (struct json_limits){.bytes = 5, .depth = 2}, &v));
    assert_err(json_parse(a, S("[[1]]"), (struct json_limits){.bytes = 4}, &v), TOO_LARGE);
    assert_err(json_parse(a, S("[[1]]"), (struct json_limits){.bytes = 5, .depth = 1}, &v),
               TOO_LARGE);
    assert_ok(json_parse(a, S("[1,2]"), (struct json_limits){.bytes = 9, .values = 2}, &v));
    assert_err(json_parse(a, S("[1,2]"), (struct json_limits){.bytes = 9, .values = 1}, &v),
               TOO_LARGE);
    assert_err(json_parse(a, S("{\"a\":[1]}"), (struct json_limits){.bytes = 9, .values = 1}, &v),
               TOO_LARGE);
}

static void fields_are_taken_with_their_limits(void **state)
{
    struct arena *a = *state;
    const struct json *v;
    const struct json *items;
    str s;
    int64_t n;
    bool b;

    assert_ok(json_parse(
        a, S("{\"s\":\"中文\",\"n\":5,\"r\":1.5,\"z\":null,\"b\":true,\"a\":[1,2]}"), limits, &v));
    assert_ok(json_take_str(a, v, S("s"), 2, &s));
    assert_str(s, S("中文"));
    assert_err(json_take_str(a, v, S("s"), 1, &s), INVALID);
    assert_err(json_take_str(a, v, S("n"), 9, &s), INVALID);
    assert_err(json_take_str(a, v, S("z"), 9, &s), INVALID);
    const struct err *e = json_take_str(a, v, S("missing"), 9, &s);

    assert_non_null(e);
    assert_str(e->field, S("missing"));
    assert_ok(json_take_str_or(a, v, S("z"), 9, S("x"), &s));
    assert_str(s, S("x"));
    assert_err(json_take_str_or(a, v, S("n"), 9, S("x"), &s), INVALID);

    assert_ok(json_take_int(a, v, S("n"), 5, 5, &n));
    assert_err(json_take_int(a, v, S("n"), 6, 9, &n), INVALID);
    assert_err(json_take_int(a, v, S("n"), 0, 4, &n), INVALID);
    assert_err(json_take_int(a, v, S("r"), 0, 9, &n), INVALID);
    assert_ok(json_take_int_or(a, v, S("missing"), 0, 9, 7, &n));
    assert_int_equal(n, 7);

    assert_ok(json_take_bool_or(a, v, S("b"), false, &b));
    assert_true(b);
    assert_err(json_take_bool_or(a, v, S("n"), false, &b), INVALID);

    assert_ok(json_take_array(a, v, S("a"), 2, &items));
    assert_int_equal(items->items[1].number, 2);
    assert_err(json_take_array(a, v, S("a"), 1, &items), INVALID);
    assert_err(json_take_object(a, v, S("a"), 9, &items), INVALID);
    assert_null(json_get(items, S("a")));
    assert_null(json_get(NULL, S("a")));

    static const str known[] = {S_INIT("s"), S_INIT("n"), S_INIT("r"), S_INIT("z"), S_INIT("b")};

    e = json_only(a, v, known, COUNT_OF(known));
    assert_non_null(e);
    assert_str(e->field, S("a"));
}

static void scripts_cannot_be_ended(void **state)
{
    struct arena *a = *state;
    struct buf b;
    struct json_out o;

    buf_init(&b, a, 1000);
    json_out_init(&o, &b, true);
    json_out_object(&o);
    json_out_name_str(&o, S("</a>"), S("</script>&\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"));
    json_out_name(&o, S("n"));
    json_out_real(&o, NAN);
    json_out_name_int(&o, S("i"), -1);
    json_out_name_bool(&o, S("b"), false);
    json_out_name(&o, S("v"));
    json_out_value(&o, S("[1]"));
    json_out_object_end(&o);
    assert_str(buf_str(&b), S("{\"\\u003c/a\\u003e\":\"\\u003c/script\\u003e\\u0026\\u2028\\u2029"
                              "\xe2\x80\xaa\",\"n\":null,\"i\":-1,\"b\":false,\"v\":[1]}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_is_read_is_written),
        UNIT(bad_json_is_refused),
        UNIT(limits_hold),
        UNIT(fields_are_taken_with_their_limits),
        UNIT(scripts_cannot_be_ended),
    };

    return cmocka_run_group_tests_name("text/json", tests, NULL, NULL);
}
