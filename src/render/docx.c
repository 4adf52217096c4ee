/* The text of the file: paragraphs in the order of the paper. */
#include "render/docx_inside.h"

#include "base/utf8.h"
#include "text/html.h"

static const char NAMESPACES[] =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
    "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

int docx_twips(double points)
{
    return (int)(points * 20 + (points < 0 ? -0.5 : 0.5));
}

void docx_text(struct docx *d, str text)
{
    html_escape(&d->body, paper_clean(d->a, text));
}

/* ---- runs ---------------------------------------------------------------------------------- */

static const struct {
    enum rich_mark mark;
    const char *xml;
} marks[] = {
    {RICH_BOLD, "<w:b/>"},
    {RICH_ITALIC, "<w:i/>"},
    {RICH_STRIKE, "<w:strike/>"},
    {RICH_UNDERLINE, "<w:u w:val=\"single\"/>"},
    {RICH_SUBSCRIPT, "<w:vertAlign w:val=\"subscript\"/>"},
    {RICH_SUPERSCRIPT, "<w:vertAlign w:val=\"superscript\"/>"},
};

static void run_text(struct docx *d, const struct paper_run *r)
{
    struct buf *b = &d->body;

    buf_lit(b, "<w:r>");
    if (r->marks & ~(uint32_t)RICH_LINK) {
        buf_lit(b, "<w:rPr>");
        for (size_t i = 0; i < COUNT_OF(marks); i++)
            if (r->marks & marks[i].mark) buf_add(b, str_of(marks[i].xml));
        buf_lit(b, "</w:rPr>");
    }
    if (r->line_end) {
        buf_lit(b, "<w:br/>");
    } else {
        buf_lit(b, "<w:t xml:space=\"preserve\">");
        docx_text(d, r->redacted ? paper_runs_text(d->a, r, 1) : r->text);
        buf_lit(b, "</w:t>");
    }
    buf_lit(b, "</w:r>");
}

/* Empty: no link. */
static str target_of(struct docx *d, str href)
{
    if (str_starts(href, S("http:")) || str_starts(href, S("https:")) ||
        str_starts(href, S("mailto:")))
        return href;
    if (str_starts(href, S("/")) && d->paper->base_url.n)
        return str_cat(d->a, d->paper->base_url, href);
    return S("");
}

void docx_runs(struct docx *d, const struct paper_run *runs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str target = runs[i].line_end || runs[i].redacted ? S("") : target_of(d, runs[i].href);

        if (target.n) {
            buf_printf(&d->body, "<w:hyperlink r:id=\"rId%zu\">", DOCX_FIRST_LINK + d->links.n);
            *vec_push(d->a, &d->links) = (struct docx_link){.target = target};
        }
        run_text(d, &runs[i]);
        if (target.n) buf_lit(&d->body, "</w:hyperlink>");
    }
}

/* ---- paragraphs ---------------------------------------------------------------------------- */

