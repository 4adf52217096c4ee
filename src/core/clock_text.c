#include "core/clock_text.h"

static const struct {
    str word, label;
} EVENTS[] = {
    [CLOCK_START] = {S_INIT("start"), S_INIT("起算")},
    [CLOCK_PAUSE] = {S_INIT("pause"), S_INIT("暂停计算")},
    [CLOCK_RESUME] = {S_INIT("resume"), S_INIT("恢复计算")},
    [CLOCK_RESTART] = {S_INIT("restart"), S_INIT("重新起算")},
    [CLOCK_EXTEND] = {S_INIT("extend"), S_INIT("延长期限")},
    [CLOCK_FIX] = {S_INIT("fix"), S_INIT("确定延迟答复日期")},
    [CLOCK_STOP] = {S_INIT("stop"), S_INIT("办结")},
};

static const struct {
    str word, label;
} PHASES[] = {
    [CLOCK_NOT_STARTED] = {S_INIT("not_started"), S_INIT("未开始")},
    [CLOCK_RUNNING] = {S_INIT("running"), S_INIT("计算中")},
    [CLOCK_PAUSED] = {S_INIT("paused"), S_INIT("已暂停")},
    [CLOCK_STOPPED] = {S_INIT("stopped"), S_INIT("已办结")},
};

static bool is_event(enum clock_event_kind kind)
{
    return kind >= CLOCK_START && kind <= CLOCK_STOP;
}

str clock_event_word(enum clock_event_kind kind)
{
    return is_event(kind) ? EVENTS[kind].word : S("");
}

str clock_event_label(enum clock_event_kind kind)
{
    return is_event(kind) ? EVENTS[kind].label : S("事件");
}

bool clock_event_of_word(str word, enum clock_event_kind *out)
{
    for (int kind = CLOCK_START; kind <= CLOCK_STOP; kind++) {
        if (!str_eq(EVENTS[kind].word, word)) continue;
        *out = (enum clock_event_kind)kind;
        return true;
    }
    return false;
}

str clock_phase_word(enum clock_phase phase)
{
    return PHASES[phase].word;
}

str clock_phase_label(enum clock_phase phase)
{
    return PHASES[phase].label;
}

str clock_amount(struct arena *a, enum clock_unit unit, int n)
{
    switch (unit) {
    case CLOCK_WORKDAYS:
        return str_printf(a, "%d个工作日", n);
    case CLOCK_MONTHS:
        return str_printf(a, "%d个月", n);
    case CLOCK_HOURS:
        return str_printf(a, "%d小时", n);
    case CLOCK_DAYS:
    case CLOCK_YEARLY:
        return str_printf(a, "%d日", n);
    }
    bug_stop(__FILE__, __LINE__, "clock_unit");
}

/* What is left of a period is counted in days, also where the period itself is months. */
static str remainder_text(struct arena *a, const struct clock_rule *rule, int n)
{
    return clock_amount(a, rule->unit == CLOCK_MONTHS ? CLOCK_DAYS : rule->unit, n);
}

str clock_rule_period(struct arena *a, const struct clock_rule *rule)
{
    if (rule->unit == CLOCK_YEARLY) return str_printf(a, "每年%d月%d日", rule->month, rule->day);
    return clock_amount(a, rule->unit, rule->length);
}

str clock_text_start(struct arena *a, const struct clock_rule *rule, const struct clock_event *e,
                     int length)
{
    str period =
        length == rule->length ? clock_rule_period(a, rule) : clock_amount(a, rule->unit, length);
    str day = date_cn(a, e->date);

    if (e->kind == CLOCK_RESTART)
        return str_printf(a, "此前的期限作废，自%.*s的次日起重新计算，期限%.*s", STR_ARG(day),
                          STR_ARG(period));
    if (rule->unit == CLOCK_YEARLY) return str_printf(a, "期限为%.*s", STR_ARG(period));
    if (rule->unit == CLOCK_HOURS) {
        str moment = date_time_str(a, e->at_ms);

        return str_printf(a, "自%.*s（%.*s）起计算，期限%.*s", STR_ARG(rule->from), STR_ARG(moment),
                          STR_ARG(period));
    }
    if (rule->backward)
        return str_printf(a, "自%.*s（%.*s）向前计算，期限%.*s", STR_ARG(rule->from), STR_ARG(day),
                          STR_ARG(period));
    return str_printf(a, "自%.*s（%.*s）的次日起计算，期限%.*s", STR_ARG(rule->from), STR_ARG(day),
                      STR_ARG(period));
}

