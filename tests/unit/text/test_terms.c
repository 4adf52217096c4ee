#include "unit.h"

#include "text/terms.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/json.h"

#include <stdio.h>
#include <string.h>

/* The table takes a while to make: one for all tests, on an arena of its own. */
static struct arena folder_arena;

static int make_folder(void **state)
{
    const struct terms_folder *f;

    arena_init(&folder_arena, UNIT_ARENA);
    if (terms_folder_make(&folder_arena, &f)) return -1;
    *state = (void *)(uintptr_t)f;
    return 0;
}

static int release_folder(void **state)
{
    (void)state;
    arena_release(&folder_arena);
    return 0;
}

/* *state of each test is the folder; the test's own arena is short-lived. */
struct test {
    struct arena arena;
    struct arena *a;
    const struct terms_folder *f;
};

static struct test *begin(void **state, struct test *t)
{
    arena_init(&t->arena, (size_t)1 << 30);
    t->a = &t->arena;
    t->f = *state;
    return t;
}

#define BEGIN                                                                                      \
    struct test test_;                                                                             \
    struct test *t = begin(state, &test_)
#define END arena_release(&test_.arena)

/* ---- Terms ----------------------------------------------------------------------------------- */

struct term {
    str text;
    size_t start, end;
};

struct terms {
    struct arena *a;
    VEC(struct term) term;
};

static bool keep_term(void *to, str term, size_t start, size_t end)
{
    struct terms *t = to;

    *vec_push(t->a, &t->term) = (struct term){str_copy(t->a, term), start, end};
    return true;
}

static struct terms cut(struct test *t, str text, bool query)
{
    struct terms out = {.a = t->a};

    terms_cut(t->f, text, query, keep_term, &out);
    return out;
}

static str joined(struct test *t, str text, bool query)
{
    struct terms terms = cut(t, text, query);
    struct buf b;

    buf_init(&b, t->a, 1 << 20);
    for (size_t i = 0; i < terms.term.n; i++) {
        if (i) buf_byte(&b, ' ');
        buf_add(&b, terms.term.items[i].text);
    }
    return buf_str(&b);
}

static void terms_are_as_documented(void **state)
{
    static const struct {
        const char *text, *index, *query;
    } cases[] = {
        {"信息公开2020号", "信息 息公 公开 开 2020 020 20 0 号",
         "信息 息公 公开 开 2020 020 20 0 号"},
        {"公开", "公开 开", "公开"},
        {"公", "公", "公"},
        {"〔2020〕17号", "2020 020 20 0 17 7 号", "2020 020 20 0 17 7 号"},
        {"第 17 号", "第 17 7 号", "第 17 7 号"},
        {"20201", "2020 0201 201 01 1", "2020 0201"},
        {"ＡＢＣ", "abc bc c", "abc"},
        {"資訊公開", "资讯 讯公 公开 开", "资讯 讯公 公开"},
        {"①㎡", "1m2 m2 2", "1m2"},
        {"甲、乙", "甲 乙", "甲 乙"},
        {"", "", ""},
        {"。、！ ", "", ""},
        {"二○二○年", "二〇 〇二 二〇 〇年 年", "二〇 〇二 二〇 〇年"},
    };
    BEGIN;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_str(joined(t, str_of(cases[i].text), false), str_of(cases[i].index));
        assert_str(joined(t, str_of(cases[i].text), true), str_of(cases[i].query));
    }
    END;
}

static void terms_point_into_the_original(void **state)
{
    BEGIN;
    str text = S("《資訊》ＡＢ㎡ x");
    struct terms terms = cut(t, text, false);
    static const char *const from[] = {"資訊", "訊", "ＡＢ㎡", "Ｂ㎡", "㎡", "㎡", "x"};

    assert_int_equal(terms.term.n, COUNT_OF(from));
    for (size_t i = 0; i < terms.term.n; i++) {
        struct term *k = &terms.term.items[i];

        assert_str(str_at(text.p + k->start, k->end - k->start), str_of(from[i]));
    }
    END;
}

