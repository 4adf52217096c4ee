/*
 * read: a published report out of whatever it was published as. Tables are found by their words,
 * not by their place; both forms are known by their content; numbers that stand beside no words are
 * placed by order where exactly as many are missing, and digits that ran together are parted where
 * the arithmetic of the form leaves exactly one way. What stays in doubt is unknown.
 */
#ifndef GK_MOD_REPORT_READ_H
#define GK_MOD_REPORT_READ_H

#include "mod/report/report.h"
#include "read/read.h"

/* Expected: NOT_FOUND when there is no report in the document; INVALID for JSON that is none. */
struct err *report_read(struct arena *a, const struct read_doc *doc, struct report *out) MUST_USE;

#endif
