/* Tables out of the places of words; see page.h for the idea. */
#include "read/page_inside.h"

#include <stdlib.h>

/* A piece of a line without numbers. */
struct heading {
    str text;
    int32_t left, right, top, bottom, middle;
    size_t column, columns, row;
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

    if (!s->values.n) return;
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
size_t page_label_span(const struct shape *s, const struct piece *p, size_t column)
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

struct read_cell *page_find_cell(const struct shape *s, size_t row, size_t column)
{
    for (size_t i = row < s->last.n ? s->last.items[row] : 0; i; i = s->before.items[i - 1])
        if (s->cells.items[i - 1].column == column) return &s->cells.items[i - 1];
    return NULL;
}

/* The cell of that place, made when it is not there. */
struct read_cell *page_cell(struct shape *s, size_t row, size_t column)
{
    struct read_cell *found = page_find_cell(s, row, column);

    if (found) return found;
    while (s->last.n <= row) *vec_push(s->a, &s->last) = 0;
    *vec_push(s->a, &s->before) = s->last.items[row];
    *vec_push(s->a, &s->cells) =
        (struct read_cell){.row = row, .column = column, .rows = 1, .columns = 1, .text = S("")};
    s->last.items[row] = s->cells.n;
    return &s->cells.items[s->cells.n - 1];
}

/* Pieces of one cell are one text: Chinese without a blank at the end of a line. */
str page_joined(struct arena *a, str before, str after)
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
        h[i].text = page_joined(s->a, h[i].text, p->text);
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
                                 .columns = is_label(s, p) ? page_label_span(s, p, column) : 1};
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
        struct read_cell *c = page_cell(s, h[i].row, h[i].column);

        c->text = page_joined(s->a, c->text, h[i].text);
        c->columns = h[i].columns;
        c->header = true;
    }
    if (n) s->next++;
}

/* ---- Rows ---------------------------------------------------------------------------------------
 */

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
        struct read_cell *c = page_cell(s, row.place, value_column(s, p));
        const str parts[] = {c->text, c->text.n ? S(" ") : S(""), p->text};

        c->text = str_join(s->a, parts, COUNT_OF(parts), S(""));
    }
    row.middle = (numbers ? (int32_t)(middle / (int64_t)numbers) : l->top) + s->down[i];
    if (own) {
        size_t column = label_column(s, own);
        struct read_cell *c = page_cell(s, row.place, column);

        c->text = own->text;
        c->columns = page_label_span(s, own, column);
        row.leaf = column + 1;
    }
    *vec_push(s->a, &s->rows) = row;
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
    if (s->labels_n) page_place_labels(s);
    *out = (struct read_table){.cells = s->cells.items, .n_cells = s->cells.n, .name = S("")};
    return true;
}
