#include "piece.h"

#include "elements.h"

bool has_attribute(const struct attribute *list, str name)
{
    for (const struct attribute *a = list; a; a = a->before)
        if (str_eq(a->name, name)) return true;
    return false;
}

const struct attribute *attribute_added(struct arena *a, str name, const struct attribute *before)
{
    struct attribute *added = ARENA_NEW(a, struct attribute);

    *added = (struct attribute){name, before};
    return added;
}

static void note_word(struct markup_at *at, str name, str value)
{
    static const str own[] = {
        S_INIT(""),
        S_INIT("_self"),
        S_INIT("_parent"),
        S_INIT("_top"),
    };

    if (str_eq(name, S("type"))) at->is_json = str_eq_nocase(value, S("application/json"));
    if (str_eq(name, S("rel"))) {
        at->has_rel = true;
        at->bare_target = false;
    }
    if (str_eq(name, S("target"))) {
        bool other = true;

        for (size_t i = 0; i < COUNT_OF(own); i++)
            if (str_eq_nocase(value, own[i])) other = false;
        at->bare_target = other && !at->has_rel;
    }
}

/* A value that decides what the element is: literal, and whole. At the opening quote. */
static struct err *word_value(struct piece *p, str name)
{
    size_t quote = str_find_byte(p->text, '"', p->at + 1);

    if (quote == STR_NONE) return COMPLAIN(p, "the value of %.*s must be literal", STR_ARG(name));
    str value = {p->text.p + p->at + 1, quote - p->at - 1};

    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '&' || value.p[i] == '\n')
            return COMPLAIN(p, "the value of %.*s must be plain words", STR_ARG(name));
    take(p, quote + 1 - p->at);
    note_word(&p->m->at, name, value);
    return NULL;
}

static struct err *attribute(struct piece *p)
{
    struct markup_at *at = &p->m->at;
    str raw = name_ahead(p);
    str name = name_lower(p, raw);
    enum value_kind kind;
    str why;

    if (!raw.n) return COMPLAIN(p, "'%c' may not stand in a tag", peek(p));
    if (!at->spaced) return COMPLAIN(p, "white space is missing before %.*s", STR_ARG(name));
    if (!attribute_kind(at->tag, name, &kind, &why))
        return COMPLAIN(p, "attribute %.*s is refused: %.*s", STR_ARG(name), STR_ARG(why));
    if (has_attribute(at->attributes, name))
        return COMPLAIN(p, "attribute %.*s stands twice in <%.*s>", STR_ARG(name),
                        STR_ARG(at->tag));
    at->attributes = attribute_added(p->m->source->arena, name, at->attributes);
    at->spaced = false;
    buf_byte(p->m->out, ' ');
    take(p, raw.n);
    if (peek(p) != '=') return NULL;
    take(p, 1);
    if (peek(p) != '"')
        return COMPLAIN(p, "the value of %.*s must be in double quotes", STR_ARG(name));
    if (str_eq(name, S("src"))) at->has_src = true;
    if (kind == VALUE_WORD) return word_value(p, name);
    take(p, 1);
    at->where = IN_VALUE;
    at->kind = kind;
    at->phase = URL_BEGIN;
    return NULL;
}

/* A byte of a URL before it is clear what the URL is relative to. `begin` is where it began. */
static struct err *url_byte(struct piece *p, size_t begin)
{
    static const str schemes[] = {
        S_INIT("http"),
        S_INIT("https"),
        S_INIT("mailto"),
        S_INIT("tel"),
    };
    struct markup_at *at = &p->m->at;
    char c = peek(p);

    if (is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.') {
        if (at->phase == URL_BEGIN) at->phase = URL_SCHEME;
        return NULL;
    }
    if (c == '&' && !ahead(p, "&amp;"))
        return COMPLAIN(p, "a character reference may not stand at the start of a URL");
    if (c == ':') {
        str scheme = {p->text.p + begin, p->at - begin};
        bool known = false;

        if (at->phase == URL_OPEN)
            return COMPLAIN(p, "':' behind an expression could make a scheme of its value");
        for (size_t i = 0; i < COUNT_OF(schemes); i++)
            if (str_eq_nocase(scheme, schemes[i])) known = true;
        if (at->phase == URL_BEGIN || !known)
            return COMPLAIN(p, "URLs are relative or begin with http, https, mailto or tel");
    }
    at->phase = URL_REST;
    return NULL;
}

struct err *in_value(struct piece *p)
{
    struct markup_at *at = &p->m->at;
    size_t begin = p->at;

    while (more(p)) {
        char c = peek(p);

        if (c == '"') {
            take(p, 1);
            at->where = IN_TAG;
            return NULL;
        }
        if (at->kind == VALUE_URL) {
            if (is_space(c)) return COMPLAIN(p, "white space in a URL: write it as %%20");
            if (at->phase != URL_REST) TRY(url_byte(p, begin));
        }
        if (c == '&')
            TRY(reference(p));
        else
            take(p, 1);
    }
    return NULL;
}

struct err *in_tag(struct piece *p)
{
    char c = peek(p);

    if (is_space(c)) {
        p->m->at.spaced = true;
        skip(p, 1);
        return NULL;
    }
    if (c == '>' || c == '/') return start_tag_end(p);
    return attribute(p);
}
