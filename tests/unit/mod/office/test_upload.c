/* Which files are taken: the ending and the first bytes must agree, nothing that could run. */
#include "unit.h"

#include "core/upload.h"

static void takes_what_offices_use(void **state)
{
    static const struct {
        const char *name, *sniffed, *type;
    } taken[] = {
        {"通知.pdf", "application/pdf", "application/pdf"},
        {"通知.PDF", "application/pdf", "application/pdf"},
        {"表.xls", "application/x-ole-storage", "application/vnd.ms-excel"},
        {"版式.ofd", "application/zip", "application/ofd"},
        {"图.jpeg", "image/jpeg", "image/jpeg"},
        {"数据.csv", "application/octet-stream", "text/csv; charset=utf-8"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        assert_str(upload_type(str_of(taken[i].name), str_of(taken[i].sniffed), UPLOAD_ATTACHMENT),
                   str_of(taken[i].type));
}

static void refuses_the_rest(void **state)
{
    static const struct {
        const char *name, *sniffed;
    } refused[] = {
        {"a.html", "application/octet-stream"},
        {"a.htm", "application/octet-stream"},
        {"a.svg", "application/octet-stream"},
        {"a.js", "application/octet-stream"},
        {"a.exe", "application/octet-stream"},
        {"a", "application/pdf"},
        {".pdf", "application/pdf"},
        {"", "application/pdf"},
        {"a.pdf", "application/octet-stream"},
        {"a.pdf", "application/zip"},
        {"a.png", "image/gif"},
        {"a.png.html", "image/png"},
        {"a.docx", "application/pdf"},
        {"a.txt", "application/pdf"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        assert_str(
            upload_type(str_of(refused[i].name), str_of(refused[i].sniffed), UPLOAD_ATTACHMENT),
            S(""));
}

static void pictures_are_pictures(void **state)
{
    (void)state;
    assert_str(upload_type(S("a.png"), S("image/png"), UPLOAD_IMAGE), S("image/png"));
    assert_str(upload_type(S("a.pdf"), S("application/pdf"), UPLOAD_IMAGE), S(""));
}

static void hidden_endings_are_seen(void **state)
{
    static const struct {
        const char *name;
        bool hides;
    } names[] = {
        {"通知.exe.pdf", true},
        {"通知.EXE .pdf", true},
        {"a.b.html.txt", true},
        {"a.docm.docx", true},
        {"a.pdf", false},
        {"exe.pdf", false},
        {"2020.3.15公告.pdf", false},
        {"a.pdf.pdf", false},
        {"a.exe", false},
        {"", false},
        {".", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (upload_hides_ending(str_of(names[i].name)) != names[i].hides)
            fail_msg("%s", names[i].name);
}

static bool passes(str type, str one, str two)
{
    struct upload_look l = {.n_head = 0};

    upload_look_at(&l, one);
    upload_look_at(&l, two);
    return upload_is_what_it_says(&l, type);
}

static void content_must_be_what_the_ending_says(void **state)
{
    const str docx = S("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    const str csv = S("text/csv; charset=utf-8");

    (void)state;
    assert_true(passes(docx, S("PK\x03\x04..[Content_Types].xml..word/document.xml"), S("..")));
    /* The name lies across two pieces. */
    assert_true(passes(docx, S("PK\x03\x04..[Content_Types].xml..wo"), S("rd/document.xml")));
    assert_false(passes(docx, S("PK\x03\x04..xl/workbook.xml"), S("")));
    assert_false(passes(docx, S("PK\x03\x04..word/document.xml..word/vbaProj"), S("ect.bin")));
    assert_true(passes(S("application/ofd"), S("PK\x03\x04OFD.xml"), S("")));
    assert_false(passes(S("application/ofd"), S("PK\x03\x04run.exe"), S("")));
    assert_true(passes(csv, S("\xef\xbb\xbf编号,名称\r\n"), S("1,甲\r\n")));
    assert_true(passes(csv, S("\xb1\xe0\xba\xc5,\xc3\xfb\xb3\xc6\n"), S(""))); /* GB 18030 */
    assert_false(passes(csv, S("MZ\x90"), S("")));
    assert_false(passes(csv, S("a\0b"), S("")));
    assert_false(passes(csv, S(" \n<HTML><script>"), S("")));
    assert_false(passes(csv, S("\xef\xbb\xbf<script>"), S("")));
    assert_false(passes(csv, S("#!/bin/sh\n"), S("")));
    assert_true(passes(S("video/mp4"),
                       S("\0\0\0\x20"
                         "ftypisom"),
                       S("")));
    assert_false(passes(S("video/mp4"), S("MZ\x90"), S("")));
    assert_true(passes(S("audio/mpeg"), S("ID3\x03"), S("")));
    assert_true(passes(S("audio/mpeg"), S("\xff\xfb\x90"), S("")));
    assert_false(passes(S("audio/mpeg"), S("<html>"), S("")));
}

static void says_how_large(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, UNIT_ARENA);
    assert_str(upload_size_words(&a, 0), S("0 字节"));
    assert_str(upload_size_words(&a, 1023), S("1023 字节"));
    assert_str(upload_size_words(&a, 812 * 1024), S("812 KB"));
    assert_str(upload_size_words(&a, 3 * 1024 * 1024 + 420 * 1024), S("3.4 MB"));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_offices_use),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(pictures_are_pictures),
        cmocka_unit_test(hidden_endings_are_seen),
        cmocka_unit_test(content_must_be_what_the_ending_says),
        cmocka_unit_test(says_how_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
