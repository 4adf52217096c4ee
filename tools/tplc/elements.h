/* elements: what tplc knows about single elements and attributes of HTML. Names in lower case. */
#ifndef GK_TPLC_ELEMENTS_H
#define GK_TPLC_ELEMENTS_H

#include "markup.h"

enum element_kind {
    ELEMENT_PLAIN,
    ELEMENT_VOID,   /* has no end tag */
    ELEMENT_RCDATA, /* title, textarea */
    ELEMENT_SCRIPT,
    ELEMENT_EMPTY, /* its content is raw text that no page needs: must be empty */
    ELEMENT_REFUSED,
};

enum element_kind element_kind(str name);
/* Why an ELEMENT_REFUSED is. */
str element_refusal(str name);

/* A start tag that ends an open p (HTML, 'in body' insertion mode). */
bool element_ends_p(str name);
/* An element behind which an outer p cannot be seen ('button scope'). */
bool element_hides_p(str name);
/* May not stand inside itself: browsers would close the outer one. */
bool element_not_in_itself(str name);
/* A first line end after the start tag is dropped by browsers. */
bool element_eats_newline(str name);
/* White space is part of the text. */
bool element_keeps_space(str name);

/* False: refused altogether, *why says why. */
bool attribute_kind(str element, str name, enum value_kind *kind, str *why);

#endif
