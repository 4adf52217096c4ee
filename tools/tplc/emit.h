/*
 * emit: writes the C file and the header of one template.
 *
 * Literal text is gathered and written as one buf_add before the next statement. Every statement
 * carries a #line into the template, so that compilers and debuggers show the template.
 */
#ifndef GK_TPLC_EMIT_H
#define GK_TPLC_EMIT_H

#include "base/buf.h"
#include "source.h"

struct emit {
    const struct source *source;
    str line_file;      /* the template's name as a C string literal */
    struct buf c, h;    /* the two files */
    struct buf literal; /* text to be written next; markup appends to it */
    size_t literal_line;
    size_t indent;
};

/* `header` is the name by which the C file includes its header, `guard` the header's guard. */
void emit_begin(struct emit *e, const struct source *s, str header, str guard);
/* #include "path" in the header. */
void emit_include(struct emit *e, size_t line, str path);
/* `parameters` as written in C; empty for none. */
void emit_view_begin(struct emit *e, size_t line, str name, str parameters);
/* Without the line end that stands before the view's `end`. */
void emit_view_end(struct emit *e);
/* A statement, or the head of a block (which ends in '{'). */
void emit_statement(struct emit *e, size_t line, const char *format, ...) PRINTF_LIKE(3, 4);
/* The end of a block, with the line of its `end`. */
void emit_block_end(struct emit *e);
/* Both files are complete; false when they grew too large. */
MUST_USE bool emit_end(struct emit *e);

#endif
