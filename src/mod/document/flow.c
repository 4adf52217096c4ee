/* How a document moves: the table, then its guards and effects. */
#include "mod/document/internal.h"

#include "core/flow_sql.h"
#include "core/outbox.h"
#include "core/permission.h"
#include "core/publication.h"
#include "core/publication_sql.h"
#include "mod/document/document_sql.h"

/* What `create` and `save` need in memory until the case has its id. */
static const struct document_input *input_of(const struct flow_ctx *x)
{
    return x->fields;
}

/* ---- guards -------------------------------------------------------------------------------- */

static struct err *load_own(struct flow_ctx *x, struct document *d)
{
    return document_load(x->tx, x->arena, *x->actor->scope, x->c->id, d);
}

static struct err *is_complete(struct flow_ctx *x)
{
    struct document d;
    struct document_missing *missing;
    size_t n;

    TRY(load_own(x, &d));
    document_missing(x->arena, &d, &missing, &n);
    if (n)
        return err_at_field(ERR(x->arena, GUARD, "%.*s", STR_ARG(missing[0].what)),
                            missing[0].field);
    return NULL;
}

static struct err *is_active(struct flow_ctx *x)
{
    struct document d;

    TRY(load_own(x, &d));
    if (!str_eq(d.attribute, S("active")))
        return ERR(x->arena, GUARD, "这份文件不是主动公开，须先由政府信息公开工作机构核定公开属性");
    return NULL;
}

static struct err *is_not_active(struct flow_ctx *x)
{
    struct document d;

    TRY(load_own(x, &d));
    if (str_eq(d.attribute, S("active")))
        return ERR(x->arena, GUARD, "这份文件是主动公开，不走这一步");
    return NULL;
}

/* Nothing is published without a review of exactly this text (711 Art. 17). */
static struct err *is_reviewed(struct flow_ctx *x)
{
    struct document d;
    struct review_passed_row review;
    bool found;

    TRY(is_active(x));
    TRY(load_own(x, &d));
    TRY(review_passed(x->tx, x->arena, *x->actor->scope, d.id, d.content_version, &review, &found));
    if (!found) return ERR(x->arena, GUARD, "这一稿还没有公开审查记录，不能发布");
    return NULL;
}

/* What the scan found must be dealt with, or waved through with a reason that stays. */
static struct err *may_pass_review(struct flow_ctx *x)
{
    const struct document_review_input *in = x->fields;
    struct document d;
    struct document_finding *findings;
    size_t n;

    TRY(is_active(x));
    if (!in) return NULL;
    TRY(load_own(x, &d));
    TRY(document_scan(x->arena, &d, &findings, &n));
    if (n && !in->override_reason.n)
        return ERR_FIELD(
            x->arena, "override_reason",
            "隐私扫描发现%zu处可能的个人信息（%.*s），请退回修改，或写明可以公开的理由", n,
            STR_ARG(findings[0].label));
    return NULL;
}

static struct err *is_public(struct flow_ctx *x)
{
    struct publication_line line;
    bool found;

    TRY(publication_line_get(x->tx, x->arena, (struct site_scope){x->actor->scope->site}, x->c->id,
                             &line, &found));
    if (!found) return ERR(x->arena, GUARD, "这份文件没有在网上公开");
    return NULL;
}

/* While a revision is on its way the old text stays public: ending the case must not leave it so.
 */
static struct err *is_not_public(struct flow_ctx *x)
{
    struct publication_line line;
    bool found;

    TRY(publication_line_get(x->tx, x->arena, (struct site_scope){x->actor->scope->site}, x->c->id,
                             &line, &found));
    if (found) return ERR(x->arena, GUARD, "这份文件的原稿还在网上公开，要作废请先撤下");
    return NULL;
}

/* ---- effects ------------------------------------------------------------------------------- */

static struct err *store(struct flow_ctx *x, bool is_new)
{
    const struct document_input *in = input_of(x);
    struct document_text text;

    TRY(document_text_read(x->arena, in->tree, in->text, &text));
    TRY(document_store(x, in, &text, is_new));
    x->c->title = in->title;
    return NULL;
}

static struct err *create(struct flow_ctx *x)
{
    return store(x, true);
}

