/* Search on both engines: what is found, counted, filtered, ordered, and what may not happen. */
#include "bed.h"
#include "search_town.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "core/core_db.h"
#include "core/search_inside.h"
#include "web/route.h"

#include <pthread.h>
#include <stdlib.h>

static const struct terms_folder *folder; /* made once by main */

/* A town whose papers can be searched. */
struct desk {
    struct bed *bed;
    struct arena *a;
    const struct search *search;
    struct town town;
    int64_t number;
};

static void desk_begin(void **state, struct desk *d)
{
    d->bed = bed_of(state);
    d->a = &d->bed->a;
    d->number = 0;
    assert_ok(search_open(&d->bed->root, d->bed->db, folder, str_of(d->bed->folder), &d->search));
    assert_ok(town_make(d->bed->db, d->a, S("linjiang"), &d->town));
}

static struct date day(const char *text)
{
    struct date d;

    assert_true(date_parse(str_of(text), &d));
    return d;
}

static struct paper paper_of(const char *title, const char *body)
{
    return (struct paper){.title = str_of(title),
                          .document_no = S(""),
                          .index_no = S(""),
                          .issuer = S("临江市档案馆"),
                          .keywords = S(""),
                          .body = str_of(body),
                          .kind = S("policy"),
                          .on = day("2020-05-09"),
                          .column = 4,
                          .organ = 1};
}

struct publishing {
    const struct town *town;
    struct paper *papers;
    size_t n;
};

static struct err *publish_all(struct db_tx *tx, struct arena *a, void *arg)
{
    struct publishing *p = arg;

    for (size_t i = 0; i < p->n; i++)
        TRY(town_publish(tx, a, p->town, &p->papers[i], &p->papers[i].made));
    return NULL;
}

static void publish_in(struct desk *d, const struct town *town, struct paper *papers, size_t n)
{
    enum { GROUP = 100 };
    struct arena a;

    arena_init(&a, (size_t)512 * 1024 * 1024);
    for (size_t i = 0; i < n; i += GROUP) {
        struct publishing p = {town, papers + i, n - i < GROUP ? n - i : GROUP};

        assert_ok(db_write(d->bed->db, &a, publish_all, &p));
        for (size_t k = 0; k < p.n; k++) p.papers[k].id = p.papers[k].made;
        arena_reset(&a);
    }
    arena_release(&a);
}

static int64_t publish(struct desk *d, struct paper p)
{
    publish_in(d, &d->town, &p, 1);
    return p.id;
}

static struct err *withdraw(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;

    return publication_withdraw(tx, a, (struct scope){1, S("/")}, p->id, S("撤下"), 1);
}

static struct search_request request_of(const struct desk *d, str words)
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

struct asking {
    const struct search *search;
    const struct site_columns *tree;
    struct search_request rq;
    struct search_result out;
};

static struct err *ask_(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asking *k = arg;

    return search_run(k->search, tx, a, k->tree, &k->rq, &k->out);
}

static struct err *ask_err(struct desk *d, str words)
{
    struct asking k = {d->search, &d->town.tree, request_of(d, words), {0}};

    return db_read(d->bed->db, d->a, ask_, &k);
}

static struct search_result ask(struct desk *d, struct search_request rq)
{
    struct asking k = {d->search, &d->town.tree, rq, {0}};

    assert_ok(db_read(d->bed->db, d->a, ask_, &k));
    return k.out;
}

static int64_t count(struct desk *d, const char *words)
{
    return ask(d, request_of(d, str_of(words))).total;
}

static size_t findings(struct desk *d)
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
static void assert_sound(struct desk *d)
{
    struct db *db = d->search->follower ? search_follower_db(d->search->follower) : d->bed->db;

    assert_int_equal(findings(d), 0);
    assert_ok(db_write(db, d->a, verify_, NULL));
}

/* ---- what is found ----------------------------------------------------------------------------
 */

