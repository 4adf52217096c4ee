#include "sys/stop.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void stop_close(void *p)
{
    int *fd = p;

    if (*fd >= 0) (void)close(*fd);
}

struct err *sys_stop_open(struct arena *a, struct sys_stop *out)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t set;
    int *fd = ARENA_NEW(a, int);

    *fd = -1;
    arena_defer(a, stop_close, fd);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    if (sigaction(SIGPIPE, &ignore, NULL) != 0 || pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
        return ERR(a, INTERNAL, "无法设置信号处理");
    *fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (*fd < 0)
        return err_detail(a, ERR(a, INTERNAL, "无法设置信号处理"), "%s", strerrordesc_np(errno));
    out->fd = *fd;
    return NULL;
}

int sys_stop_wait(const struct sys_stop *s, int timeout_ms)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    struct signalfd_siginfo info;

    while (poll(&p, 1, timeout_ms) < 0)
        if (errno != EINTR) return 0;
    if (!(p.revents & POLLIN)) return 0;
    return read(s->fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}
