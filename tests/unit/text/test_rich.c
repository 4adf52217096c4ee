#include "unit.h"

#include "rich_check.h"
#include "text/rich.h"
#include "text/rich_build.h"
#include "text/rich_schema.h"
#include "text/rich_tidy.h"

#include "base/buf.h"

#include <string.h>

/* ---- Random trees ---------------------------------------------------------------------------- */

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(d->state >> 33) % sides;
}

/* Characters that have given trouble somewhere: spaces of all kinds, markup, controls, wide ones.
 */
static str random_text(struct arena *a, struct dice *d)
{
    static const uint32_t odd[] = {
        ' ',    ' ',     ' ',    '\n',   '\t', '\r',   0xa0,    0x3000, 0x200b, 0x2028,
        '<',    '>',     '&',    '"',    '\'', 0x202e, 0xfeff,  0x1,    0x7f,   0x85,
        0x4e2d, 0x6587,  0x3014, 'a',    'Z',  '0',    0x1f600, 0xfffe, 0xad,   ';',
        '#',    0x20000, 0x2000, 0xfffd, 0xb,  0xc,    '`',     '*',    '[',    0x301,
    };
    struct buf b;
    uint32_t n = roll(d, 8);

    buf_init(&b, a, 1000);
    for (uint32_t i = 0; i < n; i++) buf_rune(&b, odd[roll(d, COUNT_OF(odd))]);
    return buf_str(&b);
}

static void fill(struct rich_build *b, struct dice *d, int depth);

static void random_inline(struct rich_build *b, struct dice *d)
{
    static const char *const links[] = {"/a?b=1&c='2'", "https://example.gov.cn/x", "mailto:a@b.c",
                                        "#s1"};
    uint32_t n = roll(d, 5);

    for (uint32_t i = 0; i < n; i++) {
        uint32_t marks = roll(d, 2) ? roll(d, 128) & ~(uint32_t)RICH_LINK : 0;
        bool link = roll(d, 4) == 0;

        if (roll(d, 6) == 0) rich_build_break(b);
        rich_build_text(b, random_text(b->a, d), marks | (link ? RICH_LINK : 0),
                        link ? str_of(links[roll(d, COUNT_OF(links))]) : S(""));
    }
}

static void random_block(struct rich_build *b, struct dice *d, int depth)
{
    enum rich_kind kind =
        (enum rich_kind)(RICH_PARAGRAPH + (int)roll(d, RICH_BREAK - RICH_PARAGRAPH));
    struct rich_node *n;

    if (kind == RICH_TEXT) {
        random_inline(b, d);
        return;
    }
    if (kind == RICH_RULE || kind == RICH_IMAGE) {
        n = rich_build_leaf(b, kind);
        if (n && kind == RICH_IMAGE) {
            n->src = S("/files/12/%E5%9B%BE.png");
            n->alt = rich_line_clean(b->a, random_text(b->a, d), 50);
        }
        return;
    }
    size_t handle = rich_build_open(b, kind, &n);

    if (!n) return;
    if (kind == RICH_HEADING) n->level = 2 + (int32_t)roll(d, 3);
    if (kind == RICH_HEADING || kind == RICH_PARAGRAPH) n->align = (int32_t)roll(d, 3);
    if (kind == RICH_PARAGRAPH) n->indent = (int32_t)roll(d, 9);
    if (kind == RICH_ORDERED_LIST) n->start = (int32_t)roll(d, 5);
    if (kind == RICH_CELL || kind == RICH_HEADER_CELL) {
        n->colspan = 1 + (int32_t)roll(d, 4);
        n->rowspan = 1 + (int32_t)roll(d, 4);
    }
    if (rich_holds_text(kind))
        random_inline(b, d);
    else
        fill(b, d, depth + 1);
    rich_build_close(b, handle);
}

static void fill(struct rich_build *b, struct dice *d, int depth)
{
    uint32_t n = depth < 12 ? roll(d, depth < 3 ? 7 : 3) : 0;

    for (uint32_t i = 0; i < n; i++) random_block(b, d, depth);
}

static const struct rich_node *random_raw(struct arena *a, uint64_t seed)
{
    struct rich_build b;
    struct dice d = {seed * 0x9e3779b97f4a7c15u + 1};

    rich_build_init(&b, a);
    fill(&b, &d, 0);
    return rich_build_end(&b);
}

