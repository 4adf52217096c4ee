/*
 * Text without cells: pages printed to text, pages whose extractor glued the cells together. Labels
 * are looked for by their words; the run of numbers behind one is its row.
 */
#include "mod/report/reading.h"

#include "base/utf8.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What may stand in a run of counts. */
static bool in_run(char c)
{
    return is_digit(c) || c == ' ' || c == '\n' || c == '|' || c == '/' || c == '-' || c == ',';
}

struct run {
    size_t start, end;
    size_t marks; /* digits and dashes */
};

/* The next run at or after `from` that holds a number or a dash; false: none. */
static bool next_run(str text, size_t from, struct run *out)
{
    for (size_t i = from; i < text.n; i++) {
        if (!in_run(text.p[i])) continue;
        *out = (struct run){.start = i};
        for (; i < text.n && in_run(text.p[i]); i++)
            out->marks += is_digit(text.p[i]) || text.p[i] == '/' || text.p[i] == '-';
        out->end = i;
        if (out->marks) return true;
    }
    return false;
}

/* The bar that parts a label from its first cell, and the one that ends the row, are no cells. */
static str run_text(str text, const struct run *r)
{
    str s = str_trim(str_from(str_head(text, r->end), r->start));

    if (str_starts(s, S("|"))) s = str_from(s, 1);
    return s;
}

/* ---- table three ---------------------------------------------------------------------------- */

static size_t count_pieces(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] != ' ' && s.p[i] != '\n' && (!i || s.p[i - 1] == ' ' || s.p[i - 1] == '\n');
    return n;
}

/*
 * Cuts the next row off a run of several: seven pieces where the run is made of sevens (a cell a
 * line), else a line.
 */
static bool next_seven(str *run, str *part)
{
    size_t n = count_pieces(*run);
    size_t end = 0;

    if (str_find_byte(*run, '|', 0) != STR_NONE || !n || n % REPORT_COLUMNS)
        return str_split(run, '\n', part);
    *run = str_trim(*run);
    for (size_t k = 0; k < REPORT_COLUMNS; k++) {
        while (end < run->n && (run->p[end] == ' ' || run->p[end] == '\n')) end++;
        while (end < run->n && run->p[end] != ' ' && run->p[end] != '\n') end++;
    }
    *part = str_head(*run, end);
    *run = str_from(*run, end);
    return true;
}

/* A run of several rows: those behind the first have their labels elsewhere. */
static void add_run(struct arena *a, str run, int row, struct lines *l, size_t *unlabelled)
{
    struct line made;

    if (line_of_run(a, run, &made)) {
        made.row = row;
        *unlabelled += row == LABEL_NONE;
        *vec_push(a, &l->list) = made;
        return;
    }
    for (str part; next_seven(&run, &part);) {
        if (!line_of_run(a, part, &made)) continue;
        made.row = row;
        *unlabelled += row == LABEL_NONE;
        row = LABEL_NONE;
        *vec_push(a, &l->list) = made;
    }
}

/*
 * The part of the text around a table: from the heading of section `i` that is nearest before the
 * table's own words (a report may print all its tables behind the prose, under headings of their
 * own) to the next section's. Without a heading from those words on. At most `most` bytes: a table
 * is never longer.
 */
static str part_of(str text, size_t i, const str *words, size_t n, size_t most)
{
    size_t own = STR_NONE;
    size_t behind = STR_NONE;
    size_t end;

    /* The last place: prose in front of the tables uses the same words. */
    for (size_t k = 0; k < n; k++)
        for (size_t at = str_find(text, words[k], 0); at != STR_NONE;
             at = str_find(text, words[k], at + 1))
            if (own == STR_NONE || at > own) own = at;
    if (own == STR_NONE) return S("");
    for (size_t at = prose_heading(text, i, 0, &end); at != STR_NONE && at < own;
         at = prose_heading(text, i, end, &end))
        behind = end;
    if (behind == STR_NONE) behind = own > 6 ? own - 6 : 0;
    size_t until = prose_heading(text, i + 1, own, &end);

    text = str_head(text, until == STR_NONE ? text.n : until);
    return str_head(str_from(text, behind), most);
}

