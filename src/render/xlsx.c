#include "render/xlsx.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "render/paper.h"
#include "render/zip.h"
#include "text/html.h"

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define S_NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define TYPES "application/vnd.openxmlformats-officedocument.spreadsheetml."

enum {
    PART_BYTES_MOST = 1024 * 1024,
    NAME_CHARS_MOST = 31,
    WIDTH_LEAST = 6,
    WIDTH_MOST = 60,
    /* Excel's day 0 is 1899-12-30. */
    DAYS_BEFORE_1970 = 25569,
    MS_A_DAY = 86400 * 1000,
    CHINA_MS = 8 * 3600 * 1000,
};

/* Styles of cells, in the order of cellXfs below. */
enum look {
    LOOK_PLAIN,
    LOOK_TEXT,
    LOOK_FORMULA_LIKE,
    LOOK_NUMBER,
    LOOK_DECIMAL,
    LOOK_PERCENT,
    LOOK_DATE,
    LOOK_MOMENT,
    LOOK_HEADER
};

struct writer {
    struct arena *a;
    struct buf xml;
    struct err *err;
};

/* ---- cells --------------------------------------------------------------------------------- */

static void reference(struct buf *b, size_t row, size_t column)
{
    char name[4];
    size_t n = 0;

    for (size_t c = column + 1; c; c = (c - 1) / 26) name[n++] = (char)('A' + (c - 1) % 26);
    while (n) buf_byte(b, name[--n]);
    buf_int(b, (int64_t)row + 1);
}

static enum look look_of(const struct xlsx_cell *c, str text)
{
    if (c->header) return LOOK_HEADER;
    switch (c->kind) {
    case XLSX_TEXT:
        return text.n && str_find_byte(S("=+-@"), text.p[0], 0) != STR_NONE ? LOOK_FORMULA_LIKE
                                                                            : LOOK_TEXT;
    case XLSX_NUMBER:
        return LOOK_NUMBER;
    case XLSX_DECIMAL:
        return LOOK_DECIMAL;
    case XLSX_PERCENT:
        return LOOK_PERCENT;
    case XLSX_DATE:
        return date_is_none(c->date) ? LOOK_TEXT : LOOK_DATE;
    case XLSX_MOMENT:
        return LOOK_MOMENT;
    case XLSX_EMPTY:
        break;
    }
    return LOOK_TEXT;
}

/* Lines stay: Excel shows them with wrapping. */
static str clean_lines(struct arena *a, str text)
{
    struct buf b;
    bool first = true;

    if (str_find_byte(text, '\n', 0) == STR_NONE) return paper_clean(a, text);
    buf_init(&b, a, text.n + 1);
    for (str line; str_split(&text, '\n', &line); first = false) {
        if (!first) buf_byte(&b, '\n');
        buf_add(&b, paper_clean(a, line));
    }
    return buf_str(&b);
}

