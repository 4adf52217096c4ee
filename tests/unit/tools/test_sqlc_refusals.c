/*
 * sqlc refuses what it must, with one sentence and the right line. Each file of tests/data/sqlc/
 * refusals begins with what is to be said of it: `-- refused: LINE: sentence`.
 */
#include "unit.h"

#include "base/num.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static str read_all(struct arena *a, FILE *f)
{
    char *p = arena_bytes(a, 100000);
    size_t n = fread(p, 1, 100000, f);

    return (str){p, n};
}

static str read_file(struct arena *a, str path)
{
    FILE *f = fopen(str_z(a, path), "r");

    if (!f) fail_msg("cannot read %.*s", STR_ARG(path));
    str text = read_all(a, f);

    (void)fclose(f);
    return text;
}

/* Runs sqlc on `queries`; what it said, and its exit status. */
static str run(struct arena *a, str queries, str tree, int *status)
{
    str command =
        str_printf(a, "exec %s --module t --tree %.*s %.*s %s/out.h %s/out.c 2>&1", getenv("SQLC"),
                   STR_ARG(tree), STR_ARG(queries), getenv("SQLC_TMP"), getenv("SQLC_TMP"));
    FILE *pipe = popen(str_z(a, command), "r");

    assert_non_null(pipe);
    str said = read_all(a, pipe);
    int rc = pclose(pipe);

    assert_true(WIFEXITED(rc));
    *status = WEXITSTATUS(rc);
    return said;
}

/* `file` holds the mistake and what is to be said; sqlc is run on `queries`. */
static void refused(struct arena *a, str file, str queries, str tree)
{
    str text = read_file(a, file);
    str first;
    str mark = S("-- refused: ");
    int status = 0;

    assert_true(str_split(&text, '\n', &first));
    assert_true(str_starts(first, mark));
    str want = str_printf(a, "%.*s:%.*s\n", STR_ARG(file), STR_ARG(str_from(first, mark.n)));
    str said = run(a, queries, tree, &status);

    assert_str(str_head(said, want.n), want); /* more may follow from the same mistake */
    assert_int_equal(status, 1);
    assert_int_not_equal(
        access(str_z(a, str_cat(a, str_of(getenv("SQLC_TMP")), S("/out.h"))), F_OK), 0);
}

static int is_visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

static void each_entry(struct arena *a, str folder, void (*fn)(struct arena *a, str path))
{
    struct dirent **list = NULL;
    int n = scandir(str_z(a, folder), &list, is_visible, alphasort);

    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        fn(a, str_printf(a, "%.*s/%s", STR_ARG(folder), list[i]->d_name));
        free(list[i]);
    }
    free(list);
}

static str data(struct arena *a, const char *name)
{
    return str_printf(a, "%s/%s", getenv("SQLC_DATA"), name);
}

static void statement(struct arena *a, str path)
{
    if (str_ends(path, S(".sql"))) refused(a, path, path, data(a, "example"));
}

static void statements(void **state)
{
    each_entry(*state, data(*state, "refusals"), statement);
}

static void migration(struct arena *a, str folder)
{
    str number = str_ends(folder, S("/gap")) ? S("2") : S("1");
    str file = str_printf(a, "%.*s/sql/000%.*s_x.sql", STR_ARG(folder), STR_ARG(number));
    str queries = str_printf(a, "%.*s/sql/queries.sql", STR_ARG(folder));

    refused(a, file, queries, folder);
}

static void migrations(void **state)
{
    each_entry(*state, data(*state, "refusals/migrations"), migration);
}

static void well(void **state)
{
    struct arena *a = *state;
    int status = 1;
    str said = run(a, data(a, "example/sql/queries.sql"), data(a, "example"), &status);

    assert_str(said, S(""));
    assert_int_equal(status, 0);
}

static void counts(void **state)
{
    struct arena *a = *state;
    str command = str_printf(a, "exec %s --count %s/example/sql/queries.sql", getenv("SQLC"),
                             getenv("SQLC_DATA"));
    FILE *pipe = popen(str_z(a, command), "r");

    assert_non_null(pipe);
    assert_str(read_all(a, pipe), S("18 statements, 2 with a text for each engine\n"));
    assert_int_equal(pclose(pipe), 0);
}

/* What was generated is what was agreed on: tests/data/sqlc/golden, looked at by a person. */
static void golden(void **state)
{
    static const char *const suffixes[] = {"h", "c"};
    struct arena *a = *state;
    int status = 1;
    const char *folder = getenv("SQLC_TMP");
    str command =
        str_printf(a,
                   "exec %s --module golden --tree %s/golden "
                   "%s/golden/sql/queries.sql %s/golden_sql.h %s/golden_sql.c",
                   getenv("SQLC"), getenv("SQLC_DATA"), getenv("SQLC_DATA"), folder, folder);

    status = system(str_z(a, command));
    assert_int_equal(status, 0);
    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        str made = str_printf(a, "%s/golden_sql.%s", folder, suffixes[i]);
        str agreed = str_printf(a, "%s/golden/golden_sql.%s", getenv("SQLC_DATA"), suffixes[i]);

        assert_str(read_file(a, made), read_file(a, agreed));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(statements), UNIT(migrations), UNIT(well), UNIT(counts), UNIT(golden),
    };
    char folder[] = "/tmp/gk-sqlc.XXXXXX";
    char command[64];

    if (!getenv("SQLC") || !getenv("SQLC_DATA") || !mkdtemp(folder) ||
        setenv("SQLC_TMP", folder, 1) != 0)
        return 2;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) != 0 ? 2 : failed;
}
