/*
 * random: unpredictable bytes as a value that is passed down. The program's root makes the real
 * source (the kernel's); tests make a seeded one, whose bytes repeat.
 */
#ifndef GK_SYS_RANDOM_H
#define GK_SYS_RANDOM_H

#include "base/base.h"

struct sys_random {
    void (*fill)(void *self, void *out, size_t n);
    void *self;
};

/* The kernel's: waits for its pool at boot, never fails afterwards. For any thread. */
struct sys_random sys_random_real(void);

/* The state of a repeating source: for tests and demo data only, never for a secret. */
struct sys_seeded {
    uint64_t state;
};

/* A source that repeats for the same starting `state`; `s` must outlive it. For one thread. */
struct sys_random sys_random_seeded(struct sys_seeded *s);

static inline void sys_random_fill(const struct sys_random *r, void *out, size_t n)
{
    r->fill(r->self, out, n);
}

/* A number in 0..below-1, each as likely as the other. `below` is not 0. */
uint64_t sys_random_below(const struct sys_random *r, uint64_t below);

#endif
