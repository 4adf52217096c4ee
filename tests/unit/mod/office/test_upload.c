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
        cmocka_unit_test(says_how_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
