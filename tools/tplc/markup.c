#include "markup.h"

#include "elements.h"

enum { DEPTH_MAX = 128 };

/* One literal piece while it is read. */
struct piece {
    struct markup *m;
    str text;
    size_t at;
    size_t line;
};

void markup_init(struct markup *m, const struct source *s, struct buf *out, bool may_close)
{
    *m = (struct markup){.source = s, .out = out, .may_close = may_close};
}

/* ---- Reading bytes --------------------------------------------------------------------------- */

static bool more(const struct piece *p)
{
    return p->at < p->text.n;
}

static char peek(const struct piece *p)
{
    return (char)(more(p) ? p->text.p[p->at] : '\0');
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == ':' || c == '.';
}

/* Moves over `n` bytes without writing them. */
static void skip(struct piece *p, size_t n)
{
    for (; n; n--, p->at++)
        if (p->text.p[p->at] == '\n') p->line++;
}

/* Moves over `n` bytes and writes them. */
static void take(struct piece *p, size_t n)
{
    buf_add(p->m->out, (str){p->text.p + p->at, n});
    skip(p, n);
}

static bool ahead(const struct piece *p, const char *word)
{
    return str_starts(str_from(p->text, p->at), str_of(word));
}

/* The name that begins here, not moved over; empty when there is none. */
static str name_ahead(const struct piece *p)
{
    size_t n = 0;

    while (p->at + n < p->text.n && is_name(p->text.p[p->at + n])) n++;
    return (str){p->text.p + p->at, n};
}

static str lower(const struct piece *p, str name)
{
    return str_lower(p->m->source->arena, name);
}

#define COMPLAIN(p, ...) complain((p)->m->source, (p)->line, __VA_ARGS__)

/* A whole character reference, so that no `&` can join with the value of an expression. */
static struct err *reference(struct piece *p)
{
    str s = str_from(p->text, p->at);
    size_t n = 1;

    if (n < s.n && s.p[n] == '#') n++;
    while (n < s.n && (is_letter(s.p[n]) || is_digit(s.p[n]))) n++;
    if (n < 2 || n == s.n || s.p[n] != ';') return COMPLAIN(p, "write '&' as &amp;");
    take(p, n + 1);
    return NULL;
}

/* ---- Elements -------------------------------------------------------------------------------- */

static bool is_open(const struct markup_at *at, str name)
{
    for (const struct element *e = at->open; e; e = e->outer)
        if (str_eq(e->name, name)) return true;
    return false;
}

static bool keeps_space(const struct markup_at *at)
{
    for (const struct element *e = at->open; e; e = e->outer)
        if (element_keeps_space(e->name)) return true;
    return false;
}

static bool in_foreign(const struct markup_at *at)
{
    return is_open(at, S("svg")) || is_open(at, S("math"));
}

/* The p that a start tag here would end without a word; NULL if there is none. */
static const struct element *visible_p(const struct markup_at *at)
{
    for (const struct element *e = at->open; e && !element_hides_p(e->name); e = e->outer)
        if (str_eq(e->name, S("p"))) return e;
    return NULL;
}

static const struct element *pushed(const struct piece *p, str name, const struct element *outer)
{
    struct element *e = ARENA_NEW(p->m->source->arena, struct element);

    *e = (struct element){name, p->line, outer};
    return e;
}

static struct err *end_tag(struct piece *p)
{
    struct markup_at *at = &p->m->at;

    take(p, 2);
    str raw = name_ahead(p);
    str name = lower(p, raw);

    if (!raw.n) return COMPLAIN(p, "'</' needs an element's name in the same literal");
    take(p, raw.n);
    while (is_space(peek(p))) skip(p, 1);
    if (peek(p) != '>') return COMPLAIN(p, "</%.*s is not closed by '>'", STR_ARG(name));
    if (element_kind(name) == ELEMENT_VOID)
        return COMPLAIN(p, "<%.*s> has no end tag", STR_ARG(name));
    take(p, 1);
    at->where = IN_TEXT;
    if (at->open) {
        if (!str_eq(at->open->name, name))
            return COMPLAIN(p, "</%.*s> stands where <%.*s> of line %zu is still open",
                            STR_ARG(name), STR_ARG(at->open->name), at->open->line);
        at->open = at->open->outer;
        at->depth--;
        return NULL;
    }
    if (!p->m->may_close)
        return COMPLAIN(p,
                        "</%.*s> closes nothing that this view opened (a view that is meant to "
                        "do so is marked 'close')",
                        STR_ARG(name));
    at->closed = pushed(p, name, at->closed);
    return NULL;
}

