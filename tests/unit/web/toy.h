/*
 * toy: a small site that the tests and the benchmark of the web layer run against. Its data is a
 * handful of numbers behind a mutex, its "database" a counter, so that every behaviour of the
 * server can be seen from outside.
 */
#ifndef GK_TESTS_WEB_TOY_H
#define GK_TESTS_WEB_TOY_H

#include "web/server.h"

#include <pthread.h>
#include <stdatomic.h>

struct toy {
    struct server *server;
    struct log log;
    pthread_mutex_t lock;
    int64_t records[16];    /* under lock: what the pages show */
    _Atomic int made;       /* how often the handler of /count/:id ran */
    _Atomic int open_files; /* deferred clean-up that has not run yet */
    const char *data_dir;   /* files that /files/:name sends; NULL: none */
};

extern const struct route_table toy_tables[1];

/* Options for a toy on any free port of 127.0.0.1, quiet, with small limits; change what you need.
 */
struct web_options toy_options(struct toy *t);
/* Changes a record and moves its tag, as a commit does. */
void toy_commit(struct toy *t, int64_t id, int64_t value);

#endif
