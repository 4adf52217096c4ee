#include "bed.h"

#include "db/db.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const struct db_module *bed_modules[BED_MODULES];
size_t bed_modules_n;
const struct db_tokenizer *bed_tokenizer;

enum { BED_MEMORY = 256 * 1024 * 1024 };

static int bed_number; /* of this process: for names of databases */

static void on_commit(void *arg, const struct db_tag *tags, size_t n)
{
    struct bed *bed = arg;

    for (size_t i = 0; i < n; i++) {
        if (db_tag_is_everything(tags[i])) {
            atomic_fetch_add(&bed->everything_n, 1);
            continue;
        }
        int at = atomic_load(&bed->tags_n);

        if (at < BED_TAGS) {
            (void)snprintf(bed->tags[at].kind, sizeof bed->tags[at].kind, "%.*s",
                           STR_ARG(tags[i].kind));
            bed->tags[at].id = tags[i].id;
            atomic_store(&bed->tags_n, at + 1);
        }
    }
}

static void cut_at_spaces(void *ctx, str text, bool query, db_token_fn *emit, void *to)
{
    size_t from = 0;

    (void)ctx;
    (void)query;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] != ' ') continue;
        if (i > from && !emit(to, (str){text.p + from, i - from}, from, i)) return;
        from = i + 1;
    }
}

const struct db_tokenizer *bed_plain_tokenizer(void)
{
    static const struct db_tokenizer plain = {.tokenize = cut_at_spaces};

    return &plain;
}

static void pg_run(const char *url, const char *sql)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, sql);

    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

static struct bed *make_bed(enum db_engine engine)
{
    struct bed *bed = calloc(1, sizeof *bed);

    assert_non_null(bed);
    arena_init(&bed->a, BED_MEMORY);
    arena_init(&bed->root, BED_MEMORY);
    bed->engine = engine;
    (void)snprintf(bed->folder, sizeof bed->folder, "/tmp/gk-bed.XXXXXX");
    assert_non_null(mkdtemp(bed->folder));
    for (size_t i = 0; i < bed_modules_n; i++) bed->modules[i] = bed_modules[i];
    bed->options = (struct db_options){
        .connections = 4,
        .clock = sys_clock_real(),
        .on_commit = on_commit,
        .on_commit_arg = bed,
        .modules = bed->modules,
        .modules_n = bed_modules_n,
        .tokenizer = bed_tokenizer,
    };
    return bed;
}

static int begin(struct bed *bed, void **state)
{
    bed->options.url = bed->url;
    assert_ok(db_open(&bed->root, &bed->options, &bed->db));
    assert_ok(db_migrate(bed->db, &bed->a));
    /* The migration is another connection's commit: let it be noticed before the test begins. */
    if (bed->engine == DB_SQLITE && bed_modules_n) assert_true(bed_wait(&bed->everything_n, 1));
    atomic_store(&bed->everything_n, 0);
    *state = bed;
    return 0;
}

int bed_sqlite_begin(void **state)
{
    struct bed *bed = make_bed(DB_SQLITE);

    bed->url = str_printf(&bed->root, "sqlite:%s/test.db", bed->folder);
    return begin(bed, state);
}

int bed_pg_begin(void **state)
{
    const char *server = getenv("GK_TEST_PG");

    *state = NULL;
    if (!server) {
        print_message("skipped: GK_TEST_PG is not set (tests/pg.sh run …)\n");
        return 0;
    }
    struct bed *bed = make_bed(DB_POSTGRES);
    char sql[200];

    (void)snprintf(bed->database, sizeof bed->database, "t_%d_%d", (int)getpid(), ++bed_number);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s", bed->database);
    pg_run(server, sql);
    bed->url = str_replace(&bed->root, str_of(server), S("/postgres?"),
                           str_printf(&bed->root, "/%s?", bed->database));
    return begin(bed, state);
}

int bed_end(void **state)
{
    struct bed *bed = *state;
    char command[200];

    if (!bed) return 0;
    db_close(bed->db);
    if (bed->engine == DB_POSTGRES) {
        (void)snprintf(command, sizeof command, "DROP DATABASE %s WITH (FORCE)", bed->database);
        pg_run(getenv("GK_TEST_PG"), command);
    }
    (void)snprintf(command, sizeof command, "rm -rf '%s'", bed->folder);
    assert_int_equal(system(command), 0);
    arena_release(&bed->a);
    arena_release(&bed->root);
    free(bed);
    return 0;
}

struct bed *bed_of(void **state)
{
    if (!*state) skip();
    return *state;
}

struct db *bed_second(struct bed *bed, struct arena *a)
{
    struct db_options o = bed->options;
    struct db *db;

    o.on_commit = NULL;
    assert_ok(db_open(a, &o, &db));
    return db;
}

void bed_sql(const struct bed *bed, const char *sql)
{
    if (bed->engine == DB_POSTGRES) {
        char url[300];

        (void)snprintf(url, sizeof url, "%.*s", STR_ARG(bed->url));
        pg_run(url, sql);
        return;
    }
    char path[100];
    sqlite3 *c;

    (void)snprintf(path, sizeof path, "%s/test.db", bed->folder);
    assert_int_equal(sqlite3_open(path, &c), SQLITE_OK);
    if (sqlite3_exec(c, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(c));
    sqlite3_close(c);
}

bool bed_wait(atomic_int *counter, int n)
{
    for (int i = 0; i < 400 && atomic_load(counter) < n; i++)
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    return atomic_load(counter) >= n;
}
