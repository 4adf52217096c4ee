/* Forms of any business drawn, kept and read from their tables. */
#include "mod/office/internal.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/json.h"

enum { JSON_FIELDS_BYTES = 256 * 1024, RADIO_MOST = 5 };

/* ---- drawing -------------------------------------------------------------------------------- */

static size_t count_choices(const struct choice *c)
{
    size_t n = 0;

    while (c && c[n].value) n++;
    return n;
}

static enum staff_input input_of(const struct form_field *f)
{
    switch (f->type) {
    case FIELD_TEXT:
        return INPUT_LINE;
    case FIELD_MULTILINE:
        return INPUT_LINES;
    case FIELD_INT:
    case FIELD_ID:
        return INPUT_NUMBER;
    case FIELD_BOOL:
        return INPUT_CHECK;
    case FIELD_DATE:
        return INPUT_DATE;
    case FIELD_CHOICE:
        /* Few choices that must be made are shown at once; the rest is a list to open. */
        return f->required && count_choices(f->choices) <= RADIO_MOST ? INPUT_RADIO : INPUT_SELECT;
    case FIELD_CHOICES:
        return INPUT_CHECKS;
    case FIELD_SECRET:
        return INPUT_SECRET;
    case FIELD_HIDDEN:
        return INPUT_HIDDEN;
    case FIELD_FILE:
    case FIELD_FILES:
        return INPUT_FILE;
    case FIELD_UNSET:
    case FIELD_JSON:
        break;
    }
    BUG_IF(true);
}

static bool needs_own_page(const struct form_field *f)
{
    return f->type == FIELD_JSON || f->type == FIELD_FILE || f->type == FIELD_FILES;
}

bool staff_can_draw(const struct form *form)
{
    for (size_t i = 0; form && i < form->n_fields; i++)
        if (needs_own_page(&form->fields[i])) return false;
    return true;
}

static bool was_chosen(const struct values *raw, str name, str value)
{
    str text;

    for (size_t i = 0; values_nth(raw, name, i, &text); i++)
        if (str_eq(text, value)) return true;
    return false;
}

static struct staff_option *options_of(struct arena *a, const struct form_field *f,
                                       const struct values *raw, size_t *n)
{
    *n = count_choices(f->choices);
    struct staff_option *out = ARENA_ARRAY(a, struct staff_option, *n);

    for (size_t i = 0; i < *n; i++)
        out[i] = (struct staff_option){
            .value = str_of(f->choices[i].value),
            .label = str_of(f->choices[i].label),
            .hint = S(""),
            .chosen = was_chosen(raw, str_of(f->name), str_of(f->choices[i].value)),
        };
    return out;
}

static str error_of(const struct err *errors, str field)
{
    for (const struct err *e = errors; e; e = e->next)
        if (str_eq(e->field, field)) return e->message;
    return S("");
}

struct staff_fields staff_draw(struct arena *a, const struct form *form, str prefix,
                               const struct values *raw, const struct err *errors, bool *whole)
{
    VEC(struct staff_field) fields = {0};

    *whole = true;
    for (size_t i = 0; form && i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        str name = str_of(f->name);

        if (needs_own_page(f)) {
            *whole = *whole && !f->required;
            continue;
        }
        struct staff_field *out = vec_push(a, &fields);

        *out = (struct staff_field){
            .input = input_of(f),
            .id = str_cat(a, prefix, name),
            .name = name,
            .label = str_of(f->label),
            .hint = str_of(f->hint),
            .value = f->type == FIELD_SECRET ? S("") : values_get(raw, name),
            .error = error_of(errors, name),
            .required = f->required,
            .checked = values_get(raw, name).n && !str_eq(values_get(raw, name), S("0")),
            .max_chars = f->max_chars ? (int64_t)f->max_chars : 200,
            .list = S(""),
            .autocomplete = f->type == FIELD_SECRET ? S("off") : S(""),
        };
        out->options = options_of(a, f, raw, &out->n_options);
    }
    return (struct staff_fields){fields.items, fields.n};
}

/* ---- keeping -------------------------------------------------------------------------------- */

static str kept_text(struct arena *a, str text)
{
    return utf8_ellipsis(a, text, OFFICE_TYPED_CHARS);
}

static void write_text(struct json_out *o, struct arena *a, str name, str text)
{
    if (text.n) json_out_name_str(o, name, kept_text(a, text));
}