/* The office mends form and number; an attribute that was passed is not turned into one that nobody
 * has looked at (国办发〔2016〕80号 一(一): 拟不公开的须先审核). */
static struct err *keeps_attribute(struct flow_ctx *x, str attribute)
{
    struct document d;

    if (!str_eq(x->c->state, S("office_review")) || str_eq(attribute, S("active"))) return NULL;
    TRY(load_own(x, &d));
    if (str_eq(attribute, d.attribute)) return NULL;
    return ERR_FIELD(x->arena, "attribute", "公开属性要改为不主动公开，请退回拟稿人重新提交核定");
}

static struct err *save(struct flow_ctx *x)
{
    const struct document_input *in = x->fields;

    TRY(keeps_attribute(x, in->attribute));
    return store(x, false);
}

/* The day a document is made is the day it is signed, where nothing else was typed. */
static struct err *sign(struct flow_ctx *x)
{
    struct document d;

    TRY(load_own(x, &d));
    if (!date_is_none(d.made_on)) return NULL;
    return document_set_made_on(x->tx, x->arena, *x->actor->scope, d.id, x->today, NULL);
}

static struct err *record_review(struct flow_ctx *x, const struct document *d, str result,
                                 str basis, const struct document_finding *findings, size_t n,
                                 str override)
{
    const struct document_review_input *in = x->fields;
    bool by_hand = str_eq(result, S("pass"));
    struct review_insert_row row;
    struct opt_int64 staff = {.set = !actor_is_system(x->actor), .v = x->actor->user};

    return review_insert(x->tx, x->arena, *x->actor->scope, d->id, d->content_version, result,
                         by_hand ? in->secrecy : S("imported"),
                         by_hand ? in->privacy : S("imported"), basis,
                         document_findings_json(x->arena, findings, n, override), staff,
                         x->actor->name, x->now_ms, &row);
}

static struct err *pass_review(struct flow_ctx *x)
{
    const struct document_review_input *in = x->fields;
    struct document d;
    struct document_finding *findings;
    size_t n;

    TRY(load_own(x, &d));
    TRY(document_scan(x->arena, &d, &findings, &n));
    return record_review(x, &d, S("pass"), in->basis, findings, n, in->override_reason);
}

/* Tells whoever carries news outwards (the city's platform, WeChat); delivery is not our business.
 */
static struct err *announce(struct flow_ctx *x, const char *what)
{
    struct outbox_message m = {
        .site_id = x->actor->scope->site,
        .case_id = x->c->id,
        .channel = S("publication"),
        .recipient = S(""),
        .subject = x->c->title,
        .body =
            str_printf(x->arena, "{\"event\":\"%s\",\"document\":%lld}", what, (long long)x->c->id),
        .dedupe = str_printf(x->arena, "document:%lld:%lld:%s", (long long)x->c->id,
                             (long long)x->event_id, what),
    };

    return outbox_put(x->tx, x->arena, &m, x->now_ms);
}

static struct err *publish(struct flow_ctx *x)
{
    TRY(document_publish(x, NULL, x->now_ms));
    return announce(x, "published");
}

/* An imported text was public elsewhere: its review record says so, and by whom it was brought. */
static struct err *import(struct flow_ctx *x)
{
    const struct document_import_fields *in = x->fields;
    struct document d = {.id = x->c->id, .content_version = 1};
    struct document_finding *findings;
    size_t n;

    TRY(document_store(x, &in->input, in->text, true));
    document_scan_text(x->arena, in->input.title, in->input.summary, in->text->plain, &findings,
                       &n);
    TRY(record_review(x, &d, S("imported"), S("历史已公开信息迁移"), findings, n, S("")));
    return document_publish(x, in->text, in->published_ms);
}

static struct err *withdraw(struct flow_ctx *x)
{
    const struct document_reason_input *in = x->fields;

    TRY(publication_withdraw(x->tx, x->arena, *x->actor->scope, x->c->id, in->reason, x->now_ms));
    return announce(x, "withdrawn");
}

/* A document that was public and is not to be any longer leaves the site with this signature. */
static struct err *sign_withheld(struct flow_ctx *x)
{
    struct publication_line line;
    bool found;

