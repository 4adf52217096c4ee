/* Lines, paragraphs and tables out of the places of words. */
#include "read/inside.h"
#include "show.h"
#include "words.h"

static str read_pages(struct arena *a, const char *const *pages, size_t n)
{
    struct read_doc d = {.title = S("")};
    struct build b;
    struct buf words;

    buf_init(&words, a, 4 * 1024 * 1024);
    buf_add(&words, words_head());
    for (size_t i = 0; i < n; i++) words_page(&words, (int)i + 1, pages[i]);
    build_init(&b, a, &READ_LIMITS);
    assert_ok(read_words(&b, buf_str(&words)));
    build_done(&b, &d);
    return show(a, &d);
}

static str read_page(struct arena *a, const char *page)
{
    return read_pages(a, &page, 1);
}

static void paragraphs_run_over_lines(void **state)
{
    struct arena *a = *state;

    assert_str(read_page(a, "          年度报告\n"
                            "\n"
                            "    本报告由办公室根据条例规定编制，报告所列数据\n"
                            "的统计期限从年初开始，到年末截止，如果有什么疑问\n"
                            "请联系。\n"
                            "    一、总体情况\n"
                            "    全年主动公开信息共有很多条，其中规章只有一件\n"
                            "，其余为文件。\n"),
               S("年度报告\n"
                 "本报告由办公室根据条例规定编制，报告所列数据的统计期限从年初开始，到年末截止，"
                 "如果有什么疑问请联系。\n"
                 "一、总体情况\n全年主动公开信息共有很多条，其中规章只有一件，其余为文件。\n"));
}

static void a_small_table(void **state)
{
    struct arena *a = *state;

    assert_str(
        read_page(a, "    二、主动公开政府信息情况\n"
                     "               第二十条第（一）项\n"
                     "\n"
                     " 信息内容          本年制发     本年废止     现行有效\n"
                     " 规章                1            0           11\n"
                     " 行政规范性文件      8           26           66\n"),
        S("二、主动公开政府信息情况\n"
          "[4x4\n0,1 *第二十条第（一）项\n1,0 *信息内容\n1,1 *本年制发\n1,2 *本年废止\n1,3 "
          "*现行有效\n2,0 规章\n2,1 1\n2,2 0\n2,3 11\n3,0 行政规范性文件\n3,1 8\n3,2 26\n3,3 "
          "66\n]\n"));
}

static void labels_that_span_rows(void **state)
{
    struct arena *a = *state;

    assert_str(read_page(a, "                                 自然人   企业   总计\n"
                            "\n"
                            "一、新收                             3      1      4\n"
                            "三、    （一）予以公开               1      0      1\n"
                            "\n"
                            "本                1.国家秘密         2      0      2\n"
                            "        （二）不\n"
                            "年                2.商业秘密         0      1      1\n"
                            "        予公开\n"
                            "度                3.其他情形需要\n"
                            "                                     0      0      0\n"
                            "                  写在两行\n"
                            "四、结转                             5      5     10\n"),
               S("[7x6\n0,3 *自然人\n0,4 *企业\n0,5 *总计\n1,0 一、新收\n1,3 3\n1,4 1\n1,5 "
                 "4\n2,0:4x1 三、本年度\n2,1:1x2 （一）予以公开\n2,3 1\n2,4 0\n2,5 1\n3,1:3x1 "
                 "（二）不予公开\n3,2 1.国家秘密\n3,3 2\n3,4 0\n3,5 2\n4,2 2.商业秘密\n4,3 0\n4,4 "
                 "1\n4,5 1\n5,2 3.其他情形需要写在两行\n5,3 0\n5,4 0\n5,5 0\n6,0 四、结转\n6,3 "
                 "5\n6,4 5\n6,5 10\n]\n"));
}