static void random_trees_survive(void **state)
{
    struct arena *a = *state;
    size_t nodes = 0;

    for (uint64_t seed = 0; seed < 1000; seed++) {
        const struct rich_node *doc;
        const struct rich_node *again;

        assert_ok(rich_tidy(a, random_raw(a, seed), &doc));
        const char *wrong = rich_check_tree(a, doc);

        if (wrong)
            fail_msg("seed %llu: %s\n%.*s", (unsigned long long)seed, wrong,
                     STR_ARG(rich_json(a, doc)));
        assert_ok(rich_tidy(a, doc, &again));
        assert_true(rich_equal(doc, again));
        nodes += rich_json(a, doc).n > 100;
        arena_reset(a);
    }
    assert_true(nodes > 300); /* the generator makes more than empty documents */
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void json_is_canonical(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;

    assert_ok(rich_from_json(
        a,
        S("{\"content\":[{\"attrs\":{\"level\":3,\"id\":null},\"type\":\"heading\",\"content\":[{"
          "\"text\":\" 一、 总则\\n\",\"type\":\"text\"}]},"
          "{\"type\":\"paragraph\",\"attrs\":{\"textAlign\":\"right\",\"indent\":0},\"content\":[{"
          "\"type\":\"text\",\"marks\":[{\"type\":\"link\",\"attrs\":{\"href\":\" HTTPS://例.cn/ "
          "\",\"target\":\"_blank\"}},{\"type\":\"bold\"}],\"text\":\"甲\"},{\"type\":\"text\","
          "\"marks\":[{\"type\":\"bold\"},{\"type\":\"link\",\"attrs\":{\"href\":\"https://例.cn/"
          "\"}}],\"text\":\"乙\"}]},{\"type\":\"paragraph\"}],\"type\":\"doc\"}"),
        &doc));
    assert_str(rich_json(a, doc),
               S("{\"type\":\"doc\",\"content\":[{\"type\":\"heading\",\"attrs\":{\"level\":3},"
                 "\"content\":[{\"type\":\"text\",\"text\":\"一、 总则\"}]},{\"type\":"
                 "\"paragraph\",\"attrs\":{\"textAlign\":\"right\"},\"content\":[{\"type\":"
                 "\"text\",\"marks\":[{\"type\":\"link\",\"attrs\":{\"href\":\"https://"
                 "%E4%BE%8B.cn/\"}},{\"type\":\"bold\"}],\"text\":\"甲乙\"}]}]}"));
}

static void json_outside_the_schema_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "{}",
        "\"doc\"",
        "{\"type\":\"paragraph\"}",
        "{\"type\":\"doc\",\"content\":{}}",
        "{\"type\":\"doc\",\"content\":[1]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"script\"}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"listItem\"}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"doc\"}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"heading\",\"attrs\":{\"level\":1}}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"heading\",\"attrs\":{\"level\":\"2\"}}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"heading\",\"attrs\":[]}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"attrs\":{\"textAlign\":\"x\"}}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\"}]}]"
        "}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\","
        "\"text\":\"x\",\"marks\":[{\"type\":\"textStyle\"}]}]}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\","
        "\"text\":\"x\",\"marks\":[{\"type\":\"link\"}]}]}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\","
        "\"text\":\"a\\u0000b\"}]}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"image\"}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"image\",\"attrs\":{\"src\":\"https://x/y\"}}]}",
        "{\"type\":\"doc\",\"content\":[{\"type\":\"image\",\"attrs\":{\"src\":\"data:x\"}}]}",
        "{\"type\":\"doc\",\"type\":\"doc\"}",
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const struct rich_node *doc;
        const struct err *e = rich_from_json(a, str_of(bad[i]), &doc);

        if (!e) fail_msg("accepted: %s", bad[i]);
        assert_int_equal(e->code, ERR_INVALID);
        assert_true(e->message.n > 0);
    }
}

static str nested_quotes(struct arena *a, int n)
{
    struct buf b;

    buf_init(&b, a, 1000000);
    buf_lit(&b, "{\"type\":\"doc\",\"content\":[");
    for (int i = 0; i < n; i++) buf_lit(&b, "{\"type\":\"blockquote\",\"content\":[");
    buf_lit(&b, "{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"marks\":[{\"type\":"
                "\"link\",\"attrs\":{\"href\":\"/\"}}],\"text\":\"x\"}]}");
    for (int i = 0; i < n; i++) buf_lit(&b, "]}");
    buf_lit(&b, "]}");
    return buf_str(&b);
}

