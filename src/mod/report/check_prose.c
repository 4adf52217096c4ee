/*
 * What the prose says in numbers, beside the tables (S5).
 *
 * The part on requests is cut into clauses. A number followed by 件, or standing where 件 would, is
 * named by the words before it in its clause (予以公开208件), or, where those name nothing, by the
 * words behind it (1件结转下年度继续办理). A name has one or more sums of cells that it may mean,
 * because offices count differently (受理 with or without what was carried over); a number that is
 * none of them is doubtful. What has no name is left alone: a wrong alarm is worse than none.
 */
#include "mod/report/checker.h"
#include "mod/report/prose_name.h"

#include "base/num.h"
#include "base/utf8.h"

enum topic { TOPIC_NONE, TOPIC_REVIEW, TOPIC_SUIT, TOPIC_BOTH };

struct talk {
    struct report_checker *c;
    enum topic topic; /* what 维持 and 纠正 are about */
    bool other_scope; /* the numbers are those of another set of organs than the tables */
    size_t unread;    /* numbers whose cells are not known */
};

/* ---- numbers -------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number of the prose and what stands around it. */
struct quoted {
    int64_t value;
    bool cases;  /* 件 follows, or nothing that is another unit */
    bool about;  /* 余, 多: not exact */
    str before;  /* its clause up to it */
    str behind;  /* what follows up to the end of the clause */
    str percent; /* the share that is given with it, e.g. "33.9"; empty: none */
};

static bool ends_clause(uint32_t r)
{
    static const uint32_t marks[] = {
        ',',    ';', ':', '(',    ')',    '\n', 0x3002 /* 。 */, 0x3001 /* 、 */,
        0xFF0E, '[', ']', 0x201C, 0x201D, '!'};

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (r == marks[i]) return true;
    return false;
}

/* The text from `at` up to the next end of a clause or the next digit. */
static str rest_of_clause(str text, size_t at)
{
    str rest = str_from(text, at);
    str walk = rest;
    uint32_t r;

    for (str here = walk; utf8_next(&walk, &r); here = walk)
        if (ends_clause(r) || (r >= '0' && r <= '9'))
            return str_head(rest, (size_t)(here.p - rest.p));
    return rest;
}

/* "33.9" of "，占33.9%" or "(17.46%)" right behind a number. */
static str percent_behind(str text, size_t at)
{
    static const str between[] = {S_INIT(","),      S_INIT("("),  S_INIT("占比"),
                                  S_INIT("占"),     S_INIT("约"), S_INIT("总数的"),
                                  S_INIT("总量的"), S_INIT("为"), S_INIT("的")};
    str rest = str_from(text, at);

    for (size_t i = 0; i < COUNT_OF(between); i++)
        if (str_starts(rest, between[i])) {
            rest = str_from(rest, between[i].n);
            i = (size_t)-1;
        }
    size_t n = 0;

    while (n < rest.n && (is_digit(rest.p[n]) || rest.p[n] == '.')) n++;
    return n && n < rest.n && n <= 6 && rest.p[n] == '%' ? str_head(rest, n) : S("");
}

/* Reads the number at `at`; *end: behind it and its unit. False: it is a year, a share, a date. */
static bool read_quoted(str text, size_t from, size_t at, size_t *end, struct quoted *q)
{
    size_t stop = at;

    while (stop < text.n && is_digit(text.p[stop])) stop++;
    *end = stop;
    if (stop - at > 9 || (stop < text.n && text.p[stop] == '.') ||
        !num_parse(str_from(str_head(text, stop), at), 0, INT64_MAX, &q->value))
        return false;
    str rest = str_from(text, stop);

    q->before = str_from(str_head(text, at), from);
    q->percent = S("");
    q->about = str_starts(rest, S("余")) || str_starts(rest, S("多")) ||
               str_starts(rest, S("万")) || str_starts(rest, S("+"));
    if (q->about) return false;
    if (str_starts(rest, S("件"))) {
        *end = stop + S("件").n;
        if (str_starts(str_from(text, *end), S("次"))) return false;
        q->cases = true;
    } else {
        /* Without a unit only where the clause ends: 维持72、纠正64. */
        str walk = rest;
        uint32_t r;

        q->cases = !utf8_next(&walk, &r) || ends_clause(r);
    }
    if (!q->cases) return false;
    q->behind = rest_of_clause(text, *end);
    q->percent = percent_behind(text, *end);
    return true;
}

