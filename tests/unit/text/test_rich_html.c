#include "unit.h"

#include "rich_check.h"
#include "text/rich.h"

#include <dirent.h>
#include <stdio.h>

static str html_of(struct arena *a, const char *html, struct rich_lost *lost)
{
    const struct rich_node *doc;

    assert_ok(rich_from_html(a, str_of(html), lost, &doc));
    assert_null(rich_check_tree(a, doc));
    return rich_html(a, doc, (struct rich_html_options){0}).html;
}

static void pasted_from_word(void **state)
{
    struct arena *a = *state;
    struct rich_lost lost;

    assert_str(
        html_of(
            a,
            "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=utf-8>"
            "<style>p.MsoNormal {margin:0}</style><title>t</title></head><body lang=ZH-CN>"
            "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->"
            "<!--StartFragment-->"
            "<p class=MsoTitle align=center style='text-align:center'><b "
            "style='mso-bidi-font-weight:normal'><span style='font-size:22.0pt;"
            "font-family:方正小标宋简体'>关于<span lang=EN-US>2020</span>年工作的\n通知<o:p></o:p>"
            "</span></b></p>"
            "<p class=MsoNormal style='text-indent:32.0pt'><font face=仿宋><span "
            "style='mso-spacerun:yes'>&nbsp;&nbsp; </span>各科室：</font></p>"
            "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
            "<span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;&nbsp; </span></span><![endif]>"
            "<span>内容</span></p>"
            "<p><span style='display:none;mso-hide:all'>隐藏的字</span>可见的字</p>"
            "<p style='text-align:right'>二〇二〇年<br>　　</p><!--EndFragment--></body></html>",
            &lost),
        S("<p class=\"align-center\"><strong>关于2020年工作的通知</strong></p><p>各科室：</p>"
          "<p>1. 内容</p><p>可见的字</p><p class=\"align-right\">二〇二〇年</p>"));
    assert_int_equal(lost.images, 0);
    assert_int_equal(lost.links, 0);
}

static void pages_lose_what_is_not_text(void **state)
{
    struct arena *a = *state;
    struct rich_lost lost;

    assert_str(html_of(a,
                       "<div><script>x</script>一<div>二</div>三<section><p>四</section></div>"
                       "<center>中</center><dl><dt>名<dd>义</dl><form>表<input><select><option>x"
                       "</select></form><iframe>x</iframe><svg><text>x</text></svg>"
                       "<a href=javascript:x>链</a><img src=https://x/y.png alt=图>",
                       &lost),
               S("<p>一</p><p>二</p><p>三</p><p>四</p><p class=\"align-center\">中</p><p>名</p>"
                 "<p>义</p><p>表</p><p>链</p>"));
    assert_int_equal(lost.scripts, 5);
    assert_int_equal(lost.links, 1);
    assert_int_equal(lost.images, 1);
}

