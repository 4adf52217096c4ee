#include "text/rich_tidy.h"

#include "base/utf8.h"
#include "text/rich_schema.h"
#include "text/scratch.h"

#include <string.h>

struct tidy {
    struct arena *a;
    size_t nodes, bytes;
    struct buf text; /* of the text node that is being written; as large as all texts may be */
};

static struct err *count_bytes(struct tidy *t, size_t n)
{
    t->bytes += n;
    if (t->bytes > RICH_TEXT_BYTES_MOST)
        return ERR(t->a, TOO_LARGE, "正文过长，最多 %d MB 文字", RICH_TEXT_BYTES_MOST >> 20);
    return NULL;
}

static struct err *count_node(struct tidy *t, int depth)
{
    if (++t->nodes > RICH_NODES_MOST)
        return ERR(t->a, TOO_LARGE, "正文的段落、表格单元等过多，请分成几篇");
    if (depth > RICH_DEPTH_MOST)
        return ERR(t->a, TOO_LARGE, "正文的列表、表格或引用层次过深，请减少嵌套");
    return NULL;
}

/* A node of its own with the attributes of `raw`, without children. */
static struct err *copy_node(struct tidy *t, const struct rich_node *raw, int depth,
                             struct rich_node **out)
{
    struct rich_node *n;

    TRY(count_node(t, depth));
    TRY(count_bytes(t, raw->src.n + raw->alt.n + raw->title.n));
    n = ARENA_NEW(t->a, struct rich_node);
    *n = *raw;
    n->src = str_copy(t->a, raw->src);
    n->alt = str_copy(t->a, raw->alt);
    n->title = str_copy(t->a, raw->title);
    n->text = n->href = S("");
    n->marks = 0;
    n->first = n->next = NULL;
    *out = n;
    return NULL;
}

/* Appends to a list of siblings; *tail is the `next` (or `first`) to be set. */
static struct rich_node **append(struct rich_node **tail, struct rich_node *n)
{
    *tail = n;
    return &n->next;
}

/* ---- Paragraphs and headings ----------------------------------------------------------------- */

/* A line of characters that is being written as texts with marks and breaks. */
struct line {
    struct tidy *t;
    struct rich_node **tail; /* where the next inline node goes */
    struct rich_node *last;  /* the node before it; NULL at the start */
    bool space, line_break;  /* wait until something visible follows */
    bool wrapped;            /* the space is an end of line in the source */
    bool wide;               /* the last character is a Chinese one */
    uint32_t space_marks;    /* the space belongs to the text in which it came first */
    str space_href;
    int depth;
};

enum { FIRST_WIDE = 0x2e80 }; /* Han, Kana, Hangul and their punctuation are above */

static uint32_t clean_marks(uint32_t marks, str href)
{
    if (!href.n)
        marks &= ~(uint32_t)RICH_LINK;
    else
        marks |= RICH_LINK;
    if (marks & RICH_SUPERSCRIPT) marks &= ~(uint32_t)RICH_SUBSCRIPT;
    return marks;
}

/* The text node that is being written gets what was collected for it. */
static void line_flush(struct line *l)
{
    struct tidy *t = l->t;

    if (l->last && l->last->kind == RICH_TEXT && t->text.n)
        l->last->text = str_copy(t->a, buf_str(&t->text));
    buf_clear(&t->text);
}

static struct err *line_node(struct line *l, enum rich_kind kind)
{
    line_flush(l);
    TRY(count_node(l->t, l->depth));
    l->last = rich_node_make(l->t->a, kind);
    l->tail = append(l->tail, l->last);
    return NULL;
}

static struct err *line_rune(struct line *l, uint32_t rune, uint32_t marks, str href)
{
    if (!l->last || l->last->kind != RICH_TEXT || l->last->marks != marks ||
        !str_eq(l->last->href, href)) {
        TRY(line_node(l, RICH_TEXT));
        BUG_IF(!l->last);
        TRY(count_bytes(l->t, href.n));
        l->last->marks = marks;
        l->last->href = str_copy(l->t->a, href);
    }
    size_t before = l->t->text.n;

    buf_rune(&l->t->text, rune);
    return count_bytes(l->t, l->t->text.n - before);
}

static struct err *line_text(struct line *l, const struct rich_node *raw)
{
    uint32_t marks = clean_marks(raw->marks, raw->href);
    str rest = raw->text;

    for (uint32_t rune; utf8_next(&rest, &rune);) {
        enum rich_char c = rich_char(rune);

        if (c == RICH_CHAR_DROP) continue;
        /* Wide spaces indent paragraphs: the style sheet does that. */
        if (!l->last && (c == RICH_CHAR_SPACE || utf8_is_space(rune))) continue;
        if (c == RICH_CHAR_SPACE) {
            l->wrapped |= rune == '\n';
            if (!l->space && !l->line_break) {
                l->space = true;
                l->space_marks = marks;
                l->space_href = raw->href;
            }
            continue;
        }
        /* Between Chinese characters an end of line in the source is no space. */
        bool wide = rune >= FIRST_WIDE;

        if (l->line_break)
            TRY(line_node(l, RICH_BREAK));
        else if (l->space && !(l->wrapped && l->wide && wide))
            TRY(line_rune(l, ' ', l->space_marks, l->space_href));
        l->line_break = l->space = l->wrapped = false;
        l->wide = wide;
        TRY(line_rune(l, rune, marks, raw->href));
    }
    return NULL;
}

