/* What was acknowledged is there after the process was killed in the middle of its work. */
#include "bed.h"

#include "example_sql.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, RUN_MS = 300 };

struct child {
    struct db *db;
    int fd, number;
};

static struct err *insert(struct db_tx *tx, struct arena *a, void *arg)
{
    const int *n = arg;

    /* Two rows that belong together. */
    TRY(counter_insert(tx, a, str_printf(a, "a%d", *n), *n, NULL));
    return counter_insert(tx, a, str_printf(a, "b%d", *n), *n, NULL);
}

/* Writes without end; each number goes into the pipe after db_write has said that it is durable. */
static void *write_on(void *arg)
{
    struct child *c = arg;
    struct arena a;

    arena_init(&a, (size_t)16 * 1024 * 1024);
    for (int i = 0;; i++) {
        int n = c->number * 1000000 + i;

        if (db_write(c->db, &a, insert, &n)) _exit(1);
        if (write(c->fd, &n, sizeof n) != (ssize_t)sizeof n) _exit(1);
        arena_reset(&a);
    }
}

static void child_main(struct bed *bed, int fd)
{
    static struct child children[THREADS];
    static struct arena root;
    pthread_t thread;
    struct db_options o = bed->options;
    struct db *db;

    arena_init(&root, (size_t)64 * 1024 * 1024);
    o.on_commit = NULL;
    if (db_open(&root, &o, &db)) _exit(1);
    for (int i = 0; i < THREADS; i++) {
        children[i] = (struct child){db, fd, i};
        if (pthread_create(&thread, NULL, write_on, &children[i]) != 0) _exit(1);
    }
    for (;;) (void)pause();
}

struct known {
    size_t rows, pairs;
    int64_t *a_numbers;
    size_t n;
};

static struct err *read_all(struct db_tx *tx, struct arena *a, void *arg)
{
    struct known *k = arg;
    struct counter_row *rows;

    TRY(counter_all(tx, a, &rows, &k->rows));
    k->a_numbers = ARENA_ARRAY(a, int64_t, k->rows + 1);
    k->n = 0;
    k->pairs = 0;
    for (size_t i = 0; i < k->rows; i++) {
        if (rows[i].name.p[0] == 'a')
            k->a_numbers[k->n++] = rows[i].n;
        else
            k->pairs++;
    }
    return NULL;
}

static bool is_known(const struct known *k, int64_t n)
{
    for (size_t i = 0; i < k->n; i++)
        if (k->a_numbers[i] == n) return true;
    return false;
}

static void killed(void **state)
{
    struct bed *bed = bed_of(state);
    struct known k;
    int fds[2];
    int status;
    int n;
    int acknowledged = 0;

    /* The parent has no db open while the child runs: the file is the child's alone. */
    db_close(bed->db);
    bed->db = NULL;
    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        (void)close(fds[0]);
        child_main(bed, fds[1]);
    }
    (void)close(fds[1]);
    nanosleep(&(struct timespec){.tv_nsec = RUN_MS * 1000000L}, NULL);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

    assert_ok(db_open(&bed->root, &bed->options, &bed->db));
    assert_ok(db_integrity(bed->db, &bed->a));
    assert_ok(db_read(bed->db, &bed->a, read_all, &k));
    assert_int_equal(k.n, k.pairs); /* no half of a transaction */
    while (read(fds[0], &n, sizeof n) == (ssize_t)sizeof n) {
        if (!is_known(&k, n)) fail_msg("%d was acknowledged and is not there", n);
        acknowledged++;
    }
    (void)close(fds[0]);
    print_message("%d acknowledged, %zu there\n", acknowledged, k.n);
    assert_true(acknowledged > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {BOTH(killed)};

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
