/* The arithmetic rules, and the run over all of them. */
#include "mod/report/checker.h"

#include "mod/report/blame.h"

/* ---- findings ------------------------------------------------------------------------------- */

struct report_finding *checker_find(struct report_checker *c, struct checker_place at, str text)
{
    struct report_finding *f = vec_push(c->a, &c->findings);

    *f = (struct report_finding){
        .rule = c->rule,
        .verdict = c->rule->hard ? REPORT_WRONG : REPORT_DOUBTFUL,
        .table = at.table,
        .row = at.row,
        .column = at.column,
        .text = text,
    };
    return f;
}

void checker_differ(struct report_checker *c, struct checker_place at, int64_t expected,
                    int64_t found, str text)
{
    struct report_finding *f = checker_find(c, at, text);

    f->counted = true;
    f->expected = expected;
    f->found = found;
}

void checker_skip(struct report_checker *c, struct checker_place at, str text)
{
    checker_find(c, at, text)->verdict = REPORT_UNCHECKED;
}

struct checker_place checker_t3(enum report_row row, enum report_column column)
{
    return (struct checker_place){S("t3"), report_rows[row].id, report_columns[column].id};
}

struct checker_place checker_t2(const struct report_figure *f)
{
    return (struct checker_place){S("t2"), f->row, f->column};
}

static struct checker_place in_table(str table)
{
    return (struct checker_place){table, S(""), S("")};
}

/* Names of what a rule could not check, joined to one sentence. */
struct left_out {
    struct buf names;
    size_t n;
};

static void leave_out(struct report_checker *c, struct left_out *l, str name)
{
    if (!l->n) buf_init(&l->names, c->a, 8192);
    if (l->n) buf_lit(&l->names, "、");
    buf_add(&l->names, name);
    l->n++;
}

static void tell_left_out(struct report_checker *c, struct left_out *l, str table, str kind,
                          size_t all)
{
    if (!l->n) return;
    if (l->n == all)
        checker_skip(c, in_table(table),
                     str_printf(c->a, "各%.*s都有没读出的格，“%.*s”没有核对。", STR_ARG(kind),
                                STR_ARG(c->rule->what)));
    else
        checker_skip(c, in_table(table),
                     str_printf(c->a, "%zu %.*s有没读出的格，“%.*s”没有核对：%.*s。", l->n,
                                STR_ARG(kind), STR_ARG(c->rule->what),
                                STR_ARG(buf_str(&l->names))));
}

/* ---- table three ---------------------------------------------------------------------------- */

/* Parts of a row; false: one is not known. An empty part counts nothing. */
static bool row_parts(const struct report_cell *cells, size_t n, int64_t *sum, size_t *blank)
{
    *sum = 0;
    *blank = 0;
    for (size_t i = 0; i < n; i++) {
        if (cells[i].state == REPORT_UNKNOWN) return false;
        *blank += cells[i].state == REPORT_BLANK;
        *sum += cells[i].value;
    }
    return true;
}

static void h1(struct report_checker *c)
{
    const struct report *r = c->r;
    struct left_out out = {0};
    size_t rows = 0;
    size_t no_total = 0;
    size_t blank;
    int64_t sum;

    for (enum report_row i = 0; i < REPORT_ROWS; i++) {
        const struct report_cell *total = &r->t3[i][COLUMN_TOTAL];

        if (!r->has[i]) continue;
        rows++;
        bool known = row_parts(r->t3[i], COLUMN_TOTAL, &sum, &blank);

        if (!known || total->state == REPORT_UNKNOWN ||
            (blank == COLUMN_TOTAL && total->state == REPORT_KNOWN && total->value)) {
            leave_out(c, &out, report_row_name(c->a, i));
        } else if (total->state != REPORT_KNOWN) {
            no_total += sum != 0;
        } else if (total->value != sum) {
            checker_differ(c, checker_t3(i, COLUMN_TOTAL), sum, total->value,
                           str_printf(c->a,
                                      "表三“%.*s”行：六类申请人相加是 %lld%s，“总计”写的是 %lld。",
                                      STR_ARG(report_row_name(c->a, i)), (long long)sum,
                                      blank ? "（空格按 0 计）" : "", (long long)total->value));
        }
    }
    tell_left_out(c, &out, S("t3"), S("行"), rows);
    if (no_total)
        checker_skip(
            c, in_table(S("t3")),
            str_printf(c->a, "表三有 %zu 行没有填“总计”，这些行没有可核对的总计。", no_total));
}

