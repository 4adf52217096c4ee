/* Reading in children: the same as in this process, and what happens to those that go wrong. */
#include "pack.h"
#include "show.h"

#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct arena service_arena;
static struct read_service *service;

static int open_service(void **state)
{
    (void)state;
    arena_init(&service_arena, 1024 * 1024);
    return read_service_open(&service_arena, &service) != NULL;
}

static int close_service(void **state)
{
    (void)state;
    arena_release(&service_arena);
    return 0;
}

static str apart(struct arena *a, str bytes, str name)
{
    struct read_doc d;
    const struct err *e = read_file(service, a, bytes, name, &READ_LIMITS, &d);

    return e ? str_cat(a, S("!"), e->message) : show(a, &d);
}

static void the_same_as_in_this_process(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    str html = S("<title>报告</title><h2>一、</h2><p>总体<br>情况</p><table><tr><th rowspan=2>甲"
                 "<td>1<tr><td>2</table>");
    str document = S("<w:document xmlns:w='u'><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p>"
                     "</w:body></w:document>");

    assert_str(apart(a, html, S("")), read_shown(a, html, S("")));
    assert_str(apart(a, PACK(a, {"word/document.xml", document}), S("")), S("正文\n"));
    assert_str(apart(a, S("一\n二"), S("x.txt")), S("一\n二\n"));
    assert_str(apart(a, S("{\"a\":\t1}\r\n"), S("x.json")), S("{\"a\":\t1}\r|\n"));
    assert_ok(read_file(service, a, html, S(""), &READ_LIMITS, &d));
    assert_int_equal(d.format, READ_HTML);
    assert_str(d.title, S("报告"));
}

static void refusals_come_back_as_sentences(void **state)
{
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;

    assert_err(read_file(service, a, S("PK\x03\x04word/"), S(""), &READ_LIMITS, &d), INVALID);
    assert_err(read_file(service, a,
                         S("\x7f"
                           "ELF\1\2\3\4"),
                         S(""), &READ_LIMITS, &d),
               MEDIA);
    assert_str(apart(a, S(""), S("")), S("!文件是空的"));
    few.input_bytes = 3;
    assert_err(read_file(service, a, S("abcd"), S(""), &few, &d), TOO_LARGE);
    few = READ_LIMITS;
    few.text_bytes = 3;
    assert_ok(read_file(service, a, S("公\n开"), S(""), &few, &d));
    assert_true(d.truncated);
}

static void time_is_short(void **state)
{
    struct arena *a = *state;
    struct sys_clock clock = sys_clock_real();
    int64_t began = sys_monotonic_us(&clock);

    for (int i = 0; i < 20; i++) assert_str(apart(a, S("<p>x"), S("")), S("x\n"));
    print_message("%lld us a file\n", (long long)(sys_monotonic_us(&clock) - began) / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_same_as_in_this_process),
        UNIT(refusals_come_back_as_sentences),
        UNIT(time_is_short),
    };

    return cmocka_run_group_tests(tests, open_service, close_service);
}
