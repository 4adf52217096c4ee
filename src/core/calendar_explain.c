/* The days between two dates as runs of one kind: why a deadline fell where it fell. */
#include "core/calendar.h"

#include "base/vec.h"

static bool continues(const struct calendar_run *run, struct calendar_day day)
{
    return run->kind == day.kind && run->known == day.known && str_eq(run->name, day.name);
}

/* The days from `start` to `end`, both included, in steps of +1 or -1. */
static struct calendar_runs collect(struct arena *a, const struct calendar *cal, int32_t start,
                                    int32_t end, int32_t step)
{
    VEC(struct calendar_run) runs = {0};
    int workdays = 0;

    for (int32_t d = start; d != end + step; d += step) {
        struct calendar_day day = calendar_kind(cal, (struct date){d});

        if (runs.n == 0 || !continues(&runs.items[runs.n - 1], day))
            *vec_push(a, &runs) = (struct calendar_run){
                .kind = day.kind,
                .known = day.known,
                .name = day.name,
                .first = {d},
                .last = {d},
            };
        struct calendar_run *run = &runs.items[runs.n - 1];

        workdays += day.kind == CALENDAR_WORKDAY || day.kind == CALENDAR_MAKEUP;
        if (step > 0)
            run->last.day = d;
        else
            run->first.day = d;
        run->days++;
        run->workdays = workdays;
    }
    return (struct calendar_runs){runs.items, runs.n};
}

struct calendar_runs calendar_runs_between(struct arena *a, const struct calendar *cal,
                                           struct date from, struct date to)
{
    if (to.day <= from.day) return (struct calendar_runs){0};
    return collect(a, cal, from.day + 1, to.day, 1);
}

struct calendar_runs calendar_explain(struct arena *a, const struct calendar *cal, struct date from,
                                      int n)
{
    struct date due = calendar_add_workdays(cal, from, n).due;

    if (n < 0) return collect(a, cal, from.day - 1, due.day, -1);
    return calendar_runs_between(a, cal, from, due);
}

str calendar_kind_text(struct arena *a, enum calendar_kind kind, str name)
{
    switch (kind) {
    case CALENDAR_WORKDAY:
        return S("工作日");
    case CALENDAR_WEEKEND:
        return S("周末");
    case CALENDAR_HOLIDAY:
        return str_cat(a, name, S("放假"));
    case CALENDAR_MAKEUP:
        return str_cat(a, name, S("调休上班"));
    }
    bug_stop(__FILE__, __LINE__, "calendar_kind");
}
