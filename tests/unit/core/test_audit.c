/* The audit chain: written by many at once, and every way of altering it found at its number. */
#include "core_fixture.h"

#include "base/buf.h"
#include "core/audit.h"
#include "sys/crypto.h"

#include <pthread.h>
#include <time.h>

struct writing {
    struct world *w;
    struct db *db;
    int64_t n, first; /* so many records, with object_id from `first` */
    bool one_by_one;
    int failed;
    struct err *e;
};

static struct err *write_record(struct db_tx *tx, struct arena *a, int64_t now_ms, int64_t id)
{
    struct audit_entry e = {
        .site_id = 1,
        .staff_id = id % 3,
        .actor = S("张三"),
        .action = S("document.save"),
        .object = S("document"),
        .object_id = id,
        .detail = id % 2 ? S("{\"a\":\"值\"}") : S("{}"),
        .remote = S("10.0.0.1"),
    };

    return audit_write(tx, a, now_ms, &e);
}

static struct err *write_records(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct writing *x = arg;
    struct arena own;
    struct err *e = NULL;

    arena_init(&own, 16 * 1024 * 1024);
    for (int64_t i = 0; i < x->n && !e; i++) {
        e = err_copy(a, write_record(tx, &own, world_now(x->w), x->first + i));
        arena_reset(&own);
    }
    arena_release(&own);
    return e;
}

/* A hundred a transaction: PostgreSQL cannot clear away what one transaction has changed often. */
static void write_chain(struct world *w, int64_t n)
{
    enum { BATCH = 100 };

    for (int64_t done = 0; done < n; done += BATCH) {
        struct writing x = {.w = w, .n = n - done < BATCH ? n - done : BATCH, .first = done + 1};

        assert_ok(db_write(w->db, w->a, write_records, &x));
    }
}

struct verification {
    struct audit_receipt receipt;
    struct audit_verdict verdict;
};

static struct err *verify_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    struct verification *v = arg;

    return audit_verify(tx, a, v->receipt.seq ? &v->receipt : NULL, &v->verdict);
}

static struct audit_verdict verify_with(struct world *w, struct audit_receipt r)
{
    struct verification v = {.receipt = r};

    assert_ok(db_read(w->db, w->a, verify_fn, &v));
    return v.verdict;
}

static struct audit_verdict verify(struct world *w)
{
    return verify_with(w, (struct audit_receipt){0});
}

/* ---- a chain that is whole ----------------------------------------------------------------- */

static void empty_chain_is_whole(void **state)
{
    struct world *w = world_of(state);
    struct audit_verdict v = verify(w);

    assert_true(v.whole);
    assert_int_equal(v.records, 0);
    assert_str(v.head, S(""));
    v = verify_with(w, (struct audit_receipt){1, S("ab")});
    assert_false(v.whole);
    assert_int_equal(v.broken, 1);
}

static void chain_is_whole_and_known(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 3);
    struct audit_verdict v = verify(w);

    assert_true(v.whole);
    assert_int_equal(v.records, 3);
    assert_str(v.head, world_text(w, "SELECT digest FROM audit WHERE seq = 3"));
    assert_str(v.head, world_text(w, "SELECT digest FROM audit_head"));
    assert_str(world_text(w, "SELECT previous FROM audit WHERE seq = 1"), S(""));
    assert_str(world_text(w, "SELECT previous FROM audit WHERE seq = 3"),
               world_text(w, "SELECT digest FROM audit WHERE seq = 2"));
    assert_true(verify_with(w, (struct audit_receipt){3, v.head}).whole);

    /* The first record, put together by hand: what it covers is a promise to other programs. */
    str text = str_printf(w->a,
                          "0:,1,1,%lld,1,6:张三,13:document.save,8:document,1,11:{\"a\":"
                          "\"值\"},8:10.0.0.1,",
                          (long long)world_now(w));
    struct crypto_digest digest;

    crypto_hash(CRYPTO_SM3, text, &digest);
    assert_str(world_text(w, "SELECT digest FROM audit WHERE seq = 1"),
               crypto_digest_hex(w->a, &digest));
}

/* A transaction that fails leaves no record and no gap. */
static struct err *write_and_fail(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(write_records(tx, a, arg));
    return ERR(a, GUARD, "不行");
}

static void failure_leaves_no_gap(void **state)
{
    struct world *w = world_of(state);
    struct writing x = {.w = w, .n = 2, .first = 1};

    write_chain(w, 2);
    assert_err(db_write(w->db, w->a, write_and_fail, &x), GUARD);
    write_chain(w, 1);
    assert_true(verify(w).whole);
    assert_int_equal(verify(w).records, 3);
}

