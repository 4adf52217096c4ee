/* Forms drawn, kept and read again from their tables. */
#include "unit.h"

#include "mod/office/internal.h"

struct thing {
    str name, note, kind, secret, tree;
    int64_t number, other;
    bool open;
    struct date on;
    struct text_list colours;
};

static const struct choice kinds[] = {{"a", "甲"}, {"b", "乙"}, {NULL, NULL}};
static const struct choice colours[] = {{"red", "红"}, {"blue", "蓝"}, {NULL, NULL}};

#define T struct thing
static const struct form_field thing_fields[] = {
    FORM_TEXT(T, name, "name", "名称", .required = true, .max_chars = 20),
    FORM_MULTILINE(T, note, "note", "说明", .max_chars = 5000, .hint = "随便写"),
    FORM_CHOICE(T, kind, "kind", "类别", .required = true, .choices = kinds),
    FORM_SECRET(T, secret, "secret", "口令", .max_chars = 100),
    FORM_JSON(T, tree, "tree", "正文", .max_chars = 1000),
    FORM_INT(T, number, "number", "数量", .least = 0, .most = 100),
    FORM_ID(T, other, "other", "相关"),
    FORM_BOOL(T, open, "open", "公开"),
    FORM_DATE(T, on, "on", "日期"),
    FORM_CHOICES(T, colours, "colours", "颜色", .choices = colours),
};
static const struct form thing_form = FORM("thing", T, thing_fields);
static const struct form_field plain_fields[] = {
    FORM_TEXT(T, name, "name", "名称", .max_chars = 20),
};
static const struct form plain_form = FORM("plain", T, plain_fields);

static const struct value typed_items[] = {
    {S_INIT("name"), S_INIT("<b>")},      {S_INIT("kind"), S_INIT("b")},
    {S_INIT("secret"), S_INIT("s3")},     {S_INIT("colours"), S_INIT("red")},
    {S_INIT("colours"), S_INIT("blue")},  {S_INIT("open"), S_INIT("1")},
    {S_INIT("on"), S_INIT("2020-05-09")}, {S_INIT("number"), S_INIT("7")},
    {S_INIT("stray"), S_INIT("x")},
};
static const struct values typed = {typed_items, COUNT_OF(typed_items)};

static const struct staff_field *field(const struct staff_fields *all, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].name, name)) return &all->items[i];
    return NULL;
}

static void draws_what_was_typed(void **state)
{
    struct arena a;
    bool whole;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    struct err *wrong = ERR_FIELD(&a, "name", "名称：太短");
    struct staff_fields all = staff_draw(&a, &thing_form, S("do-"), &typed, wrong, &whole);

    assert_true(whole);
    assert_null(field(&all, S("tree"))); /* only its own page can fill it */
    assert_null(field(&all, S("stray")));
    assert_str(field(&all, S("name"))->id, S("do-name"));
    assert_str(field(&all, S("name"))->value, S("<b>"));
    assert_str(field(&all, S("name"))->error, S("名称：太短"));
    assert_str(field(&all, S("note"))->error, S(""));
    assert_str(field(&all, S("secret"))->value, S("")); /* a password is never shown again */
    assert_int_equal(field(&all, S("kind"))->input, INPUT_RADIO);
    assert_false(field(&all, S("kind"))->options[0].chosen);
    assert_true(field(&all, S("kind"))->options[1].chosen);
    assert_true(field(&all, S("colours"))->options[0].chosen);
    assert_true(field(&all, S("colours"))->options[1].chosen);
    assert_true(field(&all, S("open"))->checked);
    arena_release(&a);
}

static void knows_what_it_cannot_draw(void **state)
{
    (void)state;
    assert_false(staff_can_draw(&thing_form));
    assert_true(staff_can_draw(&plain_form));
    assert_true(staff_can_draw(&FORM_NONE));
    assert_true(staff_can_draw(NULL));
}

