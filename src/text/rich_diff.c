/*
 * The readable difference of two trees. Both become rows of lines (a paragraph, a row of a table
 * …); Myers' algorithm finds the lines that stayed; between them, lines that resemble each other
 * are compared again by characters.
 */
#include "text/rich.h"
#include "text/rich_schema.h"
#include "text/scratch.h"

#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <string.h>

enum {
    EDITS_MOST_LINES = 1000, /* more differ: all between the common ends is replaced */
    EDITS_MOST_CHARS = 500,
    WORK_MOST = 50 * 1000 * 1000, /* steps in all; some 0.2 s */
    LOOK_AHEAD = 8,               /* removed lines that an added one is compared with */
    ALIKE_PERCENT = 40,           /* of the longer line must have stayed, to show it as changed */
};

/* ---- Myers ----------------------------------------------------------------------------------- */

struct row {
    const uint32_t *items;
    size_t n;
};

/* What became of each item: true is 'stayed'; the stayed ones of both rows correspond in order. */
struct stayed {
    bool *x, *y;
    size_t n;
};

struct differ {
    struct arena *a; /* scratch */
    int64_t work;    /* steps that may still be taken */
};

/* Follows the recorded ends back from (n, m), marking the diagonals. */
static void backtrack(int32_t *const *ends, int32_t edits, int32_t n, int32_t m, size_t skip,
                      struct stayed *out)
{
    int32_t x = n;
    int32_t y = m;

    for (int32_t d = edits; d >= 0; d--) {
        int32_t k = x - y;
        int32_t from_x = 0;
        int32_t from_y = 0;

        if (d > 0) {
            const int32_t *v = ends[d - 1]; /* v[k + d - 1] is x on diagonal k */
            int32_t mid = d - 1;
            bool down =
                k == -d ||
                (k != d && k - 1 >= -mid && k + 1 <= mid && v[k - 1 + mid] < v[k + 1 + mid]) ||
                (k != d && k - 1 < -mid);
            int32_t from_k = down ? k + 1 : k - 1;

            from_x = v[from_k + mid];
            from_y = from_x - from_k;
            /* Where the diagonal of this step begins. */
            int32_t start_x = down ? from_x : from_x + 1;

            for (; x > start_x; x--, y--) {
                out->x[skip + (size_t)x - 1] = out->y[skip + (size_t)y - 1] = true;
                out->n++;
            }
            x = from_x;
            y = from_y;
            continue;
        }
        for (; x > 0; x--, y--) {
            out->x[skip + (size_t)x - 1] = out->y[skip + (size_t)y - 1] = true;
            out->n++;
        }
    }
}

/*
 * Finds what stayed. Bounded: beyond `edits_most` edits only the common beginning and end count.
 * Time is (length × edits), memory edits².
 */
static struct stayed compare(struct differ *w, struct row a, struct row b, int32_t edits_most)
{
    struct stayed out = {ARENA_ARRAY(w->a, bool, a.n + 1), ARENA_ARRAY(w->a, bool, b.n + 1), 0};
    size_t skip = 0;

    while (skip < a.n && skip < b.n && a.items[skip] == b.items[skip]) {
        out.x[skip] = out.y[skip] = true;
        skip++;
    }
    out.n = skip;
    while (a.n > skip && b.n > skip && a.items[a.n - 1] == b.items[b.n - 1]) {
        out.x[--a.n] = out.y[--b.n] = true;
        out.n++;
    }
    int32_t n = (int32_t)(a.n - skip);
    int32_t m = (int32_t)(b.n - skip);
    int32_t most = n + m < edits_most ? n + m : edits_most;

    if (n == 0 || m == 0) return out;
    int32_t **ends = ARENA_ARRAY(w->a, int32_t *, (size_t)most + 1);

    for (int32_t d = 0; d <= most && w->work > 0; d++) {
        int32_t *v = ends[d] = ARENA_ARRAY(w->a, int32_t, 2 * (size_t)d + 1);

        for (int32_t k = -d; k <= d; k += 2) {
            const int32_t *before = d ? ends[d - 1] : NULL;
            int32_t mid = d - 1;
            int32_t x = 0;

            if (d > 0) {
                bool has_left = k - 1 >= -mid;
                bool has_right = k + 1 <= mid;
                bool down = !has_left || (has_right && before[k - 1 + mid] < before[k + 1 + mid]);

                x = down ? before[k + 1 + mid] : before[k - 1 + mid] + 1;
            }
            int32_t y = x - k;
            int32_t from = x;

            while (x < n && y < m && a.items[skip + (size_t)x] == b.items[skip + (size_t)y]) {
                x++;
                y++;
            }
            w->work -= x - from + 1;
            v[k + d] = x;
            if (x < n || y < m) continue;
            backtrack(ends, d, n, m, skip, &out);
            return out;
        }
    }
    return out;
}

