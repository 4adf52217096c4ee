/*
 * map: from a str to a pointer, in memory, on an arena. Keys are not copied: they must live as long
 * as the map. Walks in the order of insertion. No removal: a map lives as long as its arena.
 */
#ifndef GK_BASE_MAP_H
#define GK_BASE_MAP_H

#include "base/str.h"

struct map_entry {
    str key;
    void *value;
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /* in order of insertion */
    uint32_t *slots;           /* index into entries + 1; 0 is free */
    size_t n, room, slots_n;
    uint64_t seed;
};

/* `seed` from the random source where keys come from outside, else any. */
void map_init(struct map *m, struct arena *a, uint64_t seed);
/* The value of `key`, or NULL. */
void *map_get(const struct map *m, str key);
/* Sets the value of `key` and returns the value it had before, or NULL. */
void *map_put(struct map *m, str key, void *value);

#endif
