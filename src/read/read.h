/*
 * read: what a file from outside says, as headings, paragraphs and tables in the order in which a
 * person reads them. HTML, DOCX, XLSX, PDF with a text layer and plain text all become the same
 * blocks; what they mean (an annual report, a ledger) is the business of whoever asked.
 *
 * Files from outside are hostile. They are parsed in a child that has one connection and nothing
 * else: no network, no files, no programs, limits on time, memory and on what is unpacked
 * (read_file). The parsers themselves (read_bytes) are for that child, for tests and for fuzzing,
 * and know no file.
 */
#ifndef GK_READ_READ_H
#define GK_READ_READ_H

#include "base/err.h"
#include "base/str.h"

enum read_format {
    READ_UNKNOWN,
    READ_HTML,
    READ_DOCX,
    READ_XLSX,
    READ_PDF,
    READ_TEXT,
    READ_JSON, /* handed through as one paragraph */
};

/* A cell as the file has it; `row` and `column` count from 0, spans from 1. Cells do not overlap
 * and stand in the order of rows, then columns; places without a cell are possible. */
struct read_cell {
    size_t row, column, rows, columns;
    str text; /* white space folded to single blanks, lines joined by '\n' */
    bool header;
};

struct read_table {
    size_t rows, columns;
    struct read_cell *cells;
    size_t n_cells;
    str name; /* of the sheet (XLSX); else empty */
};

enum read_block_kind { READ_HEADING, READ_PARAGRAPH, READ_TABLE };

struct read_block {
    enum read_block_kind kind;
    int level;               /* of a heading: 1 to 6 */
    int page;                /* PDF: from 1; else 0 */
    str text;                /* of a heading or paragraph */
    struct read_table table; /* of a table; one inside of another stands behind it, and its text in
                                the cell too */
};

struct read_doc {
    enum read_format format;
    str title; /* of the file's own data or <title>; may be empty */
    struct read_block *blocks;
    size_t n_blocks;
    bool truncated; /* there was more than the limits allow */
};

struct read_limits {
    size_t input_bytes;    /* of the file */
    size_t unpacked_bytes; /* of all its parts together */
    size_t blocks, cells;  /* in all */
    size_t text_bytes;     /* of all texts together */
    int seconds;           /* of processor time, for the child */
};
extern const struct read_limits READ_LIMITS; /* what serves any honest report */

/* What the bytes are, by their content; `name` (may be empty) decides between text formats. */
enum read_format read_sniff(str bytes, str name);

/*
 * Parses in this process. The document lives on `a`; texts are valid UTF-8 (GB18030, UTF-16 and
 * a byte order mark are understood). Expected: MEDIA (no such format, a locked file, a PDF: its
 * words come from a program that only the child starts), TOO_LARGE, INVALID (damaged): one Chinese
 * sentence each.
 */
struct err *read_bytes(struct arena *a, str bytes, str name, const struct read_limits *limits,
                       struct read_doc *out) MUST_USE;

/* Where children are had from: a process forked before the sandbox (sys/starter.h). */
struct read_service;

/*
 * Starts it; ends with the arena. Before the sandbox, before the first thread, and before data or
 * keys are in memory. INTERNAL.
 */
struct err *read_service_open(struct arena *a, struct read_service **out) MUST_USE;

/*
 * Parses in a child, from any thread: PDF too. Promises what read_bytes promises, whatever the
 * child says. Takes at most limits->seconds of processor time, some more of the wall clock when
 * others wait. Expected besides the errs of read_bytes: MEDIA (a PDF without text), TOO_LARGE (took
 * too long, too much memory), OVERLOAD (too many wait).
 */
struct err *read_file(const struct read_service *s, struct arena *a, str bytes, str name,
                      const struct read_limits *limits, struct read_doc *out) MUST_USE;

/* The child's part, on its two ends: `gongkai convert`, and what the service's children run. */
void read_child(int in, int out);

#endif
