/* Tables out of the places of words; see page.h for the idea. */
#include "read/page.h"

#include "base/utf8.h"
#include "base/vec.h"

#include <stdlib.h>

enum { LABELS_MOST = 4, GROUPS_MOST = 64, ROWS_OF_RUN_MOST = 400 };

/* Columns of values, by the room that they take. */
struct column {
    int32_t left, right;
};

/* A row of numbers; the pages are laid one below the other, so `middle` only grows. */
struct row {
    const struct page_line *line;
    int32_t middle;
    size_t leaf;  /* the column of its own label + 1; 0: it has none */
    size_t place; /* row of the table */
};

/* A piece left of the numbers that is not the label of one row: part of one that spans rows, or
 * the rest of a label of several lines. */
struct loose {
    const struct piece *piece;
    int32_t middle;
    size_t column;
    bool used;
};

/* A piece of a line without numbers. */
struct heading {
    str text;
    int32_t left, right, top, bottom, middle;
    size_t column, columns, row;
};

struct shape {
    struct arena *a;
    const struct page_line *lines;
    size_t n;
    int32_t
        *down;    /* of each line: what is added to its place, for pages laid one below the other */
    int32_t size; /* of the characters */
    VEC(struct column) values;
    int32_t edge;                /* left of it are labels */
    int32_t labels[LABELS_MOST]; /* where label columns begin */
    size_t labels_n;
    VEC(struct row) rows;
    VEC(struct loose) loose;
    VEC(struct read_cell) cells;
    VEC(size_t) before; /* of each cell the one before it in its row, as index + 1 */
    VEC(size_t) last;   /* of each row its newest cell, likewise */
    size_t next;        /* row of the table */
};

/* ---- Columns --------------------------------------------------------------------------------- */

static bool is_row(const struct page_line *l)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->pieces[i].number) return true;
    return false;
}

static int by_left(const void *x, const void *y)
{
    const struct column *p = x;
    const struct column *q = y;

    return p->left < q->left ? -1 : p->left > q->left;
}

/* Joins ranges that overlap. */
static void join(struct shape *s)
{
    size_t kept = 0;

    qsort(s->values.items, s->values.n, sizeof *s->values.items, by_left);
    for (size_t i = 0; i < s->values.n; i++) {
        struct column c = s->values.items[i];
        struct column *last = kept ? &s->values.items[kept - 1] : NULL;

        if (!last || c.left >= last->right) {
            s->values.items[kept++] = c;
            continue;
        }
        if (c.right > last->right) last->right = c.right;
    }
    s->values.n = kept;
}

static void find_values(struct shape *s)
{
    s->edge = INT32_MAX;
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->lines[i].n; k++)
            if (s->lines[i].pieces[k].number) {
                const struct piece *p = &s->lines[i].pieces[k];

                *vec_push(s->a, &s->values) = (struct column){p->left, p->right};
            }
    join(s);
    if (!s->values.n) return;
    s->edge = s->values.items[0].left;
    /* words among the numbers of a row are values too */
    for (size_t i = 0; i < s->n; i++) {
        if (!is_row(&s->lines[i])) continue;
        for (size_t k = 0; k < s->lines[i].n; k++) {
            const struct piece *p = &s->lines[i].pieces[k];

            if (!p->number && piece_centre(p) > s->edge)
                *vec_push(s->a, &s->values) = (struct column){p->left, p->right};
        }
    }
    join(s);
}

static bool is_label(const struct shape *s, const struct piece *p)
{
    return !p->number && piece_centre(p) < s->edge - s->size;
}

static int ascending(const void *x, const void *y)
{
    int32_t p = *(const int32_t *)x;
    int32_t q = *(const int32_t *)y;

    return p < q ? -1 : p > q;
}

