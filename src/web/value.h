/*
 * value: names with their text as they came from outside: query, cookies, form fields, headers.
 * In the order of arrival; a name may occur more than once.
 */
#ifndef GK_WEB_VALUE_H
#define GK_WEB_VALUE_H

#include "base/str.h"

struct value {
    str name;
    str text;
};

struct values {
    const struct value *items;
    size_t n;
};

/* The first of that name; the empty str when there is none. */
str values_get(const struct values *v, str name);
bool values_has(const struct values *v, str name);
/* The `nth` of that name, from 0; false when there are fewer. */
MUST_USE bool values_nth(const struct values *v, str name, size_t nth, str *text);

#endif
