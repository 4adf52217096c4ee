/*
 * form: the two forms of the annual report (政府信息公开工作年度报告) as static tables: the trial
 * form of 国办公开办函〔2019〕60号, for the years 2019 and 2020, and the revised one of
 * 国办公开办函〔2021〕30号, from the year 2021 on. Which one a report uses is seen in its tables,
 * not in its year: reports on the wrong form exist.
 *
 * Ids are those of the JSON form of a report; labels are printed as the notices have them.
 */
#ifndef GK_MOD_REPORT_FORM_H
#define GK_MOD_REPORT_FORM_H

#include "base/str.h"

enum report_format { REPORT_FORM_NONE, REPORT_FORM_2019, REPORT_FORM_2021, REPORT_FORMS };

/* What a cell of table two holds. */
enum report_kind {
    REPORT_COUNT,  /* a whole number from 0 */
    REPORT_DELTA,  /* a whole number with a sign */
    REPORT_AMOUNT, /* money with its unit in the cell */
    REPORT_WAN,    /* money in 万元, as the head of the column says */
};

/* A cell of table two: which item of 711 Art. 20, which row, which column. */
struct report_figure {
    str item, row, column;                /* ids */
    str heading, row_label, column_label; /* as printed */
    enum report_kind kind;
};

enum { REPORT_T2_MOST = 22 };

/* The rows of table three, in the order of print; the 2019 form has R6, the 2021 form R6_1 to R6_3
 * in its place. Groups (不予公开 and its like) have no figures and are no rows. */
enum report_row {
    ROW_NEW,
    ROW_PREV,
    ROW_R1,
    ROW_R2,
    ROW_R3_1,
    ROW_R3_2,
    ROW_R3_3,
    ROW_R3_4,
    ROW_R3_5,
    ROW_R3_6,
    ROW_R3_7,
    ROW_R3_8,
    ROW_R4_1,
    ROW_R4_2,
    ROW_R4_3,
    ROW_R5_1,
    ROW_R5_2,
    ROW_R5_3,
    ROW_R5_4,
    ROW_R5_5,
    ROW_R6,
    ROW_R6_1,
    ROW_R6_2,
    ROW_R6_3,
    ROW_R7,
    ROW_NEXT,
    REPORT_ROWS
};

struct report_row_label {
    str id;
    str label;      /* as printed */
    str group;      /* （三）不予公开; empty: stands alone */
    size_t n_group; /* rows of the group, at its first row; else 0 */
};

enum report_column {
    COLUMN_NATURAL,
    COLUMN_COMPANY,
    COLUMN_RESEARCH,
    COLUMN_CHARITY,
    COLUMN_LEGAL,
    COLUMN_OTHER,
    COLUMN_TOTAL,
    REPORT_COLUMNS
};

/* Table four: three groups of five. */
enum report_suit { SUIT_REVIEW, SUIT_DIRECT, SUIT_AFTER_REVIEW, REPORT_SUITS };
enum report_outcome {
    OUTCOME_UPHELD,
    OUTCOME_CORRECTED,
    OUTCOME_OTHER,
    OUTCOME_PENDING,
    OUTCOME_TOTAL,
    REPORT_OUTCOMES
};

struct report_label {
    str id, label;
};

enum { REPORT_SECTIONS = 6 };

extern const struct report_label report_formats[REPORT_FORMS];
extern const struct report_row_label report_rows[REPORT_ROWS];
extern const struct report_label report_columns[REPORT_COLUMNS];
extern const struct report_label report_suits[REPORT_SUITS];
extern const struct report_label report_outcomes[REPORT_OUTCOMES];
extern const str report_sections[REPORT_SECTIONS]; /* 一、总体情况 … */

/* The cells of table two of a form, in the order of print; *n is 0 for REPORT_FORM_NONE. */
const struct report_figure *report_figures(enum report_format f, size_t *n);

/* The form that was in force for a year; before 2019 there was none. */
enum report_format report_format_of_year(int64_t year);
/* A result that an application ended with: R1 to R6_3, not R7. */
bool report_row_is_leaf(enum report_row row);
/* “（三）不予公开”1.属于国家秘密, for a sentence. */
str report_row_name(struct arena *a, enum report_row row);

#endif
