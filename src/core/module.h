/*
 * module: what a business brings along, as one constant. app/modules.c is the only list of them;
 * nothing registers itself.
 */
#ifndef GK_CORE_MODULE_H
#define GK_CORE_MODULE_H

#include "core/column_change.h"
#include "core/env.h"
#include "core/organ_change.h"
#include "web/route.h"

/* A link in the menu of the back office; shown to whoever has the permission. */
struct module_menu {
    str label;
    const char *path;
    const struct permission *perm;
    const char *icon;
};

struct figure; /* core/figure.h */

/*
 * What is done without anybody asking: a period that ran out, mail that waits. Never two jobs of a
 * process at once, but in several servers on one database at the same time: each change it makes is
 * a step of a flow or a claim, which only one of them wins. An err is logged; the next turn comes
 * all the same.
 */
struct module_job {
    const char *name;
    int every_s;
    struct err *(*run)(const struct core_env *env, struct arena *a, int64_t now_ms);
};

struct module {
    const char *name;
    const char *label; /* over its permissions, in Chinese; NULL: that of its flow */
    const struct db_module *const *db; /* tables and statements, in the order of migration */
    size_t n_db;
    const struct route *routes;
    size_t n_routes;
    const struct flow *flow; /* NULL: none */
    const struct permission *const *permissions;
    size_t n_permissions;
    const struct figure *figures;
    size_t n_figures;
    const struct module_menu *menu;
    size_t n_menu;
    const struct module_job *jobs;
    size_t n_jobs;
    /* One statement for each of its tables that is `-- scoped: site organ`: when organs move. */
    organ_moved_fn *const *moved;
    size_t n_moved;
    /* One for each of its tables that says something of an organ itself: when one is deleted. */
    organ_gone_fn *const *gone;
    size_t n_gone;
    column_uses_fn *column_uses; /* NULL: nothing of it stands in columns */
};

#endif
