/* Numerals: as lists and dates are counted, and as vouchers spell amounts. */
#include "text/chinese.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"

enum { NUMBER_BYTES = 200 };

struct numerals {
    str digit[10];
    str unit[4];    /* of a group of four: none, ten, hundred, thousand */
    str group[3];   /* none, 10^4, 10^8 */
    bool short_ten; /* 十二, not 一十二 */
};

static const struct numerals plain = {
    .digit = {S_INIT("零"), S_INIT("一"), S_INIT("二"), S_INIT("三"), S_INIT("四"), S_INIT("五"),
              S_INIT("六"), S_INIT("七"), S_INIT("八"), S_INIT("九")},
    .unit = {S_INIT(""), S_INIT("十"), S_INIT("百"), S_INIT("千")},
    .group = {S_INIT(""), S_INIT("万"), S_INIT("亿")},
    .short_ten = true,
};

static const struct numerals voucher = {
    .digit = {S_INIT("零"), S_INIT("壹"), S_INIT("贰"), S_INIT("叁"), S_INIT("肆"), S_INIT("伍"),
              S_INIT("陆"), S_INIT("柒"), S_INIT("捌"), S_INIT("玖")},
    .unit = {S_INIT(""), S_INIT("拾"), S_INIT("佰"), S_INIT("仟")},
    .group = {S_INIT(""), S_INIT("万"), S_INIT("亿")},
};

/* One group of four digits; `zero`: a zero is read before it. */
static void add_group(struct buf *b, const struct numerals *n, int value, bool zero)
{
    static const int powers[] = {1, 10, 100, 1000};
    bool begun = false;

    for (int i = 3; i >= 0; i--) {
        int digit = value / powers[i] % 10;

        if (!digit) {
            zero |= begun;
            continue;
        }
        if (zero) buf_add(b, n->digit[0]);
        bool bare_ten = n->short_ten && i == 1 && digit == 1 && b->n == 0;

        if (!bare_ten) buf_add(b, n->digit[digit]);
        buf_add(b, n->unit[i]);
        zero = false;
        begun = true;
    }
}

static void add_number(struct buf *b, const struct numerals *n, int64_t value)
{
    static const int64_t powers[] = {1, 10000, 100000000};
    bool skipped = false; /* a whole group of zeros */

    if (!value) buf_add(b, n->digit[0]);
    for (int i = 2; i >= 0; i--) {
        int group = (int)(value / powers[i] % 10000);

        if (!group) {
            skipped = b->n > 0;
            continue;
        }
        add_group(b, n, group, b->n > 0 && (group < 1000 || skipped));
        buf_add(b, n->group[i]);
        skipped = false;
    }
}

str chinese_number(struct arena *a, int64_t n)
{
    struct buf b;

    BUG_IF(n < 0 || n > 999999999999);
    buf_init(&b, a, NUMBER_BYTES);
    add_number(&b, &plain, n);
    return buf_str(&b);
}

/* 0..9 of a numeral or digit; -1. */
static int digit_of(uint32_t rune)
{
    static const uint32_t runes[] = {0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
                                     0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d};

    if (rune >= '0' && rune <= '9') return (int)(rune - '0');
    if (rune >= 0xff10 && rune <= 0xff19) return (int)(rune - 0xff10);
    if (rune == 0x3007 || rune == 0x25cb || rune == 0x25ef || rune == 'O') return 0;
    if (rune == 0x4e24) return 2; /* 两 */
    for (int i = 0; i < 10; i++)
        if (runes[i] == rune) return i;
    return -1;
}

/* 十, 百, 千; 0. */
static int unit_of(uint32_t rune)
{
    return rune == 0x5341 ? 10 : rune == 0x767e ? 100 : rune == 0x5343 ? 1000 : 0;
}

/* Digits one after the other: 二〇二〇, 2020. */
static bool parse_digits(str s, int64_t *out)
{
    int64_t value = 0;
    size_t n = 0;

    for (uint32_t rune; utf8_next(&s, &rune); n++) {
        int digit = digit_of(rune);

        if (digit < 0 || n >= 18) return false;
        value = value * 10 + digit;
    }
    *out = value;
    return n > 0;
}

