/* A document as grids and as one text. */
#include "mod/report/reading.h"

#include "base/utf8.h"

enum { GRID_CELLS_MOST = 400 * 1000 };

struct maker {
    struct arena *a;
    VEC(struct grid) grids;
    struct buf text, prose;
};

/* ---- grids ---------------------------------------------------------------------------------- */

static struct grid_cell cell_of(struct arena *a, str text, size_t column, size_t columns)
{
    return (struct grid_cell){.column = column,
                              .columns = columns,
                              .text = text,
                              .tight = report_squeeze(a, text),
                              .number = report_cell_like(a, text)};
}

/* A cell that spans rows is in each of them. */
static void add_table(struct maker *m, const struct read_table *t)
{
    struct arena *a = m->a;
    size_t *count = ARENA_ARRAY(a, size_t, t->rows);
    size_t all = 0;

    for (size_t i = 0; i < t->n_cells; i++)
        for (size_t r = t->cells[i].row; r < t->rows && r < t->cells[i].row + t->cells[i].rows; r++)
            if (all < GRID_CELLS_MOST) {
                count[r]++;
                all++;
            }
    struct grid *g = vec_push(a, &m->grids);

    *g = (struct grid){.rows = ARENA_ARRAY(a, struct grid_row, t->rows), .n = t->rows};
    for (size_t r = 0; r < t->rows; r++)
        g->rows[r].cells = ARENA_ARRAY(a, struct grid_cell, count[r]);
    for (size_t i = 0; i < t->n_cells; i++) {
        const struct read_cell *c = &t->cells[i];
        struct grid_cell made = cell_of(a, c->text, c->column, c->columns);

        for (size_t r = c->row; r < t->rows && r < c->row + c->rows; r++) {
            struct grid_row *row = &g->rows[r];
            size_t at = row->n;

            if (row->n == count[r]) continue;
            /* From left to right: one that spans down from above may be to the right. */
            for (; at && row->cells[at - 1].column > made.column; at--)
                row->cells[at] = row->cells[at - 1];
            row->cells[at] = made;
            row->n++;
        }
    }
}

/* ---- lines of text that are rows of a table: a | b | c -------------------------------------- */

static size_t bars(str line)
{
    size_t n = 0;

    for (size_t i = 0; i < line.n; i++) n += line.p[i] == '|';
    return n;
}

/* |---|---|, which parts the head of a Markdown table from its body; or only bars. */
static bool is_rule(str line)
{
    size_t dashes = 0;

    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '-') dashes++;
        if (line.p[i] != '-' && line.p[i] != '|' && line.p[i] != ':' && line.p[i] != ' ' &&
            line.p[i] != '+' && line.p[i] != '=')
            return false;
    }
    return dashes > 2 && bars(line);
}

static void add_bar_row(struct maker *m, struct grid *g, size_t *room, str line)
{
    struct arena *a = m->a;
    VEC(struct grid_cell) cells = {0};

    line = str_trim(line);
    if (str_starts(line, S("|"))) line = str_from(line, 1);
    if (str_ends(line, S("|"))) line = str_head(line, line.n - 1);
    for (bool more = true; more;) {
        size_t end = str_find_byte(line, '|', 0);

        more = end != STR_NONE;
        struct grid_cell made = cell_of(a, str_trim(more ? str_head(line, end) : line), cells.n, 1);

        *vec_push(a, &cells) = made;
        if (more) line = str_from(line, end + 1);
    }
    g->rows = vec_room(a, g->rows, g->n, room, sizeof *g->rows);
    g->rows[g->n++] = (struct grid_row){cells.items, cells.n};
}

/* A number with dashes around it, alone on its line: of the page. */
static bool is_page_number(str line)
{
    str s = str_trim(line);
    size_t digits = 0;

    if (s.n < 3 || s.n > 12 || s.p[0] != '-' || s.p[s.n - 1] != '-') return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '-' && s.p[i] != ' ' && (s.p[i] < '0' || s.p[i] > '9')) return false;
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    }
    return digits > 0 && digits < 5;
}

