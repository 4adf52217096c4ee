/* What every document of read/ promises, for fuzz targets: NULL, or what is wrong. */
#ifndef GK_FUZZ_READ_FUZZ_H
#define GK_FUZZ_READ_FUZZ_H

#include "read/wire.h"

#include <stdio.h>
#include <stdlib.h>

static const struct read_limits fuzz_limits = {
    .input_bytes = 1024 * 1024,
    .unpacked_bytes = 4 * 1024 * 1024,
    .blocks = 200,
    .cells = 2000,
    .text_bytes = 64 * 1024,
    .seconds = 5,
};

/*
 * The document goes over the wire and comes back the same: the parent's checks are the promises, so
 * a reader that breaks one is found here and not by a clerk.
 */
static inline void read_check(struct arena *a, const struct read_doc *d)
{
    struct read_doc back;
    str bytes = wire_encode(a, d, &fuzz_limits);
    const struct err *e = wire_decode(a, bytes, &fuzz_limits, &back);

    if (e || !str_eq(wire_encode(a, &back, &fuzz_limits), bytes)) {
        (void)fprintf(stderr, "the document breaks a promise\n");
        abort();
    }
}

static inline void read_as(str bytes, const char *name)
{
    struct arena a;
    struct read_doc d;

    arena_init(&a, (size_t)1 << 30);
    if (!read_bytes(&a, bytes, str_of(name), &fuzz_limits, &d)) read_check(&a, &d);
    arena_release(&a);
}

#endif
