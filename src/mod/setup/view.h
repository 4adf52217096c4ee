/* What the pages of the set-up are given. */
#ifndef GK_MOD_SETUP_VIEW_H
#define GK_MOD_SETUP_VIEW_H

#include "mod/office/staff.h"

struct setup_host {
    str host, why; /* why it cannot be removed; empty: it can */
};

struct setup_site_view {
    struct staff_page staff;
    struct staff_fields fields;      /* of the settings */
    struct staff_fields host_fields; /* of a new host name */
    const struct setup_host *hosts;
    size_t n_hosts;
};

/* A node of a tree that is shown as a list. `depth` from 1. */
struct setup_node {
    int64_t id, depth;
    str name, code, note, url, add_url;
};

struct setup_tree_view {
    struct staff_page staff;
    const struct setup_node *nodes;
    size_t n_nodes;
    str add_url; /* a new root; empty: not here */
};

/* One organ, column or role: its form, and how to be rid of it. */
struct setup_item_view {
    struct staff_page staff;
    struct staff_fields fields;
    bool is_new;
    str action;     /* where the form is sent */
    str delete_url; /* empty: cannot be deleted by this person */
    str address;    /* of a column */
};

struct setup_group {
    str label;
    const struct staff_option *options; /* value: a permission's code */
    size_t n_options;
};

struct setup_role_view {
    struct setup_item_view item;
    const struct setup_group *groups;
    size_t n_groups;
};

struct setup_role_head {
    str name, url; /* url empty: only looked at */
    int64_t holders;
};

struct setup_cell {
    bool has;
};

struct setup_matrix_row {
    str label, code, duty;          /* duty empty: business */
    const struct setup_cell *cells; /* parallel to the roles */
};

struct setup_matrix_group {
    str label;
    const struct setup_matrix_row *rows;
    size_t n_rows;
};

struct setup_matrix_view {
    struct staff_page staff;
    const struct setup_role_head *roles;
    size_t n_roles;
    int64_t width; /* columns of the table */
    const struct setup_matrix_group *groups;
    size_t n_groups;
    bool may_change;
};

#endif
