#include "../unit.h"

#include "web/request.h"
#include "web/response.h"
#include "web/target.h"

static struct err *nothing(struct req *rq, struct resp *rs)
{
    (void)rq;
    (void)rs;
    return NULL;
}

static const struct permission EDIT = {"x.edit", "修改"};

#define PUBLIC_PAGE(pattern_)                                                                      \
    {                                                                                              \
        METHOD_GET, pattern_, nothing, .perm = &PERM_PUBLIC, .rate = RATE_PAGE,                    \
                                       .cache = CACHE_PUBLIC, .audit = AUDIT_NONE                  \
    }

static const struct route good[] = {
    PUBLIC_PAGE("/"),
    PUBLIC_PAGE("/documents/:id"),
    PUBLIC_PAGE("/documents/:id.pdf"),
    PUBLIC_PAGE("/documents/new"),
    PUBLIC_PAGE("/documents/:id/history"),
    PUBLIC_PAGE("/columns/*path/"),
    PUBLIC_PAGE("/columns/*path/feed.atom"),
    {METHOD_POST, "/documents/:id", nothing, .perm = &EDIT, .form = &FORM_NONE, .rate = RATE_WRITE,
     .cache = CACHE_NO, .audit = AUDIT_EVENT},
};

/* "pattern|name=value …" of what a path finds; "404", "405". */
static str find(struct arena *a, const struct router *r, enum http_method m, const char *path)
{
    str raw = str_of(path);
    char *room = arena_bytes(a, raw.n);
    struct path p;
    struct route_match match;

    if (!path_split(raw, room, raw.n, &p)) return S("400");
    router_find(r, m, &p, &match);
    if (!match.route) return match.methods ? S("405") : S("404");
    str out = str_cat(a, str_of(match.route->pattern), S("|"));

    for (size_t i = 0; i < match.n_params; i++)
        out = str_printf(a, "%.*s%.*s=%.*s ", STR_ARG(out), STR_ARG(match.params[i].name),
                         STR_ARG(match.params[i].text));
    return out;
}

