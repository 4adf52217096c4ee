#include "core/clock.h"

#include "base/vec.h"

/* The two states of one clock and their explanations; let go before the next clock. */
enum { SCRATCH_MOST = 16 * 1024 * 1024 };

static void release(void *p)
{
    arena_release(p);
}

static struct date due_or_none(const struct err *e, const struct clock_state *s)
{
    return e ? DATE_NONE : s->due;
}

const struct clock_moved *clock_recompute(struct arena *a, const struct calendar *old_cal,
                                          const struct calendar *new_cal,
                                          const struct clock_case *cases, size_t n,
                                          struct clock_now now, size_t *n_moved)
{
    VEC(struct clock_moved) moved = {0};
    struct arena *scratch = ARENA_NEW(a, struct arena);

    arena_init(scratch, SCRATCH_MOST);
    arena_land(scratch, a->landing);
    arena_defer(a, release, scratch);
    for (size_t i = 0; i < n; i++) {
        const struct clock_case *k = &cases[i];
        struct clock_state before;
        struct clock_state after;

        arena_reset(scratch);
        struct err *was =
            clock_compute(scratch, old_cal, k->rule, k->events, k->n_events, now, &before);
        struct err *is =
            clock_compute(scratch, new_cal, k->rule, k->events, k->n_events, now, &after);
        struct clock_moved m = {
            .case_id = k->case_id,
            .rule = k->rule,
            .old_due = due_or_none(was, &before),
            .new_due = due_or_none(is, &after),
            .old_provisional = !was && before.provisional,
            .new_provisional = !is && after.provisional,
        };

        if (m.old_due.day == m.new_due.day && m.old_provisional == m.new_provisional && !was == !is)
            continue;
        m.err = err_copy(a, is);
        *vec_push(a, &moved) = m;
    }
    *n_moved = moved.n;
    return moved.items;
}
