/* What may be typed about a request: fields, limits, choices. */
#include "mod/request/internal.h"

#include "text/chinese.h"

/* The columns of table three of the annual report: asked at intake, or the report cannot be made.
 */
const struct choice request_types[] = {
    {"natural", "自然人（公民）"},
    {"company", "商业企业"},
    {"research", "科研机构"},
    {"charity", "社会公益组织"},
    {"legal", "法律服务机构"},
    {"other", "其他组织"},
    {NULL, NULL},
};

const struct choice request_channels[] = {
    {"online", "网上"},           {"counter", "当面"}, {"registered", "挂号信、EMS（签收）"},
    {"post", "平常信函"},         {"fax", "传真"},     {"email", "电子邮件"},
    {"oral", "口头（代为填写）"}, {NULL, NULL},
};

/* 711 Art. 31: certain on the day it comes, or only once both sides have confirmed. */
static const struct choice certain_channels[] = {
    {"counter", "当面提交"},
    {"registered", "挂号信、EMS，由本机关签收"},
    {"oral", "口头申请，由工作人员代为填写"},
    {NULL, NULL},
};
static const struct choice uncertain_channels[] = {
    {"post", "平常信函"},
    {"fax", "传真"},
    {"email", "电子邮件"},
    {NULL, NULL},
};

const struct choice request_forms_of_supply[] = {
    {"electronic", "电子文本"}, {"paper", "纸质"}, {"disc", "光盘"},
    {"read", "抄录、查阅"},     {NULL, NULL},
};
const struct choice request_routes_of_supply[] = {
    {"online", "网上获取"},  {"email", "电子邮件"},      {"post", "邮寄"}, {"fax", "传真"},
    {"collect", "自行领取"}, {"spot", "当场查阅、抄录"}, {NULL, NULL},
};

static const struct choice identity_kinds[] = {
    {"居民身份证", "居民身份证"},
    {"统一社会信用代码", "统一社会信用代码"},
    {"护照", "护照"},
    {"港澳台居民居住证", "港澳台居民居住证"},
    {"其他证件", "其他证件"},
    {NULL, NULL},
};

static const char *phone_pattern(str text)
{
    size_t digits = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c >= '0' && c <= '9')
            digits++;
        else if (c != '-' && c != '+' && c != ' ' && c != '(' && c != ')')
            return "只能有数字、空格、括号、加号和横线";
    }
    return digits >= 5 && digits <= 20 ? NULL : "应为完整的电话号码";
}

static const char *email_pattern(str text)
{
    size_t at = str_find(text, S("@"), 0);

    if (at == STR_NONE || at == 0 || str_find(text, S("@"), at + 1) != STR_NONE ||
        str_find(text, S("."), at) == STR_NONE || str_ends(text, S(".")) ||
        str_find(text, S(" "), 0) != STR_NONE)
        return "应如 name@example.cn";
    return NULL;
}

static const char *postcode_pattern(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9') return "应为6位数字";
    return text.n == 6 ? NULL : "应为6位数字";
}

#define R struct request_input

/* What is asked of whoever asks, in four groups: the pages of the public form. No purpose: 711 has
 * none. `need`: whether the group must be filled by now. */
#define ID_FIELDS(need)                                                                            \
    FORM_CHOICE(R, applicant_type, "applicant_type", "申请人类型", .required = (need),             \
                .choices = request_types),                                                         \
        FORM_TEXT(R, applicant, "applicant", "姓名或者名称", .required = (need),                   \
                  .max_chars = REQUEST_NAME_CHARS)

#define IDENTITY_FIELDS(need)                                                                      \
    FORM_CHOICE(R, identity_kind, "identity_kind", "证件名称", .required = (need),                 \
                .choices = identity_kinds),                                                        \
        FORM_TEXT(R, identity_no, "identity_no", "证件号码", .required = (need), .personal = true, \
                  .max_chars = 40),                                                                \
        FORM_TEXT(R, legal_person, "legal_person", "法定代表人", .personal = true,                 \
                  .max_chars = 60, .hint = "单位申请时填写"),                                      \
        FORM_TEXT(R, agent, "agent", "代理人", .personal = true, .max_chars = 100,                 \
                  .hint = "委托他人申请时，写明代理人姓名和授权委托书")

#define CONTACT_FIELDS(need)                                                                       \
    FORM_TEXT(R, phone, "phone", "联系电话", .required = (need), .personal = true,                 \
              .max_chars = 40, .pattern = phone_pattern),                                          \
        FORM_TEXT(R, contact, "contact", "联系人", .personal = true, .max_chars = 60,              \
                  .hint = "单位申请时填写"),                                                       \
        FORM_TEXT(R, address, "address", "通信地址", .required = (need), .personal = true,         \
                  .max_chars = 200),                                                               \
        FORM_TEXT(R, postcode, "postcode", "邮政编码", .personal = true, .max_chars = 6,           \
                  .pattern = postcode_pattern),                                                    \
        FORM_TEXT(R, email, "email", "电子邮箱", .personal = true, .max_chars = 100,               \
                  .pattern = email_pattern)

