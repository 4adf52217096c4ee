/* Tables that have cells: each row is judged by its words, wherever it stands. */
#include "mod/report/reading.h"

enum place { IN_NOTHING, IN_T2, IN_T3, IN_T4 };

struct heads {
    size_t at[REPORT_SUITS * REPORT_OUTCOMES]; /* column of the grid */
    int what[REPORT_SUITS * REPORT_OUTCOMES];
    size_t n;
};

struct walker {
    struct arena *a;
    struct report *r;
    enum place place;
    struct lines lines;
    struct heads t3; /* columns of table three, from left to right */
    bool t3_used;    /* rows have been read under that head */
    str t2[8];       /* columns of the item of table two that is being read */
    size_t n_t2;
    struct heads suit; /* groups of table four, each with the column it begins in */
    struct heads outcome;
    bool t4_done;
};

/* ---- heads ---------------------------------------------------------------------------------- */

static void head_add(struct heads *h, size_t at, int what)
{
    size_t i = h->n;

    if (h->n == COUNT_OF(h->at)) return;
    for (; i && h->at[i - 1] > at; i--) {
        h->at[i] = h->at[i - 1];
        h->what[i] = h->what[i - 1];
    }
    h->at[i] = at;
    h->what[i] = what;
    h->n++;
}

static bool head_has(const struct heads *h, int what)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->what[i] == what) return true;
    return false;
}

/* How many cells of the row are a column of table three that no other table has. */
static size_t applicants(const struct grid_row *row)
{
    size_t n = 0;

    for (size_t i = 0; i < row->n; i++) {
        int c = label_column(row->cells[i].tight);

        n += c != LABEL_NONE && c != COLUMN_OTHER && c != COLUMN_TOTAL;
    }
    return n;
}

static size_t outcomes(const struct grid_row *row)
{
    size_t n = 0;

    for (size_t i = 0; i < row->n; i++) {
        int o = label_outcome(row->cells[i].tight);

        n += o != LABEL_NONE && o != OUTCOME_TOTAL;
    }
    return n;
}

/* The head of table three is several rows; each adds the columns it names. */
static bool take_t3_head(struct walker *w, const struct grid_row *row)
{
    if (!applicants(row)) return false;
    for (size_t i = 0; i < row->n; i++)
        if (label_row(row->cells[i].tight, S("")) != LABEL_NONE &&
            label_column(row->cells[i].tight) == LABEL_NONE)
            return false;
    if (w->t3_used || w->place != IN_T3) {
        w->t3 = (struct heads){0};
        w->t3_used = false;
    }
    w->place = IN_T3;
    for (size_t i = 0; i < row->n; i++) {
        int c = label_column(row->cells[i].tight);

        if (c != LABEL_NONE && !head_has(&w->t3, c)) head_add(&w->t3, row->cells[i].column, c);
    }
    return true;
}

static bool take_t4_head(struct walker *w, const struct grid_row *row)
{
    size_t groups = 0;
    size_t n = outcomes(row);

    for (size_t i = 0; i < row->n; i++) groups += label_suit(row->cells[i].tight) != LABEL_NONE;
    if (!groups && n < 2) return false;
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].number && row->cells[i].tight.n) return false;
    if (w->place != IN_T4) {
        w->suit = (struct heads){0};
        w->outcome = (struct heads){0};
    }
    w->place = IN_T4;
    for (size_t i = 0; i < row->n; i++) {
        int s = label_suit(row->cells[i].tight);

        if (s != LABEL_NONE && !head_has(&w->suit, s)) head_add(&w->suit, row->cells[i].column, s);
    }
    if (n < 2) return true;
    w->outcome = (struct heads){0};
    for (size_t i = 0; i < row->n; i++) {
        int o = label_outcome(row->cells[i].tight);

        if (o != LABEL_NONE) head_add(&w->outcome, row->cells[i].column, o);
    }
    return true;
}

