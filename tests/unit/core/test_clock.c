/* Clocks by hand-computed dates, and every sequence of events that is refused. */
#include "unit.h"

#include "core/clock.h"

static struct date day(const char *text)
{
    struct date d = {0};

    if (!date_parse(str_of(text), &d)) fail_msg("no date: %s", text);
    return d;
}

#define assert_day(a, got, want) assert_str(date_str((a), (got)), str_of(want))

static struct clock_event at(enum clock_event_kind kind, const char *date)
{
    return (struct clock_event){.kind = kind, .date = day(date), .note = S("说明")};
}

static struct clock_event longer(const char *date, int length)
{
    return (struct clock_event){.kind = CLOCK_EXTEND, .date = day(date), .length = length};
}

/* The state of the rule's clock on `today`; the test fails if there is none. */
static struct clock_state state_of(struct arena *a, const char *rule,
                                   const struct clock_event *events, size_t n, const char *today)
{
    struct clock_state s;
    const struct clock_rule *r = clock_rule_by_id(str_of(rule));
    struct clock_now now = {.today = day(today)};

    assert_non_null(r);
    assert_ok(clock_compute(a, calendar_standard(a), r, events, n, now, &s));
    return s;
}

#define STATE(a, rule, events, today) state_of((a), (rule), (events), COUNT_OF(events), (today))

static void refused(struct arena *a, const char *rule, const struct clock_event *events, size_t n,
                    const char *today, const char *because)
{
    struct clock_state s;
    struct clock_now now = {.today = day(today)};
    struct err *e =
        clock_compute(a, calendar_standard(a), clock_rule_by_id(str_of(rule)), events, n, now, &s);

    if (!e) fail_msg("accepted, not refused: %s", because);
    assert_int_equal(e->code, ERR_GUARD);
    if (str_find(e->message, str_of(because), 0) == STR_NONE)
        fail_msg("wanted %s, got %.*s", because, STR_ARG(e->message));
}

#define REFUSED(a, rule, events, today, because)                                                   \
    refused((a), (rule), (events), COUNT_OF(events), (today), (because))

static struct clock_event so_long(enum clock_event_kind kind, const char *date, int length)
{
    struct clock_event e = at(kind, date);

    e.length = length;
    return e;
}

/* ---- the plain course ---- */

/* An office gives less time than the most it may give; not more, and not where the law is fixed. */
static void test_period_of_the_case(void **state)
{
    struct arena *a = *state;
    struct clock_event ten[] = {so_long(CLOCK_START, "2020-05-11", 10)};
    struct clock_event whole[] = {at(CLOCK_START, "2020-05-11")};
    struct clock_event over[] = {so_long(CLOCK_START, "2020-05-11", 16)};
    struct clock_event less[] = {so_long(CLOCK_START, "2020-05-11", -1)};
    struct clock_state s = STATE(a, "FOI_CORRECTION_REPLY", ten, "2020-05-12");

    assert_day(a, s.due, "2020-05-25");
    assert_int_equal(s.remaining, 9);
    assert_true(str_find(s.steps[0].text, S("10个工作日"), 0) != STR_NONE);
    assert_day(a, STATE(a, "FOI_CORRECTION_REPLY", whole, "2020-05-12").due, "2020-06-01");
    REFUSED(a, "FOI_CORRECTION_REPLY", over, "2020-05-12", "超过了最长的期限");
    REFUSED(a, "FOI_CORRECTION_REPLY", less, "2020-05-12", "超过了最长的期限");
    REFUSED(a, "FOI_REPLY", ten, "2020-05-12", "不能另定长短");
}