/* Where the content of the element whose start tag ended is. */
static struct err *enter(struct piece *p, enum element_kind kind)
{
    struct markup_at *at = &p->m->at;

    switch (kind) {
    case ELEMENT_RCDATA:
        at->where = IN_RCDATA;
        break;
    case ELEMENT_EMPTY:
        at->where = IN_EMPTY;
        break;
    case ELEMENT_SCRIPT:
        if (!at->has_src && !at->is_json)
            return COMPLAIN(p, "inline scripts are refused (strict CSP): only src, or "
                               "type=\"application/json\" for data");
        at->where = at->is_json ? IN_JSON : IN_EMPTY;
        at->in_string = false;
        break;
    case ELEMENT_PLAIN:
    case ELEMENT_VOID:
    case ELEMENT_REFUSED:
        break;
    }
    /* Browsers drop a line end here; it is always written, so that a value keeps its own. */
    if (element_eats_newline(at->tag)) {
        if (peek(p) == '\n') skip(p, 1);
        buf_byte(p->m->out, '\n');
    }
    return NULL;
}

/* At the `>` or `/>` of a start tag. */
static struct err *start_tag_end(struct piece *p)
{
    struct markup_at *at = &p->m->at;
    enum element_kind kind = element_kind(at->tag);
    bool closed = peek(p) == '/';
    bool foreign = in_foreign(at) || str_eq(at->tag, S("svg")) || str_eq(at->tag, S("math"));
    const struct element *paragraph = element_ends_p(at->tag) ? visible_p(at) : NULL;

    if (closed && !ahead(p, "/>")) return COMPLAIN(p, "'/' in a tag without '>' behind it");
    if (closed && kind != ELEMENT_VOID && !foreign)
        return COMPLAIN(p, "<%.*s/> does not close the element in HTML: write its end tag",
                        STR_ARG(at->tag));
    if (at->bare_target)
        return COMPLAIN(p, "<%.*s target> without rel: add rel=\"noopener\"", STR_ARG(at->tag));
    if (paragraph)
        return COMPLAIN(p, "<%.*s> would end the <p> of line %zu", STR_ARG(at->tag),
                        paragraph->line);
    if (element_not_in_itself(at->tag) && is_open(at, at->tag))
        return COMPLAIN(p, "<%.*s> may not stand inside <%.*s>", STR_ARG(at->tag),
                        STR_ARG(at->tag));
    take(p, closed ? 2 : 1);
    at->where = IN_TEXT;
    if (kind == ELEMENT_VOID || (closed && foreign)) return NULL;
    if (at->depth == DEPTH_MAX) return COMPLAIN(p, "elements are nested too deeply");
    at->open = pushed(p, at->tag, at->open);
    at->depth++;
    return enter(p, kind);
}

static struct err *start_tag(struct piece *p)
{
    struct markup_at *at = &p->m->at;

    take(p, 1);
    str raw = name_ahead(p);
    str name = lower(p, raw);

    if (element_kind(name) == ELEMENT_REFUSED)
        return COMPLAIN(p, "<%.*s> is refused: %.*s", STR_ARG(name),
                        STR_ARG(element_refusal(name)));
    take(p, raw.n);
    at->where = IN_TAG;
    at->tag = name;
    at->tag_line = p->line;
    at->attributes = NULL;
    at->spaced = at->has_rel = at->bare_target = at->has_src = at->is_json = false;
    return NULL;
}

/* ---- Attributes ------------------------------------------------------------------------------ */

static bool has_attribute(const struct attribute *list, str name)
{
    for (const struct attribute *a = list; a; a = a->before)
        if (str_eq(a->name, name)) return true;
    return false;
}

static const struct attribute *attribute_added(struct arena *a, str name,
                                               const struct attribute *before)
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
    str name = lower(p, raw);
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

static struct err *in_value(struct piece *p)
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

static struct err *in_tag(struct piece *p)
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

/* ---- Content --------------------------------------------------------------------------------- */

static struct err *comment(struct piece *p)
{
    str s = str_from(p->text, p->at);
    size_t end = str_find(s, S("-->"), 4);
    str inside = str_from(str_head(s, end == STR_NONE ? 0 : end), 4);

    if (end == STR_NONE)
        return COMPLAIN(p, "an HTML comment must be closed by '-->' before the next expression or "
                           "directive (a comment for authors is {# … #})");
    if (str_find(inside, S("--"), 0) != STR_NONE || str_starts(inside, S(">")) ||
        str_starts(inside, S("->")))
        return COMPLAIN(p, "an HTML comment may not hold '--' nor begin with '>'");
    take(p, end + 3);
    return NULL;
}

