/*
 * docx_styles: what Word keeps apart from the text: which styles are headings, and the numbers that
 * it writes before paragraphs by itself ("一、", "（二）", "1.2").
 */
#ifndef GK_READ_DOCX_STYLES_H
#define GK_READ_DOCX_STYLES_H

#include "read/office.h"

struct docx_styles;

/* The styles and lists that the part `main` names; those that are missing are none. INVALID. */
MUST_USE struct err *docx_styles_read(struct arena *a, struct archive *z, str main,
                                      struct docx_styles **out);

/* The level of a heading, 1 to 6, that a style makes, by itself or by what it is based on; or 0. */
int docx_style_level(const struct docx_styles *s, str style);
/* The same for the value of w:outlineLvl. */
int docx_outline_level(str value);

/* What a paragraph says about its number; -1: nothing. */
struct docx_place {
    int64_t list, level; /* w:numId, 0: none in spite of the style; w:ilvl */
};
enum { DOCX_LEVELS = 9 };

/* The number of the next paragraph of that style and place, counted on; empty: it has none. */
str docx_number(struct docx_styles *s, struct arena *a, str style, struct docx_place place);

#endif
