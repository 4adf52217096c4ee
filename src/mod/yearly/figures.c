/*
 * The figures of tables two and four: t2.ROW.COLUMN and t4.GROUP.OUTCOME, with the ids of the form.
 * A figure counts rows, or adds what they say; its records are the rows either way. Money is in
 * fen.
 */
#include "mod/yearly/internal.h"

#include "mod/yearly/yearly_sql.h"

enum measure {
    BEGUN,        /* rows that begin in the year */
    ENDED,        /* rows that end in the year, with an outcome */
    THERE,        /* rows that are there at its end */
    THERE_BEFORE, /* rows that were there at the end of the year before */
    CHANGE,       /* how many more there are than a year before */
    NUMBER,       /* decisions of the year */
    AMOUNT,       /* money of the year */
    HANDLED,      /* cases that ended in the year, and those that are pending at its end */
};

struct meaning {
    const char *kind;
    enum measure measure;
    const char *outcome;
};

static struct err *count_there(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                               str kind, int64_t year, int64_t *n)
{
    return fig_yearly_there_count(tx, a, q->scope, kind, year, n);
}

static struct err *count(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                         int64_t *n)
{
    const struct meaning *m = q->figure->arg;
    str kind = str_of(m->kind);
    struct yearly_sum_row sum;
    int64_t before;

    switch (m->measure) {
    case BEGUN:
        return fig_yearly_begun_count(tx, a, q->scope, kind, q->year, n);
    case ENDED:
        return fig_yearly_ended_count(tx, a, q->scope, kind, q->year, str_of(m->outcome), n);
    case THERE:
        return count_there(tx, a, q, kind, q->year, n);
    case THERE_BEFORE:
        return count_there(tx, a, q, kind, q->year - 1, n);
    case CHANGE:
    case HANDLED:
        TRY(count_there(tx, a, q, kind, q->year, n));
        if (m->measure == CHANGE)
            TRY(count_there(tx, a, q, kind, q->year - 1, &before));
        else
            TRY(fig_yearly_ended_count(tx, a, q->scope, kind, q->year, S(""), &before));
        *n += m->measure == CHANGE ? -before : before;
        return NULL;
    case NUMBER:
    case AMOUNT:
        break;
    }
    TRY(yearly_sum(tx, a, q->scope, kind, q->year, &sum));
    *n = m->measure == NUMBER ? sum.number : sum.amount_fen;
    return NULL;
}

/* The rows that a figure is made of: all that begin, end or are there, as it says. */
static struct err *list(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                        int64_t limit, int64_t offset, struct figure_record **rows, size_t *n)
{
    const struct meaning *m = q->figure->arg;
    struct yearly_row *found;

    *n = 0;
    TRY(yearly_list(tx, a, q->scope, str_of(m->kind),
                    m->measure == THERE_BEFORE ? q->year - 1 : q->year, &found, n));
    *rows = ARENA_ARRAY(a, struct figure_record, *n);
    size_t kept = 0;
    size_t seen = 0;

    for (size_t i = 0; i < *n; i++) {
        const struct yearly_row *r = &found[i];
        int64_t year = m->measure == THERE_BEFORE ? q->year - 1 : q->year;
        bool begun = r->year == year;
        bool ended = r->ended_year.set && r->ended_year.v == year;
        bool there = !ended;
        bool in = m->measure == THERE || m->measure == THERE_BEFORE ? there
                  : m->measure == ENDED
                      ? ended && (!m->outcome[0] || str_eq(r->outcome, str_of(m->outcome)))
                  : m->measure == CHANGE  ? begun != ended
                  : m->measure == HANDLED ? true
                                          : begun;

        if (!in) continue;
        if ((int64_t)seen++ < offset || (int64_t)kept >= limit) continue;
        (*rows)[kept++] = (struct figure_record){r->id, r->title, r->organ, 0};
    }
    *n = kept;
    return NULL;
}

#define FIGURE(row, column, l, u, k, m, o)                                                         \
    {                                                                                              \
        .id = row "." column, .label = l, .unit = u, .kind = "yearly", .perm = &YEARLY_EDIT,       \
        .count = count, .list = list, .arg = &(const struct meaning)                               \
        {                                                                                          \
            k, m, o                                                                                \
        }                                                                                          \
    }
#define ITEMS(row, l, item, decision)                                                              \
    FIGURE("t2." row, "prev_items", l "：上一年项目数量", "项", item, THERE_BEFORE, ""),           \
        FIGURE("t2." row, "delta", l "：本年增减", "项", item, CHANGE, ""),                        \
        FIGURE("t2." row, "decisions", l "：处理决定数量", "件", decision, NUMBER, "")
#define DOCUMENTS(row, l)                                                                          \
    FIGURE("t2." row, "made", l "：本年制发件数", "件", row, BEGUN, ""),                           \
        FIGURE("t2." row, "published", l "：本年新公开数量", "件", row, BEGUN, ""),                \
        FIGURE("t2." row, "total_public", l "：对外公开总数量", "件", row, THERE, ""),             \
        FIGURE("t2." row, "repealed", l "：本年废止件数", "件", row, ENDED, ""),                   \
        FIGURE("t2." row, "valid", l "：现行有效件数", "件", row, THERE, "")
#define CASES(group, l)                                                                            \
    FIGURE("t4." group, "upheld", l "：结果维持", "件", group, ENDED, "upheld"),                   \
        FIGURE("t4." group, "corrected", l "：结果纠正", "件", group, ENDED, "corrected"),         \
        FIGURE("t4." group, "other", l "：其他结果", "件", group, ENDED, "other"),                 \
        FIGURE("t4." group, "pending", l "：尚未审结", "件", group, THERE, ""),                    \
        FIGURE("t4." group, "total", l "：总计", "件", group, HANDLED, "")

const struct figure yearly_figures[YEARLY_FIGURES] = {
    DOCUMENTS("rules", "规章"),
    DOCUMENTS("normative", "行政规范性文件"),
    ITEMS("license", "行政许可", "license_item", "license_decision"),
    FIGURE("t2.other_services", "prev_items", "其他对外管理服务事项：上一年项目数量", "项",
           "service_item", THERE_BEFORE, ""),
    FIGURE("t2.other_services", "delta", "其他对外管理服务事项：本年增减", "项", "service_item",
           CHANGE, ""),
    FIGURE("t2.other_services", "decisions", "其他对外管理服务事项：处理决定数量", "件",
           "service_decision", NUMBER, ""),
    ITEMS("penalty", "行政处罚", "penalty_item", "penalty_decision"),
    ITEMS("coercion", "行政强制", "coercion_item", "coercion_decision"),
    FIGURE("t2.fees", "prev_items", "行政事业性收费：上一年项目数量", "项", "fee_item",
           THERE_BEFORE, ""),
    FIGURE("t2.fees", "delta", "行政事业性收费：本年增减", "项", "fee_item", CHANGE, ""),
    FIGURE("t2.fees", "amount_wan", "行政事业性收费：本年收费金额", "分", "fee_income", AMOUNT, ""),
    FIGURE("t2.procurement", "projects", "政府集中采购：采购项目数量", "项", "procurement", BEGUN,
           ""),
    FIGURE("t2.procurement", "amount", "政府集中采购：采购总金额", "分", "procurement", AMOUNT, ""),
    CASES("review", "行政复议"),
    CASES("suit_direct", "未经复议直接起诉"),
    CASES("suit_after_review", "复议后起诉"),
};
