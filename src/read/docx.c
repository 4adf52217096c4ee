/*
 * Word's DOCX (ECMA-376 part 1, WordprocessingML): what a reader sees of the document when all
 * changes are accepted. Headers and footers of the pages are left out; foot- and endnotes follow at
 * the end. Numbers that Word writes by itself are made here (read/docx_styles.h).
 */
#include "read/docx_styles.h"
#include "read/inside.h"

#include "base/num.h"

enum { BOXES_DEEP = 4 };

enum element {
    OTHER,
    PARAGRAPH,
    RUN,
    TEXT,
    TAB,
    LINE,
    HYPHEN,
    PARAGRAPH_STYLE,
    STYLE,
    LIST,
    LIST_LEVEL,
    OUTLINE,
    RUN_STYLE,
    VANISH,
    TABLE,
    ROW,
    CELL,
    SPAN,
    MERGE,
    GRID_BEFORE,
    HEADER_ROW,
    BOX,
    REMOVED, /* not there once changes are accepted */
    UNSEEN,  /* instructions, alternatives, settings */
    NOTE,
};

static const struct {
    str name;
    enum element element;
} names[] = {
    {S_INIT("p"), PARAGRAPH},
    {S_INIT("r"), RUN},
    {S_INIT("t"), TEXT},
    {S_INIT("tab"), TAB},
    {S_INIT("ptab"), TAB},
    {S_INIT("br"), LINE},
    {S_INIT("cr"), LINE},
    {S_INIT("noBreakHyphen"), HYPHEN},
    {S_INIT("pPr"), PARAGRAPH_STYLE},
    {S_INIT("pStyle"), STYLE},
    {S_INIT("numId"), LIST},
    {S_INIT("ilvl"), LIST_LEVEL},
    {S_INIT("outlineLvl"), OUTLINE},
    {S_INIT("rPr"), RUN_STYLE},
    {S_INIT("vanish"), VANISH},
    {S_INIT("tbl"), TABLE},
    {S_INIT("tr"), ROW},
    {S_INIT("tc"), CELL},
    {S_INIT("gridSpan"), SPAN},
    {S_INIT("vMerge"), MERGE},
    {S_INIT("gridBefore"), GRID_BEFORE},
    {S_INIT("tblHeader"), HEADER_ROW},
    {S_INIT("txbxContent"), BOX},
    {S_INIT("del"), REMOVED},
    {S_INIT("moveFrom"), REMOVED},
    {S_INIT("delText"), UNSEEN},
    {S_INIT("instrText"), UNSEEN},
    {S_INIT("delInstrText"), UNSEEN},
    {S_INIT("Fallback"), UNSEEN}, /* the same once more, for older programs */
    {S_INIT("sdtPr"), UNSEEN},
    {S_INIT("tabs"), UNSEEN}, /* w:tab in it is a stop, not a character */
    {S_INIT("rt"), UNSEEN},
    {S_INIT("tblPrChange"), UNSEEN},
    {S_INIT("trPrChange"), UNSEEN},
    {S_INIT("tcPrChange"), UNSEEN},
    {S_INIT("pPrChange"), UNSEEN},
    {S_INIT("rPrChange"), UNSEEN},
    {S_INIT("sectPr"), UNSEEN},
    {S_INIT("footnote"), NOTE},
    {S_INIT("endnote"), NOTE},
};

/* A table that is open: what of its row and cell was said before there is one. */
struct open_table {
    size_t span, before;
    enum { APART, MERGE_BEGINS, MERGE_GOES_ON } merge;
    bool row_waits, cell_waits; /* begun in the file, not told to build yet */
    bool header, removed;       /* the row */
};

struct reader {
    struct arena *a;
    struct build *b;
    struct xml *x;
    struct docx_styles *styles;
    VEC(struct open_table) tables;
    struct build_aside boxes[BOXES_DEEP];
    size_t boxes_n;
    str style;               /* of the paragraph */
    struct docx_place place; /* of its number */
    bool in_run_style;
    bool hidden, text; /* of the run; within w:t */
    bool joined;       /* the end of this paragraph was deleted */
};

