/* Settings, host names and columns of a site in use, on both engines: what is changed is changed
 * whole and recorded with what it was; each refusal leaves everything as it is. */
#include "core_fixture.h"

#include "core/column_change.h"
#include "core/directory.h"
#include "core/module.h"
#include "core/site_change.h"

/* A change as a transaction. */
struct task {
    struct change_by by;
    struct err *(*fn)(struct db_tx *tx, struct arena *a, struct task *t);
    struct site_info site;
    str host, used, word;
    struct site_column column;
    const struct module *const *modules;
    size_t n_modules;
    int64_t id;
};

static struct err *run(struct db_tx *tx, struct arena *a, void *arg)
{
    struct task *t = arg;

    return t->fn(tx, a, t);
}

static struct err *act(struct world *w, const struct person *who, struct task *t)
{
    t->by = (struct change_by){&who->actor, S("192.0.2.7"), world_now(w)};
    return db_write(w->db, w->a, run, t);
}

static struct err *set_site(struct db_tx *tx, struct arena *a, struct task *t)
{
    return site_change(tx, a, &t->by, &t->site);
}

static struct err *add_host(struct db_tx *tx, struct arena *a, struct task *t)
{
    return site_change_add_host(tx, a, &t->by, t->host);
}

static struct err *remove_host(struct db_tx *tx, struct arena *a, struct task *t)
{
    return site_change_remove_host(tx, a, &t->by, t->host, t->used);
}

static struct err *add_column(struct db_tx *tx, struct arena *a, struct task *t)
{
    return column_change_add(tx, a, &t->by, &t->column, t->word, &t->id);
}

static struct err *set_column(struct db_tx *tx, struct arena *a, struct task *t)
{
    return column_change_set(tx, a, &t->by, &t->column, t->word);
}

static struct err *delete_column(struct db_tx *tx, struct arena *a, struct task *t)
{
    return column_change_delete(tx, a, &t->by, t->modules, t->n_modules, t->id);
}

struct look {
    struct sites sites;
    struct site_columns columns;
    int64_t site;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct look *l = arg;

    TRY(sites_load(tx, a, &l->sites));
    return columns_load(tx, a, l->site, &l->columns);
}

static struct look look(struct world *w)
{
    struct look l = {.site = w->site};

    assert_ok(db_read(w->db, w->a, load, &l));
    return l;
}

static struct site_info own_site(struct world *w)
{
    struct look l = look(w);

    return *sites_by_id(&l.sites, w->site);
}

static struct site_column column(struct world *w, int64_t id)
{
    struct look l = look(w);

    return *columns_by_id(&l.columns, id);
}

/* The field that the one error is about. */
static void assert_at(const struct err *e, const char *field)
{
    assert_non_null(e);
    assert_int_equal(e->code, ERR_INVALID);
    assert_str(e->field, str_of(field));
}

static struct person *somebody(struct world *w, int64_t organ, str path, str login)
{
    return world_person(w, organ, path, login, NULL, 0);
}

/* ---- settings ------------------------------------------------------------------------------- */

