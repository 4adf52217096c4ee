#include "base/date.h"

#include "base/num.h"

/* China: eight hours ahead of UTC. */
static const int64_t CHINA_MS = 8LL * 3600 * 1000;
static const int64_t DAY_MS = 24LL * 3600 * 1000;

/*
 * Days of the civil calendar by eras of 400 years (146,097 days each), years counted from March so
 * that the leap day comes last.
 */
static int32_t days_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return era * 146097 + doe - 719468;
}

struct date_parts date_parts(struct date d)
{
    int64_t z = (int64_t)d.day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);

    return (struct date_parts){
        .year = (int)(yoe + era * 400) + (month <= 2),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
    };
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    BUG_IF(month < 1 || month > 12);
    return days[month - 1] + (month == 2 && leap);
}

bool date_make(int year, int month, int day, struct date *out)
{
    if (year < DATE_YEAR_LEAST || year > DATE_YEAR_MOST || month < 1 || month > 12) return false;
    if (day < 1 || day > date_days_in_month(year, month)) return false;
    out->day = days_of(year, month, day);
    return true;
}

bool date_parse(str s, struct date *out)
{
    int64_t y;
    int64_t m;
    int64_t d;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return false;
    if (!num_parse(str_head(s, 4), 0, 9999, &y)) return false;
    if (!num_parse(str_head(str_from(s, 5), 2), 1, 12, &m)) return false;
    if (!num_parse(str_from(s, 8), 1, 31, &d)) return false;
    return date_make((int)y, (int)m, (int)d, out);
}

int date_weekday(struct date d)
{
    int w = (d.day + 4) % 7; /* 1970-01-01 was a Thursday */

    return w < 0 ? w + 7 : w;
}

bool date_is_none(struct date d)
{
    return d.day == INT32_MIN;
}

struct date date_shift(struct date d, int days)
{
    return (struct date){d.day + days};
}

int date_days_between(struct date from, struct date to)
{
    return to.day - from.day;
}

str date_str(struct arena *a, struct date d)
{
    if (date_is_none(d)) return S("");
    struct date_parts p = date_parts(d);

    return str_printf(a, "%04d-%02d-%02d", p.year, p.month, p.day);
}

str date_cn(struct arena *a, struct date d)
{
    if (date_is_none(d)) return S("");
    struct date_parts p = date_parts(d);

    return str_printf(a, "%d年%d月%d日", p.year, p.month, p.day);
}

/* Division towards minus infinity: moments before 1970 have their day too. */
static int64_t floor_div(int64_t x, int64_t by)
{
    return x / by - (x % by < 0);
}

struct date date_of_ms(int64_t ms)
{
    return (struct date){(int32_t)floor_div(ms + CHINA_MS, DAY_MS)};
}

int date_seconds_of_ms(int64_t ms)
{
    int64_t local = ms + CHINA_MS;

    return (int)((local - floor_div(local, DAY_MS) * DAY_MS) / 1000);
}

int64_t date_start_ms(struct date d)
{
    return (int64_t)d.day * DAY_MS - CHINA_MS;
}

str date_time_str(struct arena *a, int64_t ms)
{
    struct date_parts p = date_parts(date_of_ms(ms));
    int s = date_seconds_of_ms(ms);

    return str_printf(a, "%04d-%02d-%02d %02d:%02d", p.year, p.month, p.day, s / 3600, s / 60 % 60);
}

str date_time_iso(struct arena *a, int64_t ms)
{
    struct date_parts p = date_parts(date_of_ms(ms));
    int s = date_seconds_of_ms(ms);

    return str_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", p.year, p.month, p.day, s / 3600,
                      s / 60 % 60, s % 60);
}

/* The two digits at `at`, at most `most`. num_parse alone would take "-0". */
static bool two_digits(str s, size_t at, int64_t most, int64_t *out)
{
    str part = str_head(str_from(s, at), 2);

    return part.n == 2 && part.p[0] != '-' && num_parse(part, 0, most, out);
}

bool date_time_parse(str s, int64_t *ms)
{
    struct date d;
    int64_t hour;
    int64_t minute;
    int64_t second = 0;

    if (s.n != 16 && s.n != 19) return false;
    if (!date_parse(str_head(s, 10), &d) || (s.p[10] != ' ' && s.p[10] != 'T')) return false;
    if (!two_digits(s, 11, 23, &hour) || s.p[13] != ':' || !two_digits(s, 14, 59, &minute))
        return false;
    if (s.n == 19 && (s.p[16] != ':' || !two_digits(s, 17, 59, &second))) return false;
    *ms = date_start_ms(d) + ((hour * 60 + minute) * 60 + second) * 1000;
    return true;
}