static void limits_hold(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;
    struct buf b;

    assert_ok(rich_from_json(a, nested_quotes(a, RICH_DEPTH_MOST - 3), &doc));
    assert_null(rich_check_tree(a, doc));
    assert_err(rich_from_json(a, nested_quotes(a, RICH_DEPTH_MOST - 2), &doc), TOO_LARGE);
    assert_err(rich_from_json(a, nested_quotes(a, 5000), &doc), TOO_LARGE);

    /* One byte too long. */
    buf_init(&b, a, RICH_INPUT_BYTES_MOST);
    for (int i = 0; i < RICH_TEXT_BYTES_MOST; i++) buf_byte(&b, 'x');
    assert_ok(rich_from_text(a, buf_str(&b), &doc));
    buf_byte(&b, 'x');
    assert_err(rich_from_text(a, buf_str(&b), &doc), TOO_LARGE);
    assert_err(rich_from_markdown(a, buf_str(&b), NULL, &doc), TOO_LARGE);
    assert_err(rich_from_html(a, buf_str(&b), NULL, &doc), TOO_LARGE);
    assert_err(rich_from_html(a, str_at(b.p, RICH_INPUT_BYTES_MOST + 1), NULL, &doc), TOO_LARGE);
}

static void too_many_nodes_are_refused(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;
    struct buf b;

    buf_init(&b, a, RICH_INPUT_BYTES_MOST);
    for (int i = 0; i < RICH_NODES_MOST / 2 - 1; i++) buf_lit(&b, "x\n");
    assert_ok(rich_from_text(a, buf_str(&b), &doc));
    buf_lit(&b, "x\nx\n");
    assert_err(rich_from_text(a, buf_str(&b), &doc), TOO_LARGE);
}

static void broken_utf8_is_refused(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;

    assert_err(rich_from_html(a, S("<p>\xff</p>"), NULL, &doc), INVALID);
    assert_err(rich_from_html(a, S("<p>a\0b</p>"), NULL, &doc), INVALID);
    assert_err(rich_from_markdown(a, S("\xe4\xb8"), NULL, &doc), INVALID);
    assert_err(rich_from_text(a, S("\xed\xa0\x80"), &doc), INVALID);
    assert_err(rich_from_json(a, S("{\"type\":\"doc\xc0\x80\"}"), &doc), INVALID);
}

/* Readers that are cut short by a full arena leave nothing behind: the sanitizer would say so. */
static void a_full_arena_leaks_nothing(void **state)
{
    struct arena *a = *state;
    struct buf b;

    buf_init(&b, a, 1 << 20);
    for (int i = 0; i < 2000; i++) buf_lit(&b, "<p>公<b>开</b></p>");
    str json;
    const struct rich_node *doc;

    assert_ok(rich_from_html(a, buf_str(&b), NULL, &doc));
    json = rich_json(a, doc);
    for (int way = 0; way < 4; way++) {
        struct arena small;
        jmp_buf land;

        arena_init(&small, 100 * 1024);
        arena_land(&small, &land);
        if (setjmp(land) == 0) {
            if (way == 0) assert_ok(rich_from_html(&small, buf_str(&b), NULL, &doc));
            if (way == 1) assert_ok(rich_from_markdown(&small, buf_str(&b), NULL, &doc));
            if (way == 2) assert_ok(rich_from_text(&small, buf_str(&b), &doc));
            if (way == 3) assert_ok(rich_from_json(&small, json, &doc));
            if (way == 1 || way == 2) (void)rich_html(&small, doc, (struct rich_html_options){0});
            fail_msg("way %d fitted", way);
        }
        arena_release(&small);
    }
}

/* ---- Out ------------------------------------------------------------------------------------- */

static void html_is_as_pages_want_it(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;

    assert_ok(rich_from_html(
        a,
        S("<h2>一、总则</h2><p align=right>甲<b>乙<a href='https://x.cn/?a=1&b=2'>丙</a></b><a "
          "href=https://x.cn/?a=1&b=2>丁</a></p><ol start=3><li>一<ul><li>二</ul></ol>"
          "<table><tr><th>A<th>B<tr><td colspan=9>C</table><img src=/files/3/a.png alt='图\"'>"),
        NULL, &doc));
    assert_str(
        rich_html(a, doc, (struct rich_html_options){.heading_ids = true}).html,
        S("<h2 id=\"s1\">一、总则</h2><p class=\"align-right\">甲<strong>乙</strong>"
          "<a href=\"https://x.cn/?a=1&amp;b=2\" rel=\"noopener noreferrer\"><strong>丙</strong>"
          "丁</a></p><ol start=\"3\"><li>一<ul><li>二</li></ul></li></ol>"
          "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\">"
          "<table><thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead><tbody>"
          "<tr><td colspan=\"2\">C</td></tr></tbody></table></div>"
          "<figure><img src=\"/files/3/a.png\" alt=\"图&#34;\" loading=\"lazy\"></figure>"));
    assert_str(rich_text(a, doc), S("一、总则\n甲乙丙丁\n一\n二\nA\tB\nC\n图\"\n"));
}

