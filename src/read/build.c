#include "read/build.h"

#include "base/utf8.h"

#include <stdlib.h>

/* ---- Text ------------------------------------------------------------------------------------ */

static bool is_blank(uint32_t rune)
{
    return utf8_is_space(rune) || rune == 0x85 || rune == 0x1680 ||
           (rune >= 0x2000 && rune <= 0x200a) || rune == 0x202f || rune == 0x205f;
}

/* Takes no place on paper: soft hyphen, joiners, marks of direction. */
static bool is_nothing(uint32_t rune)
{
    return rune == 0xad || (rune >= 0x200b && rune <= 0x200f) || rune == 0x2060 ||
           (rune != 0x2028 && rune != 0x2029 && utf8_is_control(rune));
}

static void text_add(struct build_text *t, str s)
{
    while (s.n) {
        const char *from = s.p;
        uint32_t rune;

        if (!utf8_next(&s, &rune)) break;
        if (rune == 0x2028 || rune == 0x2029) {
            t->owed = BUILD_LINE;
        } else if (is_nothing(rune)) {
            continue;
        } else if (is_blank(rune)) {
            if (t->owed == BUILD_NOTHING) t->owed = BUILD_BLANK;
        } else {
            if (t->owed != BUILD_NOTHING && t->b.n)
                buf_byte(&t->b, t->owed == BUILD_LINE ? '\n' : ' ');
            t->owed = BUILD_NOTHING;
            buf_add(&t->b, str_at(from, (size_t)(s.p - from)));
        }
    }
}

str build_fold(struct arena *a, str text, size_t most)
{
    struct build_text t = {.owed = BUILD_NOTHING};

    buf_init(&t.b, a, most);
    for (str line; str_split(&text, '\n', &line);) {
        text_add(&t, line);
        t.owed = BUILD_LINE;
    }
    return buf_str(&t.b);
}

/* ---- Tables that are open -------------------------------------------------------------------- */

struct build_table {
    struct build_table *outer;
    VEC(struct read_cell) cells;
    VEC(struct read_block) inner; /* tables in this one, closed already */
    size_t *until;                /* for each column the first row that is free again */
    size_t *last;                 /* and the newest cell that begins there, as index + 1 */
    size_t rows, columns;         /* begun so far */
    size_t column;                /* where the next cell may stand */
    size_t group;                 /* the first cell of the group */
    struct build_text text;       /* of the open cell */
    size_t open;                  /* index of the open cell + 1; 0: none */
    bool dropped;                 /* a cell is open whose text is not kept */
};

/* What text belongs to now; NULL: it is not kept. */
static struct build_text *sink(struct build *b)
{
    for (struct build_table *t = b->table; t; t = t->outer) {
        if (t->dropped) return NULL;
        if (t->open) return &t->text;
    }
    return &b->text;
}

/* Text room is shared by all: what a buf may hold is what is left. */
static void text_begin(struct build *b, struct build_text *t)
{
    *t = (struct build_text){.owed = BUILD_NOTHING};
    buf_init(&t->b, b->a, b->limits->text_bytes - b->text_bytes);
}

static str text_end(struct build *b, struct build_text *t)
{
    str s = buf_str(&t->b);

    if (!buf_ok(&t->b)) {
        b->truncated = true;
        s = utf8_repair(b->a, s); /* it may have been cut within a character */
    }
    size_t left = b->limits->text_bytes - b->text_bytes;

    if (s.n > left) {
        b->truncated = true;
        s = S("");
    }
    b->text_bytes += s.n;
    return s;
}

void build_init(struct build *b, struct arena *a, const struct read_limits *limits)
{
    *b = (struct build){.a = a, .limits = limits};
    text_begin(b, &b->text);
}

void build_add(struct build *b, str text)
{
    struct build_text *t = sink(b);

    if (t) text_add(t, text);
}

void build_line(struct build *b)
{
    struct build_text *t = sink(b);

    if (t) t->owed = BUILD_LINE;
}

static bool push_block(struct build *b, struct read_block block)
{
    if (b->blocks.n >= b->limits->blocks) {
        b->truncated = true;
        return false;
    }
    block.page = b->page;
    *vec_push(b->a, &b->blocks) = block;
    return true;
}

void build_paragraph(struct build *b)
{
    struct build_text *t = sink(b);

    if (!t) return;
    if (t != &b->text) {
        t->owed = BUILD_LINE;
        return;
    }
    b->truncated |= !buf_ok(&t->b);
    if (t->b.n)
        (void)push_block(b, (struct read_block){.kind = b->level ? READ_HEADING : READ_PARAGRAPH,
                                                .level = b->level,
                                                .text = text_end(b, t)});
    text_begin(b, t);
    b->level = 0;
}

