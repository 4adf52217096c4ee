/*
 * Excel's XLSX (ECMA-376 part 1, SpreadsheetML): every sheet that is shown is a table with its
 * name. Values are the ones that the file holds, as their formats show them; no formula is
 * computed.
 */
#include "read/inside.h"
#include "read/number.h"
#include "read/office.h"

#include "base/num.h"

#include <stdlib.h>

enum { STYLES_MOST = 65536, SHEETS_MOST = 256, RANGES_MOST = 100000 };

struct code {
    int64_t id;
    struct number_format format;
};

struct range {
    size_t row, column, rows, columns;
};

struct book {
    struct arena *a;
    struct build *b;
    struct archive *z;
    str main;
    VEC(str) shared;
    VEC(struct code) codes;
    VEC(struct number_format) styles; /* of cells: what `s` counts */
    bool from_1904;
};

/* A sheet while it is read. */
struct sheet {
    VEC(struct read_cell) cells;
    VEC(struct range) merged;
    size_t row, column; /* where the next cell stands when it does not say */
    size_t bytes;       /* of texts */
    bool full;
};

/* ---- Texts and formats ----------------------------------------------------------------------- */

/* The text of <si> or <is>: its runs together, without the signs of how it is spoken. */
static struct err *rich_text(struct book *k, struct xml *x, str *out)
{
    enum xml_event event;
    struct buf b;
    size_t open = 1;
    bool text = false;

    buf_init(&b, k->a, k->b->limits->text_bytes);
    while (open) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE) break;
        if (event == XML_TEXT && text) buf_add(&b, xml_text(x));
        if (event == XML_OPEN && str_eq(xml_name(x), S("rPh"))) {
            TRY(xml_skip(x));
            continue;
        }
        if (event == XML_OPEN || event == XML_CLOSE)
            text = event == XML_OPEN && str_eq(xml_name(x), S("t"));
        open += event == XML_OPEN;
        open -= event == XML_CLOSE;
    }
    if (!buf_ok(&b)) return READ_REFUSE(k->a, LARGE);
    *out = build_fold(k->a, buf_str(&b), 2 * b.n + 1);
    return NULL;
}

static struct err *read_shared(struct book *k)
{
    enum xml_event event;
    struct xml *x;
    str part;

    TRY(office_related(k->a, k->z, k->main, S("/sharedStrings"), S(""), &part));
    if (!part.n || !archive_has(k->z, part)) return NULL;
    TRY(archive_read(k->z, part, &part));
    TRY(xml_open(k->a, part, &x));
    for (;;) {
        str text;

        TRY(xml_next(x, &event));
        if (event == XML_DONE) return NULL;
        if (event != XML_OPEN || !str_eq(xml_name(x), S("si"))) continue;
        TRY(rich_text(k, x, &text));
        *vec_push(k->a, &k->shared) = text;
    }
}

static int64_t integer(struct xml *x, str name, int64_t most, int64_t absent)
{
    str value;
    int64_t n;

    return xml_attribute(x, name, &value) && num_parse(value, 0, most, &n) ? n : absent;
}

static struct number_format format_of(const struct book *k, int64_t id)
{
    for (size_t i = k->codes.n; i--;)
        if (k->codes.items[i].id == id) return k->codes.items[i].format;
    return number_format_built_in((int)id);
}

static struct err *read_styles(struct book *k)
{
    enum xml_event event;
    struct xml *x;
    str part;
    str code;
    bool cells = false;

    TRY(office_related(k->a, k->z, k->main, S("/styles"), S(""), &part));
    if (!part.n || !archive_has(k->z, part)) return NULL;
    TRY(archive_read(k->z, part, &part));
    TRY(xml_open(k->a, part, &x));
    for (;;) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE || k->styles.n > STYLES_MOST || k->codes.n > STYLES_MOST) return NULL;
        if (event == XML_TEXT) continue;
        str name = xml_name(x);

        if (str_eq(name, S("cellXfs"))) cells = event == XML_OPEN;
        if (event != XML_OPEN) continue;
        if (str_eq(name, S("numFmt")) && xml_attribute(x, S("formatCode"), &code))
            *vec_push(k->a, &k->codes) =
                (struct code){integer(x, S("numFmtId"), INT32_MAX, 0), number_format_of(code)};
        if (cells && str_eq(name, S("xf")))
            *vec_push(k->a, &k->styles) = format_of(k, integer(x, S("numFmtId"), INT32_MAX, 0));
    }
}