static bool stop_at_second(void *to, str term, size_t start, size_t end)
{
    (void)term, (void)start, (void)end;
    return ++*(int *)to < 2;
}

static void the_taker_can_stop(void **state)
{
    int n = 0;
    BEGIN;

    terms_cut(t->f, S("一二三四五"), false, stop_at_second, &n);
    assert_int_equal(n, 2);
    END;
}

/* ---- Folding --------------------------------------------------------------------------------- */

static void folding_twice_changes_nothing(void **state)
{
    BEGIN;

    for (uint32_t rune = 1; rune < 0x40000; rune++) {
        struct buf b;

        if (rune >= 0xd800 && rune <= 0xdfff) continue;
        buf_init(&b, t->a, 64);
        /* Between letters, so that separators show. */
        buf_rune(&b, 0x4e2d);
        buf_rune(&b, rune);
        buf_rune(&b, 0x4e2d);
        str once = terms_fold(t->f, t->a, buf_str(&b));
        str twice = terms_fold(t->f, t->a, once);

        if (!str_eq(once, twice))
            fail_msg("U+%04X: %.*s, then %.*s", rune, STR_ARG(once), STR_ARG(twice));
        assert_true(utf8_valid(once));
        if (rune % 1000 == 0) arena_reset(t->a);
    }
    END;
}

static void forms_that_are_the_same(void **state)
{
    static const char *const same[][2] = {
        {"浙江省精神卫生条例", "浙江省精神衛生條例"},
        {"信息公开", "信息公開"},
        {"ＷＴＯ", "wto"},
        {"〔2020〕17号", "［２０２０］１７號"},
        {"第17号", "第 17 号"},
        {"〇", "○"},
        {"℃", "c"},
        {"Ⅳ级", "iv级"},
        {"（一）", "㈠"},
        {"公\xe2\x80\x8b开", "公开"}, /* zero-width space */
        {"café", "CAFE\xcc\x81"},
    };
    BEGIN;

    for (size_t i = 0; i < COUNT_OF(same); i++)
        assert_str(terms_fold(t->f, t->a, str_of(same[i][0])),
                   terms_fold(t->f, t->a, str_of(same[i][1])));
    /* Neighbours that are not. */
    assert_false(str_eq(terms_fold(t->f, t->a, S("2020 17")), terms_fold(t->f, t->a, S("202017"))));
    assert_false(str_eq(terms_fold(t->f, t->a, S("公开")), terms_fold(t->f, t->a, S("公、开"))));
    END;
}

/* ---- Queries --------------------------------------------------------------------------------- */

static void queries_become_phrases(void **state)
{
    static const struct {
        const char *text, *match;
        size_t n;
    } cases[] = {
        {"公开", "\"公开\"", 1},
        {" 信息  公开 ", "\"信息\" AND \"公开\"", 2},
        {"公", "\"公\" *", 1},
        {"2020", "\"2020\"", 1},
        {"〔2020〕17号", "\"2020 17号\" *", 1},
        {"17", "\"17\" *", 1},
        {"\"信息 公开\"", "\"信息 公开\"", 1},
        {"“信息 公开”年报", "\"信息 公开\" AND \"年报\"", 2},
        {"公开 公開", "\"公开\"", 1},
        {"\"", NULL, 0},
        {"a\" OR \"b", "\"a\" * AND \"or\" * AND \"b\" *", 3},
        {"公\xe2\x80\x8b开 许\xef\xbb\xbf可", "\"公开\" AND \"许可\"", 2}, /* no width: nothing */
        {"公开* NEAR(x) ^y -z {a}:b", "\"公开\" AND \"nearx\" * AND \"y\" *", 0},
    };
    BEGIN;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct terms_query q;

        if (!cases[i].match) {
            assert_err(terms_query(t->f, t->a, str_of(cases[i].text), &q), INVALID);
            continue;
        }
        assert_ok(terms_query(t->f, t->a, str_of(cases[i].text), &q));
        if (!cases[i].n) continue; /* hostile: that it is a query at all */
        assert_str(q.match, str_of(cases[i].match));
        assert_int_equal(q.n, cases[i].n);
    }
    END;
}

