#include "web/form.h"

#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "web/route.h"
#include "web/upload.h"

const struct form FORM_NONE = {.name = "none"};

enum { ITEMS_MAX = 100 };

/* What one field is read with. */
struct binding {
    const struct form_field *field;
    struct arena *arena;
    const struct values *raw;
    const struct upload_list *files;
    char *at; /* the member of the form's struct */
};

/* One sentence about a field: label first, then what to do. */
#define WRONG(b, ...)                                                                              \
    err_at_field(err_make((b)->arena, ERR_INVALID, __FILE__, __LINE__, __VA_ARGS__),               \
                 str_of((b)->field->name))

static const char *label(const struct binding *b)
{
    return b->field->label;
}

static struct err *missing(const struct binding *b)
{
    enum field_type t = b->field->type;
    bool chosen = t == FIELD_CHOICE || t == FIELD_CHOICES || t == FIELD_ID || t == FIELD_DATE;

    if (t == FIELD_FILE || t == FIELD_FILES) return WRONG(b, "%s：请选择文件", label(b));
    if (t == FIELD_BOOL) return WRONG(b, "%s：请勾选", label(b));
    return WRONG(b, chosen ? "%s：请选择" : "%s：请填写", label(b));
}

/* Text in one form: lines end with LF; a TEXT has none of them. NULL *out: not text. */
static struct err *read_text(const struct binding *b, str raw, str *out)
{
    bool lines = b->field->type == FIELD_MULTILINE || b->field->type == FIELD_JSON;

    if (!utf8_valid(raw)) return WRONG(b, "%s：含有无法识别的字符，请重新输入", label(b));
    if (b->field->type == FIELD_MULTILINE) {
        raw = str_replace(b->arena, raw, S("\r\n"), S("\n"));
        raw = str_replace(b->arena, raw, S("\r"), S("\n"));
    }
    if (b->field->type != FIELD_SECRET) raw = utf8_trim(raw);
    str rest = raw;

    for (uint32_t rune; utf8_next(&rest, &rune);) {
        if (utf8_is_control(rune))
            return WRONG(b, "%s：含有不可见的控制字符，请删除后重新输入", label(b));
        if (!lines && (rune == '\n' || rune == '\r')) return WRONG(b, "%s：不能换行", label(b));
        if (b->field->type == FIELD_SECRET && rune == '\t')
            return WRONG(b, "%s：不能含制表符", label(b));
    }
    *out = raw;
    return NULL;
}

static struct err *bind_text(const struct binding *b, str text)
{
    size_t n = utf8_count(text);

    if (n > b->field->max_chars)
        return WRONG(b, "%s：最多%zu个字，现在有%zu个字，请缩短", label(b), b->field->max_chars, n);
    const char *advice = b->field->pattern ? b->field->pattern(text) : NULL;

    if (advice) return WRONG(b, "%s：%s", label(b), advice);
    *(str *)(void *)b->at = text;
    return NULL;
}

static struct err *bind_int(const struct binding *b, str text)
{
    bool bounded = b->field->least != 0 || b->field->most != 0;
    int64_t least = bounded ? b->field->least : INT64_MIN + 1;
    int64_t most = bounded ? b->field->most : INT64_MAX;
    int64_t v;

    if (!num_parse(text, INT64_MIN + 1, INT64_MAX, &v)) return WRONG(b, "%s：请填写整数", label(b));
    if (v < least || v > most)
        return WRONG(b, "%s：应在%lld到%lld之间", label(b), (long long)least, (long long)most);
    *(int64_t *)(void *)b->at = v;
    return NULL;
}

static struct err *bind_id(const struct binding *b, str text)
{
    int64_t v;

    if (!num_parse(text, 0, INT64_MAX, &v)) return WRONG(b, "%s：请重新选择", label(b));
    if (v == 0 && b->field->required) return missing(b);
    *(int64_t *)(void *)b->at = v;
    return NULL;
}

