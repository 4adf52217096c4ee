/*
 * role: the roles of a site, what each allows, and who has which.
 *
 * A role is a set of permission codes with a name; its own code stays, because commands and imports
 * name it. Nobody changes a role that he has himself, nor his own roles: another administrator, or
 * the operator at the command line, does. Each change is followed by duty_check (core/duty.h).
 */
#ifndef GK_CORE_ROLE_H
#define GK_CORE_ROLE_H

#include "core/change.h"

enum { ROLE_PERMISSIONS_MOST = 200, ROLES_OF_ACCOUNT_MOST = 20 };

/* What a role is to be; `permissions` are codes that the caller has compared with the declared. */
struct role_in {
    int64_t id; /* 0: new */
    str code, name;
    const str *permissions;
    size_t n_permissions;
};

/*
 * Makes (id 0) or changes a role of the actor's site. Expected: FORBIDDEN (change_needs_top);
 * NOT_FOUND; INVALID at "code" (taken); GUARD (his own role; two duties; nobody left).
 */
struct err *role_change(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        const struct role_in *in, int64_t *id) MUST_USE;

/* Expected: FORBIDDEN, NOT_FOUND; GUARD: accounts have it. */
struct err *role_remove(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        int64_t id) MUST_USE;

/*
 * Gives an account of the scope exactly these roles. Expected: NOT_FOUND (no such account in the
 * scope); INVALID at "roles" (no such role); GUARD (his own; two duties; nobody left).
 */
struct err *role_give(struct db_tx *tx, struct arena *a, const struct change_by *by,
                      int64_t staff_id, const str *roles, size_t n) MUST_USE;

#endif
