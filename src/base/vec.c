#include "base/vec.h"

#include <string.h>

void *vec_room(struct arena *a, void *items, size_t n, size_t *room, size_t size)
{
    if (n < *room) return items;
    size_t wider = *room ? *room * 2 : 8;
    void *moved = arena_array(a, wider, size);

    if (n) memcpy(moved, items, n * size);
    *room = wider;
    return moved;
}
