/*
 * letter: the reply as it goes out: title, number, applicant, what was asked and when it was
 * received, the law, the decision, remedies, organ and day.
 */
#ifndef GK_MOD_REQUEST_LETTER_H
#define GK_MOD_REQUEST_LETTER_H

#include "mod/request/view.h"
#include "render/paper.h"

struct letter_lines {
    str *items;
    size_t n, room;
};

/* Settings of the organ that its letters need; empty ones are filled by general words. */
struct letter_office {
    str review_body, court, letter_prefix;
};

/* NOT_FOUND: there is no reply yet. On `a`. */
struct err *request_letter_make(struct letter_office office, struct arena *a,
                                const struct request *r, struct request_letter *out) MUST_USE;
/* The letter of the case that the path names, for the person who asks; NOT_FOUND. */
struct err *request_letter_load(struct req *rq, struct request_letter *out) MUST_USE;
/* The letter as paper, in the layout of letters (GB/T 9704 clause 10.1). */
void request_letter_paper(struct arena *a, const struct request_letter *l, struct paper *out);
/* Each setting is that of the nearest organ upwards that has one; on `a` (office.c). */
struct err *request_office_load(struct db_tx *tx, struct arena *a, struct scope scope,
                                str organ_path, struct letter_office *out) MUST_USE;

#endif
