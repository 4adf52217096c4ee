/* fixture: the published figures of domain §2.5 as reports (A: the 2019 form, B: the 2021 form). */
#ifndef GK_TESTS_REPORT_FIXTURE_H
#define GK_TESTS_REPORT_FIXTURE_H

#include "mod/report/check.h"

/* 上海市人民政府办公厅 2019, with the cells that were left blank filled in. */
void fixture_a(struct report *r);
/* A city's table of 2025. */
void fixture_b(struct report *r);

/* Whether the check found that rule; `verdict` as asked. */
bool fixture_found(const struct report_check *c, const char *rule, enum report_verdict verdict);
/* The first finding of the rule, or NULL. */
const struct report_finding *fixture_finding(const struct report_check *c, const char *rule);

#endif