static void finds(void **state)
{
    static const struct {
        const char *words;
        int64_t total;
    } cases[] = {
        {"浙江省精神卫生条例", 1},
        {"精神卫生", 1},
        {"精神衛生條例", 1},
        {"公开", 2},
        {"公開", 2},
        {"许可", 1},
        {"消防", 1},
        {"防", 1},
        {"精神 条例", 1},
        {"条例 精神", 1},
        {"精神 消防", 0},
        {"生条", 1},
        {"卫条", 0},
        {"〔2020〕17号", 1},
        {"2020 17", 1},
        {"[2020]17號", 1},
        {"２０２０ １７", 1},
        {"17号", 1},
        {"201", 1},
        {"LJ00-20-A7", 1},
        {"lj00 20 a7", 1},
        {"档案馆", 2},
        {"临江市 档案馆", 2},
        {"一网通办", 1},
        {"gb/t 9704", 1},
        {"ＧＢ/Ｔ９７０４", 0},
        {"GB/T9704", 0},
        {"9704", 1},
        {"970", 1},
        {"GB", 1},
        {"“信息公开 工作”", 1},
        {"信息公开 工作", 1},
        {"\"工作 信息公开\"", 0},
        {"没有的词", 0},
        {"😀", -1},
        {"临江市档案馆消防", 0},
    };
    struct desk d;

    desk_begin(state, &d);
    struct paper law =
        paper_of("浙江省精神卫生条例", "第一条 为了信息公开。第二条 行政许可 201 项。");
    struct paper notice =
        paper_of("关于消防安全的通知", "政府信息公开 工作，按照 GB/T 9704 办理。");

    law.issuer = S("省人大");
    notice.document_no = S("临政发〔2020〕17号");
    notice.index_no = S("LJ00-20-A7");
    notice.keywords = S("一网通办");
    struct paper third = paper_of("第三份", "别的");

    publish(&d, law);
    publish(&d, notice);
    publish(&d, third);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].total < 0) {
            assert_err(ask_err(&d, str_of(cases[i].words)), INVALID);
            continue;
        }
        int64_t got = count(&d, cases[i].words);

        if (got != cases[i].total)
            fail_msg("%s: %lld hits, wanted %lld", cases[i].words, (long long)got,
                     (long long)cases[i].total);
    }
    assert_sound(&d);
}

static str shown(struct arena *a, const struct search_piece *p, size_t n)
{
    str all = S("");

    for (size_t i = 0; i < n; i++)
        all = p[i].hit ? str_printf(a, "%.*s[%.*s]", STR_ARG(all), STR_ARG(p[i].text))
                       : str_cat(a, all, p[i].text);
    return all;
}

static void shows(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = paper_of("关于《消防条例》的通知", "为了加强消防工作，制定本办法。");

    p.document_no = S("临政发〔2020〕17号");
    int64_t id = publish(&d, p);
    struct search_result r = ask(&d, request_of(&d, S("消防")));

    assert_int_equal(r.n, 1);
    assert_int_equal(r.hits[0].id, id);
    assert_str(shown(d.a, r.hits[0].title, r.hits[0].n_title), S("关于《[消防]条例》的通知"));
    assert_str(shown(d.a, r.hits[0].snippet, r.hits[0].n_snippet),
               S("为了加强[消防]工作，制定本办法。"));
    assert_str(r.hits[0].issuer, S("临江市档案馆"));
    assert_str(r.hits[0].document_no, S("临政发〔2020〕17号"));
    assert_str(r.hits[0].kind, S("policy"));
    assert_str(r.hits[0].validity, S("valid"));
    assert_int_equal(r.hits[0].column_id, d.town.columns[4]);
    assert_int_equal(r.hits[0].organ_id, d.town.organs[1]);
    assert_int_equal(date_of_ms(r.hits[0].published_ms).day, day("2020-05-09").day);
    assert_int_equal(r.n_words, 1);
    assert_str(r.words[0], S("消防"));
    assert_int_equal(r.n_organs, 1);
    assert_str(r.organs[0].label, S("第1办公室"));
    assert_int_equal(r.n_kinds, 1);
    assert_str(r.kinds[0].label, S("政策文件"));
    assert_int_equal(r.n_years, 1);
    assert_int_equal(r.years[0].id, 2020);
}

/* ---- what is refused, and what cannot do harm -------------------------------------------------
 */

static void refuses(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    char *big = arena_bytes(d.a, 10 * 1024 * 1024);

    for (size_t i = 0; i < (size_t)10 * 1024 * 1024; i++) big[i] = 'a';
    const str refused[] = {S(""),
                           S("   "),
                           S("　"),
                           S("。，《》"),
                           S("\"\""),
                           S("一 二 三 四 五 六 七 八 九 十 百"),
                           str_at(big, 101),
                           str_at(big, 10 * 1024 * 1024)};

    publish(&d, paper_of("题", "文"));
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        const struct err *e = ask_err(&d, refused[i]);

        if (!e || e->code != ERR_INVALID) fail_msg("query %zu was not refused", i);
        assert_str(e->field, S("q"));
    }
    assert_null(ask_err(&d, str_at(big, 100)));
}

/* No text is syntax: it finds what a plain look at the texts finds, or has nothing to search for.
 */
