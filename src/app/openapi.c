/* The paths of the description, and the call that gives it. */
#include "app/openapi.h"

#include "core/env.h"
#include "web/request.h"
#include "web/response.h"

struct walk {
    struct json_out *o;
    struct arena *a;
    const struct module *const *modules;
    size_t n;
};

static bool is_api(const struct route *r)
{
    return r->flags & ROUTE_API;
}

/* ---- paths ---------------------------------------------------------------------------------- */

/* Where the name of a parameter ends: at an ending like `.pdf`. */
static str param_name(str segment)
{
    str name = str_from(segment, 1);

    return str_head(name, str_find_byte(name, '.', 0));
}

static bool is_param(str segment)
{
    return str_starts(segment, S(":")) || str_starts(segment, S("*"));
}

static bool has_param(const struct route *r, str name)
{
    str rest = str_of(r->pattern);

    for (str part; str_split(&rest, '/', &part);)
        if (is_param(part) && str_eq(param_name(part), name)) return true;
    return false;
}

/* /cases/:kind/:id becomes /cases/{kind}/{id}. */
static str path_of(struct arena *a, const struct route *r)
{
    str rest = str_from(str_of(r->pattern), 1);
    str path = S("");

    for (str part; str_split(&rest, '/', &part);) {
        if (is_param(part)) {
            str name = param_name(part);

            part = str_printf(a, "{%.*s}%.*s", STR_ARG(name), STR_ARG(str_from(part, name.n + 1)));
        }
        path = str_join(a, (const str[]){path, part}, 2, S("/"));
    }
    return str_ends(str_of(r->pattern), S("/")) ? str_cat(a, path, S("/")) : path;
}

/* A name for generated clients: get_staff_cases_kind_id. */
static str operation_id(struct arena *a, const struct route *r)
{
    str path = path_of(a, r);
    str id = str_lower(a, method_word(r->method));
    str part;

    if (str_starts(path, S("/api/v1"))) path = str_from(path, S("/api/v1").n);
    while (str_split(&path, '/', &part)) {
        if (!part.n) continue;
        part = str_replace(a, str_replace(a, part, S("{"), S("")), S("}"), S(""));
        part = str_replace(a, part, S("."), S("_"));
        id = str_join(a, (const str[]){id, part}, 2, S("_"));
    }
    return id;
}

/* ---- parameters ----------------------------------------------------------------------------- */

static void write_path_param(struct walk *w, str name)
{
    struct json_out *o = w->o;

    json_out_object(o);
    json_out_name_str(o, S("name"), name);
    json_out_name_str(o, S("in"), S("path"));
    json_out_name_bool(o, S("required"), true);
    json_out_name(o, S("schema"));
    if (str_eq(name, S("kind"))) {
        openapi_ref(o, w->a, "schemas/Kind");
    } else {
        json_out_object(o);
        json_out_name_str(o, S("type"), S("string"));
        json_out_object_end(o);
    }
    json_out_object_end(o);
}

static void write_query_param(struct walk *w, const struct route *r, str name)
{
    struct json_out *o = w->o;
    bool number = r->flags & ROUTE_LIST && (str_eq(name, S("page")) || str_eq(name, S("size")));

    json_out_object(o);
    json_out_name_str(o, S("name"), name);
    json_out_name_str(o, S("in"), S("query"));
    json_out_name(o, S("schema"));
    json_out_object(o);
    json_out_name_str(o, S("type"), number ? S("integer") : S("string"));
    if (number) json_out_name_int(o, S("minimum"), 1);
    json_out_object_end(o);
    json_out_object_end(o);
}

static void write_params(struct walk *w, const struct route *r)
{
    str rest = str_of(r->pattern);

    json_out_name(w->o, S("parameters"));
    json_out_array(w->o);
    for (str part; str_split(&rest, '/', &part);)
        if (is_param(part)) write_path_param(w, param_name(part));
    for (const char *const *q = r->query; q && *q; q++) write_query_param(w, r, str_of(*q));
    json_out_array_end(w->o);
}

/* ---- body ----------------------------------------------------------------------------------- */

static bool has_field(const struct form *form, str name)
{
    for (size_t i = 0; i < form->n_fields; i++)
        if (str_eq(str_of(form->fields[i].name), name)) return true;
    return false;
}

/* A call that makes a step of a flow takes the fields of that step. */
static bool takes_step(const struct route *r)
{
    return has_param(r, S("kind")) && has_field(r->form, S("fields"));
}

static void write_body(struct walk *w, const struct route *r)
{
    struct json_out *o = w->o;

    if (!r->form || !r->form->n_fields) return;
    json_out_name(o, S("requestBody"));
    json_out_object(o);
    json_out_name_bool(o, S("required"), true);
    json_out_name(o, S("content"));
    json_out_object(o);
    json_out_name(o, r->flags & ROUTE_UPLOAD ? S("multipart/form-data") : S("application/json"));
    json_out_object(o);
    json_out_name(o, S("schema"));
    if (takes_step(r)) {
        json_out_object(o);
        json_out_name(o, S("allOf"));
        json_out_array(o);
        openapi_form(o, r->form);
        openapi_steps(o, w->a, w->modules, w->n, !has_param(r, S("id")));
        json_out_array_end(o);
        json_out_object_end(o);
    } else {
        openapi_form(o, r->form);
    }
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_object_end(o);
}

/* ---- answers -------------------------------------------------------------------------------- */

