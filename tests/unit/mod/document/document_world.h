/* document world: the installation of core_fixture.h with documents and the people who move them.
 */
#ifndef GK_TESTS_DOCUMENT_WORLD_H
#define GK_TESTS_DOCUMENT_WORLD_H

#include "core_fixture.h"

#include "mod/document/document.h"

struct document_people {
    struct person *drafter, *chief, *office, *leader, *reviewer, *publisher;
    struct person *second;     /* a second one of the office */
    struct person *everything; /* of the zone, above the bureau; may do everything */
    struct person *rival, *foreign;
};

struct document_world {
    struct world *w;
    struct document_people people;
    int64_t id, version; /* of the document that is on its way */
    struct flow_result result;
};

/* The modules; once, before the tests. */
void document_world_modules(void);
void document_world_make(void **state, struct document_world *d);

/* What a person types: complete, to be disclosed actively, made on the world's first day. */
struct document_input document_typed(struct document_world *d);

/* One step of the document on its way by this person; its version moves on when it succeeds. */
struct err *document_fire(struct document_world *d, const struct person *who, const char *event,
                          const void *fields) MUST_USE;
/* A new document of the bureau becomes the one on its way. */
struct err *document_create(struct document_world *d, const struct person *who,
                            const struct document_input *in) MUST_USE;
/* Straight on, each step by the person whose it is, up to and with `last`. */
void document_walk(struct document_world *d, const char *last);

extern const struct document_review_input document_clean_review;
extern const struct document_reason_input document_some_reason;

#endif
