/*
 * dom: HTML as the tree that a browser would make of it, read only. The only door to gumbo.
 *
 * gumbo knows no limits: markup of a few MB can make it hold gigabytes or work for hours (elements
 * that are never closed, attributes by the thousand). So the tree lives on an arena with a cap, and
 * the processor time is looked at while it is made; at either bound the arena's landing place is
 * run. A tree is as deep as hostile input is long: it is walked with a stack of one's own, never by
 * recursion.
 */
#ifndef GK_TEXT_DOM_H
#define GK_TEXT_DOM_H

#include "base/str.h"

enum dom_tag {
    DOM_OTHER, /* an element that no table here needs to know */
#define DOM_TAG(name) DOM_##name,
#include "text/dom_tags.def"
#undef DOM_TAG
    DOM_TAGS_
};

enum dom_kind {
    DOM_ELEMENT, /* of HTML */
    DOM_FOREIGN, /* of SVG or MathML, and <template>: nothing in it is text of the page */
    DOM_TEXT,    /* white space and CDATA too */
    DOM_NOTHING, /* comments and the like */
};

struct dom_node;

/*
 * The <html> element of `html` (valid UTF-8), on `a`, which must have a landing place: it is run
 * at the arena's cap and after `ms_most` milliseconds of the thread's processor time.
 */
const struct dom_node *dom_parse(struct arena *a, str html, int ms_most);

enum dom_kind dom_kind(const struct dom_node *n);
/* Of an element. */
enum dom_tag dom_tag(const struct dom_node *n);
size_t dom_children(const struct dom_node *n);
const struct dom_node *dom_child(const struct dom_node *n, size_t i);
/* Of a text. */
str dom_text(const struct dom_node *n);

/* Whether the element has that attribute; *value is then what it is, else empty. */
bool dom_has(const struct dom_node *n, const char *attribute, str *value);
/* The value; empty where it is not there. */
str dom_attribute(const struct dom_node *n, const char *attribute);
/* The value of a property in a style attribute, in lower case on `a`; empty: not set. */
str dom_style(struct arena *a, str style, str property);
/* Not shown to a reader: `hidden`, display:none, and Word's mso-hide:all. */
bool dom_hidden(struct arena *a, const struct dom_node *n);
/* A number as HTML reads it: digits at the start count, anything else is `absent`. */
int32_t dom_number(str s, int32_t least, int32_t most, int32_t absent);

#endif