/* ---- Trees as lines -------------------------------------------------------------------------- */

struct line {
    enum rich_kind kind;
    int level;
    str text;
    str look; /* text with all marks, attributes and what it stands in */
};

struct lines {
    struct arena *a;       /* of the result: texts of the blocks live on */
    struct arena *scratch; /* for all else */
    VEC(struct line) line;
};

static void add_line(struct lines *l, const struct rich_node *n, str text, str place)
{
    struct line *to = vec_push(l->scratch, &l->line);

    to->kind = n->kind;
    to->level = n->kind == RICH_HEADING ? n->level : 0;
    to->text = text;
    to->look =
        str_cat(l->scratch, place, n->kind == RICH_CODE_BLOCK ? text : rich_json(l->scratch, n));
}

static void add_lines(struct lines *l, const struct rich_node *n, str place)
{
    if (n->kind == RICH_CODE_BLOCK) {
        str rest = n->first ? n->first->text : S("");

        for (str part; str_split(&rest, '\n', &part);) add_line(l, n, part, place);
        return;
    }
    if (rich_holds_text(n->kind) || n->kind == RICH_ROW || n->kind == RICH_IMAGE ||
        n->kind == RICH_RULE) {
        add_line(l, n, rich_text_line(l->a, n), place);
        return;
    }
    place = n->kind == RICH_DOC ? place : str_cat(l->scratch, place, rich_nodes[n->kind].name);
    for (const struct rich_node *c = n->first; c; c = c->next) add_lines(l, c, place);
}

/* Equal lines get equal numbers. */
static struct row number_lines(struct arena *a, struct map *numbers, const struct lines *l)
{
    uint32_t *items = ARENA_ARRAY(a, uint32_t, l->line.n + 1);

    for (size_t i = 0; i < l->line.n; i++) {
        const struct line *line = &l->line.items[i];
        char kind[2] = {(char)('a' + line->kind), (char)('0' + line->level)};
        str key = str_cat(a, str_at(kind, 2), line->text);
        uintptr_t number = (uintptr_t)map_get(numbers, key);

        if (!number) {
            number = numbers->n + 1;
            map_put(numbers, key, (void *)number);
        }
        items[i] = (uint32_t)number;
    }
    return (struct row){items, l->line.n};
}

/* ---- Inside a changed line ------------------------------------------------------------------- */

static struct row runes(struct arena *a, str text)
{
    uint32_t *items = ARENA_ARRAY(a, uint32_t, text.n + 1);
    size_t n = 0;

    for (uint32_t rune; utf8_next(&text, &rune);) items[n++] = rune;
    return (struct row){items, n};
}

struct runs {
    struct arena *a;
    VEC(struct rich_diff_run) run;
};

static void add_run(struct runs *r, enum rich_diff_op op, str text)
{
    if (!text.n) return;
    *vec_push(r->a, &r->run) = (struct rich_diff_run){op, text};
}

/* Bytes of the first `n` characters of `*rest`, taken off it. */
static str take_chars(str *rest, size_t n)
{
    str part = utf8_head(*rest, n);

    *rest = str_from(*rest, part.n);
    return part;
}

/* Length of the run of items that stayed in both, from i and j on. */
static size_t stayed_run(const struct stayed *s, struct row x, struct row y, size_t i, size_t j)
{
    size_t n = 0;

    while (i + n < x.n && j + n < y.n && s->x[i + n] && s->y[j + n]) n++;
    return n;
}

