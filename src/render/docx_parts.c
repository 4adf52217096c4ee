/* The other parts of the file: styles, settings, fonts, page numbers, what it says of itself. */
#include "render/docx_inside.h"

#include "base/utf8.h"
#include "text/html.h"

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define W_NS "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

enum { PART_BYTES_MOST = 4 * 1024 * 1024 };

/* ---- styles -------------------------------------------------------------------------------- */

/* A style of paragraphs. Sizes in half points, distances in twentieths of a point. */
struct style {
    const char *id, *name, *based;
    const char *face; /* NULL: as the one it is based on */
    int size;         /* 0: likewise */
    int pitch;        /* of lines, exact; 0: likewise; below 0: by the font */
    int first;        /* indent of the first line in hundredths of a character; below 0: likewise */
    const char *align;
    const char *paragraph; /* further properties, before spacing */
    const char *color;
    int outline; /* level of a heading from 1; 0: none */
    bool bold;
};

static const struct style official[] = {
    {"Flush", "无缩进", "Normal", NULL, 0, 0, 0, NULL, NULL, NULL, 0, false},
    {"Heading1", "heading 1", "Normal", "黑体", 0, 0, -1, NULL, "<w:keepNext/>", NULL, 1, false},
    {"Heading2", "heading 2", "Normal", "楷体", 0, 0, -1, NULL, "<w:keepNext/>", NULL, 2, false},
    {"Heading3", "heading 3", "Normal", "仿宋", 0, 0, -1, NULL, "<w:keepNext/>", NULL, 3, false},
    {"Heading4", "heading 4", "Normal", "仿宋", 0, 0, -1, NULL, "<w:keepNext/>", NULL, 4, false},
    {"Title", "Title", "Normal", "方正小标宋简体", 44, 660, 0, "center", "<w:keepNext/>", NULL, 0,
     false},
    {"Subtitle", "Subtitle", "Normal", "楷体", 28, 0, 0, "center", NULL, NULL, 0, false},
};

static const struct style report[] = {
    {"Flush", "无缩进", "Normal", NULL, 0, 0, 0, NULL, NULL, NULL, 0, false},
    {"Heading1", "heading 1", "Normal", "黑体", 30, 525, 0, "left", "<w:keepNext/>", NULL, 1,
     false},
    {"Heading2", "heading 2", "Normal", "黑体", 26, 455, 0, "left", "<w:keepNext/>", NULL, 2,
     false},
    {"Heading3", "heading 3", "Normal", "黑体", 24, 420, 0, "left", "<w:keepNext/>", NULL, 3,
     false},
    {"Heading4", "heading 4", "Normal", "黑体", 24, 420, 0, "left", "<w:keepNext/>", NULL, 4,
     false},
    {"Title", "Title", "Normal", "方正小标宋简体", 44, 660, 0, "center", "<w:keepNext/>", NULL, 0,
     false},
    {"Subtitle", "Subtitle", "Normal", "楷体", 28, 0, 0, "center", NULL, NULL, 0, false},
};

