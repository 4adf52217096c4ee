/*
 * terms_fold: text as a row of folded units, for text/terms_*.c. See terms.h for what a unit is.
 */
#ifndef GK_TEXT_TERMS_FOLD_H
#define GK_TEXT_TERMS_FOLD_H

#include "text/terms.h"

struct terms_unit {
    uint32_t rune;       /* folded */
    bool ascii;          /* a-z, 0-9 */
    bool gap;            /* a separator that counts stands before it */
    uint32_t start, end; /* bytes of the original text it came from; texts are below 4 GiB */
};

/* Reads the units of a text one after the other. */
struct terms_reader {
    const struct terms_folder *folder;
    str text;
    size_t at;               /* byte that is read next */
    const uint32_t *pending; /* further runes of a character that folds to several */
    size_t pending_n;
    uint32_t start;        /* of that character */
    bool separator;        /* one was read since the last unit */
    bool began, was_ascii; /* there was a unit; its sort */
};

struct terms_reader terms_reader_of(const struct terms_folder *f, str text);
/* The next unit; false at the end. */
bool terms_read(struct terms_reader *r, struct terms_unit *out);
/* All units of a short text, on `a`. */
struct terms_unit *terms_units(const struct terms_folder *f, struct arena *a, str text, size_t *n);

#endif