    TRY(sign(x));
    TRY(publication_line_get(x->tx, x->arena, (struct site_scope){x->actor->scope->site}, x->c->id,
                             &line, &found));
    if (!found) return NULL;
    TRY(publication_withdraw(x->tx, x->arena, *x->actor->scope, x->c->id,
                             S("公开属性已经变更，不再主动公开"), x->now_ms));
    return announce(x, "withdrawn");
}

static struct err *set_validity(struct flow_ctx *x)
{
    const struct document_validity_input *in = x->fields;
    struct document d;

    TRY(document_set_validity(x->tx, x->arena, *x->actor->scope, x->c->id, in->validity,
                              in->repealed_on, NULL));
    TRY(load_own(x, &d));
    return publication_set_validity(x->tx, x->arena, *x->actor->scope, d.id, d.validity,
                                    d.repealed_on, x->now_ms);
}

/* ---- the clock of 711 Art. 26: 20 working days from the day the document was made ---------- */

/* From the first time the day is known, and anew when another day is typed; not for a text that has
 * been public (it has an index number): what Art. 26 asks was done. */
static struct err *made_day(struct flow_ctx *x, struct date *day)
{
    struct document d;
    struct flow_clock_started_row clock;
    bool started;

    TRY(load_own(x, &d));
    TRY(flow_clock_started(x->tx, x->arena, x->c->id, S("FOI_PUBLISH"), &clock, &started));
    *day = DATE_NONE;
    if (d.index_no.n || date_is_none(d.made_on) || str_eq(d.attribute, S("on_request")) ||
        str_eq(d.attribute, S("withheld")))
        return NULL;
    if (!started || (!str_eq(clock.kind, S("stop")) && clock.on_day.day != d.made_on.day))
        *day = d.made_on;
    return NULL;
}

/* Only a clock that runs can stop. */
static struct err *stop_day(struct flow_ctx *x, struct date *day)
{
    struct flow_clock_started_row clock;
    bool started;

    TRY(flow_clock_started(x->tx, x->arena, x->c->id, S("FOI_PUBLISH"), &clock, &started));
    *day = started && !str_eq(clock.kind, S("stop")) ? x->today : DATE_NONE;
    return NULL;
}

/* ---- the table ----------------------------------------------------------------------------- */

static const struct flow_state states[] = {
    {.name = "draft",
     .label = S_INIT("起草"),
     .waits_for = S_INIT("等拟稿人"),
     .tone = FLOW_TONE_OPEN},
    {.name = "section_review",
     .label = S_INIT("科室审核"),
     .waits_for = S_INIT("等科室负责人"),
     .tone = FLOW_TONE_WAITING},
    {.name = "attribute_review",
     .label = S_INIT("公开属性核定"),
     .waits_for = S_INIT("等政府信息公开工作机构"),
     .tone = FLOW_TONE_WAITING},
    {.name = "office_review",
     .label = S_INIT("办公室审核"),
     .waits_for = S_INIT("等办公室"),
     .tone = FLOW_TONE_WAITING},
    {.name = "leader_review",
     .label = S_INIT("领导签发"),
     .waits_for = S_INIT("等分管领导"),
     .tone = FLOW_TONE_WAITING},
    {.name = "secrecy_review",
     .label = S_INIT("公开审查"),
     .waits_for = S_INIT("等保密和隐私审查"),
     .tone = FLOW_TONE_WAITING},
    {.name = "ready",
     .label = S_INIT("待发布"),
     .waits_for = S_INIT("等信息发布员"),
     .tone = FLOW_TONE_WAITING},
    {.name = "published", .label = S_INIT("已发布"), .tone = FLOW_TONE_DONE, .end = true},
    {.name = "revising",
     .label = S_INIT("修订中"),
     .waits_for = S_INIT("等拟稿人修订，原稿仍公开"),
     .tone = FLOW_TONE_OPEN},
    {.name = "kept", .label = S_INIT("已办结（不主动公开）"), .tone = FLOW_TONE_DONE, .end = true},
    {.name = "withdrawn", .label = S_INIT("已撤下"), .tone = FLOW_TONE_STOPPED, .end = true},
    {.name = "void", .label = S_INIT("已作废"), .tone = FLOW_TONE_STOPPED, .end = true},
};