static void test_runs_to_its_day(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29")};
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-05-08");

    assert_int_equal(s.phase, CLOCK_RUNNING);
    assert_day(a, s.started_on, "2020-04-29");
    assert_day(a, s.due, "2020-05-29");
    assert_int_equal(s.used, 4);
    assert_int_equal(s.remaining, 16);
    assert_false(s.late);
    assert_false(s.provisional);
    s = STATE(a, "FOI_REPLY", e, "2020-05-29");
    assert_int_equal(s.remaining, 0);
    assert_false(s.late);
    assert_str(clock_summary(a, clock_rule_by_id(S("FOI_REPLY")), &s), S("今天到期"));
    s = STATE(a, "FOI_REPLY", e, "2020-05-30"); /* a Saturday: no working day has passed yet */
    assert_true(s.late);
    assert_int_equal(s.late_by, 1);
    s = STATE(a, "FOI_REPLY", e, "2020-06-02");
    assert_int_equal(s.late_by, 2);
    assert_int_equal(s.remaining, -2);
    assert_int_equal(s.used, 20);
    assert_str(clock_summary(a, clock_rule_by_id(S("FOI_REPLY")), &s), S("已超期2个工作日"));
}

static void test_not_started(void **state)
{
    struct arena *a = *state;
    struct clock_state s = state_of(a, "FOI_REPLY", NULL, 0, "2020-05-08");

    assert_int_equal(s.phase, CLOCK_NOT_STARTED);
    assert_true(date_is_none(s.due));
    assert_int_equal(s.n_steps, 0);
    assert_int_equal(clock_light(&s, (struct clock_thresholds){5, 2}), CLOCK_LIGHT_NONE);
}

static void test_stop_in_time_late_and_on_a_weekend(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_STOP, "2020-05-27")};
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-12-31");

    assert_int_equal(s.phase, CLOCK_STOPPED);
    assert_day(a, s.stopped_on, "2020-05-27");
    assert_day(a, s.due, "2020-05-29");
    assert_false(s.late);
    assert_int_equal(s.remaining, 2);
    assert_int_equal(s.used, 18);
    e[1] = at(CLOCK_STOP, "2020-05-30");
    s = STATE(a, "FOI_REPLY", e, "2020-12-31");
    assert_true(s.late);
    assert_int_equal(s.late_by, 1);
    e[1] = at(CLOCK_STOP, "2020-06-02");
    s = STATE(a, "FOI_REPLY", e, "2020-12-31");
    assert_int_equal(s.late_by, 2);
    assert_str(s.steps[s.n_steps - 1].text, S("2020年6月2日办结，超期2个工作日"));
}

/* ---- pause, extend, restart ---- */

static void test_pause_leaves_out_its_days(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_PAUSE, "2020-05-08"),
                              at(CLOCK_RESUME, "2020-05-20")};
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-05-20");

    assert_day(a, s.due, "2020-06-11"); /* 9 working days later, the make-up Saturday among them */
    assert_int_equal(s.paused, 9);
    assert_int_equal(s.used, 4);
    assert_int_equal(s.remaining, 16);
    /* while it stands: what would remain if resumed today */
    s = state_of(a, "FOI_REPLY", e, 2, "2020-05-20");
    assert_int_equal(s.phase, CLOCK_PAUSED);
    assert_int_equal(s.remaining, 16);
    assert_int_equal(s.paused, 9);
    assert_day(a, s.due, "2020-06-11");
    assert_false(s.late);
    s = state_of(a, "FOI_REPLY", e, 2, "2020-08-31"); /* never late while it stands */
    assert_false(s.late);
    assert_int_equal(s.remaining, 16);
    assert_int_equal(clock_light(&s, (struct clock_thresholds){20, 20}), CLOCK_LIGHT_NONE);
    assert_str(clock_summary(a, clock_rule_by_id(S("FOI_REPLY")), &s), S("暂停中，尚余16个工作日"));
}

