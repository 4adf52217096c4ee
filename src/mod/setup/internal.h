/* What the files of this module share; not for others. */
#ifndef GK_MOD_SETUP_INTERNAL_H
#define GK_MOD_SETUP_INTERNAL_H

#include "core/role.h"
#include "mod/office/staff.h"
#include "mod/setup/setup.h"
#include "mod/setup/view.h"

struct setup_host_input {
    str host;
};
/* To be rid of something: the page is shown again, with the reason, when that cannot be. */
struct setup_delete_input {
    str sure;
};
struct setup_role_input {
    str code, name, permissions, seen;
};
extern const struct form setup_host_form, setup_gone_form, setup_delete_form, setup_role_form,
    setup_role_new_form;

/* A copy of a list of raw values. */
struct values setup_values(struct arena *a, const struct value *items, size_t n);

/* ---- what the pages do alike (web.c) -------------------------------------------------------- */

/* Who changes, for the functions of core. */
struct change_by setup_by(const struct req *rq);
/* A change as a transaction; then the set-up in memory is read again. */
struct err *setup_write(struct req *rq, db_fn *change, void *arg) MUST_USE;
/*
 * The form's fields to be drawn: with what was typed, when this form was sent (or is given back
 * after a lost session), else with `now`.
 */
struct staff_field *setup_draw(struct req *rq, const struct form *form, struct values now,
                               size_t *n);
/* GUARD when `seen` is not the mark of what is there now; empty: nobody looked. */
struct err *setup_seen(struct arena *a, str seen, struct values now) MUST_USE;
/* FORBIDDEN for pages of the whole site when the actor's organ is no top one. */
struct err *setup_needs_top(struct req *rq) MUST_USE;
/* The field of that name, as a list to open; the chosen one is its value. */
void setup_offer(struct staff_field *fields, size_t n, const char *name,
                 struct staff_option *options, size_t n_options);
/* A line of a tree's select: deeper ones begin further in. */
str setup_indented(struct arena *a, size_t depth, str name);

/* ---- handlers ------------------------------------------------------------------------------- */

struct err *setup_site_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_site_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_host_add(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_host_remove(struct req *rq, struct resp *rs) MUST_USE;

struct err *setup_organs_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_organ_new_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_organ_new_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_organ_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_organ_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_organ_delete(struct req *rq, struct resp *rs) MUST_USE;

struct err *setup_columns_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_column_new_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_column_new_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_column_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_column_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_column_delete(struct req *rq, struct resp *rs) MUST_USE;

struct err *setup_roles_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_role_new_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_role_new_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_role_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_role_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *setup_role_delete(struct req *rq, struct resp *rs) MUST_USE;

#endif
