#include "piece.h"

#include "elements.h"

enum { DEPTH_MAX = 128 };

static bool is_open(const struct markup_at *at, str name)
{
    for (const struct element *e = at->open; e; e = e->outer)
        if (str_eq(e->name, name)) return true;
    return false;
}

bool keeps_space(const struct markup_at *at)
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

struct err *end_tag(struct piece *p)
{
    struct markup_at *at = &p->m->at;

    take(p, 2);
    str raw = name_ahead(p);
    str name = name_lower(p, raw);

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

struct err *start_tag_end(struct piece *p)
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

struct err *start_tag(struct piece *p)
{
    struct markup_at *at = &p->m->at;

    take(p, 1);
    str raw = name_ahead(p);
    str name = name_lower(p, raw);

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
