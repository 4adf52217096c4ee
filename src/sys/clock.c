#include "sys/clock.h"

#include <time.h>

static int64_t read_us(clockid_t which)
{
    struct timespec t;

    BUG_IF(clock_gettime(which, &t) != 0);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t real_now_ms(void *self)
{
    (void)self;
    return read_us(CLOCK_REALTIME) / 1000;
}

static int64_t real_monotonic_us(void *self)
{
    (void)self;
    return read_us(CLOCK_MONOTONIC);
}

struct sys_clock sys_clock_real(void)
{
    return (struct sys_clock){.now_ms = real_now_ms, .monotonic_us = real_monotonic_us};
}

static int64_t manual_now_ms(void *self)
{
    struct sys_manual_time *t = self;

    return t->now_ms;
}

static int64_t manual_monotonic_us(void *self)
{
    struct sys_manual_time *t = self;

    return t->monotonic_us;
}

struct sys_clock sys_clock_manual(struct sys_manual_time *t)
{
    return (struct sys_clock){
        .now_ms = manual_now_ms, .monotonic_us = manual_monotonic_us, .self = t};
}

void sys_manual_advance(struct sys_manual_time *t, int64_t ms)
{
    BUG_IF(ms < 0);
    t->now_ms += ms;
    t->monotonic_us += ms * 1000;
}
