/* How a request moves: guards, effects, days of the clock, and the table. */
#include "mod/request/internal.h"
#include "mod/request/letter.h"

#include "core/audit_sql.h"
#include "core/permission.h"
#include "mod/request/fee.h"
#include "mod/request/request_sql.h"

/* 711 Art. 30: told within so many working days of receipt. */
enum { CORRECTION_NOTICE_DAYS = 7 };

/* ---- intake --------------------------------------------------------------------------------- */

static struct err *check_arrival(struct flow_ctx *x, const struct request_input *in)
{
    if (in->arrived_on.day > x->today.day)
        return ERR_FIELD(x->arena, "arrived_on", "日期不能晚于今天");
    return NULL;
}

/* In person, signed for or oral: received on that day (711 Art. 31(一)(二)). */
static struct err *register_received(struct flow_ctx *x)
{
    const struct request_input *in = x->fields;

    TRY(check_arrival(x, in));
    TRY(request_check_input(x->arena, in, false));
    return request_store(x, in, date_is_none(in->arrived_on) ? x->today : in->arrived_on);
}

/* Ordinary mail, fax, internet: received on the day of confirmation (Art. 31(二)(三)). */
static struct err *register_unconfirmed(struct flow_ctx *x)
{
    const struct request_input *in = x->fields;

    TRY(check_arrival(x, in));
    TRY(request_check_input(x->arena, in, false));
    return request_store(x, in, DATE_NONE);
}

static struct err *submit(struct flow_ctx *x)
{
    struct request_input in = *(const struct request_input *)x->fields;

    /* The public form asks for neither: it comes online, and now. */
    in.channel = S("online");
    in.arrived_on = DATE_NONE;
    TRY(request_check_input(x->arena, &in, true));
    return request_store(x, &in, DATE_NONE);
}

static struct err *confirm(struct flow_ctx *x)
{
    return request_receive(x->tx, x->arena, *x->actor->scope, x->c->id, x->today, NULL);
}

/* The clock begins on the day of receipt, which the effect has just written. */
static struct err *received_day(struct flow_ctx *x, struct date *day)
{
    struct request r;

    TRY(request_of_ctx(x, &r));
    *day = r.received_on;
    return NULL;
}

/* ---- correction (Art. 30) ------------------------------------------------------------------- */

static struct err *may_ask_correction(struct flow_ctx *x)
{
    struct request r;

    TRY(request_of_ctx(x, &r));
    if (r.correction_asked)
        return ERR(x->arena, GUARD,
                   "已经告知过补正，补正只能一次性告知；仍不明确的，先与申请人沟通");
    struct calendar_due due =
        calendar_add_workdays(x->env->calendar, r.received_on, CORRECTION_NOTICE_DAYS);

    if (x->today.day > due.due.day)
        return ERR(x->arena, GUARD, "应在收到申请之日起7个工作日内（%.*s前）告知补正，现已超过",
                   STR_ARG(date_cn(x->arena, due.due)));
    return NULL;
}

static struct err *ask_correction(struct flow_ctx *x)
{
    return request_ask_correction(x->tx, x->arena, *x->actor->scope, x->c->id, NULL);
}

static struct err *correction_length(struct flow_ctx *x, int *length, struct date *fixed_on)
{
    const struct request_correction_input *in = x->fields;

    (void)fixed_on;
    *length = (int)in->days;
    return NULL;
}

static struct err *correct(struct flow_ctx *x)
{
    const struct request_corrected_input *in = x->fields;
    struct request r;

    TRY(request_correct(x->tx, x->arena, *x->actor->scope, x->c->id, in->subject, in->document_no,
                        in->description, NULL));
    TRY(request_of_ctx(x, &r));
    x->c->title = str_printf(x->arena, "%.*s %.*s", STR_ARG(r.number), STR_ARG(in->subject));
    return NULL;
}

/* Has a clock of the case run out? The one who waits in vain may say so from the next day on. */
static struct err *has_run_out(struct flow_ctx *x, const char *clock, const char *sentence)
{
    struct flow_clock_view *views;
    size_t n;

