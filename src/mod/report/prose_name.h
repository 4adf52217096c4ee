/*
 * prose_name: what a number in the prose of a report may be the number of. Not for others.
 *
 * A name has one or more sums of cells that it may mean, because offices count differently (受理
 * with or without what was carried over).
 */
#ifndef GK_MOD_REPORT_PROSE_NAME_H
#define GK_MOD_REPORT_PROSE_NAME_H

#include "mod/report/check.h"

enum { MEANINGS_MOST = 4 };

/* Sums a number may stand for. */
struct meanings {
    int64_t values[MEANINGS_MOST];
    size_t n;
    bool unknown; /* a cell that would be needed is not known */
};

enum prose_kind {
    PROSE_ROW,        /* one row, its total */
    PROSE_SUM,        /* the rows of a group */
    PROSE_RECEIVED,   /* 收到, 受理 */
    PROSE_DONE,       /* 答复, 办结 */
    PROSE_HANDLED,    /* 办理: either */
    PROSE_APPLICANTS, /* of a kind */
    PROSE_REVIEW,
    PROSE_SUIT,
};

struct prose_name {
    str words[6]; /* any of them names it; all further ones of the clause are longer or later */
    enum prose_kind kind;
    enum report_row first, last;
    enum report_column column;
    str label;
    bool behind; /* may also stand behind its number */
};

extern const struct prose_name prose_name_review, prose_name_suit;

/* What the name may mean in this report. */
void prose_mean(const struct report *r, const struct prose_name *n, struct meanings *m);
/* What came in and what was settled, with and without what was carried over. */
void prose_mean_handled(const struct report *r, struct meanings *m);
/* Both kinds of suits together. */
bool prose_suits(const struct report *r, enum report_outcome k, int64_t *out);

/* The name that the words in front of a number, or behind it, give it; NULL: none. */
const struct prose_name *prose_name_before(str clause);
const struct prose_name *prose_name_behind(str clause);

/* Words of other business: their numbers are no requests. */
bool prose_other_business(str clause);

bool prose_holds(str text, str word);
bool prose_holds_any(str text, const str *words, size_t n);

#endif
