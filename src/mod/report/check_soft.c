/* The soft rules but S5: table two, the sections, what should be rare. */
#include "mod/report/checker.h"

#include "base/utf8.h"

/* ---- the soft rules of table two ------------------------------------------------------------ */

static bool t2_value(const struct report *r, str item, str row, str column, int64_t *out)
{
    const struct report_cell *c = report_t2_cell(r, item, row, column);

    if (!c || c->state == REPORT_UNKNOWN || c->state == REPORT_BLANK) return false;
    *out = c->value;
    return true;
}

void check_valid(struct report_checker *c)
{
    static const struct report_label rows[] = {{S_INIT("rules"), S_INIT("规章")},
                                               {S_INIT("normative"), S_INIT("行政规范性文件")}};
    const str item = S("t2_20_1");
    int64_t made, repealed, valid, before;

    if (c->r->format != REPORT_FORM_2021 || c->previous->format != REPORT_FORM_2021) return;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct checker_place at = {S("t2"), rows[i].id, S("valid")};

        if (!t2_value(c->r, item, rows[i].id, S("made"), &made) ||
            !t2_value(c->r, item, rows[i].id, S("repealed"), &repealed) ||
            !t2_value(c->r, item, rows[i].id, S("valid"), &valid) ||
            !t2_value(c->previous, item, rows[i].id, S("valid"), &before))
            checker_skip(c, at,
                         str_printf(c->a, "表二“%.*s”有没读出的格，与上年的衔接没有核对。",
                                    STR_ARG(rows[i].label)));
        else if (before + made - repealed != valid)
            checker_differ(c, at, before + made - repealed, valid,
                           str_printf(c->a,
                                      "表二“%.*s”：上年现行有效 %lld，加本年制发 %lld、减本年废止 "
                                      "%lld 是 %lld，“现行有效件数”写的是 %lld。",
                                      STR_ARG(rows[i].label), (long long)before, (long long)made,
                                      (long long)repealed, (long long)(before + made - repealed),
                                      (long long)valid));
    }
}

/* Rows of table two that have “上一年项目数量” and “本年增/减”. */
static void each_item(struct report_checker *c,
                      void (*fn)(struct report_checker *c, const struct report_figure *f))
{
    size_t n;
    const struct report_figure *f = report_figures(c->r->format, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(f[i].column, S("prev_items"))) fn(c, &f[i]);
}

static void items_row(struct report_checker *c, const struct report_figure *f)
{
    int64_t now, before, delta;
    bool known = t2_value(c->r, f->item, f->row, f->column, &now) &&
                 t2_value(c->previous, f->item, f->row, f->column, &before) &&
                 t2_value(c->previous, f->item, f->row, S("delta"), &delta);
    int64_t due = known ? before + delta : 0;

    if (!known)
        checker_skip(c, checker_t2(f),
                     str_printf(c->a, "表二“%.*s”有没读出的格，与上年的衔接没有核对。",
                                STR_ARG(f->row_label)));
    else if (due != now)
        checker_differ(c, checker_t2(f), due, now,
                       str_printf(c->a,
                                  "表二“%.*s”：上年报告的项目数量 %lld 加其增减 %lld 是 "
                                  "%lld，本报告“上一年项目数量”写的是 %lld。",
                                  STR_ARG(f->row_label), (long long)before, (long long)delta,
                                  (long long)due, (long long)now));
}

void check_items(struct report_checker *c)
{
    if (c->r->format == REPORT_FORM_2019 && c->previous->format == REPORT_FORM_2019)
        each_item(c, items_row);
}

void check_published(struct report_checker *c)
{
    static const struct report_label rows[] = {{S_INIT("rules"), S_INIT("规章")},
                                               {S_INIT("normative"), S_INIT("规范性文件")}};
    int64_t published, all;

    if (c->r->format != REPORT_FORM_2019) return;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct checker_place at = {S("t2"), rows[i].id, S("total_public")};

        if (!t2_value(c->r, S("t2_20_1"), rows[i].id, S("published"), &published) ||
            !t2_value(c->r, S("t2_20_1"), rows[i].id, S("total_public"), &all))
            checker_skip(c, at,
                         str_printf(c->a, "表二“%.*s”有没读出的格，公开数量没有核对。",
                                    STR_ARG(rows[i].label)));
        else if (published > all)
            checker_find(c, at,
                         str_printf(c->a,
                                    "表二“%.*s”：本年新公开 %lld 件，多于对外公开总数量 %lld 件。",
                                    STR_ARG(rows[i].label), (long long)published, (long long)all));
    }
}