static const struct style common[] = {
    {"Class", "密级和附件", "Flush", "黑体", 0, 0, -1, NULL, NULL, NULL, 0, false},
    {"Mark", "发文机关标志", "Flush", "方正小标宋简体", 84, -1, -1, "center", NULL, "FF0000", 0,
     false},
    {"Number", "发文字号", "Flush", NULL, 0, 0, -1, "center",
     "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"8\" w:color=\"FF0000\"/></w:pBdr>",
     NULL, 0, false},
    {"Imprint", "版记", "Flush", NULL, 28, 480, -1, "left", NULL, NULL, 0, false},
    {"Code", "代码", "Flush", "宋体", 21, 320, -1, "left", NULL, NULL, 0, false},
    {"Picture", "图片", "Flush", NULL, 0, -1, -1, "center", NULL, NULL, 0, false},
    {"Caption", "caption", "Flush", "黑体", 0, 0, -1, "center", "<w:keepNext/>", NULL, 0, false},
    {"Contents", "目录", "Flush", "宋体", 24, 420, -1, "left", NULL, NULL, 0, false},
    {"Table24", "表格小四", "Flush", NULL, 24, -1, -1, "left", NULL, NULL, 0, false},
    {"Table21", "表格五号", "Flush", NULL, 21, -1, -1, "left", NULL, NULL, 0, false},
    {"Table18", "表格小五", "Flush", NULL, 18, -1, -1, "left", NULL, NULL, 0, false},
    {"Table15", "表格六号", "Flush", NULL, 15, -1, -1, "left", NULL, NULL, 0, false},
    {"TableHead24", "表头小四", "Table24", "黑体", 0, 0, -1, "center", NULL, NULL, 0, false},
    {"TableHead21", "表头五号", "Table21", "黑体", 0, 0, -1, "center", NULL, NULL, 0, false},
    {"TableHead18", "表头小五", "Table18", "黑体", 0, 0, -1, "center", NULL, NULL, 0, false},
    {"TableHead15", "表头六号", "Table15", "黑体", 0, 0, -1, "center", NULL, NULL, 0, false},
    {"AfterTable", "表后", "Flush", NULL, 12, 120, -1, NULL, NULL, NULL, 0, false},
    {"Footer", "footer", "Flush", "宋体", 28, -1, -1, NULL, NULL, NULL, 0, false},
};

static void fonts(struct buf *b, const char *face)
{
    buf_printf(b, "<w:rFonts w:ascii=\"%s\" w:hAnsi=\"%s\" w:eastAsia=\"%s\" w:cs=\"%s\"/>", face,
               face, face, face);
}

/* The mark fills a line, but is not larger than those of the State Council. In half points. */
static int mark_size(const struct docx *d)
{
    size_t n = utf8_count(d->paper->mark);
    int size = n ? d->width / 10 / (int)n : 92;

    return size > 92 ? 92 : size < 48 ? 64 : size;
}

