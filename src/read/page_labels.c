/*
 * Labels of a table that stand left of its numbers: those of one row, on one line or several, and
 * those that stand in the middle of the rows that they span.
 */
#include "read/page_inside.h"

#include <stdlib.h>

enum { GROUPS_MOST = 64, ROWS_OF_RUN_MOST = 400 };

/* ---- Labels of one row ----------------------------------------------------------------------- */

static int by_height(const void *x, const void *y)
{
    const struct loose *p = x;
    const struct loose *q = y;

    return p->middle < q->middle ? -1 : p->middle > q->middle;
}

/* Sorts the loose pieces from above and tells each row which ones are nearest to it. */
static void share_out(struct shape *s)
{
    size_t k = 0;

    if (s->loose.n) qsort(s->loose.items, s->loose.n, sizeof *s->loose.items, by_height);
    for (size_t i = 0; i < s->rows.n; i++) {
        struct row *r = &s->rows.items[i];
        const struct row *next = i + 1 < s->rows.n ? r + 1 : NULL;

        r->loose = k;
        while (k < s->loose.n && (!next || s->loose.items[k].middle - r->middle <=
                                               next->middle - s->loose.items[k].middle))
            k++;
        r->loose_end = k;
    }
}

/* The lines of a row's label above and below its numbers, in the order of reading. */
static void add_leaf(struct shape *s, struct row *r, size_t column)
{
    struct read_cell *c = page_cell(s, r->place, column);
    str own = c->text;
    str above = S("");
    str below = S("");

    for (size_t i = r->loose; i < r->loose_end; i++) {
        struct loose *l = &s->loose.items[i];

        if (l->used || l->column != column) continue;
        l->used = true;
        str *side = l->middle < r->middle ? &above : &below;

        *side = page_joined(s->a, *side, l->piece->text);
        size_t span = page_label_span(s, l->piece, column);

        if (span > c->columns) c->columns = span;
    }
    c->text = page_joined(s->a, page_joined(s->a, above, own), below);
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
        for (size_t k = r->loose; k < r->loose_end; k++) {
            const struct loose *l = &s->loose.items[k];

            if (l->used || abs(l->middle - r->middle) > s->size * 22 / 10) continue;
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
    const struct read_cell *c = r->leaf ? page_find_cell(s, r->place, r->leaf - 1) : NULL;

    return c && c->text.n > 1 && c->text.p[0] == '1' &&
           !(c->text.p[1] >= '0' && c->text.p[1] <= '9');
}

/* The loose pieces of a column beside rows `from` to `end`, as labels of one or more lines. */
static size_t find_groups(struct shape *s, size_t column, size_t from, size_t end,
                          struct group *groups)
{
    size_t n = 0;
    bool marked = false;

    /* those nearest to the rows around, but on this side of them, too */
    size_t first = from ? s->rows.items[from - 1].loose : s->rows.items[from].loose;
    size_t last_one = s->rows.items[end < s->rows.n ? end : end - 1].loose_end;

    for (size_t i = first; i < last_one; i++) {
        struct loose *l = &s->loose.items[i];

        if (l->used || l->column != column) continue;
        if (from && l->middle < s->rows.items[from - 1].middle) continue;
        if (end < s->rows.n && l->middle > s->rows.items[end].middle) continue;
        l->used = true;
        bool marker = has_marker(l->piece->text);
        struct group *last = n ? &groups[n - 1] : NULL;

        marked |= marker;
        if (last && !marker && (marked || l->middle - last->last <= s->size * 22 / 10)) {
            last->text = page_joined(s->a, last->text, l->piece->text);
            last->last = l->middle;
        } else if (n < GROUPS_MOST) {
            groups[n++] = (struct group){l->piece->text, l->middle, l->middle, marker};
        }
    }
    return n;
}

/*
 * How badly a label fits the rows from `first` to before `end`: it should stand in their middle,
 * and where rows are numbered, a new count is a new group. `counts[i]`: counts
 * begun before row i; NULL: rows are not numbered.
 */
static int64_t misfit(const struct shape *s, const struct row *rows, const size_t *counts,
                      size_t first, size_t end, const struct group *g)
{
    int32_t middle = rows[first].middle / 2 + rows[end - 1].middle / 2;
    int64_t cost = abs(middle - (g->first / 2 + g->last / 2));

    if (!counts) return cost;
    size_t wrong = counts[end] - counts[first + 1];

    if (first && counts[first + 1] == counts[first]) wrong++;
    return cost + (int64_t)wrong * 4 * s->size;
}

/* Divides the rows among the labels so that each stands as nearly in the middle as may be. */
static void divide(struct shape *s, const struct row *rows, size_t n, const struct group *groups,
                   size_t k, size_t column)
{
    int64_t *cost = ARENA_ARRAY(s->a, int64_t, (k + 1) * (n + 1));
    size_t *from = ARENA_ARRAY(s->a, size_t, (k + 1) * (n + 1));
    size_t w = n + 1;
    size_t *counts = ARENA_ARRAY(s->a, size_t, n + 1);

    for (size_t i = 0; i < n; i++) counts[i + 1] = counts[i] + begins_list(s, &rows[i]);
    for (size_t i = 1; i <= n; i++) cost[i] = INT64_MAX / 4;
    for (size_t g = 1; g <= k; g++)
        for (size_t end = 0; end <= n; end++) {
            cost[g * w + end] = INT64_MAX / 4;
            for (size_t first = g - 1; first < end; first++) {
                int64_t c = cost[(g - 1) * w + first];

                if (c >= INT64_MAX / 4) continue;
                c += misfit(s, rows, counts[n] ? counts : NULL, first, end, &groups[g - 1]);
                if (c >= cost[g * w + end]) continue;
                cost[g * w + end] = c;
                from[g * w + end] = first;
            }
        }
    for (size_t g = k, end = n; g && end; g--) {
        size_t first = from[g * w + end];

        struct read_cell *c = page_cell(s, rows[first].place, column);

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
        size_t k = find_groups(s, column, i, i + n, groups);

        if (k > n) k = n;
        if (k) divide(s, run, n, groups, k, column);
        i += n;
    }
}

void page_place_labels(struct shape *s)
{
    share_out(s);
    find_leaves(s);
    for (size_t c = s->labels_n - 1; c--;) span_column(s, c);
}