/* ---- altered ------------------------------------------------------------------------------- */

/* Each column by itself: none may be left out of the digest. */
static void change_is_found(void **state)
{
    static const char *const changes[] = {
        "site_id = 2",
        "at_ms = at_ms + 1",
        "staff_id = 77",
        "staff_id = NULL",
        "actor = '李四'",
        "action = 'x'",
        "object = 'staff'",
        "object_id = 99",
        "detail = '{\"b\":1}'",
        "remote = '10.0.0.2'",
        "digest = 'a' || substr(digest, 2)",
        "previous = digest",
    };
    struct world *w = world_of(state);

    write_chain(w, 9);
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        assert_true(world_sql(w, "CREATE TABLE kept AS SELECT * FROM audit WHERE seq = 5"));
        assert_true(world_sql(w, "UPDATE audit SET %s WHERE seq = 5", changes[i]));
        struct audit_verdict v = verify(w);

        if (v.whole || v.broken != 5)
            fail_msg("%s: found at %lld", changes[i], (long long)v.broken);
        assert_true(v.why.n > 0);
        assert_true(world_sql(w, "DELETE FROM audit WHERE seq = 5"));
        assert_true(world_sql(w, "INSERT INTO audit SELECT * FROM kept"));
        assert_true(world_sql(w, "DROP TABLE kept"));
        assert_true(verify(w).whole);
    }
}

/* Text that is moved from one field into the next must not give the same digest. */
static void shifted_text_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 3);
    assert_true(world_sql(w, "UPDATE audit SET actor = '张三1', action = '3:document.save'"
                             " WHERE seq = 2"));
    assert_int_equal(verify(w).broken, 2);
}

static void removal_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 9);
    assert_true(world_sql(w, "DELETE FROM audit WHERE seq = 4"));
    assert_int_equal(verify(w).broken, 4);
    assert_true(world_sql(w, "DELETE FROM audit WHERE seq = 1"));
    assert_int_equal(verify(w).broken, 1);
}

/* Removed, and the later ones moved up to hide the gap. */
static void closed_gap_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 9);
    assert_true(world_sql(w, "DELETE FROM audit WHERE seq = 4"));
    for (int seq = 5; seq <= 9; seq++)
        assert_true(world_sql(w, "UPDATE audit SET seq = %d WHERE seq = %d", seq - 1, seq));
    assert_true(world_sql(w, "UPDATE audit_head SET seq = 8"));
    assert_int_equal(verify(w).broken, 4);
}

static void swap_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 9);
    assert_true(world_sql(w, "UPDATE audit SET seq = 100 WHERE seq = 6"));
    assert_true(world_sql(w, "UPDATE audit SET seq = 6 WHERE seq = 7"));
    assert_true(world_sql(w, "UPDATE audit SET seq = 7 WHERE seq = 100"));
    assert_int_equal(verify(w).broken, 6);
}

static const char insert[] =
    "INSERT INTO audit (seq, site_id, at_ms, staff_id, actor, action, object, object_id, detail,"
    " remote, previous, digest) SELECT %d, site_id, at_ms, staff_id, actor, action, object,"
    " object_id, detail, remote, previous, digest FROM audit WHERE seq = %d";

static void insertion_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 9);
    assert_true(world_sql(w, insert, 0, 1));
    assert_int_equal(verify(w).broken, 1);
    assert_true(world_sql(w, "DELETE FROM audit WHERE seq = 0"));
    /* Behind the end: a record that the head does not know. */
    assert_true(world_sql(w, insert, 10, 9));
    assert_int_equal(verify(w).broken, 10);
    assert_true(world_sql(w, "DELETE FROM audit WHERE seq = 10"));
    /* In between, the later ones moved down. */
    for (int seq = 9; seq >= 4; seq--)
        assert_true(world_sql(w, "UPDATE audit SET seq = %d WHERE seq = %d", seq + 1, seq));
    assert_true(world_sql(w, insert, 4, 3));
    assert_true(world_sql(w, "UPDATE audit_head SET seq = 10"));
    assert_int_equal(verify(w).broken, 4);
}

/* A record put behind the end with a digest that fits: only the head tells. */
static void fitting_insertion_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 4);
    str digest = world_text(w, "SELECT digest FROM audit WHERE seq = 3");

    assert_true(world_sql(w, "UPDATE audit_head SET seq = 3, digest = '%.*s'", STR_ARG(digest)));
    assert_int_equal(verify(w).broken, 4);
}

