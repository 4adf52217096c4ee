/* The editor's JSON (ProseMirror documents with TipTap's names) into the tree and out of it. */
#include "text/rich.h"
#include "text/rich_schema.h"
#include "text/scratch.h"
#include "text/rich_tidy.h"

#include "base/utf8.h"
#include "text/json.h"

struct reader {
    struct arena *a;       /* for an err */
    struct arena *scratch; /* for the raw tree */
};

/* ---- In -------------------------------------------------------------------------------------- */

static struct err *unknown(struct reader *r, const char *what, str name)
{
    return ERR(r->a, INVALID, "正文中有不支持的%s“%.*s”", what, STR_ARG(utf8_head(name, 40)));
}

static struct err *wrong(struct reader *r, str node, str attr)
{
    return ERR(r->a, INVALID, "正文中 %.*s 的 %.*s 不正确", STR_ARG(node), STR_ARG(attr));
}

static struct err *read_align(struct reader *r, str node, str name, const struct json *v,
                              int32_t *out)
{
    if (v->kind == JSON_IS_STR) {
        /* Officials' texts are set justified anyway: the style sheet does it. */
        if (str_eq(v->text, S("justify"))) return NULL;
        for (size_t i = 0; i < COUNT_OF(rich_align_words); i++) {
            if (!str_eq(v->text, rich_align_words[i])) continue;
            *out = (int32_t)i;
            return NULL;
        }
    }
    return wrong(r, node, name);
}

static struct err *read_attr(struct reader *r, struct rich_node *n,
                             const struct rich_attr_rule *rule, const struct json *v)
{
    str node = rich_nodes[n->kind].name;

    switch (rule->type) {
    case RICH_ATTR_NUMBER:
        if (v->kind != JSON_IS_INT || v->number < rule->least || v->number > rule->most) break;
        *rich_attr_int(n, rule) = (int32_t)v->number;
        return NULL;
    case RICH_ATTR_ALIGN:
        return read_align(r, node, rule->name, v, rich_attr_int(n, rule));
    case RICH_ATTR_SOURCE:
        if (v->kind != JSON_IS_STR ||
            !rich_source_clean(r->scratch, v->text, rich_attr_str(n, rule)))
            return ERR(r->a, INVALID, "图片须先上传到本站，不能引用外部或内嵌的图片");
        return NULL;
    case RICH_ATTR_WORDS:
        if (v->kind != JSON_IS_STR) break;
        *rich_attr_str(n, rule) = rich_line_clean(r->scratch, v->text, (size_t)rule->most);
        return NULL;
    }
    return wrong(r, node, rule->name);
}

static struct err *read_attrs(struct reader *r, struct rich_node *n, const struct json *v)
{
    const struct rich_node_rule *rule = &rich_nodes[n->kind];
    const struct json *attrs = json_get(v, S("attrs"));

    if (attrs && attrs->kind != JSON_IS_OBJECT) return wrong(r, rule->name, S("attrs"));
    for (size_t i = 0; i < rule->n_attrs; i++) {
        const struct json *attr = json_get(attrs, rule->attrs[i].name);

        if (attr)
            TRY(read_attr(r, n, &rule->attrs[i], attr));
        else if (rule->attrs[i].type == RICH_ATTR_SOURCE)
            return wrong(r, rule->name, rule->attrs[i].name);
    }
    return NULL;
}

static struct err *read_marks(struct reader *r, struct rich_node *n, const struct json *v)
{
    const struct json *marks = json_get(v, S("marks"));

    if (!marks) return NULL;
    if (marks->kind != JSON_IS_ARRAY) return wrong(r, S("text"), S("marks"));
    for (size_t i = 0; i < marks->n; i++) {
        const struct json *type = json_get(&marks->items[i], S("type"));
        uint32_t bit = type && type->kind == JSON_IS_STR ? rich_mark_named(type->text) : 0;

        if (!bit) return unknown(r, "文字格式", type ? type->text : S(""));
        n->marks |= bit;
        if (bit != RICH_LINK) continue;
        const struct json *href = json_get(json_get(&marks->items[i], S("attrs")), S("href"));

        if (!href || href->kind != JSON_IS_STR ||
            !rich_link_clean(r->scratch, href->text, &n->href))
            return ERR(r->a, INVALID, "链接“%.*s”不能使用，请填写 http、https 网址或本站路径",
                       STR_ARG(utf8_head(href ? href->text : S(""), 60)));
    }
    return NULL;
}

static struct err *read_node(struct reader *r, const struct json *v, int depth,
                             struct rich_node **out)
{
    const struct json *type = json_get(v, S("type"));
    const struct json *content = json_get(v, S("content"));
    const struct json *text = json_get(v, S("text"));
    enum rich_kind kind =
        type && type->kind == JSON_IS_STR ? rich_kind_named(type->text) : RICH_KINDS_;

    if (kind == RICH_KINDS_) return unknown(r, "内容", type ? type->text : S(""));
    if (depth > RICH_DEPTH_MOST)
        return ERR(r->a, TOO_LARGE, "正文的列表、表格或引用层次过深，请减少嵌套");
    struct rich_node *n = rich_node_make(r->scratch, kind);
    struct rich_node **tail = &n->first;