/* Wide spaces at the end go too, and with them the nodes that hold nothing else. */
static void line_trim_end(struct rich_node *block)
{
    struct rich_node *shown = NULL; /* the last node with something in it */

    for (struct rich_node *n = block->first; n; n = n->next)
        if (n->kind == RICH_TEXT && utf8_trim(n->text).n) shown = n;
    if (!shown) {
        block->first = NULL;
        return;
    }
    str kept = utf8_trim(shown->text);

    /* Only its end: in front there may be the space between two texts. */
    shown->text.n = (size_t)(kept.p - shown->text.p) + kept.n;
    shown->next = NULL;
}

static struct err *tidy_line(struct tidy *t, const struct rich_node *raw, struct rich_node *to,
                             int depth)
{
    struct line l = {.t = t, .tail = &to->first, .depth = depth + 1};

    for (const struct rich_node *n = raw->first; n; n = n->next) {
        if (n->kind == RICH_TEXT) {
            TRY(line_text(&l, n));
        } else if (l.last) {
            l.line_break = true;
            l.space = false;
        }
    }
    line_flush(&l);
    line_trim_end(to);
    return NULL;
}

static struct err *tidy_code(struct tidy *t, const struct rich_node *raw, struct rich_node *to,
                             int depth)
{
    struct rich_node *text;
    bool after_cr = false;

    TRY(count_node(t, depth + 1));
    buf_clear(&t->text);
    for (const struct rich_node *n = raw->first; n; n = n->next) {
        str rest = n->text;

        for (uint32_t rune; utf8_next(&rest, &rune);) {
            bool lf = rune == '\n' && !after_cr;

            after_cr = rune == '\r';
            if (lf || after_cr || rune == 0x2028 || rune == 0x2029)
                buf_byte(&t->text, '\n');
            else if (rune == '\t')
                buf_byte(&t->text, '\t');
            else if (rune != '\n' && rich_char(rune) == RICH_CHAR_SPACE)
                buf_byte(&t->text, ' ');
            else if (rich_char(rune) == RICH_CHAR_KEEP)
                buf_rune(&t->text, rune);
        }
        if (!buf_ok(&t->text)) return count_bytes(t, RICH_TEXT_BYTES_MOST + 1);
    }
    str all = buf_str(&t->text);

    while (all.n && all.p[all.n - 1] == '\n') all.n--;
    TRY(count_bytes(t, all.n));
    if (!utf8_trim(all).n) return NULL;
    text = rich_node_make(t->a, RICH_TEXT);
    text->text = str_copy(t->a, all);
    to->first = text;
    return NULL;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

/* Where cells stand: walks the rows as a browser lays them out. */
struct grid {
    size_t busy[RICH_COLUMNS_MOST]; /* rows, from this one, that a cell above covers */
    size_t column;                  /* next to be looked at in this row */
    size_t rows_left;               /* this one included */
};

/*
 * The place of the next cell of the row: its column and the free columns from there, up to the
 * wanted span and `width`; 0: no free column is left.
 */
static size_t grid_place(struct grid *g, size_t width, int32_t span, size_t *column)
{
    size_t n = 0;

    while (g->column < width && g->busy[g->column]) g->column++;
    *column = g->column;
    while (g->column + n < width && n < (size_t)span && !g->busy[g->column + n]) n++;
    return n;
}

static int32_t grid_cover(struct grid *g, size_t columns, int32_t rowspan)
{
    size_t rows = (size_t)rowspan < g->rows_left ? (size_t)rowspan : g->rows_left;

    for (size_t i = 0; i < columns; i++) g->busy[g->column + i] = rows;
    g->column += columns;
    return (int32_t)rows;
}

static void grid_next_row(struct grid *g)
{
    for (size_t i = 0; i < RICH_COLUMNS_MOST; i++) g->busy[i] -= g->busy[i] > 0;
    g->column = 0;
    g->rows_left--;
}

/*
 * Number of columns in which a cell begins: what a too large colspan claims beyond is not a
 * column. 0: no cells; RICH_COLUMNS_MOST + 1: too many.
 */
static size_t table_width(const struct rich_node *table, size_t rows)
{
    struct grid g = {.rows_left = rows};
    size_t width = 0;

    for (const struct rich_node *row = table->first; row; row = row->next) {
        for (const struct rich_node *cell = row->first; cell; cell = cell->next) {
            size_t column;
            size_t n = grid_place(&g, RICH_COLUMNS_MOST, cell->colspan, &column);

            if (!n) return RICH_COLUMNS_MOST + 1;
            grid_cover(&g, n, cell->rowspan);
            if (column + 1 > width) width = column + 1;
        }
        grid_next_row(&g);
    }
    return width;
}

static struct err *tidy_blocks(struct tidy *t, const struct rich_node *raw, struct rich_node *to,
                               int depth);

static struct err *tidy_row(struct tidy *t, const struct rich_node *raw, struct rich_node *to,
                            struct grid *g, size_t width, int depth)
{
    struct rich_node **tail = &to->first;
    const struct rich_node *cell = raw->first;
    size_t column;

    /* The cells there are, then empty ones up to the width. */
    for (;;) {
        const struct rich_node empty = {.kind = RICH_CELL,
                                        .colspan = 1,
                                        .rowspan = 1,
                                        .src = S(""),
                                        .alt = S(""),
                                        .title = S("")};
        const struct rich_node *from = cell ? cell : &empty;
        size_t n = grid_place(g, width, from->colspan, &column);
        struct rich_node *copy;

        if (!n) break;
        TRY(copy_node(t, from, depth + 1, &copy));
        copy->colspan = (int32_t)n;
        copy->rowspan = grid_cover(g, n, from->rowspan);
        TRY(tidy_blocks(t, from, copy, depth + 1));
        tail = append(tail, copy);
        if (cell) cell = cell->next;
    }
    grid_next_row(g);
    return NULL;
}

static struct err *tidy_table(struct tidy *t, const struct rich_node *raw, struct rich_node *to,
                              int depth)
{
    struct grid g = {0};
    struct rich_node **tail = &to->first;

    for (const struct rich_node *row = raw->first; row; row = row->next) g.rows_left++;
    size_t width = table_width(raw, g.rows_left);

    if (width > RICH_COLUMNS_MOST || g.rows_left > RICH_ROWS_MOST)
        return ERR(t->a, TOO_LARGE, "表格过大，最多 %d 列、%d 行", RICH_COLUMNS_MOST,
                   RICH_ROWS_MOST);
    if (!width) return NULL;
    for (const struct rich_node *row = raw->first; row; row = row->next) {
        struct rich_node *copy;

        TRY(copy_node(t, row, depth + 1, &copy));
        TRY(tidy_row(t, row, copy, &g, width, depth + 1));
        tail = append(tail, copy);
    }
    return NULL;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static bool only_empty_paragraph(const struct rich_node *n)
{
    return n->first && !n->first->next && n->first->kind == RICH_PARAGRAPH && !n->first->first;
}

/* Whether a tidy block shows nothing and is left out. */
static bool shows_nothing(const struct rich_node *n)
{
    if (n->kind == RICH_RULE || n->kind == RICH_IMAGE) return false;
    if (n->kind == RICH_LIST_ITEM || n->kind == RICH_BLOCKQUOTE) return only_empty_paragraph(n);
    return !n->first;
}

static struct err *tidy_block(struct tidy *t, const struct rich_node *raw, int depth,
                              struct rich_node **out)
{
    struct rich_node *n = NULL;

    TRY(copy_node(t, raw, depth, &n));
    BUG_IF(!n);
    if (n->kind == RICH_CODE_BLOCK)
        TRY(tidy_code(t, raw, n, depth));
    else if (rich_holds_text(n->kind))
        TRY(tidy_line(t, raw, n, depth));
    else if (n->kind == RICH_TABLE)
        TRY(tidy_table(t, raw, n, depth));
    else if (rich_nodes[n->kind].children)
        TRY(tidy_blocks(t, raw, n, depth));
    *out = n;
    return NULL;
}

/* The children of a container of blocks, or of a list. */
static struct err *tidy_blocks(struct tidy *t, const struct rich_node *raw, struct rich_node *to,
                               int depth)
{
    struct rich_node **tail = &to->first;
    size_t children = 0;

    for (const struct rich_node *n = raw->first; n; n = n->next) {
        struct rich_node *block;

        TRY(tidy_block(t, n, depth + 1, &block));
        if (shows_nothing(block)) continue;
        tail = append(tail, block);
        if (++children > rich_nodes[to->kind].children_most)
            return ERR(t->a, TOO_LARGE, "列表或单元格的内容过多，请拆分");
    }
    bool needs_paragraph =
        rich_holds_blocks(to->kind) &&
        (!to->first || (to->kind == RICH_LIST_ITEM && to->first->kind != RICH_PARAGRAPH));

    if (needs_paragraph) {
        struct rich_node *p;

        TRY(count_node(t, depth + 1));
        p = rich_node_make(t->a, RICH_PARAGRAPH);
        p->next = to->first;
        to->first = p;
    }
    return NULL;
}

struct err *rich_tidy(struct arena *a, const struct rich_node *raw, const struct rich_node **out)
{
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct tidy t = {.a = a};
    struct rich_node *doc = NULL;

    BUG_IF(raw->kind != RICH_DOC);
    buf_init(&t.text, scratch, RICH_TEXT_BYTES_MOST + 4);
    struct err *e = tidy_block(&t, raw, 1, &doc);

    arena_release(scratch);
    *out = doc;
    return e;
}

const struct rich_node *rich_empty(struct arena *a)
{
    struct rich_node *doc = rich_node_make(a, RICH_DOC);

    doc->first = rich_node_make(a, RICH_PARAGRAPH);
    return doc;
}