static void test_find(void **state)
{
    const struct route_table table = {good, COUNT_OF(good)};
    struct router *r = router_make(*state, &table, 1);
    static const struct {
        enum http_method method;
        const char *path, *want;
    } cases[] = {
        {METHOD_GET, "/", "/|"},
        {METHOD_GET, "/documents/7", "/documents/:id|id=7 "},
        {METHOD_GET, "/documents/7.pdf", "/documents/:id.pdf|id=7 "},
        {METHOD_GET, "/documents/.pdf", "/documents/:id|id=.pdf "},
        {METHOD_GET, "/documents/new", "/documents/new|"},
        {METHOD_GET, "/documents/new/history", "/documents/:id/history|id=new "},
        {METHOD_GET, "/documents/%e4%bd%a0/history", "/documents/:id/history|id=你 "},
        {METHOD_GET, "/columns/a/b/c/", "/columns/*path/|path=a/b/c "},
        {METHOD_GET, "/columns/a/feed.atom", "/columns/*path/feed.atom|path=a "},
        {METHOD_GET, "/columns/feed.atom", "/columns/*path/|path=feed.atom "},
        {METHOD_GET, "/columns/", "404"},
        {METHOD_GET, "/documents", "404"},
        {METHOD_GET, "/documents/7/other", "404"},
        {METHOD_POST, "/documents/7", "/documents/:id|id=7 "},
        {METHOD_POST, "/documents/new", "405"},
        {METHOD_PUT, "/documents/7", "405"},
        {METHOD_GET, "/documents//7", "400"},
        {METHOD_GET, "/documents/%2e%2e", "400"},
        {METHOD_GET, "/documents/a%2fb", "400"},
        {METHOD_GET, "/documents/%0", "400"},
        {METHOD_GET, "/documents/%ff", "400"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str(find(*state, r, cases[i].method, cases[i].path), str_of(cases[i].want));
}

static void test_slash(void **state)
{
    const struct route_table table = {good, COUNT_OF(good)};
    struct router *r = router_make(*state, &table, 1);
    char room[64];
    struct path p;
    struct route_match m;

    assert_true(path_split(S("/documents/7/"), room, sizeof room, &p));
    router_find(r, METHOD_GET, &p, &m);
    assert_true(m.route && m.slash_differs);
    assert_true(path_split(S("/columns/7"), room, sizeof room, &p));
    router_find(r, METHOD_GET, &p, &m);
    assert_true(m.route && m.slash_differs);
    assert_true(path_split(S("/columns/7/"), room, sizeof room, &p));
    router_find(r, METHOD_GET, &p, &m);
    assert_true(m.route && !m.slash_differs);
}

/* All findings about one table, in one text. */
static str check(struct arena *a, const struct route *routes, size_t n)
{
    const struct route_table table = {routes, n};
    struct findings f = {.arena = a};

    routes_check(&table, 1, &f);
    return str_join(a, f.items, f.n, S("\n"));
}

static void test_sound_table(void **state)
{
    assert_str(check(*state, good, COUNT_OF(good)), S(""));
}

#define WRONG(a, what, ...)                                                                        \
    do {                                                                                           \
        const struct route bad_[] = {__VA_ARGS__};                                                 \
        str got_ = check((a), bad_, COUNT_OF(bad_));                                               \
        if (str_find(got_, S(what), 0) == STR_NONE)                                                \
            fail_msg("wanted \"%s\" in \"%.*s\"", what, STR_ARG(got_));                            \
    } while (0)

static void test_forgotten_columns(void **state)
{
    struct route r = good[0];
    struct arena *a = *state;

    r.perm = NULL;
    WRONG(a, "no permission", r);
    r = good[0];
    r.rate = RATE_UNSET;
    WRONG(a, "no rate class", r);
    r = good[0];
    r.cache = CACHE_UNSET;
    WRONG(a, "not said whether it is cached", r);
    r = good[0];
    r.audit = AUDIT_UNSET;
    WRONG(a, "not said what is audited", r);
    r = good[0];
    r.handler = NULL;
    WRONG(a, "no handler", r);
    r = good[0];
    r.method = METHOD_UNSET;
    WRONG(a, "no method", r);
    r = good[7];
    r.form = NULL;
    WRONG(a, "has no form", r);
    static const struct permission nameless = {"x", ""};

    r = good[7];
    r.perm = &nameless;
    WRONG(a, "without code or label", r);
}

static void test_contradictions(void **state)
{
    struct arena *a = *state;
    struct route r = good[0];

    r.perm = &EDIT;
    WRONG(a, "kept for everyone but not public", r);
    r = good[0];
    r.audit = AUDIT_LOOK;
    WRONG(a, "cannot be audited", r);
    r = good[0];
    r.form = &FORM_NONE;
    WRONG(a, "GET has no body", r);
    r = good[7];
    r.flags = ROUTE_UPLOAD;
    WRONG(a, "a field for files belong together", r);
    r = good[7];
    r.flags = ROUTE_API;
    WRONG(a, "a line about the call belong together", r);
    r = good[7];
    r.about = "not of the API";
    WRONG(a, "a line about the call belong together", r);
    r = good[7];
    r.flags = ROUTE_LIST;
    WRONG(a, "only a GET of the API answers a list", r);
    r = good[7];
    r.again = nothing;
    WRONG(a, "shows a form again but has none", r);
    r = good[0];
    r.pattern = "documents";
    WRONG(a, "does not begin with '/'", r);
    r.pattern = "/*path/a/b";
    WRONG(a, "one literal may follow", r);
    r.pattern = "/Documents";
    WRONG(a, "lower case", r);
}

static void test_twins(void **state)
{
    struct arena *a = *state;

    WRONG(a, "is hidden by", PUBLIC_PAGE("/a/:x"), PUBLIC_PAGE("/a/:y"));
    WRONG(a, "is hidden by", PUBLIC_PAGE("/a/:x.pdf"), PUBLIC_PAGE("/a/:y.pdf"));
    WRONG(a, "is hidden by", PUBLIC_PAGE("/a/*x"), PUBLIC_PAGE("/a/*y"));
    WRONG(a, "is hidden by", PUBLIC_PAGE("/a"), PUBLIC_PAGE("/a/"));
}

static void test_queries(void **state)
{
    static const char *const known[] = {"page", "q", NULL};
    const struct value sent[] = {{S("utm"), S("1")},
                                 {S("q"), S("a")},
                                 {S("%70age"), S("9")},
                                 {S("page"), S("2")},
                                 {S("q"), S("b")}};
    const struct values all = {sent, COUNT_OF(sent)};
    struct value out[4];

    (void)state;
    assert_int_equal(query_known(&all, known, out, 4), 2);
    assert_str(out[0].text, S("2"));
    assert_str(out[1].text, S("a"));
    assert_int_equal(query_known(&all, NULL, out, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_find),           UNIT(test_slash),
        UNIT(test_sound_table),    UNIT(test_forgotten_columns),
        UNIT(test_contradictions), UNIT(test_twins),
        UNIT(test_queries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
