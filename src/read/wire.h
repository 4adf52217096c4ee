/*
 * wire: a document, or why there is none, as the bytes that the child sends. The child counts as
 * hostile: wire_decode believes no byte of it.
 *
 * "GKR1", then 0 and a document or 1 and the number of a fault. Numbers are 4 bytes, little end
 * first; a text is its length and its bytes.
 */
#ifndef GK_READ_WIRE_H
#define GK_READ_WIRE_H

#include "read/inside.h"

/* What the child is asked: the file, its name, and the limits. */
struct wire_request {
    str name, bytes;
    struct read_limits limits;
};

/* What goes before the bytes of the file. */
str wire_request_head(struct arena *a, const struct wire_request *r);
/* From the parent, so a broken one is a fault of ours: INTERNAL. */
MUST_USE struct err *wire_decode_request(struct arena *a, str bytes, struct wire_request *out);

/* No more than this is sent for a document within the limits. */
size_t wire_answer_most(const struct read_limits *limits);
str wire_encode(struct arena *a, const struct read_doc *d, const struct read_limits *limits);
str wire_encode_fault(struct arena *a, enum read_fault fault);

/*
 * The document; or the fault that was sent, as an err. Promises what read.h promises: valid UTF-8
 * without controls, cells in order that do not overlap and lie within their table, counts within
 * `limits`. Anything else is INTERNAL.
 */
MUST_USE struct err *wire_decode(struct arena *a, str bytes, const struct read_limits *limits,
                                 struct read_doc *out);

#endif
