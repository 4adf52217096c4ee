/* http: the small grammars of header values. No memory but where an arena is given. */
#ifndef GK_WEB_HTTP_H
#define GK_WEB_HTTP_H

#include "web/cache.h"
#include "web/response.h"

/* Bit per encoding that Accept-Encoding allows; identity always. q=0 refuses. RFC 9110 §12.5.3 */
unsigned http_accepted(str accept_encoding);

/*
 * Whether If-None-Match names `etag` (no quotes), compared weakly. "*" matches. RFC 9110 §13.1.2
 */
bool http_none_match(str if_none_match, str etag);

enum http_range { RANGE_NONE, RANGE_PART, RANGE_OUTSIDE };

/*
 * One range of a file of `size` bytes. RANGE_NONE: send all (no header, several ranges, or a form
 * we do not know, which may be ignored). RFC 9110 §14.2
 */
enum http_range http_range(str range, int64_t size, int64_t *from, int64_t *n);

/*
 * The pairs of a Cookie header, on `a`. Pairs that are not cookies are skipped; at most 50 are
 * read. Values are as sent, without the quotes around them. RFC 6265 §4.2
 */
void http_cookies(struct arena *a, str header, struct values *out);

/* The value of one cookie without reading all; empty when absent. Takes no memory. */
str http_cookie(str header, str name);

/* The value of Set-Cookie. BUG for names or values that are not cookie text. */
str http_set_cookie(struct arena *a, const struct cookie *c, bool secure);

/* Content-Disposition with a name of any text: an ASCII form and RFC 8187's. */
str http_disposition(struct arena *a, bool display, str name);

/* The parameter of a header value such as `multipart/form-data; boundary="x"`; empty if absent. */
str http_parameter(str value, str name);
/* The part before ';', trimmed. */
str http_type(str value);

/* The host name of a Host header: lower case, without port. False: not a host. On `room`. */
MUST_USE bool http_host(str header, char *room, size_t room_n, str *out);

#endif
