/* What may be said of a site, an organ, a column: the forms that pages and commands share. */
#include "unit.h"

#include "core/duty.h"
#include "mod/office/office.h"
#include "mod/setup/internal.h"

static const struct site_info site = {
    .id = 3,
    .code = S_INIT("main"),
    .name = S_INIT("临澜经济开发区"),
    .short_name = S_INIT("临澜"),
    .domain = S_INIT("www.linlan.example"),
    .site_code = S_INIT("9907050001"),
    .icp = S_INIT("东ICP备99070500号-1"),
    .police = S_INIT("东公网安备99070502000001号"),
    .sponsor = S_INIT("管委会"),
    .address = S_INIT("临澜大道1号"),
    .postcode = S_INIT("990705"),
    .phone = S_INIT("0990-8800001"),
    .email = S_INIT("office@linlan.example"),
    .theme = S_INIT("#14509b"),
    .icp_url = S_INIT("https://beian.miit.gov.cn/"),
    .police_url = S_INIT("https://beian.mps.gov.cn/"),
    .find_error_url = S_INIT("https://zfwzgl.www.gov.cn/x?site_code=9907050001"),
    .mark_url = S_INIT(""),
};

/* The site as it is, with one value replaced: NULL, or the first error. */
static struct err *bound(struct arena *a, const char *name, const char *text,
                         struct setup_site_input *out)
{
    struct values now = setup_site_values(a, &site);
    struct value *list = ARENA_ARRAY(a, struct value, now.n);
    bool known = false;

    for (size_t i = 0; i < now.n; i++) {
        list[i] = now.items[i];
        if (!str_eq(list[i].name, str_of(name))) continue;
        list[i].text = str_of(text);
        known = true;
    }
    assert_true(known);
    const struct values raw = {list, now.n};

    return form_bind(&setup_site_form, a, &raw, NULL, out);
}

static void a_site_comes_back_as_it_was(void **state)
{
    struct arena *a = *state;
    struct setup_site_input in = {0};

    assert_ok(bound(a, "name", "临澜经济开发区", &in));
    struct site_info to = setup_site_of(a, &in, &site);
    struct values was = setup_site_values(a, &site);
    struct values is = setup_site_values(a, &to);

    assert_int_equal(is.n, was.n);
    for (size_t i = 0; i < is.n; i++) assert_str(is.items[i].text, was.items[i].text);
    assert_str(to.theme, S("#14509b")); /* a colour of its own stays while it stays blue */
    assert_str(to.code, S("main"));
    assert_ok(bound(a, "site_code", "bm12345678", &in));
    to = setup_site_of(a, &in, &site);
    assert_str(to.find_error_url, S("https://zfwzgl.www.gov.cn/x?site_code=bm12345678"));
    in.find_error_url = S("https://zfwzgl.www.gov.cn/other");
    to = setup_site_of(a, &in, &site);
    assert_str(to.find_error_url, S("https://zfwzgl.www.gov.cn/other"));
    assert_ok(bound(a, "theme", "red", &in));
    to = setup_site_of(a, &in, &site);
    assert_str(to.theme, S("red"));
    in.theme = S("blue");
    to = setup_site_of(a, &in, &to);
    assert_str(to.theme, S("blue"));
}

static void takes_what_is_right(void **state)
{
    static const struct {
        const char *name, *text;
    } right[] = {
        {"site_code", ""},
        {"site_code", "bm12345678"},
        {"postcode", ""},
        {"phone", "(0990) 880-0001"},
        {"phone", "12345"},
        {"email", "a.b-c+d@x-y.gov.cn"},
        {"icp", "京ICP备05070218号"},
        {"icp_url", "http://beian.miit.gov.cn/"},
        {"domain", "localhost"},
        {"domain", "127.0.0.1"},
        {"address", ""},
        {"mark_url", "https://bszs.conac.cn/sitename?method=show&id=1"},
    };
    struct arena *a = *state;
    struct setup_site_input in;

    for (size_t i = 0; i < COUNT_OF(right); i++) {
        struct err *e = bound(a, right[i].name, right[i].text, &in);

        if (e) fail_msg("%s=%s: %.*s", right[i].name, right[i].text, STR_ARG(e->message));
    }
}