    TRY(flow_clocks(x->env, x->tx, x->arena, x->flow, x->c->id, x->now_ms, &views, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(views[i].rule->id, str_of(clock)) && views[i].state.late) return NULL;
    return ERR(x->arena, GUARD, "%s", sentence);
}

static struct err *correction_is_over(struct flow_ctx *x)
{
    return has_run_out(x, "FOI_CORRECTION_REPLY", "补正期限还没有届满");
}

static struct err *lapse_correction(struct flow_ctx *x)
{
    return request_end(x, "R6_1", S(""));
}

/* ---- extension and delay (Art. 33(2), 35) --------------------------------------------------- */

static struct err *reply_is_not_late(struct flow_ctx *x)
{
    struct flow_clock_view *views;
    size_t n;

    TRY(flow_clocks(x->env, x->tx, x->arena, x->flow, x->c->id, x->now_ms, &views, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(views[i].rule->id, S("FOI_REPLY")) && views[i].state.late)
            return ERR(x->arena, GUARD, "答复期限已经届满，不能再延期");
    return NULL;
}

static struct err *may_ask_extension(struct flow_ctx *x)
{
    struct request r;

    TRY(request_of_ctx(x, &r));
    if (r.extended) return ERR(x->arena, GUARD, "已经延期过一次，不能再延期");
    if (r.extension_asked) return ERR(x->arena, GUARD, "已经提出延期，等待负责人决定");
    return reply_is_not_late(x);
}

static struct err *ask_extension(struct flow_ctx *x)
{
    const struct request_extension_input *in = x->fields;

    return request_ask_extension(x->tx, x->arena, *x->actor->scope, x->c->id, in->days, NULL);
}

static struct err *extension_is_asked(struct flow_ctx *x)
{
    struct request r;

    TRY(request_of_ctx(x, &r));
    return r.extension_asked ? NULL : ERR(x->arena, GUARD, "没有提出延期");
}

static struct err *may_extend(struct flow_ctx *x)
{
    TRY(extension_is_asked(x));
    return reply_is_not_late(x);
}

static struct err *extension_length(struct flow_ctx *x, int *length, struct date *fixed_on)
{
    struct request r;

    (void)fixed_on;
    TRY(request_of_ctx(x, &r));
    *length = (int)r.extension_asked;
    return NULL;
}

static struct err *extend(struct flow_ctx *x)
{
    return request_extend(x->tx, x->arena, *x->actor->scope, x->c->id, NULL);
}

static struct err *refuse_extension(struct flow_ctx *x)
{
    return request_ask_extension(x->tx, x->arena, *x->actor->scope, x->c->id, 0, NULL);
}

static struct err *delay_day(struct flow_ctx *x, int *length, struct date *fixed_on)
{
    const struct request_delay_input *in = x->fields;

    (void)length;
    *fixed_on = in->until;
    return NULL;
}

/* ---- fee (Art. 42; 109) --------------------------------------------------------------------- */

static struct err *may_charge(struct flow_ctx *x)
{
    struct request r;

    TRY(request_of_ctx(x, &r));
    if (!request_fee_in_force(r.arrived_on))
        return ERR(x->arena, GUARD, "信息处理费自2021年1月1日起才可以收取");
    if (r.fee_fen) return ERR(x->arena, GUARD, "这件申请已经发过收费通知");
    return reply_is_not_late(x);
}

/* How many requests of the same person came in the same month before this one. */
static struct err *count_before(struct flow_ctx *x, const struct request *r, int64_t *n)
{
    struct date_parts p = date_parts(r->arrived_on);
    struct request_month_count_row row;
    struct date first;
    struct date last;

    if (!date_make(p.year, p.month, 1, &first) ||
        !date_make(p.year, p.month, date_days_in_month(p.year, p.month), &last))
        return ERR(x->arena, INTERNAL, "申请的日期不正确");
    TRY(request_month_count(x->tx, x->arena, *x->actor->scope, r->id, r->identity_mark, first, last,
                            &row));
    *n = row.n > 0 ? row.n - 1 : 0;
    return NULL;
}

static struct err *charge(struct flow_ctx *x)
{
    const struct request_charge_input *in = x->fields;
    struct request r;
    int64_t before;
    int64_t fee;

