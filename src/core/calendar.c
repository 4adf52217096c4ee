#include "core/calendar.h"

#include "base/vec.h"

/*
 * The counting rests on two functions of a day and their inverse. `weekdays_through` counts Mondays
 * to Fridays in closed form. A calendar adds, for each day that its years name, whether that day
 * makes one working day less or more, as running sums. So the rank of a day (working days up to and
 * including it) is the weekdays plus one sum, and the k-th working day is found by its rank.
 */

enum { YEARS = DATE_YEAR_MOST - DATE_YEAR_LEAST + 1 };

/* A day that a notice names. */
struct entry {
    int32_t day;
    int32_t shift; /* working days more than weekdays, up to and including this day */
    int32_t rank;  /* working days up to and including this day */
    bool work;
    str name;
};

struct year_extent {
    int32_t first_day;
    int32_t known_from; /* the days of the year from here on are known; next year's first: none */
};

struct calendar {
    struct entry *entries; /* by day */
    size_t n_entries;
    struct calendar_year *years; /* by year */
    size_t n_years;
    struct year_extent extents[YEARS + 1]; /* the last one ends the list */
};

/* Monday 1778-05-11: before every day that is accepted or reached from one, so that no division
 * meets a negative number. */
enum { FIRST_MONDAY = -3 - 7 * 10000 };

static int32_t weekdays_through(int32_t day)
{
    int32_t t = day - FIRST_MONDAY;
    int32_t w = t % 7;

    return t / 7 * 5 + (w < 5 ? w + 1 : 5);
}

/* The day that is the k-th weekday. */
static int32_t weekday_at(int32_t k)
{
    return FIRST_MONDAY + (k - 1) / 5 * 7 + (k - 1) % 5;
}

static bool is_weekend(int32_t day)
{
    return (day - FIRST_MONDAY) % 7 > 4;
}

/* How many entries there are up to and including `day`. */
static size_t entries_through(const struct calendar *cal, int32_t day)
{
    size_t low = 0;
    size_t high = cal->n_entries;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (cal->entries[mid].day <= day)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int32_t rank_of(const struct calendar *cal, int32_t day)
{
    size_t n = entries_through(cal, day);

    return weekdays_through(day) + (n ? cal->entries[n - 1].shift : 0);
}

/* The k-th working day: the only day of rank k that is worked. */
static int32_t workday_at(const struct calendar *cal, int32_t k)
{
    size_t low = 0; /* entries of a lower rank: the day lies after all of them */
    size_t high = cal->n_entries;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (cal->entries[mid].rank < k)
            low = mid + 1;
        else
            high = mid;
    }
    /* The next entry reaches rank k itself only if it is worked; else weekdays before it do. */
    if (low < cal->n_entries && cal->entries[low].work && cal->entries[low].rank == k)
        return cal->entries[low].day;
    return weekday_at(k - (low ? cal->entries[low - 1].shift : 0));
}

static size_t year_index(int32_t day)
{
    int year = date_parts((struct date){day}).year;

    if (year < DATE_YEAR_LEAST) return 0;
    if (year > DATE_YEAR_MOST) return YEARS;
    return (size_t)(year - DATE_YEAR_LEAST);
}

/* The first year of the days first..last that is not loaded; 0: all are known. */
static int unknown_year(const struct calendar *cal, int32_t first, int32_t last)
{
    size_t end = year_index(last);

    for (size_t y = year_index(first); y <= end; y++) {
        const struct year_extent *x = &cal->extents[y];
        int32_t day = first > x->first_day ? first : x->first_day;

        if (y == YEARS || day < x->known_from) return DATE_YEAR_LEAST + (int)y;
    }
    return 0;
}

/* ---- making ---- */

/*
 * Adds the days of one year. Years come in order, and a notice reaches back only into the December
 * before, so the list stays sorted but for the last days of the year before. Where two notices name
 * the same day, the newer one counts.
 */
