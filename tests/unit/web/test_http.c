#include "../unit.h"

#include "web/http.h"
#include "web/upload.h"

enum { NONE = 1, GZIP = 2, BROTLI = 4 };

static void test_accept_encoding(void **state)
{
    (void)state;
    assert_int_equal(http_accepted(S("")), NONE);
    assert_int_equal(http_accepted(S("gzip, deflate, br")), NONE | GZIP | BROTLI);
    assert_int_equal(http_accepted(S("gzip;q=0")), NONE);
    assert_int_equal(http_accepted(S("gzip; q=0.000, br;q=0.1")), NONE | BROTLI);
    assert_int_equal(http_accepted(S("GZip")), NONE | GZIP);
    assert_int_equal(http_accepted(S("*")), NONE);
    assert_int_equal(http_accepted(S("x-gzip,,;,=")), NONE);
}

static void test_none_match(void **state)
{
    (void)state;
    assert_true(http_none_match(S("\"a\""), S("a")));
    assert_true(http_none_match(S("W/\"a\""), S("a")));
    assert_true(http_none_match(S("\"x\" , W/\"a\""), S("a")));
    assert_true(http_none_match(S("*"), S("a")));
    assert_false(http_none_match(S(""), S("a")));
    assert_false(http_none_match(S("a"), S("a")));
    assert_false(http_none_match(S("\""), S("")));
    assert_false(http_none_match(S("\"aa\""), S("a")));
}

static void test_range(void **state)
{
    int64_t from = -1;
    int64_t n = -1;

    (void)state;
    assert_int_equal(http_range(S("bytes=0-0"), 10, &from, &n), RANGE_PART);
    assert_true(from == 0 && n == 1);
    assert_int_equal(http_range(S("bytes=9-"), 10, &from, &n), RANGE_PART);
    assert_true(from == 9 && n == 1);
    assert_int_equal(http_range(S("bytes=-99"), 10, &from, &n), RANGE_PART);
    assert_true(from == 0 && n == 10);
    assert_int_equal(http_range(S("bytes=10-"), 10, &from, &n), RANGE_OUTSIDE);
    assert_int_equal(http_range(S("bytes=0-"), 0, &from, &n), RANGE_OUTSIDE);
    assert_int_equal(http_range(S("bytes=-0"), 10, &from, &n), RANGE_OUTSIDE);
    assert_int_equal(http_range(S("bytes=5-4"), 10, &from, &n), RANGE_NONE);
    assert_int_equal(http_range(S("bytes=0-1,3-4"), 10, &from, &n), RANGE_NONE);
    assert_int_equal(http_range(S("bytes=-"), 10, &from, &n), RANGE_NONE);
    assert_int_equal(http_range(S("bytes=a-b"), 10, &from, &n), RANGE_NONE);
    assert_int_equal(http_range(S("bytes=99999999999999999999-"), 10, &from, &n), RANGE_NONE);
    assert_int_equal(http_range(S("items=0-1"), 10, &from, &n), RANGE_NONE);
}

static void test_cookies(void **state)
{
    struct values v;
    const struct cookie c = {
        .name = S("session"), .value = S("abc"), .max_age_s = 60, .same_site = SAME_SITE_STRICT};
    const struct cookie gone = {.name = S("session"), .value = S("abc"), .max_age_s = -1};

    http_cookies(*state, S("a=1; b=\"2\";c=3;bad name=4;=5;d;e=6,7; f=\xff; a=8"), &v);
    assert_int_equal(v.n, 4);
    assert_str(values_get(&v, S("a")), S("1"));
    assert_str(values_get(&v, S("b")), S("2"));
    assert_str(values_get(&v, S("c")), S("3"));
    assert_str(http_cookie(S("x=1; aa=2; a=3"), S("a")), S("3"));
    assert_str(http_cookie(S("x=1"), S("a")), S(""));
    assert_str(http_set_cookie(*state, &c, true),
               S("__Host-session=abc; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=60"));
    assert_str(http_set_cookie(*state, &gone, false),
               S("session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
}

static void test_parameters(void **state)
{
    (void)state;
    assert_str(http_parameter(S("a/b; x=1; boundary=\"q;=r\"; y=2"), S("boundary")), S("q;=r"));
    assert_str(http_parameter(S("a/b;x=1;Boundary=z"), S("boundary")), S("z"));
    assert_str(http_parameter(S("a/b"), S("boundary")), S(""));
    assert_str(http_parameter(S("a; name=\"x"), S("name")), S(""));
    assert_str(http_type(S(" text/html ;charset=x")), S("text/html"));
}

static void test_host(void **state)
{
    char room[32];
    str host;

    (void)state;
    assert_true(http_host(S("WWW.Example.gov.cn:8080"), room, sizeof room, &host));
    assert_str(host, S("www.example.gov.cn"));
    assert_true(http_host(S("[::1]:80"), room, sizeof room, &host));
    assert_str(host, S("[::1]"));
    assert_false(http_host(S(""), room, sizeof room, &host));
    assert_false(http_host(S("a b"), room, sizeof room, &host));
    assert_false(http_host(S("a/b"), room, sizeof room, &host));
    assert_false(http_host(S("a:x"), room, sizeof room, &host));
    assert_false(http_host(S("a:99999"), room, sizeof room, &host));
    assert_false(http_host(S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), room, sizeof room, &host));
}

static void test_disposition(void **state)
{
    assert_str(http_disposition(*state, false, S("a\"\r\n;.pdf")),
               S("attachment; filename=\"a____.pdf\"; filename*=UTF-8''a%22%0D%0A%3B.pdf"));
}

static void test_names_of_uploads(void **state)
{
    static const struct {
        str sent, shown;
    } cases[] = {
        {S_INIT("a.pdf"), S_INIT("a.pdf")},
        {S_INIT("../../etc/passwd"), S_INIT("passwd")},
        {S_INIT("C:\\x\\y.doc"), S_INIT("y.doc")},
        {S_INIT("..\\..\\.."), S_INIT("未命名")},
        {S_INIT(""), S_INIT("未命名")},
        {S_INIT("/"), S_INIT("未命名")},
        {S_INIT("a\0b"), S_INIT("a�b")},
        {S_INIT("a\xe2\x80\xae"
                "fdp.exe"),
         S_INIT("a�fdp.exe")},
        {S_INIT("\xc0\xae\xc0\xae/x"), S_INIT("x")},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str(upload_clean_name(*state, cases[i].sent), cases[i].shown);
    assert_str(upload_sniff(S("%PDF-1.7")), S("application/pdf"));
    assert_str(upload_sniff(S("<html>")), S("application/octet-stream"));
    assert_str(upload_sniff(S("")), S("application/octet-stream"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_accept_encoding), UNIT(test_none_match),       UNIT(test_range),
        UNIT(test_cookies),         UNIT(test_parameters),       UNIT(test_host),
        UNIT(test_disposition),     UNIT(test_names_of_uploads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