#define WHAT_FIELDS(need)                                                                          \
    FORM_TEXT(R, subject, "subject", "所需政府信息的名称", .required = (need),                     \
              .max_chars = REQUEST_SUBJECT_CHARS,                                                  \
              .hint = "如：2020年度政府集中采购目录。一件申请写一项信息"),                         \
        FORM_TEXT(R, document_no, "document_no", "文号", .max_chars = 60, .hint = "知道时填写"),   \
        FORM_MULTILINE(R, description, "description", "其他特征性描述",                            \
                       .max_chars = REQUEST_TEXT_CHARS,                                            \
                       .hint = "如形成时间、内容要点，便于查找；不必说明用途")

#define HOW_FIELDS(need)                                                                           \
    FORM_CHOICE(R, form, "form", "提供政府信息的方式", .required = (need),                         \
                .choices = request_forms_of_supply),                                               \
        FORM_CHOICE(R, route, "route", "获取政府信息的途径", .required = (need),                   \
                    .choices = request_routes_of_supply),                                          \
        FORM_BOOL(R, assistance, "assistance", "有阅读、视听困难，需要帮助")

static const struct form_field intake_fields[] = {
    FORM_CHOICE(R, channel, "channel", "收到方式", .required = true, .choices = certain_channels),
    FORM_DATE(R, arrived_on, "arrived_on", "提交或者签收之日",
              .hint = "当天提交、签收的不必填写；收到申请之日由此确定"),
    ID_FIELDS(true),
    IDENTITY_FIELDS(false),
    CONTACT_FIELDS(false),
    WHAT_FIELDS(true),
    HOW_FIELDS(true),
};
const struct form request_intake_form = FORM("request_intake", R, intake_fields);

static const struct form_field unconfirmed_fields[] = {
    FORM_CHOICE(R, channel, "channel", "收到方式", .required = true, .choices = uncertain_channels),
    FORM_DATE(R, arrived_on, "arrived_on", "到达之日",
              .hint = "收到申请之日是与申请人确认之日，在下一步确认时确定"),
    ID_FIELDS(true),
    IDENTITY_FIELDS(false),
    CONTACT_FIELDS(false),
    WHAT_FIELDS(true),
    HOW_FIELDS(true),
};
const struct form request_intake_unconfirmed_form =
    FORM("request_intake_unconfirmed", R, unconfirmed_fields);

/* The public form grows page by page: what is before the page must be there, the rest may be. */
#define PAGES(id, contact, what, how)                                                              \
    ID_FIELDS(id), IDENTITY_FIELDS(id), CONTACT_FIELDS(contact), WHAT_FIELDS(what), HOW_FIELDS(how)

static const struct form_field draft_fields[] = {PAGES(false, false, false, false)};
const struct form request_draft_form = FORM("request_draft", R, draft_fields);
static const struct form_field who_fields[] = {PAGES(true, false, false, false)};
const struct form request_who_form = FORM("request_who", R, who_fields);
static const struct form_field contact_fields[] = {PAGES(true, true, false, false)};
const struct form request_contact_form = FORM("request_contact", R, contact_fields);
static const struct form_field what_fields[] = {PAGES(true, true, true, false)};
const struct form request_what_form = FORM("request_what", R, what_fields);
static const struct form_field apply_fields[] = {PAGES(true, true, true, true)};
const struct form request_apply_form = FORM("request_apply", R, apply_fields);

/* The last page carries the code that it will show: sent twice, it is one request. */
static const struct form_field send_fields[] = {
    PAGES(true, true, true, true),
    FORM_HIDDEN(R, code, "code", "查询码", .personal = true, .max_chars = 20),
};
const struct form request_send_form = FORM("request_send", R, send_fields);

/* ---- what belongs together ------------------------------------------------------------------ */

struct err *request_check_identity(struct arena *a, const struct request_input *in)
{
    if (!in->identity_no.n) return NULL;
    if (str_eq(in->identity_kind, S("居民身份证")) && !chinese_resident_id_valid(in->identity_no))
        return ERR_FIELD(a, "identity_no", "居民身份证号码不正确，请核对18位号码");
    if (str_eq(in->identity_kind, S("统一社会信用代码")) &&
        !chinese_credit_code_valid(in->identity_no))
        return ERR_FIELD(a, "identity_no", "统一社会信用代码不正确，请核对18位代码");
    return NULL;
}

struct err *request_check_input(struct arena *a, const struct request_input *in, bool complete)
{
    bool natural = str_eq(in->applicant_type, S("natural"));

