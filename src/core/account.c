#include "core/account.h"

#include "base/utf8.h"
#include "core/audit.h"
#include "core/duty.h"
#include "core/staff_sql.h"
#include "sys/encode.h"

/* Tokens are 256 random bits; the digest that is stored needs no salt. */
enum { TOKEN_BYTES = 32, SEEN_EVERY_MS = 60 * 1000 };

static str digest_of_token(struct arena *a, str token)
{
    struct crypto_digest d;

    crypto_hash(CRYPTO_SM3, token, &d);
    return crypto_digest_hex(a, &d);
}

/* ---- passwords ----------------------------------------------------------------------------- */

/* What is tried first by whoever guesses; compared without case. */
static const str common_passwords[] = {
    S_INIT("password123"), S_INIT("admin12345"),  S_INIT("admin@1234"), S_INIT("1234567890"),
    S_INIT("qwertyuiop"),  S_INIT("passw0rd123"), S_INIT("abc1234567"), S_INIT("woaini1314"),
    S_INIT("a123456789"),  S_INIT("zhengwu123"),  S_INIT("gongkai123"),
};

static bool contains_nocase(struct arena *a, str text, str part)
{
    return part.n >= 3 && str_find(str_lower(a, text), str_lower(a, part), 0) != STR_NONE;
}

struct err *account_password_rules(struct arena *a, str password, str login, str name)
{
    bool upper = false;
    bool lower = false;
    bool digit = false;
    bool other = false;

    if (password.n > CRYPTO_PASSWORD_MAX) return ERR_FIELD(a, "password", "密码过长");
    if (utf8_count(password) < ACCOUNT_PASSWORD_CHARS)
        return ERR_FIELD(a, "password", "密码至少%d个字符", ACCOUNT_PASSWORD_CHARS);
    for (size_t i = 0; i < password.n; i++) {
        char c = password.p[i];

        if (c >= 'A' && c <= 'Z')
            upper = true;
        else if (c >= 'a' && c <= 'z')
            lower = true;
        else if (c >= '0' && c <= '9')
            digit = true;
        else
            other = true;
    }
    if (upper + lower + digit + other < 3)
        return ERR_FIELD(a, "password", "密码须含大写字母、小写字母、数字、其他符号中的三种");
    if (contains_nocase(a, password, login) || contains_nocase(a, password, name))
        return ERR_FIELD(a, "password", "密码不能包含账号或姓名");
    for (size_t i = 0; i < COUNT_OF(common_passwords); i++)
        if (str_eq_nocase(password, common_passwords[i]))
            return ERR_FIELD(a, "password", "这个密码太常见，请换一个");
    return NULL;
}

/* ---- log-in -------------------------------------------------------------------------------- */

/* One struct carries a log-in through its two transactions. */
struct login {
    struct site_scope site;
    str login, remote;
    int64_t now_ms;
    struct staff_row staff;
    bool found, right;
    bool opened;             /* the session is there */
    int64_t locked_until_ms; /* 0, or another guess has locked the account meanwhile */
    str rehash;     /* new hash when the stored one was made with old parameters; else empty */
    str token_hash; /* of the session to open */
    str csrf;
};

static struct err *find_staff(struct db_tx *tx, struct arena *a, void *arg)
{
    struct login *l = arg;

    return staff_by_login(tx, a, l->site, l->login, &l->staff, &l->found);
}

static struct err *audit_login(struct db_tx *tx, struct arena *a, const struct login *l, str action)
{
    struct audit_entry e = {
        .site_id = l->site.site,
        .staff_id = l->found ? l->staff.id : 0,
        .actor = l->found ? l->staff.name : l->login,
        .action = action,
        .object = S("staff"),
        .object_id = l->found ? l->staff.id : 0,
        .detail = S("{}"),
        .remote = l->remote,
    };

    return audit_write(tx, a, l->now_ms, &e);
}

/* How long the account rests after its n-th failure in a row, in milliseconds. */
static int64_t lock_ms(int64_t failures)
{
    int64_t s = ACCOUNT_LOCK_FIRST_S;

    if (failures < ACCOUNT_FAILURES_FREE) return 0;
    for (int64_t i = ACCOUNT_FAILURES_FREE; i < failures && s < ACCOUNT_LOCK_MOST_S; i++) s *= 2;
    return (s < ACCOUNT_LOCK_MOST_S ? s : ACCOUNT_LOCK_MOST_S) * 1000;
}

/*
 * The account is read again inside the transaction: two guesses at once count as two, the one that
 * comes after the lock is not heard even if it is right, and a password that was replaced while
 * this one was being compared opens nothing (nor does its hash come back).
 */
static struct err *record_login(struct db_tx *tx, struct arena *a, void *arg)
{
    struct login *l = arg;
    struct staff_row now;
    struct session_insert_row session;
    bool found = false;

