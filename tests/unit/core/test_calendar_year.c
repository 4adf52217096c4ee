/* The text and the JSON form of a year, read, written and refused. */
#include "unit.h"

#include "core/calendar.h"
#include "core/calendar_json.h"

#include "base/buf.h"

static const char SMALL[] = "2027-01-01..2027-01-03 休 元旦\n"
                            "2027-02-05..2027-02-11 休 春节\n"
                            "2027-02-20 班 春节\n"
                            "2027-05-01..2027-05-05 休 劳动节\n"
                            "2027-10-01..2027-10-07 休 国庆节\n";

static void test_text_form_round_trip(void **state)
{
    struct arena *a = *state;
    size_t n;
    const struct calendar_year *years = calendar_built_in(a, &n);

    assert_int_equal(n, 8);
    for (size_t i = 0; i < n; i++) {
        struct calendar_year again;
        str text = calendar_year_text(a, &years[i]);

        assert_ok(calendar_year_check(a, &years[i]));
        assert_ok(
            calendar_year_parse(a, years[i].year, years[i].version, years[i].source, text, &again));
        assert_str(calendar_year_text(a, &again), text);
        assert_int_equal(years[i].year, 2019 + (int)i);
        assert_true(years[i].source.n > 0);
    }
    assert_int_equal(years[1].version, 2); /* amended in January 2020 */
}

static void test_text_form_is_lenient_about_space_only(void **state)
{
    struct arena *a = *state;
    struct calendar_year y;
    str text = str_replace(a, str_of(SMALL), S("\n"), S("  \r\n\n"));

    assert_ok(calendar_year_parse(a, 2027, 1, S(""), text, &y));
    assert_str(calendar_year_text(a, &y), str_of(SMALL));
}

static void refused(struct arena *a, int year, const char *extra, const char *because)
{
    struct calendar_year y;
    str text = str_cat(a, str_of(SMALL), str_of(extra));
    struct err *e = calendar_year_parse(a, year, 1, S(""), text, &y);

    if (!e) fail_msg("accepted: %s", extra);
    assert_int_equal(e->code, ERR_INVALID);
    if (str_find(e->message, str_of(because), 0) == STR_NONE)
        fail_msg("%s: %.*s", extra, STR_ARG(e->message));
}

static void test_bad_text_is_refused(void **state)
{
    struct arena *a = *state;
    struct calendar_year y;

    refused(a, 2027, "2027-10-09 班\n", "缺少节日名称");
    refused(a, 2027, "2027-10-09 休班 国庆节\n", "第6行无法识别");
    refused(a, 2027, "2027-10-9 班 国庆节\n", "无法识别");
    refused(a, 2027, "2027-02-30 休 春节\n", "无法识别");
    refused(a, 2027, "2027-10-08..  休 国庆节\n", "无法识别");
    refused(a, 2027, "2027-10-11 班 国庆节\n", "不是周末"); /* a Monday */
    refused(a, 2027, "2027-10-09..2027-10-11 班 国庆节\n", "2027-10-11不是周末");
    refused(a, 2027, "2027-10-07 休 国庆节\n", "重叠");
    refused(a, 2027, "2027-09-01 休 国庆节\n", "重叠，或者没有按日期排列");
    refused(a, 2027, "2027-10-12..2027-10-11 休 国庆节\n", "早于开始日期");
    refused(a, 2027, "2028-01-01 休 元旦\n", "日期不在当年");
    refused(a, 2026, "", "日期不在当年");
    refused(a, 1899, "", "年份");
    refused(a, 2027, "2027-10-12 休 \xff\n", "名称");
    /* a file that was cut is no year without holidays; nor is a year off a year */
    assert_err(calendar_year_parse(a, 2027, 1, S(""), S("2027-01-01 休 元旦\n"), &y), INVALID);
    assert_err(calendar_year_parse(a, 2027, 1, S(""), S(""), &y), INVALID);
    assert_err(calendar_year_parse(a, 2027, 1, S(""), S("2027-01-01..2027-06-30 休 停工"), &y),
               INVALID);
}

static void test_text_limits(void **state)
{
    struct arena *a = *state;
    struct calendar_year y;
    struct buf b;

    buf_init(&b, a, 64 * 1024);
    for (int i = 0; i <= CALENDAR_SPANS_MOST; i++) buf_lit(&b, "2027-01-01 休 元旦\n");
    assert_err(calendar_year_parse(a, 2027, 1, S(""), buf_str(&b), &y), INVALID);
    while (b.n <= CALENDAR_TEXT_MOST) buf_byte(&b, '\n');
    assert_err(calendar_year_parse(a, 2027, 1, S(""), buf_str(&b), &y), INVALID);
}

/* ---- JSON ---- */