/* ---- Cells ----------------------------------------------------------------------------------- */

/* "AB12": column 27, row 11; false when it is none. */
static bool place_of(str s, size_t *row, size_t *column)
{
    size_t c = 0;
    size_t i = 0;
    int64_t r;

    for (; i < s.n && i < 4 && s.p[i] >= 'A' && s.p[i] <= 'Z'; i++)
        c = c * 26 + (size_t)(s.p[i] - 'A') + 1;
    if (!c || !num_parse(str_from(s, i), 1, READ_ROWS_MOST, &r)) return false;
    *row = (size_t)r - 1;
    *column = c - 1;
    return true;
}

static str value_shown(struct book *k, str raw, str type, int64_t style)
{
    int64_t n;

    if (str_eq(type, S("s")))
        return num_parse(str_trim(raw), 0, (int64_t)k->shared.n - 1, &n) ? k->shared.items[n]
                                                                         : S("");
    if (str_eq(type, S("b"))) return str_eq(str_trim(raw), S("1")) ? S("TRUE") : S("FALSE");
    if (type.n && !str_eq(type, S("n"))) return build_fold(k->a, raw, 2 * raw.n + 1);
    struct number_format format = style >= 0 && (size_t)style < k->styles.n
                                      ? k->styles.items[style]
                                      : number_format_built_in(0);

    return number_shown(k->a, raw, format, k->from_1904);
}

/* <c>: its value or inline text; a cell without either is not there. */
static struct err *read_cell(struct book *k, struct xml *x, struct sheet *s)
{
    enum xml_event event;
    str place;
    str type;
    str text = S("");
    str raw = S("");
    size_t open = 1;
    bool value = false;
    int64_t style = integer(x, S("s"), STYLES_MOST, -1);

    (void)xml_attribute(x, S("t"), &type);
    if (xml_attribute(x, S("r"), &place) && !place_of(place, &s->row, &s->column))
        return READ_REFUSE(k->a, DAMAGED);
    while (open) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE) break;
        if (event == XML_TEXT && value) raw = str_cat(k->a, raw, xml_text(x));
        if (event == XML_OPEN && str_eq(xml_name(x), S("is"))) {
            TRY(rich_text(k, x, &text));
            continue;
        }
        if (event != XML_TEXT) value = event == XML_OPEN && str_eq(xml_name(x), S("v"));
        open += event == XML_OPEN;
        open -= event == XML_CLOSE;
    }
    if (raw.n) text = value_shown(k, raw, type, style);
    if (text.n)
        *vec_push(k->a, &s->cells) = (struct read_cell){
            .row = s->row, .column = s->column, .rows = 1, .columns = 1, .text = text};
    s->bytes += text.n;
    s->column++;
    s->full = s->cells.n >= k->b->limits->cells || s->bytes > k->b->limits->text_bytes;
    return NULL;
}

static void read_range(struct book *k, str ref, struct sheet *s)
{
    struct range r;
    size_t row;
    size_t column;
    size_t colon = str_find_byte(ref, ':', 0);

    if (colon == STR_NONE || s->merged.n >= RANGES_MOST ||
        !place_of(str_head(ref, colon), &r.row, &r.column) ||
        !place_of(str_from(ref, colon + 1), &row, &column) || row < r.row || column < r.column)
        return;
    r.rows = row - r.row + 1;
    r.columns = column - r.column + 1;
    *vec_push(k->a, &s->merged) = r;
}

static int by_place(const void *x, const void *y)
{
    const struct read_cell *p = x;
    const struct read_cell *q = y;

    if (p->row != q->row) return p->row < q->row ? -1 : 1;
    return p->column < q->column ? -1 : p->column > q->column;
}

