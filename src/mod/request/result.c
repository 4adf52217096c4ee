#include "mod/request/result.h"

#define ART36(item) "《中华人民共和国政府信息公开条例》第三十六条第（" item "）项"
#define REFUSED(article) ART36("三") "、" article

/* The form of 2019 and 2020 has one row R6; from 2021 on it has three. */
static const struct request_result results[] = {
    {"R1", "予以公开", "予以公开", 0, 0, ART36("二"), REMEDY_EITHER,
     "告知获取方式、途径和时间的记录", false},
    {"R2", "部分公开", "部分公开", 0, 0,
     "《中华人民共和国政府信息公开条例》第三十七条和第三十六条第（三）项", REMEDY_WITHHELD_PART,
     "不予公开部分的范围和理由", false},
    {"R3_1", "属于国家秘密", "不予公开", 0, 0, REFUSED("第十四条"), REMEDY_REVIEW_FIRST,
     "密级标识、保密期限或者其他证明", false},
    {"R3_2", "其他法律行政法规禁止公开", "不予公开", 0, 0, REFUSED("第十四条"), REMEDY_REVIEW_FIRST,
     "所依据的法律、行政法规条款", false},
    {"R3_3", "危及“三安全一稳定”", "不予公开", 0, 0, REFUSED("第十四条"), REMEDY_REVIEW_FIRST,
     "会商记录和风险评估报告", false},
    {"R3_4", "保护第三方合法权益", "不予公开", 0, 0, REFUSED("第十五条"), REMEDY_REVIEW_FIRST,
     "第三方意见的记录", false},
    {"R3_5", "属于三类内部事务信息", "不予公开", 0, 0, REFUSED("第十六条第一款"),
     REMEDY_REVIEW_FIRST, "属于人事管理、后勤管理、内部工作流程中的哪一类", false},
    {"R3_6", "属于四类过程性信息", "不予公开", 0, 0, REFUSED("第十六条第二款"), REMEDY_REVIEW_FIRST,
     "属于讨论记录、过程稿、磋商信函、请示报告中的哪一类，形成于决定之前", false},
    {"R3_7", "属于行政执法案卷", "不予公开", 0, 0, REFUSED("第十六条第二款"), REMEDY_REVIEW_FIRST,
     "在执法过程中形成并存入案卷的说明", false},
    {"R3_8", "属于行政查询事项", "不予公开", 0, 0, ART36("七"), REMEDY_NO_SUIT, NULL, false},
    {"R4_1", "本机关不掌握相关政府信息", "无法提供", 0, 0, ART36("四"), REMEDY_EITHER,
     "检索记录：何人、何时、在何处、用何检索词；已销毁或者遗失的写明原因", false},
    {"R4_2", "没有现成信息需要另行制作", "无法提供", 0, 0,
     "《中华人民共和国政府信息公开条例》第三十八条", REMEDY_NO_SUIT, NULL, false},
    {"R4_3", "补正后申请内容仍不明确", "无法提供", 0, 0, "", REMEDY_EITHER,
     "补正后与申请人当面或者电话沟通的记录", false},
    {"R5_1", "信访举报投诉类申请", "不予处理", 0, 0,
     "《中华人民共和国政府信息公开条例》第三十九条第一款", REMEDY_NO_SUIT, NULL, false},
    {"R5_2", "重复申请", "不予处理", 0, 0, ART36("六"), REMEDY_NO_SUIT_REPEAT,
     "此前同一申请的受理编号和答复", false},
    {"R5_3", "要求提供公开出版物", "不予处理", 0, 0,
     "《中华人民共和国政府信息公开条例》第三十九条第二款", REMEDY_NO_SUIT, NULL, false},
    {"R5_4", "无正当理由大量反复申请", "不予处理", 0, 0,
     "《中华人民共和国政府信息公开条例》第三十五条", REMEDY_EITHER,
     "要求说明理由的通知和申请人的说明", false},
    {"R5_5", "要求行政机关确认或重新出具已获取信息", "不予处理", 0, 0, "", REMEDY_EITHER,
     "申请人已经获取该信息的证明", false},
    {"R6", "其他处理", "其他处理", 0, 2020, "", REMEDY_EITHER, NULL, true},
    {"R6_1", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "其他处理", 2021, 0,
     "《中华人民共和国政府信息公开条例》第三十条", REMEDY_EITHER, NULL, true},
    {"R6_2", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "其他处理",
     2021, 0, "《政府信息公开信息处理费管理办法》", REMEDY_EITHER, NULL, true},
    {"R6_3", "其他", "其他处理", 2021, 0, "", REMEDY_NONE, NULL, true},
};

