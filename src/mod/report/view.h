/* view: what the page 年报体检 is given. */
#ifndef GK_MOD_REPORT_VIEW_H
#define GK_MOD_REPORT_VIEW_H

#include "web/page.h"

enum check_look {
    LOOK_PLAIN,
    LOOK_WRONG,   /* `note` says what it should be */
    LOOK_UNKNOWN, /* could not be read */
    LOOK_BLANK,   /* is empty */
};

struct check_cell {
    str text;
    enum check_look look;
    str note; /* 应为 12; empty: no words beside the cell */
};

/* A row of one of the tables as the form has it: labels to the left, then cells. */
struct check_row {
    str group; /* spans `n_group` rows; empty: none begins here */
    int64_t n_group;
    str label;
    int64_t label_columns; /* 1, or 2 where no group stands to its left */
    const struct check_cell *cells;
    size_t n_cells;
};

/* An item of table two: its own heading and columns. */
struct check_item {
    str heading;
    const str *columns;
    size_t n_columns;
    const struct check_row *rows;
    size_t n_rows;
};

struct check_line {
    str rule, text;
};

struct check_lines {
    str title;
    const struct check_line *lines;
    size_t n;
};

struct report_check_view {
    struct page page;
    str typed;         /* what was pasted, to be shown again after a mistake */
    str problem;       /* of the field; empty: none */
    bool file_problem; /* it is about the file */

    bool checked;
    bool clean; /* no wrong cell */
    str sum;    /* the whole in one sentence */
    str title, issuer, form, year;
    str form_hint;                   /* the form is not that of the year; empty: it is */
    const struct check_lines *parts; /* 错误, 请核实, 没有核对: those that have lines */
    size_t n_parts;
    str unrun;
    const struct check_item *items;
    size_t n_items;
    const struct check_row *requests; /* table three */
    size_t n_requests;
    const struct check_row *suits; /* table four: a row a group */
    size_t n_suits;
};

#endif