/* ---- comparing ------------------------------------------------------------------------------ */

static bool among(const struct meanings *m, int64_t v)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->values[i] == v) return true;
    return false;
}

static struct checker_place in_prose(void)
{
    return (struct checker_place){S("prose"), S("1"), S("")};
}

static void compare(struct talk *t, const struct prose_name *n, const struct quoted *q)
{
    struct report_checker *c = t->c;
    struct meanings m = {0};
    str label = n->label;

    prose_mean(c->r, n, &m);
    if (!m.n) {
        t->unread += m.unknown;
        return;
    }
    if (among(&m, q->value)) return;
    if (n->kind == PROSE_RECEIVED && prose_holds(q->before, S("代表"))) t->other_scope = true;
    if (n->kind == PROSE_RECEIVED && prose_holds(q->before, S("本级"))) t->other_scope = true;
    if (t->other_scope) {
        if (n->kind == PROSE_RECEIVED)
            checker_skip(c, in_prose(),
                         str_printf(c->a,
                                    "正文说“%.*s”%lld 件，表中是 %lld "
                                    "件；正文说的可能只是机关本级，没有核对。",
                                    STR_ARG(label), (long long)q->value, (long long)m.values[0]));
        return;
    }
    checker_differ(c, in_prose(), m.values[0], q->value,
                   str_printf(c->a, "正文说“%.*s”%lld 件，表中相应的数是 %lld。", STR_ARG(label),
                              (long long)q->value, (long long)m.values[0]));
}

/* Hundredths of a percent: "33.9" is 3390. */
static int64_t hundredths(str s)
{
    int64_t v = 0;
    int places = -1;

    for (size_t i = 0; i < s.n && places < 2; i++) {
        if (s.p[i] == '.') {
            places = 0;
            continue;
        }
        v = v * 10 + (s.p[i] - '0');
        if (places >= 0) places++;
    }
    for (places = places < 0 ? 0 : places; places < 2; places++) v *= 10;
    return v;
}

/* The share that is printed beside a number: of those settled, received, or both together. */
static void compare_share(struct talk *t, const struct prose_name *n, const struct quoted *q)
{
    enum { CLOSE = 11 }; /* 0.11 percent: rounded or cut to one place */
    struct report_checker *c = t->c;
    struct meanings m = {0};
    struct meanings whole = {0};
    int64_t said = hundredths(q->percent);

    if (!q->percent.n || t->other_scope || (n->kind != PROSE_SUM && n->kind != PROSE_ROW)) return;
    prose_mean(c->r, n, &m);
    prose_mean_handled(c->r, &whole);
    if (!m.n || !whole.n) return;
    for (size_t i = 0; i < whole.n; i++) {
        int64_t share = whole.values[i] > 0 ? m.values[0] * 10000 / whole.values[i] : 0;

        if (said >= share - CLOSE && said <= share + CLOSE) return;
    }
    int64_t done = 0;

    if (!report_t3_value(c->r, ROW_R7, COLUMN_TOTAL, &done) || done <= 0) return;
    int64_t share = m.values[0] * 10000 / done;

    checker_find(c, in_prose(),
                 str_printf(c->a, "正文说“%.*s”占 %.*s%%，按表是 %lld.%02lld%%。",
                            STR_ARG(n->label), STR_ARG(q->percent), (long long)(share / 100),
                            (long long)(share % 100)));
}