static void hostile(void **state)
{
    static const char *const words[] = {
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "公开 AND 消防",
        "公开 OR 没有",
        "公开 NOT 消防",
        "NEAR(公开 消防)",
        "NEAR(公开, 5)",
        "(",
        ")",
        "((公开))",
        "公开)",
        "*",
        "公开*",
        "^公开",
        "title:公开",
        "{title body} : 公开",
        "-title:公开",
        "公开 + 消防",
        "\"",
        "\"公开",
        "公开\"",
        "\"公开\" *",
        "\"\"公开\"\"",
        "'",
        "' OR 1=1 --",
        "公开'; DROP TABLE publication; --",
        "\\",
        "公开\\",
        "%",
        "_",
        "公%",
        "[公开]",
        "公开\x01消防",
        "\x01",
        "\x1f\x7f",
        "公开\t消防",
        "公开\n消防",
        "rank",
        "search_index",
        "null",
        "𠮷",
        "公\xe2\x80\x8b开",
        "\xe2\x80\xae公开",
        "\xef\xbb\xbf公开",
        "e\xcc\x81",
        "é",
        "ﬁ",
        "½",
        "①",
        "㈠",
        "Ⅷ",
        "ß",
        "İ",
        "ǆ",
        "々",
        "〇",
        "あ",
        "ア",
        "ｱ",
        "한",
        "公开公开公开公开公开公开公开公开公开公开公开公开公开公开公开公开公开公开",
    };
    struct desk d;
    static const char *const texts[] = {"信息公开 AND 消防 NOT NEAR OR",
                                        "title:公开 (许可) ^ * \" ' ; -- null rank",
                                        "𠮷é ﬁ ½ ① ß 々〇アｱ한", "公开消防"};

    desk_begin(state, &d);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct paper p = paper_of("题目", texts[i]);

        p.index_no = str_at("甲乙丙丁" + 3 * i, 3); /* without digits */
        publish(&d, p);
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct terms_query q;
        int64_t want = 0;
        bool searchable = !terms_query(folder, d.a, str_of(words[i]), &q);
        struct asking k = {d.search, &d.town.tree, request_of(&d, str_of(words[i])), {0}};
        const struct err *e = db_read(d.bed->db, d.a, ask_, &k);

        if (!searchable) {
            if (!e || e->code != ERR_INVALID) fail_msg("%s: not refused", words[i]);
            continue;
        }
        for (size_t t = 0; t < COUNT_OF(texts); t++)
            want += terms_matches(folder, d.a, str_of(texts[t]), &q);
        if (e) fail_msg("%s: %.*s", words[i], STR_ARG(e->detail));
        if (k.out.total != want)
            fail_msg("%s: %lld hits, wanted %lld", words[i], (long long)k.out.total,
                     (long long)want);
    }
    assert_sound(&d);
}

/* ---- changes ----------------------------------------------------------------------------------
 */

static struct err *mark_repealed(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;

    return publication_set_validity(tx, a, (struct scope){1, S("/")}, p->id, S("repealed"),
                                    day("2021-01-01"), 1);
}

static void follows_changes(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = paper_of("关于消防的通知", "原来的文字");
    struct paper other = paper_of("另一份", "原来的文字");

    publish_in(&d, &d.town, &p, 1);
    publish_in(&d, &d.town, &other, 1);
    assert_int_equal(count(&d, "原来"), 2);

    p.title = S("关于许可的通知");
    p.body = S("后来的文字");
    p.column = 9;
    p.kind = S("notice");
    publish_in(&d, &d.town, &p, 1);
    assert_int_equal(count(&d, "原来"), 1);
    assert_int_equal(count(&d, "消防"), 0);
    assert_int_equal(count(&d, "许可"), 1);
    assert_int_equal(count(&d, "后来"), 1);
    assert_int_equal(count(&d, "文字"), 2);
    struct search_result r = ask(&d, request_of(&d, S("许可")));

    assert_int_equal(r.hits[0].column_id, d.town.columns[9]);
    assert_str(r.hits[0].kind, S("notice"));
    assert_sound(&d);

    assert_ok(db_write(d.bed->db, d.a, mark_repealed, &p));
    r = ask(&d, request_of(&d, S("许可")));
    assert_int_equal(r.total, 1);
    assert_str(r.hits[0].validity, S("repealed"));
    assert_sound(&d);

    assert_ok(db_write(d.bed->db, d.a, withdraw, &p));
    assert_int_equal(count(&d, "许可"), 0);
    assert_int_equal(count(&d, "文字"), 1);
    assert_sound(&d);

    publish_in(&d, &d.town, &p, 1); /* and back */
    assert_int_equal(count(&d, "许可"), 1);
    assert_sound(&d);
}

/* What a transaction did and then undid was never there. */
static struct err *publish_and_fail(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(publish_all(tx, a, arg));
    return ERR(a, GUARD, "不行");
}

static void undone(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = paper_of("关于消防的通知", "文字");
    struct publishing all = {&d.town, &p, 1};

    assert_err(db_write(d.bed->db, d.a, publish_and_fail, &all), GUARD);
    assert_int_equal(count(&d, "消防"), 0);
    p.id = 0;
    publish_in(&d, &d.town, &p, 1);
    assert_int_equal(count(&d, "消防"), 1);
    assert_sound(&d);
}

