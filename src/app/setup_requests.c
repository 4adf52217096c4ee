/* The demo zone's requests for information: made by the steps that people would make. */
#include "app/setup_json.h"

#include "base/buf.h"
#include "core/permission.h"
#include "mod/request/request.h"
#include "sys/encode.h"
#include "web/form.h"

enum { LINE_BYTES = 64 * 1024, TEN_O_CLOCK_MS = 10 * 3600 * 1000, DAY_MS = 24 * 3600 * 1000 };

struct making {
    struct root *root;
    const struct setup_people *people;
    const struct json *line;
    int64_t organ, now_ms;
};

/* The moment of a step: ten o'clock of its day, `on` or so many days ago; never later than now. */
static struct err *moment_of(const struct making *m, struct arena *a, const struct json *v,
                             int64_t *ms)
{
    struct date day;
    int64_t ago;
    str on;

    TRY(json_take_str_or(a, v, S("on"), 10, S(""), &on));
    TRY(json_take_int_or(a, v, S("days_ago"), 0, 365, 0, &ago));
    day = date_of_ms(m->now_ms - ago * DAY_MS);
    if (on.n && !date_parse(on, &day)) return ERR(a, INVALID, "演示数据的日期不正确");
    *ms = date_start_ms(day) + TEN_O_CLOCK_MS;
    if (*ms > m->now_ms) *ms = m->now_ms;
    return NULL;
}

/* The struct of the step's form out of the members of a JSON object. */
static struct err *bind(struct arena *a, const struct form *form, const struct json *v, void **out)
{
    struct value *items = ARENA_ARRAY(a, struct value, v ? v->n : 0);
    struct values raw = {items, v ? v->n : 0};

    *out = NULL;
    if (!form) return NULL;
    for (size_t i = 0; i < raw.n; i++)
        items[i] = (struct value){v->items[i].name, v->items[i].text};
    *out = arena_alloc(a, form->size);
    return form_bind(form, a, &raw, NULL, *out);
}

/* Somebody who may make the step, and not the one of the step before where another must. */
static struct err *actor_of(const struct making *m, struct arena *a, const struct flow_step *step,
                            int64_t not_user, struct actor *out)
{
    *out = actor_system(&m->people->all, S("申请人"));
    if (step->system) return NULL;
    for (size_t i = 0; i < m->people->n; i++) {
        const struct actor *p = m->people->items[i];

        if (!actor_may(p, step->perm) || (step->not_by[0] && p->user == not_user)) continue;
        *out = *p;
        return NULL;
    }
    return ERR(a, INTERNAL, "演示数据里没有人能“%.*s”", STR_ARG(step->label));
}

/* A step of the opinion that the request waits for. */
static struct err *answer(const struct making *m, struct db_tx *tx, struct arena *a,
                          int64_t request, const struct json *v, int64_t at)
{
    struct flow_result r;
    struct flow_case c;
    struct actor who;
    void *fields;
    int64_t id;
    str event;

    TRY(json_take_str(a, v, S("opinion"), 30, &event));
    TRY(request_open_opinion(tx, a, m->people->all, request, &id));
    const struct flow_step *step = flow_step_of(&opinion_flow, event, S("asked"));

    if (!step) return ERR(a, INVALID, "演示数据的步骤不正确：%.*s", STR_ARG(event));
    TRY(actor_of(m, a, step, 0, &who));
    TRY(bind(a, step->form, json_get(v, S("fields")), &fields));
    TRY(flow_load(tx, a, &opinion_flow, &who, id, &c));
    return flow_fire(&m->root->env.flow, tx, a, &opinion_flow, &who, id, c.version, event, fields,
                     S(""), S(""), at, &r);
}

static struct err *move(const struct making *m, struct db_tx *tx, struct arena *a, int64_t id,
                        const struct json *v, int64_t *last)
{
    struct flow_result r;
    struct flow_case c;
    struct actor who;
    void *fields;
    int64_t at;
    str event;

    TRY(moment_of(m, a, v, &at));
    if (json_get(v, S("opinion"))) return answer(m, tx, a, id, v, at);
    TRY(json_take_str(a, v, S("event"), 30, &event));
    who = actor_system(&m->people->all, S("系统"));
    TRY(flow_load(tx, a, &request_flow, &who, id, &c));
    const struct flow_step *step = flow_step_of(&request_flow, event, c.state);

    if (!step) return ERR(a, INVALID, "演示数据的步骤不正确：%.*s", STR_ARG(event));
    TRY(actor_of(m, a, step, *last, &who));
    TRY(bind(a, step->form, json_get(v, S("fields")), &fields));
    TRY(flow_fire(&m->root->env.flow, tx, a, &request_flow, &who, id, c.version, event, fields,
                  S(""), S(""), at, &r));
    *last = who.user;
    return NULL;
}

static struct err *make(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct making *m = arg;
    const struct json *steps;
    struct flow_result r;
    struct actor who;
    void *fields;
    int64_t last;
    int64_t at;
    str event;

    TRY(json_take_str(a, m->line, S("event"), 30, &event));
    TRY(json_take_array(a, m->line, S("steps"), 30, &steps));
    TRY(moment_of(m, a, m->line, &at));
    const struct flow_step *step = flow_step_of(&request_flow, event, S(""));

    if (!step) return ERR(a, INVALID, "演示数据的步骤不正确：%.*s", STR_ARG(event));
    TRY(actor_of(m, a, step, 0, &who));
    TRY(bind(a, step->form, json_get(m->line, S("input")), &fields));
    struct request_input *in = fields;

    in->code = encode_code(a, &m->root->env.random, REQUEST_CODE_LETTERS);
    TRY(flow_start(&m->root->env.flow, tx, a, &request_flow, &who, event, m->organ, in->subject, in,
                   S(""), S(""), at, &r));
    last = who.user;
    for (size_t i = 0; i < steps->n; i++) TRY(move(m, tx, a, r.id, &steps->items[i], &last));
    return NULL;
}

struct err *setup_requests(struct root *root, struct arena *a, const struct setup_people *people,
                           int64_t organ_id, int64_t now_ms, int64_t *n)
{
    struct making m = {.root = root, .people = people, .organ = organ_id, .now_ms = now_ms};
    str rest = setup_demo_file(S("requests.jsonl"));

    *n = 0;
    for (str line; str_split(&rest, '\n', &line);) {
        if (!str_trim(line).n) continue;
        TRY(json_parse(a, line, (struct json_limits){.bytes = LINE_BYTES}, &m.line));
        TRY(db_write(root->env.db, a, make, &m));
        ++*n;
    }
    return NULL;
}
