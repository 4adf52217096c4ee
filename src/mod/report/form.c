#include "mod/report/form.h"

const struct report_label report_formats[REPORT_FORMS] = {
    [REPORT_FORM_NONE] = {S_INIT(""), S_INIT("格式不明")},
    [REPORT_FORM_2019] = {S_INIT("2019"), S_INIT("2019年试行格式（国办公开办函〔2019〕60号）")},
    [REPORT_FORM_2021] = {S_INIT("2021"), S_INIT("2021年格式（国办公开办函〔2021〕30号）")},
};

#define ITEM_1 S_INIT("t2_20_1")
#define ITEM_5 S_INIT("t2_20_5")
#define ITEM_6 S_INIT("t2_20_6")
#define ITEM_8 S_INIT("t2_20_8")
#define ITEM_9 S_INIT("t2_20_9")
#define HEAD_1 S_INIT("第二十条第（一）项")
#define HEAD_5 S_INIT("第二十条第（五）项")
#define HEAD_6 S_INIT("第二十条第（六）项")
#define HEAD_8 S_INIT("第二十条第（八）项")
#define HEAD_9 S_INIT("第二十条第（九）项")
#define FIGURE(n, row, column, row_label, column_label, kind)                                      \
    {                                                                                              \
        ITEM_##n, S_INIT(row), S_INIT(column), HEAD_##n, S_INIT(row_label), S_INIT(column_label),  \
            kind                                                                                   \
    }

static const struct report_figure figures_2019[] = {
    FIGURE(1, "rules", "made", "规章", "本年新制作数量", REPORT_COUNT),
    FIGURE(1, "rules", "published", "规章", "本年新公开数量", REPORT_COUNT),
    FIGURE(1, "rules", "total_public", "规章", "对外公开总数量", REPORT_COUNT),
    FIGURE(1, "normative", "made", "规范性文件", "本年新制作数量", REPORT_COUNT),
    FIGURE(1, "normative", "published", "规范性文件", "本年新公开数量", REPORT_COUNT),
    FIGURE(1, "normative", "total_public", "规范性文件", "对外公开总数量", REPORT_COUNT),
    FIGURE(5, "license", "prev_items", "行政许可", "上一年项目数量", REPORT_COUNT),
    FIGURE(5, "license", "delta", "行政许可", "本年增/减", REPORT_DELTA),
    FIGURE(5, "license", "decisions", "行政许可", "处理决定数量", REPORT_COUNT),
    FIGURE(5, "other_services", "prev_items", "其他对外管理服务事项", "上一年项目数量",
           REPORT_COUNT),
    FIGURE(5, "other_services", "delta", "其他对外管理服务事项", "本年增/减", REPORT_DELTA),
    FIGURE(5, "other_services", "decisions", "其他对外管理服务事项", "处理决定数量", REPORT_COUNT),
    FIGURE(6, "penalty", "prev_items", "行政处罚", "上一年项目数量", REPORT_COUNT),
    FIGURE(6, "penalty", "delta", "行政处罚", "本年增/减", REPORT_DELTA),
    FIGURE(6, "penalty", "decisions", "行政处罚", "处理决定数量", REPORT_COUNT),
    FIGURE(6, "coercion", "prev_items", "行政强制", "上一年项目数量", REPORT_COUNT),
    FIGURE(6, "coercion", "delta", "行政强制", "本年增/减", REPORT_DELTA),
    FIGURE(6, "coercion", "decisions", "行政强制", "处理决定数量", REPORT_COUNT),
    FIGURE(8, "fees", "prev_items", "行政事业性收费", "上一年项目数量", REPORT_COUNT),
    FIGURE(8, "fees", "delta", "行政事业性收费", "本年增/减", REPORT_DELTA),
    FIGURE(9, "procurement", "projects", "政府集中采购", "采购项目数量", REPORT_COUNT),
    FIGURE(9, "procurement", "amount", "政府集中采购", "采购总金额", REPORT_AMOUNT),
};

