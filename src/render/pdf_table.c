/*
 * Tables: widths of columns, heights of rows, spans, and how they go over pages. A cell that spans
 * rows holds them together where they fit on a page; where they do not, its frame goes on and its
 * text stays where it began. A row higher than a page is cut between lines.
 */
#include "render/pdf_inside.h"

enum {
    TABLE_COLUMNS_MOST = 200,
    GROUP_ROWS_MOST = 400,
};

static const double LINE_WIDTH = 0.5;

/* ---- rows ---------------------------------------------------------------------------------- */

/* The table on its way through the queue. */
struct builder {
    struct pdf_job *j;
    const struct paper_table *source;
    struct pdf_table *table;
    const struct pdf_cell **above; /* by column: the cell that reaches into the next row, or NULL */
    double limit;                  /* of a row's height */
    VEC(struct pdf_row) group;     /* rows that spans hold together */
};

static double cell_width(const struct pdf_table *t, const struct pdf_cell *c)
{
    return t->x[c->column + c->columns] - t->x[c->column];
}

static double cell_height(const struct pdf_table *t, const struct pdf_cell *c)
{
    return c->n * t->pitch + 2 * t->padding;
}

/* Figures stand in the middle of their cells, words at the left. */
static bool is_figure(const struct paper_cell *c)
{
    static const str with = S_INIT("0123456789.,%-+ ");

    if (c->n_runs != 1 || !c->runs->text.n || c->runs->text.n > 24) return false;
    for (size_t i = 0; i < c->runs->text.n; i++)
        if (str_find_byte(with, c->runs->text.p[i], 0) == STR_NONE) return false;
    return true;
}

static void make_cell(struct builder *b, const struct paper_cell *source, size_t row, size_t column,
                      struct pdf_cell *out)
{
    struct pdf_table *t = b->table;
    size_t left = t->columns - column;
    size_t rows = b->source->n_rows - row;

    *out = (struct pdf_cell){
        .column = column,
        .columns =
            source->columns > 0 && (size_t)source->columns < left ? (size_t)source->columns : left,
        .row = row,
        .rows = source->rows > 0 && (size_t)source->rows < rows ? (size_t)source->rows : rows,
        .header = source->header || row < b->source->header_rows,
        .runs = paper_runs_clean(b->j->a, source->runs, source->n_runs),
        .n_runs = source->n_runs,
    };
    if (source->columns <= 1) out->columns = 1;
    if (source->rows <= 1) out->rows = 1;
    struct pdf_look look = {
        .face = out->header ? PAPER_HEI : t->face,
        .size = t->size,
        .width = cell_width(t, out) - 2 * t->padding,
        .align = out->header || is_figure(source) ? RICH_CENTER : source->align,
    };

    if (look.width < t->size) look.width = t->size;
    out->layout = pdf_layout(b->j, out->runs, out->n_runs, &look);
    out->n = source->n_runs ? pango_layout_get_line_count(out->layout) : 0;
}

/* The cells that begin in a row, and those that reach into it. */
static void make_row(struct builder *b, size_t index, struct pdf_row *out)
{
    struct arena *a = b->j->a;
    const struct paper_row *source = &b->source->rows[index];
    struct pdf_table *t = b->table;
    size_t c = 0;

    *out = (struct pdf_row){.kind = PDF_TABLE_ROW, .table = t, .index = index};
    out->cells = ARENA_ARRAY(a, struct pdf_cell, source->n_cells);
    out->over = ARENA_ARRAY(a, const struct pdf_cell *, t->columns);
    for (size_t k = 0; k < t->columns; k++) {
        const struct pdf_cell *cell = b->above[k];

        if (cell && cell->row + cell->rows <= index) b->above[k] = cell = NULL;
        if (cell && (!out->n_over || out->over[out->n_over - 1] != cell))
            out->over[out->n_over++] = cell;
    }
    for (size_t i = 0; i < source->n_cells; i++) {
        while (c < t->columns && b->above[c]) c++;
        if (c == t->columns) break;
        struct pdf_cell *cell = &out->cells[out->n_cells++];

        make_cell(b, &source->cells[i], index, c, cell);
        for (size_t k = 0; k < cell->columns; k++) {
            /* A span above that leaves less room than the cell wants. */
            if (b->above[c + k]) {
                cell->columns = k;
                break;
            }
        }
        for (size_t k = 0; k < cell->columns; k++)
            if (cell->rows > 1) b->above[c + k] = cell;
        c += cell->columns;
    }
    out->height = t->pitch + 2 * t->padding;
    for (size_t i = 0; i < out->n_cells; i++) {
        struct pdf_cell *cell = &out->cells[i];
        double h = cell_height(t, cell);

        /* A spanning cell that is higher than a page has its height where it begins. */
        if ((cell->rows == 1 || h > b->limit) && h > out->height) out->height = h;
    }
}

