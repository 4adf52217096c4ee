/*
 * upload: from a file that came with a form to a stored one: which kinds are taken, and how it gets
 * to its place under files/.
 *
 * The kind is decided by the ending of the name and must agree with the content; what a browser or
 * a machine could run (HTML, SVG, scripts, programs, documents with macros) is in no list, and a
 * name that has such an ending before its last one (通知.exe.pdf) is refused: some systems hide the
 * last. The bytes lie under their SHA-256, so that equal files are one; the row in `file` is the
 * caller's, in the transaction that uses it.
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

/* Whether an ending before the last one is that of something that runs. */
bool upload_hides_ending(str name);

/* What of a file's content is looked at: its beginning, and the names inside of a ZIP. */
enum { UPLOAD_HEAD_BYTES = 4096, UPLOAD_INSIDE_MOST = 4 };
struct upload_look {
    char head[UPLOAD_HEAD_BYTES];
    size_t n_head;
    char tail[32]; /* the end of the piece before, as a name may lie across two */
    size_t n_tail;
    bool inside[UPLOAD_INSIDE_MOST]; /* word/, xl/, ppt/, OFD.xml */
    bool macros;                     /* a ZIP with vbaProject.bin */
};
/* The pieces of a file, one after the other; then whether they are what `type` says. */
void upload_look_at(struct upload_look *l, str piece);
bool upload_is_what_it_says(const struct upload_look *l, str type);

/*
 * Copies the upload to its place in the data folder, durably. Expected: INVALID at `field` (a kind
 * that is not taken, a hidden ending, another content, an empty file). Bytes without a row are
 * never served.
 */
struct err *upload_store(struct arena *a, const struct sys_dir *data, const struct upload *u,
                         enum upload_use use, struct upload_stored *out) MUST_USE;

/* 812 KB, 3.4 MB. */
str upload_size_words(struct arena *a, int64_t bytes);

#endif
