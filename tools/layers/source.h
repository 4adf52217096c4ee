/*
 * source: a C file taken apart, as far as the rules need: the code without comments and without the
 * contents of strings, the string literals, and the comments, each with its line.
 */
#ifndef GK_LAYERS_SOURCE_H
#define GK_LAYERS_SOURCE_H

#include "base/vec.h"
#include "base/str.h"

struct piece {
    str text;
    size_t line;
};

struct source {
    str path; /* beneath the root: "src/web/route.c" */
    str text;
    str code; /* as long as `text`: comments and what stands between quotes are blanks */
    VEC(struct piece) strings;
    VEC(struct piece) comments; /* `line` is the one they end on */
    size_t lines;
};

/* Takes `text` apart, on `a`. */
void source_read(struct arena *a, str path, str text, struct source *out);
/* The line of byte `at`, from 1. */
size_t source_line(const struct source *s, size_t at);
/* A comment `waiver: reason` stands on the line or on the one before it. */
bool source_waived(const struct source *s, size_t line);

#endif