static void sites_apart(void **state)
{
    struct desk d;
    struct town second;

    desk_begin(state, &d);
    assert_ok(town_make(d.bed->db, d.a, S("second"), &second));
    struct paper here = paper_of("关于消防的通知", "公开");
    struct paper there = paper_of("关于许可的通知", "公开");

    publish_in(&d, &d.town, &here, 1);
    publish_in(&d, &second, &there, 1);
    assert_int_equal(count(&d, "公开"), 1);
    assert_int_equal(count(&d, "许可"), 0);
    struct search_request rq = request_of(&d, S("公开"));

    rq.site.site = second.scope.site;
    struct asking k = {d.search, &second.tree, rq, {0}};

    assert_ok(db_read(d.bed->db, d.a, ask_, &k));
    assert_int_equal(k.out.total, 1);
    assert_int_equal(k.out.hits[0].id, there.id);
    rq.column_id = d.town.columns[4]; /* a column of the other site */
    k.rq = rq;
    assert_ok(db_read(d.bed->db, d.a, ask_, &k));
    assert_int_equal(k.out.total, 0);
    rq.site.site = 4000; /* no such site */
    k.rq = rq;
    assert_ok(db_read(d.bed->db, d.a, ask_, &k));
    assert_int_equal(k.out.total, 0);
    assert_sound(&d);
}

/* ---- filters, facets, pages -------------------------------------------------------------------
 */

enum { MANY = 300 };

static struct paper *many_papers(struct desk *d, size_t n, uint64_t seed)
{
    static const char *const kinds[] = {"policy", "notice", "news"};
    static const char *const words[] = {"公开", "许可", "消防", "预算", "土地", "招聘"};
    struct paper *p = ARENA_ARRAY(d->a, struct paper, n);

    for (size_t i = 0; i < n; i++) {
        str body = S("全部");

        for (size_t k = 0; k < COUNT_OF(words); k++)
            if (town_random(&seed, 3) == 0)
                body = str_printf(d->a, "%.*s，%s", STR_ARG(body), words[k]);
        p[i] = paper_of(town_random(&seed, 4) ? "一份文件" : "关于公开的文件", "");
        p[i].body = body;
        p[i].on = (struct date){day("2016-01-01").day + (int32_t)town_random(&seed, 5 * 366)};
        p[i].column = town_random(&seed, TOWN_COLUMNS);
        p[i].organ = town_random(&seed, TOWN_ORGANS);
        p[i].kind = str_of(kinds[town_random(&seed, 3)]);
    }
    publish_in(d, &d->town, p, n);
    return p;
}

static bool below(const struct town *t, int64_t column, int64_t chosen)
{
    const struct site_column *c = columns_by_id(&t->tree, column);

    while (c && c->id != chosen) c = columns_parent(&t->tree, c);
    return c != NULL;
}

/* The total, counted by looking at every paper. */
static int64_t plain_total(struct desk *d, const struct paper *p, size_t n,
                           const struct search_request *rq)
{
    struct terms_query q;
    int64_t total = 0;

    assert_ok(terms_query(folder, d->a, rq->words, &q));
    for (size_t i = 0; i < n; i++) {
        str text = str_printf(d->a, "%.*s\n%.*s", STR_ARG(p[i].title), STR_ARG(p[i].body));

        if (rq->column_id && !below(&d->town, d->town.columns[p[i].column], rq->column_id))
            continue;
        if (rq->organ_id && d->town.organs[p[i].organ] != rq->organ_id) continue;
        if (rq->kind.n && !str_eq(rq->kind, p[i].kind)) continue;
        if (!date_is_none(rq->from) && p[i].on.day < rq->from.day) continue;
        if (!date_is_none(rq->until) && p[i].on.day > rq->until.day) continue;
        total += terms_matches(folder, d->a, text, &q);
    }
    return total;
}

static struct search_request random_filters(const struct desk *d, uint64_t *seed)
{
    static const char *const words[] = {"全部", "公开", "许可", "公开 消防", "份", "没有"};
    static const char *const kinds[] = {"policy", "notice", "other"};
    struct search_request rq = request_of(d, str_of(words[town_random(seed, COUNT_OF(words))]));

    if (town_random(seed, 2)) rq.column_id = d->town.columns[town_random(seed, TOWN_COLUMNS)];
    if (!town_random(seed, 3)) rq.organ_id = d->town.organs[town_random(seed, TOWN_ORGANS)];
    if (!town_random(seed, 3)) rq.kind = str_of(kinds[town_random(seed, COUNT_OF(kinds))]);
    if (!town_random(seed, 3))
        rq.from = (struct date){day("2016-01-01").day + (int32_t)town_random(seed, 900)};
    if (!town_random(seed, 3))
        rq.until = (struct date){day("2018-01-01").day + (int32_t)town_random(seed, 900)};
    if (town_random(seed, 2)) rq.sort = SEARCH_BY_DATE;
    return rq;
}

