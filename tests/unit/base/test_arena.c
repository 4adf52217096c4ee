/* The arena: alignment, zeroed memory, its cap and the landing, clean-up in reverse. */
#include "unit.h"

#include "base/arena.h"
#include "dies.h"

#include <string.h>

static void test_objects_are_aligned_zeroed_and_apart(void **state)
{
    struct arena *a = *state;
    unsigned char *objects[200];

    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        (void)arena_bytes(a, i % 3); /* spoils the alignment in between */
        objects[i] = arena_alloc(a, i);
        assert_int_equal((uintptr_t)objects[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < i; k++) assert_int_equal(objects[i][k], 0);
        memset(objects[i], (int)i, i);
    }
    for (size_t i = 0; i < COUNT_OF(objects); i++)
        for (size_t k = 0; k < i; k++) assert_int_equal(objects[i][k], i);
}

static void test_reused_memory_is_zeroed_again(void **state)
{
    struct arena *a = *state;

    for (int round = 0; round < 3; round++) {
        unsigned char *p = arena_alloc(a, 1000);

        for (size_t k = 0; k < 1000; k++) assert_int_equal(p[k], 0);
        memset(p, 0xff, 1000);
        arena_reset(a);
    }
}

static void test_large_and_empty_objects(void **state)
{
    struct arena *a = *state;
    char *big = arena_bytes(a, 5 * 1024 * 1024);

    big[0] = big[5 * 1024 * 1024 - 1] = 'x';
    assert_non_null(arena_alloc(a, 0));
    assert_non_null(arena_bytes(a, 0));
    assert_non_null(ARENA_ARRAY(a, int, 0));
    arena_reset(a);
    assert_true(a->taken < 5 * 1024 * 1024); /* the huge chunk was given back */
}

static void test_try_refuses_what_cannot_be(void **state)
{
    struct arena *a = *state;

    assert_null(arena_try(a, SIZE_MAX, 2));
    assert_null(arena_try(a, SIZE_MAX / 2, 4));
    assert_null(arena_try(a, 1, SIZE_MAX));
    assert_null(arena_try(a, UNIT_ARENA + 1, 1));
    assert_non_null(arena_try(a, 10, 10));
    assert_non_null(arena_try(a, 0, SIZE_MAX));
}

/* Takes until the arena lands: the number of objects that it gave. */
static size_t take_until_landing(struct arena *a, size_t size)
{
    jmp_buf land;
    volatile size_t n = 0;

    if (setjmp(land) == 0) {
        (void)arena_land(a, &land);
        for (;;) {
            (void)arena_alloc(a, size);
            n++;
        }
    }
    return n;
}

static void test_the_cap_lands(void **state)
{
    struct arena a;
    (void)state;

    arena_init(&a, 100000);
    size_t n = take_until_landing(&a, 1000);

    assert_in_range(n, 80, 100);
    assert_true(a.taken <= 100000);
    /* After a reset there is room again, and the landing is still set. */
    arena_reset(&a);
    assert_in_range(take_until_landing(&a, 1000), 80, 100);
    arena_reset(&a);
    assert_int_equal(take_until_landing(&a, 100001), 0);
    assert_int_equal(take_until_landing(&a, SIZE_MAX), 0);
    arena_release(&a);
}

static void test_all_of_the_cap_can_be_had(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 65536);
    assert_non_null(arena_try(&a, 1, 65536));
    assert_null(arena_try(&a, 1, 1));
    arena_release(&a);
    arena_init(&a, 0);
    assert_null(arena_try(&a, 1, 1));
    arena_release(&a);
}

static void test_an_array_that_overflows_lands(void **state)
{
    struct arena *a = *state;
    jmp_buf land;
    volatile size_t many = SIZE_MAX / 2; /* what the compiler does not see at once */

    if (setjmp(land) == 0) {
        assert_null(arena_land(a, &land));
        (void)arena_array(a, many, 3);
        fail_msg("it gave something");
    }
    assert_ptr_equal(arena_land(a, NULL), &land);
}

static void without_a_landing(void)
{
    struct arena a;

    arena_init(&a, 100);
    (void)arena_alloc(&a, 101);
}

static void test_without_a_landing_the_process_ends(void **state)
{
    (void)state;
    assert_true(dies(without_a_landing));
}

static char order[16];
static size_t order_n;

static void note(void *p)
{
    order[order_n++] = *(const char *)p;
    order[order_n] = '\0';
}

static struct arena *nested_arena;

static void note_and_defer(void *p)
{
    static const char later[] = "n";

    note(p);
    arena_defer(nested_arena, note, (void *)(uintptr_t)later);
}

static void test_deferred_runs_newest_first_and_once(void **state)
{
    struct arena *a = *state;
    char letters[] = "abc";

    order_n = 0;
    for (size_t i = 0; i < 3; i++) {
        arena_defer(a, note, &letters[i]);
        (void)arena_alloc(a, 100000);
    }
    arena_reset(a);
    assert_string_equal(order, "cba");
    arena_reset(a);
    assert_string_equal(order, "cba");
    arena_defer(a, note, &letters[0]);
    arena_release(a);
    assert_string_equal(order, "cbaa");
}

static void test_deferred_may_defer(void **state)
{
    struct arena *a = *state;
    char letters[] = "ab";

    order_n = 0;
    nested_arena = a;
    arena_defer(a, note, &letters[0]);
    arena_defer(a, note_and_defer, &letters[1]);
    arena_reset(a);
    assert_string_equal(order, "bna");
}

static void test_grow_keeps_the_bytes(void **state)
{
    struct arena *a = *state;
    char *p = arena_bytes(a, 3);

    memcpy(p, "abc", 3);
    assert_ptr_equal(arena_grow(a, p, 3, 2), p); /* never smaller */
    p = arena_grow(a, p, 3, 10);
    memcpy(p + 3, "defghij", 7);
    (void)arena_bytes(a, 1); /* now it is not the newest */
    p = arena_grow(a, p, 10, 100000);
    assert_memory_equal(p, "abcdefghij", 10);
    p[99999] = 'x';
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_objects_are_aligned_zeroed_and_apart),
        UNIT(test_reused_memory_is_zeroed_again),
        UNIT(test_large_and_empty_objects),
        UNIT(test_try_refuses_what_cannot_be),
        UNIT(test_the_cap_lands),
        UNIT(test_all_of_the_cap_can_be_had),
        UNIT(test_an_array_that_overflows_lands),
        UNIT(test_without_a_landing_the_process_ends),
        UNIT(test_deferred_runs_newest_first_and_once),
        UNIT(test_deferred_may_defer),
        UNIT(test_grow_keeps_the_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
