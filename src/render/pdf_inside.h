/*
 * pdf_inside: what the files render/pdf*.c share. A job makes one file: blocks become rows (a line
 * of text, a row of a table, a picture), rows are queued, and as soon as a page is certain it is
 * drawn and its rows let go. So layouts are held for a page or two, not for the file.
 *
 * Points (1/72 inch) everywhere, y downwards from the top of the page.
 */
#ifndef GK_RENDER_PDF_INSIDE_H
#define GK_RENDER_PDF_INSIDE_H

#include "base/vec.h"
#include "render/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define MM(x) ((double)(x)*72.0 / 25.4)

/* ---- fonts (pdf_fonts.c) ------------------------------------------------------------------- */

/* A font map belongs to one thread at a time: taken from a pool and given back. */
PangoFontMap *pdf_fonts_take(struct pdf_fonts *f);
void pdf_fonts_give(struct pdf_fonts *f, PangoFontMap *map);
/* The families of a face, in order, for a font description. */
const char *pdf_fonts_families(const struct pdf_fonts *f, enum paper_face face);

/* ---- rows ---------------------------------------------------------------------------------- */

struct pdf_area {
    double x, y, w, h;
};

struct pdf_style {
    struct pdf_area area; /* 版心 */
    enum paper_face face; /* of the text */
    double size, pitch;   /* of the text; from line to line */
    double spacing;       /* beside each character, so that 28 of them fill a line */
};

enum pdf_row_kind {
    PDF_TEXT,
    PDF_TABLE_ROW,
    PDF_IMAGE,
    PDF_RULE,
    PDF_SPACE, /* stays at the top of a page too */
    PDF_ENTRY, /* a line of the contents */
    PDF_BREAK, /* what follows begins a page */
};

struct pdf_cell {
    PangoLayout *layout;
    int from, n; /* of its lines, those that stand here: a row may be cut in slices */
    size_t column, columns;
    size_t row, rows; /* the row in which it begins, and how many it reaches over */
    bool header;
    const struct paper_run *runs;
    size_t n_runs;
};

struct pdf_table {
    const double *x; /* left edge of each column from the area's edge, and the last one's right */
    size_t columns;
    double size, pitch, padding;
    enum paper_face face;
    struct pdf_row *headers; /* rows that are drawn again on each page */
    size_t n_headers;
    double header_height;
};

struct pdf_row {
    enum pdf_row_kind kind;
    double height;
    double before; /* space above; none at the top of a page */
    bool keep;     /* stays on one page with the next row */
    double x;      /* of the text or picture, from the area's edge */

    PangoLayout *layout;   /* text, entry: the row's own reference */
    PangoLayoutLine *line; /* of that layout */
    double baseline;       /* from the row's top */
    bool red;
    const struct paper_run *runs; /* text with links; else NULL */
    size_t n_runs;
    size_t heading; /* 1 + index of the heading that begins here, or that an entry names; 0: none */

    double width, thick; /* rule, picture */
    cairo_surface_t *image;

    struct pdf_table *table;
    size_t index; /* row of the table */
    bool repeated;
    struct pdf_cell *cells; /* that begin here */
    size_t n_cells;
    const struct pdf_cell **over; /* begun above, and reaching into this row */
    size_t n_over;
};

/* ---- the job ------------------------------------------------------------------------------- */

struct pdf_heading {
    str text;
    int level; /* from 1 */
    int page;  /* as printed; 0: not known yet */
};

struct piece;

struct pdf_job {
    struct pdf_fonts *fonts;
    struct arena *a;
    const struct paper *paper;
    struct pdf_style style;

    PangoFontMap *map;
    PangoContext *context;
    cairo_surface_t *surface; /* NULL: pages are counted only */
    cairo_t *cairo;
    struct piece *first, *last; /* the file so far */
    size_t out_bytes;
    bool closing;

    VEC(struct pdf_row) queue; /* from `head` on: what is on no page yet */
    size_t head;
    int page;     /* as printed; 0: none begun */
    size_t pages; /* drawn */
    size_t total; /* pages of the file; 0: not known yet */
    bool over;    /* more than PDF_PAGES_MOST */

