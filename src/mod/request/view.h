/* What the pages of this module show; plain data for views/. On the request arena. */
#ifndef GK_MOD_REQUEST_VIEW_H
#define GK_MOD_REQUEST_VIEW_H

#include "core/figure.h"
#include "mod/office/staff.h"
#include "mod/portal/frame.h"
#include "mod/request/request.h"

/* ---- the public ----------------------------------------------------------------------------- */

/* A line of the review page, or of a list of facts. */
struct request_line {
    str label, value;
};

struct request_match {
    int64_t id;
    str title;
    struct date published_on;
};

/* A page of the public form: one question, or the review at the end. */
struct apply_view {
    struct page page;
    int64_t step, steps;
    str title, hint;
    str action;      /* where the next button leads */
    str back_action; /* empty: there is no page before */
    str next_label;
    struct staff_fields fields;  /* of this page */
    struct staff_fields carried; /* of the others: hidden */
    const struct staff_problem *problems;
    size_t n_problems;
    str code;                          /* on the last page: that of the request to be sent */
    const struct request_line *review; /* the same */
    size_t n_review;
    const struct request_match *matches; /* published already, perhaps what is sought */
    size_t n_matches;
};

struct applied_view {
    struct page page;
    str number, code, organ;
    struct date confirm_by; /* the office confirms by then, or it counts as confirmed */
};

/* ---- following ------------------------------------------------------------------------------ */

struct track_form_view {
    struct page page;
    struct staff_fields fields;
    str problem;
};

struct track_event {
    str label, day, note;
};

struct request_letter {
    str organ, title, number, applicant, date;
    const str *paragraphs;
    size_t n;
};

struct track_view {
    struct page page;
    str number, code, subject, state, waits_for, notice;
    str due, due_why; /* the day of the reply, in words; empty: no clock runs */
    const struct track_event *events;
    size_t n_events;
    str asked;                   /* what is to be corrected; empty: nothing */
    struct staff_fields correct; /* the form for it */
    bool may_withdraw;
    bool has_letter;
    struct request_letter letter;
};

/* ---- staff ---------------------------------------------------------------------------------- */

struct letter_view {
    struct staff_page staff;
    int64_t id;
    struct request_letter letter;
};

struct person_view {
    struct staff_page staff;
    int64_t id;
    str number;
    struct staff_fields fields;
    bool shown;
    const struct request_line *lines;
    size_t n_lines;
};

/* What the letters of each organ say; empty: in general words, or as the organ above says. */
struct office_line {
    str organ, review_body, court, letter_prefix, url;
};
struct offices_view {
    struct staff_page staff;
    const struct office_line *lines;
    size_t n;
};
struct office_view {
    struct staff_page staff;
    struct staff_fields fields;
    str action;
};

/* A number of table three; each opens its records. */
struct table_cell {
    int64_t n;
    str url;
};
enum { TABLE_COLUMNS = 7 };
struct table_row {
    str label;
    bool group; /* a heading without figures of its own */
    bool sum;
    struct table_cell cells[TABLE_COLUMNS];
};
struct table_view {
    struct staff_page staff;
    int64_t year;
    str prev_url, next_url;
    const struct table_row *rows;
    size_t n;
    const str *problems; /* sums that do not fit; none while the records are whole */
    size_t n_problems;
};

struct figure_view {
    struct staff_page staff;
    str label, back_url;
    int64_t year, total;
    const struct figure_record *records;
    size_t n;
    struct pager pager;
};

#endif
