/*
 * stop: SIGTERM and SIGINT as something to wait for, instead of handlers that interrupt.
 *
 * sys_stop_open comes before the first thread, so that all threads inherit the blocked signals. It
 * also has SIGPIPE ignored: a reader that went away is an error of write, not the end.
 */
#ifndef GK_SYS_STOP_H
#define GK_SYS_STOP_H

#include "base/err.h"

struct sys_stop {
    int fd; /* readable once a signal came: may stand in a poll set */
};

/* The descriptor is closed with the arena. */
MUST_USE struct err *sys_stop_open(struct arena *a, struct sys_stop *out);
/* Waits until a signal came or `timeout_ms` went by (negative: for ever): its number, or 0. */
int sys_stop_wait(const struct sys_stop *s, int timeout_ms);

#endif
