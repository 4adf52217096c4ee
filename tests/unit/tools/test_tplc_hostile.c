/*
 * The property tplc is for: whatever the values are, the page has the same elements and attributes,
 * its URLs have harmless schemes, and a browser reads back the very values that were written.
 *
 * The judge is gumbo, an HTML5 parser that shares no code with tplc; JSON is judged by jansson.
 */
#include "unit.h"

#include "tplc_views.h"

#include <gumbo.h>
#include <jansson.h>
#include <string.h>

enum {
    ROUNDS = 3000,
    DEPTH_MAX = 100,
    SKELETON_MAX = 1024 * 1024,
};

/* What breaks out of some place of some page, and bytes that parsers treat in their own way. */
static const str fragments[] = {
    S_INIT("\""),
    S_INIT("'"),
    S_INIT("`"),
    S_INIT("<"),
    S_INIT(">"),
    S_INIT("&"),
    S_INIT("="),
    S_INIT("/"),
    S_INIT("\\"),
    S_INIT(" "),
    S_INIT("\n"),
    S_INIT("\t"),
    S_INIT("\r"),
    S_INIT("\f"),
    S_INIT("\001"),
    S_INIT("\033"),
    S_INIT("\177"),
    S_INIT(":"),
    S_INIT("#"),
    S_INIT("?"),
    S_INIT("%"),
    S_INIT("{{"),
    S_INIT("}}"),
    S_INIT("{% end %}"),
    S_INIT("a"),
    S_INIT("公开"),
    S_INIT("<script>alert(1)</script>"),
    S_INIT("</script>"),
    S_INIT("</SCRIPT "),
    S_INIT("<!--"),
    S_INIT("-->"),
    S_INIT("--!>"),
    S_INIT("<![CDATA["),
    S_INIT("]]>"),
    S_INIT("</textarea>"),
    S_INIT("</title>"),
    S_INIT("</pre>"),
    S_INIT("<?"),
    S_INIT("<!DOCTYPE"),
    S_INIT("\" onmouseover=\"alert(1)"),
    S_INIT("' onload='alert(1)"),
    S_INIT("/><svg/onload=a()>"),
    S_INIT("javascript:alert(1)"),
    S_INIT("JaVaScRiPt:alert(1)"),
    S_INIT("java\tscript:alert(1)"),
    S_INIT("\001javascript:alert(1)"),
    S_INIT(" javascript:alert(1)"),
    S_INIT("javascript"),
    S_INIT("javascript&colon;alert(1)"),
    S_INIT("&#106;avascript:alert(1)"),
    S_INIT("vbscript:"),
    S_INIT("data:text/html,<script>alert(1)</script>"),
    S_INIT("http://a.example/"),
    S_INIT("//a"),
    S_INIT("https:"),
    S_INIT("mailto:a@b.example"),
    S_INIT("tel:1"),
    S_INIT("&lt;"),
    S_INIT("&#"),
    S_INIT("&amp"),
    S_INIT("\xe2\x80\xa8"),
    S_INIT("\xe2\x80\xa9"),
    S_INIT("\xe2\x80\xae"),
    S_INIT("\xef\xbb\xbf"),
    S_INIT("\xef\xbf\xbd"),
    S_INIT("\xf0\x9f\x98\x80"),
    S_INIT("\\u003c"),
};

/* Text never holds these (it is checked at the door), but the page must stand even so. */
static const str broken[] = {
    S_INIT("\xc3"), S_INIT("\xe2\x80"), S_INIT("\xf0\x9f"), S_INIT("\xff"), S_INIT("\xc0\xbc"),
};

/* Repeatable numbers; no need for good ones. */
static size_t pick(uint64_t *seed, size_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*seed >> 33) % n;
}

static str hostile(struct arena *a, uint64_t *seed, bool valid)
{
    struct buf b;

    buf_init(&b, a, 4096);
    for (size_t n = 1 + pick(seed, 5); n; n--) {
        if (!valid && pick(seed, 4) == 0)
            buf_add(&b, broken[pick(seed, COUNT_OF(broken))]);
        else
            buf_add(&b, fragments[pick(seed, COUNT_OF(fragments))]);
    }
    return buf_str(&b);
}

static struct sample sample_of(struct arena *a, str s)
{
    struct sample_item *items = ARENA_ARRAY(a, struct sample_item, 2);

    items[0] = (struct sample_item){s, 1};
    items[1] = (struct sample_item){s, 2};
    return (struct sample){
        .s = s,
        .html = safe_html_trusted(S("<i>a</i>")),
        .items = items,
        .n_items = 2,
    };
}

/* ---- Reading a page back --------------------------------------------------------------------- */

struct page {
    GumboOutput *tree;
};

static void page_close(void *page)
{
    gumbo_destroy_output(&kGumboDefaultOptions, ((struct page *)page)->tree);
}

