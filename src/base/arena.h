/*
 * arena: memory with one lifetime (a request, a job, a process), released as a whole.
 *
 * An arena never returns NULL. At its cap, or when the system has no memory left, it runs the
 * landing place that its owner set with `arena_land` (one in the dispatcher, one in the writer,
 * one in main); without one the process stops. Sizes that come from input are checked against
 * limits before they reach an arena, so that landing is a logged fault, not a control path.
 *
 * Life cycle: arena_init / arena_reset (keep one chunk, use again) / arena_release.
 * What an arena holds besides memory (files, statements) is registered with arena_defer and let go,
 * newest first, by reset and release.
 *
 * Debug: -DARENA_DEBUG gives each object a malloc of its own, so that sanitizers see single
 * objects; otherwise the unused tail of a chunk is poisoned under AddressSanitizer.
 *
 * An arena belongs to one thread at a time.
 */
#ifndef GK_BASE_ARENA_H
#define GK_BASE_ARENA_H

#include "base/base.h"

#include <setjmp.h>

struct arena_chunk;
struct arena_deferred;

struct arena {
    struct arena_chunk *newest;      /* chunks in use, newest first */
    struct arena_deferred *deferred; /* clean-up, newest first */
    jmp_buf *landing;                /* where to go at the cap; NULL: stop */
    size_t taken;                    /* bytes taken from the system */
    size_t cap;                      /* the most it may take */
};

/* Makes an empty arena that may take at most `cap` bytes from the system. */
void arena_init(struct arena *a, size_t cap);

/* Runs the deferred clean-up and forgets all objects; keeps one chunk for the next use. */
void arena_reset(struct arena *a);

/* Runs the deferred clean-up and gives all memory back. The arena may be initialised again. */
void arena_release(struct arena *a);

/*
 * Sets where to go when the cap is reached; returns the landing set before, to be put back.
 *     jmp_buf land;
 *     if (setjmp(land)) return overload();
 *     jmp_buf *outer = arena_land(a, &land);
 */
jmp_buf *arena_land(struct arena *a, jmp_buf *landing);

/* `size` zeroed bytes, aligned for any type. Never NULL. `size` 0 gives a valid address. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull, alloc_size(2)));

/* Like arena_alloc, but the bytes are not set and need no alignment: for text and buffers. */
char *arena_bytes(struct arena *a, size_t size) __attribute__((returns_nonnull, alloc_size(2)));

/* `n` zeroed elements of `size` bytes; a product that overflows lands as if the cap were reached.
 */
void *arena_array(struct arena *a, size_t n, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));

/* Like arena_array for sizes that input chose: NULL instead of landing. */
MUST_USE void *arena_try(struct arena *a, size_t n, size_t size);

/*
 * Makes the text at `p` (from arena_bytes, `old` bytes) `size` bytes long: in place where it is the
 * newest object, else a copy. Never NULL.
 */
char *arena_grow(struct arena *a, char *p, size_t old, size_t size)
    __attribute__((returns_nonnull));

/* Calls fn(p) at reset or release; the newest registered runs first. */
void arena_defer(struct arena *a, void (*fn)(void *p), void *p);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), (n), sizeof(type)))

#endif
