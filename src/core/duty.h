/*
 * duty: 三员分立. Who runs the system, who gives out rights and who reads the record are three
 * persons (GB/T 22239-2019 8.1.4.2, 8.1.5: system, security and audit management apart): one who
 * could do two of these could help himself to rights, or look after his own traces.
 *
 * Whatever changes accounts, roles or what a role allows is followed, in its transaction, by
 * duty_check: it looks at what the change has led to, so no way of changing can forget a case.
 */
#ifndef GK_CORE_DUTY_H
#define GK_CORE_DUTY_H

#include "db/db.h"
#include "db/types.h"

enum duty { DUTY_NONE, DUTY_SYSTEM, DUTY_SECURITY, DUTY_AUDIT, DUTIES_ };

/* The duty that a permission belongs to; DUTY_NONE: business, or only looking. */
enum duty duty_of(str permission);
/* 系统管理, 安全管理, 审计管理. */
str duty_label(enum duty d);
/* All codes that duty_of knows: a test compares them with the permissions that are declared. */
const str *duty_permissions(size_t *n);

/* How things stand: on the arena of the call. */
struct duty_state {
    int64_t system, security; /* working accounts of top organs that administer accounts, roles */
    const int64_t *merged;    /* accounts with two duties, from before this rule was kept */
    size_t n_merged;
};
struct err *duty_look(struct db_tx *tx, struct arena *a, struct scope scope,
                      struct duty_state *out) MUST_USE;

/*
 * After a change; `before` was looked at ahead of it. Expected: GUARD when an account of the site
 * has two duties that had not before (names it), when nobody is left to administer accounts, or
 * nobody to administer roles where somebody did. Only what `before` already had is demanded: an
 * installation without a security administrator is not stopped for it.
 */
struct err *duty_check(struct db_tx *tx, struct arena *a, struct scope scope,
                       const struct duty_state *before) MUST_USE;

/* GUARD when these permissions, given to one role, belong to two duties. */
struct err *duty_role_check(struct arena *a, const str *permissions, size_t n) MUST_USE;

#endif
