/*
 * target: the first line of a request made plain: percent-encoding, the segments of a path, the
 * query of a public page in one form. Works in memory of the caller and takes none.
 */
#ifndef GK_WEB_TARGET_H
#define GK_WEB_TARGET_H

#include "web/route.h"

struct path {
    str segments[ROUTE_SEGMENTS_MAX]; /* decoded */
    size_t n;                         /* 0: the home page */
    str text;                         /* all of it, decoded, without the '/' at both ends */
    bool slash;                       /* ends with '/' */
};

/*
 * Decodes %xx (and with `plus` '+' to a space) from `in` to `out`, which holds in.n bytes or is
 * where `in` lies. False for a '%' without two hex digits.
 */
MUST_USE bool percent_decode(str in, bool plus, char *out, size_t *n);

/*
 * Splits and decodes a path that begins with '/' into `room` (raw.n bytes or more). False, and the
 * request is a bad one, for: bad percent-encoding, text that is not UTF-8, control characters,
 * empty segments, "." and "..", an encoded slash or backslash, more than ROUTE_SEGMENTS_MAX
 * segments.
 */
MUST_USE bool path_split(str raw, char *room, size_t room_n, struct path *out);

/* The path and query of "http://host/path"; a target that begins with '/' stays as it is. */
str target_origin(str target);

/*
 * Keeps of the still encoded `query` the first value of each name in `known` (ends with NULL, may
 * be NULL), in the order of `known`. Names must be written plainly: an encoded name is another one.
 * Both the key of the cache and what the handler sees are made from this, so that they agree.
 * Returns how many there are; `out` has `room` of them at least as many as `known`.
 */
size_t query_known(const struct values *query, const char *const *known, struct value *out,
                   size_t room);

#endif
