#include "unit.h"

#include "text/chinese.h"

static void document_numbers_are_normalised(void **state)
{
    static const char *const same[] = {
        "国办发〔2019〕61号",       "国办发[2019]61号",    "国办发［2019］61号",
        "国办发(2019)61号",         "国办发（2019）61号",  "国办发【2019】61号",
        "国办发〔2019〕第61号",     "国办发〔2019〕061号", " 国办发 〔2019〕 61 号 ",
        "国办发〔２０１９〕６１号", "国办发﹝2019﹞61號",  "国办发〖2019〗61号",
        "国办发<2019>61号",
    };
    struct arena *a = *state;
    struct chinese_docno d;

    for (size_t i = 0; i < COUNT_OF(same); i++)
        assert_str(chinese_docno_normal(a, str_of(same[i])), S("国办发〔2019〕61号"));
    assert_true(chinese_docno_parse(a, S("穗府办规〔2024〕13号"), &d));
    assert_str(d.organ, S("穗府办规"));
    assert_int_equal(d.year, 2024);
    assert_int_equal(d.serial, 13);
    /* Writing and reading again gives the same. */
    assert_str(chinese_docno_normal(a, chinese_docno_str(a, d)), S("穗府办规〔2024〕13号"));
}

static void other_texts_are_no_document_numbers(void **state)
{
    static const char *const others[] = {
        "",
        "61号",
        "〔2019〕61号",
        "国办发2019年61号",
        "国办发〔19〕61号",
        "国办发〔2019〕号",
        "国办发〔2019〕0号",
        "国办发〔2019〕61",
        "国办发〔1819〕61号",
        "国办发〔2019〕-1号",
        "国办发〔2019〕6a号",
        "国-发〔2019〕61号",
        "国务院令第711号",
        "国办发〔2019〕61号等",
    };
    struct arena *a = *state;
    struct chinese_docno d;

    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (chinese_docno_parse(a, str_of(others[i]), &d)) fail_msg("accepted %s", others[i]);
        assert_false(chinese_docno_valid(str_of(others[i])));
    }
    assert_str(chinese_docno_normal(a, S(" 国务院令第711号 ")), S("国务院令第711号"));
    assert_true(chinese_docno_valid(S("国办发〔2019〕61号")));
    assert_false(chinese_docno_valid(S("国办发[2019]61号")));
    assert_false(chinese_docno_valid(S("国办发〔2019〕061号")));
    assert_false(chinese_docno_valid(S("国办发〔2019〕第61号")));
}

static void index_numbers(void **state)
{
    static const struct {
        const char *text;
        int year, month;
        int64_t serial;
    } good[] = {
        {"000014349/2017-00110", 2017, 0, 110},
        {"11341702486344515H/202110-00013", 2021, 10, 13},
        {"113417020032563511/202504-00057", 2025, 4, 57},
        {"0142768-8/2022-00185", 2022, 0, 185},
        {"8923888D/2020-0113", 2020, 0, 113},
    };
    static const char *const bad[] = {"",
                                      "/2020-00001",
                                      "11341702486344515H/202113-00013",
                                      "11341702486344515H/2021-",
                                      "11341702486344515H202110-00013",
                                      "11341702486344515H/2021-00000",
                                      "公开/2021-00001"};
    struct arena *a = *state;
    struct chinese_index x;

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(chinese_index_parse(str_of(good[i].text), &x));
        assert_int_equal(x.year, good[i].year);
        assert_int_equal(x.month, good[i].month);
        assert_int_equal(x.serial, good[i].serial);
        if (i != 4) assert_str(chinese_index_str(a, x), str_of(good[i].text));
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(chinese_index_parse(str_of(bad[i]), &x));
}

static void numerals(void **state)
{
    static const struct {
        int64_t n;
        const char *text;
    } cases[] = {
        {0, "零"},
        {1, "一"},
        {10, "十"},
        {12, "十二"},
        {20, "二十"},
        {100, "一百"},
        {105, "一百零五"},
        {110, "一百一十"},
        {1010, "一千零一十"},
        {32000, "三万二千"},
        {100000, "十万"},
        {100001, "十万零一"},
        {100010000, "一亿零一万"},
        {100001234, "一亿零一千二百三十四"},
        {20000, "二万"},
        {999999999999, "九千九百九十九亿九千九百九十九万九千九百九十九"},
    };
    struct arena *a = *state;
    int64_t back;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str(chinese_number(a, cases[i].n), str_of(cases[i].text));
    for (int64_t n = 0; n < 1000000; n += n < 12000 ? 1 : 977) {
        assert_true(chinese_number_parse(chinese_number(a, n), &back));
        assert_int_equal(back, n);
        arena_reset(a);
    }
    assert_true(chinese_number_parse(S("二○二〇"), &back));
    assert_int_equal(back, 2020);
    assert_true(chinese_number_parse(S("３１"), &back));
    assert_int_equal(back, 31);
    static const char *const bad[] = {"",     "十十",     "百", "一二百",
                                      "百一", "一万二万", "x",  "一亿一亿"};

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(chinese_number_parse(str_of(bad[i]), &back));
}

