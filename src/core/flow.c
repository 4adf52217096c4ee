#include "core/flow.h"

#include "base/buf.h"
#include "core/audit.h"
#include "core/flow_sql.h"
#include "core/permission.h"

const struct flow *flow_by_kind(const struct flow_env *env, str kind)
{
    for (size_t i = 0; i < env->n_flows; i++)
        if (str_eq(str_of(env->flows[i]->kind), kind)) return env->flows[i];
    return NULL;
}

const struct flow_state *flow_state_of(const struct flow *f, str name)
{
    for (size_t i = 0; i < f->n_states; i++)
        if (str_eq(str_of(f->states[i].name), name)) return &f->states[i];
    return NULL;
}

/* A step without any `from` is the one that makes a case. */
static bool leads_from(const struct flow_step *s, str from)
{
    if (!s->from[0]) return from.n == 0;
    for (size_t i = 0; i < FLOW_FROM_MAX && s->from[i]; i++)
        if (str_eq(str_of(s->from[i]), from)) return true;
    return false;
}

const struct flow_step *flow_step_of(const struct flow *f, str event, str from)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (str_eq(str_of(f->steps[i].event), event) && leads_from(&f->steps[i], from))
            return &f->steps[i];
    return NULL;
}

static str label_of_event(const struct flow *f, str event)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (str_eq(str_of(f->steps[i].event), event)) return f->steps[i].label;
    return event;
}

static void case_of_row(const struct flow_case_get_row *r, struct flow_case *c)
{
    *c = (struct flow_case){
        .id = r->id,
        .organ_id = r->organ_id,
        .organ_path = r->organ_path,
        .organ = r->organ,
        .kind = r->kind,
        .state = r->state,
        .title = r->title,
        .version = r->version,
        .created_ms = r->created_at,
        .changed_ms = r->changed_at,
        .closed_ms = r->closed_at.set ? r->closed_at.v : 0,
        .due_on = r->due_on,
        .due_clock = r->due_clock.v,
    };
}

struct err *flow_load(struct db_tx *tx, struct arena *a, const struct flow *f,
                      const struct actor *actor, int64_t id, struct flow_case *out)
{
    struct flow_case_get_row row;
    bool found;

    TRY(flow_case_get(tx, a, *actor->scope, id, &row, &found));
    if (!found || !str_eq(row.kind, str_of(f->kind)))
        return ERR(a, NOT_FOUND, "没有这件%.*s，或者不在您的管理范围内", STR_ARG(f->label));
    case_of_row(&row, out);
    return NULL;
}

static bool names(const char *const *events, size_t most, str event)
{
    for (size_t i = 0; i < most && events[i]; i++)
        if (str_eq(str_of(events[i]), event)) return true;
    return false;
}

static bool settles(const struct flow *f, str event)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (f->steps[i].settles && str_eq(str_of(f->steps[i].event), event)) return true;
    return false;
}

/* 四眼原则: nobody judges what he had a hand in since the round began. `event` is what he did. */
static struct err *own_hand(struct db_tx *tx, struct arena *a, const struct flow *f,
                            const struct actor *actor, const struct flow_step *step, int64_t id,
                            str *event)
{
    struct flow_doers_row *rows;
    size_t n;
    int64_t settled = 0;

    *event = S("");
    if (!step->not_by[0] || !id || actor_is_system(actor)) return NULL;
    TRY(flow_doers(tx, a, id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].seq > settled && settles(f, rows[i].event)) settled = rows[i].seq;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].seq <= settled || !rows[i].staff_id.set) continue;
        if (rows[i].staff_id.v != actor->user) continue;
        if (!names(step->not_by, FLOW_NOT_BY_MAX, rows[i].event)) continue;
        *event = rows[i].event;
        return NULL;
    }
    return NULL;
}

