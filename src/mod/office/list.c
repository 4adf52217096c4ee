/* Lists of cases: one kind, filtered by organ, state and date; the address keeps the filters. */
#include "mod/office/internal.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/vec.h"
#include "core/flow_sql.h"
#include "core/permission.h"
#include "list_views.h"

static const struct {
    str value, label;
} dues[] = {
    {S_INIT(""), S_INIT("不限期限")},
    {S_INIT("late"), S_INIT("已经逾期")},
    {S_INIT("today"), S_INIT("今天或以前到期")},
    {S_INIT("week"), S_INIT("7天内到期")},
    {S_INIT("month"), S_INIT("30天内到期")},
};

struct err *office_listing_load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct office_listing *l = arg;
    struct flow_case_count_row count;

    TRY(flow_case_count(tx, a, l->scope, l->kind, l->state, l->organ, l->late_before, l->due_until,
                        &count));
    l->total = count.n;
    TRY(flow_case_page(tx, a, l->scope, l->kind, l->state, l->organ, l->late_before, l->due_until,
                       l->size, l->skip, &l->rows, &l->n));
    l->still = (struct office_stills){.items = ARENA_ARRAY(a, struct office_still, l->n)};
    for (size_t i = 0; i < l->n; i++)
        if (l->rows[i].paused)
            TRY(office_still_add(l->env, tx, a, l->rows[i].kind, l->rows[i].id,
                                 l->rows[i].due_clock.v, l->now_ms, &l->still));
    return NULL;
}

bool office_listing_due(struct office_listing *l, str due, struct date today)
{
    l->late_before = DATE_NONE;
    l->due_until = DATE_NONE;
    if (str_eq(due, S("late")))
        l->late_before = today;
    else if (str_eq(due, S("today")))
        l->due_until = today;
    else if (str_eq(due, S("week")))
        l->due_until = date_shift(today, 6);
    else if (str_eq(due, S("month")))
        l->due_until = date_shift(today, 29);
    else
        return due.n == 0;
    return true;
}

static void read_filters(struct req *rq, const struct flow *f, struct office_listing *l)
{
    str state = req_query(rq, "state");
    str due = req_query(rq, "due");
    int64_t organ = req_query_int(rq, "organ", 1, INT64_MAX, 0);
    struct date today = date_of_ms(rq->now_ms);

    (void)office_listing_due(l, due, today);
    if (state.n && flow_state_of(f, state)) l->state = opt_str(state);
    if (organ) l->organ = opt_int64(organ);
}

/* ---- filters -------------------------------------------------------------------------------- */

static void fill_filters(struct req *rq, const struct flow *f, const struct office_listing *l,
                         struct office_list_view *v)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = staff_site(rq);
    VEC(struct staff_option) organs = {0};
    struct staff_option *states = ARENA_ARRAY(a, struct staff_option, f->n_states + 1);
    struct staff_option *terms = ARENA_ARRAY(a, struct staff_option, COUNT_OF(dues));
    const struct staff_option all = {.value = S(""), .hint = S("")};

    states[0] = all;
    states[0].label = S("全部环节");
    for (size_t i = 0; i < f->n_states; i++) {
        str name = str_of(f->states[i].name);

        states[i + 1] = (struct staff_option){.value = name,
                                              .label = f->states[i].label,
                                              .hint = S(""),
                                              .chosen = l->state.set && str_eq(l->state.v, name)};
    }
    *vec_push(a, &organs) = all;
    organs.items[0].label = S("各机构");
    for (size_t i = 0; i < site->organs.n; i++) {
        const struct organ *o = &site->organs.items[i];

        if (!str_starts(o->path, rq->actor->scope->organs)) continue;
        *vec_push(a, &organs) =
            (struct staff_option){.value = str_printf(a, "%lld", (long long)o->id),
                                  .label = o->name,
                                  .hint = S(""),
                                  .chosen = l->organ.set && l->organ.v == o->id};
    }
    for (size_t i = 0; i < COUNT_OF(dues); i++)
        terms[i] = (struct staff_option){.value = dues[i].value,
                                         .label = dues[i].label,
                                         .hint = S(""),
                                         .chosen = dues[i].value.n &&
                                                   str_eq(req_query(rq, "due"), dues[i].value)};
    v->states = states;
    v->n_states = f->n_states + 1;
    v->organs = organs.items;
    v->n_organs = organs.n;
    v->dues = terms;
    v->n_dues = COUNT_OF(dues);
    v->filtered = l->state.set || l->organ.set || !date_is_none(l->late_before) ||
                  !date_is_none(l->due_until);
}