void build_heading(struct build *b, int level)
{
    build_paragraph(b);
    if (sink(b) == &b->text) b->level = level < 1 ? 1 : level > 6 ? 6 : level;
}

void build_aside_open(struct build *b, struct build_aside *aside)
{
    aside->waits = sink(b) == &b->text;
    if (!aside->waits) {
        build_paragraph(b);
        return;
    }
    aside->text = b->text;
    aside->level = b->level;
    text_begin(b, &b->text);
    b->level = 0;
}

void build_aside_close(struct build *b, struct build_aside *aside)
{
    build_paragraph(b);
    if (!aside->waits || sink(b) != &b->text) return;
    b->text = aside->text;
    b->level = aside->level;
}

void build_table_open(struct build *b)
{
    build_paragraph(b);
    if (++b->deep > READ_TABLES_DEEP) return;
    struct build_table *t = ARENA_NEW(b->a, struct build_table);

    t->outer = b->table;
    t->until = ARENA_ARRAY(b->a, size_t, READ_COLUMNS_MOST);
    t->last = ARENA_ARRAY(b->a, size_t, READ_COLUMNS_MOST);
    b->table = t;
}

/* The table that rows and cells are for; NULL: it is so deep that it is text. */
static struct build_table *current(struct build *b)
{
    return b->deep > READ_TABLES_DEEP ? NULL : b->table;
}

void build_cell_close(struct build *b)
{
    struct build_table *t = current(b);

    if (!t) {
        if (b->table) build_add(b, S(" "));
        return;
    }
    if (t->open) t->cells.items[t->open - 1].text = text_end(b, &t->text);
    t->open = 0;
    t->dropped = false;
}

void build_row(struct build *b)
{
    struct build_table *t = current(b);

    build_cell_close(b);
    if (!t) {
        build_paragraph(b);
        return;
    }
    t->rows++;
    t->column = 0;
}

/* Opens a cell whose text nobody sees. */
static void drop_cell(struct build *b, struct build_table *t, bool for_want_of_room)
{
    t->dropped = true;
    b->truncated |= for_want_of_room;
}

void build_cell(struct build *b, size_t rows, size_t columns, bool header)
{
    struct build_table *t = current(b);

    build_cell_close(b);
    if (!t) return;
    if (!t->rows) t->rows = 1;
    size_t row = t->rows - 1;
    size_t c = t->column;
    size_t n = 0;

    while (c < READ_COLUMNS_MOST && t->until[c] > row) c++;
    if (columns > READ_COLUMNS_MOST) columns = READ_COLUMNS_MOST;
    if (!columns) columns = 1;
    while (n < columns && c + n < READ_COLUMNS_MOST && t->until[c + n] <= row) n++;
    if (!n || t->rows > READ_ROWS_MOST || b->cells >= b->limits->cells) {
        drop_cell(b, t, true);
        return;
    }
    if (!rows || rows > READ_ROWS_MOST) rows = READ_ROWS_MOST;
    for (size_t i = 0; i < n; i++) t->until[c + i] = row + rows;
    t->column = c + n;
    if (t->column > t->columns) t->columns = t->column;
    b->cells++;
    *vec_push(b->a, &t->cells) = (struct read_cell){
        .row = row, .column = c, .rows = rows, .columns = n, .text = S(""), .header = header};
    t->last[c] = t->open = t->cells.n;
    text_begin(b, &t->text);
}

void build_skip(struct build *b, size_t columns)
{
    struct build_table *t = current(b);

    if (!t) return;
    t->column += columns < READ_COLUMNS_MOST ? columns : READ_COLUMNS_MOST;
    if (t->column > READ_COLUMNS_MOST) t->column = READ_COLUMNS_MOST;
}

void build_cell_below(struct build *b, size_t columns)
{
    struct build_table *t = current(b);

    if (!t || !t->rows) {
        build_cell(b, 1, columns, false);
        return;
    }
    build_cell_close(b);
    size_t last = t->column < READ_COLUMNS_MOST ? t->last[t->column] : 0;
    struct read_cell *above = last ? &t->cells.items[last - 1] : NULL;

    if (above && above->row + above->rows == t->rows - 1 && above->columns == columns) {
        above->rows++;
        for (size_t i = 0; i < columns; i++) t->until[above->column + i] = t->rows;
        t->column += columns;
        drop_cell(b, t, false);
        return;
    }
    build_cell(b, 1, columns, false);
}

