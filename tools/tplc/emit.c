#include "emit.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    FILE_MAX = 64 * 1024 * 1024,
    LITERAL_MAX = 4000, /* C17 promises string literals of 4095 bytes, and -Wpedantic counts */
    STATEMENT_MAX = 64 * 1024,
};

/* The bytes of `s` between double quotes in C. */
static void c_escape(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '\n')
            buf_lit(b, "\\n");
        else if (c == '\t')
            buf_lit(b, "\\t");
        else if (c == '?' && i && s.p[i - 1] == '?')
            buf_lit(b, "\\?"); /* no trigraphs */
        else {
            if (c == '"' || c == '\\') buf_byte(b, '\\');
            buf_byte(b, c);
        }
    }
}

static void c_indent(struct emit *e)
{
    for (size_t i = 0; i < e->indent; i++) buf_lit(&e->c, "    ");
}

static void c_line(struct buf *b, const struct emit *e, size_t line)
{
    buf_printf(b, "#line %zu %.*s\n", line, STR_ARG(e->line_file));
}

/* At most LITERAL_MAX bytes from `from` on, not ending inside a character. */
static str part_of(str s, size_t from)
{
    str part = str_head(str_from(s, from), LITERAL_MAX);

    if (from + part.n < s.n)
        while (((unsigned char)s.p[from + part.n] & 0xc0) == 0x80) part.n--;
    return part;
}

static void flush(struct emit *e)
{
    str text = buf_str(&e->literal);

    for (size_t from = 0; from < text.n;) {
        str part = part_of(text, from);

        c_line(&e->c, e, e->literal_line);
        c_indent(e);
        buf_lit(&e->c, "buf_add(out, S(\"");
        c_escape(&e->c, part);
        buf_lit(&e->c, "\"));\n");
        from += part.n;
    }
    buf_clear(&e->literal);
}

void emit_begin(struct emit *e, const struct source *s, str header, str guard)
{
    struct buf name;

    *e = (struct emit){.source = s};
    buf_init(&name, s->arena, FILE_MAX);
    buf_byte(&name, '"');
    c_escape(&name, s->file);
    buf_byte(&name, '"');
    e->line_file = buf_str(&name);

    buf_init(&e->c, s->arena, FILE_MAX);
    buf_init(&e->h, s->arena, FILE_MAX);
    buf_init(&e->literal, s->arena, FILE_MAX);
    buf_printf(&e->h,
               "/* Made by tplc from a template: change that. */\n"
               "#ifndef %.*s\n#define %.*s\n\n#include \"text/html.h\"\n",
               STR_ARG(guard), STR_ARG(guard));
    buf_printf(&e->c,
               "/* Made by tplc from a template: change that. */\n"
               "#include \"%.*s\"\n\n"
               "/* Views that are called alike take alike parameters, needed or not. */\n"
               "#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n",
               STR_ARG(header));
}

void emit_include(struct emit *e, size_t line, str path)
{
    c_line(&e->h, e, line);
    buf_printf(&e->h, "#include \"%.*s\"\n", STR_ARG(path));
}

void emit_view_begin(struct emit *e, size_t line, str name, str parameters)
{
    const char *comma = parameters.n ? ", " : "";

    buf_byte(&e->h, '\n');
    c_line(&e->h, e, line);
    buf_printf(&e->h, "void view_%.*s(struct buf *out%s", STR_ARG(name), comma);
    buf_add(&e->h, parameters);
    buf_lit(&e->h, ");\n");
    buf_byte(&e->c, '\n');
    c_line(&e->c, e, line);
    buf_printf(&e->c, "void view_%.*s(struct buf *out%s", STR_ARG(name), comma);
    buf_add(&e->c, parameters);
    buf_lit(&e->c, ")\n{\n");
    e->indent = 1;
}

void emit_view_end(struct emit *e)
{
    if (e->literal.n && e->literal.p[e->literal.n - 1] == '\n') e->literal.n--;
    emit_block_end(e);
}

void emit_statement(struct emit *e, size_t line, const char *format, ...)
{
    va_list args;

    flush(e);
    va_start(args, format);
    char *text = arena_bytes(e->source->arena, STATEMENT_MAX);
    int n = vsnprintf(text, STATEMENT_MAX, format, args);

    va_end(args);
    BUG_IF(n < 0 || n >= STATEMENT_MAX);
    str statement = {text, (size_t)n};

    if (str_starts(statement, S("}"))) e->indent--;
    c_line(&e->c, e, line);
    c_indent(e);
    buf_add(&e->c, statement);
    buf_byte(&e->c, '\n');
    if (str_ends(statement, S("{"))) e->indent++;
}

void emit_block_end(struct emit *e)
{
    flush(e);
    e->indent--;
    c_indent(e);
    buf_lit(&e->c, "}\n");
}

bool emit_end(struct emit *e)
{
    buf_lit(&e->h, "\n#endif\n");
    return buf_ok(&e->c) && buf_ok(&e->h) && buf_ok(&e->literal);
}
