/*
 * What the pages of the back office show: one struct a page, plain data for the templates in
 * views/. Everything lies on the request arena; an empty str, DATE_NONE and a count of 0 mean
 * absent.
 */
#ifndef GK_MOD_OFFICE_VIEW_H
#define GK_MOD_OFFICE_VIEW_H

#include "core/calendar.h"
#include "core/clock.h"
#include "core/flow.h"
#include "mod/office/staff.h"
#include "text/html.h"

/* ---- Parts ---------------------------------------------------------------------------------- */

/* A clock as words; the colour and the shape only repeat them. */
struct office_clock {
    str word; /* 还剩3个工作日; empty: no clock runs */
    enum clock_light light;
    bool paused;
    struct date due;
    bool provisional;
};

/* A row of the home or of a list. */
struct office_row {
    int64_t id;
    str url, title, kind, organ, state, waits_for;
    enum flow_tone tone;
    struct office_clock clock;
    str next, next_url; /* the likely next action; empty: none for this person */
    str changed;        /* moment of the last step */
};

struct office_rows {
    const struct office_row *items;
    size_t n;
};

/* ---- Log-in, password, errors --------------------------------------------------------------- */

struct office_login_view {
    struct staff_page staff;
    str next;
    bool lost; /* a form is waiting to be given back */
    struct staff_fields fields;
};

struct office_password_view {
    struct staff_page staff;
    bool forced;
    struct staff_fields fields;
};

struct office_error_view {
    struct staff_page staff;
    int64_t status;
    str title, text;
};

/* ---- Home and lists ------------------------------------------------------------------------- */

struct office_home_view {
    struct staff_page staff;
    str greeting; /* 上午好，张三。 */
    str summary;  /* 有3件等您办理，其中1件今天到期。 */
    struct office_rows now, week, other, mine;
    bool more;                     /* there are further cases than could be looked at */
    const struct page_link *begin; /* what may be started */
    size_t n_begin;
};

enum office_cell_kind { OFFICE_CELL_TEXT, OFFICE_CELL_STATE, OFFICE_CELL_CLOCK };

struct office_list_cell {
    enum office_cell_kind kind;
    str label, text;
};

/* A row of a list: what is ticked is the case as it is shown, id and version. */
struct office_line {
    struct office_row row;
    str tick;
    const struct office_list_cell *cells; /* in the order of the columns */
    size_t n_cells;
};

/* A list that somebody keeps under a name. */
struct office_saved_view {
    int64_t id;
    str name, url;
    bool current;
};

struct office_list_view {
    struct staff_page staff;
    str kind, label;
    str sentence; /* what is shown, in words */
    str words;    /* searched for */
    const struct staff_option *states, *organs, *dues, *whose, *sorts, *columns;
    size_t n_states, n_organs, n_dues, n_whose, n_sorts, n_columns;
    bool filtered;
    const str *heads; /* of the columns that are shown */
    size_t n_heads;
    const struct office_line *lines;
    size_t n_lines;
    struct pager pager;
    str new_url, csv_url;
    str query; /* of this list, for what leads back to it */
    const struct office_saved_view *views;
    size_t n_views;
    const struct office_saved_view *view; /* the one that is shown; NULL: none */
    str view_name, view_error;            /* typed and refused */
};

/* ---- Several cases at once ------------------------------------------------------------------ */

struct office_bulk_case {
    int64_t id;
    str url, title, state, tick;
    enum flow_tone tone;
    bool done;
    str why; /* not shown here, or not moved, because */
};

/* A step that some of the ticked cases are not open for. */
struct office_bulk_not {
    str label, why;
    int64_t n;
};

struct office_bulk_view {
    struct staff_page staff;
    str label, post_url, back_url, from;
    str sentence;
    const struct office_bulk_case *cases;
    size_t n_cases;
    const struct office_action *actions; /* open for all of them */
    size_t n_actions;
    const struct office_bulk_not *nots;
    size_t n_nots;
    bool result; /* it has been done: `done` and `why` of the cases say what went */
};

/* ---- A case --------------------------------------------------------------------------------- */