str clock_text_pause(struct arena *a, const struct clock_rule *rule, struct date on, int used,
                     int left)
{
    str day = date_cn(a, on);
    str gone = clock_amount(a, rule->unit, used);
    str rest = clock_amount(a, rule->unit, left);

    return str_printf(a, "%.*s暂停计算，已计%.*s，尚余%.*s", STR_ARG(day), STR_ARG(gone),
                      STR_ARG(rest));
}

str clock_text_resume(struct arena *a, const struct clock_rule *rule, struct date on, int paused,
                      int left)
{
    str day = date_cn(a, on);
    str out = clock_amount(a, rule->unit, paused);
    str rest = clock_amount(a, rule->unit, left);

    return str_printf(a, "%.*s恢复计算，暂停期间的%.*s不计入，次日起继续计算剩余的%.*s",
                      STR_ARG(day), STR_ARG(out), STR_ARG(rest));
}

str clock_text_extend(struct arena *a, const struct clock_rule *rule, struct date on, int by)
{
    str day = date_cn(a, on);
    str more = clock_amount(a, rule->unit, by);

    return str_printf(a, "%.*s决定延长%.*s", STR_ARG(day), STR_ARG(more));
}

str clock_text_fix(struct arena *a, struct date on, struct date fixed_on)
{
    str day = date_cn(a, on);
    str due = date_cn(a, fixed_on);

    return str_printf(a, "%.*s告知延迟答复，确定于%.*s前答复", STR_ARG(day), STR_ARG(due));
}

str clock_text_due(struct arena *a, const struct clock_rule *rule, const struct clock_state *s,
                   struct date before_roll)
{
    str day = rule->unit == CLOCK_HOURS ? date_time_str(a, s->due_ms) : date_cn(a, s->due);
    str moved = S("");
    str unsure = S("");

    if (before_roll.day != s->due.day) {
        str last = date_cn(a, before_roll);

        moved = str_printf(a, "期间的最后一日%.*s是休假日，依照《民法典》第二百零三条顺延，",
                           STR_ARG(last));
    }
    if (s->provisional)
        unsure = str_printf(a, "；%d年的放假安排尚未载入，此日期为暂定", s->unknown_year);
    if (rule->minimum)
        return str_printf(a, "%.*s期限至%.*s届满，不得提前结束%.*s", STR_ARG(moved), STR_ARG(day),
                          STR_ARG(unsure));
    return str_printf(a, "%.*s%.*s到期%.*s", STR_ARG(moved), STR_ARG(day), STR_ARG(unsure));
}

str clock_text_stop(struct arena *a, const struct clock_rule *rule, const struct clock_state *s,
                    bool while_paused)
{
    str day = date_cn(a, s->stopped_on);

    if (while_paused) return str_printf(a, "%.*s在暂停计算期间办结，未超期", STR_ARG(day));
    if (s->late) {
        str by = remainder_text(a, rule, s->late_by);

        return str_printf(a, "%.*s办结，超期%.*s", STR_ARG(day), STR_ARG(by));
    }
    if (s->too_early) {
        str by = remainder_text(a, rule, s->short_by);

        return str_printf(a, "%.*s结束，比规定期限少%.*s", STR_ARG(day), STR_ARG(by));
    }
    if (rule->minimum) return str_printf(a, "%.*s结束，期限已满", STR_ARG(day));
    if (s->remaining == 0) return str_printf(a, "%.*s按期办结", STR_ARG(day));
    str early = remainder_text(a, rule, s->remaining);

    return str_printf(a, "%.*s按期办结，提前%.*s", STR_ARG(day), STR_ARG(early));
}

str clock_summary(struct arena *a, const struct clock_rule *rule, const struct clock_state *s)
{
    switch (s->phase) {
    case CLOCK_NOT_STARTED:
        return S("尚未起算");
    case CLOCK_PAUSED: {
        str rest = remainder_text(a, rule, s->remaining);

        return str_printf(a, "暂停中，尚余%.*s", STR_ARG(rest));
    }
    case CLOCK_STOPPED: {
        str by = remainder_text(a, rule, s->late ? s->late_by : s->short_by);

        if (s->late) return str_printf(a, "已办结，超期%.*s", STR_ARG(by));
        if (s->too_early) return str_printf(a, "已结束，少%.*s", STR_ARG(by));
        return rule->minimum ? S("已结束，期限已满") : S("按期办结");
    }
    case CLOCK_RUNNING:
        break;
    }
    str rest = remainder_text(a, rule, s->remaining < 0 ? -s->remaining : s->remaining);

    if (rule->minimum && s->remaining <= 0) return S("期限已满");
    if (s->late) return str_printf(a, "已超期%.*s", STR_ARG(rest));
    if (s->remaining == 0 && rule->unit != CLOCK_HOURS) return S("今天到期");
    if (s->remaining == 0) return S("不足1小时");
    return str_printf(a, "还剩%.*s", STR_ARG(rest));
}
