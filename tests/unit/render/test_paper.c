/* The model: the text tree as blocks, the elements of GB/T 9704 in it, the lines of a title. */
#include "unit.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "render/paper.h"
#include "sample.h"

static struct paper found(struct arena *a, str html)
{
    struct paper p;

    paper_init(&p);
    p.title = S("关于放假的通知");
    p.body = sample_blocks(a, html);
    paper_find_elements(a, &p);
    return p;
}

static str text_of(struct arena *a, const struct paper_block *b)
{
    return paper_runs_text(a, b->runs, b->n_runs);
}

static void a_tree_becomes_blocks(void **state)
{
    struct arena *a = *state;
    struct paper_blocks b = sample_blocks(
        a, S("<h2>标题</h2><p>甲<b>乙</b><br>丙<a href=\"https://x.example/\">丁</a></p><ol "
             "start=3><li>子<ul><li>丑</li></ul></li></ol><blockquote><p>引</p></blockquote><hr>"
             "<pre>一\n二</pre><p><img src=\"/files/9\" alt=\"图\"></p>"));

    assert_int_equal(b.n, 8);
    assert_int_equal(b.items[0].kind, PAPER_HEADING);
    assert_int_equal(b.items[0].level, 1);
    assert_int_equal(b.items[1].n_runs, 5);
    assert_int_equal(b.items[1].runs[1].marks, RICH_BOLD);
    assert_true(b.items[1].runs[2].line_end);
    assert_str(b.items[1].runs[4].href, S("https://x.example/"));
    assert_int_equal(b.items[2].kind, PAPER_ITEM);
    assert_str(b.items[2].label, S("3."));
    assert_int_equal(b.items[3].level, 1);
    assert_str(b.items[3].label, S("•"));
    assert_int_equal(b.items[4].indent, 1);
    assert_int_equal(b.items[5].kind, PAPER_RULE);
    assert_int_equal(b.items[6].kind, PAPER_CODE);
    assert_int_equal(b.items[6].n_runs, 3);
    assert_int_equal(b.items[7].kind, PAPER_IMAGE);
    assert_int_equal(b.items[7].image->bytes.n, 0);
    assert_str(b.items[7].image->alt, S("图"));
}

static void spans_of_a_table_are_kept(void **state)
{
    struct arena *a = *state;
    struct paper_blocks b = sample_blocks(
        a, S("<table><tr><th rowspan=2>甲</th><th colspan=2>乙</th></tr><tr><th>丙</th><th>丁</"
             "th></tr><tr><td><p>一</p><p>二</p></td><td colspan=2>三</td></tr></table>"));
    const struct paper_table *t = b.items[0].table;

    assert_int_equal(t->columns, 3);
    assert_int_equal(t->n_rows, 3);
    assert_int_equal(t->header_rows, 2);
    assert_int_equal(t->rows[0].cells[0].rows, 2);
    assert_int_equal(t->rows[0].cells[1].columns, 2);
    assert_int_equal(t->rows[1].n_cells, 2);
    assert_int_equal(t->rows[2].cells[0].n_runs, 3);
    assert_true(t->rows[2].cells[0].runs[1].line_end);
}

static void the_elements_of_a_document_are_found(void **state)
{
    struct arena *a = *state;
    struct paper p = found(
        a, S("<p>关于放假的通知</p><p>各部门、各单位：</p><p>现通知如下。</p><p>一、放假安排</p>"
             "<p>10月1日至7日。</p><p>附件：1.值班表</p><p>2．电话</p><p>南湖区管委会</p>"
             "<p>2026年9月20日</p><p>（此件公开发布）</p>"));

    assert_str(p.addressee, S("各部门、各单位"));
    assert_int_equal(p.body.n, 3);
    assert_str(text_of(a, &p.body.items[0]), S("现通知如下。"));
    assert_int_equal(p.body.items[1].kind, PAPER_HEADING);
    assert_int_equal(p.n_attachment_names, 2);
    assert_str(p.attachment_names[0], S("值班表"));
    assert_str(p.attachment_names[1], S("电话"));
    assert_int_equal(p.signature.n_organs, 1);
    assert_str(p.signature.organs[0], S("南湖区管委会"));
    assert_str(p.signature.date, S("2026年9月20日"));
    assert_str(p.note, S("此件公开发布"));
}