    VEC(struct pdf_heading) headings;
    size_t headings_seen;     /* in this pass */
    int outline[8];           /* the open bookmark of each level */
    VEC(PangoLayout *) loose; /* references that pdf_drop_loose lets go */
    VEC(PangoLayout *) kept;  /* of repeated table headers, until the end */
};

/* ---- text (pdf_text.c) --------------------------------------------------------------------- */

struct pdf_look {
    enum paper_face face;
    double size;
    double spacing;
    double width;  /* of the lines; 0: as long as the text */
    double indent; /* of the first line; negative: of all others */
    enum rich_align align;
};

/* Lives until pdf_drop_loose; who keeps it longer takes a reference of its own. */
PangoLayout *pdf_layout(struct pdf_job *j, const struct paper_run *runs, size_t n,
                        const struct pdf_look *look);
PangoLayout *pdf_layout_text(struct pdf_job *j, str text, const struct pdf_look *look);
void pdf_drop_loose(struct pdf_job *j);
/* Where black bars come from: once a job. */
void pdf_set_bars(struct pdf_job *j);
/* Where a line begins, from the left edge of its layout: alignment and indent. */
double pdf_line_x(PangoLayout *layout, PangoLayoutLine *line);
/* The width of the longest line. */
double pdf_layout_width(PangoLayout *layout);
/* Stretches a line so that it ends where the paragraph ends. */
void pdf_justify(PangoLayoutLine *line, double width);
/* Draws a line with its baseline at x, y; links of its runs become links of the file. */
void pdf_draw_line(struct pdf_job *j, PangoLayoutLine *line, double x, double y,
                   const struct paper_run *runs, size_t n);
/* Where the baseline of a line lies in a pitch. */
double pdf_baseline(double size, double pitch);

/* ---- pages (pdf_flow.c) -------------------------------------------------------------------- */

/* A row at the end of the queue, zeroed but for `kind`; pages that are certain are drawn first. */
struct pdf_row *pdf_push(struct pdf_job *j, enum pdf_row_kind kind, double height);
/* All lines of a layout as rows. `first`, `heading`: see struct pdf_row; may be 0. */
struct pdf_push_text {
    PangoLayout *layout;
    double size, pitch, x, before;
    bool justify, keep, red;
    const struct paper_run *runs;
    size_t n_runs;
    size_t heading;
};
void pdf_push_lines(struct pdf_job *j, const struct pdf_push_text *t);
void pdf_push_space(struct pdf_job *j, double height);
/* The last rows of the text go with what follows (no page without text before a signature). */
void pdf_keep_last(struct pdf_job *j, size_t rows);
/* Draws all that is queued. `foot`: room that must be left on the last page. */
void pdf_flush(struct pdf_job *j, double foot);
/* Lets go of what is queued. */
void pdf_drop_queue(struct pdf_job *j);
/* The area of a page. */
struct pdf_area pdf_area_of(const struct pdf_job *j, int page);

/* ---- tables, pictures (pdf_table.c, pdf_image.c) -------------------------------------------- */

void pdf_push_table(struct pdf_job *j, const struct paper_table *t);
/* The rows of one table that stand on a page, from `top` on. */
void pdf_draw_table(struct pdf_job *j, const struct pdf_row *rows, size_t n,
                    const struct pdf_area *area, double top);
/* NULL: cannot be shown. The caller's reference; *w, *h in points at 96 dots an inch. */
cairo_surface_t *pdf_image_open(str bytes, double *w, double *h);

/* ---- parts of a paper (pdf_parts.c) --------------------------------------------------------- */

void pdf_style_of(const struct paper *p, struct pdf_style *out);
void pdf_push_head(struct pdf_job *j);
void pdf_push_blocks(struct pdf_job *j, const struct paper_blocks *b);
void pdf_push_contents(struct pdf_job *j);
void pdf_push_end(struct pdf_job *j);
void pdf_push_annexes(struct pdf_job *j);
/* 版记 at the foot of the last page: its height, and drawing it. */
double pdf_imprint_height(struct pdf_job *j);
void pdf_draw_imprint(struct pdf_job *j, const struct pdf_area *area);
/* Page number and lines that stand on each page. */
void pdf_draw_frame(struct pdf_job *j, bool last);

#endif
