/* What a service does besides its work: stopping, telling systemd, showing how far it is. */
#include "unit.h"

#include "sys/notify.h"
#include "sys/progress.h"
#include "sys/stop.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The real signals of this process; stop_open changes its mask, so it comes once. */
static void test_stop_waits_for_a_signal(void **state)
{
    struct sys_stop s;
    int gone[2];

    assert_ok(sys_stop_open(*state, &s));
    assert_int_equal(sys_stop_wait(&s, 0), 0);
    assert_int_equal(sys_stop_wait(&s, 10), 0);
    assert_int_equal(kill(getpid(), SIGTERM), 0);
    assert_int_equal(sys_stop_wait(&s, 1000), SIGTERM);
    assert_int_equal(sys_stop_wait(&s, 0), 0);
    assert_int_equal(kill(getpid(), SIGINT), 0);
    assert_int_equal(sys_stop_wait(&s, -1), SIGINT);
    /* A reader that went away no longer ends us. */
    assert_int_equal(pipe(gone), 0);
    (void)close(gone[0]);
    assert_int_equal(write(gone[1], "x", 1), -1);
    (void)close(gone[1]);
}

static void test_notify_reaches_the_socket(void **state)
{
    struct arena *a = *state;
    char folder[] = "/tmp/gongkai-test-notify-XXXXXX";
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    char got[64] = {0};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    assert_non_null(mkdtemp(folder));
    str path = str_printf(a, "%s/s", folder);

    memcpy(at.sun_path, path.p, path.n);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    assert_true(sys_notify(path, S("READY=1\nSTATUS=ready")));
    assert_int_equal(recv(fd, got, sizeof got, 0), 20);
    assert_string_equal(got, "READY=1\nSTATUS=ready");
    (void)close(fd);
    assert_false(sys_notify(path, S("READY=1")));
    assert_int_equal(unlink(str_z(a, path)), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_notify_in_the_abstract_name_space(void **state)
{
    struct arena *a = *state;
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    str address = str_printf(a, "@gongkai-test-%d", (int)getpid());
    char got[16] = {0};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    memcpy(at.sun_path + 1, address.p + 1, address.n - 1);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + address.n)),
                     0);
    assert_true(sys_notify(address, S("READY=1")));
    assert_int_equal(recv(fd, got, sizeof got, 0), 7);
    (void)close(fd);
}

static void test_notify_without_systemd(void **state)
{
    char long_path[200];

    (void)state;
    memset(long_path, '/', sizeof long_path);
    assert_false(sys_notify(S(""), S("READY=1")));
    assert_false(sys_notify(S("/"), S("READY=1")));
    assert_false(sys_notify(S("relative"), S("READY=1")));
    assert_false(sys_notify(S("/no/such/socket"), S("READY=1")));
    assert_false(sys_notify(str_at(long_path, sizeof long_path), S("READY=1")));
}

/* What the progress wrote into the pipe so far. */
static str shown(struct arena *a, int fd)
{
    char *p = arena_bytes(a, 4096);
    ssize_t n = read(fd, p, 4096);

    return str_at(p, n > 0 ? (size_t)n : 0);
}

static void test_progress_in_a_log(void **state)
{
    struct arena *a = *state;
    struct sys_manual_time t = {0, 0};
    struct sys_clock c = sys_clock_manual(&t);
    struct sys_progress p;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    sys_progress_begin(&p, &c, ends[1], S("导入"), 100);
    assert_false(p.terminal);
    sys_manual_advance(&t, 4999);
    sys_progress_add(&p, 10);
    sys_manual_advance(&t, 1);
    sys_progress_add(&p, 15);
    sys_manual_advance(&t, 1000);
    sys_progress_add(&p, 75);
    assert_str(shown(a, ends[0]), S("导入 25/100，每秒 5…\n"));
    sys_progress_end(&p);
    assert_str(shown(a, ends[0]), S("导入 100/100，每秒 16，用时 6.0 秒\n"));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_progress_on_a_terminal(void **state)
{
    struct arena *a = *state;
    struct sys_manual_time t = {0, 0};
    struct sys_clock c = sys_clock_manual(&t);
    struct sys_progress p;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    sys_progress_begin(&p, &c, ends[1], S("导入"), 100);
    p.terminal = true;
    sys_manual_advance(&t, 100);
    sys_progress_add(&p, 50);
    assert_str(shown(a, ends[0]),
               S("\r导入 [###############...............] 50/100，每秒 500\x1b[K"));
    /* More than was said, and a total that nobody knows, do no harm. */
    sys_manual_advance(&t, 100);
    sys_progress_add(&p, 90);
    assert_str(shown(a, ends[0]),
               S("\r导入 [##############################] 140/100，每秒 700\x1b[K"));
    p.total = 0;
    sys_progress_end(&p);
    assert_str(shown(a, ends[0]), S("\r导入 140，每秒 700，用时 0.2 秒\x1b[K\n"));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_stop_waits_for_a_signal),
        UNIT(test_notify_reaches_the_socket),
        UNIT(test_notify_in_the_abstract_name_space),
        UNIT(test_notify_without_systemd),
        UNIT(test_progress_in_a_log),
        UNIT(test_progress_on_a_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
