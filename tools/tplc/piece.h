/*
 * piece: one literal piece of a view while markup reads it, for the files of markup only.
 *
 * markup.c reads content and answers for expressions and directives, tags.c reads start and end
 * tags, attributes.c what stands in a start tag. Each reader is called with at least one byte
 * ahead, reads at least one, and says with markup_at.where who reads on.
 */
#ifndef GK_TPLC_PIECE_H
#define GK_TPLC_PIECE_H

#include "markup.h"

struct piece {
    struct markup *m;
    str text;
    size_t at;
    size_t line;
};

#define COMPLAIN(p, ...) complain((p)->m->source, (p)->line, __VA_ARGS__)

/* ---- Reading bytes (piece.c) ----------------------------------------------------------------- */

bool is_space(char c);
bool is_letter(char c);
bool is_digit(char c);

bool more(const struct piece *p);
/* The next byte, NUL at the end. */
char peek(const struct piece *p);
bool ahead(const struct piece *p, const char *word);
/* The name that begins here, not moved over; empty when there is none. */
str name_ahead(const struct piece *p);
/* In lower case, as names are compared. */
str name_lower(const struct piece *p, str name);
/* Moves over `n` bytes; take writes them, skip does not. */
void skip(struct piece *p, size_t n);
void take(struct piece *p, size_t n);
/* At `&`: a whole character reference, so that it cannot join with the value of an expression. */
MUST_USE struct err *reference(struct piece *p);

/* ---- Tags (tags.c) --------------------------------------------------------------------------- */

/* At `<` and a letter: up to the end of the tag's name. */
MUST_USE struct err *start_tag(struct piece *p);
/* At the `>` or `/>` of a start tag. */
MUST_USE struct err *start_tag_end(struct piece *p);
/* At `</`: the whole end tag. */
MUST_USE struct err *end_tag(struct piece *p);
/* Whether white space is text here (pre). */
bool keeps_space(const struct markup_at *at);

/* ---- Attributes (attributes.c) --------------------------------------------------------------- */

MUST_USE struct err *in_tag(struct piece *p);
MUST_USE struct err *in_value(struct piece *p);
bool has_attribute(const struct attribute *list, str name);
/* The list with one more in front, on the arena. */
const struct attribute *attribute_added(struct arena *a, str name, const struct attribute *before);

#endif