/* The part of the text that table three is in. */
static str t3_part(str text)
{
    static const str words[] = {S_INIT("本年新收"), S_INIT("新收政府信息公开申请")};

    return part_of(text, 2, words, COUNT_OF(words), 12000);
}

static void flat_t3(struct arena *a, str text, struct report *r)
{
    struct label_place places[REPORT_ROWS];
    struct lines l = {0};
    size_t n;
    size_t at = 0;
    size_t bare = 0;       /* labels without numbers */
    size_t unlabelled = 0; /* numbers without labels */

    label_places(text, places, &n);
    for (size_t i = 0; i <= n; i++) {
        size_t until = i < n ? places[i].start : text.n;
        int row = i ? (int)places[i - 1].row : LABEL_NONE;
        size_t before = l.list.n;
        struct run run;

        while (at < until && next_run(str_head(text, until), at, &run)) {
            at = run.end;
            /* Numbers of pages and notes. */
            if (run.marks < REPORT_COLUMNS &&
                str_find_byte(run_text(text, &run), '|', 0) == STR_NONE)
                continue;
            size_t made = l.list.n;

            add_run(a, run_text(text, &run), row, &l, &unlabelled);
            if (l.list.n > made) row = LABEL_NONE;
        }
        if (i && l.list.n == before) bare++;
        at = i < n ? places[i].end : until;
    }
    /* Numbers before the first label: all of them may stand before theirs. */
    bool early = l.list.n && l.list.items[0].row == LABEL_NONE;

    settle_flat(a, &l, early || (bare && unlabelled), r);
}

/* ---- table four ----------------------------------------------------------------------------- */

static void flat_t4(struct arena *a, str text, struct report *r)
{
    enum { ALL = REPORT_SUITS * REPORT_OUTCOMES, PIECES = 40 };
    static const str words[] = {S_INIT("尚未审结"), S_INIT("结果维持"), S_INIT("未经复议")};
    struct run run;
    struct run best = {0};
    size_t runs = 0;

    text = part_of(text, 3, words, COUNT_OF(words), 4000);
    for (size_t at = 0; next_run(text, at, &run); at = run.end)
        if (run.marks >= ALL) {
            best = run;
            runs++;
        }
    if (runs != 1) return;
    str s = run_text(text, &best);
    str pieces[PIECES];
    size_t n = 0;
    int64_t values[ALL];

    if (str_find_byte(s, '|', 0) != STR_NONE) {
        for (str rest = s, piece; n < PIECES && str_split(&rest, '|', &piece);)
            pieces[n++] = str_trim(piece);
    } else {
        for (str rest = s; (rest = str_trim(rest)).n && n < PIECES;) {
            size_t k = 0;

            while (k < rest.n && rest.p[k] != ' ' && rest.p[k] != '\n') k++;
            pieces[n++] = str_head(rest, k);
            rest = str_from(rest, k);
        }
    }
    if (n == ALL)
        for (size_t i = 0; i < ALL; i++)
            report_cell_read(&(&r->t4[0][0])[i], a, pieces[i], REPORT_COUNT);
    else if (split_plain(s, ALL, values) == 1 || split_fifteen(s, values) == 1)
        for (size_t i = 0; i < ALL; i++) (&r->t4[0][0])[i] = report_count(values[i]);
}

/* ---- table two ------------------------------------------------------------------------------ */

