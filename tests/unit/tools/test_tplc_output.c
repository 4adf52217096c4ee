/*
 * What tplc writes: the C of a small template, and the pages that the compiled templates give.
 * The expected texts are read and judged by people when they change, not only compared.
 */
#include "unit.h"

#include "compile.h"
#include "tplc_data.h"
#include "tplc_views.h"

static const struct sample_item items[] = {
    {S_INIT("first & <best>"), 1},
    {S_INIT("第二"), 2},
};

static struct sample sample(void)
{
    struct sample v = {
        .s = S("a<b> & \"c\" 'd'/\xe5\x85\xac\xe5\xbc\x80?x=1"),
        .i = -7,
        .n = INT64_MIN,
        .u = UINT64_MAX,
        .w = UINT32_MAX,
        .z = 42,
        .html = safe_html_trusted(S("<em>as it is</em>")),
        .yes = true,
        .items = items,
        .n_items = COUNT_OF(items),
    };

    assert_true(date_make(2020, 5, 9, &v.on));
    return v;
}

/* Shows the first line that differs: the whole is long. */
static void assert_same(str got, str want)
{
    str g;
    str w;

    for (size_t line = 1; got.n || want.n; line++) {
        bool more_got = str_split(&got, '\n', &g);
        bool more_want = str_split(&want, '\n', &w);

        if (more_got != more_want || !str_eq(g, w))
            fail_msg("line %zu:\ngot    %.*s\nwanted %.*s", line,
                     STR_ARG(more_got ? g : S("(end)")), STR_ARG(more_want ? w : S("(end)")));
    }
}

static void pages(void **state)
{
    struct arena *a = *state;
    struct sample v = sample();
    struct buf all;

    buf_init(&all, a, DATA_FILE_MAX);
    for (size_t i = 0; i < COUNT_OF(sample_views); i++) {
        buf_printf(&all, "== %.*s\n", STR_ARG(sample_views[i].name));
        buf_add(&all, sample_render(a, &sample_views[i], &v));
        buf_lit(&all, "\n");
    }
    assert_same(buf_str(&all), data_file(a, "contexts.golden"));
}

/* The other arm of every branch, and lists without elements. */
static void pages_of_nothing(void **state)
{
    struct arena *a = *state;
    struct sample v = {.s = S(""), .on = DATE_NONE, .html = {S("")}};
    struct buf all;

    buf_init(&all, a, DATA_FILE_MAX);
    for (size_t i = 0; i < COUNT_OF(sample_views); i++) {
        buf_printf(&all, "== %.*s\n", STR_ARG(sample_views[i].name));
        buf_add(&all, sample_render(a, &sample_views[i], &v));
        buf_lit(&all, "\n");
    }
    assert_same(buf_str(&all), data_file(a, "nothing.golden"));
}

static void code(void **state)
{
    struct arena *a = *state;
    struct source s = {
        .arena = a, .file = S("views/\"odd\".html"), .text = data_file(a, "code.html")};
    struct compiled out;

    assert_ok(compile(&s, S("code_views.h"), S("TPLC_CODE_VIEWS_H"), &out));
    assert_same(out.c, data_file(a, "code.golden.c"));
    assert_same(out.h, data_file(a, "code.golden.h"));
}

/* A literal longer than C promises to take is written in parts, none of which splits a character.
 */
static void long_literal(void **state)
{
    struct arena *a = *state;
    struct source s = {.arena = a, .file = S("t.html")};
    struct compiled out;
    struct buf b;

    buf_init(&b, a, 64 * 1024);
    buf_lit(&b, "{% view x(void) %}");
    for (int i = 0; i < 3000; i++) buf_lit(&b, "公");
    buf_lit(&b, "{% end %}");
    s.text = buf_str(&b);
    assert_ok(compile(&s, S("t.h"), S("T"), &out));

    size_t written = 0;
    size_t parts = 0;
    str open = S("S(\"");

    for (size_t at = 0; (at = str_find(out.c, open, at)) != STR_NONE; parts++) {
        size_t end = str_find_byte(out.c, '"', at + open.n);

        assert_true(end - at - open.n <= 4095);
        assert_int_equal((end - at - open.n) % (sizeof "公" - 1), 0);
        written += end - at - open.n;
        at = end;
    }
    assert_int_equal(parts, 3);
    assert_int_equal(written, 9000);
}

/* A page that does not fit fails its buf and writes nothing beyond it. */
static void full(void **state)
{
    struct arena *a = *state;
    struct sample v = sample();

    for (size_t i = 0; i < COUNT_OF(sample_views); i++) {
        size_t whole = sample_render(a, &sample_views[i], &v).n;

        for (size_t max = 0; max <= whole; max++) {
            struct buf out;

            buf_init(&out, a, max);
            sample_views[i].write(&out, &v);
            assert_int_equal(buf_ok(&out), max == whole);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(pages), UNIT(pages_of_nothing), UNIT(code), UNIT(long_literal), UNIT(full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
