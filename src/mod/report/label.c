/*
 * Which row or column the words of a published table mean. Offices renumber, abbreviate, break and
 * misspell labels; each row has words that no other has, and those are looked for.
 */
#include "mod/report/reading.h"

struct word {
    enum report_row row;
    str word;
};

/* In the order of trial: what contains another's words comes first. */
static const struct word words[] = {
    {ROW_NEW, S_INIT("本年新收")},
    {ROW_NEW, S_INIT("新收政府信息公开申请")},
    {ROW_PREV, S_INIT("上年结转")},
    {ROW_PREV, S_INIT("上年度结转")},
    {ROW_PREV, S_INIT("上一年结转")},
    {ROW_PREV, S_INIT("上一年度结转")},
    {ROW_NEXT, S_INIT("结转下年")},
    {ROW_NEXT, S_INIT("结转下一年")},
    {ROW_NEXT, S_INIT("结转至下年")},
    {ROW_NEXT, S_INIT("结转到下年")},
    {ROW_R3_1, S_INIT("国家秘密")},
    {ROW_R3_2, S_INIT("其他法律行政")},
    {ROW_R3_2, S_INIT("其他法律、行政法规")},
    {ROW_R3_2, S_INIT("法律行政法规禁止")},
    {ROW_R3_2, S_INIT("行政法规禁止公开")},
    {ROW_R3_3, S_INIT("三安全")},
    {ROW_R3_3, S_INIT("一稳定")},
    {ROW_R3_4, S_INIT("第三方合法")},
    {ROW_R3_4, S_INIT("保护第三方")},
    {ROW_R3_5, S_INIT("内部事务")},
    {ROW_R3_6, S_INIT("过程性")},
    {ROW_R3_7, S_INIT("执法案卷")},
    {ROW_R3_8, S_INIT("行政查询")},
    {ROW_R4_1, S_INIT("不掌握")},
    {ROW_R4_2, S_INIT("现成信息")},
    {ROW_R4_2, S_INIT("另行制作")},
    {ROW_R4_3, S_INIT("补正后")},
    {ROW_R4_3, S_INIT("内容仍不明确")},
    {ROW_R5_1, S_INIT("信访举报")},
    {ROW_R5_1, S_INIT("信访、举报")},
    {ROW_R5_1, S_INIT("举报投诉类")},
    {ROW_R5_3, S_INIT("公开出版物")},
    {ROW_R5_4, S_INIT("大量反复")},
    {ROW_R5_4, S_INIT("反复申请")},
    {ROW_R5_5, S_INIT("确认或重新")},
    {ROW_R5_5, S_INIT("确认或者重新")},
    {ROW_R5_5, S_INIT("重新出具")},
    {ROW_R5_2, S_INIT("重复申请")},
    {ROW_R6_1, S_INIT("逾期不补正")},
    {ROW_R6_2, S_INIT("收费通知")},
    {ROW_R6_2, S_INIT("缴纳费用")},
    {ROW_R6_2, S_INIT("逾期不缴费")},
    {ROW_R6_2, S_INIT("逾期未缴费")},
    {ROW_R2, S_INIT("部分公开")},
    {ROW_R1, S_INIT("予以公开")},
};

static bool holds(str text, str word)
{
    return str_find(text, word, 0) != STR_NONE;
}

/* Without the number in front: "3.其他" is 其他, "(七)总计" is 总计. */
static str without_number(str s)
{
    static const str marks[] = {S_INIT("("),  S_INIT(")"),  S_INIT("."),  S_INIT("、"),
                                S_INIT("一"), S_INIT("二"), S_INIT("三"), S_INIT("四"),
                                S_INIT("五"), S_INIT("六"), S_INIT("七"), S_INIT("八")};

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_starts(s, marks[i]) && s.n > marks[i].n) {
            s = str_from(s, marks[i].n);
            i = (size_t)-1;
        } else if (s.n > 1 && s.p[0] >= '0' && s.p[0] <= '9') {
            s = str_from(s, 1);
            i = (size_t)-1;
        }
    return s;
}

int label_row(str label, str group)
{
    str bare = without_number(label);

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (holds(label, words[i].word)) return (int)words[i].row;
    if (str_eq(bare, S("总计")) || str_eq(bare, S("合计"))) return ROW_R7;
    if (str_eq(bare, S("其他")) && holds(group, S("其他处理"))) return ROW_R6_3;
    if (str_eq(label, S("3.其他")) || str_eq(label, S("3、其他"))) return ROW_R6_3;
    if (str_eq(bare, S("其他处理"))) return ROW_R6;
    return LABEL_NONE;
}

