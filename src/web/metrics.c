#include "web/metrics.h"

#include <inttypes.h>

/* Upper ends in microseconds: a hit takes some 50, a page some 1000, a search up to 15000. */
static const uint32_t ends_us[LATENCY_BUCKETS] = {100,   250,   500,    1000,   2500,    5000,
                                                  10000, 25000, 100000, 500000, 2000000, 10000000};

static const char *const kinds[ANSWERS_] = {
    [RATE_UNSET] = "unset",       [RATE_PAGE] = "page",     [RATE_SEARCH] = "search",
    [RATE_WRITE] = "write",       [RATE_LOGIN] = "login",   [RATE_API] = "api",
    [ANSWER_HIT] = "hit",         [ANSWER_ASSET] = "asset", [ANSWER_SELF] = "self",
    [ANSWER_REFUSED] = "refused",
};

void metrics_answer(struct loop_metrics *m, enum answer_kind kind, int status, int64_t us,
                    uint64_t bytes)
{
    size_t bucket = 0;
    uint64_t took = us > 0 ? (uint64_t)us : 0;

    while (bucket < LATENCY_BUCKETS && took > ends_us[bucket]) bucket++;
    metric_add(&m->requests[kind][status >= 100 && status < 600 ? status / 100 : 0], 1);
    metric_add(&m->latency[kind][bucket], 1);
    metric_add(&m->latency_us[kind], took);
    metric_add(&m->bytes, bytes);
}

static uint64_t get(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void write_requests(const struct metrics_now *now, struct buf *out)
{
    buf_lit(out, "# TYPE gongkai_http_requests_total counter\n");
    for (int k = 0; k < ANSWERS_; k++) {
        for (int s = 0; s < STATUS_CLASSES; s++) {
            uint64_t n = 0;

            for (size_t i = 0; i < now->n_loops; i++) n += get(&now->loops[i].requests[k][s]);
            if (n)
                buf_printf(out,
                           "gongkai_http_requests_total{kind=\"%s\",status=\"%dxx\"} %" PRIu64 "\n",
                           kinds[k], s, n);
        }
    }
}

static void write_latency(const struct metrics_now *now, enum answer_kind k, struct buf *out)
{
    uint64_t n = 0;
    uint64_t sum = 0;

    for (size_t i = 0; i < now->n_loops; i++) sum += get(&now->loops[i].latency_us[k]);
    for (size_t b = 0; b <= LATENCY_BUCKETS; b++) {
        for (size_t i = 0; i < now->n_loops; i++) n += get(&now->loops[i].latency[k][b]);
        if (b < LATENCY_BUCKETS)
            buf_printf(out, "gongkai_http_seconds_bucket{kind=\"%s\",le=\"%g\"} %" PRIu64 "\n",
                       kinds[k], ends_us[b] / 1e6, n);
        else
            buf_printf(out, "gongkai_http_seconds_bucket{kind=\"%s\",le=\"+Inf\"} %" PRIu64 "\n",
                       kinds[k], n);
    }
    buf_printf(out, "gongkai_http_seconds_sum{kind=\"%s\"} %g\n", kinds[k], (double)sum / 1e6);
    buf_printf(out, "gongkai_http_seconds_count{kind=\"%s\"} %" PRIu64 "\n", kinds[k], n);
}

static void write_one(struct buf *out, const char *name, const char *type, uint64_t v)
{
    buf_printf(out, "# TYPE gongkai_%s %s\ngongkai_%s %" PRIu64 "\n", name, type, name, v);
}

void metrics_write(const struct metrics_now *now, struct buf *out)
{
    uint64_t bytes = 0;
    uint64_t misses = 0;
    uint64_t open = 0;
    uint64_t accepted = 0;
    uint64_t cut = 0;

    for (size_t i = 0; i < now->n_loops; i++) {
        bytes += get(&now->loops[i].bytes);
        misses += get(&now->loops[i].misses);
        open += get(&now->loops[i].connections);
        accepted += get(&now->loops[i].accepted);
        cut += get(&now->loops[i].cut);
    }
    write_requests(now, out);
    buf_lit(out, "# TYPE gongkai_http_seconds histogram\n");
    for (int k = RATE_PAGE; k < ANSWERS_; k++) write_latency(now, (enum answer_kind)k, out);
    write_one(out, "http_bytes_total", "counter", bytes);
    write_one(out, "http_connections", "gauge", open);
    write_one(out, "http_connections_total", "counter", accepted);
    write_one(out, "http_cut_total", "counter", cut);
    write_one(out, "queue_depth", "gauge", now->queue);
    write_one(out, "cache_misses_total", "counter", misses);
    write_one(out, "cache_pages", "gauge", now->cache.pages);
    write_one(out, "cache_bytes", "gauge", now->cache.bytes);
    write_one(out, "cache_made_total", "counter", now->cache.made);
    write_one(out, "cache_evicted_total", "counter", now->cache.evicted);
    write_one(out, "cache_refused_total", "counter", now->cache.refused);
    write_one(out, "cache_bumps_total", "counter", now->cache.bumps);
}
