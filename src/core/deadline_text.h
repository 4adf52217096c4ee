/*
 * deadline_text: what `gongkai deadline --from DATE --workdays N` answers: the due date, and the
 * days it skipped. The command line reads the arguments and prints; this is the answer itself.
 *
 * JSON of the same answer (--json), member by member:
 *
 *     {"from":"2020-04-29","workdays":20,"due":"2020-05-29","provisional":false,
 *      "skipped":[{"date":"2020-05-01","kind":"holiday","name":"劳动节"}, …],
 *      "worked":[{"date":"2020-05-09","kind":"makeup","name":"劳动节"}]}
 *
 * with "unknown_year":2027 when it is provisional; "name" is empty for a weekend.
 */
#ifndef GK_CORE_DEADLINE_TEXT_H
#define GK_CORE_DEADLINE_TEXT_H

#include "core/calendar.h"

struct deadline_day {
    struct date date;
    enum calendar_kind kind;
    str name;
};

struct deadline {
    struct date from;
    int workdays;
    struct calendar_due due;
    struct calendar_runs runs;          /* every day on the way, in the order of counting */
    const struct deadline_day *skipped; /* weekends and holidays, day by day */
    size_t n_skipped;
    const struct deadline_day *worked; /* make-up days that were counted */
    size_t n_worked;
};

/* The most working days that a person may ask for, forwards or backwards. */
enum { DEADLINE_WORKDAYS_MOST = 2000 };

/* Expected: INVALID, `workdays` beyond ±DEADLINE_WORKDAYS_MOST. */
struct err *deadline_compute(struct arena *a, const struct calendar *cal, struct date from,
                             int64_t workdays, struct deadline *out) MUST_USE;

/* The answer for people, in lines that end with a newline. The first holds the due date. */
str deadline_text(struct arena *a, const struct deadline *d);

/* workday, weekend, holiday, makeup: "kind" of the JSON. */
str deadline_kind_word(enum calendar_kind kind);

#endif