const struct request_result *request_results(size_t *n)
{
    *n = COUNT_OF(results);
    return results;
}

const struct request_result *request_result_of(str leaf)
{
    for (size_t i = 0; i < COUNT_OF(results); i++)
        if (str_eq(str_of(results[i].leaf), leaf)) return &results[i];
    return NULL;
}

bool request_result_valid_on(const struct request_result *r, struct date on)
{
    int year = date_parts(on).year;

    return (!r->from_year || year >= r->from_year) && (!r->until_year || year <= r->until_year);
}

const struct choice request_result_choices[] = {
    {"R1", "予以公开"},
    {"R2", "部分公开（区分处理）"},
    {"R3_1", "不予公开：属于国家秘密"},
    {"R3_2", "不予公开：其他法律行政法规禁止公开"},
    {"R3_3", "不予公开：危及“三安全一稳定”"},
    {"R3_4", "不予公开：保护第三方合法权益"},
    {"R3_5", "不予公开：属于三类内部事务信息"},
    {"R3_6", "不予公开：属于四类过程性信息"},
    {"R3_7", "不予公开：属于行政执法案卷"},
    {"R3_8", "不予公开：属于行政查询事项"},
    {"R4_1", "无法提供：本机关不掌握相关政府信息"},
    {"R4_2", "无法提供：没有现成信息需要另行制作"},
    {"R4_3", "无法提供：补正后申请内容仍不明确"},
    {"R5_1", "不予处理：信访举报投诉类申请"},
    {"R5_2", "不予处理：重复申请"},
    {"R5_3", "不予处理：要求提供公开出版物"},
    {"R5_4", "不予处理：无正当理由大量反复申请"},
    {"R5_5", "不予处理：要求行政机关确认或重新出具已获取信息"},
    {NULL, NULL},
};

/* ---- remedies ------------------------------------------------------------------------------- */

/* 复议法 (2023) in force; 法释〔2025〕8号 in force. */
enum { REVIEW_FIRST_YEAR = 2024, NO_SUIT_YEAR = 2025, NO_SUIT_MONTH = 6 };

static bool is_since(struct date on, int year, int month)
{
    struct date first;

    return date_make(year, month, 1, &first) && on.day >= first.day;
}

static str either(struct arena *a, str what, str body, str court)
{
    return str_printf(a,
                      "%.*s，可以自收到本告知书之日起60日内向%.*s申请行政复议，或者自收到本告知书"
                      "之日起6个月内向%.*s提起行政诉讼。",
                      STR_ARG(what), STR_ARG(body), STR_ARG(court));
}

static str review_first(struct arena *a, str what, str body, str court)
{
    return str_printf(a,
                      "%.*s，应当自收到本告知书之日起60日内先向%.*s申请行政复议；对行政复议决定不服"
                      "的，可以自收到行政复议决定书之日起15日内向%.*s提起行政诉讼。",
                      STR_ARG(what), STR_ARG(body), STR_ARG(court));
}

static str review_only(struct arena *a, str what, str body)
{
    return str_printf(
        a,
        "%.*s，可以自收到本告知书之日起60日内向%.*s申请行政复议，也可以向上一级行政机关"
        "或者政府信息公开工作主管部门投诉。",
        STR_ARG(what), STR_ARG(body));
}

str request_remedy_text(struct arena *a, const struct request_result *r, struct date on,
                        str review_body, str court)
{
    str body = review_body.n ? review_body : S("有管辖权的行政复议机关");
    str to = court.n ? court : S("有管辖权的人民法院");
    bool must_review = is_since(on, REVIEW_FIRST_YEAR, 1);
    bool no_suit = is_since(on, NO_SUIT_YEAR, NO_SUIT_MONTH);
    str plain = S("如对本告知书不服");

    switch (r->remedy) {
    case REMEDY_NONE:
        return S("");
    case REMEDY_REVIEW_FIRST:
        return must_review ? review_first(a, plain, body, to) : either(a, plain, body, to);
    case REMEDY_WITHHELD_PART:
        if (must_review)
            return str_cat(a, review_first(a, S("如对不予公开的部分不服"), body, to),
                           either(a, S("如对其他部分不服"), body, to));
        return either(a, plain, body, to);
    case REMEDY_NO_SUIT:
    case REMEDY_NO_SUIT_REPEAT:
        return no_suit ? review_only(a, plain, body) : either(a, plain, body, to);
    case REMEDY_EITHER:
        break;
    }
    return either(a, plain, body, to);
}
