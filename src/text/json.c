#include "text/json.h"

#include "base/num.h"
#include "base/utf8.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

/* ---- Reading ---------------------------------------------------------------------------------
 * jansson parses into its own tree on malloc. That tree is measured, copied into blocks taken at
 * once, and freed before anything else may use the arena: so nothing is lost when an arena lands.
 */

struct measure {
    size_t values, bytes; /* without the top value; of all texts and names */
    size_t values_most, depth_most;
};

static bool measure(struct measure *m, json_t *v, size_t depth)
{
    if (json_is_string(v)) m->bytes += json_string_length(v);
    if (!json_is_array(v) && !json_is_object(v)) return true;
    if (depth >= m->depth_most) return false;
    m->values += json_is_array(v) ? json_array_size(v) : json_object_size(v);
    if (m->values > m->values_most) return false;
    if (json_is_array(v)) {
        size_t i;
        json_t *item;

        json_array_foreach(v, i, item) if (!measure(m, item, depth + 1)) return false;
    } else {
        const char *name;
        json_t *item;

        json_object_foreach(v, name, item)
        {
            m->bytes += str_of(name).n;
            if (!measure(m, item, depth + 1)) return false;
        }
    }
    return true;
}

/* Where the copy goes; both blocks are as large as `measure` said. */
struct copy {
    struct json *values;
    char *bytes;
};

static str copy_text(struct copy *c, const char *p, size_t n)
{
    str s = {c->bytes, n};

    for (size_t i = 0; i < n; i++) c->bytes[i] = p[i];
    c->bytes += n;
    return s;
}

static void copy_value(struct copy *c, json_t *v, struct json *to)
{
    to->text = S("");
    switch (json_typeof(v)) {
    case JSON_NULL:
        to->kind = JSON_IS_NULL;
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_IS_BOOL;
        to->boolean = json_is_true(v);
        return;
    case JSON_INTEGER:
        to->kind = JSON_IS_INT;
        to->number = json_integer_value(v);
        to->real = (double)to->number;
        return;
    case JSON_REAL:
        to->kind = JSON_IS_REAL;
        to->real = json_real_value(v);
        return;
    case JSON_STRING:
        to->kind = JSON_IS_STR;
        to->text = copy_text(c, json_string_value(v), json_string_length(v));
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }

    /* The items stand side by side; those of each item behind them. */
    struct json *items = c->values;
    size_t at = 0;

    to->kind = json_is_array(v) ? JSON_IS_ARRAY : JSON_IS_OBJECT;
    to->n = json_is_array(v) ? json_array_size(v) : json_object_size(v);
    to->items = items;
    c->values += to->n;
    if (to->kind == JSON_IS_ARRAY) {
        json_t *item;

        json_array_foreach(v, at, item)
        {
            items[at].name = S("");
            copy_value(c, item, &items[at]);
        }
    } else {
        const char *name;
        json_t *item;

        json_object_foreach(v, name, item)
        {
            items[at].name = copy_text(c, name, str_of(name).n);
            copy_value(c, item, &items[at]);
            at++;
        }
    }
}

struct err *json_parse(struct arena *a, str text, struct json_limits limits,
                       const struct json **out)
{
    struct measure m = {
        .values_most = limits.values ? limits.values : JSON_VALUES_DEFAULT,
        .depth_most = limits.depth ? limits.depth : JSON_DEPTH_DEFAULT,
    };
    json_error_t e;

    BUG_IF(limits.bytes == 0 || m.depth_most > JSON_DEPTH_MOST);
    if (text.n > limits.bytes) return ERR(a, TOO_LARGE, "JSON 内容过大");
    json_t *v = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);

    if (!v && json_error_code(&e) == json_error_stack_overflow)
        return ERR(a, TOO_LARGE, "JSON 内容层次过深");
    if (!v)
        return err_detail(a, ERR(a, INVALID, "内容不是有效的 JSON（第 %d 行）", e.line), "%s",
                          e.text);
    struct copy c = {0};

    if (measure(&m, v, 0)) {
        c.values = arena_try(a, m.values + 1, sizeof *c.values);
        c.bytes = arena_try(a, m.bytes + 1, 1);
    }
    if (!c.values || !c.bytes) {
        json_decref(v);
        return ERR(a, TOO_LARGE, "JSON 内容层次过深或条目过多");
    }
    struct json *top = c.values++;

    top->name = S("");
    copy_value(&c, v, top);
    json_decref(v);
    *out = top;
    return NULL;
}

/* ---- Accessors ------------------------------------------------------------------------------- */

