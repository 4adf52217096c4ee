/*
 * build: the annual report of an organ out of the records: each cell is a named figure of the
 * module that keeps them (t2.ROW.COLUMN, requests.ROW.COLUMN, t4.GROUP.OUTCOME), so each opens into
 * what it counts. A cell whose figure no module has is REPORT_UNKNOWN, never a 0.
 */
#ifndef GK_MOD_REPORT_BUILD_H
#define GK_MOD_REPORT_BUILD_H

#include "core/env.h"
#include "mod/report/report.h"

/*
 * The report of `year`, on the form of that year, over the records within `scope`, in the name of
 * `issuer`. Expected: INVALID (a year before 2019 has no form).
 */
struct err *report_build(const struct core_env *env, struct db_tx *tx, struct arena *a,
                         struct scope scope, int64_t year, str issuer, struct report *out) MUST_USE;

#endif
