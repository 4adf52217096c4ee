#include "mod/report/sum.h"

#include "base/num.h"
#include "base/vec.h"

struct adder {
    struct arena *a;
    const struct report_part *parts;
    size_t n;
    bool *left_out;
    VEC(struct report_misfit) misfits;
};

static void misfit(struct adder *d, size_t part, str text)
{
    struct report_misfit *m = vec_push(d->a, &d->misfits);

    *m = (struct report_misfit){part, text};
}

/* ---- which ---------------------------------------------------------------------------------- */

static bool alike(const struct report *x, const struct report *y)
{
    return x->format == y->format && x->year == y->year;
}

/* The report whose year and form most have; the first of several. */
static const struct report *usual(const struct adder *d)
{
    const struct report *best = d->parts[0].report;
    size_t most = 0;

    for (size_t i = 0; i < d->n; i++) {
        size_t same = 0;

        for (size_t k = 0; k < d->n; k++) same += alike(d->parts[i].report, d->parts[k].report);
        if (same > most) {
            most = same;
            best = d->parts[i].report;
        }
    }
    return best;
}

static void choose(struct adder *d, const struct report *like)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct report *r = d->parts[i].report;

        if (!alike(r, like)) {
            d->left_out[i] = true;
            misfit(d, i,
                   str_printf(d->a, "是 %lld 年度、%.*s，与其他报告不同，没有计入。",
                              (long long)r->year, STR_ARG(report_formats[r->format].label)));
        }
        for (size_t k = 0; k < i; k++)
            if (r->issuer.n && !d->left_out[i] && !d->left_out[k] &&
                str_eq(r->issuer, d->parts[k].report->issuer))
                misfit(d, i,
                       str_printf(d->a, "与 %.*s 都是“%.*s”的报告，可能计了两次。",
                                  STR_ARG(d->parts[k].name), STR_ARG(r->issuer)));
    }
}

/* ---- adding --------------------------------------------------------------------------------- */

static void add_count(struct report_cell *to, bool known, int64_t v)
{
    if (to->state != REPORT_KNOWN) return;
    if (!known || !num_add(to->value, v, &to->value)) to->state = REPORT_UNKNOWN;
}

/* (WHOLE_MOST + WHOLE_MOST) with that many places still fits 64 bits. */
static const int64_t WHOLE_MOST = (int64_t)40 * 1000 * 1000 * 1000;
enum { PLACES_MOST = 8 };

/* x + y, decimals as text; false: too many digits. */
static bool add_decimal(struct arena *a, str x, str y, str *out)
{
    size_t px = str_find_byte(x, '.', 0);
    size_t py = str_find_byte(y, '.', 0);
    str fx = px == STR_NONE ? S("") : str_from(x, px + 1);
    str fy = py == STR_NONE ? S("") : str_from(y, py + 1);
    int64_t wx, wy, dx, dy, sum;
    int64_t one = 1;

    while (fx.n < fy.n) fx = str_cat(a, fx, S("0"));
    while (fy.n < fx.n) fy = str_cat(a, fy, S("0"));
    if (fx.n > PLACES_MOST) return false;
    for (size_t i = 0; i < fx.n; i++) one *= 10;
    if (!num_parse(px == STR_NONE ? x : str_head(x, px), 0, WHOLE_MOST, &wx) ||
        !num_parse(py == STR_NONE ? y : str_head(y, py), 0, WHOLE_MOST, &wy) ||
        !num_parse(fx.n ? fx : S("0"), 0, one, &dx) || !num_parse(fy.n ? fy : S("0"), 0, one, &dy))
        return false;
    sum = (wx + wy) * one + dx + dy;
    *out = str_printf(a, "%lld.%0*lld", (long long)(sum / one), (int)fx.n, (long long)(sum % one));
    while (str_ends(*out, S("0"))) *out = str_head(*out, out->n - 1);
    if (str_ends(*out, S("."))) *out = str_head(*out, out->n - 1);
    return true;
}

static void add_money(struct arena *a, struct report_cell *to, const struct report_cell *c,
                      bool first)
{
    if (to->state != REPORT_KNOWN) return;
    if (c->state == REPORT_BLANK || c->state == REPORT_DASH) return;
    if (c->state != REPORT_KNOWN) {
        to->state = REPORT_UNKNOWN;
        return;
    }
    if (first || !to->amount.n || str_eq(to->amount, S("0"))) {
        to->amount = c->amount;
        to->unit = c->unit;
        return;
    }
    if ((!str_eq(c->unit, to->unit) && !str_eq(c->amount, S("0"))) ||
        !add_decimal(a, to->amount, c->amount, &to->amount))
        to->state = REPORT_UNKNOWN;
}

static void add_t2(struct adder *d, size_t i, bool first, struct report *sum)
{
    const struct report *r = d->parts[i].report;
    size_t n;
    const struct report_figure *f = report_figures(sum->format, &n);

    for (size_t k = 0; k < n; k++) {
        if (r->t2[k].state == REPORT_UNKNOWN)
            misfit(d, i,
                   str_printf(d->a, "表二“%.*s”的“%.*s”没有读出，合计里也就没有。",
                              STR_ARG(f[k].row_label), STR_ARG(f[k].column_label)));
        if (f[k].kind == REPORT_AMOUNT || f[k].kind == REPORT_WAN)
            add_money(d->a, &sum->t2[k], &r->t2[k], first);
        else
            add_count(&sum->t2[k], r->t2[k].state != REPORT_UNKNOWN, r->t2[k].value);
    }
}