const struct json *json_get(const struct json *v, str name)
{
    if (!v || v->kind != JSON_IS_OBJECT) return NULL;
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(v->items[i].name, name))
            return v->items[i].kind == JSON_IS_NULL ? NULL : &v->items[i];
    return NULL;
}

static struct err *field_err(struct arena *a, str name, struct err *e)
{
    return err_at_field(e, str_copy(a, name));
}

static struct err *need(struct arena *a, const struct json *v, str name, enum json_kind kind,
                        const struct json **out)
{
    static const char *const words[] = {
        [JSON_IS_NULL] = "空值",   [JSON_IS_BOOL] = "是或否", [JSON_IS_INT] = "整数",
        [JSON_IS_REAL] = "数字",   [JSON_IS_STR] = "文字",    [JSON_IS_ARRAY] = "数组",
        [JSON_IS_OBJECT] = "对象",
    };

    *out = json_get(v, name);
    if (!*out) return field_err(a, name, ERR(a, INVALID, "缺少 %.*s", STR_ARG(name)));
    if ((*out)->kind != kind)
        return field_err(a, name, ERR(a, INVALID, "%.*s 应为%s", STR_ARG(name), words[kind]));
    return NULL;
}

struct err *json_take_str(struct arena *a, const struct json *v, str name, size_t chars_most,
                          str *out)
{
    const struct json *f;

    TRY(need(a, v, name, JSON_IS_STR, &f));
    if (utf8_count(f->text) > chars_most)
        return field_err(a, name,
                         ERR(a, INVALID, "%.*s 不能超过 %zu 个字", STR_ARG(name), chars_most));
    *out = f->text;
    return NULL;
}

struct err *json_take_str_or(struct arena *a, const struct json *v, str name, size_t chars_most,
                             str absent, str *out)
{
    *out = absent;
    if (!json_get(v, name)) return NULL;
    return json_take_str(a, v, name, chars_most, out);
}

struct err *json_take_int(struct arena *a, const struct json *v, str name, int64_t least,
                          int64_t most, int64_t *out)
{
    const struct json *f;

    TRY(need(a, v, name, JSON_IS_INT, &f));
    if (f->number < least || f->number > most)
        return field_err(a, name,
                         ERR(a, INVALID, "%.*s 应在 %lld 到 %lld 之间", STR_ARG(name),
                             (long long)least, (long long)most));
    *out = f->number;
    return NULL;
}

struct err *json_take_int_or(struct arena *a, const struct json *v, str name, int64_t least,
                             int64_t most, int64_t absent, int64_t *out)
{
    *out = absent;
    if (!json_get(v, name)) return NULL;
    return json_take_int(a, v, name, least, most, out);
}

struct err *json_take_bool_or(struct arena *a, const struct json *v, str name, bool absent,
                              bool *out)
{
    const struct json *f;

    *out = absent;
    if (!json_get(v, name)) return NULL;
    TRY(need(a, v, name, JSON_IS_BOOL, &f));
    *out = f->boolean;
    return NULL;
}

static struct err *take_items(struct arena *a, const struct json *v, str name, enum json_kind kind,
                              size_t most, const struct json **out)
{
    TRY(need(a, v, name, kind, out));
    if ((*out)->n > most)
        return field_err(a, name, ERR(a, INVALID, "%.*s 不能超过 %zu 项", STR_ARG(name), most));
    return NULL;
}

struct err *json_take_array(struct arena *a, const struct json *v, str name, size_t most,
                            const struct json **out)
{
    return take_items(a, v, name, JSON_IS_ARRAY, most, out);
}

struct err *json_take_object(struct arena *a, const struct json *v, str name, size_t most,
                             const struct json **out)
{
    return take_items(a, v, name, JSON_IS_OBJECT, most, out);
}

struct err *json_only(struct arena *a, const struct json *v, const str *names, size_t n)
{
    for (size_t i = 0; i < v->n; i++) {
        str name = v->items[i].name;
        bool known = false;

        for (size_t k = 0; k < n && !known; k++) known = str_eq(names[k], name);
        if (!known)
            return field_err(a, name,
                             ERR(a, INVALID, "不认识的字段 %.*s", STR_ARG(utf8_head(name, 60))));
    }
    return NULL;
}

/* ---- Writing --------------------------------------------------------------------------------- */

void json_out_init(struct json_out *o, struct buf *b, bool for_script)
{
    *o = (struct json_out){.buf = b, .for_script = for_script};
}

