/*
 * route: which function answers which request, and under which conditions, as static tables.
 *
 *     static const struct route routes[] = {
 *         {METHOD_GET, "/documents/:id", document_page, .perm = &PERM_PUBLIC,
 *          .rate = RATE_PAGE, .cache = CACHE_PUBLIC, .audit = AUDIT_NONE},
 *         {METHOD_POST, "/staff/documents/:id", document_save, .perm = &DOCUMENT_EDIT,
 *          .form = &document_form, .again = document_edit_page,
 *          .rate = RATE_WRITE, .cache = CACHE_NO, .audit = AUDIT_EVENT},
 *     };
 *
 * What a person could forget is a column, and 0 is 'forgotten': routes_check finds it, and a server
 * with findings does not start.
 *
 * Patterns. A segment is literal (`documents`), a parameter (`:id`, one segment, not empty), a
 * parameter with an ending (`:id.pdf`), or, last, the rest (`*path`, one segment or more). One
 * literal may follow the rest (`/columns/` then the rest then `feed.atom`). Literal comes before
 * ending, ending before parameter, parameter before the rest. The slash at the end belongs to the
 * pattern; a GET that has it otherwise is redirected to the pattern's form.
 * GET answers HEAD; OPTIONS is answered from the table.
 */
#ifndef GK_WEB_ROUTE_H
#define GK_WEB_ROUTE_H

#include "base/err.h"
#include "web/form.h"
#include "web/permission.h"

struct req;
struct resp;

enum http_method {
    METHOD_UNSET,
    METHOD_GET,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHODS_
};

/* How often one address may call; figures in web_options.rates. */
enum rate_class { RATE_UNSET, RATE_PAGE, RATE_SEARCH, RATE_WRITE, RATE_LOGIN, RATE_API, RATES_ };

enum route_cache {
    CACHE_UNSET,
    CACHE_NO,    /* made for each request; `Cache-Control: no-store` */
    CACHE_PUBLIC /* the same for everyone: no actor, no cookies; kept with the tags of the answer */
};

enum route_audit {
    AUDIT_UNSET,
    AUDIT_NONE,  /* nothing that must be recorded */
    AUDIT_EVENT, /* the model records the change in the transaction that makes it */
    AUDIT_LOOK   /* web_hooks.audit_look records each answer before it leaves */
};

enum {
    ROUTE_API = 1 << 0,    /* errors as application/problem+json; bearer tokens */
    ROUTE_UPLOAD = 1 << 1, /* takes multipart files, streamed to web_options.upload_dir */
    ROUTE_LIST = 1 << 2    /* of an API: answers {"total", "page", "size", "items"} */
};

struct route {
    enum http_method method;
    const char *pattern;
    struct err *(*handler)(struct req *rq, struct resp *rs);
    const struct permission *perm;
    const struct form *form; /* changing methods: a form or &FORM_NONE */
    /* Shows the page of the form again, with rq->errors and rq->raw, when the input is invalid or
     * the handler returned INVALID or GUARD; the status is 422, unless the page takes rq->errors
     * away (it was asked for something else than to send the form). NULL: the error page. */
    struct err *(*again)(struct req *rq, struct resp *rs);
    /* CACHE_PUBLIC: the query parameters the page knows, ending with NULL; all others are dropped
     * before the handler and the cache see them. NULL: none. CACHE_NO: everything passes; here
     * a ROUTE_API says for its description what it looks at. */
    const char *const *query;
    enum rate_class rate;
    enum route_cache cache;
    enum route_audit audit;
    unsigned flags;
    const char *about; /* ROUTE_API: what the call is for, one line for /openapi.json */
};

struct route_table {
    const struct route *routes;
    size_t n;
};

/* What a check found: sentences for the operator, on the arena. */
struct findings {
    struct arena *arena;
    str *items;
    size_t n, room;
};

void findings_add(struct findings *f, const char *format, ...) PRINTF_LIKE(2, 3);

/* Walks all tables and their forms. Adds nothing when they are sound. */
void routes_check(const struct route_table *tables, size_t n, struct findings *out);

enum { ROUTE_PARAMS_MAX = 6, ROUTE_SEGMENTS_MAX = 24 };

struct router; /* compiled once, read by all threads */

/* Compiles sound tables on `a`, where the router lives. The tables must live as long. */
struct router *router_make(struct arena *a, const struct route_table *tables, size_t n);

struct route_match {
    const struct route *route; /* NULL: see `methods` */
    unsigned methods;          /* bit per method that the path answers; 0: no such path */
    bool slash_differs;        /* the slash at the end is not the pattern's */
    size_t n_params;
    struct value params[ROUTE_PARAMS_MAX]; /* point into the segments; names into the tables */
};

struct path; /* web/target.h: the decoded segments of a path */

/* Takes no memory and no lock. */
void router_find(const struct router *r, enum http_method method, const struct path *path,
                 struct route_match *out);

str method_word(enum http_method m);
/* METHOD_UNSET for words we do not know; "HEAD" gives METHOD_GET and sets *head. */
enum http_method method_of(str word, bool *head);
/* METHOD_POST, PUT, PATCH, DELETE. */
bool method_changes(enum http_method m);

#endif