static void add_entries(struct calendar *cal, const struct calendar_year *y)
{
    for (size_t i = 0; i < y->n_spans; i++) {
        const struct calendar_span *s = &y->spans[i];

        for (int32_t day = s->first.day; day <= s->last.day; day++) {
            size_t at = entries_through(cal, day);
            struct entry e = {.day = day, .work = s->work, .name = s->name};

            if (at && cal->entries[at - 1].day == day) {
                cal->entries[at - 1] = e;
                continue;
            }
            for (size_t j = cal->n_entries; j > at; j--) cal->entries[j] = cal->entries[j - 1];
            cal->entries[at] = e;
            cal->n_entries++;
        }
    }
}

static void sum_entries(struct calendar *cal)
{
    int32_t shift = 0;

    for (size_t i = 0; i < cal->n_entries; i++) {
        struct entry *e = &cal->entries[i];

        if (e->work && is_weekend(e->day)) shift++;
        if (!e->work && !is_weekend(e->day)) shift--;
        e->shift = shift;
        e->rank = weekdays_through(e->day) + shift;
    }
}

static void mark_known(struct calendar *cal, const struct calendar_year *y)
{
    size_t at = (size_t)(y->year - DATE_YEAR_LEAST);
    struct year_extent *this_year = &cal->extents[at];

    this_year->known_from = this_year->first_day;
    if (at == 0 || y->n_spans == 0) return;
    struct year_extent *last_year = &cal->extents[at - 1];

    if (y->spans[0].first.day < last_year->known_from)
        last_year->known_from = y->spans[0].first.day;
}

/* Puts a year in its place by number, or in the place of the one that stands there. */
static void put_year(struct calendar *cal, const struct calendar_year *y)
{
    size_t at = cal->n_years;

    BUG_IF(y->year < DATE_YEAR_LEAST || y->year > DATE_YEAR_MOST);
    while (at && cal->years[at - 1].year > y->year) at--;
    if (at && cal->years[at - 1].year == y->year) {
        cal->years[at - 1] = *y;
        return;
    }
    for (size_t i = cal->n_years; i > at; i--) cal->years[i] = cal->years[i - 1];
    cal->years[at] = *y;
    cal->n_years++;
}

const struct calendar *calendar_make(struct arena *a, const struct calendar_year *years, size_t n)
{
    struct calendar *cal = ARENA_NEW(a, struct calendar);
    size_t days = 0;

    cal->years = ARENA_ARRAY(a, struct calendar_year, n);
    for (size_t i = 0; i < n; i++) put_year(cal, &years[i]);
    for (size_t i = 0; i <= YEARS; i++) {
        struct date first = {0};

        /* The year after the last accepted one has no date of its own: it follows 31 December. */
        if (date_make(DATE_YEAR_LEAST + (int)i, 1, 1, &first)) {
            cal->extents[i].first_day = first.day;
        } else {
            BUG_IF(!date_make(DATE_YEAR_MOST, 12, 31, &first));
            cal->extents[i].first_day = first.day + 1;
        }
        if (i) cal->extents[i - 1].known_from = cal->extents[i].first_day;
    }
    for (size_t i = 0; i < cal->n_years; i++) {
        for (size_t k = 0; k < cal->years[i].n_spans; k++) {
            const struct calendar_span *s = &cal->years[i].spans[k];

            BUG_IF(s->last.day < s->first.day);
            days += (size_t)(s->last.day - s->first.day) + 1;
        }
        mark_known(cal, &cal->years[i]);
    }
    cal->entries = ARENA_ARRAY(a, struct entry, days);
    for (size_t i = 0; i < cal->n_years; i++) add_entries(cal, &cal->years[i]);
    sum_entries(cal);
    return cal;
}

const struct calendar *calendar_with(struct arena *a, const struct calendar *old,
                                     const struct calendar_year *year)
{
    struct calendar_year *years = ARENA_ARRAY(a, struct calendar_year, old->n_years + 1);

    for (size_t i = 0; i < old->n_years; i++) years[i] = old->years[i];
    years[old->n_years] = *year;
    return calendar_make(a, years, old->n_years + 1);
}

const struct calendar *calendar_standard(struct arena *a)
{
    size_t n;
    const struct calendar_year *years = calendar_built_in(a, &n);

    return calendar_make(a, years, n);
}

