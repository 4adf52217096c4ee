/* What stands in bodies, as JSON Schema: out of the tables of forms, flows and error codes. */
#include "app/openapi.h"

enum { ITEMS_DEFAULT = 100 }; /* struct form_field: max_items */

void openapi_ref(struct json_out *o, struct arena *a, const char *name)
{
    json_out_object(o);
    json_out_name_str(o, S("$ref"), str_printf(a, "#/components/%s", name));
    json_out_object_end(o);
}

static void name_type(struct json_out *o, str type)
{
    json_out_name_str(o, S("type"), type);
}

/* ---- fields --------------------------------------------------------------------------------- */

static void write_choices(struct json_out *o, const struct choice *choices)
{
    json_out_name(o, S("oneOf"));
    json_out_array(o);
    for (const struct choice *c = choices; c->value; c++) {
        json_out_object(o);
        json_out_name_str(o, S("const"), str_of(c->value));
        json_out_name_str(o, S("title"), str_of(c->label));
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

/* An array whose items are strings: files, or some of `choices`. */
static void write_items(struct json_out *o, const struct form_field *f)
{
    name_type(o, S("array"));
    json_out_name_int(o, S("maxItems"), f->max_items ? (int64_t)f->max_items : ITEMS_DEFAULT);
    json_out_name(o, S("items"));
    json_out_object(o);
    name_type(o, S("string"));
    if (f->type == FIELD_CHOICES)
        write_choices(o, f->choices);
    else
        json_out_name_str(o, S("contentMediaType"), S("application/octet-stream"));
    json_out_object_end(o);
}

static void write_text(struct json_out *o, const struct form_field *f)
{
    name_type(o, S("string"));
    if (f->required) json_out_name_int(o, S("minLength"), 1);
    if (f->max_chars) json_out_name_int(o, S("maxLength"), (int64_t)f->max_chars);
}

static void write_number(struct json_out *o, int64_t least, int64_t most)
{
    name_type(o, S("integer"));
    if (least == 0 && most == 0) return;
    json_out_name_int(o, S("minimum"), least);
    if (most != INT64_MAX) json_out_name_int(o, S("maximum"), most);
}

static void write_type(struct json_out *o, const struct form_field *f)
{
    switch (f->type) {
    case FIELD_INT:
        write_number(o, f->least, f->most);
        return;
    case FIELD_ID:
        write_number(o, 1, INT64_MAX);
        return;
    case FIELD_BOOL:
        name_type(o, S("boolean"));
        return;
    case FIELD_DATE:
        name_type(o, S("string"));
        json_out_name_str(o, S("format"), S("date"));
        return;
    case FIELD_CHOICE:
        name_type(o, S("string"));
        write_choices(o, f->choices);
        return;
    case FIELD_CHOICES:
    case FIELD_FILES:
        write_items(o, f);
        return;
    case FIELD_FILE:
        name_type(o, S("string"));
        json_out_name_str(o, S("contentMediaType"), S("application/octet-stream"));
        return;
    case FIELD_JSON:
        name_type(o, S("object"));
        return;
    case FIELD_SECRET:
        write_text(o, f);
        json_out_name_bool(o, S("writeOnly"), true);
        return;
    case FIELD_UNSET:
    case FIELD_TEXT:
    case FIELD_MULTILINE:
    case FIELD_HIDDEN:
        break;
    }
    write_text(o, f);
}

void openapi_form(struct json_out *o, const struct form *form)
{
    json_out_object(o);
    name_type(o, S("object"));
    json_out_name(o, S("properties"));
    json_out_object(o);
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];

        json_out_name(o, str_of(f->name));
        json_out_object(o);
        json_out_name_str(o, S("title"), str_of(f->label));
        if (f->hint) json_out_name_str(o, S("description"), str_of(f->hint));
        write_type(o, f);
        json_out_object_end(o);
    }
    json_out_object_end(o);
    json_out_name(o, S("required"));
    json_out_array(o);
    for (size_t i = 0; i < form->n_fields; i++)
        if (form->fields[i].required) json_out_str(o, str_of(form->fields[i].name));
    json_out_array_end(o);
    json_out_object_end(o);
}

