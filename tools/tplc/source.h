/*
 * source: the template file as every stage of tplc sees it, its complaints, and the few things tplc
 * must know about C: where a literal ends, and that a fragment cannot change the code around it.
 */
#ifndef GK_TPLC_SOURCE_H
#define GK_TPLC_SOURCE_H

#include "base/err.h"

struct source {
    struct arena *arena;
    str file; /* as named in complaints and #line */
    str text; /* the whole file */
};

/* The only kind of error tplc has: INVALID, message "FILE:LINE: what is wrong and what to do". */
struct err *complain(const struct source *s, size_t line, const char *format, ...) PRINTF_LIKE(3, 4)
    __attribute__((returns_nonnull));

/* Valid UTF-8, no control bytes but tab and LF: all later stages count on it. */
MUST_USE struct err *source_check(const struct source *s);

/* The letters A-Z, a-z, digits and _, not beginning with a digit. */
bool c_is_name(str s);

/*
 * Index after the C token part that begins at `at`: a whole string or character literal, else one
 * byte. STR_NONE for a literal that does not end on its line.
 */
size_t c_after(str code, size_t at);

/* Index of the first `c` outside literals and brackets; STR_NONE if there is none. */
size_t c_find(str code, char c);

/*
 * Complains unless `code` is one C fragment that stays within the statement it is put into:
 * not empty, brackets and literals closed, no `;`, comment, `#` or `\`. Its meaning is the
 * compiler's business. `what` names it in the complaint.
 */
MUST_USE struct err *c_check(const struct source *s, size_t line, const char *what, str code);

#endif
