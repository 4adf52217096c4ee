#include "render/chart.h"

#include "base/utf8.h"

enum {
    WIDTH = 480, /* of the drawing; the page scales it */
    SIZE = 13,   /* of its text */
    LEFT = 56,
    RIGHT = 12,
    PLOT = 200, /* height of upright charts */
    BAR = 16,   /* thickness of a bar that lies */
    LINE = 18,
    TICKS_MOST = 6,
    NAME_CHARS_MOST = 12, /* in the legend */
    SVG_BYTES_MOST = 1024 * 1024,
};

static const int64_t VALUE_MOST = 1000000000000000;

struct drawing {
    struct arena *a;
    const struct chart *c;
    struct buf b;
    size_t labels, series;
    int64_t low, high, step; /* of the axis */
    int top, height;
};

/* ---- values -------------------------------------------------------------------------------- */

static bool has(const struct drawing *d, size_t s, size_t i)
{
    return d->c->series[s].values[i] != CHART_NONE;
}

static int64_t value(const struct drawing *d, size_t s, size_t i)
{
    int64_t v = d->c->series[s].values[i];

    if (v == CHART_NONE) return 0;
    return v > VALUE_MOST ? VALUE_MOST : v < -VALUE_MOST ? -VALUE_MOST : v;
}

/* 1, 2 or 5 times a power of ten, so that some five steps cover the range. */
static int64_t nice_step(int64_t range)
{
    int64_t step = 1;

    for (int i = 0; range / step >= TICKS_MOST; i++) step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

static void find_range(struct drawing *d)
{
    for (size_t i = 0; i < d->labels; i++) {
        int64_t up = 0;
        int64_t down = 0;

        for (size_t s = 0; s < d->series; s++) {
            int64_t v = value(d, s, i);

            if (d->c->kind == CHART_STACKED) {
                if (v > 0)
                    up += v;
                else
                    down += v;
            } else {
                up = v > up ? v : up;
                down = v < down ? v : down;
            }
        }
        d->high = up > d->high ? up : d->high;
        d->low = down < d->low ? down : d->low;
    }
    if (d->high == d->low) d->high = 1;
    d->step = nice_step(d->high - d->low);
    d->high = (d->high + d->step - 1) / d->step * d->step;
    d->low = -((-d->low + d->step - 1) / d->step * d->step);
}

/* Where a value lies along `length`, from the low end, in tenths. */
static int64_t along(const struct drawing *d, int64_t v, int length)
{
    return (int64_t)((double)(v - d->low) * length * 10 / (double)(d->high - d->low) + 0.5);
}

/* ---- pieces -------------------------------------------------------------------------------- */

static void tenths(struct buf *b, int64_t v)
{
    int64_t n = v < 0 ? -v : v;

    if (v < 0) buf_byte(b, '-');
    buf_int(b, n / 10);
    if (n % 10) buf_printf(b, ".%d", (int)(n % 10));
}

/* Width of a text in pixels, as wide as it may become. */
static int text_width(str text)
{
    int w = 0;

    for (uint32_t rune; utf8_next(&text, &rune);) w += rune < 0x2e80 ? SIZE * 6 / 10 : SIZE;
    return w;
}

static void text(struct drawing *d, int64_t x, int y, const char *anchor, const char *class,
                 str words)
{
    buf_lit(&d->b, "<text x=\"");
    tenths(&d->b, x);
    buf_printf(&d->b, "\" y=\"%d\" text-anchor=\"%s\" class=\"%s\">", y, anchor, class);
    html_escape(&d->b, words);
    buf_lit(&d->b, "</text>");
}

static str figure(struct drawing *d, int64_t v)
{
    /* 万 and 亿 for large ones, as they are read. */
    if (v % 100000000 == 0 && v) return str_printf(d->a, "%lld亿", (long long)(v / 100000000));
    if (v % 10000 == 0 && v) return str_printf(d->a, "%lld万", (long long)(v / 10000));
    return str_printf(d->a, "%lld", (long long)v);
}

/* "2024年 予以公开：12件", for a pointer that rests on it. */
static void hint(struct drawing *d, size_t s, size_t i)
{
    buf_lit(&d->b, "<title>");
    html_escape(&d->b, d->c->labels[i]);
    buf_byte(&d->b, ' ');
    html_escape(&d->b, d->c->series[s].name);
    buf_printf(&d->b, "：%lld", (long long)value(d, s, i));
    html_escape(&d->b, d->c->unit);
    buf_lit(&d->b, "</title>");
}

static void bar(struct drawing *d, size_t s, size_t i, int64_t x, int64_t y, int64_t w, int64_t h)
{
    if (w < 0) {
        x += w;
        w = -w;
    }
    if (h < 0) {
        y += h;
        h = -h;
    }
    buf_lit(&d->b, "<rect x=\"");
    tenths(&d->b, x);
    buf_lit(&d->b, "\" y=\"");
    tenths(&d->b, y);
    buf_lit(&d->b, "\" width=\"");
    tenths(&d->b, w);
    buf_lit(&d->b, "\" height=\"");
    tenths(&d->b, h);
    buf_printf(&d->b, "\" class=\"chart-s%zu\">", s + 1);
    hint(d, s, i);
    buf_lit(&d->b, "</rect>");
}

/* ---- legend -------------------------------------------------------------------------------- */

/* One series needs none: the title says what it is. Gives the height it takes. */
static int legend(struct drawing *d, bool draw)
{
    int x = 0;
    int y = 0;

    if (d->series < 2) return 0;
    for (size_t s = 0; s < d->series; s++) {
        str name = utf8_ellipsis(d->a, d->c->series[s].name, NAME_CHARS_MOST);
        int w = text_width(name) + 34;

        if (x + w > WIDTH && x) {
            x = 0;
            y += LINE;
        }
        if (draw) {
            buf_printf(&d->b,
                       "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" class=\"chart-s%zu\"/>",
                       x, y + 2, s + 1);
            text(d, (int64_t)(x + 18) * 10, y + 13, "start", "chart-text", name);
        }
        x += w;
    }
    return y + LINE + 8;
}

/* ---- bars that lie ------------------------------------------------------------------------- */

static int rows_of(const struct drawing *d)
{
    return d->c->kind == CHART_STACKED ? 1 : (int)d->series;
}

static int lying_height(const struct drawing *d)
{
    return (int)d->labels * (LINE + rows_of(d) * (BAR + 2) + 8) + 4;
}

static void lying(struct drawing *d)
{
    int room = WIDTH - 80; /* the figure stands behind the bar */
    int y = d->top;

    for (size_t i = 0; i < d->labels; i++) {
        str label = utf8_ellipsis(d->a, d->c->labels[i], WIDTH / SIZE - 1);
        int64_t zero = along(d, 0, room);
        int64_t sum = 0;
        int64_t up = zero;
        int64_t down = zero;

        text(d, 0, y + SIZE, "start", "chart-text", label);
        y += LINE;
        for (size_t s = 0; s < d->series; s++) {
            int64_t v = value(d, s, i);
            int64_t w = along(d, v, room) - zero;
            int64_t *from = v < 0 ? &down : &up;

            if (!has(d, s, i)) {
                if (d->c->kind != CHART_STACKED) y += BAR + 2;
                continue;
            }
            if (d->c->kind == CHART_STACKED) {
                bar(d, s, i, *from, (int64_t)y * 10, w, (int64_t)BAR * 10);
                *from += w;
                sum += v;
                continue;
            }
            bar(d, s, i, zero, (int64_t)y * 10, w, (int64_t)BAR * 10);
            text(d, (w > 0 ? zero + w : zero) + 60, y + BAR - 3, "start", "chart-text",
                 figure(d, v));
            y += BAR + 2;
        }
        if (d->c->kind == CHART_STACKED) {
            text(d, up + 60, y + BAR - 3, "start", "chart-text", figure(d, sum));
            y += BAR + 2;
        }
        y += 8;
    }
}

/* ---- upright ------------------------------------------------------------------------------- */

/* From the low end upwards: y grows downwards. */
static int64_t y_of(const struct drawing *d, int64_t v)
{
    return (int64_t)(d->top + PLOT) * 10 - along(d, v, PLOT);
}

static int slot(const struct drawing *d)
{
    return (WIDTH - LEFT - RIGHT) / (int)(d->labels ? d->labels : 1);
}

static void axis(struct drawing *d)
{
    for (int64_t v = d->low; v <= d->high; v += d->step) {
        int64_t y = y_of(d, v);

        buf_printf(&d->b, "<line x1=\"%d\" x2=\"%d\" y1=\"", LEFT, WIDTH - RIGHT);
        tenths(&d->b, y);
        buf_lit(&d->b, "\" y2=\"");
        tenths(&d->b, y);
        buf_printf(&d->b, "\" class=\"%s\"/>", v == 0 ? "chart-zero" : "chart-grid");
        text(d, (int64_t)(LEFT - 6) * 10, (int)(y / 10) + 4, "end", "chart-text", figure(d, v));
    }
}

/* Every label, or every second, third …, so that each has its room; the last one always. */
static void bottom_labels(struct drawing *d)
{
    int widest = 1;
    size_t each = 1;

    for (size_t i = 0; i < d->labels; i++) {
        int w = text_width(d->c->labels[i]) + 8;

        widest = w > widest ? w : widest;
    }
    while ((int)each * slot(d) < widest && each < d->labels) each++;
    for (size_t i = 0; i < d->labels; i++) {
        if ((d->labels - 1 - i) % each) continue;
        int64_t x = ((int64_t)LEFT + slot(d) * (int64_t)i + slot(d) / 2) * 10;
        int half = text_width(d->c->labels[i]) / 2;
        const char *anchor = x / 10 + half > WIDTH ? "end" : "middle";

        text(d, *anchor == 'e' ? (int64_t)WIDTH * 10 : x, d->top + PLOT + LINE, anchor,
             "chart-text", d->c->labels[i]);
    }
}

static void upright(struct drawing *d)
{
    int64_t room = (int64_t)slot(d) * 10;
    int64_t each = room * 7 / 10 / rows_of(d);

    each = each > 480 ? 480 : each;
    for (size_t i = 0; i < d->labels; i++) {
        int64_t x = (int64_t)LEFT * 10 + room * (int64_t)i + (room - each * rows_of(d)) / 2;
        int64_t zero = y_of(d, 0);
        int64_t up = zero;
        int64_t down = zero;

        for (size_t s = 0; s < d->series; s++) {
            int64_t v = value(d, s, i);
            int64_t h = y_of(d, v) - zero; /* below zero: upwards */
            int64_t *from = v < 0 ? &down : &up;

            if (has(d, s, i)) bar(d, s, i, x, d->c->kind == CHART_STACKED ? *from : zero, each, h);
            if (d->c->kind == CHART_STACKED)
                *from += h;
            else
                x += each;
        }
    }
}

static void lines(struct drawing *d)
{
    for (size_t s = 0; s < d->series; s++) {
        bool on = false;

        buf_printf(&d->b, "<path class=\"chart-line chart-l%zu\" fill=\"none\" d=\"", s + 1);
        for (size_t i = 0; i < d->labels; i++) {
            if (has(d, s, i)) {
                buf_byte(&d->b, on ? 'L' : 'M');
                tenths(&d->b, ((int64_t)LEFT + slot(d) * (int64_t)i + slot(d) / 2) * 10);
                buf_byte(&d->b, ' ');
                tenths(&d->b, y_of(d, value(d, s, i)));
            }
            on = has(d, s, i);
        }
        buf_lit(&d->b, "\"/>");
        for (size_t i = 0; i < d->labels; i++) {
            if (!has(d, s, i)) continue;
            buf_printf(&d->b, "<circle cx=\"%d\" cy=\"", LEFT + slot(d) * (int)i + slot(d) / 2);
            tenths(&d->b, y_of(d, value(d, s, i)));
            buf_printf(&d->b, "\" r=\"4\" class=\"chart-s%zu\">", s + 1);
            hint(d, s, i);
            buf_lit(&d->b, "</circle>");
        }
    }
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void begin(struct drawing *d, int height)
{
    buf_printf(&d->b, "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" aria-labelledby=\"",
               WIDTH, height);
    html_escape(&d->b, d->c->id);
    buf_lit(&d->b, "-title ");
    html_escape(&d->b, d->c->id);
    buf_lit(&d->b, "-desc\"><title id=\"");
    html_escape(&d->b, d->c->id);
    buf_lit(&d->b, "-title\">");
    html_escape(&d->b, d->c->title);
    buf_lit(&d->b, "</title><desc id=\"");
    html_escape(&d->b, d->c->id);
    buf_lit(&d->b, "-desc\">");
    html_escape(&d->b, d->c->desc);
    buf_lit(&d->b, "</desc>");
}

static bool is_empty(const struct drawing *d)
{
    for (size_t s = 0; s < d->series; s++)
        for (size_t i = 0; i < d->labels; i++)
            if (has(d, s, i)) return false;
    return true;
}

/* Labels that do not fit under upright bars. Of years some can be left out, of kinds none. */
static bool must_lie(const struct drawing *d)
{
    if (d->c->kind == CHART_LINES) return false;
    for (size_t i = 0; i < d->labels; i++)
        if (text_width(d->c->labels[i]) + 4 > slot(d)) return true;
    return slot(d) / rows_of(d) < 8;
}

struct safe_html chart_svg(struct arena *a, const struct chart *c)
{
    struct drawing d = {
        .a = a,
        .c = c,
        .labels = c->n_labels < CHART_LABELS_MOST ? c->n_labels : CHART_LABELS_MOST,
        .series = c->n_series < CHART_SERIES_MOST ? c->n_series : CHART_SERIES_MOST,
    };

    buf_init(&d.b, a, SVG_BYTES_MOST);
    if (is_empty(&d)) {
        begin(&d, 80);
        text(&d, (int64_t)WIDTH / 2 * 10, 46, "middle", "chart-text", S("暂无数据"));
    } else {
        bool lies = must_lie(&d);

        find_range(&d);
        d.top = legend(&d, false);
        if (!lies) d.top += c->unit.n ? 2 * SIZE : SIZE;
        begin(&d, d.top + (lies ? lying_height(&d) : PLOT + LINE + 8));
        (void)legend(&d, true);
        if (lies) {
            lying(&d);
        } else {
            axis(&d);
            bottom_labels(&d);
            if (c->kind == CHART_LINES)
                lines(&d);
            else
                upright(&d);
            if (c->unit.n)
                text(&d, 0, d.top - SIZE, "start", "chart-text",
                     str_cat(a, S("单位："), utf8_head(c->unit, 6)));
        }
    }
    buf_lit(&d.b, "</svg>");
    BUG_IF(!buf_ok(&d.b)); /* labels and names are short, and few: see the limits */
    return safe_html_trusted(buf_str(&d.b));
}