/* ---- Tables ---------------------------------------------------------------------------------- */

static struct open_table *table(struct reader *r)
{
    return r->tables.n ? &r->tables.items[r->tables.n - 1] : NULL;
}

/* The cell has content, or ends: now what its properties say is known. */
static void begin_cell(struct reader *r)
{
    struct open_table *t = table(r);

    if (!t || !t->cell_waits) return;
    if (t->row_waits) {
        build_row(r->b);
        if (t->before) build_skip(r->b, t->before);
    }
    t->row_waits = false;
    t->cell_waits = false;
    if (t->merge == MERGE_GOES_ON)
        build_cell_below(r->b, t->span);
    else
        build_cell(r->b, 1, t->span, t->header);
}

static size_t number(struct reader *r, size_t most, size_t absent)
{
    str value;
    int64_t n;

    if (!xml_attribute(r->x, S("val"), &value) || !num_parse(value, 0, (int64_t)most, &n))
        return absent;
    return (size_t)n;
}

/* Properties of rows and cells; what is said about a whole table changes nothing. */
static void table_property(struct reader *r, unsigned element)
{
    struct open_table *t = table(r);
    str value;

    if (!t) return;
    switch (element) {
    case SPAN:
        t->span = number(r, READ_COLUMNS_MOST, 1);
        break;
    case MERGE:
        (void)xml_attribute(r->x, S("val"), &value);
        t->merge = str_eq(value, S("restart")) ? MERGE_BEGINS : MERGE_GOES_ON;
        break;
    case GRID_BEFORE:
        t->before = number(r, READ_COLUMNS_MOST, 0);
        break;
    case HEADER_ROW:
        (void)xml_attribute(r->x, S("val"), &value);
        t->header = office_on(value);
        break;
    default:
        break;
    }
}

/* ---- The walk -------------------------------------------------------------------------------- */

static unsigned element_of(str name)
{
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(name, names[i].name)) return names[i].element;
    return OTHER;
}

static void heading(struct reader *r, int level)
{
    if (level) build_heading(r->b, level);
}

/* A deletion: of text, of a paragraph's end (in its run style), or of a row (in its style). */
static struct err *removed(struct reader *r)
{
    struct open_table *t = table(r);

    if (t && t->row_waits && !t->cell_waits)
        t->removed = true;
    else if (r->in_run_style)
        r->joined = true;
    return xml_skip(r->x);
}

static struct err *open_box(struct reader *r)
{
    if (r->boxes_n >= BOXES_DEEP) return xml_skip(r->x);
    begin_cell(r);
    build_aside_open(r->b, &r->boxes[r->boxes_n++]);
    return NULL;
}

static struct err *open_note(struct reader *r)
{
    str type;

    /* lines between text and notes are notes too */
    if (xml_attribute(r->x, S("type"), &type) && !str_eq(type, S("normal"))) return xml_skip(r->x);
    return NULL;
}

static struct err *open_element(struct reader *r, unsigned element)
{
    struct open_table *t = table(r);
    str value;

