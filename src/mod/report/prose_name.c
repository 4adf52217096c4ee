#include "mod/report/prose_name.h"

#include "base/utf8.h"

static void may_mean(struct meanings *m, bool known, int64_t value)
{
    if (!known) m->unknown = true;
    if (known && m->n < MEANINGS_MOST) m->values[m->n++] = value;
}

/* ---- names ---------------------------------------------------------------------------------- */

static void mean_sum(const struct report *r, const struct prose_name *n, struct meanings *m)
{
    int64_t v = 0;
    bool known = report_t3_sum(r, n->first, n->last, COLUMN_TOTAL, &v);

    may_mean(m, known, v);
}

static void mean_row(const struct report *r, const struct prose_name *n, struct meanings *m)
{
    int64_t v = 0;
    bool known = report_t3_value(r, n->first, COLUMN_TOTAL, &v);

    may_mean(m, known, v);
}

/* Received: this year's, or with what was carried over. */
static void mean_received(const struct report *r, struct meanings *m)
{
    int64_t v = 0;
    int64_t before;

    bool known = report_t3_value(r, ROW_NEW, COLUMN_TOTAL, &v);

    may_mean(m, known, v);
    if (known && report_t3_value(r, ROW_PREV, COLUMN_TOTAL, &before)) may_mean(m, true, v + before);
}

/* Answered: all, or without what was carried over from the year before. */
static void mean_done(const struct report *r, struct meanings *m)
{
    int64_t v = 0;
    int64_t before;

    bool known = report_t3_value(r, ROW_R7, COLUMN_TOTAL, &v);

    may_mean(m, known, v);
    if (known && report_t3_value(r, ROW_PREV, COLUMN_TOTAL, &before)) may_mean(m, true, v - before);
}

/* 办理 is said of what came in and of what was settled. */
void prose_mean_handled(const struct report *r, struct meanings *m)
{
    mean_received(r, m);
    mean_done(r, m);
}

static bool column_of(const struct report *r, enum report_row row, enum report_column first,
                      enum report_column last, int64_t *out)
{
    int64_t v;

    *out = 0;
    for (enum report_column k = first; k <= last; k++) {
        if (!report_t3_value(r, row, k, &v)) return false;
        *out += v;
    }
    return true;
}

/* Applicants of a kind: of those received, with those carried over, or of those settled. */
static void mean_applicants(const struct report *r, const struct prose_name *n, struct meanings *m)
{
    enum report_column last = n->column == COLUMN_TOTAL ? COLUMN_OTHER : n->column;
    enum report_column first = n->column == COLUMN_TOTAL ? COLUMN_COMPANY : n->column;
    int64_t v = 0;
    int64_t before, done;
    bool known = column_of(r, ROW_NEW, first, last, &v);

    may_mean(m, known, v);
    if (known && column_of(r, ROW_PREV, first, last, &before)) may_mean(m, true, v + before);
    if (known && column_of(r, ROW_R7, first, last, &done)) may_mean(m, true, done);
}

static void mean_review(const struct report *r, struct meanings *m)
{
    int64_t v = 0;
    bool known = report_t4_value(r, SUIT_REVIEW, OUTCOME_TOTAL, &v);

    may_mean(m, known, v);
}

bool prose_suits(const struct report *r, enum report_outcome k, int64_t *out)
{
    int64_t direct, after;

    if (!report_t4_value(r, SUIT_DIRECT, k, &direct) ||
        !report_t4_value(r, SUIT_AFTER_REVIEW, k, &after))
        return false;
    *out = direct + after;
    return true;
}

static void mean_suit(const struct report *r, struct meanings *m)
{
    int64_t v = 0;
    bool known = prose_suits(r, OUTCOME_TOTAL, &v);

    may_mean(m, known, v);
}

void prose_mean(const struct report *r, const struct prose_name *n, struct meanings *m)
{
    switch (n->kind) {
    case PROSE_ROW:
        mean_row(r, n, m);
        break;
    case PROSE_SUM:
        mean_sum(r, n, m);
        break;
    case PROSE_RECEIVED:
        mean_received(r, m);
        break;
    case PROSE_DONE:
        mean_done(r, m);
        break;
    case PROSE_HANDLED:
        prose_mean_handled(r, m);
        break;
    case PROSE_APPLICANTS:
        mean_applicants(r, n, m);
        break;
    case PROSE_REVIEW:
        mean_review(r, m);
        break;
    case PROSE_SUIT:
        mean_suit(r, m);
        break;
    }
}

#define NAME(...)                                                                                  \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

