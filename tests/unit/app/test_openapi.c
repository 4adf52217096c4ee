/* The description says what the tables say: each call, each limit, and nothing else. */
#include "unit.h"

#include "app/modules.h"
#include "app/openapi.h"
#include "base/vec.h"

enum { TEXT_MAX = 4 * 1024 * 1024 };

static const struct json *described(struct arena *a, const struct module *const *modules, size_t n)
{
    const struct json *v;
    struct json_out o;
    struct buf b;

    buf_init(&b, a, TEXT_MAX);
    json_out_init(&o, &b, false);
    openapi_write(&o, a, modules, n);
    assert_true(buf_ok(&b));
    /* The reader refuses an object that has a name twice: no call hides another. */
    assert_null(json_parse(a, buf_str(&b), (struct json_limits){.bytes = TEXT_MAX}, &v));
    return v;
}

/* The value at a way of names: at(v, 2, "info", "title"). */
static const struct json *at(const struct json *v, const char *const *names)
{
    for (; *names && v; names++) v = json_get(v, str_of(*names));
    return v;
}
#define AT(v, ...) at((v), (const char *const[]){__VA_ARGS__, NULL})

static void assert_text(const struct json *v, const char *want)
{
    assert_non_null(v);
    assert_int_equal(v->kind, JSON_IS_STR);
    assert_true(str_eq(v->text, str_of(want)));
}

/* ---- the program's own tables --------------------------------------------------------------- */

/* Written again here: what openapi.c makes of a pattern is under test. */
static str path_of(struct arena *a, const char *pattern)
{
    struct buf b;

    buf_init(&b, a, 1000);
    for (const char *p = pattern; *p; p++) {
        if (*p != ':' && *p != '*') {
            buf_byte(&b, *p);
            continue;
        }
        buf_byte(&b, '{');
        while (p[1] && p[1] != '/' && p[1] != '.') buf_byte(&b, *++p);
        buf_byte(&b, '}');
    }
    return buf_str(&b);
}

static size_t count_params(str path, const char *const *query)
{
    size_t n = 0;

    for (size_t i = 0; i < path.n; i++) n += path.p[i] == '{';
    for (; query && *query; query++) n++;
    return n;
}

static void check_call(struct arena *a, const struct json *paths, const struct route *r)
{
    str path = path_of(a, r->pattern);
    const struct json *call = json_get(json_get(paths, path), str_lower(a, method_word(r->method)));

    if (!call) fail_msg("%s %.*s is not described", r->pattern, STR_ARG(path));
    assert_text(json_get(call, S("summary")), r->about);
    assert_int_equal(json_get(call, S("parameters"))->n, count_params(path, r->query));
    assert_int_equal(json_get(call, S("security"))->n, r->perm == &PERM_PUBLIC ? 0 : 1);
    assert_int_equal(json_get(call, S("requestBody")) != NULL, r->form && r->form->n_fields);
    assert_true(json_get(call, S("responses"))->n >= 2);
}

static void each_call_is_described(void **state)
{
    struct arena *a = *state;
    const struct json *v = described(a, app_modules, app_modules_n);
    const struct json *paths = json_get(v, S("paths"));
    size_t n_tables;
    const struct route_table *tables = app_routes(a, &n_tables);
    size_t calls = 0;
    size_t found = 0;

    for (size_t t = 0; t < n_tables; t++)
        for (size_t i = 0; i < tables[t].n; i++) {
            if (!(tables[t].routes[i].flags & ROUTE_API)) continue;
            check_call(a, paths, &tables[t].routes[i]);
            calls++;
        }
    for (size_t i = 0; i < paths->n; i++) found += paths->items[i].n;
    assert_true(calls >= 10);
    assert_int_equal(found, calls); /* and nothing that is no call of ours */
}

