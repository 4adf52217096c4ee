/*
 * zip: a ZIP file of a few named parts in memory, as DOCX wants it. Equal parts give equal bytes:
 * no hour of the machine goes in. The only door to libzip for writing.
 */
#ifndef GK_RENDER_ZIP_H
#define GK_RENDER_ZIP_H

#include "base/err.h"

struct zip_part {
    str name;
    str bytes;
    bool packed; /* false: stored as it is, e.g. a picture */
};

/* Expected: INTERNAL. */
MUST_USE struct err *zip_pack(struct arena *a, const struct zip_part *parts, size_t n, str *out);

#endif
