/* deadline, calendar load, audit verify, backup, restore, migrate, flow dot. */
#include "app/command.h"
#include "app/jobs.h"
#include "app/modules.h"

#include "base/buf.h"
#include "core/audit.h"
#include "core/calendar_json.h"
#include "core/calendar_store.h"
#include "core/deadline_text.h"
#include "sys/file.h"
#include "text/json.h"

#define COMMON_ONLY                                                                                \
    .options = common, .n_options = COUNT_OF(common), .options_size = sizeof(struct common_options)

static const struct sys_option common[] = {COMMAND_COMMON};

/* ---- deadline ------------------------------------------------------------------------------ */

struct deadline_options {
    struct common_options common;
    str from;
    int64_t workdays;
};

static const struct sys_option deadline_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("from"),
     .value = S_INIT("DATE"),
     .help = S_INIT("起算的事件发生在哪一天，如 2026-02-13；当天不计"),
     .kind = SYS_OPTION_STR,
     .required = true,
     .offset = offsetof(struct deadline_options, from)},
    {.name = S_INIT("workdays"),
     .value = S_INIT("N"),
     .help = S_INIT("多少个工作日"),
     .kind = SYS_OPTION_INT,
     .required = true,
     .least = -DEADLINE_WORKDAYS_MOST,
     .most = DEADLINE_WORKDAYS_MOST,
     .offset = offsetof(struct deadline_options, workdays)},
};

static void write_days(struct arena *a, struct json_out *o, str name,
                       const struct deadline_day *days, size_t n)
{
    json_out_name(o, name);
    json_out_array(o);
    for (size_t i = 0; i < n; i++) {
        json_out_object(o);
        json_out_name_str(o, S("date"), date_str(a, days[i].date));
        json_out_name_str(o, S("kind"), deadline_kind_word(days[i].kind));
        json_out_name_str(o, S("name"), days[i].name);
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

static void deadline_json(struct arena *a, struct buf *out, const struct deadline *d)
{
    struct json_out o;

    json_out_init(&o, out, false);
    json_out_object(&o);
    json_out_name_str(&o, S("from"), date_str(a, d->from));
    json_out_name_int(&o, S("workdays"), d->workdays);
    json_out_name_str(&o, S("due"), date_str(a, d->due.due));
    json_out_name_bool(&o, S("provisional"), d->due.provisional);
    if (d->due.provisional) json_out_name_int(&o, S("unknown_year"), d->due.unknown_year);
    write_days(a, &o, S("skipped"), d->skipped, d->n_skipped);
    write_days(a, &o, S("worked"), d->worked, d->n_worked);
    json_out_object_end(&o);
    buf_byte(out, '\n');
}

static struct err *load_calendar(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct calendar **out = arg;

    return calendar_store_load(tx, a, out);
}

/* With an installation its loaded years count; without one, those of the program. */
static struct err *calendar_of(struct command_run *r, const struct calendar **cal)
{
    struct root root;
    struct sys_dir dir;
    int64_t size;

    *cal = calendar_standard(r->arena);
    if (!r->options->db.n) {
        if (sys_dir_open(r->arena, r->options->data, &dir) ||
            sys_file_size(r->arena, &dir, S("gongkai.db"), &size))
            return NULL;
    }
    TRY(command_root(r, &root));
    struct err *e = db_read(root.env.db, r->arena, load_calendar, cal);

    root_close(&root);
    return e;
}

static struct err *run_deadline(struct command_run *r, int *status)
{
    const struct deadline_options *o = (const void *)r->options;
    const struct calendar *cal;
    struct deadline d;
    struct date from;

    (void)status;
    if (!date_parse(o->from, &from))
        return ERR(r->arena, BAD_REQUEST, "--from 应为日期，如 2026-02-13，而不是“%.*s”",
                   STR_ARG(o->from));
    TRY(calendar_of(r, &cal));
    TRY(deadline_compute(r->arena, cal, from, o->workdays, &d));
    if (r->options->json)
        deadline_json(r->arena, r->out, &d);
    else
        buf_add(r->out, deadline_text(r->arena, &d));
    return NULL;
}

const struct command cmd_deadline = {
    .name = "deadline",
    .operands = "--from DATE --workdays N",
    .summary = "算到期日，并说明跳过了哪些天",
    .options = deadline_options,
    .n_options = COUNT_OF(deadline_options),
    .options_size = sizeof(struct deadline_options),
    .run = run_deadline,
};

/* ---- calendar load ------------------------------------------------------------------------- */

struct calendar_options {
    struct common_options common;
    str source;
};

static const struct sys_option calendar_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("source"),
     .value = S_INIT("TEXT"),
     .help = S_INIT("依据的通知，如 国办发明电〔2026〕12号"),
     .kind = SYS_OPTION_STR,
     .required = true,
     .offset = offsetof(struct calendar_options, source)},
};

