/*
 * exchange: one request and its answer on the way through the server, and the engine they pass.
 * Internal to web: server.c (the loops) and dispatch.c, body.c (the order of things) share it.
 *
 * An exchange belongs to one thread at a time: to its loop until it is put into the queue, to a
 * worker until it is resumed, then to its loop again. The queue's lock and the resume hand over.
 */
#ifndef GK_WEB_EXCHANGE_H
#define GK_WEB_EXCHANGE_H

#include "sys/file.h"
#include "web/flight.h"
#include "web/limit.h"
#include "web/metrics.h"
#include "web/multipart.h"
#include "web/server.h"
#include "web/target.h"
#include "web/work.h"

enum { KEY_MAX = 1024, NUMBER_MAX = 24, HOST_MAX = 254, ADDRESS_MAX = 46 };

struct exchange;

/* What all requests share; fixed after start but for what locks or atomics guard. */
struct web {
    struct web_options o; /* with defaults filled in */
    struct router *router;
    struct cache *cache;
    struct flights *flights;
    struct limiter *limiter;
    struct work *work;
    struct sys_dir upload_dir;
    struct loop_metrics *metrics; /* one a loop */
    char prefix[8];               /* of request numbers: tells two runs of the program apart */
    _Atomic uint64_t next_number;
    void (*resume)(struct exchange *x); /* gives it back to its loop; the server's */
};

/* A request's place in the order. */
enum exchange_phase {
    PHASE_ADMIT, /* a worker decides whether the body is wanted (uploads) */
    PHASE_BODY,  /* the loop reads the body */
    PHASE_RUN,   /* a worker runs the handler */
    PHASE_DONE   /* rs is to be sent */
};

struct exchange {
    struct arena memory; /* this struct and what must survive a landing */
    struct arena arena;  /* rq->arena: reset when a handler lands */
    struct web *web;
    void *connection; /* the server's */
    enum exchange_phase phase;
    struct req rq;
    struct resp rs;
    struct err *refused; /* found before a handler could be asked */
    struct route_match match;
    struct path path;
    bool admitted;       /* rate, actor and permission are settled */
    bool plain_overload; /* nothing could be rendered: the server's own sentence */
    bool close;          /* the body was not read: the connection ends with the answer */
    int64_t retry_after_s;
    bool options; /* the method OPTIONS */
    bool metrics; /* GET /metrics */
    bool local;   /* from this machine, and not through a proxy */

    str content_type;
    struct buf body;
    bool has_body;
    uint64_t body_seen, body_max;
    struct err *body_err;
    struct multipart *multipart;
    struct body_sink *sink;
    bool drop_files; /* the login is lost: only what was typed matters */

    str key; /* of the page cache; empty: not looked for there */
    struct flight flight;
    struct passenger passenger;
    bool maker; /* of its flight */
    bool alone; /* waited, and the answer cannot be shared */
    int waits;
    uint64_t made_from;

    char number[NUMBER_MAX];
    char host[HOST_MAX];
    char remote[ADDRESS_MAX];
};

/* ---- dispatch.c: the order that handlers may rely on ---------------------------------------- */

/*
 * On the loop, once the head is there: rq->target, headers and method are set. Finds the route and
 * the limit of the body; sets x->refused when there can be no handler.
 */
void dispatch_head(struct exchange *x);
/* On a worker, before the body of an upload: rate, actor, permission. Sets phase. */
void dispatch_admit(struct exchange *x);
/* On a worker: everything else, up to a filled rs. Never fails; phase becomes PHASE_DONE. */
void dispatch_run(struct exchange *x);
/* Fills rs anew with the page of `e`; for the loop too. */
void dispatch_error(struct exchange *x, struct err *e);
/* NOT_FOUND for an address without a route, and for what must look like one. */
struct err *dispatch_no_page(struct exchange *x);
/* An empty rs. */
void resp_begin(struct exchange *x);

/* ---- self.c -------------------------------------------------------------------------------- */

/* /metrics, for this machine or whoever has the token. NOT_FOUND for others. */
MUST_USE struct err *self_metrics(struct exchange *x);

/* ---- body.c -------------------------------------------------------------------------------- */

/* Prepares for a body of the type in x->content_type. */
void body_begin(struct exchange *x);
/* The next bytes; errors are kept in x->body_err and the rest is dropped. */
void body_push(struct exchange *x, str bytes);
/* After the last byte: fills rq->raw, rq->files, rq->body. */
MUST_USE struct err *body_end(struct exchange *x);

/* The key of a public page: site, variant, path, known query. Empty when it cannot be kept. */
str page_key(char *room, size_t room_n, int64_t site, int variant, str path,
             const struct value *query, size_t n);

#endif
