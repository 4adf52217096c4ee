/*
 * The home of the back office: what waits for me, sorted by clock; what I began and others have.
 *
 * A case waits for whoever may make the likely step of its state. Where that step asks for the same
 * permission as making a case (a draft in its author's hands), it waits for its author only,
 * or for anybody with the permission when no person has begun it. What the person himself wrote and
 * may therefore not judge (四眼原则) waits for others.
 */
#include "mod/office/internal.h"

#include "base/vec.h"
#include "core/flow_sql.h"
#include "core/permission.h"
#include "home_views.h"
#include "mod/office/office_sql.h"

struct home {
    const struct flow_env *env;
    const struct actor *actor;
    struct flow_case_line *open;
    size_t n_open;
    struct office_mine_row *mine;
    size_t n_mine;
    struct office_nobodys_row *nobodys;
    size_t n_nobodys;
    int64_t now_ms;
    struct office_stills still;
    bool *own; /* of `open`: the person wrote what the step judges, so it waits for another */
};

/* ---- whom a case waits for ------------------------------------------------------------------ */

static bool leads_from(const struct flow_step *s, str state)
{
    for (size_t i = 0; i < FLOW_FROM_MAX && s->from[i]; i++)
        if (str_eq(str_of(s->from[i]), state)) return true;
    return false;
}

static const struct flow_step *likely_step(const struct flow *f, str state)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (f->steps[i].likely && !f->steps[i].system && leads_from(&f->steps[i], state))
            return &f->steps[i];
    return NULL;
}

static bool is_authors(const struct flow *f, const struct flow_step *step)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].from[0] && !f->steps[i].system && f->steps[i].perm == step->perm)
            return true;
    return false;
}

/* Begun by this person, or by nobody. */
static bool is_in_my_hands(const struct home *h, int64_t id)
{
    for (size_t i = 0; i < h->n_mine; i++)
        if (h->mine[i].id == id) return true;
    for (size_t i = 0; i < h->n_nobodys; i++)
        if (h->nobodys[i].id == id) return true;
    return false;
}

/* The step that waits for this person; NULL: none does. */
static const struct flow_step *waiting_step(const struct home *h, const struct flow *f, int64_t id,
                                            str state)
{
    const struct flow_step *step = likely_step(f, state);

    if (!step || !actor_may(h->actor, step->perm)) return NULL;
    if (is_authors(f, step) && !is_in_my_hands(h, id)) return NULL;
    return step;
}

/* ---- loading -------------------------------------------------------------------------------- */

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct home *h = arg;

    TRY(flow_case_open(tx, a, *h->actor->scope, OFFICE_HOME_CASES, &h->open, &h->n_open));
    TRY(office_nobodys(tx, a, *h->actor->scope, OFFICE_HOME_CASES, &h->nobodys, &h->n_nobodys));
    TRY(office_mine(tx, a, *h->actor->scope, h->actor->user, OFFICE_HOME_CASES, &h->mine,
                    &h->n_mine));
    h->still.items = ARENA_ARRAY(a, struct office_still, h->n_open + h->n_mine);
    h->still.n = 0;
    for (size_t i = 0; i < h->n_open; i++)
        if (h->open[i].paused)
            TRY(office_still_add(h->env, tx, a, h->open[i].kind, h->open[i].id,
                                 h->open[i].due_clock.v, h->now_ms, &h->still));
    for (size_t i = 0; i < h->n_mine; i++)
        if (h->mine[i].paused && !office_still_of(&h->still, h->mine[i].id))
            TRY(office_still_add(h->env, tx, a, h->mine[i].kind, h->mine[i].id,
                                 h->mine[i].due_clock.v, h->now_ms, &h->still));
    h->own = ARENA_ARRAY(a, bool, h->n_open);
    for (size_t i = 0; i < h->n_open; i++) {
        const struct flow *f = flow_by_kind(h->env, h->open[i].kind);
        const struct flow_step *step =
            f ? waiting_step(h, f, h->open[i].id, h->open[i].state) : NULL;

        if (step) TRY(flow_is_own(tx, a, f, h->actor, step, h->open[i].id, &h->own[i]));
    }
    return NULL;
}

/* ---- rows ----------------------------------------------------------------------------------- */

struct groups {
    struct req *rq;
    VEC(struct office_row) now, week, other, mine;
    bool more;
};

/* A week ends on its Sunday. */
static struct date end_of_week(struct date today)
{
    return date_shift(today, (7 - date_weekday(today)) % 7);
}

static bool is_begun_by_me(const struct home *h, int64_t id)
{
    for (size_t i = 0; i < h->n_mine; i++)
        if (h->mine[i].id == id) return true;
    return false;
}

/* Whether the four eyes leave a case of `mine` to somebody else, though its step would be open. */
static bool is_left_to_another(const struct home *h, int64_t id)
{
    for (size_t i = 0; i < h->n_open; i++)
        if (h->open[i].id == id) return h->own[i];
    return false;
}

