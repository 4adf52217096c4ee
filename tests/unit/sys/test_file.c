/*
 * Files beneath one folder: what works, each way out of the folder, and a process that is killed
 * between the steps of a write. The calls of the write are wrapped by the linker (meson.build).
 */
#include "unit.h"

#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* -- the wrapped calls --------------------------------------------------------------------- */

static char steps[64];   /* one letter a call, in order */
static size_t steps_n;   /* 0 when nobody looks */
static size_t kill_at;   /* the process ends before this call; 0: never */
static size_t refuse_at; /* this call fails with ENOSPC; 0: never */
static bool looking;

/* True when the call may go on. */
static bool step(char letter)
{
    if (!looking) return true;
    if (steps_n < sizeof steps - 1) steps[steps_n++] = letter;
    steps[steps_n] = '\0';
    if (steps_n == kill_at) (void)raise(SIGKILL);
    if (steps_n != refuse_at) return true;
    errno = ENOSPC;
    return false;
}

ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n)
{
    return step('w') ? __real_write(fd, p, n) : -1;
}

int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode)
{
    return step('m') ? __real_fchmod(fd, mode) : -1;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    return step('s') ? __real_fsync(fd) : -1;
}

int __real_renameat(int from_fd, const char *from, int to_fd, const char *to);
int __wrap_renameat(int from_fd, const char *from, int to_fd, const char *to);
int __wrap_renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    return step('r') ? __real_renameat(from_fd, from, to_fd, to) : -1;
}

/* -- a folder for each test ---------------------------------------------------------------- */

static char folder[64];

static void in_folder(struct arena *a, struct sys_dir *root)
{
    (void)snprintf(folder, sizeof folder, "%s", "/tmp/gongkai-test-file-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_ok(sys_dir_open(a, str_of(folder), root));
}

static void remove_folder(struct arena *a)
{
    char *command = str_z(a, str_printf(a, "rm -rf '%s'", folder));

    assert_int_equal(system(command), 0);
}

static str read_back(struct arena *a, const struct sys_dir *root, str name)
{
    str got = S("");

    assert_ok(sys_file_read(a, root, name, 1000, &got));
    return got;
}

/* -- tests --------------------------------------------------------------------------------- */

static void test_write_read_size_remove(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    struct stat st;
    int64_t size;
    int fd;
    str got;

    in_folder(a, &root);
    assert_ok(sys_dir_make(a, &root, S("files/3f")));
    assert_ok(sys_dir_make(a, &root, S("files/3f")));
    assert_ok(sys_file_write(a, &root, S("files/3f/a.txt"), 0600, S("第一稿")));
    assert_str(read_back(a, &root, S("files/3f/a.txt")), S("第一稿"));
    assert_ok(sys_file_write(a, &root, S("files/3f/a.txt"), 0640, S("")));
    assert_str(read_back(a, &root, S("files/3f/a.txt")), S(""));
    assert_ok(sys_file_write(a, &root, S("files/3f/a.txt"), 0600, S("1234567")));
    assert_ok(sys_file_size(a, &root, S("files/3f/a.txt"), &size));
    assert_int_equal(size, 7);
    assert_ok(sys_file_open(a, &root, S("files/3f/a.txt"), &fd, &size));
    assert_int_equal(size, 7);
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(sys_file_remove(a, &root, S("files/3f/a.txt")));
    assert_ok(sys_file_remove(a, &root, S("files/3f/a.txt")));
    assert_ok(sys_file_remove(a, &root, S("no/such/a.txt")));
    assert_err(sys_file_read(a, &root, S("files/3f/a.txt"), 10, &got), NOT_FOUND);
    assert_err(sys_file_size(a, &root, S("files/3f/a.txt"), &size), NOT_FOUND);
    assert_err(sys_file_write(a, &root, S("no/such/a.txt"), 0600, S("x")), NOT_FOUND);
    remove_folder(a);
}

static void test_limits(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    str got;

    in_folder(a, &root);
    assert_ok(sys_file_write(a, &root, S("ten"), 0600, S("0123456789")));
    assert_ok(sys_file_read(a, &root, S("ten"), 10, &got));
    assert_str(got, S("0123456789"));
    assert_err(sys_file_read(a, &root, S("ten"), 9, &got), TOO_LARGE);
    assert_err(sys_file_read(a, &root, S("ten"), 0, &got), TOO_LARGE);
    str path = str_printf(a, "%s/ten", folder);

    assert_ok(sys_path_read(a, path, 10, &got));
    assert_str(got, S("0123456789"));
    assert_err(sys_path_read(a, path, 9, &got), TOO_LARGE);
    assert_err(sys_path_read(a, S("/no/such"), 9, &got), NOT_FOUND);
    assert_err(sys_path_read(a, S(""), 9, &got), NOT_FOUND);
    /* Endless: the limit ends it. */
    assert_err(sys_path_read(a, S("/dev/zero"), 300000, &got), TOO_LARGE);
    remove_folder(a);
}

static void test_names_that_lead_out_are_refused(void **state)
{
    static const str wrong[] = {
        S_INIT(""),          S_INIT("/etc/passwd"), S_INIT(".."), S_INIT("../x"),
        S_INIT("a/../../x"), S_INIT("a//b"),        S_INIT("a/"), S_INIT("./a"),
        S_INIT("a/."),       S_INIT("a/.."),        S_INIT("/"),  S_INIT("a\0b"),
    };
    struct arena *a = *state;
    struct sys_dir root;
    struct sys_listing all;
    int64_t size;
    int fd;
    str got;

    in_folder(a, &root);
    assert_ok(sys_dir_make(a, &root, S("a")));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_err(sys_file_read(a, &root, wrong[i], 9, &got), IO);
        assert_err(sys_file_open(a, &root, wrong[i], &fd, NULL), IO);
        assert_err(sys_file_size(a, &root, wrong[i], &size), IO);
        assert_err(sys_file_write(a, &root, wrong[i], 0600, S("x")), IO);
        assert_err(sys_file_remove(a, &root, wrong[i]), IO);
        assert_err(sys_dir_make(a, &root, wrong[i]), IO);
        assert_err(sys_dir_list(a, &root, wrong[i], 9, &all), IO);
    }
    /* Nothing was left behind by the refused writes. */
    arena_reset(a);
    assert_ok(sys_dir_open(a, str_of(folder), &root));
    assert_ok(sys_dir_list(a, &root, S("."), 9, &all));
    assert_int_equal(all.n, 1);
    remove_folder(a);
}

