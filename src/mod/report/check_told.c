/* What the report tells of itself: parts that should add up to a whole (S5), the fee (H7). */
#include "mod/report/checker.h"
#include "mod/report/prose_name.h"

#include "base/num.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- wholes and parts ----------------------------------------------------------------------- */

/* Reads digits at *at and the unit behind them; false: another unit or none. */
static bool take_number(str text, size_t *at, str unit, int64_t *out)
{
    size_t end = *at;

    while (end < text.n && is_digit(text.p[end])) end++;
    str digits = str_from(str_head(text, end), *at);
    bool right = str_starts(str_from(text, end), unit) && num_parse(digits, 0, INT64_MAX, out);

    *at = end;
    return right && digits.n < 10;
}

/*
 * The parts that a bracket lists, one number each, as far as they have the unit of the whole; inner
 * brackets are parts of parts. *closed: the last one is what remains (其他), so they are all.
 */
static size_t sum_parts(str list, str unit, int64_t *sum, bool *closed)
{
    size_t n = 0;
    size_t depth = 0;
    size_t from = 0;

    *sum = 0;
    *closed = false;
    for (size_t at = 0; at < list.n;) {
        int64_t v;

        depth += list.p[at] == '(';
        if (list.p[at] == ')' && !depth--) break;
        if (!is_digit(list.p[at]) || depth) {
            at++;
            continue;
        }
        str name = str_from(str_head(list, at), from);

        if (!take_number(list, &at, unit, &v)) continue;
        *sum += v;
        *closed = prose_holds(name, S("其他")) || prose_holds(name, S("其它"));
        from = at;
        n++;
    }
    return n;
}

/* 2599条(其中A类25条,…,其他856条): the parts of a list that ends with the others are the whole. */
void check_wholes(struct report_checker *c)
{
    static const str units[] = {S_INIT("条"), S_INIT("件"), S_INIT("份"),
                                S_INIT("个"), S_INIT("篇"), S_INIT("项")};
    enum { PARTS_LEAST = 3 };
    str text = report_squeeze(c->a, c->r->prose[0]);

    for (size_t at = 0; at < text.n;) {
        int64_t whole, sum;
        bool closed;
        size_t start = at;

        if (!is_digit(text.p[at])) {
            at++;
            continue;
        }
        for (size_t i = 0; i < COUNT_OF(units); i++) {
            size_t end = start;

            if (!take_number(text, &end, units[i], &whole)) {
                at = end;
                continue;
            }
            at = end;
            str list = str_from(text, end + units[i].n);

            if (str_starts(list, S(","))) list = str_from(list, 1);
            if (!str_starts(list, S("("))) break;
            if (sum_parts(str_from(list, 1), units[i], &sum, &closed) >= PARTS_LEAST && closed &&
                sum != whole)
                checker_differ(c, (struct checker_place){S("prose"), S("1"), S("")}, sum, whole,
                               str_printf(c->a, "正文说共 %lld%.*s，括号里的分项相加是 %lld%.*s。",
                                          (long long)whole, STR_ARG(units[i]), (long long)sum,
                                          STR_ARG(units[i])));
            break;
        }
    }
}

/* ---- H7 ------------------------------------------------------------------------------------- */

/* "收取信息处理费" with a number of cases above 0, but no amount in 元 anywhere in section six. */
void check_fee_told(struct report_checker *c)
{
    static const str told[] = {S_INIT("未收"),   S_INIT("没有收"), S_INIT("无收"), S_INIT("不收"),
                               S_INIT("未发生"), S_INIT("未产生"), S_INIT("0元"),  S_INIT("零"),
                               S_INIT("未向"),   S_INIT("免收")};
    str everywhere =
        report_squeeze(c->a, str_cat(c->a, c->r->prose[0], str_cat(c->a, S("。"), c->r->prose[5])));
    str six = report_squeeze(c->a, c->r->prose[5]);
    bool charged = false;

    for (size_t at = str_find(everywhere, S("处理费"), 0); at != STR_NONE;
         at = str_find(everywhere, S("处理费"), at + 1)) {
        size_t from = at;
        size_t end = str_find(everywhere, S("。"), at);

        while (from && !str_starts(str_from(everywhere, from), S("。"))) from--;
        str sentence = str_from(str_head(everywhere, end == STR_NONE ? everywhere.n : end), from);

        if (prose_holds_any(sentence, told, COUNT_OF(told))) return;
        charged |= prose_holds(sentence, S("收取")) && prose_holds(sentence, S("件")) &&
                   (prose_holds(sentence, S("对")) || prose_holds(sentence, S("共")));
    }
    /* An amount is a digit before 元 or 万元. */
    for (size_t at = str_find(six, S("元"), 0); charged && at != STR_NONE;
         at = str_find(six, S("元"), at + 1)) {
        str before = str_head(six, at);

        if (str_ends(before, S("万"))) before = str_head(before, before.n - S("万").n);
        if (before.n && is_digit(before.p[before.n - 1])) return;
    }
    if (charged)
        checker_find(c, (struct checker_place){S("prose"), S("6"), S("")},
                     S("报告说收取了信息处理费，“六、其他需要报告的事项”没有写明金额。"));
}