struct add_years {
    struct flow_env *flow;
    const struct calendar_year *years;
    size_t n;
    int64_t now_ms;
    struct calendar_moved *moved;
    size_t n_moved;
};

static struct err *add_years(struct db_tx *tx, struct arena *a, void *arg)
{
    struct add_years *w = arg;

    return calendar_store_add(w->flow, tx, a, w->years, w->n, w->now_ms, &w->moved, &w->n_moved);
}

static struct err *run_calendar_load(struct command_run *r, int *status)
{
    struct arena *a = r->arena;
    const struct calendar_options *o = (const void *)r->options;
    struct add_years w = {0};
    struct root root;
    str text;

    (void)status;
    TRY(sys_path_read(a, r->operands.items[0], CALENDAR_JSON_MOST, &text));
    TRY(calendar_json_read(a, text, o->source, &w.years, &w.n));
    TRY(command_root(r, &root));
    w.flow = &root.env.flow;
    w.now_ms = sys_now_ms(&root.env.clock);
    TRY(db_write(root.env.db, a, add_years, &w));
    buf_printf(r->out, "已载入 %zu 个年度的放假安排；到期日变动的办件 %zu 件。\n", w.n, w.n_moved);
    for (size_t i = 0; i < w.n_moved; i++)
        buf_printf(r->out, "  %lld %.*s：%.*s → %.*s\n", (long long)w.moved[i].case_id,
                   STR_ARG(w.moved[i].title), STR_ARG(date_str(a, w.moved[i].before)),
                   STR_ARG(date_str(a, w.moved[i].after)));
    root_close(&root);
    return NULL;
}

const struct command cmd_calendar_load = {
    .name = "calendar load",
    .operands = "FILE.json --source TEXT",
    .summary = "载入一个年度的放假安排，重算未办结事项的期限",
    .options = calendar_options,
    .n_options = COUNT_OF(calendar_options),
    .options_size = sizeof(struct calendar_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_calendar_load,
};

/* ---- audit verify -------------------------------------------------------------------------- */

struct audit_options {
    struct common_options common;
    int64_t seq;
    str digest;
};

static const struct sys_option audit_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("seq"),
     .value = S_INIT("N"),
     .help = S_INIT("此前回执上的记录号"),
     .kind = SYS_OPTION_INT,
     .fallback = S_INIT("0"),
     .least = 0,
     .most = INT64_MAX,
     .offset = offsetof(struct audit_options, seq)},
    {.name = S_INIT("digest"),
     .value = S_INIT("HEX"),
     .help = S_INIT("此前回执上的摘要"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct audit_options, digest)},
};

struct verify {
    struct audit_receipt receipt;
    struct audit_verdict verdict;
};

static struct err *verify(struct db_tx *tx, struct arena *a, void *arg)
{
    struct verify *w = arg;

    return audit_verify(tx, a, &w->receipt, &w->verdict);
}

static struct err *run_audit_verify(struct command_run *r, int *status)
{
    const struct audit_options *o = (const void *)r->options;
    struct verify w = {.receipt = {o->seq, o->digest}};
    struct root root;
    struct json_out j;

    TRY(command_root(r, &root));
    TRY(db_read(root.env.db, r->arena, verify, &w));
    root_close(&root);
    const struct audit_verdict *v = &w.verdict;