static void check_refs(const struct json *v, const struct json *top, size_t *n)
{
    for (size_t i = 0; i < v->n; i++) check_refs(&v->items[i], top, n);
    if (!str_eq(v->name, S("$ref"))) return;
    str rest = v->text;
    str part;

    assert_true(str_split(&rest, '/', &part) && str_eq(part, S("#")));
    while (str_split(&rest, '/', &part)) top = json_get(top, part);
    if (!top) fail_msg("%.*s leads nowhere", STR_ARG(v->text));
    ++*n;
}

static void the_document_is_whole(void **state)
{
    struct arena *a = *state;
    const struct json *v = described(a, app_modules, app_modules_n);
    const struct json *paths = json_get(v, S("paths"));
    VEC(str) ids = {0};
    size_t refs = 0;

    assert_text(json_get(v, S("openapi")), "3.1.0");
    assert_non_null(AT(v, "info", "title"));
    assert_non_null(AT(v, "info", "version"));
    assert_text(AT(v, "components", "securitySchemes", "token", "scheme"), "bearer");
    check_refs(v, v, &refs);
    assert_true(refs > 20);
    for (size_t p = 0; p < paths->n; p++)
        for (size_t m = 0; m < paths->items[p].n; m++) {
            str id = json_get(&paths->items[p].items[m], S("operationId"))->text;

            for (size_t i = 0; i < ids.n; i++) assert_false(str_eq(ids.items[i], id));
            *vec_push(a, &ids) = id;
        }
}

static void steps_are_those_of_people(void **state)
{
    struct arena *a = *state;
    const struct json *v = described(a, app_modules, app_modules_n);
    const struct json *schemas = AT(v, "components", "schemas");
    size_t n;
    const struct flow *const *flows = app_flows(a, &n);

    assert_true(n > 0);
    assert_int_equal(AT(schemas, "Kind", "oneOf")->n, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < flows[i]->n_steps; k++) {
            const struct flow_step *s = &flows[i]->steps[k];
            str name = str_printf(a, "Step.%s.%s", flows[i]->kind, s->event);
            const struct json *step = json_get(schemas, name);

            if (s->system)
                assert_null(step); /* no program may make it */
            else
                assert_text(AT(step, "properties", "event", "const"), s->event);
        }
}

/* ---- each column of a table ----------------------------------------------------------------- */

struct toy_input {
    str text, choice, secret, tree;
    int64_t number, id;
    bool open;
    struct date day;
    struct text_list several;
};
static const struct choice colours[] = {{"red", "红"}, {"blue", "蓝"}, {NULL, NULL}};
static const struct form_field toy_fields[] = {
    FORM_TEXT(struct toy_input, text, "text", "标题", .required = true, .max_chars = 60,
              .hint = "一行"),
    FORM_CHOICE(struct toy_input, choice, "choice", "颜色", .choices = colours),
    FORM_CHOICES(struct toy_input, several, "several", "颜色", .choices = colours, .max_items = 2),
    FORM_SECRET(struct toy_input, secret, "secret", "密码", .max_chars = 20),
    FORM_INT(struct toy_input, number, "number", "数目", .least = -3, .most = 9),
    FORM_ID(struct toy_input, id, "id", "机构"),
    FORM_BOOL(struct toy_input, open, "open", "公开"),
    FORM_DATE(struct toy_input, day, "day", "日期"),
    FORM_JSON(struct toy_input, tree, "tree", "正文", .max_chars = 100),
};
static const struct form toy_form = FORM("toy", struct toy_input, toy_fields);

static struct err *nothing(struct req *rq, struct resp *rs)
{
    (void)rq;
    (void)rs;
    return NULL;
}