static void settings_change_and_are_recorded(void **state)
{
    struct world *w = world_of(state);
    struct person *boss = somebody(w, w->zone, w->zone_path, S("boss"));
    struct task t = {.fn = set_site, .site = own_site(w)};

    t.site.name = S("临港高新区");
    t.site.phone = S("0990-8800001");
    assert_ok(act(w, boss, &t));
    assert_str(own_site(w).name, S("临港高新区"));
    assert_str(own_site(w).short_name, S("开发区"));
    assert_str(world_text(w, "SELECT detail FROM audit WHERE action = 'site.change'"),
               S("{\"which\":\"main\",\"changed\":{\"name\":[\"临港开发区\",\"临港高新区\"],"
                 "\"phone\":[\"\",\"0990-8800001\"]}}"));
    assert_str(world_text(w, "SELECT remote FROM audit WHERE action = 'site.change'"),
               S("192.0.2.7"));
    /* The same again changes nothing, and is no record. */
    assert_ok(act(w, boss, &t));
    assert_int_equal(world_number(w, "SELECT count(*) FROM audit WHERE action = 'site.change'"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM site WHERE name = '临港高新区'"), 1);
}

static void settings_are_the_top_organs(void **state)
{
    struct world *w = world_of(state);
    struct person *low = somebody(w, w->bureau, w->bureau_path, S("low"));
    struct person *other = somebody(w, w->foreign, w->foreign_path, S("other"));
    struct task t = {.fn = set_site, .site = own_site(w)};
    uint64_t before = world_digest(w);

    t.site.name = S("别人的名字");
    assert_err(act(w, low, &t), FORBIDDEN);
    /* One of another site changes that one, whatever id is given: here not even the domain fits. */
    assert_at(act(w, other, &t), "domain");
    t.fn = add_host;
    t.host = S("low.test");
    assert_err(act(w, low, &t), FORBIDDEN);
    t.fn = add_column;
    t.column = column(w, w->news);
    t.word = S("x");
    assert_err(act(w, low, &t), FORBIDDEN);
    t.fn = set_column;
    t.word = S("news");
    assert_err(act(w, low, &t), FORBIDDEN);
    t.fn = delete_column;
    t.id = w->news;
    assert_err(act(w, low, &t), FORBIDDEN);
    assert_int_equal(world_digest(w), before);
}

static void the_domain_is_one_of_the_hosts(void **state)
{
    struct world *w = world_of(state);
    struct task t = {.fn = set_site, .site = own_site(w)};
    struct task host = {.fn = add_host, .host = S("WWW.Main.test")};

    t.site.domain = S("www.main.test");
    assert_at(act(w, &w->system, &t), "domain");
    t.site.domain = S("other.test"); /* the other site's */
    assert_at(act(w, &w->system, &t), "domain");
    assert_ok(act(w, &w->system, &host));
    assert_int_equal(world_number(w, "SELECT count(*) FROM site_host WHERE host = 'www.main.test'"),
                     1);
    t.site.domain = S("www.main.test");
    assert_ok(act(w, &w->system, &t));
}

/* ---- host names ----------------------------------------------------------------------------- */

static void a_host_is_of_one_site(void **state)
{
    struct world *w = world_of(state);
    static const char *const wrong[] = {"",        "a b.test", "http://a.test", "a.test:80",
                                        "-a.test", "a..test",  ".test",         "a.test.",
                                        "甲.test", "a_b.test"};
    uint64_t before = world_digest(w);
    struct task t = {.fn = add_host};

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        t.host = str_of(wrong[i]);
        assert_at(act(w, &w->system, &t), "host");
    }
    t.host = S("other.test");
    assert_at(act(w, &w->system, &t), "host");
    t.host = S("Main.test");
    assert_at(act(w, &w->system, &t), "host");
    assert_int_equal(world_digest(w), before);
}

static void a_host_in_use_stays(void **state)
{
    struct world *w = world_of(state);
    struct task add = {.fn = add_host, .host = S("b.test")};
    struct task t = {.fn = remove_host, .host = S("main.test"), .used = S("b.test")};

    assert_err(act(w, &w->system, &t), GUARD); /* the only one */
    assert_ok(act(w, &w->system, &add));
    assert_err(act(w, &w->system, &t), GUARD); /* the domain */
    t.host = S("b.test");
    assert_err(act(w, &w->system, &t), GUARD); /* the one through which one has come */
    t.host = S("other.test");
    assert_err(act(w, &w->system, &t), NOT_FOUND);
    assert_int_equal(world_number(w, "SELECT count(*) FROM site_host"), 3);
    t.host = S("B.test");
    t.used = S("main.test");
    assert_ok(act(w, &w->system, &t));
    assert_int_equal(world_number(w, "SELECT count(*) FROM site_host"), 2);
    assert_int_equal(
        world_number(w, "SELECT count(*) FROM audit WHERE action = 'site.host_remove'"), 1);
}

/* ---- the set-up in memory ------------------------------------------------------------------- */

static void count_call(void *arg)
{
    int *calls = arg;

    (*calls)++;
}

static void the_directory_tells_of_changes_alone(void **state)
{
    struct world *w = world_of(state);
    struct directory *d;
    struct task t = {.fn = set_site, .site = own_site(w)};
    int calls = 0;

    assert_ok(directory_open(w->a, w->db, &d));
    directory_watch(d, count_call, &calls);
    const struct directory_site *was = directory_by_id(d, w->site);

    assert_ok(directory_reload(d, w->a));
    assert_int_equal(calls, 0);
    assert_ptr_equal(directory_by_id(d, w->site), was);
    /* The number of publications is the database's: it is no change of the set-up. */
    assert_true(world_sql(w,
                          "INSERT INTO publication_count (site_id, column_id, n)"
                          " VALUES (%lld, %lld, 9)",
                          (long long)w->site, (long long)w->news));
    assert_ok(directory_reload(d, w->a));
    assert_int_equal(calls, 0);
    t.site.mark_url = S("https://bszs.conac.cn/x");
    assert_ok(act(w, &w->system, &t));
    assert_ok(directory_reload(d, w->a));
    assert_int_equal(calls, 1);
    assert_str(directory_by_id(d, w->site)->info->mark_url, S("https://bszs.conac.cn/x"));
    assert_str(was->info->mark_url, S("")); /* whoever looks at the old one still can */
    assert_true(world_sql(w, "UPDATE organ SET position = position + 1 WHERE id = %lld",
                          (long long)w->section));
    assert_ok(directory_reload(d, w->a));
    assert_true(
        world_sql(w, "UPDATE site_column SET in_menu = 0 WHERE id = %lld", (long long)w->news));
    assert_ok(directory_reload(d, w->a));
    assert_true(world_sql(w, "INSERT INTO site_host (host, site_id) VALUES ('n.test', %lld)",
                          (long long)w->site));
    assert_ok(directory_reload(d, w->a));
    assert_int_equal(calls, 4);
    directory_close(d);
}

/* ---- columns -------------------------------------------------------------------------------- */

static struct site_column fresh(int64_t parent)
{
    return (struct site_column){.parent_id = parent,
                                .path = S(""),
                                .name = S("公告"),
                                .type = S("工作动态"),
                                .description = S("公告在这里。"),
                                .keywords = S(""),
                                .art20 = S("20-01"),
                                .position = 30,
                                .in_menu = true};
}

static int64_t made(struct world *w, int64_t parent, const char *word)
{
    struct task t = {.fn = add_column, .column = fresh(parent), .word = str_of(word)};

    assert_ok(act(w, &w->system, &t));
    return t.id;
}

static void columns_are_made_and_described(void **state)
{
    struct world *w = world_of(state);
    int64_t id = made(w, w->news, "notices");
    struct task t = {.fn = set_column, .column = column(w, id), .word = S("notices")};

    assert_str(t.column.path, S("news/notices"));
    assert_str(t.column.art20, S("20-01"));
    t.column.name = S("通知公告");
    t.column.art20 = S("");
    t.column.in_menu = false;
    t.column.position = 5;
    assert_ok(act(w, &w->system, &t));
    assert_str(column(w, id).name, S("通知公告"));
    assert_str(column(w, id).art20, S(""));
    assert_false(column(w, id).in_menu);
    assert_int_equal(column(w, id).position, 5);
    assert_str(world_text(w, "SELECT detail FROM audit WHERE action = 'column.change'"),
               S("{\"which\":\"news/notices\",\"changed\":{\"name\":[\"公告\",\"通知公告\"],"
                 "\"art20\":[\"20-01\",\"\"],\"position\":[\"30\",\"5\"],"
                 "\"in_menu\":[\"1\",\"0\"]}}"));
}

static void a_path_has_its_letters_and_is_there_once(void **state)
{
    struct world *w = world_of(state);
    static const char *const wrong[] = {"", "A", "a b", "a/b", "公告", "-a", "..", "feed"};
    struct task t = {.fn = add_column, .column = fresh(w->news)};

    (void)made(w, w->news, "notices");
    uint64_t before = world_digest(w);

    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        t.word = str_of(wrong[i]);
        assert_at(act(w, &w->system, &t), "word");
    }
    t.word = S("notices");
    assert_at(act(w, &w->system, &t), "word"); /* taken */
    t.word = S("other");
    t.column.parent_id = w->foreign_column;
    assert_at(act(w, &w->system, &t), "parent"); /* another site's */
    assert_int_equal(world_digest(w), before);
}

