/*
 * reading: what the files that read a published report share. Not for others.
 *
 *   source.c  document -> grids and one tight text
 *   label.c   which row or column words mean
 *   grid.c    rows of grids -> lines of table three, cells of tables two and four
 *   flat.c    the tight text -> the same, where no grid had them
 *   split.c   digits that ran together -> the numbers they can be
 *   settle.c  lines -> rows of table three, by label, by order, by arithmetic
 *   prose.c   title, year, issuer, sections
 */
#ifndef GK_MOD_REPORT_READING_H
#define GK_MOD_REPORT_READING_H

#include "base/vec.h"
#include "mod/report/report.h"
#include "read/read.h"

/* ---- Source --------------------------------------------------------------------------------- */

struct grid_cell {
    size_t column, columns; /* in the grid */
    str text;               /* as it stands */
    str tight;              /* squeezed */
    bool number;            /* a number, a dash, or empty */
};

/* The cells that cover a row, from left to right; one that spans rows stands in each of them. */
struct grid_row {
    struct grid_cell *cells;
    size_t n;
};

struct grid {
    struct grid_row *rows;
    size_t n;
};

struct source {
    struct grid *grids;
    size_t n_grids;
    /*
     * Everything in the order of reading, narrow: lines end with '\n', cells of tables are parted
     * by '|'. White space beside a Han character is left out, so that words broken by lines are
     * whole and a run of numbers ends where words begin.
     */
    str flat;
    str prose; /* paragraphs and headings only, a line each */
};

void report_source(struct arena *a, const struct read_doc *doc, struct source *out);

/* ---- Words ---------------------------------------------------------------------------------- */

enum { LABEL_NONE = -1 };

/* A row of table three by the words of its label, squeezed; `group`: the label to its left. */
int label_row(str label, str group);
/* A column of table three. */
int label_column(str words);
/* Group and column of table four. */
int label_suit(str words);
int label_outcome(str words);
/* Columns and rows of table two, as ids; empty: none. */
str label_t2_row(str words);
str label_t2_column(str words);
/* Words of one of the forms that the other does not have. */
enum report_format label_format(str tight);

/* Where the words of a row of table three stand in a tight text, from `from` on. */
struct label_place {
    enum report_row row;
    size_t start, end; /* start: with the number of the row in front ("2.") */
};
/* All of them, in the order of the text; *n at most REPORT_ROWS, each row once, at its first place.
 */
void label_places(str text, struct label_place *out, size_t *n);

/* ---- Digits --------------------------------------------------------------------------------- */

enum { SPLITS_MOST = 16, SPLIT_DIGITS_MOST = 30 };

struct seven {
    int64_t v[REPORT_COLUMNS];
};

/*
 * The ways to read a run of digits as six numbers and their sum. White space parts numbers; no
 * number begins with a zero but 0 itself. SPLITS_MOST + 1 when there are more.
 */
size_t split_seven(str run, struct seven out[SPLITS_MOST]);
/* The same for the three groups of table four, four numbers and their sum each. */
size_t split_fifteen(str run, int64_t out[REPORT_SUITS * REPORT_OUTCOMES]);
/* As `n` numbers (2 or 3) without arithmetic: the number of ways; `out` has the last one. */
size_t split_plain(str run, size_t n, int64_t out[]);

/* ---- Lines of table three ------------------------------------------------------------------- */

/* Seven cells, or what they could be. */
struct line {
    int row;     /* by its label; LABEL_NONE */
    bool direct; /* cells are set; else candidates */
    struct report_cell cells[REPORT_COLUMNS];
    struct seven *candidates;
    size_t n_candidates;
};

struct lines {
    VEC(struct line) list;
};

/* A line out of a run of text: cells parted by '|' or white space, or digits run together. False:
 * it can be no row. */
bool line_of_run(struct arena *a, str run, struct line *out);

/* Rows of table three out of lines whose labels are certain; lines without one fill the gaps where
 * the number fits. Cells that are known stay. */
void settle_labelled(struct arena *a, const struct lines *l, struct report *r);
/* The same where labels and numbers may have come apart (flat text): they are trusted where they
 * follow each other without a gap; `loose`: labels without numbers and numbers without labels. */
void settle_flat(struct arena *a, const struct lines *l, bool loose, struct report *r);

/* ---- Tables --------------------------------------------------------------------------------- */

void grid_read(struct arena *a, const struct source *s, struct report *r);
void flat_read(struct arena *a, const struct source *s, struct report *r);
/* Title, year, issuer and sections. */
void prose_read(struct arena *a, const struct read_doc *doc, const struct source *s,
                struct report *r);

/* Where section `i` (0 to 5) begins in a text, from `from` on, and where its heading ends;
 * STR_NONE: nowhere. */
size_t prose_heading(str text, size_t i, size_t from, size_t *end);

#endif
