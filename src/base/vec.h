/*
 * vec: a typed list that grows, on an arena.
 *
 *     VEC(struct row) rows = {0};
 *     *vec_push(a, &rows) = row;          // the new element, zeroed, to be filled
 *     for (size_t i = 0; i < rows.n; i++) use(&rows.items[i]);
 *
 * Elements move when the list grows: keep indexes, not addresses, while pushing.
 */
#ifndef GK_BASE_VEC_H
#define GK_BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t n, room;                                                                            \
    }

#define vec_push(a, v)                                                                             \
    ((v)->items = vec_room((a), (v)->items, (v)->n, &(v)->room, sizeof *(v)->items),               \
     &(v)->items[(v)->n++])

/* Room for one element more; for vec_push only. */
void *vec_room(struct arena *a, void *items, size_t n, size_t *room, size_t size);

#endif