int label_column(str w)
{
    static const struct {
        str word;
        enum report_column column;
    } columns[] = {
        {S_INIT("自然人"), COLUMN_NATURAL},    {S_INIT("商业企业"), COLUMN_COMPANY},
        {S_INIT("科研机构"), COLUMN_RESEARCH}, {S_INIT("公益组织"), COLUMN_CHARITY},
        {S_INIT("法律服务"), COLUMN_LEGAL},
    };

    /* The head may explain itself: 自然人(填写…). */
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (w.n <= 40 ? holds(w, columns[i].word) : str_starts(w, columns[i].word))
            return (int)columns[i].column;
    if (w.n > 40) return LABEL_NONE;
    if (str_eq(w, S("其他")) || str_eq(w, S("其它"))) return COLUMN_OTHER;
    if (str_eq(w, S("总计")) || str_eq(w, S("合计"))) return COLUMN_TOTAL;
    return LABEL_NONE;
}

int label_suit(str w)
{
    if (w.n > 60) return LABEL_NONE;
    if (holds(w, S("未经复议")) || holds(w, S("直接起诉"))) return SUIT_DIRECT;
    if (holds(w, S("复议后起诉")) || holds(w, S("复议后"))) return SUIT_AFTER_REVIEW;
    if (str_eq(w, S("行政复议")) || str_eq(w, S("行政法复议"))) return SUIT_REVIEW;
    return LABEL_NONE;
}

int label_outcome(str w)
{
    if (w.n > 30) return LABEL_NONE;
    if (holds(w, S("维持"))) return OUTCOME_UPHELD;
    if (holds(w, S("纠正")) || holds(w, S("纠错"))) return OUTCOME_CORRECTED;
    if (holds(w, S("其他结果")) || str_eq(w, S("其他"))) return OUTCOME_OTHER;
    if (holds(w, S("尚未审结")) || holds(w, S("未审结"))) return OUTCOME_PENDING;
    if (str_eq(w, S("总计")) || str_eq(w, S("合计"))) return OUTCOME_TOTAL;
    return LABEL_NONE;
}

str label_t2_row(str w)
{
    str bare = without_number(w);

    if (w.n > 60) return S("");
    if (holds(w, S("规范性文件"))) return S("normative");
    if (str_starts(bare, S("规章")) && bare.n <= S("规章件").n) return S("rules");
    if (str_eq(bare, S("行政许可"))) return S("license");
    if (holds(w, S("对外管理服务"))) return S("other_services");
    if (str_eq(bare, S("行政处罚"))) return S("penalty");
    if (str_eq(bare, S("行政强制"))) return S("coercion");
    if (holds(w, S("事业性收费"))) return S("fees");
    if (holds(w, S("集中采购"))) return S("procurement");
    return S("");
}

str label_t2_column(str w)
{
    static const struct {
        str word, column;
    } columns[] = {
        {S_INIT("制作"), S_INIT("made")},
        {S_INIT("制发"), S_INIT("made")},
        {S_INIT("新公开"), S_INIT("published")},
        {S_INIT("对外公开总"), S_INIT("total_public")},
        {S_INIT("废止"), S_INIT("repealed")},
        {S_INIT("现行有效"), S_INIT("valid")},
        {S_INIT("上一年项目"), S_INIT("prev_items")},
        {S_INIT("上年项目"), S_INIT("prev_items")},
        {S_INIT("增/"), S_INIT("delta")},
        {S_INIT("增减"), S_INIT("delta")},
        {S_INIT("处理决定"), S_INIT("decisions")},
        {S_INIT("处理绝对"), S_INIT("decisions")},
        {S_INIT("采购项目"), S_INIT("projects")},
        {S_INIT("采购总"), S_INIT("amount")},
        {S_INIT("采购金额"), S_INIT("amount")},
        {S_INIT("收费金额"), S_INIT("amount_wan")},
    };

    if (w.n > 80) return S("");
    for (size_t i = 0; i < COUNT_OF(columns); i++)
        if (holds(w, columns[i].word)) return columns[i].column;
    return S("");
}

