/* What is only looked at: the audit record of the site, the years of the calendar. */
#include "mod/office/internal.h"

#include "admin_views.h"
#include "core/audit_sql.h"

enum { RECORDS = 100 };

/* ---- the audit record ----------------------------------------------------------------------- */

struct page_of_records {
    int64_t site, before;
    struct audit_page_row *rows;
    size_t n;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct page_of_records *p = arg;

    return audit_page(tx, a, p->site, p->before, RECORDS, &p->rows, &p->n);
}

/* What no flow names. */
static const struct {
    str action, label;
} actions[] = {
    {S_INIT("session.login"), S_INIT("登录")},
    {S_INIT("session.refused"), S_INIT("登录被拒")},
    {S_INIT("session.logout"), S_INIT("退出")},
    {S_INIT("staff.create"), S_INIT("新建账号")},
    {S_INIT("staff.password"), S_INIT("改密码")},
    {S_INIT("staff.enable"), S_INIT("启用账号")},
    {S_INIT("staff.disable"), S_INIT("停用账号")},
    {S_INIT("staff.token"), S_INIT("签发令牌")},
    {S_INIT("staff.roles"), S_INIT("改角色")},
    {S_INIT("site.change"), S_INIT("改网站设置")},
    {S_INIT("site.host_add"), S_INIT("加访问域名")},
    {S_INIT("site.host_remove"), S_INIT("移除访问域名")},
    {S_INIT("organ.add"), S_INIT("新建机构")},
    {S_INIT("organ.change"), S_INIT("改机构")},
    {S_INIT("organ.delete"), S_INIT("删除机构")},
    {S_INIT("column.add"), S_INIT("新建栏目")},
    {S_INIT("column.change"), S_INIT("改栏目")},
    {S_INIT("column.delete"), S_INIT("删除栏目")},
    {S_INIT("role.add"), S_INIT("新建角色")},
    {S_INIT("role.change"), S_INIT("改角色权限")},
    {S_INIT("role.delete"), S_INIT("删除角色")},
};

static str action_label(const struct flow *f, str action)
{
    for (size_t i = 0; i < COUNT_OF(actions); i++)
        if (str_eq(actions[i].action, action)) return actions[i].label;
    size_t dot = str_find_byte(action, '.', 0);

    if (!f || dot == STR_NONE) return action;
    for (size_t i = 0; i < f->n_steps; i++)
        if (str_eq(str_of(f->steps[i].event), str_from(action, dot + 1))) return f->steps[i].label;
    return action;
}

static str object_label(str object)
{
    static const struct {
        str object, label;
    } words[] = {{S_INIT("staff"), S_INIT("账号")}, {S_INIT("site"), S_INIT("站点")},
                 {S_INIT("organ"), S_INIT("机构")}, {S_INIT("column"), S_INIT("栏目")},
                 {S_INIT("role"), S_INIT("角色")},  {S_INIT("calendar"), S_INIT("工作日历")}};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i].object, object)) return words[i].label;
    return object;
}

static struct office_record record_of(struct req *rq, const struct audit_page_row *r)
{
    struct arena *a = rq->arena;
    const struct flow *f = flow_by_kind(&staff_env(rq)->flow, r->object);
    str object = f ? f->label : object_label(r->object);

    return (struct office_record){
        .seq = r->seq,
        .at = date_time_str(a, r->at),
        .actor = r->actor,
        .action = action_label(f, r->action),
        .object = str_printf(a, "%.*s %lld", STR_ARG(object), (long long)r->object_id),
        .object_url =
            f ? str_printf(a, "/staff/cases/%s/%lld", f->kind, (long long)r->object_id) : S(""),
        .detail = str_eq(r->detail, S("{}")) ? S("") : r->detail,
        .remote = r->remote,
    };
}

struct err *office_audit_page(struct req *rq, struct resp *rs)
{
    struct office_audit_view v = {.older_url = S(""), .newest_url = S("")};
    struct page_of_records p = {.site = rq->actor->scope->site,
                                .before = req_query_int(rq, "before", 1, INT64_MAX, INT64_MAX)};
    bool shown;

    TRY(staff_begin(rq, rs, S("操作记录"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load, &p));
    struct office_record *records = ARENA_ARRAY(rq->arena, struct office_record, p.n);

    for (size_t i = 0; i < p.n; i++) records[i] = record_of(rq, &p.rows[i]);
    v.records = records;
    v.n_records = p.n;
    if (p.n == RECORDS)
        v.older_url =
            str_printf(rq->arena, "/staff/audit?before=%lld", (long long)p.rows[p.n - 1].seq);
    if (p.before != INT64_MAX) v.newest_url = S("/staff/audit");
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_office_audit(&rs->body, &v);
    return NULL;
}

/* ---- the calendar --------------------------------------------------------------------------- */

static struct office_year year_of(struct arena *a, const struct calendar_year *y)
{
    struct office_year_span *spans = ARENA_ARRAY(a, struct office_year_span, y->n_spans);

    for (size_t i = 0; i < y->n_spans; i++)
        spans[i] = (struct office_year_span){
            .first = y->spans[i].first,
            .last = y->spans[i].last,
            .kind = y->spans[i].work ? S("上班（调休）") : S("放假"),
            .name = y->spans[i].name,
            .days = date_days_between(y->spans[i].first, y->spans[i].last) + 1,
        };
    return (struct office_year){
        .year = y->year,
        .version = y->version,
        .workdays = calendar_year_workdays(y),
        .source = y->source,
        .spans = spans,
        .n_spans = y->n_spans,
    };
}

struct err *office_calendar_page(struct req *rq, struct resp *rs)
{
    struct office_calendar_view v = {0};
    size_t n;
    const struct calendar_year *years = calendar_years(staff_env(rq)->flow.calendar, &n);
    struct office_year *out = ARENA_ARRAY(rq->arena, struct office_year, n);
    bool shown;

    TRY(staff_begin(rq, rs, S("工作日历"), &v.staff, &shown));
    if (!shown) return NULL;
    /* The newest first: that is what one comes for. */
    for (size_t i = 0; i < n; i++) out[n - 1 - i] = year_of(rq->arena, &years[i]);
    v.years = out;
    v.n_years = n;
    v.first_unknown = n ? years[n - 1].year + 1 : date_parts(date_of_ms(rq->now_ms)).year;
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_office_calendar(&rs->body, &v);
    return NULL;
}
