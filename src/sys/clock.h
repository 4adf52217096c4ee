/*
 * clock: what time it is, as a value that is passed down. The program's root makes the real one;
 * tests make one by hand, so that every test repeats.
 *
 * Moments are UTC milliseconds since 1970 (base/date.h); durations are measured on the monotonic
 * clock, which no administrator can set back.
 */
#ifndef GK_SYS_CLOCK_H
#define GK_SYS_CLOCK_H

#include "base/base.h"

struct sys_clock {
    int64_t (*now_ms)(void *self);
    int64_t (*monotonic_us)(void *self);
    void *self;
};

/* The machine's clock. May be copied and used by any thread. */
struct sys_clock sys_clock_real(void);

/* The hands of a clock that only moves when a test moves it; any thread may read meanwhile. */
struct sys_manual_time {
    _Atomic int64_t now_ms;
    _Atomic int64_t monotonic_us;
};

/* A clock that shows `t`, which must outlive it. */
struct sys_clock sys_clock_manual(struct sys_manual_time *t);
/* Moves both hands on by `ms`, which may not be negative. */
void sys_manual_advance(struct sys_manual_time *t, int64_t ms);

static inline int64_t sys_now_ms(const struct sys_clock *c)
{
    return c->now_ms(c->self);
}

static inline int64_t sys_monotonic_us(const struct sys_clock *c)
{
    return c->monotonic_us(c->self);
}

#endif