/* `years` in the form the package ships, days in no special order. */
static str as_json(struct arena *a, const struct calendar_year *years, size_t n)
{
    struct buf b;

    buf_init(&b, a, CALENDAR_JSON_MOST);
    for (int work = 0; work < 2; work++) {
        buf_printf(&b, "%s\"%s\" : {", work ? ",\n" : "{", work ? "workdays" : "holidays");
        bool first = true;

        for (size_t i = n * CALENDAR_SPANS_MOST; i-- > 0;) {
            const struct calendar_year *y = &years[i / CALENDAR_SPANS_MOST];
            size_t k = i % CALENDAR_SPANS_MOST;

            if (k >= y->n_spans || y->spans[k].work != (work == 1)) continue;
            for (struct date d = y->spans[k].first; d.day <= y->spans[k].last.day; d.day++) {
                str text = date_str(a, d);

                buf_printf(&b, "%s\"%.*s\":\"Some Festival,%.*s,3\"", first ? "" : ",",
                           STR_ARG(text), STR_ARG(y->spans[k].name));
                first = false;
            }
        }
        buf_lit(&b, "}");
    }
    buf_lit(&b, ",\"inLieuDays\":{\"2020-01-29\":\"Spring Festival,\\u6625\\u8282,3\"}}\n");
    assert_true(buf_ok(&b));
    return buf_str(&b);
}

static void test_json_gives_the_same_years(void **state)
{
    struct arena *a = *state;
    size_t n;
    const struct calendar_year *years = calendar_built_in(a, &n);
    const struct calendar_year *read;
    size_t n_read;

    /* 2020, 2021, 2022, 2024: those whose notices stay within their year */
    struct calendar_year some[] = {years[1], years[2], years[3], years[5]};

    assert_ok(calendar_json_read(a, as_json(a, some, 4), S("chinese-days"), &read, &n_read));
    assert_int_equal(n_read, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(read[i].year, some[i].year);
        assert_str(calendar_year_text(a, &read[i]), calendar_year_text(a, &some[i]));
        assert_str(read[i].source, S("chinese-days"));
    }
}

static void test_json_names_become_those_of_the_notices(void **state)
{
    struct arena *a = *state;
    size_t n;
    const struct calendar_year *years = calendar_built_in(a, &n);
    str json = as_json(a, &years[5], 1);
    const struct calendar_year *read;

    json = str_replace(a, json, S("清明节"), S("\\u6e05\\u660E"));
    json = str_replace(a, json, S("端午节"), S("端午"));
    assert_ok(calendar_json_read(a, json, S(""), &read, &n));
    assert_str(calendar_year_text(a, &read[0]), calendar_year_text(a, &years[5]));
}

static void test_bad_json_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "{}",
        "{\"holidays\":{}}",
        "{\"holidays\":{},\"workdays\":{}}",
        "{\"holidays\":{},\"workdays\":{}} x",
        "{\"holidays\":{},\"workdays\":[]}",
        "{\"holidays\":{\"2020-01-01\":1},\"workdays\":{}}",
        "{\"holidays\":{\"2020-01-01\":\"a,元旦,1\",},\"workdays\":{}}",
        "{\"holidays\":{\"2020-13-01\":\"a,元旦,1\"},\"workdays\":{}}",
        "{\"holidays\":{\"2020-01-01\":\"a,元旦,1\"},\"workdays\":{}}", /* no other holiday */
        "{\"holidays\":{\"2020-01-01\":\"a,元旦",
        "{\"holidays\":{\"2020-01-01\":\"a\\",
        "{\"holidays\":{\"2020-01-01\":\"\\ud800\"},\"workdays\":{}}",
        "{\"holidays\":{\"2020-01-01\":\"\\u0000\"},\"workdays\":{}}",
        "{\"holidays\":{\"2020-01-01\":\"\n\"},\"workdays\":{}}",
        "{\"holiday\":{},\"workdays\":{}}",
        "{\"holidays\":{\"2020-01-01\":{\"a\":\"b\"}},\"workdays\":{}}",
        "{\"holidays\":{\"2020-01-01\":\"\xff\"},\"workdays\":{}}",
    };
    struct arena *a = *state;
    const struct calendar_year *read;
    size_t n;

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_err(calendar_json_read(a, str_of(bad[i]), S(""), &read, &n), INVALID);

    const struct calendar_year *years = calendar_built_in(a, &n);
    str json = as_json(a, &years[1], 1);

    /* a line break in a name would make two lines of the text form */
    assert_err(
        calendar_json_read(a, str_replace(a, json, S("清明节"), S("a\\u000ab")), S(""), &read, &n),
        INVALID);
    /* the same day twice: off and worked */
    assert_err(calendar_json_read(a, str_replace(a, json, S("2020-01-19"), S("2020-01-24")), S(""),
                                  &read, &n),
               INVALID);
    /* cut anywhere */
    for (size_t i = 0; i + 1 < json.n; i++) /* the last byte is a newline */
        assert_err(calendar_json_read(a, str_head(json, i), S(""), &read, &n), INVALID);
    char *big = arena_bytes(a, CALENDAR_JSON_MOST + 1);

    for (size_t i = 0; i <= CALENDAR_JSON_MOST; i++) big[i] = ' ';
    assert_err(calendar_json_read(a, str_at(big, CALENDAR_JSON_MOST + 1), S(""), &read, &n),
               INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_text_form_round_trip),      UNIT(test_text_form_is_lenient_about_space_only),
        UNIT(test_bad_text_is_refused),       UNIT(test_text_limits),
        UNIT(test_json_gives_the_same_years), UNIT(test_json_names_become_those_of_the_notices),
        UNIT(test_bad_json_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
