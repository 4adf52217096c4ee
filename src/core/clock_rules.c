/*
 * The statutory periods, a row each. Numbers of articles are those of the texts in force; what
 * rests on local practice or on memory is configurable, and says so in `law`.
 *
 * 711 政府信息公开条例; 30, 60 the notices on the annual report; 109 the fee rules; 19, 47 the
 * rules for government sites; 80 implementing rules of 2016; 713 major decisions.
 */
#include "core/clock.h"

#define LAW(cite_text, name)                                                                       \
    {                                                                                              \
        S_INIT(cite_text), S_INIT(name)                                                            \
    }

static const struct clock_rule RULES[] = {
    /* ---- disclosure: publishing and requests ---- */
    {
        .id = S_INIT("FOI_PUBLISH"),
        .label = S_INIT("主动公开政府信息"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("政府信息形成或者变更之日"),
        .law = LAW("711 Art. 26", "《政府信息公开条例》第二十六条"),
    },
    {
        .id = S_INIT("FOI_CORRECTION_NOTICE"),
        .label = S_INIT("告知申请人补正"),
        .unit = CLOCK_WORKDAYS,
        .length = 7,
        .from = S_INIT("收到申请之日"),
        .law = LAW("711 Art. 30", "《政府信息公开条例》第三十条"),
    },
    {
        /* The regulation says 合理的补正期限; the standard forwarded nationwide, normally 15 at
           most. */
        .id = S_INIT("FOI_CORRECTION_REPLY"),
        .label = S_INIT("申请人补正"),
        .unit = CLOCK_WORKDAYS,
        .length = 15,
        .from = S_INIT("补正告知送达之日"),
        .law = LAW("711 Art. 30; JS", "《政府信息公开条例》第三十条"),
        .silence = S_INIT("申请人无正当理由逾期不补正的，视为放弃申请，行政机关不再处理该申请"),
        .configurable = true,
        .length_most = 15,
    },
    {
        .id = S_INIT("FOI_REPLY"),
        .label = S_INIT("答复政府信息公开申请"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("收到申请之日"),
        .law = LAW("711 Art. 33", "《政府信息公开条例》第三十三条第二款"),
        .extensions = 1,
        .extension_length = 20,
        .extension_law = LAW("711 Art. 33(2)", "《政府信息公开条例》第三十三条第二款"),
        .pause_law = LAW("711 Art. 33(3)", "《政府信息公开条例》第三十三条第三款"),
        .restart_law = LAW("711 Art. 30", "《政府信息公开条例》第三十条"),
        .fix_law = LAW("711 Art. 35", "《政府信息公开条例》第三十五条"),
        .silence = S_INIT("逾期不予答复的，申请人可以申请行政复议或者提起行政诉讼"),
    },
    {
        /* The extension by itself, for showing; FOI_REPLY with an EXTEND gives the same day. */
        .id = S_INIT("FOI_REPLY_EXT"),
        .label = S_INIT("延期答复政府信息公开申请"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("原答复期限届满之日"),
        .law = LAW("711 Art. 33(2)", "《政府信息公开条例》第三十三条第二款"),
    },
    {
        .id = S_INIT("FOI_THIRD_PARTY"),
        .label = S_INIT("第三方提出意见"),
        .unit = CLOCK_WORKDAYS,
        .length = 15,
        .from = S_INIT("第三方收到征求意见书之日"),
        .law = LAW("711 Art. 32", "《政府信息公开条例》第三十二条"),
        .silence = S_INIT("第三方逾期未提出意见的，由行政机关依照条例的规定决定是否公开"),
    },
    {
        .id = S_INIT("FOI_CO_AGENCY"),
        .label = S_INIT("共同制作机关提出意见"),
        .unit = CLOCK_WORKDAYS,
        .length = 15,
        .from = S_INIT("被征求意见的机关收到征求意见书之日"),
        .law = LAW("711 Art. 34", "《政府信息公开条例》第三十四条"),
        .silence = S_INIT("逾期未提出意见的，视为同意公开"),
    },
    {
        .id = S_INIT("FOI_FEE_PAY"),
        .label = S_INIT("缴纳信息处理费"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("申请人收到收费通知之日"),
        .law = LAW("109", "《政府信息公开信息处理费管理办法》"),
        .silence = S_INIT("申请人逾期未缴纳的，视为放弃申请，行政机关不再处理该申请"),
    },
    {
        .id = S_INIT("FOI_COURT_ORDER"),
        .label = S_INIT("执行判决公开政府信息"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("判决生效之日"),
        .law = LAW("8-2025 Art. 11", "《最高人民法院关于审理政府信息公开行政案件适用法律若干问题的"
                                     "解释》（法释〔2025〕8号）第十一条"),
    },

    /* ---- annual reports: closing days do not move ---- */
    {
        .id = S_INIT("FOI_AR_DEPT"),
        .label = S_INIT("部门公布政府信息公开工作年度报告"),
        .unit = CLOCK_YEARLY,
        .month = 1,
        .day = 31,
        .from = S_INIT("上一年度终了"),
        .law = LAW("711 Art. 49(1)", "《政府信息公开条例》第四十九条第一款"),
    },
    {
        .id = S_INIT("FOI_AR_OFFICE"),
        .label = S_INIT("政府办公厅（室）公布政府信息公开工作年度报告"),
        .unit = CLOCK_YEARLY,
        .month = 1,
        .day = 31,
        .from = S_INIT("上一年度终了"),
        .law = LAW("30", "国办公开办函〔2021〕30号"),
        .configurable = true,
    },
    {
        .id = S_INIT("FOI_AR_GOV_COUNTY"),
        .label = S_INIT("县级政府报送并公布政府信息公开工作年度报告"),
        .unit = CLOCK_YEARLY,
        .month = 2,
        .day = 20,
        .from = S_INIT("上一年度终了"),
        .law = LAW("30; 60", "国办公开办函〔2021〕30号"),
    },
    {
        .id = S_INIT("FOI_AR_GOV_CITY"),
        .label = S_INIT("市级政府报送并公布政府信息公开工作年度报告"),
        .unit = CLOCK_YEARLY,
        .month = 3,
        .day = 10,
        .from = S_INIT("上一年度终了"),
        .law = LAW("30; 60", "国办公开办函〔2021〕30号"),
    },
    {
        .id = S_INIT("FOI_AR_GOV_PROV"),
        .label = S_INIT("省级政府公布政府信息公开工作年度报告"),
        .unit = CLOCK_YEARLY,
        .month = 3,
        .day = 31,
        .from = S_INIT("上一年度终了"),
        .law = LAW("711 Art. 49(2)", "《政府信息公开条例》第四十九条第二款"),
    },
    {
        .id = S_INIT("WEB_ANNUAL_FORM"),
        .label = S_INIT("发布政府网站年度工作报表"),
        .unit = CLOCK_YEARLY,
        .month = 1,
        .day = 31,
        .from = S_INIT("上一年度终了"),
        .law = LAW("12-2018", "国办函〔2018〕12号"),
    },

    /* ---- interpretation, public opinion, decisions ---- */
    {
        /* Local rules differ (0, 3, 5): the aim is the same day. */
        .id = S_INIT("INTERP_PUBLISH"),
        .label = S_INIT("发布政策解读"),
        .unit = CLOCK_WORKDAYS,
        .length = 3,
        .from = S_INIT("文件公布之日"),
        .law = LAW("local rules", "各地政策解读工作规定"),
        .configurable = true,
        .length_most = 5,
    },
    {
        .id = S_INIT("SENTIMENT_FIRST"),
        .label = S_INIT("发布重大突发事件权威信息"),
        .unit = CLOCK_HOURS,
        .length = 5,
        .from = S_INIT("特别重大、重大突发事件政务舆情发生"),
        .law = LAW("80", "国办发〔2016〕80号"),
    },
    {
        .id = S_INIT("SENTIMENT_PRESS"),
        .label = S_INIT("举行重大突发事件新闻发布会"),
        .unit = CLOCK_HOURS,
        .length = 24,
        .from = S_INIT("特别重大、重大突发事件政务舆情发生"),
        .law = LAW("80", "国办发〔2016〕80号"),
    },
    {
        .id = S_INIT("SENTIMENT_OTHER"),
        .label = S_INIT("回应其他政务舆情"),
        .unit = CLOCK_HOURS,
        .length = 48,
        .from = S_INIT("政务舆情发生"),
        .law = LAW("local rules", "各地政务舆情回应工作规定"),
        .configurable = true,
        .length_most = 72,
    },
    {
        .id = S_INIT("CONSULT_MIN"),
        .label = S_INIT("公开征求意见"),
        .unit = CLOCK_DAYS,
        .length = 30,
        .from = S_INIT("公开征求意见之日"),
        .law = LAW("713 Art. 15", "《重大行政决策程序暂行条例》第十五条"),
        .minimum = true,
        .fixed_end = true,
    },
    {
        .id = S_INIT("HEARING_MATERIAL"),
        .label = S_INIT("送达听证材料"),
        .unit = CLOCK_DAYS,
        .length = 7,
        .from = S_INIT("听证会召开之日"),
        .law = LAW("713 Art. 16", "《重大行政决策程序暂行条例》第十六条"),
        .backward = true,
        .fixed_end = true,
    },
    {
        .id = S_INIT("LEGALITY_REVIEW_MIN"),
        .label = S_INIT("合法性审查"),
        .unit = CLOCK_WORKDAYS,
        .length = 7,
        .from = S_INIT("收到审查材料之日"),
        .law = LAW("713 Art. 26", "《重大行政决策程序暂行条例》第二十六条"),
        .minimum = true,
    },

    /* ---- licences and penalties ---- */
    {
        .id = S_INIT("LICENSE_ONE_TIME_NOTICE"),
        .label = S_INIT("一次性告知补正申请材料"),
        .unit = CLOCK_WORKDAYS,
        .length = 5,
        .from = S_INIT("收到申请材料之日"),
        .law = LAW("许可法 Art. 32", "《行政许可法》第三十二条"),
        .silence = S_INIT("逾期不告知的，自收到申请材料之日起即为受理"),
    },
    {
        .id = S_INIT("LICENSE_DECIDE"),
        .label = S_INIT("作出行政许可决定"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("受理之日"),
        .law = LAW("许可法 Art. 42(1)", "《行政许可法》第四十二条第一款"),
        .extensions = 1,
        .extension_length = 10,
        .extension_law = LAW("许可法 Art. 42(1)", "《行政许可法》第四十二条第一款"),
        .pause_law = LAW("许可法 Art. 45", "《行政许可法》第四十五条"),
    },
    {
        .id = S_INIT("LICENSE_JOINT"),
        .label = S_INIT("统一或者联合办理行政许可"),
        .unit = CLOCK_WORKDAYS,
        .length = 45,
        .from = S_INIT("受理之日"),
        .law = LAW("许可法 Art. 42(2)", "《行政许可法》第四十二条第二款"),
        .extensions = 1,
        .extension_length = 15,
        .extension_law = LAW("许可法 Art. 42(2)", "《行政许可法》第四十二条第二款"),
        .pause_law = LAW("许可法 Art. 45", "《行政许可法》第四十五条"),
    },
    {
        .id = S_INIT("LICENSE_DELIVER"),
        .label = S_INIT("送达行政许可证件"),
        .unit = CLOCK_WORKDAYS,
        .length = 10,
        .from = S_INIT("作出决定之日"),
        .law = LAW("许可法 Art. 44", "《行政许可法》第四十四条"),
    },
    {
        .id = S_INIT("DOUBLE_PUBLICITY"),
        .label = S_INIT("公示行政许可和行政处罚信息"),
        .unit = CLOCK_WORKDAYS,
        .length = 7,
        .from = S_INIT("作出决定之日"),
        .law = LAW("424", "发改办财金〔2018〕424号"),
    },
    {
        .id = S_INIT("PENALTY_WITHDRAW"),
        .label = S_INIT("撤回已公开的行政处罚决定信息"),
        .unit = CLOCK_WORKDAYS,
        .length = 3,
        .from = S_INIT("决定被变更、撤销、确认违法或者确认无效之日"),
        .law = LAW("处罚法 Art. 48, 85", "《行政处罚法》第四十八条"),
    },
    {
        .id = S_INIT("PENALTY_DECIDE"),
        .label = S_INIT("作出行政处罚决定"),
        .unit = CLOCK_DAYS,
        .length = 90,
        .from = S_INIT("立案之日"),
        .law = LAW("处罚法 Art. 60", "《行政处罚法》第六十条"),
    },
    {
        .id = S_INIT("PENALTY_SERVE"),
        .label = S_INIT("送达行政处罚决定书"),
        .unit = CLOCK_WORKDAYS,
        .length = 7,
        .from = S_INIT("作出决定之日"),
        .law = LAW("处罚法 Art. 61, 85", "《行政处罚法》第六十一条"),
    },
    {
        .id = S_INIT("SAMR_PENALTY_SHOW"),
        .label = S_INIT("市场监督管理行政处罚信息公示"),
        .unit = CLOCK_WORKDAYS,
        .length = 20,
        .from = S_INIT("作出决定之日"),
        .law = LAW("市场监管公示规定 Art. 9", "《市场监督管理行政处罚信息公示规定》第九条"),
    },

    /* ---- proposals, letters, petitions ---- */
    {
        .id = S_INIT("PROPOSAL_REPLY"),
        .label = S_INIT("答复建议提案"),
        .unit = CLOCK_MONTHS,
        .length = 3,
        .from = S_INIT("交办之日"),
        .law = LAW("代表法 Art. 51", "《全国人民代表大会和地方各级人民代表大会代表法》第五十一条"),
    },
    {
        .id = S_INIT("PROPOSAL_REPLY_HARD"),
        .label = S_INIT("答复涉及面较广、处理难度较大的建议提案"),
        .unit = CLOCK_MONTHS,
        .length = 6,
        .from = S_INIT("交办之日"),
        .law = LAW("代表法 Art. 51", "《全国人民代表大会和地方各级人民代表大会代表法》第五十一条"),
    },
    {
        .id = S_INIT("WEB_MESSAGE_REPLY"),
        .label = S_INIT("答复网上留言"),
        .unit = CLOCK_WORKDAYS,
        .length = 15,
        .from = S_INIT("提交留言之日"),
        .law = LAW("19 (memory)", "国办秘函〔2019〕19号"),
        .configurable = true,
        .length_most = 15,
    },
    {
        .id = S_INIT("WEB_ERROR_REPORT"),
        .label = S_INIT("处理“我为政府网站找错”留言"),
        .unit = CLOCK_WORKDAYS,
        .length = 3,
        .from = S_INIT("留言转办之日"),
        .law = LAW("provincial rules under 47", "各地政府网站管理规定"),
        .configurable = true,
        .length_most = 5,
    },
    {
        .id = S_INIT("WEB_MESSAGE_VETO"),
        .label = S_INIT("网上留言未答复的单项否决期限"),
        .unit = CLOCK_MONTHS,
        .length = 3,
        .from = S_INIT("提交留言之日"),
        .law = LAW("19", "国办秘函〔2019〕19号"),
    },
    {
        .id = S_INIT("PETITION_NOTICE"),
        .label = S_INIT("告知信访事项受理情况"),
        .unit = CLOCK_DAYS,
        .length = 15,
        .from = S_INIT("收到信访事项之日"),
        .law = LAW("信访 Art. 22-23", "《信访工作条例》第二十二条、第二十三条"),
    },
    {
        .id = S_INIT("PETITION_DONE"),
        .label = S_INIT("办结信访事项"),
        .unit = CLOCK_DAYS,
        .length = 60,
        .from = S_INIT("受理之日"),
        .law = LAW("信访 Art. 34", "《信访工作条例》第三十四条"),
        .extensions = 1,
        .extension_length = 30,
        .extension_law = LAW("信访 Art. 34", "《信访工作条例》第三十四条"),
    },

    /* ---- remedies ---- */
    {
        .id = S_INIT("REVIEW_APPLY"),
        .label = S_INIT("申请行政复议"),
        .unit = CLOCK_DAYS,
        .length = 60,
        .from = S_INIT("知道或者应当知道行政行为之日"),
        .law = LAW("复议法 Art. 20", "《行政复议法》第二十条"),
    },
    {
        .id = S_INIT("SUIT_DIRECT"),
        .label = S_INIT("直接提起行政诉讼"),
        .unit = CLOCK_MONTHS,
        .length = 6,
        .from = S_INIT("知道或者应当知道行政行为之日"),
        .law = LAW("行诉法 Art. 46", "《行政诉讼法》第四十六条"),
    },
    {
        .id = S_INIT("SUIT_AFTER_REVIEW"),
        .label = S_INIT("不服复议决定提起行政诉讼"),
        .unit = CLOCK_DAYS,
        .length = 15,
        .from = S_INIT("收到复议决定书之日"),
        .law = LAW("行诉法 Art. 45", "《行政诉讼法》第四十五条"),
    },
};

const struct clock_rule *clock_rules(size_t *n)
{
    *n = COUNT_OF(RULES);
    return RULES;
}

const struct clock_rule *clock_rule_by_id(str id)
{
    for (size_t i = 0; i < COUNT_OF(RULES); i++)
        if (str_eq(RULES[i].id, id)) return &RULES[i];
    return NULL;
}

bool clock_rule_set(const struct clock_rule *rule, int length, struct clock_rule *out)
{
    if (!rule->configurable || length < 0 || length > rule->length_most) return false;
    if (rule->unit == CLOCK_YEARLY) return false;
    *out = *rule;
    out->length = length;
    return true;
}