static void a_text_that_is_issued_begins_its_own_page(void **state)
{
    struct arena *a = *state;
    struct paper p = found(
        a, S("<p>现印发给你们。</p><p>南湖区管委会</p><p>2026年9月20日</p><p>（此件公开发布）</p>"
             "<h2>值班办法</h2><p>第一条 为了值班。</p>"));

    assert_int_equal(p.body.n, 1);
    assert_str(p.signature.date, S("2026年9月20日"));
    assert_str(p.note, S("此件公开发布"));
    assert_int_equal(p.n_annexes, 1);
    assert_true(p.annexes[0].enclosed);
    assert_str(p.annexes[0].title, S("值班办法"));
    assert_int_equal(p.annexes[0].body.n, 1);
}

static void what_is_doubtful_stays_in_the_text(void **state)
{
    struct arena *a = *state;
    struct paper p = found(a, S("<p>会议指出：</p>"));

    /* The only paragraph is the text. */
    assert_int_equal(p.body.n, 1);
    assert_str(p.addressee, S(""));
    p = found(a, S("<p>会议定于以下时间举行。</p><p>2026年9月20日</p>"));
    assert_int_equal(p.body.n, 2);
    assert_str(p.signature.date, S(""));
    p = found(a, S("<p>本次：会议。说：</p><p>一、本项工作已经完成。</p><p>（一）好</p>"));
    assert_str(p.addressee, S(""));
    assert_int_equal(p.body.items[1].kind, PAPER_PARAGRAPH);
    assert_int_equal(p.body.items[2].level, 2);
}

/* ---- titles -------------------------------------------------------------------------------- */

static void check_lines(struct arena *a, str title, size_t most, const char *want)
{
    str *lines;
    size_t n;

    paper_title_lines(a, title, most, &lines, &n);
    assert_str(str_join(a, lines, n, S("/")), str_of(want));
}

static void a_title_breaks_between_words_into_even_lines(void **state)
{
    struct arena *a = *state;

    check_lines(a, S("关于放假的通知"), 20, "关于放假的通知");
    check_lines(a, S("南湖经济开发区管理委员会2025年政府信息公开工作年度报告"), 20,
                "南湖经济开发区管理委员会2025年/政府信息公开工作年度报告");
    check_lines(a, S(""), 20, "");
    check_lines(a, S("  \x01\n "), 20, "");
    /* No mark opens or closes at the wrong end of a line. */
    check_lines(a, S("关于《临澜经济开发区政务公开工作管理办法》的解读"), 13,
                "关于《临澜经济开发区政务/公开工作管理办法》的解读");
}

static void any_title_gives_lines_that_make_it_up(void **state)
{
    struct arena *a = *state;
    struct buf b;
    str *lines;
    size_t n;

    buf_init(&b, a, 64 * 1024);
    for (int i = 0; i < 300; i++) buf_add(&b, i % 7 ? S("题") : S("，《"));
    paper_title_lines(a, buf_str(&b), 20, &lines, &n);
    str joined = str_join(a, lines, n, S(""));

    assert_str(joined, buf_str(&b));
    assert_true(n > 10);
    /* One word without end. */
    buf_clear(&b);
    for (int i = 0; i < 5000; i++) buf_byte(&b, 'x');
    paper_title_lines(a, buf_str(&b), 20, &lines, &n);
    assert_str(str_join(a, lines, n, S("")), buf_str(&b));
}

static void bars_stand_for_what_is_redacted(void **state)
{
    struct paper_run runs[3] = {{.text = S("张"), .href = S("")},
                                {.text = S("三丰"), .href = S(""), .redacted = true},
                                {.text = S("收"), .href = S("")}};

    assert_str(paper_runs_text(*state, runs, 3), S("张██收"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_tree_becomes_blocks),
        UNIT(spans_of_a_table_are_kept),
        UNIT(the_elements_of_a_document_are_found),
        UNIT(a_text_that_is_issued_begins_its_own_page),
        UNIT(what_is_doubtful_stays_in_the_text),
        UNIT(a_title_breaks_between_words_into_even_lines),
        UNIT(any_title_gives_lines_that_make_it_up),
        UNIT(bars_stand_for_what_is_redacted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