struct office_event {
    str label, actor, at, note, to;
    enum flow_tone tone;
    const struct staff_option *fields; /* label and value of what was typed */
    size_t n_fields;
    bool fresh; /* happened after the person had opened the page */
};

/* Something that can be done now. */
struct office_action {
    str event, label, consequence, id;
    bool may;
    bool open; /* its form was just sent and came back */
    str why_not;
    struct staff_fields fields;
};

struct office_case_clock {
    str label, period, law, url;
    struct office_clock clock;
    str phase;
    struct date started;
};

struct office_case_view {
    struct staff_page staff;
    struct flow_case c;
    str kind, state, waits_for, post_url;
    enum flow_tone tone;
    const struct flow_fact *facts;
    size_t n_facts;
    struct safe_html content;
    const struct flow_fact *links;
    size_t n_links;
    const struct office_event *events;
    size_t n_events;
    const struct office_action *likely; /* NULL: none */
    const struct office_action *others;
    size_t n_others;
    const struct office_case_clock *clocks;
    size_t n_clocks;
    bool conflict;                    /* somebody else was quicker; fresh events say what */
    const struct staff_option *typed; /* what was typed and has no form any more */
    size_t n_typed;
};

struct office_new_view {
    struct staff_page staff;
    str kind, label, post_url, event, button, consequence;
    const struct staff_option *organs;
    size_t n_organs;
    struct staff_fields fields;
};

/* ---- How a date came about ------------------------------------------------------------------ */

enum office_day {
    DAY_OUTSIDE, /* of another month: an empty cell */
    DAY_IDLE,    /* before the period or after its end */
    DAY_START,   /* the day of the event: not counted */
    DAY_COUNTED,
    DAY_MAKEUP, /* a weekend day that is worked, counted */
    DAY_WEEKEND,
    DAY_HOLIDAY,
    DAY_PAUSED,
    DAY_DUE
};

struct office_cell {
    int64_t day, ordinal; /* ordinal 0: not counted */
    enum office_day kind;
    str note;
};

struct office_week {
    struct office_cell days[7]; /* Monday first */
};

struct office_month {
    int64_t year, month;
    const struct office_week *weeks;
    size_t n_weeks;
};

/* A run of days of one kind. */
struct office_run {
    struct date first, last;
    int64_t days, counted; /* working days up to here; 0: none in it */
    str kind, why;
    bool counts;
};

struct office_reckon {
    struct date on;
    str text, law, note;
    bool voided;
    const struct office_run *runs;
    size_t n_runs;
};

struct office_deadline_view {
    struct staff_page staff;
    str label, matter, matter_url, period, law, from, phase, silence;
    struct office_clock clock;
    str weekday;
    const struct office_reckon *steps;
    size_t n_steps;
    const struct office_month *months;
    size_t n_months;
    int64_t paused;
    str sources; /* the notices of the years it touches */
};

/* ---- Administration ------------------------------------------------------------------------- */

struct office_user {
    int64_t id;
    str login, name, title, organ, last_login;
    bool active, must_change, locked, self;
    const struct staff_option *roles; /* all; `chosen` those the account has */
    size_t n_roles;
    str roles_text;
};

struct office_users_view {
    struct staff_page staff;
    const struct office_user *users;
    size_t n_users;
    bool may_change;
    str new_login, new_password; /* shown once, after an account or password was made */
};

struct office_user_new_view {
    struct staff_page staff;
    struct staff_fields fields;
};

struct office_record {
    int64_t seq;
    str at, actor, action, object, object_url, detail, remote;
};

struct office_audit_view {
    struct staff_page staff;
    const struct office_record *records;
    size_t n_records;
    str older_url, newest_url;
};

struct office_year_span {
    struct date first, last;
    str kind, name;
    int64_t days;
};

struct office_year {
    int64_t year, version, workdays;
    str source;
    const struct office_year_span *spans;
    size_t n_spans;
};

struct office_calendar_view {
    struct staff_page staff;
    const struct office_year *years;
    size_t n_years;
    int64_t first_unknown;
};

#endif
