/*
 * conn: what the server knows of each connection besides what the HTTP library does: whose it is,
 * when it must have got further, and how many come from one address.
 *
 * The library's own timeout counts inactivity only, so a client that sends a byte a second would
 * stay for ever. Here every stage has a moment by which it must be over, however busy the socket
 * is; a thread looks four times a second and shuts down what is late. Stages: the whole head (from
 * the connection, or from the last answer), the whole body, the whole answer. While a worker runs
 * the handler there is no deadline.
 */
#ifndef GK_WEB_CONN_H
#define GK_WEB_CONN_H

#include "web/exchange.h"

#include <pthread.h>
#include <sys/socket.h>

enum conn_stage { STAGE_IDLE, STAGE_HEAD, STAGE_BODY };

/* The headers that the server itself looks at; they live as long as the request. */
struct head {
    str host, cookie, if_none_match, accept_encoding, content_length, content_type, forwarded_for,
        forwarded_proto;
    bool chunked, twice; /* a header that may come once came again */
};

struct conn {
    struct conns *all;
    _Atomic int64_t deadline_us; /* 0: none */
    int fd;                      /* -1: free; under conns.lock */
    struct conn *next_free;
    char peer[ADDRESS_MAX];
    bool from_proxy;
    uint64_t address;

    /* of the request that is being answered; the loop's */
    enum conn_stage stage;
    int64_t start_us;
    struct head head;
    const char *method, *url;
    struct exchange *x;
    enum answer_kind kind;
    int status;
    uint64_t bytes;
};

/* The connections of one loop. */
struct conns {
    pthread_mutex_t lock; /* at the beginning and end of connections only */
    struct conn *items;
    size_t n;
    struct conn *free;
    struct addresses *addresses;
    struct loop_metrics *metrics;
};

/* How many connections an address has, over all loops. */
struct addresses;
struct addresses *addresses_make(struct arena *a, size_t connections_max, size_t per_address,
                                 const char *const *proxies);
/* Whether one more may come from there. Trusted proxies have no limit of their own. */
bool addresses_allow(struct addresses *as, const struct sockaddr *from);

void conns_init(struct conns *cs, struct arena *a, size_t n, struct addresses *as,
                struct loop_metrics *m);
/* NULL when there is none left. */
struct conn *conn_open(struct conns *cs, int fd, const struct sockaddr *from, int64_t deadline_us);
/* Before the descriptor is closed. */
void conn_close(struct conn *c);
/* Shuts down what is late. */
void conns_cut(struct conns *cs, int64_t now_us);

#endif
