/* blame: which cell is most likely the wrong one. Not for other modules. */
#ifndef GK_MOD_REPORT_BLAME_H
#define GK_MOD_REPORT_BLAME_H

#include "mod/report/check.h"

/*
 * Fills blames and n_blames from the findings of H1, H2, H3 and H5. A cell of table three takes
 * part in the sum of its row and in one or two sums of its column. A cell is blamed when one and
 * the same change of it mends all of them and no other cell could; the sentences of those findings
 * then name it. What no single cell explains is only marked where it shows.
 */
void report_blame(struct arena *a, const struct report *r, struct report_check *out);

#endif
