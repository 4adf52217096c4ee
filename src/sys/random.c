#include "sys/random.h"

#include <unistd.h>

/* The most that one call of getentropy gives. */
enum { PIECE = 256 };

/* getentropy and not getrandom: our own sys/random.h stands before the system's of that name. */
static void real_fill(void *self, void *out, size_t n)
{
    unsigned char *p = out;

    (void)self;
    while (n) {
        size_t piece = n < PIECE ? n : PIECE;

        /* A program that cannot have secrets must not go on without them. */
        BUG_IF(getentropy(p, piece) != 0);
        p += piece;
        n -= piece;
    }
}

struct sys_random sys_random_real(void)
{
    return (struct sys_random){.fill = real_fill};
}

/* SplitMix64: each state gives one well mixed word; good enough for what need not be secret. */
static uint64_t seeded_next(struct sys_seeded *s)
{
    uint64_t z = (s->state += 0x9e3779b97f4a7c15ULL);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static void seeded_fill(void *self, void *out, size_t n)
{
    unsigned char *p = out;

    while (n) {
        uint64_t word = seeded_next(self);

        /* Byte by byte, so that every machine sees the same sequence. */
        for (size_t i = 0; i < 8 && n; i++, n--) *p++ = (unsigned char)(word >> (8 * i));
    }
}

struct sys_random sys_random_seeded(struct sys_seeded *s)
{
    return (struct sys_random){.fill = seeded_fill, .self = s};
}

uint64_t sys_random_below(const struct sys_random *r, uint64_t below)
{
    BUG_IF(below == 0);
    /* Words of the last, incomplete run of `below` would favour small numbers: drawn again. */
    uint64_t unfair = (0 - below) % below;

    for (;;) {
        uint64_t word;

        sys_random_fill(r, &word, sizeof word);
        if (word >= unfair) return word % below;
    }
}
