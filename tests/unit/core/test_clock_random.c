/*
 * Clocks against a second implementation that shares no idea with the first: it lives through the
 * days one by one. Random sequences of events, allowed and not, must fare alike in both.
 */
#include "unit.h"

#include "core/clock.h"

enum { SEQUENCES = 60000, EVENTS_MOST = 8 };

/* xorshift: the same sequences in every run. */
static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 33) % below;
}

struct slow {
    bool ok;
    enum clock_phase phase;
    int total, used, paused, extended;
    struct date due, stopped;
    int remaining;
    bool late;
};

static bool is_open(const struct slow *s)
{
    return s->phase == CLOCK_RUNNING || s->phase == CLOCK_PAUSED;
}

/* Whether the due day is before `d`, for one who has counted up to it. */
static bool has_expired(const struct slow *s, struct date d)
{
    return s->phase == CLOCK_RUNNING && !date_is_none(s->due) && s->due.day < d.day;
}

static void slow_event(struct slow *s, const struct calendar *cal, const struct clock_rule *rule,
                       const struct clock_event *e)
{
    bool expired = has_expired(s, e->date);

    switch (e->kind) {
    case CLOCK_START:
        s->ok = s->phase == CLOCK_NOT_STARTED;
        break;
    case CLOCK_RESTART:
        s->ok = is_open(s) && !expired;
        break;
    case CLOCK_PAUSE:
        s->ok = s->phase == CLOCK_RUNNING && !expired;
        break;
    case CLOCK_RESUME:
        s->ok = s->phase == CLOCK_PAUSED;
        break;
    case CLOCK_EXTEND:
        s->ok = is_open(s) && !expired && s->extended < rule->extensions;
        break;
    case CLOCK_STOP:
        s->ok = is_open(s);
        break;
    case CLOCK_FIX:
    case CLOCK_DUE:
        s->ok = false;
        break;
    }
    if (!s->ok) return;
    if (e->kind == CLOCK_START || e->kind == CLOCK_RESTART)
        *s = (struct slow){true, CLOCK_RUNNING, rule->length, 0, 0, 0, DATE_NONE, DATE_NONE, 0, 0};
    if (e->kind == CLOCK_PAUSE) {
        s->phase = CLOCK_PAUSED;
        if (s->used > s->total) s->used = s->total;
    }
    if (e->kind == CLOCK_RESUME) {
        s->phase = CLOCK_RUNNING;
        s->due = s->used >= s->total && calendar_is_workday(cal, e->date) ? e->date : DATE_NONE;
    }
    if (e->kind == CLOCK_EXTEND) {
        s->total += e->length;
        s->extended++;
        s->due = DATE_NONE;
    }
    if (e->kind == CLOCK_STOP) s->stopped = e->date;
}

/* One day passes. */
static void slow_day(struct slow *s, const struct calendar *cal, struct date d)
{
    if (!calendar_is_workday(cal, d)) return;
    if (s->phase == CLOCK_PAUSED) s->paused++;
    if (s->phase != CLOCK_RUNNING) return;
    s->used++;
    if (s->used >= s->total && date_is_none(s->due)) s->due = d;
}

static struct slow live_through(const struct calendar *cal, const struct clock_rule *rule,
                                const struct clock_event *events, size_t n, struct date today)
{
    struct slow s = {.ok = true, .due = DATE_NONE, .stopped = DATE_NONE};
    struct date d = n ? events[0].date : today;
    size_t next = 0;

    for (bool first = true; d.day <= today.day && date_is_none(s.stopped); d.day++) {
        if (!first) slow_day(&s, cal, d);
        first = false;
        for (; next < n && events[next].date.day == d.day; next++) {
            if (!date_is_none(s.stopped)) s.ok = false;
            if (s.ok) slow_event(&s, cal, rule, &events[next]);
            if (!s.ok) return s;
        }
    }
    if (next < n) s.ok = false; /* events out of order, later than today, or after the stop */
    if (!s.ok || !is_open(&s)) return s;
    struct date end = date_is_none(s.stopped) ? today : s.stopped;
    int left = s.total - (s.used < s.total ? s.used : s.total);

    if (s.phase == CLOCK_PAUSED) {
        s.remaining = left;
        if (left == 0)
            for (s.due = end; !calendar_is_workday(cal, s.due);) s.due.day++;
        for (s.due = end; left > 0;) {
            s.due.day++;
            left -= calendar_is_workday(cal, s.due);
        }
        while (!calendar_is_workday(cal, s.due)) s.due.day++;
        return s;
    }
    for (struct date walk = end; date_is_none(s.due);) {
        walk.day++;
        if (!calendar_is_workday(cal, walk)) continue;
        s.remaining++;
        if (--left <= 0) s.due = walk;
    }
    if (s.remaining == 0 && s.due.day < end.day) {
        s.late = true;
        for (struct date walk = s.due; walk.day < end.day;) {
            walk.day++;
            s.remaining -= calendar_is_workday(cal, walk);
        }
        if (s.remaining == 0) s.remaining = -1;
    }
    return s;
}

