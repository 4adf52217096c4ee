/* The files of tests/data/tplc, for the tests of tplc. */
#ifndef GK_TESTS_TPLC_DATA_H
#define GK_TESTS_TPLC_DATA_H

#include "base/buf.h"

#include <stdio.h>

enum { DATA_FILE_MAX = 4 * 1024 * 1024 };

/* A file of the folder, whole; stops the test program when it cannot be read. */
static inline str data_file(struct arena *a, const char *name)
{
    FILE *f = fopen(str_z(a, str_printf(a, "%s/%s", TPLC_DATA, name)), "rb");

    BUG_IF(!f);
    char *text = arena_bytes(a, DATA_FILE_MAX);
    size_t n = fread(text, 1, DATA_FILE_MAX, f);

    BUG_IF(ferror(f) || n == DATA_FILE_MAX);
    (void)fclose(f);
    return (str){text, n};
}

/* Cuts the next case off `*rest`: what stands behind "### " on its line, and the lines below. */
static inline bool data_case(str *rest, str *title, str *body)
{
    str mark = S("\n### ");
    size_t begin = str_find(*rest, mark, 0);

    if (begin == STR_NONE) return false;
    str after = str_from(*rest, begin + mark.n);
    size_t line_end = str_find_byte(after, '\n', 0);
    size_t next = str_find(after, mark, 0);

    if (line_end == STR_NONE) line_end = after.n;
    *title = str_head(after, line_end);
    *body = str_from(str_head(after, next == STR_NONE ? after.n : next + 1), line_end + 1);
    *rest = next == STR_NONE ? S("") : str_from(after, next);
    return true;
}

#endif