static void style(struct docx *d, struct buf *b, const struct style *s)
{
    buf_printf(b,
               "<w:style w:type=\"paragraph\" w:customStyle=\"%d\" w:styleId=\"%s\"><w:name "
               "w:val=\"%s\"/><w:basedOn w:val=\"%s\"/>",
               (unsigned char)s->name[0] >= 0x80, s->id, s->name, s->based);
    if (s->outline || !str_eq(str_of(s->id), S("Title"))) buf_lit(b, "<w:next w:val=\"Normal\"/>");
    buf_lit(b, "<w:qFormat/><w:pPr>");
    if (s->paragraph) buf_add(b, str_of(s->paragraph));
    /* What has a pitch of its own does not wait for the next line of the grid. */
    if (s->pitch) buf_lit(b, "<w:snapToGrid w:val=\"0\"/>");
    if (s->pitch > 0) buf_printf(b, "<w:spacing w:line=\"%d\" w:lineRule=\"exact\"/>", s->pitch);
    if (s->pitch < 0) buf_lit(b, "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>");
    if (s->first >= 0)
        buf_printf(b, "<w:ind w:firstLineChars=\"%d\" w:firstLine=\"0\"/>", s->first);
    if (s->align) buf_printf(b, "<w:jc w:val=\"%s\"/>", s->align);
    if (s->outline) buf_printf(b, "<w:outlineLvl w:val=\"%d\"/>", s->outline - 1);
    buf_lit(b, "</w:pPr><w:rPr>");
    if (s->face) fonts(b, s->face);
    if (s->bold) buf_lit(b, "<w:b/>");
    if (s->color) buf_printf(b, "<w:color w:val=\"%s\"/>", s->color);
    int size = str_eq(str_of(s->id), S("Mark")) ? mark_size(d) : s->size;

    if (size) buf_printf(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", size, size);
    buf_lit(b, "</w:rPr></w:style>");
}

str docx_styles(struct docx *d)
{
    bool plain = d->paper->kind == PAPER_REPORT;
    const struct style *own = plain ? report : official;
    size_t n = plain ? COUNT_OF(report) : COUNT_OF(official);
    int size = plain ? 24 : 32;
    struct buf b;

    buf_init(&b, d->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD "<w:styles " W_NS "><w:docDefaults><w:rPrDefault><w:rPr>");
    fonts(&b, plain ? "宋体" : "仿宋");
    buf_printf(&b,
               "%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/><w:lang w:val=\"en-US\" "
               "w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/>"
               "</w:docDefaults>",
               /* 0.2 points less for each character: 28 of them fill a line (5.2.3). */
               plain ? "" : "<w:spacing w:val=\"-4\"/>", size, size);
    buf_printf(&b,
               "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name "
               "w:val=\"Normal\"/><w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/><w:spacing "
               "w:line=\"%d\" w:lineRule=\"exact\"/><w:ind w:firstLineChars=\"200\" "
               "w:firstLine=\"%d\"/><w:jc w:val=\"both\"/></w:pPr></w:style>",
               d->pitch, size * 20);
    for (size_t i = 0; i < n; i++) style(d, &b, &own[i]);
    for (size_t i = 0; i < COUNT_OF(common); i++) style(d, &b, &common[i]);
    buf_lit(&b, "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name "
                "w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>"
                "<w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"80\" "
                "w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"80\" "
                "w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>"
                "<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/>"
                "<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>");
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};

    for (size_t i = 0; i < COUNT_OF(sides); i++)
        buf_printf(&b, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>",
                   sides[i]);
    buf_lit(&b, "</w:tblBorders></w:tblPr></w:style></w:styles>");
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

/* ---- page numbers -------------------------------------------------------------------------- */

static void field(struct buf *b, const char *name)
{
    buf_printf(b,
               "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText "
               "xml:space=\"preserve\"> %s </w:instrText></w:r><w:r><w:fldChar "
               "w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar "
               "w:fldCharType=\"end\"/></w:r>",
               name);
}

static void words(struct buf *b, const char *text)
{
    buf_printf(b, "<w:r><w:t xml:space=\"preserve\">%s</w:t></w:r>", text);
}

str docx_footer(struct docx *d, bool even)
{
    struct buf b;

    buf_init(&b, d->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD "<w:ftr " W_NS "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>");
    if (d->paper->kind == PAPER_REPORT) {
        buf_lit(&b, "<w:jc w:val=\"center\"/></w:pPr>");
        words(&b, "第 ");
        field(&b, "PAGE");
        words(&b, " 页　共 ");
        field(&b, "NUMPAGES");
        words(&b, " 页");
    } else {
        /* Odd pages at the right, even ones at the left, one character in (7.5). */
        buf_printf(&b, "<w:ind w:%sChars=\"100\" w:%s=\"280\"/><w:jc w:val=\"%s\"/></w:pPr>",
                   even ? "left" : "right", even ? "left" : "right", even ? "left" : "right");
        words(&b, "— ");
        field(&b, "PAGE");
        words(&b, " —");
    }
    buf_lit(&b, "</w:p>");
    if (d->paper->foot.n) {
        buf_lit(&b, "<w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:jc w:val=\"center\"/></w:pPr><w:r>"
                    "<w:rPr><w:sz w:val=\"18\"/></w:rPr><w:t>");
        html_escape(&b, paper_clean(d->a, d->paper->foot));
        buf_lit(&b, "</w:t></w:r></w:p>");
    }
    buf_lit(&b, "</w:ftr>");
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

/* The second line of a letter (10.1), 170 mm wide, on its first page, which has no number. */
str docx_first_footer(struct docx *d)
{
    (void)d;
    return S(XML_HEAD
             "<w:ftr " W_NS "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/><w:pBdr><w:bottom "
             "w:val=\"thinThickSmallGap\" w:sz=\"24\" w:space=\"1\" w:color=\"FF0000\"/></w:pBdr>"
             "<w:ind w:left=\"-397\" w:right=\"-397\"/></w:pPr></w:p></w:ftr>");
}

/* ---- what the file says of itself ---------------------------------------------------------- */

str docx_settings(struct docx *d)
{
    (void)d;
    return S(XML_HEAD "<w:settings " W_NS "><w:zoom w:percent=\"100\"/><w:evenAndOddHeaders/>"
                      "<w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat>"
                      "<w:compatSetting w:name=\"compatibilityMode\" "
                      "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
                      "<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>");
}

/* What stands in where a face is missing. */
str docx_fonts(struct docx *d)
{
    static const struct {
        const char *name, *other;
    } faces[] = {
        {"仿宋", "FangSong"}, {"楷体", "KaiTi"},          {"黑体", "SimHei"},
        {"宋体", "SimSun"},   {"方正小标宋简体", "宋体"},
    };
    struct buf b;

    buf_init(&b, d->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD "<w:fonts " W_NS ">");
    for (size_t i = 0; i < COUNT_OF(faces); i++)
        buf_printf(&b,
                   "<w:font w:name=\"%s\"><w:altName w:val=\"%s\"/><w:charset w:val=\"86\"/>"
                   "<w:pitch w:val=\"variable\"/></w:font>",
                   faces[i].name, faces[i].other);
    buf_lit(&b, "</w:fonts>");
    return buf_str(&b);
}

static void word_of(struct docx *d, struct buf *b, const char *tag, str value)
{
    if (!value.n) return;
    buf_printf(b, "<%s>", tag);
    html_escape(b, paper_clean(d->a, value));
    buf_printf(b, "</%s>", tag);
}

str docx_core(struct docx *d)
{
    const struct paper *p = d->paper;
    struct buf b;

    buf_init(&b, d->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD
            "<cp:coreProperties "
            "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
            "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
            "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    word_of(d, &b, "dc:title", p->title);
    word_of(d, &b, "dc:subject", p->subject);
    word_of(d, &b, "dc:creator", p->author);
    word_of(d, &b, "cp:keywords", p->keywords);
    word_of(d, &b, "dc:language", S("zh-CN"));
    if (p->created_ms) {
        str at = date_time_iso(d->a, p->created_ms);

        buf_printf(&b,
                   "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%.*s</dcterms:created>"
                   "<dcterms:modified xsi:type=\"dcterms:W3CDTF\">%.*s</dcterms:modified>",
                   STR_ARG(at), STR_ARG(at));
    }
    buf_lit(&b, "</cp:coreProperties>");
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

str docx_types(struct docx *d)
{
    static const char *const parts[][2] = {
        {"/word/document.xml", "wordprocessingml.document.main"},
        {"/word/styles.xml", "wordprocessingml.styles"},
        {"/word/settings.xml", "wordprocessingml.settings"},
        {"/word/fontTable.xml", "wordprocessingml.fontTable"},
        {"/word/footer1.xml", "wordprocessingml.footer"},
        {"/word/footer2.xml", "wordprocessingml.footer"},
        {"/word/footer3.xml", "wordprocessingml.footer"},
    };
    struct buf b;

    buf_init(&b, d->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            "<Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            "<Default Extension=\"png\" ContentType=\"image/png\"/>"
            "<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"
            "<Override PartName=\"/docProps/core.xml\" "
            "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        buf_printf(&b,
                   "<Override PartName=\"%s\" "
                   "ContentType=\"application/vnd.openxmlformats-officedocument.%s+xml\"/>",
                   parts[i][0], parts[i][1]);
    buf_lit(&b, "</Types>");
    return buf_str(&b);
}

str docx_relations(struct docx *d)
{
    static const char *const parts[][2] = {
        {"styles", "styles.xml"},  {"settings", "settings.xml"}, {"fontTable", "fontTable.xml"},
        {"footer", "footer1.xml"}, {"footer", "footer2.xml"},    {"footer", "footer3.xml"},
    };
    struct buf b;

    buf_init(&b, d->a, DOCX_XML_BYTES_MOST);
    buf_lit(&b, XML_HEAD "<Relationships "
                         "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        buf_printf(&b, "<Relationship Id=\"rId%zu\" Type=\"" RELATIONS "%s\" Target=\"%s\"/>",
                   i + 1, parts[i][0], parts[i][1]);
    for (size_t i = 0; i < d->links.n; i++) {
        const struct docx_link *l = &d->links.items[i];

        buf_printf(&b, "<Relationship Id=\"rId%zu\" Type=\"" RELATIONS "%s\" Target=\"",
                   DOCX_FIRST_LINK + i, l->image ? "image" : "hyperlink");
        html_escape(&b, l->target);
        buf_add(&b, l->image ? S("\"/>") : S("\" TargetMode=\"External\"/>"));
    }
    buf_lit(&b, "</Relationships>");
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}
