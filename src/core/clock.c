#include "core/clock.h"

#include "base/vec.h"
#include "core/clock_text.h"

enum { HOUR_MS = 3600 * 1000 };

/* A computation under way. What is said of days holds for the unit of the rule. */
struct count {
    struct arena *a;
    const struct calendar *cal;
    const struct clock_rule *rule;
    struct clock_state *s;
    VEC(struct clock_step) steps;
    struct date anchor; /* days after this one count */
    int64_t anchor_ms;
    int left;              /* days left after the anchor, or when paused */
    int used;              /* days counted up to the anchor */
    struct date paused_on; /* while it stands still */
    struct date latest;    /* of the events so far */
    int64_t latest_ms;
    struct date before_roll;
    int stretch_unknown; /* year not loaded among the days that were counted before a pause */
};

/* ---- days in the unit of the rule ---- */

static bool is_countable(const struct clock_rule *rule)
{
    return (rule->unit == CLOCK_WORKDAYS || rule->unit == CLOCK_DAYS) && !rule->minimum &&
           !rule->backward;
}

/* Days after `from` up to and including `to`. */
static int days_between(const struct count *c, struct date from, struct date to)
{
    if (c->rule->unit == CLOCK_WORKDAYS) return calendar_workdays_between(c->cal, from, to);
    return to.day - from.day;
}

/* Days counted from the anchor to `day`. Where the due day moved to a working day, more days have
 * passed than were left; they count for nothing. */
static int counted_to(const struct count *c, struct date day)
{
    int days = days_between(c, c->anchor, day);

    return days < c->left ? days : c->left;
}

/* The fixed day of the year, first on or after the start. */
static struct date yearly_due(const struct clock_rule *rule, struct date from)
{
    int year = date_parts(from).year;
    struct date due;

    BUG_IF(!date_make(year, rule->month, rule->day, &due));
    /* After the last accepted year there is no next one to name. */
    if (due.day < from.day && year < DATE_YEAR_MOST)
        BUG_IF(!date_make(year + 1, rule->month, rule->day, &due));
    return due;
}

static struct calendar_due due_of(const struct count *c)
{
    const struct clock_rule *rule = c->rule;
    enum calendar_roll roll = rule->fixed_end ? CALENDAR_ROLL_NONE : CALENDAR_ROLL_REST;
    struct calendar_due out = {0};

    switch (rule->unit) {
    case CLOCK_WORKDAYS:
        return calendar_add_workdays(c->cal, c->anchor, c->left);
    case CLOCK_DAYS:
        return calendar_add_days(c->cal, c->anchor, rule->backward ? -c->left : c->left, roll);
    case CLOCK_MONTHS:
        return calendar_add_months(c->cal, c->anchor, c->left, roll);
    case CLOCK_HOURS:
        out.due = date_of_ms(c->anchor_ms + (int64_t)c->left * HOUR_MS);
        break;
    case CLOCK_YEARLY:
        out.due = yearly_due(rule, c->anchor);
        break;
    }
    out.before_roll = out.due;
    return out;
}

/* Writes the due day into the state, as it follows from the anchor and what is left. */
static void set_due(struct count *c)
{
    if (c->s->fixed) return;
    struct calendar_due d = due_of(c);

    c->s->due = d.due;
    c->s->due_ms = c->rule->unit == CLOCK_HOURS ? c->anchor_ms + (int64_t)c->left * HOUR_MS : 0;
    c->s->unknown_year = c->stretch_unknown ? c->stretch_unknown : d.unknown_year;
    c->s->provisional = c->s->unknown_year != 0;
    c->before_roll = d.before_roll;
}

static bool is_past_due(const struct count *c, struct date day, int64_t ms)
{
    if (c->rule->unit == CLOCK_HOURS) return ms > c->s->due_ms;
    return day.day > c->s->due.day;
}

/* ---- the explanation ---- */

static str text_or_empty(str s)
{
    return s.n ? s : S("");
}

static struct clock_law law_of(struct clock_law first, struct clock_law second)
{
    struct clock_law law = first.cite.n || first.text.n ? first : second;

    return (struct clock_law){text_or_empty(law.cite), text_or_empty(law.text)};
}

