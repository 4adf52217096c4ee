/*
 * roles: what the roles of a new installation allow. Data, not law: an office changes them. The
 * duties are separated as GB/T 22239 8.1.4.2 asks: who administers accounts does not see business,
 * who reads the audit record administers nothing, who drafts does not review or publish.
 */
#ifndef GK_APP_ROLES_H
#define GK_APP_ROLES_H

#include "core/site.h"

struct role_seed {
    const char *code, *name;
    const char *permissions[10]; /* ends with NULL */
};

extern const struct role_seed role_seeds[];
extern const size_t role_seeds_n;

/* Makes the roles of a site. */
struct err *roles_create(struct db_tx *tx, struct arena *a, int64_t site_id) MUST_USE;

#endif