static const GumboNode *page_read(struct arena *a, str html)
{
    struct page *p = ARENA_NEW(a, struct page);

    p->tree = gumbo_parse_with_options(&kGumboDefaultOptions, html.p, html.n);
    assert_non_null(p->tree);
    arena_defer(a, page_close, p);
    return p->tree->document;
}

static const GumboVector *children_of(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_DOCUMENT) return &node->v.document.children;
    if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
        return &node->v.element.children;
    return NULL;
}

/* Elements, attribute names, comments: all that the values must not change. */
static void skeleton(const GumboNode *node, struct buf *out, int depth)
{
    const GumboVector *children = children_of(node);

    assert_true(depth < DEPTH_MAX);
    if (node->type == GUMBO_NODE_COMMENT) buf_lit(out, "<!>");
    if (node->type == GUMBO_NODE_CDATA) buf_lit(out, "<[>");
    if (!children) return;
    if (node->type != GUMBO_NODE_DOCUMENT) {
        const GumboElement *e = &node->v.element;

        GumboStringPiece name = e->original_tag;

        gumbo_tag_from_original_text(&name);
        buf_byte(out, '<');
        buf_add(out, name.data && e->tag == GUMBO_TAG_UNKNOWN
                         ? str_at(name.data, name.length)
                         : str_of(gumbo_normalized_tagname(e->tag)));
        for (unsigned i = 0; i < e->attributes.length; i++) {
            const GumboAttribute *attribute = e->attributes.data[i];

            buf_byte(out, ' ');
            buf_add(out, str_of(attribute->name));
        }
        buf_byte(out, '>');
    }
    for (unsigned i = 0; i < children->length; i++) skeleton(children->data[i], out, depth + 1);
    buf_lit(out, "</>");
}

static str skeleton_of(struct arena *a, str html)
{
    struct buf out;

    buf_init(&out, a, SKELETON_MAX);
    skeleton(page_read(a, html), &out, 0);
    assert_true(buf_ok(&out));
    return buf_str(&out);
}

static const GumboNode *find(const GumboNode *node, GumboTag tag)
{
    const GumboVector *children = children_of(node);

    if (node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag) return node;
    for (unsigned i = 0; children && i < children->length; i++) {
        const GumboNode *found = find(children->data[i], tag);

        if (found) return found;
    }
    return NULL;
}

/* The text in the first element of this kind. */
static str text_in(struct arena *a, const GumboNode *page, GumboTag tag)
{
    const GumboNode *node = find(page, tag);
    struct buf out;

    assert_non_null(node);
    buf_init(&out, a, SKELETON_MAX);
    for (unsigned i = 0; i < node->v.element.children.length; i++) {
        const GumboNode *text = node->v.element.children.data[i];

        assert_true(text->type == GUMBO_NODE_TEXT || text->type == GUMBO_NODE_WHITESPACE);
        buf_add(&out, str_of(text->v.text.text));
    }
    return buf_str(&out);
}

/* A URL as a browser takes it: without the bytes it drops. Schemes that run or replace the page. */
static void assert_harmless(struct arena *a, str url)
{
    static const str good[] = {S_INIT("http"), S_INIT("https"), S_INIT("mailto"), S_INIT("tel")};
    struct buf clean;

    buf_init(&clean, a, url.n);
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.p[i] > 0x20 || (url.p[i] == ' ' && clean.n))
            buf_byte(&clean, url.p[i]);
    str s = buf_str(&clean);
    size_t colon = str_find_byte(s, ':', 0);

    if (colon == STR_NONE) return;
    for (size_t i = 0; i < colon; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-", s.p[i]))
            return;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        if (str_eq_nocase(str_head(s, colon), good[i])) return;
    fail_msg("URL %.*s", STR_ARG(url));
}

static size_t check_urls(struct arena *a, const GumboNode *node)
{
    static const char *const names[] = {"href",   "src",  "action", "formaction",
                                        "poster", "cite", "data"};
    const GumboVector *children = children_of(node);
    size_t n = 0;

    if (node->type == GUMBO_NODE_ELEMENT)
        for (unsigned i = 0; i < node->v.element.attributes.length; i++) {
            const GumboAttribute *attribute = node->v.element.attributes.data[i];

            for (size_t k = 0; k < COUNT_OF(names); k++) {
                if (strcmp(attribute->name, names[k]) != 0) continue;
                assert_harmless(a, str_of(attribute->value));
                n++;
            }
        }
    for (unsigned i = 0; children && i < children->length; i++)
        n += check_urls(a, children->data[i]);
    return n;
}

/* ---- The properties -------------------------------------------------------------------------- */

static const struct sample_view *view_named(str name)
{
    for (size_t i = 0; i < COUNT_OF(sample_views); i++)
        if (str_eq(sample_views[i].name, name)) return &sample_views[i];
    fail_msg("no view %.*s", STR_ARG(name));
    return NULL;
}

