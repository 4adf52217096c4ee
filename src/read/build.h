/*
 * build: how every format becomes blocks. A reader says what it meets in the order of reading,
 * text, ends of paragraphs, tables with rows and cells; build folds blanks, places cells by their
 * spans, counts against the limits and keeps tables in tables apart.
 *
 * Nothing here fails: beyond a limit it takes no more and says so (`truncated`).
 */
#ifndef GK_READ_BUILD_H
#define GK_READ_BUILD_H

#include "base/buf.h"
#include "base/vec.h"
#include "read/read.h"

enum {
    READ_COLUMNS_MOST = 1024,
    READ_ROWS_MOST = 1024 * 1024,
    READ_TABLES_DEEP = 16, /* tables in tables; deeper ones are text */
};

/* Text that is being folded: white space to one blank, ends of lines to one '\n'. */
struct build_text {
    struct buf b;
    enum { BUILD_NOTHING, BUILD_BLANK, BUILD_LINE } owed; /* before the next character */
};

struct build_table; /* one that is open */

struct build {
    struct arena *a;
    const struct read_limits *limits;
    VEC(struct read_block) blocks;
    struct build_table *table; /* the innermost open one; NULL: none */
    struct build_text text;    /* of the paragraph outside of tables */
    size_t deep;               /* open tables, those that became text included */
    size_t cells, text_bytes;
    int level; /* of the heading that the paragraph is; 0: it is none */
    int page;
    bool truncated;
};

void build_init(struct build *b, struct arena *a, const struct read_limits *limits);

/* Text as it stands in the file, valid UTF-8; controls and characters without width are left out.
 */
void build_add(struct build *b, str text);
/* The line ends, the paragraph goes on. */
void build_line(struct build *b);
/* The paragraph ends; in a cell this is the end of a line. */
void build_paragraph(struct build *b);
/* The same, and what follows up to the next end is a heading of `level` 1 to 6. */
void build_heading(struct build *b, int level);

/*
 * A text box stands within a paragraph and is none of it: outside of tables its paragraphs come
 * before the one that holds it; in a cell they are lines of their own.
 */
struct build_aside {
    struct build_text text; /* of the paragraph that waits */
    int level;
    bool waits;
};
void build_aside_open(struct build *b, struct build_aside *aside);
void build_aside_close(struct build *b, struct build_aside *aside);

/*
 * A table, row by row. A cell takes the first place of its row that no cell from above reaches
 * into; `rows` 0 reaches to the end of the group or table, and any span is cut where there is no
 * room. Text between the cells belongs to whatever is around the table.
 */
void build_table_open(struct build *b);
void build_row(struct build *b);
void build_cell(struct build *b, size_t rows, size_t columns, bool header);
/* Leaves places of the row empty. */
void build_skip(struct build *b, size_t columns);
/* A cell that is one with the one above it (Word's vMerge); a cell of its own where none fits. */
void build_cell_below(struct build *b, size_t columns);
void build_cell_close(struct build *b);
/* Spans do not reach beyond the end of <thead>, <tbody> and <tfoot>. */
void build_group_close(struct build *b);
void build_table_close(struct build *b);

/*
 * A table whose cells know their places, in any order; `cells` is sorted, cut to what fits, and
 * kept. Rows and columns are counted anew. Texts are folded already (build_fold).
 */
void build_table_add(struct build *b, struct read_table t);
/* The text as build_add would have it, within `most` bytes. */
str build_fold(struct arena *a, str text, size_t most);

/* Ends what is open and hands out the blocks. */
void build_done(struct build *b, struct read_doc *out);

#endif
