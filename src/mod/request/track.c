/*
 * Following a request by its number and code: where it stands, what is due when and why, what is
 * asked of the applicant, the reply. Whoever has only one of the two learns nothing.
 */
#include "mod/request/internal.h"
#include "mod/request/letter.h"
#include "mod/request/web.h"

#include "track_views.h"
#include "base/vec.h"
#include "core/permission.h"
#include "text/json.h"

enum { EVENT_FIELDS_BYTES = 256 * 1024 };

/* What an applicant sees of the history; the office's own deliberation is not among it. */
static const struct {
    const char *event, *label;
} shown_events[] = {
    {"submit", "提交申请"},
    {"register", "登记申请，收到申请之日起算期限"},
    {"register_unconfirmed", "登记申请，等待确认"},
    {"confirm", "确认收到申请"},
    {"confirm_by_default", "视为确认收到申请"},
    {"ask_correction", "告知补正"},
    {"correct", "收到补正，答复期限重新起算"},
    {"lapse_correction", "逾期未补正，视为放弃申请"},
    {"ask_reasons", "要求说明理由"},
    {"reasons_given", "收到理由"},
    {"delay", "确定延迟答复的日期"},
    {"consult", "征求第三方或者其他机关的意见，期间不计入答复期限"},
    {"consulted", "意见已齐，答复期限恢复计算"},
    {"charge", "发出收费通知"},
    {"pay", "收到缴费，答复期限重新起算"},
    {"lapse_fee", "逾期未缴费，视为放弃申请"},
    {"extend", "延期答复"},
    {"reply", "作出答复"},
    {"serve", "送达"},
    {"withdraw", "撤回申请"},
};

static str label_of(str event)
{
    for (size_t i = 0; i < COUNT_OF(shown_events); i++)
        if (str_eq(str_of(shown_events[i].event), event)) return str_of(shown_events[i].label);
    return S("");
}

/* ---- reading -------------------------------------------------------------------------------- */

struct following {
    const struct core_env *env;
    struct site_scope site;
    struct scope all;
    str number, code;
    int64_t now_ms;
    bool found;
    int64_t id;
    struct request request;
    struct flow_case c;
    struct flow_event *events;
    size_t n_events;
    struct flow_clock_view *clocks;
    size_t n_clocks;
    struct letter_office office;
    /* of a step by the applicant */
    const char *event;
    const void *fields;
    str note;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct following *f = arg;
    struct actor applicant = actor_system(&f->all, S("申请人"));

    TRY(request_find(f->env, tx, a, f->site, f->number, f->code, &f->id, &f->found));
    if (!f->found) return NULL;
    TRY(request_load(f->env, tx, a, f->all, f->id, &f->request));
    TRY(flow_load(tx, a, &request_flow, &applicant, f->id, &f->c));
    TRY(flow_history(tx, a, &request_flow, f->id, &f->events, &f->n_events));
    TRY(flow_clocks(&f->env->flow, tx, a, &request_flow, f->id, f->now_ms, &f->clocks,
                    &f->n_clocks));
    return request_office_load(tx, a, f->all, f->c.organ_path, &f->office);
}

static struct following following_of(struct req *rq, str number, str code)
{
    return (struct following){.env = staff_env(rq),
                              .site = {rq->site.id},
                              .all = {rq->site.id, S("/")},
                              .number = number,
                              .code = code,
                              .now_ms = rq->now_ms};
}

/* One sentence for a wrong number and for a wrong code. */
static struct err *not_found(struct arena *a)
{
    return ERR_FIELD(a, "number", "受理编号或者查询码不正确，请核对提交申请时得到的编号和查询码");
}

/* ---- the page ------------------------------------------------------------------------------- */

static str text_of(struct arena *a, str fields, const char *name)
{
    const struct json *v;

    if (json_parse(a, fields, (struct json_limits){.bytes = EVENT_FIELDS_BYTES}, &v)) return S("");
    const struct json *m = json_get(v, str_of(name));

    return m && m->kind == JSON_IS_STR ? m->text : S("");
}

static void fill_events(struct arena *a, const struct following *f, struct track_view *v)
{
    struct track_event *out = ARENA_ARRAY(a, struct track_event, f->n_events);

    for (size_t i = 0; i < f->n_events; i++) {
        str label = label_of(f->events[i].event);

        if (!label.n) continue;
        if (str_eq(f->events[i].event, S("ask_correction")))
            v->asked = text_of(a, f->events[i].fields, "what");
        out[v->n_events++] = (struct track_event){
            .label = label, .day = date_str(a, date_of_ms(f->events[i].at_ms)), .note = S("")};
    }
    v->events = out;
}