static void delta_row(struct report_checker *c, const struct report_figure *f)
{
    int64_t before, delta;

    if (!t2_value(c->r, f->item, f->row, f->column, &before) ||
        !t2_value(c->r, f->item, f->row, S("delta"), &delta))
        checker_skip(
            c, checker_t2(f),
            str_printf(c->a, "表二“%.*s”有没读出的格，增减没有核对。", STR_ARG(f->row_label)));
    else if (before + delta < 0)
        checker_find(c, checker_t2(f),
                     str_printf(c->a, "表二“%.*s”：上一年 %lld 项，本年减少 %lld 项，不够减。",
                                STR_ARG(f->row_label), (long long)before, (long long)-delta));
}

void check_delta(struct report_checker *c)
{
    if (c->r->format == REPORT_FORM_2019) each_item(c, delta_row);
}

/* ---- the other soft rules ------------------------------------------------------------------- */

static bool has_any(str text, const str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(text, words[i], 0) != STR_NONE) return true;
    return false;
}

/* 规章 are made by departments of the State Council, provinces and cities with districts. */
void check_rules(struct report_checker *c)
{
    static const str lower[] = {S_INIT("县"),         S_INIT("镇"),     S_INIT("街道"),
                                S_INIT("开发区"),     S_INIT("高新区"), S_INIT("新区"),
                                S_INIT("园区"),       S_INIT("实验区"), S_INIT("区人民政府"),
                                S_INIT("乡人民政府"), S_INIT("管委会"), S_INIT("管理委员会")};
    int64_t made;

    if (!has_any(c->r->issuer, lower, COUNT_OF(lower))) return;
    if (t2_value(c->r, S("t2_20_1"), S("rules"), S("made"), &made) && made > 0)
        checker_find(
            c, (struct checker_place){S("t2"), S("rules"), S("made")},
            str_printf(
                c->a,
                "表二“规章”：本年制发 %lld 件。县、区、开发区和乡镇没有规章制定权，请核对是否把"
                "规范性文件填到了规章。",
                (long long)made));
}

static size_t letters(str text)
{
    size_t n = 0;
    uint32_t r;

    while (utf8_next(&text, &r))
        n += utf8_is_han(r) || (r >= '0' && r <= '9') || (r >= 0xFF10 && r <= 0xFF19);
    return n;
}

void check_sections(struct report_checker *c)
{
    static const size_t asked[] = {5, 6};

    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        str text = c->r->prose[asked[i] - 1];
        struct checker_place at = {S("prose"), str_printf(c->a, "%zu", asked[i]), S("")};
        str title = report_sections[asked[i] - 1];

        if (!c->r->titled[asked[i] - 1])
            checker_skip(
                c, at,
                str_printf(c->a, "没有找到“%.*s”这一部分，是否为空没有核对。", STR_ARG(title)));
        else if (str_find(text, S("…"), 0) != STR_NONE && letters(text) < 4)
            checker_skip(c, at, str_printf(c->a, "“%.*s”有省略，没有核对。", STR_ARG(title)));
        else if (!letters(text))
            checker_find(c, at, str_printf(c->a, "“%.*s”没有内容。", STR_ARG(title)));
        else if (asked[i] == 5 && letters(text) <= 4)
            checker_find(c, at,
                         str_printf(c->a, "“%.*s”只写了“%.*s”，应当具体说明问题和改进。",
                                    STR_ARG(title), STR_ARG(utf8_trim(text))));
    }
}

/* Share of the two-character pieces of `x` that also stand in `y`, in percent. */
static int64_t alike(struct arena *a, str x, str y)
{
    str one = report_squeeze(a, x);
    str other = report_squeeze(a, y);
    size_t all = 0;
    size_t same = 0;

    for (str rest = one; utf8_count(utf8_head(rest, 4)) == 4;) {
        str piece = utf8_head(rest, 4);

        all++;
        same += str_find(other, piece, 0) != STR_NONE;
        rest = str_from(rest, utf8_head(rest, 1).n);
    }
    return all ? (int64_t)(same * 100 / all) : 0;
}

