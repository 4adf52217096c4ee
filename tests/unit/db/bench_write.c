/*
 * How many durable transactions a second, with 1 and with 32 callers, and how many reads: on the
 * disk of BENCH_DIR (else the current folder), since what is measured is its flush.
 *
 *     meson test --benchmark -v db/write
 */
#include "db/db.h"
#include "example_sql.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CALLERS_MOST = 32, RUN_US = 2000000 };

struct caller {
    struct db *db;
    const struct sys_clock *clock;
    bool write;
    int number;
    int64_t until_us, done;
    pthread_t thread;
};

static struct err *insert(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct caller *c = arg;

    return counter_insert(tx, a, str_printf(a, "%d-%lld", c->number, (long long)c->done), c->done,
                          NULL);
}

static struct err *get(struct db_tx *tx, struct arena *a, void *arg)
{
    struct counter_row row;

    (void)arg;
    return counter_get(tx, a, S("0-0"), &row);
}

static void *call(void *arg)
{
    struct caller *c = arg;
    struct arena a;

    arena_init(&a, (size_t)16 * 1024 * 1024);
    while (sys_monotonic_us(c->clock) < c->until_us) {
        const struct err *e =
            c->write ? db_write(c->db, &a, insert, c) : db_read(c->db, &a, get, c);

        if (e) {
            (void)fprintf(stderr, "%.*s\n", STR_ARG(e->detail));
            exit(1);
        }
        c->done++;
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

static void run(struct db *db, const struct sys_clock *clock, bool write, int callers, int round)
{
    static struct caller all[CALLERS_MOST];
    struct db_stats before;
    struct db_stats after;
    int64_t done = 0;

    db_stats(db, &before);
    for (int i = 0; i < callers; i++) {
        all[i] = (struct caller){.db = db,
                                 .clock = clock,
                                 .write = write,
                                 .number = round * 100 + i,
                                 .until_us = sys_monotonic_us(clock) + RUN_US};
        if (pthread_create(&all[i].thread, NULL, call, &all[i]) != 0) exit(1);
    }
    for (int i = 0; i < callers; i++) {
        (void)pthread_join(all[i].thread, NULL);
        done += all[i].done;
    }
    db_stats(db, &after);
    (void)printf("%s, %2d callers: %8.0f a second", write ? "writes" : "reads ", callers,
                 (double)done * 1e6 / RUN_US);
    if (write && after.groups > before.groups)
        (void)printf(", %.1f in a group", (double)done / (double)(after.groups - before.groups));
    (void)printf("\n");
}

static void none(void *ctx, str text, bool query, db_token_fn *emit, void *to)
{
    (void)ctx;
    (void)text;
    (void)query;
    (void)emit;
    (void)to;
}

static const struct db_tokenizer no_tokens = {.tokenize = none};

int main(void)
{
    static struct arena a;
    const struct db_module *const modules[] = {&example_db};
    const struct sys_clock clock = sys_clock_real();
    const char *folder = getenv("BENCH_DIR");
    char url[200];
    struct db *db;

    arena_init(&a, (size_t)64 * 1024 * 1024);
    (void)snprintf(url, sizeof url, "sqlite:%s/bench-%d.db", folder ? folder : ".", (int)getpid());

    struct db_options o = {.url = str_of(url),
                           .clock = clock,
                           .modules = modules,
                           .modules_n = 1,
                           .tokenizer = &no_tokens};

    if (db_open(&a, &o, &db) || db_migrate(db, &a)) return 1;
    run(db, &clock, true, 1, 0);
    run(db, &clock, true, 8, 1);
    run(db, &clock, true, 32, 2);
    run(db, &clock, false, 1, 3);
    run(db, &clock, false, 4, 4);
    db_close(db);
    arena_release(&a);
    return unlink(url + strlen("sqlite:")) == 0 ? 0 : 1;
}
