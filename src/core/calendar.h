/*
 * calendar: the working days of China, and the only place that adds days to a date for a deadline.
 *
 * A calendar is the week (Monday to Friday worked) and what the loaded years change in it
 * (core/calendar_year.h). It is a value: made once on an arena, never changed, read by any number
 * of threads; a further or amended year gives a new calendar. It lives as long as its arena and
 * the years given to it.
 *
 * A day of a year that is not loaded follows the week, and every answer that leaned on such a day
 * says so: it is provisional, with the first such year. It is never silently weekend-only.
 *
 * Cost: one binary search over the changed days for a count, two for an addition; no memory.
 *
 * Sources: 民法典 Art. 201 (the first day is not counted), 202 (months), 203 (last day on a day of
 * rest); 放假办法 Art. 6-7 (make-up days).
 */
#ifndef GK_CORE_CALENDAR_H
#define GK_CORE_CALENDAR_H

#include "core/calendar_year.h"

/* The most working days, days or months that one addition takes; more is a BUG of the caller. */
enum { CALENDAR_ADD_MOST = 10000, CALENDAR_MONTHS_MOST = 1200 };

struct calendar;

/* A calendar of these years, in any order; of two with the same year the later in the list counts.
 * Each year has passed calendar_year_check. */
const struct calendar *calendar_make(struct arena *a, const struct calendar_year *years, size_t n)
    __attribute__((returns_nonnull));
/* `old` with one year added, or put in the place of the one that was loaded. */
const struct calendar *calendar_with(struct arena *a, const struct calendar *old,
                                     const struct calendar_year *year)
    __attribute__((returns_nonnull));
/* The years built in. */
const struct calendar *calendar_standard(struct arena *a) __attribute__((returns_nonnull));

/* The loaded years, in order. */
const struct calendar_year *calendar_years(const struct calendar *cal, size_t *n);

enum calendar_kind {
    CALENDAR_WORKDAY, /* Monday to Friday, worked */
    CALENDAR_WEEKEND,
    CALENDAR_HOLIDAY, /* off by the notice, a weekend within it included */
    CALENDAR_MAKEUP,  /* a weekend day that is worked for a holiday */
};

struct calendar_day {
    enum calendar_kind kind;
    bool known; /* its year is loaded */
    str name;   /* of the holiday, or of the one that is made up for; else empty */
};

struct calendar_day calendar_kind(const struct calendar *cal, struct date d);
bool calendar_is_workday(const struct calendar *cal, struct date d);
/* 周末 / 春节放假 / 春节调休上班 / 工作日. */
str calendar_kind_text(struct arena *a, enum calendar_kind kind, str name);

struct calendar_due {
    struct date due;
    struct date before_roll; /* the last day before Art. 203 moved it; else equal to `due` */
    bool provisional;        /* a day that was counted or skipped lies in a year not loaded */
    int unknown_year;        /* the first such year; 0: none */
};

/*
 * The n-th working day after `from`, which is not counted itself.
 * n = 0: `from` if it is a working day, else the next one. n < 0: the working day that many before
 * `from`. `from` is a day of the accepted years, n within ±CALENDAR_ADD_MOST.
 */
struct calendar_due calendar_add_workdays(const struct calendar *cal, struct date from, int n);

/*
 * Working days after `from` up to and including `to`; negative when `to` is earlier, so that the
 * days left until a due date become the days late. For n > 0, and from a working day also for
 * n < 0: calendar_workdays_between(from, calendar_add_workdays(from, n).due) = n.
 */
int calendar_workdays_between(const struct calendar *cal, struct date from, struct date to);

/* The first year not loaded that has a day after `from` up to and including `to`; 0: none. */
int calendar_unknown_between(const struct calendar *cal, struct date from, struct date to);

/* `d` if it is a working day, else the first one after it. */
struct date calendar_next_workday(const struct calendar *cal, struct date d);

/*
 * What happens when the last day of a period of days or months is a day of rest.
 * 法定休假日 is read as holidays and weekends alike: the older wording of the same rule (民法通则
 * Art. 154) named the Sunday among them. So the period ends on the next working day.
 */
enum calendar_roll { CALENDAR_ROLL_REST, CALENDAR_ROLL_NONE };

/* `n` calendar days after `from` (n < 0: before); within ±CALENDAR_ADD_MOST. */
struct calendar_due calendar_add_days(const struct calendar *cal, struct date from, int n,
                                      enum calendar_roll roll);
/* The same day `n` months later, or the end of that month; 0 <= n <= CALENDAR_MONTHS_MOST. */
struct calendar_due calendar_add_months(const struct calendar *cal, struct date from, int n,
                                        enum calendar_roll roll);

/* Days of one kind that follow each other, for the page 'how this date came about'. */
struct calendar_run {
    enum calendar_kind kind;
    bool known;
    str name;
    struct date first, last; /* first <= last */
    int days;
    int workdays; /* working days of this run and those listed before it */
};

struct calendar_runs {
    const struct calendar_run *items;
    size_t n;
};

/* The days after `from` up to and including `to`, in order; none when `to` is not later. */
struct calendar_runs calendar_runs_between(struct arena *a, const struct calendar *cal,
                                           struct date from, struct date to);

/* How calendar_add_workdays(from, n) came to its day: every day between, in the order in which they
 * are counted (for n < 0 backwards). */
struct calendar_runs calendar_explain(struct arena *a, const struct calendar *cal, struct date from,
                                      int n);

#endif