void check_alike(struct report_checker *c)
{
    enum { ALIKE_MOST = 70, LETTERS_LEAST = 60, LETTERS_MOST = 20000 };
    static const size_t asked[] = {1, 5};

    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        str now = utf8_head(c->r->prose[asked[i] - 1], LETTERS_MOST);
        str before = utf8_head(c->previous->prose[asked[i] - 1], LETTERS_MOST);

        if (letters(now) < LETTERS_LEAST) continue;
        int64_t share = alike(c->a, now, before);

        if (share >= ALIKE_MOST)
            checker_find(
                c, (struct checker_place){S("prose"), str_printf(c->a, "%zu", asked[i]), S("")},
                str_printf(c->a, "“%.*s”有 %lld%% 与上一年度报告相同，年年雷同会被追究。",
                           STR_ARG(report_sections[asked[i] - 1]), (long long)share));
    }
}

void check_pending(struct report_checker *c)
{
    int64_t pending, total;

    for (enum report_suit i = 0; i < REPORT_SUITS; i++) {
        struct checker_place at = {S("t4"), report_suits[i].id, S("total")};

        if (!report_t4_value(c->previous, i, OUTCOME_PENDING, &pending) ||
            !report_t4_value(c->r, i, OUTCOME_TOTAL, &total))
            checker_skip(c, at,
                         str_printf(c->a, "表四“%.*s”有没读出的格，上年未审结的案件没有核对。",
                                    STR_ARG(report_suits[i].label)));
        else if (pending > total)
            checker_find(
                c, at,
                str_printf(
                    c->a,
                    "表四“%.*s”：上年尚未审结 %lld 件，本年总计只有 %lld 件；上年未审结的应当在"
                    "本年列为审结或者仍未审结。",
                    STR_ARG(report_suits[i].label), (long long)pending, (long long)total));
    }
}

void check_length(struct report_checker *c)
{
    enum { LETTERS_MOST = 1000 };
    size_t n = letters(c->r->prose[0]);

    if (c->r->format == REPORT_FORM_2021 && n > LETTERS_MOST)
        checker_find(c, (struct checker_place){S("prose"), S("1"), S("")},
                     str_printf(c->a, "“一、总体情况”有 %zu 字，原则上不超过一千字。", n));
}

void check_fee_section(struct report_checker *c)
{
    static const str words[] = {S_INIT("处理费"), S_INIT("收费"), S_INIT("收取"), S_INIT("费用")};
    struct checker_place at = {S("prose"), S("6"), S("")};

    if (c->r->format != REPORT_FORM_2021) return;
    if (!c->r->titled[5])
        checker_skip(c, at, S("没有找到“六、其他需要报告的事项”，信息处理费情况没有核对。"));
    else if (!has_any(c->r->prose[5], words, COUNT_OF(words)))
        checker_find(c, at,
                     S("“六、其他需要报告的事项”没有报告信息处理费情况；没有收取也应写明。"));
}

void check_other_share(struct report_checker *c)
{
    enum { SHARE_MOST = 5 };
    int64_t other, all;

    if (c->r->format != REPORT_FORM_2019 || !c->r->has[ROW_R6]) return;
    if (!report_t3_value(c->r, ROW_R6, COLUMN_TOTAL, &other) ||
        !report_t3_value(c->r, ROW_R7, COLUMN_TOTAL, &all))
        checker_skip(c, checker_t3(ROW_R6, COLUMN_TOTAL),
                     S("“（六）其他处理”或者总计没有读出，所占比例没有核对。"));
    else if (all > 0 && other * 100 > all * SHARE_MOST)
        checker_find(c, checker_t3(ROW_R6, COLUMN_TOTAL),
                     str_printf(c->a,
                                "表三“（六）其他处理”%lld 件，占办理总数 %lld 件的 "
                                "%lld%%，比例偏高，请说明原因。",
                                (long long)other, (long long)all, (long long)(other * 100 / all)));
}
