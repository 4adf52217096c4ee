/* Published reports, as the parsers hand them over, by hand: what random layouts do not have. */
#include "mod/report/read.h"
#include "unit.h"

static struct err *read_text(struct arena *a, const char *text, struct report *out)
{
    struct read_doc doc;

    TRY(read_bytes(a, str_of(text), S("x.txt"), &READ_LIMITS, &doc));
    return report_read(a, &doc, out);
}

static struct err *read_page(struct arena *a, const char *html, struct report *out)
{
    struct read_doc doc;

    TRY(read_bytes(a, str_of(html), S("x.html"), &READ_LIMITS, &doc));
    return report_read(a, &doc, out);
}

#define GLUED_HEAD                                                                                                     \
    "某区2021年度政府信息公开工作年度报告一、总体情况好。二、主动公开政府信息情况" \
    "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000"           \
    "行政规范性文件693665第二十条第（五）项信息内容本年处理决定数量行政许可2293"       \
    "三、收到和处理政府信息公开申请情况自然人法人或其他组织总计商业企业科研机构"  \
    "社会公益组织法律服务机构其他"

/* Rows of the 2021 form between R1 and NEXT that are 0 throughout. */
#define GLUED_ZEROS                                                                                                                        \
    "（三）不予公开1.属于国家秘密00000002.其他法律行政法规禁止公开00000003.危及“三安全一稳定”"        \
    "00000004.保护第三方合法权益00000005.属于三类内部事务信息00000006.属于四类过程性信息0000000"               \
    "7.属于行政执法案卷00000008.属于行政查询事项0000000（四）无法提供1.本机关不掌握相关政府信息"        \
    "00000002.没有现成信息需要另行制作00000003.补正后申请内容仍不明确0000000（五）不予处理"                  \
    "1.信访举报投诉类申请00000002.重复申请00000003.要求提供公开出版物00000004.无正当理由大量反复"           \
    "申请00000005.要求行政机关确认或重新出具已获取信息0000000（六）其他处理1.申请人无正当理由逾期"    \
    "不补正、行政机关不再处理其政府信息公开申请00000002.申请人逾期未按收费通知要求缴纳费用、行政" \
    "机关不再处理其政府信息公开申请00000003.其他0000000"

static void one_of_two_readings_is_chosen_by_the_columns(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    /* 270020130 is 27|0|0|2|0|1|30 or 27|0|0|20|1|3|0 and the like: R7 and the balance decide. */
    assert_ok(read_text(*state,
                        GLUED_HEAD "一、本年新收政府信息公开申请数量270020130二、上年结转政府信息"
                                   "公开申请数量0000000三、本年度办理结果（一）予以公开270020130"
                                   "（二）部分公开0000000" GLUED_ZEROS
                                   "（七）总计270020130四、结转下年度继续办理0000000",
                        r));
    assert_int_equal(r->format, REPORT_FORM_2021);
    assert_int_equal(r->year, 2021);
    assert_str(r->issuer, S("某区"));
    /* Every row has both readings, and the columns hold for each: none is chosen. */
    assert_int_equal(r->t3[ROW_R1][COLUMN_NATURAL].state, REPORT_UNKNOWN);
    assert_int_equal(r->t3[ROW_R3_1][COLUMN_NATURAL].state, REPORT_KNOWN);
    assert_ok(read_text(*state,
                        GLUED_HEAD "一、本年新收政府信息公开申请数量320020135二、上年结转政府信息"
                                   "公开申请数量0000000三、本年度办理结果（一）予以公开270020130"
                                   "（二）部分公开500000 5" GLUED_ZEROS
                                   "（七）总计320020135四、结转下年度继续办理0000000",
                        r));
    assert_int_equal(r->t3[ROW_R1][COLUMN_NATURAL].value, 27);
    assert_int_equal(r->t3[ROW_R1][COLUMN_CHARITY].value, 2);
    assert_int_equal(r->t3[ROW_R1][COLUMN_TOTAL].value, 30);
    /* Three numbers without a total cannot be parted. */
    assert_int_equal(r->t2[3].state, REPORT_UNKNOWN);
    assert_int_equal(r->t2[0].state, REPORT_KNOWN);
    assert_int_equal(r->t2[6].value, 2293);
}

static void a_lonely_zero_is_not_a_row_of_zeros(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_ok(read_text(*state,
                        "某区2021年政府信息公开工作年度报告\n一、总体情况\n好。\n"
                        "三、收到和处理政府信息公开申请情况\n一、本年新收政府信息公开申请数量\n0\n"
                        "二、上年结转政府信息公开申请数量\n0\n四、结转下年度继续办理\n0\n"
                        "五、存在的主要问题及改进情况\n有。\n六、其他需要报告的事项\n无。\n",
                        r));
    assert_int_equal(r->t3[ROW_NEW][0].state, REPORT_UNKNOWN);
    assert_int_equal(r->t3[ROW_PREV][6].state, REPORT_UNKNOWN);
}