static void test_pause_edges(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_PAUSE, "2020-05-08"),
                              at(CLOCK_RESUME, "2020-05-08")};

    assert_day(a, STATE(a, "FOI_REPLY", e, "2020-05-20").due, "2020-05-29"); /* same day: nothing */
    e[2] = at(CLOCK_RESUME, "2020-05-09"); /* a worked Saturday is a day */
    assert_day(a, STATE(a, "FOI_REPLY", e, "2020-05-20").due, "2020-06-01");
    e[1] = at(CLOCK_PAUSE, "2020-05-09");
    e[2] = at(CLOCK_RESUME, "2020-05-10"); /* a Sunday is none */
    assert_day(a, STATE(a, "FOI_REPLY", e, "2020-05-20").due, "2020-05-29");
    /* paused on the receipt day: nothing was counted */
    e[1] = at(CLOCK_PAUSE, "2020-04-29");
    e[2] = at(CLOCK_RESUME, "2020-05-09");
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-05-20");

    assert_int_equal(s.paused, 5);
    assert_day(a, s.due, "2020-06-05");
    /* paused on the due day: nothing is left */
    e[1] = at(CLOCK_PAUSE, "2020-05-29");
    e[2] = at(CLOCK_RESUME, "2020-06-05");
    s = STATE(a, "FOI_REPLY", e, "2020-06-05");
    assert_day(a, s.due, "2020-06-05");
    assert_false(s.late);
    e[2] = at(CLOCK_RESUME, "2020-06-06");
    assert_day(a, STATE(a, "FOI_REPLY", e, "2020-06-06").due, "2020-06-08");
}

static void test_two_pauses_and_an_extension(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {
        at(CLOCK_START, "2020-09-18"),  /* due 2020-10-22 */
        at(CLOCK_PAUSE, "2020-09-25"),  /* 5 counted */
        at(CLOCK_RESUME, "2020-09-30"), /* 27 (make-up), 28, 29, 30 left out: due 10-28 */
        at(CLOCK_PAUSE, "2020-10-09"),  /* 6 counted */
        longer("2020-10-10", 5),        /* while it stands */
        at(CLOCK_RESUME, "2020-10-10"), /* make-up Saturday left out */
    };
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-10-12");

    assert_int_equal(s.paused, 5);
    assert_int_equal(s.used, 7);
    assert_int_equal(s.extended, 1);
    assert_int_equal(s.extended_by, 5);
    assert_int_equal(s.remaining, 18);
    assert_day(a, s.due, "2020-11-05");
}

static void test_extension(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), longer("2020-05-20", 0)};
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-05-20");
    struct clock_event next[] = {at(CLOCK_START, "2020-05-29")};

    assert_day(a, s.due, "2020-06-29"); /* Dragon Boat days out, make-up Sunday in */
    assert_int_equal(s.extended_by, 20);
    assert_day(a, STATE(a, "FOI_REPLY_EXT", next, "2020-05-29").due, "2020-06-29");
    e[1] = longer("2020-05-29", 5); /* on the last day */
    assert_day(a, STATE(a, "FOI_REPLY", e, "2020-05-29").due, "2020-06-05");
}

static void test_restart_voids_what_was(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), longer("2020-04-30", 10),
                              at(CLOCK_PAUSE, "2020-05-06"), at(CLOCK_RESTART, "2020-05-20"),
                              longer("2020-05-21", 5)};
    struct clock_state s = state_of(a, "FOI_REPLY", e, 4, "2020-05-20");

    assert_day(a, s.started_on, "2020-05-20");
    assert_day(a, s.due, "2020-06-17");
    assert_int_equal(s.extended, 0);
    assert_int_equal(s.paused, 0);
    assert_int_equal(s.remaining, 20);
    assert_true(s.steps[0].voided && s.steps[2].voided);
    assert_false(s.steps[3].voided || s.steps[4].voided);
    /* the new clock may be extended again: rounds and extensions are counted apart */
    s = STATE(a, "FOI_REPLY", e, "2020-05-21");
    assert_int_equal(s.extended, 1);
    assert_day(a, s.due, "2020-06-24");
}

static void test_fixed_day(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_FIX, "2020-05-20"),
                              at(CLOCK_PAUSE, "2020-05-21")};

    e[1].fixed_on = day("2020-07-15");
    struct clock_state s = state_of(a, "FOI_REPLY", e, 2, "2020-07-14");

    assert_true(s.fixed);
    assert_day(a, s.due, "2020-07-15");
    assert_int_equal(s.remaining, 1);
    assert_true(state_of(a, "FOI_REPLY", e, 2, "2020-07-16").late);
    REFUSED(a, "FOI_REPLY", e, "2020-07-14", "已经确定延迟答复的日期");
    e[1].fixed_on = day("2020-05-29");
    refused(a, "FOI_REPLY", e, 2, "2020-05-21", "晚于原到期日");
    e[1].fixed_on = day("2020-10-08");
    refused(a, "FOI_REPLY", e, 2, "2020-05-21", "应当是工作日");
    refused(a, "FOI_PUBLISH", e, 2, "2020-05-21", "不能另行确定日期");
}

