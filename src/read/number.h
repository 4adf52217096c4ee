/* number: what a cell of a spreadsheet shows for the number that it holds. */
#ifndef GK_READ_NUMBER_H
#define GK_READ_NUMBER_H

#include "base/str.h"

/* What matters of a number format. */
struct number_format {
    enum { NUMBER_GENERAL, NUMBER_FIXED, NUMBER_DATE, NUMBER_TIME, NUMBER_DATE_TIME } kind;
    int least, most; /* decimals of NUMBER_FIXED */
    bool percent;
};

/*
 * The first part of a format code ("#,##0.00;[Red]-0", "yyyy\"年\"m\"月\""). What is not a number
 * or a day (fractions, exponents, text) is NUMBER_GENERAL.
 */
struct number_format number_format_of(str code);
/* The formats that have a number and no code in the file (ECMA-376 part 1, 18.8.30). */
struct number_format number_format_built_in(int id);

/*
 * `raw` as the cell shows it: rounded to 15 digits and to the decimals of the format, without
 * separators of thousands; days as YYYY-MM-DD, with HH:MM where the format has hours. `from_1904`:
 * days are counted from 1904. What is no number comes back as it is.
 */
str number_shown(struct arena *a, str raw, struct number_format format, bool from_1904);

#endif