static void an_unused_column_moves_with_those_below(void **state)
{
    struct world *w = world_of(state);
    int64_t a = made(w, 0, "a");
    int64_t b = made(w, a, "b");
    int64_t c = made(w, b, "c");
    int64_t like = made(w, 0, "a-like"); /* begins with the same letters, and stays */
    struct task t = {.fn = set_column, .column = column(w, a), .word = S("z")};

    t.column.parent_id = w->news;
    assert_ok(act(w, &w->system, &t));
    assert_str(column(w, a).path, S("news/z"));
    assert_int_equal(column(w, a).parent_id, w->news);
    assert_str(column(w, b).path, S("news/z/b"));
    assert_str(column(w, c).path, S("news/z/b/c"));
    assert_str(column(w, like).path, S("a-like"));
    /* Not below itself, nor too deep. */
    t.column = column(w, a);
    t.column.parent_id = c;
    assert_at(act(w, &w->system, &t), "parent");
    t.column.parent_id = a;
    assert_at(act(w, &w->system, &t), "parent");
    int64_t deep = made(w, c, "d");

    t = (struct task){.fn = add_column, .column = fresh(deep), .word = S("e")};
    assert_at(act(w, &w->system, &t), "parent");
    t = (struct task){.fn = set_column, .column = column(w, a), .word = S("z")};
    t.column.parent_id = like;
    assert_ok(act(w, &w->system, &t));
    int64_t x = made(w, w->news, "x");

    t.column = column(w, a);
    t.column.parent_id = x; /* news/x/z/b/c/d would be six levels */
    assert_at(act(w, &w->system, &t), "parent");
}