/* A line of labels only, near enough to a row of numbers to be its own or to span it. */
static bool is_beside_rows(const struct shape *s, size_t i)
{
    int32_t middle = s->lines[i].top / 2 + s->lines[i].bottom / 2 + s->down[i];
    bool above = false;
    bool below = false;

    for (size_t k = 0; k < s->lines[i].n; k++)
        if (!is_label(s, &s->lines[i].pieces[k])) return false;
    /* between two rows, without a heading in the way */
    for (size_t k = i; k-- && !above;) {
        const struct page_line *l = &s->lines[k];

        if (is_row(l))
            above = true;
        else if (!is_label(s, &l->pieces[l->n - 1]))
            break;
    }
    for (size_t k = i + 1; k < s->n && !below; k++) {
        const struct page_line *l = &s->lines[k];

        if (is_row(l))
            below = true;
        else if (!is_label(s, &l->pieces[l->n - 1]))
            break;
    }
    if (above && below) return true;
    for (size_t k = i > 4 ? i - 4 : 0; k < s->n && k < i + 5; k++) {
        const struct page_line *l = &s->lines[k];

        if (is_row(l) && abs(l->top / 2 + l->bottom / 2 + s->down[k] - middle) <= s->size * 22 / 10)
            return true;
    }
    return false;
}

/* Labels of rows begin where at least two of them do, give or take a character. */
static void find_labels(struct shape *s)
{
    VEC(int32_t) lefts = {0};

    for (size_t i = 0; i < s->n; i++) {
        if (!is_row(&s->lines[i]) && !is_beside_rows(s, i)) continue;
        for (size_t k = 0; k < s->lines[i].n; k++)
            if (is_label(s, &s->lines[i].pieces[k]))
                *vec_push(s->a, &lefts) = s->lines[i].pieces[k].left;
    }
    if (!lefts.n) {
        s->edge = INT32_MIN / 2; /* all columns are values */
        return;
    }
    qsort(lefts.items, lefts.n, sizeof *lefts.items, ascending);
    for (size_t i = 0; i < lefts.n;) {
        size_t same = 1;

        while (i + same < lefts.n && lefts.items[i + same] - lefts.items[i] <= s->size / 2 * 3)
            same++;
        if ((same > 1 || !s->labels_n) && s->labels_n < LABELS_MOST)
            s->labels[s->labels_n++] = lefts.items[i];
        i += same;
    }
}

static size_t label_column(const struct shape *s, const struct piece *p)
{
    size_t c = 0;

    while (c + 1 < s->labels_n && s->labels[c + 1] <= p->left + s->size / 2) c++;
    return c;
}

/* How many label columns it reaches over. */
static size_t label_span(const struct shape *s, const struct piece *p, size_t column)
{
    size_t n = 1;

    while (column + n < s->labels_n && s->labels[column + n] < p->right - s->size) n++;
    return n;
}

/* The column of values that is nearest. */
static size_t value_column(const struct shape *s, const struct piece *p)
{
    size_t best = 0;
    int32_t least = INT32_MAX;

    for (size_t i = 0; i < s->values.n; i++) {
        const struct column *c = &s->values.items[i];
        int32_t apart = abs(piece_centre(p) - (c->left / 2 + c->right / 2));

        if (apart >= least) continue;
        least = apart;
        best = i;
    }
    return s->labels_n + best;
}

/* ---- Cells ----------------------------------------------------------------------------------- */

static struct read_cell *find_cell(const struct shape *s, size_t row, size_t column)
{
    for (size_t i = row < s->last.n ? s->last.items[row] : 0; i; i = s->before.items[i - 1])
        if (s->cells.items[i - 1].column == column) return &s->cells.items[i - 1];
    return NULL;
}

/* The cell of that place, made when it is not there. */
static struct read_cell *cell_at(struct shape *s, size_t row, size_t column)
{
    struct read_cell *found = find_cell(s, row, column);

    if (found) return found;
    while (s->last.n <= row) *vec_push(s->a, &s->last) = 0;
    *vec_push(s->a, &s->before) = s->last.items[row];
    *vec_push(s->a, &s->cells) =
        (struct read_cell){.row = row, .column = column, .rows = 1, .columns = 1, .text = S("")};
    s->last.items[row] = s->cells.n;
    return &s->cells.items[s->cells.n - 1];
}

/* Pieces of one cell are one text: Chinese without a blank at the end of a line. */
static str joined(struct arena *a, str before, str after)
{
    bool western = before.n && after.n && (unsigned char)before.p[before.n - 1] < 0x80 &&
                   (unsigned char)after.p[0] < 0x80;
    const str parts[] = {before, western ? S(" ") : S(""), after};

    return str_join(a, parts, COUNT_OF(parts), S(""));
}

