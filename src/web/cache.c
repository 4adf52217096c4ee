#include "web/cache.h"

#include "db/db.h"
#include "web/bytes.h"
#include "web/compress.h"

#include <pthread.h>
#include <stdatomic.h>

/*
 * Why readers need no lock.
 *
 * Pages hang in a table of chains. Only the holder of `lock` changes a chain; a reader follows it
 * with atomic loads. A page that is taken out may still be in the hands of a reader, so it is not
 * let go at once but *retired*, stamped with a new epoch:
 *
 *   writer: unlink page;  stamp = ++epoch;  look at every reader's slot
 *   reader: slot = epoch;  follow chains … use page …;  slot = 0
 *
 * All four are sequentially consistent, so there is one order of them for everybody. If the writer
 * finds a reader's slot empty or at `stamp` or above, then that reader wrote its slot (or will)
 * after the unlink, and cannot meet the page any more. If it finds a lower number, it waits: the
 * page stays on the retired list until a later look. Each reader has one slot and visits do not
 * nest, so an empty slot means that it holds nothing. The bytes of an answer live even longer: the
 * server counts the connections that send it.
 *
 * Why a page is never shown too long.
 *
 * cache_bump writes the new number n into the slots of the tags first and publishes n in `now`
 * (release) afterwards; it does so after the commit is visible and before it returns. A maker reads
 * `now` (acquire) before its data: if it got n or more, its data has the commit; if it got less,
 * the slot is above `made_from`, and the page is stale from birth. A hit compares slots with
 * `made_from`. To spare that for pages with many tags, a page remembers the value of `now` at which
 * it was last found fresh: as long as `now` is the same, no bump has been published since, because
 * slots are written before `now`.
 */

enum { TAG_SLOTS = 1 << 16, ANSWER_OVERHEAD = 1024, CHAIN_BYTES = 4096 };

struct cached {
    struct arena memory; /* this struct, key, slots and etag lie in it */
    uint64_t hash;
    str key;
    str etag;
    str type;
    int status;
    str body; /* of the identity form, inside its answer's memory */
    _Atomic(struct ready_answer *) forms[ENCODINGS_];
    size_t sizes[ENCODINGS_];
    struct ready_answer *unchanged;
    _Atomic(struct cached *) next;
    uint64_t made_from;
    _Atomic uint64_t fresh_at;
    _Atomic uint32_t hits; /* counted up to brotli_after */
    _Atomic bool used;     /* since the hand of the clock came by */
    bool linked;           /* under lock */
    size_t bytes;          /* under lock */
    struct cached *older;  /* on the retired list */
    uint64_t retired;      /* the epoch of that */
    size_t n_slots;
    uint32_t slots[];
};

struct reader {
    _Alignas(64) _Atomic uint64_t epoch; /* 0: not visiting */
};

struct cache {
    struct cache_options options;
    _Atomic uint64_t now;
    _Atomic uint64_t epoch;
    _Atomic uint64_t tags[TAG_SLOTS];
    struct reader *readers;
    size_t n_chains; /* a power of two */
    _Atomic(struct cached *) *chains;

    pthread_mutex_t lock; /* all below, and every change of a chain */
    struct cached *retired;
    size_t hand; /* chain at which the clock stands */
    struct cache_counts counts;
};

static void lock(struct cache *c)
{
    BUG_IF(pthread_mutex_lock(&c->lock) != 0);
}

static void unlock(struct cache *c)
{
    BUG_IF(pthread_mutex_unlock(&c->lock) != 0);
}

struct err *cache_open(struct arena *a, const struct cache_options *o, struct cache **out)
{
    struct cache *c = ARENA_NEW(a, struct cache);

    c->options = *o;
    c->n_chains = 256;
    while (c->n_chains < o->bytes_max / CHAIN_BYTES) c->n_chains *= 2;
    c->chains = arena_array(a, c->n_chains, sizeof *c->chains);
    /* Each slot on a line of its own, so that loops do not disturb each other. */
    char *room = arena_array(a, o->readers + 1, sizeof(struct reader));
    size_t off = (size_t)((uintptr_t)room % _Alignof(struct reader));

