/*
 * How fast search is, and how fast an import that is indexed at once and durable: N documents are
 * put together from sentences of a corpus of laws, published through core, and searched for words
 * of every frequency. Beside it the plain statement that ranks every hit by bm25.
 *
 *     bench_search LAWS.jsonl.zst [N] [FOLDER] [again]
 *
 * N: 100000; FOLDER: where the database lies; 'again' searches that of an earlier run.
 *
 * Times are CPU times of one thread (the machine may be busy), with the files in the system's
 * cache; each includes total, facets, ranking and 20 snippets.
 */
#include "search_town.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "bench_search_sql.h"
#include "core/core_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { GROUP = 50, SENTENCES = 24, QUERIES = 1200, MEMORY = 1 << 30 };

struct bench {
    struct arena *a;
    struct db *db;
    const struct search *search;
    const struct terms_folder *folder;
    struct town town;
    str *sentences;
    size_t n_sentences;
    struct law *laws;
    size_t n_laws;
    uint64_t random;
    size_t next; /* the next document's number */
};

static double read_ms(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void must(const struct err *e)
{
    if (!e) return;
    fprintf(stderr, "%.*s (%.*s)\n", STR_ARG(e->message), STR_ARG(e->detail));
    exit(1);
}

static double now_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

/* ---- documents --------------------------------------------------------------------------------
 */

static void cut_sentences(struct bench *b)
{
    struct {
        str *items;
        size_t n, room;
    } all = {0};

    for (size_t i = 0; i < b->n_laws; i++) {
        str rest = b->laws[i].body;

        while (rest.n) {
            size_t at = str_find(rest, S("。"), 0);
            size_t end = at == STR_NONE ? rest.n : at + S("。").n;

            if (end > 30 && end < 1500) *vec_push(b->a, &all) = str_head(rest, end);
            rest = str_from(rest, end);
        }
    }
    b->sentences = all.items;
    b->n_sentences = all.n;
}

/* A run of sentences as they stand in the laws, one in six of them from elsewhere. */
static void compose(struct bench *b, struct arena *a, struct paper *p)
{
    size_t from = town_random(&b->random, b->n_sentences - SENTENCES);
    size_t n = 4 + town_random(&b->random, SENTENCES - 4);
    const struct law *law = &b->laws[town_random(&b->random, b->n_laws)];
    struct buf text;
    int year = 2010 + (int)town_random(&b->random, 15);
    struct date first;

    buf_init(&text, a, 1024 * 1024);
    for (size_t i = 0; i < n; i++) {
        bool other = town_random(&b->random, 6) == 0;

        buf_add(&text, b->sentences[other ? town_random(&b->random, b->n_sentences) : from + i]);
    }
    must(date_make(year, 1, 1, &first) ? NULL : ERR(a, INTERNAL, "year"));
    size_t column = 4 + town_random(&b->random, TOWN_COLUMNS - 4);

    *p = (struct paper){
        .title = str_printf(a, "关于%.*s的通知", STR_ARG(utf8_head(law->title, 40))),
        .document_no = str_printf(a, "临政发〔%d〕%zu号", year, 1 + b->next % 300),
        .index_no = str_printf(a, "LJ-%07zu", b->next),
        .issuer = S("临江市人民政府办公室"),
        .keywords = S(""),
        .kind = column % 3 ? S("policy") : S("notice"),
        .on = {first.day + (int32_t)town_random(&b->random, 365)},
        .column = column,
        .organ = town_random(&b->random, TOWN_ORGANS),
        .body = buf_str(&text),
    };
    b->next++;
}

static struct err *publish_group(struct db_tx *tx, struct arena *a, void *arg)
{
    struct bench *b = arg;

    for (size_t i = 0; i < GROUP; i++) {
        struct paper p;

        compose(b, a, &p);
        int64_t id;

        TRY(town_publish(tx, a, &b->town, &p, &id));
    }
    return NULL;
}

static void import(struct bench *b, size_t n)
{
    double began = now_ms();
    double cpu = read_ms(CLOCK_PROCESS_CPUTIME_ID);
    double step = began;
    struct arena group;

    arena_init(&group, MEMORY);
    for (size_t i = 0; i < n; i += GROUP) {
        must(db_write(b->db, &group, publish_group, b));
        arena_reset(&group);
        if ((i + GROUP) % 20000 == 0) {
            double t = now_ms();

            printf("import: %7zu documents, the last 20000 at %.0f a second\n", i + GROUP,
                   20000e3 / (t - step));
            fflush(stdout);
            step = t;
        }
    }
    arena_release(&group);
    printf("import: %zu documents in %.1f s (%.1f s of CPU), %.0f a second, %d a transaction\n", n,
           (now_ms() - began) / 1e3, (read_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu) / 1e3,
           (double)n * 1e3 / (now_ms() - began), GROUP);
}

static void tidy(struct bench *b)
{
    double began = now_ms();
    double longest = 0;
    bool done = false;
    size_t steps = 0;

    for (; !done; steps++) {
        double at = now_ms();

        must(search_tidy(b->search, b->db, b->a, 1000, &done));
        if (now_ms() - at > longest) longest = now_ms() - at;
    }
    printf("\ntidied in %.1f s, %zu steps, the longest %.2f s\n", (now_ms() - began) / 1e3, steps,
           longest / 1e3);
}

/* ---- queries ----------------------------------------------------------------------------------
 */

struct query {
    str words;
    int64_t total;
    double ms, plain_ms;
};

struct asking {
    struct bench *b;
    struct query *q;
    struct search_result result;
};

static struct err *ask(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asking *k = arg;
    struct search_request rq = {.site = {k->b->town.scope.site},
                                .words = k->q->words,
                                .kind = S(""),
                                .from = DATE_NONE,
                                .until = DATE_NONE,
                                .page = 1,
                                .size = 20,
                                .facets = true};

    return search_run(k->b->search, tx, a, &k->b->town.tree, &rq, &k->result);
}

static struct err *ask_plainly(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asking *k = arg;
    struct terms_query q;
    struct plain_ranked_row *rows;
    struct plain_count_row count;
    struct site_scope site = {k->b->town.scope.site};
    size_t n;

    TRY(terms_query(k->b->folder, a, k->q->words, &q));
    TRY(plain_count(tx, a, site, q.match, &count));
    if (count.n != k->q->total) return ERR(a, INTERNAL, "the totals differ");
    return plain_ranked(tx, a, site, q.match, &rows, &n);
}

static double timed(struct bench *b, db_fn *fn, struct asking *k)
{
    struct arena a;

    arena_init(&a, MEMORY);
    double began = read_ms(CLOCK_THREAD_CPUTIME_ID);

    must(db_read(b->db, &a, fn, k));
    double ms = read_ms(CLOCK_THREAD_CPUTIME_ID) - began;

    arena_release(&a);
    return ms;
}

/* A few characters out of a sentence; every fifth query has two such words, some are numbers. */
static str some_words(struct bench *b, size_t i)
{
    str first = S("");

    if (i % 40 == 0)
        return str_printf(b->a, "〔%d〕%d号", 2010 + (int)town_random(&b->random, 15),
                          1 + (int)town_random(&b->random, 300));
    if (i % 40 == 1) return b->laws[town_random(&b->random, b->n_laws)].title;
    for (int words = i % 5 == 0 ? 2 : 1; words; words--) {
        str s = b->sentences[town_random(&b->random, b->n_sentences)];
        size_t chars = utf8_count(s);
        size_t n = i % 25 == 2 ? 1 : 2 + town_random(&b->random, 3);
        size_t skip = town_random(&b->random, chars > n ? chars - n : 1);
        str at = str_from(s, utf8_head(s, skip).n);

        first = str_printf(b->a, "%.*s %.*s", STR_ARG(first), STR_ARG(utf8_head(at, n)));
    }
    return first;
}

static const struct {
    const char *label;
    int64_t least, most;
} classes[] = {
    {"to 100 hits", 0, 100},
    {"to 1,000", 101, 1000},
    {"to 4,000", 1001, 4000},
    {"to 15,000", 4001, 15000},
    {"a fifth (15-25 %)", 15001, 25000},
    {"25-60 %", 25001, 60000},
    {"above", 60001, INT64_MAX},
    {"all", 0, INT64_MAX},
};

static int by_number(const void *x, const void *y)
{
    double a = *(const double *)x;
    double b = *(const double *)y;

    return a < b ? -1 : a > b;
}

static void print_row(struct bench *b, const struct query *q, size_t n, size_t class, size_t share)
{
    double *ms = ARENA_ARRAY(b->a, double, n);
    double *plain = ARENA_ARRAY(b->a, double, n);
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        int64_t scaled = q[i].total * 100000 / (int64_t)share;

        if (scaled < classes[class].least || scaled > classes[class].most) continue;
        ms[k] = q[i].ms;
        plain[k++] = q[i].plain_ms;
    }
    if (!k) return;
    qsort(ms, k, sizeof *ms, by_number);
    qsort(plain, k, sizeof *plain, by_number);
    printf("%-20s %7zu | %8.2f %8.2f %8.2f | %8.2f %8.2f %8.2f\n", classes[class].label, k,
           ms[k / 2], ms[k * 99 / 100], ms[k - 1], plain[k / 2], plain[k * 99 / 100], plain[k - 1]);
}