static void value(struct json_out *o)
{
    if (o->comma) buf_byte(o->buf, ',');
    o->comma = true;
}

static void begin(struct json_out *o, char bracket)
{
    value(o);
    buf_byte(o->buf, bracket);
    o->comma = false;
}

static void end(struct json_out *o, char bracket)
{
    buf_byte(o->buf, bracket);
    o->comma = true;
}

void json_out_object(struct json_out *o)
{
    begin(o, '{');
}

void json_out_object_end(struct json_out *o)
{
    end(o, '}');
}

void json_out_array(struct json_out *o)
{
    begin(o, '[');
}

void json_out_array_end(struct json_out *o)
{
    end(o, ']');
}

/* Length of the character at `at` that may not be written as it is; 0: it may. */
static size_t special(const struct json_out *o, str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];

    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) return 1;
    if (o->for_script && (c == '<' || c == '>' || c == '&')) return 1;
    if (c != 0xe2 || s.n - at < 3 || (unsigned char)s.p[at + 1] != 0x80) return 0;
    unsigned char last = (unsigned char)s.p[at + 2];

    return last == 0xa8 || last == 0xa9 ? 3 : 0; /* U+2028/9 end a line in older scripts */
}

static void text(struct json_out *o, str s)
{
    struct buf *b = o->buf;
    size_t from = 0;

    buf_byte(b, '"');
    for (size_t i = 0; i < s.n;) {
        size_t n = special(o, s, i);

        if (!n) {
            i++;
            continue;
        }
        buf_add(b, (str){s.p + from, i - from});
        unsigned char c = (unsigned char)s.p[i];

        if (c == '"' || c == '\\') {
            buf_byte(b, '\\');
            buf_byte(b, (char)c);
        } else if (c == '\n') {
            buf_lit(b, "\\n");
        } else if (c == '\t') {
            buf_lit(b, "\\t");
        } else if (n == 3) {
            buf_printf(b, "\\u20%02x", (unsigned)(unsigned char)s.p[i + 2] - 0x80);
        } else {
            buf_printf(b, "\\u%04x", (unsigned)c);
        }
        i += n;
        from = i;
    }
    buf_add(b, str_from(s, from));
    buf_byte(b, '"');
}

void json_out_name(struct json_out *o, str name)
{
    value(o);
    text(o, name);
    buf_byte(o->buf, ':');
    o->comma = false;
}

void json_out_str(struct json_out *o, str s)
{
    value(o);
    text(o, s);
}

void json_out_int(struct json_out *o, int64_t v)
{
    value(o);
    buf_int(o->buf, v);
}

void json_out_real(struct json_out *o, double v)
{
    value(o);
    if (isfinite(v))
        buf_printf(o->buf, "%.17g", v);
    else
        buf_lit(o->buf, "null");
}

void json_out_bool(struct json_out *o, bool v)
{
    value(o);
    if (v)
        buf_lit(o->buf, "true");
    else
        buf_lit(o->buf, "false");
}

void json_out_null(struct json_out *o)
{
    value(o);
    buf_lit(o->buf, "null");
}

void json_out_value(struct json_out *o, str json)
{
    value(o);
    buf_add(o->buf, json);
}

void json_out_tree(struct json_out *o, const struct json *v)
{
    switch (v->kind) {
    case JSON_IS_NULL:
        json_out_null(o);
        return;
    case JSON_IS_BOOL:
        json_out_bool(o, v->boolean);
        return;
    case JSON_IS_INT:
        json_out_int(o, v->number);
        return;
    case JSON_IS_REAL:
        json_out_real(o, v->real);
        return;
    case JSON_IS_STR:
        json_out_str(o, v->text);
        return;
    case JSON_IS_ARRAY:
        json_out_array(o);
        for (size_t i = 0; i < v->n; i++) json_out_tree(o, &v->items[i]);
        json_out_array_end(o);
        return;
    case JSON_IS_OBJECT:
        json_out_object(o);
        for (size_t i = 0; i < v->n; i++) {
            json_out_name(o, v->items[i].name);
            json_out_tree(o, &v->items[i]);
        }
        json_out_object_end(o);
        return;
    }
}

void json_out_name_str(struct json_out *o, str name, str s)
{
    json_out_name(o, name);
    json_out_str(o, s);
}

void json_out_name_int(struct json_out *o, str name, int64_t v)
{
    json_out_name(o, name);
    json_out_int(o, v);
}

void json_out_name_bool(struct json_out *o, str name, bool v)
{
    json_out_name(o, name);
    json_out_bool(o, v);
}
