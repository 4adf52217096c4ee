/* What can be proved of a flow's table without running it: `gongkai check`, and one test. */
#include "core/flow.h"

enum { STATES_MAX = 64 };

static size_t index_of(const struct flow *f, const char *name)
{
    for (size_t i = 0; i < f->n_states; i++)
        if (str_eq(str_of(f->states[i].name), str_of(name))) return i;
    return STR_NONE;
}

static void find(struct findings *out, const struct flow *f, const char *what, const char *about)
{
    findings_add(out, "flow %s: %s: %s", f->kind ? f->kind : "?", about ? about : "-", what);
}

static void check_states(const struct flow *f, struct findings *out)
{
    for (size_t i = 0; i < f->n_states; i++) {
        const struct flow_state *s = &f->states[i];

        if (!s->name || !*s->name) {
            find(out, f, "a state without a name", NULL);
            continue;
        }
        if (!s->label.n) find(out, f, "state has no label", s->name);
        if (!s->end && !s->waits_for.n)
            find(out, f, "state does not say what it waits for", s->name);
        if (index_of(f, s->name) != i) find(out, f, "state stands twice", s->name);
    }
}

static bool knows_event(const struct flow *f, const char *event)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (f->steps[i].event && str_eq(str_of(f->steps[i].event), str_of(event))) return true;
    return false;
}

static bool knows_clock(const struct flow *f, const char *clock)
{
    for (size_t i = 0; i < f->n_clocks; i++)
        if (str_eq(str_of(f->clocks[i]), str_of(clock))) return true;
    return false;
}

static void check_clocks(const struct flow *f, const struct flow_step *s, struct findings *out)
{
    for (size_t i = 0; i < FLOW_CLOCK_MOVES_MAX && s->clocks[i].clock; i++)
        if (!knows_clock(f, s->clocks[i].clock))
            find(out, f, "moves a clock that the flow does not list", s->event);
    for (size_t i = 0; i < FLOW_CLOCK_MOVES_MAX && s->clocks[i].clock; i++)
        if (s->clocks[i].kind == CLOCK_FIX && !s->clocks[i].amount)
            find(out, f, "fixes a clock's day and does not say which", s->event);
}

/* ---- four eyes ------------------------------------------------------------------------------ */

static bool leads_from(const struct flow_step *s, size_t state, const struct flow *f)
{
    for (size_t j = 0; j < FLOW_FROM_MAX && s->from[j]; j++)
        if (index_of(f, s->from[j]) == state) return true;
    return false;
}

/* Where a case may be right after the step. */
static void mark_after(const struct flow *f, const struct flow_step *s, bool at[STATES_MAX])
{
    size_t to = s->to ? index_of(f, s->to) : STR_NONE;

    if (to != STR_NONE) at[to] = true;
    for (size_t i = 0; !s->to && i < f->n_states; i++) at[i] = at[i] || leads_from(s, i, f);
}

/* Whether `event` may have been made earlier in the round in which `s` is. */
static bool comes_before(const struct flow *f, const char *event, const struct flow_step *s)
{
    bool at[STATES_MAX] = {false};

    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].settles && str_eq(str_of(f->steps[i].event), str_of(event)))
            mark_after(f, &f->steps[i], at);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < f->n_steps; i++) {
            const struct flow_step *next = &f->steps[i];
            size_t to = next->to ? index_of(f, next->to) : STR_NONE;

            if (next->settles || to == STR_NONE || at[to]) continue;
            for (size_t k = 0; k < f->n_states && !at[to]; k++)
                more = at[to] = at[k] && leads_from(next, k, f);
        }
    }
    for (size_t i = 0; i < f->n_states; i++)
        if (at[i] && leads_from(s, i, f)) return true;
    return false;
}

static size_t times_named(const struct flow_step *s, const char *event)
{
    size_t n = 0;

    for (size_t i = 0; i < FLOW_NOT_BY_MAX && s->not_by[i]; i++)
        n += str_eq(str_of(s->not_by[i]), str_of(event));
    return n;
}

