/* Organs of a site in use, on both engines: what may be said of them, and that a move takes all
 * rows along. The tree is also kept by the test itself, by parents alone: whose rows somebody sees
 * is asked there by walking up, and compared with what the paths in the tables give. */
#include "core_fixture.h"

#include "core/module.h"
#include "core/organ_change.h"

enum { ORGANS = 14, CASES = 60, MOVES = 60 };

struct task {
    struct change_by by;
    enum { ADD, SET, DELETE } what;
    struct organ organ;
    int64_t id;
};

static struct err *run(struct db_tx *tx, struct arena *a, void *arg)
{
    struct task *t = arg;

    if (t->what == ADD) return organ_change_add(tx, a, &t->by, &t->organ, &t->id);
    if (t->what == DELETE) return organ_change_delete(tx, a, &t->by, NULL, 0, t->id);
    return organ_change_set(tx, a, &t->by, NULL, 0, &t->organ);
}

static struct err *act(struct world *w, const struct person *who, struct task *t)
{
    t->by = (struct change_by){&who->actor, S(""), world_now(w)};
    return db_write(w->db, w->a, run, t);
}

struct look {
    int64_t site;
    struct organs all;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct look *l = arg;

    return organs_load(tx, a, l->site, &l->all);
}

static struct organ organ(struct world *w, int64_t id)
{
    struct look l = {.site = w->site};

    assert_ok(db_read(w->db, w->a, load, &l));
    const struct organ *o = organs_by_id(&l.all, id);

    assert_non_null(o);
    struct organ out = o ? *o : (struct organ){0};

    out.uscc = S(""); /* those of the fixture are no real ones */
    return out;
}

static void assert_at(const struct err *e, const char *field)
{
    assert_non_null(e);
    assert_int_equal(e->code, ERR_INVALID);
    assert_str(e->field, str_of(field));
}

static struct organ fresh(int64_t parent, const char *code)
{
    return (struct organ){.parent_id = parent,
                          .path = S(""),
                          .code = str_of(code),
                          .uscc = S(""),
                          .name = S("新设的局"),
                          .short_name = S("新局"),
                          .kind = S("department"),
                          .position = 7};
}

static int64_t made(struct world *w, int64_t parent, const char *code)
{
    struct task t = {.what = ADD, .organ = fresh(parent, code)};

    assert_ok(act(w, &w->system, &t));
    return t.id;
}

static struct person *boss_of(struct world *w)
{
    return world_person(w, w->zone, w->zone_path, S("boss"), NULL, 0);
}

static int64_t add_case(struct world *w, int64_t organ_id, int64_t id)
{
    assert_true(world_sql(
        w,
        "INSERT INTO flow_case (id, site_id, organ_id, organ_path, kind, state, version, title,"
        " created_ms, changed_ms) SELECT %lld, o.site_id, o.id, o.path, 'x', 'open', 1, '件', 1, 1"
        " FROM organ o WHERE o.id = %lld",
        (long long)id, (long long)organ_id));
    assert_true(world_sql(
        w,
        "INSERT INTO review (id, site_id, organ_id, organ_path, case_id, content_version, result,"
        " secrecy, privacy, basis, findings, reviewer, at_ms)"
        " SELECT %lld, o.site_id, o.id, o.path, %lld, 1, 'pass', '', '', '', '', '', 1"
        " FROM organ o WHERE o.id = %lld",
        (long long)id, (long long)id, (long long)organ_id));
    return id;
}

/* ---- what is said of an organ --------------------------------------------------------------- */

static void an_organ_is_added_and_changed(void **state)
{
    struct world *w = world_of(state);
    struct person *boss = boss_of(w);
    struct task t = {.what = ADD, .organ = fresh(w->bureau, "fresh")};

    t.organ.uscc = S("11990705990705025A");
    assert_ok(act(w, boss, &t));
    assert_str(world_text(w, "SELECT path FROM organ WHERE code = 'fresh'"),
               str_printf(w->a, "%.*s%lld/", STR_ARG(w->bureau_path), (long long)t.id));
    t.what = SET;
    t.organ.id = t.id;
    t.organ.name = S("改了名的局");
    t.organ.code = S("renamed");
    assert_ok(act(w, boss, &t));
    assert_str(organ(w, t.id).name, S("改了名的局"));
    assert_str(world_text(w, "SELECT detail FROM audit WHERE action = 'organ.change'"),
               S("{\"which\":\"fresh\",\"changed\":{\"code\":[\"fresh\",\"renamed\"],"
                 "\"name\":[\"新设的局\",\"改了名的局\"]}}"));
    assert_str(world_text(w, "SELECT actor FROM audit WHERE action = 'organ.add'"),
               boss->actor.name);
}

