#include "../unit.h"

#include "base/buf.h"
#include "web/multipart.h"

/* Writes down what the reader hands on: "name(file)=bytes;". */
struct seen {
    struct arena *arena;
    struct buf text;
    bool open;
};

static struct err *begin(void *ctx, const struct multipart_part *part)
{
    struct seen *s = ctx;

    BUG_IF(s->open);
    s->open = true;
    buf_add(&s->text, part->name);
    if (part->is_file) buf_printf(&s->text, "(%.*s)", STR_ARG(part->filename));
    buf_byte(&s->text, '=');
    return NULL;
}

static struct err *data(void *ctx, str bytes)
{
    struct seen *s = ctx;

    BUG_IF(!s->open);
    buf_add(&s->text, bytes);
    return NULL;
}

static struct err *end(void *ctx)
{
    struct seen *s = ctx;

    BUG_IF(!s->open);
    s->open = false;
    buf_byte(&s->text, ';');
    return NULL;
}

static struct err *read_pieces(struct arena *a, str body, size_t piece, str *out)
{
    struct seen s = {.arena = a};
    const struct multipart_sink sink = {begin, data, end, &s};
    struct multipart m;

    buf_init(&s.text, a, 100000);
    TRY(multipart_init(&m, a, S("B"), &sink));
    for (str rest = body; rest.n; rest = str_from(rest, piece))
        TRY(multipart_push(&m, str_head(rest, piece)));
    TRY(multipart_end(&m));
    *out = buf_str(&s.text);
    return NULL;
}

#define PART(name) "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file)                                                                      \
    "--B\r\ncontent-disposition:form-data;name=\"" name "\";filename=\"" file                      \
    "\"\r\nContent-Type: x/y\r\n\r\n"

/* Whatever the pieces, the same is seen. */
static void test_parts(void **state)
{
    static const struct {
        str body, want;
    } cases[] = {
        {S_INIT(PART("a") "1\r\n--B--\r\n"), S_INIT("a=1;")},
        {S_INIT(PART("a") "\r\n--B--"), S_INIT("a=;")},
        {S_INIT(PART("a") "1\r\n" PART("b") "2\r\n--B--\r\n"), S_INIT("a=1;b=2;")},
        {S_INIT(FILE_PART("f", "x.y") "\r\n\r\n--C\r\n--B\r\n--B--\r\n"), S_INIT("")},
        {S_INIT(FILE_PART("f", "x.y") "\r\n\r\n--C\r\r\n--\r\n-\r\n--B--\r\n"),
         S_INIT("f(x.y)=\r\n\r\n--C\r\r\n--\r\n-;")},
        {S_INIT(FILE_PART("f", "") "\r\n--B--\r\n"), S_INIT("f()=;")},
        {S_INIT(PART("a") "--B\r\n--B--\r\nwhat follows does not count"), S_INIT("a=--B;")},
        {S_INIT("--B--\r\n"), S_INIT("")},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t piece = 1; piece <= cases[i].body.n; piece++) {
            str got = S("");
            struct err *e = read_pieces(*state, cases[i].body, piece, &got);

            if (i == 3) /* a delimiter without a head behind it */
                assert_err(e, BAD_REQUEST);
            else
                assert_ok(e);
            if (!e) assert_str(got, cases[i].want);
        }
    }
}

static void test_broken(void **state)
{
    static const str cases[] = {
        S_INIT(""),
        S_INIT("--B"),
        S_INIT("--B\r\n"),
        S_INIT(PART("a") "1"),
        S_INIT(PART("a") "1\r\n--B"),
        S_INIT(PART("a") "1\r\n--B-"),
        S_INIT("x" PART("a") "1\r\n--B--"),
        S_INIT("--Bx\r\n"),
        S_INIT("--B\r\n\r\nno name\r\n--B--"),
        S_INIT("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--B--"),
        S_INIT("--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--"),
        S_INIT("--B\r\nnonsense\r\n\r\n1\r\n--B--"),
        S_INIT("--B\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\n1\r\n--B--"),
        S_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\n1\r\n--B--"),
        S_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n"
               "Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--B--"),
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        str got;

        assert_err(read_pieces(*state, cases[i], 1, &got), BAD_REQUEST);
        assert_err(read_pieces(*state, cases[i], 1000, &got), BAD_REQUEST);
    }
}

static void test_boundaries(void **state)
{
    const struct multipart_sink sink = {begin, data, end, NULL};
    struct multipart m;
    char long_one[71];

    for (size_t i = 0; i < sizeof long_one; i++) long_one[i] = 'a';
    assert_ok(multipart_init(&m, *state, (str){long_one, 70}, &sink));
    assert_err(multipart_init(&m, *state, (str){long_one, 71}, &sink), BAD_REQUEST);
    assert_err(multipart_init(&m, *state, S(""), &sink), BAD_REQUEST);
    assert_err(multipart_init(&m, *state, S("a\rb"), &sink), BAD_REQUEST);
    assert_err(multipart_init(&m, *state, (str){"a\0b", 3}, &sink), BAD_REQUEST);
}

static void test_too_many(void **state)
{
    struct buf b;
    str got;

    buf_init(&b, *state, 1000000);
    for (int i = 0; i < MULTIPART_PARTS_MAX; i++) buf_lit(&b, PART("a") "\r\n");
    str full = buf_str(&b);

    assert_ok(read_pieces(*state, str_cat(*state, full, S("--B--")), 777, &got));
    buf_lit(&b, PART("a") "\r\n--B--");
    assert_err(read_pieces(*state, buf_str(&b), 777, &got), TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_parts),
        UNIT(test_broken),
        UNIT(test_boundaries),
        UNIT(test_too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
