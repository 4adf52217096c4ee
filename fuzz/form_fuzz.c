/*
 * Any bytes as the body of a form, urlencoded or (first byte odd) JSON: a clear error, or a struct
 * whose text is valid and within its limits.
 */
#include "base/utf8.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct input {
    str title, text, kind, json;
    int64_t age, organ;
    bool open;
    struct date day;
    struct text_list topics;
};

static const struct choice kinds[] = {{"a", "甲"}, {"b", "乙"}, {NULL, NULL}};

static const struct form_field fields[] = {
    FORM_TEXT(struct input, title, "t", "标题", .max_chars = 20),
    FORM_MULTILINE(struct input, text, "m", "内容", .max_chars = 200),
    FORM_CHOICE(struct input, kind, "k", "类型", .choices = kinds),
    FORM_JSON(struct input, json, "j", "正文", .max_chars = 1000),
    FORM_INT(struct input, age, "i", "年龄", .least = 0, .most = 150),
    FORM_ID(struct input, organ, "o", "单位"),
    FORM_BOOL(struct input, open, "b", "同意"),
    FORM_DATE(struct input, day, "d", "日期"),
    FORM_CHOICES(struct input, topics, "c", "主题", .choices = kinds),
};
static const struct form form = FORM("input", struct input, fields);

static void check_text(str s, size_t most, bool lines)
{
    BUG_IF(!s.p || !utf8_valid(s) || utf8_count(s) > most);
    for (uint32_t rune; utf8_next(&s, &rune);)
        BUG_IF(utf8_is_control(rune) || rune == '\r' || (!lines && rune == '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct input in = {0};
    struct values raw = {0};
    struct arena a;

    if (n == 0) return 0;
    arena_init(&a, (size_t)1 << 30);
    str body = {(const char *)data + 1, n - 1};
    struct err *e =
        data[0] & 1 ? form_read_json(&a, body, &raw) : form_read_urlencoded(&a, body, &raw);

    if (!e) e = form_bind(&form, &a, &raw, NULL, &in);
    for (const struct err *one = e; one; one = one->next)
        BUG_IF(one->message.n == 0 || !utf8_valid(one->message));
    if (!e) {
        check_text(in.title, 20, false);
        check_text(in.text, 200, true);
        BUG_IF(in.age < 0 || in.age > 150 || in.organ < 0);
        BUG_IF(in.kind.n && !str_eq(in.kind, S("a")) && !str_eq(in.kind, S("b")));
        BUG_IF(!date_is_none(in.day) && date_parts(in.day).year < DATE_YEAR_LEAST);
    }
    arena_release(&a);
    return 0;
}