/* `properties`: XML in the order of the schema, behind the style. */
static void begin(struct docx *d, const char *style, str properties)
{
    buf_printf(&d->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>", style);
    buf_add(&d->body, properties);
    buf_lit(&d->body, "</w:pPr>");
}

static void end(struct docx *d)
{
    buf_lit(&d->body, "</w:p>");
}

static void plain(struct docx *d, const char *style, str properties, str text)
{
    begin(d, style, properties);
    docx_runs(d, paper_run_of(d->a, text), 1);
    end(d);
}

static void empty(struct docx *d)
{
    plain(d, "Flush", S(""), S(""));
}

static str jc(enum rich_align align)
{
    return align == RICH_CENTER  ? S("<w:jc w:val=\"center\"/>")
           : align == RICH_RIGHT ? S("<w:jc w:val=\"right\"/>")
                                 : S("");
}

static double size_of(const struct docx *d)
{
    return d->paper->kind == PAPER_REPORT ? 12 : 16;
}

/* Indents in characters, as Word keeps them, and in twips for others. */
static str indent(struct docx *d, const char *side, double characters)
{
    return str_printf(d->a, "w:%sChars=\"%d\" w:%s=\"%d\"", side, (int)(characters * 100 + 0.5),
                      side, docx_twips(characters * size_of(d)));
}

/* First line 0: the style's. */
static str paragraph_properties(struct docx *d, const struct paper_block *b)
{
    bool own_first = b->flush || b->align != RICH_LEFT;

    if (!b->indent && !own_first) return S("");
    str ind = str_cat(d->a, S("<w:ind "), b->indent ? indent(d, "left", b->indent * 2) : S(""));

    if (own_first) ind = str_cat(d->a, ind, S(" w:firstLineChars=\"0\" w:firstLine=\"0\""));
    return str_cat(d->a, str_cat(d->a, ind, S("/>")), jc(b->align));
}

static void heading(struct docx *d, const struct paper_block *b)
{
    int level = b->level < 1 ? 1 : b->level > 4 ? 4 : b->level;
    int id = d->bookmarks++;
    char style[16] = "Heading0";

    style[7] = (char)('0' + level);
    begin(d, style, b->align == RICH_LEFT ? S("") : paragraph_properties(d, b));
    buf_printf(&d->body, "<w:bookmarkStart w:id=\"%d\" w:name=\"_Toc%06d\"/>", id, id);
    docx_runs(d, b->runs, b->n_runs);
    buf_printf(&d->body, "<w:bookmarkEnd w:id=\"%d\"/>", id);
    end(d);
}

static void item(struct docx *d, const struct paper_block *b)
{
    double hang = (double)utf8_count(b->label) / 2 + 0.5;
    double left = 2 + 2 * b->level + hang;
    str ind = str_cat(d->a, S("<w:ind "), indent(d, "left", left));

    ind = str_cat(d->a, ind, S(" "));
    ind = str_cat(d->a, ind, indent(d, "hanging", hang));
    begin(d, "Flush", str_cat(d->a, ind, S("/>")));
    docx_runs(d, paper_run_of(d->a, str_cat(d->a, b->label, S(" "))), 1);
    docx_runs(d, b->runs, b->n_runs);
    end(d);
}

static void image(struct docx *d, const struct paper_image *i)
{
    size_t before = d->body.n;

    begin(d, "Picture", S(""));
    if (!docx_image(d, i)) {
        d->body.n = before;
        plain(d, "Picture", S(""),
              i->alt.n ? str_cat(d->a, str_cat(d->a, S("［图片："), i->alt), S("］"))
                       : S("［图片］"));
        return;
    }
    end(d);
}

static void blocks(struct docx *d, const struct paper_blocks *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct paper_block *b = &list->items[i];

        switch (b->kind) {
        case PAPER_PARAGRAPH:
            begin(d, "Normal", paragraph_properties(d, b));
            docx_runs(d, b->runs, b->n_runs);
            end(d);
            break;
        case PAPER_HEADING:
            heading(d, b);
            break;
        case PAPER_ITEM:
            item(d, b);
            break;
        case PAPER_CODE:
            begin(d, "Code", S(""));
            docx_runs(d, b->runs, b->n_runs);
            end(d);
            break;
        case PAPER_TABLE:
            if (b->table->caption.n) plain(d, "Caption", S(""), b->table->caption);
            docx_table(d, b->table);
            break;
        case PAPER_IMAGE:
            image(d, b->image);
            break;
        case PAPER_RULE:
            plain(d, "Flush",
                  S("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" "
                    "w:color=\"000000\"/></w:pBdr>"),
                  S(""));
            break;
        case PAPER_PAGE_BREAK:
            begin(d, "Flush", S(""));
            buf_lit(&d->body, "<w:r><w:br w:type=\"page\"/></w:r>");
            end(d);
            break;
        }
    }
}

/* ---- head ---------------------------------------------------------------------------------- */

static void official_head(struct docx *d)
{
    const struct paper *p = d->paper;

    if (p->copy_no.n) plain(d, "Flush", S(""), p->copy_no);
    if (p->secrecy.n) plain(d, "Class", S(""), p->secrecy);
    if (p->urgency.n) plain(d, "Class", S(""), p->urgency);
    if (!p->mark.n) return;
    /* 35 mm from the upper edge of the area, less what stands there already. */
    int lines = (p->copy_no.n > 0) + (p->secrecy.n > 0) + (p->urgency.n > 0);
    int before = docx_twips(99.2) - lines * d->pitch - 80;

    plain(d, "Mark",
          str_printf(d->a, "<w:spacing w:before=\"%d\" w:after=\"0\"/>", before > 0 ? before : 0),
          p->mark);
    empty(d);
    empty(d);
    begin(d, "Number",
          p->signer.n ? S("<w:tabs><w:tab w:val=\"right\" w:pos=\"8500\"/></w:tabs>"
                          "<w:ind w:left=\"320\"/><w:jc w:val=\"left\"/>")
                      : S(""));
    docx_runs(d, paper_run_of(d->a, p->number), 1);
    if (p->signer.n) {
        buf_lit(&d->body, "<w:r><w:tab/></w:r>");
        docx_runs(d, paper_run_of(d->a, S("签发人：")), 1);
        buf_lit(&d->body, "<w:r><w:rPr><w:rFonts w:ascii=\"楷体\" w:hAnsi=\"楷体\" "
                          "w:eastAsia=\"楷体\"/></w:rPr><w:t>");
        docx_text(d, p->signer);
        buf_lit(&d->body, "</w:t></w:r>");
    }
    end(d);
    empty(d);
    empty(d);
}