static const struct report_figure figures_2021[] = {
    FIGURE(1, "rules", "made", "规章", "本年制发件数", REPORT_COUNT),
    FIGURE(1, "rules", "repealed", "规章", "本年废止件数", REPORT_COUNT),
    FIGURE(1, "rules", "valid", "规章", "现行有效件数", REPORT_COUNT),
    FIGURE(1, "normative", "made", "行政规范性文件", "本年制发件数", REPORT_COUNT),
    FIGURE(1, "normative", "repealed", "行政规范性文件", "本年废止件数", REPORT_COUNT),
    FIGURE(1, "normative", "valid", "行政规范性文件", "现行有效件数", REPORT_COUNT),
    FIGURE(5, "license", "decisions", "行政许可", "本年处理决定数量", REPORT_COUNT),
    FIGURE(6, "penalty", "decisions", "行政处罚", "本年处理决定数量", REPORT_COUNT),
    FIGURE(6, "coercion", "decisions", "行政强制", "本年处理决定数量", REPORT_COUNT),
    FIGURE(8, "fees", "amount_wan", "行政事业性收费", "本年收费金额（单位：万元）", REPORT_WAN),
};

#define ROW(id, label)                                                                             \
    {                                                                                              \
        S_INIT(id), S_INIT(label), S_INIT(""), 0                                                   \
    }
#define ROW_IN(id, label, group, n)                                                                \
    {                                                                                              \
        S_INIT(id), S_INIT(label), S_INIT(group), n                                                \
    }