/* The clock that counts for the applicant: one's own period where something is asked of him. */
static void fill_due(struct arena *a, const struct following *f, struct track_view *v)
{
    for (size_t i = 0; i < f->n_clocks; i++) {
        const struct flow_clock_view *k = &f->clocks[i];

        if (k->state.phase != CLOCK_RUNNING) continue;
        v->due = str_printf(a, "%.*s：%.*s前（%.*s）", STR_ARG(k->rule->label),
                            STR_ARG(date_cn(a, k->state.due)),
                            STR_ARG(clock_summary(a, k->rule, &k->state)));
        str why = S("");

        for (size_t s = 0; s < k->state.n_steps; s++)
            if (!k->state.steps[s].voided && k->state.steps[s].kind != CLOCK_DUE)
                why = str_printf(a, "%.*s%s%.*s", STR_ARG(why), why.n ? "；" : "",
                                 STR_ARG(k->state.steps[s].text));
        v->due_why = str_printf(a, "%.*s。依据：%.*s", STR_ARG(why), STR_ARG(k->rule->law.text));
    }
}

static struct staff_fields correction_fields(struct req *rq, const struct request *r)
{
    VEC(struct value) values = {0};
    bool whole;

    *vec_push(rq->arena, &values) = (struct value){S("subject"), r->subject};
    *vec_push(rq->arena, &values) = (struct value){S("document_no"), r->document_no};
    *vec_push(rq->arena, &values) = (struct value){S("description"), r->description};
    struct values now = {values.items, values.n};
    /* What was typed and refused is shown again, not what was there before. */
    const struct values *raw = rq->errors ? &rq->raw : &now;

    return staff_draw(rq->arena, &request_corrected_form, S("c-"), raw, rq->errors, &whole);
}

static struct err *show(struct req *rq, struct resp *rs, struct following *f, str notice)
{
    const struct flow_state *state = flow_state_of(&request_flow, f->c.state);
    struct track_view v = {.number = f->request.number,
                           .code = f->code,
                           .subject = f->request.subject,
                           .state = state->label,
                           .waits_for = state->waits_for,
                           .notice = notice};

    portal_frame(rq, rs, &v.page, S("查询申请办理情况"), NULL);
    v.page.noindex = true;
    v.page.csrf = req_csrf(rq);
    fill_events(rq->arena, f, &v);
    fill_due(rq->arena, f, &v);
    if (str_eq(f->c.state, S("correcting")))
        v.correct = correction_fields(rq, &f->request);
    else
        v.asked = S("");
    v.may_withdraw = flow_step_of(&request_flow, S("withdraw"), f->c.state) != NULL;
    if (f->request.letter_no.n) {
        TRY(request_letter_make(f->office, rq->arena, &f->request, &v.letter));
        v.has_letter = true;
    }
    view_request_track(&rs->body, &v);
    return NULL;
}

/* GET: the form; also the page on which a wrong number or code is told. */
struct err *request_track_page(struct req *rq, struct resp *rs)
{
    struct track_form_view v = {0};
    bool whole;

    portal_frame(rq, rs, &v.page, S("查询申请办理情况"), NULL);
    v.page.noindex = true;
    v.page.csrf = req_csrf(rq);
    v.problem = rq->errors ? rq->errors->message : S("");
    v.fields = staff_draw(rq->arena, &request_track_form, S("t-"), &rq->raw, rq->errors, &whole);
    view_request_track_form(&rs->body, &v);
    return NULL;
}

struct err *request_track_show(struct req *rq, struct resp *rs)
{
    const struct request_track_input *in = REQ_INPUT(rq, struct request_track_input);
    struct following f = following_of(rq, in->number, in->code);

    TRY(db_read(rq->db, rq->arena, load, &f));
    if (!f.found) return not_found(rq->arena);
    return show(rq, rs, &f, S(""));
}

/* ---- steps of the applicant ----------------------------------------------------------------- */

static struct err *step(struct db_tx *tx, struct arena *a, void *arg)
{
    struct following *f = arg;
    struct actor applicant = actor_system(&f->all, S("申请人"));
    struct flow_result r;

    TRY(request_find(f->env, tx, a, f->site, f->number, f->code, &f->id, &f->found));
    if (!f->found) return not_found(a);
    TRY(flow_load(tx, a, &request_flow, &applicant, f->id, &f->c));
    TRY(flow_fire(&f->env->flow, tx, a, &request_flow, &applicant, f->id, f->c.version,
                  str_of(f->event), f->fields, S(""), f->note, f->now_ms, &r));
    return load(tx, a, f);
}

struct err *request_track_correct(struct req *rq, struct resp *rs)
{
    const struct request_follow_input *in = REQ_INPUT(rq, struct request_follow_input);
    struct following f = following_of(rq, in->number, in->code);
    struct request_corrected_input fields = {in->subject, in->document_no, in->description};

    f.event = "correct";
    f.fields = &fields;
    f.note = S("申请人在网上补正");
    TRY(db_write(rq->db, rq->arena, step, &f));
    return show(rq, rs, &f, S("补正已经收到，答复期限自明天起重新计算。"));
}

struct err *request_track_withdraw(struct req *rq, struct resp *rs)
{
    const struct request_follow_input *in = REQ_INPUT(rq, struct request_follow_input);
    struct following f = following_of(rq, in->number, in->code);
    struct request_reason_input fields = {in->reason.n ? in->reason : S("申请人在网上撤回")};

    f.event = "withdraw";
    f.fields = &fields;
    f.note = fields.reason;
    TRY(db_write(rq->db, rq->arena, step, &f));
    return show(rq, rs, &f, S("申请已经撤回，不再处理。"));
}
