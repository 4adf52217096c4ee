/*
 * The figures of table three of the annual report: one for each row and column, named
 * requests.ROW.COLUMN (requests.R3_4.natural). Each counts by the statement that lists it.
 */
#include "mod/request/internal.h"

#include "mod/request/request_sql.h"

/* What a figure asks for besides the year. */
struct cell {
    const char *row, *column;
};

static void days_of_year(int64_t year, struct date *first, struct date *last)
{
    BUG_IF(!date_make((int)year, 1, 1, first) || !date_make((int)year, 12, 31, last));
}

static struct date first_of_next(int64_t year)
{
    struct date d;

    BUG_IF(!date_make((int)year + 1, 1, 1, &d));
    return d;
}

/* 总计 and (七)总计 are of any kind. */
static str type_of(const struct cell *c)
{
    return str_eq(str_of(c->column), S("total")) ? S("") : str_of(c->column);
}

static str result_of(const struct cell *c)
{
    return str_eq(str_of(c->row), S("R7")) ? S("") : str_of(c->row);
}

static struct err *count(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                         int64_t *n)
{
    const struct cell *c = q->figure->arg;
    struct date first;
    struct date last;

    days_of_year(q->year, &first, &last);
    if (str_eq(str_of(c->row), S("NEW")))
        return fig_request_new_count(tx, a, q->scope, type_of(c), first, last, n);
    if (str_eq(str_of(c->row), S("PREV")))
        return fig_request_carried_count(tx, a, q->scope, type_of(c), first, n);
    if (str_eq(str_of(c->row), S("NEXT")))
        return fig_request_carried_count(tx, a, q->scope, type_of(c), first_of_next(q->year), n);
    return fig_request_result_count(tx, a, q->scope, type_of(c), result_of(c), first, last, n);
}

#define RECORDS_OF(found)                                                                          \
    do {                                                                                           \
        *rows = ARENA_ARRAY(a, struct figure_record, *n);                                          \
        for (size_t i = 0; i < *n; i++)                                                            \
            (*rows)[i] = (struct figure_record){(found)[i].id, (found)[i].title, (found)[i].organ, \
                                                date_start_ms((found)[i].day)};                    \
        return NULL;                                                                               \
    } while (0)

static struct err *list_new(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                            str type, int64_t limit, int64_t offset, struct figure_record **rows,
                            size_t *n)
{
    struct fig_request_new_row *found;
    struct date first;
    struct date last;

    days_of_year(q->year, &first, &last);
    TRY(fig_request_new_list(tx, a, q->scope, type, first, last, limit, offset, &found, n));
    RECORDS_OF(found);
}

static struct err *list_carried(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                                str type, struct date day, int64_t limit, int64_t offset,
                                struct figure_record **rows, size_t *n)
{
    struct fig_request_carried_row *found;

    TRY(fig_request_carried_list(tx, a, q->scope, type, day, limit, offset, &found, n));
    RECORDS_OF(found);
}

static struct err *list_result(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                               str type, str result, int64_t limit, int64_t offset,
                               struct figure_record **rows, size_t *n)
{
    struct fig_request_result_row *found;
    struct date first;
    struct date last;

    days_of_year(q->year, &first, &last);
    TRY(fig_request_result_list(tx, a, q->scope, type, result, first, last, limit, offset, &found,
                                n));
    RECORDS_OF(found);
}

static struct err *list(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                        int64_t limit, int64_t offset, struct figure_record **rows, size_t *n)
{
    const struct cell *c = q->figure->arg;
    struct date first;
    struct date last;

    days_of_year(q->year, &first, &last);
    if (str_eq(str_of(c->row), S("NEW")))
        return list_new(tx, a, q, type_of(c), limit, offset, rows, n);
    if (str_eq(str_of(c->row), S("PREV")))
        return list_carried(tx, a, q, type_of(c), first, limit, offset, rows, n);
    if (str_eq(str_of(c->row), S("NEXT")))
        return list_carried(tx, a, q, type_of(c), first_of_next(q->year), limit, offset, rows, n);
    return list_result(tx, a, q, type_of(c), result_of(c), limit, offset, rows, n);
}

#define CELL(r, l, c, cl)                                                                          \
    {                                                                                              \
        .id = "requests." r "." c, .label = l "（" cl "）", .unit = "件", .kind = "request",       \
        .perm = &REQUEST_HANDLE, .count = count, .list = list, .arg = &(const struct cell)         \
        {                                                                                          \
            r, c                                                                                   \
        }                                                                                          \
    }
#define ROW(r, l)                                                                                  \
    CELL(r, l, "natural", "自然人"), CELL(r, l, "company", "商业企业"),                            \
        CELL(r, l, "research", "科研机构"), CELL(r, l, "charity", "社会公益组织"),                 \
        CELL(r, l, "legal", "法律服务机构"), CELL(r, l, "other", "其他组织"),                      \
        CELL(r, l, "total", "总计")

const struct figure request_figures[REQUEST_FIGURES] = {
    ROW("NEW", "本年新收政府信息公开申请"),
    ROW("PREV", "上年结转政府信息公开申请"),
    ROW("R1", "予以公开"),
    ROW("R2", "部分公开"),
    ROW("R3_1", "不予公开：属于国家秘密"),
    ROW("R3_2", "不予公开：其他法律行政法规禁止公开"),
    ROW("R3_3", "不予公开：危及“三安全一稳定”"),
    ROW("R3_4", "不予公开：保护第三方合法权益"),
    ROW("R3_5", "不予公开：属于三类内部事务信息"),
    ROW("R3_6", "不予公开：属于四类过程性信息"),
    ROW("R3_7", "不予公开：属于行政执法案卷"),
    ROW("R3_8", "不予公开：属于行政查询事项"),
    ROW("R4_1", "无法提供：本机关不掌握相关政府信息"),
    ROW("R4_2", "无法提供：没有现成信息需要另行制作"),
    ROW("R4_3", "无法提供：补正后申请内容仍不明确"),
    ROW("R5_1", "不予处理：信访举报投诉类申请"),
    ROW("R5_2", "不予处理：重复申请"),
    ROW("R5_3", "不予处理：要求提供公开出版物"),
    ROW("R5_4", "不予处理：无正当理由大量反复申请"),
    ROW("R5_5", "不予处理：要求行政机关确认或重新出具已获取信息"),
    ROW("R6", "其他处理"),
    ROW("R6_1", "其他处理：逾期不补正"),
    ROW("R6_2", "其他处理：逾期未缴费"),
    ROW("R6_3", "其他处理：其他"),
    ROW("R7", "办理结果总计"),
    ROW("NEXT", "结转下年度继续办理"),
};