/* Cuts the spans of the cells from `from` on at row `end`. */
static void cut_rows(struct build_table *t, size_t from, size_t end)
{
    for (size_t i = from; i < t->cells.n; i++) {
        struct read_cell *c = &t->cells.items[i];

        if (c->row + c->rows > end) c->rows = end - c->row;
    }
}

void build_group_close(struct build *b)
{
    struct build_table *t = current(b);

    if (!t) return;
    build_cell_close(b);
    cut_rows(t, t->group, t->rows);
    for (size_t c = 0; c < READ_COLUMNS_MOST; c++)
        if (t->until[c] > t->rows) t->until[c] = t->rows;
    t->group = t->cells.n;
}

/* The text of a table in a table is in the cell around it too: a line a row. */
static void add_inner_text(struct build *b, const struct read_table *t)
{
    build_paragraph(b);
    for (size_t i = 0; i < t->n_cells; i++) {
        const struct read_cell *c = &t->cells[i];

        if (i && c->row != t->cells[i - 1].row) build_line(b);
        build_add(b, S(" "));
        build_add(b, c->text);
    }
    build_paragraph(b);
}

void build_table_close(struct build *b)
{
    struct build_table *t = current(b);

    if (!b->deep) return;
    build_group_close(b);
    b->deep--;
    if (!t) {
        build_paragraph(b);
        return;
    }
    b->table = t->outer;
    struct read_block block = {.kind = READ_TABLE,
                               .text = S(""),
                               .table = {.rows = t->rows,
                                         .columns = t->columns,
                                         .cells = t->cells.items,
                                         .n_cells = t->cells.n,
                                         .name = S("")}};

    if (!b->table) {
        build_paragraph(b);
        if (t->cells.n) (void)push_block(b, block);
        for (size_t i = 0; i < t->inner.n; i++) (void)push_block(b, t->inner.items[i]);
        return;
    }
    if (t->cells.n) {
        add_inner_text(b, &block.table);
        *vec_push(b->a, &b->table->inner) = block;
    }
    for (size_t i = 0; i < t->inner.n; i++) *vec_push(b->a, &b->table->inner) = t->inner.items[i];
}

/* ---- Tables whose cells know their places ---------------------------------------------------- */

static int by_place(const void *x, const void *y)
{
    const struct read_cell *p = x;
    const struct read_cell *q = y;

    if (p->row != q->row) return p->row < q->row ? -1 : 1;
    if (p->column != q->column) return p->column < q->column ? -1 : 1;
    /* the larger one first: a merged cell wins over what lies under its corner */
    return p->rows * p->columns > q->rows * q->columns
               ? -1
               : p->rows * p->columns < q->rows * q->columns;
}

void build_table_add(struct build *b, struct read_table t)
{
    size_t *until = ARENA_ARRAY(b->a, size_t, READ_COLUMNS_MOST);
    size_t kept = 0;

    build_paragraph(b);
    if (!t.n_cells) return;
    qsort(t.cells, t.n_cells, sizeof *t.cells, by_place);
    t.rows = 0;
    t.columns = 0;
    for (size_t i = 0; i < t.n_cells; i++) {
        struct read_cell c = t.cells[i];
        size_t n = 0;

        if (c.row >= READ_ROWS_MOST || c.column >= READ_COLUMNS_MOST ||
            b->cells >= b->limits->cells || c.text.n > b->limits->text_bytes - b->text_bytes) {
            b->truncated = true;
            continue;
        }
        while (n < c.columns && c.column + n < READ_COLUMNS_MOST && until[c.column + n] <= c.row)
            n++;
        if (!n) continue; /* under a merged cell */
        if (c.rows > READ_ROWS_MOST - c.row) c.rows = READ_ROWS_MOST - c.row;
        c.columns = n;
        for (size_t k = 0; k < n; k++) until[c.column + k] = c.row + c.rows;
        if (c.row + c.rows > t.rows) t.rows = c.row + c.rows;
        if (c.column + n > t.columns) t.columns = c.column + n;
        b->cells++;
        b->text_bytes += c.text.n;
        t.cells[kept++] = c;
    }
    t.n_cells = kept;
    if (kept)
        (void)push_block(b, (struct read_block){.kind = READ_TABLE, .text = S(""), .table = t});
}

void build_done(struct build *b, struct read_doc *out)
{
    while (b->deep) build_table_close(b);
    build_paragraph(b);
    out->blocks = b->blocks.items;
    out->n_blocks = b->blocks.n;
    out->truncated = b->truncated;
}
