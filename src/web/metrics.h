/* metrics: what the operator sees at /metrics, in Prometheus text form. Counters only rise. */
#ifndef GK_WEB_METRICS_H
#define GK_WEB_METRICS_H

#include "base/buf.h"
#include "web/cache.h"
#include "web/route.h"

#include <stdatomic.h>

/* What answered. The first ones are the rate classes of routes. */
enum answer_kind {
    ANSWER_ROUTE_LAST = RATES_ - 1,
    ANSWER_HIT,     /* from the page cache */
    ANSWER_ASSET,   /* a file of the look */
    ANSWER_SELF,    /* health, metrics, and requests that reached no route */
    ANSWER_REFUSED, /* the queue was full */
    ANSWERS_
};

enum { LATENCY_BUCKETS = 12, STATUS_CLASSES = 6 };

/* One a loop: only its thread writes, anyone reads. */
struct loop_metrics {
    _Alignas(64) _Atomic uint64_t requests[ANSWERS_][STATUS_CLASSES];
    _Atomic uint64_t latency[ANSWERS_][LATENCY_BUCKETS + 1];
    _Atomic uint64_t latency_us[ANSWERS_];
    _Atomic uint64_t bytes;
    _Atomic uint64_t misses;
    _Atomic uint64_t connections; /* open now */
    _Atomic uint64_t accepted;
    _Atomic uint64_t cut; /* by a deadline */
};

/* Adds to a counter that one thread writes: a load and a store, no locked instruction. */
static inline void metric_add(_Atomic uint64_t *counter, uint64_t n)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n,
                          memory_order_relaxed);
}

void metrics_answer(struct loop_metrics *m, enum answer_kind kind, int status, int64_t us,
                    uint64_t bytes);

struct metrics_now {
    const struct loop_metrics *loops;
    size_t n_loops;
    size_t queue;
    struct cache_counts cache;
};

void metrics_write(const struct metrics_now *now, struct buf *out);

#endif
