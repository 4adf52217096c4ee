/*
 * progress: how far a long command is, on standard error: a bar that is redrawn on a terminal, a
 * plain line now and then elsewhere (a log, a pipe).
 */
#ifndef GK_SYS_PROGRESS_H
#define GK_SYS_PROGRESS_H

#include "base/str.h"
#include "sys/clock.h"

struct sys_progress {
    const struct sys_clock *clock;
    int fd;
    bool terminal;
    str label;     /* what is being done, in Chinese */
    int64_t total; /* 0: not known */
    int64_t done;
    int64_t began_us, drawn_us;
};

/* `clock` and the bytes of `label` must outlive it. */
void sys_progress_begin(struct sys_progress *p, const struct sys_clock *clock, int fd, str label,
                        int64_t total);
/* `n` more are done; draws when it is time. */
void sys_progress_add(struct sys_progress *p, int64_t n);
/* Draws the last state with the time it took, and ends the line. */
void sys_progress_end(struct sys_progress *p);

#endif