#define MADE_CLOCKS                                                                                \
    {                                                                                              \
        {                                                                                          \
            "FOI_PUBLISH", CLOCK_START, made_day                                                   \
        }                                                                                          \
    }
#define STOP_CLOCK                                                                                 \
    {                                                                                              \
        {                                                                                          \
            "FOI_PUBLISH", CLOCK_STOP, stop_day                                                    \
        }                                                                                          \
    }

/* Where a document may be that the public can read: the old text stays while a new one is on its
 * way, also after that was returned. */
#define PUBLIC_STATES                                                                              \
    {                                                                                              \
        "published", "revising", "draft", "section_review", "attribute_review", "office_review",   \
            "leader_review", "secrecy_review", "ready"                                             \
    }

/* 四眼原则: whoever wrote, changed or handed in this text, be it one save of many, neither passes
 * it nor reviews it nor lets it out. */
#define WRITERS                                                                                    \
    {                                                                                              \
        "create", "save", "attach", "submit"                                                       \
    }

static const struct flow_step steps[] = {
    {.event = "create",
     .label = S_INIT("起草文件"),
     .consequence = S_INIT("新建一份草稿，只有本机构的工作人员能看到。"),
     .to = "draft",
     .perm = &DOCUMENT_DRAFT,
     .form = &document_form,
     .effect = create,
     .clocks = MADE_CLOCKS,
     .writes = true},
    {.event = "import",
     .label = S_INIT("迁移导入"),
     .to = "published",
     .perm = &DOCUMENT_PUBLISH,
     .effect = import,
     .writes = true,
     .settles = true,
     .system = true},
    {.event = "save",
     .label = S_INIT("保存修改"),
     .consequence =
         S_INIT("保存为新的一稿，以前的各稿仍可查看和比较；改过的人不能再审核、签发或发布这一稿。"),
     .from = {"draft", "revising", "office_review"},
     .perm = &DOCUMENT_DRAFT,
     .form = &document_form,
     .effect = save,
     .clocks = MADE_CLOCKS,
     .writes = true},
    {.event = "attach",
     .label = S_INIT("变更附件"),
     .consequence =
         S_INIT("添加、移除附件或者给附件改名，成为新的一稿；审查过的是以前的一稿，须重新审查。"),
     .from = {"draft", "revising", "office_review"},
     .perm = &DOCUMENT_DRAFT,
     .form = &document_attach_form,
     .effect = document_attach,
     .writes = true},
    {.event = "submit",
     .label = S_INIT("提交审核"),
     .consequence = S_INIT("交科室负责人审核，审核期间不能再改。"),
     .from = {"draft", "revising"},
     .to = "section_review",
     .perm = &DOCUMENT_DRAFT,
     .guard = is_complete,
     .likely = true},
    {.event = "pass_section",
     .label = S_INIT("审核通过，交办公室"),
     .consequence = S_INIT("交办公室审核格式、文号和公开属性。"),
     .from = {"section_review"},
     .to = "office_review",
     .perm = &DOCUMENT_SECTION,
     .guard = is_active,
     .not_by = WRITERS,
     .likely = true},
    {.event = "pass_section_withheld",
     .label = S_INIT("审核通过，交公开机构核定属性"),
     .consequence = S_INIT("拟不主动公开的文件，先由政府信息公开工作机构核定属性和理由。"),
     .from = {"section_review"},
     .to = "attribute_review",
     .perm = &DOCUMENT_SECTION,
     .guard = is_not_active,
     .not_by = WRITERS},
    {.event = "pass_attribute",
     .label = S_INIT("同意所拟属性"),
     .consequence = S_INIT("交办公室继续审核。"),
     .from = {"attribute_review"},
     .to = "office_review",
     .perm = &DOCUMENT_ATTRIBUTE,
     .not_by = WRITERS,
     .likely = true},
    {.event = "pass_office",
     .label = S_INIT("审核通过，送领导签发"),
     .consequence = S_INIT("送分管领导签发。"),
     .from = {"office_review"},
     .to = "leader_review",
     .perm = &DOCUMENT_OFFICE,
     .guard = is_complete,
     .not_by = WRITERS,
     .likely = true},
    {.event = "sign",
     .label = S_INIT("签发"),
     .consequence = S_INIT("文件形成，自成文之日起20个工作日内须公开；随后进行公开审查。"),
     .from = {"leader_review"},
     .to = "secrecy_review",
     .perm = &DOCUMENT_SIGN,
     .guard = is_active,
     .effect = sign,
     .clocks = MADE_CLOCKS,
     .not_by = WRITERS,
     .likely = true},
    {.event = "sign_withheld",
     .label = S_INIT("签发（不主动公开）"),
     .consequence = S_INIT("文件办结，不在网上公开；每年复核一次能否公开。"),
     .from = {"leader_review"},
     .to = "kept",
     .perm = &DOCUMENT_SIGN,
     .guard = is_not_active,
     .effect = sign_withheld,
     .clocks = STOP_CLOCK,
     .not_by = WRITERS},
    {.event = "pass_review",
     .label = S_INIT("审查通过"),
     .consequence = S_INIT("记入公开审查记录，交信息发布员发布。"),
     .from = {"secrecy_review"},
     .to = "ready",
     .perm = &DOCUMENT_REVIEW,
     .form = &document_review_form,
     .guard = may_pass_review,
     .effect = pass_review,
     .not_by = WRITERS,
     .likely = true},
    {.event = "publish",
     .label = S_INIT("发布"),
     .consequence = S_INIT("公众立即可以看到、搜到、下载这份文件。"),
     .from = {"ready"},
     .to = "published",
     .perm = &DOCUMENT_PUBLISH,
     .guard = is_reviewed,
     .effect = publish,
     .clocks = STOP_CLOCK,
     .settles = true,
     .not_by = WRITERS,
     .likely = true},
    {.event = "return",
     .label = S_INIT("退回修改"),
     .consequence = S_INIT("退给拟稿人，并告诉他要改什么。"),
     .from = {"section_review", "attribute_review", "office_review", "leader_review",
              "secrecy_review", "ready"},
     .to = "draft",
     .perm = &DOCUMENT_RETURN,
     .form = &document_reason_form},
    {.event = "revise",
     .label = S_INIT("修订"),
     .consequence = S_INIT("在原稿基础上修改；新稿发布以前，公众看到的仍是原稿。"),
     .from = {"published"},
     .to = "revising",
     .perm = &DOCUMENT_DRAFT},
    {.event = "set_validity",
     .label = S_INIT("标注有效性"),
     .consequence = S_INIT("在原页面显著标明，文本不变。"),
     .from = PUBLIC_STATES,
     .perm = &DOCUMENT_PUBLISH,
     .form = &document_validity_form,
     .applies = is_public,
     .effect = set_validity},
    {.event = "withdraw",
     .label = S_INIT("撤下"),
     .consequence = S_INIT("页面、列表、搜索、订阅和附件立即全部撤下，原网址显示撤下原因。"),
     .from = PUBLIC_STATES,
     .to = "withdrawn",
     .perm = &DOCUMENT_WITHDRAW,
     .form = &document_reason_form,
     .applies = is_public,
     .effect = withdraw},
    {.event = "reopen",
     .label = S_INIT("重新起草"),
     .consequence = S_INIT("回到草稿，重新走审核和公开审查。"),
     .from = {"withdrawn", "kept"},
     .to = "draft",
     .perm = &DOCUMENT_DRAFT},
    {.event = "void",
     .label = S_INIT("作废"),
     .consequence = S_INIT("草稿作废，记录保留。"),
     .from = {"draft"},
     .to = "void",
     .perm = &DOCUMENT_DRAFT,
     .form = &document_reason_form,
     .applies = is_not_public,
     .clocks = STOP_CLOCK},
};

static const char *const clocks[] = {"FOI_PUBLISH"};

const struct flow document_flow = {
    .kind = "document",
    .label = S_INIT("文件"),
    .states = states,
    .n_states = COUNT_OF(states),
    .steps = steps,
    .n_steps = COUNT_OF(steps),
    .clocks = clocks,
    .n_clocks = COUNT_OF(clocks),
    .show = document_show,
    .find = document_find,
};