static const struct permission EDIT = {"toy.edit", "改玩具"};
static const char *const toy_query[] = {"page", "size", "word", NULL};
static const struct route toy_routes[] = {
    {METHOD_GET, "/toys/:id", nothing, .perm = &PERM_PUBLIC, .rate = RATE_PAGE,
     .cache = CACHE_PUBLIC, .audit = AUDIT_NONE},
    {METHOD_GET, "/api/v1/toys/", nothing, .perm = &PERM_PUBLIC, .rate = RATE_API,
     .cache = CACHE_PUBLIC, .audit = AUDIT_NONE, .query = toy_query,
     .flags = ROUTE_API | ROUTE_LIST, .about = "toys"},
    {METHOD_GET, "/api/v1/toys/:id.json", nothing, .perm = &PERM_PUBLIC, .rate = RATE_API,
     .cache = CACHE_PUBLIC, .audit = AUDIT_NONE, .flags = ROUTE_API, .about = "a toy"},
    {METHOD_PUT, "/api/v1/toys/", nothing, .perm = &EDIT, .form = &toy_form, .rate = RATE_API,
     .cache = CACHE_NO, .audit = AUDIT_EVENT, .flags = ROUTE_API, .about = "change"},
};
static const struct module toy = {
    .name = "toy", .routes = toy_routes, .n_routes = COUNT_OF(toy_routes)};

static const struct json *toy_described(struct arena *a)
{
    const struct module *const modules[] = {&toy};

    return described(a, modules, 1);
}

static void routes_become_calls(void **state)
{
    struct arena *a = *state;
    const struct json *v = toy_described(a);
    const struct json *list = AT(v, "paths", "/api/v1/toys/");

    assert_int_equal(json_get(v, S("paths"))->n, 2); /* the page is none of them */
    assert_int_equal(list->n, 2);
    assert_non_null(AT(v, "paths", "/api/v1/toys/{id}.json", "get"));
    const struct json *params = AT(list, "get", "parameters");

    assert_int_equal(params->n, 3);
    assert_text(AT(&params->items[0], "schema", "type"), "integer");
    assert_text(AT(&params->items[2], "schema", "type"), "string");
    const struct json *ok = AT(list, "get", "responses", "200", "content", "application/json");

    assert_text(AT(ok, "schema", "$ref"), "#/components/schemas/List");
    assert_null(AT(list, "get", "responses", "401"));
    assert_non_null(AT(list, "put", "responses", "401"));
    assert_int_equal(AT(list, "put", "security")->n, 1);
}

static void fields_become_schemas(void **state)
{
    struct arena *a = *state;
    const struct json *body = AT(toy_described(a), "paths", "/api/v1/toys/", "put", "requestBody");
    const struct json *form = AT(body, "content", "application/json", "schema");
    const struct json *fields = json_get(form, S("properties"));

    assert_int_equal(fields->n, COUNT_OF(toy_fields));
    assert_int_equal(json_get(form, S("required"))->n, 1);
    assert_text(&json_get(form, S("required"))->items[0], "text");
    assert_text(AT(fields, "text", "title"), "标题");
    assert_text(AT(fields, "text", "description"), "一行");
    assert_int_equal(AT(fields, "text", "maxLength")->number, 60);
    assert_int_equal(AT(fields, "choice", "oneOf")->n, 2);
    assert_text(AT(&AT(fields, "choice", "oneOf")->items[1], "const"), "blue");
    assert_int_equal(AT(fields, "several", "maxItems")->number, 2);
    assert_int_equal(AT(fields, "several", "items", "oneOf")->n, 2);
    assert_true(AT(fields, "secret", "writeOnly")->boolean);
    assert_int_equal(AT(fields, "number", "minimum")->number, -3);
    assert_int_equal(AT(fields, "number", "maximum")->number, 9);
    assert_int_equal(AT(fields, "id", "minimum")->number, 1);
    assert_null(AT(fields, "id", "maximum"));
    assert_text(AT(fields, "open", "type"), "boolean");
    assert_text(AT(fields, "day", "format"), "date");
    assert_text(AT(fields, "tree", "type"), "object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(each_call_is_described), UNIT(the_document_is_whole), UNIT(steps_are_those_of_people),
        UNIT(routes_become_calls),    UNIT(fields_become_schemas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