    TRY(request_of_ctx(x, &r));
    TRY(count_before(x, &r, &before));
    if (str_eq(in->basis, S("page"))) {
        if (!in->pages) return ERR_FIELD(x->arena, "pages", "按量计收的，请填写页数");
        fee = request_fee_pages(in->pages);
    } else {
        fee = request_fee_items(before, in->items ? in->items : 1);
    }
    if (!fee)
        return ERR(x->arena, GUARD, "按这种方式计算，没有超过免费的数量（当月此前%lld件），不收费",
                   (long long)before);
    return request_charge(x->tx, x->arena, *x->actor->scope, x->c->id, fee, 0, NULL);
}

static struct err *pay(struct flow_ctx *x)
{
    struct request r;

    TRY(request_of_ctx(x, &r));
    return request_charge(x->tx, x->arena, *x->actor->scope, x->c->id, r.fee_fen, r.fee_fen, NULL);
}

static struct err *payment_is_over(struct flow_ctx *x)
{
    return has_run_out(x, "FOI_FEE_PAY", "缴费期限还没有届满");
}

static struct err *lapse_fee(struct flow_ctx *x)
{
    return request_end(x, "R6_2", S(""));
}

/* ---- opinions (Art. 32, 34) ----------------------------------------------------------------- */

/* The clock stands still from the first letter on; a second one changes nothing. */
static struct err *first_letter_day(struct flow_ctx *x, struct date *day)
{
    *day = str_eq(x->c->state, S("handling")) ? x->today : DATE_NONE;
    return NULL;
}

/* ---- decision and reply --------------------------------------------------------------------- */

/* 711 Art. 36-39; 法释〔2025〕8号 Art. 5: the agency must be able to prove its result. */
static struct err *decide(struct flow_ctx *x)
{
    const struct request_decision_input *in = x->fields;
    const struct request_result *result = request_result_of(in->result);

    BUG_IF(!result); /* a choice of the form */
    if (result->evidence && !in->evidence.n)
        return ERR_FIELD(x->arena, "evidence", "“%s”须附证据和依据材料：%s", result->label,
                         result->evidence);
    return request_draft_reply(x->tx, x->arena, *x->actor->scope, x->c->id, in->result, in->reply,
                               in->evidence, NULL);
}

/* The letter gets its number, the request its result. */
static struct err *reply(struct flow_ctx *x)
{
    struct letter_office office;
    struct sequence_next_row next;
    struct request r;
    int year = date_parts(x->today).year;

    TRY(request_of_ctx(x, &r));
    const struct request_result *result = request_result_of(r.proposed);

    BUG_IF(!result);
    TRY(request_office_load(x->tx, x->arena, *x->actor->scope, x->c->organ_path, &office));
    TRY(sequence_next(x->tx, x->arena, x->actor->scope->site, S("request letter"),
                      str_printf(x->arena, "%d", year), &next));
    str prefix = office.letter_prefix.n ? office.letter_prefix : S("信息公开答复");
    return request_end(
        x, result->leaf,
        str_printf(x->arena, "%.*s〔%d〕%lld号", STR_ARG(prefix), year, (long long)next.last));
}

static struct err *serve(struct flow_ctx *x)
{
    const struct request_service_input *in = x->fields;
    struct request r;
    struct date on = date_is_none(in->served_on) ? x->today : in->served_on;