static void cut_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 9);
    str head = verify(w).head;
    str seventh = world_text(w, "SELECT digest FROM audit WHERE seq = 7");

    /* Clumsily: the head still tells. */
    assert_true(world_sql(w, "DELETE FROM audit WHERE seq > 7"));
    assert_int_equal(verify(w).broken, 8);
    /* With the head moved back the chain is whole; only a receipt tells. */
    assert_true(world_sql(w, "UPDATE audit_head SET seq = 7, digest = '%.*s'", STR_ARG(seventh)));
    assert_true(verify(w).whole);
    assert_true(verify_with(w, (struct audit_receipt){7, seventh}).whole);
    assert_int_equal(verify_with(w, (struct audit_receipt){9, head}).broken, 8);
    /* Written on, as if nothing had been. */
    write_chain(w, 2);
    assert_true(verify(w).whole);
    assert_int_equal(verify_with(w, (struct audit_receipt){9, head}).broken, 9);
}

/* The newest record rewritten together with its digest, the head forgotten. */
static void changed_head_is_found(void **state)
{
    struct world *w = world_of(state);

    write_chain(w, 4);
    assert_true(world_sql(w, "UPDATE audit_head SET digest = 'x' || substr(digest, 2)"));
    assert_int_equal(verify(w).broken, 4);
}

/* ---- many ---------------------------------------------------------------------------------- */

static struct err *write_one(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct writing *x = arg;

    return write_record(tx, a, world_now(x->w), x->first);
}

static void *write_thread(void *arg)
{
    struct writing *x = arg;
    struct arena a;

    arena_init(&a, 64 * 1024 * 1024);
    for (int64_t i = 0; i < x->n; i++) {
        if (db_write(x->db, &a, write_one, x)) x->failed++;
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

enum { WRITERS = 16 };

/* Returns transactions a second. */
static double write_with(struct world *w, struct db *db, size_t writers, int64_t each, int *failed)
{
    pthread_t threads[WRITERS];
    struct writing x[WRITERS];
    struct timespec from;
    struct timespec until;

    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    for (size_t i = 0; i < writers; i++) {
        x[i] = (struct writing){.w = w, .db = db, .n = each, .first = (int64_t)i};
        assert_int_equal(pthread_create(&threads[i], NULL, write_thread, &x[i]), 0);
    }
    *failed = 0;
    for (size_t i = 0; i < writers; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        *failed += x[i].failed;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    return (double)each * (double)writers /
           ((double)(until.tv_sec - from.tv_sec) + (double)(until.tv_nsec - from.tv_nsec) / 1e9);
}

static void sixteen_writers(void **state)
{
    struct world *w = world_of(state);
    struct db_options o = w->bed->options;
    struct db_stats stats;
    struct db *db;
    int failed;

    o.connections = WRITERS;
    assert_ok(db_open(&w->bed->root, &o, &db));
    double alone = write_with(w, db, 1, 200, &failed);

    assert_int_equal(failed, 0);
    double together = write_with(w, db, WRITERS, 40, &failed);

    db_stats(db, &stats);
    print_message("1 writer: %.0f tx/s, %d writers: %.0f tx/s, %llu retries, %d failed\n", alone,
                  WRITERS, together, (unsigned long long)stats.retries, failed);
    assert_int_equal(failed, 0);
    struct audit_verdict v = verify(w);

    assert_true(v.whole);
    assert_int_equal(v.records, 200 + WRITERS * 40);
    db_close(db);
}

static void long_chain_in_constant_memory(void **state)
{
    enum { RECORDS = 100000, RECORDS_PG = 5000, ROOM = 2 * 1024 * 1024 };
    struct world *w = world_of(state);
    struct verification v = {0};
    struct arena small;

    int64_t n = w->bed->engine == DB_SQLITE ? RECORDS : RECORDS_PG; /* each a round trip there */

    write_chain(w, n);
    arena_init(&small, ROOM);
    assert_ok(db_read(w->db, &small, verify_fn, &v));
    assert_true(v.verdict.whole);
    assert_int_equal(v.verdict.records, n);
    arena_release(&small);
    assert_true(
        world_sql(w, "UPDATE audit SET at_ms = at_ms + 1 WHERE seq = %lld", (long long)n - 1));
    assert_int_equal(verify(w).broken, n - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(empty_chain_is_whole),  BOTH(chain_is_whole_and_known),
        BOTH(failure_leaves_no_gap), BOTH(change_is_found),
        BOTH(shifted_text_is_found), BOTH(removal_is_found),
        BOTH(closed_gap_is_found),   BOTH(swap_is_found),
        BOTH(insertion_is_found),    BOTH(fitting_insertion_is_found),
        BOTH(cut_is_found),          BOTH(changed_head_is_found),
        BOTH(sixteen_writers),       BOTH(long_chain_in_constant_memory),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