static void list_marks(void **state)
{
    struct arena *a = *state;

    assert_str(chinese_item(a, CHINESE_LEVEL_1, 12), S("十二、"));
    assert_str(chinese_item(a, CHINESE_LEVEL_2, 1), S("（一）"));
    assert_str(chinese_item(a, CHINESE_LEVEL_3, 3), S("3."));
    assert_str(chinese_item(a, CHINESE_LEVEL_4, 4), S("（4）"));
}

static void dates(void **state)
{
    static const char *const same[] = {"2020年5月9日", "二〇二〇年五月九日",    "二○二○年五月九日",
                                       "2020-05-09",   " ２０２０年 5 月 9 日", "2020年05月09日"};
    static const char *const bad[] = {"2020年2月30日", "2020年5月", "5月9日", "2020年13月1日",
                                      "二〇年五月九日"};
    struct arena *a = *state;
    struct date d;

    for (size_t i = 0; i < COUNT_OF(same); i++) {
        assert_true(chinese_date_parse(str_of(same[i]), &d));
        assert_str(date_str(a, d), S("2020-05-09"));
    }
    assert_str(chinese_date(a, d), S("二〇二〇年五月九日"));
    assert_true(date_make(2019, 12, 31, &d));
    assert_str(chinese_date(a, d), S("二〇一九年十二月三十一日"));
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_false(chinese_date_parse(str_of(bad[i]), &d));
}

static void amounts(void **state)
{
    struct arena *a = *state;

    assert_str(chinese_amount(a, 0), S("零元整"));
    assert_str(chinese_amount(a, 1230000), S("壹万贰仟叁佰元整"));
    assert_str(chinese_amount(a, 50), S("伍角整"));
    assert_str(chinese_amount(a, 5), S("伍分"));
    assert_str(chinese_amount(a, 1005), S("壹拾元零伍分"));
    assert_str(chinese_amount(a, 10868460000), S("壹亿零捌佰陆拾捌万肆仟陆佰元整"));
}

static void check_digits(void **state)
{
    (void)state;
    assert_true(chinese_resident_id_valid(S("11010519491231002X")));
    assert_true(chinese_resident_id_valid(S("11010519491231002x")));
    assert_true(chinese_resident_id_valid(S("440524188001010014")));
    assert_false(chinese_resident_id_valid(S("110105194912310021")));
    assert_false(chinese_resident_id_valid(S("1101051949123100")));
    assert_false(chinese_resident_id_valid(S("11010519491331002X"))); /* no such month */
    assert_false(chinese_resident_id_valid(S("00010519491231002X"))); /* no such area */

    assert_true(chinese_credit_code_valid(S("11341702486344515H")));
    assert_true(chinese_credit_code_valid(S("11441700007280420Y")));
    assert_true(chinese_credit_code_valid(S("113417020032563511")));
    assert_true(chinese_credit_code_valid(S("91350100M000100Y43")));
    assert_false(chinese_credit_code_valid(S("91350100M000100Y44")));
    assert_false(chinese_credit_code_valid(S("9135010IM000100Y43")));
    assert_false(chinese_credit_code_valid(S("91350100M000100Y4")));

    static const char *const codes[] = {"000014349", "014416330", "007280420",
                                        "486344515", "003256351", "00001434-9"};

    for (size_t i = 0; i < COUNT_OF(codes); i++)
        assert_true(chinese_org_code_valid(str_of(codes[i])));
    assert_false(chinese_org_code_valid(S("000014348")));
    assert_false(chinese_org_code_valid(S("0000-14349")));

    assert_true(chinese_luhn_valid(S("4111111111111111")));
    assert_true(chinese_luhn_valid(S("6222021234567890128")));
    assert_false(chinese_luhn_valid(S("6222021234567890127")));
    assert_false(chinese_luhn_valid(S("0")));
    assert_false(chinese_luhn_valid(S("41111111x1111111")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(document_numbers_are_normalised),
        UNIT(other_texts_are_no_document_numbers),
        UNIT(index_numbers),
        UNIT(numerals),
        UNIT(list_marks),
        UNIT(dates),
        UNIT(amounts),
        UNIT(check_digits),
    };

    return cmocka_run_group_tests_name("text/chinese", tests, NULL, NULL);
}