    TRY(read_attrs(r, n, v));
    if (kind == RICH_TEXT) {
        if (!text || text->kind != JSON_IS_STR) return wrong(r, S("text"), S("text"));
        n->text = text->text;
        TRY(read_marks(r, n, v));
    }
    if (content && content->kind != JSON_IS_ARRAY)
        return wrong(r, rich_nodes[kind].name, S("content"));
    for (size_t i = 0; content && i < content->n; i++) {
        struct rich_node *child;

        TRY(read_node(r, &content->items[i], depth + 1, &child));
        if (!rich_may_hold(kind, child->kind))
            return ERR(r->a, INVALID, "正文中 %.*s 不能放在 %.*s 里",
                       STR_ARG(rich_nodes[child->kind].name), STR_ARG(rich_nodes[kind].name));
        *tail = child;
        tail = &child->next;
    }
    *out = n;
    return NULL;
}

struct err *rich_from_json(struct arena *a, str json, const struct rich_node **out)
{
    /* A node a level deeper is an object in an array; below the last are marks and their attrs. */
    static const struct json_limits limits = {
        .bytes = RICH_INPUT_BYTES_MOST,
        .depth = 2 * RICH_DEPTH_MOST + 4,
        .values = (size_t)RICH_NODES_MOST * 10,
    };
    struct reader r = {.a = a, .scratch = scratch_of(a, SIZE_MAX)};
    const struct json *v;
    struct rich_node *raw;
    struct err *e = json_parse(r.scratch, json, limits, &v);

    if (e) e = err_copy(a, e);
    if (!e) e = read_node(&r, v, 1, &raw);
    if (!e && raw->kind != RICH_DOC) e = ERR(a, INVALID, "正文须是一篇完整的文档（doc）");
    if (!e) e = rich_tidy(a, raw, out);
    arena_release(r.scratch);
    return e ? err_pass(e, __FILE__, __LINE__) : NULL;
}

/* ---- Out ------------------------------------------------------------------------------------- */

static void write_attr(struct json_out *o, struct rich_node *n, const struct rich_attr_rule *rule)
{
    json_out_name(o, rule->name);
    switch (rule->type) {
    case RICH_ATTR_NUMBER:
        json_out_int(o, *rich_attr_int(n, rule));
        return;
    case RICH_ATTR_ALIGN:
        json_out_str(o, rich_align_words[*rich_attr_int(n, rule)]);
        return;
    case RICH_ATTR_SOURCE:
    case RICH_ATTR_WORDS:
        json_out_str(o, *rich_attr_str(n, rule));
        return;
    }
}

static bool is_default(struct rich_node *n, const struct rich_attr_rule *rule)
{
    if (rule->always) return false;
    if (rule->type == RICH_ATTR_NUMBER || rule->type == RICH_ATTR_ALIGN)
        return *rich_attr_int(n, rule) == rule->absent;
    return rich_attr_str(n, rule)->n == 0;
}

static void write_attrs(struct json_out *o, const struct rich_node *node)
{
    const struct rich_node_rule *rule = &rich_nodes[node->kind];
    struct rich_node n = *node; /* the accessors take a node that may be written to */
    bool begun = false;

    for (size_t i = 0; i < rule->n_attrs; i++) {
        if (is_default(&n, &rule->attrs[i])) continue;
        if (!begun) {
            json_out_name(o, S("attrs"));
            json_out_object(o);
        }
        begun = true;
        write_attr(o, &n, &rule->attrs[i]);
    }
    if (begun) json_out_object_end(o);
}

static void write_text(struct json_out *o, const struct rich_node *n)
{
    if (n->marks) {
        json_out_name(o, S("marks"));
        json_out_array(o);
        for (size_t i = 0; i < RICH_MARKS; i++) {
            if (!(n->marks & rich_marks[i].bit)) continue;
            json_out_object(o);
            json_out_name_str(o, S("type"), rich_marks[i].name);
            if (rich_marks[i].bit == RICH_LINK) {
                json_out_name(o, S("attrs"));
                json_out_object(o);
                json_out_name_str(o, S("href"), n->href);
                json_out_object_end(o);
            }
            json_out_object_end(o);
        }
        json_out_array_end(o);
    }
    json_out_name_str(o, S("text"), n->text);
}

static void write_node(struct json_out *o, const struct rich_node *n)
{
    json_out_object(o);
    json_out_name_str(o, S("type"), rich_nodes[n->kind].name);
    write_attrs(o, n);
    if (n->kind == RICH_TEXT) write_text(o, n);
    if (n->first) {
        json_out_name(o, S("content"));
        json_out_array(o);
        for (const struct rich_node *c = n->first; c; c = c->next) write_node(o, c);
        json_out_array_end(o);
    }
    json_out_object_end(o);
}

str rich_json(struct arena *a, const struct rich_node *doc)
{
    /* Beyond what the limits of a tree allow: texts escaped, a node's own words. */
    enum { MOST = 6 * RICH_TEXT_BYTES_MOST + 300 * RICH_NODES_MOST };
    struct buf b;
    struct json_out o;

    buf_init(&b, a, MOST);
    json_out_init(&o, &b, false);
    write_node(&o, doc);
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}