    TRY(request_of_ctx(x, &r));
    if (on.day > x->today.day) return ERR_FIELD(x->arena, "served_on", "送达日期不能晚于今天");
    if (on.day < r.decided_on.day)
        return ERR_FIELD(x->arena, "served_on", "送达日期不能早于答复日期%.*s",
                         STR_ARG(date_cn(x->arena, r.decided_on)));
    return request_serve(x->tx, x->arena, *x->actor->scope, x->c->id, on, in->way, NULL);
}

static struct err *withdraw(struct flow_ctx *x)
{
    return request_end(x, "R6_3", S(""));
}

/* ---- the table ------------------------------------------------------------------------------ */

static const struct flow_state states[] = {
    {.name = "unconfirmed",
     .label = S_INIT("待确认"),
     .waits_for = S_INIT("等经办人与申请人确认收到"),
     .tone = FLOW_TONE_WAITING},
    {.name = "handling",
     .label = S_INIT("办理中"),
     .waits_for = S_INIT("等经办人"),
     .tone = FLOW_TONE_OPEN},
    {.name = "correcting",
     .label = S_INIT("待补正"),
     .waits_for = S_INIT("等申请人补正"),
     .tone = FLOW_TONE_WAITING},
    {.name = "explaining",
     .label = S_INIT("待说明理由"),
     .waits_for = S_INIT("等申请人说明理由"),
     .tone = FLOW_TONE_WAITING},
    {.name = "consulting",
     .label = S_INIT("征求意见中"),
     .waits_for = S_INIT("等第三方或者共同制作机关的意见"),
     .tone = FLOW_TONE_WAITING},
    {.name = "fee",
     .label = S_INIT("待缴费"),
     .waits_for = S_INIT("等申请人缴费"),
     .tone = FLOW_TONE_WAITING},
    {.name = "review",
     .label = S_INIT("审核中"),
     .waits_for = S_INIT("等工作机构负责人"),
     .tone = FLOW_TONE_WAITING},
    {.name = "replied",
     .label = S_INIT("已答复"),
     .waits_for = S_INIT("等经办人送达"),
     .tone = FLOW_TONE_OPEN},
    {.name = "served", .label = S_INIT("已送达"), .tone = FLOW_TONE_DONE, .end = true},
    {.name = "abandoned", .label = S_INIT("视为放弃"), .tone = FLOW_TONE_STOPPED, .end = true},
    {.name = "withdrawn", .label = S_INIT("已撤回"), .tone = FLOW_TONE_STOPPED, .end = true},
    {.name = "archived", .label = S_INIT("已归档"), .tone = FLOW_TONE_DONE, .end = true},
};

#define REPLY_BEGINS                                                                               \
    {                                                                                              \
        {                                                                                          \
            "FOI_REPLY", CLOCK_START, received_day, NULL                                           \
        }                                                                                          \
    }

static const struct flow_step steps[] = {
    {.event = "submit",
     .label = S_INIT("网上提交申请"),
     .to = "unconfirmed",
     .perm = &REQUEST_INTAKE,
     .form = &request_apply_form,
     .effect = submit,
     .system = true},
    {.event = "register",
     .label = S_INIT("登记当面、挂号、口头申请"),
     .consequence = S_INIT("提交、签收之日即为收到申请之日，20个工作日的答复期限自次日起算。"),
     .to = "handling",
     .perm = &REQUEST_INTAKE,
     .form = &request_intake_form,
     .effect = register_received,
     .clocks = REPLY_BEGINS},
    {.event = "register_unconfirmed",
     .label = S_INIT("登记平信、传真、电子邮件申请"),
     .consequence = S_INIT("与申请人确认以后才起算答复期限，请当天确认。"),
     .to = "unconfirmed",
     .perm = &REQUEST_INTAKE,
     .form = &request_intake_unconfirmed_form,
     .effect = register_unconfirmed},
    {.event = "confirm",
     .label = S_INIT("确认收到"),
     .consequence = S_INIT("今天即为收到申请之日，20个工作日的答复期限自明天起算。"),
     .from = {"unconfirmed"},
     .to = "handling",
     .perm = &REQUEST_HANDLE,
     .effect = confirm,
     .clocks = REPLY_BEGINS,
     .likely = true},
    {.event = "confirm_by_default",
     .label = S_INIT("一个工作日未确认，视为确认收到"),
     .from = {"unconfirmed"},
     .to = "handling",
     .perm = &REQUEST_HANDLE,
     .effect = confirm,
     .clocks = REPLY_BEGINS,
     .system = true},
    {.event = "ask_correction",
     .label = S_INIT("告知补正"),
     .consequence = S_INIT("一次性告知申请人补正；收到补正后，答复期限重新起算。"),
     .from = {"handling"},
     .to = "correcting",
     .perm = &REQUEST_HANDLE,
     .form = &request_correction_form,
     .guard = may_ask_correction,
     .effect = ask_correction,
     .clocks = {{"FOI_REPLY", CLOCK_PAUSE, NULL, NULL},
                {"FOI_CORRECTION_REPLY", CLOCK_START, NULL, correction_length}}},
    {.event = "correct",
     .label = S_INIT("收到补正"),
     .consequence = S_INIT("20个工作日的答复期限自明天起重新计算。"),
     .from = {"correcting"},
     .to = "handling",
     .perm = &REQUEST_HANDLE,
     .form = &request_corrected_form,
     .effect = correct,
     .clocks = {{"FOI_CORRECTION_REPLY", CLOCK_STOP, NULL, NULL},
                {"FOI_REPLY", CLOCK_RESTART, NULL, NULL}},
     .likely = true},
    {.event = "lapse_correction",
     .label = S_INIT("逾期不补正，视为放弃"),
     .consequence = S_INIT("申请人无正当理由逾期不补正，不再处理这件申请。"),
     .from = {"correcting"},
     .to = "abandoned",
     .perm = &REQUEST_HANDLE,
     .guard = correction_is_over,
     .effect = lapse_correction,
     .clocks = {{"FOI_CORRECTION_REPLY", CLOCK_STOP, NULL, NULL},
                {"FOI_REPLY", CLOCK_STOP, NULL, NULL}}},
    {.event = "ask_reasons",
     .label = S_INIT("要求说明理由"),
     .consequence = S_INIT("申请的数量、频次明显超过合理范围，要求申请人说明理由；期间期限暂停。"),
     .from = {"handling"},
     .to = "explaining",
     .perm = &REQUEST_HANDLE,
     .form = &request_reason_form,
     .clocks = {{"FOI_REPLY", CLOCK_PAUSE, NULL, NULL}}},
    {.event = "reasons_given",
     .label = S_INIT("收到理由"),
     .consequence = S_INIT("答复期限恢复计算；理由不合理的，作不予处理的答复。"),
     .from = {"explaining"},
     .to = "handling",
     .perm = &REQUEST_HANDLE,
     .form = &request_reason_form,
     .clocks = {{"FOI_REPLY", CLOCK_RESUME, NULL, NULL}},
     .likely = true},
    {.event = "delay",
     .label = S_INIT("确定延迟答复的日期"),
     .consequence = S_INIT("申请理由合理但不能按期答复的，确定并告知延迟答复的合理期限。"),
     .from = {"handling"},
     .perm = &REQUEST_HEAD,
     .form = &request_delay_form,
     .guard = reply_is_not_late,
     .clocks = {{"FOI_REPLY", CLOCK_FIX, NULL, delay_day}}},
    {.event = "consult",
     .label = S_INIT("征求意见"),
     .consequence = S_INIT("发出征求意见书，对方有15个工作日；期间答复期限暂停。"),
     .from = {"handling", "consulting"},
     .to = "consulting",
     .perm = &REQUEST_HANDLE,
     .form = &request_consult_form,
     .effect = opinion_ask,
     .clocks = {{"FOI_REPLY", CLOCK_PAUSE, first_letter_day, NULL}}},
    {.event = "consulted",
     .label = S_INIT("意见已齐"),
     .from = {"consulting"},
     .to = "handling",
     .perm = &REQUEST_HANDLE,
     .clocks = {{"FOI_REPLY", CLOCK_RESUME, NULL, NULL}},
     .system = true},
    {.event = "charge",
     .label = S_INIT("发收费通知"),
     .consequence = S_INIT("申请人应在20个工作日内缴费；缴清后答复期限重新起算。"),
     .from = {"handling"},
     .to = "fee",
     .perm = &REQUEST_HANDLE,
     .form = &request_charge_form,
     .guard = may_charge,
     .effect = charge,
     .clocks = {{"FOI_REPLY", CLOCK_PAUSE, NULL, NULL}, {"FOI_FEE_PAY", CLOCK_START, NULL, NULL}}},
    {.event = "pay",
     .label = S_INIT("已缴费"),
     .consequence = S_INIT("答复期限自缴清的次日起重新计算。"),
     .from = {"fee"},
     .to = "handling",
     .perm = &REQUEST_HANDLE,
     .effect = pay,
     .clocks = {{"FOI_FEE_PAY", CLOCK_STOP, NULL, NULL}, {"FOI_REPLY", CLOCK_RESTART, NULL, NULL}},
     .likely = true},
    {.event = "lapse_fee",
     .label = S_INIT("逾期未缴费，视为放弃"),
     .consequence = S_INIT("申请人逾期未缴费，不再处理这件申请。"),
     .from = {"fee"},
     .to = "abandoned",
     .perm = &REQUEST_HANDLE,
     .guard = payment_is_over,
     .effect = lapse_fee,
     .clocks = {{"FOI_FEE_PAY", CLOCK_STOP, NULL, NULL}, {"FOI_REPLY", CLOCK_STOP, NULL, NULL}}},
    {.event = "ask_extension",
     .label = S_INIT("提出延期答复"),
     .consequence = S_INIT("报工作机构负责人决定；同意后告知申请人，最多延长20个工作日。"),
     .from = {"handling", "consulting", "explaining"},
     .perm = &REQUEST_HANDLE,
     .form = &request_extension_form,
     .guard = may_ask_extension,
     .effect = ask_extension},
    {.event = "extend",
     .label = S_INIT("同意延期"),
     .consequence = S_INIT("答复期限延长，须告知申请人。"),
     .from = {"handling", "consulting", "explaining"},
     .perm = &REQUEST_HEAD,
     .applies = extension_is_asked,
     .guard = may_extend,
     .effect = extend,
     .clocks = {{"FOI_REPLY", CLOCK_EXTEND, NULL, extension_length}},
     .not_by = {"ask_extension"}},
    {.event = "refuse_extension",
     .label = S_INIT("不同意延期"),
     .consequence = S_INIT("按原期限答复。"),
     .from = {"handling", "consulting", "explaining"},
     .perm = &REQUEST_HEAD,
     .form = &request_reason_form,
     .applies = extension_is_asked,
     .effect = refuse_extension},
    {.event = "decide",
     .label = S_INIT("拟定答复，送审"),
     .consequence = S_INIT("交工作机构负责人审核。"),
     .from = {"handling"},
     .to = "review",
     .perm = &REQUEST_HANDLE,
     .form = &request_decision_form,
     .effect = decide,
     .likely = true},
    {.event = "return",
     .label = S_INIT("退回修改"),
     .consequence = S_INIT("退回经办人重新拟定答复。"),
     .from = {"review"},
     .to = "handling",
     .perm = &REQUEST_HEAD,
     .form = &request_reason_form},
    {.event = "reply",
     .label = S_INIT("同意，作出答复"),
     .consequence = S_INIT("告知书编号，办理结果计入年度报告，期限停止计算。"),
     .from = {"review"},
     .to = "replied",
     .perm = &REQUEST_HEAD,
     .effect = reply,
     .clocks = {{"FOI_REPLY", CLOCK_STOP, NULL, NULL}},
     .not_by = {"decide"},
     .likely = true},
    {.event = "serve",
     .label = S_INIT("送达"),
     .consequence = S_INIT("记录送达方式和日期。"),
     .from = {"replied"},
     .to = "served",
     .perm = &REQUEST_HANDLE,
     .form = &request_service_form,
     .effect = serve,
     .likely = true},
    {.event = "archive",
     .label = S_INIT("归档"),
     .consequence = S_INIT("案卷归档，不再改动。"),
     .from = {"served", "abandoned", "withdrawn"},
     .to = "archived",
     .perm = &REQUEST_HANDLE,
     .likely = true},
    {.event = "withdraw",
     .label = S_INIT("申请人撤回"),
     .consequence = S_INIT("申请人撤回申请，不再处理。"),
     .from = {"unconfirmed", "handling", "correcting", "explaining", "consulting", "fee", "review"},
     .to = "withdrawn",
     .perm = &REQUEST_HANDLE,
     .form = &request_reason_form,
     .effect = withdraw,
     .clocks = {{"FOI_REPLY", CLOCK_STOP, flow_day_if_open, NULL},
                {"FOI_CORRECTION_REPLY", CLOCK_STOP, flow_day_if_open, NULL},
                {"FOI_FEE_PAY", CLOCK_STOP, flow_day_if_open, NULL}}},
};

static const char *const clocks[] = {"FOI_REPLY", "FOI_CORRECTION_REPLY", "FOI_FEE_PAY"};

const struct flow request_flow = {
    .kind = "request",
    .label = S_INIT("信息公开申请"),
    .states = states,
    .n_states = COUNT_OF(states),
    .steps = steps,
    .n_steps = COUNT_OF(steps),
    .clocks = clocks,
    .n_clocks = COUNT_OF(clocks),
    .show = request_show,
    .find = request_find_numbers,
};
