/*
 * page: the words of a PDF as lines of pieces, and tables out of their places. A PDF knows neither
 * lines nor cells, only where each word stands; rulings are not looked at. Lengths are hundredths
 * of a point, from the upper left corner.
 */
#ifndef GK_READ_PAGE_H
#define GK_READ_PAGE_H

#include "read/inside.h"

/* Words that stand together. */
struct piece {
    int32_t left, right, top, bottom;
    str text;
    bool number; /* nothing but a number, perhaps with its unit; or a sign for none ("-", "/") */
};

struct page_line {
    int page; /* from 1 */
    int32_t top, bottom;
    int32_t size;         /* height of its Chinese characters; of all where there are none */
    struct piece *pieces; /* from left to right */
    size_t n;
};

/* The middle of a piece, from the top or from the left. */
int32_t piece_middle(const struct piece *p);
int32_t piece_centre(const struct piece *p);

/*
 * The lines, which are all of one table, as a table. Rows are the lines with numbers; what stands
 * left of the numbers are labels, in columns by where they begin, and a label that stands in the
 * middle of several rows spans them; lines without numbers are headings. False: it is none.
 */
bool page_table(struct arena *a, const struct page_line *lines, size_t n, struct read_table *out);

#endif
