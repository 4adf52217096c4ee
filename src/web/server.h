/*
 * server: the HTTP server of the program. It knows routes, not what they mean: what it must ask
 * (which site, who is this, may they) it asks through the hooks that app installs.
 *
 *     struct server *s;
 *     TRY(server_start(a, &options, &s));   // answers from here on
 *     … wait for SIGTERM …
 *     server_stop(s);                        // finishes what is in flight, then returns
 *
 * A kept page is answered before everything else that costs: it is not counted by the rate limits
 * (refusing would cost as much) and logged at LOG_DEBUG only; all other requests are logged at
 * LOG_INFO. The library itself answers heads that are too long (431, 414) or not HTTP (400).
 *
 * Threads: `loops` event loops read requests, answer page-cache hits and files' bytes; `workers`
 * threads run handlers, one request at a time, straight through; one thread watches deadlines.
 */
#ifndef GK_WEB_SERVER_H
#define GK_WEB_SERVER_H

#include "sys/clock.h"
#include "web/cache.h"
#include "web/request.h"
#include "web/response.h"

struct server;

/* What came to say who is asking; one of the two is not empty. */
struct web_credential {
    str session; /* value of the session cookie */
    str token;   /* of Authorization: Bearer */
};

struct web_hooks {
    /* The site of a host name (lower case, no port). On an event loop, for each request: looks into
     * a table in memory, takes no lock that is held long. False: no such site (421). */
    bool (*site)(void *app, str host, struct web_site *out);

    /* Who this is; *out stays NULL for an unknown or expired one. Errors are faults only. */
    struct err *(*authenticate)(void *app, struct req *rq, const struct web_credential *c,
                                const struct actor **out);

    /* Whether the actor has the permission; PERM_PUBLIC and PERM_SESSION are not asked. */
    bool (*may)(void *app, const struct actor *actor, const struct permission *perm);

    /* The page of an error, for readers: rs->status is set, rq->number is to be shown. rq->route,
     * rq->actor may be NULL; rq->site.data is NULL when the host is unknown. On a fault here a
     * plain sentence is sent instead. */
    struct err *(*render_error)(void *app, struct req *rq, struct resp *rs, const struct err *e);

    /* A page that needs a login, and nobody is. Redirects to the login page or shows it. When a
     * form was sent (rq->raw.n is not 0: the session ended while it was filled in), what was
     * typed is in rq->raw, declared fields only and without secrets, and must come back after the
     * login. Not called for ROUTE_API. NULL: the error page of LOGIN. */
    struct err *(*login)(void *app, struct req *rq, struct resp *rs);

    /* AUDIT_LOOK: records that this actor saw this; the answer leaves only if this succeeds. */
    struct err *(*audit_look)(void *app, struct req *rq, int status);

    /* Further lines of /metrics, in Prometheus text form. May be NULL. */
    void (*metrics)(void *app, struct buf *out);

    /* Whether the program is ready, for /healthz. NULL: always. */
    bool (*healthy)(void *app);
};

/* A bucket that holds `burst` requests and gains one each `every_ms`. */
struct web_rate {
    uint32_t burst;
    uint32_t every_ms;
};

/* A file of the look, built into the program; `path` carries a hash of its content. */
struct web_asset {
    const char *path; /* "/assets/site.1f3a9c.css" */
    const char *type;
    const unsigned char *bytes;
    size_t n;
};

struct web_options {
    const char *address; /* "127.0.0.1", "::", …; IPv6 in its plain form */
    uint16_t port;       /* 0: any free one, see server_port */
    const struct route_table *tables;
    size_t n_tables;
    const struct web_asset *assets;
    size_t n_assets;
    struct web_hooks hooks;
    void *app;
    const struct log *log;
    struct sys_clock clock;
    struct sys_random random;
    struct db *db; /* handed to handlers; may be NULL */

    /* The members of a JSON object as raw values; NULL: form_read_json. */
    struct err *(*read_json)(struct arena *a, str body, struct values *out);

    bool https;                 /* readers use https: Secure cookies with __Host- */
    uint32_t hsts_s;            /* 0: no Strict-Transport-Security */
    const char *session_cookie; /* default "session" */
    const char *variant_cookie; /* "1".."9" there is the variant of public pages; NULL: none */
    const char *const *proxies; /* peers whose X-Forwarded-For/-Proto is believed; ends with NULL */
    const char *metrics_token;  /* opens /metrics to others than loopback; NULL: loopback only */
    const char *upload_dir;     /* NULL: no uploads */

    /* 0 takes the default in brackets. */
    size_t loops;              /* [number of cores] */
    size_t workers;            /* [number of cores + 2] */
    size_t queue_max;          /* requests waiting for a worker [256] */
    size_t connections_max;    /* [4096] */
    size_t connections_per_ip; /* [256] */
    size_t head_max;           /* bytes of the request line and headers [8 KiB] */
    size_t body_max;           /* of a form [2 MiB] */
    size_t upload_max;         /* of one request with files [64 MiB] */
    size_t upload_files_max;   /* [20] */
    size_t answer_max;         /* of a body made by a handler [16 MiB] */
    size_t arena_max;          /* of one request [64 MiB] */
    size_t cache_max;          /* [48 MiB] */
    uint32_t brotli_after;     /* hits [8]; UINT32_MAX: never */
    uint32_t head_ms;          /* from the connection or the last answer to a whole head [15 s] */
    uint32_t body_ms;          /* for a body or an answer: this much [15 s] … */
    uint32_t least_rate;       /* … and one second more for so many bytes [8 KiB] */
    uint32_t stop_ms;          /* at most, to finish what is in flight [10 s] */
    struct web_rate rates[RATES_]; /* burst 0 takes the default of the class */
    /* A public page is answered with `Cache-Control: public, max-age=0, must-revalidate`, so that a
     * page that was withdrawn is not shown again by anybody. */
};

/*
 * Checks tables and options, opens the port, starts the threads. The server lives on `a`
 * (some 4 MB and 0.5 KB a connection). *out is set before the first handler can run.
 * Errors: INVALID with the findings in the detail (tables, options), IO (port in use, no folder).
 */
MUST_USE struct err *server_start(struct arena *a, const struct web_options *o,
                                  struct server **out);
/* Takes no new connections, finishes requests that have arrived, ends the threads. */
void server_stop(struct server *s);

uint16_t server_port(const struct server *s);
/* For db_options.on_commit: see cache_on_commit. */
struct cache *server_cache(struct server *s);

#endif