static void links_are_refused(struct arena *a, const struct sys_dir *root)
{
    struct sys_listing all;
    int64_t size;
    str got;

    assert_err(sys_file_read(a, root, S("to_file"), 9, &got), IO);
    assert_err(sys_file_size(a, root, S("to_file"), &size), IO);
    assert_err(sys_file_read(a, root, S("to_dir/secret"), 9, &got), IO);
    assert_err(sys_file_read(a, root, S("out/passwd"), 9, &got), IO);
    assert_err(sys_file_write(a, root, S("to_dir/new"), 0600, S("x")), IO);
    assert_err(sys_file_remove(a, root, S("to_dir/secret")), IO);
    assert_err(sys_dir_list(a, root, S("to_dir"), 9, &all), IO);
    assert_err(sys_dir_make(a, root, S("to_dir")), IO);
    assert_err(sys_dir_make(a, root, S("to_dir/new")), IO);
    assert_err(sys_file_read(a, root, S("dir"), 9, &got), IO);
    assert_err(sys_file_read(a, root, S("pipe"), 9, &got), IO);
    assert_str(read_back(a, root, S("dir/secret")), S("s"));
}

static void make_links(struct arena *a, const struct sys_dir *root)
{
    assert_ok(sys_dir_make(a, root, S("dir")));
    assert_ok(sys_file_write(a, root, S("dir/secret"), 0600, S("s")));
    assert_int_equal(symlinkat("dir/secret", root->fd, "to_file"), 0);
    assert_int_equal(symlinkat("dir", root->fd, "to_dir"), 0);
    assert_int_equal(symlinkat("/etc", root->fd, "out"), 0);
    assert_int_equal(mkfifoat(root->fd, "pipe", 0600), 0);
}