/* ---- pager ---------------------------------------------------------------------------------- */

static str page_url(struct req *rq, const struct office_list_view *v, int64_t page)
{
    static const char *const kept[] = {"organ", "state", "due"};
    struct buf b;
    char mark = '?';

    buf_init(&b, rq->arena, 4096);
    buf_printf(&b, "/staff/cases/%.*s/", STR_ARG(v->kind));
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        str text = req_query(rq, kept[i]);

        if (!text.n) continue;
        buf_printf(&b, "%c%s=", mark, kept[i]);
        html_urlpart(&b, text);
        mark = '&';
    }
    if (page > 1) buf_printf(&b, "%cpage=%lld", mark, (long long)page);
    return buf_ok(&b) ? buf_str(&b) : S("/staff/");
}

/* The first, the last, and two on either side of the page. */
static void fill_pager(struct req *rq, struct office_list_view *v, int64_t total, int64_t page)
{
    int64_t pages = (total + OFFICE_PAGE_SIZE - 1) / OFFICE_PAGE_SIZE;
    VEC(struct pager_step) steps = {0};
    int64_t last = 0;

    for (int64_t i = 1; i <= pages; i++) {
        if (i != 1 && i != pages && (i < page - 2 || i > page + 2)) continue;
        if (i > last + 1)
            *vec_push(rq->arena, &steps) = (struct pager_step){.gap = true, .url = S("")};
        *vec_push(rq->arena, &steps) =
            (struct pager_step){.number = i, .url = page_url(rq, v, i), .current = i == page};
        last = i;
    }
    v->pager = (struct pager){
        .total = total,
        .page = page,
        .pages = pages,
        .prev_url = page > 1 ? page_url(rq, v, page - 1) : S(""),
        .next_url = page < pages ? page_url(rq, v, page + 1) : S(""),
        .steps = steps.items,
        .n_steps = steps.n,
    };
}

/* ---- the page ------------------------------------------------------------------------------- */

static bool may_begin(const struct actor *actor, const struct flow *f)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].from[0] && !f->steps[i].system && actor_may(actor, f->steps[i].perm))
            return true;
    return false;
}

struct err *office_list_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct office_list_view v = {0};
    struct office_listing l = {.env = &staff_env(rq)->flow,
                               .now_ms = rq->now_ms,
                               .scope = *rq->actor->scope,
                               .size = OFFICE_PAGE_SIZE};
    const struct flow *f;
    int64_t page = req_query_int(rq, "page", 1, 100000, 1);
    bool shown;

    TRY(office_flow_of(rq, &f));
    TRY(staff_begin(rq, rs, f->label, &v.staff, &shown));
    if (!shown) return NULL;
    l.kind = opt_str(str_of(f->kind));
    l.skip = (page - 1) * OFFICE_PAGE_SIZE;
    read_filters(rq, f, &l);
    TRY(db_read(rq->db, a, office_listing_load, &l));
    struct office_row *rows = ARENA_ARRAY(a, struct office_row, l.n);

    for (size_t i = 0; i < l.n; i++) {
        const struct flow_case_line *r = &l.rows[i];
        const struct office_place c = {
            r->id,          r->state,      r->title,  r->organ,
            r->due_clock.v, r->changed_at, r->due_on, office_still_of(&l.still, r->id)};

        rows[i] = office_row_of(rq, f, &c, NULL);
    }
    v.kind = str_of(f->kind);
    v.label = f->label;
    v.rows = (struct office_rows){rows, l.n};
    v.sentence = str_printf(a, "共 %lld 件，最急的在最前面。", (long long)l.total);
    v.new_url = may_begin(rq->actor, f) ? str_printf(a, "/staff/cases/%s/new", f->kind) : S("");
    fill_filters(rq, f, &l, &v);
    fill_pager(rq, &v, l.total, page);
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_office_list(&rs->body, &v);
    return NULL;
}