static void check_value(struct arena *a, const struct sample_view *view, str value, str want)
{
    struct sample v = sample_of(a, value);

    v.yes = false;
    str page = sample_render(a, view, &v);
    str got = skeleton_of(a, page);

    if (!str_eq(got, want))
        fail_msg("view %.*s, value \"%.*s\":\n%.*s\nwas %.*s\nnow %.*s", STR_ARG(view->name),
                 STR_ARG(value), STR_ARG(page), STR_ARG(want), STR_ARG(got));
}

static void same_skeleton(void **state)
{
    struct arena *a = *state;
    uint64_t seed = 20200509;

    for (size_t i = 0; i < COUNT_OF(sample_views); i++) {
        const struct sample_view *view = &sample_views[i];
        struct arena once;

        arena_init(&once, UNIT_ARENA);
        struct sample v = sample_of(a, S("harmless"));
        str want = str_copy(a, skeleton_of(&once, sample_render(&once, view, &v)));

        assert_true(want.n > sizeof "<html><head></><body></></></>");
        for (size_t k = 0; k < COUNT_OF(fragments); k++)
            check_value(&once, view, fragments[k], want);
        for (size_t round = 0; round < ROUNDS; round++) {
            arena_reset(&once);
            check_value(&once, view, hostile(&once, &seed, round % 2 == 0), want);
        }
        arena_release(&once);
    }
}

static void harmless_urls(void **state)
{
    struct arena *a = *state;
    uint64_t seed = 711;
    static const str views[] = {S_INIT("url"), S_INIT("url_parts")};

    for (size_t i = 0; i < 2 * (COUNT_OF(fragments) + ROUNDS); i++) {
        size_t k = i / 2;
        str value = k < COUNT_OF(fragments) ? fragments[k] : hostile(a, &seed, true);
        struct sample v = sample_of(a, value);

        assert_true(check_urls(a, page_read(a, sample_render(a, view_named(views[i % 2]), &v))) >=
                    5);
        arena_reset(a);
    }
}

/* What a reader gets of a value: as it was, but for control bytes, and CR, which HTML reads as LF.
 */
static str as_read(struct arena *a, str s)
{
    struct buf out;

    buf_init(&out, a, s.n * 3);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
            buf_lit(&out, "\xef\xbf\xbd");
        else
            buf_byte(&out, s.p[i]);
    }
    return buf_str(&out);
}

static void same_values(void **state)
{
    struct arena *a = *state;
    uint64_t seed = 33;

    for (size_t i = 0; i < COUNT_OF(fragments) + ROUNDS; i++) {
        str value = i < COUNT_OF(fragments) ? fragments[i] : hostile(a, &seed, true);
        struct sample v = sample_of(a, value);
        str read = as_read(a, value);

        v.on = DATE_NONE;
        const GumboNode *page = page_read(a, sample_render(a, view_named(S("text")), &v));
        assert_str(text_in(a, page, GUMBO_TAG_P), read);

        page = page_read(a, sample_render(a, view_named(S("rcdata")), &v));
        assert_str(text_in(a, page, GUMBO_TAG_TEXTAREA), read);

        page = page_read(a, sample_render(a, view_named(S("pre")), &v));
        assert_str(text_in(a, page, GUMBO_TAG_PRE), str_cat(a, read, S("\n  kept   as it is\n\n")));

        page = page_read(a, sample_render(a, view_named(S("attribute")), &v));
        const GumboNode *p = find(page, GUMBO_TAG_P);
        assert_str(str_of(gumbo_get_attribute(&p->v.element.attributes, "title")->value), read);
        arena_reset(a);
    }
}

static void same_json(void **state)
{
    struct arena *a = *state;
    uint64_t seed = 50;

    for (size_t i = 0; i < COUNT_OF(fragments) + ROUNDS; i++) {
        str value = i < COUNT_OF(fragments) ? fragments[i] : hostile(a, &seed, true);
        struct sample v = sample_of(a, value);

        v.on = DATE_NONE;
        const GumboNode *page = page_read(a, sample_render(a, view_named(S("json")), &v));
        str text = text_in(a, page, GUMBO_TAG_SCRIPT);

        for (size_t k = 0; k < text.n; k++) assert_null(memchr("<>&", text.p[k], 3));
        assert_true(str_find(text, S("\xe2\x80\xa8"), 0) == STR_NONE);
        assert_true(str_find(text, S("\xe2\x80\xa9"), 0) == STR_NONE);

        json_t *json = json_loadb(text.p, text.n, 0, NULL);
        if (!json) fail_msg("not JSON: %.*s", STR_ARG(text));
        const json_t *s = json_object_get(json, "s");
        assert_str(str_at(json_string_value(s), json_string_length(s)), value);
        assert_int_equal(json_array_size(json_object_get(json, "items")), 2);
        assert_true(json_is_null(json_object_get(json, "on")));
        json_decref(json);
        arena_reset(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(same_skeleton),
        UNIT(harmless_urls),
        UNIT(same_values),
        UNIT(same_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