/* Rows become higher by what a cell over them needs more. */
static void fit_spans(struct builder *b)
{
    for (size_t r = 0; r < b->group.n; r++) {
        struct pdf_row *row = &b->group.items[r];

        for (size_t i = 0; i < row->n_cells; i++) {
            const struct pdf_cell *cell = &row->cells[i];
            double need = cell_height(b->table, cell);
            double have = 0;
            size_t rows = cell->rows < b->group.n - r ? cell->rows : b->group.n - r;

            if (rows < 2 || need > b->limit) continue;
            for (size_t k = 0; k < rows; k++) have += b->group.items[r + k].height;
            if (need <= have) continue;
            for (size_t k = 0; k < rows; k++)
                b->group.items[r + k].height += (need - have) / (double)rows;
        }
    }
}

/* A row that is higher than a page, as several. */
static void push_slices(struct builder *b, const struct pdf_row *row)
{
    struct arena *a = b->j->a;
    int lines = (int)((b->limit - 2 * b->table->padding) / b->table->pitch);
    int most = 1;

    if (lines < 1) lines = 1;
    for (size_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].n > most) most = row->cells[i].n;
    for (int from = 0; from < most && !b->j->over; from += lines) {
        struct pdf_cell *cells = ARENA_ARRAY(a, struct pdf_cell, row->n_cells);
        struct pdf_row *slice = pdf_push(b->j, PDF_TABLE_ROW, 0);
        int here = most - from < lines ? most - from : lines;

        *slice = *row;
        slice->height = here * b->table->pitch + 2 * b->table->padding;
        slice->cells = cells;
        for (size_t i = 0; i < row->n_cells; i++) {
            struct pdf_cell *cell = &slice->cells[i];
            int left = row->cells[i].n - from;

            *cell = row->cells[i];
            cell->from = from;
            cell->n = left < 0 ? 0 : left < here ? left : here;
            cell->rows = 1;
            g_object_ref(cell->layout);
        }
    }
}

static void push_group(struct builder *b, bool header)
{
    fit_spans(b);
    for (size_t r = 0; r < b->group.n && !b->j->over; r++) {
        const struct pdf_row *row = &b->group.items[r];

        if (!header && row->height > b->limit) {
            push_slices(b, row);
            continue;
        }
        struct pdf_row *out = pdf_push(b->j, PDF_TABLE_ROW, 0);

        *out = *row;
        out->keep = header || r + 1 < b->group.n;
        out->before = row->index == 0 ? b->table->pitch / 3 : 0;
        out->repeated = header;
        for (size_t i = 0; i < row->n_cells && !header; i++) g_object_ref(row->cells[i].layout);
    }
    b->group.n = 0;
    pdf_drop_loose(b->j);
}

static bool reaches_on(const struct builder *b, size_t index)
{
    for (size_t k = 0; k < b->table->columns; k++)
        if (b->above[k] && b->above[k]->row + b->above[k]->rows > index + 1) return true;
    return false;
}

/* The header is kept to be drawn again; its layouts live as long as the job. */
static size_t push_header(struct builder *b)
{
    size_t n = b->source->header_rows;
    struct pdf_table *t = b->table;
    double height = 0;

    if (!n || n >= b->source->n_rows) return 0;
    for (size_t r = 0; r < n; r++) make_row(b, r, vec_push(b->j->a, &b->group));
    fit_spans(b);
    for (size_t r = 0; r < n; r++) height += b->group.items[r].height;
    t->headers = ARENA_ARRAY(b->j->a, struct pdf_row, n);
    for (size_t r = 0; r < n; r++) {
        struct pdf_row *row = &b->group.items[r];

        t->headers[r] = *row;
        for (size_t i = 0; i < row->n_cells; i++)
            *vec_push(b->j->a, &b->j->kept) = g_object_ref(row->cells[i].layout);
    }
    /* A header that takes half of the page is not worth repeating. */
    if (height < b->limit / 2) {
        t->n_headers = n;
        t->header_height = height;
        b->limit -= height;
    }
    push_group(b, true);
    return n;
}