static struct err *markup_open(struct piece *p)
{
    char next = (char)(p->at + 1 < p->text.n ? p->text.p[p->at + 1] : '\0');
    str doctype = S("<!doctype html>");

    if (is_letter(next)) return start_tag(p);
    if (next == '/') return end_tag(p);
    if (ahead(p, "<!--")) return comment(p);
    if (str_eq_nocase(str_head(str_from(p->text, p->at), doctype.n), doctype)) {
        take(p, doctype.n);
        return NULL;
    }
    if (next == '!') return COMPLAIN(p, "the only declaration is <!DOCTYPE html>");
    if (!next) return COMPLAIN(p, "'<' must be followed by a literal tag name (or write &lt;)");
    return COMPLAIN(p, "write '<' as &lt;");
}

static struct err *in_text(struct piece *p)
{
    size_t n = 0;
    bool line_end = false;

    if (peek(p) == '<') return markup_open(p);
    if (peek(p) == '&') return reference(p);
    for (; p->at + n < p->text.n && is_space(p->text.p[p->at + n]); n++)
        if (p->text.p[p->at + n] == '\n') line_end = true;
    if (line_end && !keeps_space(&p->m->at)) {
        buf_byte(p->m->out, '\n');
        skip(p, n);
        return NULL;
    }
    if (n) {
        take(p, n);
        return NULL;
    }
    take(p, 1);
    return NULL;
}

/* title and textarea: text without elements, until the end tag of its own. */
static struct err *in_rcdata(struct piece *p)
{
    if (peek(p) == '&') return reference(p);
    if (peek(p) == '<') {
        if (!ahead(p, "</"))
            return COMPLAIN(p, "no element may stand in <%.*s>: write '<' as &lt;",
                            STR_ARG(p->m->at.open->name));
        return end_tag(p);
    }
    take(p, 1);
    return NULL;
}

static struct err *in_json(struct piece *p)
{
    struct markup_at *at = &p->m->at;
    char c = peek(p);

    if (c == '<') {
        if (at->in_string || !ahead(p, "</")) return COMPLAIN(p, "write '<' in JSON as \\u003c");
        return end_tag(p);
    }
    if (c == '"') at->in_string = !at->in_string;
    if (c == '\n' && at->in_string) return COMPLAIN(p, "a JSON string must end on its line");
    if (c == '\\') {
        if (!at->in_string || p->at + 1 == p->text.n || p->text.p[p->at + 1] == '<')
            return COMPLAIN(p, "'\\' may not stand here in JSON");
        take(p, 1);
    }
    take(p, 1);
    return NULL;
}

static struct err *in_empty(struct piece *p)
{
    if (is_space(peek(p))) {
        skip(p, 1);
        return NULL;
    }
    if (ahead(p, "</")) return end_tag(p);
    return COMPLAIN(p, "nothing may stand in this <%.*s>", STR_ARG(p->m->at.open->name));
}

struct err *markup_literal(struct markup *m, str text, size_t line)
{
    static struct err *(*const read[])(struct piece * p) = {
        [IN_TEXT] = in_text,   [IN_RCDATA] = in_rcdata, [IN_JSON] = in_json,
        [IN_EMPTY] = in_empty, [IN_TAG] = in_tag,       [IN_VALUE] = in_value,
    };
    struct piece p = {.m = m, .text = text, .line = line};

    while (more(&p)) TRY(read[m->at.where](&p));
    /* What comes next is not a literal letter: whether this becomes a scheme is open. */
    if (m->at.where == IN_VALUE && m->at.phase == URL_SCHEME) m->at.phase = URL_OPEN;
    return NULL;
}

/* ---- What may stand between literal pieces --------------------------------------------------- */

struct err *markup_expression(struct markup *m, size_t line, str *sink)
{
    struct markup_at *at = &m->at;

    switch (at->where) {
    case IN_TEXT:
        *sink = S("html_text");
        return NULL;
    case IN_RCDATA:
        *sink = S("html_rcdata");
        return NULL;
    case IN_JSON:
        if (at->in_string)
            return complain(m->source, line,
                            "an expression inside a JSON string: it writes its own quotes");
        *sink = S("html_json");
        return NULL;
    case IN_EMPTY:
        return complain(m->source, line, "an expression may not stand in this <%.*s>",
                        STR_ARG(at->open->name));
    case IN_TAG:
        return complain(m->source, line,
                        "an expression may not be a tag name, an attribute or its name; values "
                        "stand in double quotes");
    case IN_VALUE:
        break;
    }
    if (at->kind != VALUE_URL) {
        *sink = S("html_attr");
        return NULL;
    }
    *sink = at->phase == URL_BEGIN ? S("html_url") : S("html_urlpart");
    if (at->phase == URL_BEGIN) at->phase = URL_OPEN;
    return NULL;
}