enum report_format label_format(str tight)
{
    static const struct {
        str word;
        enum report_format format;
    } marks[] = {
        {S_INIT("新制作数量"), REPORT_FORM_2019},
        {S_INIT("新公开数量"), REPORT_FORM_2019},
        {S_INIT("对外公开总数量"), REPORT_FORM_2019},
        {S_INIT("上一年项目数量"), REPORT_FORM_2019},
        {S_INIT("采购总金额"), REPORT_FORM_2019},
        {S_INIT("采购项目数量"), REPORT_FORM_2019},
        {S_INIT("对外管理服务事项"), REPORT_FORM_2019},
        {S_INIT("本年制发件数"), REPORT_FORM_2021},
        {S_INIT("本年废止件数"), REPORT_FORM_2021},
        {S_INIT("现行有效件数"), REPORT_FORM_2021},
        {S_INIT("本年收费金额"), REPORT_FORM_2021},
        {S_INIT("本年处理决定数量"), REPORT_FORM_2021},
        {S_INIT("逾期不补正"), REPORT_FORM_2021},
        {S_INIT("收费通知要求"), REPORT_FORM_2021},
    };
    size_t count[REPORT_FORMS] = {0};

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        count[marks[i].format] += holds(tight, marks[i].word);
    if (count[REPORT_FORM_2019] > count[REPORT_FORM_2021]) return REPORT_FORM_2019;
    return count[REPORT_FORM_2021] ? REPORT_FORM_2021 : REPORT_FORM_NONE;
}

/* ---- places in a text ----------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Back over the words of the label to its number: 4000004[2.]没有[现成信息]. */
static size_t start_of(str text, size_t at)
{
    size_t i = at;

    while (i && !is_digit(text.p[i - 1]) && text.p[i - 1] != '|' && text.p[i - 1] != '\n' &&
           at - i < 60)
        i--;
    if (!i || !is_digit(text.p[i - 1])) return at;
    /* "2." or "2、" in front of words: the digit belongs to them. */
    str mark = str_from(text, i);

    if (str_starts(mark, S(".")) || str_starts(mark, S("、"))) return i - 1;
    return i;
}

static void add_place(struct label_place *out, size_t *n, struct label_place p)
{
    for (size_t i = 0; i < *n; i++)
        if (out[i].row == p.row) {
            if (p.start >= out[i].start) return;
            for (; i + 1 < *n; i++) out[i] = out[i + 1];
            (*n)--;
            break;
        }
    size_t at = *n;

    for (; at && out[at - 1].start > p.start; at--) out[at] = out[at - 1];
    out[at] = p;
    (*n)++;
}

/* 其他 of the group 其他处理 has no words of its own: the first behind R6_2 that has its number. */
static void add_others(str text, struct label_place *out, size_t *n)
{
    size_t from = STR_NONE;

    for (size_t i = 0; i < *n; i++)
        if (out[i].row == ROW_R6_2) from = out[i].end;
    size_t six = str_find(text, S("其他处理"), 0);

    if (from != STR_NONE) {
        size_t at = str_find(text, S("3.其他"), from);

        if (at == STR_NONE) at = str_find(text, S("3、其他"), from);
        if (at != STR_NONE)
            add_place(
                out, n,
                (struct label_place){ROW_R6_3, at, str_find(text, S("其他"), at) + S("其他").n});
    } else if (six != STR_NONE && str_find(text, S("逾期不补正"), 0) == STR_NONE) {
        add_place(out, n, (struct label_place){ROW_R6, six, six + S("其他处理").n});
    }
}

void label_places(str text, struct label_place *out, size_t *n)
{
    static const str total[] = {S_INIT("(七)总计"), S_INIT("七)总计"), S_INIT("七、总计"),
                                S_INIT("(七)合计"), S_INIT("7.总计")};

    *n = 0;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t at = str_find(text, words[i].word, 0);

        /* 不予公开 is a group, and 予以公开 stands in no other label. */
        if (at != STR_NONE)
            add_place(out, n,
                      (struct label_place){words[i].row, start_of(text, at), at + words[i].word.n});
    }
    for (size_t i = 0; i < COUNT_OF(total); i++) {
        size_t at = str_find(text, total[i], 0);

        if (at == STR_NONE) continue;
        add_place(out, n, (struct label_place){ROW_R7, at, at + total[i].n});
        break;
    }
    add_others(text, out, n);
}
