#include "base/vec.h"
#include "text/json.h"
#include "web/form.h"

/* A flat object is what forms are made of; deeper things are handed on as text to their owner. */
enum { JSON_DEPTH = 64, JSON_VALUES = 100000, MEMBERS_MAX = 1000 };

/* JSON text of at most `most` bytes. */
static str tree_text(struct arena *a, const struct json *v, size_t most)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, most);
    json_out_init(&o, &b, false);
    json_out_tree(&o, v);
    return buf_str(&b);
}

static bool is_scalar(const struct json *v)
{
    return v->kind != JSON_IS_ARRAY && v->kind != JSON_IS_OBJECT;
}

static bool all_scalars(const struct json *v)
{
    for (size_t i = 0; i < v->n; i++)
        if (!is_scalar(&v->items[i])) return false;
    return v->kind == JSON_IS_ARRAY;
}

static str scalar_text(struct arena *a, const struct json *v)
{
    if (v->kind == JSON_IS_STR) return v->text;
    if (v->kind == JSON_IS_BOOL) return v->boolean ? S("true") : S("false");
    if (v->kind == JSON_IS_NULL) return S("");
    return tree_text(a, v, 64); /* a number */
}

struct err *form_read_json(struct arena *a, str body, struct values *out)
{
    const struct json_limits limits = {body.n + 1, JSON_DEPTH, JSON_VALUES};
    VEC(struct value) list = {0};
    const struct json *whole;
    struct err *e = json_parse(a, body, limits, &whole);

    if (e) {
        struct err *bad = ERR(a, BAD_REQUEST, "提交的内容不是正确的JSON");

        return err_detail(a, bad, "%.*s", STR_ARG(e->detail));
    }
    if (whole->kind != JSON_IS_OBJECT) return ERR(a, BAD_REQUEST, "提交的内容应为JSON对象");
    if (whole->n > MEMBERS_MAX) return ERR(a, BAD_REQUEST, "提交的项目过多");
    for (size_t i = 0; i < whole->n; i++) {
        const struct json *v = &whole->items[i];

        if (v->kind == JSON_IS_NULL) continue;
        if (is_scalar(v)) {
            *vec_push(a, &list) = (struct value){v->name, scalar_text(a, v)};
        } else if (all_scalars(v)) {
            for (size_t k = 0; k < v->n; k++)
                *vec_push(a, &list) = (struct value){v->name, scalar_text(a, &v->items[k])};
        } else {
            /* Escapes may make a tree longer than it came, six bytes for one at most. */
            *vec_push(a, &list) = (struct value){v->name, tree_text(a, v, 6 * body.n + 64)};
        }
    }
    *out = (struct values){list.items, list.n};
    return NULL;
}