/* The more exact first: the first that is found last in the clause counts. */
static const struct prose_name names[] = {
    NAME(.words = {S_INIT("予以公开及部分公开"), S_INIT("予以公开和部分公开"),
                   S_INIT("予以公开（含部分公开）"), S_INIT("予以公开(含部分公开)")},
         .kind = PROSE_SUM, .first = ROW_R1, .last = ROW_R2, .label = S_INIT("予以公开及部分公开")),
    NAME(.words = {S_INIT("予以公开")}, .kind = PROSE_ROW, .first = ROW_R1,
         .label = S_INIT("予以公开")),
    NAME(.words = {S_INIT("部分公开")}, .kind = PROSE_ROW, .first = ROW_R2,
         .label = S_INIT("部分公开")),
    NAME(.words = {S_INIT("不予公开")}, .kind = PROSE_SUM, .first = ROW_R3_1, .last = ROW_R3_8,
         .label = S_INIT("不予公开")),
    NAME(.words = {S_INIT("无法提供")}, .kind = PROSE_SUM, .first = ROW_R4_1, .last = ROW_R4_3,
         .label = S_INIT("无法提供")),
    NAME(.words = {S_INIT("不予处理")}, .kind = PROSE_SUM, .first = ROW_R5_1, .last = ROW_R5_5,
         .label = S_INIT("不予处理")),
    NAME(.words = {S_INIT("其他处理")}, .kind = PROSE_SUM, .first = ROW_R6, .last = ROW_R6_3,
         .label = S_INIT("其他处理")),
    NAME(.words = {S_INIT("结转下年"), S_INIT("结转下一年"), S_INIT("转下年"), S_INIT("转下一年"),
                   S_INIT("顺延到下"), S_INIT("结转至")},
         .kind = PROSE_ROW, .first = ROW_NEXT, .label = S_INIT("结转下年度"), .behind = true),
    NAME(.words = {S_INIT("上年结转"), S_INIT("上年度结转"), S_INIT("上一年结转"),
                   S_INIT("上一年度结转"), S_INIT("上年转入")},
         .kind = PROSE_ROW, .first = ROW_PREV, .label = S_INIT("上年结转")),
    NAME(.words = {S_INIT("自然人")}, .kind = PROSE_APPLICANTS, .column = COLUMN_NATURAL,
         .label = S_INIT("自然人申请")),
    NAME(.words = {S_INIT("商业企业")}, .kind = PROSE_APPLICANTS, .column = COLUMN_COMPANY,
         .label = S_INIT("商业企业申请")),
    NAME(.words = {S_INIT("科研机构")}, .kind = PROSE_APPLICANTS, .column = COLUMN_RESEARCH,
         .label = S_INIT("科研机构申请")),
    NAME(.words = {S_INIT("公益组织")}, .kind = PROSE_APPLICANTS, .column = COLUMN_CHARITY,
         .label = S_INIT("社会公益组织申请")),
    NAME(.words = {S_INIT("法律服务机构")}, .kind = PROSE_APPLICANTS, .column = COLUMN_LEGAL,
         .label = S_INIT("法律服务机构申请")),
    NAME(.words = {S_INIT("法人或其他组织"), S_INIT("法人和其他组织"), S_INIT("法人及其他组织"),
                   S_INIT("法人或者其他组织")},
         .kind = PROSE_APPLICANTS, .column = COLUMN_TOTAL, .label = S_INIT("法人或其他组织申请")),
    NAME(.words = {S_INIT("收办"), S_INIT("办理")}, .kind = PROSE_HANDLED,
         .label = S_INIT("办理申请")),
    NAME(.words = {S_INIT("答复"), S_INIT("办结")}, .kind = PROSE_DONE,
         .label = S_INIT("答复申请")),
    NAME(.words = {S_INIT("受理"), S_INIT("收到"), S_INIT("新收"), S_INIT("接收"), S_INIT("共收"),
                   S_INIT("接到")},
         .kind = PROSE_RECEIVED, .label = S_INIT("收到申请")),
};

const struct prose_name prose_name_review = {.kind = PROSE_REVIEW, .label = S_INIT("行政复议")};
const struct prose_name prose_name_suit = {.kind = PROSE_SUIT, .label = S_INIT("行政诉讼")};

/* ---- clauses -------------------------------------------------------------------------------- */

bool prose_holds(str text, str word)
{
    return str_find(text, word, 0) != STR_NONE;
}

bool prose_holds_any(str text, const str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (prose_holds(text, words[i])) return true;
    return false;
}

/* Where the last of a name's words ends in the clause; 0: none of them. */
static size_t last_of(str clause, const struct prose_name *n)
{
    size_t end = 0;

    for (size_t i = 0; i < COUNT_OF(n->words) && n->words[i].n; i++)
        for (size_t at = str_find(clause, n->words[i], 0); at != STR_NONE;
             at = str_find(clause, n->words[i], at + 1))
            if (at + n->words[i].n > end) end = at + n->words[i].n;
    return end;
}

/* Words of other business: their numbers are no requests. */
bool prose_other_business(str clause)
{
    static const str words[] = {
        S_INIT("主动公开"), S_INIT("信访"),       S_INIT("举报"), S_INIT("留言"),
        S_INIT("咨询"),     S_INIT("建议"),       S_INIT("提案"), S_INIT("来信"),
        S_INIT("意见"),     S_INIT("来电"),       S_INIT("热线"), S_INIT("解读"),
        S_INIT("回应"),     S_INIT("规范性文件"), S_INIT("工单"), S_INIT("网民"),
        S_INIT("网上办理"), S_INIT("主动撤"),     S_INIT("投诉"), S_INIT("去年"),
        S_INIT("较上年"),   S_INIT("比上年"),     S_INIT("增加"), S_INIT("减少"),
    };

    return prose_holds_any(clause, words, COUNT_OF(words));
}

const struct prose_name *prose_name_before(str clause)
{
    const struct prose_name *best = NULL;
    size_t best_end = 0;

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t end = last_of(clause, &names[i]);
        bool vague = names[i].kind != PROSE_ROW && names[i].kind != PROSE_SUM;

        /* 转下年度办理121件: what names one row is not outdone by a later 办理 or 答复. */
        if (best && vague && (best->kind == PROSE_ROW || best->kind == PROSE_SUM)) continue;
        if (end > best_end) {
            best = &names[i];
            best_end = end;
        }
    }
    /* The name of a result may stand behind words of other business (信访等不予处理). */
    if (best && best->kind != PROSE_SUM && best->kind != PROSE_ROW && prose_other_business(clause))
        return NULL;
    /* Far from its number a word is not its name. */
    if (best && utf8_count(str_from(clause, best_end)) > 14) return NULL;
    return best;
}

const struct prose_name *prose_name_behind(str clause)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (names[i].behind && last_of(clause, &names[i])) return &names[i];
    return NULL;
}