/* ---- other units ---- */

static void test_days_and_months(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-08-03"), longer("2020-09-30", 0)};
    struct clock_state s = state_of(a, "PETITION_DONE", e, 1, "2020-09-30");

    assert_day(a, s.due, "2020-10-09"); /* 2 October is a holiday */
    assert_int_equal(s.remaining, 9);
    assert_day(a, STATE(a, "PETITION_DONE", e, "2020-09-30").due, "2020-11-02"); /* from a Sunday */
    struct clock_event m[] = {at(CLOCK_START, "2020-11-30"), at(CLOCK_STOP, "2021-03-03")};

    s = state_of(a, "PROPOSAL_REPLY", m, 1, "2020-11-30");
    assert_day(a, s.due, "2021-03-01"); /* 28 February is a Sunday */
    s = STATE(a, "PROPOSAL_REPLY", m, "2021-03-03");
    assert_int_equal(s.late_by, 2);
    struct clock_event p[] = {at(CLOCK_START, "2020-08-03"), at(CLOCK_PAUSE, "2020-08-10"),
                              at(CLOCK_RESUME, "2020-08-20")};

    s = STATE(a, "PETITION_DONE", p, "2020-08-20"); /* force majeure, with its reason */
    assert_int_equal(s.paused, 10);
    assert_day(a, s.due, "2020-10-12");
}

static void test_yearly_does_not_move(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2021-01-01")};

    assert_day(a, STATE(a, "FOI_AR_DEPT", e, "2021-01-15").due, "2021-01-31"); /* a Sunday */
    assert_day(a, STATE(a, "FOI_AR_GOV_COUNTY", e, "2021-01-15").due, "2021-02-20");
    e[0] = at(CLOCK_START, "2020-12-31");
    assert_day(a, STATE(a, "FOI_AR_GOV_CITY", e, "2021-01-15").due, "2021-03-10");
    e[0] = at(CLOCK_START, "2021-02-01");
    assert_day(a, STATE(a, "FOI_AR_DEPT", e, "2021-02-15").due, "2022-01-31");
}

static void test_hours(void **state)
{
    struct arena *a = *state;
    const struct clock_rule *rule = clock_rule_by_id(S("SENTIMENT_FIRST"));
    const struct calendar *cal = calendar_standard(a);
    struct clock_event e = at(CLOCK_START, "2020-05-09");
    struct clock_state s;

    assert_true(date_time_parse(S("2020-05-09 21:30"), &e.at_ms));
    int64_t minute = 60 * 1000;
    struct clock_now now = {day("2020-05-10"), e.at_ms + 240 * minute};

    assert_ok(clock_compute(a, cal, rule, &e, 1, now, &s));
    assert_day(a, s.due, "2020-05-10");
    assert_str(date_time_str(a, s.due_ms), S("2020-05-10 02:30"));
    assert_int_equal(s.remaining, 1);
    now.ms = e.at_ms + 300 * minute;
    assert_ok(clock_compute(a, cal, rule, &e, 1, now, &s));
    assert_false(s.late);
    assert_int_equal(s.remaining, 0);
    now.ms++;
    assert_ok(clock_compute(a, cal, rule, &e, 1, now, &s));
    assert_true(s.late);
    assert_int_equal(s.late_by, 1);
    now.ms = e.at_ms - 1;
    assert_err(clock_compute(a, cal, rule, &e, 1, now, &s), GUARD);
}

