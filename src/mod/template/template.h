/*
 * template: 样例, a notice that an office hangs up for its people until its last day.
 *
 * draft → shown → ended. Whoever wrote a notice does not hang it up as well (四眼原则); one whose
 * last day has passed is not hung up at all.
 */
#ifndef GK_MOD_TEMPLATE_TEMPLATE_H
#define GK_MOD_TEMPLATE_TEMPLATE_H

#include "core/flow.h"

enum { TEMPLATE_TITLE_CHARS = 100, TEMPLATE_TEXT_CHARS = 2000 };

struct module;

extern const struct module template_module;
extern const struct flow template_flow;
extern const struct permission TEMPLATE_WRITE, TEMPLATE_SHOW;

/* What is typed: the fields of the steps `create` and `save`. */
struct template_input {
    str title, text;
    struct date until; /* the last day on the board */
};
extern const struct form template_form;

struct template_notice {
    int64_t id;
    str title, text, organ;
    struct date until;
    int64_t shown_ms; /* 0: never hung up */
};

/* Expected: NOT_FOUND (or outside the scope). */
struct err *template_load(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id,
                          struct template_notice *out) MUST_USE;

/* What hangs on the board on the day `today`, the next to end first. On `a`. */
struct err *template_board(struct db_tx *tx, struct arena *a, struct scope scope, struct date today,
                           struct template_notice **out, size_t *n) MUST_USE;

#endif
