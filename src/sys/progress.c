#include "sys/progress.h"

#include "base/buf.h"

#include <unistd.h>

enum {
    TERMINAL_US = 100 * 1000, /* ten times a second is smooth enough */
    PLAIN_US = 5 * 1000 * 1000,
    CELLS = 30,
    LINE_BYTES = 1024,
};

void sys_progress_begin(struct sys_progress *p, const struct sys_clock *clock, int fd, str label,
                        int64_t total)
{
    int64_t now = sys_monotonic_us(clock);

    *p = (struct sys_progress){
        .clock = clock,
        .fd = fd,
        .terminal = isatty(fd) == 1,
        .label = label,
        .total = total,
        .began_us = now,
        .drawn_us = now,
    };
}

static void draw(struct sys_progress *p, int64_t now, const char *end)
{
    struct arena a;
    struct buf b;
    int64_t us = now - p->began_us;

    arena_init(&a, (size_t)4 * LINE_BYTES);
    buf_init(&b, &a, LINE_BYTES);
    if (p->terminal) buf_lit(&b, "\r");
    buf_add(&b, str_head(p->label, LINE_BYTES / 4));
    if (p->terminal && p->total > 0) {
        int64_t full = p->done >= p->total ? CELLS : CELLS * p->done / p->total;

        buf_lit(&b, " [");
        for (int64_t i = 0; i < CELLS; i++) buf_byte(&b, i < full ? '#' : '.');
        buf_lit(&b, "]");
    }
    buf_printf(&b, " %lld", (long long)p->done);
    if (p->total > 0) buf_printf(&b, "/%lld", (long long)p->total);
    if (us > 0) buf_printf(&b, "，每秒 %lld", (long long)((double)p->done * 1e6 / (double)us));
    if (end[0] == '\n')
        buf_printf(&b, "，用时 %lld.%lld 秒", (long long)(us / 1000000),
                   (long long)(us / 100000 % 10));
    if (p->terminal) buf_lit(&b, "\x1b[K"); /* what a longer line left behind */
    buf_add(&b, str_of(end));
    /* A progress line that cannot be shown is not an error of the work. */
    ssize_t shown = write(p->fd, b.p, b.n);

    (void)shown;
    arena_release(&a);
    p->drawn_us = now;
}

void sys_progress_add(struct sys_progress *p, int64_t n)
{
    int64_t now = sys_monotonic_us(p->clock);

    p->done += n;
    if (now - p->drawn_us >= (p->terminal ? TERMINAL_US : PLAIN_US))
        draw(p, now, p->terminal ? "" : "…\n");
}

void sys_progress_end(struct sys_progress *p)
{
    draw(p, sys_monotonic_us(p->clock), "\n");
}
