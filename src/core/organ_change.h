/*
 * organ_change: the organs of a site while they are at work.
 *
 * An organ's path says whose rows are whose (db/types.h: scope), and every table of an organ's rows
 * repeats it. Moving an organ rewrites the path of it and of all below it, and that of all their
 * rows, in the one transaction: here the tables of core, and through `struct module`'s `moved`
 * those of each module. Whoever saw a row by an organ above goes on seeing it if that organ is
 * still above; nobody else does. A session takes its scope from the organ at each request, so staff
 * of a moved organ work on without a new log-in.
 *
 * What one may change: the organs of the own scope. The top of it may be renamed, but stands under
 * an organ that is not in the scope, and is neither moved nor deleted.
 */
#ifndef GK_CORE_ORGAN_CHANGE_H
#define GK_CORE_ORGAN_CHANGE_H

#include "core/change.h"
#include "core/site.h"

enum {
    ORGAN_DEPTH_MOST = 8, /* levels: ministry to section is five */
};

/* Levels of a path, from 1. */
size_t organ_depth(str path);

/* Gives the rows of one table another path: a statement that sqlc has made. */
typedef struct err *organ_moved_fn(struct db_tx *tx, struct arena *a, struct scope scope, str was,
                                   str now, int64_t *changed);

/* Deletes what a table says of an organ itself, which goes with it. */
typedef struct err *organ_gone_fn(struct db_tx *tx, struct arena *a, struct scope scope,
                                  int64_t organ_id, int64_t *changed);

struct module; /* core/module.h */

/*
 * A new organ below `o->parent_id`. Expected: INVALID at "parent" (none, not in the scope, too
 * deep), at "code" (taken), at "uscc" (its check digit, GB 32100).
 */
struct err *organ_change_add(struct db_tx *tx, struct arena *a, const struct change_by *by,
                             const struct organ *o, int64_t *id) MUST_USE;

/*
 * Sets all that is said of organ `o->id`, and moves it when `o->parent_id` is another. `modules`:
 * those of the program (core/env.h). Expected: NOT_FOUND (not in the scope); INVALID as above, and
 * at "parent" for a place below itself or for the top of the scope.
 */
struct err *organ_change_set(struct db_tx *tx, struct arena *a, const struct change_by *by,
                             const struct module *const *modules, size_t n_modules,
                             const struct organ *o) MUST_USE;

/* Expected: NOT_FOUND; GUARD, which says what hangs on it: organs, accounts, cases. */
struct err *organ_change_delete(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                const struct module *const *modules, size_t n_modules,
                                int64_t id) MUST_USE;

#endif
