#include "read/number.h"

#include "base/date.h"

#include <math.h>
#include <stdlib.h>

enum {
    NUMBER_BYTES = 64,
    DECIMALS_MOST = 15,
    DAYS_MOST = 106000, /* year 2190 */
    DAY_MINUTES = 24 * 60,
};

/* Quoted words, escaped characters, conditions and colours are not part of the number. */
static size_t skip_words(str code, size_t i)
{
    char end = code.p[i] == '"' ? '"' : code.p[i] == '[' ? ']' : 0;

    if (code.p[i] == '\\' || code.p[i] == '_' || code.p[i] == '*') return i + 2;
    if (!end) return i;
    size_t to = str_find_byte(code, end, i + 1);

    return to == STR_NONE ? code.n : to + 1;
}

struct number_format number_format_of(str code)
{
    struct number_format f = {NUMBER_GENERAL, 0, 0, false};
    bool day = false;
    bool hour = false;
    bool minute = false;
    bool point = false;
    bool digits = false;

    for (size_t i = 0; i < code.n && code.p[i] != ';';) {
        size_t behind = skip_words(code, i);

        if (behind != i) {
            i = behind;
            continue;
        }
        char c = code.p[i++];

        if (c == 'G' || c == 'E' || c == 'e' || c == '/' || c == '@')
            if (!day) return f;
        day |= c == 'y' || c == 'Y' || c == 'd' || c == 'D';
        minute |= c == 'm' || c == 'M';
        hour |= c == 'h' || c == 'H' || c == 's' || c == 'S';
        f.percent |= c == '%';
        if (c == '.') point = true;
        if (c != '0' && c != '#' && c != '?') continue;
        digits = true;
        if (!point || f.most == DECIMALS_MOST) continue;
        f.most++;
        if (c == '0') f.least = f.most;
    }
    if (day || hour || minute) {
        f.kind = !hour ? NUMBER_DATE : day ? NUMBER_DATE_TIME : NUMBER_TIME;
        f.percent = false;
        return f;
    }
    if (digits) f.kind = NUMBER_FIXED;
    return f;
}

struct number_format number_format_built_in(int id)
{
    static const struct {
        int first, last;
        struct number_format format;
    } formats[] = {
        {1, 1, {NUMBER_FIXED, 0, 0, false}},       {2, 2, {NUMBER_FIXED, 2, 2, false}},
        {3, 3, {NUMBER_FIXED, 0, 0, false}},       {4, 4, {NUMBER_FIXED, 2, 2, false}},
        {9, 9, {NUMBER_FIXED, 0, 0, true}},        {10, 10, {NUMBER_FIXED, 2, 2, true}},
        {14, 17, {NUMBER_DATE, 0, 0, false}},      {18, 21, {NUMBER_TIME, 0, 0, false}},
        {22, 22, {NUMBER_DATE_TIME, 0, 0, false}}, {27, 31, {NUMBER_DATE, 0, 0, false}},
        {32, 35, {NUMBER_TIME, 0, 0, false}},      {36, 36, {NUMBER_DATE, 0, 0, false}},
        {37, 38, {NUMBER_FIXED, 0, 0, false}},     {39, 40, {NUMBER_FIXED, 2, 2, false}},
        {41, 42, {NUMBER_FIXED, 0, 0, false}},     {43, 44, {NUMBER_FIXED, 2, 2, false}},
        {45, 47, {NUMBER_TIME, 0, 0, false}},      {50, 58, {NUMBER_DATE, 0, 0, false}},
    };

    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (id >= formats[i].first && id <= formats[i].last) return formats[i].format;
    return (struct number_format){NUMBER_GENERAL, 0, 0, false};
}

/* The number with at most `most` decimals, zeros at the end cut down to `least`. */
static str decimals(struct arena *a, double v, int least, int most)
{
    str s = str_printf(a, "%.*f", most, v);
    size_t keep = (size_t)least;
    size_t point = str_find_byte(s, '.', 0);

    if (point != STR_NONE) {
        while (s.n > point + 1 + keep && s.p[s.n - 1] == '0') s.n--;
        if (s.p[s.n - 1] == '.') s.n--;
    }
    return str_eq(s, S("-0")) ? S("0") : s;
}

/* A spreadsheet keeps 15 digits: 96171.600000000006 is 96171.6. */
static str general(struct arena *a, double v)
{
    int whole = v == 0 ? 1 : (int)floor(log10(fabs(v))) + 1;
    int most = DECIMALS_MOST - whole;

    return decimals(a, v, 0, most < 0 ? 0 : most > 2 * DECIMALS_MOST ? 2 * DECIMALS_MOST : most);
}

static str day_shown(struct arena *a, double v, struct number_format format, bool from_1904)
{
    struct date first;
    int64_t minutes = (int64_t)floor(v * DAY_MINUTES + 0.5);
    int day = (int)(minutes / DAY_MINUTES);
    int minute = (int)(minutes % DAY_MINUTES);
    str time = str_printf(a, "%02d:%02d", minute / 60, minute % 60);

    if (format.kind == NUMBER_TIME) return time;
    /* Day 1 is 1900-01-01, and day 60 the 29th of February 1900, which never was. */
    BUG_IF(!date_make(from_1904 ? 1904 : 1900, 1, 1, &first));
    str date = date_str(a, date_shift(first, from_1904 ? day : day > 60 ? day - 2 : day - 1));

    if (format.kind == NUMBER_DATE) return date;
    return str_printf(a, "%.*s %.*s", STR_ARG(date), STR_ARG(time));
}

str number_shown(struct arena *a, str raw, struct number_format format, bool from_1904)
{
    char *end;

    raw = str_trim(raw);
    if (!raw.n || raw.n >= NUMBER_BYTES || str_find_byte(raw, '\0', 0) != STR_NONE) return raw;
    char *text = str_z(a, raw);
    double v = strtod(text, &end);

    if (*end || !isfinite(v) || fabs(v) > 1e300) return raw;
    switch (format.kind) {
    case NUMBER_DATE:
    case NUMBER_TIME:
    case NUMBER_DATE_TIME:
        if (v >= 0 && v < DAYS_MOST) return day_shown(a, v, format, from_1904);
        break;
    case NUMBER_FIXED: {
        if (format.percent) v *= 100;
        /* half a unit more than nothing, so that 0.125 is 0.13 as on the screen */
        double unit = pow(10, -format.most);
        double nearest = floor(fabs(v) / unit + 0.5 + 1e-9) * unit;
        str s = decimals(a, v < 0 ? -nearest : nearest, format.least, format.most);

        return format.percent ? str_cat(a, s, S("%")) : s;
    }
    case NUMBER_GENERAL:
        break;
    }
    return general(a, v);
}
