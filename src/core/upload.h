/*
 * upload: from a file that came with a form to a stored one: which kinds are taken, and how it gets
 * to its place under files/.
 *
 * The kind is decided by the ending of the name and must agree with the first bytes; what a browser
 * could run (HTML, SVG, scripts) is in no list. The bytes lie under their SHA-256, so that equal
 * files are one; the row in `file` is the caller's, in the transaction that uses it.
 */
#ifndef GK_CORE_UPLOAD_H
#define GK_CORE_UPLOAD_H

#include "base/err.h"
#include "sys/file.h"
#include "web/upload.h"

enum upload_use { UPLOAD_ATTACHMENT, UPLOAD_IMAGE };

struct upload_stored {
    str digest, name, type;
    int64_t size;
};

/* The media type under which a file is kept; empty: such files are not taken. `sniffed` is what
 * its first bytes show (upload_sniff). */
str upload_type(str name, str sniffed, enum upload_use use);

/*
 * Copies the upload to its place in the data folder, durably. Expected: INVALID at `field` (a kind
 * that is not taken, an empty file). Bytes without a row are never served.
 */
struct err *upload_store(struct arena *a, const struct sys_dir *data, const struct upload *u,
                         enum upload_use use, struct upload_stored *out) MUST_USE;

/* 812 KB, 3.4 MB. */
str upload_size_words(struct arena *a, int64_t bytes);

#endif