    c->readers = (struct reader *)(void *)(room + (off ? _Alignof(struct reader) - off : 0));
    atomic_store(&c->epoch, 1);
    atomic_store(&c->now, 1);
    if (pthread_mutex_init(&c->lock, NULL) != 0) return ERR(a, OVERLOAD, "页面缓存无法启动");
    *out = c;
    return NULL;
}

/* ---- tags and freshness ------------------------------------------------------------------- */

uint64_t cache_tag(str kind, int64_t id)
{
    return str_hash(kind, (uint64_t)id + 1);
}

static uint32_t slot_of(uint64_t tag)
{
    return (uint32_t)(tag >> 20) % TAG_SLOTS;
}

void cache_bump(struct cache *c, const uint64_t *tags, size_t n)
{
    lock(c);
    uint64_t next = atomic_load(&c->now) + 1;

    for (size_t i = 0; i < n; i++)
        atomic_store_explicit(&c->tags[slot_of(tags[i])], next, memory_order_release);
    atomic_store_explicit(&c->tags[slot_of(CACHE_TAG_ANY)], next, memory_order_release);
    atomic_store_explicit(&c->now, next, memory_order_seq_cst);
    c->counts.bumps++;
    unlock(c);
}

void cache_on_commit(void *cache, const struct db_tag *tags, size_t n)
{
    uint64_t some[64];

    while (n) {
        size_t now = n < COUNT_OF(some) ? n : COUNT_OF(some);

        for (size_t i = 0; i < now; i++)
            some[i] = tags[i].kind.n ? cache_tag(tags[i].kind, tags[i].id) : CACHE_TAG_ALL;
        cache_bump(cache, some, now);
        tags += now;
        n -= now;
    }
}

uint64_t cache_now(const struct cache *c)
{
    return atomic_load(&c->now);
}

bool cache_fresh(const struct cache *c, const uint64_t *tags, size_t n, uint64_t made_from)
{
    for (size_t i = 0; i < n; i++)
        if (atomic_load_explicit(&c->tags[slot_of(tags[i])], memory_order_acquire) > made_from)
            return false;
    return true;
}