/* ---- reviews and suits ---------------------------------------------------------------------- */

static bool outcome(const struct report *r, enum topic topic, enum report_outcome k, int64_t *out)
{
    if (topic == TOPIC_REVIEW) return report_t4_value(r, SUIT_REVIEW, k, out);
    return prose_suits(r, k, out);
}

/* 维持, 纠正 and their numbers, after 复议 or 诉讼 was named. */
static bool compare_outcome(struct talk *t, const struct quoted *q)
{
    static const struct {
        str word;
        enum report_outcome k;
    } words[] = {{S_INIT("维持"), OUTCOME_UPHELD},
                 {S_INIT("纠正"), OUTCOME_CORRECTED},
                 {S_INIT("其他结果"), OUTCOME_OTHER},
                 {S_INIT("尚未审结"), OUTCOME_PENDING}};
    struct report_checker *c = t->c;
    int64_t v;

    if (t->topic != TOPIC_REVIEW && t->topic != TOPIC_SUIT) return false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!prose_holds(q->before, words[i].word)) continue;
        str label = t->topic == TOPIC_REVIEW ? S("行政复议") : S("行政诉讼");

        if (!outcome(c->r, t->topic, words[i].k, &v))
            t->unread++;
        else if (v != q->value && !t->other_scope)
            checker_differ(c, in_prose(), v, q->value,
                           str_printf(c->a, "正文说%.*s“%.*s”%lld 件，表四是 %lld。",
                                      STR_ARG(label), STR_ARG(words[i].word), (long long)q->value,
                                      (long long)v));
        return true;
    }
    return false;
}

/* 均获维持: nothing was corrected, decided otherwise, or is pending. */
static void all_upheld(struct talk *t, enum topic topic)
{
    struct report_checker *c = t->c;
    int64_t total, upheld;
    str label = topic == TOPIC_REVIEW ? S("行政复议") : S("行政诉讼");

    if (!outcome(c->r, topic, OUTCOME_TOTAL, &total) ||
        !outcome(c->r, topic, OUTCOME_UPHELD, &upheld))
        return;
    if (total != upheld)
        checker_differ(c, in_prose(), upheld, total,
                       str_printf(c->a, "正文说%.*s均获维持，表四 %lld 件中结果维持的是 %lld 件。",
                                  STR_ARG(label), (long long)total, (long long)upheld));
}

/* The topic that a clause begins; `so_far` goes on otherwise. */
static enum topic topic_of(str clause, enum topic so_far)
{
    bool review = prose_holds(clause, S("复议"));
    bool suit = prose_holds(clause, S("诉讼")) || prose_holds(clause, S("起诉"));

    if (review && suit) return TOPIC_BOTH;
    if (review) return TOPIC_REVIEW;
    return suit ? TOPIC_SUIT : so_far;
}

static const struct prose_name *case_name(str clause)
{
    bool review = prose_holds(clause, S("复议"));
    bool suit = prose_holds(clause, S("诉讼"));

    if (review == suit || prose_holds(clause, S("复议后")) || prose_holds(clause, S("未经复议")))
        return NULL;
    return review ? &prose_name_review : &prose_name_suit;
}

/* ---- the walk ------------------------------------------------------------------------------- */

static void compare_number(struct talk *t, const struct quoted *q, bool *seen_review,
                           bool *seen_suit)
{
    const struct prose_name *n = NULL;

    t->topic = topic_of(q->before, t->topic);
    if (prose_holds(q->before, S("复议")) || prose_holds(q->before, S("诉讼"))) {
        n = case_name(q->before);
        if (prose_holds(q->before, S("维持")) || prose_holds(q->before, S("纠正")) ||
            prose_holds(q->before, S("纠错")) || prose_holds(q->before, S("败诉")))
            n = NULL;
        *seen_review |= n == &prose_name_review;
        *seen_suit |= n == &prose_name_suit;
    } else if (!compare_outcome(t, q)) {
        const struct prose_name *behind = prose_name_behind(q->behind);

        n = prose_name_before(q->before);
        /* 另有72件…顺延到下年度: what is said behind is nearer than 答复 before. */
        if (behind && (!n || n->kind != PROSE_ROW)) n = behind;
        if (n && n->kind != PROSE_APPLICANTS && prose_other_business(q->behind) &&
            n->kind != PROSE_SUM && n->kind != PROSE_ROW)
            n = NULL;
    }
    if (!n) return;
    compare(t, n, q);
    compare_share(t, n, q);
}