static void test_minimum_and_backward(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-09-01"), at(CLOCK_STOP, "2020-09-30")};
    struct clock_state s = STATE(a, "CONSULT_MIN", e, "2020-12-01");

    assert_day(a, s.due, "2020-10-01");
    assert_true(s.too_early);
    assert_int_equal(s.short_by, 1);
    assert_false(s.late);
    e[1] = at(CLOCK_STOP, "2020-10-01");
    assert_false(STATE(a, "CONSULT_MIN", e, "2020-12-01").too_early);
    s = state_of(a, "CONSULT_MIN", e, 1, "2020-09-10"); /* going on: neither early nor late */
    assert_false(s.late || s.too_early);
    assert_true(date_is_none(s.stopped_on));
    assert_false(state_of(a, "CONSULT_MIN", e, 1, "2020-12-01").late);
    struct clock_event h[] = {at(CLOCK_START, "2020-06-30"), at(CLOCK_STOP, "2020-06-24")};

    s = state_of(a, "HEARING_MATERIAL", h, 1, "2020-06-20"); /* the hearing is yet to come */
    assert_day(a, s.due, "2020-06-23");
    assert_int_equal(s.remaining, 3);
    s = STATE(a, "HEARING_MATERIAL", h, "2020-06-25");
    assert_true(s.late);
    assert_int_equal(s.late_by, 1);
}

static void test_provisional(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2026-12-10"), at(CLOCK_PAUSE, "2026-12-31"),
                              at(CLOCK_RESUME, "2027-01-20")};
    struct clock_state s = state_of(a, "FOI_REPLY", e, 1, "2026-12-10");

    assert_true(s.provisional);
    assert_int_equal(s.unknown_year, 2027);
    const struct clock_step *due = &s.steps[s.n_steps - 1];

    assert_true(str_find(due->text, S("2027年的放假安排尚未载入，此日期为暂定"), 0) != STR_NONE);
    assert_true(STATE(a, "FOI_REPLY", e, "2027-01-20").provisional);
    /* counted days of an unknown year stay in doubt after a pause */
    struct clock_event p[] = {at(CLOCK_START, "2018-12-10"), at(CLOCK_PAUSE, "2018-12-20"),
                              at(CLOCK_RESUME, "2019-03-01")};

    s = STATE(a, "FOI_REPLY", p, "2019-03-01");
    assert_true(s.provisional);
    assert_int_equal(s.unknown_year, 2018);
}

/* ---- what is refused ---- */

static void test_bad_sequences(void **state)
{
    struct arena *a = *state;
    struct clock_event stop_first[] = {at(CLOCK_STOP, "2020-04-30")};
    struct clock_event twice[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_START, "2020-04-30")};
    struct clock_event resume[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_RESUME, "2020-04-30")};
    struct clock_event pauses[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_PAUSE, "2020-04-30"),
                                   at(CLOCK_PAUSE, "2020-05-06")};
    struct clock_event extended[] = {at(CLOCK_START, "2020-04-29"), longer("2020-05-06", 5),
                                     longer("2020-05-07", 5)};
    struct clock_event back[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_PAUSE, "2020-04-28")};
    struct clock_event after[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_STOP, "2020-05-06"),
                                  at(CLOCK_RESTART, "2020-05-07")};

    REFUSED(a, "FOI_REPLY", stop_first, "2020-06-30", "期限尚未起算");
    REFUSED(a, "FOI_REPLY", twice, "2020-06-30", "期限已经起算");
    REFUSED(a, "FOI_REPLY", resume, "2020-06-30", "期限没有暂停");
    REFUSED(a, "FOI_REPLY", pauses, "2020-06-30", "期限已经暂停");
    REFUSED(a, "FOI_REPLY", extended, "2020-06-30", "期限只能延长1次");
    REFUSED(a, "FOI_REPLY", back, "2020-06-30", "时间早于前一个事件");
    REFUSED(a, "FOI_REPLY", after, "2020-06-30", "事项已经办结");
    after[2] = at(CLOCK_STOP, "2020-05-07");
    REFUSED(a, "FOI_REPLY", after, "2020-06-30", "事项已经办结");
    REFUSED(a, "FOI_REPLY", twice, "2020-04-29", "时间晚于现在");
    twice[1] = (struct clock_event){.kind = CLOCK_STOP, .date = DATE_NONE};
    REFUSED(a, "FOI_REPLY", twice, "2020-06-30", "缺少日期");
    twice[1] = at(CLOCK_DUE, "2020-04-30");
    REFUSED(a, "FOI_REPLY", twice, "2020-06-30", "无法识别");
}

