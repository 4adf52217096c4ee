/*
 * setup: a new installation: the site with its organs, columns, roles and first accounts, from the
 * JSON that is part of the program (demo/site.json), and the demo zone's documents.
 */
#ifndef GK_APP_SETUP_H
#define GK_APP_SETUP_H

#include "app/root.h"

struct setup_account {
    str login, password, roles;
};

struct setup_result {
    int64_t site_id;
    struct setup_account *accounts;
    size_t n_accounts;
    int64_t documents, cases, requests;
};

/* An empty site: one organ, the standard columns, the account `admin`. CONFLICT: code or host
 * taken. */
struct err *setup_plain(struct root *root, struct arena *a, str code, str name, str host,
                        struct setup_result *out) MUST_USE;

/* The invented zone with its documents and running cases. */
struct err *setup_demo(struct root *root, struct arena *a, struct setup_result *out) MUST_USE;

/* login, password, roles, separated by tabs, one account a line. */
str setup_accounts_tsv(struct arena *a, const struct setup_result *r);

#endif
