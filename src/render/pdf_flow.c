/*
 * Rows to pages. A page ends before a row that no longer fits, at the last place where the rows
 * may be parted: not behind a heading, not behind the first line of a paragraph or before its last
 * one, not inside of a row of a table or of rows that one cell spans.
 */
#include "render/pdf_inside.h"

/* ---- the queue ----------------------------------------------------------------------------- */

static void drop_layouts(struct pdf_row *r)
{
    /* The rows of a repeated header belong to their table. */
    if (r->kind == PDF_TABLE_ROW && r->repeated) return;
    if (r->layout) g_object_unref(r->layout);
    r->layout = NULL;
    if (r->image) cairo_surface_destroy(r->image);
    r->image = NULL;
    for (size_t i = 0; i < r->n_cells; i++) {
        if (r->cells[i].layout) g_object_unref(r->cells[i].layout);
        r->cells[i].layout = NULL;
    }
}

void pdf_drop_queue(struct pdf_job *j)
{
    for (; j->head < j->queue.n; j->head++) drop_layouts(&j->queue.items[j->head]);
    j->head = j->queue.n = 0;
}

static size_t queued(const struct pdf_job *j)
{
    return j->queue.n - j->head;
}

static struct pdf_row *first_row(const struct pdf_job *j)
{
    return &j->queue.items[j->head];
}

void pdf_keep_last(struct pdf_job *j, size_t rows)
{
    for (size_t i = 0; i < rows && i < queued(j); i++)
        j->queue.items[j->queue.n - 1 - i].keep = true;
}

/* ---- a page -------------------------------------------------------------------------------- */

/* What stands above the first row: the header of a table that goes on. */
static double lead_height(const struct pdf_row *first)
{
    if (first->kind != PDF_TABLE_ROW || !first->table->n_headers || first->repeated) return 0;
    return first->table->header_height;
}

static void begin_heading(struct pdf_job *j, const struct pdf_row *r, const struct pdf_area *area,
                          double y)
{
    struct pdf_heading *h = &j->headings.items[r->heading - 1];
    int level = h->level < 7 ? h->level : 6;
    int parent = level > 1 ? j->outline[level - 1] : 0;

    h->page = j->page;
    if (!j->surface) return;
    str name = str_printf(j->a, "h%zu", r->heading);
    str dest = str_printf(j->a, "name='%.*s' x=%.2f y=%.2f", STR_ARG(name), area->x, y);
    str go = str_printf(j->a, "dest='%.*s'", STR_ARG(name));

    cairo_tag_begin(j->cairo, CAIRO_TAG_DEST, str_z(j->a, dest));
    cairo_tag_end(j->cairo, CAIRO_TAG_DEST);
    int id = cairo_pdf_surface_add_outline(j->surface, parent, str_z(j->a, h->text),
                                           str_z(j->a, go), CAIRO_PDF_OUTLINE_FLAG_OPEN);

    for (int k = level; k < 8; k++) j->outline[k] = id;
}

/* Name, dots, page. */
static void draw_entry(struct pdf_job *j, const struct pdf_row *r, const struct pdf_area *area,
                       double y)
{
    const struct pdf_heading *h = &j->headings.items[r->heading - 1];
    struct pdf_look look = {.face = PAPER_SONG, .size = j->style.size};
    PangoLayout *page = pdf_layout_text(j, str_printf(j->a, "%d", h->page), &look);
    PangoLayout *dot = pdf_layout_text(j, S("."), &look);
    double width = pdf_layout_width(page);
    double step = pdf_layout_width(dot) * 1.6;
    double right = area->x + area->w - width;
    double left = area->x + r->x + pdf_layout_width(r->layout) + step;
    str attributes = str_printf(j->a, "rect=[%.2f %.2f %.2f %.2f] dest='h%zu'", area->x, y, area->w,
                                r->height, r->heading);

    pdf_draw_line(j, r->line, area->x + r->x, y + r->baseline, NULL, 0);
    pdf_draw_line(j, pango_layout_get_line_readonly(page, 0), right, y + r->baseline, NULL, 0);
    /* From the right, so that the dots of all lines stand below each other. */
    double from = area->x + area->w - look.size * 2;
    int dots = step > 0 && from > left ? (int)((from - left) / step) : 0;

    for (int i = 0; i < dots; i++)
        pdf_draw_line(j, pango_layout_get_line_readonly(dot, 0), from - i * step, y + r->baseline,
                      NULL, 0);
    cairo_tag_begin(j->cairo, CAIRO_TAG_LINK, str_z(j->a, attributes));
    cairo_tag_end(j->cairo, CAIRO_TAG_LINK);
}

