#include "web/flight.h"

#include <pthread.h>

enum { CHAINS = 256 };

/* Misses only come here, and each holds the lock for a few steps: one lock is enough. */
struct flights {
    pthread_mutex_t lock;
    uint64_t seed;
    struct flight *chains[CHAINS];
};

static void destroy_lock(void *p)
{
    (void)pthread_mutex_destroy(p);
}

struct flights *flights_make(struct arena *a, uint64_t seed)
{
    struct flights *fs = ARENA_NEW(a, struct flights);

    fs->seed = seed;
    BUG_IF(pthread_mutex_init(&fs->lock, NULL) != 0);
    arena_defer(a, destroy_lock, &fs->lock);
    return fs;
}

bool flight_begin(struct flights *fs, struct flight *f, struct passenger *p)
{
    f->hash = str_hash(f->key, fs->seed);
    BUG_IF(pthread_mutex_lock(&fs->lock) != 0);
    struct flight *other = fs->chains[f->hash % CHAINS];

    while (other && !(other->hash == f->hash && str_eq(other->key, f->key))) other = other->next;
    if (other) {
        p->next = NULL;
        *other->last = p;
        other->last = &p->next;
    } else {
        f->first = NULL;
        f->last = &f->first;
        f->next = fs->chains[f->hash % CHAINS];
        fs->chains[f->hash % CHAINS] = f;
    }
    BUG_IF(pthread_mutex_unlock(&fs->lock) != 0);
    return other == NULL;
}

struct passenger *flight_end(struct flights *fs, struct flight *f)
{
    BUG_IF(pthread_mutex_lock(&fs->lock) != 0);
    struct flight **at = &fs->chains[f->hash % CHAINS];

    while (*at != f) at = &(*at)->next;
    *at = f->next;
    struct passenger *all = f->first;

    BUG_IF(pthread_mutex_unlock(&fs->lock) != 0);
    return all;
}
