#include "sys/starter.h"

#include "base/buf.h"
#include "sys/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CHILDREN_MOST = 64,
    PIECE_BYTES = 64 * 1024,
    TRAILER_BYTES = 8, /* the starter's last word on each connection */
    GONE = -2,
};

static const char trailer_mark[TRAILER_BYTES] = {'G', 'K', 'E', 'N', 'D', 0, 0, 0};

struct sys_starter {
    int control;
};

static void close_fd(void *p)
{
    (void)close(*(const int *)p);
}

/* ---- In the starter -------------------------------------------------------------------------- */

struct child {
    pid_t pid; /* 0: free */
    int fd;    /* our copy of its end of the connection */
    int64_t until_us;
    bool late;
};

struct room {
    const struct sys_starter_plan *plan;
    struct sys_clock clock;
    int control, signals;
    struct child children[CHILDREN_MOST];
    int running;
};

/* The next request's connection; -1: none yet; GONE: the server is not there any more. */
static int take_request(int control, bool full)
{
    char byte;
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } room = {.bytes = {0}};
    struct iovec iov = {&byte, 1};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = room.bytes,
                       .msg_controllen = sizeof room.bytes};
    int fd;

    if (full) return GONE; /* nothing else wakes us */
    ssize_t n = recvmsg(control, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    if (n < 0) return errno == EAGAIN || errno == EINTR ? -1 : GONE;
    if (n == 0) return GONE;
    const struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(sizeof fd))
        return -1;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

/* Leaves the process with `fd` as number 3 and the sink as 0, 1, 2; the number of `fd`. */
static int only(int fd)
{
    int keep = fcntl(fd, F_DUPFD_CLOEXEC, 4);
    int sink = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (keep < 0) _exit(1);
    for (int i = 0; i < 3; i++)
        if (sink < 0 || dup2(sink, i) < 0) (void)close(i);
    if (dup2(keep, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC) != 0) _exit(1);
    (void)close_range(4, ~0u, 0);
    return 3;
}

static void reset_signals(void)
{
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigset_t none;

    (void)sigaction(SIGTERM, &usual, NULL);
    (void)sigaction(SIGINT, &usual, NULL);
    (void)sigaction(SIGPIPE, &usual, NULL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void start_child(struct room *r, int fd)
{
    struct child *c = r->children;

    while (c->pid) c++;
    pid_t pid = fork();

    if (pid == 0) {
        /* A group of its own, so that what it starts can be ended with it. */
        (void)setpgid(0, 0);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        reset_signals();
        r->plan->work(only(fd), r->plan->arg);
        _exit(0);
    }
    if (pid < 0) {
        (void)close(fd); /* the other end sees a connection that closes without a word */
        return;
    }
    (void)setpgid(pid, pid);
    *c = (struct child){
        pid, fd, sys_monotonic_us(&r->clock) + (int64_t)r->plan->seconds_most * 1000000, false};
    r->running++;
}

static enum sys_end end_of(const struct child *c, int status)
{
    if (c->late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)) return SYS_END_TIME;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? SYS_END_DONE : SYS_END_FAILED;
}

static void child_ended(struct room *r, pid_t pid, int status)
{
    char trailer[TRAILER_BYTES];

    for (struct child *c = r->children; c < r->children + CHILDREN_MOST; c++) {
        if (c->pid != pid) continue;
        (void)kill(-pid, SIGKILL);
        memcpy(trailer, trailer_mark, sizeof trailer);
        trailer[TRAILER_BYTES - 1] = (char)end_of(c, status);
        (void)!send(c->fd, trailer, sizeof trailer, MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)close(c->fd);
        c->pid = 0;
        r->running--;
    }
}

/* Ends who is late; milliseconds until the next one would be. */
static int end_late(struct room *r)
{
    int64_t now = sys_monotonic_us(&r->clock);
    int64_t next = INT64_MAX;

    for (struct child *c = r->children; c < r->children + CHILDREN_MOST; c++) {
        if (!c->pid || c->late) continue;
        if (c->until_us <= now) {
            c->late = true;
            (void)kill(-c->pid, SIGKILL);
        } else if (c->until_us < next) {
            next = c->until_us;
        }
    }
    return next == INT64_MAX ? -1 : (int)((next - now) / 1000 + 1);
}

static void reap(struct room *r)
{
    struct signalfd_siginfo info;
    int status;

    while (read(r->signals, &info, sizeof info) > 0) continue;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) child_ended(r, pid, status);
}

static NORETURN void end_all(const struct room *r)
{
    for (size_t i = 0; i < CHILDREN_MOST; i++)
        if (r->children[i].pid) (void)kill(-r->children[i].pid, SIGKILL);
    _exit(0);
}

