/* Accounts: passwords, log-in and its limits, sessions, tokens, and who may change whose account.
 */
#include "core_fixture.h"

#include "core/staff_sql.h"

#include <pthread.h>

static const str GOOD = S_INIT("Lingang-2020");
enum { MINUTE = 60 * 1000 };

static const struct permission EDIT = {"document.draft", "起草"};

static void make_role(struct world *w)
{
    assert_true(world_sql(w,
                          "INSERT INTO role (site_id, code, name) VALUES (%lld, 'editor', '编辑')",
                          (long long)w->site));
    assert_true(world_sql(w, "INSERT INTO role_permission SELECT id, 'document.draft' FROM role"));
}

static struct err *create(struct world *w, const struct actor *by, int64_t organ, str login,
                          bool must_change, int64_t *id)
{
    static const str roles[] = {S_INIT("editor")};
    struct account_new n = {.organ_id = organ,
                            .login = login,
                            .name = S("王小明"),
                            .title = S("科员"),
                            .password = GOOD,
                            .roles = roles,
                            .n_roles = 1,
                            .must_change = must_change};

    return account_create(&w->accounts, w->a, by, &n, S("10.0.0.1"), world_now(w), id);
}

static struct err *login(struct world *w, str name, str password, struct account_session *s)
{
    return account_login(&w->accounts, w->a, w->site, name, password, S("10.0.0.9"), world_now(w),
                         s);
}

static const struct actor *who(struct world *w, int64_t site, str token)
{
    const struct actor *actor;

    assert_ok(account_by_session(&w->accounts, w->a, site, token, world_now(w), &actor));
    return actor;
}

/* ---- passwords ----------------------------------------------------------------------------- */

static void password_rules(void **state)
{
    static const struct {
        const char *password;
        bool good;
    } table[] = {
        {"Lingang-2020", true},   {"临江-Gongkai1", true},       {"", false},
        {"Ab1-efghi", false},    /* nine */
        {"Ab1-efghij", true},    /* ten */
        {"abcdefghijkl", false}, /* one kind */
        {"abcdefgh1234", false}, /* two */
        {"ABCDEFabcdef", false},  {"abcdef-ghijk", false},       {"abcdefABC123", true}, /* three */
        {"abc-1234567", true},    {"Xiaoming-2020", false},      /* the login, in another case */
        {"Pass-王小明-1", false},                                /* the name */
        {"admin@1234", false},                                   /* common */
        {"ADMIN@1234", false},                                   /* common, in another case */
        {"Passw0rd123", false},   {"一二三四五六七八九", false}, /* nine characters, many bytes */
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        const struct err *e =
            account_password_rules(a, str_of(table[i].password), S("xiaoming"), S("王小明"));

        if (!e != table[i].good) fail_msg("%s", table[i].password);
        if (e) assert_str(e->field, S("password"));
        if (e) assert_int_equal(e->code, ERR_INVALID);
    }
    char *bytes = arena_alloc(a, CRYPTO_PASSWORD_MAX + 1);

    for (size_t i = 0; i <= CRYPTO_PASSWORD_MAX; i++) bytes[i] = "Ab1-"[i % 4];
    assert_ok(account_password_rules(a, str_at(bytes, CRYPTO_PASSWORD_MAX), S("x"), S("y")));
    assert_err(account_password_rules(a, str_at(bytes, CRYPTO_PASSWORD_MAX + 1), S("x"), S("y")),
               INVALID);
}

/* ---- log-in -------------------------------------------------------------------------------- */

