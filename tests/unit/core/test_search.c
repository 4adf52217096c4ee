/* Search on both engines: what is found, what is refused, what changes. */
#include "search_desk.h"

#include "base/utf8.h"

#include <stdlib.h>

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
        desk_paper("浙江省精神卫生条例", "第一条 为了信息公开。第二条 行政许可 201 项。");
    struct paper notice =
        desk_paper("关于消防安全的通知", "政府信息公开 工作，按照 GB/T 9704 办理。");

    law.issuer = S("省人大");
    notice.document_no = S("临政发〔2020〕17号");
    notice.index_no = S("LJ00-20-A7");
    notice.keywords = S("一网通办");
    struct paper third = desk_paper("第三份", "别的");

    desk_publish(&d, law);
    desk_publish(&d, notice);
    desk_publish(&d, third);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].total < 0) {
            assert_err(desk_refusal(&d, str_of(cases[i].words)), INVALID);
            continue;
        }
        int64_t got = desk_count(&d, cases[i].words);

        if (got != cases[i].total)
            fail_msg("%s: %lld hits, wanted %lld", cases[i].words, (long long)got,
                     (long long)cases[i].total);
    }
    desk_sound(&d);
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
    struct paper p = desk_paper("关于《消防条例》的通知", "为了加强消防工作，制定本办法。");

    p.document_no = S("临政发〔2020〕17号");
    int64_t id = desk_publish(&d, p);
    struct search_result r = desk_ask(&d, desk_request(&d, S("消防")));

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
    assert_int_equal(date_of_ms(r.hits[0].published_ms).day, desk_day("2020-05-09").day);
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

    desk_publish(&d, desk_paper("题", "文"));
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        const struct err *e = desk_refusal(&d, refused[i]);

        if (!e || e->code != ERR_INVALID) fail_msg("query %zu was not refused", i);
        assert_str(e->field, S("q"));
    }
    assert_null(desk_refusal(&d, str_at(big, 100)));
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
        struct paper p = desk_paper("题目", texts[i]);

        p.index_no = str_at("甲乙丙丁" + 3 * i, 3); /* without digits */
        desk_publish(&d, p);
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct terms_query q;
        int64_t want = 0;
        bool searchable = !terms_query(desk_folder, d.a, str_of(words[i]), &q);
        struct asking k = {d.search, &d.town.tree, desk_request(&d, str_of(words[i])), {0}};
        const struct err *e = db_read(d.bed->db, d.a, desk_asks, &k);

        if (!searchable) {
            if (!e || e->code != ERR_INVALID) fail_msg("%s: not refused", words[i]);
            continue;
        }
        for (size_t t = 0; t < COUNT_OF(texts); t++)
            want += terms_matches(desk_folder, d.a, str_of(texts[t]), &q);
        if (e) fail_msg("%s: %.*s", words[i], STR_ARG(e->detail));
        if (k.out.total != want)
            fail_msg("%s: %lld hits, wanted %lld", words[i], (long long)k.out.total,
                     (long long)want);
    }
    desk_sound(&d);
}

/* ---- changes ----------------------------------------------------------------------------------
 */

static struct err *mark_repealed(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;

    return publication_set_validity(tx, a, (struct scope){1, S("/")}, p->id, S("repealed"),
                                    desk_day("2021-01-01"), 1);
}

static void follows_changes(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = desk_paper("关于消防的通知", "原来的文字");
    struct paper other = desk_paper("另一份", "原来的文字");

    desk_publish_all(&d, &d.town, &p, 1);
    desk_publish_all(&d, &d.town, &other, 1);
    assert_int_equal(desk_count(&d, "原来"), 2);

    p.title = S("关于许可的通知");
    p.body = S("后来的文字");
    p.column = 9;
    p.kind = S("notice");
    desk_publish_all(&d, &d.town, &p, 1);
    assert_int_equal(desk_count(&d, "原来"), 1);
    assert_int_equal(desk_count(&d, "消防"), 0);
    assert_int_equal(desk_count(&d, "许可"), 1);
    assert_int_equal(desk_count(&d, "后来"), 1);
    assert_int_equal(desk_count(&d, "文字"), 2);
    struct search_result r = desk_ask(&d, desk_request(&d, S("许可")));

    assert_int_equal(r.hits[0].column_id, d.town.columns[9]);
    assert_str(r.hits[0].kind, S("notice"));
    desk_sound(&d);

    assert_ok(db_write(d.bed->db, d.a, mark_repealed, &p));
    r = desk_ask(&d, desk_request(&d, S("许可")));
    assert_int_equal(r.total, 1);
    assert_str(r.hits[0].validity, S("repealed"));
    desk_sound(&d);

    assert_ok(db_write(d.bed->db, d.a, desk_withdraw, &p));
    assert_int_equal(desk_count(&d, "许可"), 0);
    assert_int_equal(desk_count(&d, "文字"), 1);
    desk_sound(&d);

    desk_publish_all(&d, &d.town, &p, 1); /* and back */
    assert_int_equal(desk_count(&d, "许可"), 1);
    desk_sound(&d);
}

