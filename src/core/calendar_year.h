/*
 * calendar_year: what the notice of the State Council's office says about one year.
 *
 * A year is a list of spans in the order of their days: days off (休) with the holiday they belong
 * to, weekends inside a holiday included, and Saturdays and Sundays worked instead (班). Every
 * other day follows the week. The notice of a year may reach back into the last December, as that
 * of 2019 did (2018-12-29 worked, 2018-12-31 off).
 *
 * Text form, one span a line, for storing, for people to type, and for the years built in:
 *
 *     2020-01-19 班 春节
 *     2020-01-24..2020-02-02 休 春节
 *
 * Sources: 放假办法 Art. 6-7; 《国务院办公厅关于…年部分节假日安排的通知》.
 */
#ifndef GK_CORE_CALENDAR_YEAR_H
#define GK_CORE_CALENDAR_YEAR_H

#include "base/date.h"
#include "base/err.h"

enum { CALENDAR_SPANS_MOST = 100, CALENDAR_NAME_MOST = 120, CALENDAR_TEXT_MOST = 16 * 1024 };

struct calendar_span {
    struct date first, last; /* both belong to it */
    bool work;               /* worked though a weekend; else off */
    str name;                /* 春节: the holiday, or the one that is made up for */
};

struct calendar_year {
    int year;
    int version; /* 1; one more for each amendment, as in 2020 */
    str source;  /* 国办发明电〔2019〕16号 */
    const struct calendar_span *spans;
    size_t n_spans;
};

/*
 * Is this a year one may count by? Spans in order and apart, named, within the year or the December
 * before it; worked days are weekends; the working days of the year between 200 and 253, so that a
 * cut file is not taken for a year without holidays. Expected: INVALID, one sentence, with the
 * line.
 */
struct err *calendar_year_check(struct arena *a, const struct calendar_year *y) MUST_USE;

/*
 * Reads the text form and checks it. Names and source are not copied: they live as long as `text`
 * and `source`. Expected: INVALID.
 */
struct err *calendar_year_parse(struct arena *a, int year, int version, str source, str text,
                                struct calendar_year *out) MUST_USE;

/* The text form, each line ended by a newline. */
str calendar_year_text(struct arena *a, const struct calendar_year *y);

/* Working days of the year itself, the December before not counted. */
int calendar_year_workdays(const struct calendar_year *y);

/* The years built in, in order: 2019 to 2026. The list is on `a`, the texts are static. */
const struct calendar_year *calendar_built_in(struct arena *a, size_t *n);

#endif