static void h2(struct report_checker *c)
{
    const struct report *r = c->r;
    struct left_out out = {0};
    int64_t sum;

    for (enum report_column k = 0; k < REPORT_COLUMNS; k++) {
        const struct report_cell *total = &r->t3[ROW_R7][k];

        if (total->state == REPORT_UNKNOWN || !report_t3_sum(r, ROW_R1, ROW_R6_3, k, &sum) ||
            (total->state != REPORT_KNOWN && sum)) {
            leave_out(c, &out, report_columns[k].label);
        } else if (total->value != sum) {
            checker_differ(
                c, checker_t3(ROW_R7, k), sum, total->value,
                str_printf(c->a, "表三“%.*s”列：各项办理结果相加是 %lld，“（七）总计”写的是 %lld。",
                           STR_ARG(report_columns[k].label), (long long)sum,
                           (long long)total->value));
        }
    }
    tell_left_out(c, &out, S("t3"), S("列"), REPORT_COLUMNS);
}

static void h3(struct report_checker *c)
{
    const struct report *r = c->r;
    struct left_out out = {0};
    int64_t fresh, before, done, after;

    for (enum report_column k = 0; k < REPORT_COLUMNS; k++) {
        bool known = report_t3_value(r, ROW_NEW, k, &fresh) &&
                     report_t3_value(r, ROW_PREV, k, &before) &&
                     report_t3_value(r, ROW_NEXT, k, &after);

        /* Without a printed total the results themselves count. */
        known = known && (r->t3[ROW_R7][k].state == REPORT_KNOWN
                              ? report_t3_value(r, ROW_R7, k, &done)
                              : report_t3_sum(r, ROW_R1, ROW_R6_3, k, &done));
        int64_t came = known ? fresh + before : 0;
        int64_t went = known ? done + after : 0;

        if (!known) {
            leave_out(c, &out, report_columns[k].label);
        } else if (came != went) {
            checker_differ(
                c, checker_t3(ROW_NEXT, k), came, went,
                str_printf(c->a,
                           "表三“%.*s”列：本年新收 %lld 加上年结转 %lld 是 %lld，办理结果总计 %lld "
                           "加结转下年度 %lld 是 %lld，两者应当相等。",
                           STR_ARG(report_columns[k].label), (long long)fresh, (long long)before,
                           (long long)came, (long long)done, (long long)after, (long long)went));
        }
    }
    tell_left_out(c, &out, S("t3"), S("列"), REPORT_COLUMNS);
}

static void h4(struct report_checker *c)
{
    struct left_out out = {0};
    int64_t now, before;

    for (enum report_column k = 0; k < REPORT_COLUMNS; k++) {
        if (!report_t3_value(c->r, ROW_PREV, k, &now) ||
            !report_t3_value(c->previous, ROW_NEXT, k, &before))
            leave_out(c, &out, report_columns[k].label);
        else if (now != before)
            checker_differ(c, checker_t3(ROW_PREV, k), before, now,
                           str_printf(c->a,
                                      "表三“%.*s”列：上一年度报告结转下年度的是 "
                                      "%lld，本报告“上年结转”写的是 %lld。",
                                      STR_ARG(report_columns[k].label), (long long)before,
                                      (long long)now));
    }
    tell_left_out(c, &out, S("t3"), S("列"), REPORT_COLUMNS);
}

/* ---- table four ----------------------------------------------------------------------------- */

