/*
 * One step for several cases. First a page that names the cases and the steps that are open for all
 * of them, with the step's form; then each case goes on by itself, through the same door as from
 * its own page, in a transaction of its own: one that cannot go does not hold back the others, and
 * the page of the result says of each whether it went, and if not, why.
 */
#include "mod/office/list_page.h"

#include "base/num.h"
#include "base/vec.h"
#include "bulk_views.h"

struct ticked {
    int64_t id, version;
};

/* What is known of a ticked case. */
struct one {
    struct ticked at;
    bool found;
    struct flow_case c;
    struct flow_action *actions;
    size_t n_actions;
};

struct bulk {
    const struct flow *flow;
    const struct flow_env *env;
    const struct actor *actor;
    int64_t now_ms;
    bool with_actions;
    struct one *items;
    size_t n;
};

/* ---- which ---------------------------------------------------------------------------------- */

static bool parse(str text, struct ticked *out)
{
    size_t dot = str_find_byte(text, '.', 0);

    return dot != STR_NONE && num_parse(str_head(text, dot), 1, INT64_MAX, &out->id) &&
           num_parse(str_from(text, dot + 1), 1, INT64_MAX, &out->version);
}

static struct err *read_ticked(struct req *rq, struct bulk *b)
{
    const struct values *from = method_changes(rq->method) ? &rq->raw : &rq->query;
    VEC(struct one) items = {0};
    str text;

    for (size_t k = 0; values_nth(from, S("case"), k, &text); k++) {
        struct one it = {.found = false};
        bool twice = false;

        if (!parse(text, &it.at)) continue;
        for (size_t i = 0; i < items.n; i++) twice = twice || items.items[i].at.id == it.at.id;
        if (!twice) *vec_push(rq->arena, &items) = it;
    }
    if (items.n > OFFICE_BULK_MOST)
        return ERR(rq->arena, INVALID, "一次最多办%d件，请分几次勾选", OFFICE_BULK_MOST);
    b->items = items.items;
    b->n = items.n;
    return NULL;
}

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct bulk *b = arg;

    for (size_t i = 0; i < b->n; i++) {
        struct one *it = &b->items[i];
        struct err *e = flow_load(tx, a, b->flow, b->actor, it->at.id, &it->c);

        it->found = !e;
        if (e && e->code != ERR_NOT_FOUND) return e;
        if (e || !b->with_actions) continue;
        TRY(flow_actions(b->env, tx, a, b->flow, b->actor, &it->c, b->now_ms, &it->actions,
                         &it->n_actions));
    }
    return NULL;
}

static struct err *begin(struct req *rq, struct bulk *b, bool with_actions)
{
    *b = (struct bulk){.env = &staff_env(rq)->flow,
                       .actor = rq->actor,
                       .now_ms = rq->now_ms,
                       .with_actions = with_actions};
    TRY(office_flow_of(rq, &b->flow));
    return read_ticked(rq, b);
}

/* ---- which steps ---------------------------------------------------------------------------- */

static const struct flow_action *action_of(const struct one *it, const struct flow_step *step)
{
    for (size_t i = 0; i < it->n_actions; i++)
        if (it->actions[i].step == step) return &it->actions[i];
    return NULL;
}

struct tally {
    size_t open, closed;
    str why; /* the first reason, with its case */
};

static struct tally tally_of(struct arena *a, const struct bulk *b, const struct flow_step *step)
{
    struct tally t = {.why = S("")};

    for (size_t i = 0; i < b->n; i++) {
        const struct one *it = &b->items[i];
        const struct flow_action *at = it->found ? action_of(it, step) : NULL;

        if (!it->found) continue;
        if (at && at->may) {
            t.open++;
            continue;
        }
        t.closed++;
        if (t.why.n) continue;
        const struct flow_state *state = flow_state_of(b->flow, it->c.state);

        t.why = str_join(a,
                         (const str[]){S("“"), it->c.title, S("”"),
                                       at      ? at->why_not
                                       : state ? str_cat(a, S("现在的环节是"), state->label)
                                               : S("不能这样办")},
                         4, S(""));
    }
    return t;
}

static void fill_actions(struct req *rq, const struct bulk *b, struct office_bulk_view *v)
{
    struct arena *a = rq->arena;
    const struct values none = {0};
    VEC(struct office_action) actions = {0};
    VEC(struct office_bulk_not) nots = {0};
    str event = req_typed(rq, "event");

    for (size_t i = 0; i < b->flow->n_steps; i++) {
        const struct flow_step *s = &b->flow->steps[i];
        struct tally t = tally_of(a, b, s);
        bool mine = str_eq(event, str_of(s->event));
        bool whole;

        if (!t.open || !staff_can_draw(s->form)) continue;
        if (t.closed) {
            *vec_push(a, &nots) =
                (struct office_bulk_not){.label = s->label, .why = t.why, .n = (int64_t)t.closed};
            continue;
        }
        *vec_push(a, &actions) = (struct office_action){
            .event = str_of(s->event),
            .label = s->label,
            .consequence = s->consequence,
            .id = str_of(s->event),
            .may = true,
            .open = mine,
            .why_not = S(""),
            .fields = staff_draw(a, s->form, str_cat(a, str_of(s->event), S("-")),
                                 mine ? &rq->raw : &none, mine ? rq->errors : NULL, &whole),
        };
    }
    v->actions = actions.items;
    v->n_actions = actions.n;
    v->nots = nots.items;
    v->n_nots = nots.n;
}

/* ---- the pages ------------------------------------------------------------------------------ */

static void fill_case(struct arena *a, const struct bulk *b, const struct one *it,
                      struct office_bulk_case *out)
{
    const struct flow_state *state = it->found ? flow_state_of(b->flow, it->c.state) : NULL;