static void one_sentence_for_all_refusals(void **state)
{
    struct world *w = world_of(state);
    struct account_session s;
    int64_t id;
    int64_t disabled;

    make_role(w);
    assert_ok(create(w, &w->system.actor, w->bureau, S("ming"), false, &id));
    assert_ok(create(w, &w->system.actor, w->bureau, S("gone"), false, &disabled));
    assert_ok(account_set_active(&w->accounts, w->a, &w->system.actor, disabled, false, S(""),
                                 world_now(w)));
    const struct err *wrong = login(w, S("ming"), S("Lingang-2021"), &s);
    const struct err *unknown = login(w, S("nobody"), GOOD, &s);
    const struct err *off = login(w, S("gone"), GOOD, &s);

    assert_err(wrong, INVALID);
    assert_err(unknown, INVALID);
    assert_err(off, INVALID);
    assert_str(unknown->message, wrong->message);
    assert_str(off->message, wrong->message);
    assert_int_equal(world_number(w, "SELECT count(*) FROM session"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM audit WHERE action = 'session.refused'"),
                     3);
    /* The account of one site is unknown on another. */
    assert_err(
        account_login(&w->accounts, w->a, w->other_site, S("ming"), GOOD, S(""), world_now(w), &s),
        INVALID);
    assert_ok(login(w, S("ming"), GOOD, &s));
    assert_int_equal(world_number(w, "SELECT count(*) FROM audit WHERE action = 'session.login'"),
                     1);
    assert_int_equal(
        world_number(w, "SELECT count(*) FROM session WHERE token_hash = '%.*s'", STR_ARG(s.token)),
        0); /* only its digest is there */
}

static void lock_grows_and_is_exact(void **state)
{
    static const int minutes[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct world *w = world_of(state);
    struct account_session s;
    int64_t id;

    make_role(w);
    assert_ok(create(w, &w->system.actor, w->bureau, S("ming"), false, &id));
    for (int i = 0; i < 4; i++) assert_err(login(w, S("ming"), S("x"), &s), INVALID);
    for (size_t i = 0; i < COUNT_OF(minutes); i++) {
        assert_err(login(w, S("ming"), S("x"), &s), INVALID); /* this one locks */
        assert_err(login(w, S("ming"), GOOD, &s), TOO_MANY);
        world_advance(w, (int64_t)minutes[i] * MINUTE - 1);
        assert_err(login(w, S("ming"), GOOD, &s), TOO_MANY);
        world_advance(w, 1);
    }
    assert_ok(login(w, S("ming"), GOOD, &s));
    /* Forgotten: five more are free again. */
    for (int i = 0; i < 4; i++) assert_err(login(w, S("ming"), S("x"), &s), INVALID);
    assert_ok(login(w, S("ming"), GOOD, &s));
}

struct guess {
    struct world *w;
    str password;
    struct err *e;
    enum err_code code;
    bool failed;
};

static void *guess(void *arg)
{
    struct guess *g = arg;
    struct account_env env = g->w->accounts;
    struct sys_random random = sys_random_real(); /* the seeded one is for one thread */
    struct account_session s;
    struct arena a;

    arena_init(&a, 64 * 1024 * 1024);
    env.random = &random;
    const struct err *e = account_login(&env, &a, g->w->site, S("ming"), g->password, S("10.0.0.9"),
                                        world_now(g->w), &s);

    g->failed = e != NULL;
    if (e) g->code = e->code;
    arena_release(&a);
    return NULL;
}

/* Guesses side by side are counted each, and a lock holds for those that were already under way. */
static void guesses_side_by_side(void **state)
{
    enum { GUESSES = 12 };
    struct world *w = world_of(state);
    struct guess g[GUESSES];
    pthread_t threads[GUESSES];
    int64_t id;
    int wrong = 0;

    make_role(w);
    assert_ok(create(w, &w->system.actor, w->bureau, S("ming"), false, &id));
    for (size_t i = 0; i < GUESSES; i++) {
        g[i] = (struct guess){.w = w, .password = S("Wrong-2020")};
        assert_int_equal(pthread_create(&threads[i], NULL, guess, &g[i]), 0);
    }
    for (size_t i = 0; i < GUESSES; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(g[i].failed);
        wrong += g[i].code == ERR_INVALID;
        if (g[i].code != ERR_INVALID) assert_int_equal(g[i].code, ERR_TOO_MANY);
    }
    assert_int_equal(wrong, ACCOUNT_FAILURES_FREE);
    assert_int_equal(world_number(w, "SELECT failures FROM staff WHERE id = %lld", (long long)id),
                     ACCOUNT_FAILURES_FREE);
}

/* ---- sessions ------------------------------------------------------------------------------ */

static void session_limits(void **state)
{
    struct world *w = world_of(state);
    struct account_session s;
    int64_t id;

    make_role(w);
    assert_ok(create(w, &w->system.actor, w->bureau, S("ming"), false, &id));
    assert_ok(login(w, S("ming"), GOOD, &s));
    const struct actor *actor = who(w, w->site, s.token);

    assert_non_null(actor);
    assert_int_equal(actor->user, id);
    assert_str(actor->scope->organs, w->bureau_path);
    assert_true(actor_may(actor, &EDIT));
    assert_null(who(w, w->other_site, s.token));
    assert_null(who(w, w->site, S("")));
    assert_null(who(w, w->site, str_head(s.token, s.token.n - 1)));

    /* Idle: a millisecond before half an hour it lives, at half an hour it is over. */
    world_advance(w, (int64_t)ACCOUNT_IDLE_S * 1000 - 1);
    assert_non_null(who(w, w->site, s.token));
    world_advance(w, (int64_t)ACCOUNT_IDLE_S * 1000);
    assert_null(who(w, w->site, s.token));

    /* Absolute: kept busy, it ends after twelve hours all the same. */
    assert_ok(login(w, S("ming"), GOOD, &s));
    int64_t began = world_now(w);

    while (world_now(w) + 20 * MINUTE < began + (int64_t)ACCOUNT_SESSION_S * 1000) {
        world_advance(w, 20 * MINUTE);
        assert_non_null(who(w, w->site, s.token));
    }
    world_advance(w, began + (int64_t)ACCOUNT_SESSION_S * 1000 - world_now(w) - 1);
    assert_non_null(who(w, w->site, s.token));
    world_advance(w, 1);
    assert_null(who(w, w->site, s.token));
}

static void sessions_end(void **state)
{
    struct world *w = world_of(state);
    struct account_session s;
    struct account_session other;
    int64_t id;

    make_role(w);
    assert_ok(create(w, &w->system.actor, w->bureau, S("ming"), false, &id));
    assert_ok(login(w, S("ming"), GOOD, &s));
    assert_ok(login(w, S("ming"), GOOD, &other));
    assert_ok(account_logout(&w->accounts, w->a, who(w, w->site, s.token), S(""), world_now(w)));
    assert_null(who(w, w->site, s.token));
    assert_non_null(who(w, w->site, other.token));
    /* A new password ends all; the old one opens nothing. */
    assert_ok(account_set_password(&w->accounts, w->a, who(w, w->site, other.token), id,
                                   S("Another-2020"), false, S(""), world_now(w)));
    assert_null(who(w, w->site, other.token));
    assert_err(login(w, S("ming"), GOOD, &s), INVALID);
    assert_ok(login(w, S("ming"), S("Another-2020"), &s));
    assert_ok(
        account_set_active(&w->accounts, w->a, &w->system.actor, id, false, S(""), world_now(w)));
    assert_null(who(w, w->site, s.token));
    /* Enabled again: the old session stays dead. */
    assert_ok(
        account_set_active(&w->accounts, w->a, &w->system.actor, id, true, S(""), world_now(w)));
    assert_null(who(w, w->site, s.token));
}

static void first_password_comes_first(void **state)
{
    struct world *w = world_of(state);
    struct account_session s;
    int64_t id;

    make_role(w);
    assert_ok(create(w, &w->system.actor, w->bureau, S("ming"), true, &id));
    assert_ok(login(w, S("ming"), GOOD, &s));
    assert_true(s.must_change);
    assert_false(actor_may(who(w, w->site, s.token), &EDIT));
    assert_true(actor_may(who(w, w->site, s.token), &PERM_SESSION));
    assert_ok(account_set_password(&w->accounts, w->a, who(w, w->site, s.token), id,
                                   S("Another-2020"), false, S(""), world_now(w)));
    assert_ok(login(w, S("ming"), S("Another-2020"), &s));
    assert_false(s.must_change);
    assert_true(actor_may(who(w, w->site, s.token), &EDIT));
}

/* ---- tokens -------------------------------------------------------------------------------- */

static const struct actor *bearer(struct world *w, int64_t site, str token)
{
    const struct actor *actor;

    assert_ok(account_by_token(&w->accounts, w->a, site, token, world_now(w), &actor));
    return actor;
}

static void tokens(void **state)
{
    struct world *w = world_of(state);
    const struct actor *sys = &w->system.actor;
    struct account_session s;
    int64_t id;
    str token;

    make_role(w);
    assert_ok(create(w, sys, w->bureau, S("ming"), false, &id));
    assert_err(account_token(&w->accounts, w->a, sys, id, 0, S(""), world_now(w), &token), INVALID);
    assert_err(account_token(&w->accounts, w->a, sys, id, 367, S(""), world_now(w), &token),
               INVALID);
    assert_ok(account_token(&w->accounts, w->a, sys, id, 2, S(""), world_now(w), &token));
    assert_int_equal(bearer(w, w->site, token)->user, id);
    assert_true(actor_may(bearer(w, w->site, token), &EDIT));
    assert_null(bearer(w, w->other_site, token));
    assert_null(who(w, w->site, token)); /* no session */
    assert_ok(login(w, S("ming"), GOOD, &s));
    assert_null(bearer(w, w->site, s.token)); /* no token */
    world_advance(w, (int64_t)2 * 24 * 60 * MINUTE - 1);
    assert_non_null(bearer(w, w->site, token));
    world_advance(w, 1);
    assert_null(bearer(w, w->site, token));
    assert_ok(account_token(&w->accounts, w->a, sys, id, 366, S(""), world_now(w), &token));
    assert_ok(account_set_active(&w->accounts, w->a, sys, id, false, S(""), world_now(w)));
    assert_null(bearer(w, w->site, token));
    assert_err(account_token(&w->accounts, w->a, sys, id, 1, S(""), world_now(w), &token), GUARD);
}

/* ---- administration ------------------------------------------------------------------------ */

static void scope_of_administration(void **state)
{
    struct world *w = world_of(state);
    struct person *chief = world_person(w, w->bureau, w->bureau_path, S("chief"), NULL, 0);
    int64_t below;
    int64_t above;
    int64_t beside;
    str token;

    make_role(w);
    assert_ok(create(w, &chief->actor, w->section, S("below"), false, &below));
    assert_ok(create(w, &w->system.actor, w->zone, S("above"), false, &above));
    assert_ok(create(w, &w->system.actor, w->rival, S("beside"), false, &beside));
    const int64_t outside[] = {above, beside, 999999};

    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        uint64_t before = world_digest(w);

        assert_err(account_set_password(&w->accounts, w->a, &chief->actor, outside[i],
                                        S("Another-2020"), false, S(""), world_now(w)),
                   NOT_FOUND);
        assert_err(account_set_active(&w->accounts, w->a, &chief->actor, outside[i], false, S(""),
                                      world_now(w)),
                   NOT_FOUND);
        assert_err(account_token(&w->accounts, w->a, &chief->actor, outside[i], 1, S(""),
                                 world_now(w), &token),
                   NOT_FOUND);
        assert_int_equal(world_digest(w), before);
    }
    int64_t id;

    assert_err(create(w, &chief->actor, w->zone, S("x"), false, &id), NOT_FOUND);
    assert_err(create(w, &chief->actor, w->foreign, S("x"), false, &id), NOT_FOUND);
    assert_err(create(w, &chief->actor, w->section, S("below"), false, &id), CONFLICT);
    assert_ok(
        account_set_active(&w->accounts, w->a, &chief->actor, below, false, S(""), world_now(w)));
    static const str none[] = {S_INIT("no_such_role")};
    struct account_new n = {.organ_id = w->section,
                            .login = S("roleless"),
                            .name = S("王小明"),
                            .title = S(""),
                            .password = GOOD,
                            .roles = none,
                            .n_roles = 1};

    assert_err(account_create(&w->accounts, w->a, &chief->actor, &n, S(""), world_now(w), &id),
               INVALID);
    assert_int_equal(world_number(w, "SELECT count(*) FROM staff WHERE login = 'roleless'"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(password_rules),
        BOTH(one_sentence_for_all_refusals),
        BOTH(lock_grows_and_is_exact),
        BOTH(guesses_side_by_side),
        BOTH(session_limits),
        BOTH(sessions_end),
        BOTH(first_password_comes_first),
        BOTH(tokens),
        BOTH(scope_of_administration),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
