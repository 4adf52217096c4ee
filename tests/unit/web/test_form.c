#include "../unit.h"

#include "base/buf.h"
#include "web/form.h"
#include "web/request.h"

struct input {
    str title, text, kind, secret;
    int64_t age, organ;
    bool open;
    struct date day;
    struct text_list topics;
};

static const struct choice kinds[] = {{"a", "甲"}, {"b", "乙"}, {NULL, NULL}};

static const struct form_field fields[] = {
    FORM_TEXT(struct input, title, "title", "标题", .required = true, .max_chars = 5),
    FORM_MULTILINE(struct input, text, "text", "内容", .max_chars = 20),
    FORM_CHOICE(struct input, kind, "kind", "类型", .choices = kinds),
    FORM_SECRET(struct input, secret, "secret", "密码", .max_chars = 20),
    FORM_INT(struct input, age, "age", "年龄", .least = -5, .most = 150),
    FORM_ID(struct input, organ, "organ", "单位", .required = true),
    FORM_BOOL(struct input, open, "open", "同意"),
    FORM_DATE(struct input, day, "day", "日期"),
    FORM_CHOICES(struct input, topics, "topics", "主题", .choices = kinds, .max_items = 1),
};
static const struct form form = FORM("input", struct input, fields);

static struct err *bind(struct arena *a, const char *body, struct input *out)
{
    struct values raw = {0};

    *out = (struct input){0};
    TRY(form_read_urlencoded(a, str_of(body), &raw));
    return form_bind(&form, a, &raw, NULL, out);
}

/* The sentence about a field; empty when there is none. */
static str about(struct arena *a, const char *body, const char *field)
{
    struct input in;

    for (struct err *e = bind(a, body, &in); e; e = e->next)
        if (str_eq(e->field, str_of(field))) return e->message;
    return S("");
}

static void test_right(void **state)
{
    struct input in;

    assert_ok(bind(*state,
                   "title=+%E6%A0%87%E9%A2%98+&text=a%0D%0Ab%0Dc&kind=b&age=-5&organ=9&open=on&"
                   "day=2020-02-29&topics=a&secret=+x+&unknown=1",
                   &in));
    assert_str(in.title, S("标题"));
    assert_str(in.text, S("a\nb\nc"));
    assert_str(in.kind, S("b"));
    assert_str(in.secret, S(" x "));
    assert_int_equal(in.age, -5);
    assert_int_equal(in.organ, 9);
    assert_true(in.open);
    assert_str(date_str(*state, in.day), S("2020-02-29"));
    assert_int_equal(in.topics.n, 1);
}

static void test_left_empty(void **state)
{
    struct input in;

    assert_ok(bind(*state, "title=x&organ=1&age=&day=&kind=&text=%20", &in));
    assert_int_equal(in.age, 0);
    assert_true(date_is_none(in.day));
    assert_str(in.kind, S(""));
    assert_str(in.text, S(""));
    assert_non_null(in.kind.p);
    assert_false(in.open);
}