    TRY(request_check_identity(a, in));
    if (complete && !natural && !in->contact.n)
        return ERR_FIELD(a, "contact", "单位申请的，请填写联系人");
    if (str_eq(in->route, S("email")) && !in->email.n)
        return ERR_FIELD(a, "email", "选择用电子邮件获取的，请填写电子邮箱");
    if (str_eq(in->route, S("post")) && !in->address.n)
        return ERR_FIELD(a, "address", "选择邮寄的，请填写通信地址");
    return NULL;
}

/* ---- the steps ------------------------------------------------------------------------------ */

static const struct form_field correction_fields[] = {
    FORM_MULTILINE(struct request_correction_input, what, "what", "需要补正的事项",
                   .required = true, .max_chars = REQUEST_REASON_CHARS,
                   .hint =
                       "一次性告知：缺什么、怎样补（身份或者联系方式、内容描述、提供方式和途径）"),
    FORM_INT(struct request_correction_input, days, "days", "补正期限（工作日）", .least = 1,
             .most = 15, .hint = "一般不超过15个工作日；不填即15个工作日"),
};
const struct form request_correction_form =
    FORM("request_correction", struct request_correction_input, correction_fields);

static const struct form_field corrected_fields[] = {
    FORM_TEXT(struct request_corrected_input, subject, "subject", "所需政府信息的名称",
              .required = true, .max_chars = REQUEST_SUBJECT_CHARS),
    FORM_TEXT(struct request_corrected_input, document_no, "document_no", "文号", .max_chars = 60),
    FORM_MULTILINE(struct request_corrected_input, description, "description", "其他特征性描述",
                   .max_chars = REQUEST_TEXT_CHARS),
};
const struct form request_corrected_form =
    FORM("request_corrected", struct request_corrected_input, corrected_fields);

static const struct form_field reason_fields[] = {
    FORM_MULTILINE(struct request_reason_input, reason, "reason", "理由和情况", .required = true,
                   .max_chars = REQUEST_REASON_CHARS),
};
const struct form request_reason_form =
    FORM("request_reason", struct request_reason_input, reason_fields);

static const struct form_field extension_fields[] = {
    FORM_MULTILINE(struct request_extension_input, reason, "reason", "延期理由", .required = true,
                   .max_chars = REQUEST_REASON_CHARS),
    FORM_INT(struct request_extension_input, days, "days", "延长多少个工作日", .required = true,
             .least = 1, .most = 20),
};
const struct form request_extension_form =
    FORM("request_extension", struct request_extension_input, extension_fields);

static const struct form_field delay_fields[] = {
    FORM_MULTILINE(struct request_delay_input, reason, "reason", "理由", .required = true,
                   .max_chars = REQUEST_REASON_CHARS),
    FORM_DATE(struct request_delay_input, until, "until", "延迟到哪一天答复", .required = true),
};
const struct form request_delay_form =
    FORM("request_delay", struct request_delay_input, delay_fields);

const struct choice opinion_kinds[] = {
    {"third_party", "第三方（可能损害其合法权益）"},
    {"co_agency", "共同制作的机关"},
    {NULL, NULL},
};
static const struct form_field consult_fields[] = {
    FORM_CHOICE(struct request_consult_input, kind, "kind", "向谁征求意见", .required = true,
                .choices = opinion_kinds),
    FORM_TEXT(struct request_consult_input, party, "party", "姓名或者名称", .required = true,
              .max_chars = REQUEST_NAME_CHARS),
    FORM_MULTILINE(struct request_consult_input, question, "question", "征求意见的内容",
                   .required = true, .max_chars = REQUEST_TEXT_CHARS),
    FORM_DATE(struct request_consult_input, received_on, "received_on", "对方收到之日",
              .hint = "15个工作日自这一天的次日起算；不填即今天"),
};
const struct form request_consult_form =
    FORM("request_consult", struct request_consult_input, consult_fields);

static const struct choice fee_bases[] = {{"item", "按件计收"}, {"page", "按量计收"}, {NULL, NULL}};
static const struct form_field charge_fields[] = {
    FORM_CHOICE(struct request_charge_input, basis, "basis", "计收方式", .required = true,
                .choices = fee_bases, .hint = "一件申请只能用一种"),
    FORM_INT(struct request_charge_input, items, "items", "按件：这件申请算作多少件", .least = 1,
             .most = 1000, .hint = "不填即1件"),
    FORM_INT(struct request_charge_input, pages, "pages", "按量：多少页", .least = 1,
             .most = 1000000, .hint = "按量计收时填写，A4单面为1页"),
};
const struct form request_charge_form =
    FORM("request_charge", struct request_charge_input, charge_fields);