static void test_nothing_but_a_stop_after_the_due_day(void **state)
{
    static const enum clock_event_kind kinds[] = {CLOCK_PAUSE, CLOCK_RESTART, CLOCK_EXTEND,
                                                  CLOCK_FIX};
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), at(kinds[i], "2020-05-30")};

        e[1].fixed_on = day("2020-07-15");
        REFUSED(a, "FOI_REPLY", e, "2020-06-30", "期限已于2020年5月29日届满");
    }
}

static void test_what_a_rule_does_not_allow(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), longer("2020-05-06", 21)};

    REFUSED(a, "FOI_REPLY", e, "2020-06-30", "延长不得超过20个工作日");
    e[1].length = -1;
    REFUSED(a, "FOI_REPLY", e, "2020-06-30", "延长不得超过20个工作日");
    e[1].length = 1;
    REFUSED(a, "FOI_THIRD_PARTY", e, "2020-06-30", "这类期限不能延长");
    e[1] = at(CLOCK_PAUSE, "2020-05-06");
    REFUSED(a, "PROPOSAL_REPLY", e, "2020-06-30", "这类期限不能暂停");
    REFUSED(a, "CONSULT_MIN", e, "2020-06-30", "这类期限不能暂停");
    REFUSED(a, "FOI_AR_DEPT", e, "2020-06-30", "这类期限不能暂停");
    e[1].note = S("  "); /* force majeure needs its reason; the regulation's own pause does not */
    REFUSED(a, "FOI_PUBLISH", e, "2020-06-30", "应当写明暂停的理由");
    assert_int_equal(STATE(a, "FOI_REPLY", e, "2020-06-30").phase, CLOCK_PAUSED);
    e[1].note = S("不可抗力");
    assert_int_equal(STATE(a, "FOI_PUBLISH", e, "2020-06-30").phase, CLOCK_PAUSED);
}

/* ---- the explanation ---- */

static void test_steps_say_why(void **state)
{
    static const struct {
        enum clock_event_kind kind;
        const char *date, *text, *cite;
        int used;
    } want[] = {
        {CLOCK_START, "2020-04-29", "自收到申请之日（2020年4月29日）的次日起计算，期限20个工作日",
         "711 Art. 33", 0},
        {CLOCK_PAUSE, "2020-05-08", "2020年5月8日暂停计算，已计4个工作日，尚余16个工作日",
         "711 Art. 33(3)", 4},
        {CLOCK_RESUME, "2020-05-20",
         "2020年5月20日恢复计算，暂停期间的9个工作日不计入，次日起继续计算剩余的16个工作日",
         "711 Art. 33(3)", 4},
        {CLOCK_EXTEND, "2020-06-01", "2020年6月1日决定延长5个工作日", "711 Art. 33(2)", 12},
        {CLOCK_DUE, "2020-06-18", "2020年6月18日到期", "711 Art. 33", 25},
        {CLOCK_STOP, "2020-06-16", "2020年6月16日按期办结，提前2个工作日", "711 Art. 33", 23},
    };
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29"), at(CLOCK_PAUSE, "2020-05-08"),
                              at(CLOCK_RESUME, "2020-05-20"), longer("2020-06-01", 5),
                              at(CLOCK_STOP, "2020-06-16")};

    e[1].note = S("向第三方征求意见");
    e[1].id = 77;
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-06-30");

    assert_int_equal(s.n_steps, COUNT_OF(want));
    for (size_t i = 0; i < s.n_steps; i++) {
        assert_int_equal(s.steps[i].kind, want[i].kind);
        assert_day(a, s.steps[i].date, want[i].date);
        assert_str(s.steps[i].text, str_of(want[i].text));
        assert_str(s.steps[i].law.cite, str_of(want[i].cite));
        assert_int_equal(s.steps[i].used, want[i].used);
    }
    assert_str(s.steps[1].note, S("向第三方征求意见"));
    assert_int_equal(s.steps[1].event_id, 77);
    /* the days in between: counted after the start, left out after the pause */
    assert_true(s.steps[0].counts);
    assert_false(s.steps[1].counts);
    assert_int_equal(s.steps[0].runs.n, 3); /* 04-30, Labour Day, 05-06 to 05-08 */
    assert_str(s.steps[0].runs.items[1].name, S("劳动节"));
    assert_int_equal(s.steps[1].runs.items[0].kind, CALENDAR_MAKEUP);
}

