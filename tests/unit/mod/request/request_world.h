/* request_world: a world (core_fixture.h) with keys, in which requests are made and moved. */
#ifndef GK_TESTS_REQUEST_WORLD_H
#define GK_TESTS_REQUEST_WORLD_H

#include "core_fixture.h"

#include "core/core_db.h"
#include "mod/request/internal.h"
#include "mod/request/request_sql.h"

struct window {
    struct world *w;
    struct core_env env;
    const struct flow *flows[2];
    struct person *clerk, *head, *rival, *visitor;
};

/* On the test's bed; skips the test when its engine is not there. */
struct window *window_of(void **state);

/* Sets the clock to 10:00 of a day; days only go forward. */
void window_day(struct window *o, const char *day);
struct date window_date(const char *day);

/* What a citizen writes. */
struct request_input window_typed(void);

/* A new case by `event`; its id. */
int64_t window_begin(struct window *o, const struct person *by, const char *event,
                     const struct request_input *in);
/* A request received today over the counter. */
int64_t window_received(struct window *o);

/* A step on the case as it stands; its err. */
struct err *window_step(struct window *o, const struct person *by, int64_t id, const char *event,
                        const void *fields) MUST_USE;
/* The same of an opinion. */
struct err *window_opinion(struct window *o, const struct person *by, int64_t id, const char *event,
                           const void *fields) MUST_USE;
/* The opinion of a request that was asked for last. */
int64_t window_last_opinion(struct window *o, int64_t request);

str window_state(struct window *o, int64_t id);
struct request window_request(struct window *o, int64_t id);
/* Of a clock of a case: phase and due day. */
struct clock_state window_clock(struct window *o, int64_t id, const char *clock);
/* A cell of table three, whose list is as long as it counts. */
int64_t window_cell(struct window *o, const struct person *who, const char *figure, int year);
void window_jobs(struct window *o);

#endif
