/* Roles and 三员分立, on both engines: no way of changing accounts, roles or rights makes one
 * person two of system, security and audit administrator, or leaves nobody who administers. */
#include "core_fixture.h"

#include "core/duty.h"
#include "core/role.h"

struct task {
    struct change_by by;
    enum { CHANGE, REMOVE, GIVE } what;
    struct role_in in;
    int64_t id;
    const str *roles;
    size_t n;
};

static struct err *run(struct db_tx *tx, struct arena *a, void *arg)
{
    struct task *t = arg;

    if (t->what == CHANGE) return role_change(tx, a, &t->by, &t->in, &t->id);
    if (t->what == REMOVE) return role_remove(tx, a, &t->by, t->id);
    return role_give(tx, a, &t->by, t->id, t->roles, t->n);
}

static struct err *act(struct world *w, const struct person *who, struct task *t)
{
    t->by = (struct change_by){&who->actor, S(""), world_now(w)};
    return db_write(w->db, w->a, run, t);
}

static int64_t make_role(struct world *w, const char *code, const str *permissions, size_t n)
{
    struct task t = {.what = CHANGE,
                     .in = {.code = str_of(code),
                            .name = str_of(code),
                            .permissions = permissions,
                            .n_permissions = n}};

    assert_ok(act(w, &w->system, &t));
    return t.id;
}

static struct err *give(struct world *w, const struct person *by, const struct person *to,
                        const char *roles)
{
    str list[8];
    struct task t = {.what = GIVE, .id = to->actor.user, .roles = list};
    str rest = str_of(roles);

    for (str role; str_split(&rest, ',', &role);) list[t.n++] = role;
    return act(w, by, &t);
}

static const str P_SYSTEM[] = {S_INIT("office.accounts"), S_INIT("setup.site")};
static const str P_SECURITY[] = {S_INIT("setup.roles")};
static const str P_AUDIT[] = {S_INIT("office.audit")};
static const str P_WORK[] = {S_INIT("document.draft"), S_INIT("office.users")};

struct scene {
    struct world *w;
    int64_t system, security, audit, work; /* roles */
    struct person *anna, *bo, *cai, *dan;  /* system, security, audit, work */
};

static struct scene scene_of(void **state)
{
    struct world *w = world_of(state);
    struct scene s = {.w = w};

    s.system = make_role(w, "system", P_SYSTEM, COUNT_OF(P_SYSTEM));
    s.security = make_role(w, "security", P_SECURITY, COUNT_OF(P_SECURITY));
    s.audit = make_role(w, "audit", P_AUDIT, COUNT_OF(P_AUDIT));
    s.work = make_role(w, "work", P_WORK, COUNT_OF(P_WORK));
    s.anna = world_person(w, w->zone, w->zone_path, S("anna"), NULL, 0);
    s.bo = world_person(w, w->zone, w->zone_path, S("bo"), NULL, 0);
    s.cai = world_person(w, w->zone, w->zone_path, S("cai"), NULL, 0);
    s.dan = world_person(w, w->zone, w->zone_path, S("dan"), NULL, 0);
    assert_ok(give(w, &w->system, s.anna, "system"));
    assert_ok(give(w, &w->system, s.bo, "security"));
    assert_ok(give(w, &w->system, s.cai, "audit"));
    assert_ok(give(w, &w->system, s.dan, "work"));
    return s;
}

static void a_role_is_made_changed_and_recorded(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;
    static const str more[] = {S_INIT("document.draft"), S_INIT("document.sign")};
    struct task t = {.what = CHANGE,
                     .in = {.id = s.work,
                            .code = S("work"),
                            .name = S("经办"),
                            .permissions = more,
                            .n_permissions = 2}};

    assert_ok(act(w, s.bo, &t));
    assert_int_equal(world_number(w, "SELECT count(*) FROM role_permission WHERE role_id = %lld",
                                  (long long)s.work),
                     2);
    assert_str(world_text(w, "SELECT detail FROM audit WHERE action = 'role.change'"),
               S("{\"which\":\"work\",\"changed\":{\"name\":[\"work\",\"经办\"],"
                 "\"permissions\":[\"document.draft,office.users\","
                 "\"document.draft,document.sign\"]}}"));
    assert_str(world_text(w,
                          "SELECT detail FROM audit WHERE action = 'staff.roles' AND"
                          " object_id = %lld",
                          (long long)s.dan->actor.user),
               S("{\"which\":\"dan\",\"changed\":{\"roles\":[\"\",\"work\"]}}"));
    t = (struct task){.what = REMOVE, .id = s.work};
    assert_err(act(w, s.bo, &t), GUARD); /* dan has it */
    assert_ok(give(w, s.anna, s.dan, ""));
    assert_ok(act(w, s.bo, &t));
    assert_int_equal(world_number(w, "SELECT count(*) FROM role WHERE code = 'work'"), 0);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;
    struct person *low = world_person(w, w->bureau, w->bureau_path, S("low"), NULL, 0);
    struct person *other = world_person(w, w->foreign, w->foreign_path, S("other"), NULL, 0);
    uint64_t before = world_digest(w);
    struct task t = {.what = CHANGE, .in = {.code = S("work"), .name = S("又一个")}};
    struct err *e = act(w, s.bo, &t);

    assert_err(e, INVALID);
    assert_str(e->field, S("code"));
    t.in.id = s.security;
    assert_err(act(w, s.bo, &t), GUARD); /* his own */
    t.in.id = s.work;
    assert_err(act(w, low, &t), FORBIDDEN); /* roles are the whole site's */
    assert_err(act(w, other, &t), NOT_FOUND);
    t.what = REMOVE;
    t.id = s.work;
    assert_err(act(w, low, &t), FORBIDDEN);
    assert_err(act(w, other, &t), NOT_FOUND);
    assert_err(give(w, low, s.dan, "work"), NOT_FOUND); /* above */
    assert_err(give(w, other, s.dan, "work"), NOT_FOUND);
    assert_err(give(w, s.anna, s.anna, "system"), GUARD); /* oneself */
    assert_err(give(w, s.anna, s.dan, "nonsense"), INVALID);
    assert_int_equal(world_digest(w), before);
}