void pdf_push_table(struct pdf_job *j, const struct paper_table *source)
{
    struct builder b = {.j = j, .source = source};
    struct pdf_table *t = ARENA_NEW(j->a, struct pdf_table);

    if (!source->n_rows || !source->columns || source->columns > TABLE_COLUMNS_MOST) return;
    double *x = ARENA_ARRAY(j->a, double, source->columns + 1);

    b.table = t;
    t->columns = source->columns;
    t->size = paper_table_size(source, j->style.size);
    t->pitch = t->size * 1.4;
    t->padding = t->size * 0.3;
    t->face = j->style.face;
    t->x = x;
    b.limit = j->style.area.h - 1;
    b.above = ARENA_ARRAY(j->a, const struct pdf_cell *, source->columns);
    paper_table_widths(j->a, source, j->style.area.w, t->size, x);
    if (source->caption.n) {
        struct pdf_look look = {
            .face = PAPER_HEI, .size = t->size, .width = j->style.area.w, .align = RICH_CENTER};
        struct pdf_push_text text = {.layout = pdf_layout_text(j, source->caption, &look),
                                     .size = t->size,
                                     .pitch = j->style.pitch,
                                     .keep = true};

        pdf_push_lines(j, &text);
    }
    for (size_t r = push_header(&b); r < source->n_rows && !j->over; r++) {
        make_row(&b, r, vec_push(j->a, &b.group));
        if (!reaches_on(&b, r) || b.group.n >= GROUP_ROWS_MOST) push_group(&b, false);
    }
    if (!j->over) pdf_push_space(j, t->pitch / 3);
}

/* ---- drawing ------------------------------------------------------------------------------- */

struct strip {
    const struct pdf_row *row;
    double y;
};

static void draw_cell(struct pdf_job *j, const struct pdf_table *t, const struct pdf_cell *c,
                      double left, double top, double bottom, bool text)
{
    double width = cell_width(t, c);

    cairo_rectangle(j->cairo, left + t->x[c->column], top, width, bottom - top);
    cairo_stroke(j->cairo);
    if (!text || !c->n) return;
    double y = top + (bottom - top - c->n * t->pitch) / 2 + pdf_baseline(t->size, t->pitch);
    int i = 0;

    for (GSList *l = pango_layout_get_lines_readonly(c->layout); l && i < c->from + c->n;
         l = l->next, i++) {
        if (i < c->from) continue;
        pdf_draw_line(j, l->data,
                      left + t->x[c->column] + t->padding + pdf_line_x(c->layout, l->data), y,
                      c->runs, c->n_runs);
        y += t->pitch;
    }
}

/* Down to where the cell ends, or the page. */
static double cell_bottom(const struct strip *strips, size_t n, size_t from,
                          const struct pdf_cell *c)
{
    size_t k = from;

    while (k + 1 < n && strips[k + 1].row->index < c->row + c->rows &&
           strips[k + 1].row->index > strips[k].row->index)
        k++;
    return strips[k].y + strips[k].row->height;
}

static void draw_strips(struct pdf_job *j, const struct strip *strips, size_t n, double left)
{
    for (size_t i = 0; i < n; i++) {
        const struct pdf_row *r = strips[i].row;

        for (size_t k = 0; i == 0 && k < r->n_over; k++)
            draw_cell(j, r->table, r->over[k], left, strips[i].y,
                      cell_bottom(strips, n, i, r->over[k]), false);
        for (size_t k = 0; k < r->n_cells; k++)
            draw_cell(j, r->table, &r->cells[k], left, strips[i].y,
                      cell_bottom(strips, n, i, &r->cells[k]), true);
    }
}

void pdf_draw_table(struct pdf_job *j, const struct pdf_row *rows, size_t n,
                    const struct pdf_area *area, double top)
{
    const struct pdf_table *t = rows[0].table;
    struct strip *strips = ARENA_ARRAY(j->a, struct strip, n + t->n_headers);
    size_t used = 0;

    cairo_set_line_width(j->cairo, LINE_WIDTH);
    if (!rows[0].repeated && rows[0].index >= t->n_headers && t->n_headers && top <= area->y) {
        for (size_t i = 0; i < t->n_headers; i++) {
            strips[used++] = (struct strip){&t->headers[i], top};
            top += t->headers[i].height;
        }
        draw_strips(j, strips, used, area->x);
        used = 0;
    }
    for (size_t i = 0; i < n; i++) {
        strips[used++] = (struct strip){&rows[i], top};
        top += rows[i].height;
    }
    draw_strips(j, strips, used, area->x);
}
