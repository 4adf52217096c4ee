/* Reading cases: which flow a path means, everything about one case, clocks as words. */
#include "mod/office/internal.h"

const struct clock_thresholds OFFICE_LIGHTS = {.yellow = 5, .red = 2};

const struct flow *office_flow(const struct req *rq)
{
    return flow_by_kind(&staff_env(rq)->flow, req_param(rq, "kind"));
}

struct err *office_flow_of(const struct req *rq, const struct flow **out)
{
    *out = office_flow(rq);
    if (!*out) return ERR(rq->arena, NOT_FOUND, "没有这一类业务");
    return NULL;
}

/* ---- clocks --------------------------------------------------------------------------------- */

struct office_clock office_clock_of_line(struct arena *a, const struct calendar *cal,
                                         struct date due_on, str due_clock, struct date today)
{
    const struct clock_rule *rule = due_clock.n ? clock_rule_by_id(due_clock) : NULL;
    struct office_clock out = {.word = S(""), .due = DATE_NONE};

    if (!rule || date_is_none(due_on)) return out;
    /* What the row keeps is enough for its words: the case page computes from the events. */
    int left = rule->unit == CLOCK_WORKDAYS ? calendar_workdays_between(cal, today, due_on)
                                            : due_on.day - today.day;
    struct clock_state s = {
        .phase = CLOCK_RUNNING,
        .due = due_on,
        .remaining = left,
        .late = due_on.day < today.day,
        .late_by = due_on.day < today.day ? -left : 0,
        .started_on = DATE_NONE,
        .stopped_on = DATE_NONE,
    };

    out.word = clock_summary(a, rule, &s);
    out.light = clock_light(&s, OFFICE_LIGHTS);
    out.due = due_on;
    out.provisional = !calendar_kind(cal, due_on).known;
    return out;
}

struct err *office_still_add(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                             str kind, int64_t id, str due_clock, int64_t now_ms,
                             struct office_stills *list)
{
    struct office_still *out = &list->items[list->n];
    bool found;

    TRY(flow_clock_now(env, tx, a, kind, id, due_clock, now_ms, &out->state, &found));
    out->id = id;
    list->n += found && out->state.phase == CLOCK_PAUSED;
    return NULL;
}

const struct clock_state *office_still_of(const struct office_stills *list, int64_t id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].id == id) return &list->items[i].state;
    return NULL;
}

struct office_clock office_clock_of_view(struct arena *a, const struct flow_clock_view *k)
{
    return (struct office_clock){
        .word = clock_summary(a, k->rule, &k->state),
        .light = clock_light(&k->state, OFFICE_LIGHTS),
        .paused = k->state.phase == CLOCK_PAUSED,
        .due = k->state.due,
        .provisional = k->state.provisional,
    };
}

/* The clock of a line: as the case page has it where it stands still. */
static struct office_clock clock_of_place(struct req *rq, const struct office_place *c)
{
    const struct clock_rule *rule = clock_rule_by_id(c->due_clock);

    if (!c->still || !rule)
        return office_clock_of_line(rq->arena, staff_env(rq)->flow.calendar, c->due_on,
                                    c->due_clock, date_of_ms(rq->now_ms));
    const struct flow_clock_view view = {.rule = rule, .state = *c->still};

    return office_clock_of_view(rq->arena, &view);
}

/* ---- rows ------------------------------------------------------------------------------------ */

struct office_row office_row_of(struct req *rq, const struct flow *f, const struct office_place *c,
                                const struct flow_step *next)
{
    struct arena *a = rq->arena;
    const struct flow_state *state = flow_state_of(f, c->state);
    str url = str_printf(a, "/staff/cases/%s/%lld", f->kind, (long long)c->id);

    return (struct office_row){
        .id = c->id,
        .url = url,
        .title = c->title,
        .kind = f->label,
        .organ = c->organ,
        .state = state ? state->label : c->state,
        .waits_for = !next && state && state->waits_for.n ? state->waits_for : S(""),
        .tone = state ? state->tone : FLOW_TONE_OPEN,
        .clock = clock_of_place(rq, c),
        .next = next ? next->label : S(""),
        .next_url = next ? str_cat(a, url, S("#acts")) : S(""),
        .changed = date_time_str(a, c->changed_ms),
    };
}

/* ---- one case ------------------------------------------------------------------------------- */

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct office_case *l = arg;

    TRY(flow_load(tx, a, l->flow, l->actor, l->id, &l->c));
    l->show = (struct flow_show_out){.content = {S_INIT("")}, .fields = S("{}")};
    if (l->flow->show) TRY(l->flow->show(l->env, tx, a, l->actor, &l->c, &l->show));
    TRY(flow_history(tx, a, l->flow, l->id, &l->events, &l->n_events));
    TRY(flow_actions(l->env, tx, a, l->flow, l->actor, &l->c, l->now_ms, &l->actions,
                     &l->n_actions));
    return flow_clocks(l->env, tx, a, l->flow, l->id, l->now_ms, &l->clocks, &l->n_clocks);
}

struct err *office_case_load(struct req *rq, const struct flow *f, int64_t id,
                             struct office_case *out)
{
    *out = (struct office_case){
        .flow = f, .actor = rq->actor, .env = &staff_env(rq)->flow, .id = id, .now_ms = rq->now_ms};
    return db_read(rq->db, rq->arena, load, out);
}