static void measure(struct bench *b, size_t documents)
{
    /* Words that half of all laws have, beside those that chance brings. */
    static const char *const frequent[] = {
        "应当", "规定", "管理", "部门", "政府", "本条例", "公开", "许可", "消防", "人民", "责任",
        "罚款", "处罚", "工作", "的",   "法",   "第",     "项目", "安全", "建设", "申请"};
    struct query *q = ARENA_ARRAY(b->a, struct query, QUERIES + COUNT_OF(frequent));
    size_t n = 0;

    for (size_t i = 0; i < QUERIES + COUNT_OF(frequent); i++) {
        struct terms_query parsed;

        q[n].words = i < QUERIES ? some_words(b, i) : str_of(frequent[i - QUERIES]);
        if (terms_query(b->folder, b->a, q[n].words, &parsed)) continue; /* nothing but signs */
        struct asking k = {.b = b, .q = &q[n]};

        (void)timed(b, ask, &k);
        q[n].total = k.result.total;
        n++;
    }
    for (size_t i = 0; i < n; i++) {
        struct asking k = {.b = b, .q = &q[i]};

        q[i].ms = timed(b, ask, &k);
    }
    for (size_t i = 0; i < n; i++) {
        struct asking k = {.b = b, .q = &q[i]};

        q[i].plain_ms = timed(b, ask_plainly, &k);
    }
    printf("\n%-20s %7s | %26s | %26s\n", "", "", "search: ms", "count and bm25 alone: ms");
    printf("%-20s %7s | %8s %8s %8s | %8s %8s %8s\n", "words in", "queries", "p50", "p99", "max",
           "p50", "p99", "max");
    for (size_t i = 0; i < COUNT_OF(classes); i++) print_row(b, q, n, i, documents);
}

