#include "unit.h"

#include "text/scan.h"

#include <string.h>

struct sample {
    const char *text;
    enum scan_kind kind;
    enum scan_certainty certainty;
    const char *found, *masked;
};

static void what_must_be_found(void **state)
{
    static const struct sample samples[] = {
        {"身份证号11010519491231002X。", SCAN_RESIDENT_ID, SCAN_LIKELY, "11010519491231002X",
         "110*************2X"},
        {"440524188001010014", SCAN_RESIDENT_ID, SCAN_LIKELY, "440524188001010014",
         "440*************14"},
        {"证号：１１０１０５１９４９１２３１００２Ｘ", SCAN_RESIDENT_ID, SCAN_LIKELY,
         "１１０１０５１９４９１２３１００２Ｘ", "110*************2X"},
        {"id11010519491231002x", SCAN_RESIDENT_ID, SCAN_LIKELY, "11010519491231002x",
         "110*************2x"},
        {"联系电话：13812341234（王）", SCAN_MOBILE, SCAN_LIKELY, "13812341234", "138****1234"},
        {"138 1234 1234", SCAN_MOBILE, SCAN_LIKELY, "138 1234 1234", "138****1234"},
        {"138-1234-1234", SCAN_MOBILE, SCAN_LIKELY, "138-1234-1234", "138****1234"},
        {"+8613812341234", SCAN_MOBILE, SCAN_LIKELY, "8613812341234", "138****1234"},
        {"住宅电话0591-12345678", SCAN_LANDLINE, SCAN_LIKELY, "0591-12345678", "05911234****"},
        {"家庭电话：(010)12345678", SCAN_LANDLINE, SCAN_LIKELY, "010)12345678", "0101234****"},
        {"卡号6222021234567890128", SCAN_BANK_CARD, SCAN_LIKELY, "6222021234567890128",
         "***************0128"},
        {"6222 0212 3456 7890 128", SCAN_BANK_CARD, SCAN_LIKELY, "6222 0212 3456 7890 128",
         "***************0128"},
        {"4111111111111111", SCAN_BANK_CARD, SCAN_POSSIBLE, "4111111111111111", "************1111"},
        {"银行账号6222021234567890127", SCAN_BANK_CARD, SCAN_POSSIBLE, "6222021234567890127",
         "***************0127"},
        {"邮箱 zhang.san@qq.com。", SCAN_EMAIL, SCAN_LIKELY, "zhang.san@qq.com", "z***@qq.com"},
        {"info@example.com.", SCAN_EMAIL, SCAN_POSSIBLE, "info@example.com", "i***@example.com"},
        {"住某区人民路12号3号楼501室，", SCAN_ADDRESS, SCAN_LIKELY, "人民路12号3号楼501室",
         "人民路***"},
        {"家住幸福小区5栋", SCAN_ADDRESS, SCAN_LIKELY, "幸福小区5栋", "幸福小区***"},
        {"地址：中山路18号", SCAN_ADDRESS, SCAN_POSSIBLE, "中山路18号", "中山路***"},
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample *w = &samples[i];
        struct scan_finding *f;
        size_t n;

        scan_text(a, str_of(w->text), &f, &n);
        if (n != 1) fail_msg("%s: %zu findings", w->text, n);
        assert_str(str_at(w->text + f->start, f->end - f->start), str_of(w->found));
        assert_int_equal(f->kind, w->kind);
        assert_int_equal(f->certainty, w->certainty);
        assert_str(f->masked, str_of(w->masked));
        assert_true(scan_kind_label(f->kind).n > 0);
    }
}

static void what_must_not_be_found(void **state)
{
    static const char *const harmless[] = {
        "",
        "110105194912310021",  /* the check digit is wrong */
        "211010519491231002X", /* 19 digits */
        "11341702486344515H",  /* credit codes */
        "113417020032563511",
        "91350100M000100Y43",
        "统一社会信用代码：91350100M000100Y43，法定代表人",
        "113417020032563511/202504-00057",
        "12812341234",  /* not a mobile's prefix */
        "138123412345", /* 12 digits */
        "2138123412341",
        "咨询电话0591-12345678", /* an office's */
        "（010）12345678",
        "6222021234567890127", /* Luhn fails and no word says card */
        "2222021234567890128",
        "xxgk@example.gov.cn",
        "@qq.com a@b @",
        "国办发〔2019〕61号",
        "乡村振兴〔2020〕17号",
        "农村公路条例第12号",
        "铁路，3号",
        "2020年5月9日至2021年12月31日",
        "2019-2020学年 100000000.00元",
        "服务热线12345",
        "道路交通安全法",
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(harmless); i++) {
        struct scan_finding *f;
        size_t n;

        scan_text(a, str_of(harmless[i]), &f, &n);
        if (n)
            fail_msg("%s: found %.*s", harmless[i],
                     STR_ARG(str_at(harmless[i] + f->start, f->end - f->start)));
    }
}

static void findings_are_in_order_and_apart(void **state)
{
    struct arena *a = *state;
    str text = S("张某13812341234 13912341234，11010519491231002X，a@qq.com；中山路1号2室");
    static const enum scan_kind kinds[] = {SCAN_MOBILE, SCAN_MOBILE, SCAN_RESIDENT_ID, SCAN_EMAIL,
                                           SCAN_ADDRESS};
    struct scan_finding *f;
    size_t n;
    size_t end = 0;

    scan_text(a, text, &f, &n);
    assert_int_equal(n, COUNT_OF(kinds));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(f[i].kind, kinds[i]);
        assert_true(f[i].start >= end && f[i].end <= text.n);
        end = f[i].end;
    }
}

static void there_is_a_limit(void **state)
{
    struct arena *a = *state;
    size_t room = (size_t)(SCAN_FINDINGS_MOST + 10) * 12;
    char *p = arena_bytes(a, room);
    struct scan_finding *f;
    size_t n;

    for (size_t i = 0; i < room; i += 12) memcpy(p + i, "13812341234,", 12);
    scan_text(a, str_at(p, room), &f, &n);
    assert_int_equal(n, SCAN_FINDINGS_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_must_be_found),
        UNIT(what_must_not_be_found),
        UNIT(findings_are_in_order_and_apart),
        UNIT(there_is_a_limit),
    };

    return cmocka_run_group_tests_name("text/scan", tests, NULL, NULL);
}