struct err *flow_is_own(struct db_tx *tx, struct arena *a, const struct flow *f,
                        const struct actor *actor, const struct flow_step *step, int64_t id,
                        bool *own)
{
    str event;

    TRY(own_hand(tx, a, f, actor, step, id, &event));
    *own = event.n > 0;
    return NULL;
}

/* May this person make the step at all? Guards are asked afterwards. */
static struct err *check_actor(struct flow_ctx *x)
{
    const struct flow_step *s = x->step;

    if (s->system && !actor_is_system(x->actor))
        return ERR(x->arena, FORBIDDEN, "“%.*s”由系统办理", STR_ARG(s->label));
    if (!actor_may(x->actor, s->perm))
        return ERR(x->arena, FORBIDDEN, "您没有“%s”的权限", s->perm->label);
    str event;

    TRY(own_hand(x->tx, x->arena, x->flow, x->actor, s, x->c->id, &event));
    if (event.n)
        return ERR(x->arena, FORBIDDEN, "“%.*s”须由另一人办理：“%.*s”是您本人做的",
                   STR_ARG(s->label), STR_ARG(label_of_event(x->flow, event)));
    return NULL;
}

/* Effects read what their form says is there. */
static struct err *check_fields(const struct flow_ctx *x)
{
    if (x->fields || !x->step->form || !x->step->form->n_fields) return NULL;
    return ERR(x->arena, INVALID, "“%.*s”要填写的内容没有填", STR_ARG(x->step->label));
}

/* ---- clocks -------------------------------------------------------------------------------- */

/* The events of one clock, out of those of all clocks of a case. */
static size_t pick_clock(const struct flow_clock_event_list_row *rows, size_t n, str clock,
                         struct clock_event *out)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (!str_eq(rows[i].clock, clock)) continue;
        out[k] = (struct clock_event){0};
        BUG_IF(!clock_event_of_word(rows[i].kind, &out[k].kind));
        out[k].date = rows[i].on_day;
        out[k].at_ms = rows[i].at;
        out[k].length = (int)rows[i].length;
        out[k].fixed_on = rows[i].fixed_on;
        out[k].note = rows[i].note;
        out[k].id = rows[i].event_id;
        k++;
    }
    return k;
}

struct err *flow_clocks(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                        const struct flow *f, int64_t case_id, int64_t now_ms,
                        struct flow_clock_view **out, size_t *n)
{
    struct flow_clock_event_list_row *rows;
    size_t n_rows;
    struct clock_now now = {date_of_ms(now_ms), now_ms};

    *n = 0;
    *out = ARENA_ARRAY(a, struct flow_clock_view, f->n_clocks);
    if (!f->n_clocks) return NULL;
    TRY(flow_clock_event_list(tx, a, case_id, &rows, &n_rows));
    struct clock_event *events = ARENA_ARRAY(a, struct clock_event, n_rows);

    for (size_t i = 0; i < f->n_clocks; i++) {
        const struct clock_rule *rule = clock_rule_by_id(str_of(f->clocks[i]));

        BUG_IF(!rule);
        size_t k = pick_clock(rows, n_rows, str_of(f->clocks[i]), events);

        if (!k) continue;
        struct flow_clock_view *view = &(*out)[(*n)++];

        view->rule = rule;
        TRY(clock_compute(a, env->calendar, rule, events, k, now, &view->state));
    }
    return NULL;
}

struct err *flow_clock_now(const struct flow_env *env, struct db_tx *tx, struct arena *a, str kind,
                           int64_t case_id, str clock, int64_t now_ms, struct clock_state *out,
                           bool *found)
{
    const struct flow *f = flow_by_kind(env, kind);
    struct flow_clock_view *views;
    size_t n = 0;

    *found = false;
    if (f) TRY(flow_clocks(env, tx, a, f, case_id, now_ms, &views, &n));
    for (size_t i = 0; i < n && !*found; i++) {
        if (!str_eq(views[i].rule->id, clock)) continue;
        *out = views[i].state;
        *found = true;
    }
    return NULL;
}

