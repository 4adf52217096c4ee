#include "../unit.h"

#include "db/db.h"
#include "web/cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Answers are blocks of memory with the body in front, counted, and poisoned when dropped. */
struct made {
    _Atomic int alive;
};

struct fake {
    struct arena memory;
    struct arena own;
    str body;
};

static struct ready_answer *fake_make(struct made *m, str body, struct arena memory)
{
    struct arena own;

    arena_init(&own, sizeof(struct fake));
    struct fake *f = arena_try(&own, 1, sizeof *f);

    assert_non_null(f);
    *f = (struct fake){memory, own, body};
    atomic_fetch_add(&m->alive, 1);
    return (struct ready_answer *)f;
}

static struct ready_answer *make(void *ctx, const struct cache_page *page, str etag, str body,
                                 struct arena memory, enum encoding encoding)
{
    (void)page;
    (void)etag;
    (void)encoding;
    return fake_make(ctx, body, memory);
}

static struct ready_answer *make_unchanged(void *ctx, str etag)
{
    struct arena none;

    (void)etag;
    arena_init(&none, 1);
    return fake_make(ctx, S(""), none);
}

static void drop(void *ctx, struct ready_answer *r)
{
    struct made *m = ctx;
    struct fake *f = (struct fake *)r;
    struct arena own = f->own;

    arena_release(&f->memory);
    arena_release(&own);
    atomic_fetch_sub(&m->alive, 1);
}

static struct cache *open_cache(struct arena *a, struct made *m, size_t bytes)
{
    const struct cache_options o = {.bytes_max = bytes,
                                    .readers = 6,
                                    .brotli_after = 3,
                                    .seed = 42,
                                    .maker = {make, make_unchanged, drop, m}};
    struct cache *c;

    assert_ok(cache_open(a, &o, &c));
    return c;
}

static bool keep(struct cache *c, str key, str body, uint64_t tag, uint64_t from)
{
    const struct cache_page page = {.key = key,
                                    .status = 200,
                                    .type = S("text/html"),
                                    .location = S(""),
                                    .body = body,
                                    .tags = &tag,
                                    .n_tags = 1,
                                    .made_from = from};

    return cache_keep(c, &page);
}

/* The first byte of the page, or 0. */
static char first_byte(struct cache *c, size_t reader, str key)
{
    bool brew;
    char got = 0;

    cache_enter(c, reader);
    const struct cached *p = cache_find(c, key, &brew);
    size_t n;

    if (p) got = ((struct fake *)cached_form(p, 1, &n))->body.p[0];
    cache_leave(c, reader);
    return got;
}

static void test_fresh_and_stale(void **state)
{
    struct made m = {0};
    struct cache *c = open_cache(*state, &m, 1000000);
    uint64_t one = cache_tag(S("document"), 1);
    uint64_t two = cache_tag(S("document"), 2);

    assert_int_equal(first_byte(c, 0, S("k")), 0);
    assert_true(keep(c, S("k"), S("a"), one, cache_now(c)));
    assert_int_equal(first_byte(c, 0, S("k")), 'a');
    assert_int_equal(first_byte(c, 0, S("K")), 0);
    cache_bump(c, &two, 1);
    assert_int_equal(first_byte(c, 0, S("k")), 'a');
    cache_bump(c, &one, 1);
    assert_int_equal(first_byte(c, 0, S("k")), 0);
    assert_true(keep(c, S("k"), S("b"), one, cache_now(c)));
    assert_int_equal(first_byte(c, 0, S("k")), 'b');
    cache_close(c);
    assert_int_equal(m.alive, 0);
}

