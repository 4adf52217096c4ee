/*
 * tell: what a check found, for programs and for people.
 */
#ifndef GK_MOD_REPORT_TELL_H
#define GK_MOD_REPORT_TELL_H

#include "mod/report/check.h"

/*
 * {"read":{the report},"violations":[…],"warnings":[…],"not_checked":["S7",…]}. A violation breaks
 * a hard rule; a warning a soft one, or says with "unchecked":true what could not be compared.
 */
void report_tell_json(const struct report *r, const struct report_check *c, bool previous,
                      struct arena *a, struct json_out *o);

/* Lines for a clerk: what was read, what is wrong and what it should be, what to look at, what
 * could not be checked. `name` is that of the file. */
void report_tell_text(const struct report *r, const struct report_check *c, bool previous, str name,
                      struct arena *a, struct buf *out);

/* The rules that were not run, as ids with commas: those that need records, or the year before. */
str report_tell_unrun(struct arena *a, bool previous);

/* One sentence on the whole: 没有发现问题, or how many there are. */
str report_tell_sum(struct arena *a, const struct report_check *c);

#endif
