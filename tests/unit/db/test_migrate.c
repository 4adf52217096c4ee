/* The schema is brought up to date once, in order, by whoever comes first; or it is refused. */
#include "bed.h"

#include "example_sql.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define BOTH_ENGINES(sql)                                                                          \
    {                                                                                              \
        S_INIT(sql), S_INIT(sql)                                                                   \
    }

static const struct db_migration first_files[] = {
    {1, "one", BOTH_ENGINES("CREATE TABLE one (n BIGINT);"), "1111"},
    {2, "two", BOTH_ENGINES("CREATE TABLE two AS SELECT * FROM one;"), "2222"},
};
static const struct db_migration second_files[] = {
    {1, "three", BOTH_ENGINES("CREATE TABLE three AS SELECT * FROM two;"), "3333"},
};
static const struct db_migration edited_files[] = {
    {1, "one", BOTH_ENGINES("CREATE TABLE one (n BIGINT);"), "1111"},
    {2, "two", BOTH_ENGINES("CREATE TABLE two AS SELECT * FROM one;"), "edited"},
};
static const struct db_migration broken_files[] = {
    {1, "bad", BOTH_ENGINES("CREATE TABLE four (n BIGINT); CREATE TABLE nonsense (;"), "4444"},
};
static const struct db_migration many_files[] = {
    {1, "a", BOTH_ENGINES("CREATE TABLE a (n BIGINT); INSERT INTO a VALUES (1);"), "a"},
    {2, "b", BOTH_ENGINES("CREATE TABLE b (n BIGINT); INSERT INTO b SELECT n FROM a;"), "b"},
    {3, "c", BOTH_ENGINES("CREATE TABLE c (n BIGINT); INSERT INTO c SELECT n FROM b;"), "c"},
    {4, "d", BOTH_ENGINES("CREATE TABLE d (n BIGINT); INSERT INTO d SELECT n FROM c;"), "d"},
};

static const struct db_module first = {"first", first_files, 2, NULL, 0};
static const struct db_module first_of_one = {"first", first_files, 1, NULL, 0};
static const struct db_module first_without_one = {"first", first_files + 1, 1, NULL, 0};
static const struct db_module edited = {"first", edited_files, 2, NULL, 0};
static const struct db_module second = {"second", second_files, 1, NULL, 0};
static const struct db_module broken = {"broken", broken_files, 1, NULL, 0};
static const struct db_module many = {"many", many_files, 4, NULL, 0};

/* Migrates with these modules, as a program that brings them does at its start. */
static struct err *migrate(struct bed *bed, const struct db_module *x, const struct db_module *y)
{
    const struct db_module *modules[] = {x, y};
    struct db_options o = bed->options;
    struct arena a;
    struct db *db;

    o.modules = modules;
    o.modules_n = y ? 2 : 1;
    o.on_commit = NULL;
    arena_init(&a, (size_t)16 * 1024 * 1024);
    assert_ok(db_open(&a, &o, &db));
    struct err *e = db_migrate(db, &bed->a);

    db_close(db);
    arena_release(&a);
    return e;
}

static void in_order_and_once(void **state)
{
    struct bed *bed = bed_of(state);

    /* Each needs the table of the one before; the module that is listed first comes first. */
    assert_ok(migrate(bed, &first, &second));
    assert_ok(migrate(bed, &first, &second));
    bed_sql(bed, "INSERT INTO three SELECT n FROM two");
}

static void wrong_order(void **state)
{
    assert_err(migrate(bed_of(state), &second, &first), DB);
}

static void step_by_step(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(migrate(bed, &first_of_one, NULL));
    assert_ok(migrate(bed, &first, NULL));
    assert_ok(migrate(bed, &first, &second));
}

static void refused(struct bed *bed, const struct db_module *x, const struct db_module *y,
                    const char *why)
{
    struct err *e = migrate(bed, x, y);

    assert_err(e, DB);
    if (str_find(e->message, str_of(why), 0) == STR_NONE)
        fail_msg("wanted \"%s\" in: %.*s", why, STR_ARG(e->message));
}

static void refusals(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(migrate(bed, &first, &second));
    refused(bed, &edited, &second, "first 的第 2 号升级执行后文件又被改动");
    refused(bed, &first_of_one, &second, "由更新版本的程序执行过");
    refused(bed, &first, NULL, "second 的第 1 号升级由更新版本的程序执行过");
    bed_sql(bed, "DELETE FROM schema_migration WHERE module = 'first' AND number = 1");
    refused(bed, &first, &second, "之前的一号没有执行");
    assert_ok(migrate(bed, &first_without_one, &second));
}

static void a_failure_leaves_nothing(void **state)
{
    struct bed *bed = bed_of(state);
    struct err *e = migrate(bed, &first, &broken);

    assert_err(e, DB);
    assert_true(str_find(e->detail, S("broken/sql/0001_bad.sql"), 0) != STR_NONE);
    bed_sql(bed, "CREATE TABLE four (n BIGINT)");      /* its first half is not there */
    bed_sql(bed, "INSERT INTO two SELECT n FROM one"); /* what came before it is */
}

/* Several processes start on an empty database at the same moment. */
static void at_the_same_time(void **state)
{
    struct bed *bed = bed_of(state);
    pid_t pids[4];
    int go[2];
    int status;
    char byte = 'x';

    db_close(bed->db);
    bed->db = NULL;
    assert_int_equal(pipe(go), 0);
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] > 0) continue;
        (void)close(go[1]);
        (void)!read(go[0], &byte, 1); /* until the parent lets go */
        struct err *e = migrate(bed, &many, NULL);

        if (e) print_message("%.*s\n", STR_ARG(e->detail));
        _exit(e ? 1 : 0);
    }
    (void)close(go[0]);
    (void)close(go[1]);
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    bed_sql(bed, "CREATE UNIQUE INDEX once ON d (n)"); /* one row: each ran once */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(in_order_and_once),        BOTH(wrong_order),      BOTH(step_by_step), BOTH(refusals),
        BOTH(a_failure_leaves_nothing), BOTH(at_the_same_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL); /* no modules: the beds are empty */
}
