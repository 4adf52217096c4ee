#include "markup.h"

#include "piece.h"

void markup_init(struct markup *m, const struct source *s, struct buf *out, bool may_close)
{
    *m = (struct markup){.source = s, .out = out, .may_close = may_close};
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

/* Whether the piece begins a line of the template. */
static bool begins_line(const struct piece *p)
{
    return p->text.p > p->m->source->text.p && p->text.p[-1] == '\n';
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
    /* Indentation behind a directive that took its line with it: the line end came before. */
    if (n && p->at == 0 && begins_line(p) && !keeps_space(&p->m->at))
        skip(p, n);
    else
        take(p, n ? n : 1);
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
    if (at->phase == URL_BEGIN) {
        *sink = S("html_url");
        at->phase = URL_OPEN;
        return NULL;
    }
    /* Silently it would be percent-encoded, slashes too: never what base and path are meant for. */
    if (at->phase != URL_REST)
        return complain(m->source, line,
                        "a URL begins with one expression or with literal text up to / ? or #: "
                        "make one str of the parts");
    *sink = S("html_urlpart");
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
