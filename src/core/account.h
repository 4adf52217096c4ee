/*
 * account: staff accounts, log-in, sessions and API tokens.
 *
 * Passwords are kept as argon2id. Five wrong ones lock the account for a minute, each further one
 * for twice as long, up to an hour; an unknown name takes as long as a wrong password and gets the
 * same answer. A session ends after 30 minutes without use and after 12 hours in any case. Of
 * session and API tokens only SM3 digests are kept.
 *
 * Source: GB/T 22239-2019 8.1.4.1 身份鉴别 (complexity, failure handling, time-out).
 */
#ifndef GK_CORE_ACCOUNT_H
#define GK_CORE_ACCOUNT_H

#include "core/permission.h"
#include "db/db.h"
#include "sys/crypto.h"
#include "sys/random.h"

enum {
    ACCOUNT_FAILURES_FREE = 5,
    ACCOUNT_LOCK_FIRST_S = 60,
    ACCOUNT_LOCK_MOST_S = 3600,
    ACCOUNT_IDLE_S = 30 * 60,
    ACCOUNT_SESSION_S = 12 * 3600,
    ACCOUNT_PASSWORD_CHARS = 10,
    ACCOUNT_TOKEN_DAYS_MOST = 366,
};

/* What accounts need from the program's root. */
struct account_env {
    struct db *db;
    const struct sys_random *random;
    enum crypto_cost cost;
};

/*
 * NULL when the password may be used; else an INVALID err at field "password" that says what is
 * missing: 10 characters, three of the four kinds (upper, lower, digit, other), not the login or
 * the name, no common one.
 */
struct err *account_password_rules(struct arena *a, str password, str login, str name) MUST_USE;

struct account_session {
    str token; /* for the cookie; never stored */
    int64_t staff_id;
    bool must_change; /* the first password must be replaced before anything else */
};

/*
 * Checks login and password and opens a session. Expected: INVALID (wrong, unknown, disabled: one
 * sentence for all), TOO_MANY (locked; says for how long). Both outcomes are in the audit.
 */
struct err *account_login(const struct account_env *env, struct arena *a, int64_t site_id,
                          str login, str password, str remote, int64_t now_ms,
                          struct account_session *out) MUST_USE;

struct err *account_logout(const struct account_env *env, struct arena *a,
                           const struct actor *actor, str remote, int64_t now_ms) MUST_USE;

/* Who a session token or bearer token is; *out NULL: nobody (unknown, ended, expired, disabled). */
struct err *account_by_session(const struct account_env *env, struct arena *a, int64_t site_id,
                               str token, int64_t now_ms, const struct actor **out) MUST_USE;
struct err *account_by_token(const struct account_env *env, struct arena *a, int64_t site_id,
                             str token, int64_t now_ms, const struct actor **out) MUST_USE;

/*
 * A new account; `password` must satisfy the rules. Expected: CONFLICT (login taken), NOT_FOUND,
 * GUARD (its roles belong to two duties: core/duty.h).
 */
struct account_new {
    int64_t organ_id;
    str login, name, title, password;
    const str *roles; /* codes */
    size_t n_roles;
    bool must_change;
};
struct err *account_create(const struct account_env *env, struct arena *a, const struct actor *by,
                           const struct account_new *n, str remote, int64_t now_ms,
                           int64_t *id) MUST_USE;

/* Sets a password; ends all sessions and tokens of the account. */
struct err *account_set_password(const struct account_env *env, struct arena *a,
                                 const struct actor *by, int64_t staff_id, str password,
                                 bool must_change, str remote, int64_t now_ms) MUST_USE;

/*
 * Disables (ends sessions and tokens) or enables. Expected: NOT_FOUND (outside the scope), GUARD
 * (the last one who administers accounts or roles).
 */
struct err *account_set_active(const struct account_env *env, struct arena *a,
                               const struct actor *by, int64_t staff_id, bool active, str remote,
                               int64_t now_ms) MUST_USE;

/* A bearer token for `days` (1 to ACCOUNT_TOKEN_DAYS_MOST); shown once. */
struct err *account_token(const struct account_env *env, struct arena *a, const struct actor *by,
                          int64_t staff_id, int64_t days, str remote, int64_t now_ms,
                          str *token) MUST_USE;

#endif
