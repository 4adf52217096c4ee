/*
 * calendar_store: the loaded years in the database, and what happens when one is added.
 *
 * The years of the program (2019 to 2026) need no row; a row is a further year or an amendment, and
 * the newest version of a year counts. Loading recomputes every open clock, stores the outcome and
 * lists the cases whose date moved (domain 5.3: provisional dates until the notice arrives).
 */
#ifndef GK_CORE_CALENDAR_STORE_H
#define GK_CORE_CALENDAR_STORE_H

#include "core/flow.h"

/* The calendar of the installation, on `a`. */
struct err *calendar_store_load(struct db_tx *tx, struct arena *a,
                                const struct calendar **out) MUST_USE;

/* A case whose due date is another one now. */
struct calendar_moved {
    int64_t case_id;
    str kind, title, clock;
    struct date before, after;
};

/*
 * Stores the years as new versions and recomputes all open clocks with them. The calendar of `env`
 * is not touched: who keeps one loads it again once the transaction is durable (tag calendar:0).
 * Expected: INVALID (a year that cannot be counted by).
 */
struct err *calendar_store_add(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                               const struct calendar_year *years, size_t n, int64_t now_ms,
                               struct calendar_moved **moved, size_t *n_moved) MUST_USE;

#endif
