/* draw: a report and what was found in it, as the page shows them. Not for other modules. */
#ifndef GK_MOD_REPORT_DRAW_H
#define GK_MOD_REPORT_DRAW_H

#include "mod/report/check.h"
#include "mod/report/view.h"

/* Fills all of the view that is about the report. */
void report_draw(struct arena *a, const struct report *r, const struct report_check *c,
                 struct report_check_view *out);

#endif