    switch (element) {
    case PARAGRAPH:
        begin_cell(r);
        if (!r->joined) build_paragraph(r->b);
        r->joined = false;
        r->style = S("");
        r->place = (struct docx_place){-1, -1};
        break;
    case RUN:
        r->hidden = false;
        break;
    case RUN_STYLE:
        r->in_run_style = true;
        break;
    case TEXT:
        r->text = true;
        break;
    case TAB:
        if (!r->hidden) build_add(r->b, S(" "));
        break;
    case LINE:
        if (!r->hidden) build_line(r->b);
        break;
    case HYPHEN:
        if (!r->hidden) build_add(r->b, S("-"));
        break;
    case LIST:
        r->place.list = (int64_t)number(r, INT32_MAX, 0);
        break;
    case LIST_LEVEL:
        r->place.level = (int64_t)number(r, DOCX_LEVELS - 1, 0);
        break;
    case STYLE:
        (void)xml_attribute(r->x, S("val"), &value);
        r->style = value;
        heading(r, docx_style_level(r->styles, value));
        break;
    case OUTLINE:
        (void)xml_attribute(r->x, S("val"), &value);
        heading(r, docx_outline_level(value));
        break;
    case VANISH:
        (void)xml_attribute(r->x, S("val"), &value);
        if (r->in_run_style) r->hidden = office_on(value);
        break;
    case TABLE:
        begin_cell(r);
        build_table_open(r->b);
        *vec_push(r->a, &r->tables) = (struct open_table){.span = 1};
        break;
    case ROW:
        if (t) *t = (struct open_table){.span = 1, .row_waits = true};
        break;
    case CELL:
        if (!t) break;
        if (t->removed) return xml_skip(r->x);
        t->cell_waits = true;
        t->span = 1;
        t->merge = APART;
        break;
    case BOX:
        return open_box(r);
    case REMOVED:
        return removed(r);
    case UNSEEN:
        return xml_skip(r->x);
    case NOTE:
        return open_note(r);
    case SPAN:
    case MERGE:
    case GRID_BEFORE:
    case HEADER_ROW:
        table_property(r, element);
        break;
    default:
        break;
    }
    return NULL;
}

static void close_element(struct reader *r, unsigned element)
{
    switch (element) {
    case PARAGRAPH:
        if (!r->joined) build_paragraph(r->b);
        break;
    case RUN:
        r->hidden = false;
        break;
    case PARAGRAPH_STYLE:
        build_add(r->b, docx_number(r->styles, r->a, r->style, r->place));
        break;
    case RUN_STYLE:
        r->in_run_style = false;
        break;
    case TEXT:
        r->text = false;
        break;
    case CELL:
        begin_cell(r);
        build_cell_close(r->b);
        break;
    case TABLE:
        if (!r->tables.n) break;
        r->tables.n--;
        build_table_close(r->b);
        break;
    case BOX:
        if (r->boxes_n) build_aside_close(r->b, &r->boxes[--r->boxes_n]);
        break;
    default:
        break;
    }
}

static struct err *read_part(struct reader *r, str bytes)
{
    enum xml_event event;

    TRY(xml_open(r->a, bytes, &r->x));
    for (;;) {
        TRY(xml_next(r->x, &event));
        switch (event) {
        case XML_DONE:
            return NULL;
        case XML_OPEN:
            TRY(open_element(r, element_of(xml_name(r->x))));
            break;
        case XML_CLOSE:
            close_element(r, element_of(xml_name(r->x)));
            break;
        case XML_TEXT:
            if (r->text && !r->hidden) build_add(r->b, xml_text(r->x));
            break;
        }
    }
}

struct err *read_docx(struct build *b, str bytes, str *title)
{
    static const str notes[] = {S_INIT("/footnotes"), S_INIT("/endnotes")};
    struct reader *r = ARENA_NEW(b->a, struct reader);
    struct archive *z;
    str main;
    str part;

    r->a = b->a;
    r->b = b;
    r->style = S("");
    TRY(archive_open(b->a, bytes, b->limits->unpacked_bytes, &z));
    TRY(office_related(b->a, z, S(""), S("/officeDocument"), S(""), &main));
    if (!main.n) main = S("word/document.xml");
    if (!archive_has(z, main)) return READ_REFUSE(b->a, DAMAGED);
    TRY(docx_styles_read(b->a, z, main, &r->styles));
    TRY(archive_read(z, main, &part));
    TRY(read_part(r, part));
    for (size_t i = 0; i < COUNT_OF(notes); i++) {
        TRY(office_related(b->a, z, main, notes[i], S(""), &part));
        if (!part.n || !archive_has(z, part)) continue;
        TRY(archive_read(z, part, &part));
        TRY(read_part(r, part));
    }
    *title = office_title(b->a, z);
    return NULL;
}
