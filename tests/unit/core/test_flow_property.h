/*
 * flow property: thousands of random events by random people on random versions, and after each of
 * them everything that must hold of a flow, whatever its table says. Used for a flow made for these
 * tests (test_flow_random.c) and for those of the modules.
 */
#ifndef GK_TESTS_FLOW_PROPERTY_H
#define GK_TESTS_FLOW_PROPERTY_H

#include "core_fixture.h"

struct flow_property;

/*
 * The fields for a step, on `a`; may be wrong on purpose. *json goes into the event. `c` is NULL
 * for a step that makes a case.
 */
typedef const void *flow_property_fields(struct flow_property *p, struct arena *a,
                                         const struct flow_step *step, const struct flow_case *c,
                                         str *json);
/* What must hold of a case besides, after every attempt. */
typedef void flow_property_check(struct flow_property *p, int64_t case_id);

struct flow_property {
    struct world *w;
    const struct flow *flow;
    struct person *const *people; /* the system may be among them */
    size_t n_people;
    const int64_t *organs;
    size_t n_organs;
    flow_property_fields *fields;
    flow_property_check *check;
    int rounds, cases_most;
    /* Counted: a property that never met a success or a refusal proves nothing. */
    int made, moved, refused[ERR_CODES_];
};

void flow_property_run(struct flow_property *p);

#endif