static void what_does_not_fit_is_refused(void **state)
{
    struct world *w = world_of(state);
    struct person *boss = boss_of(w);
    uint64_t before = world_digest(w);
    struct task t = {.what = ADD, .organ = fresh(w->bureau, "rival")};

    assert_at(act(w, boss, &t), "code"); /* taken */
    t.organ = fresh(w->bureau, "fresh");
    t.organ.uscc = S("11990705990705025B"); /* the check digit is A */
    assert_at(act(w, boss, &t), "uscc");
    t.organ.uscc = S("1199070599070502");
    assert_at(act(w, boss, &t), "uscc");
    t.organ = fresh(0, "fresh");
    assert_at(act(w, boss, &t), "parent");
    t.organ = fresh(w->foreign, "fresh"); /* another site's */
    assert_at(act(w, boss, &t), "parent");
    t.what = SET;
    t.organ = organ(w, w->rival);
    t.organ.code = S("bureau");
    assert_at(act(w, boss, &t), "code");
    assert_int_equal(world_digest(w), before);
    /* The code of another site's organ is free here. */
    t.organ.code = S("foreign");
    assert_ok(act(w, boss, &t));
}

static void others_organs_are_none_of_ours(void **state)
{
    struct world *w = world_of(state);
    struct person *low = world_person(w, w->bureau, w->bureau_path, S("low"), NULL, 0);
    struct person *other = world_person(w, w->foreign, w->foreign_path, S("other"), NULL, 0);
    struct organ section = organ(w, w->section);
    struct task t = {.what = SET, .organ = organ(w, w->rival)};
    uint64_t before = world_digest(w);

    assert_err(act(w, low, &t), NOT_FOUND); /* beside */
    t.organ = organ(w, w->zone);
    assert_err(act(w, low, &t), NOT_FOUND); /* above */
    t.organ = section;
    assert_err(act(w, other, &t), NOT_FOUND);
    t.organ.parent_id = w->rival; /* one's own to a place that is not */
    assert_at(act(w, low, &t), "parent");
    t.organ = organ(w, w->bureau);
    t.organ.parent_id = w->section; /* the top of the scope, at that below itself */
    assert_err(act(w, low, &t), INVALID);
    t = (struct task){.what = DELETE, .id = w->rival};
    assert_err(act(w, low, &t), NOT_FOUND);
    t.id = w->section;
    assert_err(act(w, other, &t), NOT_FOUND);
    t = (struct task){.what = ADD, .organ = fresh(w->rival, "fresh")};
    assert_at(act(w, low, &t), "parent");
    assert_int_equal(world_digest(w), before);
    /* What is theirs they may name. */
    t = (struct task){.what = SET, .organ = organ(w, w->bureau)};
    t.organ.name = S("本局");
    assert_ok(act(w, low, &t));
    assert_str(organ(w, w->bureau).path, w->bureau_path);
}

static void an_organ_does_not_stand_below_itself(void **state)
{
    struct world *w = world_of(state);
    struct person *boss = boss_of(w);
    struct task t = {.what = SET, .organ = organ(w, w->bureau)};
    int64_t at = w->section;
    uint64_t before = world_digest(w);

    t.organ.parent_id = w->bureau;
    assert_at(act(w, boss, &t), "parent");
    t.organ.parent_id = w->section;
    assert_at(act(w, boss, &t), "parent");
    t.organ = organ(w, w->zone);
    t.organ.parent_id = w->rival;
    assert_at(act(w, boss, &t), "parent");
    assert_int_equal(world_digest(w), before);
    for (int level = 4; level <= ORGAN_DEPTH_MOST; level++)
        at = made(w, at, str_z(w->a, str_printf(w->a, "l%d", level)));
    t = (struct task){.what = ADD, .organ = fresh(at, "deeper")};
    assert_at(act(w, boss, &t), "parent");
    t = (struct task){.what = SET, .organ = organ(w, w->bureau)};
    t.organ.parent_id = w->rival; /* would push the deepest too far */
    assert_at(act(w, boss, &t), "parent");
}

static void only_an_empty_organ_is_deleted(void **state)
{
    struct world *w = world_of(state);
    struct person *boss = boss_of(w);
    int64_t id = made(w, w->rival, "empty");
    struct task t = {.what = DELETE, .id = w->rival};

    assert_err(act(w, boss, &t), GUARD); /* one below */
    t.id = w->zone;
    assert_err(act(w, boss, &t), GUARD); /* the top */
    (void)world_person(w, w->section, w->section_path, S("clerk"), NULL, 0);
    t.id = w->section;
    assert_err(act(w, boss, &t), GUARD); /* somebody works there */
    t.id = id;
    (void)add_case(w, id, 900);
    assert_err(act(w, boss, &t), GUARD); /* a case */
    assert_true(world_sql(w, "DELETE FROM review"));
    assert_true(world_sql(w, "DELETE FROM flow_case"));
    assert_ok(act(w, boss, &t));
    assert_int_equal(world_number(w, "SELECT count(*) FROM organ WHERE code = 'empty'"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM audit WHERE action = 'organ.delete'"),
                     1);
    assert_err(act(w, boss, &t), NOT_FOUND);
}

/* ---- moves ---------------------------------------------------------------------------------- */

/* The test's own tree. */
struct tree {
    int64_t id[ORGANS], parent[ORGANS];
    size_t n;
    int64_t organ_of_case[CASES];
};

static size_t at_of(const struct tree *t, int64_t id)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->id[i] == id) return i;
    return t->n;
}

