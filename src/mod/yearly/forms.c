/* What may be typed into the registers. */
#include "mod/yearly/internal.h"

#include "base/num.h"

static const struct choice kind_choices[] = {
    {"rules", "规章"},
    {"normative", "行政规范性文件"},
    {"license_item", "行政许可事项"},
    {"license_decision", "行政许可决定"},
    {"service_item", "其他对外管理服务事项"},
    {"service_decision", "其他对外管理服务处理决定"},
    {"penalty_item", "行政处罚事项"},
    {"penalty_decision", "行政处罚决定"},
    {"coercion_item", "行政强制事项"},
    {"coercion_decision", "行政强制决定"},
    {"fee_item", "行政事业性收费项目"},
    {"fee_income", "行政事业性收费金额"},
    {"procurement", "政府集中采购项目"},
    {"review", "行政复议案件"},
    {"suit_direct", "未经复议直接起诉案件"},
    {"suit_after_review", "复议后起诉案件"},
    {NULL, NULL},
};

static const struct choice outcomes[] = {
    {"upheld", "结果维持"}, {"corrected", "结果纠正"}, {"other", "其他结果"}, {NULL, NULL}};

bool yearly_amount_parse(str text, int64_t *fen)
{
    enum { FEN = 100, YUAN_MOST = 1000000000 };
    size_t point = str_find_byte(text, '.', 0);
    str whole = point == STR_NONE ? text : str_head(text, point);
    str part = point == STR_NONE ? S("0") : str_from(text, point + 1);
    int64_t yuan;
    int64_t rest;

    if (!num_parse(whole, 0, (int64_t)YUAN_MOST * FEN, &yuan)) return false;
    if (part.n < 1 || part.n > 2 || !num_parse(part, 0, FEN - 1, &rest)) return false;
    *fen = yuan * FEN + (part.n == 1 ? rest * 10 : rest);
    return true;
}

static const char *amount_pattern(str text)
{
    int64_t fen;

    return yearly_amount_parse(text, &fen) ? NULL : "应为金额（元），最多两位小数，如 12500.50";
}

#define Y struct yearly_input

static const struct form_field fields[] = {
    FORM_CHOICE(Y, kind, "kind", "种类", .required = true, .choices = kind_choices),
    FORM_TEXT(Y, title, "title", "名称", .required = true, .max_chars = YEARLY_TITLE_CHARS,
              .hint = "事项、文件、项目或者案件的名称；处理决定写台账的名称"),
    FORM_INT(Y, year, "year", "年度", .required = true, .least = YEARLY_FIRST, .most = YEARLY_LAST,
             .hint = "制发、设立、发生、受理的年度"),
    FORM_INT(Y, number, "number", "处理决定数量", .least = 0, .most = 1000000000,
             .hint = "只有处理决定填写：全年的件数，不论是否公开"),
    FORM_TEXT(Y, amount, "amount", "金额（元）", .max_chars = 20, .pattern = amount_pattern,
              .hint = "只有收费金额和采购项目填写"),
    FORM_TEXT(Y, evidence, "evidence", "依据", .required = true, .max_chars = YEARLY_EVIDENCE_CHARS,
              .hint = "台账、文号、合同编号等，数字从哪里来"),
};
const struct form yearly_form = FORM("yearly", Y, fields);

static const struct form_field end_fields[] = {
    FORM_INT(struct yearly_end_input, ended_year, "ended_year", "终止或者审结的年度",
             .required = true, .least = YEARLY_FIRST, .most = YEARLY_LAST),
    FORM_CHOICE(struct yearly_end_input, outcome, "outcome", "案件结果", .choices = outcomes,
                .hint = "行政复议、行政诉讼案件填写"),
};
const struct form yearly_end_form = FORM("yearly_end", struct yearly_end_input, end_fields);
