#include "web/limit.h"

#include <pthread.h>

enum { SETS = 4096, WAYS = 8, LOCKS = 64, MILLI = 1000 };

struct bucket {
    uint64_t key; /* 0: free */
    int64_t at_ms;
    int64_t tokens; /* thousandths */
};

struct limiter {
    struct web_rate rates[RATES_];
    uint64_t seed;
    pthread_mutex_t locks[LOCKS];
    struct bucket sets[SETS][WAYS];
};

static void destroy_locks(void *p)
{
    struct limiter *l = p;

    for (size_t i = 0; i < LOCKS; i++) (void)pthread_mutex_destroy(&l->locks[i]);
}

struct limiter *limiter_make(struct arena *a, const struct web_rate rates[RATES_], uint64_t seed)
{
    struct limiter *l = ARENA_NEW(a, struct limiter);

    for (size_t i = 0; i < RATES_; i++) l->rates[i] = rates[i];
    for (size_t i = 0; i < LOCKS; i++) BUG_IF(pthread_mutex_init(&l->locks[i], NULL) != 0);
    l->seed = seed;
    arena_defer(a, destroy_locks, l);
    return l;
}

str limiter_key(str address)
{
    const str mapped = S("::ffff:");
    size_t groups = 0;

    /* IPv4 as a proxy that listens on IPv6 writes it: else all of IPv4 would be one visitor. */
    if (str_eq_nocase(str_head(address, mapped.n), mapped) &&
        str_find_byte(address, '.', 0) != STR_NONE)
        return str_from(address, mapped.n);

    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] != ':') continue;
        /* "a:b::1" has fewer written groups: what stands before "::" is within the /64. */
        if (++groups == 4 || (i + 1 < address.n && address.p[i + 1] == ':'))
            return str_head(address, i);
    }
    return address;
}

/* The bucket of `key`, or the free or oldest one of its set, made new and full. */
static struct bucket *bucket_of(struct bucket *set, uint64_t key, int64_t full, int64_t now_ms)
{
    struct bucket *oldest = &set[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key) return &set[i];
        if (set[i].key == 0 || (oldest->key != 0 && set[i].at_ms < oldest->at_ms)) oldest = &set[i];
    }
    *oldest = (struct bucket){.key = key, .at_ms = now_ms, .tokens = full};
    return oldest;
}

int64_t limiter_take(struct limiter *l, str address, enum rate_class class, int64_t now_ms)
{
    BUG_IF(class <= RATE_UNSET || class >= RATES_);
    const struct web_rate *rate = &l->rates[class];
    int64_t full = (int64_t)rate->burst * MILLI;
    uint64_t key = str_hash(limiter_key(address), l->seed + (uint64_t) class);
    size_t set = (size_t)(key >> 8) % SETS;
    int64_t wait_s = 0;

    if (key == 0) key = 1;
    BUG_IF(pthread_mutex_lock(&l->locks[set % LOCKS]) != 0);
    struct bucket *b = bucket_of(l->sets[set], key, full, now_ms);
    int64_t passed = now_ms > b->at_ms ? now_ms - b->at_ms : 0;

    /* A bucket is full long before the product could overflow. */
    if (passed > (int64_t)rate->burst * rate->every_ms)
        b->tokens = full;
    else if (rate->every_ms)
        b->tokens += passed * MILLI / rate->every_ms;
    if (b->tokens > full) b->tokens = full;
    b->at_ms = now_ms;
    if (b->tokens >= MILLI)
        b->tokens -= MILLI;
    else
        wait_s = ((MILLI - b->tokens) * rate->every_ms / MILLI + 999) / 1000;
    BUG_IF(pthread_mutex_unlock(&l->locks[set % LOCKS]) != 0);
    return wait_s;
}
