/*
 * The words of a PDF, as `pdftotext -tsv` tells them, become lines, the lines paragraphs and
 * tables. Page numbers, and lines that stand at the same place of every page, are left out.
 */
#include "read/page.h"

#include "base/num.h"
#include "base/utf8.h"

#include <stdlib.h>

enum {
    WORDS_MOST = 400000,
    COORDINATE_MOST = 2000000, /* 20,000 points: twice the largest page that viewers show */
    COLUMN_PAGE = 1,           /* of the table that pdftotext writes, from 0 */
    COLUMN_LEFT = 6,
    COLUMN_TEXT = 11,
};

struct word {
    int page;
    size_t order; /* in the file */
    struct piece at;
};

struct pages {
    struct arena *a;
    struct build *b;
    VEC(struct word) words;
    VEC(struct page_line) lines;
    int32_t width, height; /* of the largest page */
};

/* ---- Words ----------------------------------------------------------------------------------- */

/* "128.640000" as hundredths; false: none, or absurd. */
static bool coordinate(str s, int32_t *out)
{
    bool minus = str_starts(s, S("-"));
    int64_t whole;
    int64_t part = 0;

    if (minus) s = str_from(s, 1);
    size_t point = str_find_byte(s, '.', 0);
    str behind = point == STR_NONE ? S("") : str_head(str_from(s, point + 1), 2);

    if (!num_parse(str_head(s, point), 0, COORDINATE_MOST / 100, &whole)) return false;
    if (behind.n && !num_parse(behind, 0, 99, &part)) return false;
    if (behind.n == 1) part *= 10;
    *out = (int32_t)((whole * 100 + part) * (minus ? -1 : 1));
    return true;
}

/* One line of the table: a word, a page (its size), or something else. */
static void take_row(struct pages *p, str row)
{
    str cells[COLUMN_TEXT + 1];
    int32_t at[4];
    int64_t page;
    size_t n = 0;

    while (n < COLUMN_TEXT && str_split(&row, '\t', &cells[n])) n++;
    if (n < COLUMN_TEXT || !num_parse(cells[COLUMN_PAGE], 1, 10000, &page)) return;
    for (size_t i = 0; i < 4; i++)
        if (!coordinate(cells[COLUMN_LEFT + i], &at[i])) return;
    if (at[2] < 0 || at[3] < 0) return;
    if (str_eq(cells[0], S("1"))) {
        if (at[2] > p->width) p->width = at[2];
        if (at[3] > p->height) p->height = at[3];
    }
    if (!str_eq(cells[0], S("5"))) return;
    if (p->words.n >= WORDS_MOST) {
        p->b->truncated = true;
        return;
    }
    str text = build_fold(p->a, utf8_repair(p->a, row), 3 * row.n + 1);

    if (!text.n) return;
    *vec_push(p->a, &p->words) = (struct word){.page = (int)page,
                                               .order = p->words.n,
                                               .at = {.left = at[0],
                                                      .top = at[1],
                                                      .right = at[0] + at[2],
                                                      .bottom = at[1] + at[3],
                                                      .text = text}};
}

/* ---- Lines ----------------------------------------------------------------------------------- */

int32_t piece_middle(const struct piece *p)
{
    return p->top / 2 + p->bottom / 2;
}

int32_t piece_centre(const struct piece *p)
{
    return p->left / 2 + p->right / 2;
}

static int32_t height(const struct piece *p)
{
    return p->bottom - p->top;
}