static size_t random_events(uint64_t *seed, struct clock_event *e, struct date start)
{
    static const enum clock_event_kind kinds[] = {CLOCK_PAUSE,  CLOCK_PAUSE,  CLOCK_RESUME,
                                                  CLOCK_RESUME, CLOCK_EXTEND, CLOCK_RESTART,
                                                  CLOCK_STOP,   CLOCK_START};
    size_t n = draw(seed, EVENTS_MOST) + 1;
    struct date d = start;

    for (size_t i = 0; i < n; i++) {
        bool sane = draw(seed, 8) != 0;
        bool is_paused = i && e[i - 1].kind == CLOCK_PAUSE;

        e[i] = (struct clock_event){.kind = kinds[draw(seed, COUNT_OF(kinds))], .date = d};
        if (i == 0 && sane) e[i].kind = CLOCK_START;
        if (is_paused && sane) e[i].kind = CLOCK_RESUME;
        e[i].length = e[i].kind == CLOCK_EXTEND ? (int)draw(seed, 20) + 1 : 0;
        /* mostly onwards, often on the same day, sometimes back */
        d.day += draw(seed, 40) == 0 ? -1 : (int32_t)draw(seed, draw(seed, 3) ? 7 : 30);
    }
    return n;
}

static void release(void *p)
{
    arena_release(p);
}

static void test_both_agree(void **state)
{
    struct arena *a = *state;
    const struct calendar *cal = calendar_standard(a);
    const struct clock_rule *rule = clock_rule_by_id(S("FOI_REPLY"));
    uint64_t seed = 20190515;
    struct date first;
    size_t allowed = 0;
    size_t late = 0;
    size_t paused = 0;
    struct arena *scratch = ARENA_NEW(a, struct arena);

    assert_true(date_make(2019, 1, 1, &first));
    arena_init(scratch, UNIT_ARENA);
    arena_defer(a, release, scratch);
    for (int i = 0; i < SEQUENCES; i++) {
        struct clock_event e[EVENTS_MOST];
        struct date start = {first.day + (int32_t)draw(&seed, 8 * 365 - 60)};
        size_t n = random_events(&seed, e, start);
        struct date today = {e[n - 1].date.day + (int32_t)draw(&seed, 40)};
        struct slow want = live_through(cal, rule, e, n, today);
        struct clock_state got;

        arena_reset(scratch);
        struct err *err =
            clock_compute(scratch, cal, rule, e, n, (struct clock_now){.today = today}, &got);

        str why = err ? err->message : S("allowed");

        if (want.ok != !err)
            fail_msg("sequence %d: %.*s; the slow one says otherwise", i, STR_ARG(why));
        if (err) continue;
        allowed++;
        if (got.phase == CLOCK_NOT_STARTED) continue;
        bool stopped = !date_is_none(want.stopped);

        assert_int_equal(got.phase, stopped ? CLOCK_STOPPED : want.phase);
        if (got.due.day != want.due.day)
            fail_msg("sequence %d: due %d, slow %d", i, got.due.day, want.due.day);
        assert_int_equal(got.used, want.used < want.total ? want.used : want.total);
        assert_int_equal(got.paused, want.paused);
        assert_int_equal(got.extended, want.extended);
        assert_int_equal(got.extended_by, want.total - rule->length);
        assert_int_equal(got.remaining, want.remaining);
        assert_int_equal(got.late, want.late);
        assert_int_equal(got.late_by, want.late ? -want.remaining : 0);
        assert_int_equal(got.stopped_on.day, want.stopped.day);
        assert_true(calendar_is_workday(cal, got.due));
        late += got.late;
        paused += got.paused > 0;
    }
    /* the sequences do reach what they are for */
    assert_true(allowed > SEQUENCES / 10 && allowed < SEQUENCES);
    assert_true(late > 200);
    assert_true(paused > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT(test_both_agree)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
