#include "sys/program.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024 };

/* In the new process: input and output in place, the file at its number, then no way back. */
static NORETURN void become_program(struct arena *a, const char *path, int file, const int *in,
                                    const int *out, const char *const *args,
                                    struct sandbox_limits limits)
{
    const struct sandbox_path own = {.path = str_of(path), .run = true};
    const struct log silent = {.fd = -1, .least = LOG_ERROR};
    const struct sandbox_plan plan = {
        .role = SANDBOX_PROGRAM, .paths = &own, .paths_n = 1, .limits = limits};
    char *const no_environment[] = {NULL};
    char **argv;
    size_t n = 0;

    while (args[n]) n++;
    argv = ARENA_ARRAY(a, char *, n + 1);
    for (size_t i = 0; i < n; i++) argv[i] = str_z(a, str_of(args[i]));
    if (dup3(file, SANDBOX_PROGRAM_FD, O_CLOEXEC) < 0) _exit(127);
    if (dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0) _exit(127);
    (void)close_range(3, SANDBOX_PROGRAM_FD - 1, 0);
    (void)close_range(SANDBOX_PROGRAM_FD + 1, ~0u, 0);
    if (sandbox_enter(a, &silent, &plan, NULL)) _exit(127);
    (void)syscall(SYS_execveat, SANDBOX_PROGRAM_FD, "", argv, no_environment, AT_EMPTY_PATH);
    _exit(127);
}

struct err *sys_program_start(struct arena *a, const char *path, const char *const *args,
                              struct sandbox_limits limits, struct sys_program *out)
{
    int in[2];
    int back[2];
    int file = open(path, O_RDONLY | O_CLOEXEC);

    if (file < 0) return err_detail(a, ERR(a, NOT_FOUND, "本机没有所需的程序"), "%s", path);
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(back, O_CLOEXEC) != 0)
        return err_detail(a, ERR(a, INTERNAL, "无法启动程序"), "pipe: %s", strerrordesc_np(errno));
    pid_t pid = fork();

    if (pid == 0) become_program(a, path, file, in, back, args, limits);
    (void)close(file);
    (void)close(in[0]);
    (void)close(back[1]);
    if (pid < 0)
        return err_detail(a, ERR(a, INTERNAL, "无法启动程序"), "fork: %s", strerrordesc_np(errno));
    /* Not set where it cannot be: then a slow reader is slow, no more. */
    (void)fcntl(in[1], F_SETFL, O_NONBLOCK);
    *out = (struct sys_program){in[1], back[0], pid};
    return NULL;
}

/* Feeds and drains until the program closes its output, or has said too much. */
static void exchange(struct sys_program *p, str input, struct buf *got, bool *cut)
{
    char *piece = arena_bytes(got->arena, PIECE_BYTES);

    for (;;) {
        struct pollfd set[] = {{.fd = p->out, .events = POLLIN}, {.fd = p->in, .events = POLLOUT}};

        if (poll(set, COUNT_OF(set), -1) < 0 && errno != EINTR) return;
        if (p->in >= 0 && set[1].revents) {
            ssize_t n = write(p->in, input.p, input.n < PIECE_BYTES ? input.n : PIECE_BYTES);

            if (n > 0) input = str_from(input, (size_t)n);
            if (!input.n || (n < 0 && errno != EAGAIN && errno != EINTR)) {
                (void)close(p->in);
                p->in = -1;
            }
        }
        if (!set[0].revents) continue;
        ssize_t n = read(p->out, piece, PIECE_BYTES);

        if (n == 0 || (n < 0 && errno != EINTR)) return;
        size_t room = got->max - got->n;

        if (n > 0) buf_add(got, str_at(piece, (size_t)n < room ? (size_t)n : room));
        if (n > 0 && (size_t)n > room) {
            *cut = true;
            return;
        }
    }
}

enum sys_end sys_program_run(struct sys_program *p, struct arena *a, str input, size_t most,
                             str *output, int *status, bool *cut)
{
    struct buf got;
    int how = 0;

    buf_init(&got, a, most);
    *cut = false;
    exchange(p, input, &got, cut);
    *output = buf_str(&got);
    if (p->in >= 0) (void)close(p->in);
    (void)close(p->out); /* who still writes ends by that */
    *status = -1;
    if (waitpid(p->pid, &how, 0) != p->pid) return SYS_END_FAILED;
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU) return SYS_END_TIME;
    if (!WIFEXITED(how)) return *cut ? SYS_END_DONE : SYS_END_FAILED;
    *status = WEXITSTATUS(how);
    return SYS_END_DONE;
}

bool sys_fd_take(struct arena *a, int fd, size_t most, str *out)
{
    struct buf b;
    char *piece = arena_bytes(a, PIECE_BYTES);
    ssize_t n;

    buf_init(&b, a, most);
    while ((n = read(fd, piece, PIECE_BYTES)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        buf_add(&b, str_at(piece, (size_t)n));
        if (!buf_ok(&b)) return false;
    }
    *out = buf_str(&b);
    return true;
}

bool sys_fd_give(int fd, str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);

        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = str_from(bytes, (size_t)n);
    }
    return true;
}