/* One sentence: clause by clause, number by number. */
static void walk_sentence(struct talk *t, str s)
{
    size_t from = 0;
    bool review = false;
    bool suit = false;

    for (size_t at = 0; at < s.n;) {
        str walk = str_from(s, at);
        struct quoted q;
        uint32_t r;
        size_t end;

        (void)utf8_next(&walk, &r);
        if (!is_digit(s.p[at])) {
            if (ends_clause(r)) {
                t->topic = topic_of(str_from(str_head(s, at), from), t->topic);
                from = (size_t)(walk.p - s.p);
            }
            at = (size_t)(walk.p - s.p);
            continue;
        }
        if (read_quoted(s, from, at, &end, &q)) {
            compare_number(t, &q, &review, &suit);
            from = end;
        }
        at = end;
    }
    if (prose_holds(s, S("均获维持")) || prose_holds(s, S("均维持")) ||
        prose_holds(s, S("均予以维持")) || prose_holds(s, S("全部维持"))) {
        if (review) all_upheld(t, TOPIC_REVIEW);
        if (suit) all_upheld(t, TOPIC_SUIT);
    }
}

/* The part of section one on requests: from its heading to the next. */
static str requests_part(str text)
{
    size_t at = str_find(text, S("依申请公开"), 0);

    if (at == STR_NONE) return text;
    static const str next[] = {S_INIT("(三)"), S_INIT("三是加强"), S_INIT("政府信息管理方面"),
                               S_INIT("三、")};
    str rest = str_from(text, at);
    size_t end = rest.n;

    /* A part of its own is headed (二)依申请公开; elsewhere it is a word like others. */
    if (at < 5 || !str_ends(str_head(text, at), S(")"))) return text;
    for (size_t i = 0; i < COUNT_OF(next); i++) {
        size_t k = str_find(rest, next[i], 0);

        if (k != STR_NONE && k < end) end = k;
    }
    return str_head(rest, end);
}

static bool about_requests(str sentence)
{
    static const str words[] = {S_INIT("申请"), S_INIT("复议"),     S_INIT("诉讼"),
                                S_INIT("受理"), S_INIT("予以公开"), S_INIT("不予公开"),
                                S_INIT("办结"), S_INIT("自然人")};

    return prose_holds_any(sentence, words, COUNT_OF(words));
}

void check_prose(struct report_checker *c)
{
    struct talk t = {.c = c};
    str all = report_squeeze(c->a, c->r->prose[0]);
    str text = requests_part(all);
    bool part = text.n != all.n;

    while (text.n) {
        size_t end = str_find(text, S("。"), 0);
        str sentence = end == STR_NONE ? text : str_head(text, end);

        text = end == STR_NONE ? S("") : str_from(text, end + S("。").n);
        t.topic = TOPIC_NONE;
        if (about_requests(sentence) &&
            (part || prose_holds(sentence, S("公开申请")) || prose_holds(sentence, S("依申请")) ||
             prose_holds(sentence, S("信息公开"))))
            walk_sentence(&t, sentence);
    }
    if (t.unread)
        checker_skip(
            c, in_prose(),
            str_printf(c->a, "正文有 %zu 个数，表中相应的格没有读出，没有核对。", t.unread));
    check_wholes(c);
}
