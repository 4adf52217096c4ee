/*
 * check: whether a report agrees with itself, with the one of the year before, and with its own
 * prose. The rules are a table (check.c); H1 to H7 are hard (a report that breaks one is wrong),
 * S1 to S16 are soft (a person should look). A rule that would need a cell that is not known says
 * so instead of passing.
 *
 * Sources: the note printed in table three (第一项加第二项之和，等于第三项加第四项之和), the forms
 * of 国办公开办函〔2019〕60号 and 〔2021〕30号, and what supervisors compare across years.
 */
#ifndef GK_MOD_REPORT_CHECK_H
#define GK_MOD_REPORT_CHECK_H

#include "mod/report/report.h"

enum report_needs {
    REPORT_NEEDS_NOTHING,  /* the report alone */
    REPORT_NEEDS_PREVIOUS, /* also the one of the year before */
    REPORT_NEEDS_RECORDS,  /* the cases of the office: not for a published report */
};

enum report_verdict {
    REPORT_WRONG,     /* a hard rule is broken */
    REPORT_DOUBTFUL,  /* a soft rule is broken */
    REPORT_UNCHECKED, /* a cell it needs is not known */
};

struct report_checker;

struct report_rule {
    str id;
    bool hard;
    enum report_needs needs;
    str what; /* one line for people */
    /* NULL where it needs records. */
    void (*run)(struct report_checker *c);
};

struct report_finding {
    const struct report_rule *rule;
    enum report_verdict verdict;
    str table;       /* t2, t3, t4, prose */
    str row, column; /* ids; empty: about more than one */
    bool counted;    /* expected and found are set */
    int64_t expected, found;
    str text; /* one or two sentences: where, what is there, what should be */
};

/* A cell of table three or four that is most likely the wrong one, and what would make it right. */
struct report_blame {
    int table; /* 3 or 4 */
    size_t row, column;
    int64_t should;
    bool sure; /* the one cell that explains all sums it takes part in; else only the place */
    const struct report_finding *finding;
};

struct report_check {
    struct report_finding *findings; /* hard ones first, in the order of the rules */
    size_t n;
    struct report_blame *blames;
    size_t n_blames;
    size_t wrong, doubtful, unchecked; /* findings of each verdict */
    size_t unknown;                    /* cells that could not be read */
    size_t blank;                      /* cells that are empty */
};

extern const struct report_rule report_rules[];
extern const size_t report_rules_n;

/* `previous` is the report of the year before, or NULL. */
void report_check(struct arena *a, const struct report *r, const struct report *previous,
                  struct report_check *out);

/* ---- Sums that need blanks understood (sum_of.c): true where the number can be told ---------- */

/* A cell of table three as a number. An empty part counts 0, an empty total is the sum of its
 * parts. */
bool report_t3_value(const struct report *r, enum report_row row, enum report_column column,
                     int64_t *out);
bool report_t4_value(const struct report *r, enum report_suit suit, enum report_outcome outcome,
                     int64_t *out);
/* The sum of the results from `first` to `last`. */
bool report_t3_sum(const struct report *r, enum report_row first, enum report_row last,
                   enum report_column column, int64_t *out);
/* The cell of table two with these ids; NULL: the form has none. */
const struct report_cell *report_t2_cell(const struct report *r, str item, str row, str column);

#endif
