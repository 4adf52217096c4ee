/*
 * embedded: files that are part of the program: assets, migrations, the demo zone. Made by
 * tools/embed at build time; read only, as long as the program runs.
 */
#ifndef GK_SYS_EMBEDDED_H
#define GK_SYS_EMBEDDED_H

#include "base/str.h"

struct embedded {
    str name;   /* path beneath the folder it was taken from, with '/' */
    str type;   /* media type: "text/css; charset=utf-8" */
    str bytes;  /* followed by a NUL that is not counted */
    str sha256; /* 64 letters of hexadecimal: an ETag, a name that changes with the bytes */
};

/* The files of one folder, in byte order of their names. */
struct embedded_set {
    const struct embedded *files;
    size_t n;
};

/* The file `name`, or NULL. */
static inline const struct embedded *embedded_find(const struct embedded_set *set, str name)
{
    size_t low = 0;
    size_t high = set->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(set->files[middle].name, name);

        if (order == 0) return &set->files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

#endif