/* ---- flows ---------------------------------------------------------------------------------- */

/* Steps of one event from different states are one call; people make it, not the system. */
static bool is_call(const struct flow *f, const struct flow_step *s)
{
    if (s->system) return false;
    for (const struct flow_step *before = f->steps; before < s; before++)
        if (!before->system && str_eq(str_of(before->event), str_of(s->event)) &&
            before->form == s->form && !before->from[0] == !s->from[0])
            return false;
    return true;
}

/* Step.document.submit; further forms of the same event get a number. */
static const char *step_name(struct arena *a, const struct flow *f, const struct flow_step *s)
{
    size_t more = 0;

    for (const struct flow_step *before = f->steps; before < s; before++)
        more += is_call(f, before) && str_eq(str_of(before->event), str_of(s->event));
    str name = more ? str_printf(a, "schemas/Step.%s.%s.%zu", f->kind, s->event, more + 1)
                    : str_printf(a, "schemas/Step.%s.%s", f->kind, s->event);

    return str_z(a, name);
}

void openapi_steps(struct json_out *o, struct arena *a, const struct module *const *modules,
                   size_t n, bool first)
{
    json_out_object(o);
    json_out_name(o, S("anyOf"));
    json_out_array(o);
    for (size_t i = 0; i < n; i++) {
        const struct flow *f = modules[i]->flow;

        for (size_t k = 0; f && k < f->n_steps; k++)
            if (is_call(f, &f->steps[k]) && first == !f->steps[k].from[0])
                openapi_ref(o, a, step_name(a, f, &f->steps[k]));
    }
    json_out_array_end(o);
    json_out_object_end(o);
}

static void write_step(struct json_out *o, struct arena *a, const struct flow *f,
                       const struct flow_step *s)
{
    json_out_name(o, str_from(str_of(step_name(a, f, s)), S("schemas/").n));
    json_out_object(o);
    json_out_name_str(o, S("title"), str_join(a, (const str[]){f->label, s->label}, 2, S("：")));
    json_out_name_str(
        o, S("description"),
        str_join(a, (const str[]){s->consequence, str_of(s->perm->label)}, 2, S(" 权限：")));
    name_type(o, S("object"));
    json_out_name(o, S("properties"));
    json_out_object(o);
    json_out_name(o, S("event"));
    json_out_object(o);
    json_out_name_str(o, S("const"), str_of(s->event));
    json_out_object_end(o);
    if (s->form && s->form->n_fields) {
        json_out_name(o, S("fields"));
        openapi_form(o, s->form);
    }
    json_out_object_end(o);
    json_out_object_end(o);
}

void openapi_kinds(struct json_out *o, const struct module *const *modules, size_t n)
{
    json_out_object(o);
    name_type(o, S("string"));
    json_out_name(o, S("oneOf"));
    json_out_array(o);
    for (size_t i = 0; i < n; i++) {
        const struct flow *f = modules[i]->flow;

        if (!f) continue;
        json_out_object(o);
        json_out_name_str(o, S("const"), str_of(f->kind));
        json_out_name_str(o, S("title"), f->label);
        json_out_object_end(o);
    }
    json_out_array_end(o);
    json_out_object_end(o);
}

/* ---- what all calls share ------------------------------------------------------------------- */

static void write_property(struct json_out *o, str name, str type)
{
    json_out_name(o, name);
    json_out_object(o);
    name_type(o, type);
    json_out_object_end(o);
}

static void write_required(struct json_out *o, const str *names, size_t n)
{
    json_out_name(o, S("required"));
    json_out_array(o);
    for (size_t i = 0; i < n; i++) json_out_str(o, names[i]);
    json_out_array_end(o);
}

