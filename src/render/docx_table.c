/* Tables with spans, and pictures. */
#include "render/docx_inside.h"
#include "render/picture.h"

#include "text/html.h"

enum { TABLE_COLUMNS_MOST = 200, EMU_PER_POINT = 12700 };

/* ---- tables -------------------------------------------------------------------------------- */

/* What a cell above leaves behind in a column. */
struct column {
    size_t rows; /* still to come */
    int span;    /* columns of that cell; 0: it begins further left */
};

struct table {
    struct docx *d;
    const struct paper_table *source;
    struct column *columns;
    double *x;
    int style; /* the size of its text in half points: a style of each (docx_parts.c) */
};

/* The nearest of the sizes that have a style. */
static int style_of(double size)
{
    return size >= 11.2 ? 24 : size >= 9.8 ? 21 : size >= 8.2 ? 18 : 15;
}

static void cell_begin(const struct table *t, size_t column, int span, const char *merge)
{
    struct buf *b = &t->d->body;

    buf_printf(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>",
               docx_twips(t->x[column + (size_t)span] - t->x[column]));
    if (span > 1) buf_printf(b, "<w:gridSpan w:val=\"%d\"/>", span);
    if (merge) buf_add(b, str_of(merge));
    buf_lit(b, "<w:vAlign w:val=\"center\"/></w:tcPr>");
}

static void cell_text(const struct table *t, const struct paper_cell *c, bool header)
{
    struct buf *b = &t->d->body;

    buf_printf(b, "<w:p><w:pPr><w:pStyle w:val=\"%s%d\"/>", header ? "TableHead" : "Table",
               t->style);
    if (!header && c && c->align != RICH_LEFT)
        buf_printf(b, "<w:jc w:val=\"%s\"/>", c->align == RICH_CENTER ? "center" : "right");
    buf_lit(b, "</w:pPr>");
    if (c) docx_runs(t->d, c->runs, c->n_runs);
    buf_lit(b, "</w:p></w:tc>");
}

/* Cells that reach into this row from above, from column `c` on; where the next free one is. */
static size_t covered(struct table *t, size_t c)
{
    while (c < t->source->columns && t->columns[c].rows) {
        int span = t->columns[c].span > 0 ? t->columns[c].span : 1;

        cell_begin(t, c, span, "<w:vMerge/>");
        cell_text(t, NULL, false);
        for (int k = 0; k < span; k++) t->columns[c + (size_t)k].rows--;
        c += (size_t)span;
    }
    return c;
}

static void row(struct table *t, size_t index)
{
    const struct paper_row *r = &t->source->rows[index];
    bool repeated = index < t->source->header_rows;
    size_t columns = t->source->columns;
    size_t c = 0;

    buf_lit(&t->d->body, "<w:tr><w:trPr><w:cantSplit/>");
    if (repeated) buf_lit(&t->d->body, "<w:tblHeader/>");
    buf_lit(&t->d->body, "</w:trPr>");
    for (size_t i = 0; i < r->n_cells; i++) {
        const struct paper_cell *cell = &r->cells[i];
        size_t rows = cell->rows > 1 ? (size_t)cell->rows : 1;
        int span = 0;

        c = covered(t, c);
        if (c == columns) break;
        while (span < (cell->columns > 1 ? cell->columns : 1) && c + (size_t)span < columns &&
               !t->columns[c + (size_t)span].rows)
            span++;
        if (rows > t->source->n_rows - index) rows = t->source->n_rows - index;
        cell_begin(t, c, span, rows > 1 ? "<w:vMerge w:val=\"restart\"/>" : NULL);
        cell_text(t, cell, repeated || cell->header);
        for (int k = 0; k < span; k++)
            t->columns[c + (size_t)k] =
                (struct column){.rows = rows - 1, .span = k == 0 ? span : 0};
        c += (size_t)span;
    }
    /* Word wants every place of a row. */
    while ((c = covered(t, c)) < columns) {
        cell_begin(t, c, 1, NULL);
        cell_text(t, NULL, false);
        c++;
    }
    buf_lit(&t->d->body, "</w:tr>");
}

void docx_table(struct docx *d, const struct paper_table *source)
{
    double text = d->paper->kind == PAPER_REPORT ? 12 : 16;
    double size = paper_table_size(source, text);
    struct table t = {.d = d, .source = source, .style = style_of(size)};

    if (!source->n_rows || !source->columns || source->columns > TABLE_COLUMNS_MOST) return;
    t.columns = ARENA_ARRAY(d->a, struct column, source->columns);
    t.x = ARENA_ARRAY(d->a, double, source->columns + 1);
    paper_table_widths(d->a, source, d->width / 20.0, size, t.x);
    buf_printf(&d->body,
               "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
               "<w:jc w:val=\"center\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
               d->width);
    for (size_t c = 0; c < source->columns; c++)
        buf_printf(&d->body, "<w:gridCol w:w=\"%d\"/>", docx_twips(t.x[c + 1] - t.x[c]));
    buf_lit(&d->body, "</w:tblGrid>");
    for (size_t r = 0; r < source->n_rows && buf_ok(&d->body); r++) row(&t, r);
    /* Two tables in a row would become one, and one at the end must be followed by text. */
    buf_lit(&d->body, "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>");
}

/* ---- pictures ------------------------------------------------------------------------------ */

bool docx_image(struct docx *d, const struct paper_image *image)
{
    struct picture p;
    double most = d->width / 20.0;

    if (!picture_read(image->bytes, &p)) return false;
    double w = p.width * 0.75;
    double h = p.height * 0.75;
    double scale = image->width_mm > 0 ? image->width_mm * 72 / 25.4 / w : 1;

    if (w * scale > most) scale = most / w;
    if (h * scale > 580) scale = 580 / h;
    str name =
        str_printf(d->a, "image%zu.%s", d->media.n + 1, p.kind == PICTURE_PNG ? "png" : "jpeg");
    size_t link = DOCX_FIRST_LINK + d->links.n;
    int id = ++d->drawings;
    long cx = (long)(w * scale * EMU_PER_POINT);
    long cy = (long)(h * scale * EMU_PER_POINT);
    str alt = html_escaped(d->a, image->alt);

    *vec_push(d->a, &d->links) =
        (struct docx_link){.target = str_cat(d->a, S("media/"), name), .image = true};
    *vec_push(d->a, &d->media) =
        (struct zip_part){str_cat(d->a, S("word/media/"), name), image->bytes, false};
    buf_printf(&d->body,
               "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
               "<wp:extent cx=\"%ld\" cy=\"%ld\"/><wp:docPr id=\"%d\" name=\"图片 %d\" descr=\"",
               cx, cy, id, id);
    buf_add(&d->body, alt);
    buf_printf(&d->body,
               "\"/><a:graphic><a:graphicData "
               "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
               "<pic:nvPicPr><pic:cNvPr id=\"%d\" name=\"%.*s\"/><pic:cNvPicPr/></pic:nvPicPr>"
               "<pic:blipFill><a:blip r:embed=\"rId%zu\"/><a:stretch><a:fillRect/></a:stretch>"
               "</pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>"
               "<a:ext cx=\"%ld\" cy=\"%ld\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>"
               "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
               "</w:drawing></w:r>",
               id, STR_ARG(name), link, cx, cy);
    return true;
}
