/* The typed list: it grows, keeps what it has, and gives zeroed elements. */
#include "unit.h"

#include "base/vec.h"

struct row {
    int64_t id;
    char letter;
};

static void test_grows_and_keeps(void **state)
{
    struct arena *a = *state;
    VEC(struct row) rows = {0};

    for (int i = 0; i < 10000; i++) {
        struct row *r = vec_push(a, &rows);

        assert_int_equal(r->id, 0);
        assert_int_equal(r->letter, 0);
        *r = (struct row){i, (char)('a' + i % 26)};
        (void)arena_bytes(a, 1);
    }
    assert_int_equal(rows.n, 10000);
    assert_true(rows.room >= rows.n);
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(rows.items[i].id, i);
        assert_int_equal(rows.items[i].letter, 'a' + i % 26);
    }
}

static void test_one_at_a_time_side_by_side(void **state)
{
    struct arena *a = *state;
    VEC(char) letters = {0};
    VEC(int64_t) numbers = {0};

    for (int i = 0; i < 1000; i++) {
        *vec_push(a, &letters) = (char)(i % 100);
        *vec_push(a, &numbers) = i;
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(letters.items[i], i % 100);
        assert_int_equal(numbers.items[i], i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_grows_and_keeps),
        UNIT(test_one_at_a_time_side_by_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
