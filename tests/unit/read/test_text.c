/* Plain text and what a file is. */
#include "show.h"

static void lines_are_paragraphs(void **state)
{
    struct arena *a = *state;

    assert_str(read_shown(a, S("  一、总体情况\r\n\r\n　　本报告  由\t编制\n末行"), S("x.txt")),
               S("一、总体情况\n本报告 由 编制\n末行\n"));
    assert_str(read_shown(a, S("甲\r乙"), S("")), S("甲\n乙\n"));
    assert_str(read_shown(a, S("a | b | c |\n|||||||"), S("x.md")), S("a | b | c |\n|||||||\n"));
}

static void encodings_of_texts(void **state)
{
    struct arena *a = *state;

    assert_str(read_shown(a, S("\xef\xbb\xbf公开"), S("")), S("公开\n"));
    assert_str(read_shown(a, S("\xff\xfe\x6c\x51\x00\x5f\x31\x00"), S("")), S("公开1\n"));
    assert_str(read_shown(a, S("\xfe\xff\x51\x6c\x5f\x00\x00\x31"), S("")), S("公开1\n"));
    assert_str(read_shown(a, S("1\0002\0003\0\n\0"), S("")), S("123\n"));
    assert_str(read_shown(a, S("\xb9\xab\xbf\xaa 2024"), S("")), S("公开 2024\n"));
    /* four bytes in GB18030: 㐀 */
    assert_str(read_shown(a, S("\xb9\xab\x81\x39\xee\x39"), S("")), S("公㐀\n"));
    assert_str(read_shown(a, S("plain"), S("")), S("plain\n"));
}

static void what_a_file_is(void **state)
{
    (void)state;
    assert_int_equal(read_sniff(S("%PDF-1.7 x"), S("a.txt")), READ_PDF);
    assert_int_equal(read_sniff(S("\n\n%PDF-1.7 x"), S("")), READ_PDF);
    assert_int_equal(read_sniff(S("PK\x03\x04..word/document.xml"), S("")), READ_DOCX);
    assert_int_equal(read_sniff(S("PK\x03\x04..xl/worksheets/sheet1.xml"), S("")), READ_XLSX);
    assert_int_equal(read_sniff(S("PK\x03\x04..x"), S("a.docx")), READ_UNKNOWN);
    assert_int_equal(read_sniff(S("{\"a\":1}"), S("")), READ_JSON);
    assert_int_equal(read_sniff(S("{\"a\":1}"), S("a.txt")), READ_TEXT);
    assert_int_equal(read_sniff(S("[注] 说明"), S("")), READ_TEXT);
    assert_int_equal(read_sniff(S("[1,2]"), S("a.JSON")), READ_JSON);
    assert_int_equal(read_sniff(S("<!-- x --><html>"), S("")), READ_HTML);
    assert_int_equal(read_sniff(S("text\n<TABLE border=1><td>1</TABLE>"), S("a.xls")), READ_HTML);
    /* a text about pages is none */
    assert_int_equal(read_sniff(S("the tag <title> and <table border=1>"), S("")), READ_TEXT);
    assert_int_equal(read_sniff(S("a < b, c > d"), S("")), READ_TEXT);
    assert_int_equal(read_sniff(S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\2\3\4\5\6"), S("")),
                     READ_UNKNOWN);
    assert_int_equal(read_sniff(S(""), S("a.html")), READ_UNKNOWN);
}

static void refusals_say_what_to_do(void **state)
{
    struct arena *a = *state;
    struct read_doc d;

    assert_err(read_bytes(a, S(""), S("x.txt"), &READ_LIMITS, &d), INVALID);
    assert_err(read_bytes(a,
                          S("\x7f"
                            "ELF\1\1\1\0\0\0\0\0"),
                          S(""), &READ_LIMITS, &d),
               MEDIA);
    assert_str(read_shown(a, S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x"), S("a.doc")),
               S("!文件是旧版 Word、Excel 格式（.doc、.xls）或者设了密码，"
                 "请取消密码并另存为 .docx 或 .xlsx 后再试"));
}

static void json_is_handed_through(void **state)
{
    struct arena *a = *state;
    struct read_doc d;

    assert_ok(read_bytes(a, S("\xef\xbb\xbf{ \"a\":\n  1 }"), S("x.json"), &READ_LIMITS, &d));
    assert_int_equal(d.format, READ_JSON);
    assert_int_equal(d.n_blocks, 1);
    assert_str(d.blocks[0].text, S("{ \"a\":\n  1 }"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(lines_are_paragraphs),    UNIT(encodings_of_texts),     UNIT(what_a_file_is),
        UNIT(refusals_say_what_to_do), UNIT(json_is_handed_through),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
