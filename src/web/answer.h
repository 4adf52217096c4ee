/*
 * answer: from a filled resp, a kept page, a file of the look or a plain sentence to the HTTP
 * library's response, with the headers that every answer of ours carries.
 *
 * Together with server.c this is the one door to libmicrohttpd: the two include microhttpd.h, and
 * nothing else does.
 */
#ifndef GK_WEB_ANSWER_H
#define GK_WEB_ANSWER_H

#include "web/exchange.h"

#include <microhttpd.h>

/* For cache_options: makes and drops responses that are sent many times. ctx is struct web. */
struct cache_maker answer_maker(struct web *web);

/* A file of the look in its forms, made once at the start. */
struct asset {
    struct MHD_Response *forms[ENCODINGS_];
    struct MHD_Response *unchanged;
    size_t sizes[ENCODINGS_];
    str etag;
};

/* False when there is no memory. */
MUST_USE bool asset_make(struct web *web, struct arena *a, const struct web_asset *from,
                         struct asset *out);
void asset_drop(struct asset *asset);

/* The response of rs and its status; NULL when there is no memory. Takes over an open file. */
struct MHD_Response *answer_make(struct exchange *x, unsigned *status, uint64_t *bytes);
/* A sentence without a page: for health and for when nothing else can be made. NULL: no memory. */
struct MHD_Response *answer_plain(struct web *web, const char *text, bool retry);

#endif