static void add_lines(struct maker *m, str text, bool prose)
{
    struct grid *g = NULL;
    size_t room = 0;

    for (str line, rest = report_narrow(m->a, text); str_split(&rest, '\n', &line);) {
        if (is_page_number(line)) continue;
        if (is_rule(line)) continue;
        if (bars(line) >= 2) {
            if (!g) {
                g = vec_push(m->a, &m->grids);
                *g = (struct grid){0};
                room = 0;
            }
            add_bar_row(m, g, &room, line);
        } else {
            g = NULL;
            if (prose) {
                buf_add(&m->prose, line);
                buf_byte(&m->prose, '\n');
            }
        }
        buf_add(&m->text, line);
        buf_byte(&m->text, '\n');
    }
}

/*
 * Prose inside of tables: a cell that holds a page, as tables that only lay one out do; a row of a
 * sheet that has one cell with words.
 */
static void add_cell_prose(struct maker *m, const struct read_table *t)
{
    enum { PAGE_BYTES = 400 };

    for (size_t i = 0; i < t->n_cells; i++) {
        const struct read_cell *c = &t->cells[i];
        bool page = c->text.n >= PAGE_BYTES && str_find(c->text, S("。"), 0) != STR_NONE;
        bool alone = c->text.n && !report_cell_like(m->a, c->text);

        for (size_t k = i; alone && k-- && t->cells[k].row == c->row;)
            alone = t->cells[k].text.n == 0;
        for (size_t k = i + 1; alone && k < t->n_cells && t->cells[k].row == c->row; k++)
            alone = t->cells[k].text.n == 0;
        if (!page && !alone) continue;
        buf_add(&m->prose, report_narrow(m->a, c->text));
        buf_byte(&m->prose, '\n');
    }
}

static void add_table_text(struct maker *m, const struct read_table *t)
{
    size_t row = 0;

    for (size_t i = 0; i < t->n_cells; i++) {
        const struct read_cell *c = &t->cells[i];

        if (c->row != row) buf_byte(&m->text, '\n');
        row = c->row;
        if (i) buf_byte(&m->text, '|');
        str text = report_narrow(m->a, c->text);

        for (size_t k = 0; k < text.n; k++) buf_byte(&m->text, text.p[k] == '\n' ? ' ' : text.p[k]);
    }
    buf_byte(&m->text, '\n');
}

/* White space that has a Han character on one side goes. */
static str tighten(struct arena *a, str text)
{
    struct buf b;
    uint32_t before = '\n';
    str gap = S("");
    uint32_t r;

    buf_init(&b, a, text.n + 1);
    for (str here = text; utf8_next(&text, &r); here = text) {
        if (r == ' ' || r == '\n') {
            if (!gap.n) gap = here;
            gap = str_head(gap, (size_t)(text.p - gap.p));
            continue;
        }
        if (gap.n && !utf8_is_han(before) && !utf8_is_han(r))
            buf_byte(&b, str_find_byte(gap, '\n', 0) == STR_NONE ? ' ' : '\n');
        gap = S("");
        buf_rune(&b, r);
        before = r;
    }
    return buf_str(&b);
}

void report_source(struct arena *a, const struct read_doc *doc, struct source *out)
{
    struct maker m = {.a = a};
    size_t most = 4096;

    for (size_t i = 0; i < doc->n_blocks; i++) {
        const struct read_block *b = &doc->blocks[i];

        most += b->text.n * 2 + 2;
        for (size_t k = 0; b->kind == READ_TABLE && k < b->table.n_cells; k++)
            most += b->table.cells[k].text.n * 2 + 2;
    }
    buf_init(&m.text, a, most);
    buf_init(&m.prose, a, most);
    for (size_t i = 0; i < doc->n_blocks; i++) {
        const struct read_block *b = &doc->blocks[i];

        if (b->kind == READ_TABLE) {
            add_table(&m, &b->table);
            add_table_text(&m, &b->table);
            add_cell_prose(&m, &b->table);
        } else {
            add_lines(&m, b->text, true);
        }
    }
    *out = (struct source){.grids = m.grids.items,
                           .n_grids = m.grids.n,
                           .flat = tighten(a, buf_str(&m.text)),
                           .prose = buf_str(&m.prose)};
}