static void a_published_path_stays(void **state)
{
    struct world *w = world_of(state);
    int64_t up = made(w, 0, "up");
    int64_t id = made(w, up, "down");
    struct task t = {.fn = set_column, .column = column(w, id), .word = S("other")};

    /* Published once and withdrawn: the number is there, and is nought. */
    assert_true(world_sql(w,
                          "INSERT INTO publication_count (site_id, column_id, n)"
                          " VALUES (%lld, %lld, 0), (%lld, %lld, 0)",
                          (long long)w->site, (long long)id, (long long)w->site, (long long)up));
    uint64_t before = world_digest(w);

    assert_at(act(w, &w->system, &t), "word");
    t.word = S("down");
    t.column.parent_id = w->news;
    assert_at(act(w, &w->system, &t), "parent");
    t.column = column(w, up);
    t.word = S("upper");
    assert_at(act(w, &w->system, &t), "word");
    t.column = column(w, w->policy); /* the home page leads there */
    t.word = S("policies");
    assert_at(act(w, &w->system, &t), "word");
    assert_int_equal(world_digest(w), before);
    t.column = column(w, id);
    t.column.name = S("改了名");
    t.word = S("down");
    assert_ok(act(w, &w->system, &t));
    assert_str(column(w, id).path, S("up/down"));
}

static int64_t uses_answer;

static struct err *uses(struct db_tx *tx, struct arena *a, struct scope scope, int64_t column_id,
                        int64_t *n)
{
    (void)tx;
    (void)a;
    (void)scope;
    (void)column_id;
    *n = uses_answer;
    return NULL;
}

static void only_an_empty_column_is_deleted(void **state)
{
    struct world *w = world_of(state);
    const struct module user = {.name = "user", .label = "文件", .column_uses = uses};
    const struct module *const modules[] = {&user};
    int64_t up = made(w, 0, "up");
    int64_t id = made(w, up, "down");
    struct task t = {.fn = delete_column, .modules = modules, .n_modules = 1, .id = up};

    assert_err(act(w, &w->system, &t), GUARD); /* one below */
    t.id = w->normative;
    assert_err(act(w, &w->system, &t), GUARD); /* the home page leads there */
    t.id = w->foreign_column;
    assert_err(act(w, &w->system, &t), NOT_FOUND);
    assert_true(world_sql(w,
                          "INSERT INTO publication_count (site_id, column_id, n)"
                          " VALUES (%lld, %lld, 2)",
                          (long long)w->site, (long long)id));
    t.id = id;
    assert_err(act(w, &w->system, &t), GUARD); /* two published */
    assert_true(world_sql(w, "UPDATE publication_count SET n = 0"));
    uses_answer = 1;
    struct err *e = act(w, &w->system, &t);

    assert_err(e, GUARD); /* a draft of a module */
    assert_true(str_find(e->message, S("1件文件"), 0) != STR_NONE);
    uses_answer = 0;
    assert_ok(act(w, &w->system, &t));
    t.id = up;
    assert_ok(act(w, &w->system, &t));
    assert_int_equal(world_number(w, "SELECT count(*) FROM site_column WHERE path LIKE 'up%%'"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication_count"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(settings_change_and_are_recorded),
        BOTH(settings_are_the_top_organs),
        BOTH(the_domain_is_one_of_the_hosts),
        BOTH(a_host_is_of_one_site),
        BOTH(a_host_in_use_stays),
        BOTH(the_directory_tells_of_changes_alone),
        BOTH(columns_are_made_and_described),
        BOTH(a_path_has_its_letters_and_is_there_once),
        BOTH(an_unused_column_moves_with_those_below),
        BOTH(a_published_path_stays),
        BOTH(only_an_empty_column_is_deleted),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