static void h5(struct report_checker *c)
{
    struct left_out out = {0};
    size_t blank;
    int64_t sum;

    for (enum report_suit i = 0; i < REPORT_SUITS; i++) {
        const struct report_cell *cells = c->r->t4[i];
        const struct report_cell *total = &cells[OUTCOME_TOTAL];

        if (!row_parts(cells, OUTCOME_TOTAL, &sum, &blank) || total->state == REPORT_UNKNOWN ||
            (total->state != REPORT_KNOWN && sum) ||
            (blank == OUTCOME_TOTAL && total->state == REPORT_KNOWN && total->value))
            leave_out(c, &out, report_suits[i].label);
        else if (total->value != sum)
            checker_differ(c,
                           (struct checker_place){S("t4"), report_suits[i].id,
                                                  report_outcomes[OUTCOME_TOTAL].id},
                           sum, total->value,
                           str_printf(c->a, "表四“%.*s”：四项相加是 %lld，“总计”写的是 %lld。",
                                      STR_ARG(report_suits[i].label), (long long)sum,
                                      (long long)total->value));
    }
    tell_left_out(c, &out, S("t4"), S("组"), REPORT_SUITS);
}

/* ---- every count ---------------------------------------------------------------------------- */

/* A number, but not a whole one: 3.5. What is no number at all could not be read. */
static bool is_fraction(str s)
{
    size_t points = 0;

    for (size_t i = 0; i < s.n; i++) {
        points += s.p[i] == '.';
        if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9')) return false;
    }
    return points == 1 && s.n > 2;
}

static void is_count(struct report_checker *c, const struct report_cell *cell,
                     struct checker_place at, str name)
{
    if (cell->state == REPORT_UNKNOWN && is_fraction(cell->shown))
        checker_find(c, at,
                     str_printf(c->a, "%.*s写的是“%.*s”，应为不小于 0 的整数。", STR_ARG(name),
                                STR_ARG(cell->shown)));
    else if (cell->state == REPORT_UNKNOWN && cell->shown.n)
        checker_skip(
            c, at,
            str_printf(c->a, "%.*s写的是“%.*s”，读不出数。", STR_ARG(name), STR_ARG(cell->shown)));
    else if (cell->state == REPORT_KNOWN && cell->value < 0)
        checker_find(c, at,
                     str_printf(c->a, "%.*s写的是 %lld，不能是负数。", STR_ARG(name),
                                (long long)cell->value));
}

static void h6(struct report_checker *c)
{
    const struct report *r = c->r;
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);

    for (size_t i = 0; i < n; i++)
        if (f[i].kind == REPORT_COUNT)
            is_count(c, &r->t2[i], checker_t2(&f[i]),
                     str_printf(c->a, "表二“%.*s”的“%.*s”", STR_ARG(f[i].row_label),
                                STR_ARG(f[i].column_label)));
    for (enum report_row i = 0; i < REPORT_ROWS; i++)
        for (enum report_column k = 0; r->has[i] && k < REPORT_COLUMNS; k++)
            is_count(c, &r->t3[i][k], checker_t3(i, k),
                     str_printf(c->a, "表三“%.*s”行“%.*s”", STR_ARG(report_row_name(c->a, i)),
                                STR_ARG(report_columns[k].label)));
    for (enum report_suit i = 0; i < REPORT_SUITS; i++)
        for (enum report_outcome k = 0; k < REPORT_OUTCOMES; k++)
            is_count(c, &r->t4[i][k],
                     (struct checker_place){S("t4"), report_suits[i].id, report_outcomes[k].id},
                     str_printf(c->a, "表四“%.*s”的“%.*s”", STR_ARG(report_suits[i].label),
                                STR_ARG(report_outcomes[k].label)));
}

/* ---- the table ------------------------------------------------------------------------------ */

#define RULE(name, is_hard, needed, line, fn)                                                      \
    {                                                                                              \
        .id = S_INIT(name), .hard = (is_hard), .needs = (needed), .what = S_INIT(line),            \
        .run = (fn)                                                                                \
    }