static const struct form_field decision_fields[] = {
    FORM_CHOICE(struct request_decision_input, result, "result", "办理结果", .required = true,
                .choices = request_result_choices),
    FORM_MULTILINE(struct request_decision_input, reply, "reply", "答复内容", .required = true,
                   .max_chars = REQUEST_REPLY_CHARS,
                   .hint = "写明决定和理由；法律依据、救济途径由系统按结果和日期填入告知书"),
    FORM_MULTILINE(struct request_decision_input, evidence, "evidence", "证据和依据材料",
                   .max_chars = REQUEST_TEXT_CHARS,
                   .hint = "行政机关对结果负举证责任：检索记录、第三方意见、会商记录等"),
};
const struct form request_decision_form =
    FORM("request_decision", struct request_decision_input, decision_fields);

static const struct choice serve_ways[] = {
    {"网上送达", "网上送达"},
    {"电子邮件", "电子邮件"},
    {"邮寄（邮政企业）", "邮寄（邮政企业）"},
    {"直接送达", "直接送达"},
    {"委托送达", "委托其他机关送达"},
    {NULL, NULL},
};
static const struct form_field service_fields[] = {
    FORM_CHOICE(struct request_service_input, way, "way", "送达方式", .required = true,
                .choices = serve_ways),
    FORM_DATE(struct request_service_input, served_on, "served_on", "送达日期",
              .hint = "直接送达的为签收之日，邮寄的为交邮之日；不填即今天"),
};
const struct form request_service_form =
    FORM("request_service", struct request_service_input, service_fields);

const struct choice opinion_answers[] = {
    {"agree", "同意公开"},
    {"refuse", "不同意公开"},
    {"silent", "逾期未答复"},
    {NULL, NULL},
};
static const struct choice given_answers[] = {
    {"agree", "同意公开"},
    {"refuse", "不同意公开"},
    {NULL, NULL},
};
static const struct form_field answer_fields[] = {
    FORM_CHOICE(struct opinion_answer_input, answer, "answer", "对方的意见", .required = true,
                .choices = given_answers),
    FORM_MULTILINE(struct opinion_answer_input, reasons, "reasons", "对方的理由",
                   .max_chars = REQUEST_REASON_CHARS, .hint = "不同意公开的，写明对方的理由"),
};
const struct form opinion_answer_form =
    FORM("opinion_answer", struct opinion_answer_input, answer_fields);

/* ---- following, and a look at who asks ------------------------------------------------------ */

#define F struct request_follow_input

static const struct form_field track_fields[] = {
    FORM_TEXT(struct request_track_input, number, "number", "受理编号", .required = true,
              .max_chars = 20, .hint = "如 2026-0001"),
    FORM_TEXT(struct request_track_input, code, "code", "查询码", .required = true,
              .personal = true, .max_chars = 20, .hint = "提交申请时得到的10位查询码"),
};
const struct form request_track_form =
    FORM("request_track", struct request_track_input, track_fields);

static const struct form_field follow_correct_fields[] = {
    FORM_HIDDEN(F, number, "number", "受理编号", .required = true, .max_chars = 20),
    FORM_HIDDEN(F, code, "code", "查询码", .required = true, .personal = true, .max_chars = 20),
    FORM_TEXT(F, subject, "subject", "所需政府信息的名称", .required = true,
              .max_chars = REQUEST_SUBJECT_CHARS),
    FORM_TEXT(F, document_no, "document_no", "文号", .max_chars = 60),
    FORM_MULTILINE(F, description, "description", "其他特征性描述",
                   .max_chars = REQUEST_TEXT_CHARS),
};
const struct form request_follow_correct_form =
    FORM("request_follow_correct", F, follow_correct_fields);

static const struct form_field follow_fields[] = {
    FORM_HIDDEN(F, number, "number", "受理编号", .required = true, .max_chars = 20),
    FORM_HIDDEN(F, code, "code", "查询码", .required = true, .personal = true, .max_chars = 20),
    FORM_MULTILINE(F, reason, "reason", "撤回的情况", .max_chars = REQUEST_REASON_CHARS),
};
const struct form request_follow_form = FORM("request_follow", F, follow_fields);

static const struct form_field look_fields[] = {
    FORM_TEXT(struct request_reason_input, reason, "reason", "查看的理由", .required = true,
              .max_chars = 200, .hint = "如：寄送告知书。查看人、时间和理由记入操作记录"),
};
const struct form request_look_form =
    FORM("request_look", struct request_reason_input, look_fields);

str request_label(const struct choice *choices, str value)
{
    for (const struct choice *c = choices; c->value; c++)
        if (str_eq(str_of(c->value), value)) return str_of(c->label);
    return value;
}

str request_channel_label(str channel)
{
    return request_label(request_channels, channel);
}

str request_type_label(str applicant_type)
{
    return request_label(request_types, applicant_type);
}