/* Writes what the clocks say, and the earliest that is still owed onto the case. */
struct err *flow_clocks_store(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                              const struct flow *f, int64_t case_id, int64_t now_ms)
{
    struct flow_clock_view *views;
    size_t n;
    struct date due = DATE_NONE;
    struct opt_str due_clock = {0};

    if (!f->n_clocks) return NULL;
    TRY(flow_clocks(env, tx, a, f, case_id, now_ms, &views, &n));
    for (size_t i = 0; i < n; i++) {
        const struct clock_state *s = &views[i].state;

        TRY(flow_clock_put(tx, a, case_id, views[i].rule->id, clock_phase_word(s->phase),
                           s->started_on, s->due, s->provisional, s->stopped_on, NULL));
        if (s->phase != CLOCK_RUNNING && s->phase != CLOCK_PAUSED) continue;
        if (date_is_none(s->due) || views[i].rule->minimum) continue;
        if (date_is_none(due) || s->due.day < due.day) {
            due = s->due;
            due_clock = opt_str(views[i].rule->id);
        }
    }
    return flow_case_due(tx, a, case_id, due, due_clock, NULL);
}

/* The phase of the move's clock, as it was stored by the step before. */
static struct err *phase_of(struct flow_ctx *x, str *phase)
{
    struct flow_clock_list_row *rows;
    size_t n;

    *phase = S("");
    TRY(flow_clock_list(x->tx, x->arena, x->c->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].clock, str_of(x->move->clock))) *phase = rows[i].state;
    return NULL;
}

struct err *flow_day_if_open(struct flow_ctx *x, struct date *day)
{
    str phase;

    TRY(phase_of(x, &phase));
    *day = str_eq(phase, clock_phase_word(CLOCK_RUNNING)) ||
                   str_eq(phase, clock_phase_word(CLOCK_PAUSED))
               ? x->today
               : DATE_NONE;
    return NULL;
}

struct err *flow_day_if_paused(struct flow_ctx *x, struct date *day)
{
    str phase;

    TRY(phase_of(x, &phase));
    *day = str_eq(phase, clock_phase_word(CLOCK_PAUSED)) ? x->today : DATE_NONE;
    return NULL;
}

static struct err *move_clocks(struct flow_ctx *x)
{
    size_t moved = 0;

    for (; moved < FLOW_CLOCK_MOVES_MAX && x->step->clocks[moved].clock; moved++) {
        const struct flow_clock_move *m = &x->step->clocks[moved];
        struct date day = x->today;
        struct date fixed_on = DATE_NONE;
        int length = 0;

        x->move = m;
        if (m->day) TRY(m->day(x, &day));
        if (date_is_none(day)) continue; /* the day function: does not apply to this case */
        if (m->amount) TRY(m->amount(x, &length, &fixed_on));
        if (m->kind == CLOCK_START)
            TRY(flow_clock_event_void(x->tx, x->arena, x->c->id, str_of(m->clock), x->event_id,
                                      NULL));
        TRY(flow_clock_event_insert(x->tx, x->arena, x->c->id, str_of(m->clock),
                                    clock_event_word(m->kind), day, x->now_ms, length, fixed_on,
                                    x->event_id, x->step->label, NULL));
    }
    if (!moved) return NULL;
    return flow_clocks_store(x->env, x->tx, x->arena, x->flow, x->c->id, x->now_ms);
}

/* ---- steps --------------------------------------------------------------------------------- */

static struct err *record_event(struct flow_ctx *x, str from, str to, int64_t seq, str fields_json,
                                str note)
{
    struct flow_event_insert_row row;
    struct opt_int64 staff = {.set = !actor_is_system(x->actor), .v = x->actor->user};

    if (note.n > FLOW_NOTE_MAX * (size_t)4) return ERR_FIELD(x->arena, "note", "说明过长");
    TRY(flow_event_insert(x->tx, x->arena, x->c->id, seq, str_of(x->step->event), from, to, staff,
                          x->actor->name, x->now_ms, note, fields_json.n ? fields_json : S("{}"),
                          &row));
    x->event_id = row.id;
    return NULL;
}

