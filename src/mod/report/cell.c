/* What a single cell says. */
#include "mod/report/report.h"

#include "base/num.h"
#include "base/utf8.h"
#include "text/chinese.h"

enum { CELL_BYTES_MOST = 512, COUNT_MOST_DIGITS = 15 };

/* The ASCII form of a rune of another width or shape; 0: leave it out. */
static uint32_t narrow(uint32_t r)
{
    static const struct {
        uint32_t from, until, to;
    } dashes[] = {
        {0x2010, 0x2015, '-'}, {0x2212, 0x2212, '-'}, {0x2500, 0x2501, '-'}, {0xFE58, 0xFE58, '-'},
        {0xFE63, 0xFE63, '-'}, {0x2044, 0x2044, '/'}, {0x2215, 0x2215, '/'}, {0x00A0, 0x00A0, ' '},
        {0x2000, 0x200A, ' '}, {0x202F, 0x202F, ' '}, {0x3000, 0x3000, ' '}, {0x200B, 0x200F, 0},
        {0xFEFF, 0xFEFF, 0},   {'\t', '\t', ' '},     {'\r', '\r', ' '},
    };

    if (r >= 0xFF01 && r <= 0xFF5E) return r - 0xFF01 + '!';
    for (size_t i = 0; i < COUNT_OF(dashes); i++)
        if (r >= dashes[i].from && r <= dashes[i].until) return dashes[i].to;
    return r;
}

static str narrowed(struct arena *a, str text, bool keep_space)
{
    struct buf b;
    bool space = false;
    uint32_t r;

    buf_init(&b, a, text.n + 1);
    while (utf8_next(&text, &r)) {
        r = narrow(r);
        if (!r) continue;
        if (r == ' ' || r == '\n') {
            if (keep_space && r == '\n') buf_byte(&b, '\n');
            if (keep_space && r == ' ' && !space) buf_byte(&b, ' ');
            space = true;
            continue;
        }
        space = false;
        buf_rune(&b, r);
    }
    return buf_str(&b);
}

str report_squeeze(struct arena *a, str text)
{
    return narrowed(a, text, false);
}

str report_narrow(struct arena *a, str text)
{
    return narrowed(a, text, true);
}

struct report_cell report_count(int64_t value)
{
    return (struct report_cell){
        .state = REPORT_KNOWN, .value = value, .amount = S(""), .unit = S(""), .shown = S("")};
}

/* ---- pieces --------------------------------------------------------------------------------- */

static bool take(str *s, str word)
{
    if (!str_starts(*s, word)) return false;
    *s = str_from(*s, word.n);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A sign in front of a number: "+", "-", 增, 减, 增加, 减少. */
static int take_sign(str *s)
{
    static const struct {
        str word;
        int sign;
    } signs[] = {
        {S_INIT("增加"), 1}, {S_INIT("减少"), -1}, {S_INIT("增"), 1},
        {S_INIT("减"), -1},  {S_INIT("+"), 1},     {S_INIT("-"), -1},
    };
    int sign = 1;

    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (take(s, signs[i].word)) {
            sign = signs[i].sign;
            break;
        }
    return sign;
}

/*
 * Digits with thousands separators, and one point if `point`. Separators stand before groups of
 * three or not at all: 1,23 is no number. The digits go to `out` without separators.
 */
static bool take_digits(str *s, bool point, struct buf *out)
{
    size_t n = 0;
    size_t group = 0;
    bool separated = false;

    while (s->n && (is_digit(s->p[0]) || (s->p[0] == ',' && n))) {
        if (s->p[0] == ',') {
            if (separated ? group != 3 : group > 3) return false;
            separated = true;
            group = 0;
        } else {
            buf_byte(out, s->p[0]);
            n++;
            group++;
        }
        *s = str_from(*s, 1);
    }
    if (!n || n > COUNT_MOST_DIGITS || (separated && group != 3)) return false;
    if (point && s->n > 1 && s->p[0] == '.' && is_digit(s->p[1])) {
        buf_byte(out, '.');
        for (*s = str_from(*s, 1); s->n && is_digit(s->p[0]); *s = str_from(*s, 1))
            buf_byte(out, s->p[0]);
    }
    return true;
}

/* Whether all that is left is a unit, a mark of a footnote or a remark in brackets. */
static bool take_rest(str s)
{
    static const str units[] = {S_INIT("件次"), S_INIT("人次"), S_INIT("件"), S_INIT("项"),
                                S_INIT("个"),   S_INIT("条"),   S_INIT("宗"), S_INIT("份"),
                                S_INIT("起"),   S_INIT("笔"),   S_INIT("次"), S_INIT("人"),
                                S_INIT("例"),   S_INIT("部")};
    uint32_t r;
    bool marks = true;

    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (take(&s, units[i])) break;
    if (s.n && s.p[0] == '(') return str_ends(s, S(")"));
    if (s.n && s.p[0] == '[') return str_ends(s, S("]"));
    while (marks && utf8_next(&s, &r))
        marks = r == '*' || r == 0xB9 || r == 0xB2 || r == 0xB3 || (r >= 0x2070 && r <= 0x2079) ||
                (r >= 0x2460 && r <= 0x2473) || r == 0x203B;
    return marks;
}

static bool is_dash(str s)
{
    if (str_eq(s, S("无")) || str_eq(s, S("\\")) || str_eq(s, S("╱"))) return true;
    if (!s.n || s.n > 12) return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '-' && s.p[i] != '/') return false;
    return true;
}

