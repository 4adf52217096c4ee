/* 'How this date came about': from which event, each day counted or left out, by which article. */
#include "mod/office/internal.h"

#include "base/vec.h"
#include "deadline_views.h"

enum { MONTHS_MOST = 14, WEEKS_MOST = 6 };

static const str WEEKDAYS[] = {S_INIT("星期日"), S_INIT("星期一"), S_INIT("星期二"),
                               S_INIT("星期三"), S_INIT("星期四"), S_INIT("星期五"),
                               S_INIT("星期六")};

/* ---- the steps ------------------------------------------------------------------------------ */

static void fill_runs(struct arena *a, const struct clock_step *s, struct office_reckon *out)
{
    struct office_run *runs = ARENA_ARRAY(a, struct office_run, s->runs.n);

    for (size_t i = 0; i < s->runs.n; i++) {
        const struct calendar_run *r = &s->runs.items[i];
        bool works = r->kind == CALENDAR_WORKDAY || r->kind == CALENDAR_MAKEUP;

        runs[i] = (struct office_run){
            .first = r->first,
            .last = r->last,
            .days = r->days,
            .counted = s->counts && works ? s->used + r->workdays : 0,
            .kind = calendar_kind_text(a, r->kind, r->name),
            .why = works && !s->counts ? S("期限暂停")
                   : !r->known         ? S("放假安排未公布，暂按周末")
                                       : S(""),
            .counts = works && s->counts,
        };
    }
    out->runs = runs;
    out->n_runs = s->runs.n;
}

static void fill_steps(struct arena *a, const struct clock_state *s, struct office_deadline_view *v)
{
    struct office_reckon *out = ARENA_ARRAY(a, struct office_reckon, s->n_steps);

    for (size_t i = 0; i < s->n_steps; i++) {
        out[i] = (struct office_reckon){
            .on = s->steps[i].date,
            .text = s->steps[i].text,
            .law = s->steps[i].law.text,
            .note = s->steps[i].note,
            .voided = s->steps[i].voided,
        };
        fill_runs(a, &s->steps[i], &out[i]);
    }
    v->steps = out;
    v->n_steps = s->n_steps;
}

/* ---- the months ----------------------------------------------------------------------------- */

/* What the reckoning says of one day: the run it lies in, of the clock that counts. */
static bool find_run(const struct clock_state *s, struct date d, const struct clock_step **step,
                     const struct calendar_run **run)
{
    for (size_t i = 0; i < s->n_steps; i++) {
        if (s->steps[i].voided) continue;
        for (size_t k = 0; k < s->steps[i].runs.n; k++) {
            const struct calendar_run *r = &s->steps[i].runs.items[k];

            if (d.day < r->first.day || d.day > r->last.day) continue;
            *step = &s->steps[i];
            *run = r;
            return true;
        }
    }
    return false;
}

static struct office_cell cell_of(struct arena *a, const struct clock_state *s, struct date d)
{
    struct office_cell out = {.day = date_parts(d).day, .kind = DAY_IDLE, .note = S("")};
    const struct clock_step *step;
    const struct calendar_run *run;

    if (d.day == s->started_on.day) out.kind = DAY_START;
    if (d.day <= s->started_on.day || d.day > s->due.day) return out;
    if (find_run(s, d, &step, &run)) {
        bool works = run->kind == CALENDAR_WORKDAY || run->kind == CALENDAR_MAKEUP;

        /* `workdays` counts to the end of the run; all days of a run are alike. */
        if (works && step->counts)
            out.ordinal = step->used + run->workdays - (run->last.day - d.day);
        out.kind = !works          ? (run->kind == CALENDAR_HOLIDAY ? DAY_HOLIDAY : DAY_WEEKEND)
                   : !step->counts ? DAY_PAUSED
                   : run->kind == CALENDAR_MAKEUP ? DAY_MAKEUP
                                                  : DAY_COUNTED;
        out.note = run->kind == CALENDAR_HOLIDAY ? str_copy(a, run->name) : S("");
    }
    if (d.day == s->due.day) out.kind = DAY_DUE;
    return out;
}

