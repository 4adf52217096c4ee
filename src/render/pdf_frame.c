/* What stands at fixed places of a page: page numbers, 版记, the second line of a letter. */
#include "render/pdf_inside.h"

enum { SMALL = 14 }; /* 四号 */

static const double PAGE_W = 595.276;
static const double PAGE_H = 841.89;
static const double IMPRINT_PITCH = 24;

struct pdf_area pdf_area_of(const struct pdf_job *j, int page)
{
    struct pdf_area area = j->style.area;
    int first = j->paper->first_page ? j->paper->first_page : 1;

    /* The mark of a letter stands 30 mm below the upper edge of the paper (10.1). */
    if (j->paper->kind == PAPER_LETTER && j->paper->mark.n && page == first) {
        area.h += area.y - MM(30);
        area.y = MM(30);
    }
    return area;
}

/* ---- 版记 (7.4) ---------------------------------------------------------------------------- */

static PangoLayout *copies_layout(struct pdf_job *j)
{
    const struct paper *p = j->paper;
    struct pdf_look look = {.face = PAPER_FANG,
                            .size = SMALL,
                            .width = j->style.area.w - 2 * SMALL,
                            .indent = -3 * SMALL};

    return pdf_layout_text(j, str_cat(j->a, S("抄送："), p->copies), &look);
}

double pdf_imprint_height(struct pdf_job *j)
{
    const struct paper *p = j->paper;
    double h = 0;

    if (p->copies.n) {
        h += pango_layout_get_line_count(copies_layout(j)) * IMPRINT_PITCH;
    }
    if (p->printer.n || p->printed_on.n) h += IMPRINT_PITCH;
    return h > 0 ? h + j->style.pitch / 2 : 0;
}

static void imprint_rule(struct pdf_job *j, const struct pdf_area *area, double y, double thick)
{
    cairo_rectangle(j->cairo, area->x, y - thick / 2, area->w, thick);
    cairo_fill(j->cairo);
}

static void imprint_text(struct pdf_job *j, str text, double x, double y, bool right)
{
    struct pdf_look look = {.face = PAPER_FANG, .size = SMALL};
    PangoLayout *layout = pdf_layout_text(j, text, &look);

    if (right) x -= pdf_layout_width(layout);
    pdf_draw_line(j, pango_layout_get_line_readonly(layout, 0), x, y, NULL, 0);
}

void pdf_draw_imprint(struct pdf_job *j, const struct pdf_area *area)
{
    const struct paper *p = j->paper;
    double height = pdf_imprint_height(j) - j->style.pitch / 2;
    double y = area->y + area->h - height;
    double base = pdf_baseline(SMALL, IMPRINT_PITCH);

    if (height <= 0) return;
    cairo_set_source_rgb(j->cairo, 0, 0, 0);
    imprint_rule(j, area, y, MM(0.35));
    if (p->copies.n) {
        PangoLayout *copies = copies_layout(j);

        for (GSList *l = pango_layout_get_lines_readonly(copies); l; l = l->next) {
            double x = area->x + SMALL + pdf_line_x(copies, l->data);

            pdf_draw_line(j, l->data, x, y + base, NULL, 0);
            y += IMPRINT_PITCH;
        }
        if (p->printer.n || p->printed_on.n) imprint_rule(j, area, y, MM(0.25));
    }
    if (p->printer.n || p->printed_on.n) {
        imprint_text(j, p->printer, area->x + SMALL, y + base, false);
        if (p->printed_on.n)
            imprint_text(j, str_cat(j->a, p->printed_on, S("印发")), area->x + area->w - SMALL,
                         y + base, true);
    }
    imprint_rule(j, area, area->y + area->h, MM(0.35));
}

/* ---- the page ------------------------------------------------------------------------------ */

static void draw_text(struct pdf_job *j, str text, enum paper_face face, double size, double y,
                      enum rich_align align)
{
    struct pdf_look look = {.face = face, .size = size};
    PangoLayout *layout = pdf_layout_text(j, text, &look);
    const struct pdf_area *area = &j->style.area;
    double w = pdf_layout_width(layout);
    double x = align == RICH_CENTER  ? area->x + (area->w - w) / 2
               : align == RICH_RIGHT ? area->x + area->w - size - w
                                     : area->x + size;

    pdf_draw_line(j, pango_layout_get_line_readonly(layout, 0), x, y, NULL, 0);
}

/* 信函格式: 20 mm above the lower edge, thin above thick. */
static void letter_line(struct pdf_job *j)
{
    double x = (PAGE_W - MM(170)) / 2;
    double y = PAGE_H - MM(20);

    cairo_set_source_rgb(j->cairo, 1, 0, 0);
    cairo_rectangle(j->cairo, x, y - 5, MM(170), 0.8);
    cairo_rectangle(j->cairo, x, y - 2.2, MM(170), 2.2);
    cairo_fill(j->cairo);
}

void pdf_draw_frame(struct pdf_job *j, bool last)
{
    const struct paper *p = j->paper;
    const struct pdf_area *area = &j->style.area;
    bool first = j->pages == 1;
    bool letter = p->kind == PAPER_LETTER && p->mark.n;

    (void)last;
    if (letter && first) letter_line(j);
    cairo_set_source_rgb(j->cairo, 0, 0, 0);
    if (p->foot.n) draw_text(j, p->foot, PAPER_SONG, 9, PAGE_H - MM(11), RICH_CENTER);
    if (p->no_numbers || (letter && first)) return;
    if (p->kind == PAPER_REPORT) {
        draw_text(j, str_printf(j->a, "第 %d 页　共 %zu 页", j->page, j->total), PAPER_SONG, 9,
                  PAGE_H - MM(15), RICH_CENTER);
        return;
    }
    /* 7 mm below the area; odd pages at the right, even ones at the left, one character in (7.5).
     */
    draw_text(j, str_printf(j->a, "— %d —", j->page), PAPER_SONG, SMALL,
              area->y + area->h + MM(7) + SMALL * 0.8, j->page % 2 ? RICH_RIGHT : RICH_LEFT);
}