static void write_text(struct writer *w, str text)
{
    if (utf8_count(text) > XLSX_TEXT_CHARS_MOST) {
        w->err = ERR(w->a, TOO_LARGE, "有一个单元格超过 %d 字，Excel 放不下", XLSX_TEXT_CHARS_MOST);
        return;
    }
    buf_lit(&w->xml, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    html_escape(&w->xml, text);
    buf_lit(&w->xml, "</t></is></c>");
}

/* 12.34 of 1234: digits are written, nothing goes through a float. */
static void write_scaled(struct writer *w, int64_t number, int digits)
{
    uint64_t scale = 1;
    uint64_t n = number < 0 ? -(uint64_t)number : (uint64_t)number;

    for (int i = 0; i < digits; i++) scale *= 10;
    buf_printf(&w->xml, "><v>%s%llu.%0*llu</v></c>", number < 0 ? "-" : "",
               (unsigned long long)(n / scale), digits, (unsigned long long)(n % scale));
}

static void write_cell(struct writer *w, const struct xlsx_cell *c, size_t row, size_t column)
{
    static const int64_t EXACT = 999999999999999; /* a float has no more digits: the rest is text */
    str text = c->kind == XLSX_TEXT ? clean_lines(w->a, c->text) : S("");

    buf_lit(&w->xml, "<c r=\"");
    reference(&w->xml, row, column);
    buf_printf(&w->xml, "\" s=\"%d\"", (int)look_of(c, text));
    if (c->kind == XLSX_TEXT && text.n) {
        write_text(w, text);
    } else if (c->kind == XLSX_NUMBER && c->number <= EXACT && c->number >= -EXACT) {
        buf_printf(&w->xml, "><v>%lld</v></c>", (long long)c->number);
    } else if (c->kind == XLSX_NUMBER) {
        write_text(w, str_printf(w->a, "%lld", (long long)c->number));
    } else if (c->kind == XLSX_DECIMAL) {
        write_scaled(w, c->number, 2);
    } else if (c->kind == XLSX_PERCENT) {
        write_scaled(w, c->number, 4);
    } else if (c->kind == XLSX_DATE && !date_is_none(c->date)) {
        /* waiver: not another day, but the same one counted from Excel's day 0 */
        buf_printf(&w->xml, "><v>%d</v></c>", c->date.day + DAYS_BEFORE_1970);
    } else if (c->kind == XLSX_MOMENT) {
        double day = (double)(c->number + CHINA_MS) / MS_A_DAY + DAYS_BEFORE_1970;

        buf_printf(&w->xml, "><v>%.8f</v></c>", day);
    } else {
        buf_lit(&w->xml, "/>");
    }
}

/* ---- a sheet ------------------------------------------------------------------------------- */

struct sheet {
    struct writer *w;
    const struct xlsx_sheet *source;
    size_t columns;
    size_t *taken; /* by column: rows to come that a cell above covers */
    bool *framed;  /* of those: header */
    int *width;    /* in half characters */
    struct buf merges;
    size_t n_merges;
};

/* The columns that the rows take; more than the most, where they take more. */
static size_t columns_of(const struct xlsx_sheet *s)
{
    size_t most = s->n_widths;
    size_t reach[XLSX_COLUMNS_MOST] = {0}; /* cells that begin here reach over so many more rows */

    for (size_t r = 0; r < s->n_rows; r++) {
        size_t c = 0;

        for (size_t i = 0; i < s->rows[r].n_cells; i++) {
            const struct xlsx_cell *x = &s->rows[r].cells[i];
            size_t columns = x->columns > 1 ? (size_t)x->columns : 1;

            while (c < XLSX_COLUMNS_MOST && reach[c]) c++;
            if (columns > XLSX_COLUMNS_MOST - c) return XLSX_COLUMNS_MOST + 1;
            for (; columns; columns--) reach[c++] = x->rows > 1 ? (size_t)x->rows : 1;
        }
        if (c > most) most = c;
        for (size_t k = 0; k < XLSX_COLUMNS_MOST; k++)
            if (reach[k]) reach[k]--;
    }
    return most;
}

static int text_width(const struct xlsx_cell *c)
{
    int w = 0;
    int line = 0;
    str rest = c->text;

    if (c->kind == XLSX_DATE) return 11;
    if (c->kind == XLSX_MOMENT) return 17;
    if (c->kind != XLSX_TEXT) return 10;
    for (uint32_t rune; line < 2 * WIDTH_MOST && utf8_next(&rest, &rune);) {
        line = rune == '\n' ? 0 : line + (rune < 0x2e80 ? 1 : 2);
        if (line > w) w = line;
    }
    return w;
}

static void merge(struct sheet *s, size_t row, size_t column, size_t rows, size_t columns)
{
    if (rows * columns < 2) return;
    buf_lit(&s->merges, "<mergeCell ref=\"");
    reference(&s->merges, row, column);
    buf_byte(&s->merges, ':');
    reference(&s->merges, row + rows - 1, column + columns - 1);
    buf_lit(&s->merges, "\"/>");
    s->n_merges++;
}

/* Places that another cell covers have its frame, or merged cells would have gaps in theirs. */
static void frame(struct sheet *s, size_t row, size_t column, bool header)
{
    const struct xlsx_cell empty = {.kind = XLSX_EMPTY, .text = S(""), .header = header};

    write_cell(s->w, &empty, row, column);
}

static size_t pass_taken(struct sheet *s, size_t row, size_t c)
{
    for (; c < s->columns && s->taken[c]; c++) {
        s->taken[c]--;
        frame(s, row, c, s->framed[c]);
    }
    return c;
}

static void write_row(struct sheet *s, size_t row)
{
    const struct xlsx_row *r = &s->source->rows[row];
    size_t c = 0;

    buf_printf(&s->w->xml, "<row r=\"%zu\">", row + 1);
    for (size_t i = 0; i < r->n_cells && !s->w->err; i++) {
        const struct xlsx_cell *cell = &r->cells[i];
        size_t rows = cell->rows > 1 ? (size_t)cell->rows : 1;
        size_t columns = 0;

        c = pass_taken(s, row, c);
        if (c >= s->columns) break;
        if (rows > s->source->n_rows - row) rows = s->source->n_rows - row;
        while (columns < (cell->columns > 1 ? (size_t)cell->columns : 1) &&
               c + columns < s->columns && !s->taken[c + columns])
            columns++;
        write_cell(s->w, cell, row, c);
        for (size_t k = 1; k < columns; k++) frame(s, row, c + k, cell->header);
        for (size_t k = 0; k < columns; k++) {
            s->taken[c + k] = rows - 1;
            s->framed[c + k] = cell->header;
        }
        merge(s, row, c, rows, columns);
        if (columns == 1 && text_width(cell) > s->width[c]) s->width[c] = text_width(cell);
        c += columns;
    }
    for (; c < s->columns; c++) c = pass_taken(s, row, c);
    buf_lit(&s->w->xml, "</row>");
}

static void write_columns(const struct sheet *s, struct buf *b)
{
    buf_lit(b, "<cols>");
    for (size_t c = 0; c < s->columns; c++) {
        int width = s->width[c] + 2;

        if (width < WIDTH_LEAST) width = WIDTH_LEAST;
        if (width > WIDTH_MOST) width = WIDTH_MOST;
        if (s->source->widths && c < s->source->n_widths) width = s->source->widths[c];
        buf_printf(b, "<col min=\"%zu\" max=\"%zu\" width=\"%d\" customWidth=\"1\"/>", c + 1, c + 1,
                   width);
    }
    buf_lit(b, "</cols>");
}

static void write_head(const struct sheet *s, struct buf *b, bool first)
{
    const struct xlsx_sheet *x = s->source;

    buf_lit(b, XML_HEAD "<worksheet " S_NS "><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
                        "<sheetViews><sheetView ");
    if (first) buf_lit(b, "tabSelected=\"1\" ");
    buf_lit(b, "workbookViewId=\"0\">");
    if (x->header_rows && x->header_rows < x->n_rows)
        buf_printf(b,
                   "<pane ySplit=\"%zu\" topLeftCell=\"A%zu\" activePane=\"bottomLeft\" "
                   "state=\"frozen\"/><selection pane=\"bottomLeft\"/>",
                   x->header_rows, x->header_rows + 1);
    buf_lit(b, "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"18\"/>");
    if (s->columns) write_columns(s, b);
}

/* The sheet's XML. Widths come first in the file and are known last: rows are written before. */
static struct err *write_sheet(struct arena *a, const struct xlsx_sheet *x, bool first, str *out)
{
    struct writer w = {.a = a};
    struct sheet s = {.w = &w, .source = x, .columns = columns_of(x)};
    struct buf b;

    if (s.columns > XLSX_COLUMNS_MOST || x->n_rows > XLSX_ROWS_MOST)
        return ERR(a, TOO_LARGE, "表格的行数或列数超过了 Excel 能放下的");
    s.taken = ARENA_ARRAY(a, size_t, s.columns);
    s.framed = ARENA_ARRAY(a, bool, s.columns);
    s.width = ARENA_ARRAY(a, int, s.columns);
    buf_init(&w.xml, a, XLSX_XML_BYTES_MOST);
    buf_init(&s.merges, a, XLSX_XML_BYTES_MOST);
    for (size_t r = 0; r < x->n_rows && !w.err && buf_ok(&w.xml); r++) write_row(&s, r);
    if (w.err) return w.err;
    buf_init(&b, a, XLSX_XML_BYTES_MOST);
    write_head(&s, &b, first);
    buf_lit(&b, "<sheetData>");
    buf_add(&b, buf_str(&w.xml));
    buf_lit(&b, "</sheetData>");
    if (s.n_merges) {
        buf_printf(&b, "<mergeCells count=\"%zu\">", s.n_merges);
        buf_add(&b, buf_str(&s.merges));
        buf_lit(&b, "</mergeCells>");
    }
    buf_printf(&b,
               "<printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.6\" right=\"0.6\" "
               "top=\"0.8\" bottom=\"0.8\" header=\"0.3\" footer=\"0.4\"/><pageSetup "
               "paperSize=\"9\" orientation=\"%s\" fitToWidth=\"1\" fitToHeight=\"0\"/>"
               "<headerFooter><oddFooter>第 &amp;P 页　共 &amp;N 页</oddFooter></headerFooter>"
               "</worksheet>",
               x->landscape ? "landscape" : "portrait");
    if (!buf_ok(&b) || !buf_ok(&w.xml) || !buf_ok(&s.merges))
        return ERR(a, TOO_LARGE, "表格太大，不能生成一个 Excel 文件");
    *out = buf_str(&b);
    return NULL;
}

/* ---- the book ------------------------------------------------------------------------------ */

/* A name that Excel takes: see struct xlsx_sheet. */
static str fit_name(struct arena *a, str name, size_t number, const str *before)
{
    struct buf b;
    str clean = utf8_trim(paper_clean(a, name));

    buf_init(&b, a, clean.n + 1);
    for (uint32_t rune; utf8_next(&clean, &rune);)
        buf_rune(&b, rune < 0x80 && str_find_byte(S("[]:*?/\\'"), (char)rune, 0) != STR_NONE
                         ? (uint32_t)' '
                         : rune);
    str out = utf8_trim(utf8_head(utf8_trim(buf_str(&b)), NAME_CHARS_MOST));

    if (!out.n) out = str_printf(a, "表%zu", number + 1);
    for (size_t i = 0; i < number; i++)
        if (str_eq_nocase(out, before[i]))
            return str_cat(a, utf8_head(out, NAME_CHARS_MOST - 6),
                           str_printf(a, " (%zu)", number + 1));
    return out;
}

static str styles(struct arena *a)
{
    /* Formats beyond Excel's own begin at 164. In the order of enum look. */
    static const struct {
        int format;
        const char *align;
        bool bold, quoted;
    } looks[] = {
        [LOOK_PLAIN] = {0, NULL, false, false},
        [LOOK_TEXT] = {49, "left", false, false},
        [LOOK_FORMULA_LIKE] = {49, "left", false, true},
        [LOOK_NUMBER] = {1, "right", false, false},
        [LOOK_DECIMAL] = {4, "right", false, false},
        [LOOK_PERCENT] = {10, "right", false, false},
        [LOOK_DATE] = {164, "center", false, false},
        [LOOK_MOMENT] = {165, "center", false, false},
        [LOOK_HEADER] = {49, "center", true, false},
    };
    struct buf b;

    buf_init(&b, a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD
            "<styleSheet " S_NS "><numFmts count=\"2\"><numFmt numFmtId=\"164\" "
            "formatCode=\"yyyy\\-mm\\-dd\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ "
            "hh:mm\"/></numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"宋体\"/>"
            "<charset val=\"134\"/></font><font><b/><sz val=\"11\"/><name val=\"宋体\"/>"
            "<charset val=\"134\"/></font></fonts><fills count=\"2\"><fill><patternFill "
            "patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
            "</fills><borders count=\"2\"><border/><border><left style=\"thin\"/><right "
            "style=\"thin\"/><top style=\"thin\"/><bottom style=\"thin\"/></border></borders>"
            "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>");
    buf_printf(&b, "<cellXfs count=\"%zu\">", COUNT_OF(looks));
    for (size_t i = 0; i < COUNT_OF(looks); i++) {
        buf_printf(&b,
                   "<xf numFmtId=\"%d\" fontId=\"%d\" fillId=\"0\" borderId=\"%d\" xfId=\"0\" "
                   "applyNumberFormat=\"1\" applyFont=\"1\" applyBorder=\"1\" "
                   "applyAlignment=\"1\"%s>",
                   looks[i].format, looks[i].bold, i != LOOK_PLAIN,
                   looks[i].quoted ? " quotePrefix=\"1\"" : "");
        if (looks[i].align)
            buf_printf(&b, "<alignment horizontal=\"%s\" vertical=\"center\" wrapText=\"1\"/>",
                       looks[i].align);
        buf_lit(&b, "</xf>");
    }
    buf_lit(&b, "</cellXfs></styleSheet>");
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

struct book {
    struct arena *a;
    const struct xlsx_book *source;
    str *names;
    VEC(struct zip_part) parts;
};

static void add_part(struct book *k, str name, str bytes)
{
    *vec_push(k->a, &k->parts) = (struct zip_part){name, bytes, true};
}

static void add_workbook(struct book *k)
{
    struct buf b;
    struct buf titles;

    buf_init(&b, k->a, PART_BYTES_MOST);
    buf_init(&titles, k->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD "<workbook " S_NS " xmlns:r=\"" RELATIONS "\"><sheets>");
    for (size_t i = 0; i < k->source->n_sheets; i++) {
        const struct xlsx_sheet *s = &k->source->sheets[i];

        buf_lit(&b, "<sheet name=\"");
        html_escape(&b, k->names[i]);
        buf_printf(&b, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
        if (!s->header_rows || s->header_rows >= s->n_rows) continue;
        buf_printf(&titles, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"%zu\">'", i);
        html_escape(&titles, k->names[i]);
        buf_printf(&titles, "'!$1:$%zu</definedName>", s->header_rows);
    }
    buf_lit(&b, "</sheets>");
    if (titles.n) {
        buf_lit(&b, "<definedNames>");
        buf_add(&b, buf_str(&titles));
        buf_lit(&b, "</definedNames>");
    }
    buf_lit(&b, "</workbook>");
    BUG_IF(!buf_ok(&b));
    add_part(k, S("xl/workbook.xml"), buf_str(&b));
    buf_init(&b, k->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD "<Relationships "
                         "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (size_t i = 1; i <= k->source->n_sheets; i++)
        buf_printf(&b,
                   "<Relationship Id=\"rId%zu\" Type=\"" RELATIONS
                   "/worksheet\" Target=\"worksheets/sheet%zu.xml\"/>",
                   i, i);
    buf_lit(&b, "<Relationship Id=\"rId1000\" Type=\"" RELATIONS
                "/styles\" Target=\"styles.xml\"/></Relationships>");
    BUG_IF(!buf_ok(&b));
    add_part(k, S("xl/_rels/workbook.xml.rels"), buf_str(&b));
    add_part(k, S("xl/styles.xml"), styles(k->a));
}

static void add_types(struct book *k)
{
    struct buf b;

    buf_init(&b, k->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
            "<Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            "<Override PartName=\"/docProps/core.xml\" "
            "ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
            "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPES "sheet.main+xml\"/>"
            "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPES "styles+xml\"/>");
    for (size_t i = 1; i <= k->source->n_sheets; i++)
        buf_printf(&b,
                   "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" TYPES
                   "worksheet+xml\"/>",
                   i);
    buf_lit(&b, "</Types>");
    BUG_IF(!buf_ok(&b));
    add_part(k, S("[Content_Types].xml"), buf_str(&b));
    add_part(k, S("_rels/.rels"),
             S(XML_HEAD
               "<Relationships "
               "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
               "<Relationship Id=\"rId1\" Type=\"" RELATIONS
               "/officeDocument\" Target=\"xl/workbook.xml\"/><Relationship Id=\"rId2\" "
               "Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/"
               "core-properties\" Target=\"docProps/core.xml\"/></Relationships>"));
}

static void add_core(struct book *k)
{
    const struct xlsx_book *x = k->source;
    struct buf b;

    buf_init(&b, k->a, PART_BYTES_MOST);
    buf_lit(&b, XML_HEAD
            "<cp:coreProperties "
            "xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
            "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
            "xmlns:dcterms=\"http://purl.org/dc/terms/\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>");
    html_escape(&b, paper_clean(k->a, utf8_head(x->title, 500)));
    buf_lit(&b, "</dc:title><dc:creator>");
    html_escape(&b, paper_clean(k->a, utf8_head(x->author, 500)));
    buf_lit(&b, "</dc:creator>");
    if (x->created_ms)
        buf_printf(&b, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">%.*s</dcterms:created>",
                   STR_ARG(date_time_iso(k->a, x->created_ms)));
    buf_lit(&b, "</cp:coreProperties>");
    BUG_IF(!buf_ok(&b));
    add_part(k, S("docProps/core.xml"), buf_str(&b));
}

struct err *xlsx_write(struct arena *a, const struct xlsx_book *book, str *out)
{
    struct book k = {.a = a, .source = book};

    BUG_IF(!book->n_sheets);
    if (book->n_sheets > XLSX_SHEETS_MOST)
        return ERR(a, TOO_LARGE, "工作表超过 %d 张", XLSX_SHEETS_MOST);
    k.names = ARENA_ARRAY(a, str, book->n_sheets);
    for (size_t i = 0; i < book->n_sheets; i++)
        k.names[i] = fit_name(a, book->sheets[i].name, i, k.names);
    add_types(&k);
    add_workbook(&k);
    add_core(&k);
    for (size_t i = 0; i < book->n_sheets; i++) {
        str xml;

        TRY(write_sheet(a, &book->sheets[i], i == 0, &xml));
        add_part(&k, str_printf(a, "xl/worksheets/sheet%zu.xml", i + 1), xml);
    }
    return zip_pack(a, k.parts.items, k.parts.n, out);
}
