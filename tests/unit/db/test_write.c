/* What one transaction leaves behind: all of it when it ends well, nothing when it does not. */
#include "bed.h"

#include "broken_sql.h"
#include "example_sql.h"

#include <string.h>

/* The value of a counter; -1 when there is none. */
static struct err *look(struct db_tx *tx, struct arena *a, void *arg)
{
    int64_t *n = arg;
    struct counter_row row;
    struct err *e = counter_get(tx, a, S("c"), &row);

    if (e && e->code == ERR_NOT_FOUND) {
        *n = -1;
        return NULL;
    }
    *n = row.n;
    return e;
}

static int64_t value(struct bed *bed)
{
    int64_t n = 0;

    assert_ok(db_read(bed->db, &bed->a, look, &n));
    return n;
}

static struct err *insert(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    TRY(counter_insert(tx, a, S("c"), 1, NULL));
    db_tag(tx, S("counter"), 7);
    return NULL;
}

static struct err *insert_and_refuse(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(insert(tx, a, arg));
    return ERR(a, GUARD, "不行");
}

static void well(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_write(bed->db, &bed->a, insert, NULL));
    assert_int_equal(value(bed), 1);
}

static void undone(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(db_write(bed->db, &bed->a, insert_and_refuse, NULL), GUARD);
    assert_int_equal(value(bed), -1);
    assert_ok(db_write(bed->db, &bed->a, insert, NULL)); /* nothing is left in the way */
}

static void tags(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(db_write(bed->db, &bed->a, insert_and_refuse, NULL), GUARD);
    assert_int_equal(atomic_load(&bed->tags_n), 0);
    assert_ok(db_write(bed->db, &bed->a, insert, NULL));
    /* There already when db_write returns, not soon after. */
    assert_int_equal(atomic_load(&bed->tags_n), 1);
    assert_string_equal(bed->tags[0].kind, "counter");
    assert_int_equal(bed->tags[0].id, 7);
}

/* -- a failed statement --------------------------------------------------------------------- */

static struct err *swallow(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    TRY(counter_insert(tx, a, S("c"), 1, NULL));
    if (counter_insert(tx, a, S("c"), 2, NULL)) return NULL; /* as if nothing had happened */
    return ERR(a, INTERNAL, "这一行不应到达");
}

static struct err *go_on(struct db_tx *tx, struct arena *a, void *arg)
{
    struct counter_row row;
    struct err *e = counter_insert(tx, a, S("c"), 2, NULL);

    (void)arg;
    if (e) assert_err(counter_get(tx, a, S("c"), &row), DB);
    return e;
}

static void failed_statement(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(db_write(bed->db, &bed->a, swallow, NULL), CONFLICT);
    assert_int_equal(value(bed), -1);
    assert_ok(db_write(bed->db, &bed->a, insert, NULL));
    assert_err(db_write(bed->db, &bed->a, go_on, NULL), CONFLICT);
    assert_int_equal(value(bed), 1);
}

static void readers_cannot_write(void **state)
{
    struct bed *bed = bed_of(state);
    struct err *e = db_read(bed->db, &bed->a, swallow, NULL);

    assert_non_null(e);
    assert_int_equal(value(bed), -1);
}

/* A reference to what is not there is found when the transaction ends. */
static struct err *orphan(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    TRY(counter_insert(tx, a, S("other"), 1, NULL));
    return part_insert(tx, a, 4711, NULL);
}

static void open_reference(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(db_write(bed->db, &bed->a, orphan, NULL), DB);
    assert_ok(db_write(bed->db, &bed->a, insert, NULL));
}

/* -- an arena at its cap -------------------------------------------------------------------- */

static struct err *devour(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(insert(tx, a, arg));
    for (;;) memset(arena_bytes(a, 100000), 1, 100000);
}

static struct err *devour_row(const struct counter_row *row, struct arena *a, void *arg)
{
    (void)row;
    for (;;) memset(arena_bytes(a, 1000000), 1, 1000000);
    return arg;
}

static struct err *devour_in_each(struct db_tx *tx, struct arena *a, void *arg)
{
    return counter_each(tx, a, devour_row, arg);
}

static void full_arena(void **state)
{
    struct bed *bed = bed_of(state);
    struct arena small;
    jmp_buf land;
    volatile int landed = 0;

    arena_init(&small, 3000000);
    if (setjmp(land))
        landed = 1;
    else {
        jmp_buf *outer = arena_land(&small, &land);

        assert_null(outer);
        assert_err(db_write(bed->db, &small, devour, NULL), OVERLOAD);
        assert_ptr_equal(arena_land(&small, NULL), &land); /* put back as it was */
    }
    assert_int_equal(landed, 0);
    assert_int_equal(value(bed), -1);
    assert_int_equal(atomic_load(&bed->tags_n), 0);
    arena_release(&small);

    arena_init(&small, 3000000);
    assert_err(db_read(bed->db, &small, devour, NULL), DB); /* read-only comes first */
    arena_release(&small);

    assert_ok(db_write(bed->db, &bed->a, insert, NULL));
    arena_init(&small, 3000000);
    assert_err(db_read(bed->db, &small, devour_in_each, NULL), OVERLOAD);
    arena_release(&small);
    for (int i = 0; i < 10; i++) assert_int_equal(value(bed), 1); /* every connection is back */
}

/* ---- db_last ---- */

static struct err *add(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    (void)site;
    return counter_add(tx, a, S("c"), id, NULL);
}

static struct err *take_away(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    struct counter_row row;

    (void)site;
    TRY(counter_get(tx, a, S("c"), &row));
    return row.n == id ? counter_add(tx, a, S("c"), -1, NULL) : ERR(a, GUARD, "次序不对");
}

/* Asked for before the counter is there: they run behind the last line, one after the other. */
static struct err *insert_at_last(struct db_tx *tx, struct arena *a, void *arg)
{
    db_last(tx, add, 1, 10);
    db_last(tx, take_away, 1, *(const int64_t *)arg);
    return counter_insert(tx, a, S("c"), 1, NULL);
}

static struct err *ask_and_refuse(struct db_tx *tx, struct arena *a, void *arg)
{
    db_last(tx, add, 1, 10);
    return insert_and_refuse(tx, a, arg);
}

static void last(void **state)
{
    struct bed *bed = bed_of(state);
    int64_t want = 11;
    int64_t other = 12;

    assert_err(db_write(bed->db, &bed->a, insert_at_last, &other), GUARD);
    assert_int_equal(value(bed), -1); /* its err undoes all */
    assert_err(db_write(bed->db, &bed->a, ask_and_refuse, NULL), GUARD);
    assert_int_equal(value(bed), -1);
    assert_ok(db_write(bed->db, &bed->a, insert_at_last, &want));
    assert_int_equal(value(bed), 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(last),
        BOTH(well),
        BOTH(undone),
        BOTH(tags),
        BOTH(failed_statement),
        BOTH(readers_cannot_write),
        BOTH(open_reference),
        BOTH(full_arena),
    };

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