static bool take_t2_head(struct walker *w, const struct grid_row *row)
{
    size_t n = 0;
    str found[COUNT_OF(w->t2)];

    for (size_t i = 0; i < row->n && n < COUNT_OF(found); i++) {
        str c = label_t2_column(row->cells[i].tight);

        if (c.n && label_t2_row(row->cells[i].tight).n) continue;
        if (c.n && row->cells[i].number) return false;
        if (c.n) found[n++] = c;
    }
    if (!n || applicants(row) || outcomes(row)) return false;
    /* A label that happens to hold such words stands beside numbers. */
    for (size_t i = 0; i < row->n; i++)
        if (row->cells[i].number && row->cells[i].tight.n) return false;
    w->place = IN_T2;
    for (size_t i = 0; i < n; i++) w->t2[i] = found[i];
    w->n_t2 = n;
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Index of the last cell with words; row->n: none. */
static size_t last_words(const struct grid_row *row)
{
    for (size_t i = row->n; i--;)
        if (!row->cells[i].number) return i;
    return row->n;
}

/*
 * The last cell of the label of a row of table three. Under a whole head it is the one before the
 * seven columns, so that words in a cell (见附件) are words in a cell.
 */
static size_t label_end(const struct walker *w, const struct grid_row *row)
{
    size_t first = row->n;

    if (w->place != IN_T3 || w->t3.n != REPORT_COLUMNS) return last_words(row);
    while (first && row->cells[first - 1].column >= w->t3.at[0]) first--;
    return first && row->n - first == REPORT_COLUMNS ? first - 1 : last_words(row);
}

/* The row of table three that the cells up to `last` name. */
static int row_named(const struct grid_row *row, size_t last)
{
    for (size_t i = last + 1; i--;) {
        if (row->cells[i].number) continue;
        int found = label_row(row->cells[i].tight, i ? row->cells[i - 1].tight : S(""));

        if (found != LABEL_NONE) return found;
    }
    return LABEL_NONE;
}

/* The order of the columns by the head, or that of the form where the head is not whole. */
static bool t3_order(const struct walker *w, int order[REPORT_COLUMNS])
{
    bool whole = w->t3.n == REPORT_COLUMNS;

    for (size_t i = 0; i < REPORT_COLUMNS; i++) order[i] = whole ? w->t3.what[i] : (int)i;
    return whole;
}

/* Seven cells in a row behind the label, in the order of the head. */
static void cells_in_order(struct walker *w, const struct grid_cell *cells, struct line *l)
{
    int order[REPORT_COLUMNS];

    (void)t3_order(w, order);
    l->direct = true;
    for (size_t i = 0; i < REPORT_COLUMNS; i++)
        report_cell_read(&l->cells[order[i]], w->a, cells[i].text, REPORT_COUNT);
}

/* Cells by the column of the grid they begin in, where their number is not seven. */
static bool cells_by_head(struct walker *w, const struct grid_row *row, size_t from, struct line *l)
{
    int order[REPORT_COLUMNS];
    size_t hits = 0;

    if (!t3_order(w, order)) return false;
    l->direct = true;
    for (size_t i = 0; i < REPORT_COLUMNS; i++) {
        struct report_cell *out = &l->cells[w->t3.what[i]];

        *out = (struct report_cell){.amount = S(""), .unit = S(""), .shown = S("")};
        for (size_t k = from; k < row->n; k++)
            if (row->cells[k].column == w->t3.at[i] && row->cells[k].columns == 1) {
                report_cell_read(out, w->a, row->cells[k].text, REPORT_COUNT);
                hits++;
            }
    }
    return hits >= 5;
}

/* The numbers of a row as one run, for digits that ran together within cells. */
static str run_of(struct arena *a, const struct grid_row *row, size_t from)
{
    struct buf b;

    buf_init(&b, a, 1024);
    for (size_t i = from; i < row->n; i++) {
        buf_add(&b, report_narrow(a, row->cells[i].text));
        buf_byte(&b, ' ');
    }
    return buf_ok(&b) ? buf_str(&b) : S("");
}

static bool line_of_cells(struct walker *w, const struct grid_row *row, size_t from, struct line *l)
{
    size_t n = row->n;
    size_t filled = 0;

    /* Empty columns to the right of the table, then to the left of the numbers. */
    while (n - from > REPORT_COLUMNS && !row->cells[n - 1].tight.n) n--;
    if (n - from != REPORT_COLUMNS && w->t3.n == REPORT_COLUMNS && n > from &&
        cells_by_head(w, row, from, l))
        return true;
    while (n - from > REPORT_COLUMNS && !row->cells[from].tight.n) from++;
    if (n - from == REPORT_COLUMNS) {
        cells_in_order(w, row->cells + from, l);
        /* Digits of all columns in one of the cells, the others left empty. */
        for (size_t i = from; i < n; i++) filled += row->cells[i].tight.n != 0;
        if (filled != 1 || row->cells[from].tight.n < REPORT_COLUMNS) return true;
    }
    int order[REPORT_COLUMNS];
    struct line run;

    if (!line_of_run(w->a, run_of(w->a, row, from), &run)) return false;
    bool whole = t3_order(w, order);

    /* Under a head in another order the run would mean something else. */
    for (size_t i = 0; whole && i < REPORT_COLUMNS; i++)
        if (order[i] != (int)i) return false;
    *l = run;
    return true;
}

static bool take_t3_row(struct walker *w, const struct grid_row *row)
{
    struct line l = {.row = LABEL_NONE};
    size_t last = label_end(w, row);
    bool words = last != row->n;
    int named = words ? row_named(row, last) : LABEL_NONE;

    if (words && named == LABEL_NONE && w->place != IN_T3) return false;
    if (!words && w->place != IN_T3) return false;
    /* 总计 alone also heads table four and others. */
    if (named == ROW_R7 && w->place != IN_T3) return false;
    if (!words) {
        size_t numbers = 0;

        for (size_t i = 0; i < row->n; i++) numbers += row->cells[i].tight.n != 0;
        if (numbers < REPORT_COLUMNS || numbers >= (size_t)REPORT_SUITS * REPORT_OUTCOMES)
            return false;
    }
    if (words && last + 1 == row->n) return named != LABEL_NONE; /* its numbers are elsewhere */
    if (!line_of_cells(w, row, words ? last + 1 : 0, &l)) return named != LABEL_NONE;
    if (named == LABEL_NONE) {
        /* Words that are no row's: only where each cell is a number is it one of the table's. */
        for (size_t k = 0; k < REPORT_COLUMNS; k++)
            if (l.direct && l.cells[k].state != REPORT_KNOWN) return false;
    }
    l.row = named;
    w->place = IN_T3;
    w->t3_used = true;
    *vec_push(w->a, &w->lines.list) = l;
    return true;
}

static bool take_t2_row(struct walker *w, const struct grid_row *row)
{
    size_t n;
    const struct report_figure *f = report_figures(w->r->format, &n);
    size_t last = last_words(row);
    str name = S("");

    /* Money has words in it (251000元): the label is the first cell that names a row. */
    for (size_t i = 0; i < row->n && !name.n; i++) {
        name = label_t2_row(row->cells[i].tight);
        if (name.n) last = i;
    }
    if (!name.n || last + 1 == row->n) return false;
    size_t cells = row->n - last - 1;

    while (cells > w->n_t2 && !row->cells[last + cells].tight.n) cells--;
    if (cells != w->n_t2) return w->n_t2 != 0;
    for (size_t i = 0; i < cells; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(f[k].row, name) && str_eq(f[k].column, w->t2[i]) &&
                w->r->t2[k].state == REPORT_UNKNOWN && !w->r->t2[k].shown.n)
                report_cell_read(&w->r->t2[k], w->a, row->cells[last + 1 + i].text, f[k].kind);
    return true;
}

/* ---- table four ----------------------------------------------------------------------------- */

/* Which cell of table four the i-th of fifteen columns is; false: the head is not whole. */
static bool t4_order(const struct walker *w, size_t order[REPORT_SUITS * REPORT_OUTCOMES])
{
    bool seen[REPORT_SUITS * REPORT_OUTCOMES] = {false};

    if (w->suit.n != REPORT_SUITS || w->outcome.n != COUNT_OF(seen)) return false;
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        size_t group = 0;

        while (group + 1 < REPORT_SUITS && w->suit.at[group + 1] <= w->outcome.at[i]) group++;
        order[i] = (size_t)w->suit.what[group] * REPORT_OUTCOMES + (size_t)w->outcome.what[i];
        if (seen[order[i]]) return false;
        seen[order[i]] = true;
    }
    return true;
}