/* Each number says how many there are when its value is chosen. */
static void assert_facets(struct desk *d, const struct paper *p, size_t n,
                          const struct search_request *rq, const struct search_result *r)
{
    int64_t years = 0;

    for (size_t i = 0; i < r->n_columns; i++) {
        struct search_request with = *rq;

        with.column_id = r->columns[i].id;
        assert_int_equal(r->columns[i].n, plain_total(d, p, n, &with));
        assert_true(r->columns[i].label.n > 0);
    }
    for (size_t i = 0; i < r->n_organs; i++) {
        struct search_request with = *rq;

        with.organ_id = r->organs[i].id;
        assert_int_equal(r->organs[i].n, plain_total(d, p, n, &with));
        assert_true(r->organs[i].label.n > 0);
    }
    for (size_t i = 0; i < r->n_kinds; i++) {
        struct search_request with = *rq;

        with.kind = r->kinds[i].key;
        assert_int_equal(r->kinds[i].n, plain_total(d, p, n, &with));
    }
    for (size_t i = 0; i < r->n_years; i++) {
        struct search_request with = *rq;
        struct date first, last;

        assert_true(date_make((int)r->years[i].id, 1, 1, &first));
        assert_true(date_make((int)r->years[i].id, 12, 31, &last));
        if (date_is_none(rq->from) || first.day > rq->from.day) with.from = first;
        if (date_is_none(rq->until) || last.day < rq->until.day) with.until = last;
        assert_int_equal(r->years[i].n, plain_total(d, p, n, &with));
        years += r->years[i].n;
    }
    assert_int_equal(years, r->total);
}

static void filters(void **state)
{
    uint64_t seed = 7;
    int64_t found = 0;
    struct desk d;

    desk_begin(state, &d);
    struct paper *p = many_papers(&d, MANY, 42);

    for (int round = 0; round < 150; round++) {
        struct search_request rq = random_filters(&d, &seed);
        struct search_result r = ask(&d, rq);

        assert_int_equal(r.total, plain_total(&d, p, MANY, &rq));
        assert_true(r.n == (size_t)(r.total < 20 ? r.total : 20));
        assert_facets(&d, p, MANY, &rq, &r);
        found += r.total;
    }
    assert_true(found > 1000); /* the test looked at something */

    /* Every column of the first level, and those below the chosen one. */
    struct search_request rq = request_of(&d, S("全部"));

    assert_int_equal(ask(&d, rq).n_columns, 4);
    rq.column_id = d.town.columns[0];
    assert_int_equal(ask(&d, rq).n_columns, 4 + 3);
    rq.column_id = d.town.columns[4];
    assert_int_equal(ask(&d, rq).n_columns, 4 + 3 + 1);
    rq.facets = false;
    struct search_result bare = ask(&d, rq);

    assert_int_equal(bare.n_columns + bare.n_organs + bare.n_kinds + bare.n_years, 0);
    rq.from = day("2020-01-02"); /* the span is empty */
    rq.until = day("2020-01-01");
    assert_int_equal(ask(&d, rq).total, 0);
    assert_sound(&d);
}

/* All pages together are all hits, each once. */
static void assert_pages(struct desk *d, struct search_request rq)
{
    struct search_result all = ask(d, rq);
    int64_t seen = 0;
    int64_t before = INT64_MAX;
    int64_t *ids = ARENA_ARRAY(d->a, int64_t, (size_t)all.total + 1);

    for (rq.page = 1; seen < all.total; rq.page++) {
        struct search_result r = ask(d, rq);

        assert_int_equal(r.total, all.total);
        assert_true(r.n > 0);
        for (size_t i = 0; i < r.n; i++) {
            for (int64_t k = 0; k < seen; k++) assert_int_not_equal(ids[k], r.hits[i].id);
            ids[seen++] = r.hits[i].id;
            if (rq.sort == SEARCH_BY_DATE) {
                int64_t on = date_of_ms(r.hits[i].published_ms).day;

                assert_true(on <= before);
                before = on;
            }
        }
    }
    assert_int_equal(seen, all.total);
    assert_int_equal(ask(d, rq).n, 0); /* beyond the last page */
}

static void pages(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    (void)many_papers(&d, MANY, 11);
    struct search_request rq = request_of(&d, S("公开"));

    rq.facets = false;
    rq.size = 7;
    assert_pages(&d, rq);
    rq.sort = SEARCH_BY_DATE;
    assert_pages(&d, rq);
    rq.column_id = d.town.columns[0];
    assert_pages(&d, rq);
    rq.size = 100000; /* no more than SEARCH_PAGE_MAX */
    rq.words = S("全部");
    rq.column_id = 0;
    rq.page = 1;
    assert_int_equal(ask(&d, rq).n, SEARCH_PAGE_MAX);
    rq.page = -5; /* the first */
    assert_int_equal(ask(&d, rq).n, SEARCH_PAGE_MAX);
    rq.page = INT64_MAX;
    assert_int_equal(ask(&d, rq).n, 0);
}