/* ---- Headings -------------------------------------------------------------------------------- */

/* The column of a heading: that of the value of the next row which it stands over. */
static size_t heading_column(const struct shape *s, const struct piece *p,
                             const struct page_line *next)
{
    const struct piece *best = p;
    int32_t least = INT32_MAX;

    if (is_label(s, p)) return label_column(s, p);
    for (size_t i = 0; next && i < next->n; i++) {
        const struct piece *q = &next->pieces[i];
        int32_t apart = abs(piece_centre(p) - piece_centre(q));

        if (is_label(s, q) || apart >= least) continue;
        least = apart;
        best = q;
    }
    return value_column(s, best);
}

/* How wide a column of values is, with the space to the next one. */
static int32_t pitch(const struct shape *s, size_t column)
{
    size_t i = column - s->labels_n;

    if (column < s->labels_n || s->values.n < 2) return INT32_MAX;
    if (i + 1 == s->values.n) i--;
    const struct column *c = &s->values.items[i];

    return (c[1].left + c[1].right) / 2 - (c[0].left + c[0].right) / 2;
}

/*
 * The next line of a heading stands close below; or further, but exactly below, in narrow columns
 * whose heads are written over the height of several rows.
 */
static bool continues(const struct shape *s, const struct heading *h, const struct piece *p,
                      int32_t middle)
{
    int32_t apart = middle - h->middle;
    int32_t centre = h->left / 2 + h->right / 2;
    int32_t little = s->size * 3 / 10;

    /* what is wider than its column spans others */
    if (h->right - h->left > pitch(s, h->column)) return false;
    if (apart <= s->size * 26 / 10) return true;
    return h->column >= s->labels_n && apart <= s->size * 37 / 10 &&
           (abs(h->left - p->left) <= little || abs(centre - piece_centre(p)) <= little);
}

/* Joins the piece to the heading right above it in the same column, or begins one. */
static void add_heading(struct shape *s, struct heading *h, size_t *n, const struct piece *p,
                        const struct page_line *next, int32_t down)
{
    size_t column = heading_column(s, p, next);
    int32_t middle = piece_middle(p) + down;

    for (size_t i = *n; i--;) {
        if (h[i].column != column) continue;
        if (!continues(s, &h[i], p, middle)) break;
        h[i].text = joined(s->a, h[i].text, p->text);
        h[i].bottom = p->bottom + down;
        h[i].middle = middle;
        return;
    }
    h[(*n)++] = (struct heading){.text = p->text,
                                 .left = p->left,
                                 .right = p->right,
                                 .top = p->top + down,
                                 .bottom = p->bottom + down,
                                 .middle = middle,
                                 .column = column,
                                 .columns = is_label(s, p) ? label_span(s, p, column) : 1};
}

/* Those that stand beside each other are a row; labels go with the first row that takes them. */
static void place_headings(struct shape *s, struct heading *h, size_t n)
{
    int32_t bottom = INT32_MIN;
    size_t first = 0; /* of the row */

    for (size_t i = 0; i < n; i++) {
        bool taken = false;
        bool label = h[i].column < s->labels_n;

        for (size_t k = first; k < i; k++) taken |= h[k].column == h[i].column;
        if (taken || (h[i].top >= bottom && bottom != INT32_MIN)) {
            s->next++;
            first = i;
            bottom = INT32_MIN;
        }
        if (!label && h[i].bottom > bottom) bottom = h[i].bottom;
        h[i].row = s->next;
        struct read_cell *c = cell_at(s, h[i].row, h[i].column);

        c->text = joined(s->a, c->text, h[i].text);
        c->columns = h[i].columns;
        c->header = true;
    }
    if (n) s->next++;
}

/* ---- Rows and their labels ------------------------------------------------------------------- */

