/* page_inside: a table while it is put together; see page_table.c and page_labels.c. */
#ifndef GK_READ_PAGE_INSIDE_H
#define GK_READ_PAGE_INSIDE_H

#include "read/page.h"

#include "base/vec.h"

enum { LABELS_MOST = 4 };

/* Columns of values, by the room that they take. */
struct column {
    int32_t left, right;
};

/* A row of numbers; the pages are laid one below the other, so `middle` only grows. */
struct row {
    const struct page_line *line;
    int32_t middle;
    size_t leaf;             /* the column of its own label + 1; 0: it has none */
    size_t place;            /* row of the table */
    size_t loose, loose_end; /* the loose pieces that are nearest to it */
};

/* A piece left of the numbers that is not the label of one row: part of one that spans rows, or
 * the rest of a label of several lines. */
struct loose {
    const struct piece *piece;
    int32_t middle;
    size_t column;
    bool used;
};

struct shape {
    struct arena *a;
    const struct page_line *lines;
    size_t n;
    int32_t *down; /* of each line: what lays its page below the one before */
    int32_t size;  /* of the characters */
    VEC(struct column) values;
    int32_t edge;                /* left of it are labels */
    int32_t labels[LABELS_MOST]; /* where label columns begin */
    size_t labels_n;
    VEC(struct row) rows;
    VEC(struct loose) loose;
    VEC(struct read_cell) cells;
    VEC(size_t) before; /* of each cell the one before it in its row, as index + 1 */
    VEC(size_t) last;   /* of each row its newest cell, likewise */
    size_t next;        /* row of the table */
};

/* The cell of a place, or NULL; and the same, made when it is not there. */
struct read_cell *page_find_cell(const struct shape *s, size_t row, size_t column);
struct read_cell *page_cell(struct shape *s, size_t row, size_t column);
/* Pieces of one cell as one text: Chinese runs on without a blank. */
str page_joined(struct arena *a, str before, str after);
/* How many label columns a piece reaches over. */
size_t page_label_span(const struct shape *s, const struct piece *p, size_t column);

/* Gives every loose piece its place: the rest of a row's label, or a label that spans rows. */
void page_place_labels(struct shape *s);

#endif
