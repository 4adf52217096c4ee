/*
 * bytes: copying into memory that arena_try gave, where str_copy would land. The one loop of its
 * kind; compilers make a memcpy of it.
 */
#ifndef GK_WEB_BYTES_H
#define GK_WEB_BYTES_H

#include "base/str.h"

/* Copies `from` to `into`, which has room for it and does not overlap; the place behind it. */
static inline char *bytes_put(char *restrict into, str from)
{
    const char *restrict p = from.p;

    for (size_t i = 0; i < from.n; i++) into[i] = p[i];
    return into + from.n;
}

#endif
