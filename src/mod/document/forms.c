/* What may be typed about a document: fields, limits, choices. */
#include "mod/document/internal.h"

const struct choice document_kinds[] = {
    {"policy", "政策文件"}, {"interpretation", "政策解读"}, {"news", "动态要闻"},
    {"notice", "通知公告"}, {"guide", "公开指南"},          {"rule", "公开制度"},
    {"report", "年度报告"}, {"person", "领导信息"},         {"organ", "机构职能"},
    {"data", "数据发布"},   {"consultation", "征集调查"},   {"other", "其他"},
    {NULL, NULL},
};

const struct choice document_attributes[] = {
    {"active", "主动公开"},
    {"on_request", "依申请公开"},
    {"withheld", "不予公开"},
    {NULL, NULL},
};

const struct choice document_validities[] = {
    {"valid", "有效"},       {"invalid", "失效"}, {"repealed", "废止"}, {"amended", "已修改"},
    {"pending", "尚未生效"}, {"none", "不标注"},  {NULL, NULL},
};

static const struct choice review_results[] = {
    {"pass", "不涉及"},
    {"handled", "涉及，已作处理"},
    {NULL, NULL},
};

/* Numbers of old files come in every shape; all of them end in 号. */
static const char *number_pattern(str text)
{
    return str_ends(text, S("号")) ? NULL : "应如“临开管〔2020〕3号”";
}

#define D struct document_input

static const struct form_field document_fields[] = {
    FORM_TEXT(D, title, "title", "标题", .required = true, .max_chars = DOCUMENT_TITLE_CHARS),
    FORM_ID(D, column, "column", "栏目", .required = true),
    FORM_JSON(D, tree, "tree", "正文", .max_chars = DOCUMENT_TREE_BYTES),
    FORM_MULTILINE(D, text, "text", "正文", .max_chars = DOCUMENT_TREE_BYTES / 4,
                   .hint = "可以使用 Markdown 或 HTML；有 tree 时不看这一项"),
    FORM_CHOICE(D, kind, "kind", "信息类别", .choices = document_kinds),
    FORM_MULTILINE(D, summary, "summary", "内容概述", .max_chars = DOCUMENT_SUMMARY_CHARS),
    FORM_CHOICE(D, attribute, "attribute", "公开属性", .choices = document_attributes),
    FORM_MULTILINE(D, attribute_reason, "attribute_reason", "属性理由",
                   .max_chars = DOCUMENT_REASON_CHARS,
                   .hint = "依申请公开、不予公开须写明法律依据和理由"),
    FORM_TEXT(D, document_no, "number", "发文字号", .max_chars = 60, .pattern = number_pattern),
    FORM_TEXT(D, issuer, "issuer", "发文机关", .max_chars = 200),
    FORM_TEXT(D, source, "source", "信息来源", .max_chars = 100),
    FORM_TEXT(D, theme, "theme", "主题分类", .max_chars = 60),
    FORM_TEXT(D, genre, "genre", "体裁", .max_chars = 20),
    FORM_TEXT(D, keywords, "keywords", "关键词", .max_chars = 200),
    FORM_TEXT(D, art20, "art20", "法定公开内容", .max_chars = 10),
    FORM_CHOICE(D, validity, "validity", "有效性", .choices = document_validities),
    FORM_DATE(D, made_on, "made_on", "成文日期"),
    FORM_DATE(D, effective_on, "effective_on", "生效日期"),
    FORM_DATE(D, repealed_on, "repealed_on", "废止日期"),
    FORM_ID(D, interprets, "interprets", "所解读的文件"),
};
const struct form document_form =
    FORM_SIZED("document", struct document_input, document_fields, DOCUMENT_TREE_BYTES + 65536);

static const struct form_field review_fields[] = {
    FORM_CHOICE(struct document_review_input, secrecy, "secrecy", "国家秘密、工作秘密",
                .required = true, .choices = review_results),
    FORM_CHOICE(struct document_review_input, privacy, "privacy", "商业秘密、个人隐私",
                .required = true, .choices = review_results),
    FORM_TEXT(struct document_review_input, basis, "basis", "审查依据", .required = true,
              .max_chars = 200,
              .hint = "如：《政府信息公开条例》第十七条，《保守国家秘密法》第三十五条"),
    FORM_MULTILINE(struct document_review_input, override_reason, "override_reason",
                   "扫描所见可以公开的理由", .max_chars = DOCUMENT_REASON_CHARS,
                   .hint = "隐私扫描有发现而仍可公开时填写，记入审查记录"),
};
const struct form document_review_form =
    FORM("document_review", struct document_review_input, review_fields);

static const struct form_field reason_fields[] = {
    FORM_MULTILINE(struct document_reason_input, reason, "reason", "理由", .required = true,
                   .max_chars = DOCUMENT_REASON_CHARS),
};
const struct form document_reason_form =
    FORM("document_reason", struct document_reason_input, reason_fields);

static const struct form_field validity_fields[] = {
    FORM_CHOICE(struct document_validity_input, validity, "validity", "有效性", .required = true,
                .choices = document_validities),
    FORM_DATE(struct document_validity_input, repealed_on, "repealed_on", "失效或废止日期"),
};
const struct form document_validity_form =
    FORM("document_validity", struct document_validity_input, validity_fields);

str document_label(const struct choice *choices, str value)
{
    for (const struct choice *c = choices; c->value; c++)
        if (str_eq(str_of(c->value), value)) return str_of(c->label);
    return value;
}
