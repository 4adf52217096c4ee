/* Table three of the annual report as it stands now: every number opens into its records. */
#include "mod/request/internal.h"
#include "mod/request/view.h"
#include "mod/request/web.h"

#include "table_views.h"
#include "base/vec.h"

enum { RECORDS_A_PAGE = 30, YEAR_2021_FORM = 2021 };

static const char *const columns[TABLE_COLUMNS] = {"natural", "company", "research", "charity",
                                                   "legal",   "other",   "total"};

/* The rows of the form; `row` NULL: a heading. A leaf that the year's form does not have is left
 * out. */
static const struct {
    const char *row, *label;
} rows[] = {
    {"NEW", "一、本年新收政府信息公开申请数量"},
    {"PREV", "二、上年结转政府信息公开申请数量"},
    {NULL, "三、本年度办理结果"},
    {"R1", "（一）予以公开"},
    {"R2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
    {NULL, "（三）不予公开"},
    {"R3_1", "1.属于国家秘密"},
    {"R3_2", "2.其他法律行政法规禁止公开"},
    {"R3_3", "3.危及“三安全一稳定”"},
    {"R3_4", "4.保护第三方合法权益"},
    {"R3_5", "5.属于三类内部事务信息"},
    {"R3_6", "6.属于四类过程性信息"},
    {"R3_7", "7.属于行政执法案卷"},
    {"R3_8", "8.属于行政查询事项"},
    {NULL, "（四）无法提供"},
    {"R4_1", "1.本机关不掌握相关政府信息"},
    {"R4_2", "2.没有现成信息需要另行制作"},
    {"R4_3", "3.补正后申请内容仍不明确"},
    {NULL, "（五）不予处理"},
    {"R5_1", "1.信访举报投诉类申请"},
    {"R5_2", "2.重复申请"},
    {"R5_3", "3.要求提供公开出版物"},
    {"R5_4", "4.无正当理由大量反复申请"},
    {"R5_5", "5.要求行政机关确认或重新出具已获取信息"},
    {"R6", "（六）其他处理"},
    {NULL, "（六）其他处理"},
    {"R6_1", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"},
    {"R6_2", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"},
    {"R6_3", "3.其他"},
    {"R7", "（七）总计"},
    {"NEXT", "四、结转下年度继续办理"},
};

static const struct figure *figure_of(const char *row, const char *column)
{
    for (size_t i = 0; i < REQUEST_FIGURES; i++) {
        str rest = str_of(request_figures[i].id);
        str module;
        str r;

        if (str_split(&rest, '.', &module) && str_split(&rest, '.', &r) && str_eq(r, str_of(row)) &&
            str_eq(rest, str_of(column)))
            return &request_figures[i];
    }
    return NULL;
}

/* Whether the form of the year has this line: 2019 and 2020 one line R6, later three below it. */
static bool in_form(size_t i, int64_t year)
{
    const struct request_result *r = rows[i].row ? request_result_of(str_of(rows[i].row)) : NULL;
    bool headed = !rows[i].row && str_eq(str_of(rows[i].label), S("（六）其他处理"));

    if (headed) return year >= YEAR_2021_FORM;
    if (!r) return true;
    return (!r->from_year || year >= r->from_year) && (!r->until_year || year <= r->until_year);
}

struct load {
    struct figure_query query;
    struct table_row *rows;
    size_t n;
};

static struct err *load_table(struct db_tx *tx, struct arena *a, void *arg)
{
    struct load *l = arg;

    l->n = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!in_form(i, l->query.year)) continue;
        struct table_row *row = &l->rows[l->n++];

        *row = (struct table_row){.label = str_of(rows[i].label),
                                  .group = !rows[i].row,
                                  .sum = rows[i].row && str_eq(str_of(rows[i].row), S("R7"))};
        for (size_t c = 0; rows[i].row && c < TABLE_COLUMNS; c++) {
            const struct figure *f = figure_of(rows[i].row, columns[c]);

            BUG_IF(!f);
            l->query.figure = f;
            TRY(f->count(tx, a, &l->query, &row->cells[c].n));
            row->cells[c].url = str_printf(a, "/staff/requests/figures/%s?year=%lld", f->id,
                                           (long long)l->query.year);
        }
    }
    return NULL;
}

/* H1 to H3 of the form over the numbers of the page: with whole records they hold by themselves. */
static void check_sums(struct arena *a, const struct load *l, struct table_view *v)
{
    VEC(str) found = {0};
    const struct table_row *new = NULL;
    const struct table_row *sum = NULL;

    for (size_t i = 0; i < l->n; i++) {
        if (str_starts(l->rows[i].label, S("一、"))) new = &l->rows[i];
        if (l->rows[i].sum) sum = &l->rows[i];
    }
    BUG_IF(!new || !sum);
    const struct table_row *prev = new + 1;
    const struct table_row *next = sum + 1;

    for (size_t c = 0; c < TABLE_COLUMNS; c++) {
        int64_t leaves = 0;

        for (const struct table_row *r = prev + 1; r < sum; r++) leaves += r->cells[c].n;
        if (leaves != sum->cells[c].n)
            *vec_push(a, &found) = str_printf(a, "第%zu列：各项结果之和%lld，总计%lld", c + 1,
                                              (long long)leaves, (long long)sum->cells[c].n);
        if (new->cells[c].n + prev->cells[c].n != sum->cells[c].n + next->cells[c].n)
            *vec_push(a, &found) = str_printf(a, "第%zu列：新收加结转不等于办结加结转下年", c + 1);
    }
    v->problems = found.items;
    v->n_problems = found.n;
}

static int64_t asked_year(const struct req *rq)
{
    int64_t this_year = date_parts(date_of_ms(rq->now_ms)).year;

    return req_query_int(rq, "year", DATE_YEAR_LEAST + 1, DATE_YEAR_MOST - 1, this_year);
}

struct err *request_table_page(struct req *rq, struct resp *rs)
{
    struct table_view v = {.year = asked_year(rq)};
    struct load l = {.query = {.site = {rq->site.id}, .scope = *rq->actor->scope, .year = v.year},
                     .rows = ARENA_ARRAY(rq->arena, struct table_row, COUNT_OF(rows))};
    bool shown;

    TRY(staff_begin(rq, rs, S("收到和处理政府信息公开申请情况"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load_table, &l));
    v.rows = l.rows;
    v.n = l.n;
    v.prev_url = str_printf(rq->arena, "/staff/requests/table?year=%lld", (long long)v.year - 1);
    v.next_url = str_printf(rq->arena, "/staff/requests/table?year=%lld", (long long)v.year + 1);
    check_sums(rq->arena, &l, &v);
    view_request_table(&rs->body, &v);
    return NULL;
}

/* ---- the records behind a number ------------------------------------------------------------ */

struct opened {
    struct figure_query query;
    int64_t page, total;
    struct figure_record *records;
    size_t n;
};

static struct err *open_figure(struct db_tx *tx, struct arena *a, void *arg)
{
    struct opened *o = arg;

    TRY(o->query.figure->count(tx, a, &o->query, &o->total));
    return o->query.figure->list(tx, a, &o->query, RECORDS_A_PAGE, (o->page - 1) * RECORDS_A_PAGE,
                                 &o->records, &o->n);
}

struct err *request_figure_page(struct req *rq, struct resp *rs)
{
    struct figure_view v = {.year = asked_year(rq)};
    struct opened o = {.query = {.site = {rq->site.id}, .scope = *rq->actor->scope, .year = v.year},
                       .page = req_query_int(rq, "page", 1, 100000, 1)};
    str id = req_param(rq, "figure");
    bool shown;

    for (size_t i = 0; i < REQUEST_FIGURES; i++)
        if (str_eq(str_of(request_figures[i].id), id)) o.query.figure = &request_figures[i];
    if (!o.query.figure) return ERR(rq->arena, NOT_FOUND, "没有这项数据");
    TRY(staff_begin(rq, rs, str_of(o.query.figure->label), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, open_figure, &o));
    v.label = str_of(o.query.figure->label);
    v.total = o.total;
    v.records = o.records;
    v.n = o.n;
    v.back_url = str_printf(rq->arena, "/staff/requests/table?year=%lld", (long long)v.year);
    portal_pager(rq->arena, &v.pager,
                 str_printf(rq->arena, "/staff/requests/figures/%s?year=%lld", o.query.figure->id,
                            (long long)v.year),
                 o.total, o.page, RECORDS_A_PAGE);
    view_request_figure(&rs->body, &v);
    return NULL;
}