static struct err *record_audit(struct flow_ctx *x, str from, str to)
{
    struct audit_entry e = {
        .site_id = x->actor->scope->site,
        .staff_id = x->actor->user,
        .actor = x->actor->name,
        .action = str_printf(x->arena, "%s.%s", x->flow->kind, x->step->event),
        .object = str_of(x->flow->kind),
        .object_id = x->c->id,
        .detail = str_printf(x->arena, "{\"from\":\"%.*s\",\"to\":\"%.*s\",\"event\":%lld}",
                             STR_ARG(from), STR_ARG(to), (long long)x->event_id),
        .remote = S(""),
    };

    db_tag(x->tx, S("case"), x->c->id);
    return audit_write(x->tx, x->arena, x->now_ms, &e);
}

/* What is the same for the first step and all others, once the row is written. */
static struct err *follow(struct flow_ctx *x, str from, str to, int64_t seq, str fields_json,
                          str note)
{
    str title = x->c->title;

    TRY(record_event(x, from, to, seq, fields_json, note));
    if (x->step->effect) TRY(x->step->effect(x));
    if (!str_eq(title, x->c->title))
        TRY(flow_case_retitle(x->tx, x->arena, *x->actor->scope, x->c->id, x->c->title, NULL));
    TRY(move_clocks(x));
    return record_audit(x, from, to);
}

struct err *flow_start(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                       const struct flow *f, const struct actor *actor, str event, int64_t organ_id,
                       str title, const void *fields, str fields_json, str note, int64_t now_ms,
                       struct flow_result *out)
{
    struct flow_organ_row organ;
    struct flow_case_insert_row row;
    bool found;
    const struct flow_step *step = flow_step_of(f, event, S(""));

