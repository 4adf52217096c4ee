/* The page of one case: what it is, what happened, what can be done, until when. */
#include "mod/office/internal.h"

#include "base/num.h"
#include "base/vec.h"
#include "case_views.h"

/* What was sent to this page and came back, or was given back after a log-in. */
struct sent {
    str event;
    int64_t version; /* that the person saw; 0: nothing was sent */
    bool conflict;
};

/* ---- history -------------------------------------------------------------------------------- */

static const struct form *form_of_event(const struct flow *f, str event)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (str_eq(str_of(f->steps[i].event), event)) return f->steps[i].form;
    return NULL;
}

static void fill_history(struct arena *a, const struct office_case *l, const struct sent *sent,
                         struct office_case_view *v)
{
    struct office_event *out = ARENA_ARRAY(a, struct office_event, l->n_events);

    for (size_t i = 0; i < l->n_events; i++) {
        const struct flow_event *e = &l->events[i];
        const struct flow_state *to = flow_state_of(l->flow, e->to);

        out[i] = (struct office_event){
            .label = e->label,
            .actor = e->actor,
            .at = date_time_str(a, e->at_ms),
            .note = e->note,
            .to = to && !str_eq(e->from, e->to) ? to->label : S(""),
            .tone = to ? to->tone : FLOW_TONE_OPEN,
            .fresh = sent->conflict && e->seq > sent->version,
        };
        const struct form *form = form_of_event(l->flow, e->event);

        /* What has a page of its own is not repeated here, save by save. */
        if (staff_can_draw(form))
            out[i].fields = office_fields_read(a, form, e->fields, &out[i].n_fields);
    }
    v->events = out;
    v->n_events = l->n_events;
}

/* ---- actions -------------------------------------------------------------------------------- */

static struct office_action draw_action(struct req *rq, const struct flow_action *it,
                                        const struct sent *sent)
{
    const struct flow_step *s = it->step;
    const struct values none = {0};
    bool mine = str_eq(sent->event, str_of(s->event));
    bool whole;
    struct office_action out = {
        .event = str_of(s->event),
        .label = s->label,
        .consequence = s->consequence.n ? s->consequence : S(""),
        .id = str_of(s->event),
        .may = it->may,
        .open = mine,
        .why_not = it->why_not,
    };

    out.fields = staff_draw(rq->arena, s->form, str_cat(rq->arena, out.event, S("-")),
                            mine ? &rq->raw : &none, mine ? rq->errors : NULL, &whole);
    return out;
}

/* Problems lead to the field of the form that was sent; what has no field there leads nowhere. */
static void aim_problems(struct req *rq, struct staff_page *p, const struct form *form, str event)
{
    struct staff_problem *list = ARENA_ARRAY(rq->arena, struct staff_problem, p->n_problems);

    for (size_t i = 0; i < p->n_problems; i++) {
        bool there = false;

        for (size_t k = 0; form && k < form->n_fields; k++)
            there = there || str_eq(str_of(form->fields[k].name), p->problems[i].field);
        list[i] = p->problems[i];
        list[i].field =
            there ? str_join(rq->arena, (const str[]){event, list[i].field}, 2, S("-")) : S("");
    }
    p->problems = list;
}

static void fill_actions(struct req *rq, const struct office_case *l, const struct sent *sent,
                         struct office_case_view *v)
{
    struct arena *a = rq->arena;
    VEC(struct office_action) others = {0};
    const struct flow_step *open = NULL;

    for (size_t i = 0; i < l->n_actions; i++) {
        const struct flow_action *it = &l->actions[i];

        if (!staff_can_draw(it->step->form)) continue; /* reached through the case's links */
        if (str_eq(str_of(it->step->event), sent->event) && it->may) open = it->step;
        if (!it->step->likely || v->likely) {
            *vec_push(a, &others) = draw_action(rq, it, sent);
            continue;
        }
        struct office_action *likely = ARENA_NEW(a, struct office_action);

        *likely = draw_action(rq, it, sent);
        v->likely = likely;
    }
    v->others = others.items;
    v->n_others = others.n;
    aim_problems(rq, &v->staff, open ? open->form : NULL, sent->event);
    if (sent->event.n && !open)
        v->typed = office_typed(a, form_of_event(l->flow, sent->event), &rq->raw, &v->n_typed);
}