static void test_links_folders_and_pipes_are_no_files(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;

    in_folder(a, &root);
    make_links(a, &root);
    links_are_refused(a, &root);
    /* Writing to the name of a link replaces the link, not what it leads to. */
    assert_ok(sys_file_write(a, &root, S("to_file"), 0600, S("new")));
    assert_str(read_back(a, &root, S("to_file")), S("new"));
    assert_str(read_back(a, &root, S("dir/secret")), S("s"));
    remove_folder(a);
}

/* Runs `test` in a process that ends with status 0 when the test did not fail. */
static int in_child(void (*test)(struct arena *a, const struct sys_dir *root), struct arena *a,
                    const struct sys_dir *root)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        test(a, root);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void without_openat2(struct arena *a, const struct sys_dir *root)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

    if (!ctx || seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0) != 0 ||
        seccomp_load(ctx) != 0)
        _exit(77);
    seccomp_release(ctx);
    links_are_refused(a, root);
    assert_ok(sys_dir_make(a, root, S("files/3f")));
    assert_ok(sys_file_write(a, root, S("files/3f/x"), 0600, S("walked")));
    assert_str(read_back(a, root, S("files/3f/x")), S("walked"));
}

static void test_the_same_on_a_kernel_without_openat2(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;

    in_folder(a, &root);
    make_links(a, &root);
    int status = in_child(without_openat2, a, &root);

    remove_folder(a);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) skip();
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_list(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    struct sys_listing all;

    in_folder(a, &root);
    assert_ok(sys_dir_list(a, &root, S("."), 0, &all));
    assert_int_equal(all.n, 0);
    assert_ok(sys_file_write(a, &root, S("b"), 0600, S("x")));
    assert_ok(sys_file_write(a, &root, S("a"), 0600, S("x")));
    assert_ok(sys_dir_make(a, &root, S("C")));
    assert_ok(sys_dir_list(a, &root, S("."), 3, &all));
    assert_int_equal(all.n, 3);
    assert_str(all.names[0], S("C"));
    assert_str(all.names[1], S("a"));
    assert_str(all.names[2], S("b"));
    assert_err(sys_dir_list(a, &root, S("."), 2, &all), TOO_LARGE);
    assert_err(sys_dir_list(a, &root, S("no"), 2, &all), NOT_FOUND);
    remove_folder(a);
}