static void letter_head(struct docx *d)
{
    const struct paper *p = d->paper;

    if (!p->mark.n) return;
    plain(d, "Mark",
          S("<w:pBdr><w:bottom w:val=\"thickThinSmallGap\" w:sz=\"24\" w:space=\"8\" "
            "w:color=\"FF0000\"/></w:pBdr><w:ind w:left=\"-397\" w:right=\"-397\"/>"),
          p->mark);
    if (p->number.n) plain(d, "Flush", S("<w:jc w:val=\"right\"/>"), p->number);
    if (p->copy_no.n) plain(d, "Flush", S(""), p->copy_no);
    if (p->secrecy.n) plain(d, "Class", S(""), p->secrecy);
    if (p->urgency.n) plain(d, "Class", S(""), p->urgency);
    empty(d);
    empty(d);
}

static void title(struct docx *d, str text, str properties)
{
    str *lines;
    size_t n;

    paper_title_lines(d->a, text, d->paper->kind == PAPER_REPORT ? 20 : 19, &lines, &n);
    begin(d, "Title", properties);
    for (size_t i = 0; i < n; i++) {
        if (i) buf_lit(&d->body, "<w:r><w:br/></w:r>");
        docx_runs(d, paper_run_of(d->a, lines[i]), 1);
    }
    end(d);
}

static void contents(struct docx *d, const struct paper_blocks *list, int *id)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct paper_block *b = &list->items[i];
        int level = b->level < 1 ? 1 : b->level > 3 ? 3 : b->level;

        if (b->kind != PAPER_HEADING) continue;
        begin(d, "Contents", str_printf(d->a, "<w:ind w:left=\"%d\"/>", (level - 1) * 480));
        buf_printf(&d->body, "<w:hyperlink w:anchor=\"_Toc%06d\">", (*id)++);
        run_text(d, paper_run_of(d->a, paper_runs_text(d->a, b->runs, b->n_runs)));
        buf_lit(&d->body, "</w:hyperlink>");
        end(d);
    }
}

static void head(struct docx *d)
{
    const struct paper *p = d->paper;

    if (p->kind == PAPER_OFFICIAL) official_head(d);
    if (p->kind == PAPER_LETTER) letter_head(d);
    if (p->title.n) title(d, p->title, S(""));
    if (p->subtitle.n) plain(d, "Subtitle", S(""), p->subtitle);
    if (p->title.n) empty(d);
    if (p->contents) {
        int id = 0;

        plain(d, "Caption", S(""), S("目　录"));
        contents(d, &p->body, &id);
        for (size_t i = 0; i < p->n_annexes; i++) contents(d, &p->annexes[i].body, &id);
        begin(d, "Flush", S(""));
        buf_lit(&d->body, "<w:r><w:br w:type=\"page\"/></w:r>");
        end(d);
    }
    if (p->addressee.n) plain(d, "Flush", S(""), str_cat(d->a, p->addressee, S("：")));
}

/* ---- end ----------------------------------------------------------------------------------- */

static double width_in_characters(str s)
{
    double w = 0;

    for (uint32_t rune; utf8_next(&s, &rune);) w += rune < 0x2e80 ? 0.5 : 1;
    return w;
}

static void attachment_names(struct docx *d)
{
    const struct paper *p = d->paper;

    if (p->n_attachment_names) empty(d);
    for (size_t i = 0; i < p->n_attachment_names; i++) {
        bool many = p->n_attachment_names > 1;
        double hang = (i ? 0 : 3) + (many ? 1 : 0);
        str label = many ? str_printf(d->a, "%s%zu.", i ? "" : "附件：", i + 1) : S("附件：");
        str ind = str_cat(d->a, S("<w:ind "), indent(d, "left", 5 + (many ? 1 : 0)));

        ind = str_cat(d->a, ind, S(" "));
        ind = str_cat(d->a, ind, indent(d, "hanging", hang));
        plain(d, "Flush", str_cat(d->a, ind, S("/>")),
              str_cat(d->a, label, p->attachment_names[i]));
    }
}

