/*
 * loop: the event loops of the server. Internal to web.
 *
 * One daemon of libmicrohttpd a loop, each with its own thread, epoll and listening socket. loop.c
 * takes requests in and hands them to workers; ready.c answers what lies ready (kept pages, files
 * of the look); server.c starts and stops.
 */
#ifndef GK_WEB_LOOP_H
#define GK_WEB_LOOP_H

#include "base/map.h"
#include "web/answer.h"
#include "web/conn.h"

struct loop {
    struct server *server;
    size_t number;
    struct MHD_Daemon *daemon;
    int listen_fd; /* while stopping */
    struct conns conns;
    struct loop_metrics *metrics;
    _Atomic uint64_t in_flight; /* requests that have a head and no end; its thread writes */
};

struct server {
    struct web web;
    struct sys_clock steady;
    struct loop *loops;
    size_t n_loops, n_started;
    struct addresses *addresses;
    struct map assets; /* path -> struct asset */
    struct asset *asset_list;
    struct MHD_Response *busy, *healthy, *unhealthy;
    uint16_t port;
    pthread_t watch;
    bool watching;
    _Atomic bool stopping;
};

static inline int64_t steady_us(const struct server *s)
{
    return sys_monotonic_us(&s->steady);
}

/* ---- loop.c -------------------------------------------------------------------------------- */

/* Starts the daemon of a loop on a listening socket, which it takes over. */
MUST_USE bool loop_start(struct loop *l, int listen_fd);
/* An answer of so many bytes begins: its deadline, and what the log will say. */
void expect_answer(const struct server *s, struct conn *c, int status, uint64_t bytes);

/* ---- intake.c ------------------------------------------------------------------------------ */

/* Fills c->head. */
void read_head(struct conn *c, struct MHD_Connection *connection);
/* Whether the reader sees https. */
bool over_https(const struct server *s, const struct conn *c);
/* The variant of public pages that the reader's cookie asks for. */
int variant_of(const struct server *s, const struct conn *c);
/* Makes the exchange of a request, with its route found or refused. NULL: no memory. */
struct exchange *exchange_open(struct loop *l, struct conn *c, struct MHD_Connection *connection);
void exchange_close(struct exchange *x);

/* ---- ready.c ------------------------------------------------------------------------------- */

enum { QUERY_MAX = 32 };

struct query_list {
    struct value items[QUERY_MAX];
    size_t n;
    bool over;
};

/* The parameters of the query, still percent-encoded ('+' is a space already). */
void query_read(struct MHD_Connection *connection, struct query_list *out);

/* Sends a response that is shared by many requests. */
enum MHD_Result send_shared(struct server *s, struct conn *c, struct MHD_Connection *connection,
                            struct MHD_Response *r, int status, uint64_t bytes,
                            enum answer_kind kind);
enum MHD_Result send_asset(struct server *s, struct conn *c, struct MHD_Connection *connection,
                           const struct asset *a);
/* The key of the page that is asked for; empty when it is none that could be kept. */
str key_of(struct server *s, struct conn *c, struct MHD_Connection *connection, char room[KEY_MAX]);
/* Answers from the page cache: no lock, no memory, no worker. False when it is not there. */
bool send_kept(struct loop *l, struct conn *c, struct MHD_Connection *connection, str key,
               enum MHD_Result *result);

#endif