static void place_open(struct groups *g, const struct home *h)
{
    struct arena *a = g->rq->arena;
    struct date today = date_of_ms(g->rq->now_ms);
    struct date sunday = end_of_week(today);

    for (size_t i = 0; i < h->n_open; i++) {
        const struct flow_case_line *r = &h->open[i];
        const struct flow *f = flow_by_kind(h->env, r->kind);
        const struct flow_step *next = f ? waiting_step(h, f, r->id, r->state) : NULL;

        if (!next) continue;
        const struct office_place c = {
            r->id,          r->state,      r->title,  r->organ,
            r->due_clock.v, r->changed_at, r->due_on, office_still_of(&h->still, r->id)};
        struct office_row row = office_row_of(g->rq, f, &c, h->own[i] ? NULL : next);

        if (h->own[i]) {
            if (g->mine.n < OFFICE_HOME_ROWS && !is_begun_by_me(h, r->id))
                *vec_push(a, &g->mine) = row;
            continue;
        }
        bool dated = !date_is_none(r->due_on) && !r->paused;

        if (dated && r->due_on.day <= today.day && g->now.n < OFFICE_HOME_ROWS)
            *vec_push(a, &g->now) = row;
        else if (dated && r->due_on.day <= sunday.day && g->week.n < OFFICE_HOME_ROWS)
            *vec_push(a, &g->week) = row;
        else if (g->other.n < OFFICE_HOME_ROWS)
            *vec_push(a, &g->other) = row;
        else
            g->more = true;
    }
    g->more = g->more || h->n_open == OFFICE_HOME_CASES;
}

static void place_mine(struct groups *g, const struct home *h)
{
    for (size_t i = 0; i < h->n_mine && g->mine.n < OFFICE_HOME_ROWS; i++) {
        const struct office_mine_row *r = &h->mine[i];
        const struct flow *f = flow_by_kind(h->env, r->kind);

        if (!f) continue;
        if (waiting_step(h, f, r->id, r->state) && !is_left_to_another(h, r->id)) continue;
        const struct office_place c = {
            r->id,          r->state,      r->title,  r->organ,
            r->due_clock.v, r->changed_at, r->due_on, office_still_of(&h->still, r->id)};

        *vec_push(g->rq->arena, &g->mine) = office_row_of(g->rq, f, &c, NULL);
    }
}

/* ---- the page ------------------------------------------------------------------------------- */

static void fill_begin(struct req *rq, struct office_home_view *v)
{
    const struct flow_env *env = &staff_env(rq)->flow;
    VEC(struct page_link) links = {0};

    for (size_t k = 0; k < env->n_flows; k++) {
        const struct flow *f = env->flows[k];

        for (size_t i = 0; i < f->n_steps; i++) {
            const struct flow_step *s = &f->steps[i];

            if (s->from[0] || s->system || !actor_may(rq->actor, s->perm)) continue;
            *vec_push(rq->arena, &links) = (struct page_link){
                .label = s->label,
                .url = str_printf(rq->arena, "/staff/cases/%s/new", f->kind),
                .hint = S(""),
                .icon = S(""),
            };
            break;
        }
    }
    v->begin = links.items;
    v->n_begin = links.n;
}

static str greeting(struct req *rq)
{
    int hour = date_seconds_of_ms(rq->now_ms) / 3600;
    const char *words = hour < 5    ? "夜深了"
                        : hour < 12 ? "上午好"
                        : hour < 18 ? "下午好"
                                    : "晚上好";

    return str_printf(rq->arena, "%s，%.*s", words, STR_ARG(rq->actor->name));
}

static str summary_of(struct arena *a, const struct office_home_view *v)
{
    size_t all = v->now.n + v->week.n + v->other.n;

    if (!all) return S("现在没有等您办的事。");
    if (v->now.n)
        return str_printf(a, "有 %zu 件等您办，其中 %zu 件今天到期或者已经逾期。", all, v->now.n);
    return str_printf(a, "有 %zu 件等您办，今天没有到期的。", all);
}

struct err *office_home_page(struct req *rq, struct resp *rs)
{
    struct office_home_view v = {0};
    struct home h = {.env = &staff_env(rq)->flow, .actor = rq->actor, .now_ms = rq->now_ms};
    struct groups g = {.rq = rq};
    bool shown;

    TRY(staff_begin(rq, rs, S("工作台"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load, &h));
    place_open(&g, &h);
    place_mine(&g, &h);
    v.now = (struct office_rows){g.now.items, g.now.n};
    v.week = (struct office_rows){g.week.items, g.week.n};
    v.other = (struct office_rows){g.other.items, g.other.n};
    v.mine = (struct office_rows){g.mine.items, g.mine.n};
    v.more = g.more;
    v.greeting = greeting(rq);
    v.summary = summary_of(rq->arena, &v);
    fill_begin(rq, &v);
    view_office_home(&rs->body, &v);
    return NULL;
}
