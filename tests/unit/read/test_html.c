/* Pages: what a reader sees of them, and their tables cell by cell. */
#include "show.h"

static str page(struct arena *a, const char *html)
{
    return read_shown(a, str_of(html), S("x.html"));
}

static void paragraphs_headings_and_lines(void **state)
{
    struct arena *a = *state;
    struct read_doc d;

    assert_str(page(a, "<h1>年 度\n报告</h1><p>一、<b>总体</b>情况<br>第二行</p>散<div>内<div>层"
                       "</div>尾</div><ul><li>甲<li>乙</ul><h6>小</h6>"),
               S("1# 年 度 报告\n一、总体情况|第二行\n散\n内\n层\n尾\n甲\n乙\n6# 小\n"));
    assert_str(page(a, "<p>a&nbsp;&nbsp;b　c\t\n d</p><p>&nbsp; 　</p><p>e&#8203;f&shy;g</p>"),
               S("a b c d\nefg\n"));
    assert_str(page(a, "<pre>第一行\n  第二行</pre>"), S("第一行|第二行\n"));
    assert_str(page(a, "<p>&lt;b&gt; &amp; &#20844;&#x5f00; &yen;</p>"), S("<b> & 公开 ¥\n"));
    assert_ok(read_bytes(a, S("<title> 报 告\n2024 </title><p>x"), S(""), &READ_LIMITS, &d));
    assert_str(d.title, S("报 告 2024"));
    assert_int_equal(d.format, READ_HTML);
}

static void what_is_hidden_is_not_read(void **state)
{
    struct arena *a = *state;

    assert_str(page(a, "<p>见<script>a()</script><style>b{}</style><noscript>c</noscript>"
                       "<template>d</template><span style='DISPLAY : none'>e</span>"
                       "<span hidden>f</span><!-- g --><svg><text>h</text></svg>"
                       "<select><option>i</select><textarea>j</textarea>"
                       "<span style='mso-hide:all'>k</span><iframe>l</iframe></p>"),
               S("见\n"));
    assert_str(page(a, "<table><tr style='display:none'><td>x<tr><td>y</table>"),
               S("[1x1\n0,0 y\n]\n"));
}

static void spans(void **state)
{
    struct arena *a = *state;

    assert_str(page(a, "<table><tr><th rowspan=2>甲<th colspan=2>乙<tr><td>1<td>2"
                       "<tr><td>a<td>b<td>c</table>"),
               S("[3x3\n0,0:2x1 *甲\n0,1:1x2 *乙\n1,1 1\n1,2 2\n2,0 a\n2,1 b\n2,2 c\n]\n"));
    /* 0 reaches to the end of the group; so does what is too long */
    assert_str(page(a, "<table><tbody><tr><td rowspan=0>x<td>1<tr><td>2</tbody>"
                       "<tbody><tr><td rowspan=99999999999>y<td>3</tbody></table>"),
               S("[3x2\n0,0:2x1 x\n0,1 1\n1,1 2\n2,0 y\n2,1 3\n]\n"));
    assert_str(page(a, "<table><tr><td colspan=0>x<td colspan=-5>y<td colspan=abc>z"
                       "<td colspan=' 2 '>w</table>"),
               S("[1x5\n0,0 x\n0,1 y\n0,2 z\n0,3:1x2 w\n]\n"));
    /* where two cells want one place, the one from above has it */
    assert_str(page(a, "<table><tr><td>1<td rowspan=2>2<tr><td colspan=2>3<td>4</table>"),
               S("[2x3\n0,0 1\n0,1:2x1 2\n1,0 3\n1,2 4\n]\n"));
    /* header cells of a group, and a cell of <thead> that is a <td> */
    assert_str(page(a, "<table><thead><tr><td>甲</thead><tr><td>1</table>"),
               S("[2x1\n0,0 *甲\n1,0 1\n]\n"));
    assert_str(page(a, "<table><tr><td colspan=1000>x<td colspan=1000>y<td>z</table>"),
               S("[1x1024\n0,0:1x1000 x\n0,1000:1x24 y\n]\n"));
}