static void nobody_is_two_of_three(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;
    static const str both[] = {S_INIT("setup.organs"), S_INIT("office.audit")};
    static const str audit_too[] = {S_INIT("document.draft"), S_INIT("office.audit")};
    struct task t = {
        .what = CHANGE,
        .in = {.code = S("all"), .name = S("全部"), .permissions = both, .n_permissions = 2}};
    uint64_t before = world_digest(w);

    assert_err(act(w, s.bo, &t), GUARD); /* one role */
    assert_err(give(w, s.anna, s.cai, "audit,system"), GUARD);
    assert_err(give(w, s.anna, s.bo, "security,audit"), GUARD);
    assert_err(give(w, s.anna, s.dan, "system,security"), GUARD);
    /* Through what a role allows: dan is also the auditor's. */
    assert_int_equal(world_digest(w), before);
    assert_ok(give(w, s.anna, s.dan, "work,system"));
    t.in = (struct role_in){.id = s.work,
                            .code = S("work"),
                            .name = S("work"),
                            .permissions = audit_too,
                            .n_permissions = 2};
    before = world_digest(w);
    struct err *e = act(w, s.bo, &t);

    assert_err(e, GUARD);
    assert_true(str_find(e->message, s.dan->actor.name, 0) != STR_NONE);
    assert_int_equal(world_digest(w), before);
}

static void a_new_account_is_not_two_of_three(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;
    static const str roles[] = {S_INIT("audit"), S_INIT("security")};
    struct account_new n = {.organ_id = w->zone,
                            .login = S("eve"),
                            .name = S("新人"),
                            .title = S(""),
                            .password = S("Kq7-lotus-2231"),
                            .roles = roles,
                            .n_roles = 2};
    uint64_t before = world_digest(w);
    int64_t id;

    assert_err(account_create(&w->accounts, w->a, &s.anna->actor, &n, S(""), world_now(w), &id),
               GUARD);
    assert_int_equal(world_digest(w), before);
    n.n_roles = 1;
    assert_ok(account_create(&w->accounts, w->a, &s.anna->actor, &n, S(""), world_now(w), &id));
}

static void somebody_administers(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;
    struct task t = {.what = CHANGE, .in = {.id = s.system, .code = S("system"), .name = S("x")}};

    assert_err(give(w, &w->system, s.anna, ""), GUARD);
    assert_err(give(w, s.anna, s.bo, ""), GUARD);
    assert_err(act(w, s.bo, &t), GUARD); /* takes the right from the role */
    assert_err(account_set_active(&w->accounts, w->a, &w->system.actor, s.anna->actor.user, false,
                                  S(""), world_now(w)),
               GUARD);
    /* A second one below does not count: it does not reach all accounts. */
    struct person *low = world_person(w, w->bureau, w->bureau_path, S("low"), NULL, 0);

    assert_ok(give(w, s.anna, low, "system"));
    assert_err(give(w, &w->system, s.anna, ""), GUARD);
    struct person *second = world_person(w, w->zone, w->zone_path, S("second"), NULL, 0);

    assert_ok(give(w, s.anna, second, "system"));
    assert_ok(account_set_active(&w->accounts, w->a, &w->system.actor, s.anna->actor.user, false,
                                 S(""), world_now(w)));
    assert_err(give(w, &w->system, second, ""), GUARD); /* anna is disabled */
    /* Auditors are not administrators: they may go. */
    assert_ok(give(w, second, s.cai, ""));
}

static void what_was_merged_before_stops_nothing_else(void **state)
{
    struct scene s = scene_of(state);
    struct world *w = s.w;

    for (int i = 0; i < 2; i++) {
        const struct person *p = i ? s.cai : s.dan;

        assert_true(world_sql(w, "INSERT INTO staff_role (staff_id, role_id) VALUES (%lld, %lld)",
                              (long long)p->actor.user, (long long)s.system));
    }
    assert_true(world_sql(w, "INSERT INTO staff_role (staff_id, role_id) VALUES (%lld, %lld)",
                          (long long)s.dan->actor.user, (long long)s.audit));
    assert_ok(give(w, s.anna, s.dan, "work"));                 /* one of the two is put right */
    assert_err(give(w, s.anna, s.dan, "audit,system"), GUARD); /* and may not go back */
    assert_ok(give(w, s.anna, s.cai, "audit"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(a_role_is_made_changed_and_recorded),
        BOTH(what_does_not_fit_is_refused),
        BOTH(nobody_is_two_of_three),
        BOTH(a_new_account_is_not_two_of_three),
        BOTH(somebody_administers),
        BOTH(what_was_merged_before_stops_nothing_else),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
