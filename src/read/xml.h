/*
 * xml: one part of an office file as a stream of elements and text. The only door to libxml2.
 *
 * Nothing is fetched and nothing is expanded: a document type declaration, which office files do
 * not have, is refused, and with it every entity of one's own (the billion laughs, files and
 * addresses of others). Depth is limited. Namespaces are not looked at: the strict and the
 * transitional form of a format differ in nothing else.
 */
#ifndef GK_READ_XML_H
#define GK_READ_XML_H

#include "base/err.h"

enum xml_event { XML_DONE, XML_OPEN, XML_CLOSE, XML_TEXT };

struct xml;

/* `bytes` must outlive it. */
MUST_USE struct err *xml_open(struct arena *a, str bytes, struct xml **out);
/* The next event; an element without content closes too. INVALID: damaged, or a declaration. */
MUST_USE struct err *xml_next(struct xml *x, enum xml_event *out);
/* After XML_OPEN: goes on behind the end of this element. */
MUST_USE struct err *xml_skip(struct xml *x);

/* The local name of the element that opened or closed; lives as long as the stream. */
str xml_name(const struct xml *x);
/* After XML_TEXT, until the next event. Valid UTF-8. */
str xml_text(const struct xml *x);
/* After XML_OPEN: the attribute of that local name, on the arena; false, and empty, without. */
bool xml_attribute(struct xml *x, str name, str *value);

#endif
