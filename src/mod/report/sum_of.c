/* What cells count as in a sum. */
#include "mod/report/check.h"

static bool given(const struct report_cell *c)
{
    return c->state == REPORT_KNOWN || c->state == REPORT_DASH;
}

/* Whether anything stands in the table: an all empty one says nothing, not even 0. */
static bool any_given(const struct report_cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (given(&cells[i])) return true;
    return false;
}

/* The parts of a row, which end before its total, as numbers; an empty one is 0. */
static bool parts_sum(const struct report_cell *cells, size_t n, int64_t *out)
{
    int64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (cells[i].state == REPORT_UNKNOWN) return false;
        sum += cells[i].value;
    }
    *out = sum;
    return true;
}

/* `cells`: n parts, then the total. */
static bool row_value(const struct report_cell *cells, size_t n, size_t at, int64_t *out)
{
    const struct report_cell *c = &cells[at];

    if (c->state == REPORT_UNKNOWN) return false;
    if (c->state == REPORT_KNOWN || (c->state == REPORT_DASH && at < n)) {
        *out = c->value;
        return true;
    }
    if (at == n) return parts_sum(cells, n, out);
    /* Only the total was filled in: the parts are not given. */
    if (cells[n].value > 0 && !any_given(cells, n)) return false;
    *out = 0;
    return true;
}

bool report_t3_value(const struct report *r, enum report_row row, enum report_column column,
                     int64_t *out)
{
    if (!r->has[row] || !any_given(&r->t3[0][0], (size_t)REPORT_ROWS * REPORT_COLUMNS))
        return false;
    return row_value(r->t3[row], COLUMN_TOTAL, column, out);
}

bool report_t4_value(const struct report *r, enum report_suit suit, enum report_outcome outcome,
                     int64_t *out)
{
    if (!any_given(&r->t4[0][0], (size_t)REPORT_SUITS * REPORT_OUTCOMES)) return false;
    return row_value(r->t4[suit], OUTCOME_TOTAL, outcome, out);
}

bool report_t3_sum(const struct report *r, enum report_row first, enum report_row last,
                   enum report_column column, int64_t *out)
{
    int64_t sum = 0;
    int64_t v;

    for (enum report_row i = first; i <= last; i++) {
        if (!r->has[i]) continue;
        if (!report_t3_value(r, i, column, &v)) return false;
        sum += v;
    }
    *out = sum;
    return true;
}

const struct report_cell *report_t2_cell(const struct report *r, str item, str row, str column)
{
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(f[i].item, item) && str_eq(f[i].row, row) && str_eq(f[i].column, column))
            return &r->t2[i];
    return NULL;
}
