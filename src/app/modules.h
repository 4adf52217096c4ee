/* modules: the one list of what the program consists of. */
#ifndef GK_APP_MODULES_H
#define GK_APP_MODULES_H

#include "core/module.h"

extern const struct module *const app_modules[];
extern const size_t app_modules_n;

/* Tables and statements of core and of all modules, in the order of migration. */
const struct db_module *const *app_db_modules(struct arena *a, size_t *n);
/* The flows, the permissions and the route tables of all modules. */
const struct flow *const *app_flows(struct arena *a, size_t *n);
const struct permission *const *app_permissions(struct arena *a, size_t *n);
const struct route_table *app_routes(struct arena *a, size_t *n);

#endif