/* Gives the cell at the corner of each merged range its span, within what the sheet uses. */
static void merge(struct book *k, struct sheet *s)
{
    size_t n = s->cells.n;
    size_t rows = 0;
    size_t columns = 0;

    qsort(s->cells.items, n, sizeof *s->cells.items, by_place);
    for (size_t i = 0; i < n; i++) {
        if (s->cells.items[i].row >= rows) rows = s->cells.items[i].row + 1;
        if (s->cells.items[i].column >= columns) columns = s->cells.items[i].column + 1;
    }
    for (size_t i = 0; i < s->merged.n; i++) {
        struct range r = s->merged.items[i];
        struct read_cell key = {.row = r.row, .column = r.column, .text = S("")};

        if (r.row >= rows) continue;
        if (r.rows > rows - r.row) r.rows = rows - r.row;
        if (r.column >= columns) continue;
        struct read_cell *found =
            bsearch(&key, s->cells.items, n, sizeof *s->cells.items, by_place);

        if (!found) {
            *vec_push(k->a, &s->cells) = key;
            found = &s->cells.items[s->cells.n - 1];
        }
        found->rows = r.rows;
        found->columns = r.columns;
    }
}

static struct err *read_sheet(struct book *k, str part, str name)
{
    struct sheet *s = ARENA_NEW(k->a, struct sheet);
    enum xml_event event;
    struct xml *x;
    str value;
    bool first = true;

    TRY(archive_read(k->z, part, &part));
    TRY(xml_open(k->a, part, &x));
    for (;;) {
        TRY(xml_next(x, &event));
        if (event == XML_DONE) break;
        if (event != XML_OPEN) continue;
        str element = xml_name(x);

        if (str_eq(element, S("row"))) {
            s->row = first ? 0 : s->row + 1;
            s->row = (size_t)integer(x, S("r"), READ_ROWS_MOST, (int64_t)s->row + 1) - 1;
            s->column = 0;
            first = false;
        } else if (str_eq(element, S("c"))) {
            if (s->full || s->row >= READ_ROWS_MOST) {
                k->b->truncated = true;
                break;
            }
            TRY(read_cell(k, x, s));
        } else if (str_eq(element, S("mergeCell")) && xml_attribute(x, S("ref"), &value)) {
            read_range(k, value, s);
        }
    }
    if (!s->cells.n) return NULL;
    merge(k, s);
    build_table_add(
        k->b, (struct read_table){.cells = s->cells.items, .n_cells = s->cells.n, .name = name});
    return NULL;
}

/* ---- The book -------------------------------------------------------------------------------- */

struct entry {
    str name, id;
};

static struct err *read_book(struct book *k)
{
    VEC(struct entry) sheets = {0};
    enum xml_event event;
    struct xml *x;
    str part;
    str value;

    TRY(archive_read(k->z, k->main, &part));
    TRY(xml_open(k->a, part, &x));
    for (;;) {
        struct entry e;

        TRY(xml_next(x, &event));
        if (event == XML_DONE) break;
        if (event != XML_OPEN) continue;
        if (str_eq(xml_name(x), S("workbookPr")) && xml_attribute(x, S("date1904"), &value))
            k->from_1904 = office_on(value);
        if (!str_eq(xml_name(x), S("sheet"))) continue;
        (void)xml_attribute(x, S("name"), &e.name);
        (void)xml_attribute(x, S("id"), &e.id);
        /* hidden and veryHidden sheets are not for the reader */
        if (xml_attribute(x, S("state"), &value) && !str_eq(value, S("visible"))) continue;
        if (sheets.n < SHEETS_MOST) *vec_push(k->a, &sheets) = e;
    }
    TRY(read_shared(k));
    TRY(read_styles(k));
    for (size_t i = 0; i < sheets.n; i++) {
        TRY(office_related(k->a, k->z, k->main, S(""), sheets.items[i].id, &part));
        /* sheets of charts have other parts, which say nothing in cells */
        if (!part.n || !archive_has(k->z, part)) continue;
        TRY(read_sheet(k, part, build_fold(k->a, sheets.items[i].name, 256)));
    }
    return NULL;
}

struct err *read_xlsx(struct build *b, str bytes, str *title)
{
    struct book *k = ARENA_NEW(b->a, struct book);

    k->a = b->a;
    k->b = b;
    TRY(archive_open(b->a, bytes, b->limits->unpacked_bytes, &k->z));
    TRY(office_related(b->a, k->z, S(""), S("/officeDocument"), S(""), &k->main));
    if (!k->main.n) k->main = S("xl/workbook.xml");
    if (!archive_has(k->z, k->main)) return READ_REFUSE(b->a, DAMAGED);
    TRY(read_book(k));
    *title = office_title(b->a, k->z);
    return NULL;
}