    *out = (struct office_bulk_case){
        .id = it->at.id,
        .url = str_printf(a, "/staff/cases/%s/%lld", b->flow->kind, (long long)it->at.id),
        .title = it->found ? it->c.title : S(""),
        .state = state ? state->label : S(""),
        .tone = state ? state->tone : FLOW_TONE_OPEN,
        .why = it->found ? S("") : S("没有这一件，或者不在您的管理范围内"),
        /* Of the case as this page shows it. */
        .tick = str_printf(a, "%lld.%lld", (long long)it->at.id,
                           (long long)(it->found ? it->c.version : it->at.version)),
    };
}

static struct err *fill_frame(struct req *rq, struct resp *rs, const struct bulk *b, str title,
                              struct office_bulk_view *v, bool *shown)
{
    struct arena *a = rq->arena;
    str from = method_changes(rq->method) ? req_typed(rq, "from") : req_query(rq, "from");
    struct office_bulk_case *cases = ARENA_ARRAY(a, struct office_bulk_case, b->n);

    TRY(staff_begin(rq, rs, title, &v->staff, shown));
    if (!*shown) return NULL;
    for (size_t i = 0; i < b->n; i++) fill_case(a, b, &b->items[i], &cases[i]);
    v->label = b->flow->label;
    v->post_url = str_printf(a, "/staff/cases/%s/bulk", b->flow->kind);
    v->from = office_query_clean(a, from, b->flow);
    v->back_url = office_list_url(a, b->flow, v->from, 1);
    v->cases = cases;
    v->n_cases = b->n;
    staff_crumbs(rq, &v->staff, &(struct page_link){.label = b->flow->label, .url = v->back_url},
                 1);
    return NULL;
}

struct err *office_bulk_page(struct req *rq, struct resp *rs)
{
    struct office_bulk_view v = {0};
    struct bulk b;
    bool shown;

    TRY(begin(rq, &b, true));
    TRY(db_read(rq->db, rq->arena, load, &b));
    TRY(fill_frame(rq, rs, &b, S("一起办理"), &v, &shown));
    if (!shown) return NULL;
    v.sentence = str_printf(rq->arena, "勾选了 %zu 件。", b.n);
    fill_actions(rq, &b, &v);
    view_office_bulk(&rs->body, &v);
    return NULL;
}

/* ---- doing ---------------------------------------------------------------------------------- */

/* What is wrong with the fields is wrong for every case: it is said before any of them moves. */
static struct err *check_fields(struct req *rq, const struct flow *f, str event)
{
    for (size_t i = 0; i < f->n_steps; i++) {
        const struct flow_step *s = &f->steps[i];

        if (!str_eq(str_of(s->event), event) || !s->from[0] || s->system) continue;
        if (!staff_can_draw(s->form))
            return ERR(rq->arena, GUARD, "“%.*s”要在每一件自己的页面上办", STR_ARG(s->label));
        if (!s->form || !s->form->size) return NULL;
        return form_bind(s->form, rq->arena, &rq->raw, &rq->files,
                         arena_alloc(rq->arena, s->form->size));
    }
    return ERR(rq->arena, GUARD, "没有这样的操作");
}

static void make_one(struct req *rq, const struct bulk *b, const struct office_bulk_input *in,
                     const struct ticked *at, struct office_bulk_case *out)
{
    const struct staff_step s = {.flow = b->flow,
                                 .id = at->id,
                                 .version = at->version,
                                 .event = in->event,
                                 .note = in->note,
                                 .raw = &rq->raw};
    struct flow_result result;
    enum staff_outcome outcome;
    struct err *e = staff_make_step(rq, &s, &result, &outcome);

    out->done = !e;
    if (!e) {
        out->why = outcome == STAFF_DONE ? S("") : S("您刚才已经办好，没有重复办理");
        return;
    }
    out->why = err_is_fault(e->code) ? S("系统出错，这一件没有办，请稍后再试") : e->message;
    if (err_is_fault(e->code))
        LOG(rq->log, LOG_ERROR, "bulk", LOG_STR("request", rq->number),
            LOG_STR("message", e->message), LOG_STR("detail", e->detail));
}

struct err *office_bulk_post(struct req *rq, struct resp *rs)
{
    const struct office_bulk_input *in = REQ_INPUT(rq, struct office_bulk_input);
    struct arena *a = rq->arena;
    struct office_bulk_view v = {0};
    struct bulk b;
    size_t done = 0;
    bool shown;

    TRY(begin(rq, &b, false));
    TRY(check_fields(rq, b.flow, in->event));
    struct office_bulk_case *made = ARENA_ARRAY(a, struct office_bulk_case, b.n);

    for (size_t i = 0; i < b.n; i++) {
        make_one(rq, &b, in, &b.items[i].at, &made[i]);
        done += made[i].done;
    }
    TRY(db_read(rq->db, a, load, &b));
    TRY(fill_frame(rq, rs, &b, S("办理结果"), &v, &shown));
    if (!shown) return NULL;
    struct office_bulk_case *cases = ARENA_ARRAY(a, struct office_bulk_case, b.n);

    for (size_t i = 0; i < b.n; i++) {
        cases[i] = v.cases[i];
        cases[i].done = made[i].done;
        if (made[i].why.n) cases[i].why = made[i].why;
    }
    v.cases = cases;
    v.result = true;
    v.sentence = done == b.n ? str_printf(a, "%zu 件都办好了。", b.n)
                             : str_printf(a, "共 %zu 件，办好 %zu 件，没有办 %zu 件。", b.n, done,
                                          b.n - done);
    view_office_bulk(&rs->body, &v);
    return NULL;
}