/* The counted runs of the clock that is not void add up to its days. */
static void test_counted_runs_add_up(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-09-18"), at(CLOCK_PAUSE, "2020-09-25"),
                              at(CLOCK_RESUME, "2020-09-30"), longer("2020-10-09", 7)};
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-10-12");
    int counted = 0;

    for (size_t i = 0; i < s.n_steps; i++)
        if (s.steps[i].counts && s.steps[i].runs.n)
            counted += s.steps[i].runs.items[s.steps[i].runs.n - 1].workdays;
    assert_int_equal(counted, 27);
}

/* ---- rules, lights, a new calendar ---- */

static void test_rules_are_whole(void **state)
{
    struct arena *a = *state;
    size_t n;
    const struct clock_rule *rules = clock_rules(&n);

    assert_int_equal(n, 41);
    for (size_t i = 0; i < n; i++) {
        const struct clock_rule *r = &rules[i];
        struct clock_rule set;

        assert_ptr_equal(clock_rule_by_id(r->id), r); /* ids are distinct */
        assert_true(r->label.n && r->from.n && r->law.cite.n && r->law.text.n);
        assert_true(clock_rule_period(a, r).n);
        if (r->unit == CLOCK_YEARLY)
            assert_true(r->month && r->day && !r->length);
        else
            assert_true(r->length > 0);
        assert_true((r->extensions > 0) == (r->extension_length > 0));
        assert_true((r->extensions > 0) == (r->extension_law.cite.n > 0));
        assert_int_equal(clock_rule_set(r, 1, &set), r->length_most > 0);
        assert_false(clock_rule_set(r, r->length_most + 1, &set));
        assert_false(clock_rule_set(r, -1, &set));
        assert_true(r->length <= r->length_most || !r->length_most);
    }
    assert_null(clock_rule_by_id(S("FOI")));
    assert_null(clock_rule_by_id(S("")));
    struct clock_rule ten;

    assert_true(clock_rule_set(clock_rule_by_id(S("FOI_CORRECTION_REPLY")), 10, &ten));
    assert_int_equal(ten.length, 10);
    assert_false(clock_rule_set(clock_rule_by_id(S("FOI_REPLY")), 10, &ten));
}

static void test_words(void **state)
{
    (void)state;
    for (int k = CLOCK_START; k <= CLOCK_STOP; k++) {
        enum clock_event_kind again = CLOCK_DUE;

        assert_true(clock_event_of_word(clock_event_word((enum clock_event_kind)k), &again));
        assert_int_equal(again, k);
    }
    enum clock_event_kind none;

    assert_false(clock_event_of_word(S("due"), &none));
    assert_false(clock_event_of_word(S(""), &none));
    assert_str(clock_phase_word(CLOCK_PAUSED), S("paused"));
}