static bool page_fresh(const struct cache *c, struct cached *p)
{
    uint64_t now = atomic_load_explicit(&c->now, memory_order_acquire);

    if (atomic_load_explicit(&p->fresh_at, memory_order_relaxed) == now) return true;
    for (size_t i = 0; i < p->n_slots; i++)
        if (atomic_load_explicit(&c->tags[p->slots[i]], memory_order_acquire) > p->made_from)
            return false;
    atomic_store_explicit(&p->fresh_at, now, memory_order_relaxed);
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

void cache_enter(struct cache *c, size_t reader)
{
    atomic_store(&c->readers[reader].epoch, atomic_load(&c->epoch));
}

void cache_leave(struct cache *c, size_t reader)
{
    atomic_store_explicit(&c->readers[reader].epoch, 0, memory_order_release);
}

static struct cached *lookup(const struct cache *c, str key, uint64_t hash)
{
    struct cached *p = atomic_load(&c->chains[hash & (c->n_chains - 1)]);

    while (p && (p->hash != hash || !str_eq(p->key, key))) p = atomic_load(&p->next);
    return p;
}

const struct cached *cache_find(struct cache *c, str key, bool *brew)
{
    struct cached *p = lookup(c, key, str_hash(key, c->options.seed));
    uint32_t enough = c->options.brotli_after;

    *brew = false;
    if (!p || !page_fresh(c, p)) return NULL;
    if (!atomic_load_explicit(&p->used, memory_order_relaxed))
        atomic_store_explicit(&p->used, true, memory_order_relaxed);
    if (atomic_load_explicit(&p->hits, memory_order_relaxed) < enough)
        *brew = atomic_fetch_add_explicit(&p->hits, 1, memory_order_relaxed) + 1 == enough;
    return p;
}

struct ready_answer *cached_form(const struct cached *page, unsigned accepted, size_t *bytes)
{
    for (int e = ENCODINGS_ - 1; e > ENCODING_IDENTITY; e--) {
        if (!(accepted & (1U << e))) continue;
        struct ready_answer *r = atomic_load_explicit(&page->forms[e], memory_order_acquire);

        if (!r) continue;
        *bytes = page->sizes[e];
        return r;
    }
    *bytes = page->sizes[ENCODING_IDENTITY];
    return atomic_load_explicit(&page->forms[ENCODING_IDENTITY], memory_order_acquire);
}

struct ready_answer *cached_unchanged(const struct cached *page)
{
    return page->unchanged;
}

str cached_etag(const struct cached *page)
{
    return page->etag;
}

int cached_status(const struct cached *page)
{
    return page->status;
}

/* ---- letting go --------------------------------------------------------------------------- */

static void page_release(struct cache *c, struct cached *p)
{
    const struct cache_maker *m = &c->options.maker;
    struct arena memory = p->memory;

    for (int e = 0; e < ENCODINGS_; e++) {
        struct ready_answer *r = atomic_load(&p->forms[e]);

        if (r) m->drop(m->ctx, r);
    }
    if (p->unchanged) m->drop(m->ctx, p->unchanged);
    arena_release(&memory);
}

/* Lets go of retired pages that no reader can hold. */
static void reclaim(struct cache *c)
{
    uint64_t oldest = UINT64_MAX;

    for (size_t i = 0; i < c->options.readers; i++) {
        uint64_t e = atomic_load(&c->readers[i].epoch);

        if (e && e < oldest) oldest = e;
    }
    for (struct cached **at = &c->retired; *at;) {
        struct cached *p = *at;

        if (p->retired > oldest) {
            at = &p->older;
            continue;
        }
        *at = p->older;
        page_release(c, p);
    }
}

/* Takes the page at *link out of its chain. */
static void retire(struct cache *c, _Atomic(struct cached *) *link)
{
    struct cached *p = atomic_load(link);

    /* p keeps its own `next`: a reader that stands on it finds the rest of the chain. */
    atomic_store(link, atomic_load(&p->next));
    p->retired = atomic_fetch_add(&c->epoch, 1) + 1;
    p->linked = false;
    p->older = c->retired;
    c->retired = p;
    c->counts.bytes -= p->bytes;
    c->counts.pages--;
}

/* The clock: a page that was used since the last round stays for one more. */
static void evict(struct cache *c)
{
    size_t steps = 2 * c->n_chains + 1;

    while (c->counts.bytes > c->options.bytes_max && steps--) {
        _Atomic(struct cached *) *link = &c->chains[c->hand];

        for (struct cached *p; (p = atomic_load(link));) {
            if (atomic_exchange_explicit(&p->used, false, memory_order_relaxed)) {
                link = &p->next;
                continue;
            }
            retire(c, link);
            c->counts.evicted++;
        }
        c->hand = (c->hand + 1) & (c->n_chains - 1);
    }
}

void cache_close(struct cache *c)
{
    for (size_t i = 0; i < c->n_chains; i++)
        while (atomic_load(&c->chains[i])) retire(c, &c->chains[i]);
    for (size_t i = 0; i < c->options.readers; i++) BUG_IF(atomic_load(&c->readers[i].epoch) != 0);
    reclaim(c);
    BUG_IF(c->retired);
    BUG_IF(pthread_mutex_destroy(&c->lock) != 0);
}

/* ---- keeping ------------------------------------------------------------------------------ */

str cache_etag(struct arena *a, str bytes)
{
    return str_printf(a, "%016llx-%zx", (unsigned long long)str_hash(bytes, 0), bytes.n);
}

static bool copy_into(struct arena *memory, str bytes, str *out)
{
    arena_init(memory, bytes.n ? bytes.n : 1);
    char *p = arena_try(memory, bytes.n ? bytes.n : 1, 1);

    if (!p) {
        arena_release(memory);
        return false;
    }
    (void)bytes_put(p, bytes);
    *out = (str){p, bytes.n};
    return true;
}

/* Makes one form. `body` lies in `memory`, which goes to the answer, or is let go here. */
static bool add_form(struct cache *c, struct cached *p, const struct cache_page *page,
                     enum encoding e, str body, struct arena *memory)
{
    const struct cache_maker *m = &c->options.maker;
    struct ready_answer *r = m->make(m->ctx, page, p->etag, body, *memory, e);

    if (!r) return false;
    p->sizes[e] = body.n;
    p->bytes += body.n + ANSWER_OVERHEAD;
    atomic_store_explicit(&p->forms[e], r, memory_order_release);
    return true;
}

/* One block: the struct with its slots, then key, etag and type. */
static struct cached *page_make(const struct cache_page *page, str etag)
{
    struct arena memory;
    size_t text = page->key.n + etag.n + page->type.n;
    size_t size = sizeof(struct cached) + page->n_tags * sizeof(uint32_t) + text;

    arena_init(&memory, size);
    struct cached *p = arena_try(&memory, size, 1);

    if (!p) return NULL;
    char *at = (char *)p + size - text;
    const str parts[] = {page->key, etag, page->type};
    str *const into[] = {&p->key, &p->etag, &p->type};

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        *into[i] = (str){at, parts[i].n};
        at = bytes_put(at, parts[i]);
    }
    p->memory = memory;
    p->status = page->status;
    p->made_from = page->made_from;
    p->n_slots = page->n_tags;
    for (size_t i = 0; i < page->n_tags; i++) p->slots[i] = slot_of(page->tags[i]);
    p->bytes = size + ANSWER_OVERHEAD;
    return p;
}