/* ---- counts and money ----------------------------------------------------------------------- */

static bool read_count(struct arena *a, str s, struct report_cell *out)
{
    struct buf digits;
    int64_t v;
    int sign;

    buf_init(&digits, a, CELL_BYTES_MOST);
    if (chinese_number_parse(s, &v) && !is_digit(s.p[0])) {
        out->value = v;
        return true;
    }
    sign = take_sign(&s);
    if (!take_digits(&s, false, &digits)) return false;
    /* 12.0 is what a spreadsheet makes of 12. */
    if (str_starts(s, S(".0")))
        for (s = str_from(s, 2); s.n && s.p[0] == '0';) s = str_from(s, 1);
    if (!take_rest(s) || !num_parse(buf_str(&digits), 0, INT64_MAX, &v)) return false;
    out->value = sign * v;
    return true;
}

/* A decimal without zeros that say nothing: 007.50 is 7.5. */
static str plain_decimal(str s)
{
    while (s.n > 1 && s.p[0] == '0' && is_digit(s.p[1])) s = str_from(s, 1);
    if (str_find_byte(s, '.', 0) == STR_NONE) return s;
    while (str_ends(s, S("0"))) s = str_head(s, s.n - 1);
    return str_ends(s, S(".")) ? str_head(s, s.n - 1) : s;
}

/* Divides by ten thousand: 251000 is 25.1. */
static str wan_of_yuan(struct arena *a, str s)
{
    size_t point = str_find_byte(s, '.', 0);
    str whole = point == STR_NONE ? s : str_head(s, point);
    str rest = point == STR_NONE ? S("") : str_from(s, point + 1);

    while (whole.n < 5) whole = str_cat(a, S("0"), whole);
    return plain_decimal(str_printf(a, "%.*s.%.*s%.*s", STR_ARG(str_head(whole, whole.n - 4)),
                                    STR_ARG(str_from(whole, whole.n - 4)), STR_ARG(rest)));
}

static bool read_money(struct arena *a, str s, enum report_kind kind, struct report_cell *out)
{
    struct buf digits;

    buf_init(&digits, a, CELL_BYTES_MOST);
    if (!take(&s, S("¥"))) (void)take(&s, S("￥"));
    if (!take_digits(&s, true, &digits)) return false;
    str amount = plain_decimal(buf_str(&digits));
    str unit = kind == REPORT_WAN ? S("万元") : S("");

    if (take(&s, S("万元"))) {
        unit = S("万元");
    } else if (take(&s, S("元"))) {
        unit = S("元");
        if (kind == REPORT_WAN) {
            amount = wan_of_yuan(a, amount);
            unit = S("万元");
        }
    }
    if (!take_rest(s)) return false;
    out->amount = amount;
    out->unit = unit;
    return true;
}

void report_cell_read(struct report_cell *out, struct arena *a, str text, enum report_kind kind)
{
    str shown = str_copy(a, utf8_trim(utf8_head(utf8_trim(text), CELL_BYTES_MOST / 4)));
    str s = report_squeeze(a, shown);
    bool money = kind == REPORT_AMOUNT || kind == REPORT_WAN;

    *out = (struct report_cell){.amount = S(""), .unit = S(""), .shown = shown};
    if (!s.n) {
        out->state = REPORT_BLANK;
        out->shown = S("");
        return;
    }
    if (is_dash(s)) {
        out->state = REPORT_DASH;
        return;
    }
    if (text.n > CELL_BYTES_MOST) return;
    if (money ? !read_money(a, s, kind, out) : !read_count(a, s, out)) return;
    out->state = REPORT_KNOWN;
    /* A plain number needs no second form. */
    if (!money && str_eq(shown, str_printf(a, "%lld", (long long)out->value))) out->shown = S("");
    if (money &&
        str_eq(shown, kind == REPORT_WAN ? out->amount : str_cat(a, out->amount, out->unit)))
        out->shown = S("");
}

bool report_cell_like(struct arena *a, str text)
{
    struct report_cell c;

    if (text.n > CELL_BYTES_MOST) return false;
    report_cell_read(&c, a, text, REPORT_DELTA);
    if (c.state != REPORT_UNKNOWN) return true;
    report_cell_read(&c, a, text, REPORT_AMOUNT);
    return c.state != REPORT_UNKNOWN;
}
