/*
 * setup: the pages on which an installation is looked after while it is in use: settings and host
 * names of the site, the tree of organs, the tree of columns, roles with their permissions.
 *
 * The rules are core's (core/site_change.h, organ_change.h, column_change.h, role.h), so that the
 * pages and the command line (`gongkai site set`, `organ …`, `column …`) cannot differ; what may
 * stand in a field is said once, by the forms below, which both bind. Each change is one
 * transaction with its audit record; then the set-up in memory is read again (core/directory.h),
 * and the next request, of whoever, sees it.
 *
 * `seen` of each form is a mark of what the page showed: who saves over a change that was made
 * meanwhile is told so first, and overwrites it only by saving again. Empty (commands): not asked.
 *
 * Rights: system administration has site, organs and columns; security administration has roles
 * (core/duty.h). Both reach as far as the organ of the account (core/change.h).
 */
#ifndef GK_MOD_SETUP_SETUP_H
#define GK_MOD_SETUP_SETUP_H

#include "core/module.h"

extern const struct module setup_module;

extern const struct permission SETUP_SITE, SETUP_ORGANS, SETUP_COLUMNS, SETUP_ROLES,
    SETUP_ROLES_LOOK;

/* ---- site ----------------------------------------------------------------------------------- */

struct setup_site_input {
    str name, short_name, sponsor, address, postcode, phone, email, site_code, icp, police, theme,
        domain, icp_url, police_url, find_error_url, mark_url, seen;
};
extern const struct form setup_site_form;

/* What the site is now, as the form's raw values. */
struct values setup_site_values(struct arena *a, const struct site_info *s);
/* What it is to be. A colour of the site's own stays while the theme stays blue. */
struct site_info setup_site_of(struct arena *a, const struct setup_site_input *in,
                               const struct site_info *was);

/* ---- organs --------------------------------------------------------------------------------- */

struct setup_organ_input {
    str name, short_name, code, uscc, kind, seen;
    int64_t parent, position;
};
extern const struct form setup_organ_form;

struct values setup_organ_values(struct arena *a, const struct organ *o);
struct organ setup_organ_of(const struct setup_organ_input *in, int64_t id);

/* ---- columns -------------------------------------------------------------------------------- */

struct setup_column_input {
    str name, word, description, keywords, type, art20, seen;
    int64_t parent, position;
    bool in_menu;
};
extern const struct form setup_column_form;

struct values setup_column_values(struct arena *a, const struct site_column *c);
/* Without its path, which core makes of parent and `in->word`. */
struct site_column setup_column_of(const struct setup_column_input *in, int64_t id);

#endif
