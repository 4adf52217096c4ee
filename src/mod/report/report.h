/*
 * report: an annual report of disclosure work (711 Art. 50) as data, whoever published it.
 *
 * A cell is never guessed. What could not be read is REPORT_UNKNOWN, and each check says so where
 * it would need such a cell. An empty cell and one with a dash are not a 0 either: they are kept
 * as they are shown, count as nothing among the parts of a sum, and as "not given" where a total
 * should stand.
 *
 * All text lives on the arena that the report was read on, or where its source lives.
 */
#ifndef GK_MOD_REPORT_REPORT_H
#define GK_MOD_REPORT_REPORT_H

#include "base/buf.h"
#include "base/err.h"
#include "mod/report/form.h"
#include "text/json.h"

enum report_state {
    REPORT_UNKNOWN, /* not found, or not readable */
    REPORT_BLANK,   /* there, and empty */
    REPORT_DASH,    /* "/", "—", "无" */
    REPORT_KNOWN,
};

struct report_cell {
    enum report_state state;
    int64_t value; /* of a count; 0 for others */
    str amount;    /* of money: decimal digits with at most one point ("108684.6") */
    str unit;      /* of money: 元, 万元, or empty where neither cell nor column says */
    str shown;     /* as it stands in the source; empty where it was given as a plain number */
};

struct report {
    enum report_format format;
    int64_t year; /* that it reports on; 0: not found */
    str issuer;   /* as the title names it; empty: not found */
    str title;
    struct report_cell t2[REPORT_T2_MOST]; /* in the order of report_figures */
    bool has[REPORT_ROWS];                 /* rows that this report's table three has */
    struct report_cell t3[REPORT_ROWS][REPORT_COLUMNS];
    struct report_cell t4[REPORT_SUITS][REPORT_OUTCOMES];
    str prose[REPORT_SECTIONS];   /* text of the sections, without the tables */
    bool titled[REPORT_SECTIONS]; /* the heading of the section was found */
};

/* An empty report on a form: every cell unknown, the rows of table three those of the form. */
void report_init(struct report *r, enum report_format format);
/* The same report with all its text on `a`. */
void report_copy(struct arena *a, const struct report *from, struct report *to);

/* ---- Cells (cell.c) ------------------------------------------------------------------------- */

/*
 * What a cell says: full-width digits, thousands separators, units (件, 元, 万元), signs (+3, 减4),
 * numerals (三), marks and brackets behind the number (22（其中修订16件）). What is none of these
 * is REPORT_UNKNOWN. `shown` lives on `a`.
 */
void report_cell_read(struct report_cell *out, struct arena *a, str text, enum report_kind kind);
/* A count that is known. */
struct report_cell report_count(int64_t value);
/* Whether the text could stand in a cell: a number, a dash, or nothing. */
bool report_cell_like(struct arena *a, str text);
/* Digits, brackets and signs of full width as their ASCII forms; no white space at all. */
str report_squeeze(struct arena *a, str text);
/* Full width as above; white space stays, as single blanks and line ends. */
str report_narrow(struct arena *a, str text);

/* ---- JSON (json.c) -------------------------------------------------------------------------- */

enum { REPORT_JSON_MOST = 4 * 1024 * 1024 };

/*
 * The form that contract and API give: cells as numbers, null where not known. What is shown
 * otherwise than as its number stands in the further member "shown" ("t3.R1.total": "").
 */
void report_json_write(const struct report *r, struct arena *a, struct json_out *o);
/* Reads the same. A cell that is null, and a table that is absent, are unknown; a row or cell that
 * a table leaves out is 0. Expected: INVALID, TOO_LARGE; NOT_FOUND when the object has none of the
 * three tables. */
struct err *report_json_read(struct arena *a, str text, struct report *out) MUST_USE;

#endif