static void keeps_no_secret_and_no_tree(void **state)
{
    struct arena a;
    struct thing t = {0}; /* as the dispatcher gives it */
    size_t n;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    assert_ok(form_bind(&thing_form, &a, &typed, NULL, &t));
    t.tree = S("{}");
    str json = office_fields_json(&a, &thing_form, &t);

    assert_str(json, S("{\"name\":\"<b>\",\"kind\":\"b\",\"number\":7,\"open\":true,"
                       "\"on\":\"2020-05-09\",\"colours\":[\"red\",\"blue\"]}"));
    const struct staff_option *read = office_fields_read(&a, &thing_form, json, &n);

    assert_int_equal(n, 6);
    assert_str(read[1].label, S("类别"));
    assert_str(read[1].value, S("乙"));
    assert_str(read[3].value, S("是"));
    assert_str(read[5].value, S("红、蓝"));
    arena_release(&a);
}

static void cuts_what_is_long(void **state)
{
    struct arena a;
    struct thing t = {.name = S(""), .kind = S(""), .on = DATE_NONE};
    char *text;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    text = arena_bytes(&a, 5000);
    for (size_t i = 0; i < 5000; i++) text[i] = 'x';
    t.note = str_at(text, 5000);
    str json = office_fields_json(&a, &thing_form, &t);

    assert_true(json.n < OFFICE_TYPED_CHARS + 200);
    assert_true(str_find(json, S("…"), 0) != STR_NONE);
    arena_release(&a);
}

static void reads_nothing_from_what_is_not_json(void **state)
{
    struct arena a;
    size_t n = 7;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    (void)office_fields_read(&a, &thing_form, S("{not json"), &n);
    assert_int_equal(n, 0);
    (void)office_fields_read(&a, &thing_form, S("[1]"), &n);
    assert_int_equal(n, 0);
    (void)office_fields_read(&a, NULL, S("{\"name\":\"x\"}"), &n);
    assert_int_equal(n, 0);
    arena_release(&a);
}

static void gives_back_what_was_typed(void **state)
{
    struct arena a;
    size_t n;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    const struct staff_option *out = office_typed(&a, &thing_form, &typed, &n);

    for (size_t i = 0; i < n; i++) assert_false(str_eq(out[i].value, S("s3")));
    assert_str(out[0].value, S("<b>"));
    assert_str(out[1].value, S("乙"));
    arena_release(&a);
}

static void reads_members_of_an_object(void **state)
{
    struct arena a;
    struct values v;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    assert_ok(office_read_members(&a,
                                  S("{\"t\":\"甲\",\"n\":5,\"b\":true,\"z\":null,"
                                    "\"l\":[\"x\",\"y\"],\"o\":{\"type\":\"doc\"}}"),
                                  &v));
    assert_int_equal(v.n, 6);
    assert_str(values_get(&v, S("t")), S("甲"));
    assert_str(values_get(&v, S("n")), S("5"));
    assert_str(values_get(&v, S("b")), S("true"));
    assert_false(values_has(&v, S("z")));
    assert_str(values_get(&v, S("o")), S("{\"type\":\"doc\"}"));
    str second;

    assert_true(values_nth(&v, S("l"), 1, &second));
    assert_str(second, S("y"));
    assert_ok(office_read_members(&a, S(" "), &v));
    assert_int_equal(v.n, 0);
    assert_err(office_read_members(&a, S("[]"), &v), INVALID);
    assert_err(office_read_members(&a, S("{"), &v), INVALID);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_what_was_typed),
        cmocka_unit_test(knows_what_it_cannot_draw),
        cmocka_unit_test(keeps_no_secret_and_no_tree),
        cmocka_unit_test(cuts_what_is_long),
        cmocka_unit_test(reads_nothing_from_what_is_not_json),
        cmocka_unit_test(gives_back_what_was_typed),
        cmocka_unit_test(reads_members_of_an_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
