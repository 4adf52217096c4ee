/* Runs as lines: layouts with their attributes, justification, black bars, links. */
#include "render/pdf_inside.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { LINK_BYTES_MOST = 6000, TEXT_BYTES_MOST = 120 * 1000 };

#define LINE_END S("\xe2\x80\xa8") /* U+2028 */

/* What stands in a layout for each character under a black bar: nothing of the text is left. */
#define BAR S("\xef\xbf\xbc") /* U+FFFC, object replacement */

static int units(double points)
{
    return (int)(points * PANGO_SCALE);
}

double pdf_baseline(double size, double pitch)
{
    /* Han characters reach from 0.88 above the baseline to 0.12 below. */
    return pitch / 2 + size * 0.38;
}

/* ---- layouts ------------------------------------------------------------------------------- */

static void add_attribute(PangoAttrList *list, PangoAttribute *attr, size_t from, size_t until)
{
    attr->start_index = (guint)from;
    attr->end_index = (guint)until;
    pango_attr_list_insert(list, attr);
}

static void add_marks(PangoAttrList *list, const struct paper_run *r, size_t from, size_t until)
{
    if (r->marks & RICH_BOLD)
        add_attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, until);
    if (r->marks & RICH_ITALIC)
        add_attribute(list, pango_attr_style_new(PANGO_STYLE_ITALIC), from, until);
    if (r->marks & RICH_UNDERLINE)
        add_attribute(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), from, until);
    if (r->marks & RICH_STRIKE)
        add_attribute(list, pango_attr_strikethrough_new(TRUE), from, until);
    if (r->marks & (RICH_SUBSCRIPT | RICH_SUPERSCRIPT)) {
        bool up = (r->marks & RICH_SUPERSCRIPT) != 0;

        add_attribute(list,
                      pango_attr_font_scale_new(up ? PANGO_FONT_SCALE_SUPERSCRIPT
                                                   : PANGO_FONT_SCALE_SUBSCRIPT),
                      from, until);
        add_attribute(list,
                      pango_attr_baseline_shift_new(up ? PANGO_BASELINE_SHIFT_SUPERSCRIPT
                                                       : PANGO_BASELINE_SHIFT_SUBSCRIPT),
                      from, until);
    }
}

/* How a black bar is drawn: called for each shape. */
static void draw_bar(cairo_t *cr, PangoAttrShape *shape, gboolean path, gpointer data)
{
    double x;
    double y;

    (void)data;
    if (path) return;
    cairo_get_current_point(cr, &x, &y);
    cairo_rectangle(cr, x, y + (double)shape->ink_rect.y / PANGO_SCALE,
                    (double)shape->ink_rect.width / PANGO_SCALE,
                    (double)shape->ink_rect.height / PANGO_SCALE);
    cairo_fill(cr);
}

/* Each bar is as wide as the character that it stands for. */
static void add_bars(PangoAttrList *list, size_t at, const struct paper_run *r, double size)
{
    str rest = r->text;

    for (uint32_t rune; utf8_next(&rest, &rune); at += BAR.n) {
        PangoRectangle box = {0, units(-0.86 * size), units(rune < 0x2e80 ? size / 2 : size),
                              units(size)};

        add_attribute(list, pango_attr_shape_new(&box, &box), at, at + BAR.n);
    }
}

/* The bytes that a run has in its layout: what pdf_draw_line walks along. */
static size_t run_bytes(const struct paper_run *r)
{
    if (r->line_end) return LINE_END.n;
    return r->redacted ? utf8_count(r->text) * BAR.n : r->text.n;
}

static str text_of_runs(struct pdf_job *j, const struct paper_run *runs, size_t n)
{
    struct buf text;
    size_t most = 0;

    for (size_t i = 0; i < n; i++) most += run_bytes(&runs[i]);
    buf_init(&text, j->a, most);
    for (size_t i = 0; i < n; i++) {
        if (runs[i].line_end)
            buf_add(&text, LINE_END);
        else if (runs[i].redacted)
            for (size_t k = utf8_count(runs[i].text); k; k--) buf_add(&text, BAR);
        else
            buf_add(&text, runs[i].text);
    }
    return buf_str(&text);
}

/*
 * Pango's widths are ints of 1/1024 point: a line end goes into text that would run over, which no
 * person has written as one paragraph.
 */