    *status = v->whole ? EXIT_DONE : EXIT_NO;
    if (r->options->json) {
        json_out_init(&j, r->out, false);
        json_out_object(&j);
        json_out_name_bool(&j, S("whole"), v->whole);
        json_out_name_int(&j, S("records"), v->records);
        json_out_name_str(&j, S("digest"), v->head);
        if (!v->whole) {
            json_out_name_int(&j, S("broken"), v->broken);
            json_out_name_str(&j, S("why"), v->why);
        }
        json_out_object_end(&j);
        buf_byte(r->out, '\n');
    } else if (v->whole) {
        buf_printf(r->out, "审计链完整：%lld 条记录，末条摘要 %.*s\n", (long long)v->records,
                   STR_ARG(v->head));
    } else {
        buf_printf(r->out, "审计链在第 %lld 条断开：%.*s\n", (long long)v->broken, STR_ARG(v->why));
    }
    return NULL;
}

const struct command cmd_audit_verify = {
    .name = "audit verify",
    .operands = "",
    .summary = "重算审计链，指出第一条不对的记录",
    .options = audit_options,
    .n_options = COUNT_OF(audit_options),
    .options_size = sizeof(struct audit_options),
    .run = run_audit_verify,
};

/* ---- migrate ------------------------------------------------------------------------------- */

static struct err *run_migrate(struct command_run *r, int *status)
{
    struct root root;

    (void)status;
    TRY(command_root(r, &root)); /* opening migrates */
    root_close(&root);
    if (r->options->json)
        buf_lit(r->out, "{\"current\":true}\n");
    else
        buf_lit(r->out, "数据库结构已是最新。\n");
    return NULL;
}

const struct command cmd_migrate = {
    .name = "migrate",
    .operands = "",
    .summary = "把数据库结构升级到本程序的版本",
    COMMON_ONLY,
    .run = run_migrate,
};

/* ---- job run ------------------------------------------------------------------------------- */

static struct err *run_job_run(struct command_run *r, int *status)
{
    struct root root;
    size_t n;
    str name = r->operands.n ? r->operands.items[0] : S("");

    (void)status;
    TRY(command_root(r, &root));
    struct err *e = jobs_run_all(&root, r->arena, name, &n);

    root_close(&root);
    if (e) return e;
    if (r->options->json)
        buf_printf(r->out, "{\"jobs\":%zu}\n", n);
    else
        buf_printf(r->out, "已执行后台任务 %zu 项。\n", n);
    return NULL;
}

const struct command cmd_job_run = {
    .name = "job run",
    .operands = "[NAME]",
    .summary = "立即执行后台任务（期限届满、默认确认等），服务运行时会自动执行",
    COMMON_ONLY,
    .operands_most = 1,
    .run = run_job_run,
};

/* ---- flow dot ------------------------------------------------------------------------------ */

static struct err *run_flow_dot(struct command_run *r, int *status)
{
    size_t n;
    const struct flow *const *flows = app_flows(r->arena, &n);
    const struct flow *f = NULL;

    (void)status;
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_of(flows[i]->kind), r->operands.items[0])) f = flows[i];
    if (!f) return ERR(r->arena, INVALID, "没有“%.*s”这种流程", STR_ARG(r->operands.items[0]));
    buf_printf(r->out, "digraph %s {\n  rankdir=LR;\n  node [shape=box];\n", f->kind);
    for (size_t i = 0; i < f->n_states; i++)
        buf_printf(r->out, "  %s [label=\"%.*s\"%s];\n", f->states[i].name,
                   STR_ARG(f->states[i].label), f->states[i].end ? ", peripheries=2" : "");
    for (size_t i = 0; i < f->n_steps; i++)
        for (size_t k = 0; k < FLOW_FROM_MAX && f->steps[i].from[k]; k++)
            buf_printf(r->out, "  %s -> %s [label=\"%.*s\"];\n", f->steps[i].from[k],
                       f->steps[i].to ? f->steps[i].to : f->steps[i].from[k],
                       STR_ARG(f->steps[i].label));
    buf_lit(r->out, "}\n");
    return NULL;
}

const struct command cmd_flow_dot = {
    .name = "flow dot",
    .operands = "KIND",
    .summary = "把一种流程画成图（Graphviz）",
    COMMON_ONLY,
    .operands_least = 1,
    .operands_most = 1,
    .run = run_flow_dot,
};
