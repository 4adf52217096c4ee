/*
 * Opinions: what a third party (711 Art. 32) or an agency that made the information with us
 * (Art. 34) says to a disclosure. Each is a case with its own 15 working days. Silence of a third
 * party leaves the decision to the agency; silence of a co-agency is consent. When the last one is
 * in, the clock of the request goes on.
 */
#include "mod/request/internal.h"

#include "core/permission.h"
#include "mod/request/request_sql.h"

/* ---- asking --------------------------------------------------------------------------------- */

struct err *request_open_opinion(struct db_tx *tx, struct arena *a, struct scope scope,
                                 int64_t request_id, int64_t *id)
{
    struct opinion_of_request_row *rows;
    size_t n;

    TRY(opinion_of_request(tx, a, scope, request_id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (!rows[i].answer.set) {
            *id = rows[i].id;
            return NULL;
        }
    return ERR(a, NOT_FOUND, "没有等待答复的征求意见");
}

/* What opinion_ask passes to the step that makes the case. */
struct asked {
    struct request_consult_input in;
    int64_t request;
};

struct err *opinion_ask(struct flow_ctx *x)
{
    const struct request_consult_input *in = x->fields;
    struct actor system = actor_system(x->actor->scope, x->actor->name);
    struct asked fields = {*in, x->c->id};
    struct flow_result made;

    if (date_is_none(in->received_on)) fields.in.received_on = x->today;
    if (in->received_on.day > x->today.day)
        return ERR_FIELD(x->arena, "received_on", "日期不能晚于今天");
    str title =
        str_printf(x->arena, "%.*s：征求%.*s的意见", STR_ARG(x->c->title), STR_ARG(in->party));

    return flow_start(x->env, x->tx, x->arena, &opinion_flow, &system, S("ask"), x->c->organ_id,
                      title, &fields, S(""), S(""), x->now_ms, &made);
}

static struct err *store(struct flow_ctx *x)
{
    const struct asked *f = x->fields;

    return opinion_insert(x->tx, x->arena, *x->actor->scope, x->c->id, f->request, f->in.kind,
                          f->in.party, f->in.question, f->in.received_on, NULL);
}

static struct err *received_day(struct flow_ctx *x, struct date *day)
{
    const struct asked *f = x->fields;

    *day = f->in.received_on;
    return NULL;
}

static struct err *received_if(struct flow_ctx *x, const char *kind, struct date *day)
{
    const struct asked *f = x->fields;

    TRY(received_day(x, day));
    if (!str_eq(f->in.kind, str_of(kind))) *day = DATE_NONE;
    return NULL;
}

static struct err *third_party_day(struct flow_ctx *x, struct date *day)
{
    return received_if(x, "third_party", day);
}

static struct err *co_agency_day(struct flow_ctx *x, struct date *day)
{
    return received_if(x, "co_agency", day);
}

/* ---- the answer ----------------------------------------------------------------------------- */

/* The request goes on when nobody is waited for any more. */
static struct err *go_on_if_last(struct flow_ctx *x, int64_t request_id)
{
    struct actor system = actor_system(x->actor->scope, x->actor->name);
    struct opinion_of_request_row *all;
    struct flow_case c;
    struct flow_result r;
    size_t n;

    TRY(opinion_of_request(x->tx, x->arena, *x->actor->scope, request_id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (!all[i].answer.set) return NULL;
    TRY(flow_load(x->tx, x->arena, &request_flow, &system, request_id, &c));
    /* Withdrawn meanwhile: nothing goes on. */
    if (!str_eq(c.state, S("consulting"))) return NULL;
    return flow_fire(x->env, x->tx, x->arena, &request_flow, &system, request_id, c.version,
                     S("consulted"), NULL, S(""), S(""), x->now_ms, &r);
}

static struct err *put_answer(struct flow_ctx *x, str answer, str reasons)
{
    struct opinion_get_row row;
    bool found;

    TRY(opinion_get(x->tx, x->arena, *x->actor->scope, x->c->id, &row, &found));
    if (!found) return ERR(x->arena, NOT_FOUND, "没有这份征求意见，或者不在您的管理范围内");
    TRY(opinion_answer(x->tx, x->arena, *x->actor->scope, x->c->id, answer, reasons, NULL));
    return go_on_if_last(x, row.request_id);
}

static struct err *answer(struct flow_ctx *x)
{
    const struct opinion_answer_input *in = x->fields;

    if (str_eq(in->answer, S("refuse")) && !in->reasons.n)
        return ERR_FIELD(x->arena, "reasons", "不同意公开的，请写明对方的理由");
    return put_answer(x, in->answer, in->reasons);
}

static struct err *is_over(struct flow_ctx *x)
{
    struct flow_clock_view *views;
    size_t n;

    TRY(flow_clocks(x->env, x->tx, x->arena, x->flow, x->c->id, x->now_ms, &views, &n));
    for (size_t i = 0; i < n; i++)
        if (views[i].state.late) return NULL;
    return ERR(x->arena, GUARD, "对方提出意见的期限还没有届满");
}

static struct err *be_silent(struct flow_ctx *x)
{
    return put_answer(x, S("silent"), S(""));
}

/* ---- the table ------------------------------------------------------------------------------ */

static const struct flow_state states[] = {
    {.name = "asked",
     .label = S_INIT("待答复"),
     .waits_for = S_INIT("等对方提出意见"),
     .tone = FLOW_TONE_WAITING},
    {.name = "answered", .label = S_INIT("已有意见"), .tone = FLOW_TONE_DONE, .end = true},
    {.name = "silent", .label = S_INIT("逾期未答复"), .tone = FLOW_TONE_STOPPED, .end = true},
};

#define BOTH_STOP                                                                                  \
    {                                                                                              \
        {"FOI_THIRD_PARTY", CLOCK_STOP, flow_day_if_open, NULL},                                   \
        {                                                                                          \
            "FOI_CO_AGENCY", CLOCK_STOP, flow_day_if_open, NULL                                    \
        }                                                                                          \
    }

static const struct flow_step steps[] = {
    {.event = "ask",
     .label = S_INIT("发出征求意见书"),
     .to = "asked",
     .perm = &REQUEST_HANDLE,
     .effect = store,
     .clocks = {{"FOI_THIRD_PARTY", CLOCK_START, third_party_day, NULL},
                {"FOI_CO_AGENCY", CLOCK_START, co_agency_day, NULL}},
     .system = true},
    {.event = "answer",
     .label = S_INIT("登记对方意见"),
     .consequence = S_INIT("意见记入案卷；各方意见到齐后，答复期限恢复计算。"),
     .from = {"asked"},
     .to = "answered",
     .perm = &REQUEST_HANDLE,
     .form = &opinion_answer_form,
     .effect = answer,
     .clocks = BOTH_STOP,
     .likely = true},
    {.event = "lapse",
     .label = S_INIT("逾期未提出意见"),
     .consequence =
         S_INIT("第三方逾期未提意见的，由本机关决定是否公开；共同制作机关逾期的，视为同意公开。"),
     .from = {"asked"},
     .to = "silent",
     .perm = &REQUEST_HANDLE,
     .guard = is_over,
     .effect = be_silent,
     .clocks = BOTH_STOP},
};

static const char *const clocks[] = {"FOI_THIRD_PARTY", "FOI_CO_AGENCY"};

const struct flow opinion_flow = {
    .kind = "opinion",
    .label = S_INIT("征求意见"),
    .states = states,
    .n_states = COUNT_OF(states),
    .steps = steps,
    .n_steps = COUNT_OF(steps),
    .clocks = clocks,
    .n_clocks = COUNT_OF(clocks),
    .show = opinion_show,
};