static void cut_long(struct pdf_job *j, const struct paper_run **runs, size_t *n)
{
    VEC(struct paper_run) out = {0};
    size_t total = 0;

    for (size_t i = 0; i < *n; i++) total += (*runs)[i].text.n;
    if (total <= TEXT_BYTES_MOST) return;
    for (size_t i = 0; i < *n; i++) {
        struct paper_run r = (*runs)[i];

        do {
            struct paper_run part = r;
            size_t cut = TEXT_BYTES_MOST;

            while (cut < r.text.n && ((unsigned char)r.text.p[cut] & 0xc0) == 0x80) cut--;
            part.text = str_head(r.text, cut);
            r.text = str_from(r.text, cut);
            *vec_push(j->a, &out) = part;
            if (part.text.n == cut)
                *vec_push(j->a, &out) = (struct paper_run){.line_end = true, .text = S("")};
        } while (r.text.n);
    }
    *runs = out.items;
    *n = out.n;
}

static PangoFontDescription *font_of(struct pdf_job *j, const struct pdf_look *look)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, pdf_fonts_families(j->fonts, look->face));
    pango_font_description_set_absolute_size(font, look->size * PANGO_SCALE);
    if (look->face == PAPER_TITLE) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    return font;
}

PangoLayout *pdf_layout(struct pdf_job *j, const struct paper_run *runs, size_t n,
                        const struct pdf_look *look)
{
    size_t at = 0;

    cut_long(j, &runs, &n);
    str text = text_of_runs(j, runs, n);
    PangoLayout **loose = vec_push(j->a, &j->loose);

    /* From here on no memory of the arena is asked for: nothing of the library gets lost. */
    PangoLayout *layout = *loose = pango_layout_new(j->context);
    PangoFontDescription *font = font_of(j, look);
    PangoAttrList *list = pango_attr_list_new();

    for (size_t i = 0; i < n; i++) {
        size_t until = at + run_bytes(&runs[i]);

        if (runs[i].redacted && !runs[i].line_end) add_bars(list, at, &runs[i], look->size);
        add_marks(list, &runs[i], at, until);
        at = until;
    }
    if (look->spacing < 0 || look->spacing > 0)
        add_attribute(list, pango_attr_letter_spacing_new(units(look->spacing)), 0, text.n);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, list);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, text.p, (int)text.n);
    if (look->width > 0) {
        pango_layout_set_width(layout, units(look->width));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    if (look->indent < 0 || look->indent > 0) pango_layout_set_indent(layout, units(look->indent));
    pango_layout_set_alignment(layout, look->align == RICH_CENTER  ? PANGO_ALIGN_CENTER
                                       : look->align == RICH_RIGHT ? PANGO_ALIGN_RIGHT
                                                                   : PANGO_ALIGN_LEFT);
    pango_attr_list_unref(list);
    pango_font_description_free(font);
    return layout;
}

PangoLayout *pdf_layout_text(struct pdf_job *j, str text, const struct pdf_look *look)
{
    return pdf_layout(j, paper_run_of(j->a, paper_clean(j->a, text)), 1, look);
}

void pdf_drop_loose(struct pdf_job *j)
{
    for (size_t i = 0; i < j->loose.n; i++)
        if (j->loose.items[i]) g_object_unref(j->loose.items[i]);
    j->loose.n = 0;
}

double pdf_line_x(PangoLayout *layout, PangoLayoutLine *line)
{
    int width = pango_layout_get_width(layout);
    int indent = pango_layout_get_indent(layout);
    PangoRectangle size;

    pango_layout_line_get_extents(line, NULL, &size);
    switch (pango_layout_get_alignment(layout)) {
    case PANGO_ALIGN_CENTER:
        return width > 0 ? (double)(width - size.width) / 2 / PANGO_SCALE : 0;
    case PANGO_ALIGN_RIGHT:
        return width > 0 ? (double)(width - size.width) / PANGO_SCALE : 0;
    case PANGO_ALIGN_LEFT:
        break;
    }
    if (line->is_paragraph_start) return indent > 0 ? (double)indent / PANGO_SCALE : 0;
    return indent < 0 ? (double)-indent / PANGO_SCALE : 0;
}

void pdf_set_bars(struct pdf_job *j)
{
    pango_cairo_context_set_shape_renderer(j->context, draw_bar, NULL, NULL);
}

double pdf_layout_width(PangoLayout *layout)
{
    int w;

    pango_layout_get_size(layout, &w, NULL);
    return (double)w / PANGO_SCALE;
}

/* ---- justification ------------------------------------------------------------------------- */

static bool is_wide(uint32_t rune)
{
    return rune >= 0x2e80 || rune == ' ' || (rune >= 0x2014 && rune <= 0x2026) || rune == 0xfffc;
}

