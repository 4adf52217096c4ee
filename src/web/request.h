/*
 * request: all a handler knows. Everything lives until the answer has left, then goes as a whole.
 *
 * Before a handler runs, the dispatcher has found the site, checked limits and rate, actor,
 * permission and CSRF, and bound the form: rq->input is valid.
 */
#ifndef GK_WEB_REQUEST_H
#define GK_WEB_REQUEST_H

#include "base/log.h"
#include "sys/random.h"
#include "web/actor.h"
#include "web/route.h"
#include "web/upload.h"

struct db;

/* Which site a host name means; filled by web_hooks.site. */
struct web_site {
    int64_t id;
    str host;         /* as asked: lower case, without port */
    const void *data; /* the app's own record; must outlive the requests that use it */
};

struct req {
    struct arena *arena;
    enum http_method method; /* HEAD is GET with `head` */
    bool head;
    bool https;                /* the reader sees https (own TLS, or said by a trusted proxy) */
    str path;                  /* decoded, e.g. /columns/政策 */
    str target;                /* path and query as sent, for links back to here; begins with '/' */
    const struct route *route; /* NULL on an error before there was one */
    struct values params;
    struct values query;
    struct values headers;
    struct values cookies;

    const void *input;  /* the form's struct, filled and valid; NULL without a form */
    struct values raw;  /* what was typed, to show again */
    struct err *errors; /* for route.again only: what is wrong, one a field */
    struct upload_list files;
    str body; /* of a JSON request; the text that `raw` was read from */

    const struct actor *actor; /* NULL: nobody. Always NULL on CACHE_PUBLIC routes */
    struct web_site site;
    int64_t now_ms; /* the program's clock, once for the whole request */
    int variant;    /* of public pages, e.g. 1 large letters; from web_options.variant_cookie */
    struct sys_random random;
    struct db *db;
    const struct log *log;
    str number; /* the request's number: log lines carry it, error pages show it */
    str remote; /* address of the client, e.g. 192.0.2.7; of a trusted proxy's client behind one */
    void *app;  /* web_options.app */

    str csrf_new; /* the dispatcher's: a double-submit token whose cookie must be set */
};

/* Parameter of the pattern. BUG when the pattern has none of that name. */
str req_param(const struct req *rq, const char *name);
/* The parameter as an id (1 or more). NOT_FOUND when it is not one. */
MUST_USE struct err *req_param_id(const struct req *rq, const char *name, int64_t *out);

/* Query parameter; empty when absent. */
str req_query(const struct req *rq, const char *name);
/* A number within least..most; `otherwise` when absent or not one. */
int64_t req_query_int(const struct req *rq, const char *name, int64_t least, int64_t most,
                      int64_t otherwise);

/* Header by its lower-case name, cookie by its name; empty when absent. */
str req_header(const struct req *rq, str name);
str req_cookie(const struct req *rq, str name);

/* What was typed into a field, for showing it again; never a FIELD_SECRET. */
str req_typed(const struct req *rq, const char *field);
/* What is wrong with a field; empty when nothing is. */
str req_field_error(const struct req *rq, const char *field);

/*
 * The token that the page's forms carry in the hidden field `_csrf` (or scripts in the header
 * X-CSRF-Token): the session's, or for nobody a double-submit token whose cookie goes with the
 * answer. Not on CACHE_PUBLIC routes (BUG): their pages are the same for everyone.
 */
str req_csrf(struct req *rq);

#define REQ_INPUT(rq, T) ((const T *)(rq)->input)

#endif