const struct report_row_label report_rows[REPORT_ROWS] = {
    [ROW_NEW] = ROW("NEW", "一、本年新收政府信息公开申请数量"),
    [ROW_PREV] = ROW("PREV", "二、上年结转政府信息公开申请数量"),
    [ROW_R1] = ROW("R1", "（一）予以公开"),
    [ROW_R2] = ROW("R2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    [ROW_R3_1] = ROW_IN("R3_1", "1.属于国家秘密", "（三）不予公开", 8),
    [ROW_R3_2] = ROW_IN("R3_2", "2.其他法律行政法规禁止公开", "（三）不予公开", 0),
    [ROW_R3_3] = ROW_IN("R3_3", "3.危及“三安全一稳定”", "（三）不予公开", 0),
    [ROW_R3_4] = ROW_IN("R3_4", "4.保护第三方合法权益", "（三）不予公开", 0),
    [ROW_R3_5] = ROW_IN("R3_5", "5.属于三类内部事务信息", "（三）不予公开", 0),
    [ROW_R3_6] = ROW_IN("R3_6", "6.属于四类过程性信息", "（三）不予公开", 0),
    [ROW_R3_7] = ROW_IN("R3_7", "7.属于行政执法案卷", "（三）不予公开", 0),
    [ROW_R3_8] = ROW_IN("R3_8", "8.属于行政查询事项", "（三）不予公开", 0),
    [ROW_R4_1] = ROW_IN("R4_1", "1.本机关不掌握相关政府信息", "（四）无法提供", 3),
    [ROW_R4_2] = ROW_IN("R4_2", "2.没有现成信息需要另行制作", "（四）无法提供", 0),
    [ROW_R4_3] = ROW_IN("R4_3", "3.补正后申请内容仍不明确", "（四）无法提供", 0),
    [ROW_R5_1] = ROW_IN("R5_1", "1.信访举报投诉类申请", "（五）不予处理", 5),
    [ROW_R5_2] = ROW_IN("R5_2", "2.重复申请", "（五）不予处理", 0),
    [ROW_R5_3] = ROW_IN("R5_3", "3.要求提供公开出版物", "（五）不予处理", 0),
    [ROW_R5_4] = ROW_IN("R5_4", "4.无正当理由大量反复申请", "（五）不予处理", 0),
    [ROW_R5_5] = ROW_IN("R5_5", "5.要求行政机关确认或重新出具已获取信息", "（五）不予处理", 0),
    [ROW_R6] = ROW("R6", "（六）其他处理"),
    [ROW_R6_1] = ROW_IN("R6_1", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                        "（六）其他处理", 3),
    [ROW_R6_2] =
        ROW_IN("R6_2", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
               "（六）其他处理", 0),
    [ROW_R6_3] = ROW_IN("R6_3", "3.其他", "（六）其他处理", 0),
    [ROW_R7] = ROW("R7", "（七）总计"),
    [ROW_NEXT] = ROW("NEXT", "四、结转下年度继续办理"),
};

const struct report_label report_columns[REPORT_COLUMNS] = {
    [COLUMN_NATURAL] = {S_INIT("natural"), S_INIT("自然人")},
    [COLUMN_COMPANY] = {S_INIT("company"), S_INIT("商业企业")},
    [COLUMN_RESEARCH] = {S_INIT("research"), S_INIT("科研机构")},
    [COLUMN_CHARITY] = {S_INIT("charity"), S_INIT("社会公益组织")},
    [COLUMN_LEGAL] = {S_INIT("legal"), S_INIT("法律服务机构")},
    [COLUMN_OTHER] = {S_INIT("other"), S_INIT("其他")},
    [COLUMN_TOTAL] = {S_INIT("total"), S_INIT("总计")},
};

const struct report_label report_suits[REPORT_SUITS] = {
    [SUIT_REVIEW] = {S_INIT("review"), S_INIT("行政复议")},
    [SUIT_DIRECT] = {S_INIT("suit_direct"), S_INIT("未经复议直接起诉")},
    [SUIT_AFTER_REVIEW] = {S_INIT("suit_after_review"), S_INIT("复议后起诉")},
};

const struct report_label report_outcomes[REPORT_OUTCOMES] = {
    [OUTCOME_UPHELD] = {S_INIT("upheld"), S_INIT("结果维持")},
    [OUTCOME_CORRECTED] = {S_INIT("corrected"), S_INIT("结果纠正")},
    [OUTCOME_OTHER] = {S_INIT("other"), S_INIT("其他结果")},
    [OUTCOME_PENDING] = {S_INIT("pending"), S_INIT("尚未审结")},
    [OUTCOME_TOTAL] = {S_INIT("total"), S_INIT("总计")},
};

const str report_sections[REPORT_SECTIONS] = {
    S_INIT("一、总体情况"),
    S_INIT("二、主动公开政府信息情况"),
    S_INIT("三、收到和处理政府信息公开申请情况"),
    S_INIT("四、政府信息公开行政复议、行政诉讼情况"),
    S_INIT("五、存在的主要问题及改进情况"),
    S_INIT("六、其他需要报告的事项"),
};

const struct report_figure *report_figures(enum report_format f, size_t *n)
{
    *n = 0;
    if (f == REPORT_FORM_2019) *n = COUNT_OF(figures_2019);
    if (f == REPORT_FORM_2021) *n = COUNT_OF(figures_2021);
    return f == REPORT_FORM_2019 ? figures_2019 : figures_2021;
}

enum report_format report_format_of_year(int64_t year)
{
    if (year < 2019) return REPORT_FORM_NONE;
    return year < 2021 ? REPORT_FORM_2019 : REPORT_FORM_2021;
}

bool report_row_is_leaf(enum report_row row)
{
    return row >= ROW_R1 && row <= ROW_R6_3;
}

str report_row_name(struct arena *a, enum report_row row)
{
    const struct report_row_label *l = &report_rows[row];

    if (row == ROW_R2) return S("（二）部分公开");
    if (!l->group.n) return l->label;
    return str_printf(a, "%.*s%.*s", STR_ARG(l->group), STR_ARG(l->label));
}
