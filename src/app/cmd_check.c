/* check: proves the static tables, prepares every statement, checks the data's invariants. */
#include "app/command.h"
#include "app/modules.h"

#include "base/buf.h"
#include "base/vec.h"
#include "core/figure.h"
#include "core/flow_sql.h"
#include "core/publication_sql.h"
#include "core/search.h"
#include "core/setup_sql.h"
#include "text/json.h"

/* ---- tables -------------------------------------------------------------------------------- */

static bool is_declared(const struct permission *const *all, size_t n, const struct permission *p)
{
    for (size_t i = 0; i < n; i++)
        if (all[i] == p) return true;
    return false;
}

static void check_permissions(struct arena *a, struct findings *f)
{
    size_t n;
    size_t n_flows;
    const struct permission *const *all = app_permissions(a, &n);
    const struct flow *const *flows = app_flows(a, &n_flows);

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (str_eq(str_of(all[i]->code), str_of(all[k]->code)))
                findings_add(f, "permission %s is declared twice", all[i]->code);
    for (size_t i = 0; i < n_flows; i++)
        for (size_t k = 0; k < flows[i]->n_steps; k++)
            if (!is_declared(all, n, flows[i]->steps[k].perm))
                findings_add(f, "flow %s: step %s: its permission is in no module's list",
                             flows[i]->kind, flows[i]->steps[k].event);
}

static void check_figures(struct findings *f)
{
    for (size_t m = 0; m < app_modules_n; m++)
        for (size_t i = 0; i < app_modules[m]->n_figures; i++) {
            const struct figure *x = &app_modules[m]->figures[i];

            if (!x->id || !x->label || !x->unit || !x->perm || !x->count || !x->list)
                findings_add(f, "figure %s: a column is not set", x->id ? x->id : "?");
        }
}

static void check_tables(struct arena *a, struct findings *f)
{
    size_t n;
    const struct route_table *routes = app_routes(a, &n);
    const struct flow *const *flows;

    routes_check(routes, n, f);
    flows = app_flows(a, &n);
    for (size_t i = 0; i < n; i++) flow_check(flows[i], f);
    check_permissions(a, f);
    check_figures(f);
}

/* ---- data ---------------------------------------------------------------------------------- */

struct data_check {
    struct root *root;
    struct findings *findings;
    int64_t now_ms;
    VEC(struct flow_case_each_row) cases;
    struct arena *arena;
};

static struct err *take_case(const struct flow_case_each_row *row, struct arena *a, void *arg)
{
    struct data_check *w = arg;
    struct flow_case_each_row *kept = vec_push(w->arena, &w->cases);

    (void)a;
    *kept = *row;
    kept->kind = str_copy(w->arena, row->kind);
    kept->state = str_copy(w->arena, row->state);
    return NULL;
}

/* The stored clocks are those that the events give. */
static struct err *check_clocks(struct data_check *w, struct db_tx *tx, struct arena *a,
                                const struct flow *f, const struct flow_case_each_row *c)
{
    struct flow_clock_view *views;
    struct flow_clock_list_row *rows;
    size_t n;
    size_t n_rows;

    TRY(flow_clocks(&w->root->env.flow, tx, a, f, c->id, w->now_ms, &views, &n));
    TRY(flow_clock_list(tx, a, c->id, &rows, &n_rows));
    if (n != n_rows)
        findings_add(w->findings, "case %lld: %zu clocks stored, %zu computed", (long long)c->id,
                     n_rows, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_rows; k++)
            if (str_eq(rows[k].clock, views[i].rule->id) && views[i].state.phase == CLOCK_RUNNING &&
                rows[k].due_on.day != views[i].state.due.day)
                findings_add(w->findings, "case %lld: clock %.*s is stored otherwise than computed",
                             (long long)c->id, STR_ARG(rows[k].clock));
    return NULL;
}

static struct err *check_data(struct db_tx *tx, struct arena *a, void *arg)
{
    struct data_check *w = arg;
    struct publication_counts_wrong_row *wrong;
    struct organ_paths_wrong_row *misplaced;
    size_t n;

    w->arena = a;
    TRY(publication_counts_wrong(tx, a, &wrong, &n));
    for (size_t i = 0; i < n; i++)
        findings_add(w->findings, "column %lld: %lld publications kept, %lld counted",
                     (long long)wrong[i].column_id, (long long)wrong[i].kept,
                     (long long)wrong[i].counted);
    TRY(organ_paths_wrong(tx, a, &misplaced, &n));
    for (size_t i = 0; i < n; i++)
        findings_add(w->findings, "case %lld: its path is not that of its organ",
                     (long long)misplaced[i].case_id);
    TRY(flow_case_each(tx, a, take_case, w));
    for (size_t i = 0; i < w->cases.n; i++) {
        const struct flow_case_each_row *c = &w->cases.items[i];
        const struct flow *f = flow_by_kind(&w->root->env.flow, c->kind);

        if (!f || !flow_state_of(f, c->state))
            findings_add(w->findings, "case %lld: state %.*s is not in the flow %.*s",
                         (long long)c->id, STR_ARG(c->state), STR_ARG(c->kind));
        else
            TRY(check_clocks(w, tx, a, f, c));
    }
    return NULL;
}

static struct err *check_installation(struct command_run *r, struct findings *f)
{
    struct root root;
    struct data_check *w = ARENA_NEW(r->arena, struct data_check);

    TRY(command_root(r, &root));
    w->root = &root;
    w->findings = f;
    w->now_ms = sys_now_ms(&root.env.clock);
    for (struct err *e = db_check(root.env.db, r->arena); e; e = e->next)
        findings_add(f, "statement: %.*s", STR_ARG(e->detail));
    struct err *e = db_integrity(root.env.db, r->arena);

    if (e) findings_add(f, "database: %.*s", STR_ARG(e->detail));
    e = db_read(root.env.db, r->arena, check_data, w);
    if (!e) e = search_check(root.env.search, root.env.db, r->arena, f);
    root_close(&root);
    return e;
}

static struct err *run_check(struct command_run *r, int *status)
{
    struct findings f = {.arena = r->arena};
    struct json_out o;

    check_tables(r->arena, &f);
    TRY(check_installation(r, &f));
    *status = f.n ? EXIT_NO : EXIT_DONE;
    if (r->options->json) {
        json_out_init(&o, r->out, false);
        json_out_object(&o);
        json_out_name(&o, S("findings"));
        json_out_array(&o);
        for (size_t i = 0; i < f.n; i++) json_out_str(&o, f.items[i]);
        json_out_array_end(&o);
        json_out_object_end(&o);
        buf_byte(r->out, '\n');
        return NULL;
    }
    for (size_t i = 0; i < f.n; i++) buf_printf(r->out, "%.*s\n", STR_ARG(f.items[i]));
    if (f.n)
        buf_printf(r->out, "发现 %zu 处问题。\n", f.n);
    else
        buf_lit(r->out, "静态表、语句和数据都没有问题。\n");
    return NULL;
}

static const struct sys_option common[] = {COMMAND_COMMON};

const struct command cmd_check = {
    .name = "check",
    .operands = "",
    .summary = "证明静态表，预备全部语句，核对数据",
    .options = common,
    .n_options = COUNT_OF(common),
    .options_size = sizeof(struct common_options),
    .run = run_check,
};
