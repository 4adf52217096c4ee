/* Commits of another process are noticed. Here a second db stands for the other process. */
#include "bed.h"

#include "example_sql.h"

static struct err *insert(struct db_tx *tx, struct arena *a, void *arg)
{
    const int *tags = arg;

    TRY(counter_insert(tx, a, S("c"), 1, NULL));
    for (int i = 0; i < *tags; i++) db_tag(tx, S("counter"), 1000 + i);
    return NULL;
}

static struct err *insert_and_refuse(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(insert(tx, a, arg));
    return ERR(a, GUARD, "不行");
}

static void noticed(void **state)
{
    struct bed *bed = bed_of(state);
    struct arena a;
    int tags = 1;

    arena_init(&a, (size_t)16 * 1024 * 1024);
    struct db *other = bed_second(bed, &a);

    assert_err(db_write(other, &a, insert_and_refuse, &tags), GUARD);
    assert_ok(db_write(other, &a, insert, &tags));
    if (bed->engine == DB_SQLITE) {
        assert_true(bed_wait(&bed->everything_n, 1));
    } else {
        assert_true(bed_wait(&bed->tags_n, 1));
        assert_string_equal(bed->tags[0].kind, "counter");
        assert_int_equal(bed->tags[0].id, 1000);
        assert_int_equal(atomic_load(&bed->everything_n), 0);
    }
    db_close(other);
    arena_release(&a);
}

/* More tags than one notification holds. */
static void many_tags(void **state)
{
    struct bed *bed = bed_of(state);
    struct arena a;
    int tags = 900;

    arena_init(&a, (size_t)16 * 1024 * 1024);
    struct db *other = bed_second(bed, &a);

    assert_ok(db_write(other, &a, insert, &tags));
    assert_true(bed_wait(&bed->tags_n, tags));
    for (int i = 0; i < tags; i++) assert_int_equal(bed->tags[i].id, 1000 + i);
    db_close(other);
    arena_release(&a);
}

/* What this process commits itself is not foreign: each of its tags comes once. */
static void own_is_not_foreign(void **state)
{
    struct bed *bed = bed_of(state);
    int tags = 3;

    assert_ok(db_write(bed->db, &bed->a, insert, &tags));
    assert_false(bed_wait(&bed->tags_n, tags + 1));
    assert_int_equal(atomic_load(&bed->everything_n), 0);
}

/* After the connection that listens was lost, anything may have happened. */
static void lost_connection(void **state)
{
    struct bed *bed = bed_of(state);
    int tags = 1;

    bed_sql(bed, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                 "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    assert_true(bed_wait(&bed->everything_n, 1));
    /* The idle connections are gone too, and are replaced without a word. */
    assert_ok(db_write(bed->db, &bed->a, insert, &tags));
    assert_int_equal(atomic_load(&bed->tags_n), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(noticed),
        ON_PG(many_tags),
        BOTH(own_is_not_foreign),
        ON_PG(lost_connection),
    };

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
