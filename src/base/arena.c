#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

/* First chunk size: a small page's worth of rows; later chunks double up to the larger one. */
enum { CHUNK_FIRST = 16 * 1024, CHUNK_LARGEST = 1024 * 1024 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size; /* bytes in `data` */
    size_t used;
    _Alignas(max_align_t) char data[];
};

struct arena_deferred {
    struct arena_deferred *older;
    void (*fn)(void *p);
    void *p;
};

void arena_init(struct arena *a, size_t cap)
{
    *a = (struct arena){.cap = cap};
}

jmp_buf *arena_land(struct arena *a, jmp_buf *landing)
{
    jmp_buf *outer = a->landing;

    a->landing = landing;
    return outer;
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct arena_deferred *d = a->deferred;

        a->deferred = d->older;
        d->fn(d->p);
    }
}

static void free_chunks(struct arena *a, struct arena_chunk *keep)
{
    struct arena_chunk *c = a->newest;

    while (c) {
        struct arena_chunk *older = c->older;

        if (c != keep) {
            UNPOISON(c->data, c->size);
            free(c);
        }
        c = older;
    }
    a->newest = keep;
}

void arena_reset(struct arena *a)
{
    run_deferred(a);
#ifdef ARENA_DEBUG
    struct arena_chunk *keep = NULL;
#else
    /* A chunk that one huge page made is not worth keeping for the next small one. */
    struct arena_chunk *keep = a->newest && a->newest->size <= CHUNK_LARGEST ? a->newest : NULL;
#endif
    free_chunks(a, keep);
    a->taken = 0;
    if (keep) {
        keep->older = NULL;
        keep->used = 0;
        a->taken = keep->size;
        POISON(keep->data, keep->size);
    }
}

void arena_release(struct arena *a)
{
    run_deferred(a);
    free_chunks(a, NULL);
    a->taken = 0;
    a->landing = NULL;
}

NORETURN static void land(struct arena *a)
{
    BUG_IF(!a->landing);
    longjmp(*a->landing, 1);
}

/* The next chunk, with room for `size` bytes; NULL when the cap or the system says no. */
static struct arena_chunk *add_chunk(struct arena *a, size_t size)
{
#ifdef ARENA_DEBUG
    size_t want = size;
#else
    size_t want = a->newest ? a->newest->size * 2 : CHUNK_FIRST;

    if (want > CHUNK_LARGEST) want = CHUNK_LARGEST;
    if (want < size) want = size;
#endif
    if (want > a->cap - a->taken) want = size; /* the last stretch before the cap */
    if (a->taken > a->cap || want > a->cap - a->taken) return NULL;
    if (want > SIZE_MAX - sizeof(struct arena_chunk)) return NULL;

    struct arena_chunk *c = malloc(sizeof *c + want);

    if (!c) return NULL;
    c->older = a->newest;
    c->size = want;
    c->used = 0;
    POISON(c->data, c->size);
    a->newest = c;
    a->taken += want;
    return c;
}

static char *take(struct arena *a, size_t size, size_t align)
{
#ifdef ARENA_DEBUG
    struct arena_chunk *c = NULL; /* each object has one of its own */
#else
    struct arena_chunk *c = a->newest;
#endif
    size_t at = 0;

    if (c) {
        at = (c->used + (align - 1)) & ~(align - 1);
        if (at > c->size || size > c->size - at) c = NULL;
    }
    if (!c) {
        c = add_chunk(a, size);
        at = 0;
        if (!c) return NULL;
    }
    c->used = at + size;
    UNPOISON(c->data + at, size);
    return c->data + at;
}

void *arena_alloc(struct arena *a, size_t size)
{
    char *p = take(a, size, _Alignof(max_align_t));

    if (!p) land(a);
    memset(p, 0, size);
    return p;
}

char *arena_bytes(struct arena *a, size_t size)
{
    char *p = take(a, size, 1);

    if (!p) land(a);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    void *p = arena_try(a, n, size);

    if (!p) land(a);
    return p;
}

void *arena_try(struct arena *a, size_t n, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(n, size, &total)) return NULL;
    char *p = take(a, total, _Alignof(max_align_t));

    if (p) memset(p, 0, total);
    return p;
}

char *arena_grow(struct arena *a, char *p, size_t old, size_t size)
{
    struct arena_chunk *c = a->newest;

    if (size <= old) return p;
    if (c && p + old == c->data + c->used && size - old <= c->size - c->used) {
        c->used += size - old;
        UNPOISON(p + old, size - old);
        return p;
    }
    char *copy = arena_bytes(a, size);

    if (old) memcpy(copy, p, old);
    return copy;
}

void arena_defer(struct arena *a, void (*fn)(void *p), void *p)
{
    struct arena_deferred *d = ARENA_NEW(a, struct arena_deferred);

    d->fn = fn;
    d->p = p;
    d->older = a->deferred;
    a->deferred = d;
}
