/* Embedded files: what tools/embed made of the folder embedded/ beside this test. */
#include "unit.h"

#include "sys/embedded.h"

extern const struct embedded_set test_files;

static void test_each_file_is_found(void **state)
{
    const struct embedded *css = embedded_find(&test_files, S("style.css"));
    const struct embedded *text = embedded_find(&test_files, S("sub/text.txt"));
    const struct embedded *empty = embedded_find(&test_files, S("empty.txt"));

    (void)state;
    assert_int_equal(test_files.n, 3);
    assert_non_null(css);
    assert_non_null(text);
    assert_non_null(empty);
    assert_str(css->bytes, S("body { color: #123456 }\n"));
    assert_str(css->type, S("text/css; charset=utf-8"));
    assert_str(text->bytes, S("政务公开\n"));
    assert_int_equal(text->bytes.p[text->bytes.n], '\0');
    assert_int_equal(empty->bytes.n, 0);
    assert_str(empty->sha256,
               S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

static void test_others_are_not(void **state)
{
    const struct embedded_set none = {NULL, 0};

    (void)state;
    assert_null(embedded_find(&test_files, S("")));
    assert_null(embedded_find(&test_files, S("style.cs")));
    assert_null(embedded_find(&test_files, S("style.css2")));
    assert_null(embedded_find(&test_files, S("zzz")));
    assert_null(embedded_find(&test_files, S("text.txt")));
    assert_null(embedded_find(&none, S("style.css")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_each_file_is_found),
        UNIT(test_others_are_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