/* ---- order ------------------------------------------------------------------------------------
 */

static void ranks(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper text = paper_of("其他文件", "消防条例、消防条例、消防条例，消防条例");
    struct paper number = paper_of("又一份文件", "没有关系");
    struct paper contains = paper_of("关于贯彻消防条例有关事项的通知", "内容");
    struct paper exact = paper_of("《消防条例》", "内容");
    struct paper old = paper_of("关于贯彻消防条例有关事项的通知", "内容");

    text.on = day("2024-01-01");
    number.document_no = S("消防条例〔2020〕1号");
    old.on = exact.on = day("2001-01-01");
    const int64_t want[] = {publish(&d, exact), publish(&d, contains), publish(&d, old),
                            publish(&d, number), publish(&d, text)};
    struct search_result r = ask(&d, request_of(&d, S("消防条例")));

    assert_int_equal(r.n, COUNT_OF(want));
    assert_true(r.ranked);
    for (size_t i = 0; i < COUNT_OF(want); i++) assert_int_equal(r.hits[i].id, want[i]);
}

/* So many hits that they are not ranked: titles and numbers first, then by date. */
static void many_hits(void **state)
{
    enum { N = SEARCH_RANKED_MOST + 200 };
    struct desk d;

    desk_begin(state, &d);
    struct paper *p = ARENA_ARRAY(d.a, struct paper, N);

    for (size_t i = 0; i < N; i++) {
        p[i] = paper_of(i % 600 == 5 ? "公开指南" : "文件", i % 2 ? "公开，工作" : "公开");
        p[i].on.day += (int32_t)(i % 1000);
        p[i].column = i % TOWN_COLUMNS;
    }
    publish_in(&d, &d.town, p, N);
    struct search_request rq = request_of(&d, S("公开"));
    struct search_result r = ask(&d, rq);
    size_t heads = (N - 5 + 599) / 600;

    assert_int_equal(r.total, N);
    assert_false(r.ranked);
    for (size_t i = 0; i + 1 < r.n; i++) {
        if (i + 1 == heads) continue;
        assert_true(r.hits[i].published_ms >= r.hits[i + 1].published_ms);
    }
    for (size_t i = 0; i < r.n; i++)
        assert_int_equal(r.hits[i].n_title && r.hits[i].title[0].hit, i < heads);
    int64_t sum = 0;

    for (size_t i = 0; i < r.n_kinds; i++) sum += r.kinds[i].n;
    assert_int_equal(sum, N);
    rq.size = 100;
    rq.facets = false;
    rq.column_id = d.town.columns[0];
    assert_pages(&d, rq);
    rq.words = S("工作");
    assert_true(ask(&d, rq).ranked);
    assert_sound(&d);
}

/* ---- nothing is missed ------------------------------------------------------------------------
 */

/* One to five characters out of a text, whatever they are. */
static str some_word(struct arena *a, str text, uint64_t *seed)
{
    size_t n = 1 + town_random(seed, 5);
    str rest = str_from(text, town_random(seed, text.n));
    uint32_t rune;

    while (rest.n && ((unsigned char)rest.p[0] & 0xc0) == 0x80) rest = str_from(rest, 1);
    while (utf8_next(&rest, &rune) && utf8_is_space(rune)) {}
    return str_replace(a, utf8_head(rest, n), S("\n"), S(" "));
}

static void misses_nothing(void **state)
{
    const char *path = getenv("GK_LAWS");
    const char *most = getenv("GK_LAWS_MOST");
    uint64_t seed = 3;
    size_t n = 0;
    int asked = 0;
    struct desk d;
    struct arena own;

    arena_init(&own, (size_t)2048 * 1024 * 1024);
    desk_begin(state, &d);
    struct law *laws =
        path ? town_laws(&own, path, most ? strtoul(most, NULL, 10) : 250, &n) : NULL;

    if (!n) {
        arena_release(&own);
        print_message("skipped: no corpus of laws (GK_LAWS)\n");
        skip();
    }
    struct paper *p = ARENA_ARRAY(&own, struct paper, n);
    str *folded = ARENA_ARRAY(&own, str, n);

    for (size_t i = 0; i < n; i++) {
        p[i] = paper_of("", "");
        p[i].title = laws[i].title;
        p[i].body = laws[i].body;
        p[i].issuer = S("");
        p[i].index_no = str_printf(&own, "%zu", i);
    }
    publish_in(&d, &d.town, p, n);
    for (size_t i = 0; i < n; i++) /* U+FFFC separates and is part of no word */
        folded[i] = str_printf(&own, "%.*s", 0, "");
    for (size_t i = 0; i < n; i++)
        folded[i] =
            str_cat(&own, str_cat(&own, terms_fold(folder, &own, p[i].title), S("\n")),
                    str_cat(&own, terms_fold(folder, &own, p[i].body),
                            str_cat(&own, S("\n"), terms_fold(folder, &own, p[i].index_no))));
    for (int round = 0; round < 400; round++) {
        struct arena a;
        struct terms_query q;
        int64_t want = 0;

        arena_init(&a, UNIT_ARENA);
        str words = some_word(&a, laws[town_random(&seed, n)].body, &seed);

        if (round % 3 == 0)
            words = str_printf(&a, "%.*s %.*s", STR_ARG(words),
                               STR_ARG(some_word(&a, laws[town_random(&seed, n)].body, &seed)));
        if (!terms_query(folder, &a, words, &q)) {
            for (size_t i = 0; i < n; i++) {
                size_t k = 0;

                while (k < q.n && str_find(folded[i], q.words[k], 0) != STR_NONE) k++;
                want += k == q.n;
            }
            struct asking k = {d.search, &d.town.tree, request_of(&d, words), {0}};

            assert_ok(db_read(d.bed->db, &a, ask_, &k));
            if (k.out.total != want)
                fail_msg("%.*s: %lld hits, the texts have %lld", STR_ARG(words),
                         (long long)k.out.total, (long long)want);
            asked++;
        }
        arena_release(&a);
    }
    assert_true(asked > 300);
    assert_int_equal(findings(&d), 0);
    arena_release(&own);
}