static NORETURN void starter_main(const struct sys_starter_plan *plan, int control)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct room r = {.plan = plan, .clock = sys_clock_real(), .control = only(control)};
    sigset_t set;

    /* The server says when it is over, not whoever signals the whole group. */
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)sigaction(SIGTERM, &ignore, NULL);
    (void)sigaction(SIGINT, &ignore, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGCHLD);
    (void)sigprocmask(SIG_SETMASK, &set, NULL);
    r.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (r.signals < 0) _exit(1);
    for (;;) {
        bool full = r.running >= plan->children_most;
        /* When there is no room, only the end of the server is looked for. */
        struct pollfd p[] = {{.fd = r.signals, .events = POLLIN},
                             {.fd = r.control, .events = (short)(full ? 0 : POLLIN)}};
        int wait = end_late(&r);

        if (poll(p, COUNT_OF(p), wait) < 0 && errno != EINTR) _exit(1);
        reap(&r);
        int fd = p[1].revents ? take_request(r.control, full) : -1;

        if (fd == GONE) end_all(&r);
        if (fd >= 0) start_child(&r, fd);
    }
}

/* ---- In the server --------------------------------------------------------------------------- */

struct err *sys_starter_open(struct arena *a, const struct sys_starter_plan *plan,
                             struct sys_starter **out)
{
    struct sys_starter *s = ARENA_NEW(a, struct sys_starter);
    int pair[2];

    BUG_IF(plan->children_most < 1 || plan->children_most > CHILDREN_MOST);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_detail(a, ERR(a, INTERNAL, "无法启动读取文件的进程"), "socketpair: %s",
                          strerrordesc_np(errno));
    pid_t pid = fork();

    if (pid == 0) {
        /* Forked once more, so that the server has no child it would have to wait for. */
        pid = fork();
        if (pid) _exit(pid < 0);
        starter_main(plan, pair[1]);
    }
    int status = -1;

    (void)close(pair[1]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        (void)close(pair[0]);
        return err_detail(a, ERR(a, INTERNAL, "无法启动读取文件的进程"), "fork: %s",
                          strerrordesc_np(errno));
    }
    s->control = pair[0];
    arena_defer(a, close_fd, &s->control);
    *out = s;
    return NULL;
}

static bool send_end(int control, int fd)
{
    char byte = 0;
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } room = {.bytes = {0}};
    struct iovec iov = {&byte, 1};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = room.bytes,
                       .msg_controllen = sizeof room.bytes};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    return sendmsg(control, &m, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

/* Sends and receives until the other end closes; false: no time left. */
static bool talk(int fd, str head, str body, struct buf *got, size_t most, int ms)
{
    struct sys_clock clock = sys_clock_real();
    int64_t until = sys_monotonic_us(&clock) + (int64_t)ms * 1000;
    char *piece = arena_bytes(got->arena, PIECE_BYTES);

    if (!head.n && !body.n) (void)shutdown(fd, SHUT_WR);
    for (;;) {
        struct pollfd p = {.fd = fd,
                           .events = (short)(head.n || body.n ? POLLIN | POLLOUT : POLLIN)};
        int64_t left = until - sys_monotonic_us(&clock);

        if (left <= 0) return false;
        if (poll(&p, 1, (int)(left / 1000 + 1)) < 0 && errno != EINTR) return false;
        if (p.revents & POLLOUT) {
            str *part = head.n ? &head : &body;
            ssize_t n = send(fd, part->p, part->n, MSG_NOSIGNAL | MSG_DONTWAIT);

            if (n > 0) *part = str_from(*part, (size_t)n);
            /* Who does not listen may still have answered. */
            if (n < 0 && errno != EAGAIN && errno != EINTR) head.n = body.n = 0;
            if (!head.n && !body.n) (void)shutdown(fd, SHUT_WR);
        }
        if (!(p.revents & (POLLIN | POLLHUP | POLLERR))) continue;
        ssize_t n = recv(fd, piece, PIECE_BYTES, MSG_DONTWAIT);

        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return true;
        if (n > 0) buf_add(got, str_at(piece, (size_t)n));
        if (got->n >= most + TRAILER_BYTES || !buf_ok(got)) return true;
    }
}

struct err *sys_starter_ask(const struct sys_starter *s, struct arena *a, str head, str body,
                            size_t most, int ms, str *answer, enum sys_end *end)
{
    struct buf got;
    int pair[2];

    *answer = S("");
    *end = SYS_END_LOST;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return err_detail(a, ERR(a, INTERNAL, "无法启动读取文件的进程"), "socketpair: %s",
                          strerrordesc_np(errno));
    bool sent = send_end(s->control, pair[1]);

    (void)close(pair[1]);
    if (!sent) {
        (void)close(pair[0]);
        return NULL; /* lost: too many wait, or nobody is there */
    }
    buf_init(&got, a, most + TRAILER_BYTES + PIECE_BYTES);
    bool whole = talk(pair[0], head, body, &got, most, ms);

    (void)close(pair[0]);
    str all = buf_str(&got);
    str mark = str_at(trailer_mark, TRAILER_BYTES - 1);

    if (!whole) return NULL;
    *end = SYS_END_FAILED;
    if (!buf_ok(&got) || all.n < TRAILER_BYTES || all.n > most + TRAILER_BYTES) return NULL;
    str trailer = str_from(all, all.n - TRAILER_BYTES);

    if (!str_starts(trailer, mark) || trailer.p[TRAILER_BYTES - 1] > SYS_END_TIME) return NULL;
    *end = (enum sys_end)trailer.p[TRAILER_BYTES - 1];
    *answer = str_head(all, all.n - TRAILER_BYTES);
    return NULL;
}
