/*
 * The sandbox from inside: each test is a child that enters it and then tries what it gave up.
 * Where the kernel lacks a part (a container), the test that needs that part is skipped.
 */
#include "unit.h"

#include "sys/clock.h"
#include "sys/file.h"
#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILD_SKIPPED = 77 };

static char folder[64];
static char denied[64];

static int make_folders(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "%s", "/tmp/gongkai-test-sandbox-XXXXXX");
    (void)snprintf(denied, sizeof denied, "%s", "/tmp/gongkai-test-denied-XXXXXX");
    if (!mkdtemp(folder) || !mkdtemp(denied)) return 1;
    /* The user that the tests become must get in. */
    return chmod(folder, 0777) || chmod(denied, 0777);
}

static int remove_folders(void **state)
{
    char command[200];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s' '%s'", folder, denied);
    return system(command);
}

/* One check in the child; says which one failed. */
#define CHILD(cond)                                                                                \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            (void)fprintf(stderr, "%s:%d: %s (errno %d)\n", __FILE__, __LINE__, #cond, errno);     \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* Nothing is said: in a child standard error may not even be written to. */
static struct sandbox_got enter_role(struct arena *a, enum sandbox_role role)
{
    const struct log silent = {.fd = -1, .least = LOG_ERROR};
    const struct sandbox_plan plan = {.role = role, .limits = {.seconds = 5}};
    struct sandbox_got got;
    const struct err *e = sandbox_enter(a, &silent, &plan, &got);

    CHILD(!e);
    return got;
}

static struct sandbox_got enter(struct arena *a, bool kill_it, str user)
{
    struct sys_clock clock = sys_clock_real();
    const struct log log = {
        .fd = STDERR_FILENO, .least = LOG_ERROR, .now_ms = clock.now_ms, .clock = clock.self};
    const struct sandbox_path paths[] = {{.path = str_of(folder), .write = true},
                                         {.path = S("/no/such/path")}};
    const struct sandbox_plan plan = {.role = SANDBOX_SERVE,
                                      .paths = paths,
                                      .paths_n = COUNT_OF(paths),
                                      .user = user,
                                      .kill = kill_it};
    struct sandbox_got got;
    const struct err *e = sandbox_enter(a, &log, &plan, &got);

    CHILD(!e);
    return got;
}

