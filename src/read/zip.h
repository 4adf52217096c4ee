/*
 * zip: the parts of an archive in memory. The only door to libzip.
 *
 * What is unpacked is counted over all parts; a part that claims, or turns out, to be more than the
 * rest of the limit is refused, and so is one that grows like no honest text does.
 */
#ifndef GK_READ_ZIP_H
#define GK_READ_ZIP_H

#include "base/err.h"

struct archive;

/* `bytes` must outlive it. At most `unpacked_most` bytes come out in all. INVALID, TOO_LARGE. */
MUST_USE struct err *archive_open(struct arena *a, str bytes, size_t unpacked_most,
                                  struct archive **out);
bool archive_has(const struct archive *z, str name);
/* A part, unpacked on the arena. INVALID (not there, damaged); TOO_LARGE; MEDIA (locked). */
MUST_USE struct err *archive_read(struct archive *z, str name, str *out);

#endif