/* The data was read, then somebody committed, then the page came: it must not be shown. */
static void test_commit_while_it_was_made(void **state)
{
    struct made m = {0};
    struct cache *c = open_cache(*state, &m, 1000000);
    uint64_t tag = cache_tag(S("document"), 1);
    uint64_t before = cache_now(c);

    cache_bump(c, &tag, 1);
    assert_false(keep(c, S("k"), S("old"), tag, before));
    assert_int_equal(first_byte(c, 0, S("k")), 0);
    /* and an older one does not replace a newer one */
    assert_true(keep(c, S("k"), S("new"), tag, cache_now(c)));
    assert_false(keep(c, S("k"), S("old"), tag, before));
    assert_int_equal(first_byte(c, 0, S("k")), 'n');
    cache_close(c);
    assert_int_equal(m.alive, 0);
}

static void test_on_commit(void **state)
{
    struct made m = {0};
    struct cache *c = open_cache(*state, &m, 1000000);
    const struct db_tag some[] = {{S("column"), 7}, {S("document"), 3}};
    const struct db_tag everything[] = {{S(""), 0}};
    const struct cache_page page = {.key = S("x"),
                                    .status = 200,
                                    .type = S("text/html"),
                                    .location = S(""),
                                    .body = S("x"),
                                    .tags = (const uint64_t[]){CACHE_TAG_ALL, CACHE_TAG_ANY},
                                    .n_tags = 2,
                                    .made_from = cache_now(c)};

    assert_true(keep(c, S("seven"), S("a"), cache_tag(S("column"), 7), cache_now(c)));
    assert_true(keep(c, S("eight"), S("b"), cache_tag(S("column"), 8), cache_now(c)));
    assert_true(keep(c, S("all"), S("c"), CACHE_TAG_ALL, cache_now(c)));
    assert_true(cache_keep(c, &page));
    cache_on_commit(c, some, 2);
    assert_int_equal(first_byte(c, 0, S("seven")), 0);
    assert_int_equal(first_byte(c, 0, S("eight")), 'b');
    assert_int_equal(first_byte(c, 0, S("all")), 'c');
    assert_int_equal(first_byte(c, 0, S("x")), 0); /* hangs on any commit */
    cache_on_commit(c, everything, 1);
    assert_int_equal(first_byte(c, 0, S("all")), 0);
    cache_close(c);
}

static void test_eviction(void **state)
{
    struct made m = {0};
    struct cache *c = open_cache(*state, &m, 200000);
    char body[10000];
    struct cache_counts n;

    memset(body, 'x', sizeof body);
    for (int i = 0; i < 100; i++) {
        str key = str_printf(*state, "page %d", i);

        assert_true(keep(c, key, (str){body, sizeof body}, cache_tag(S("d"), i), cache_now(c)));
        assert_int_equal(first_byte(c, 0, key), 'x');
        cache_count(c, &n);
        assert_true(n.bytes <= 200000);
    }
    assert_true(n.evicted > 50 && n.pages > 3);
    /* A page that is larger than a share of all is not kept. */
    assert_false(keep(c, S("huge"), (str){arena_bytes(*state, 30000), 30000}, 1, cache_now(c)));
    cache_close(c);
    assert_int_equal(m.alive, 0);
}

/* What a reader holds stays while it visits, even when it was evicted and replaced. */
static void test_reader_holds(void **state)
{
    struct made m = {0};
    struct cache *c = open_cache(*state, &m, 1000000);
    bool brew;
    size_t n;

    assert_true(keep(c, S("k"), S("a"), 1, cache_now(c)));
    cache_enter(c, 2);
    const struct cached *p = cache_find(c, S("k"), &brew);

    assert_non_null(p);
    for (int i = 0; i < 5; i++) assert_true(keep(c, S("k"), S("b"), 1, cache_now(c)));
    int held = m.alive;

    assert_int_equal(((struct fake *)cached_form(p, 1, &n))->body.p[0], 'a');
    cache_leave(c, 2);
    assert_true(keep(c, S("k"), S("c"), 1, cache_now(c)));
    assert_true(m.alive < held);
    cache_close(c);
    assert_int_equal(m.alive, 0);
}

