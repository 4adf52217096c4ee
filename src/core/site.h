/*
 * site: the portals of an installation, each with its host names, organs and columns.
 *
 * Loaded whole and kept in memory by the server (some hundred rows): a request looks up its site by
 * host name without the database. Everything returned lives on the arena given.
 *
 * Terms: site 站点, organ 机构, column 栏目.
 */
#ifndef GK_CORE_SITE_H
#define GK_CORE_SITE_H

#include "db/db.h"

struct site_info {
    int64_t id;
    str code, name, short_name, domain, site_code, icp, police, sponsor, address, postcode, phone,
        email, theme;
    /* Pages of other authorities that the footer leads to; empty: not shown. */
    str icp_url, police_url, find_error_url, mark_url;
};

struct site_host {
    str host; /* lower case, without port */
    int64_t site_id;
};

struct sites {
    struct site_info *items;
    size_t n;
    struct site_host *hosts;
    size_t n_hosts;
};

struct organ {
    int64_t id, parent_id; /* 0: the root */
    str path, code, uscc, name, short_name, kind;
    int64_t position; /* among those of the same parent */
};

struct organs {
    struct organ *items; /* as a tree is read: each followed by those below it, by position */
    size_t n;
};

struct site_column {
    int64_t id, parent_id; /* 0: a first-level column */
    str path, name, type, description, keywords, art20;
    bool in_menu;
    int64_t position;
    int64_t n; /* publications in it and below */
};

struct site_columns {
    struct site_column *items; /* in the order of the menu */
    size_t n;
};

struct err *sites_load(struct db_tx *tx, struct arena *a, struct sites *out) MUST_USE;
/* The site of a host name (with or without port); NULL: none has it. */
const struct site_info *sites_by_host(const struct sites *s, str host);
const struct site_info *sites_by_code(const struct sites *s, str code);
const struct site_info *sites_by_id(const struct sites *s, int64_t id);

struct err *organs_load(struct db_tx *tx, struct arena *a, int64_t site_id,
                        struct organs *out) MUST_USE;
const struct organ *organs_by_id(const struct organs *o, int64_t id);
const struct organ *organs_by_code(const struct organs *o, str code);

struct err *columns_load(struct db_tx *tx, struct arena *a, int64_t site_id,
                         struct site_columns *out) MUST_USE;
const struct site_column *columns_by_id(const struct site_columns *c, int64_t id);
const struct site_column *columns_by_path(const struct site_columns *c, str path);
/* The same in the order in which a tree is read: each followed by those below it. On `a`. */
void columns_tree(struct arena *a, const struct site_columns *c, struct site_columns *out);
/* The column above, or NULL. */
const struct site_column *columns_parent(const struct site_columns *c, const struct site_column *x);

/* Makes a site with its host names, organs or columns: set-up and administration. */
struct err *site_create(struct db_tx *tx, struct arena *a, const struct site_info *s,
                        const str *hosts, size_t n_hosts, int64_t now_ms, int64_t *id) MUST_USE;
/* `o->parent_id` must exist; the path is made here. */
struct err *organ_create(struct db_tx *tx, struct arena *a, int64_t site_id, const struct organ *o,
                         str parent_path, int64_t position, int64_t *id, str *path) MUST_USE;
struct err *column_create(struct db_tx *tx, struct arena *a, int64_t site_id,
                          const struct site_column *c, int64_t position, int64_t *id) MUST_USE;

#endif
