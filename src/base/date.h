/*
 * date: calendar days and moments, as China counts them.
 *
 * A date is a day without a time, kept as days since 1970-01-01 (proleptic Gregorian), written
 * YYYY-MM-DD. A moment (`int64_t` named ..._ms) is UTC milliseconds since 1970. The day of a moment
 * is its day in China: UTC+8, without summer time since 1991; the server's own time zone is never
 * asked (domain: time zone Asia/Shanghai).
 *
 * Working days are not here: core/calendar alone adds days to a date for a deadline.
 */
#ifndef GK_BASE_DATE_H
#define GK_BASE_DATE_H

#include "base/str.h"

struct date {
    int32_t day; /* days since 1970-01-01 */
};

/* Years that are accepted from input. */
enum { DATE_YEAR_LEAST = 1900, DATE_YEAR_MOST = 2199 };

/* 'No date': sorts before every day. */
#define DATE_NONE ((struct date){INT32_MIN})

struct date_parts {
    int year, month, day; /* 1..12, 1..31 */
};

/* False when there is no such day or the year is outside the accepted ones. */
MUST_USE bool date_make(int year, int month, int day, struct date *out);
/* Exactly YYYY-MM-DD. */
MUST_USE bool date_parse(str s, struct date *out);
struct date_parts date_parts(struct date d);
/* 0 Sunday … 6 Saturday. */
int date_weekday(struct date d);
int date_days_in_month(int year, int month);
bool date_is_none(struct date d);

/*
 * So many days later (or earlier), and how many days `to` is after `from`: for weeks and months on
 * a page. A deadline is never made this way: core/calendar alone knows which days count.
 */
struct date date_shift(struct date d, int days);
int date_days_between(struct date from, struct date to);

/* YYYY-MM-DD; DATE_NONE gives the empty str. */
str date_str(struct arena *a, struct date d);
/* 2020年5月9日, without zeros, as official documents write it (GB/T 9704). */
str date_cn(struct arena *a, struct date d);

/* The day in China of a moment, and its time of day in seconds. */
struct date date_of_ms(int64_t ms);
int date_seconds_of_ms(int64_t ms);
/* The moment at which the day begins in China. */
int64_t date_start_ms(struct date d);
/* YYYY-MM-DD HH:MM in China. */
str date_time_str(struct arena *a, int64_t ms);
/* Accepts YYYY-MM-DD[ T]HH:MM[:SS] in China. */
MUST_USE bool date_time_parse(str s, int64_t *ms);
/* 2020-05-09T08:30:00+08:00, for feeds and JSON. */
str date_time_iso(struct arena *a, int64_t ms);

#endif