static void test_wrong(void **state)
{
    static const struct {
        const char *body, *field, *want;
    } cases[] = {
        {"", "title", "标题：请填写"},
        {"title=%20%E3%80%80", "title", "标题：请填写"},
        {"title=123456", "title", "标题：最多5个字，现在有6个字，请缩短"},
        {"title=%E4%BD%A0%E4%BD%A0%E4%BD%A0%E4%BD%A0%E4%BD%A0", "title", ""},
        {"title=a%0Ab", "title", "标题：不能换行"},
        {"title=a%00", "title", "标题：含有无法识别的字符，请重新输入"},
        {"title=%ED%A0%80", "title", "标题：含有无法识别的字符，请重新输入"},
        {"title=a%1Bb", "title", "标题：含有不可见的控制字符，请删除后重新输入"},
        {"text=a%0Ab", "text", ""},
        {"text=a%E2%80%AEb", "text", "内容：含有不可见的控制字符，请删除后重新输入"},
        {"", "organ", "单位：请选择"},
        {"organ=0", "organ", "单位：请选择"},
        {"organ=-1", "organ", "单位：请重新选择"},
        {"organ=9223372036854775808", "organ", "单位：请重新选择"},
        {"age=151", "age", "年龄：应在-5到150之间"},
        {"age=1e3", "age", "年龄：请填写整数"},
        {"age=%31", "age", ""},
        {"day=2021-02-29", "day", "日期：请按“年-月-日”填写，例如2020-05-09"},
        {"kind=c", "kind", "类型：请从列出的选项中选择"},
        {"topics=c", "topics", "主题：请从列出的选项中选择"},
        {"topics=a&topics=b", "topics", "主题：最多选择1项"},
        {"secret=a%09b", "secret", "密码：不能含制表符"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str(about(*state, cases[i].body, cases[i].field), str_of(cases[i].want));
}

static void test_all_errors_at_once(void **state)
{
    struct input in;
    size_t n = 0;

    for (struct err *e = bind(*state, "age=x&day=y", &in); e; e = e->next) n++;
    assert_int_equal(n, 4); /* title, age, organ, day */
}

static void test_broken_bodies(void **state)
{
    struct input in;
    struct buf b;

    assert_err(bind(*state, "title=%", &in), BAD_REQUEST);
    assert_err(bind(*state, "title=%4", &in), BAD_REQUEST);
    assert_err(bind(*state, "%zz=1", &in), BAD_REQUEST);
    buf_init(&b, *state, 10000);
    for (int i = 0; i < 1001; i++) buf_lit(&b, "a=b&");
    buf_byte(&b, '\0');
    assert_err(bind(*state, buf_str(&b).p, &in), TOO_LARGE);
}

static void test_json(void **state)
{
    struct values v;

    assert_ok(form_read_json(*state,
                             S("{\"a\":\"x\\u4f60\",\"n\":-12,\"t\":true,\"z\":null,"
                               "\"l\":[1,\"b\"],\"o\":{\"k\":[1]},\"e\":[]}"),
                             &v));
    assert_str(values_get(&v, S("a")), S("x你"));
    assert_str(values_get(&v, S("n")), S("-12"));
    assert_str(values_get(&v, S("t")), S("true"));
    assert_false(values_has(&v, S("z")));
    assert_str(values_get(&v, S("l")), S("1"));
    str second;

    assert_true(values_nth(&v, S("l"), 1, &second));
    assert_str(second, S("b"));
    assert_str(values_get(&v, S("o")), S("{\"k\":[1]}"));
    assert_false(values_has(&v, S("e")));
    assert_err(form_read_json(*state, S("[1]"), &v), BAD_REQUEST);
    assert_err(form_read_json(*state, S("{"), &v), BAD_REQUEST);
    assert_err(form_read_json(*state, S(""), &v), BAD_REQUEST);
    assert_err(form_read_json(*state, S("{\"a\":\"\xff\"}"), &v), BAD_REQUEST);
}

/* All findings about a form, in one text. */
static str check(struct arena *a, const struct form *f)
{
    struct findings found = {.arena = a};

    form_check(f, &found);
    return str_join(a, found.items, found.n, S("\n"));
}

#define FINDS(field_, what)                                                                        \
    do {                                                                                           \
        const struct form_field bad_[] = {field_};                                                 \
        const struct form f_ = {                                                                   \
            .name = "f", .size = sizeof(struct input), .fields = bad_, .n_fields = 1};             \
        if (str_find(check(*state, &f_), S(what), 0) == STR_NONE)                                  \
            fail_msg("no finding: %s", what);                                                      \
    } while (0)

static void test_check(void **state)
{
    struct form_field f = fields[0];

    assert_str(check(*state, &form), S(""));
    f.label = "";
    FINDS(f, "no label");
    f = fields[0];
    f.max_chars = 0;
    FINDS(f, "no limit");
    f = fields[0];
    f.type = FIELD_UNSET;
    FINDS(f, "no type");
    f = fields[0];
    f.offset = sizeof(struct input) - 4;
    FINDS(f, "outside its struct");
    f = fields[2];
    f.choices = NULL;
    FINDS(f, "no choices");
    f = fields[4];
    f.least = 200;
    FINDS(f, "least is above most");
    const struct form_field twice[] = {fields[0], fields[0]};
    const struct form twins = {
        .name = "t", .size = sizeof(struct input), .fields = twice, .n_fields = 2};

    assert_true(str_find(check(*state, &twins), S("two fields are named title"), 0) != STR_NONE);
    assert_true(str_find(check(*state, &twins), S("share a member"), 0) != STR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_right),         UNIT(test_left_empty),
        UNIT(test_wrong),         UNIT(test_all_errors_at_once),
        UNIT(test_broken_bodies), UNIT(test_json),
        UNIT(test_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
