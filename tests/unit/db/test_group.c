/* Many threads at once: nobody's change is lost, and nobody pays for another one's mistake. */
#include "bed.h"

#include "example_sql.h"

#include <pthread.h>

enum { THREADS = 16, ROUNDS = 30 };

struct worker {
    struct bed *bed;
    pthread_t thread;
    int number;
    int well, failed, other; /* answers: done, its own err, any other */
    db_fn *fn;
    bool fail_odd;
};

struct change {
    struct worker *w;
    int round;
};

static str name_of(struct arena *a, const struct change *c)
{
    return str_printf(a, "w%d-%d", c->w->number, c->round);
}

static bool to_fail(const struct change *c)
{
    return c->w->fail_odd && (c->w->number + c->round) % 2 == 1;
}

/* All add to one counter; the odd ones insert a row and then change their mind. */
static struct err *add(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct change *c = arg;
    struct counter_row row;

    TRY(counter_get(tx, a, S("shared"), &row));
    TRY(counter_insert(tx, a, name_of(a, c), row.n, NULL));
    TRY(counter_add(tx, a, S("shared"), 1, NULL));
    db_tag(tx, S("counter"), c->w->number * 1000 + c->round);
    if (to_fail(c)) return ERR(a, GUARD, "改主意了");
    return NULL;
}

/* The odd ones leave a reference open, which is found only when the group commits. */
static struct err *leave_open(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct change *c = arg;

    TRY(counter_add(tx, a, S("shared"), 1, NULL));
    if (to_fail(c)) TRY(part_insert(tx, a, 4711, NULL));
    return NULL;
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct arena a;

    arena_init(&a, (size_t)16 * 1024 * 1024);
    for (int i = 0; i < ROUNDS; i++) {
        struct change c = {w, i};
        const struct err *e = db_write(w->bed->db, &a, w->fn, &c);

        if (!e)
            w->well++;
        else if (to_fail(&c) && (e->code == ERR_GUARD || e->code == ERR_DB))
            w->failed++;
        else {
            w->other++;
            print_message("%.*s\n", STR_ARG(e->detail));
        }
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

static struct err *make_shared(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    return counter_insert(tx, a, S("shared"), 0, NULL);
}

struct shared {
    int64_t n;
    size_t rows;
};

static struct err *read_shared(struct db_tx *tx, struct arena *a, void *arg)
{
    struct shared *s = arg;
    struct counter_row row;
    struct counter_row *rows;

    TRY(counter_get(tx, a, S("shared"), &row));
    TRY(counter_all(tx, a, &rows, &s->rows));
    s->n = row.n;
    return NULL;
}

static struct shared run(struct bed *bed, db_fn *fn, bool fail_odd, int threads)
{
    static struct worker workers[THREADS];
    struct shared s;

    assert_ok(db_write(bed->db, &bed->a, make_shared, NULL));
    for (int i = 0; i < threads; i++) {
        workers[i] = (struct worker){.bed = bed, .number = i, .fn = fn, .fail_odd = fail_odd};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < threads; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].other, 0);
        assert_int_equal(workers[i].failed, fail_odd ? ROUNDS / 2 : 0);
    }
    assert_ok(db_read(bed->db, &bed->a, read_shared, &s));
    return s;
}

static void all_well(void **state)
{
    struct bed *bed = bed_of(state);
    struct shared s = run(bed, add, false, bed->engine == DB_SQLITE ? THREADS : 4);
    int n = bed->engine == DB_SQLITE ? THREADS * ROUNDS : 4 * ROUNDS;
    struct db_stats stats;

    assert_int_equal(s.n, n);
    assert_int_equal(s.rows, n + 1);
    assert_int_equal(atomic_load(&bed->tags_n), n);
    db_stats(bed->db, &stats);
    assert_int_equal(stats.writes, n + 1);
    if (bed->engine == DB_SQLITE)
        assert_true(stats.groups < stats.writes);
    else
        assert_true(stats.retries > 0); /* they met, and nothing was lost */
}

static void one_fails_alone(void **state)
{
    struct bed *bed = bed_of(state);
    int threads = bed->engine == DB_SQLITE ? THREADS : 4;
    struct shared s = run(bed, add, true, threads);

    assert_int_equal(s.n, threads * ROUNDS / 2);
    assert_int_equal(s.rows, threads * ROUNDS / 2 + 1);
    assert_int_equal(atomic_load(&bed->tags_n), threads * ROUNDS / 2);
}

static void only_the_guilty_fail_at_commit(void **state)
{
    struct bed *bed = bed_of(state);
    int threads = bed->engine == DB_SQLITE ? THREADS : 4;
    struct shared s = run(bed, leave_open, true, threads);

    assert_int_equal(s.n, threads * ROUNDS / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(all_well),
        BOTH(one_fails_alone),
        BOTH(only_the_guilty_fail_at_commit),
    };

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