static struct err *bind_date(const struct binding *b, str text)
{
    const struct form_field *f = b->field;
    bool bounded = f->earliest.day != 0 || f->latest.day != 0;
    struct date d;

    if (!date_parse(text, &d)) return WRONG(b, "%s：请按“年-月-日”填写，例如2020-05-09", label(b));
    if (bounded && (d.day < f->earliest.day || d.day > f->latest.day))
        return WRONG(b, "%s：应在%.*s到%.*s之间", label(b), STR_ARG(date_cn(b->arena, f->earliest)),
                     STR_ARG(date_cn(b->arena, f->latest)));
    *(struct date *)(void *)b->at = d;
    return NULL;
}

static bool offered(const struct form_field *f, str text)
{
    for (const struct choice *c = f->choices; c && c->value; c++)
        if (str_eq(str_of(c->value), text)) return true;
    return false;
}

static struct err *bind_choice(const struct binding *b, str text)
{
    if (!offered(b->field, text)) return WRONG(b, "%s：请从列出的选项中选择", label(b));
    *(str *)(void *)b->at = text;
    return NULL;
}

static size_t items_max(const struct form_field *f)
{
    return f->max_items ? f->max_items : ITEMS_MAX;
}

static struct err *bind_choices(const struct binding *b)
{
    VEC(str) list = {0};
    str text;

    for (size_t i = 0; values_nth(b->raw, str_of(b->field->name), i, &text); i++) {
        if (text.n == 0) continue;
        if (!offered(b->field, text)) return WRONG(b, "%s：请从列出的选项中选择", label(b));
        if (list.n == items_max(b->field))
            return WRONG(b, "%s：最多选择%zu项", label(b), items_max(b->field));
        *vec_push(b->arena, &list) = text;
    }
    if (list.n == 0 && b->field->required) return missing(b);
    *(struct text_list *)(void *)b->at = (struct text_list){list.items, list.n};
    return NULL;
}

static struct err *bind_files(const struct binding *b)
{
    VEC(const struct upload *) list = {0};
    bool one = b->field->type == FIELD_FILE;
    size_t most = one ? 1 : items_max(b->field);

    for (size_t i = 0; b->files && i < b->files->n; i++)
        if (str_eq(b->files->items[i]->field, str_of(b->field->name)))
            *vec_push(b->arena, &list) = b->files->items[i];
    if (list.n > most) return WRONG(b, "%s：最多选择%zu个文件", label(b), most);
    if (list.n == 0 && b->field->required) return missing(b);
    if (one && list.n)
        *(const struct upload **)(void *)b->at = list.items[0];
    else if (!one)
        *(struct upload_list *)(void *)b->at = (struct upload_list){list.items, list.n};
    return NULL;
}

static struct err *bind_bool(const struct binding *b)
{
    str text = values_get(b->raw, str_of(b->field->name));
    bool set = text.n && !str_eq(text, S("0")) && !str_eq(text, S("false"));

    if (!set && b->field->required) return missing(b);
    *(bool *)b->at = set;
    return NULL;
}

static struct err *bind(const struct binding *b)
{
    const struct form_field *f = b->field;
    str text = values_get(b->raw, str_of(f->name));

    if (f->type == FIELD_BOOL) return bind_bool(b);
    if (f->type == FIELD_CHOICES) return bind_choices(b);
    if (f->type == FIELD_FILE || f->type == FIELD_FILES) return bind_files(b);
    if (f->type == FIELD_DATE) *(struct date *)(void *)b->at = DATE_NONE;
    TRY(read_text(b, text, &text));
    if (text.n == 0) return f->required ? missing(b) : NULL;

    switch (f->type) {
    case FIELD_INT:
        return bind_int(b, text);
    case FIELD_ID:
        return bind_id(b, text);
    case FIELD_DATE:
        return bind_date(b, text);
    case FIELD_CHOICE:
        return bind_choice(b, text);
    case FIELD_TEXT:
    case FIELD_MULTILINE:
    case FIELD_JSON:
    case FIELD_SECRET:
    case FIELD_HIDDEN:
        return bind_text(b, text);
    case FIELD_UNSET:
    case FIELD_BOOL:
    case FIELD_CHOICES:
    case FIELD_FILE:
    case FIELD_FILES:
        break;
    }
    BUG_IF(true);
}