const struct report_rule report_rules[] = {
    RULE("H1", true, REPORT_NEEDS_NOTHING, "表三每一行：六类申请人之和等于总计", h1),
    RULE("H2", true, REPORT_NEEDS_NOTHING, "表三每一列：各项办理结果之和等于（七）总计", h2),
    RULE("H3", true, REPORT_NEEDS_NOTHING, "表三每一列：一加二之和等于三加四之和", h3),
    RULE("H4", true, REPORT_NEEDS_PREVIOUS, "表三每一列：上年结转等于上年报告的结转下年度", h4),
    RULE("H5", true, REPORT_NEEDS_NOTHING, "表四每一组：四项结果之和等于总计", h5),
    RULE("H6", true, REPORT_NEEDS_NOTHING, "各项数量是不小于 0 的整数", h6),
    RULE("H7", true, REPORT_NEEDS_NOTHING, "收取信息处理费的，第六部分写明金额", check_fee_told),
    RULE("S1", false, REPORT_NEEDS_PREVIOUS, "现行有效件数等于上年加制发减废止", check_valid),
    RULE("S2", false, REPORT_NEEDS_PREVIOUS, "上一年项目数量等于上年报告的数量加增减", check_items),
    RULE("S3", false, REPORT_NEEDS_NOTHING, "本年新公开数量不多于对外公开总数量", check_published),
    RULE("S4", false, REPORT_NEEDS_NOTHING, "项目数量减少后不小于 0", check_delta),
    RULE("S5", false, REPORT_NEEDS_NOTHING, "正文中的数字与表格一致", check_prose),
    RULE("S6", false, REPORT_NEEDS_NOTHING, "没有规章制定权的单位规章为 0", check_rules),
    RULE("S7", false, REPORT_NEEDS_RECORDS, "有收费通知才有逾期不缴费的件数", NULL),
    RULE("S8", false, REPORT_NEEDS_RECORDS, "表三各格与办件登记一致", NULL),
    RULE("S9", false, REPORT_NEEDS_NOTHING, "第五、第六部分有内容", check_sections),
    RULE("S10", false, REPORT_NEEDS_PREVIOUS, "正文不与上年雷同", check_alike),
    RULE("S11", false, REPORT_NEEDS_PREVIOUS, "上年未审结的案件在本年有着落", check_pending),
    RULE("S12", false, REPORT_NEEDS_NOTHING, "第一部分不超过一千字", check_length),
    RULE("S13", false, REPORT_NEEDS_NOTHING, "第六部分报告信息处理费情况", check_fee_section),
    RULE("S14", false, REPORT_NEEDS_NOTHING, "其他处理所占比例不高", check_other_share),
    RULE("S15", false, REPORT_NEEDS_RECORDS, "处理决定数量不少于平台公开的数量", NULL),
    RULE("S16", false, REPORT_NEEDS_RECORDS, "表四不含仅作为复议机关的案件", NULL),
};
const size_t report_rules_n = COUNT_OF(report_rules);

static void count_cells(const struct report_cell *cells, size_t n, struct report_check *out)
{
    for (size_t i = 0; i < n; i++) {
        out->unknown += cells[i].state == REPORT_UNKNOWN;
        out->blank += cells[i].state == REPORT_BLANK;
    }
}

void report_check(struct arena *a, const struct report *r, const struct report *previous,
                  struct report_check *out)
{
    struct report_checker c = {.a = a, .r = r, .previous = previous};
    size_t figures;

    *out = (struct report_check){0};
    for (size_t i = 0; i < report_rules_n; i++) {
        c.rule = &report_rules[i];
        if (!c.rule->run || (c.rule->needs == REPORT_NEEDS_PREVIOUS && !previous)) continue;
        c.rule->run(&c);
    }
    out->findings = c.findings.items;
    out->n = c.findings.n;
    for (size_t i = 0; i < out->n; i++) {
        out->wrong += out->findings[i].verdict == REPORT_WRONG;
        out->doubtful += out->findings[i].verdict == REPORT_DOUBTFUL;
        out->unchecked += out->findings[i].verdict == REPORT_UNCHECKED;
    }
    (void)report_figures(r->format, &figures);
    count_cells(r->t2, figures, out);
    for (size_t i = 0; i < REPORT_ROWS; i++)
        if (r->has[i]) count_cells(r->t3[i], REPORT_COLUMNS, out);
    count_cells(&r->t4[0][0], (size_t)REPORT_SUITS * REPORT_OUTCOMES, out);
    report_blame(a, r, out);
}