/* ---- clocks --------------------------------------------------------------------------------- */

static void fill_clocks(struct arena *a, const struct office_case *l, struct office_case_view *v)
{
    struct office_case_clock *out = ARENA_ARRAY(a, struct office_case_clock, l->n_clocks);

    for (size_t i = 0; i < l->n_clocks; i++) {
        const struct flow_clock_view *k = &l->clocks[i];

        out[i] = (struct office_case_clock){
            .label = k->rule->label,
            .period = clock_rule_period(a, k->rule),
            .law = k->rule->law.text,
            .url = str_printf(a, "/staff/cases/%s/%lld/clock/%.*s", l->flow->kind, (long long)l->id,
                              STR_ARG(k->rule->id)),
            .clock = office_clock_of_view(a, k),
            .phase = clock_phase_label(k->state.phase),
            .started = k->state.started_on,
        };
    }
    v->clocks = out;
    v->n_clocks = l->n_clocks;
}

/* ---- the page ------------------------------------------------------------------------------- */

static struct err *show(struct req *rq, struct resp *rs, bool conflict)
{
    struct arena *a = rq->arena;
    struct office_case_view v = {0};
    struct office_case l;
    const struct flow *f;
    int64_t id;
    bool shown;
    bool given_back;

    TRY(office_flow_of(rq, &f));
    TRY(req_param_id(rq, "id", &id));
    TRY(office_case_load(rq, f, id, &l));
    TRY(staff_begin(rq, rs, l.c.title, &v.staff, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &given_back));
    struct sent sent = {.event = values_get(&rq->raw, S("event")), .conflict = conflict};
    const struct flow_state *state = flow_state_of(f, l.c.state);

    if (!num_parse(values_get(&rq->raw, S("version")), 1, INT64_MAX, &sent.version))
        sent.version = 0;
    v.c = l.c;
    v.kind = f->label;
    v.state = state ? state->label : l.c.state;
    v.waits_for = state && state->waits_for.n ? state->waits_for : S("");
    v.tone = state ? state->tone : FLOW_TONE_OPEN;
    v.post_url = str_printf(a, "/staff/cases/%s/%lld/events", f->kind, (long long)id);
    v.facts = l.show.facts;
    v.n_facts = l.show.n_facts;
    v.content = l.show.content;
    v.links = l.show.links;
    v.n_links = l.show.n_links;
    v.conflict = conflict;
    fill_history(a, &l, &sent, &v);
    fill_actions(rq, &l, &sent, &v);
    fill_clocks(a, &l, &v);
    staff_crumbs(
        rq, &v.staff,
        &(struct page_link){.label = f->label, .url = str_printf(a, "/staff/cases/%s/", f->kind)},
        1);
    view_office_case(&rs->body, &v);
    return NULL;
}

struct err *office_case_page(struct req *rq, struct resp *rs)
{
    return show(rq, rs, false);
}

struct err *office_case_event(struct req *rq, struct resp *rs)
{
    const struct office_event_input *in = REQ_INPUT(rq, struct office_event_input);
    struct staff_step s = {.version = in->version,
                           .event = in->event,
                           .note = in->note,
                           .raw = &rq->raw,
                           .files = &rq->files};
    struct flow_result result;
    enum staff_outcome outcome;

    TRY(office_flow_of(rq, &s.flow));
    TRY(req_param_id(rq, "id", &s.id));
    struct err *e = staff_make_step(rq, &s, &result, &outcome);