static int from_top(const void *x, const void *y)
{
    const struct word *p = x;
    const struct word *q = y;
    int32_t a = piece_middle(&p->at);
    int32_t b = piece_middle(&q->at);

    if (p->page != q->page) return p->page < q->page ? -1 : 1;
    if (a != b) return a < b ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

static int from_left(const void *x, const void *y)
{
    const struct word *p = x;
    const struct word *q = y;

    if (p->at.left != q->at.left) return p->at.left < q->at.left ? -1 : 1;
    return p->order < q->order ? -1 : 1;
}

/* A number as tables have it: signs and digits, with at most a unit behind; or a sign for none. */
static bool is_number(str s)
{
    static const str units[] = {S_INIT("万元"), S_INIT("亿元"), S_INIT("元"), S_INIT("件"),
                                S_INIT("条"),   S_INIT("项"),   S_INIT("余")};
    static const str signs[] = {S_INIT("—"), S_INIT("－"), S_INIT("−"), S_INIT("，"), S_INIT("％")};

    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (s.n > units[i].n && str_ends(s, units[i])) s = str_head(s, s.n - units[i].n);
    if (!s.n) return false;
    for (size_t i = 0; i < s.n;) {
        size_t step = (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == ',' ||
                      s.p[i] == '-' || s.p[i] == '+' || s.p[i] == '%' || s.p[i] == '/';

        for (size_t k = 0; !step && k < COUNT_OF(signs); k++)
            if (str_starts(str_from(s, i), signs[k])) step = signs[k].n;
        if (!step) return false;
        i += step;
    }
    return true;
}

static bool has_han(str s)
{
    uint32_t rune;

    while (utf8_next(&s, &rune))
        if (utf8_is_han(rune)) return true;
    return false;
}

/* Words beside each other become a piece where the gap is none between columns. */
static void add_line(struct pages *p, struct word *w, size_t n)
{
    struct page_line line = {.page = w->page, .top = INT32_MAX, .bottom = INT32_MIN};
    int32_t others = 0;

    qsort(w, n, sizeof *w, from_left);
    line.pieces = ARENA_ARRAY(p->a, struct piece, n);
    for (size_t i = 0; i < n; i++) {
        struct piece *last = line.n ? &line.pieces[line.n - 1] : NULL;
        const struct piece *at = &w[i].at;
        int32_t size = height(at);

        if (at->top < line.top) line.top = at->top;
        if (at->bottom > line.bottom) line.bottom = at->bottom;
        /* what is written downwards is one character wide */
        if (has_han(at->text) && utf8_count(at->text) > 1 && at->right - at->left < size)
            size = at->right - at->left;
        if (has_han(at->text) && size > line.size) line.size = size;
        if (size > others) others = size;
        if (last && height(last) < size) size = height(last);
        int32_t gap = last ? at->left - last->right : 0;

        if (!last || gap > size * 11 / 20) {
            line.pieces[line.n++] = *at;
            continue;
        }
        /* a blank that was there, in Western text or between numbers */
        const str parts[] = {last->text, gap > size / 8 ? S(" ") : S(""), at->text};

        last->text = str_join(p->a, parts, COUNT_OF(parts), S(""));
        if (at->right > last->right) last->right = at->right;
        if (at->top < last->top) last->top = at->top;
        if (at->bottom > last->bottom) last->bottom = at->bottom;
    }
    if (!line.size) line.size = others;
    for (size_t i = 0; i < line.n; i++) line.pieces[i].number = is_number(line.pieces[i].text);
    *vec_push(p->a, &p->lines) = line;
}

static void make_lines(struct pages *p)
{
    struct word *w = p->words.items;
    size_t first = 0;

    qsort(w, p->words.n, sizeof *w, from_top);
    for (size_t i = 1; i <= p->words.n; i++) {
        if (i < p->words.n && w[i].page == w[first].page) {
            int32_t most =
                height(&w[first].at) < height(&w[i].at) ? height(&w[i].at) : height(&w[first].at);

            if (piece_middle(&w[i].at) - piece_middle(&w[first].at) <= most / 5 * 2) continue;
        }
        add_line(p, w + first, i - first);
        first = i;
    }
}

/* ---- What belongs to the page and not to the text -------------------------------------------- */

/* "- 3 -", "— 5 —", "第3页", "3" */
static bool is_page_number(str s)
{
    size_t digits = 0;
    uint32_t rune;

    while (utf8_next(&s, &rune)) {
        bool digit = rune >= '0' && rune <= '9';

        digits += digit;
        if (!digit && rune != '-' && rune != ' ' && rune != 0x2014 && rune != 0x2013 &&
            rune != 0xb7 && rune != '/' && rune != 0x7b2c && rune != 0x9875 && rune != 0x5171)
            return false;
    }
    return digits > 0 && digits < 9;
}

static str line_text(struct arena *a, const struct page_line *l)
{
    str *parts = ARENA_ARRAY(a, str, l->n);

    for (size_t i = 0; i < l->n; i++) parts[i] = l->pieces[i].text;
    return str_join(a, parts, l->n, S(" "));
}

static bool same_place(const struct page_line *x, const struct page_line *y)
{
    int32_t apart = x->top - y->top;

    return apart < 200 && apart > -200 && x->n == y->n &&
           str_eq(x->pieces[0].text, y->pieces[0].text) &&
           str_eq(x->pieces[x->n - 1].text, y->pieces[y->n - 1].text);
}

/* In the margins: a page number, or the same words as on the page before and the one before that.
 */
static bool is_margin(const struct pages *p, size_t i)
{
    const struct page_line *l = &p->lines.items[i];
    bool margin = l->bottom < p->height / 12 || l->top > p->height - p->height / 11;
    size_t same = 0;

    if (!margin) return false;
    if (is_page_number(line_text(p->a, l))) return true;
    for (size_t k = 0; k < p->lines.n && same < 2; k++) {
        const struct page_line *other = &p->lines.items[k];

        if (other->page > l->page + 2) break;
        same += other->page != l->page && other->page + 2 >= l->page && same_place(l, other);
    }
    return same >= 2;
}

static void drop_margins(struct pages *p)
{
    bool *drop = ARENA_ARRAY(p->a, bool, p->lines.n);
    size_t kept = 0;

    for (size_t i = 0; i < p->lines.n; i++) drop[i] = is_margin(p, i);
    for (size_t i = 0; i < p->lines.n; i++)
        if (!drop[i]) p->lines.items[kept++] = p->lines.items[i];
    p->lines.n = kept;
}

/* ---- Paragraphs ------------------------------------------------------------------------------ */

/* Chinese runs on without a blank. */
static bool needs_blank(str before, str after)
{
    char x = before.n ? before.p[before.n - 1] : ' ';
    char y = after.n ? after.p[0] : ' ';

    return x > ' ' && y > ' ' && x < 0x7f && y < 0x7f;
}

/* Pieces with room between them; not a full line of text in which a gap is a little wide. */
static bool is_tabular(const struct pages *p, const struct page_line *l)
{
    int32_t extent = l->pieces[l->n - 1].right - l->pieces[0].left;
    int32_t covered = 0;

    for (size_t i = 0; i < l->n; i++) covered += l->pieces[i].right - l->pieces[i].left;
    return l->n > 1 && (extent < p->width / 2 || covered < extent / 100 * 85);
}

/* Lines of text: a paragraph begins where a line is indented, or the one before did not fill. */
static void add_text(struct pages *p, size_t from, size_t to)
{
    int32_t left = INT32_MAX;
    int32_t right = 0;
    str before = S("");

    for (size_t i = from; i < to; i++) {
        const struct page_line *l = &p->lines.items[i];

        if (l->pieces[0].left < left) left = l->pieces[0].left;
        if (l->pieces[l->n - 1].right > right) right = l->pieces[l->n - 1].right;
    }
    for (size_t i = from; i < to; i++) {
        const struct page_line *l = &p->lines.items[i];
        const struct page_line *last = i > from ? l - 1 : NULL;
        int32_t em = l->size;
        str text = line_text(p->a, l);
        bool begins = !last || is_tabular(p, l) || is_tabular(p, last) ||
                      l->pieces[0].left > left + em ||
                      last->pieces[last->n - 1].right + em + em / 2 < right ||
                      l->size > last->size + last->size / 6 || last->size > l->size + l->size / 6;

        if (begins) build_paragraph(p->b);
        if (!begins && needs_blank(before, text)) build_add(p->b, S(" "));
        p->b->page = l->page;
        build_add(p->b, text);
        before = text;
    }
    build_paragraph(p->b);
}

/* ---- Which lines are a table ----------------------------------------------------------------- */

/* "三、…" on a line of its own is a heading of the text, whatever stands around it. */
static bool is_chapter(const struct page_line *l)
{
    static const str numerals = S_INIT("一二三四五六七八九十");
    str s = l->pieces[0].text;
    size_t n = 0;

    if (l->n != 1) return false;
    while (s.n >= 3 && str_find(numerals, str_head(s, 3), 0) != STR_NONE && n < 3) {
        s = str_from(s, 3);
        n++;
    }
    /* more than the number: labels that are written downwards begin like that */
    return n && s.n > 9 && (str_starts(s, S("、")) || str_starts(s, S("．")));
}

/* A line of one piece that may stand in a table whose characters are `size` high. */
static bool may_be_inside(const struct pages *p, const struct page_line *l, int32_t size)
{
    const struct piece *one = &l->pieces[0];

    if (is_tabular(p, l)) return true;
    if (is_chapter(l) || one->right - one->left > p->width / 2) return false;
    return l->size <= size + size / 4 || one->number || one->right - one->left <= 2 * size;
}

/* The end of the table that begins at `from`; `from` where there is none. */
static size_t table_end(const struct pages *p, size_t from)
{
    const struct page_line *lines = p->lines.items;
    size_t end = from;
    size_t rows = 0;
    size_t pieces = 0;
    int32_t size = lines[from].size;

    for (size_t i = from; i < p->lines.n && may_be_inside(p, &lines[i], size); i++) {
        if (!is_tabular(p, &lines[i])) continue;
        end = i + 1;
        rows++;
        pieces += lines[i].n;
        if (lines[i].size < size) size = lines[i].size;
    }
    /* the rest of labels below the last row */
    while (rows && end < p->lines.n && may_be_inside(p, &lines[end], size) &&
           lines[end].page == lines[end - 1].page &&
           lines[end].top - lines[end - 1].bottom < size && lines[end].size <= size + size / 8)
        end++;
    return rows >= 2 || pieces >= 4 ? end : from;
}

/* Lines above the first one with columns that are headings of the table, not text. */
static size_t table_begin(const struct pages *p, size_t from, size_t first)
{
    const struct page_line *lines = p->lines.items;
    int32_t size = lines[first].size;

    while (first > from) {
        const struct page_line *l = &lines[first - 1];

        if (l->n != 1 || is_chapter(l) || l->page != lines[first].page ||
            l->size > size + size / 8 || l->pieces[0].right - l->pieces[0].left > p->width / 2 ||
            lines[first].top - l->bottom > 4 * size)
            break;
        first--;
    }
    return first;
}

static void add_blocks(struct pages *p)
{
    size_t text = 0; /* where lines begin that are not told yet */
    size_t i = 0;

    while (i < p->lines.n) {
        struct read_table t;
        size_t end = is_tabular(p, &p->lines.items[i]) ? table_end(p, i) : i;

        if (end == i) {
            i++;
            continue;
        }
        size_t begin = table_begin(p, text, i);

        if (!page_table(p->a, p->lines.items + begin, end - begin, &t)) {
            i = end;
            continue;
        }
        add_text(p, text, begin);
        p->b->page = p->lines.items[begin].page;
        build_table_add(p->b, t);
        text = i = end;
    }
    add_text(p, text, p->lines.n);
}

struct err *read_words(struct build *b, str words)
{
    struct pages *p = ARENA_NEW(b->a, struct pages);

    p->a = b->a;
    p->b = b;
    for (str row; str_split(&words, '\n', &row);) take_row(p, row);
    if (!p->words.n) return NULL;
    make_lines(p);
    drop_margins(p);
    add_blocks(p);
    return NULL;
}