static void fill_month(struct arena *a, const struct clock_state *s, int year, int month,
                       struct office_month *out)
{
    struct office_week *weeks = ARENA_ARRAY(a, struct office_week, WEEKS_MOST);
    int days = date_days_in_month(year, month);
    struct date first;

    BUG_IF(!date_make(year, month, 1, &first));
    int before = (date_weekday(first) + 6) % 7; /* cells before the first, Monday first */

    *out = (struct office_month){.year = year, .month = month, .weeks = weeks};
    out->n_weeks = (size_t)(before + days + 6) / 7;
    for (int i = 0; i < (int)out->n_weeks * 7; i++) {
        struct office_cell *cell = &weeks[i / 7].days[i % 7];
        int day = i - before;

        if (day < 0 || day >= days)
            *cell = (struct office_cell){.kind = DAY_OUTSIDE, .note = S("")};
        else
            *cell = cell_of(a, s, date_shift(first, day));
    }
}

static void fill_months(struct arena *a, const struct clock_state *s,
                        struct office_deadline_view *v)
{
    VEC(struct office_month) months = {0};

    if (date_is_none(s->started_on) || date_is_none(s->due)) return;
    struct date_parts at = date_parts(s->started_on);
    struct date_parts end = date_parts(s->due);

    while (months.n < MONTHS_MOST &&
           (at.year < end.year || (at.year == end.year && at.month <= end.month))) {
        fill_month(a, s, at.year, at.month, vec_push(a, &months));
        at.year += at.month == 12;
        at.month = at.month % 12 + 1;
    }
    v->months = months.items;
    v->n_months = months.n;
}

static str sources_of(struct arena *a, const struct calendar *cal, const struct clock_state *s)
{
    size_t n;
    const struct calendar_year *years = calendar_years(cal, &n);
    str out = S("");

    if (date_is_none(s->started_on) || date_is_none(s->due)) return out;
    for (size_t i = 0; i < n; i++)
        if (years[i].year >= date_parts(s->started_on).year &&
            years[i].year <= date_parts(s->due).year)
            out = str_join(a, (const str[]){out, years[i].source}, 2, out.n ? S("；") : S(""));
    return out;
}

/* ---- the page ------------------------------------------------------------------------------- */

static struct err *find_clock(struct req *rq, const struct office_case *l,
                              const struct flow_clock_view **out)
{
    str id = req_param(rq, "clock");

    for (size_t i = 0; i < l->n_clocks; i++)
        if (str_eq(l->clocks[i].rule->id, id)) {
            *out = &l->clocks[i];
            return NULL;
        }
    return ERR(rq->arena, NOT_FOUND, "这一件没有这个期限");
}

struct err *office_deadline_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct office_deadline_view v = {0};
    struct office_case l;
    const struct flow *f;
    const struct flow_clock_view *k;
    int64_t id;
    bool shown;

    TRY(office_flow_of(rq, &f));
    TRY(req_param_id(rq, "id", &id));
    TRY(office_case_load(rq, f, id, &l));
    TRY(find_clock(rq, &l, &k));
    TRY(staff_begin(rq, rs, S("这个日期怎么来的"), &v.staff, &shown));
    if (!shown) return NULL;
    v.label = k->rule->label;
    v.matter = l.c.title;
    v.matter_url = str_printf(a, "/staff/cases/%s/%lld", f->kind, (long long)id);
    v.period = clock_rule_period(a, k->rule);
    v.law = k->rule->law.text;
    v.from = k->rule->from;
    v.phase = clock_phase_label(k->state.phase);
    v.silence = k->rule->silence;
    v.clock = office_clock_of_view(a, k);
    v.weekday = date_is_none(k->state.due) ? S("") : WEEKDAYS[date_weekday(k->state.due)];
    v.paused = k->state.paused;
    v.sources = sources_of(a, l.env->calendar, &k->state);
    fill_steps(a, &k->state, &v);
    if (k->rule->unit == CLOCK_WORKDAYS) fill_months(a, &k->state, &v);
    staff_crumbs(rq, &v.staff,
                 (const struct page_link[]){
                     {.label = f->label, .url = str_printf(a, "/staff/cases/%s/", f->kind)},
                     {.label = l.c.title, .url = v.matter_url}},
                 2);
    view_office_deadline(&rs->body, &v);
    return NULL;
}
