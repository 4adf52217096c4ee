/*
 * multipart: reads multipart/form-data as it arrives, in pieces of any size, and hands on each part
 * as it goes by; a file is never in memory. RFC 7578.
 *
 * Strict where others guess: every part has Content-Disposition: form-data with a name; the last
 * boundary must have come; a head of a part has a limit, and so has the number of parts.
 */
#ifndef GK_WEB_MULTIPART_H
#define GK_WEB_MULTIPART_H

#include "base/err.h"

enum { MULTIPART_HEAD_MAX = 4096, MULTIPART_PARTS_MAX = 500, MULTIPART_BOUNDARY_MAX = 70 };

struct multipart_part {
    str name;
    str filename; /* as sent, any bytes but NUL; see upload_clean_name */
    str type;     /* as sent */
    bool is_file; /* a filename was sent, be it an empty one */
};

/* Where parts go. The strs live until the call returns. An err ends the reading and is handed on.
 */
struct multipart_sink {
    struct err *(*begin)(void *ctx, const struct multipart_part *part);
    struct err *(*data)(void *ctx, str bytes);
    struct err *(*end)(void *ctx);
    void *ctx;
};

struct multipart {
    struct arena *arena; /* for errors */
    struct multipart_sink sink;
    char delimiter[4 + MULTIPART_BOUNDARY_MAX]; /* CR LF - - boundary */
    size_t delimiter_n;
    int state;
    size_t parts;
    size_t matched;                /* bytes of the delimiter that were held back */
    char head[MULTIPART_HEAD_MAX]; /* of the part that begins */
    size_t head_n;
};

/* `boundary` is the parameter of Content-Type. BAD_REQUEST when it cannot be one. */
MUST_USE struct err *multipart_init(struct multipart *m, struct arena *a, str boundary,
                                    const struct multipart_sink *sink);
/* The next bytes. BAD_REQUEST for what is not multipart; TOO_LARGE for too many parts. */
MUST_USE struct err *multipart_push(struct multipart *m, str bytes);
/* The body is at its end. BAD_REQUEST when the last boundary did not come. */
MUST_USE struct err *multipart_end(struct multipart *m);

#endif
