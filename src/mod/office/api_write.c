#include "mod/office/api_write.h"

static void name_date(struct json_out *o, struct arena *a, str name, struct date d)
{
    json_out_name(o, name);
    if (date_is_none(d))
        json_out_null(o);
    else
        json_out_str(o, date_str(a, d));
}

static void name_moment(struct json_out *o, struct arena *a, str name, int64_t ms)
{
    json_out_name(o, name);
    if (!ms)
        json_out_null(o);
    else
        json_out_str(o, date_time_iso(a, ms));
}

static void name_state(struct json_out *o, const struct flow *f, str state)
{
    const struct flow_state *s = flow_state_of(f, state);

    json_out_name_str(o, S("state"), state);
    json_out_name_str(o, S("state_label"), s ? s->label : state);
}

/* ---- forms ---------------------------------------------------------------------------------- */

static str type_word(enum field_type t)
{
    static const str words[] = {
        [FIELD_UNSET] = S_INIT(""),
        [FIELD_TEXT] = S_INIT("text"),
        [FIELD_MULTILINE] = S_INIT("multiline"),
        [FIELD_INT] = S_INIT("integer"),
        [FIELD_ID] = S_INIT("id"),
        [FIELD_BOOL] = S_INIT("boolean"),
        [FIELD_DATE] = S_INIT("date"),
        [FIELD_CHOICE] = S_INIT("choice"),
        [FIELD_CHOICES] = S_INIT("choices"),
        [FIELD_JSON] = S_INIT("json"),
        [FIELD_SECRET] = S_INIT("secret"),
        [FIELD_HIDDEN] = S_INIT("text"),
        [FIELD_FILE] = S_INIT("file"),
        [FIELD_FILES] = S_INIT("files"),
    };

    return words[t];
}

static void write_field(struct json_out *o, const struct form_field *f)
{
    json_out_object(o);
    json_out_name_str(o, S("name"), str_of(f->name));
    json_out_name_str(o, S("label"), str_of(f->label));
    json_out_name_str(o, S("type"), type_word(f->type));
    json_out_name_bool(o, S("required"), f->required);
    if (f->max_chars) json_out_name_int(o, S("max_chars"), (int64_t)f->max_chars);
    if (f->hint) json_out_name_str(o, S("hint"), str_of(f->hint));
    if (f->choices) {
        json_out_name(o, S("choices"));
        json_out_array(o);
        for (const struct choice *c = f->choices; c->value; c++) {
            json_out_object(o);
            json_out_name_str(o, S("value"), str_of(c->value));
            json_out_name_str(o, S("label"), str_of(c->label));
            json_out_object_end(o);
        }
        json_out_array_end(o);
    }
    json_out_object_end(o);
}

void office_write_form(struct json_out *o, struct arena *a, const struct form *form)
{
    (void)a;
    json_out_array(o);
    for (size_t i = 0; form && i < form->n_fields; i++) write_field(o, &form->fields[i]);
    json_out_array_end(o);
}

/* ---- a case --------------------------------------------------------------------------------- */

static void write_clock(struct json_out *o, struct arena *a, const struct flow_clock_view *k)
{
    const struct clock_state *s = &k->state;

    json_out_object(o);
    json_out_name_str(o, S("id"), k->rule->id);
    json_out_name_str(o, S("label"), k->rule->label);
    json_out_name_str(o, S("phase"), clock_phase_word(s->phase));
    json_out_name_str(o, S("summary"), clock_summary(a, k->rule, s));
    name_date(o, a, S("started"), s->started_on);
    name_date(o, a, S("due"), s->due);
    json_out_name_bool(o, S("provisional"), s->provisional);
    json_out_name_bool(o, S("paused"), s->phase == CLOCK_PAUSED);
    json_out_name_bool(o, S("late"), s->late);
    json_out_name_int(o, S("remaining"), s->remaining);
    name_date(o, a, S("stopped"), s->stopped_on);
    json_out_name_str(o, S("law"), k->rule->law.text);
    json_out_name(o, S("why"));
    json_out_array(o);
    for (size_t i = 0; i < s->n_steps; i++) {
        json_out_object(o);
        name_date(o, a, S("on"), s->steps[i].date);
        json_out_name_str(o, S("text"), s->steps[i].text);
        json_out_name_str(o, S("law"), s->steps[i].law.text);
        if (s->steps[i].event_id) json_out_name_int(o, S("event_id"), s->steps[i].event_id);
        json_out_object_end(o);
    }
    json_out_array_end(o);
    json_out_object_end(o);
}

