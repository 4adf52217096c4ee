/*
 * Lines of seven numbers -> rows of table three. A line with its label in the same row of a grid is
 * certain; one without a label is placed by order, where exactly as many are missing; digits that
 * ran together are decided by the sums of rows and columns, where exactly one reading fits. All
 * else stays unknown.
 */
#include "mod/report/reading.h"

#include "mod/report/check.h"

/* ---- a line --------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum { RUN_BYTES_MOST = 400, RUN_PIECES_MOST = 64 };

/* Pieces of the run, parted by '|' (an empty piece is an empty cell) or by white space. */
static size_t pieces_of(str run, str *out, bool *bars)
{
    size_t n = 0;

    *bars = str_find_byte(run, '|', 0) != STR_NONE;
    if (*bars) {
        for (bool more = true; more && n < RUN_PIECES_MOST;) {
            size_t end = str_find_byte(run, '|', 0);

            more = end != STR_NONE;
            out[n++] = str_trim(more ? str_head(run, end) : run);
            if (more) run = str_from(run, end + 1);
        }
        return n;
    }
    while ((run = str_trim(run)).n && n < RUN_PIECES_MOST) {
        size_t end = 0;

        while (end < run.n && run.p[end] != ' ' && run.p[end] != '\n') end++;
        out[n++] = str_head(run, end);
        run = str_from(run, end);
    }
    return n;
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]) && s.p[i] != ' ' && s.p[i] != '\n') return false;
    return true;
}

static size_t count_digits(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) n += is_digit(s.p[i]);
    return n;
}

static bool take_pieces(struct arena *a, const str *pieces, struct line *out)
{
    out->direct = true;
    for (size_t k = 0; k < REPORT_COLUMNS; k++)
        report_cell_read(&out->cells[k], a, pieces[k], REPORT_COUNT);
    return true;
}