static void structure_is_mended(void **state)
{
    static const char *const pairs[][2] = {
        /* loose text, items, cells */
        {"一<p>二", "<p>一</p><p>二</p>"},
        {"<li>一<li>二", "<ul><li>一</li><li>二</li></ul>"},
        {"<div><li>一</li>二</div>", "<ul><li>一</li></ul><p>二</p>"},
        {"<ul>一<li>二</ul>", "<ul><li>一</li><li>二</li></ul>"},
        {"<ul><ul><li>一</ul></ul>", "<ul><li><ul><li>一</li></ul></li></ul>"},
        {"<ul><li><h2>一</h2></ul>", "<ul><li><h2>一</h2></li></ul>"},
        {"<h2>一<ul><li>二</ul>三</h2>四", "<h2>一</h2><ul><li>二</li></ul><p>三</p><p>四</p>"},
        {"<h2><p>一</p><p>二</p></h2>", "<h2>一<br>二</h2>"},
        {"<h1>一</h1><h6>二</h6>", "<h2>一</h2><h4>二</h4>"},
        /* line breaks and spaces */
        {"一<br>二", "<p>一<br>二</p>"},
        {"<p class=align-right>一<br><br>二",
         "<p class=\"align-right\">一</p><p class=\"align-right\">二</p>"},
        {"<p>　　一 \n 二  b\n c　</p>", "<p>一二 b c</p>"},
        {"<p><b> 一 </b> <i> 二</i></p>", "<p><strong>一 </strong><em>二</em></p>"},
        {"<pre>\n a\n\tb\r\nc\n</pre>", "<pre><code> a\n\tb\nc</code></pre>"},
        /* marks */
        {"<b>一<b>二</b></b>", "<p><strong>一二</strong></p>"},
        {"<b>一<i>二</b>三</i>", "<p><strong>一<em>二</em></strong><em>三</em></p>"},
        {"<sub>一<sup>二</sup></sub>", "<p><sub>一</sub><sup>二</sup></p>"},
        {"<span style='font-weight:700'>一</span>", "<p><strong>一</strong></p>"},
        {"<b style='font-weight:normal'>一</b>", "<p><strong>一</strong></p>"},
        {"<a href=/a>一<div>二</div></a>",
         "<p><a href=\"/a\">一</a></p><p><a href=\"/a\">二</a></p>"},
        {"<a name=x>一</a>", "<p>一</p>"},
        /* images stand alone */
        {"<p>一<img src=/a alt=x>二</p>",
         "<p>一</p><figure><img src=\"/a\" alt=\"x\" loading=\"lazy\"></figure><p>二</p>"},
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        assert_str(html_of(a, pairs[i][0], NULL), str_of(pairs[i][1]));
}

static str table_of(struct arena *a, const char *rows)
{
    str html = html_of(a, str_z(a, str_printf(a, "<table>%s</table>", rows)), NULL);
    size_t from = str_find(html, S("<table>"), 0);
    size_t to = str_find(html, S("</table>"), 0);

    if (from == STR_NONE || to == STR_NONE) return html;
    return str_at(html.p + from + 7, to - from - 7);
}

static void tables_become_rectangular(void **state)
{
    struct arena *a = *state;

    assert_str(table_of(a, "<tr><td>a<tr><td>b<td>c"),
               S("<tbody><tr><td>a</td><td></td></tr><tr><td>b</td><td>c</td></tr></tbody>"));
    assert_str(table_of(a, "<tr><td colspan=99>a<tr><td>b<td>c"),
               S("<tbody><tr><td colspan=\"2\">a</td></tr><tr><td>b</td><td>c</td></tr></tbody>"));
    assert_str(table_of(a, "<tr><td rowspan=9>a<td>b<tr><td>c"),
               S("<tbody><tr><td rowspan=\"2\">a</td><td>b</td></tr><tr><td>c</td></tr></tbody>"));
    assert_str(table_of(a, "<tr><td rowspan=0>a<td>b<tr><td>c"),
               S("<tbody><tr><td rowspan=\"2\">a</td><td>b</td></tr><tr><td>c</td></tr></tbody>"));
    assert_str(table_of(a, "<tr><td colspan=-1 rowspan=x>a"),
               S("<tbody><tr><td>a</td></tr></tbody>"));
    assert_str(table_of(a, "<caption>题</caption><tr><td>a<p>b</p><td>c"),
               S("<thead><tr><th colspan=\"2\" scope=\"col\">题</th></tr></thead>"
                 "<tbody><tr><td><p>a</p><p>b</p></td><td>c</td></tr></tbody>"));
    assert_str(table_of(a, ""), S("<p></p>"));
    assert_str(table_of(a, "<tr></tr>"), S("<p></p>"));
}

static void real_pages_are_read(void **state)
{
    struct arena a;
    DIR *dir = opendir("../shared/corpus/pages");
    size_t pages = 0;

    (void)state;
    if (!dir) {
        print_message("skipped: ../shared/corpus/pages is not there\n");
        skip();
    }
    arena_init(&a, (size_t)2 << 30);
    for (const struct dirent *e; (e = readdir(dir));) {
        enum { MOST = 4 * 1024 * 1024 };
        const struct rich_node *doc;
        FILE *in;

        if (!str_ends(str_of(e->d_name), S(".html"))) continue;
        in = fopen(str_z(&a, str_cat(&a, S("../shared/corpus/pages/"), str_of(e->d_name))), "rb");
        assert_non_null(in);
        char *p = arena_bytes(&a, MOST);
        str html = str_at(p, fread(p, 1, MOST, in));

        (void)fclose(in);
        assert_ok(rich_from_html(&a, html, NULL, &doc));
        const char *wrong = rich_check_tree(&a, doc);

        if (wrong) fail_msg("%s: %s", e->d_name, wrong);
        assert_true(rich_text(&a, doc).n > 1000);
        assert_true(str_find(rich_text(&a, doc), S("function("), 0) == STR_NONE);
        arena_reset(&a);
        pages++;
    }
    (void)closedir(dir);
    assert_true(pages > 10);
    arena_release(&a);
}

static void html_is_told_from_markdown(void **state)
{
    (void)state;
    assert_true(rich_looks_like_html(S(" \n<p>x")));
    assert_true(rich_looks_like_html(S("<H2 class=x>")));
    assert_true(rich_looks_like_html(S("<!DOCTYPE html>")));
    assert_true(rich_looks_like_html(S("<div\n>")));
    assert_true(rich_looks_like_html(S("<hr>")));
    assert_false(rich_looks_like_html(S("")));
    assert_false(rich_looks_like_html(S("# 标题 <p>")));
    assert_false(rich_looks_like_html(S("<https://x.cn>")));
    assert_false(rich_looks_like_html(S("<政府信息公开条例>")));
    assert_false(rich_looks_like_html(S("<p")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(pasted_from_word),    UNIT(pages_lose_what_is_not_text),
        UNIT(structure_is_mended), UNIT(tables_become_rectangular),
        UNIT(real_pages_are_read), UNIT(html_is_told_from_markdown),
    };

    return cmocka_run_group_tests_name("text/rich_html", tests, NULL, NULL);
}
