/*
 * markup: the small HTML tokenizer that knows, at each point of a view, where in the markup it is.
 *
 * It is fed the literal pieces of a view in order and is asked, for each expression between them,
 * which sink of text/html.h that place needs. It refuses what a strict page may not hold (inline
 * scripts and styles, unquoted values, elements that do not nest …) and what an expression may not
 * be in. Literal text comes out with its white space reduced.
 *
 * Only five places may be interrupted by `{{ }}` or a directive (enum markup_where); tag names,
 * attribute names, comments and the like must lie within one literal piece, so that "an expression
 * in a tag name" is refused because it cannot be said, not because somebody thought of it.
 */
#ifndef GK_TPLC_MARKUP_H
#define GK_TPLC_MARKUP_H

#include "base/buf.h"
#include "source.h"

enum markup_where {
    IN_TEXT,
    IN_RCDATA, /* title, textarea: entities, but no elements */
    IN_JSON,   /* <script type="application/json"> */
    IN_EMPTY,  /* <script src>, iframe: only white space until the end tag */
    IN_TAG,    /* in a start tag, between attributes */
    IN_VALUE,  /* in a double-quoted attribute value */
};

/* What the value of an attribute is to the browser. */
enum value_kind {
    VALUE_PLAIN,
    VALUE_URL,
    VALUE_WORD, /* type, rel, target …: decides what the element is, so it must be literal */
};

/* How far a URL has come; decides between html_url and html_urlpart. */
enum url_phase {
    URL_BEGIN,  /* nothing yet */
    URL_SCHEME, /* literal letters only: may become a scheme */
    URL_OPEN,   /* began with an expression or a bare word: a ':' could make a scheme of it */
    URL_REST,   /* behind the scheme or the first of / ? # */
};

/* An open element, or one that a `close` view closed; the innermost (newest) first. */
struct element {
    str name; /* lower case */
    size_t line;
    const struct element *outer;
};

struct attribute {
    str name; /* lower case */
    const struct attribute *before;
};

/* A place in the markup. Copied to remember it; what it points to never changes. */
struct markup_at {
    enum markup_where where;
    const struct element *open;   /* opened in this view */
    const struct element *closed; /* closed in this view, opened elsewhere */
    size_t depth;                 /* of open */

    /* IN_TAG, IN_VALUE */
    str tag;
    size_t tag_line;
    const struct attribute *attributes;
    bool spaced;      /* white space since the last attribute */
    bool has_rel;     /* on every way here */
    bool bare_target; /* on some way here there is a target without rel */
    bool has_src;     /* on every way here */
    bool is_json;     /* type="application/json" on every way here */

    /* IN_VALUE */
    enum value_kind kind;
    enum url_phase phase;

    bool in_string; /* IN_JSON */
};

struct markup {
    const struct source *source;
    struct buf *out; /* literal text that was accepted */
    struct markup_at at;
    bool may_close; /* a `close` view: may close elements that it did not open */
};

void markup_init(struct markup *m, const struct source *s, struct buf *out, bool may_close);

MUST_USE struct err *markup_literal(struct markup *m, str text, size_t line);

/* The name of the sink for an expression here; moves behind the expression. */
MUST_USE struct err *markup_expression(struct markup *m, size_t line, str *sink);

/* Whether if, each and let may stand here: complains where they may not. */
MUST_USE struct err *markup_directive(struct markup *m, size_t line);

/* Whether the markup of another view may stand here: in text only. */
MUST_USE struct err *markup_call(struct markup *m, size_t line);

/*
 * Two ways through the view meet: complains unless `x` and `y` are the same place, else gives the
 * place after both. `what` says which ways, for the complaint. A way that is gone `again` (the body
 * of each) may not add attributes either.
 */
MUST_USE struct err *markup_join(const struct markup *m, size_t line, const char *what, bool again,
                                 const struct markup_at *x, struct markup_at *y);

/* The view ends here: in text, with every element closed unless it is an `open` view. */
MUST_USE struct err *markup_end(const struct markup *m, size_t line, bool may_open);

#endif