static void write_event(struct json_out *o, struct arena *a, const struct flow_event *e)
{
    json_out_object(o);
    json_out_name_int(o, S("id"), e->id);
    json_out_name_int(o, S("seq"), e->seq);
    json_out_name_str(o, S("event"), e->event);
    json_out_name_str(o, S("label"), e->label);
    json_out_name_str(o, S("from"), e->from);
    json_out_name_str(o, S("to"), e->to);
    json_out_name_str(o, S("actor"), e->actor);
    name_moment(o, a, S("at"), e->at_ms);
    json_out_name_str(o, S("note"), e->note);
    json_out_name(o, S("fields"));
    json_out_value(o, e->fields.n ? e->fields : S("{}"));
    json_out_object_end(o);
}

static void write_action(struct json_out *o, struct arena *a, const struct flow_action *it)
{
    json_out_object(o);
    json_out_name_str(o, S("event"), str_of(it->step->event));
    json_out_name_str(o, S("label"), it->step->label);
    json_out_name_str(o, S("consequence"), it->step->consequence);
    json_out_name_bool(o, S("likely"), it->step->likely);
    json_out_name_bool(o, S("may"), it->may);
    if (!it->may) json_out_name_str(o, S("why_not"), it->why_not);
    json_out_name(o, S("fields"));
    office_write_form(o, a, it->step->form);
    json_out_object_end(o);
}

void office_write_case(struct json_out *o, struct arena *a, const struct office_case *l)
{
    json_out_object(o);
    json_out_name_int(o, S("id"), l->c.id);
    json_out_name_str(o, S("kind"), l->c.kind);
    json_out_name_str(o, S("title"), l->c.title);
    name_state(o, l->flow, l->c.state);
    json_out_name_int(o, S("version"), l->c.version);
    json_out_name_int(o, S("organ_id"), l->c.organ_id);
    json_out_name_str(o, S("organ"), l->c.organ);
    name_moment(o, a, S("created"), l->c.created_ms);
    name_moment(o, a, S("changed"), l->c.changed_ms);
    name_moment(o, a, S("closed"), l->c.closed_ms);
    json_out_name(o, S("fields"));
    json_out_value(o, l->show.fields.n ? l->show.fields : S("{}"));
    json_out_name(o, S("clocks"));
    json_out_array(o);
    for (size_t i = 0; i < l->n_clocks; i++) write_clock(o, a, &l->clocks[i]);
    json_out_array_end(o);
    json_out_name(o, S("events"));
    json_out_array(o);
    for (size_t i = 0; i < l->n_events; i++) write_event(o, a, &l->events[i]);
    json_out_array_end(o);
    json_out_name(o, S("actions"));
    json_out_array(o);
    for (size_t i = 0; i < l->n_actions; i++) write_action(o, a, &l->actions[i]);
    json_out_array_end(o);
    json_out_object_end(o);
}

void office_write_line(struct json_out *o, struct arena *a, const struct flow *f,
                       const struct flow_case_line *r)
{
    json_out_object(o);
    json_out_name_int(o, S("id"), r->id);
    json_out_name_str(o, S("kind"), r->kind);
    json_out_name_str(o, S("title"), r->title);
    name_state(o, f, r->state);
    json_out_name_int(o, S("version"), r->version);
    json_out_name_int(o, S("organ_id"), r->organ_id);
    json_out_name_str(o, S("organ"), r->organ);
    name_moment(o, a, S("created"), r->created_at);
    name_moment(o, a, S("changed"), r->changed_at);
    name_date(o, a, S("due"), r->due_on);
    json_out_name_bool(o, S("paused"), r->paused);
    json_out_object_end(o);
}

