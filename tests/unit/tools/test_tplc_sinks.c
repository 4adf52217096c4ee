/* The sinks of text/html.h by themselves: every byte, every limit. Places are the other tests'. */
#include "unit.h"

#include "text/html.h"

#include <string.h>

enum { OUT_MAX = 64 * 1024 };

static str written(struct arena *a, void (*sink)(struct buf *out, str s), str s)
{
    struct buf out;

    buf_init(&out, a, OUT_MAX);
    sink(&out, s);
    assert_true(buf_ok(&out));
    return buf_str(&out);
}

static void text_of_every_byte(void **state)
{
    struct arena *a = *state;

    for (int i = 0; i < 256; i++) {
        char c = (char)i;
        str one = {&c, 1};
        str got = written(a, html_escape, one);

        if (c == '&')
            assert_str(got, S("&amp;"));
        else if (c == '<')
            assert_str(got, S("&lt;"));
        else if (c == '>')
            assert_str(got, S("&gt;"));
        else if (c == '"')
            assert_str(got, S("&#34;"));
        else if (c == '\'')
            assert_str(got, S("&#39;"));
        else if (c == '\r')
            assert_str(got, S("&#13;"));
        else if ((i < 0x20 && c != '\t' && c != '\n') || i == 0x7f)
            assert_str(got, S("\xef\xbf\xbd"));
        else
            assert_str(got, one);
    }
}

static void text_in_runs(void **state)
{
    struct arena *a = *state;

    assert_str(written(a, html_escape, S("")), S(""));
    assert_str(written(a, html_escape, S("<<a>>")), S("&lt;&lt;a&gt;&gt;"));
    assert_str(written(a, html_escape, S("公<开>")), S("公&lt;开&gt;"));

    str plain = S("nothing to do");
    assert_ptr_equal(html_escaped(a, plain).p, plain.p);
    assert_str(html_escaped(a, S("a&\"b")), S("a&amp;&#34;b"));
    assert_str(html_escaped(a, S("&&&&")), S("&amp;&amp;&amp;&amp;"));
}

static void urls(void **state)
{
    struct arena *a = *state;
    static const struct {
        str url, want;
    } cases[] = {
        {S_INIT(""), S_INIT("")},
        {S_INIT("/a/b?c=d&e=f#g"), S_INIT("/a/b?c=d&amp;e=f#g")},
        {S_INIT("a%20b"), S_INIT("a%20b")},
        {S_INIT("//host/a"), S_INIT("//host/a")},
        {S_INIT("/\\host"), S_INIT("/%5Chost")},
        {S_INIT("HTTPS://a.example/公"), S_INIT("HTTPS://a.example/%E5%85%AC")},
        {S_INIT("http://[::1]:8080/"), S_INIT("http://[::1]:8080/")},
        {S_INIT("mailto:a@b.example"), S_INIT("mailto:a@b.example")},
        {S_INIT("tel:+86-10"), S_INIT("tel:+86-10")},
        {S_INIT("?a=javascript:b"), S_INIT("?a=javascript:b")},
        {S_INIT("a'b\"c<d>"), S_INIT("a&#39;b%22c%3Cd%3E")},
        {S_INIT("javascript:a"), S_INIT("#")},
        {S_INIT("JAVASCRIPT:a"), S_INIT("#")},
        {S_INIT(" javascript:a"), S_INIT("#")},
        {S_INIT("java\nscript:a"), S_INIT("#")},
        {S_INIT("/a\n"), S_INIT("#")},
        {S_INIT("/a\177"), S_INIT("#")},
        {S_INIT("data:text/html,a"), S_INIT("#")},
        {S_INIT("vbscript:a"), S_INIT("#")},
        {S_INIT("blob:a"), S_INIT("#")},
        {S_INIT("httpsx:a"), S_INIT("#")},
        {S_INIT("http"), S_INIT("http")},
        {S_INIT(":a"), S_INIT("#")},
        {S_INIT("a:b"), S_INIT("#")},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_str(written(a, html_url_str, cases[i].url), cases[i].want);
        assert_int_equal(html_url_allowed(cases[i].url), !str_eq(cases[i].want, S("#")));
    }
}

static void url_parts(void **state)
{
    struct arena *a = *state;

    for (int i = 0; i < 256; i++) {
        char c = (char)i;
        bool kept = i && i < 0x80 &&
                    strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", c);
        str want = kept ? (str){&c, 1} : str_printf(a, "%%%02X", (unsigned)i);

        assert_str(written(a, html_urlpart_str, (str){&c, 1}), want);
    }
    assert_str(written(a, html_urlpart_str, S("a b/公")), S("a%20b%2F%E5%85%AC"));
}

static void json(void **state)
{
    struct arena *a = *state;

    assert_str(written(a, html_json_str, S("")), S("\"\""));
    assert_str(written(a, html_json_str, S("a\"b\\c/d")), S("\"a\\\"b\\\\c/d\""));
    assert_str(written(a, html_json_str, S("</script>&'")),
               S("\"\\u003c/script\\u003e\\u0026\\u0027\""));
    assert_str(written(a, html_json_str, S("\n\r\t\001\177")),
               S("\"\\u000a\\u000d\\u0009\\u0001\\u007f\""));
    assert_str(written(a, html_json_str, S("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa")),
               S("\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\""));
    /* Cut within what could have become a separator: nothing is read behind the end. */
    assert_str(written(a, html_json_str, S("\xe2\x80")), S("\"\xe2\x80\""));
}

static struct date day(int year, int month, int of_month)
{
    struct date d;

    assert_true(date_make(year, month, of_month, &d));
    return d;
}

static void typed(void **state)
{
    struct arena *a = *state;
    struct buf out;
    const struct date none = DATE_NONE;
    const uint32_t w = UINT32_MAX;
    const size_t z = SIZE_MAX;
    const long long least = INT64_MIN;

    buf_init(&out, a, OUT_MAX);
    html_text(&out, least);
    html_text(&out, S(" "));
    html_attr(&out, w);
    html_text(&out, S(" "));
    html_urlpart(&out, z);
    html_text(&out, S(" "));
    html_json(&out, -1);
    html_text(&out, S(" "));
    html_text(&out, day(2020, 2, 29));
    html_json(&out, day(1999, 12, 31));
    html_text(&out, none);
    html_json(&out, none);
    html_text(&out, ((struct date){INT32_MAX}));
    html_text(&out, safe_html_trusted(S("<b>")));
    assert_str(buf_str(&out), S("-9223372036854775808 4294967295 18446744073709551615 -1 2020-02-29"
                                "\"1999-12-31\"null5881580-07-11<b>"));
}

/* An argument is evaluated once, whatever the checks in the macros look like. */
static void evaluated_once(void **state)
{
    struct arena *a = *state;
    struct buf out;
    int n = 0;

    buf_init(&out, a, OUT_MAX);
    html_text(&out, ++n);
    html_attr(&out, ++n);
    html_urlpart(&out, ++n);
    html_json(&out, ++n);
    assert_str(buf_str(&out), S("1234"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(text_of_every_byte), UNIT(text_in_runs), UNIT(urls),
        UNIT(url_parts),          UNIT(json),         UNIT(typed),
        UNIT(evaluated_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