/* Adds a step; the days between it and the one before become that one's runs. */
static struct clock_step *add_step(struct count *c, enum clock_event_kind kind, struct date date)
{
    if (c->steps.n && c->rule->unit == CLOCK_WORKDAYS) {
        struct clock_step *before = &c->steps.items[c->steps.n - 1];

        before->runs = calendar_runs_between(c->a, c->cal, before->date, date);
    }
    struct clock_step *step = vec_push(c->a, &c->steps);

    *step = (struct clock_step){
        .kind = kind,
        .date = date,
        .text = S(""),
        .law = law_of(c->rule->law, c->rule->law),
        .note = S(""),
        .used = c->used,
        .counts = true,
    };
    return step;
}

static struct clock_step *add_event_step(struct count *c, const struct clock_event *e,
                                         struct clock_law law)
{
    struct clock_step *step = add_step(c, e->kind, e->date);

    step->law = law_of(e->law, law_of(law, c->rule->law));
    step->note = text_or_empty(e->note);
    step->event_id = e->id;
    return step;
}

/* ---- the events ---- */

static struct err *refuse(const struct count *c, const struct clock_event *e, str why)
{
    str day = date_cn(c->a, e->date);
    str label = clock_event_label(e->kind);

    return ERR(c->a, GUARD, "%.*s的“%.*s”不能记入“%.*s”期限：%.*s", STR_ARG(day), STR_ARG(label),
               STR_ARG(c->rule->label), STR_ARG(why));
}

static struct err *begin(struct count *c, const struct clock_event *e)
{
    int length = e->length ? e->length : c->rule->length;

    if (e->length && (!c->rule->configurable || length < 1 || length > c->rule->length_most))
        return refuse(c, e, S("这类期限不能另定长短，或者超过了最长的期限"));
    for (size_t i = 0; i < c->steps.n; i++) c->steps.items[i].voided = true;
    *c->s = (struct clock_state){
        .phase = CLOCK_RUNNING, .started_on = e->date, .due = DATE_NONE, .stopped_on = DATE_NONE};
    c->anchor = e->date;
    c->anchor_ms = e->at_ms;
    c->left = length;
    c->used = 0;
    c->stretch_unknown = 0;
    struct clock_step *step =
        add_event_step(c, e, e->kind == CLOCK_RESTART ? c->rule->restart_law : c->rule->law);

    step->text = clock_text_start(c->a, c->rule, e, length);
    return NULL;
}

static struct err *pause(struct count *c, const struct clock_event *e)
{
    if (c->s->phase == CLOCK_PAUSED) return refuse(c, e, S("期限已经暂停"));
    if (!is_countable(c->rule)) return refuse(c, e, S("这类期限不能暂停"));
    if (c->s->fixed) return refuse(c, e, S("已经确定延迟答复的日期"));
    if (c->rule->pause_law.cite.n == 0 && e->law.cite.n == 0 && str_trim(e->note).n == 0)
        return refuse(c, e, S("应当写明暂停的理由"));
    int counted = counted_to(c, e->date);

    if (c->stretch_unknown == 0 && c->rule->unit == CLOCK_WORKDAYS)
        c->stretch_unknown = calendar_unknown_between(c->cal, c->anchor, e->date);
    c->used += counted;
    c->left -= counted;
    c->paused_on = e->date;
    c->s->phase = CLOCK_PAUSED;
    struct clock_step *step = add_event_step(c, e, c->rule->pause_law);

    step->counts = false;
    step->text = clock_text_pause(c->a, c->rule, e->date, c->used, c->left);
    return NULL;
}

static struct err *resume(struct count *c, const struct clock_event *e)
{
    if (c->s->phase != CLOCK_PAUSED) return refuse(c, e, S("期限没有暂停"));
    int paused = days_between(c, c->paused_on, e->date);

    c->s->paused += paused;
    c->s->phase = CLOCK_RUNNING;
    c->anchor = e->date;
    struct clock_step *step = add_event_step(c, e, c->rule->pause_law);

    step->text = clock_text_resume(c->a, c->rule, e->date, paused, c->left);
    return NULL;
}

static struct err *extend(struct count *c, const struct clock_event *e)
{
    int by = e->length ? e->length : c->rule->extension_length;