    l->opened = false;
    l->locked_until_ms = 0;
    if (l->found) TRY(staff_get(tx, a, l->site, l->staff.id, &now, &found));
    if (found && now.locked_until > l->now_ms) {
        l->locked_until_ms = now.locked_until;
        return audit_login(tx, a, l, S("session.refused"));
    }
    if (!l->right || !found || !now.active || !str_eq(now.password, l->staff.password)) {
        if (found) {
            int64_t failures = now.failures + 1;
            int64_t rest = lock_ms(failures);

            TRY(staff_login_failed(tx, a, l->site, now.id, failures, rest ? l->now_ms + rest : 0,
                                   NULL));
        }
        return audit_login(tx, a, l, S("session.refused"));
    }
    TRY(staff_login_done(tx, a, l->site, now.id, l->now_ms, NULL));
    if (l->rehash.n)
        TRY(staff_set_password(tx, a, l->site, now.id, l->rehash, now.must_change, l->now_ms,
                               NULL));
    TRY(session_insert(tx, a, l->token_hash, now.id, l->csrf, l->remote, l->now_ms, &session));
    l->opened = true;
    return audit_login(tx, a, l, S("session.login"));
}

/* Compares the password, or spends the same time when there is nothing to compare with. */
static struct err *check_password(const struct account_env *env, struct arena *a, struct login *l,
                                  str password)
{
    bool outdated = false;

    if (password.n > CRYPTO_PASSWORD_MAX) password = S("");
    if (!l->found) {
        str unused;

        return crypto_password_hash(a, env->random, env->cost, password, &unused);
    }
    TRY(crypto_password_verify(a, env->cost, password, l->staff.password, &l->right, &outdated));
    l->right = l->right && l->staff.active;
    if (l->right && outdated)
        TRY(crypto_password_hash(a, env->random, env->cost, password, &l->rehash));
    return NULL;
}

static struct err *locked(struct arena *a, int64_t rest_ms)
{
    return ERR(a, TOO_MANY, "密码连续输错，账号已暂时锁定，请在%lld分钟后再试",
               (long long)((rest_ms + 59999) / 60000));
}

struct err *account_login(const struct account_env *env, struct arena *a, int64_t site_id,
                          str login, str password, str remote, int64_t now_ms,
                          struct account_session *out)
{
    struct login l = {
        .site = {site_id},
        .login = login,
        .remote = remote,
        .now_ms = now_ms,
        .rehash = S(""),
    };

    TRY(db_read(env->db, a, find_staff, &l));
    if (l.found && l.staff.locked_until > now_ms) return locked(a, l.staff.locked_until - now_ms);
    TRY(check_password(env, a, &l, password));
    out->token = encode_token(a, env->random, TOKEN_BYTES);
    l.token_hash = digest_of_token(a, out->token);
    l.csrf = encode_token(a, env->random, TOKEN_BYTES);
    TRY(db_write(env->db, a, record_login, &l));
    if (l.locked_until_ms) return locked(a, l.locked_until_ms - now_ms);
    if (!l.opened) return ERR_FIELD(a, "password", "账号或密码不对，请核对后再输");
    out->staff_id = l.staff.id;
    out->must_change = l.staff.must_change;
    return NULL;
}

/* ---- who is asking ------------------------------------------------------------------------- */

struct lookup {
    struct site_scope site;
    str token_hash;
    int64_t now_ms;
    bool found, seen_due;
    int64_t session_id;
    struct actor actor;
    struct scope scope;
    struct permission_set set;
};

static struct err *load_permissions(struct db_tx *tx, struct arena *a, struct lookup *l)
{
    struct staff_permissions_row *rows;

    TRY(staff_permissions(tx, a, l->actor.user, &rows, &l->set.n));
    str *codes = ARENA_ARRAY(a, str, l->set.n);

    for (size_t i = 0; i < l->set.n; i++) codes[i] = rows[i].permission;
    l->set.codes = codes;
    return NULL;
}

static struct err *find_session(struct db_tx *tx, struct arena *a, void *arg)
{
    struct lookup *l = arg;
    struct session_get_row s;

    TRY(session_get(tx, a, l->site, l->token_hash, &s, &l->found));
    if (!l->found) return NULL;
    l->found = s.active && !s.ended_at.set &&
               l->now_ms - s.seen_at < ACCOUNT_IDLE_S * (int64_t)1000 &&
               l->now_ms - s.created_at < ACCOUNT_SESSION_S * (int64_t)1000;
    if (!l->found) return NULL;
    l->session_id = s.id;
    l->seen_due = l->now_ms - s.seen_at >= SEEN_EVERY_MS;
    l->scope = (struct scope){l->site.site, s.organ_path};
    l->actor = (struct actor){
        .user = s.staff_id,
        .login = s.login,
        .name = s.name,
        .session = l->token_hash,
        .csrf = s.csrf,
        .via = ACTOR_BY_SESSION,
    };
    TRY(load_permissions(tx, a, l));
    /* Until the first password is replaced the person may do nothing but replace it. */
    if (s.must_change) l->set.n = 0;
    return NULL;
}

