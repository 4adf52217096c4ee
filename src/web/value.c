#include "web/value.h"

str values_get(const struct values *v, str name)
{
    str text;

    return values_nth(v, name, 0, &text) ? text : S("");
}

bool values_has(const struct values *v, str name)
{
    str text;

    return values_nth(v, name, 0, &text);
}

bool values_nth(const struct values *v, str name, size_t nth, str *text)
{
    for (size_t i = 0; i < v->n; i++) {
        if (!str_eq(v->items[i].name, name)) continue;
        if (nth == 0) {
            *text = v->items[i].text;
            return true;
        }
        nth--;
    }
    return false;
}