    if (e && e->code == ERR_CONFLICT) {
        rs->status = 409;
        return show(rq, rs, true);
    }
    if (e) return e;
    staff_redirect_done(
        rq, rs, str_printf(rq->arena, "/staff/cases/%s/%lld", s.flow->kind, (long long)s.id),
        outcome == STAFF_DONE ? "moved" : "before");
    return NULL;
}

/* ---- a new case ----------------------------------------------------------------------------- */

/* A module with a page of its own for that has the route GET /staff/KINDs/new. */
static str own_new_page(struct req *rq, const struct flow *f)
{
    const struct core_env *env = staff_env(rq);
    str path = str_printf(rq->arena, "/staff/%ss/new", f->kind);

    for (size_t m = 0; m < env->n_modules; m++)
        for (size_t i = 0; i < env->modules[m]->n_routes; i++)
            if (env->modules[m]->routes[i].method == METHOD_GET &&
                str_eq(str_of(env->modules[m]->routes[i].pattern), path))
                return path;
    return S("");
}

static const struct flow_step *first_step(const struct flow *f)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].from[0] && !f->steps[i].system) return &f->steps[i];
    return NULL;
}

static void fill_organs(struct req *rq, struct office_new_view *v)
{
    const struct directory_site *site = staff_site(rq);
    VEC(struct staff_option) list = {0};
    str typed = req_typed(rq, "organ");

    for (size_t i = 0; i < site->organs.n; i++) {
        const struct organ *o = &site->organs.items[i];
        str id = str_printf(rq->arena, "%lld", (long long)o->id);

        if (str_starts(o->path, rq->actor->scope->organs))
            *vec_push(rq->arena, &list) = (struct staff_option){
                .value = id, .label = o->name, .hint = S(""), .chosen = str_eq(id, typed)};
    }
    v->organs = list.items;
    v->n_organs = list.n;
}

struct err *office_new_page(struct req *rq, struct resp *rs)
{
    struct office_new_view v = {0};
    const struct flow *f;
    bool shown;
    bool whole;

    TRY(office_flow_of(rq, &f));
    const struct flow_step *step = first_step(f);
    str own = own_new_page(rq, f);

    if (!step) return ERR(rq->arena, NOT_FOUND, "%.*s不能在这里新建", STR_ARG(f->label));
    if (own.n && !method_changes(rq->method)) {
        resp_redirect(rs, own);
        return NULL;
    }
    TRY(staff_begin(rq, rs, str_cat(rq->arena, S("新建"), f->label), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &whole));
    v.kind = str_of(f->kind);
    v.label = f->label;
    v.event = str_of(step->event);
    v.button = step->label;
    v.consequence = step->consequence;
    v.post_url = str_printf(rq->arena, "/staff/cases/%s/new", f->kind);
    v.fields = staff_draw(rq->arena, step->form, S(""), &rq->raw, rq->errors, &whole);
    fill_organs(rq, &v);
    staff_crumbs(rq, &v.staff,
                 &(struct page_link){.label = f->label,
                                     .url = str_printf(rq->arena, "/staff/cases/%s/", f->kind)},
                 1);
    view_office_new(&rs->body, &v);
    return NULL;
}

struct err *office_new_case(struct req *rq, struct resp *rs)
{
    const struct office_new_input *in = REQ_INPUT(rq, struct office_new_input);
    struct staff_step s = {.organ = in->organ,
                           .event = in->event,
                           .note = in->note,
                           .raw = &rq->raw,
                           .files = &rq->files};
    struct flow_result result;
    enum staff_outcome outcome;

    TRY(office_flow_of(rq, &s.flow));
    TRY(staff_make_step(rq, &s, &result, &outcome));
    staff_redirect_done(
        rq, rs, str_printf(rq->arena, "/staff/cases/%s/%lld", s.flow->kind, (long long)result.id),
        outcome == STAFF_DONE ? "made" : "made-before");
    return NULL;
}