static void footnotes_units_and_remarks_in_cells(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_ok(read_page(
        *state,
        "<h1>某县2020年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>好</p>"
        "<h2>二、主动公开政府信息情况</h2><table>"
        "<tr><td>信息内容</td><td>本年新\n制作数量</td><td>本年新公开数量</td>"
        "<td>对外公开总数量</td></tr>"
        "<tr><td>行政规范性文件</td><td>22（其中修订16件）</td><td>/</td><td>１，２３４</td></tr>"
        "<tr><td>信息内容</td><td>采购项目数量</td><td>采购总金额</td></tr>"
        "<tr><td>政府集中采购</td><td>25项</td><td>108684.6万元</td></tr></table>"
        "<h2>三、</h2><h2>四、</h2>",
        r));
    assert_int_equal(r->format, REPORT_FORM_2019);
    assert_int_equal(r->t2[3].value, 22);
    assert_str(r->t2[3].shown, S("22（其中修订16件）"));
    assert_int_equal(r->t2[4].state, REPORT_DASH);
    assert_int_equal(r->t2[5].value, 1234);
    assert_int_equal(r->t2[20].value, 25);
    assert_str(r->t2[21].amount, S("108684.6"));
    assert_str(r->t2[21].unit, S("万元"));
}

static void two_rows_that_claim_one_place_are_unknown(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_ok(
        read_text(*state,
                  "某县2022年政府信息公开工作年度报告\n"
                  "| | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |\n"
                  "| 一、本年新收政府信息公开申请数量 | 5 | 0 | 0 | 0 | 0 | 0 | 5 |\n"
                  "| 一、本年新收政府信息公开申请数量 | 6 | 0 | 0 | 0 | 0 | 0 | 6 |\n"
                  "| （一）予以公开 | 6 | 0 | 0 | 0 | 0 | 0 | 6 |\n"
                  "| （一）予以公开 | 6 | 0 | 0 | 0 | 0 | 0 | 6 |\n",
                  r));
    assert_int_equal(r->t3[ROW_NEW][0].state, REPORT_UNKNOWN);
    assert_int_equal(r->t3[ROW_R1][0].value, 6);
}

static void headings_may_be_numbered_wrongly_or_not_at_all(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_ok(read_page(*state,
                        "<title>x</title><p>某局二〇二二年度政府信息公开工作年度报告</p>"
                        "<p>总体情况</p><p>做了很多。</p><p>一、主动公开政府信息情况</p>"
                        "<p>三、收到和处理政府信息公开的申请情况</p>"
                        "<p>四、因政府信息公开工作被申请行政复议、提起行政诉讼情况</p>"
                        "<p>五、存在问题及改进情况</p><p>不足。</p>"
                        "<p>六、其他需要报告的事项</p><p>无收费。</p><p>附件下载</p>",
                        r));
    assert_int_equal(r->year, 2022);
    assert_str(r->issuer, S("某局"));
    assert_str(r->prose[0], S("做了很多。"));
    assert_str(r->prose[4], S("不足。"));
    assert_str(r->prose[5], S("无收费。"));
    for (size_t i = 0; i < REPORT_SECTIONS; i++) assert_true(r->titled[i]);
}

static void a_single_row_of_other_results_in_the_new_form(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_ok(
        read_text(*state,
                  "某县2023年政府信息公开工作年度报告\n本年制发件数 本年废止件数 现行有效件数\n"
                  "| 一、本年新收政府信息公开申请数量 | 5 | 0 | 0 | 0 | 0 | 0 | 5 |\n"
                  "| （六）其他处理 | 5 | 0 | 0 | 0 | 0 | 0 | 5 |\n"
                  "| （七）总计 | 5 | 0 | 0 | 0 | 0 | 0 | 5 |\n",
                  r));
    assert_int_equal(r->format, REPORT_FORM_2021);
    assert_true(r->has[ROW_R6]);
    assert_false(r->has[ROW_R6_1]);
    assert_int_equal(r->t3[ROW_R6][0].value, 5);
}

static void what_is_no_report_is_not_found(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_err(read_text(*state, "今天天气很好。", r), NOT_FOUND);
    assert_err(read_text(*state, "| 总计 | 1 | 2 |\n| 其他 | 3 | 4 |\n", r), NOT_FOUND);
    assert_err(read_page(*state,
                         "<p>关于做好2021年政府信息公开工作年度报告编制工作的通知</p>"
                         "<p>各单位：请于1月31日前报送。</p>",
                         r),
               NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(one_of_two_readings_is_chosen_by_the_columns),
        UNIT(a_lonely_zero_is_not_a_row_of_zeros),
        UNIT(footnotes_units_and_remarks_in_cells),
        UNIT(two_rows_that_claim_one_place_are_unknown),
        UNIT(headings_may_be_numbered_wrongly_or_not_at_all),
        UNIT(a_single_row_of_other_results_in_the_new_form),
        UNIT(what_is_no_report_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
