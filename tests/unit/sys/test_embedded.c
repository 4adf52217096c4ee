/* Embedded files: what tools/embed made of the folder embedded/ beside this test. */
#include "unit.h"

#include "sys/embedded.h"

extern const struct embedded_set test_files;

/* The file, or an empty one. */
static struct embedded file(str name)
{
    const struct embedded *f = embedded_find(&test_files, name);

    return f ? *f : (struct embedded){.name = S("none")};
}

static void test_each_file_is_found(void **state)
{
    const struct embedded text = file(S("sub/text.txt"));

    (void)state;
    assert_int_equal(test_files.n, 3);
    assert_str(file(S("style.css")).bytes, S("body { color: #123456 }\n"));
    assert_str(file(S("style.css")).type, S("text/css; charset=utf-8"));
    assert_str(text.bytes, S("政务公开\n"));
    assert_int_equal(text.bytes.p[text.bytes.n], '\0');
    assert_str(file(S("empty.txt")).name, S("empty.txt"));
    assert_int_equal(file(S("empty.txt")).bytes.n, 0);
    assert_str(file(S("empty.txt")).sha256,
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