/* The page with its identity and gzip forms; NULL when there is no memory. */
static struct cached *page_build(struct cache *c, const struct cache_page *page)
{
    const struct cache_maker *m = &c->options.maker;
    struct arena scratch;
    struct arena memory;
    struct cached *p;
    str body;

    arena_init(&scratch, 1024);
    p = page_make(page, cache_etag(&scratch, page->body));
    arena_release(&scratch);
    if (!p) return NULL;
    p->unchanged = m->make_unchanged(m->ctx, p->etag);
    if (!p->unchanged || !copy_into(&memory, page->body, &body) ||
        !add_form(c, p, page, ENCODING_IDENTITY, body, &memory)) {
        page_release(c, p);
        return NULL;
    }
    p->body = body;
    if (compress_worth(page->type, body.n) && compress_gzip(body, &memory, &body))
        (void)(add_form(c, p, page, ENCODING_GZIP, body, &memory));
    return p;
}

static void unlink_key(struct cache *c, str key, uint64_t hash)
{
    _Atomic(struct cached *) *link = &c->chains[hash & (c->n_chains - 1)];

    for (struct cached *p; (p = atomic_load(link)); link = &p->next) {
        if (p->hash != hash || !str_eq(p->key, key)) continue;
        retire(c, link);
        return;
    }
}

bool cache_keep(struct cache *c, const struct cache_page *page)
{
    bool kept = false;

    if (page->body.n > c->options.bytes_max / 8) return false;
    struct cached *p = page_build(c, page);

    if (!p) return false;
    p->hash = str_hash(p->key, c->options.seed);
    lock(c);
    _Atomic(struct cached *) *chain = &c->chains[p->hash & (c->n_chains - 1)];

    if (page_fresh(c, p)) {
        unlink_key(c, p->key, p->hash);
        atomic_store(&p->next, atomic_load(chain));
        p->linked = true;
        /* Used: the newest page must not be the first one the hand takes. */
        atomic_store_explicit(&p->used, true, memory_order_relaxed);
        atomic_store(chain, p);
        c->counts.bytes += p->bytes;
        c->counts.pages++;
        c->counts.made++;
        evict(c);
        kept = true;
    } else {
        c->counts.refused++;
    }
    reclaim(c);
    unlock(c);
    if (!kept) page_release(c, p);
    return kept;
}

void cache_brew(struct cache *c, size_t reader, str key)
{
    struct arena memory;
    str body;

    cache_enter(c, reader);
    struct cached *p = lookup(c, key, str_hash(key, c->options.seed));

    if (p && !atomic_load(&p->forms[ENCODING_BROTLI]) && compress_worth(p->type, p->body.n) &&
        compress_brotli(p->body, &memory, &body)) {
        const struct cache_page page = {.key = p->key, .status = p->status, .type = p->type};

        lock(c);
        size_t before = p->bytes;

        if (!p->linked || atomic_load(&p->forms[ENCODING_BROTLI])) {
            arena_release(&memory);
        } else if (add_form(c, p, &page, ENCODING_BROTLI, body, &memory)) {
            c->counts.bytes += p->bytes - before;
            evict(c);
        }
        unlock(c);
    }
    cache_leave(c, reader);
}

void cache_count(const struct cache *c, struct cache_counts *out)
{
    struct cache *locked = (struct cache *)(uintptr_t)c;

    lock(locked);
    *out = c->counts;
    unlock(locked);
}
