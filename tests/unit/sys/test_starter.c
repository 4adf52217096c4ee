/* Children of the starter: how they end, and that the server itself starts nothing. */
#include "unit.h"

#include "sys/clock.h"
#include "sys/program.h"
#include "sys/sandbox.h"
#include "sys/starter.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 20000, CHILDREN = 2 };

static struct arena starter_arena;
static struct sys_starter *starter;

/* What is open in the child besides its connection and the sink. */
static int others_open(void)
{
    int n = 0;

    for (int fd = 4; fd < 1024; fd++) n += fcntl(fd, F_GETFD) != -1;
    return n;
}

/* The first word of the request says what becomes of the child. */
static void work(int fd, void *arg)
{
    struct arena a;
    str request;

    (void)arg;
    arena_init(&a, (size_t)256 * 1024 * 1024);
    if (!sys_fd_take(&a, fd, (size_t)64 * 1024 * 1024, &request)) _exit(9);
    if (str_eq(request, S("crash"))) abort();
    if (str_eq(request, S("fail"))) _exit(3);
    if (str_eq(request, S("hang")))
        for (;;) (void)sleep(1);
    if (str_eq(request, S("flood")))
        while (sys_fd_give(fd, S("flood flood flood flood flood flood flood flood "))) continue;
    if (str_eq(request, S("open"))) request = others_open() ? S("some") : S("none");
    (void)sys_fd_give(fd, request);
    arena_release(&a);
}

static int open_starter(void **state)
{
    static const struct sys_starter_plan plan = {
        .work = work, .children_most = CHILDREN, .seconds_most = 4};

    (void)state;
    arena_init(&starter_arena, 1024 * 1024);
    return sys_starter_open(&starter_arena, &plan, &starter) != NULL;
}

static int close_starter(void **state)
{
    (void)state;
    arena_release(&starter_arena);
    return 0;
}

static enum sys_end ask(struct arena *a, str request, str *answer)
{
    enum sys_end end;

    assert_ok(sys_starter_ask(starter, a, S(""), request, 1000000, WAIT_MS, answer, &end));
    return end;
}

static void answers_what_was_asked(void **state)
{
    struct arena *a = *state;
    char *p = arena_bytes(a, 900000);
    str answer;

    for (size_t i = 0; i < 900000; i++) p[i] = (char)i;
    assert_int_equal(ask(a, str_at(p, 900000), &answer), SYS_END_DONE);
    assert_true(str_eq(answer, str_at(p, 900000)));
    assert_int_equal(ask(a, S(""), &answer), SYS_END_DONE);
    assert_str(answer, S(""));
    assert_int_equal(ask(a, S("open"), &answer), SYS_END_DONE);
    assert_str(answer, S("none"));
}

static void says_how_a_child_ended(void **state)
{
    struct arena *a = *state;
    str answer;

    assert_int_equal(ask(a, S("crash"), &answer), SYS_END_FAILED);
    assert_int_equal(ask(a, S("fail"), &answer), SYS_END_FAILED);
    assert_int_equal(ask(a, S("hang"), &answer), SYS_END_TIME);
    assert_int_equal(ask(a, S("flood"), &answer), SYS_END_FAILED);
    assert_str(answer, S(""));
    /* and goes on */
    assert_int_equal(ask(a, S("x"), &answer), SYS_END_DONE);
}

static void does_not_wait_for_ever(void **state)
{
    struct arena *a = *state;
    enum sys_end end;
    str answer;

    assert_ok(sys_starter_ask(starter, a, S(""), S("hang"), 100, 50, &answer, &end));
    assert_int_equal(end, SYS_END_LOST);
}

struct asker {
    struct arena arena;
    pthread_t thread;
    bool good;
};

static void *ask_one(void *arg)
{
    struct asker *k = arg;
    str request = str_printf(&k->arena, "request %p", arg);
    enum sys_end end = SYS_END_LOST;
    str answer = S("");

    k->good = !sys_starter_ask(starter, &k->arena, S(""), request, 1000, WAIT_MS, &answer, &end) &&
              end == SYS_END_DONE && str_eq(answer, request);
    return NULL;
}

static void many_threads_ask_at_once(void **state)
{
    enum { ASKERS = 24 };
    static struct asker askers[ASKERS];

    (void)state;
    for (int i = 0; i < ASKERS; i++) {
        arena_init(&askers[i].arena, 1024 * 1024);
        assert_int_equal(pthread_create(&askers[i].thread, NULL, ask_one, &askers[i]), 0);
    }
    for (int i = 0; i < ASKERS; i++) {
        assert_int_equal(pthread_join(askers[i].thread, NULL), 0);
        assert_true(askers[i].good);
        arena_release(&askers[i].arena);
    }
}

/* A server in its sandbox: children can be had, programs and processes cannot. */
static int server(struct arena *a)
{
    char *const no_args[] = {NULL};
    const struct log silent = {.fd = -1, .least = LOG_ERROR};
    const struct sandbox_plan plan = {.role = SANDBOX_SERVE};
    struct sandbox_got got;
    str answer;

    if (sandbox_enter(a, &silent, &plan, &got)) return 1;
    if (!got.seccomp) return 77;
    if (ask(a, S("still there"), &answer) != SYS_END_DONE) return 2;
    if (!str_eq(answer, S("still there"))) return 3;
    if (execve("/bin/true", no_args, no_args) != -1 || errno != EPERM) return 4;
    if (execve("/usr/bin/pdftotext", no_args, no_args) != -1 || errno != EPERM) return 5;
    if (execve("/proc/self/exe", no_args, no_args) != -1 || errno != EPERM) return 6;
    return 0;
}

static void the_servers_sandbox_allows_it_and_nothing_else(void **state)
{
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) _exit(server(*state));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* The starter and its children go when the server goes. */
static void ends_with_the_server(void **state)
{
    static const struct sys_starter_plan plan = {
        .work = work, .children_most = 1, .seconds_most = 600};
    struct arena *a = *state;
    struct arena own;
    struct sys_starter *s;
    int status;

    /* orphans become ours, so that their end can be waited for */
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        enum sys_end end;
        str answer;

        arena_init(&own, 1024 * 1024);
        if (sys_starter_open(&own, &plan, &s)) _exit(1);
        _exit(sys_starter_ask(s, a, S(""), S("hang"), 10, 200, &answer, &end) != NULL ||
              end != SYS_END_LOST);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)alarm(30); /* a starter that stays would hang here */
    while (waitpid(-1, &status, 0) > 0) continue;
    assert_int_equal(errno, ECHILD);
    (void)alarm(0);
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(answers_what_was_asked),
        UNIT(says_how_a_child_ended),
        UNIT(does_not_wait_for_ever),
        UNIT(many_threads_ask_at_once),
        UNIT(the_servers_sandbox_allows_it_and_nothing_else),
        UNIT(ends_with_the_server),
    };

    return cmocka_run_group_tests(tests, open_starter, close_starter);
}