static bool is_within(const struct tree *t, int64_t id, int64_t above)
{
    for (size_t steps = 0; id && steps < ORGANS; steps++) {
        if (id == above) return true;
        id = t->parent[at_of(t, id)];
    }
    return false;
}

static size_t depth_below(const struct tree *t, int64_t id)
{
    size_t most = 0;

    for (size_t i = 0; i < t->n; i++) {
        size_t depth = 0;

        if (!is_within(t, t->id[i], id)) continue;
        for (int64_t x = t->id[i]; x != id; x = t->parent[at_of(t, x)]) depth++;
        if (depth > most) most = depth;
    }
    return most;
}

static size_t level(const struct tree *t, int64_t id)
{
    size_t n = 0;

    for (; id; id = t->parent[at_of(t, id)]) n++;
    return n;
}

/* For somebody of each organ: the cases that the paths show are those that the tree gives. */
static void compare(struct world *w, const struct tree *t)
{
    static const char *const tables[] = {"flow_case", "review"};

    for (size_t i = 0; i < t->n; i++) {
        str path = world_text(w, "SELECT path FROM organ WHERE id = %lld", (long long)t->id[i]);
        int64_t expected = 0;

        for (size_t k = 0; k < CASES; k++) expected += is_within(t, t->organ_of_case[k], t->id[i]);
        for (size_t k = 0; k < COUNT_OF(tables); k++)
            assert_int_equal(world_number(w,
                                          "SELECT count(*) FROM %s WHERE site_id = %lld AND"
                                          " organ_path >= '%.*s' AND organ_path < '%.*s~'",
                                          tables[k], (long long)w->site, STR_ARG(path),
                                          STR_ARG(path)),
                             expected);
    }
    assert_int_equal(world_number(w, "SELECT count(*) FROM organ o JOIN organ p ON p.id ="
                                     " o.parent_id WHERE o.path <> p.path || CAST(o.id AS TEXT)"
                                     " || '/'"),
                     0);
}

static void moves_take_all_rows_along(void **state)
{
    struct world *w = world_of(state);
    struct person *boss = boss_of(w);
    struct tree t = {.id = {w->zone, w->bureau, w->section, w->rival},
                     .parent = {0, w->zone, w->bureau, w->zone},
                     .n = 4};
    int64_t foreign = world_number(w, "SELECT count(*) FROM flow_case");
    size_t moved = 0;

    while (t.n < ORGANS) {
        int64_t parent = t.id[world_chance(w, t.n)];

        if (level(&t, parent) >= 5) continue;
        t.parent[t.n] = parent;
        t.id[t.n] = made(w, parent, str_z(w->a, str_printf(w->a, "o%zu", t.n)));
        t.n++;
    }
    for (size_t i = 0; i < CASES; i++) {
        t.organ_of_case[i] = t.id[world_chance(w, t.n)];
        (void)add_case(w, t.organ_of_case[i], (int64_t)i + 1000);
    }
    (void)add_case(w, w->foreign, 5000);
    compare(w, &t);
    for (size_t i = 0; i < MOVES; i++) {
        int64_t id = t.id[1 + world_chance(w, t.n - 1)];
        int64_t to = t.id[world_chance(w, t.n)];
        struct task task = {.what = SET, .organ = organ(w, id)};
        bool fits =
            !is_within(&t, to, id) && level(&t, to) + 1 + depth_below(&t, id) <= ORGAN_DEPTH_MOST;

        task.organ.parent_id = to;
        struct err *e = act(w, boss, &task);

        assert_int_equal(e == NULL, fits);
        if (e) continue;
        t.parent[at_of(&t, id)] = to;
        moved++;
        compare(w, &t);
    }
    assert_true(moved > MOVES / 4);
    assert_int_equal(foreign, 0);
    assert_str(world_text(w, "SELECT organ_path FROM flow_case WHERE id = 5000"), w->foreign_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(an_organ_is_added_and_changed),  BOTH(what_does_not_fit_is_refused),
        BOTH(others_organs_are_none_of_ours), BOTH(an_organ_does_not_stand_below_itself),
        BOTH(only_an_empty_organ_is_deleted), BOTH(moves_take_all_rows_along),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