static void too_much_is_refused(void **state)
{
    struct terms_query q;
    struct buf b;
    BEGIN;

    buf_init(&b, t->a, 1000);
    for (int i = 0; i < TERMS_QUERY_CHARS_MOST; i++) buf_lit(&b, "公");
    assert_ok(terms_query(t->f, t->a, buf_str(&b), &q));
    buf_lit(&b, "开");
    assert_err(terms_query(t->f, t->a, buf_str(&b), &q), INVALID);
    assert_ok(terms_query(t->f, t->a, S("1 2 3 4 5 6 7 8 9 10 10"), &q));
    const struct err *e = terms_query(t->f, t->a, S("1 2 3 4 5 6 7 8 9 10 11"), &q);

    assert_non_null(e);
    assert_str(e->field, S("q"));
    assert_err(terms_query(t->f, t->a, S(""), &q), INVALID);
    assert_err(terms_query(t->f, t->a, S("  。！\t"), &q), INVALID);
    END;
}

/* ---- An index finds what a plain scan finds -------------------------------------------------- */

/* What FTS5 does with the phrase: consecutive terms, the last one perhaps the beginning of one. */
static bool index_has(const struct terms *text, const struct terms *phrase, bool prefix)
{
    for (size_t i = 0; i + phrase->term.n <= text->term.n; i++) {
        size_t k = 0;

        for (; k < phrase->term.n; k++) {
            str have = text->term.items[i + k].text;
            str want = phrase->term.items[k].text;
            bool last = k + 1 == phrase->term.n;

            if (last && prefix ? !str_starts(have, want) : !str_eq(have, want)) break;
        }
        if (k == phrase->term.n) return true;
    }
    return false;
}

static void check_word(struct test *t, str text, const struct terms *index, str word, size_t *found)
{
    struct terms_query q;

    if (terms_query(t->f, t->a, word, &q) || q.n != 1) return;
    struct terms phrase = cut(t, q.words[0], true);
    bool has = index_has(index, &phrase, str_ends(q.match, S("*")));
    bool contains = terms_matches(t->f, t->a, text, &q);

    *found += contains;
    if (has != contains)
        fail_msg("\"%.*s\" in \"%.*s\": index %d, scan %d", STR_ARG(word),
                 STR_ARG(utf8_head(text, 200)), has, contains);
}

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(d->state >> 33) % sides;
}

static str random_chars(struct test *t, struct dice *d, uint32_t most)
{
    /* Few, so that words are found; of every sort. */
    static const uint32_t some[] = {0x516c, 0x5f00, 0x958b, '1',    '2',     '0',
                                    'a',    'B',    0xff11, ' ',    ' ',     0x3014,
                                    '-',    0x200b, 0x33a1, 0x3231, 0x20000, 0xe9};
    uint32_t n = 1 + roll(d, most);
    struct buf b;

    buf_init(&b, t->a, 4096);
    for (uint32_t i = 0; i < n; i++) buf_rune(&b, some[roll(d, COUNT_OF(some))]);
    return buf_str(&b);
}

static void index_agrees_with_scan_on_random_texts(void **state)
{
    struct dice d = {42};
    size_t found = 0;
    BEGIN;

    for (int i = 0; i < 3000; i++) {
        str text = random_chars(t, &d, 40);
        struct terms index = cut(t, text, false);

        for (int k = 0; k < 20; k++) {
            struct buf quoted;

            buf_init(&quoted, t->a, 4096);
            buf_byte(&quoted, '"');
            buf_add(&quoted, random_chars(t, &d, 6));
            check_word(t, text, &index, buf_str(&quoted), &found);
        }
        arena_reset(t->a);
    }
    assert_true(found > 5000);
    END;
}

