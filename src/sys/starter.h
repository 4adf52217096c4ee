/*
 * starter: a process beside the server that forks a child for each piece of work that the server
 * itself should not do: reading files of others.
 *
 * The server's sandbox allows no programs and no processes, and stays so: what may start children
 * is another process, forked before the sandbox, before the first thread and before any data or
 * key is in memory. All it has from the server is one socket. A request carries one end of a
 * connection; the child forked for it has that end and nothing else, works, answers on it and is
 * gone. (The other way, execve of the program's own file allowed by Landlock, would have left the
 * server able to run a program; the price of this one is that children know where the server's
 * code lies in memory.)
 *
 *     sys_starter_open (starter forked) ... sys_starter_ask (any thread) ... closed with the arena
 *
 * The starter ends a child, and what the child started, at a wall-clock limit, says how it ended,
 * and ends itself when the server is gone. It has no sandbox of its own, because it forks and
 * kills; it looks at no byte of what it hands on.
 */
#ifndef GK_SYS_STARTER_H
#define GK_SYS_STARTER_H

#include "base/err.h"

struct sys_starter;

struct sys_starter_plan {
    /* The child's work: reads the request from `fd` to its end, writes the answer. Single-threaded,
     * with no descriptor but `fd` and the sink as 0, 1 and 2; enters its own sandbox. */
    void (*work)(int fd, void *arg);
    void *arg;
    int children_most; /* at a time; further requests wait */
    int seconds_most;  /* of the wall clock, then a child is killed */
};

/* Forks the starter. To be called before the sandbox and before the first thread. INTERNAL. */
MUST_USE struct err *sys_starter_open(struct arena *a, const struct sys_starter_plan *plan,
                                      struct sys_starter **out);

/* How a child ended. */
enum sys_end {
    SYS_END_DONE,   /* by itself, status 0 */
    SYS_END_FAILED, /* any other way: a crash, a refused call */
    SYS_END_TIME,   /* its time, of the processor or the clock, was over */
    SYS_END_LOST,   /* no answer within `ms`: too many wait, or the starter is gone */
};

/*
 * Hands `head` and `body` to a child and takes its answer, on `a`, of at most `most` bytes (what is
 * more is not taken, and the end is then SYS_END_FAILED). Waits at most `ms`. INTERNAL: no child
 * could be asked for.
 */
MUST_USE struct err *sys_starter_ask(const struct sys_starter *s, struct arena *a, str head,
                                     str body, size_t most, int ms, str *answer, enum sys_end *end);

#endif