static void set_colour(struct pdf_job *j, bool red)
{
    if (red)
        cairo_set_source_rgb(j->cairo, 1, 0, 0);
    else
        cairo_set_source_rgb(j->cairo, 0, 0, 0);
}

static void draw_image(struct pdf_job *j, const struct pdf_row *r, double x, double y)
{
    double scale = r->width / cairo_image_surface_get_width(r->image);

    cairo_save(j->cairo);
    cairo_translate(j->cairo, x, y);
    cairo_scale(j->cairo, scale, scale);
    cairo_set_source_surface(j->cairo, r->image, 0, 0);
    cairo_paint(j->cairo);
    cairo_restore(j->cairo);
}

static void draw_row(struct pdf_job *j, const struct pdf_row *r, const struct pdf_area *area,
                     double y)
{
    if (r->heading && r->kind == PDF_TEXT) begin_heading(j, r, area, y);
    if (!j->surface) return;
    set_colour(j, r->red);
    if (r->kind == PDF_TEXT) {
        pdf_draw_line(j, r->line, area->x + r->x, y + r->baseline, r->runs, r->n_runs);
    } else if (r->kind == PDF_ENTRY) {
        draw_entry(j, r, area, y);
    } else if (r->kind == PDF_RULE) {
        cairo_rectangle(j->cairo, area->x + r->x, y + (r->height - r->thick) / 2, r->width,
                        r->thick);
        cairo_fill(j->cairo);
    } else if (r->kind == PDF_IMAGE) {
        draw_image(j, r, area->x + r->x, y);
    }
}

/* Draws the first `n` rows of the queue as a page and lets go of them. */
static void draw_page(struct pdf_job *j, size_t n, bool last)
{
    struct pdf_area area;
    double y;

    j->page = j->page ? j->page + 1 : (j->paper->first_page ? j->paper->first_page : 1);
    j->pages++;
    area = pdf_area_of(j, j->page);
    y = area.y;
    for (size_t i = 0; i < n;) {
        const struct pdf_row *r = &j->queue.items[j->head + i];
        size_t k = i + 1;

        if (i && !(r->kind == PDF_TABLE_ROW)) y += r->before;
        if (r->kind == PDF_TABLE_ROW) {
            double height = i ? r->before : 0;

            y += height;
            while (k < n && j->queue.items[j->head + k].kind == PDF_TABLE_ROW &&
                   j->queue.items[j->head + k].table == r->table)
                k++;
            height = i ? 0 : lead_height(r);
            if (j->surface) {
                set_colour(j, false);
                pdf_draw_table(j, r, k - i, &area, y);
            }
            for (size_t m = i; m < k; m++) height += j->queue.items[j->head + m].height;
            y += height;
        } else {
            draw_row(j, r, &area, y);
            y += r->height;
        }
        i = k;
    }
    if (last && j->surface) pdf_draw_imprint(j, &area);
    if (j->surface) {
        pdf_draw_frame(j, last);
        cairo_show_page(j->cairo);
    }
    for (size_t i = 0; i < n; i++) drop_layouts(&j->queue.items[j->head + i]);
    j->head += n;
    if (j->head == j->queue.n) {
        j->head = j->queue.n = 0;
    } else if (j->head > 256) {
        for (size_t i = j->head; i < j->queue.n; i++)
            j->queue.items[i - j->head] = j->queue.items[i];
        j->queue.n -= j->head;
        j->head = 0;
    }
    if (j->pages > PDF_PAGES_MOST) j->over = true;
}

static int next_page(const struct pdf_job *j)
{
    if (j->page) return j->page + 1;
    return j->paper->first_page ? j->paper->first_page : 1;
}