static struct err *find_token(struct db_tx *tx, struct arena *a, void *arg)
{
    struct lookup *l = arg;
    struct token_get_row t;

    TRY(token_get(tx, a, l->site, l->token_hash, &t, &l->found));
    if (!l->found) return NULL;
    l->found = t.active && !t.revoked.set && l->now_ms < t.expires;
    if (!l->found) return NULL;
    l->scope = (struct scope){l->site.site, t.organ_path};
    l->actor = (struct actor){
        .user = t.staff_id,
        .login = t.login,
        .name = t.name,
        .session = S(""),
        .csrf = S(""),
        .via = ACTOR_BY_TOKEN,
    };
    return load_permissions(tx, a, l);
}

static struct err *mark_seen(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct lookup *l = arg;

    return session_seen(tx, a, l->session_id, l->now_ms, NULL);
}

static struct lookup *look_for(struct arena *a, int64_t site_id, str token, int64_t now_ms)
{
    struct lookup *l = ARENA_NEW(a, struct lookup);

    l->site = (struct site_scope){site_id};
    l->token_hash = digest_of_token(a, token);
    l->now_ms = now_ms;
    return l;
}

static const struct actor *actor_found(struct lookup *l)
{
    l->actor.scope = &l->scope;
    l->actor.permissions = &l->set;
    return &l->actor;
}

struct err *account_by_session(const struct account_env *env, struct arena *a, int64_t site_id,
                               str token, int64_t now_ms, const struct actor **out)
{
    struct lookup *l = look_for(a, site_id, token, now_ms);

    *out = NULL;
    TRY(db_read(env->db, a, find_session, l));
    if (!l->found) return NULL;
    if (l->seen_due) TRY(db_write(env->db, a, mark_seen, l));
    *out = actor_found(l);
    return NULL;
}

struct err *account_by_token(const struct account_env *env, struct arena *a, int64_t site_id,
                             str token, int64_t now_ms, const struct actor **out)
{
    struct lookup *l = look_for(a, site_id, token, now_ms);

    *out = NULL;
    TRY(db_read(env->db, a, find_token, l));
    if (l->found) *out = actor_found(l);
    return NULL;
}

/* ---- administration ------------------------------------------------------------------------ */

/* What all changes to an account carry. */
struct change {
    const struct actor *by;
    str remote;
    int64_t now_ms;
    int64_t staff_id;
    str hash;         /* of a password or token */
    bool flag;        /* must_change, or active */
    int64_t until_ms; /* of a token */
    const struct account_new *account;
};

static struct err *audit_change(struct db_tx *tx, struct arena *a, const struct change *c,
                                str action)
{
    struct audit_entry e = {
        .site_id = c->by->scope->site,
        .staff_id = c->by->user,
        .actor = c->by->name,
        .action = action,
        .object = S("staff"),
        .object_id = c->staff_id,
        .detail = S("{}"),
        .remote = c->remote,
    };

    return audit_write(tx, a, c->now_ms, &e);
}

static struct err *create(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    const struct account_new *n = c->account;
    struct staff_insert_row row;
    struct duty_state before;

    TRY(duty_look(tx, a, *c->by->scope, &before));
    TRY(staff_insert(tx, a, *c->by->scope, n->organ_id, n->login, n->name, n->title, c->hash,
                     n->must_change, c->now_ms, &row));
    c->staff_id = row.id;
    for (size_t i = 0; i < n->n_roles; i++) {
        int64_t given;

        TRY(staff_role_add(tx, a, row.id, c->by->scope->site, n->roles[i], &given));
        if (!given) return ERR_FIELD(a, "roles", "没有“%.*s”这个角色", STR_ARG(n->roles[i]));
    }
    TRY(duty_check(tx, a, *c->by->scope, &before));
    return audit_change(tx, a, c, S("staff.create"));
}

struct err *account_create(const struct account_env *env, struct arena *a, const struct actor *by,
                           const struct account_new *n, str remote, int64_t now_ms, int64_t *id)
{
    struct change c = {.by = by, .remote = remote, .now_ms = now_ms, .account = n};

    TRY(account_password_rules(a, n->password, n->login, n->name));
    TRY(crypto_password_hash(a, env->random, env->cost, n->password, &c.hash));
    TRY(db_write(env->db, a, create, &c));
    *id = c.staff_id;
    return NULL;
}

/* An account outside the scope of whoever changes it is as good as none. */
static struct err *own_or_below(struct db_tx *tx, struct arena *a, const struct change *c,
                                struct staff_row *row)
{
    bool found;