    if (c->rule->extensions == 0 || !is_countable(c->rule))
        return refuse(c, e, S("这类期限不能延长"));
    if (c->s->fixed) return refuse(c, e, S("已经确定延迟答复的日期"));
    if (c->s->extended == c->rule->extensions)
        return refuse(c, e, str_printf(c->a, "期限只能延长%d次", c->rule->extensions));
    if (by < 1 || by > c->rule->extension_length) {
        str most = clock_amount(c->a, c->rule->unit, c->rule->extension_length);

        return refuse(c, e, str_printf(c->a, "延长不得超过%.*s", STR_ARG(most)));
    }
    bool counts = c->s->phase == CLOCK_RUNNING;

    c->left += by;
    c->s->extended++;
    c->s->extended_by += by;
    struct clock_step *step = add_event_step(c, e, c->rule->extension_law);

    step->counts = counts;
    if (counts) step->used = c->used + counted_to(c, e->date);
    step->text = clock_text_extend(c->a, c->rule, e->date, by);
    return NULL;
}

static struct err *fix(struct count *c, const struct clock_event *e)
{
    if (c->rule->fix_law.cite.n == 0) return refuse(c, e, S("这类期限不能另行确定日期"));
    if (c->s->phase == CLOCK_PAUSED) return refuse(c, e, S("期限正在暂停，应当先恢复计算"));
    if (c->s->fixed) return refuse(c, e, S("已经确定延迟答复的日期"));
    if (date_is_none(e->fixed_on) || e->fixed_on.day <= c->s->due.day)
        return refuse(c, e, S("延迟答复的日期应当晚于原到期日"));
    if (!calendar_is_workday(c->cal, e->fixed_on))
        return refuse(c, e, S("延迟答复的日期应当是工作日"));
    struct clock_step *step = add_event_step(c, e, c->rule->fix_law);

    step->used = c->used + counted_to(c, e->date);
    step->text = clock_text_fix(c->a, e->date, e->fixed_on);
    c->s->fixed = true;
    c->s->due = c->before_roll = e->fixed_on;
    c->s->unknown_year = calendar_unknown_between(c->cal, date_shift(e->fixed_on, -1), e->fixed_on);
    c->s->provisional = c->s->unknown_year != 0;
    return NULL;
}

/* What holds for every event, before its own rules. */
static struct err *check_order(const struct count *c, const struct clock_event *e,
                               struct clock_now now)
{
    bool begins = e->kind == CLOCK_START || e->kind == CLOCK_RESTART;
    /* A period before a hearing starts from a day to come. */
    bool ahead = c->rule->backward && begins;

    bool by_moment = c->rule->unit == CLOCK_HOURS;

    if (date_is_none(e->date)) return refuse(c, e, S("缺少日期"));
    if (!ahead && (e->date.day > now.today.day || (by_moment && e->at_ms > now.ms)))
        return refuse(c, e, S("时间晚于现在"));
    if (c->s->phase == CLOCK_STOPPED) return refuse(c, e, S("事项已经办结"));
    if (!ahead && !date_is_none(c->latest) &&
        (e->date.day < c->latest.day || (by_moment && e->at_ms < c->latest_ms)))
        return refuse(c, e, S("时间早于前一个事件"));
    if (c->s->phase == CLOCK_NOT_STARTED && e->kind != CLOCK_START)
        return refuse(c, e, S("期限尚未起算"));
    if (c->s->phase != CLOCK_NOT_STARTED && e->kind == CLOCK_START)
        return refuse(c, e, S("期限已经起算"));
    if (c->s->phase == CLOCK_RUNNING && e->kind != CLOCK_STOP && !c->rule->backward &&
        !c->rule->minimum && is_past_due(c, e->date, e->at_ms)) {
        str due = date_cn(c->a, c->s->due);

        return refuse(c, e, str_printf(c->a, "期限已于%.*s届满", STR_ARG(due)));
    }
    return NULL;
}

static struct err *apply(struct count *c, const struct clock_event *e, struct clock_now now)
{
    TRY(check_order(c, e, now));
    switch (e->kind) {
    case CLOCK_START:
    case CLOCK_RESTART:
        TRY(begin(c, e));
        break;
    case CLOCK_PAUSE:
        TRY(pause(c, e));
        break;
    case CLOCK_RESUME:
        TRY(resume(c, e));
        break;
    case CLOCK_EXTEND:
        TRY(extend(c, e));
        break;
    case CLOCK_FIX:
        TRY(fix(c, e));
        break;
    case CLOCK_STOP:
        c->s->stopped_on = e->date;
        break;
    case CLOCK_DUE:
        return refuse(c, e, S("无法识别"));
    }
    if (!c->rule->backward || (e->kind != CLOCK_START && e->kind != CLOCK_RESTART)) {
        c->latest = e->date;
        c->latest_ms = e->at_ms;
    }
    if (c->s->phase == CLOCK_RUNNING) set_due(c);
    return NULL;
}

