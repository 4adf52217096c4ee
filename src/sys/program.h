/*
 * program: one program of the machine, run on bytes in memory within SANDBOX_PROGRAM. Only for
 * children of the starter; the caller may enter SANDBOX_CONVERT between start and run.
 */
#ifndef GK_SYS_PROGRAM_H
#define GK_SYS_PROGRAM_H

#include "sys/sandbox.h"
#include "sys/starter.h"

#include <sys/types.h>

struct sys_program {
    int in, out;
    pid_t pid;
};

/*
 * Starts the file `path` with `args` (args[0] is its name; ends with NULL), an empty environment,
 * and nothing open but its standard input and output. NOT_FOUND: it is not on this machine;
 * INTERNAL.
 */
MUST_USE struct err *sys_program_start(struct arena *a, const char *path, const char *const *args,
                                       struct sandbox_limits limits, struct sys_program *out);

/*
 * Gives it `input` and takes what it writes, on `a`, until it ends. *status: what it exited with.
 * At `most` bytes it is stopped; the output then ends there, *cut says so.
 */
enum sys_end sys_program_run(struct sys_program *p, struct arena *a, str input, size_t most,
                             str *output, int *status, bool *cut);

/* Reads `fd` to its end, at most `most` bytes; false: more, or an error. For children. */
MUST_USE bool sys_fd_take(struct arena *a, int fd, size_t most, str *out);
/* Writes all of it; false: nobody listens. */
bool sys_fd_give(int fd, str bytes);

#endif
