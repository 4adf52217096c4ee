/* clock_text: the sentences of a clock's explanation. For core/clock.c only. */
#ifndef GK_CORE_CLOCK_TEXT_H
#define GK_CORE_CLOCK_TEXT_H

#include "core/clock.h"

/* 5个工作日 / 30日 / 3个月 / 48小时. */
str clock_amount(struct arena *a, enum clock_unit unit, int n);
/* 暂停, 恢复计算, …: an event, as refusals name it. */
str clock_event_label(enum clock_event_kind kind);

str clock_text_start(struct arena *a, const struct clock_rule *rule, const struct clock_event *e,
                     int length);
str clock_text_pause(struct arena *a, const struct clock_rule *rule, struct date on, int used,
                     int left);
str clock_text_resume(struct arena *a, const struct clock_rule *rule, struct date on, int paused,
                      int left);
str clock_text_extend(struct arena *a, const struct clock_rule *rule, struct date on, int by);
str clock_text_fix(struct arena *a, struct date on, struct date fixed_on);
/* The day the count arrived at; `before_roll` is the last day before it moved to a working day. */
str clock_text_due(struct arena *a, const struct clock_rule *rule, const struct clock_state *s,
                   struct date before_roll);
str clock_text_stop(struct arena *a, const struct clock_rule *rule, const struct clock_state *s,
                    bool while_paused);

#endif