static int in_child(void (*test)(struct arena *a), struct arena *a)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        test(a);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void expect_done(int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_SKIPPED) skip();
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void files_inside(struct arena *a)
{
    struct sys_dir root;
    struct sys_dir outside;
    str text;

    if (!enter(a, false, S("")).landlock) _exit(CHILD_SKIPPED);
    CHILD(!sys_dir_open(a, str_of(folder), &root));
    CHILD(!sys_dir_make(a, &root, S("files/3f")));
    CHILD(!sys_file_write(a, &root, S("files/3f/x"), 0600, S("text")));
    CHILD(!sys_file_read(a, &root, S("files/3f/x"), 9, &text));
    CHILD(!sys_file_remove(a, &root, S("files/3f/x")));
    CHILD(sys_dir_open(a, str_of(denied), &outside));
    CHILD(sys_path_read(a, S("/root/.profile"), 99999, &text));
    CHILD(!sys_path_read(a, S("/etc/hostname"), 99999, &text) || access("/etc/hostname", F_OK));
    CHILD(open("/etc/gongkai-test", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0);
    CHILD(symlinkat("/etc/passwd", root.fd, "link") < 0 && errno == EACCES);
    CHILD(mkfifoat(root.fd, "pipe", 0600) < 0);
}

static void test_only_the_listed_files(void **state)
{
    expect_done(in_child(files_inside, *state));
}

static void *thread_main(void *p)
{
    *(int *)p = (int)syscall(SYS_keyctl, 0, 0, 0, 0, 0) == -1 ? errno : 0;
    return NULL;
}

static void calls_inside(struct arena *a)
{
    char *const no_args[] = {NULL};
    pthread_t thread;
    int in_thread = 0;

    if (!enter(a, false, S("")).seccomp) _exit(CHILD_SKIPPED);
    CHILD(execve("/bin/true", no_args, no_args) == -1 && errno == EPERM);
    CHILD(syscall(SYS_fork) == -1 && errno == EPERM);
    CHILD(mount("none", folder, "tmpfs", 0, NULL) == -1 && errno == EPERM);
    CHILD(syscall(SYS_bpf, 0, NULL, 0) == -1 && errno == EPERM);
    CHILD(syscall(SYS_init_module, NULL, 0, "") == -1 && errno == EPERM);
    CHILD(syscall(SYS_io_uring_setup, 1, NULL) == -1 && errno == EPERM);
    CHILD(syscall(SYS_clone3, NULL, 0) == -1 && errno == ENOSYS);
    CHILD(syscall(SYS_kill, getppid(), 0) == -1 && errno == EPERM);
    CHILD(setuid(0) == -1 && errno == EPERM);
    CHILD(mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
              MAP_FAILED &&
          errno == EPERM);
    CHILD(socket(AF_PACKET, SOCK_RAW, 0) == -1 && errno == EPERM);
    CHILD(socket(AF_VSOCK, SOCK_STREAM, 0) == -1 && errno == EPERM);
    CHILD(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0);
    CHILD(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0);
    /* Threads are what a server is made of, and they are inside too. */
    CHILD(pthread_create(&thread, NULL, thread_main, &in_thread) == 0);
    CHILD(pthread_join(thread, NULL) == 0);
    CHILD(in_thread == EPERM);
}

static void test_the_calls_it_gave_up(void **state)
{
    expect_done(in_child(calls_inside, *state));
}

/* What no child can do, whatever it reads. */
static void refused_to_all_children(void)
{
    char *const no_args[] = {NULL};

    CHILD(execve("/bin/true", no_args, no_args) == -1 && errno == EPERM);
    CHILD(syscall(SYS_fork) == -1 && errno == EPERM);
    CHILD(syscall(SYS_clone3, NULL, 0) == -1 && errno == EPERM);
    CHILD(socket(AF_INET, SOCK_STREAM, 0) == -1 && errno == EPERM);
    CHILD(socket(AF_UNIX, SOCK_STREAM, 0) == -1 && errno == EPERM);
    CHILD(syscall(SYS_kill, getppid(), SIGKILL) == -1 && errno == EPERM);
    CHILD(syscall(SYS_ptrace, 16, getppid(), 0, 0) == -1 && errno == EPERM);
    CHILD(syscall(SYS_memfd_create, "x", 0) == -1 && errno == EPERM);
    CHILD(syscall(SYS_io_uring_setup, 1, NULL) == -1 && errno == EPERM);
    CHILD(open("/tmp/gongkai-test-x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0);
    CHILD(unlink("/tmp/gongkai-test-x") == -1 && errno == EPERM);
    CHILD(setpgid(0, 0) == -1 && errno == EPERM);
    CHILD(mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
              MAP_FAILED &&
          errno == EPERM);
}

static void child_inside(struct arena *a)
{
    if (!enter_role(a, SANDBOX_CONVERT).seccomp) _exit(CHILD_SKIPPED);
    refused_to_all_children();
    CHILD(open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 && errno == EPERM);
    CHILD(mprotect(a, 1, PROT_EXEC) == -1 && errno == EPERM);
    CHILD(syscall(SYS_execveat, SANDBOX_PROGRAM_FD, "", NULL, NULL, AT_EMPTY_PATH) == -1 &&
          errno == EPERM);
    /* what it is for */
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    CHILD(p != MAP_FAILED && munmap(p, 4096) == 0);
    CHILD(write(STDERR_FILENO, "", 0) == 0);
}

static void test_a_child_has_nothing_but_what_is_open(void **state)
{
    expect_done(in_child(child_inside, *state));
}

static void program_inside(struct arena *a)
{
    char *const no_args[] = {NULL};
    int file = open("/bin/true", O_RDONLY | O_CLOEXEC);

    CHILD(file >= 0);
    const struct sandbox_got got = enter_role(a, SANDBOX_PROGRAM);

    if (!got.seccomp) _exit(CHILD_SKIPPED);
    refused_to_all_children();
    /* another file than the one at the number, and the number itself can no longer be had */
    CHILD(syscall(SYS_execveat, file, "", no_args, no_args, AT_EMPTY_PATH) == -1 && errno == EPERM);
    CHILD(syscall(SYS_execveat, AT_FDCWD, "/bin/true", no_args, no_args, 0) == -1 &&
          errno == EPERM);
    CHILD(dup2(file, SANDBOX_PROGRAM_FD) == -1);
    CHILD(fcntl(file, F_DUPFD, SANDBOX_PROGRAM_FD) == -1);
    CHILD(open("/usr/lib/os-release", O_RDWR | O_CLOEXEC) < 0);
    if (got.landlock) {
        CHILD(open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 && errno == EACCES);
        CHILD(open("/usr/lib", O_RDONLY | O_CLOEXEC) >= 0);
    }
}

static void test_a_program_reads_its_libraries_and_no_more(void **state)
{
    expect_done(in_child(program_inside, *state));
}

static void spin_inside(struct arena *a)
{
    const struct log silent = {.fd = -1, .least = LOG_ERROR};
    const struct sandbox_plan plan = {.role = SANDBOX_CONVERT, .limits = {.seconds = 1}};
    volatile unsigned n = 0;

    CHILD(!sandbox_enter(a, &silent, &plan, NULL));
    for (;;) n++;
}

static void test_a_child_has_so_much_time(void **state)
{
    int status = in_child(spin_inside, *state);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGXCPU);
}

static void killed_inside(struct arena *a)
{
    char *const no_args[] = {NULL};

    if (!enter(a, true, S("")).seccomp) _exit(CHILD_SKIPPED);
    (void)execve("/bin/true", no_args, no_args);
}

static void test_in_production_a_refused_call_is_the_end(void **state)
{
    int status = in_child(killed_inside, *state);

    if (WIFEXITED(status) && WEXITSTATUS(status) == CHILD_SKIPPED) skip();
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void as_nobody(struct arena *a)
{
    const struct sandbox_got got = enter(a, false, S("nobody"));
    int fd;

    CHILD(got.user);
    CHILD(getuid() != 0 && geteuid() != 0 && getgid() != 0);
    CHILD(getgroups(0, NULL) <= 1);
    CHILD(open("/etc/shadow", O_RDONLY | O_CLOEXEC) < 0);
    fd = open(str_z(a, str_printf(a, "%s/mine", folder)), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CHILD(fd >= 0);
}

static void test_root_becomes_another_user(void **state)
{
    if (geteuid() != 0) skip();
    expect_done(in_child(as_nobody, *state));
}

static void test_an_unknown_user_is_refused(void **state)
{
    struct arena *a = *state;
    struct sys_clock clock = sys_clock_real();
    const struct log log = {
        .fd = STDERR_FILENO, .least = LOG_ERROR, .now_ms = clock.now_ms, .clock = clock.self};
    const struct sandbox_plan plan = {.role = SANDBOX_SERVE, .user = S("no-such-user")};

    if (geteuid() != 0) skip();
    assert_err(sandbox_enter(a, &log, &plan, NULL), NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_only_the_listed_files),
        UNIT(test_the_calls_it_gave_up),
        UNIT(test_a_child_has_nothing_but_what_is_open),
        UNIT(test_a_program_reads_its_libraries_and_no_more),
        UNIT(test_a_child_has_so_much_time),
        UNIT(test_in_production_a_refused_call_is_the_end),
        UNIT(test_root_becomes_another_user),
        UNIT(test_an_unknown_user_is_refused),
    };

    return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