/* The body of the next line of real policy documents; false: no more. */
static void index_agrees_with_scan_on_real_texts(void **state)
{
    static char line[1024 * 1024];
    FILE *in = fopen("../shared/corpus/policies.jsonl", "r");
    struct dice d = {7};
    size_t found = 0;
    size_t texts = 0;
    BEGIN;

    if (!in) {
        print_message("skipped: ../shared/corpus/policies.jsonl is not there\n");
        END;
        skip();
    }
    while (fgets(line, sizeof line, in)) {
        const struct json *v;
        str body;

        assert_ok(json_parse(t->a, str_of(line), (struct json_limits){.bytes = sizeof line}, &v));
        assert_ok(json_take_str(t->a, v, S("body"), 1000000, &body));
        struct terms index = cut(t, body, false);

        texts++;
        for (int k = 0; k < 100; k++) {
            /* A word of the text, or one of another text, cut anywhere. */
            size_t from = roll(&d, (uint32_t)body.n);

            while (from < body.n && ((unsigned char)body.p[from] & 0xc0) == 0x80) from++;
            str word = utf8_head(str_from(body, from), 1 + roll(&d, 6));

            check_word(t, body, &index, word, &found);
            check_word(t, body, &index, random_chars(t, &d, 3), &found);
        }
        arena_reset(t->a);
    }
    (void)fclose(in);
    assert_true(texts > 10);
    assert_true(found > texts * 50);
    END;
}

/* ---- Highlights ------------------------------------------------------------------------------ */

static str marked(struct test *t, str text, const char *words, size_t chars)
{
    struct terms_query q;
    struct terms_piece *p;
    size_t n;
    struct buf b;

    assert_ok(terms_query(t->f, t->a, str_of(words), &q));
    terms_highlight(t->f, t->a, text, &q, chars, &p, &n);
    buf_init(&b, t->a, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        if (p[i].hit) buf_byte(&b, '[');
        buf_add(&b, p[i].text);
        if (p[i].hit) buf_byte(&b, ']');
    }
    return buf_str(&b);
}

static void highlights_show_the_original(void **state)
{
    BEGIN;

    assert_str(marked(t, S("政府資訊公開條例"), "公开", 50), S("政府資訊[公開]條例"));
    assert_str(marked(t, S("国发〔2020〕17号"), "2020〕17", 50), S("国发〔[2020〕17]号"));
    assert_str(marked(t, S("甲\n乙"), "丙", 50), S("甲 乙"));
    assert_str(marked(t, S("公开开放"), "公开 开开", 50), S("[公开开]放"));
    assert_str(marked(t, S("一二三四五六七八九十"), "七", 5), S("…六[七]八九十"));
    assert_str(marked(t, S("一二三四五六七八九十"), "二", 5), S("一[二]三四五…"));
    assert_str(marked(t, S("一二三四五六七八九十"), "零", 5), S("一二三四五…"));
    assert_str(marked(t, S(""), "零", 5), S(""));
    END;
}

static void the_passage_has_most_words(void **state)
{
    struct buf b;
    BEGIN;

    buf_init(&b, t->a, 1 << 20);
    buf_lit(&b, "公开");
    for (int i = 0; i < 5000; i++) buf_lit(&b, "某某");
    buf_lit(&b, "许可的公开");
    str shown = marked(t, buf_str(&b), "公开 许可", 30);

    assert_true(str_find(shown, S("[许可]的[公开]"), 0) != STR_NONE);
    assert_true(utf8_count(shown) <= 30 + 6);
    END;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_as_documented),
        cmocka_unit_test(terms_point_into_the_original),
        cmocka_unit_test(the_taker_can_stop),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(forms_that_are_the_same),
        cmocka_unit_test(queries_become_phrases),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(index_agrees_with_scan_on_random_texts),
        cmocka_unit_test(index_agrees_with_scan_on_real_texts),
        cmocka_unit_test(highlights_show_the_original),
        cmocka_unit_test(the_passage_has_most_words),
    };

    return cmocka_run_group_tests_name("text/terms", tests, make_folder, release_folder);
}
