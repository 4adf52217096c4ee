/* compile: one template, from its text to the text of a C file and its header. */
#ifndef GK_TPLC_COMPILE_H
#define GK_TPLC_COMPILE_H

#include "source.h"

enum {
    TEMPLATE_MAX = 1024 * 1024, /* bytes of a template */
};

struct compiled {
    str c, h; /* on the source's arena */
};

/*
 * `header`: by which name the C file includes its header; `guard`: the header's include guard.
 * INVALID with "FILE:LINE: …" for everything that tplc.c says is refused.
 */
MUST_USE struct err *compile(const struct source *s, str header, str guard, struct compiled *out);

#endif
