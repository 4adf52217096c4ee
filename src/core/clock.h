/*
 * clock: the statutory clock of a case, computed from scratch out of the events that moved it.
 *
 * Nothing here is stored or remembered: the same rule, events, calendar and day give the same
 * state. A due date, the days left and the light are answers, never columns to be trusted.
 *
 * How days count (working days; periods of calendar days alike, in days):
 *   START and RESTART  that day is not counted, the next is day 1 (民法典 Art. 201).
 *   PAUSE, RESUME      the day of the pause still counts; the days after it up to and including the
 *                      day of the resumption do not. The day after the resumption counts again. So
 * a letter that goes out and is answered on the same day costs nothing. If nothing was left at the
 * pause, the due day is the day of the resumption (or the next working day). Where the law bounds
 * the wait (711 Art. 32: 15 working days), the one who records events resumes at that bound at the
 * latest. EXTEND             adds its length at the end, also while the clock stands still. RESTART
 * the old clock is void, with its pauses and extensions (711 Art. 30). FIX                the reply
 * day was fixed and told (延迟答复, 711 Art. 35): it replaces the count. STOP               done.
 * Late or in time is a matter of this day alone.
 *
 * Events stand in the order in which they took effect. A sequence that the law does not know
 * (resumed without a pause, extended twice, extended after the due day, …) is refused with one
 * sentence; nothing is guessed.
 *
 * Sources: 711 Art. 30-35; 民法典 Art. 200-204; the rules' own laws stand in core/clock_rules.c.
 */
#ifndef GK_CORE_CLOCK_H
#define GK_CORE_CLOCK_H

#include "core/calendar.h"

/* ---- rules ---- */

enum clock_unit {
    CLOCK_WORKDAYS = 1,
    CLOCK_DAYS,
    CLOCK_MONTHS,
    CLOCK_HOURS,
    CLOCK_YEARLY, /* on a fixed day of the year: the first one on or after the start; never moves */
};

/* Where a rule stands: for programs and reviewers, and as official language for people. */
struct clock_law {
    str cite; /* 711 Art. 33 */
    str text; /* 《政府信息公开条例》第三十三条 */
};

struct clock_rule {
    str id;    /* FOI_REPLY */
    str label; /* 答复政府信息公开申请 */
    enum clock_unit unit;
    int length;     /* in `unit`; CLOCK_YEARLY: 0 */
    int month, day; /* CLOCK_YEARLY only */
    str from;       /* what starts it: 收到申请之日 */
    struct clock_law law;
    int extensions;       /* how many times it may be extended */
    int extension_length; /* by at most so much each time, in `unit` */
    struct clock_law extension_law, pause_law, restart_law, fix_law; /* empty: the law names none */
    str silence;       /* what follows when it runs out; empty: nothing but lateness */
    bool minimum;      /* the period must have passed: too early is the fault, not too late */
    bool backward;     /* counted back from the day in `from` (before a hearing) */
    bool fixed_end;    /* the last day does not move to a working day */
    bool configurable; /* from memory, or local practice: an office may set it */
    int length_most;   /* the longest an office may set; 0: not configurable */
};

/* All rules, in the order of the law; and one by id, NULL if there is none. */
const struct clock_rule *clock_rules(size_t *n);
const struct clock_rule *clock_rule_by_id(str id);

/* `rule` with the length an office has set, 0 <= length <= length_most; false: not allowed. */
MUST_USE bool clock_rule_set(const struct clock_rule *rule, int length, struct clock_rule *out);

/* 20个工作日 / 3个月 / 每年1月31日. */
str clock_rule_period(struct arena *a, const struct clock_rule *rule);

/* ---- events ---- */

enum clock_event_kind {
    CLOCK_START = 1,
    CLOCK_PAUSE,
    CLOCK_RESUME,
    CLOCK_RESTART,
    CLOCK_EXTEND,
    CLOCK_FIX,
    CLOCK_STOP,
    CLOCK_DUE, /* only in the steps of an explanation: the day the count arrived at */
};

struct clock_event {
    enum clock_event_kind kind;
    struct date date; /* the day from which it takes effect */
    int64_t at_ms;    /* the moment; used by CLOCK_HOURS only */
    /* EXTEND: by how much; START and RESTART of a configurable rule: a period that was set for this
     * case, at most length_most. 0: as the rule says. */
    int length;
    struct date fixed_on; /* FIX: the day that was set, a working day after the due day */
    struct clock_law law; /* empty: the one of the rule */
    str note;   /* 向第三方征求意见; a pause that the rule's law does not name needs one */
    int64_t id; /* of the case's event, for links; 0: none */
};