/* ---- places, checks, rebuilding ---------------------------------------------------------------
 */

static void days(void **state)
{
    (void)state;
    static const char *const texts[] = {"1949-01-01", "1970-01-01", "2020-05-09", "2128-06-06"};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct date d = day(texts[i]);

        assert_int_equal(search_day_date(search_day(d)).day, d.day);
    }
    assert_int_equal(search_day((struct date){-1000000}), 0);
    assert_int_equal(search_day((struct date){1000000}), SEARCH_DAYS - 1);
}

/* Old days and those before 1970 are found by date like any other. */
static void old_days(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = paper_of("老文件", "公开");

    p.on = day("1954-09-20");
    publish(&d, p);
    publish(&d, paper_of("新文件", "公开"));
    struct search_request rq = request_of(&d, S("公开"));

    rq.until = day("1954-09-20");
    assert_int_equal(ask(&d, rq).total, 1);
    rq.from = day("1954-09-20");
    assert_int_equal(ask(&d, rq).total, 1);
    rq.from = day("1954-09-21");
    rq.until = DATE_NONE;
    assert_int_equal(ask(&d, rq).total, 1);
    assert_int_equal(ask(&d, rq).years[0].id, 2020);
    assert_sound(&d);
}

static void finds_damage(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    int64_t first = publish(&d, paper_of("第一份", "公开"));
    int64_t second = publish(&d, paper_of("第二份", "公开"));

    publish(&d, paper_of("第三份", "公开"));
    assert_sound(&d);
    bed_sql(d.bed, "DROP TRIGGER publication_changes_search; DROP TRIGGER search_doc_removed");
    bed_sql(d.bed,
            str_z(d.a, str_printf(d.a, "UPDATE publication SET column_id = %lld WHERE id = %lld",
                                  (long long)d.town.columns[9], (long long)first)));
    assert_int_equal(findings(&d), 1);
    bed_sql(d.bed, str_z(d.a, str_printf(d.a, "DELETE FROM search_doc WHERE publication_id = %lld",
                                         (long long)second)));
    assert_int_equal(findings(&d), 3); /* a wrong place, a missing one, a row too many */
    assert_ok(search_rebuild(d.search, d.bed->db, d.a));
    assert_sound(&d);
    assert_int_equal(count(&d, "公开"), 3);
    struct search_request rq = request_of(&d, S("公开"));

    rq.column_id = d.town.columns[9];
    assert_int_equal(ask(&d, rq).total, 1);
}

/* ---- the derived index beside PostgreSQL ------------------------------------------------------
 */

static void nodes(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct desk other = d; /* a second node on the same database */
    str data = str_printf(d.a, "%s/other", d.bed->folder);

    assert_int_equal(system(str_z(d.a, str_cat(d.a, S("mkdir "), data))), 0);
    struct paper *p = many_papers(&d, 60, 5);

    assert_int_equal(count(&d, "全部"), 60);
    assert_ok(search_open(&d.bed->root, d.bed->db, folder, data, &other.search));
    assert_int_equal(count(&other, "全部"), 60);
    assert_ok(db_write(d.bed->db, d.a, withdraw, &p[0]));
    assert_int_equal(count(&other, "全部"), 59);
    assert_int_equal(count(&d, "全部"), 59);
    assert_sound(&d);
    assert_sound(&other);
    assert_ok(search_rebuild(other.search, other.bed->db, d.a));
    assert_int_equal(count(&other, "全部"), 59);
    assert_sound(&other);
}

