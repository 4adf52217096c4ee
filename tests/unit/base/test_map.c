/* The map against a plain list: what was put is found, in the order in which it came. */
#include "unit.h"

#include "base/map.h"

static void test_empty(void **state)
{
    struct map m;

    map_init(&m, *state, 1);
    assert_null(map_get(&m, S("")));
    assert_null(map_get(&m, S("a")));
    assert_int_equal(m.n, 0);
}

static void test_put_get_replace(void **state)
{
    struct map m;
    int one = 1;
    int two = 2;

    map_init(&m, *state, 1);
    assert_null(map_put(&m, S("a"), &one));
    assert_ptr_equal(map_get(&m, S("a")), &one);
    assert_ptr_equal(map_put(&m, S("a"), &two), &one);
    assert_ptr_equal(map_get(&m, S("a")), &two);
    assert_null(map_put(&m, S(""), &one));
    assert_ptr_equal(map_get(&m, S("")), &one);
    assert_null(map_put(&m, S("a\0b"), &one));
    assert_null(map_get(&m, S("a\0c")));
    assert_null(map_get(&m, S("A")));
    assert_int_equal(m.n, 3);
}

static void test_many_keys(void **state)
{
    enum { MANY = 20000 };
    struct arena *a = *state;

    for (uint64_t seed = 0; seed < 3; seed++) {
        struct map m;
        int *values = ARENA_ARRAY(a, int, MANY);

        map_init(&m, a, seed);
        for (int i = 0; i < MANY; i++)
            assert_null(map_put(&m, str_printf(a, "key %d", i), &values[i]));
        assert_int_equal(m.n, MANY);
        for (int i = 0; i < MANY; i++) {
            str key = str_printf(a, "key %d", i);

            assert_ptr_equal(map_get(&m, key), &values[i]);
            assert_str(m.entries[i].key, key);
        }
        assert_null(map_get(&m, S("key 20000")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_empty),
        UNIT(test_put_get_replace),
        UNIT(test_many_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