/* start, pause, resume, restart, extend, fix, stop: for storing. */
str clock_event_word(enum clock_event_kind kind);
MUST_USE bool clock_event_of_word(str word, enum clock_event_kind *out);

/* ---- state ---- */

enum clock_phase { CLOCK_NOT_STARTED, CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_STOPPED };

/* not_started, running, paused, stopped: for storing. */
str clock_phase_word(enum clock_phase phase);
/* 未开始, 计算中, 已暂停, 已办结. */
str clock_phase_label(enum clock_phase phase);

/* One step of the explanation. The list is in the order of reasoning: the due day, then the
 * stop, come last. */
struct clock_step {
    enum clock_event_kind kind;
    struct date date;
    str text; /* one sentence */
    struct clock_law law;
    str note;
    int64_t event_id;
    int used;                  /* days counted up to this step */
    bool counts;               /* the days of `runs` are counted; else they are left out */
    bool voided;               /* a later restart has made it void */
    struct calendar_runs runs; /* the days from this step to the next; CLOCK_WORKDAYS only */
};

struct clock_state {
    enum clock_phase phase;
    struct date started_on; /* of the clock that counts: the last start or restart */
    /* Not started: none. Paused: what it would be if resumed today. Stopped: what it was; for one
     * that was stopped while paused, if resumed that day. */
    struct date due;
    int64_t due_ms; /* CLOCK_HOURS only */
    bool provisional;
    int unknown_year;
    bool fixed;      /* by a FIX */
    int extended;    /* times */
    int extended_by; /* in the rule's unit */
    int paused;      /* days left out so far, in working days or days as the rule counts */
    int used;        /* days counted up to today, the pause or the stop */
    /* Days left from today, negative when late: working days for CLOCK_WORKDAYS, whole hours for
     * CLOCK_HOURS, else calendar days. A day begun is a day: on the Saturday after a Friday one is
     * late by 1. Paused: what would remain if resumed today. Stopped: as of the stop. */
    int remaining;
    struct date stopped_on; /* none: not stopped */
    bool late;              /* now, or when it was stopped; never for a minimum */
    int late_by;            /* in the unit of `remaining`; 0: in time */
    bool too_early;         /* a minimum that was stopped before it had passed */
    int short_by;           /* by so many */
    const struct clock_step *steps;
    size_t n_steps;
};

/* The day for which one asks; `ms` is looked at by CLOCK_HOURS only. */
struct clock_now {
    struct date today;
    int64_t ms;
};

/*
 * The state of a clock today. No event is later than `now`: who asks for an earlier day gives the
 * events up to that day. The result is on `a`; labels of the rule and notes are not copied.
 * Expected: GUARD, one Chinese sentence that names the event that does not fit.
 */
struct err *clock_compute(struct arena *a, const struct calendar *cal,
                          const struct clock_rule *rule, const struct clock_event *events, size_t n,
                          struct clock_now now, struct clock_state *out) MUST_USE;

/* Words for lists: 还剩5个工作日 / 今天到期 / 已超期2个工作日 / 暂停中，尚余8个工作日 …. */
str clock_summary(struct arena *a, const struct clock_rule *rule, const struct clock_state *s);

enum clock_light { CLOCK_LIGHT_NONE, CLOCK_LIGHT_GREEN, CLOCK_LIGHT_YELLOW, CLOCK_LIGHT_RED };

/* When a running clock turns yellow and red: at so many left or fewer. Late is red in any case. */
struct clock_thresholds {
    int yellow, red;
};

/* NONE unless the clock runs: one that stands still or is done hurries nobody. */
enum clock_light clock_light(const struct clock_state *s, struct clock_thresholds t);

/* ---- a new calendar ---- */

struct clock_case {
    int64_t case_id;
    const struct clock_rule *rule;
    const struct clock_event *events;
    size_t n_events;
};

/* A clock that the new calendar has moved. */
struct clock_moved {
    int64_t case_id;
    const struct clock_rule *rule;
    struct date old_due, new_due; /* DATE_NONE where that calendar gave an err */
    bool old_provisional, new_provisional;
    const struct err *err; /* the new calendar does not allow the events; else NULL */
};

/*
 * Those of `cases` whose due date, or whether it is provisional, differs between two calendars: for
 * when the notice of a year was loaded or amended. In the order of `cases`, on `a`.
 */
const struct clock_moved *clock_recompute(struct arena *a, const struct calendar *old_cal,
                                          const struct calendar *new_cal,
                                          const struct clock_case *cases, size_t n,
                                          struct clock_now now, size_t *n_moved);

#endif
