#include "core/calendar_store.h"

#include "base/vec.h"
#include "core/audit.h"
#include "core/flow_sql.h"
#include "core/site_sql.h"

struct err *calendar_store_load(struct db_tx *tx, struct arena *a, const struct calendar **out)
{
    struct calendar_year_list_row *rows;
    size_t n;
    size_t built_n;
    const struct calendar_year *built = calendar_built_in(a, &built_n);

    TRY(calendar_year_list(tx, a, &rows, &n));
    struct calendar_year *years = ARENA_ARRAY(a, struct calendar_year, built_n + n);

    for (size_t i = 0; i < built_n; i++) years[i] = built[i];
    for (size_t i = 0; i < n; i++)
        TRY(calendar_year_parse(a, (int)rows[i].year, (int)rows[i].version, rows[i].source,
                                rows[i].days, &years[built_n + i]));
    *out = calendar_make(a, years, built_n + n);
    return NULL;
}

/* One more than the newest version of that year, in the database or in the program. */
static int next_version(const struct calendar *cal, int year)
{
    size_t n;
    const struct calendar_year *years = calendar_years(cal, &n);

    for (size_t i = 0; i < n; i++)
        if (years[i].year == year) return years[i].version + 1;
    return 1;
}

struct open_clock {
    int64_t case_id;
    str kind, clock, title;
};

struct open_list {
    struct arena *arena;
    VEC(struct open_clock) clocks;
};

static struct err *take_open(const struct flow_clock_open_each_row *row, struct arena *a, void *arg)
{
    struct open_list *l = arg;

    (void)a; /* what lies there is gone after the call */
    *vec_push(l->arena, &l->clocks) = (struct open_clock){
        .case_id = row->case_id,
        .kind = str_copy(l->arena, row->kind),
        .clock = str_copy(l->arena, row->clock),
        .title = str_copy(l->arena, row->title),
    };
    return NULL;
}

/*
 * Old calendar against new, both as of today: the stored day of a clock that stands still is of the
 * day it was stored, and would differ though no notice has moved it.
 */
static struct err *recompute(const struct flow_env *old, const struct flow_env *env,
                             struct db_tx *tx, struct arena *a, int64_t now_ms,
                             struct calendar_moved **moved, size_t *n_moved)
{
    struct open_list list = {.arena = a};

    *n_moved = 0;
    TRY(flow_clock_open_each(tx, a, take_open, &list));
    *moved = ARENA_ARRAY(a, struct calendar_moved, list.clocks.n);
    for (size_t i = 0; i < list.clocks.n; i++) {
        const struct open_clock *c = &list.clocks.items[i];
        const struct flow *f = flow_by_kind(env, c->kind);
        struct clock_state was;
        struct clock_state is;
        bool had;
        bool has;

        if (!f) continue;
        TRY(flow_clock_now(old, tx, a, c->kind, c->case_id, c->clock, now_ms, &was, &had));
        TRY(flow_clocks_store(env, tx, a, f, c->case_id, now_ms));
        TRY(flow_clock_now(env, tx, a, c->kind, c->case_id, c->clock, now_ms, &is, &has));
        if (!had || !has || was.due.day == is.due.day) continue;
        (*moved)[(*n_moved)++] =
            (struct calendar_moved){c->case_id, c->kind, c->title, c->clock, was.due, is.due};
        db_tag(tx, S("case"), c->case_id);
    }
    return NULL;
}

struct err *calendar_store_add(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                               const struct calendar_year *years, size_t n, int64_t now_ms,
                               struct calendar_moved **moved, size_t *n_moved)
{
    const struct calendar *cal;

    TRY(calendar_store_load(tx, a, &cal));
    for (size_t i = 0; i < n; i++) {
        TRY(calendar_year_check(a, &years[i]));
        TRY(calendar_year_insert(tx, a, years[i].year, next_version(cal, years[i].year),
                                 years[i].source, calendar_year_text(a, &years[i]), now_ms, NULL));
        struct audit_entry e = {.site_id = 0,
                                .staff_id = 0,
                                .actor = S("系统"),
                                .action = S("calendar.load"),
                                .object = S("calendar"),
                                .object_id = years[i].year,
                                .detail = S("{}"),
                                .remote = S("")};

        TRY(audit_write(tx, a, now_ms, &e));
    }
    const struct flow_env before = {
        .flows = env->flows, .n_flows = env->n_flows, .calendar = cal, .core = env->core};

    TRY(calendar_store_load(tx, a, &cal));
    db_tag(tx, S("calendar"), 0);
    /* The new calendar lies on `a` and may yet be undone: it serves this recomputation alone. */
    const struct flow_env next = {
        .flows = env->flows, .n_flows = env->n_flows, .calendar = cal, .core = env->core};

    return recompute(&before, &next, tx, a, now_ms, moved, n_moved);
}
