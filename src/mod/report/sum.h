/*
 * sum: the roll-up of subordinates' reports (汇总, 国办公开办函〔2021〕30号: 逐级汇总). Leaves are
 * added by column and totals computed anew: a total is never added. A cell that is not known in one
 * of the reports is not known in the sum, and the sum says whose it is.
 */
#ifndef GK_MOD_REPORT_SUM_H
#define GK_MOD_REPORT_SUM_H

#include "mod/report/check.h"

/* One of the reports that are added. */
struct report_part {
    str name; /* of its file */
    const struct report *report;
    const struct report *previous; /* of the year before; NULL: not given */
};

/* What does not fit; `part`: index, or the number of parts where it is about all. */
struct report_misfit {
    size_t part;
    str text;
};

struct report_sum {
    struct report sum;
    struct report_misfit *misfits;
    size_t n_misfits;
    size_t added; /* reports that were added */
};

/*
 * Adds the reports that are of the year and form of most of them; the others are named and left
 * out. Amounts are added where all have the same unit. Names each report that breaks a hard rule,
 * each unit that appears twice, each cell that is not known, and where PREV differs from the NEXT
 * of the year before.
 */
void report_add(struct arena *a, const struct report_part *parts, size_t n, struct report_sum *out);

#endif