/* The numbers right behind a label of table two, up to the next words. */
static str t2_run(str text, size_t at)
{
    static const str units[] = {S_INIT("万元"), S_INIT("元"), S_INIT("件"), S_INIT("项"),
                                S_INIT("个"),   S_INIT("减"), S_INIT("增")};
    str rest = str_from(text, at);
    size_t n = 0;

    while (n < rest.n) {
        size_t step = in_run(rest.p[n]) || rest.p[n] == '.' || rest.p[n] == '+' ? 1 : 0;

        for (size_t i = 0; !step && i < COUNT_OF(units); i++)
            if (str_starts(str_from(rest, n), units[i])) step = units[i].n;
        if (!step) break;
        n += step;
    }
    return str_trim(str_head(rest, n));
}

/* The cells of one row; `f` is its first figure, `n` their number. */
static void t2_cells(struct arena *a, str run, const struct report_figure *f, size_t n,
                     struct report_cell *out)
{
    enum { CELLS_MOST = 3 };
    str pieces[CELLS_MOST + 1];
    int64_t values[CELLS_MOST];
    size_t k = 0;

    if (!run.n) return;
    if (str_starts(run, S("|"))) run = str_from(run, 1);
    if (str_find_byte(run, '|', 0) != STR_NONE) {
        for (str piece; k <= CELLS_MOST && str_split(&run, '|', &piece);)
            pieces[k++] = str_trim(piece);
    } else {
        for (str rest = run; (rest = str_trim(rest)).n && k <= CELLS_MOST;) {
            size_t end = 0;

            while (end < rest.n && rest.p[end] != ' ' && rest.p[end] != '\n') end++;
            pieces[k++] = str_head(rest, end);
            rest = str_from(rest, end);
        }
    }
    if (k == n) {
        for (size_t i = 0; i < n; i++) report_cell_read(&out[i], a, pieces[i], f[i].kind);
    } else if (k < n && split_plain(run, n, values) == 1) {
        for (size_t i = 0; i < n; i++) out[i] = report_count(values[i]);
        for (size_t i = 0; i < n; i++)
            if (f[i].kind == REPORT_AMOUNT)
                report_cell_read(&out[i], a, str_printf(a, "%lld", (long long)values[i]),
                                 f[i].kind);
    }
}

static void flat_t2(struct arena *a, str text, struct report *r)
{
    static const str words[] = {S_INIT("本年制发件数"), S_INIT("新制作数量"), S_INIT("信息内容")};
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);

    text = part_of(text, 1, words, COUNT_OF(words), 3000);
    for (size_t i = 0; i < n;) {
        size_t cells = 1;
        /* 规范性文件 is printed with and without 行政 in front. */
        str label = str_eq(f[i].row, S("normative")) ? S("规范性文件") : f[i].row_label;

        while (i + cells < n && str_eq(f[i + cells].row, f[i].row) &&
               str_eq(f[i + cells].item, f[i].item))
            cells++;
        for (size_t at = str_find(text, label, 0); at != STR_NONE;
             at = str_find(text, label, at + 1)) {
            str run = t2_run(text, at + label.n);

            if (!run.n || r->t2[i].state != REPORT_UNKNOWN || r->t2[i].shown.n) continue;
            t2_cells(a, run, &f[i], cells, &r->t2[i]);
            break;
        }
        i += cells;
    }
}

/* ---- all ------------------------------------------------------------------------------------ */

static bool cells_missing(const struct report_cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cells[i].state != REPORT_UNKNOWN || cells[i].shown.n) return false;
    return true;
}

void flat_read(struct arena *a, const struct source *s, struct report *r)
{
    size_t n;
    bool rows = true;

    (void)report_figures(r->format, &n);
    for (size_t i = 0; i < REPORT_ROWS; i++)
        if (r->has[i]) rows &= !cells_missing(r->t3[i], REPORT_COLUMNS);
    if (!rows) flat_t3(a, t3_part(s->flat), r);
    if (cells_missing(&r->t4[0][0], (size_t)REPORT_SUITS * REPORT_OUTCOMES)) flat_t4(a, s->flat, r);
    if (n) flat_t2(a, s->flat, r);
}