static void numbers_without_labels(void **state)
{
    struct arena *a = *state;

    assert_str(
        read_page(a, "     行政复议\n"
                     "结果   结果   总计\n"
                     "维持   纠正\n"
                     "\n"
                     " 72     64    136\n"),
        S("[3x3\n0,1 *行政复议\n1,0 *结果维持\n1,1 *结果纠正\n1,2 *总计\n2,0 72\n2,1 64\n2,2 "
          "136\n]\n"));
}

static void tables_go_on_over_pages(void **state)
{
    struct arena *a = *state;
    const char *const pages[] = {
        "\n项目        数量    金额\n甲            1      2\n"
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n           - 1 -\n",
        "\n项目        数量    金额\n乙            3      4\n    五、存在的问题\n"
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n           - 2 -\n",
    };

    assert_str(read_pages(a, pages, 2),
               S("[3x3\n0,0 *项目\n0,1 *数量\n0,2 *金额\n1,0 甲\n1,1 1\n1,2 "
                 "2\n2,0 乙\n2,1 3\n2,2 4\n]\n五、存在的问题\n"));
}

static void what_stands_on_every_page_is_left_out(void **state)
{
    struct arena *a = *state;
    struct buf b;
    struct buf text;

    buf_init(&b, a, 1024 * 1024);
    buf_init(&text, a, 1024);
    buf_add(&b, words_head());
    for (int page = 1; page <= 4; page++) {
        buf_printf(&b, "1\t%d\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t###PAGE###\n", page);
        buf_printf(&b, "5\t%d\t0\t0\t0\t0\t40\t20\t120\t12\t100\t某某市人民政府公报\n", page);
        buf_printf(&b, "5\t%d\t0\t0\t0\t0\t40\t%d\t120\t12\t100\t正文第%d段落。\n", page, 100,
                   page);
        buf_printf(&b, "5\t%d\t0\t0\t0\t0\t300\t810\t12\t12\t100\t%d\n", page, page);
    }
    struct read_doc d = {.title = S("")};
    struct build build;

    build_init(&build, a, &READ_LIMITS);
    assert_ok(read_words(&build, buf_str(&b)));
    build_done(&build, &d);
    for (size_t i = 0; i < d.n_blocks; i++) {
        assert_true(str_find(d.blocks[i].text, S("公报"), 0) == STR_NONE);
        buf_add(&text, d.blocks[i].text);
    }
    assert_str(buf_str(&text), S("正文第1段落。正文第2段落。正文第3段落。正文第4段落。"));
}

static void text_with_gaps_is_no_table(void **state)
{
    struct arena *a = *state;

    assert_str(read_page(a, "    办公地址：某路1号      电话：12345678\n    正文一行。\n"),
               S("办公地址：某路1号 电话：12345678\n正文一行。\n"));
}

static void broken_lines_are_passed_over(void **state)
{
    struct arena *a = *state;
    struct read_doc d = {.title = S("")};
    struct build b;

    build_init(&b, a, &READ_LIMITS);
    assert_ok(
        read_words(&b, S("5\t1\t0\t0\t0\t0\t-1e9\t0\t0\t0\t0\tx\n5\t0\t0\t0\t0\t0\t1\t1\t1\t1\t0"
                         "\ty\n5\t1\n\t\t\t\t\t\t\t\t\t\t\t\n5\t1\t0\t0\t0\t0\t99999999999\t1\t1"
                         "\t1\t0\tz\n5\t1\t0\t0\t0\t0\t1\t1\t-1\t1\t0\tw\n"
                         "5\t1\t0\t0\t0\t0\t1.5\t1.25\t1.\t1\t0\tgood\xff\n")));
    build_done(&b, &d);
    assert_str(show(a, &d), S("good�\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(paragraphs_run_over_lines),  UNIT(a_small_table),
        UNIT(labels_that_span_rows),      UNIT(numbers_without_labels),
        UNIT(tables_go_on_over_pages),    UNIT(what_stands_on_every_page_is_left_out),
        UNIT(text_with_gaps_is_no_table), UNIT(broken_lines_are_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
