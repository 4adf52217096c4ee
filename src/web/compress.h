/* compress: gzip and brotli of whole bodies. The only door to zlib and libbrotli. */
#ifndef GK_WEB_COMPRESS_H
#define GK_WEB_COMPRESS_H

#include "base/str.h"

/*
 * Levels were chosen by measuring pages of some 30 KB (bench/compress.sh): gzip 5 takes half the
 * time of 6 for 1 % more bytes, which matters because it is made before the first answer; brotli 9
 * is made later, by a worker, for pages that were asked for often.
 */
enum { GZIP_LEVEL = 5, BROTLI_QUALITY = 9 };

/*
 * The compressed text in an arena of its own, which the caller releases. False when there is no
 * memory or nothing is gained; then there is nothing to release.
 */
MUST_USE bool compress_gzip(str text, struct arena *memory, str *out);
MUST_USE bool compress_brotli(str text, struct arena *memory, str *out);

/* Whether a body of that type and size is worth it. */
bool compress_worth(str type, size_t n);

#endif
