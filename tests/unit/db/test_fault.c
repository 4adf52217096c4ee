/*
 * Every call to the engine fails once, the first, the second, and so on: after each there is all of
 * a transaction or nothing, the caller was told which, and the db still works.
 */
#include "bed.h"

#include "db/fault.h"
#include "example_sql.h"

static struct err *two_rows(struct db_tx *tx, struct arena *a, void *arg)
{
    struct counter_row row;

    (void)arg;
    TRY(counter_insert(tx, a, S("left"), 1, NULL));
    TRY(counter_insert(tx, a, S("right"), 1, NULL));
    TRY(counter_get(tx, a, S("left"), &row));
    TRY(counter_add(tx, a, S("left"), row.n, NULL));
    db_tag(tx, S("counter"), 1);
    return NULL;
}

static struct err *count(struct db_tx *tx, struct arena *a, void *arg)
{
    struct counter_row *rows;

    return counter_all(tx, a, &rows, arg);
}

/* Tags of the faulty db alone: the bed's own hears of them too, a little later. */
static void count_tags(void *arg, const struct db_tag *tags, size_t n)
{
    atomic_int *counter = arg;

    if (!db_tag_is_everything(tags[0])) atomic_fetch_add(counter, (int)n);
}

/* A db on the bed's database whose calls are counted. */
static struct db *open_faulty(struct bed *bed, struct arena *a, struct db_fault *plan,
                              atomic_int *tags)
{
    struct db_options o = bed->options;
    struct db *db;

    o.fault = plan;
    o.on_commit = count_tags;
    o.on_commit_arg = tags;
    assert_ok(db_open(a, &o, &db));
    atomic_store(&plan->calls, 0);
    return db;
}

static void each_call_fails_once(void **state)
{
    struct bed *bed = bed_of(state);
    int n = 0;
    bool done = false;

    while (!done) {
        struct db_fault plan = {0};
        struct arena a;
        atomic_int tags = 0;
        size_t rows = 0;

        arena_init(&a, (size_t)16 * 1024 * 1024);
        struct db *db = open_faulty(bed, &a, &plan, &tags);

        atomic_store(&tags, 0);
        atomic_store(&plan.fail_at, ++n);
        struct err *e = db_write(db, &a, two_rows, NULL);

        done = !e;
        atomic_store(&plan.fail_at, 0);
        assert_ok(db_read(db, &a, count, &rows));
        assert_int_equal(rows, e ? 0 : 2);
        assert_int_equal(atomic_load(&tags), e ? 0 : 1);
        assert_ok(db_read(bed->db, &bed->a, count, &rows)); /* and as others see it */
        assert_int_equal(rows, e ? 0 : 2);
        if (e) {
            assert_err(e, IO);
            assert_ok(db_write(db, &a, two_rows, NULL)); /* it still works */
            bed_sql(bed, "DELETE FROM counter");
        }
        db_close(db);
        arena_release(&a);
    }
    assert_true(n > 8);
}

static void each_read_call_fails_once(void **state)
{
    struct bed *bed = bed_of(state);
    struct db_fault plan = {0};
    atomic_int tags = 0;
    struct db *db = open_faulty(bed, &bed->root, &plan, &tags);
    size_t rows;
    int n = 0;
    struct err *e;

    do {
        atomic_store(&plan.calls, 0);
        atomic_store(&plan.fail_at, ++n);
        e = db_read(db, &bed->a, count, &rows);
        if (e) assert_err(e, IO);
        atomic_store(&plan.fail_at, 0);
        assert_ok(db_read(db, &bed->a, count, &rows));
    } while (e);
    assert_true(n >= 3);
    db_close(db);
}

/* PostgreSQL: a lost race at any call is not seen by the caller. */
static void lost_races_are_run_again(void **state)
{
    struct bed *bed = bed_of(state);
    struct db_fault plan = {0};
    atomic_int tags = 0;
    struct db *db = open_faulty(bed, &bed->root, &plan, &tags);
    size_t rows;

    for (int n = 1; n < 14; n++) {
        struct db_stats before;
        struct db_stats after;

        db_stats(db, &before);
        atomic_store(&tags, 0);
        atomic_store(&plan.calls, 0);
        atomic_store(&plan.retry_at, n);
        assert_ok(db_write(db, &bed->a, two_rows, NULL));
        atomic_store(&plan.retry_at, 0);
        db_stats(db, &after);
        if (n <= 10) assert_int_equal(after.retries, before.retries + 1);
        assert_ok(db_read(db, &bed->a, count, &rows));
        assert_int_equal(rows, 2);
        assert_int_equal(atomic_load(&tags), 1);
        bed_sql(bed, "DELETE FROM counter");
    }
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(each_call_fails_once),
        BOTH(each_read_call_fails_once),
        ON_PG(lost_races_are_run_again),
    };

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
