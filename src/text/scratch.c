#include "text/scratch.h"

static void release(void *scratch)
{
    arena_release(scratch);
}

struct arena *scratch_of(struct arena *a, size_t cap)
{
    struct arena *scratch = ARENA_NEW(a, struct arena);

    arena_init(scratch, cap);
    arena_land(scratch, a->landing);
    arena_defer(a, release, scratch);
    return scratch;
}
