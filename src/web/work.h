/*
 * work: a few threads that run tasks from a queue of fixed length. A full queue refuses: whoever
 * asks then is told to come again, instead of everybody waiting longer and longer.
 */
#ifndef GK_WEB_WORK_H
#define GK_WEB_WORK_H

#include "base/err.h"

struct work;

struct work_task {
    void (*run)(void *arg, size_t worker);
    void *arg;
};

/* Starts `threads` workers, numbered from 0; the queue lives on `a`. OVERLOAD: no threads. */
MUST_USE struct err *work_start(struct arena *a, size_t threads, size_t queue_max,
                                struct work **out);
/* False when the queue is full or work_stop has begun. */
MUST_USE bool work_put(struct work *w, struct work_task task);
/* How many tasks wait. */
size_t work_waiting(struct work *w);
/* Runs what is in the queue to its end, then ends the threads. */
void work_stop(struct work *w);

#endif
