#include "mod/report/report.h"

void report_init(struct report *r, enum report_format format)
{
    *r = (struct report){.format = format, .issuer = S(""), .title = S("")};
    for (size_t i = 0; i < REPORT_SECTIONS; i++) r->prose[i] = S("");
    for (size_t i = 0; i < REPORT_ROWS; i++)
        r->has[i] = format == REPORT_FORM_2021 ? i != ROW_R6 : i < ROW_R6_1 || i > ROW_R6_3;
    const struct report_cell none = {.amount = S(""), .unit = S(""), .shown = S("")};

    for (size_t i = 0; i < REPORT_T2_MOST; i++) r->t2[i] = none;
    for (size_t i = 0; i < REPORT_ROWS; i++)
        for (size_t c = 0; c < REPORT_COLUMNS; c++) r->t3[i][c] = none;
    for (size_t i = 0; i < REPORT_SUITS; i++)
        for (size_t c = 0; c < REPORT_OUTCOMES; c++) r->t4[i][c] = none;
}

static void copy_cells(struct arena *a, struct report_cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        cells[i].amount = str_copy(a, cells[i].amount);
        cells[i].unit = str_copy(a, cells[i].unit);
        cells[i].shown = str_copy(a, cells[i].shown);
    }
}

void report_copy(struct arena *a, const struct report *from, struct report *to)
{
    *to = *from;
    to->issuer = str_copy(a, from->issuer);
    to->title = str_copy(a, from->title);
    for (size_t i = 0; i < REPORT_SECTIONS; i++) to->prose[i] = str_copy(a, from->prose[i]);
    copy_cells(a, to->t2, REPORT_T2_MOST);
    copy_cells(a, &to->t3[0][0], (size_t)REPORT_ROWS * REPORT_COLUMNS);
    copy_cells(a, &to->t4[0][0], (size_t)REPORT_SUITS * REPORT_OUTCOMES);
}
