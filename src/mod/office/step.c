/*
 * A step of a case, made out of what was sent: by the case page and by the API alike. The form is
 * bound inside the transaction, because which form it is depends on the state of the case; binding
 * touches nothing, so the transaction may run again.
 */
#include "mod/office/internal.h"

#include "core/flow_sql.h"
#include "core/secret.h"
#include "mod/office/office_sql.h"
#include "text/json.h"
#include "web/upload.h"

struct making {
    const struct flow_env *env;
    const struct crypto_keys *keys;
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

/* ---- sent twice ------------------------------------------------------------------------------ */

static void add_text(struct crypto_hasher *h, struct arena *a, str text)
{
    crypto_hasher_add(h, str_printf(a, "%zu:", text.n));
    crypto_hasher_add(h, text);
}

/*
 * A mark of all that the step was given: kept with its event, because the fields that stand there
 * are cut, and those of a person left out. A form sent twice gives the same one; another text that
 * was typed on the same page in another window does not, and must not be taken for it. Made with
 * the installation's key: who has the database cannot try identity numbers on it. Empty: nothing
 * was given.
 */
static str mark_of_sent(const struct making *m, struct arena *a, const struct form *form)
{
    const struct staff_step *s = m->step;
    struct crypto_digest digest;
    str text;

    if (!s->note.n && !(form && form->n_fields)) return S("");
    struct crypto_hasher *h = crypto_hasher_open(a, CRYPTO_SM3);

    add_text(h, a, s->note);
    for (size_t i = 0; form && i < form->n_fields; i++) {
        str name = str_of(form->fields[i].name);

        if (form->fields[i].type == FIELD_SECRET) continue;
        add_text(h, a, name);
        for (size_t k = 0; values_nth(s->raw, name, k, &text); k++) add_text(h, a, text);
    }
    for (size_t i = 0; s->files && i < s->files->n; i++) {
        add_text(h, a, s->files->items[i]->name);
        add_text(h, a, str_printf(a, "%lld", (long long)s->files->items[i]->size));
    }
    crypto_hasher_done(h, &digest);
    return secret_mark(a, m->keys, S("step"), crypto_digest_str(&digest));
}

/* The fields as the event keeps them, with that mark as the member `sent`. */
static str fields_to_keep(struct arena *a, const struct form *form, const void *fields, str mark)
{
    str json = office_fields_json(a, form, fields);

    if (!mark.n) return json;
    return str_printf(a, "{\"sent\":\"%.*s\"%s%.*s", STR_ARG(mark), json.n > 2 ? "," : "",
                      STR_ARG(str_from(json, 1)));
}

static bool same_was_sent(struct arena *a, str fields, str mark)
{
    const struct json *v;

    if (json_parse(a, fields, (struct json_limits){.bytes = fields.n + 1}, &v)) return false;
    const struct json *sent = json_get(v, S("sent"));

    return sent ? str_eq(sent->text, mark) : mark.n == 0;
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

/* The case that the same person has just made out of the very same form, if there is one. */
static struct err *made_before(struct db_tx *tx, struct arena *a, struct making *m, str title,
                               str mark)
{
    struct office_just_made_row *rows;
    size_t n;

    TRY(office_just_made(tx, a, *m->actor->scope, str_of(m->step->flow->kind), title,
                         m->actor->user, m->now_ms - OFFICE_AGAIN_MS, &rows, &n));
    for (size_t i = 0; i < n && m->outcome == STAFF_DONE; i++) {
        if (!same_was_sent(a, rows[i].fields, mark)) continue;
        m->outcome = STAFF_DONE_BEFORE;
        m->result = (struct flow_result){
            .id = rows[i].id, .event_id = 0, .version = rows[i].version, .state = rows[i].state};
    }
    return NULL;
}

static struct err *begin_case(struct db_tx *tx, struct arena *a, struct making *m)
{
    const struct staff_step *s = m->step;
    const struct flow_step *step = flow_step_of(s->flow, s->event, S(""));
    int64_t organ = s->organ;
    const void *fields;
    str title = str_trim(values_get(s->raw, S("title")));

    if (!step || step->system) return ERR(a, GUARD, "不能这样新建%.*s", STR_ARG(s->flow->label));
    TRY(bind(a, s, step->form, &fields));
    if (!title.n) title = s->flow->label;
    str mark = mark_of_sent(m, a, step->form);

    TRY(made_before(tx, a, m, title, mark));
    if (m->outcome == STAFF_DONE_BEFORE) return NULL;
    if (!organ) TRY(own_organ(tx, a, m->actor, &organ));
    return flow_start(m->env, tx, a, s->flow, m->actor, s->event, organ, title, fields,
                      fields_to_keep(a, step->form, fields, mark), s->note, m->now_ms, &m->result);
}

/* ---- a case under way ----------------------------------------------------------------------- */

/* The version has moved. By this very step, form and person: it was sent twice. */
static struct err *moved_on(struct db_tx *tx, struct arena *a, struct making *m,
                            const struct flow_case *c)
{
    const struct staff_step *s = m->step;
    struct office_event_at_row row;
    bool found;

    TRY(office_event_at(tx, a, c->id, s->version + 1, &row, &found));
    const struct flow_step *step = found ? flow_step_of(s->flow, s->event, row.from_state) : NULL;

    if (!step || !row.staff_id.set || row.staff_id.v != m->actor->user ||
        !str_eq(row.event, s->event) ||
        !same_was_sent(a, row.fields, mark_of_sent(m, a, step->form)))
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
    const struct form *form = step ? step->form : NULL;
    str keep = fields_to_keep(a, form, fields, mark_of_sent(m, a, form));

    return flow_fire(m->env, tx, a, s->flow, m->actor, s->id, s->version, s->event, fields, keep,
                     s->note, m->now_ms, &m->result);
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
    struct making m = {.env = &staff_env(rq)->flow,
                       .keys = staff_env(rq)->keys,
                       .actor = rq->actor,
                       .step = s,
                       .now_ms = rq->now_ms};

    TRY(db_write(rq->db, rq->arena, make, &m));
    *out = m.result;
    *outcome = m.outcome;
    return NULL;
}
