/* Where the log-in leads to, and which page a sent form belongs to. */
#include "unit.h"

#include "mod/office/internal.h"

static void goes_to_staff_pages_only(void **state)
{
    static const char *const wrong[] = {
        "",
        "/",
        "/documents/1",
        "//evil.example/",
        "https://evil.example/",
        "/staff",
        "staff/",
        "/staff//evil.example/",
        "/staff/\\evil.example",
        "/staff/../documents/1",
        "/staff/\r\nX: y",
        "/staff/ x",
        "/staff/login",
        "/staff/login?next=/staff/",
        "/staff/logout",
        "/STAFF/",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_str(office_next(str_of(wrong[i])), S("/staff/"));
    assert_str(office_next(S("/staff/")), S("/staff/"));
    assert_str(office_next(S("/staff/cases/document/7?done=moved")),
               S("/staff/cases/document/7?done=moved"));
}

static void refuses_an_address_without_end(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    char *long_one = arena_bytes(&a, 3000);

    for (size_t i = 0; i < 3000; i++) long_one[i] = 'x';
    assert_str(office_next(str_cat(&a, S("/staff/"), str_at(long_one, 3000))), S("/staff/"));
    arena_release(&a);
}

static void knows_the_page_of_a_form(void **state)
{
    static const struct {
        const char *sent, *page;
    } cases[] = {
        {"/staff/cases/document/7/events", "/staff/cases/document/7"},
        {"/staff/documents/7/files", "/staff/documents/7/edit"},
        {"/staff/documents/7/files/3/remove", "/staff/documents/7/edit"},
        {"/staff/cases/document/bulk", "/staff/cases/document/"},
        {"/staff/cases/document/views/3/remove", "/staff/cases/document/"},
        {"/staff/documents/7/edit", "/staff/documents/7/edit"},
        {"/staff/documents/new", "/staff/documents/new"},
        {"/staff/users/new", "/staff/users/new"},
        {"/staff/users/3/roles", "/staff/users"},
    };
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str(office_form_page(&a, str_of(cases[i].sent)), str_of(cases[i].page));
    arena_release(&a);
}

static void says_what_was_done(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    assert_str(office_with_done(&a, S("/staff/users"), "roles"), S("/staff/users?done=roles"));
    assert_str(office_with_done(&a, S("/staff/?a=1"), "saved"), S("/staff/?a=1&done=saved"));
    assert_str(office_with_done(&a, S("/staff/x#h"), "saved"), S("/staff/x?done=saved#h"));
    assert_true(office_done_text(S("before")).n > 0);
    assert_str(office_done_text(S("<script>")), S(""));
    assert_str(office_done_text(S("")), S(""));
    arena_release(&a);
}

static void knows_its_own_paths(void **state)
{
    (void)state;
    assert_true(office_is_staff(S("/staff/")));
    assert_true(office_is_staff(S("/staff")));
    assert_true(office_is_staff(S("/staff/nothing/here")));
    assert_false(office_is_staff(S("/staffing")));
    assert_false(office_is_staff(S("/documents/staff/")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_to_staff_pages_only),
        cmocka_unit_test(refuses_an_address_without_end),
        cmocka_unit_test(knows_the_page_of_a_form),
        cmocka_unit_test(says_what_was_done),
        cmocka_unit_test(knows_its_own_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