static void write_success(struct walk *w, const struct route *r)
{
    struct json_out *o = w->o;

    /* What is made anew answers 201; the table does not say which calls make something. */
    json_out_name(o, method_changes(r->method) ? S("2XX") : S("200"));
    json_out_object(o);
    json_out_name_str(o, S("description"), S("办好"));
    json_out_name(o, S("content"));
    json_out_object(o);
    json_out_name(o, S("application/json"));
    json_out_object(o);
    json_out_name(o, S("schema"));
    openapi_ref(o, w->a, r->flags & ROUTE_LIST ? "schemas/List" : "schemas/Object");
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_object_end(o);
}

static void write_problem(struct walk *w, str status)
{
    json_out_name(w->o, status);
    openapi_ref(w->o, w->a, "responses/Problem");
}

static void write_answers(struct walk *w, const struct route *r)
{
    bool changes = method_changes(r->method);

    json_out_name(w->o, S("responses"));
    json_out_object(w->o);
    write_success(w, r);
    if (r->perm != &PERM_PUBLIC) write_problem(w, S("401"));
    if (r->perm != &PERM_PUBLIC) write_problem(w, S("403"));
    if (str_find_byte(path_of(w->a, r), '{', 0) != STR_NONE) write_problem(w, S("404"));
    if (changes) write_problem(w, S("409"));
    if (changes || r->query) write_problem(w, S("422"));
    write_problem(w, S("429"));
    write_problem(w, S("default"));
    json_out_object_end(w->o);
}

/* ---- operations ----------------------------------------------------------------------------- */

static void write_security(struct walk *w, const struct route *r)
{
    struct json_out *o = w->o;

    json_out_name(o, S("security"));
    json_out_array(o);
    if (r->perm != &PERM_PUBLIC) {
        json_out_object(o);
        json_out_name(o, S("token"));
        json_out_array(o);
        json_out_array_end(o);
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

static void write_operation(struct walk *w, const struct module *m, const struct route *r)
{
    struct json_out *o = w->o;

    json_out_name(o, str_lower(w->a, method_word(r->method)));
    json_out_object(o);
    json_out_name_str(o, S("operationId"), operation_id(w->a, r));
    json_out_name_str(o, S("summary"), str_of(r->about));
    json_out_name_str(o, S("description"), str_cat(w->a, S("权限："), str_of(r->perm->label)));
    json_out_name(o, S("tags"));
    json_out_array(o);
    json_out_str(o, str_of(m->name));
    json_out_array_end(o);
    write_security(w, r);
    write_params(w, r);
    write_body(w, r);
    write_answers(w, r);
    json_out_object_end(o);
}

/* Is this the first route of its path? The others stand beside it. */
static bool is_first(const struct module *m, const struct route *r)
{
    for (const struct route *before = m->routes; before < r; before++)
        if (is_api(before) && str_eq(str_of(before->pattern), str_of(r->pattern))) return false;
    return true;
}

static void write_module(struct walk *w, const struct module *m)
{
    const struct route *end = m->routes + m->n_routes;

    for (const struct route *r = m->routes; r < end; r++) {
        if (!is_api(r) || !is_first(m, r)) continue;
        json_out_name(w->o, path_of(w->a, r));
        json_out_object(w->o);
        for (const struct route *same = r; same < end; same++)
            if (is_api(same) && str_eq(str_of(same->pattern), str_of(r->pattern)))
                write_operation(w, m, same);
        json_out_object_end(w->o);
    }
}

static void write_info(struct json_out *o)
{
    json_out_name(o, S("info"));
    json_out_object(o);
    json_out_name_str(o, S("title"), S("公开（Gongkai）接口"));
    json_out_name_str(o, S("version"), S("v1"));
    json_out_name_str(o, S("description"),
                      S("公开的数据不需要登录；工作人员的业务以 Authorization: Bearer 令牌访问。"
                        "有误时答以 application/problem+json。"));
    json_out_name(o, S("license"));
    json_out_object(o);
    json_out_name_str(o, S("name"), S("Mulan Permissive Software License, Version 2"));
    json_out_name_str(o, S("identifier"), S("MulanPSL-2.0"));
    json_out_object_end(o);
    json_out_object_end(o);
}

void openapi_write(struct json_out *o, struct arena *a, const struct module *const *modules,
                   size_t n)
{
    struct walk w = {o, a, modules, n};

    json_out_object(o);
    json_out_name_str(o, S("openapi"), S("3.1.0"));
    write_info(o);
    json_out_name(o, S("servers"));
    json_out_array(o);
    json_out_object(o);
    json_out_name_str(o, S("url"), S("/"));
    json_out_object_end(o);
    json_out_array_end(o);
    json_out_name(o, S("paths"));
    json_out_object(o);
    for (size_t i = 0; i < n; i++) write_module(&w, modules[i]);
    json_out_object_end(o);
    json_out_name(o, S("components"));
    openapi_components(o, a, modules, n);
    json_out_object_end(o);
}

/* ---- the call ------------------------------------------------------------------------------- */

static struct err *openapi_call(struct req *rq, struct resp *rs)
{
    const struct core_env *env = rq->app;
    struct json_out o;

    resp_type(rs, S("application/json; charset=utf-8"));
    json_out_init(&o, &rs->body, false);
    openapi_write(&o, rq->arena, env->modules, env->n_modules);
    return NULL;
}

static const struct route routes[] = {
    {METHOD_GET, "/openapi.json", openapi_call, .perm = &PERM_PUBLIC, .rate = RATE_API,
     .cache = CACHE_PUBLIC, .audit = AUDIT_NONE, .flags = ROUTE_API, .about = "接口说明（本文件）"},
};

const struct module openapi_module = {
    .name = "openapi",
    .routes = routes,
    .n_routes = COUNT_OF(routes),
};