/* Where the pieces of a line of numbers go. Of several labels the last one is the row's own. */
static void add_row(struct shape *s, size_t i)
{
    const struct page_line *l = &s->lines[i];
    struct row row = {.line = l, .place = s->next++};
    int64_t middle = 0;
    size_t numbers = 0;
    const struct piece *own = NULL;

    for (size_t k = 0; k < l->n; k++) {
        const struct piece *p = &l->pieces[k];

        if (is_label(s, p)) {
            if (own)
                *vec_push(s->a, &s->loose) = (struct loose){own, piece_middle(own) + s->down[i],
                                                            label_column(s, own), false};
            own = p;
            continue;
        }
        middle += piece_middle(p);
        numbers++;
        struct read_cell *c = cell_at(s, row.place, value_column(s, p));
        const str parts[] = {c->text, c->text.n ? S(" ") : S(""), p->text};

        c->text = str_join(s->a, parts, COUNT_OF(parts), S(""));
    }
    row.middle = (numbers ? (int32_t)(middle / (int64_t)numbers) : l->top) + s->down[i];
    if (own) {
        size_t column = label_column(s, own);
        struct read_cell *c = cell_at(s, row.place, column);

        c->text = own->text;
        c->columns = label_span(s, own, column);
        row.leaf = column + 1;
    }
    *vec_push(s->a, &s->rows) = row;
}

static struct row *nearest(struct shape *s, int32_t middle)
{
    struct row *best = NULL;

    for (size_t i = 0; i < s->rows.n; i++) {
        struct row *r = &s->rows.items[i];

        if (!best || abs(r->middle - middle) < abs(best->middle - middle)) best = r;
    }
    return best;
}

/* The lines of a row's label above and below its numbers, in the order of reading. */
static void add_leaf(struct shape *s, struct row *r, size_t column)
{
    struct read_cell *c = cell_at(s, r->place, column);
    str own = c->text;
    str above = S("");
    str below = S("");

    for (size_t i = 0; i < s->loose.n; i++) {
        struct loose *l = &s->loose.items[i];

        if (l->used || l->column != column || nearest(s, l->middle) != r) continue;
        l->used = true;
        str *side = l->middle < r->middle ? &above : &below;

        *side = joined(s->a, *side, l->piece->text);
        size_t span = label_span(s, l->piece, column);

        if (span > c->columns) c->columns = span;
    }
    c->text = joined(s->a, joined(s->a, above, own), below);
    r->leaf = column + 1;
}

/* What stands beside the numbers of a row that has no label yet is its label. */
static void find_leaves(struct shape *s)
{
    size_t deepest = s->labels_n - 1;

    for (size_t i = 0; i < s->rows.n; i++) {
        struct row *r = &s->rows.items[i];
        size_t column = 0;
        bool found = false;

        if (r->leaf) {
            if (r->leaf == deepest + 1 || s->labels_n == 1) add_leaf(s, r, r->leaf - 1);
            continue;
        }
        for (size_t k = 0; k < s->loose.n; k++) {
            const struct loose *l = &s->loose.items[k];

            if (l->used || nearest(s, l->middle) != r ||
                abs(l->middle - r->middle) > s->size * 22 / 10)
                continue;
            if (!found || l->column > column) column = l->column;
            found = true;
        }
        if (found) add_leaf(s, r, column);
    }
}

/* ---- Labels that span rows ------------------------------------------------------------------- */

struct group {
    str text;
    int32_t first, last; /* middles of its lines */
    bool marked;         /* begins with a number of a list: "（三）", "2.", "三、" */
};

static bool has_marker(str s)
{
    static const str numerals = S_INIT("一二三四五六七八九十");

    if (str_starts(s, S("（")) || str_starts(s, S("("))) return true;
    if (s.n && s.p[0] >= '0' && s.p[0] <= '9') return true;
    if (s.n < 6 || str_find(numerals, str_head(s, 3), 0) == STR_NONE) return false;
    return str_find(s, S("、"), 0) != STR_NONE;
}

static bool begins_list(const struct shape *s, const struct row *r)
{
    const struct read_cell *c = r->leaf ? find_cell(s, r->place, r->leaf - 1) : NULL;

    return c && c->text.n > 1 && c->text.p[0] == '1' &&
           !(c->text.p[1] >= '0' && c->text.p[1] <= '9');
}

/* The loose pieces of a column between two heights, as labels of one or more lines. */
static size_t find_groups(struct shape *s, size_t column, int32_t from, int32_t to,
                          struct group *groups)
{
    size_t n = 0;
    bool marked = false;

