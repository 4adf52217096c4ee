/* Errors: what they carry, where they passed, lists of them, and messages that are too long. */
#include "unit.h"

#include "base/err.h"
#include "base/utf8.h"

static struct err *inner(struct arena *a, bool fail)
{
    return fail ? ERR(a, GUARD, "%d 份材料缺失", 2) : NULL;
}

static struct err *outer(struct arena *a, bool fail, int *reached)
{
    TRY(inner(a, fail));
    *reached = 1;
    return NULL;
}

static void test_try_passes_an_err_up(void **state)
{
    int reached = 0;
    struct err *e = outer(*state, true, &reached);

    assert_non_null(e);
    assert_int_equal(e->code, ERR_GUARD);
    assert_str(e->message, S("2 份材料缺失"));
    assert_str(e->field, S(""));
    assert_str(e->detail, S(""));
    assert_int_equal(reached, 0);
    assert_int_equal(e->places, 2);
    assert_ok(outer(*state, false, &reached));
    assert_int_equal(reached, 1);
}

static void test_places(void **state)
{
    struct err *e = err_make(*state, ERR_IO, "a.c", 1, "x");

    (void)err_pass(e, "b.c", 22);
    assert_str(err_places(*state, e), S("a.c:1 < b.c:22"));
    for (int i = 0; i < 20; i++) (void)err_pass(e, "c.c", i);
    assert_int_equal(e->places, ERR_PLACES);
    assert_str(str_head(err_places(*state, e), 14), S("a.c:1 < b.c:22"));
}

static void test_field_and_detail(void **state)
{
    struct err *e = ERR_FIELD(*state, "title", "标题不能为空");

    assert_int_equal(e->code, ERR_INVALID);
    assert_str(e->field, S("title"));
    assert_ptr_equal(err_detail(*state, e, "row %d", 3), e);
    assert_str(e->detail, S("row 3"));
}

static void test_lists(void **state)
{
    struct err *one = ERR_FIELD(*state, "a", "1");
    struct err *two = ERR_FIELD(*state, "b", "2");
    struct err *three = ERR_FIELD(*state, "c", "3");

    assert_null(err_append(NULL, NULL));
    assert_ptr_equal(err_append(one, NULL), one);
    assert_ptr_equal(err_append(NULL, one), one);
    assert_ptr_equal(err_append(two, three), two);
    assert_ptr_equal(err_append(one, two), one);
    assert_ptr_equal(one->next, two);
    assert_ptr_equal(two->next, three);
    assert_null(three->next);
}

static void test_copies_outlive_the_arena(void **state)
{
    struct arena own;
    struct err *copy;

    arena_init(&own, 100000);
    {
        struct err *e = err_detail(&own, ERR_FIELD(&own, "a", "第%d条", 1), "detail");

        e = err_append(e, ERR(&own, CONFLICT, "二"));
        copy = err_copy(*state, e);
    }
    arena_release(&own);
    assert_str(copy->message, S("第1条"));
    assert_str(copy->field, S("a"));
    assert_str(copy->detail, S("detail"));
    assert_str(copy->next->message, S("二"));
    assert_int_equal(copy->next->code, ERR_CONFLICT);
    assert_null(copy->next->next);
    assert_null(err_copy(*state, NULL));
}

static void test_long_messages_end_with_a_whole_character(void **state)
{
    struct arena *a = *state;

    /* Two- to four-byte characters, begun at every offset. */
    static const str letters[] = {S_INIT("é"), S_INIT("公"), S_INIT("𠀀"), S_INIT("x")};

    for (size_t l = 0; l < COUNT_OF(letters); l++)
        for (size_t shift = 0; shift < 4; shift++) {
            str text = str_head(S("...."), shift);

            for (size_t i = 0; i < 10; i++) text = str_cat(a, text, str_cat(a, text, letters[l]));
            text = str_cat(a, text, str_cat(a, text, text));
            while (text.n < 3000) text = str_cat(a, text, letters[l]);
            struct err *e = ERR(a, INVALID, "%.*s", STR_ARG(text));

            assert_true(utf8_valid(e->message));
            assert_in_range(e->message.n, 1996, 1999);
            assert_true(str_starts(text, e->message));
        }
}

static void test_every_code_has_its_row(void **state)
{
    static const int statuses[] = {400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503};

    (void)state;
    for (int code = 0; code < (int)ERR_CODES_; code++) {
        bool known = false;

        for (size_t i = 0; i < COUNT_OF(statuses); i++)
            known = known || statuses[i] == err_http((enum err_code)code);
        assert_true(known);
        assert_true(err_word((enum err_code)code).n > 0);
        assert_true(err_title((enum err_code)code).n > 0);
        assert_int_equal(err_is_fault((enum err_code)code), err_http((enum err_code)code) >= 500);
        for (int other = 0; other < code; other++)
            assert_false(str_eq(err_word((enum err_code)code), err_word((enum err_code)other)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_try_passes_an_err_up),     UNIT(test_places),
        UNIT(test_field_and_detail),         UNIT(test_lists),
        UNIT(test_copies_outlive_the_arena), UNIT(test_long_messages_end_with_a_whole_character),
        UNIT(test_every_code_has_its_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
