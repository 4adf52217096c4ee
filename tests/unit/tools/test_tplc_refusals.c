/* tplc refuses what it says it refuses, with the line and the reason, and accepts the neighbours.
 */
#include "unit.h"

#include "compile.h"
#include "tplc_data.h"

static struct err *run(struct arena *a, str text, struct compiled *out)
{
    struct source *s = ARENA_NEW(a, struct source);

    *s = (struct source){.arena = a, .file = S("t.html"), .text = text};
    return compile(s, S("t_views.h"), S("T_VIEWS_H"), out);
}

static void refused_cases(void **state)
{
    struct arena *a = *state;
    str rest = data_file(a, "refused.cases");
    size_t n = 0;

    for (str title, body; data_case(&rest, &title, &body); n++) {
        struct compiled out;
        struct err *e = run(a, body, &out);
        size_t colon = str_find(title, S(": "), 0);
        str place = str_printf(a, "t.html:%.*s: ", STR_ARG(str_head(title, colon)));
        str reason = str_from(title, colon + 2);

        if (!e) fail_msg("accepted, but wanted \"%.*s\"\n%.*s", STR_ARG(title), STR_ARG(body));
        if (e && (!str_starts(e->message, place) || str_find(e->message, reason, 0) == STR_NONE))
            fail_msg("got    \"%.*s\"\nwanted \"%.*s\"\n%.*s", STR_ARG(e->message), STR_ARG(title),
                     STR_ARG(body));
    }
    assert_true(n > 100);
}

static void accepted_cases(void **state)
{
    struct arena *a = *state;
    str rest = data_file(a, "accepted.cases");
    size_t n = 0;

    for (str title, body; data_case(&rest, &title, &body); n++) {
        struct compiled out;
        struct err *e = run(a, body, &out);

        if (e) fail_msg("%.*s: %.*s", STR_ARG(title), STR_ARG(e->message));
    }
    assert_true(n > 10);
}

/* Bytes that a text file of cases could not show. */
static void refused_bytes(void **state)
{
    struct arena *a = *state;
    struct compiled out;
    static const struct {
        str text;
        const char *message;
    } cases[] = {
        {S_INIT("{% view x(void) %}\na\r\n{% end %}\n"), "t.html:2: carriage return"},
        {S_INIT("{% view x(void) %}\n\001{% end %}\n"), "t.html:2: control byte"},
        {S_INIT("{% view x(void) %}\n\0{% end %}\n"), "t.html:2: control byte"},
        {S_INIT("\xef\xbb\xbf{% view x(void) %}{% end %}\n"), "t.html:1: byte order mark"},
        {S_INIT("{% view x(void) %}\xff{% end %}\n"), "t.html:1: not valid UTF-8"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err *e = run(a, cases[i].text, &out);

        assert_non_null(e);
        assert_str(str_head(e->message, str_of(cases[i].message).n), str_of(cases[i].message));
    }
}

static str repeated(struct arena *a, str part, size_t times)
{
    struct buf b;

    buf_init(&b, a, part.n * times);
    while (times--) buf_add(&b, part);
    return buf_str(&b);
}

static str view_of(struct arena *a, str body)
{
    return str_printf(a, "{%% view x(int v) %%}%.*s{%% end %%}", STR_ARG(body));
}

/* Each limit: at it, and one above. */
static void refused_sizes(void **state)
{
    struct arena *a = *state;
    struct compiled out;

    str deep = str_cat(a, repeated(a, S("<b>"), 128), repeated(a, S("</b>"), 128));
    assert_ok(run(a, view_of(a, deep), &out));
    assert_err(run(a, view_of(a, str_cat(a, S("<b>"), str_cat(a, deep, S("</b>")))), &out),
               INVALID);

    str blocks = str_cat(a, repeated(a, S("{% if v %}"), 63), repeated(a, S("{% end %}"), 63));
    str more = str_cat(a, S("{% if v %}"), str_cat(a, blocks, S("{% end %}")));
    assert_ok(run(a, view_of(a, blocks), &out));
    assert_err(run(a, view_of(a, more), &out), INVALID);

    str brackets = str_cat(a, repeated(a, S("("), 32), str_cat(a, S("v"), repeated(a, S(")"), 32)));
    assert_ok(run(a, view_of(a, str_printf(a, "{{ %.*s }}", STR_ARG(brackets))), &out));
    assert_err(run(a, view_of(a, str_printf(a, "{{ (%.*s) }}", STR_ARG(brackets))), &out), INVALID);

    str name = repeated(a, S("v"), 4096);
    assert_ok(run(a, view_of(a, str_printf(a, "{{ %.*s }}", STR_ARG(name))), &out));
    assert_err(run(a, view_of(a, str_printf(a, "{{ %.*sv }}", STR_ARG(name))), &out), INVALID);

    str file = str_cat(a, repeated(a, S(" "), TEMPLATE_MAX - 1), S("\n"));
    assert_ok(run(a, file, &out));
    assert_err(run(a, str_cat(a, file, S("\n")), &out), INVALID);
}

/* The names of the tables, once more: an entry that is lost or misspelt is noticed. */
static void every_name(void **state)
{
    struct arena *a = *state;
    struct compiled out;
    static const char *const urls[] = {
        "href", "src",        "action",     "formaction", "poster",   "cite",
        "data", "xlink:href", "background", "longdesc",   "manifest", "HREF",
    };
    static const char *const words[] = {
        "rel",   "target",      "formtarget",     "sandbox",   "is",    "charset",
        "allow", "crossorigin", "referrerpolicy", "integrity", "nonce", "Rel",
    };
    static const char *const attributes[] = {
        "style",      "srcset",  "imagesrcset", "ping",       "srcdoc",
        "http-equiv", "onclick", "onload",      "onanything", "OnError",
    };
    static const char *const elements[] = {
        "style",     "base", "frame",   "frameset", "noembed", "noframes",
        "plaintext", "xmp",  "animate", "set",      "STYLE",
    };

    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        assert_ok(run(a, view_of(a, str_printf(a, "<i %s=\"{{ v }}\"></i>", urls[i])), &out));
        assert_true(str_find(out.c, S("html_url(out, v)"), 0) != STR_NONE);
        assert_ok(run(a, view_of(a, str_printf(a, "<i %s=\"/{{ v }}\"></i>", urls[i])), &out));
        assert_true(str_find(out.c, S("html_urlpart(out, v)"), 0) != STR_NONE);
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct err *e = run(a, view_of(a, str_printf(a, "<i %s=\"{{ v }}\"></i>", words[i])), &out);

        if (!e) fail_msg("%s takes an expression", words[i]);
    }
    for (size_t i = 0; i < COUNT_OF(attributes); i++) {
        str tag = str_printf(a, "<i %s=\"a\"></i>", attributes[i]);

        if (!run(a, view_of(a, tag), &out)) fail_msg("%s is accepted", attributes[i]);
    }
    for (size_t i = 0; i < COUNT_OF(elements); i++) {
        str tag = str_printf(a, "<%s></%s>", elements[i], elements[i]);

        if (!run(a, view_of(a, tag), &out)) fail_msg("<%s> is accepted", elements[i]);
    }
    /* Their neighbours are what they seem. */
    assert_ok(run(a, view_of(a, S("<i data-style=\"{{ v }}\" hrefx=\"{{ v }}\">a</i>")), &out));
    assert_true(str_find(out.c, S("html_url"), 0) == STR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(refused_cases), UNIT(accepted_cases), UNIT(refused_bytes),
        UNIT(refused_sizes), UNIT(every_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