    for (size_t i = 0; i < s->loose.n; i++) {
        struct loose *l = &s->loose.items[i];

        if (l->used || l->column != column || l->middle < from || l->middle > to) continue;
        l->used = true;
        bool marker = has_marker(l->piece->text);
        struct group *last = n ? &groups[n - 1] : NULL;

        marked |= marker;
        if (last && !marker && (marked || l->middle - last->last <= s->size * 22 / 10)) {
            last->text = joined(s->a, last->text, l->piece->text);
            last->last = l->middle;
        } else if (n < GROUPS_MOST) {
            groups[n++] = (struct group){l->piece->text, l->middle, l->middle, marker};
        }
    }
    return n;
}

/* How badly a label fits the rows from `first` to before `end`: it should stand in their middle. */
static int64_t misfit(const struct shape *s, const struct row *rows, size_t first, size_t end,
                      const struct group *g, bool lists)
{
    int32_t middle = rows[first].middle / 2 + rows[end - 1].middle / 2;
    int64_t cost = abs(middle - (g->first / 2 + g->last / 2));

    /* where labels are numbered, a new count is a new group */
    if (lists && first && !begins_list(s, &rows[first])) cost += 4 * (int64_t)s->size;
    for (size_t i = first + 1; lists && i < end; i++)
        if (begins_list(s, &rows[i])) cost += 4 * (int64_t)s->size;
    return cost;
}

/* Divides the rows among the labels so that each stands as nearly in the middle as may be. */
static void divide(struct shape *s, const struct row *rows, size_t n, const struct group *groups,
                   size_t k, size_t column)
{
    int64_t *cost = ARENA_ARRAY(s->a, int64_t, (k + 1) * (n + 1));
    size_t *from = ARENA_ARRAY(s->a, size_t, (k + 1) * (n + 1));
    size_t w = n + 1;
    bool lists = false;

    for (size_t i = 0; i < n; i++) lists |= i > 0 && begins_list(s, &rows[i]);
    for (size_t i = 1; i <= n; i++) cost[i] = INT64_MAX / 4;
    for (size_t g = 1; g <= k; g++)
        for (size_t end = 0; end <= n; end++) {
            cost[g * w + end] = INT64_MAX / 4;
            for (size_t first = g - 1; first < end; first++) {
                int64_t c = cost[(g - 1) * w + first];

                if (c >= INT64_MAX / 4) continue;
                c += misfit(s, rows, first, end, &groups[g - 1], lists);
                if (c >= cost[g * w + end]) continue;
                cost[g * w + end] = c;
                from[g * w + end] = first;
            }
        }
    for (size_t g = k, end = n; g && end; g--) {
        size_t first = from[g * w + end];

        struct read_cell *c = cell_at(s, rows[first].place, column);

        c->rows = rows[end - 1].place - rows[first].place + 1;
        c->text = groups[g - 1].text;
        end = first;
    }
}