static void test_brotli_comes_when_earned(void **state)
{
    struct made m = {0};
    struct cache *c = open_cache(*state, &m, 1000000);
    char body[4000];
    int earned = 0;
    size_t n;
    bool brew;

    memset(body, 'x', sizeof body);
    assert_true(keep(c, S("k"), (str){body, sizeof body}, 1, cache_now(c)));
    for (int i = 1; i <= 10; i++) {
        cache_enter(c, 0);
        assert_non_null(cache_find(c, S("k"), &brew));
        cache_leave(c, 0);
        if (brew) earned = earned ? -1 : i;
    }
    assert_int_equal(earned, 3);
    cache_brew(c, 1, S("k"));
    cache_brew(c, 1, S("k"));
    cache_brew(c, 1, S("nobody"));
    cache_enter(c, 0);
    const struct cached *p = cache_find(c, S("k"), &brew);

    (void)cached_form(p, 1U << ENCODING_BROTLI, &n);
    assert_true(n < 100);
    (void)cached_form(p, 1U << ENCODING_GZIP, &n);
    assert_true(n < 200);
    (void)cached_form(p, 0, &n);
    assert_int_equal(n, 4000);
    cache_leave(c, 0);
    cache_close(c);
    assert_int_equal(m.alive, 0);
}

/* ---- many threads: run it under ThreadSanitizer --------------------------------------------- */

struct race {
    struct cache *c;
    _Atomic int committed; /* the number that a commit has written, and bumped */
    _Atomic int written;   /* the data itself: written before the bump */
    _Atomic bool stop;
    _Atomic int wrong, refused;
    _Atomic size_t next_reader;
};

/* The number that the page shows; -1: there is no page. */
static int number_of(struct race *r, size_t reader, str key)
{
    bool brew;
    int got = -1;

    cache_enter(r->c, reader);
    const struct cached *p = cache_find(r->c, key, &brew);
    size_t n;

    if (p) memcpy(&got, ((struct fake *)cached_form(p, 1, &n))->body.p, sizeof got);
    cache_leave(r->c, reader);
    return got;
}

static void put_number(struct race *r, str key)
{
    uint64_t from = cache_now(r->c);
    int number = atomic_load(&r->written);

    if (!keep(r->c, key, (str){(const char *)&number, sizeof number}, cache_tag(S("n"), 1), from))
        atomic_fetch_add(&r->refused, 1);
}

static void *read_loop(void *arg)
{
    struct race *r = arg;
    size_t me = atomic_fetch_add(&r->next_reader, 1);
    const str keys[] = {S("a"), S("b"), S("c")};

    for (size_t i = 0; !atomic_load(&r->stop); i++) {
        str key = keys[i % 3];
        int least = atomic_load(&r->committed);
        int got = number_of(r, me, key);

        if (got < 0)
            put_number(r, key);
        else if (got < least)
            atomic_fetch_add(&r->wrong, 1);
        if (i % 64 == 0) cache_brew(r->c, me, key);
    }
    return NULL;
}

static void test_race(void **state)
{
    struct made m = {0};
    struct race r = {.c = open_cache(*state, &m, 30000)};
    uint64_t tag = cache_tag(S("n"), 1);
    pthread_t threads[4];

    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_loop, &r), 0);
    for (int n = 1; n < 20000; n++) {
        if (n % 8 == 0) (void)!keep(r.c, S("filler"), S("something else"), 1, cache_now(r.c));
        atomic_store(&r.written, n);
        cache_bump(r.c, &tag, 1);
        atomic_store(&r.committed, n);
    }
    atomic_store(&r.stop, true);
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(r.wrong, 0);
    cache_close(r.c);
    assert_int_equal(m.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_fresh_and_stale),
        UNIT(test_commit_while_it_was_made),
        UNIT(test_on_commit),
        UNIT(test_eviction),
        UNIT(test_reader_holds),
        UNIT(test_brotli_comes_when_earned),
        UNIT(test_race),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
