/* compress: gzip and brotli of whole bodies. The only door to zlib and libbrotli. */
#ifndef GK_WEB_COMPRESS_H
#define GK_WEB_COMPRESS_H

#include "base/str.h"

/*
 * Measured on Chinese pages of 11 KB: gzip 1, 4, 6, 9 give 5490, 5240, 5190, 5185 bytes in 140,
 * 180, 220, 240 µs. 4 it is, because somebody waits for it: gzip is made before the first answer.
 * Brotli 5, 9, 11 give 4610, 4550, 4000 bytes, 9 in twice and 11 in six times the time of 5; it is
 * made by a worker for pages that are asked for often, and again after each change: 5.
 */
enum { GZIP_LEVEL = 4, BROTLI_QUALITY = 5 };

/*
 * The compressed text in an arena of its own, which the caller releases. False when there is no
 * memory or nothing is gained; then there is nothing to release.
 */
MUST_USE bool compress_gzip(str text, struct arena *memory, str *out);
MUST_USE bool compress_brotli(str text, struct arena *memory, str *out);

/* Whether a body of that type and size is worth it. */
bool compress_worth(str type, size_t n);

#endif
