#include "search_desk.h"

#include "core/core_db.h"
#include "core/search_inside.h"
#include "web/route.h"

const struct terms_folder *desk_folder;

void desk_begin(void **state, struct desk *d)
{
    d->bed = bed_of(state);
    d->a = &d->bed->a;
    assert_ok(
        search_open(&d->bed->root, d->bed->db, desk_folder, str_of(d->bed->folder), &d->search));
    assert_ok(town_make(d->bed->db, d->a, S("linjiang"), &d->town));
}

struct date desk_day(const char *text)
{
    struct date d;

    assert_true(date_parse(str_of(text), &d));
    return d;
}

struct paper desk_paper(const char *title, const char *body)
{
    return (struct paper){.title = str_of(title),
                          .document_no = S(""),
                          .index_no = S(""),
                          .issuer = S("临江市档案馆"),
                          .keywords = S(""),
                          .body = str_of(body),
                          .kind = S("policy"),
                          .on = desk_day("2020-05-09"),
                          .column = 4,
                          .organ = 1};
}

struct err *desk_publishes(struct db_tx *tx, struct arena *a, void *arg)
{
    struct publishing *p = arg;

    for (size_t i = 0; i < p->n; i++)
        TRY(town_publish(tx, a, p->town, &p->papers[i], &p->papers[i].made));
    return NULL;
}

void desk_publish_all(struct desk *d, const struct town *town, struct paper *papers, size_t n)
{
    enum { GROUP = 100 };
    struct arena a;

    arena_init(&a, (size_t)512 * 1024 * 1024);
    for (size_t i = 0; i < n; i += GROUP) {
        struct publishing p = {town, papers + i, n - i < GROUP ? n - i : GROUP};

        assert_ok(db_write(d->bed->db, &a, desk_publishes, &p));
        for (size_t k = 0; k < p.n; k++) p.papers[k].id = p.papers[k].made;
        arena_reset(&a);
    }
    arena_release(&a);
}

int64_t desk_publish(struct desk *d, struct paper p)
{
    desk_publish_all(d, &d->town, &p, 1);
    return p.id;
}

struct err *desk_withdraw(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;

    return publication_withdraw(tx, a, (struct scope){1, S("/")}, p->id, S("撤下"), 1);
}

struct search_request desk_request(const struct desk *d, str words)
{
    return (struct search_request){.site = {d->town.scope.site},
                                   .words = words,
                                   .kind = S(""),
                                   .from = DATE_NONE,
                                   .until = DATE_NONE,
                                   .page = 1,
                                   .size = 20,
                                   .facets = true};
}

struct err *desk_asks(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asking *k = arg;

    return search_run(k->search, tx, a, k->tree, &k->rq, &k->out);
}

struct err *desk_refusal(struct desk *d, str words)
{
    struct asking k = {d->search, &d->town.tree, desk_request(d, words), {0}};

    return db_read(d->bed->db, d->a, desk_asks, &k);
}

struct search_result desk_ask(struct desk *d, struct search_request rq)
{
    struct asking k = {d->search, &d->town.tree, rq, {0}};

    assert_ok(db_read(d->bed->db, d->a, desk_asks, &k));
    return k.out;
}

int64_t desk_count(struct desk *d, const char *words)
{
    return desk_ask(d, desk_request(d, str_of(words))).total;
}

size_t desk_findings(struct desk *d)
{
    struct findings f = {.arena = d->a};

    assert_ok(search_check(d->search, d->bed->db, d->a, &f));
    return f.n;
}

static struct err *verify_(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    return search_index_verify(tx, a, NULL);
}

/* Nothing is missing, nothing is wrong, and the index has exactly the words of the texts. */
void desk_sound(struct desk *d)
{
    struct db *db = d->search->follower ? search_follower_db(d->search->follower) : d->bed->db;

    assert_int_equal(desk_findings(d), 0);
    assert_ok(db_write(db, d->a, verify_, NULL));
}

struct paper *desk_papers(struct desk *d, size_t n, uint64_t seed)
{
    static const char *const kinds[] = {"policy", "notice", "news"};
    static const char *const words[] = {"公开", "许可", "消防", "预算", "土地", "招聘"};
    struct paper *p = ARENA_ARRAY(d->a, struct paper, n);

    for (size_t i = 0; i < n; i++) {
        str body = S("全部");

        for (size_t k = 0; k < COUNT_OF(words); k++)
            if (town_random(&seed, 3) == 0)
                body = str_printf(d->a, "%.*s，%s", STR_ARG(body), words[k]);
        p[i] = desk_paper(town_random(&seed, 4) ? "一份文件" : "关于公开的文件", "");
        p[i].body = body;
        p[i].on = (struct date){desk_day("2016-01-01").day + (int32_t)town_random(&seed, 5 * 366)};
        p[i].column = town_random(&seed, TOWN_COLUMNS);
        p[i].organ = town_random(&seed, TOWN_ORGANS);
        p[i].kind = str_of(kinds[town_random(&seed, 3)]);
    }
    desk_publish_all(d, &d->town, p, n);
    return p;
}

int desk_run(const struct CMUnitTest *tests, size_t n, const char *name)
{
    static struct db_tokenizer tokenizer;
    static struct arena a;

    arena_init(&a, UNIT_ARENA);
    if (terms_folder_make(&a, &desk_folder)) return 1;
    tokenizer = search_tokenizer(desk_folder);
    bed_tokenizer = &tokenizer;
    bed_modules_n = core_db_modules_n;
    for (size_t i = 0; i < bed_modules_n; i++) bed_modules[i] = core_db_modules[i];
    int failed = _cmocka_run_group_tests(name, tests, n, NULL, NULL);

    arena_release(&a);
    return failed;
}
