#include "unit.h"

#include "rich_check.h"
#include "text/rich.h"

static void check(struct arena *a, const char *markdown, const char *html)
{
    const struct rich_node *doc;

    assert_ok(rich_from_markdown(a, str_of(markdown), NULL, &doc));
    assert_null(rich_check_tree(a, doc));
    assert_str(rich_html(a, doc, (struct rich_html_options){0}).html, str_of(html));
}

static void markdown_becomes_the_tree(void **state)
{
    struct arena *a = *state;

    check(a, "# 一\n## 二\n### 三\n###### 六", "<h2>一</h2><h2>二</h2><h3>三</h3><h4>六</h4>");
    check(a, "第一条 **粗**、*斜*、~~删~~、`码`。",
          "<p>第一条 <strong>粗</strong>、<em>斜</em>、<s>删</s>、码。</p>");
    check(a, "    第一条 四个空格不是代码\n\n　　第二条",
          "<p>第一条 四个空格不是代码</p><p>第二条</p>");
    check(a, "一行\n两行  \n三行", "<p>一行<br>两行<br>三行</p>");
    check(a, "- 一\n- 二\n  1. 三\n\n5. 五",
          "<ul><li>一</li><li>二<ol><li>三</li></ol></li></ul><ol start=\"5\"><li>五</li></ol>");
    check(a, "- 一\n\n  又\n\n- 二", "<ul><li>一<p>又</p></li><li>二</li></ul>");
    check(a, "> 引\n>\n> > 深",
          "<blockquote><p>引</p><blockquote><p>深</p></blockquote></blockquote>");
    check(a, "```c\nint x;\n\n<b>\n```\n\n---", "<pre><code>int x;\n\n&lt;b&gt;</code></pre><hr>");
    check(
        a, "[链](https://x.cn \"t\")和<https://y.cn>",
        "<p><a href=\"https://x.cn\" rel=\"noopener noreferrer\">链</a>和<a href=\"https://y.cn\" "
        "rel=\"noopener noreferrer\">https://y.cn</a></p>");
    check(a, "前![图 *一*](/files/1/a.png \"题\")后",
          "<p>前</p><figure><img src=\"/files/1/a.png\" alt=\"图 一\" title=\"题\" "
          "loading=\"lazy\"></figure><p>后</p>");
    check(a, "| 甲 | 乙 |\n|---|:-:|\n| 1 | **2** |\n| 3 |",
          "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\"><table>"
          "<thead><tr><th scope=\"col\">甲</th><th scope=\"col\">乙</th></tr></thead><tbody>"
          "<tr><td>1</td><td><strong>2</strong></td></tr><tr><td>3</td><td></td></tr></tbody>"
          "</table></div>");
}

static void html_in_markdown_is_text(void **state)
{
    struct arena *a = *state;

    check(a, "<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>");
    check(a, "<script>\nx\n</script>", "<p>&lt;script&gt;<br>x<br>&lt;/script&gt;</p>");
    check(a, "&amp;lt; &lt; &#x4e2d; &#20013; &nbsp; &copy; &#0;",
          "<p>&amp;lt; &lt; 中 中 &amp;copy; \xef\xbf\xbd</p>");
}

static void what_is_lost_is_counted(void **state)
{
    struct arena *a = *state;
    const struct rich_node *doc;
    struct rich_lost lost;

    assert_ok(rich_from_markdown(a, S("[x](javascript:y) ![z](https://q/a.png) ![o](/a.png)"),
                                 &lost, &doc));
    assert_int_equal(lost.links, 1);
    assert_int_equal(lost.images, 1);
    assert_str(rich_text(a, doc), S("x\no\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(markdown_becomes_the_tree),
        UNIT(html_in_markdown_is_text),
        UNIT(what_is_lost_is_counted),
    };

    return cmocka_run_group_tests_name("text/rich_markdown", tests, NULL, NULL);
}