static void write_field(struct json_out *o, struct arena *a, const struct form_field *f,
                        const char *at)
{
    str name = str_of(f->name);

    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_MULTILINE:
    case FIELD_CHOICE:
    case FIELD_HIDDEN:
        write_text(o, a, name, *(const str *)(const void *)at);
        break;
    case FIELD_DATE:
        write_text(o, a, name, date_str(a, *(const struct date *)(const void *)at));
        break;
    case FIELD_INT:
        json_out_name_int(o, name, *(const int64_t *)(const void *)at);
        break;
    case FIELD_ID:
        if (*(const int64_t *)(const void *)at)
            json_out_name_int(o, name, *(const int64_t *)(const void *)at);
        break;
    case FIELD_BOOL:
        json_out_name_bool(o, name, *(const bool *)(const void *)at);
        break;
    case FIELD_CHOICES: {
        const struct text_list *list = (const void *)at;

        json_out_name(o, name);
        json_out_array(o);
        for (size_t i = 0; i < list->n; i++) json_out_str(o, list->items[i]);
        json_out_array_end(o);
        break;
    }
    case FIELD_UNSET:
    case FIELD_JSON:
    case FIELD_SECRET:
    case FIELD_FILE:
    case FIELD_FILES:
        break;
    }
}

str office_fields_json(struct arena *a, const struct form *form, const void *fields)
{
    struct buf b;
    struct json_out o;

    if (!form || !fields) return S("{}");
    buf_init(&b, a, JSON_FIELDS_BYTES);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    for (size_t i = 0; i < form->n_fields; i++)
        write_field(&o, a, &form->fields[i], (const char *)fields + form->fields[i].offset);
    json_out_object_end(&o);
    return buf_ok(&b) ? buf_str(&b) : S("{}");
}

/* ---- reading -------------------------------------------------------------------------------- */

static str choice_label(const struct form_field *f, str value)
{
    for (const struct choice *c = f->choices; c && c->value; c++)
        if (str_eq(str_of(c->value), value)) return str_of(c->label);
    return value;
}

static str words_of(struct arena *a, const struct form_field *f, const struct json *v)
{
    str words = S("");

    switch (v->kind) {
    case JSON_IS_STR:
        return choice_label(f, v->text);
    case JSON_IS_INT:
        return str_printf(a, "%lld", (long long)v->number);
    case JSON_IS_BOOL:
        return v->boolean ? S("是") : S("否");
    case JSON_IS_ARRAY:
        for (size_t i = 0; i < v->n; i++)
            words = str_join(a, (const str[]){words, choice_label(f, v->items[i].text)}, 2,
                             i ? S("、") : S(""));
        return words;
    case JSON_IS_NULL:
    case JSON_IS_REAL:
    case JSON_IS_OBJECT:
        break;
    }
    return S("");
}

struct staff_option *office_fields_read(struct arena *a, const struct form *form, str json,
                                        size_t *n)
{
    const struct json *v;
    VEC(struct staff_option) out = {0};

    *n = 0;
    if (!form || json_parse(a, json, (struct json_limits){.bytes = JSON_FIELDS_BYTES}, &v))
        return NULL;
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct json *it = json_get(v, str_of(form->fields[i].name));
        str words = it ? words_of(a, &form->fields[i], it) : S("");

        if (words.n)
            *vec_push(a, &out) = (struct staff_option){
                .value = words, .label = str_of(form->fields[i].label), .hint = S("")};
    }
    *n = out.n;
    return out.items;
}

struct staff_option *office_typed(struct arena *a, const struct form *form,
                                  const struct values *raw, size_t *n)
{
    VEC(struct staff_option) out = {0};

    for (size_t i = 0; form && i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        str text;

        if (f->type == FIELD_SECRET || f->type == FIELD_JSON || f->personal) continue;
        for (size_t k = 0; values_nth(raw, str_of(f->name), k, &text); k++)
            if (text.n)
                *vec_push(a, &out) = (struct staff_option){
                    .value = choice_label(f, text), .label = str_of(f->label), .hint = S("")};
    }
    *n = out.n;
    return out.items;
}

/* ---- JSON objects as raw values ------------------------------------------------------------- */

struct err *office_read_members(struct arena *a, str json, struct values *out)
{
    *out = (struct values){0};
    if (!str_trim(json).n) return NULL;
    struct err *e = form_read_json(a, json, out);

    return e ? err_at_field(ERR(a, INVALID, "fields：%.*s", STR_ARG(e->message)), S("fields"))
             : NULL;
}