static void test_create_with_missing_parents(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    struct sys_dir made;
    struct stat st;

    in_folder(a, &root);
    assert_ok(sys_dir_create(a, str_printf(a, "%s/x/y/z", folder), &made));
    assert_ok(sys_dir_create(a, str_printf(a, "%s/x/y/z", folder), &made));
    assert_int_equal(fstat(made.fd, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_ok(sys_file_write(a, &root, S("file"), 0600, S("x")));
    assert_err(sys_dir_create(a, str_printf(a, "%s/file/z", folder), &made), IO);
    assert_err(sys_dir_open(a, str_printf(a, "%s/none", folder), &made), NOT_FOUND);
    remove_folder(a);
}

static void test_received_file(void **state)
{
    struct arena *a = *state;
    struct arena own;
    struct sys_dir root;
    struct sys_listing all;
    struct sys_temp *t;

    in_folder(a, &root);
    arena_init(&own, 1024 * 1024);
    assert_ok(sys_temp_open(&own, &root, 6, &t));
    assert_ok(sys_temp_write(t, S("abc")));
    assert_ok(sys_temp_write(t, S("def")));
    assert_err(sys_temp_write(t, S("g")), TOO_LARGE);
    assert_ok(sys_temp_write(t, S("")));
    assert_ok(sys_temp_keep(t, S("kept"), 0640));
    assert_str(read_back(a, &root, S("kept")), S("abcdef"));
    /* One that is not kept goes with its arena. */
    assert_ok(sys_temp_open(&own, &root, 6, &t));
    assert_ok(sys_temp_write(t, S("abc")));
    assert_ok(sys_dir_list(a, &root, S("."), 9, &all));
    assert_int_equal(all.n, 2);
    arena_release(&own);
    assert_ok(sys_dir_list(a, &root, S("."), 9, &all));
    assert_int_equal(all.n, 1);
    assert_str(all.names[0], S("kept"));
    remove_folder(a);
}

static void test_sweep_takes_only_old_leftovers(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    struct sys_listing all;
    const struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

    in_folder(a, &root);
    assert_ok(sys_file_write(a, &root, S(".tmp-old"), 0600, S("x")));
    assert_ok(sys_file_write(a, &root, S(".tmp-new"), 0600, S("x")));
    assert_ok(sys_file_write(a, &root, S("old"), 0600, S("x")));
    assert_int_equal(utimensat(root.fd, ".tmp-old", old, 0), 0);
    assert_int_equal(utimensat(root.fd, "old", old, 0), 0);
    assert_ok(sys_temp_sweep(a, &root, 1000000));
    assert_ok(sys_dir_list(a, &root, S("."), 9, &all));
    assert_int_equal(all.n, 3); /* changed at that very moment: not before it */
    assert_ok(sys_temp_sweep(a, &root, 1000001));
    assert_ok(sys_dir_list(a, &root, S("."), 9, &all));
    assert_int_equal(all.n, 2);
    assert_str(all.names[0], S(".tmp-new"));
    assert_str(all.names[1], S("old"));
    remove_folder(a);
}

/* -- a write that does not get to its end --------------------------------------------------- */

static void write_new(struct arena *a, const struct sys_dir *root)
{
    steps_n = 0;
    looking = true;
    if (sys_file_write(a, root, S("file"), 0600, S("the new text, longer"))) _exit(3);
}

static void test_the_bytes_reach_the_disk_before_the_name(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;

    in_folder(a, &root);
    write_new(a, &root);
    looking = false;
    assert_string_equal(steps, "wmsrs");
    remove_folder(a);
}

static void test_killed_between_any_two_steps(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    struct sys_listing all;

    in_folder(a, &root);
    for (kill_at = 1; kill_at <= 6; kill_at++) {
        assert_ok(sys_file_write(a, &root, S("file"), 0600, S("old text")));
        int status = in_child(write_new, a, &root);
        str now = read_back(a, &root, S("file"));

        if (kill_at <= 5) assert_true(WIFSIGNALED(status));
        assert_str(now, kill_at <= 4 ? S("old text") : S("the new text, longer"));
    }
    kill_at = 0;
    /* What the killed ones left is known by its name, and swept. */
    assert_ok(sys_dir_list(a, &root, S("."), 99, &all));
    assert_int_equal(all.n, 5);
    assert_ok(sys_temp_sweep(a, &root, INT64_MAX));
    assert_ok(sys_dir_list(a, &root, S("."), 99, &all));
    assert_int_equal(all.n, 1);
    remove_folder(a);
}

static void test_each_step_may_fail(void **state)
{
    struct arena *a = *state;
    struct sys_dir root;
    struct sys_listing all;

    in_folder(a, &root);
    for (size_t n = 1; n <= 5; n++) {
        struct arena own;
        const struct err *e;

        arena_init(&own, 1024 * 1024);
        assert_ok(sys_file_write(a, &root, S("file"), 0600, S("old text")));
        steps_n = 0;
        refuse_at = n;
        looking = true;
        e = sys_file_write(&own, &root, S("file"), 0600, S("new"));
        looking = false;
        refuse_at = 0;
        assert_non_null(e);
        assert_int_equal(e->code, ERR_IO);
        assert_int_not_equal(str_find(e->message, S("磁盘已满"), 0), STR_NONE);
        arena_release(&own);
        assert_str(read_back(a, &root, S("file")), n <= 4 ? S("old text") : S("new"));
        assert_ok(sys_dir_list(a, &root, S("."), 99, &all));
        assert_int_equal(all.n, 1);
    }
    remove_folder(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_write_read_size_remove),
        UNIT(test_limits),
        UNIT(test_names_that_lead_out_are_refused),
        UNIT(test_links_folders_and_pipes_are_no_files),
        UNIT(test_the_same_on_a_kernel_without_openat2),
        UNIT(test_list),
        UNIT(test_create_with_missing_parents),
        UNIT(test_received_file),
        UNIT(test_sweep_takes_only_old_leftovers),
        UNIT(test_the_bytes_reach_the_disk_before_the_name),
        UNIT(test_killed_between_any_two_steps),
        UNIT(test_each_step_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