/* Below 一万: 十二, 一百零五. Units fall, a digit stands before each but a leading 十. */
static bool parse_group(str s, int64_t *out)
{
    int value = 0;
    int digit = -1;
    int last_unit = 10000;
    bool first = true;

    for (uint32_t rune; utf8_next(&s, &rune); first = false) {
        int unit = unit_of(rune);

        if (!unit) {
            if (digit > 0) return false; /* two digits in a row */
            digit = digit_of(rune);
            if (digit < 0) return false;
            continue;
        }
        if (unit >= last_unit || (digit <= 0 && !(unit == 10 && first))) return false;
        value += (first ? 1 : digit) * unit;
        last_unit = unit;
        digit = -1;
    }
    if (digit == 0 && value == 0) return false;
    *out = value + (digit > 0 ? digit : 0);
    return !first;
}

/* Two numbers parted by 亿 or 万; the right one may be missing. */
static bool parse_parted(str s, str mark, int64_t power, bool (*part)(str s, int64_t *out),
                         int64_t *out)
{
    size_t at = str_find(s, mark, 0);
    int64_t left = 0;
    int64_t right = 0;

    if (at == STR_NONE) return part(s, out);
    str tail = str_from(s, at + mark.n);

    if (!part(str_head(s, at), &left) || left >= 10000) return false;
    if (tail.n && (!part(tail, &right) || right >= power)) return false;
    *out = left * power + right;
    return true;
}

static bool parse_myriads(str s, int64_t *out)
{
    return parse_parted(s, S("万"), 10000, parse_group, out);
}

bool chinese_number_parse(str s, int64_t *out)
{
    if (s.n > NUMBER_BYTES) return false;
    if (parse_digits(s, out)) return true;
    return parse_parted(s, S("亿"), 100000000, parse_myriads, out);
}

str chinese_item(struct arena *a, enum chinese_level level, int n)
{
    str numeral = chinese_number(a, n);

    switch (level) {
    case CHINESE_LEVEL_1:
        return str_cat(a, numeral, S("、"));
    case CHINESE_LEVEL_2:
        return str_printf(a, "（%.*s）", STR_ARG(numeral));
    case CHINESE_LEVEL_3:
        return str_printf(a, "%d.", n);
    case CHINESE_LEVEL_4:
        break;
    }
    return str_printf(a, "（%d）", n);
}

str chinese_date(struct arena *a, struct date d)
{
    struct date_parts p = date_parts(d);
    struct buf b;

    buf_init(&b, a, NUMBER_BYTES);
    for (int power = 1000; power; power /= 10) {
        int digit = p.year / power % 10;

        buf_add(&b, digit ? plain.digit[digit] : S("〇"));
    }
    buf_lit(&b, "年");
    buf_add(&b, chinese_number(a, p.month));
    buf_lit(&b, "月");
    buf_add(&b, chinese_number(a, p.day));
    buf_lit(&b, "日");
    return buf_str(&b);
}

/* Takes the number before `mark` off `*rest`. */
static bool take_part(str *rest, str mark, int64_t *out)
{
    size_t at = str_find(*rest, mark, 0);

    if (at == STR_NONE || !chinese_number_parse(utf8_trim(str_head(*rest, at)), out)) return false;
    *rest = str_from(*rest, at + mark.n);
    return true;
}

bool chinese_date_parse(str s, struct date *out)
{
    int64_t year;
    int64_t month;
    int64_t day;

    s = utf8_trim(s);
    if (s.n > NUMBER_BYTES) return false;
    if (date_parse(s, out)) return true;
    if (!take_part(&s, S("年"), &year) || !take_part(&s, S("月"), &month)) return false;
    if (!take_part(&s, S("日"), &day) || s.n) return false;
    if (year < DATE_YEAR_LEAST || year > DATE_YEAR_MOST || month > 12 || day > 31) return false;
    return date_make((int)year, (int)month, (int)day, out);
}

str chinese_amount(struct arena *a, int64_t fen)
{
    struct buf b;
    int jiao = (int)(fen / 10 % 10);
    int rest = (int)(fen % 10);

    BUG_IF(fen < 0 || fen > 99999999999999);
    buf_init(&b, a, NUMBER_BYTES);
    if (fen >= 100 || fen == 0) {
        add_number(&b, &voucher, fen / 100);
        buf_lit(&b, "元");
    }
    if (!jiao && !rest) {
        buf_lit(&b, "整");
        return buf_str(&b);
    }
    if (!jiao && b.n) buf_add(&b, voucher.digit[0]);
    if (jiao) {
        buf_add(&b, voucher.digit[jiao]);
        buf_lit(&b, "角");
    }
    if (rest) {
        buf_add(&b, voucher.digit[rest]);
        buf_lit(&b, "分");
    } else {
        buf_lit(&b, "整");
    }
    return buf_str(&b);
}