/* See push_signature in pdf_parts.c: here the right indents that give the same places. */
static void signature(struct docx *d)
{
    const struct paper_signature *s = &d->paper->signature;
    double date = width_in_characters(s->date);
    double date_right = s->sealed ? 4 : 2;

    if (!s->date.n && !s->n_organs) return;
    for (int i = 0; i < (s->sealed ? 3 : 1); i++) empty(d);
    for (size_t i = 0; i < s->n_organs; i++) {
        double organ = width_in_characters(s->organs[i]);
        double right = 2;

        if (s->sealed) {
            right = 4 + (date - organ) / 2;
        } else if (i == 0 && organ > date) {
            date_right = organ - date > 2 ? organ - date : 2;
        } else if (i == 0) {
            right = 2 + date + 2 - organ;
        }
        if (right < 0) right = 0;
        str ind = str_cat(d->a, S("<w:keepNext/><w:ind "), indent(d, "right", right));

        plain(d, "Flush", str_cat(d->a, ind, S("/><w:jc w:val=\"right\"/>")), s->organs[i]);
    }
    str ind = str_cat(d->a, S("<w:ind "), indent(d, "right", date_right));

    plain(d, "Flush", str_cat(d->a, ind, S("/><w:jc w:val=\"right\"/>")), s->date);
}

static void annexes(struct docx *d)
{
    const struct paper *p = d->paper;

    for (size_t i = 0; i < p->n_annexes; i++) {
        bool marked = !p->annexes[i].enclosed;

        if (marked) {
            plain(d, "Class", S("<w:pageBreakBefore/>"),
                  p->n_annexes > 1 ? str_printf(d->a, "附件%zu", i + 1) : S("附件"));
            empty(d);
        }
        title(d, p->annexes[i].title, marked ? S("") : S("<w:pageBreakBefore/>"));
        empty(d);
        blocks(d, &p->annexes[i].body);
    }
}