static uint32_t rune_at(const char *text, int index)
{
    str rest = str_of(text + index);
    uint32_t rune = 0;

    (void)!utf8_next(&rest, &rune);
    return rune;
}

/*
 * Walks the gaps of a line behind which it may be stretched: behind spaces, and where a Han
 * character is on one side. Widens each by `each` units, the first `odd` by one more; gives how
 * many there are.
 */
static int walk_gaps(PangoLayoutLine *line, int each, int odd)
{
    const char *text = pango_layout_get_text(line->layout);
    int end = line->start_index + line->length;
    int gaps = 0;

    for (GSList *l = line->runs; l; l = l->next) {
        PangoGlyphItem *item = l->data;
        PangoGlyphItemIter it;

        for (gboolean more = pango_glyph_item_iter_init_start(&it, item, text); more;
             more = pango_glyph_item_iter_next_cluster(&it)) {
            if (it.end_index >= end) continue;
            if (!is_wide(rune_at(text, it.start_index)) && !is_wide(rune_at(text, it.end_index)))
                continue;
            int last = it.end_glyph > it.start_glyph ? it.end_glyph - 1 : it.start_glyph;

            if (each || odd)
                item->glyphs->glyphs[last].geometry.width += each + (gaps < odd ? 1 : 0);
            gaps++;
        }
    }
    return gaps;
}

void pdf_justify(PangoLayoutLine *line, double width)
{
    PangoRectangle size;

    pango_layout_line_get_extents(line, NULL, &size);
    int slack = units(width) - size.width;
    int gaps = walk_gaps(line, 0, 0);

    /* A line that a long word has made short stays short. */
    if (slack <= 0 || !gaps || slack > units(width) / 5) return;
    (void)walk_gaps(line, slack / gaps, slack % gaps);
}

/* ---- drawing ------------------------------------------------------------------------------- */

/* The target as cairo's attribute wants it; empty: no link. */
static str link_target(struct pdf_job *j, str href)
{
    struct buf b;

    if (!href.n) return S("");
    buf_init(&b, j->a, LINK_BYTES_MOST);
    if (str_starts(href, S("/")) || str_starts(href, S("#"))) {
        if (!j->paper->base_url.n || str_starts(href, S("#"))) return S("");
        buf_add(&b, j->paper->base_url);
    } else if (!str_starts(href, S("http:")) && !str_starts(href, S("https:")) &&
               !str_starts(href, S("mailto:"))) {
        return S("");
    }
    for (size_t i = 0; i < href.n; i++) {
        if (href.p[i] == '\'' || href.p[i] == '\\')
            buf_printf(&b, "%%%02X", (unsigned)(unsigned char)href.p[i]);
        else if (href.p[i] > ' ' && href.p[i] < 0x7f)
            buf_byte(&b, href.p[i]);
    }
    return buf_ok(&b) ? buf_str(&b) : S("");
}

static void draw_link(struct pdf_job *j, PangoLayoutLine *line, size_t from, size_t until,
                      str target, double x, double y)
{
    int left;
    int right;
    PangoRectangle size;

    pango_layout_line_get_extents(line, NULL, &size);
    pango_layout_line_index_to_x(line, (int)from, FALSE, &left);
    pango_layout_line_index_to_x(line, (int)until, FALSE, &right);
    if (right < left) {
        int other = left;

        left = right;
        right = other;
    }
    str attributes =
        str_printf(j->a, "rect=[%.2f %.2f %.2f %.2f] uri='%.*s'", x + (double)left / PANGO_SCALE,
                   y + (double)size.y / PANGO_SCALE, (double)(right - left) / PANGO_SCALE,
                   (double)size.height / PANGO_SCALE, STR_ARG(target));

    cairo_tag_begin(j->cairo, CAIRO_TAG_LINK, str_z(j->a, attributes));
    cairo_tag_end(j->cairo, CAIRO_TAG_LINK);
}

void pdf_draw_line(struct pdf_job *j, PangoLayoutLine *line, double x, double y,
                   const struct paper_run *runs, size_t n)
{
    size_t at = 0;
    size_t start = (size_t)line->start_index;
    size_t end = start + (size_t)line->length;

    cairo_move_to(j->cairo, x, y);
    pango_cairo_show_layout_line(j->cairo, line);
    for (size_t i = 0; i < n && at < end; i++) {
        size_t until = at + run_bytes(&runs[i]);

        if (runs[i].href.n && until > start) {
            str target = link_target(j, runs[i].href);

            if (target.n)
                draw_link(j, line, at > start ? at : start, until < end ? until : end, target, x,
                          y);
        }
        at = until;
    }
}
