/* Lists: a query is read and written to the same, a cell of a table does not run, words are words.
 */
#include "unit.h"

#include "db/like.h"
#include "mod/office/csv.h"
#include "mod/office/list_query.h"

static const struct flow_state states[] = {
    {.name = "draft", .label = S_INIT("起草")},
    {.name = "ready", .label = S_INIT("待发布")},
};
static const struct flow flow = {
    .kind = "toy", .label = S_INIT("文件"), .states = states, .n_states = COUNT_OF(states)};

static void query_is_written_as_it_was_read(void **state)
{
    static const struct {
        const char *given, *clean;
    } cases[] = {
        {"", ""},
        {"state=draft", "state=draft"},
        {"due=week&state=open&q=%E7%94%B2", "q=%E7%94%B2&state=open&due=week"},
        {"q=++a+b++", "q=a%20b"},
        {"who=mine&sort=title&organ=7", "organ=7&who=mine&sort=title"},
        {"col=state&col=begun", "col=state&col=begun"},
        {"col=begun&col=state&col=state", "col=state&col=begun"},
        /* The columns that show anyway need not be said. */
        {"col=number&col=organ&col=state&col=due&col=changed", ""},
        /* What is not known is not kept. */
        {"state=nothing&due=x&sort=y&who=z&col=w&organ=-1&page=3&evil=1", ""},
        {"organ=99999999999999999999", ""},
        {"q=%3Cscript%3E%22%26x%3D1", "q=%3Cscript%3E%22%26x%3D1"},
        {"%zz", ""},
    };
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        str clean = office_query_clean(&a, str_of(cases[i].given), &flow);

        assert_str(clean, str_of(cases[i].clean));
        assert_str(office_query_clean(&a, clean, &flow), clean);
    }
    arena_release(&a);
}

static void words_are_cut_at_a_character(void **state)
{
    struct arena a;
    struct values from = {0};
    struct office_query q;
    struct buf b;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    buf_init(&b, &a, 4096);
    for (int i = 0; i < OFFICE_WORDS_CHARS + 5; i++) buf_lit(&b, "字");
    const struct value value = {S("q"), buf_str(&b)};

    from = (struct values){&value, 1};
    office_query_read(&a, &from, &flow, &q);
    assert_int_equal(q.words.n, 3 * OFFICE_WORDS_CHARS);
    arena_release(&a);
}

static void cells_do_not_run(void **state)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        {"", "\"\""},
        {"通知", "\"通知\""},
        {"a,b\r\nc", "\"a,b\r\nc\""},
        {"说\"好\"", "\"说\"\"好\"\"\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@A1", "\"'@A1\""},
        {"\t=1", "\"'\t=1\""},
        {"  =1", "\"'  =1\""},
        {"＝1", "\"'＝1\""},
        {"＋1", "\"'＋1\""},
        {"－1", "\"'－1\""},
        {"＠1", "\"'＠1\""},
        {"1=1", "\"1=1\""},
        {"=\"x\"", "\"'=\"\"x\"\"\""},
    };
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf b;

        buf_init(&b, &a, 256);
        office_csv_cell(&b, str_of(cases[i].text));
        assert_str(buf_str(&b), str_of(cases[i].cell));
    }
    arena_release(&a);
}

static void signs_of_like_mean_themselves(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    assert_str(db_like_contains(&a, S("")), S("%%"));
    assert_str(db_like_contains(&a, S("5%_!x")), S("%5!%!_!!x%"));
    assert_str(db_like_contains(&a, S("ABC通知")), S("%abc通知%"));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query_is_written_as_it_was_read),
        cmocka_unit_test(words_are_cut_at_a_character),
        cmocka_unit_test(cells_do_not_run),
        cmocka_unit_test(signs_of_like_mean_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
