/*
 * result: the ways in which a request ends, exactly the leaves of table three of the annual report,
 * each with what the letter cites, which remedy it names and what the agency must be able to prove.
 *
 * 711 Art. 36-39; 江苏省政府信息公开申请办理答复规范 (forwarded nationwide 2020-01-10) for the
 * leaves; 复议法 2023 Art. 23(1)(四) and 法释〔2025〕8号 for the remedies, each from the day it was
 * in force.
 */
#ifndef GK_MOD_REQUEST_RESULT_H
#define GK_MOD_REQUEST_RESULT_H

#include "base/date.h"
#include "base/str.h"
#include "web/form.h"

enum request_remedy {
    REMEDY_EITHER,         /* review or suit */
    REMEDY_REVIEW_FIRST,   /* refusals under Art. 14-16: review before suit, since 2024-01-01 */
    REMEDY_WITHHELD_PART,  /* review first for what is withheld, either for the rest */
    REMEDY_NO_SUIT,        /* courts do not take it since 2025-06-01 */
    REMEDY_NO_SUIT_REPEAT, /* the same, where the earlier request was answered by disclosure */
    REMEDY_NONE            /* a withdrawal by the applicant */
};

struct request_result {
    const char *leaf;          /* row of table three: R1 … R6_3 */
    const char *label;         /* as the form prints it, without its number */
    const char *group;         /* 予以公开 … 其他处理 */
    int from_year, until_year; /* fiscal years whose form has the row; 0: open */
    const char *cite;          /* what the letter quotes; empty: a finding of fact */
    enum request_remedy remedy;
    const char *evidence; /* what must be on file before the letter goes out; NULL: nothing more */
    bool by_event; /* reached by a step of its own (abandoned, withdrawn), not chosen in a reply */
};

const struct request_result *request_results(size_t *n);
/* NULL: no such leaf. */
const struct request_result *request_result_of(str leaf);
/* Whether the form of the year `on` falls into has the row. */
bool request_result_valid_on(const struct request_result *r, struct date on);

/* The leaves that a reply may be, for the form of the step. */
extern const struct choice request_result_choices[];

/*
 * The paragraph on remedies of a letter of the day `on`: who may be turned to, within which time.
 * `review_body` and `court` are settings of the organ. Empty: the letter has none. On `a`.
 */
str request_remedy_text(struct arena *a, const struct request_result *r, struct date on,
                        str review_body, str court);

#endif