/*
 * How many rows go on the next page, if they do not all fit; 0: they do. At least one, though it
 * be higher than the page.
 */
static size_t page_rows(const struct pdf_job *j, double foot)
{
    const struct pdf_row *rows = first_row(j);
    size_t n = queued(j);
    double room = pdf_area_of(j, next_page(j)).h - foot + 0.01;
    double used = n ? lead_height(rows) : 0;
    size_t fit = 0;

    for (; fit < n; fit++) {
        used += rows[fit].height + (fit ? rows[fit].before : 0);
        if (used > room) break;
    }
    if (fit == n) return 0;
    for (size_t at = fit; at > 0; at--)
        if (!rows[at - 1].keep) return at;
    return fit ? fit : 1;
}

/* ---- pushing ------------------------------------------------------------------------------- */

static void draw_certain(struct pdf_job *j)
{
    while (!j->over && queued(j)) {
        /* An explicit break in the queue ends its page. */
        struct pdf_row *last = &j->queue.items[j->queue.n - 1];

        if (last->kind == PDF_BREAK) {
            j->queue.n--;
            for (size_t n; queued(j) && (n = page_rows(j, 0)) != 0 && !j->over;)
                draw_page(j, n, false);
            if (queued(j) && !j->over) draw_page(j, queued(j), false);
            return;
        }
        size_t n = page_rows(j, 0);

        /* While the last row is kept with what comes, the place of the break is not certain. */
        if (!n) return;
        if (first_row(j)[queued(j) - 1].keep && n >= queued(j)) return;
        draw_page(j, n, false);
    }
    if (j->over) pdf_drop_queue(j);
}

struct pdf_row *pdf_push(struct pdf_job *j, enum pdf_row_kind kind, double height)
{
    /* Here, so that the caller has filled the row before it is judged. */
    draw_certain(j);
    struct pdf_row *r = vec_push(j->a, &j->queue);

    *r = (struct pdf_row){.kind = kind, .height = height};
    return r;
}

void pdf_push_space(struct pdf_job *j, double height)
{
    (void)pdf_push(j, PDF_SPACE, height);
}

/* Whether a line was ended by its text, not by the margin. */
static bool ends_itself(PangoLayout *layout, const PangoLayoutLine *line)
{
    str rest = str_of(pango_layout_get_text(layout) + line->start_index + line->length);

    return !rest.n || str_starts(rest, S("\xe2\x80\xa8"));
}

void pdf_push_lines(struct pdf_job *j, const struct pdf_push_text *t)
{
    int lines = pango_layout_get_line_count(t->layout);
    double width = (double)pango_layout_get_width(t->layout) / PANGO_SCALE;
    GSList *next = pango_layout_get_lines(t->layout);
    bool linked = false;

    for (size_t k = 0; k < t->n_runs; k++) linked = linked || t->runs[k].href.n;
    for (int i = 0; next && !j->over; next = next->next, i++) {
        PangoLayoutLine *line = next->data;
        struct pdf_row *r = pdf_push(j, PDF_TEXT, t->pitch);
        double x = pdf_line_x(t->layout, line);

        r->layout = g_object_ref(t->layout);
        r->line = line;
        r->x = t->x + x;
        r->baseline = pdf_baseline(t->size, t->pitch);
        r->red = t->red;
        if (i == 0) {
            r->before = t->before;
            r->heading = t->heading;
        }
        if (linked) {
            r->runs = t->runs;
            r->n_runs = t->n_runs;
        }
        /* Two lines at least on each side of a break. */
        r->keep = t->keep || (lines > 1 && (i == 0 || i == lines - 2));
        if (t->justify && !ends_itself(t->layout, line)) pdf_justify(line, width - x);
    }
}

void pdf_flush(struct pdf_job *j, double foot)
{
    draw_certain(j);
    for (size_t n; queued(j) && !j->over && (n = page_rows(j, 0)) != 0;) draw_page(j, n, false);
    if (j->over) return;
    /* What belongs to the foot of the last page wants room there, or a page of its own. */
    size_t n = queued(j) ? page_rows(j, foot) : 0;

    if (n) draw_page(j, n, false);
    if (!j->over) draw_page(j, queued(j), true);
}