    TRY(staff_get(tx, a, (struct site_scope){c->by->scope->site}, c->staff_id, row, &found));
    if (!found || (c->by->user != row->id && !str_starts(row->organ_path, c->by->scope->organs)))
        return ERR(a, NOT_FOUND, "没有这个账号，或者不在您的管理范围内");
    return NULL;
}

static struct err *set_password(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct staff_row row;

    TRY(own_or_below(tx, a, c, &row));
    TRY(staff_set_password(tx, a, (struct site_scope){c->by->scope->site}, c->staff_id, c->hash,
                           c->flag, c->now_ms, NULL));
    TRY(session_end_all(tx, a, c->staff_id, c->now_ms, NULL));
    TRY(token_revoke_all(tx, a, c->staff_id, c->now_ms, NULL));
    return audit_change(tx, a, c, S("staff.password"));
}

static struct err *load_for_rules(struct db_tx *tx, struct arena *a, void *arg)
{
    struct staff_row row;
    struct change *c = arg;

    TRY(own_or_below(tx, a, c, &row));
    struct account_new *n = ARENA_NEW(a, struct account_new);

    n->login = row.login;
    n->name = row.name;
    c->account = n;
    return NULL;
}

struct err *account_set_password(const struct account_env *env, struct arena *a,
                                 const struct actor *by, int64_t staff_id, str password,
                                 bool must_change, str remote, int64_t now_ms)
{
    struct change c = {
        .by = by, .remote = remote, .now_ms = now_ms, .staff_id = staff_id, .flag = must_change};

    TRY(db_read(env->db, a, load_for_rules, &c));
    TRY(account_password_rules(a, password, c.account->login, c.account->name));
    TRY(crypto_password_hash(a, env->random, env->cost, password, &c.hash));
    return db_write(env->db, a, set_password, &c);
}

static struct err *set_active(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct duty_state before;
    int64_t changed;

    TRY(duty_look(tx, a, *c->by->scope, &before));
    TRY(staff_set_active(tx, a, *c->by->scope, c->staff_id, c->flag, &changed));
    if (!changed) return ERR(a, NOT_FOUND, "没有这个账号，或者不在您的管理范围内");
    TRY(duty_check(tx, a, *c->by->scope, &before));
    if (!c->flag) {
        TRY(session_end_all(tx, a, c->staff_id, c->now_ms, NULL));
        TRY(token_revoke_all(tx, a, c->staff_id, c->now_ms, NULL));
    }
    return audit_change(tx, a, c, c->flag ? S("staff.enable") : S("staff.disable"));
}

struct err *account_set_active(const struct account_env *env, struct arena *a,
                               const struct actor *by, int64_t staff_id, bool active, str remote,
                               int64_t now_ms)
{
    struct change c = {
        .by = by, .remote = remote, .now_ms = now_ms, .staff_id = staff_id, .flag = active};

    return db_write(env->db, a, set_active, &c);
}

static struct err *add_token(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct staff_row row;
    struct token_insert_row token;

    TRY(own_or_below(tx, a, c, &row));
    if (!row.active) return ERR(a, GUARD, "账号已停用，不能签发令牌");
    TRY(token_insert(tx, a, c->hash, c->staff_id, c->now_ms, c->until_ms, &token));
    return audit_change(tx, a, c, S("staff.token"));
}

struct err *account_token(const struct account_env *env, struct arena *a, const struct actor *by,
                          int64_t staff_id, int64_t days, str remote, int64_t now_ms, str *token)
{
    struct change c = {.by = by, .remote = remote, .now_ms = now_ms, .staff_id = staff_id};

    if (days < 1 || days > ACCOUNT_TOKEN_DAYS_MOST)
        return ERR_FIELD(a, "days", "有效期为1至%d天", ACCOUNT_TOKEN_DAYS_MOST);
    c.until_ms = now_ms + days * 24 * 3600 * 1000;
    *token = encode_token(a, env->random, TOKEN_BYTES);
    c.hash = digest_of_token(a, *token);
    return db_write(env->db, a, add_token, &c);
}

static struct err *end_session(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct session_get_row s;
    bool found;

    TRY(session_get(tx, a, (struct site_scope){c->by->scope->site}, c->hash, &s, &found));
    if (!found) return NULL;
    TRY(session_end(tx, a, s.id, c->now_ms, NULL));
    return audit_change(tx, a, c, S("session.logout"));
}

struct err *account_logout(const struct account_env *env, struct arena *a,
                           const struct actor *actor, str remote, int64_t now_ms)
{
    struct change c = {
        .by = actor,
        .remote = remote,
        .now_ms = now_ms,
        .staff_id = actor->user,
        .hash = actor->session,
    };

    return db_write(env->db, a, end_session, &c);
}