/* The database is set back, or another one: the file notices and begins anew. */
static void set_back(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    (void)many_papers(&d, 30, 5);
    assert_int_equal(count(&d, "全部"), 30);
    bed_sql(d.bed, "TRUNCATE publication_place, publication_count, publication, publication_change "
                   "RESTART IDENTITY CASCADE");
    assert_int_equal(count(&d, "全部"), 0);
    publish(&d, paper_of("新的", "公开"));
    assert_int_equal(count(&d, "公开"), 1);
    assert_sound(&d);

    /* As many changes as before, but others. */
    bed_sql(d.bed, "TRUNCATE publication_place, publication_count, publication, publication_change "
                   "RESTART IDENTITY CASCADE");
    publish(&d, paper_of("另外", "消防"));
    assert_int_equal(count(&d, "公开"), 0);
    assert_int_equal(count(&d, "消防"), 1);
    assert_sound(&d);
}

static void finds_loss(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    int64_t id = publish(&d, paper_of("第一份", "公开"));

    publish(&d, paper_of("第二份", "公开"));
    assert_int_equal(findings(&d), 0);
    bed_sql(d.bed,
            str_z(d.a, str_printf(d.a,
                                  "DELETE FROM publication_place WHERE publication_id = %lld; "
                                  "DELETE FROM publication WHERE id = %lld",
                                  (long long)id, (long long)id)));
    assert_int_equal(findings(&d), 2);
    assert_ok(search_rebuild(d.search, d.bed->db, d.a));
    assert_int_equal(findings(&d), 0);
    assert_int_equal(count(&d, "公开"), 1);
}

/* Many search while others publish: what is committed is found at once, and nothing is lost. */
struct racer {
    struct desk *desk;
    pthread_t thread;
    size_t number;
    bool writes, failed;
};

static bool went_wrong(const char *what, const struct err *e)
{
    if (e) print_message("%s: %.*s (%.*s)\n", what, STR_ARG(e->message), STR_ARG(e->detail));
    return e != NULL;
}

static void *race(void *arg)
{
    enum { ROUNDS = 12 };
    struct racer *r = arg;
    struct arena a;

    arena_init(&a, (size_t)256 * 1024 * 1024);
    for (int i = 0; i < ROUNDS && !r->failed; i++) {
        str word = str_printf(&a, "竞争第%zu甲%d乙", r->number, i);
        struct paper p = paper_of("题", "");
        struct publishing all = {&r->desk->town, &p, 1};
        struct asking k = {r->desk->search, &r->desk->town.tree, request_of(r->desk, word), {0}};

        p.body = word;
        if (r->writes)
            r->failed |= went_wrong("publish", db_write(r->desk->bed->db, &a, publish_all, &all));
        r->failed |= went_wrong("search", db_read(r->desk->bed->db, &a, ask_, &k));
        r->failed |= r->writes && k.out.total != 1;
    }
    arena_release(&a);
    return NULL;
}

static void races(void **state)
{
    struct racer racers[4];
    struct desk d;

    desk_begin(state, &d);
    for (size_t i = 0; i < COUNT_OF(racers); i++) {
        racers[i] = (struct racer){.desk = &d, .number = i, .writes = i < 2};
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(racers); i++) (void)pthread_join(racers[i].thread, NULL);
    for (size_t i = 0; i < COUNT_OF(racers); i++) assert_false(racers[i].failed);
    assert_int_equal(count(&d, "竞争"), 24);
    assert_sound(&d);
}

/* Every statement of search is right on its engine. */
static void statements(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    assert_ok(db_check(d.bed->db, d.a));
    if (d.search->follower) assert_ok(db_check(search_follower_db(d.search->follower), d.a));
}

int main(void)
{
    static struct db_tokenizer tokenizer;
    static struct arena a;
    const struct CMUnitTest tests[] = {
        BOTH(finds),
        BOTH(shows),
        BOTH(refuses),
        BOTH(hostile),
        BOTH(follows_changes),
        BOTH(undone),
        BOTH(sites_apart),
        BOTH(filters),
        BOTH(pages),
        BOTH(ranks),
        ON_SQLITE(many_hits),
        BOTH(misses_nothing),
        cmocka_unit_test(days),
        BOTH(old_days),
        ON_SQLITE(finds_damage),
        ON_PG(nodes),
        ON_PG(set_back),
        ON_PG(finds_loss),
        BOTH(races),
        BOTH(statements),
    };

    arena_init(&a, UNIT_ARENA);
    if (terms_folder_make(&a, &folder)) return 1;
    tokenizer = search_tokenizer(folder);
    bed_tokenizer = &tokenizer;
    bed_modules_n = core_db_modules_n;
    for (size_t i = 0; i < bed_modules_n; i++) bed_modules[i] = core_db_modules[i];
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    arena_release(&a);
    return failed;
}