void office_write_result(struct json_out *o, const struct flow *f, const struct flow_result *r)
{
    json_out_object(o);
    json_out_name_int(o, S("id"), r->id);
    json_out_name_str(o, S("kind"), str_of(f->kind));
    name_state(o, f, r->state);
    json_out_name_int(o, S("version"), r->version);
    if (r->event_id) json_out_name_int(o, S("event_id"), r->event_id);
    json_out_object_end(o);
}

/* ---- a flow --------------------------------------------------------------------------------- */

static void write_step(struct json_out *o, struct arena *a, const struct flow_step *s)
{
    json_out_object(o);
    json_out_name_str(o, S("event"), str_of(s->event));
    json_out_name_str(o, S("label"), s->label);
    json_out_name_str(o, S("consequence"), s->consequence);
    json_out_name(o, S("from"));
    json_out_array(o);
    for (size_t i = 0; i < FLOW_FROM_MAX && s->from[i]; i++) json_out_str(o, str_of(s->from[i]));
    json_out_array_end(o);
    json_out_name(o, S("to"));
    if (s->to)
        json_out_str(o, str_of(s->to));
    else
        json_out_null(o);
    json_out_name_str(o, S("permission"), str_of(s->perm->code));
    json_out_name_str(o, S("permission_label"), str_of(s->perm->label));
    json_out_name(o, S("not_by"));
    json_out_array(o);
    for (size_t i = 0; i < FLOW_NOT_BY_MAX && s->not_by[i]; i++)
        json_out_str(o, str_of(s->not_by[i]));
    json_out_array_end(o);
    json_out_name_bool(o, S("likely"), s->likely);
    json_out_name_bool(o, S("system"), s->system);
    json_out_name(o, S("clocks"));
    json_out_array(o);
    for (size_t i = 0; i < FLOW_CLOCK_MOVES_MAX && s->clocks[i].clock; i++) {
        json_out_object(o);
        json_out_name_str(o, S("clock"), str_of(s->clocks[i].clock));
        json_out_name_str(o, S("does"), clock_event_word(s->clocks[i].kind));
        json_out_object_end(o);
    }
    json_out_array_end(o);
    json_out_name(o, S("fields"));
    office_write_form(o, a, s->form);
    json_out_object_end(o);
}

static void write_rule(struct json_out *o, struct arena *a, const char *id)
{
    const struct clock_rule *rule = clock_rule_by_id(str_of(id));

    if (!rule) return;
    json_out_object(o);
    json_out_name_str(o, S("id"), rule->id);
    json_out_name_str(o, S("label"), rule->label);
    json_out_name_str(o, S("period"), clock_rule_period(a, rule));
    json_out_name_str(o, S("from"), rule->from);
    json_out_name_str(o, S("law"), rule->law.text);
    json_out_object_end(o);
}

void office_write_flow(struct json_out *o, struct arena *a, const struct flow *f)
{
    json_out_object(o);
    json_out_name_str(o, S("kind"), str_of(f->kind));
    json_out_name_str(o, S("label"), f->label);
    json_out_name(o, S("states"));
    json_out_array(o);
    for (size_t i = 0; i < f->n_states; i++) {
        json_out_object(o);
        json_out_name_str(o, S("name"), str_of(f->states[i].name));
        json_out_name_str(o, S("label"), f->states[i].label);
        json_out_name_str(o, S("waits_for"), f->states[i].waits_for);
        json_out_name_bool(o, S("end"), f->states[i].end);
        json_out_object_end(o);
    }
    json_out_array_end(o);
    json_out_name(o, S("steps"));
    json_out_array(o);
    for (size_t i = 0; i < f->n_steps; i++) write_step(o, a, &f->steps[i]);
    json_out_array_end(o);
    json_out_name(o, S("clocks"));
    json_out_array(o);
    for (size_t i = 0; i < f->n_clocks; i++) write_rule(o, a, f->clocks[i]);
    json_out_array_end(o);
    json_out_object_end(o);
}
