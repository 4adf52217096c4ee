/* dies: does a call end the process, as a broken invariant must? */
#ifndef GK_TESTS_BASE_DIES_H
#define GK_TESTS_BASE_DIES_H

#include "base/base.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* True when fn ends its process by abort(3). What it says is not shown. */
static inline bool dies(void (*fn)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        (void)dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL);
        fn();
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

#endif