static void outline_names_the_ids_of_the_html(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;
    struct rich_heading *h;
    size_t n;

    assert_ok(rich_from_markdown(a, S("# 一\n\n文\n\n> ### 二 **粗**\n"), NULL, &doc));
    rich_outline(a, doc, &h, &n);
    assert_int_equal(n, 2);
    assert_int_equal(h[0].level, 2);
    assert_str(h[0].text, S("一"));
    assert_int_equal(h[1].level, 3);
    assert_int_equal(h[1].id, 2);
    assert_str(h[1].text, S("二 粗"));
    str html = rich_html(a, doc, (struct rich_html_options){.heading_ids = true}).html;

    assert_true(str_find(html, S("<h3 id=\"s2\">二"), 0) != STR_NONE);
    html = rich_html(a, doc, (struct rich_html_options){0}).html;
    assert_true(str_find(html, S("id="), 0) == STR_NONE);
}

/* Read back from the page, the outline is that of the tree. */
static void outline_of_html_is_that_of_the_tree(void **state)
{
    static const char *const texts[] = {
        "",
        "没有标题的文字 <h2 id=\"s1\">",
        "# 一 & <二> \"三\" '四'\n\n文\n\n## **粗** [链接](/a?b=1&c=2)\n",
        "<h2>第一章<br>总则</h2><p>&lt;h2 id=&quot;s9&quot;&gt;</p><h3 align=center>第 一 节</h3>",
        "<table><tr><td>格</td></tr></table><h4>四</h4><h2></h2><h2>　全角　</h2>",
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        const struct rich_node *doc;
        struct rich_heading *tree;
        struct rich_heading *page;
        size_t n_tree;
        size_t n_page;
        str text = str_of(texts[i]);

        assert_ok(rich_looks_like_html(text) ? rich_from_html(a, text, NULL, &doc)
                                             : rich_from_markdown(a, text, NULL, &doc));
        rich_outline(a, doc, &tree, &n_tree);
        rich_outline_html(a, rich_html(a, doc, (struct rich_html_options){.heading_ids = true}),
                          &page, &n_page);
        assert_int_equal(n_tree, n_page);
        for (size_t k = 0; k < n_tree; k++) {
            assert_int_equal(tree[k].level, page[k].level);
            assert_int_equal(tree[k].id, page[k].id);
            assert_str(page[k].text, tree[k].text);
        }
        /* Without ids there is nothing to jump to. */
        rich_outline_html(a, rich_html(a, doc, (struct rich_html_options){0}), &page, &n_page);
        assert_int_equal(n_page, 0);
    }
}

static void empty_input_is_an_empty_document(void **state)
{
    static const char *const blank[] = {"",
                                        " \n\n",
                                        "<p>&nbsp;</p>",
                                        "<ul><li></ul>",
                                        "<!-- x -->",
                                        "<blockquote><p>　</blockquote>"};
    struct arena *a = *state;
    const struct rich_node *doc;

    for (size_t i = 0; i < COUNT_OF(blank); i++) {
        assert_ok(rich_from_html(a, str_of(blank[i]), NULL, &doc));
        assert_true(rich_is_blank(doc));
        assert_true(rich_equal(doc, rich_empty(a)));
    }
    assert_ok(rich_from_text(a, S("文"), &doc));
    assert_false(rich_is_blank(doc));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(random_trees_survive),
        UNIT(json_is_canonical),
        UNIT(json_outside_the_schema_is_refused),
        UNIT(limits_hold),
        UNIT(too_many_nodes_are_refused),
        UNIT(broken_utf8_is_refused),
        UNIT(a_full_arena_leaks_nothing),
        UNIT(html_is_as_pages_want_it),
        UNIT(outline_names_the_ids_of_the_html),
        UNIT(outline_of_html_is_that_of_the_tree),
        UNIT(empty_input_is_an_empty_document),
    };

    return cmocka_run_group_tests_name("text/rich", tests, NULL, NULL);
}