    if (!step) return ERR(a, GUARD, "不能这样新建%.*s", STR_ARG(f->label));
    TRY(flow_organ(tx, a, *actor->scope, organ_id, &organ, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这个机构，或者不在您的管理范围内");
    struct flow_case c = {
        .organ_id = organ_id,
        .organ_path = organ.path,
        .organ = organ.name,
        .kind = str_of(f->kind),
        .state = S(""),
        .title = title,
        .created_ms = now_ms,
        .changed_ms = now_ms,
        .due_on = DATE_NONE,
        .due_clock = S(""),
    };
    struct flow_ctx x = {
        .env = env,
        .tx = tx,
        .arena = a,
        .flow = f,
        .step = step,
        .actor = actor,
        .c = &c,
        .fields = fields,
        .now_ms = now_ms,
        .today = date_of_ms(now_ms),
    };
    str to = str_of(step->to);
    const struct flow_state *state = flow_state_of(f, to);
    struct opt_int64 closed = {.set = state && state->end, .v = now_ms};

    TRY(check_actor(&x));
    TRY(check_fields(&x));
    if (step->guard) TRY(step->guard(&x));
    TRY(flow_case_insert(tx, a, *actor->scope, organ_id, organ.path, c.kind, to, title, closed,
                         now_ms, &row));
    c.id = row.id;
    c.version = 1;
    TRY(follow(&x, S(""), to, 1, fields_json, note));
    *out = (struct flow_result){.id = c.id, .event_id = x.event_id, .version = 1, .state = to};
    return NULL;
}

struct err *flow_fire(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                      const struct flow *f, const struct actor *actor, int64_t id, int64_t version,
                      str event, const void *fields, str fields_json, str note, int64_t now_ms,
                      struct flow_result *out)
{
    struct flow_case c;
    int64_t changed;

    TRY(flow_load(tx, a, f, actor, id, &c));
    if (c.version != version)
        return ERR(a, CONFLICT, "这件%.*s刚被他人办理过，请刷新后核对再办", STR_ARG(f->label));
    const struct flow_step *step = flow_step_of(f, event, c.state);

    if (!step || !step->from[0]) {
        const struct flow_state *state = flow_state_of(f, c.state);

        return ERR(a, GUARD, "目前的环节是“%.*s”，不能“%.*s”",
                   STR_ARG(state ? state->label : c.state), STR_ARG(label_of_event(f, event)));
    }
    struct flow_ctx x = {
        .env = env,
        .tx = tx,
        .arena = a,
        .flow = f,
        .step = step,
        .actor = actor,
        .c = &c,
        .fields = fields,
        .now_ms = now_ms,
        .today = date_of_ms(now_ms),
    };
    str from = c.state;
    str to = step->to ? str_of(step->to) : from;
    const struct flow_state *state = flow_state_of(f, to);
    struct opt_int64 closed = {.set = state && state->end, .v = now_ms};

    TRY(check_actor(&x));
    TRY(check_fields(&x));
    if (step->applies) TRY(step->applies(&x));
    if (step->guard) TRY(step->guard(&x));
    TRY(flow_case_move(tx, a, *actor->scope, id, version, to, closed, now_ms, &changed));
    if (changed != 1)
        return ERR(a, CONFLICT, "这件%.*s刚被他人办理过，请刷新后核对再办", STR_ARG(f->label));
    TRY(follow(&x, from, to, version + 1, fields_json, note));
    *out =
        (struct flow_result){.id = id, .event_id = x.event_id, .version = version + 1, .state = to};
    return NULL;
}

/* ---- what can be done, what was done ------------------------------------------------------- */

struct err *flow_actions(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                         const struct flow *f, const struct actor *actor, struct flow_case *c,
                         int64_t now_ms, struct flow_action **out, size_t *n)
{
    *n = 0;
    *out = ARENA_ARRAY(a, struct flow_action, f->n_steps);
    for (size_t i = 0; i < f->n_steps; i++) {
        const struct flow_step *s = &f->steps[i];
        struct flow_ctx x = {
            .env = env,
            .tx = tx,
            .arena = a,
            .flow = f,
            .step = s,
            .actor = actor,
            .c = c,
            .now_ms = now_ms,
            .today = date_of_ms(now_ms),
        };

        if (!s->from[0] || s->system || !leads_from(s, c->state)) continue;
        if (!actor_may(actor, s->perm)) continue;
        struct err *why = s->applies ? s->applies(&x) : NULL;

        if (why && err_is_fault(why->code)) return why;
        if (why) continue;
        why = check_actor(&x);

        /* A guard may look at the fields; here there are none yet: it then judges the case only. */
        if (!why && s->guard) why = s->guard(&x);
        if (why && err_is_fault(why->code)) return why;
        (*out)[(*n)++] =
            (struct flow_action){.step = s, .may = !why, .why_not = why ? why->message : S("")};
    }
    return NULL;
}

struct err *flow_history(struct db_tx *tx, struct arena *a, const struct flow *f, int64_t case_id,
                         struct flow_event **out, size_t *n)
{
    struct flow_event_list_row *rows;

    TRY(flow_event_list(tx, a, case_id, &rows, n));
    *out = ARENA_ARRAY(a, struct flow_event, *n);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct flow_event){
            .id = rows[i].id,
            .seq = rows[i].seq,
            .staff_id = rows[i].staff_id.set ? rows[i].staff_id.v : 0,
            .event = rows[i].event,
            .label = label_of_event(f, rows[i].event),
            .from = rows[i].from_state,
            .to = rows[i].to_state,
            .actor = rows[i].actor,
            .note = rows[i].note,
            .fields = rows[i].fields,
            .at_ms = rows[i].at,
        };
    return NULL;
}
