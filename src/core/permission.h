/*
 * permission: what an actor may do. Roles are sets of permission codes in the database; the codes
 * are declared by the modules (`struct permission` of web/permission.h). Whose rows an actor sees
 * is not decided here but by the scope that every statement takes.
 */
#ifndef GK_CORE_PERMISSION_H
#define GK_CORE_PERMISSION_H

#include "db/types.h"
#include "web/actor.h"
#include "web/permission.h"

/* The codes an actor has; sorted, distinct. `all`: the system itself (jobs, set-up). */
struct permission_set {
    const str *codes;
    size_t n;
    bool all;
};

bool actor_may(const struct actor *actor, const struct permission *p);

/* The actor for jobs, imports and set-up: no person, everything of one site. */
struct actor actor_system(const struct scope *site, str name);
bool actor_is_system(const struct actor *actor);

#endif
