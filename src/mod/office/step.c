/*
 * A step of a case, made out of what was sent: by the case page and by the API alike. The form is
 * bound inside the transaction, because which form it is depends on the state of the case; binding
 * touches nothing, so the transaction may run again.
 */
#include "mod/office/internal.h"

#include "core/flow_sql.h"
#include "mod/office/office_sql.h"

struct making {
    const struct flow_env *env;
    const struct actor *actor;
    const struct staff_step *step;
    int64_t now_ms;
    struct flow_result result;
    enum staff_outcome outcome;
};

static struct err *bind(struct arena *a, const struct staff_step *s, const struct form *form,
                        const void **fields)
{
    *fields = NULL;
    if (!form || !form->size) return NULL;
    void *into = arena_alloc(a, form->size);

    *fields = into;
    return form_bind(form, a, s->raw, s->files, into);
}

/* ---- a new case ----------------------------------------------------------------------------- */

static struct err *own_organ(struct db_tx *tx, struct arena *a, const struct actor *actor,
                             int64_t *organ)
{
    struct office_own_organ_row row;
    bool found;

    TRY(office_own_organ(tx, a, *actor->scope, actor->user, &row, &found));
    if (!found) return ERR_FIELD(a, "organ", "请选择机构");
    *organ = row.organ_id;
    return NULL;
}

static struct err *begin_case(struct db_tx *tx, struct arena *a, struct making *m)
{
    const struct staff_step *s = m->step;
    const struct flow_step *step = flow_step_of(s->flow, s->event, S(""));
    struct office_just_made_row made;
    int64_t organ = s->organ;
    const void *fields;
    str title = str_trim(values_get(s->raw, S("title")));
    bool found;

    if (!step || step->system) return ERR(a, GUARD, "不能这样新建%.*s", STR_ARG(s->flow->label));
    TRY(bind(a, s, step->form, &fields));
    if (!title.n) title = s->flow->label;
    TRY(office_just_made(tx, a, *m->actor->scope, str_of(s->flow->kind), title, m->actor->user,
                         m->now_ms - OFFICE_AGAIN_MS, &made, &found));
    if (found) {
        m->outcome = STAFF_DONE_BEFORE;
        m->result = (struct flow_result){
            .id = made.id, .event_id = 0, .version = made.version, .state = made.state};
        return NULL;
    }
    if (!organ) TRY(own_organ(tx, a, m->actor, &organ));
    return flow_start(m->env, tx, a, s->flow, m->actor, s->event, organ, title, fields,
                      office_fields_json(a, step->form, fields), s->note, m->now_ms, &m->result);
}

/* ---- a case under way ----------------------------------------------------------------------- */

/* The version has moved. By this very step of this very person: a form that was sent twice. */
static struct err *moved_on(struct db_tx *tx, struct arena *a, struct making *m,
                            const struct flow_case *c)
{
    const struct staff_step *s = m->step;
    struct office_event_at_row row;
    bool found;

    TRY(office_event_at(tx, a, c->id, s->version + 1, &row, &found));
    if (!found || !row.staff_id.set || row.staff_id.v != m->actor->user ||
        !str_eq(row.event, s->event))
        return ERR(a, CONFLICT, "您打开以后，这件%.*s已经有人办过，请核对后再办",
                   STR_ARG(s->flow->label));
    m->outcome = STAFF_DONE_BEFORE;
    m->result = (struct flow_result){
        .id = c->id, .event_id = row.id, .version = c->version, .state = c->state};
    return NULL;
}

static struct err *move_case(struct db_tx *tx, struct arena *a, struct making *m)
{
    const struct staff_step *s = m->step;
    struct flow_case c;
    const void *fields = NULL;

    TRY(flow_load(tx, a, s->flow, m->actor, s->id, &c));
    if (c.version != s->version) return moved_on(tx, a, m, &c);
    const struct flow_step *step = flow_step_of(s->flow, s->event, c.state);

    /* Without such a step flow_fire says what may be done instead. */
    if (step) TRY(bind(a, s, step->form, &fields));
    return flow_fire(m->env, tx, a, s->flow, m->actor, s->id, s->version, s->event, fields,
                     office_fields_json(a, step ? step->form : NULL, fields), s->note, m->now_ms,
                     &m->result);
}

static struct err *make(struct db_tx *tx, struct arena *a, void *arg)
{
    struct making *m = arg;

    m->outcome = STAFF_DONE;
    return m->step->id ? move_case(tx, a, m) : begin_case(tx, a, m);
}

struct err *staff_make_step(struct req *rq, const struct staff_step *s, struct flow_result *out,
                            enum staff_outcome *outcome)
{
    struct making m = {
        .env = &staff_env(rq)->flow, .actor = rq->actor, .step = s, .now_ms = rq->now_ms};

    TRY(db_write(rq->db, rq->arena, make, &m));
    *out = m.result;
    *outcome = m.outcome;
    return NULL;
}
