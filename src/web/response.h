/*
 * response: what a handler fills. Begins as 200, text/html; charset=utf-8, empty body.
 *
 * Security headers, Content-Length, caching, compression and the answer to HEAD are not the
 * handler's business.
 */
#ifndef GK_WEB_RESPONSE_H
#define GK_WEB_RESPONSE_H

#include "base/buf.h"
#include "base/err.h"
#include "web/value.h"

enum { RESP_HEADERS_MAX = 12, RESP_TAGS_MAX = 256, RESP_COOKIES_MAX = 4 };

enum same_site { SAME_SITE_LAX, SAME_SITE_STRICT };

/* Always Path=/ and HttpOnly; Secure and the prefix __Host- when the reader uses https. */
struct cookie {
    str name;
    str value;
    int64_t max_age_s; /* 0: until the browser closes; below 0: remove it */
    enum same_site same_site;
};

/* A stored file. The descriptor is closed by the server. */
struct resp_file {
    int fd;
    int64_t size;
    str type;
    str name;     /* for saving; any UTF-8 */
    str etag;     /* its hash, without quotes; never changes for the same bytes */
    bool display; /* shown by the browser instead of saved; only for types that cannot run */
};

struct resp {
    struct arena *arena;
    int status;
    str type;
    struct buf body; /* the templates write here */
    struct value headers[RESP_HEADERS_MAX];
    size_t n_headers;
    struct cookie cookies[RESP_COOKIES_MAX];
    size_t n_cookies;
    uint64_t tags[RESP_TAGS_MAX];
    size_t n_tags;
    bool tags_over;        /* more tags than fit: any commit makes the page again */
    struct resp_file file; /* fd -1: none */
    bool secure;           /* the reader uses https */
    bool no_store;         /* a CACHE_PUBLIC answer that must not be kept after all */
    int64_t site;
};

/*
 * A header of the handler's own. Names and values hold no control characters (BUG): values made
 * from input must be encoded first. The server's own headers cannot be set here.
 */
void resp_header(struct resp *rs, str name, str value);
void resp_cookie(struct resp *rs, const struct cookie *c);
void resp_type(struct resp *rs, str type);

/*
 * Sends the reader to another page of ours: 303 after a form, 301 where a page has moved for good.
 * A `path` that does not begin with exactly one '/' becomes "/": no redirect leaves the site.
 */
void resp_redirect(struct resp *rs, str path);
void resp_moved(struct resp *rs, str path);

/* This page shows that record: when it changes, the page is made again. */
void resp_tag(struct resp *rs, str name, int64_t id);

/* Answers with a stored file, with Range and ETag. Takes the descriptor over. */
void resp_file(struct resp *rs, const struct resp_file *file);

/* Writes an error of a ROUTE_API as application/problem+json: title, code, status, detail, fields.
 */
void resp_problem(struct resp *rs, const struct err *e, str request_number);

#endif
