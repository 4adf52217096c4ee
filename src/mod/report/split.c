/*
 * Digits that ran together. Extractors drop the borders of cells: 64|0|0|2|0|4|70 becomes
 * 640020470. A border may be anywhere between two digits; the arithmetic of the form says where.
 */
#include "mod/report/reading.h"

enum { DIGITS_OF_ONE = 9 };

struct walk {
    str run;
    size_t digits_left_of[256]; /* digits from a place to the end */
    int64_t piece[REPORT_SUITS * REPORT_OUTCOMES];
    size_t n; /* pieces wanted */
    size_t found;
    size_t most;
    int64_t *out; /* `most` times n numbers */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and white space only, not too many; without white space at the ends. */
static bool usable(str *run)
{
    size_t digits = 0;

    *run = str_trim(*run);
    for (size_t i = 0; i < run->n; i++) {
        if (!is_digit(run->p[i]) && run->p[i] != ' ' && run->p[i] != '\n') return false;
        digits += is_digit(run->p[i]);
    }
    return digits && digits <= SPLIT_DIGITS_MOST && run->n < 256;
}

/* The sums of the groups that end before piece `k`: whether they hold. */
static bool sums_hold(const struct walk *w, size_t k, size_t group)
{
    int64_t sum = 0;

    if (!group || k < group || k % group || k > COUNT_OF(w->piece)) return true;
    for (size_t i = 1; i < group; i++) sum += w->piece[k - group + i - 1];
    return sum == w->piece[k - 1];
}

/* One piece more from place `at`; depth is the number of pieces, 15 at most. */
static void go(struct walk *w, size_t at, size_t k, size_t group)
{
    int64_t v = 0;

    if (!sums_hold(w, k, group)) return;
    while (at < w->run.n && !is_digit(w->run.p[at])) at++;
    if (k == w->n) {
        if (at != w->run.n) return;
        if (w->found < w->most)
            for (size_t i = 0; i < w->n; i++) w->out[w->found * w->n + i] = w->piece[i];
        w->found++;
        return;
    }
    if (w->found > w->most || w->digits_left_of[at] < w->n - k) return;
    for (size_t len = 1; len <= DIGITS_OF_ONE && at + len <= w->run.n; len++) {
        char c = w->run.p[at + len - 1];

        if (!is_digit(c)) return;
        if (len == 2 && w->run.p[at] == '0') return;
        v = v * 10 + (c - '0');
        w->piece[k] = v;
        go(w, at + len, k + 1, group);
    }
}

static size_t split(str run, size_t n, size_t group, int64_t *out, size_t most)
{
    struct walk w = {.n = n, .most = most, .out = out};

    if (!usable(&run)) return 0;
    w.run = run;
    for (size_t i = run.n; i--;) w.digits_left_of[i] = w.digits_left_of[i + 1] + is_digit(run.p[i]);
    go(&w, 0, 0, group);
    return w.found;
}

size_t split_seven(str run, struct seven out[SPLITS_MOST])
{
    return split(run, REPORT_COLUMNS, REPORT_COLUMNS, out[0].v, SPLITS_MOST);
}

size_t split_fifteen(str run, int64_t out[REPORT_SUITS * REPORT_OUTCOMES])
{
    return split(run, (size_t)REPORT_SUITS * REPORT_OUTCOMES, REPORT_OUTCOMES, out, 1);
}

size_t split_plain(str run, size_t n, int64_t out[])
{
    return split(run, n, 0, out, 1);
}