static void tables_beside_and_inside(void **state)
{
    struct arena *a = *state;

    assert_str(page(a, "<p>前<table><caption>表一</caption><tr><td><p>1</p><p>2<br>3</p></table>中"
                       "<table><tr><td></table>后"),
               S("前\n表一\n[1x1\n0,0 1|2|3\n]\n中\n[1x1\n0,0 \n]\n后\n"));
    assert_str(page(a, "<table><tr><td>外<table><tr><td>a<td>b<tr><td>c</table>尾<td>右</table>"),
               S("[1x2\n0,0 外|a b|c|尾\n0,1 右\n]\n[2x2\n0,0 a\n0,1 b\n1,0 c\n]\n"));
    assert_str(page(a, "<table></table><table><tr></table>x"), S("x\n"));
}

static void encodings(void **state)
{
    struct arena *a = *state;

    /* 公开年报 in GBK, declared, not declared, and declared by http-equiv */
    assert_str(page(a, "<meta charset=gb2312><p>\xb9\xab\xbf\xaa\xc4\xea\xb1\xa8</p>"),
               S("公开年报\n"));
    assert_str(page(a, "<p>\xb9\xab\xbf\xaa\xc4\xea\xb1\xa8</p>"), S("公开年报\n"));
    assert_str(page(a, "<meta http-equiv='Content-Type' content='text/html; charset=GBK'>"
                       "<p>\xb9\xab\xbf\xaa</p>"),
               S("公开\n"));
    /* says gb2312 and is UTF-8: re-encoded more often than relabelled */
    assert_str(page(a, "<meta charset=gb2312><p>公开年报</p>"), S("公开年报\n"));
    /* one broken character does not make a page GBK */
    assert_str(page(a, "<p>公开年报公开年报公开年报\xe5\x85</p>"),
               S("公开年报公开年报公开年报��\n"));
    assert_str(read_shown(a, S("\xff\xfe<\0p\0>\0\x6c\x51\0\x5f"), S("")), S("公开\n"));
    assert_str(page(a, "<meta charset=big5><p>\xa4\xbd\xb6\x7d</p>"), S("公開\n"));
}

static void deep_and_wide_pages_end(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    struct buf b;

    buf_init(&b, a, 4 * 1024 * 1024);
    for (int i = 0; i < 300; i++) buf_lit(&b, "<table><tr><td>x");
    assert_ok(read_bytes(a, buf_str(&b), S(""), &READ_LIMITS, &d));
    assert_true(d.n_blocks <= 16);
    buf_clear(&b);
    for (int i = 0; i < 20000; i++) buf_lit(&b, "<div>");
    buf_lit(&b, "text");
    assert_str(read_shown(a, buf_str(&b), S("")), S("text\n"));
    buf_clear(&b);
    buf_lit(&b, "<table>");
    for (int i = 0; i < 500; i++) buf_lit(&b, "<tr><td>1<td rowspan=65534 colspan=1000>2");
    assert_ok(read_bytes(a, buf_str(&b), S(""), &READ_LIMITS, &d));
    assert_int_equal(d.n_blocks, 1);
    assert_true(d.truncated);
}

static void limits_cut_and_say_so(void **state)
{
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;

    few.cells = 3;
    assert_ok(read_bytes(a, S("<table><tr><td>1<td>2<tr><td>3<td>4</table>"), S(""), &few, &d));
    assert_true(d.truncated);
    assert_str(show(a, &d), S("[2x2\n0,0 1\n0,1 2\n1,0 3\n]\n"));
    few = READ_LIMITS;
    few.text_bytes = 7;
    assert_ok(read_bytes(a, S("<p>公开<p>年报<p>x"), S(""), &few, &d));
    assert_true(d.truncated);
    assert_str(show(a, &d), S("公开\nx\n"));
    few = READ_LIMITS;
    few.blocks = 2;
    assert_ok(read_bytes(a, S("<p>1<p>2<p>3"), S(""), &few, &d));
    assert_true(d.truncated);
    assert_int_equal(d.n_blocks, 2);
    few.input_bytes = 4;
    assert_err(read_bytes(a, S("<p>12"), S(""), &few, &d), TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(paragraphs_headings_and_lines),
        UNIT(what_is_hidden_is_not_read),
        UNIT(spans),
        UNIT(tables_beside_and_inside),
        UNIT(encodings),
        UNIT(deep_and_wide_pages_end),
        UNIT(limits_cut_and_say_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