const struct calendar_year *calendar_years(const struct calendar *cal, size_t *n)
{
    *n = cal->n_years;
    return cal->years;
}

/* ---- asking ---- */

struct calendar_day calendar_kind(const struct calendar *cal, struct date d)
{
    size_t n = entries_through(cal, d.day);
    struct calendar_day out = {
        .kind = is_weekend(d.day) ? CALENDAR_WEEKEND : CALENDAR_WORKDAY,
        .known = unknown_year(cal, d.day, d.day) == 0,
        .name = S(""),
    };

    if (n && cal->entries[n - 1].day == d.day) {
        out.kind = cal->entries[n - 1].work ? CALENDAR_MAKEUP : CALENDAR_HOLIDAY;
        out.name = cal->entries[n - 1].name;
    }
    return out;
}

bool calendar_is_workday(const struct calendar *cal, struct date d)
{
    size_t n = entries_through(cal, d.day);

    if (n && cal->entries[n - 1].day == d.day) return cal->entries[n - 1].work;
    return !is_weekend(d.day);
}

struct calendar_due calendar_add_workdays(const struct calendar *cal, struct date from, int n)
{
    int32_t first = from.day + 1; /* the days that were counted or skipped */
    int32_t last;
    int32_t due;

    BUG_IF(n < -CALENDAR_ADD_MOST || n > CALENDAR_ADD_MOST);
    if (n > 0) {
        due = last = workday_at(cal, rank_of(cal, from.day) + n);
    } else if (n == 0) {
        first = from.day;
        due = last = workday_at(cal, rank_of(cal, from.day - 1) + 1);
    } else {
        due = first = workday_at(cal, rank_of(cal, from.day - 1) + n + 1);
        last = from.day - 1;
    }
    int year = unknown_year(cal, first, last);

    return (struct calendar_due){{due}, {due}, year != 0, year};
}

int calendar_workdays_between(const struct calendar *cal, struct date from, struct date to)
{
    return rank_of(cal, to.day) - rank_of(cal, from.day);
}

int calendar_unknown_between(const struct calendar *cal, struct date from, struct date to)
{
    return from.day < to.day ? unknown_year(cal, from.day + 1, to.day) : 0;
}

struct date calendar_next_workday(const struct calendar *cal, struct date d)
{
    return (struct date){workday_at(cal, rank_of(cal, d.day - 1) + 1)};
}

/* 民法典 Art. 203. Whether the last day is one of rest is a matter of the calendar, so the answer
 * is provisional if that day, or one it was moved over, is in a year not loaded. */
static struct calendar_due roll_from(const struct calendar *cal, struct date last,
                                     enum calendar_roll roll)
{
    struct calendar_due out = {.due = last, .before_roll = last};

    if (roll == CALENDAR_ROLL_NONE) return out;
    out.due = calendar_next_workday(cal, last);
    out.unknown_year = unknown_year(cal, last.day, out.due.day);
    out.provisional = out.unknown_year != 0;
    return out;
}

struct calendar_due calendar_add_days(const struct calendar *cal, struct date from, int n,
                                      enum calendar_roll roll)
{
    BUG_IF(n < -CALENDAR_ADD_MOST || n > CALENDAR_ADD_MOST);
    return roll_from(cal, (struct date){from.day + n}, roll);
}

struct calendar_due calendar_add_months(const struct calendar *cal, struct date from, int n,
                                        enum calendar_roll roll)
{
    struct date_parts p = date_parts(from);
    int32_t first_of_month = from.day - (p.day - 1);

    BUG_IF(n < 0 || n > CALENDAR_MONTHS_MOST);
    for (int i = 0; i < n; i++) {
        first_of_month += date_days_in_month(p.year, p.month);
        p.year += p.month == 12;
        p.month = p.month % 12 + 1;
    }
    int longest = date_days_in_month(p.year, p.month);

    return roll_from(cal, (struct date){first_of_month + (p.day < longest ? p.day : longest) - 1},
                     roll);
}
