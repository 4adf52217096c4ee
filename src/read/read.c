#include "read/inside.h"

#include "read/charset.h"
#include "text/rich.h"

#include "base/utf8.h"

enum { LOOK_BYTES = 4096 };

const struct read_limits READ_LIMITS = {
    .input_bytes = (size_t)32 << 20,
    .unpacked_bytes = (size_t)192 << 20,
    .blocks = 20000,
    .cells = 200000,
    .text_bytes = (size_t)16 << 20,
    .seconds = 10,
};

/* ---- What it is ------------------------------------------------------------------------------ */

static bool name_ends(str name, str ending)
{
    return name.n >= ending.n && str_eq_nocase(str_from(name, name.n - ending.n), ending);
}

static bool is_page(str head)
{
    /* behind a '<' */
    static const str signs[] = {S_INIT("html"),  S_INIT("!doctype html"), S_INIT("body"),
                                S_INIT("table"), S_INIT("meta "),         S_INIT("head"),
                                S_INIT("title"), S_INIT("/p>"),           S_INIT("/div>")};

    /* A text may mention a tag (<title>); a page begins with one or closes one. */
    if (!str_starts(utf8_trim(head), S("<")) && str_find(head, S("</"), 0) == STR_NONE)
        return false;
    if (rich_looks_like_html(head)) return true;
    for (size_t i = 0; i + 1 < head.n; i++) {
        if (head.p[i] != '<') continue;
        for (size_t k = 0; k < COUNT_OF(signs); k++)
            if (str_eq_nocase(str_head(str_from(head, i + 1), signs[k].n), signs[k])) return true;
    }
    return false;
}

static bool is_json(str head, str name)
{
    head = utf8_trim(head);
    if (!head.n || (head.p[0] != '{' && head.p[0] != '[')) return false;
    if (name_ends(name, S(".json"))) return true;
    str next = utf8_trim(str_from(head, 1));

    return !name_ends(name, S(".txt")) && !name_ends(name, S(".md")) && next.n &&
           (next.p[0] == '"' || next.p[0] == '{' || next.p[0] == '}' || next.p[0] == ']');
}

/* Controls that no text has; NUL is judged after UTF-16 was tried. */
static bool is_binary(str head)
{
    size_t strange = 0;

    for (size_t i = 0; i < head.n; i++) {
        unsigned char c = (unsigned char)head.p[i];

        strange += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1a;
    }
    return strange > head.n / 100;
}

enum read_format read_sniff(str bytes, str name)
{
    struct arena a;
    str head = str_head(bytes, LOOK_BYTES);
    enum read_format format = READ_TEXT;

    /* Adobe's readers take a header that stands within the first kilobyte. */
    if (str_find(str_head(bytes, 1024), S("%PDF-"), 0) != STR_NONE) return READ_PDF;
    if (str_starts(bytes, S("PK\x03\x04"))) {
        if (str_find(bytes, S("xl/worksheets/"), 0) != STR_NONE) return READ_XLSX;
        if (str_find(bytes, S("word/"), 0) != STR_NONE) return READ_DOCX;
        return READ_UNKNOWN;
    }
    if (!head.n) return READ_UNKNOWN;
    arena_init(&a, (size_t)1024 * 1024);
    if (charset_decode(&a, head, charset_of_page(head), &head) || is_binary(head))
        format = READ_UNKNOWN;
    else if (is_json(head, name))
        format = READ_JSON;
    else if (is_page(head) || name_ends(name, S(".html")) || name_ends(name, S(".htm")))
        format = READ_HTML;
    arena_release(&a);
    return format;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static struct err *unknown(struct arena *a, str bytes)
{
    static const str compound = S_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");

    if (!bytes.n) return READ_REFUSE(a, EMPTY);
    /* Old Word and Excel files, and locked new ones, come in the same wrapping. */
    if (str_starts(bytes, compound)) return READ_REFUSE(a, OLD_OFFICE);
    return READ_REFUSE(a, FORMAT);
}

static struct err *read_json_file(struct build *b, str bytes)
{
    str text;

    TRY(charset_decode(b->a, bytes, S(""), &text));
    if (text.n > b->limits->text_bytes) return READ_REFUSE(b->a, LARGE);
    *vec_push(b->a, &b->blocks) = (struct read_block){.kind = READ_PARAGRAPH, .text = text};
    return NULL;
}

struct err *read_bytes(struct arena *a, str bytes, str name, const struct read_limits *limits,
                       struct read_doc *out)
{
    struct build *b = ARENA_NEW(a, struct build);

    *out = (struct read_doc){.format = read_sniff(bytes, name), .title = S("")};
    if (bytes.n > limits->input_bytes)
        return ERR(a, TOO_LARGE, "文件过大，最多 %zu MB", limits->input_bytes >> 20);
    build_init(b, a, limits);
    switch (out->format) {
    case READ_UNKNOWN:
        return unknown(a, bytes);
    case READ_HTML:
        TRY(read_html(b, bytes, &out->title));
        break;
    case READ_DOCX:
        TRY(read_docx(b, bytes, &out->title));
        break;
    case READ_XLSX:
        TRY(read_xlsx(b, bytes, &out->title));
        break;
    case READ_PDF:
        return READ_REFUSE(a, PDF_APART);
    case READ_TEXT:
        TRY(read_text(b, bytes));
        break;
    case READ_JSON:
        TRY(read_json_file(b, bytes));
        break;
    }
    build_done(b, out);
    return NULL;
}