/* A report with one row 其他处理 in the 2021 form goes into its third sub-item. */
static enum report_row row_of(const struct report *r, const struct report *sum, enum report_row row)
{
    return row == ROW_R6_3 && sum->has[ROW_R6_3] && !r->has[ROW_R6_3] ? ROW_R6 : row;
}

static void add_t3(struct adder *d, size_t i, struct report *sum)
{
    const struct report *r = d->parts[i].report;
    size_t unknown = 0;

    for (enum report_row k = 0; k < REPORT_ROWS; k++) {
        if (!sum->has[k] || k == ROW_R7) continue;
        enum report_row from = row_of(r, sum, k);

        for (enum report_column c = 0; c < COLUMN_TOTAL; c++) {
            int64_t v = 0;
            bool known = !r->has[from] || report_t3_value(r, from, c, &v);

            unknown += !known;
            add_count(&sum->t3[k][c], known, v);
        }
    }
    if (unknown)
        misfit(d, i, str_printf(d->a, "表三有 %zu 格没有读出，合计里相应的格也就没有。", unknown));
}

static void add_t4(struct adder *d, size_t i, struct report *sum)
{
    const struct report *r = d->parts[i].report;
    size_t unknown = 0;

    for (enum report_suit s = 0; s < REPORT_SUITS; s++)
        for (enum report_outcome k = 0; k < OUTCOME_TOTAL; k++) {
            int64_t v = 0;
            bool known = report_t4_value(r, s, k, &v);

            unknown += !known;
            add_count(&sum->t4[s][k], known, v);
        }
    if (unknown)
        misfit(d, i, str_printf(d->a, "表四有 %zu 格没有读出，合计里相应的格也就没有。", unknown));
}

static struct report_cell total_of(const struct report_cell *cells, size_t n)
{
    struct report_cell out = report_count(0);

    for (size_t i = 0; i < n; i++) add_count(&out, cells[i].state == REPORT_KNOWN, cells[i].value);
    return out;
}

static void totals(struct report *sum)
{
    for (enum report_column c = 0; c < COLUMN_TOTAL; c++)
        for (enum report_row k = ROW_R1; k <= ROW_R6_3; k++)
            if (sum->has[k])
                add_count(&sum->t3[ROW_R7][c], sum->t3[k][c].state == REPORT_KNOWN,
                          sum->t3[k][c].value);
    for (enum report_row k = 0; k < REPORT_ROWS; k++)
        if (sum->has[k]) sum->t3[k][COLUMN_TOTAL] = total_of(sum->t3[k], COLUMN_TOTAL);
    for (enum report_suit s = 0; s < REPORT_SUITS; s++)
        sum->t4[s][OUTCOME_TOTAL] = total_of(sum->t4[s], OUTCOME_TOTAL);
}

/* Every count 0 and known. */
static void begin(struct report *sum, const struct report *like)
{
    size_t n;
    const struct report_figure *f;

    report_init(sum, like->format);
    sum->year = like->year;
    f = report_figures(sum->format, &n);
    for (size_t i = 0; i < n; i++) {
        sum->t2[i] = report_count(0);
        if (f[i].kind == REPORT_AMOUNT || f[i].kind == REPORT_WAN) sum->t2[i].amount = S("0");
        if (f[i].kind == REPORT_WAN) sum->t2[i].unit = S("万元");
    }
    for (size_t k = 0; k < REPORT_ROWS; k++)
        for (size_t c = 0; sum->has[k] && c < REPORT_COLUMNS; c++) sum->t3[k][c] = report_count(0);
    for (size_t s = 0; s < REPORT_SUITS; s++)
        for (size_t k = 0; k < REPORT_OUTCOMES; k++) sum->t4[s][k] = report_count(0);
}

/* ---- what does not fit ---------------------------------------------------------------------- */

/* Hard rules that the report breaks, H4 among them where the year before is given. */
static void tell_wrong(struct adder *d, size_t i)
{
    struct report_check c;

    report_check(d->a, d->parts[i].report, d->parts[i].previous, &c);
    for (size_t k = 0; k < c.n; k++)
        if (c.findings[k].verdict == REPORT_WRONG) misfit(d, i, c.findings[k].text);
}

void report_add(struct arena *a, const struct report_part *parts, size_t n, struct report_sum *out)
{
    struct adder d = {.a = a, .parts = parts, .n = n, .left_out = ARENA_ARRAY(a, bool, n)};
    const struct report *like = usual(&d);

    *out = (struct report_sum){0};
    begin(&out->sum, like);
    choose(&d, like);
    for (size_t i = 0; i < n; i++) {
        if (d.left_out[i]) continue;
        tell_wrong(&d, i);
        add_t2(&d, i, out->added == 0, &out->sum);
        add_t3(&d, i, &out->sum);
        add_t4(&d, i, &out->sum);
        out->added++;
    }
    totals(&out->sum);
    out->misfits = d.misfits.items;
    out->n_misfits = d.misfits.n;
}
