/*
 * xlsx: tables as an Excel file (ISO/IEC 29500 transitional): typed cells, merged headers that stay
 * in view and are printed on each page, widths by what is in the columns, A4.
 *
 * Text is text whatever it looks like: "=1+1" and "+86…" are shown and never computed, numbers with
 * leading zeros keep them. Equal books give equal bytes.
 */
#ifndef GK_RENDER_XLSX_H
#define GK_RENDER_XLSX_H

#include "base/date.h"
#include "base/err.h"

enum xlsx_kind {
    XLSX_EMPTY,
    XLSX_TEXT,
    XLSX_NUMBER,  /* whole */
    XLSX_DECIMAL, /* in hundredths: 1234 is 12.34 */
    XLSX_PERCENT, /* in hundredths of a percent: 1234 is 12.34 % */
    XLSX_DATE,
    XLSX_MOMENT, /* milliseconds UTC, shown as hours in China */
};

struct xlsx_cell {
    enum xlsx_kind kind;
    str text;
    int64_t number; /* also the moment */
    struct date date;
    int rows, columns; /* spans; 0: 1 */
    bool header;
};

/* Cells in order; places that a cell above or before covers have none. */
struct xlsx_row {
    const struct xlsx_cell *cells;
    size_t n_cells;
};

struct xlsx_sheet {
    str name; /* made fit for Excel: 31 characters, none of []:*?/\, unlike the others */
    const struct xlsx_row *rows;
    size_t n_rows;
    size_t header_rows; /* the first ones stay in view */
    const int *widths;  /* in characters, `n_widths` of them; NULL: by what is in the columns */
    size_t n_widths;
    bool landscape;
};

struct xlsx_book {
    const struct xlsx_sheet *sheets; /* one at least */
    size_t n_sheets;
    str title, author;
    int64_t created_ms; /* 0: not said */
};

enum {
    XLSX_TEXT_CHARS_MOST = 32767, /* Excel's, as the next two */
    XLSX_ROWS_MOST = 1048576,
    XLSX_COLUMNS_MOST = 500,
    XLSX_SHEETS_MOST = 100,
    XLSX_XML_BYTES_MOST = 192 * 1024 * 1024,
};

/* Expected: TOO_LARGE (a limit above). */
MUST_USE struct err *xlsx_write(struct arena *a, const struct xlsx_book *book, str *out);

#endif