static void write_codes(struct json_out *o)
{
    json_out_name(o, S("code"));
    json_out_object(o);
    name_type(o, S("string"));
    json_out_name(o, S("oneOf"));
    json_out_array(o);
    for (int c = 0; c < ERR_CODES_; c++) {
        json_out_object(o);
        json_out_name_str(o, S("const"), err_word((enum err_code)c));
        json_out_name_str(o, S("title"), err_title((enum err_code)c));
        json_out_object_end(o);
    }
    json_out_array_end(o);
    json_out_object_end(o);
}

/* RFC 9457, as resp_problem writes it. */
static void write_problem(struct json_out *o)
{
    static const str always[] = {S_INIT("title"), S_INIT("status"), S_INIT("code"),
                                 S_INIT("request")};

    json_out_name(o, S("Problem"));
    json_out_object(o);
    name_type(o, S("object"));
    json_out_name(o, S("properties"));
    json_out_object(o);
    write_property(o, S("title"), S("string"));
    write_property(o, S("status"), S("integer"));
    write_codes(o);
    write_property(o, S("detail"), S("string"));
    write_property(o, S("request"), S("string"));
    json_out_name(o, S("fields"));
    json_out_object(o);
    name_type(o, S("object"));
    json_out_name(o, S("additionalProperties"));
    json_out_object(o);
    name_type(o, S("string"));
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_object_end(o);
    write_required(o, always, COUNT_OF(always));
    json_out_object_end(o);
}

static void write_list(struct json_out *o)
{
    static const str always[] = {S_INIT("total"), S_INIT("page"), S_INIT("size"), S_INIT("items")};

    json_out_name(o, S("List"));
    json_out_object(o);
    name_type(o, S("object"));
    json_out_name(o, S("properties"));
    json_out_object(o);
    write_property(o, S("total"), S("integer"));
    write_property(o, S("page"), S("integer"));
    write_property(o, S("size"), S("integer"));
    json_out_name(o, S("items"));
    json_out_object(o);
    name_type(o, S("array"));
    json_out_name(o, S("items"));
    json_out_object(o);
    name_type(o, S("object"));
    json_out_name(o, S("properties"));
    json_out_object(o);
    write_property(o, S("id"), S("integer"));
    json_out_object_end(o);
    write_required(o, (const str[]){S("id")}, 1);
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_object_end(o);
    write_required(o, always, COUNT_OF(always));
    json_out_object_end(o);
}

static void write_schemas(struct json_out *o, struct arena *a, const struct module *const *modules,
                          size_t n)
{
    json_out_object(o);
    write_problem(o);
    write_list(o);
    write_property(o, S("Object"), S("object"));
    json_out_name(o, S("Kind"));
    openapi_kinds(o, modules, n);
    for (size_t i = 0; i < n; i++) {
        const struct flow *f = modules[i]->flow;

        for (size_t k = 0; f && k < f->n_steps; k++)
            if (is_call(f, &f->steps[k])) write_step(o, a, f, &f->steps[k]);
    }
    json_out_object_end(o);
}

static void write_responses(struct json_out *o, struct arena *a)
{
    json_out_object(o);
    json_out_name(o, S("Problem"));
    json_out_object(o);
    json_out_name_str(o, S("description"), S("没有办成，及原因"));
    json_out_name(o, S("content"));
    json_out_object(o);
    json_out_name(o, S("application/problem+json"));
    json_out_object(o);
    json_out_name(o, S("schema"));
    openapi_ref(o, a, "schemas/Problem");
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_object_end(o);
}

void openapi_components(struct json_out *o, struct arena *a, const struct module *const *modules,
                        size_t n)
{
    json_out_object(o);
    json_out_name(o, S("securitySchemes"));
    json_out_object(o);
    json_out_name(o, S("token"));
    json_out_object(o);
    name_type(o, S("http"));
    json_out_name_str(o, S("scheme"), S("bearer"));
    json_out_name_str(o, S("description"), S("gongkai user token LOGIN 给出的令牌"));
    json_out_object_end(o);
    json_out_object_end(o);
    json_out_name(o, S("responses"));
    write_responses(o, a);
    json_out_name(o, S("schemas"));
    write_schemas(o, a, modules, n);
    json_out_object_end(o);
}