struct err *form_bind(const struct form *form, struct arena *a, const struct values *raw,
                      const struct upload_list *files, void *out)
{
    struct err *errors = NULL;

    for (size_t i = 0; i < form->n_fields; i++) {
        struct binding b = {.field = &form->fields[i],
                            .arena = a,
                            .raw = raw,
                            .files = files,
                            .at = (char *)out + form->fields[i].offset};
        const str empty = S("");

        /* A str is never NULL, also where nothing was typed or something is wrong. */
        if (b.field->type == FIELD_TEXT || b.field->type == FIELD_MULTILINE ||
            b.field->type == FIELD_CHOICE || b.field->type == FIELD_JSON ||
            b.field->type == FIELD_SECRET || b.field->type == FIELD_HIDDEN)
            *(str *)(void *)b.at = empty;
        errors = err_append(errors, bind(&b));
    }
    return errors;
}

static size_t member_size(enum field_type t)
{
    static const size_t sizes[] = {
        [FIELD_UNSET] = 0,
        [FIELD_TEXT] = sizeof(str),
        [FIELD_MULTILINE] = sizeof(str),
        [FIELD_INT] = sizeof(int64_t),
        [FIELD_ID] = sizeof(int64_t),
        [FIELD_BOOL] = sizeof(bool),
        [FIELD_DATE] = sizeof(struct date),
        [FIELD_CHOICE] = sizeof(str),
        [FIELD_CHOICES] = sizeof(struct text_list),
        [FIELD_JSON] = sizeof(str),
        [FIELD_SECRET] = sizeof(str),
        [FIELD_HIDDEN] = sizeof(str),
        [FIELD_FILE] = sizeof(const struct upload *),
        [FIELD_FILES] = sizeof(struct upload_list),
    };

    return sizes[t];
}

static void check_field(const struct form *form, const struct form_field *f, struct findings *out)
{
    bool text = f->type == FIELD_TEXT || f->type == FIELD_MULTILINE || f->type == FIELD_JSON ||
                f->type == FIELD_SECRET || f->type == FIELD_HIDDEN;
    bool choice = f->type == FIELD_CHOICE || f->type == FIELD_CHOICES;
    const char *name = f->name ? f->name : "?";

    if (f->type <= FIELD_UNSET || f->type > FIELD_FILES) {
        findings_add(out, "form %s, field %s: no type", form->name, name);
        return;
    }
    if (!f->name || !*f->name) findings_add(out, "form %s: a field without a name", form->name);
    if (!f->label || !*f->label) findings_add(out, "form %s, field %s: no label", form->name, name);
    if (text && f->max_chars == 0)
        findings_add(out, "form %s, field %s: no limit of characters", form->name, name);
    if (choice && (!f->choices || !f->choices->value))
        findings_add(out, "form %s, field %s: no choices", form->name, name);
    if (f->offset > form->size || member_size(f->type) > form->size - f->offset)
        findings_add(out, "form %s, field %s: lies outside its struct", form->name, name);
    if (f->least > f->most || f->earliest.day > f->latest.day)
        findings_add(out, "form %s, field %s: least is above most", form->name, name);
}

void form_check(const struct form *form, struct findings *out)
{
    if (!form->name || !*form->name) findings_add(out, "a form without a name");
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];

        check_field(form, f, out);
        for (size_t j = 0; j < i; j++) {
            const struct form_field *g = &form->fields[j];

            if (f->name && g->name && str_eq(str_of(f->name), str_of(g->name)))
                findings_add(out, "form %s: two fields are named %s", form->name, f->name);
            if (f->offset < g->offset + member_size(g->type) &&
                g->offset < f->offset + member_size(f->type))
                findings_add(out, "form %s: %s and %s share a member", form->name, g->name,
                             f->name);
        }
    }
}