int main(int argc, char **argv)
{
    static struct arena a;
    struct bench b = {.a = &a, .random = 1};
    size_t n = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 100000;
    struct db_tokenizer tokenizer;

    arena_init(&a, (size_t)MEMORY * 4);
    if (argc < 2) {
        fprintf(stderr, "usage: bench_search LAWS.jsonl.zst [N] [FOLDER] [again]\n");
        return 2;
    }
    b.laws = town_laws(&a, argv[1], SIZE_MAX, &b.n_laws);
    if (!b.n_laws) {
        fprintf(stderr, "no laws in %s\n", argv[1]);
        return 2;
    }
    cut_sentences(&b);
    str folder = argc > 3 ? str_of(argv[3]) : S(".");
    str url = str_printf(&a, "sqlite:%.*s/bench_search.db", STR_ARG(folder));

    must(terms_folder_make(&a, &b.folder));
    tokenizer = search_tokenizer(b.folder);
    struct db_options o = {.url = url,
                           .clock = sys_clock_real(),
                           .modules = core_db_modules,
                           .modules_n = core_db_modules_n,
                           .tokenizer = &tokenizer};

    must(db_open(&a, &o, &b.db));
    must(db_migrate(b.db, &a));
    must(search_open(&a, b.db, b.folder, folder, &b.search));
    if (argc > 4) {
        must(town_open(b.db, &a, 1, &b.town)); /* of an earlier run */
    } else {
        must(town_make(b.db, &a, S("bench"), &b.town));
        import(&b, n);
    }
    measure(&b, n);
    tidy(&b);
    measure(&b, n);
    db_close(b.db);
    arena_release(&a);
    return 0;
}