/* ---- the answer ---- */

/* How much is left at a moment; negative when late, and a day or hour begun is a whole one. */
static int remaining_at(const struct count *c, struct date day, int64_t ms)
{
    if (c->rule->unit == CLOCK_HOURS) {
        int64_t rest = c->s->due_ms - ms;

        return (int)(rest / HOUR_MS - (rest % HOUR_MS < 0));
    }
    int rest = days_between(c, day, c->s->due);

    return rest == 0 && is_past_due(c, day, ms) ? -1 : rest;
}

/* The outcome as of `day`: today, or the day of the stop. */
static void conclude(struct count *c, struct date day, int64_t ms)
{
    struct clock_state *s = c->s;

    if (s->phase == CLOCK_PAUSED) {
        s->paused += days_between(c, c->paused_on, day);
        c->anchor = day;
        set_due(c);
        s->used = c->used;
        s->remaining = c->left;
        return;
    }
    s->remaining = remaining_at(c, day, ms);
    if (c->rule->unit == CLOCK_WORKDAYS || (c->rule->unit == CLOCK_DAYS && !c->rule->backward))
        s->used = c->used + counted_to(c, day);
    if (c->rule->minimum) {
        s->too_early = !date_is_none(s->stopped_on) && day.day < s->due.day;
        s->short_by = s->too_early ? s->remaining : 0;
        return;
    }
    s->late = is_past_due(c, day, ms);
    s->late_by = s->late ? -s->remaining : 0;
}

/* The last steps: where the count arrived, and the stop. */
static void add_conclusion(struct count *c, const struct clock_event *stop, struct date today)
{
    struct clock_state *s = c->s;
    bool paused = s->phase == CLOCK_PAUSED;

    if (!paused) {
        struct clock_step *due = add_step(c, CLOCK_DUE, s->due);

        due->used = s->fixed ? s->used : c->used + c->left;
        due->counts = false;
        due->text = clock_text_due(c->a, c->rule, s, c->before_roll);
    } else if (!stop && c->steps.n && c->rule->unit == CLOCK_WORKDAYS) {
        struct clock_step *last = &c->steps.items[c->steps.n - 1];

        last->runs = calendar_runs_between(c->a, c->cal, last->date, today);
    }
    if (!stop) return;
    struct clock_step *done = add_event_step(c, stop, c->rule->law);

    done->used = s->used;
    done->counts = false;
    done->text = clock_text_stop(c->a, c->rule, s, paused);
    s->phase = CLOCK_STOPPED;
}

struct err *clock_compute(struct arena *a, const struct calendar *cal,
                          const struct clock_rule *rule, const struct clock_event *events, size_t n,
                          struct clock_now now, struct clock_state *out)
{
    struct count c = {.a = a, .cal = cal, .rule = rule, .s = out, .latest = DATE_NONE};
    const struct clock_event *stop = NULL;

    *out = (struct clock_state){.started_on = DATE_NONE, .due = DATE_NONE, .stopped_on = DATE_NONE};
    for (size_t i = 0; i < n; i++) {
        if (stop) return refuse(&c, &events[i], S("事项已经办结"));
        TRY(apply(&c, &events[i], now));
        if (events[i].kind == CLOCK_STOP) stop = &events[i];
    }
    if (out->phase == CLOCK_NOT_STARTED) return NULL;
    conclude(&c, stop ? stop->date : now.today, stop ? stop->at_ms : now.ms);
    add_conclusion(&c, stop, now.today);
    out->steps = c.steps.items;
    out->n_steps = c.steps.n;
    return NULL;
}

enum clock_light clock_light(const struct clock_state *s, struct clock_thresholds t)
{
    if (s->phase != CLOCK_RUNNING) return CLOCK_LIGHT_NONE;
    if (s->late || s->remaining <= t.red) return CLOCK_LIGHT_RED;
    return s->remaining <= t.yellow ? CLOCK_LIGHT_YELLOW : CLOCK_LIGHT_GREEN;
}