static void test_lights(void **state)
{
    struct arena *a = *state;
    struct clock_event e[] = {at(CLOCK_START, "2020-04-29")};
    static const struct {
        const char *today;
        enum clock_light light;
    } want[] = {
        {"2020-04-29", CLOCK_LIGHT_GREEN},  {"2020-05-21", CLOCK_LIGHT_GREEN},
        {"2020-05-22", CLOCK_LIGHT_YELLOW}, {"2020-05-26", CLOCK_LIGHT_YELLOW},
        {"2020-05-27", CLOCK_LIGHT_RED},    {"2020-05-29", CLOCK_LIGHT_RED},
        {"2020-05-30", CLOCK_LIGHT_RED},
    };

    for (size_t i = 0; i < COUNT_OF(want); i++) {
        struct clock_state s = STATE(a, "FOI_REPLY", e, want[i].today);

        assert_int_equal(clock_light(&s, (struct clock_thresholds){5, 2}), want[i].light);
    }
    struct clock_state s = STATE(a, "FOI_REPLY", e, "2020-05-30"); /* late, whatever the bounds */

    assert_int_equal(clock_light(&s, (struct clock_thresholds){-9, -9}), CLOCK_LIGHT_RED);
}

static void test_recompute_lists_what_moved(void **state)
{
    struct arena *a = *state;
    const struct calendar *old_cal = calendar_standard(a);
    struct calendar_year y;

    assert_ok(calendar_year_parse(a, 2027, 1, S("一个假设的通知"),
                                  S("2026-12-27 班 元旦\n"
                                    "2027-01-01..2027-01-03 休 元旦\n"
                                    "2027-02-05..2027-02-11 休 春节\n"
                                    "2027-10-01..2027-10-07 休 国庆节\n"),
                                  &y));
    const struct calendar *new_cal = calendar_with(a, old_cal, &y);
    const struct clock_rule *reply = clock_rule_by_id(S("FOI_REPLY"));
    struct clock_event near = at(CLOCK_START, "2026-11-02");
    struct clock_event far = at(CLOCK_START, "2026-12-14");
    struct clock_event sure = at(CLOCK_START, "2026-12-03"); /* due on 31 December, then the 30th */
    struct clock_event edge[] = {at(CLOCK_START, "2026-12-03"), longer("2026-12-31", 1)};
    struct clock_case cases[] = {
        {1, reply, &near, 1}, {2, reply, &far, 1}, {3, reply, &sure, 1}, {4, reply, edge, 2}};
    struct clock_now now = {.today = day("2026-12-31")};
    size_t n;
    const struct clock_moved *m = clock_recompute(a, old_cal, new_cal, cases, 4, now, &n);

    assert_int_equal(n, 3);
    assert_int_equal(m[0].case_id, 2);
    assert_true(m[0].old_provisional);
    assert_false(m[0].new_provisional);
    assert_day(a, m[0].old_due, "2027-01-11");
    assert_day(a, m[0].new_due, "2027-01-11"); /* one off, one worked: same day, now certain */
    assert_int_equal(m[1].case_id, 3);
    assert_day(a, m[1].old_due, "2026-12-31");
    assert_day(a, m[1].new_due, "2026-12-30");
    /* an extension on what was the last day is too late by the new calendar: said, not hidden */
    assert_int_equal(m[2].case_id, 4);
    assert_true(date_is_none(m[2].new_due));
    assert_non_null(m[2].err);
    assert_int_equal(m[2].err->code, ERR_GUARD);
    clock_recompute(a, old_cal, calendar_standard(a), cases, 4, now, &n);
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_period_of_the_case),
        UNIT(test_runs_to_its_day),
        UNIT(test_not_started),
        UNIT(test_stop_in_time_late_and_on_a_weekend),
        UNIT(test_pause_leaves_out_its_days),
        UNIT(test_pause_edges),
        UNIT(test_two_pauses_and_an_extension),
        UNIT(test_extension),
        UNIT(test_restart_voids_what_was),
        UNIT(test_fixed_day),
        UNIT(test_days_and_months),
        UNIT(test_yearly_does_not_move),
        UNIT(test_hours),
        UNIT(test_minimum_and_backward),
        UNIT(test_provisional),
        UNIT(test_bad_sequences),
        UNIT(test_nothing_but_a_stop_after_the_due_day),
        UNIT(test_what_a_rule_does_not_allow),
        UNIT(test_steps_say_why),
        UNIT(test_counted_runs_add_up),
        UNIT(test_rules_are_whole),
        UNIT(test_words),
        UNIT(test_lights),
        UNIT(test_recompute_lists_what_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