/* Rows in one run whose own labels stand further right are what labels of this column span. */
static void span_column(struct shape *s, size_t column)
{
    struct group *groups = ARENA_ARRAY(s->a, struct group, GROUPS_MOST);
    size_t i = 0;

    while (i < s->rows.n) {
        size_t n = 0;

        while (i + n < s->rows.n && s->rows.items[i + n].leaf > column + 1 && n < ROWS_OF_RUN_MOST)
            n++;
        if (!n) {
            i++;
            continue;
        }
        const struct row *run = &s->rows.items[i];
        int32_t from = i ? run[-1].middle : INT32_MIN;
        int32_t to = i + n < s->rows.n ? run[n].middle : INT32_MAX;
        size_t k = find_groups(s, column, from, to, groups);

        if (k > n) k = n;
        if (k) divide(s, run, n, groups, k, column);
        i += n;
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Lays the pages one below the other. */
static void lay_down(struct shape *s)
{
    s->down = ARENA_ARRAY(s->a, int32_t, s->n);
    for (size_t i = 1; i < s->n; i++) {
        s->down[i] = s->down[i - 1];
        if (s->lines[i].page != s->lines[i - 1].page)
            s->down[i] += s->lines[i - 1].bottom + 2 * s->size - s->lines[i].top;
    }
}

/* Two heads of narrow columns that stand so close that they became one piece: false, it is one. */
static bool split(const struct piece *p, const struct page_line *next, struct piece *halves)
{
    size_t blank = str_find_byte(p->text, ' ', 0);
    size_t over = 0;

    if (blank == STR_NONE || !next) return false;
    for (size_t i = 0; i < next->n; i++) {
        int32_t centre = piece_centre(&next->pieces[i]);

        over += centre > p->left && centre < p->right;
    }
    if (over != 2) return false;
    halves[0] = halves[1] = *p;
    halves[0].text = str_head(p->text, blank);
    halves[1].text = str_from(p->text, blank + 1);
    int32_t middle =
        p->left + (int32_t)((int64_t)(p->right - p->left) * (int64_t)blank / (int64_t)p->text.n);

    halves[0].right = halves[1].left = middle;
    return true;
}

static void add_headings(struct shape *s, struct heading *h, size_t *n, size_t i,
                         const struct page_line *next)
{
    for (size_t k = 0; k < s->lines[i].n; k++) {
        const struct piece *p = &s->lines[i].pieces[k];
        struct piece halves[2];

        if (is_label(s, p) || !split(p, next, halves)) {
            add_heading(s, h, n, p, next, s->down[i]);
            continue;
        }
        add_heading(s, h, n, &halves[0], next, s->down[i]);
        add_heading(s, h, n, &halves[1], next, s->down[i]);
    }
}

/* The headings that a page begins with are those of the table, once more: passed over. */
static bool is_repeated(const struct shape *s, size_t i)
{
    const struct page_line *l = &s->lines[i];

    if (l->page == s->lines[0].page || is_row(l)) return false;
    for (size_t k = i; k && s->lines[k].page == l->page; k--)
        if (is_row(&s->lines[k])) return false;
    for (size_t k = 0; k < s->n && !is_row(&s->lines[k]); k++) {
        bool same = s->lines[k].n == l->n && s->lines[k].page != l->page;

        for (size_t j = 0; same && j < l->n; j++)
            same = str_eq(s->lines[k].pieces[j].text, l->pieces[j].text);
        if (same) return true;
    }
    return false;
}

static void add_loose(struct shape *s, size_t i)
{
    for (size_t k = 0; k < s->lines[i].n; k++) {
        const struct piece *p = &s->lines[i].pieces[k];

        *vec_push(s->a, &s->loose) =
            (struct loose){p, piece_middle(p) + s->down[i], label_column(s, p), false};
    }
}

static int by_height(const void *x, const void *y)
{
    const struct loose *p = x;
    const struct loose *q = y;

    return p->middle < q->middle ? -1 : p->middle > q->middle;
}

static const struct page_line *next_row(const struct shape *s, size_t i)
{
    while (i < s->n && !is_row(&s->lines[i])) i++;
    return i < s->n ? &s->lines[i] : NULL;
}

static void walk(struct shape *s)
{
    size_t most = 0;
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) most += s->lines[i].n;
    struct heading *h = ARENA_ARRAY(s->a, struct heading, 2 * most);

    for (size_t i = 0; i < s->n; i++) {
        if (is_repeated(s, i)) continue;
        if (is_row(&s->lines[i])) {
            place_headings(s, h, n);
            n = 0;
            add_row(s, i);
        } else if (is_beside_rows(s, i)) {
            add_loose(s, i);
        } else {
            add_headings(s, h, &n, i, next_row(s, i));
        }
    }
    place_headings(s, h, n);
}

bool page_table(struct arena *a, const struct page_line *lines, size_t n, struct read_table *out)
{
    struct shape *s = ARENA_NEW(a, struct shape);

    s->a = a;
    s->lines = lines;
    s->n = n;
    s->size = INT32_MAX;
    for (size_t i = 0; i < n; i++)
        if (lines[i].n > 1 && lines[i].size < s->size) s->size = lines[i].size;
    if (s->size == INT32_MAX || s->size <= 0) s->size = 1000;
    find_values(s);
    if (!s->values.n) return false;
    lay_down(s);
    find_labels(s);
    walk(s);
    if (s->labels_n) {
        if (s->loose.n) qsort(s->loose.items, s->loose.n, sizeof *s->loose.items, by_height);
        find_leaves(s);
        for (size_t c = s->labels_n - 1; c--;) span_column(s, c);
    }
    *out = (struct read_table){.cells = s->cells.items, .n_cells = s->cells.n, .name = S("")};
    return true;
}