static void check_not_by(const struct flow *f, const struct flow_step *s, struct findings *out)
{
    for (size_t i = 0; i < FLOW_NOT_BY_MAX && s->not_by[i]; i++) {
        if (!knows_event(f, s->not_by[i]))
            find(out, f, "not_by names no event of the flow", s->event);
        else if (!comes_before(f, s->not_by[i], s))
            find(out, f, "not_by names an event that never comes before", s->event);
        if (times_named(s, s->not_by[i]) > 1) find(out, f, "not_by names an event twice", s->event);
    }
    for (size_t i = 0; s->not_by[0] && i < f->n_steps; i++) {
        const struct flow_step *w = &f->steps[i];

        if (w->writes && !w->system && w->event && !times_named(s, w->event) &&
            comes_before(f, w->event, s))
            find(out, f, "not_by forgets an event that writes", s->event);
    }
}

/* The same event from the same state twice: the second would never be found. */
static void check_twins(const struct flow *f, size_t at, struct findings *out)
{
    const struct flow_step *s = &f->steps[at];

    for (size_t j = 0; j < FLOW_FROM_MAX && s->from[j]; j++) {
        if (flow_step_of(f, str_of(s->event), str_of(s->from[j])) != s)
            find(out, f, "the same event leads from one state twice", s->event);
    }
}

static void check_step(const struct flow *f, size_t at, struct findings *out)
{
    const struct flow_step *s = &f->steps[at];

    if (!s->event || !*s->event) {
        find(out, f, "a step without an event", NULL);
        return;
    }
    if (!s->label.n) find(out, f, "step has no label", s->event);
    if (!s->perm) find(out, f, "step has no permission", s->event);
    if (!s->system && !s->consequence.n)
        find(out, f, "step does not say what follows from it", s->event);
    if (!s->from[0] && !s->to) find(out, f, "a first step needs a state to lead to", s->event);
    if (s->to && index_of(f, s->to) == STR_NONE)
        find(out, f, "leads to a state that is not listed", s->event);
    for (size_t j = 0; j < FLOW_FROM_MAX && s->from[j]; j++)
        if (index_of(f, s->from[j]) == STR_NONE)
            find(out, f, "leads from a state that is not listed", s->event);
    check_not_by(f, s, out);
    check_clocks(f, s, out);
    check_twins(f, at, out);
}

/* Which states the steps reach from the beginning. */
static void reach(const struct flow *f, bool reached[STATES_MAX])
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < f->n_steps; i++) {
            const struct flow_step *s = &f->steps[i];
            bool open = !s->from[0];
            size_t to = s->to ? index_of(f, s->to) : STR_NONE;

            for (size_t j = 0; j < FLOW_FROM_MAX && s->from[j]; j++) {
                size_t from = index_of(f, s->from[j]);

                open = open || (from != STR_NONE && reached[from]);
            }
            if (open && to != STR_NONE && !reached[to]) more = reached[to] = true;
        }
    }
}

static void check_graph(const struct flow *f, struct findings *out)
{
    bool reached[STATES_MAX] = {false};

    reach(f, reached);
    for (size_t i = 0; i < f->n_states; i++) {
        const struct flow_state *state = &f->states[i];
        size_t ways_out = 0;
        size_t likely = 0;

        for (size_t k = 0; k < f->n_steps; k++)
            for (size_t j = 0; j < FLOW_FROM_MAX && f->steps[k].from[j]; j++)
                if (index_of(f, f->steps[k].from[j]) == i) {
                    ways_out += f->steps[k].to && index_of(f, f->steps[k].to) != i;
                    likely += f->steps[k].likely;
                }
        if (!reached[i]) find(out, f, "no step reaches this state", state->name);
        if (!state->end && !ways_out) find(out, f, "no step leaves this state", state->name);
        if (likely > 1) find(out, f, "more than one likely step", state->name);
    }
}

void flow_check(const struct flow *f, struct findings *out)
{
    if (!f->kind || !*f->kind) find(out, f, "flow has no kind", NULL);
    if (!f->label.n) find(out, f, "flow has no label", NULL);
    if (f->n_states > STATES_MAX) {
        find(out, f, "too many states", NULL);
        return;
    }
    check_states(f, out);
    for (size_t i = 0; i < f->n_steps; i++) check_step(f, i, out);
    for (size_t i = 0; i < f->n_clocks; i++)
        if (!clock_rule_by_id(str_of(f->clocks[i])))
            find(out, f, "no such clock rule", f->clocks[i]);
    check_graph(f, out);
}