struct err *markup_directive(struct markup *m, size_t line)
{
    if (m->at.where == IN_EMPTY)
        return complain(m->source, line, "a directive may not stand in this <%.*s>",
                        STR_ARG(m->at.open->name));
    return NULL;
}

struct err *markup_call(struct markup *m, size_t line)
{
    if (m->at.where != IN_TEXT)
        return complain(m->source, line, "call writes markup: it may stand in text only");
    return NULL;
}

/* ---- Where ways meet ------------------------------------------------------------------------- */

static const char *place_name(enum markup_where where)
{
    static const char *const names[] = {
        [IN_TEXT] = "text", [IN_RCDATA] = "a title or textarea",
        [IN_JSON] = "JSON", [IN_EMPTY] = "an empty element",
        [IN_TAG] = "a tag", [IN_VALUE] = "an attribute value",
    };

    return names[where];
}

/* The first element in which the lists differ, of either; NULL when they are the same. */
static const struct element *difference(const struct element *x, const struct element *y)
{
    for (; x && y && x != y; x = x->outer, y = y->outer)
        if (!str_eq(x->name, y->name)) return y;
    if (x == y) return NULL;
    return y ? y : x;
}

static struct err *join_tags(const struct markup *m, size_t line, const char *what, bool again,
                             const struct markup_at *x, struct markup_at *y)
{
    const struct attribute *all = x->attributes;

    if (!str_eq(x->tag, y->tag))
        return complain(m->source, line, "%s: one ends in <%.*s>, the other in <%.*s>", what,
                        STR_ARG(x->tag), STR_ARG(y->tag));
    for (const struct attribute *a = y->attributes; a; a = a->before) {
        if (has_attribute(x->attributes, a->name)) continue;
        if (again)
            return complain(m->source, line, "each would write the attribute %.*s repeatedly",
                            STR_ARG(a->name));
        all = attribute_added(m->source->arena, a->name, all);
    }
    y->attributes = all;
    y->spaced = x->spaced && y->spaced;
    y->has_rel = x->has_rel && y->has_rel;
    y->bare_target = x->bare_target || y->bare_target;
    y->has_src = x->has_src && y->has_src;
    y->is_json = x->is_json && y->is_json;
    return NULL;
}

struct err *markup_join(const struct markup *m, size_t line, const char *what, bool again,
                        const struct markup_at *x, struct markup_at *y)
{
    if (x->where != y->where)
        return complain(m->source, line, "%s: one ends in %s, the other in %s", what,
                        place_name(x->where), place_name(y->where));
    const struct element *odd = difference(x->open, y->open);

    if (odd)
        return complain(m->source, line, "%s: they differ in the open <%.*s> of line %zu", what,
                        STR_ARG(odd->name), odd->line);
    odd = difference(x->closed, y->closed);
    if (odd)
        return complain(m->source, line, "%s: they differ in the </%.*s> of line %zu", what,
                        STR_ARG(odd->name), odd->line);
    if (x->where == IN_JSON && x->in_string != y->in_string)
        return complain(m->source, line, "%s: one ends inside a JSON string", what);
    if (x->where == IN_TAG || x->where == IN_VALUE) TRY(join_tags(m, line, what, again, x, y));
    if (x->where != IN_VALUE) return NULL;
    if (x->kind != y->kind)
        return complain(m->source, line, "%s: they end in values of different kinds", what);
    if (x->kind != VALUE_URL || x->phase == y->phase) return NULL;
    if (x->phase == URL_BEGIN || y->phase == URL_BEGIN)
        return complain(m->source, line, "%s: one leaves the URL empty, the other does not", what);
    y->phase = URL_OPEN;
    return NULL;
}

struct err *markup_end(const struct markup *m, size_t line, bool may_open)
{
    const struct element *open = m->at.open;

    if (m->at.where != IN_TEXT)
        return complain(m->source, line, "the view ends in %s", place_name(m->at.where));
    if (open && !may_open)
        return complain(m->source, line,
                        "<%.*s> of line %zu is not closed (a view that is meant to leave it open "
                        "is marked 'open')",
                        STR_ARG(open->name), open->line);
    return NULL;
}