static void imprint_cell(struct docx *d, int width, int span, str text, const char *properties)
{
    buf_printf(&d->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
    if (span > 1) buf_printf(&d->body, "<w:gridSpan w:val=\"%d\"/>", span);
    buf_lit(&d->body, "</w:tcPr>");
    plain(d, "Imprint", str_of(properties), text);
    buf_lit(&d->body, "</w:tc>");
}

/* 版记 (7.4): a table that stands at the foot of the last page. */
static void imprint(struct docx *d)
{
    const struct paper *p = d->paper;
    bool printer = p->printer.n || p->printed_on.n;
    int left = d->width * 3 / 5;

    if (!p->copies.n && !printer) return;
    buf_printf(&d->body,
               "<w:tbl><w:tblPr><w:tblpPr w:vertAnchor=\"margin\" w:horzAnchor=\"margin\" "
               "w:tblpXSpec=\"center\" w:tblpYSpec=\"bottom\"/><w:tblW w:w=\"%d\" "
               "w:type=\"dxa\"/><w:tblBorders>"
               "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>"
               "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>"
               "<w:insideH w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"000000\"/>"
               "</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
               "<w:gridCol w:w=\"%d\"/><w:gridCol w:w=\"%d\"/></w:tblGrid>",
               d->width, left, d->width - left);
    if (p->copies.n) {
        buf_lit(&d->body, "<w:tr>");
        imprint_cell(d, d->width, 2, str_cat(d->a, S("抄送："), p->copies),
                     "<w:ind w:leftChars=\"400\" w:left=\"1120\" w:rightChars=\"100\" "
                     "w:right=\"280\" w:hangingChars=\"300\" w:hanging=\"840\"/>");
        buf_lit(&d->body, "</w:tr>");
    }
    if (printer) {
        buf_lit(&d->body, "<w:tr>");
        imprint_cell(d, left, 1, p->printer, "<w:ind w:leftChars=\"100\" w:left=\"280\"/>");
        imprint_cell(d, d->width - left, 1,
                     p->printed_on.n ? str_cat(d->a, p->printed_on, S("印发")) : S(""),
                     "<w:ind w:rightChars=\"100\" w:right=\"280\"/><w:jc w:val=\"right\"/>");
        buf_lit(&d->body, "</w:tr>");
    }
    buf_lit(&d->body, "</w:tbl>");
    plain(d, "AfterTable", S(""), S(""));
}

/* Page, margins, grid of lines and characters. */
static void section(struct docx *d)
{
    const struct paper *p = d->paper;
    struct buf *b = &d->body;
    bool letter = p->kind == PAPER_LETTER && p->mark.n;

    buf_lit(b, "<w:sectPr>");
    if (!p->no_numbers)
        buf_lit(b, "<w:footerReference w:type=\"even\" r:id=\"rId5\"/>"
                   "<w:footerReference w:type=\"default\" r:id=\"rId4\"/>");
    if (letter) buf_lit(b, "<w:footerReference w:type=\"first\" r:id=\"rId6\"/>");
    buf_lit(b, "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>");
    if (p->kind == PAPER_REPORT)
        buf_lit(b, "<w:pgMar w:top=\"1417\" w:right=\"1417\" w:bottom=\"1531\" w:left=\"1417\" "
                   "w:header=\"850\" w:footer=\"850\" w:gutter=\"0\"/>");
    else
        buf_lit(b, "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" "
                   "w:header=\"850\" w:footer=\"1304\" w:gutter=\"0\"/>");
    if (p->first_page > 1) buf_printf(b, "<w:pgNumType w:start=\"%d\"/>", p->first_page);
    /* The first page of a letter has no number: its footer is not there. */
    if (letter) buf_lit(b, "<w:titlePg/>");
    if (p->kind != PAPER_REPORT)
        buf_printf(b, "<w:docGrid w:type=\"lines\" w:linePitch=\"%d\"/>", d->pitch);
    buf_lit(b, "</w:sectPr>");
}

struct err *docx_render(struct arena *a, const struct paper *p, str *out)
{
    struct docx d = {.a = a, .paper = p, .pitch = 580, .width = 8844};
    VEC(struct zip_part) parts = {0};

    if (p->kind == PAPER_REPORT) {
        d.pitch = 420;
        d.width = 9072;
    }
    buf_init(&d.body, a, DOCX_XML_BYTES_MOST);
    buf_lit(&d.body, XML_HEAD);
    buf_printf(&d.body, "<w:document %s><w:body>", NAMESPACES);
    head(&d);
    blocks(&d, &p->body);
    attachment_names(&d);
    signature(&d);
    if (p->note.n) plain(&d, "Normal", S(""), str_cat(a, str_cat(a, S("（"), p->note), S("）")));
    annexes(&d);
    imprint(&d);
    section(&d);
    buf_lit(&d.body, "</w:body></w:document>");
    if (!buf_ok(&d.body)) return ERR(a, TOO_LARGE, "内容太长，不能生成一个 Word 文件");
    *vec_push(a, &parts) = (struct zip_part){S("[Content_Types].xml"), docx_types(&d), true};
    *vec_push(a, &parts) = (struct zip_part){
        S("_rels/.rels"),
        S(XML_HEAD "<Relationships "
                   "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                   "<Relationship Id=\"rId1\" "
                   "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                   "officeDocument\" Target=\"word/document.xml\"/>"
                   "<Relationship Id=\"rId2\" "
                   "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
                   "core-properties\" Target=\"docProps/core.xml\"/></Relationships>"),
        true};
    *vec_push(a, &parts) = (struct zip_part){S("word/document.xml"), buf_str(&d.body), true};
    *vec_push(a, &parts) =
        (struct zip_part){S("word/_rels/document.xml.rels"), docx_relations(&d), true};
    *vec_push(a, &parts) = (struct zip_part){S("word/styles.xml"), docx_styles(&d), true};
    *vec_push(a, &parts) = (struct zip_part){S("word/settings.xml"), docx_settings(&d), true};
    *vec_push(a, &parts) = (struct zip_part){S("word/fontTable.xml"), docx_fonts(&d), true};
    *vec_push(a, &parts) = (struct zip_part){S("word/footer1.xml"), docx_footer(&d, false), true};
    *vec_push(a, &parts) = (struct zip_part){S("word/footer2.xml"), docx_footer(&d, true), true};
    *vec_push(a, &parts) = (struct zip_part){S("word/footer3.xml"), docx_first_footer(&d), true};
    *vec_push(a, &parts) = (struct zip_part){S("docProps/core.xml"), docx_core(&d), true};
    for (size_t i = 0; i < d.media.n; i++) *vec_push(a, &parts) = d.media.items[i];
    return zip_pack(a, parts.items, parts.n, out);
}
