#include "base/map.h"

#include <string.h>

void map_init(struct map *m, struct arena *a, uint64_t seed)
{
    *m = (struct map){.arena = a, .seed = seed};
}

/* The slot where `key` is, or the free one where it belongs. slots_n is a power of two. */
static uint32_t *slot_of(const struct map *m, str key)
{
    size_t mask = m->slots_n - 1;

    for (size_t i = (size_t)str_hash(key, m->seed) & mask;; i = (i + 1) & mask) {
        uint32_t at = m->slots[i];

        if (at == 0 || str_eq(m->entries[at - 1].key, key)) return &m->slots[i];
    }
}

void *map_get(const struct map *m, str key)
{
    if (!m->slots_n) return NULL;
    uint32_t at = *slot_of(m, key);

    return at ? m->entries[at - 1].value : NULL;
}

/* At most half of the slots are used, so that a search ends soon. */
static void widen(struct map *m)
{
    size_t room = m->room ? m->room * 2 : 8;
    struct map_entry *entries = ARENA_ARRAY(m->arena, struct map_entry, room);

    BUG_IF(room > UINT32_MAX / 4);
    if (m->n) memcpy(entries, m->entries, m->n * sizeof *entries);
    m->entries = entries;
    m->room = room;
    m->slots_n = room * 2;
    m->slots = ARENA_ARRAY(m->arena, uint32_t, m->slots_n);
    for (size_t i = 0; i < m->n; i++) *slot_of(m, entries[i].key) = (uint32_t)(i + 1);
}

void *map_put(struct map *m, str key, void *value)
{
    if (m->n == m->room) widen(m);
    uint32_t *slot = slot_of(m, key);

    if (*slot) {
        void *before = m->entries[*slot - 1].value;

        m->entries[*slot - 1].value = value;
        return before;
    }
    m->entries[m->n] = (struct map_entry){key, value};
    m->n++;
    *slot = (uint32_t)m->n;
    return NULL;
}
