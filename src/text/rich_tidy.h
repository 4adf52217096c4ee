/*
 * rich_tidy: brings a raw tree into the normal form that rich.h promises, with its limits. Every
 * reader ends with it. A raw tree keeps the nesting of the schema; its texts may be anything that
 * is UTF-8, its attributes are already clean.
 */
#ifndef GK_TEXT_RICH_TIDY_H
#define GK_TEXT_RICH_TIDY_H

#include "text/rich.h"

/* A copy of `raw` in normal form on `a`, texts included. Expected: TOO_LARGE. */
MUST_USE struct err *rich_tidy(struct arena *a, const struct rich_node *raw,
                               const struct rich_node **out);

#endif