bool line_of_run(struct arena *a, str run, struct line *out)
{
    str pieces[RUN_PIECES_MOST];
    int64_t plain[REPORT_COLUMNS];
    struct seven found[SPLITS_MOST];
    bool bars;

    *out = (struct line){.row = LABEL_NONE};
    if (run.n > RUN_BYTES_MOST) return false;
    size_t n = pieces_of(run, pieces, &bars);

    if (n == REPORT_COLUMNS) return take_pieces(a, pieces, out);
    /* Bars around the row, or an empty column in front or behind. */
    if (bars) {
        size_t first = 0;

        while (n > REPORT_COLUMNS && !pieces[n - 1].n) n--;
        while (n - first > REPORT_COLUMNS && !pieces[first].n) first++;
        return n - first == REPORT_COLUMNS && take_pieces(a, pieces + first, out);
    }
    if (n > REPORT_COLUMNS || !all_digits(run)) return false;
    if (count_digits(run) == REPORT_COLUMNS && split_plain(run, REPORT_COLUMNS, plain) == 1) {
        out->direct = true;
        for (size_t k = 0; k < REPORT_COLUMNS; k++) out->cells[k] = report_count(plain[k]);
        return true;
    }
    out->n_candidates = split_seven(run, found);
    if (out->n_candidates > SPLITS_MOST) out->n_candidates = 0;
    out->candidates = ARENA_ARRAY(a, struct seven, out->n_candidates);
    for (size_t i = 0; i < out->n_candidates; i++) out->candidates[i] = found[i];
    if (out->n_candidates == 1) {
        out->direct = true;
        for (size_t k = 0; k < REPORT_COLUMNS; k++) out->cells[k] = report_count(found[0].v[k]);
    }
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* What stands for each row, until the sums have decided. */
struct rows {
    const struct line *line[REPORT_ROWS];
    bool twice[REPORT_ROWS]; /* two lines that differ claim the row */
};

static bool same_line(const struct line *x, const struct line *y)
{
    for (size_t k = 0; k < REPORT_COLUMNS; k++)
        if (x->cells[k].state != y->cells[k].state || x->cells[k].value != y->cells[k].value)
            return false;
    return x->direct && y->direct;
}

static void claim(struct rows *rows, int row, const struct line *l)
{
    if (row == LABEL_NONE) return;
    if (rows->line[row] && !same_line(rows->line[row], l)) rows->twice[row] = true;
    rows->line[row] = l;
}

/* The R6 rows that are there: of the 2021 form its three, or one where the table has one only. */
static void choose_rows(const struct rows *rows, struct report *r)
{
    bool parts = rows->line[ROW_R6_1] || rows->line[ROW_R6_2] || rows->line[ROW_R6_3];

    if (!parts && rows->line[ROW_R6])
        for (size_t i = ROW_R6; i <= ROW_R6_3; i++) r->has[i] = i == ROW_R6;
    if (parts)
        for (size_t i = ROW_R6; i <= ROW_R6_3; i++) r->has[i] = i != ROW_R6;
}

/* ---- what ran together ---------------------------------------------------------------------- */

enum { OPEN_MOST = 12, TRIES_MOST = 20000 };

struct open_rows {
    struct report *r;
    int row[OPEN_MOST];
    const struct line *line[OPEN_MOST];
    size_t pick[OPEN_MOST], good[OPEN_MOST];
    size_t n, fits, tries;
};

static void put(struct report *r, int row, const struct seven *s)
{
    for (size_t k = 0; k < REPORT_COLUMNS; k++) r->t3[row][k] = report_count(s->v[k]);
}

/* H2 and H3 in every column. */
static bool columns_hold(const struct report *r)
{
    int64_t fresh, before, leaves, done, after;

    for (enum report_column k = 0; k < REPORT_COLUMNS; k++)
        if (!report_t3_value(r, ROW_NEW, k, &fresh) || !report_t3_value(r, ROW_PREV, k, &before) ||
            !report_t3_sum(r, ROW_R1, ROW_R6_3, k, &leaves) ||
            !report_t3_value(r, ROW_R7, k, &done) || !report_t3_value(r, ROW_NEXT, k, &after) ||
            leaves != done || fresh + before != done + after)
            return false;
    return true;
}

/* Tries each reading of the open rows, one row a level. */
static void try_open(struct open_rows *o, size_t i)
{
    if (o->tries > TRIES_MOST || o->fits > 1) return;
    if (i == o->n) {
        o->tries++;
        if (!columns_hold(o->r)) return;
        o->fits++;
        for (size_t k = 0; k < o->n; k++) o->good[k] = o->pick[k];
        return;
    }
    for (o->pick[i] = 0; o->pick[i] < o->line[i]->n_candidates; o->pick[i]++) {
        put(o->r, o->row[i], &o->line[i]->candidates[o->pick[i]]);
        try_open(o, i + 1);
    }
}

static void forget(struct report *r, int row)
{
    for (size_t k = 0; k < REPORT_COLUMNS; k++)
        r->t3[row][k] = (struct report_cell){.amount = S(""), .unit = S(""), .shown = S("")};
}

static void decide_open(const struct rows *rows, struct report *r)
{
    struct open_rows o = {.r = r};

    for (int i = 0; i < REPORT_ROWS; i++) {
        const struct line *l = rows->line[i];

        if (!l || rows->twice[i] || l->direct || !r->has[i] || l->n_candidates < 2) continue;
        if (o.n == OPEN_MOST) return;
        o.row[o.n] = i;
        o.line[o.n++] = l;
    }
    if (!o.n) return;
    try_open(&o, 0);
    for (size_t i = 0; i < o.n; i++) {
        if (o.fits == 1 && o.tries <= TRIES_MOST)
            put(r, o.row[i], &o.line[i]->candidates[o.good[i]]);
        else
            forget(r, o.row[i]);
    }
}

static bool row_is_open(const struct report *r, int row)
{
    for (size_t k = 0; k < REPORT_COLUMNS; k++)
        if (r->t3[row][k].state != REPORT_UNKNOWN || r->t3[row][k].shown.n) return false;
    return true;
}

/* Says in each cell why it is not known; nothing else is then tried for the row. */
static void leave_unknown(struct report *r, int row, str why)
{
    forget(r, row);
    for (size_t k = 0; k < REPORT_COLUMNS; k++) r->t3[row][k].shown = why;
}

static void fill(const struct rows *rows, struct report *r)
{
    struct rows taken = *rows;

    for (int i = 0; i < REPORT_ROWS; i++) {
        const struct line *l = taken.line[i];

        if (!l) continue;
        bool open = r->has[i] && row_is_open(r, i);

        if (taken.twice[i] && open) leave_unknown(r, i, S("两处不同"));
        if (taken.twice[i] || !open)
            taken.line[i] = NULL;
        else if (l->direct)
            for (size_t k = 0; k < REPORT_COLUMNS; k++) r->t3[i][k] = l->cells[k];
    }
    decide_open(&taken, r);
}

/* ---- by label ------------------------------------------------------------------------------- */

/* The rows of this report from `first` to before `last`. */
static size_t rows_between(const struct report *r, int first, int last, int *out)
{
    size_t n = 0;

    for (int i = first; i < last; i++)
        if (r->has[i]) out[n++] = i;
    return n;
}

void settle_labelled(struct arena *a, const struct lines *l, struct report *r)
{
    struct rows rows = {0};
    int missing[REPORT_ROWS];
    int below = -1; /* the last row that was claimed */
    size_t from = 0;

    (void)a;
    for (size_t i = 0; i < l->list.n; i++) claim(&rows, l->list.items[i].row, &l->list.items[i]);
    choose_rows(&rows, r);
    /* Runs of lines without a label, between two that have one. */
    for (size_t i = 0; i <= l->list.n; i++) {
        int row = i < l->list.n ? l->list.items[i].row : REPORT_ROWS;

        if (row == LABEL_NONE) continue;
        size_t gap = i - from;

        if (gap && row > below && rows_between(r, below + 1, row, missing) == gap)
            for (size_t k = 0; k < gap; k++) claim(&rows, missing[k], &l->list.items[from + k]);
        below = row;
        from = i + 1;
    }
    fill(&rows, r);
}

/* ---- by order ------------------------------------------------------------------------------- */

static bool any_number(const struct report *r)
{
    for (int i = 0; i < REPORT_ROWS; i++)
        for (size_t k = 0; k < REPORT_COLUMNS; k++)
            if (r->t3[i][k].state == REPORT_KNOWN && r->t3[i][k].value > 0) return true;
    return false;
}

/* Whether the labels that stand with lines are those of the order, and enough of them. */
static bool labels_agree(const struct lines *l, const int *all, size_t n)
{
    size_t labels = 0;

    for (size_t i = 0; i < n; i++) {
        if (l->list.items[i].row == LABEL_NONE) continue;
        if (l->list.items[i].row != all[i]) return false;
        labels++;
    }
    return labels * 2 >= n;
}

/* All lines in the order of the form. True when their labels agree with it or all sums hold. */
static bool settle_in_order(const struct lines *l, struct report *r)
{
    struct report tried = *r;
    struct rows rows = {0};
    int all[REPORT_ROWS];
    size_t n = rows_between(r, 0, REPORT_ROWS, all);

    if (l->list.n != n) return false;
    for (size_t i = 0; i < n; i++) {
        forget(&tried, all[i]);
        claim(&rows, all[i], &l->list.items[i]);
    }
    fill(&rows, &tried);
    /* Sums that hold over zeros alone would prove nothing about the order. */
    if (!labels_agree(l, all, n) && (!columns_hold(&tried) || !any_number(&tried))) return false;
    *r = tried;
    return true;
}

/* Whether one of the three sub-items of 其他处理 is named. */
static bool names_parts(const struct lines *l)
{
    for (size_t i = 0; i < l->list.n; i++)
        if (l->list.items[i].row >= ROW_R6_1 && l->list.items[i].row <= ROW_R6_3) return true;
    return false;
}

void settle_flat(struct arena *a, const struct lines *l, bool loose, struct report *r)
{
    struct report labelled = *r;

    (void)a;
    if (!loose) {
        settle_labelled(a, l, r);
        return;
    }
    if (settle_in_order(l, r)) return;
    /* The 2021 form with one row 其他处理, as some print it. */
    struct report single = *r;

    for (size_t i = ROW_R6; i <= ROW_R6_3; i++) single.has[i] = i == ROW_R6;
    if (!names_parts(l) && settle_in_order(l, &single)) {
        *r = single;
        return;
    }
    settle_labelled(a, l, &labelled);
    if (columns_hold(&labelled) && any_number(&labelled)) *r = labelled;
}