/* A group a row, as some turn the table: its name, then five cells under a head of five. */
static bool take_t4_group(struct walker *w, const struct grid_row *row, size_t last)
{
    int suit = last == row->n ? LABEL_NONE : label_suit(row->cells[last].tight);
    bool seen[REPORT_OUTCOMES] = {false};

    if (suit == LABEL_NONE || w->outcome.n != REPORT_OUTCOMES ||
        row->n - last - 1 != REPORT_OUTCOMES)
        return false;
    for (size_t i = 0; i < REPORT_OUTCOMES; i++) {
        if (seen[w->outcome.what[i]]) return false;
        seen[w->outcome.what[i]] = true;
    }
    for (size_t i = 0; i < REPORT_OUTCOMES; i++)
        report_cell_read(&w->r->t4[suit][w->outcome.what[i]], w->a, row->cells[last + 1 + i].text,
                         REPORT_COUNT);
    return true;
}

static bool take_t4_row(struct walker *w, const struct grid_row *row)
{
    enum { ALL = REPORT_SUITS * REPORT_OUTCOMES };
    size_t order[ALL];
    int64_t values[ALL];
    size_t from = 0;
    size_t n = row->n;
    size_t numbers = 0;
    size_t last = last_words(row);

    if (w->t4_done || w->place != IN_T4) return false;
    if (take_t4_group(w, row, last)) return true;
    if (last != row->n) from = last + 1;
    while (n - from > ALL && !row->cells[n - 1].tight.n) n--;
    while (n - from > ALL && !row->cells[from].tight.n) from++;
    for (size_t i = from; i < n; i++) numbers += row->cells[i].tight.n != 0;
    bool whole = t4_order(w, order);

    if (n - from == ALL) {
        for (size_t i = 0; i < ALL; i++)
            report_cell_read(&(&w->r->t4[0][0])[whole ? order[i] : i], w->a,
                             row->cells[from + i].text, REPORT_COUNT);
        /* An empty row may stand between the head and the numbers. */
        w->t4_done = numbers != 0;
        return true;
    }
    str run = run_of(w->a, row, from);

    if (numbers && split_fifteen(run, values) == 1) {
        for (size_t i = 0; i < ALL; i++) (&w->r->t4[0][0])[i] = report_count(values[i]);
        w->t4_done = true;
    }
    return numbers != 0;
}

void grid_read(struct arena *a, const struct source *s, struct report *r)
{
    struct walker w = {.a = a, .r = r};

    for (size_t g = 0; g < s->n_grids; g++)
        for (size_t i = 0; i < s->grids[g].n; i++) {
            const struct grid_row *row = &s->grids[g].rows[i];

            if (!row->n) continue;
            if (take_t3_head(&w, row) || take_t4_head(&w, row) || take_t2_head(&w, row)) continue;
            if (take_t4_row(&w, row)) continue;
            if (w.place == IN_T2 && take_t2_row(&w, row)) continue;
            (void)take_t3_row(&w, row);
        }
    settle_labelled(a, &w.lines, r);
}
