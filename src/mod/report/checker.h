/* checker: what the files of the checks share. Not for others. */
#ifndef GK_MOD_REPORT_CHECKER_H
#define GK_MOD_REPORT_CHECKER_H

#include "base/vec.h"
#include "mod/report/check.h"

struct report_checker {
    struct arena *a;
    const struct report *r, *previous;
    const struct report_rule *rule; /* the one that runs */
    VEC(struct report_finding) findings;
};

/* Where a finding stands; rows and columns as ids. */
struct checker_place {
    str table, row, column;
};

/* A finding of the running rule, hard or soft as the rule is; `text` is copied by nobody. */
struct report_finding *checker_find(struct report_checker *c, struct checker_place at, str text);
/* The same with the two numbers. */
void checker_differ(struct report_checker *c, struct checker_place at, int64_t expected,
                    int64_t found, str text);
/* The rule could not be checked. */
void checker_skip(struct report_checker *c, struct checker_place at, str text);

/* The rules with a file of their own. */
void check_prose(struct report_checker *c);    /* S5 */
void check_fee_told(struct report_checker *c); /* H7 */

#endif