/* The runs of a changed line: between two changes a single character that stayed is noise. */
static void make_runs(struct runs *out, str before, str after, struct row x, struct row y,
                      const struct stayed *s)
{
    size_t i = 0;
    size_t j = 0;

    while (i < x.n || j < y.n) {
        size_t kept = stayed_run(s, x, y, i, j);

        add_run(out, RICH_KEPT, take_chars(&before, kept));
        take_chars(&after, kept);
        i += kept;
        j += kept;
        size_t gone = 0;
        size_t come = 0;

        for (;;) {
            while (i + gone < x.n && !s->x[i + gone]) gone++;
            while (j + come < y.n && !s->y[j + come]) come++;
            kept = stayed_run(s, x, y, i + gone, j + come);
            bool more = i + gone + kept < x.n || j + come + kept < y.n;

            if (kept != 1 || !more || !(gone + come)) break;
            gone++;
            come++;
        }
        add_run(out, RICH_REMOVED, take_chars(&before, gone));
        add_run(out, RICH_ADDED, take_chars(&after, come));
        i += gone;
        j += come;
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

struct result {
    struct arena *a;
    struct differ differ;
    VEC(struct rich_diff_block) blocks;
};

static void add_whole(struct result *r, enum rich_diff_op op, const struct line *line)
{
    struct rich_diff_run *run = ARENA_NEW(r->a, struct rich_diff_run);

    *run = (struct rich_diff_run){op == RICH_CHANGED ? RICH_KEPT : op, line->text};
    *vec_push(r->a, &r->blocks) = (struct rich_diff_block){
        .op = op,
        .kind = line->kind,
        .level = line->level,
        .restyled = op == RICH_CHANGED,
        .runs = run,
        .n = 1,
    };
}

/* `after` as a changed `before`; false: they are not enough alike. */
static bool make_changed(struct result *r, const struct line *before, const struct line *after,
                         struct rich_diff_block *out)
{
    if (before->kind != after->kind || !before->text.n || !after->text.n) return false;
    struct arena *scratch = r->differ.a;
    struct row x = runes(scratch, before->text);
    struct row y = runes(scratch, after->text);
    struct stayed s = compare(&r->differ, x, y, EDITS_MOST_CHARS);

    if (s.n * 100 < (x.n > y.n ? x.n : y.n) * ALIKE_PERCENT) return false;
    struct runs runs = {.a = r->a};

    make_runs(&runs, before->text, after->text, x, y, &s);
    *out = (struct rich_diff_block){
        .op = RICH_CHANGED,
        .kind = after->kind,
        .level = after->level,
        .restyled = before->level != after->level,
        .runs = runs.run.items,
        .n = runs.run.n,
    };
    return true;
}

/* Lines between two that stayed: removed, added, or changed from one to the other. */
static void add_hunk(struct result *r, const struct line *gone, size_t n_gone,
                     const struct line *come, size_t n_come)
{
    size_t i = 0; /* removed and added lines that were shown */
    size_t j = 0;

    for (size_t at = 0; at < n_come; at++) {
        struct rich_diff_block changed;
        size_t k = i;

        while (k < n_gone && k < i + LOOK_AHEAD && r->differ.work > 0 &&
               !make_changed(r, &gone[k], &come[at], &changed))
            k++;
        if (k >= n_gone || k >= i + LOOK_AHEAD || r->differ.work <= 0) continue;
        for (; i < k; i++) add_whole(r, RICH_REMOVED, &gone[i]);
        for (; j < at; j++) add_whole(r, RICH_ADDED, &come[j]);
        *vec_push(r->a, &r->blocks) = changed;
        i++;
        j++;
    }
    for (; i < n_gone; i++) add_whole(r, RICH_REMOVED, &gone[i]);
    for (; j < n_come; j++) add_whole(r, RICH_ADDED, &come[j]);
}

void rich_diff(struct arena *a, const struct rich_node *before, const struct rich_node *after,
               struct rich_diff_block **out, size_t *n)
{
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct result r = {.a = a, .differ = {scratch, WORK_MOST}};
    struct lines x = {.a = a, .scratch = scratch};
    struct lines y = {.a = a, .scratch = scratch};
    struct map numbers;

    add_lines(&x, before, S(""));
    add_lines(&y, after, S(""));
    map_init(&numbers, scratch, 0);
    struct row xs = number_lines(scratch, &numbers, &x);
    struct row ys = number_lines(scratch, &numbers, &y);
    struct stayed s = compare(&r.differ, xs, ys, EDITS_MOST_LINES);

    for (size_t i = 0, j = 0; i < xs.n || j < ys.n;) {
        size_t gone = 0;
        size_t come = 0;

        while (i + gone < xs.n && !s.x[i + gone]) gone++;
        while (j + come < ys.n && !s.y[j + come]) come++;
        add_hunk(&r, x.line.items + i, gone, y.line.items + j, come);
        i += gone;
        j += come;
        if (i < xs.n && j < ys.n) {
            bool same = str_eq(x.line.items[i].look, y.line.items[j].look);

            add_whole(&r, same ? RICH_KEPT : RICH_CHANGED, &y.line.items[j]);
            i++;
            j++;
        }
    }
    arena_release(scratch);
    *out = r.blocks.items;
    *n = r.blocks.n;
}
