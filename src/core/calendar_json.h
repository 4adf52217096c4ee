/*
 * calendar_json: years of the calendar out of the JSON that the npm package chinese-days ships, one
 * year (dist/years/2027.json) or all (dist/chinese-days.json):
 *
 *     {"holidays":{"2020-01-24":"Spring Festival,春节,3", …},
 *      "workdays":{"2020-01-19":"Spring Festival,春节,3", …}, "inLieuDays":{…}}
 *
 * The package is a source of data, not an authority: what is read here is shown to a person, who
 * names the notice, before it is stored. It keeps each day under its own year, so a notice that
 * reaches back into December changes the file of the year before as well: load both.
 */
#ifndef GK_CORE_CALENDAR_JSON_H
#define GK_CORE_CALENDAR_JSON_H

#include "core/calendar_year.h"

enum { CALENDAR_JSON_MOST = 256 * 1024, CALENDAR_JSON_DAYS_MOST = 4000 };

/*
 * The years in `json`, in order, each checked by calendar_year_check, all with this source and
 * version 1 (the caller raises it where the year was loaded before). Names are copied to `a`.
 * Expected: INVALID (not this form, a day twice, no days, a year that fails the check).
 */
struct err *calendar_json_read(struct arena *a, str json, str source,
                               const struct calendar_year **out, size_t *n) MUST_USE;

#endif
