#include "core/deadline_text.h"

#include "base/buf.h"
#include "base/vec.h"

/* Years of runs, a line each, stay far below it. */
enum { TEXT_MOST = 1024 * 1024 };

str deadline_kind_word(enum calendar_kind kind)
{
    static const str words[] = {
        [CALENDAR_WORKDAY] = S_INIT("workday"),
        [CALENDAR_WEEKEND] = S_INIT("weekend"),
        [CALENDAR_HOLIDAY] = S_INIT("holiday"),
        [CALENDAR_MAKEUP] = S_INIT("makeup"),
    };

    return words[kind];
}

struct err *deadline_compute(struct arena *a, const struct calendar *cal, struct date from,
                             int64_t workdays, struct deadline *out)
{
    VEC(struct deadline_day) skipped = {0};
    VEC(struct deadline_day) worked = {0};

    if (workdays < -DEADLINE_WORKDAYS_MOST || workdays > DEADLINE_WORKDAYS_MOST)
        return ERR_FIELD(a, "workdays", "工作日数应当在-%d至%d之间", DEADLINE_WORKDAYS_MOST,
                         DEADLINE_WORKDAYS_MOST);
    *out = (struct deadline){
        .from = from,
        .workdays = (int)workdays,
        .due = calendar_add_workdays(cal, from, (int)workdays),
        .runs = calendar_explain(a, cal, from, (int)workdays),
    };
    for (size_t i = 0; i < out->runs.n; i++) {
        const struct calendar_run *run = &out->runs.items[i];

        if (run->kind == CALENDAR_WORKDAY) continue;
        for (int k = 0; k < run->days; k++) {
            struct date day = workdays < 0 ? date_shift(run->last, -k) : date_shift(run->first, k);
            struct deadline_day d = {day, run->kind, run->name};

            if (run->kind == CALENDAR_MAKEUP)
                *vec_push(a, &worked) = d;
            else
                *vec_push(a, &skipped) = d;
        }
    }
    out->skipped = skipped.items;
    out->n_skipped = skipped.n;
    out->worked = worked.items;
    out->n_worked = worked.n;
    return NULL;
}

static str weekday_text(struct date d)
{
    static const str words[] = {S_INIT("星期日"), S_INIT("星期一"), S_INIT("星期二"),
                                S_INIT("星期三"), S_INIT("星期四"), S_INIT("星期五"),
                                S_INIT("星期六")};

    return words[date_weekday(d)];
}

static void add_day(struct buf *b, struct date d)
{
    buf_add(b, date_str(b->arena, d));
    buf_lit(b, "（");
    buf_add(b, weekday_text(d));
    buf_lit(b, "）");
}

/* "  2020-05-01（星期五）至2020-05-05（星期二）  劳动节放假  5天" for each run that was skipped, or
 * that was worked though a weekend. */
static void add_runs(struct buf *b, const struct deadline *d, bool worked)
{
    for (size_t i = 0; i < d->runs.n; i++) {
        const struct calendar_run *run = &d->runs.items[i];

        if (run->kind == CALENDAR_WORKDAY || (run->kind == CALENDAR_MAKEUP) != worked) continue;
        buf_lit(b, "  ");
        add_day(b, run->first);
        if (run->days > 1) {
            buf_lit(b, "至");
            add_day(b, run->last);
        }
        buf_lit(b, "  ");
        buf_add(b, calendar_kind_text(b->arena, run->kind, run->name));
        buf_printf(b, "  %d天\n", run->days);
    }
}

str deadline_text(struct arena *a, const struct deadline *d)
{
    struct buf b;

    buf_init(&b, a, TEXT_MOST);
    buf_lit(&b, "到期日：");
    add_day(&b, d->due.due);
    buf_byte(&b, '\n');
    buf_lit(&b, "起算日：");
    add_day(&b, d->from);
    if (d->workdays > 0) buf_printf(&b, "，当日不计，次日起计算%d个工作日\n", d->workdays);
    if (d->workdays == 0) buf_lit(&b, "，0个工作日，遇休息日顺延至下一个工作日\n");
    if (d->workdays < 0) buf_printf(&b, "，当日不计，向前计算%d个工作日\n", -d->workdays);
    if (d->due.provisional)
        buf_printf(&b, "暂定：%d年的放假安排尚未载入，当年按周一至周五上班推算，载入后可能变动\n",
                   d->due.unknown_year);
    if (d->n_skipped) buf_printf(&b, "跳过的日子，共%zu天：\n", d->n_skipped);
    add_runs(&b, d, false);
    if (d->n_worked) buf_printf(&b, "计入的调休上班日，共%zu天：\n", d->n_worked);
    add_runs(&b, d, true);
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}