static void refuses_what_is_wrong(void **state)
{
    static const struct {
        const char *name, *text;
    } wrong[] = {
        {"name", ""},
        {"name", "NULL"},
        {"short_name", "undefined"},
        {"sponsor", "null"},
        {"theme", ""},
        {"theme", "#123456"},
        {"site_code", "990705000"},
        {"site_code", "99070500O1"},
        {"site_code", "bm1234567x"},
        {"postcode", "99070a"},
        {"postcode", "９９０７０５"},
        {"phone", "12"},
        {"phone", "0990-8800001转1"},
        {"email", "@linlan.example"},
        {"email", "a b@linlan.example"},
        {"email", "office@localhost"},
        {"email", "office@-x.example"},
        {"email", "办公室@linlan.example"},
        {"icp", "ICP备"},
        {"police", "公网安备"},
        {"icp_url", "beian.miit.gov.cn"},
        {"icp_url", "https://"},
        {"police_url", "https://a b.example/"},
        {"mark_url", "javascript:alert(1)//https://"},
        {"find_error_url", "//evil.example/x"},
        {"domain", "WWW.linlan.example"},
        {"domain", "www.linlan.example:8080"},
    };
    struct arena *a = *state;
    struct setup_site_input in;

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct err *e = bound(a, wrong[i].name, wrong[i].text, &in);

        if (!e) fail_msg("%s=%s: taken", wrong[i].name, wrong[i].text);
        assert_int_equal(e->code, ERR_INVALID);
        assert_str(e->field, str_of(wrong[i].name));
        assert_null(e->next); /* the others were right */
    }
}

static void a_saved_page_is_known_again(void **state)
{
    struct arena *a = *state;
    struct value list[] = {{S("name"), S("甲")}, {S("code"), S("乙")}};
    const struct values now = {list, 2};
    struct req rq = {.arena = a};
    size_t n;
    struct staff_field *fields = setup_draw(&rq, &setup_role_form, now, &n);
    str mark = S("");

    for (size_t i = 0; i < n; i++)
        if (str_eq(fields[i].name, S("seen"))) mark = fields[i].value;
    assert_int_equal(mark.n, 16);
    assert_ok(setup_seen(a, mark, now));
    assert_ok(setup_seen(a, S(""), now)); /* a command has seen nothing */
    list[1].text = S("丙");
    assert_err(setup_seen(a, mark, now), GUARD);
    list[1].text = S("乙");
    list[0].text = S("甲乙"); /* not the same letters elsewhere, either */
    assert_err(setup_seen(a, mark, now), GUARD);
}

/* The codes of the three duties are permissions that some module declares. */
static void duties_are_declared(void **state)
{
    size_t n;
    size_t met = 0;
    const str *codes = duty_permissions(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(duty_of(codes[i]) != DUTY_NONE);
        for (size_t k = 0; k < setup_module.n_permissions; k++)
            met += str_eq(codes[i], str_of(setup_module.permissions[k]->code));
        met += str_eq(codes[i], str_of(OFFICE_ACCOUNTS.code)) ||
               str_eq(codes[i], str_of(OFFICE_AUDIT.code));
    }
    assert_int_equal(met, n);
    assert_int_equal(duty_of(S("document.draft")), DUTY_NONE);
    assert_int_equal(duty_of(S("setup.roles_look")), DUTY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_site_comes_back_as_it_was), UNIT(takes_what_is_right), UNIT(refuses_what_is_wrong),
        UNIT(a_saved_page_is_known_again), UNIT(duties_are_declared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
