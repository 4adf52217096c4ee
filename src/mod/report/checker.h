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

/* Places by row and column of table three, by figure of table two. */
struct checker_place checker_t3(enum report_row row, enum report_column column);
struct checker_place checker_t2(const struct report_figure *f);

/* The rules with a file of their own. */
void check_prose(struct report_checker *c);  /* S5 */
void check_wholes(struct report_checker *c); /* S5: a whole and its parts, called by check_prose */
void check_fee_told(struct report_checker *c); /* H7 */

/* check_soft.c */
void check_valid(struct report_checker *c);       /* S1 */
void check_items(struct report_checker *c);       /* S2 */
void check_published(struct report_checker *c);   /* S3 */
void check_delta(struct report_checker *c);       /* S4 */
void check_rules(struct report_checker *c);       /* S6 */
void check_sections(struct report_checker *c);    /* S9 */
void check_alike(struct report_checker *c);       /* S10 */
void check_pending(struct report_checker *c);     /* S11 */
void check_length(struct report_checker *c);      /* S12 */
void check_fee_section(struct report_checker *c); /* S13 */
void check_other_share(struct report_checker *c); /* S14 */

#endif