/* What a transaction did and then undid was never there. */
static struct err *publish_and_fail(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(desk_publishes(tx, a, arg));
    return ERR(a, GUARD, "不行");
}

static void undone(void **state)
{
    struct desk d;

    desk_begin(state, &d);
    struct paper p = desk_paper("关于消防的通知", "文字");
    struct publishing all = {&d.town, &p, 1};

    assert_err(db_write(d.bed->db, d.a, publish_and_fail, &all), GUARD);
    assert_int_equal(desk_count(&d, "消防"), 0);
    p.id = 0;
    desk_publish_all(&d, &d.town, &p, 1);
    assert_int_equal(desk_count(&d, "消防"), 1);
    desk_sound(&d);
}

static void sites_apart(void **state)
{
    struct desk d;
    struct town second;

    desk_begin(state, &d);
    assert_ok(town_make(d.bed->db, d.a, S("second"), &second));
    struct paper here = desk_paper("关于消防的通知", "公开");
    struct paper there = desk_paper("关于许可的通知", "公开");

    desk_publish_all(&d, &d.town, &here, 1);
    desk_publish_all(&d, &second, &there, 1);
    assert_int_equal(desk_count(&d, "公开"), 1);
    assert_int_equal(desk_count(&d, "许可"), 0);
    struct search_request rq = desk_request(&d, S("公开"));

    rq.site.site = second.scope.site;
    struct asking k = {d.search, &second.tree, rq, {0}};

    assert_ok(db_read(d.bed->db, d.a, desk_asks, &k));
    assert_int_equal(k.out.total, 1);
    assert_int_equal(k.out.hits[0].id, there.id);
    rq.column_id = d.town.columns[4]; /* a column of the other site */
    k.rq = rq;
    assert_ok(db_read(d.bed->db, d.a, desk_asks, &k));
    assert_int_equal(k.out.total, 0);
    rq.site.site = 4000; /* no such site */
    k.rq = rq;
    assert_ok(db_read(d.bed->db, d.a, desk_asks, &k));
    assert_int_equal(k.out.total, 0);
    desk_sound(&d);
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
        p[i] = desk_paper("", "");
        p[i].title = laws[i].title;
        p[i].body = laws[i].body;
        p[i].issuer = S("");
        p[i].index_no = str_printf(&own, "%zu", i);
    }
    desk_publish_all(&d, &d.town, p, n);
    for (size_t i = 0; i < n; i++) /* U+FFFC separates and is part of no word */
        folded[i] = str_printf(&own, "%.*s", 0, "");
    for (size_t i = 0; i < n; i++)
        folded[i] =
            str_cat(&own, str_cat(&own, terms_fold(desk_folder, &own, p[i].title), S("\n")),
                    str_cat(&own, terms_fold(desk_folder, &own, p[i].body),
                            str_cat(&own, S("\n"), terms_fold(desk_folder, &own, p[i].index_no))));
    for (int round = 0; round < 400; round++) {
        struct arena a;
        struct terms_query q;
        int64_t want = 0;

        arena_init(&a, UNIT_ARENA);
        str words = some_word(&a, laws[town_random(&seed, n)].body, &seed);

        if (round % 3 == 0)
            words = str_printf(&a, "%.*s %.*s", STR_ARG(words),
                               STR_ARG(some_word(&a, laws[town_random(&seed, n)].body, &seed)));
        if (!terms_query(desk_folder, &a, words, &q)) {
            for (size_t i = 0; i < n; i++) {
                size_t k = 0;

                while (k < q.n && str_find(folded[i], q.words[k], 0) != STR_NONE) k++;
                want += k == q.n;
            }
            struct asking k = {d.search, &d.town.tree, desk_request(&d, words), {0}};

            assert_ok(db_read(d.bed->db, &a, desk_asks, &k));
            if (k.out.total != want)
                fail_msg("%.*s: %lld hits, the texts have %lld", STR_ARG(words),
                         (long long)k.out.total, (long long)want);
            asked++;
        }
        arena_release(&a);
    }
    assert_true(asked > 300);
    assert_int_equal(desk_findings(&d), 0);
    arena_release(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(finds),           BOTH(shows),  BOTH(refuses),     BOTH(hostile),
        BOTH(follows_changes), BOTH(undone), BOTH(sites_apart), BOTH(misses_nothing),
    };

    return desk_run(tests, COUNT_OF(tests), "search");
}
