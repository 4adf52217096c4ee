#include "text/chinese.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"

enum { TEXT_MOST = 400 };

/* Full-width forms as ASCII, other characters as they are. */
static uint32_t half_width(uint32_t rune)
{
    return rune >= 0xff01 && rune <= 0xff5e ? rune - 0xfee0 : rune;
}

static bool is_digit(uint32_t rune)
{
    return rune >= '0' && rune <= '9';
}

/* ---- Document numbers ------------------------------------------------------------------------ */

static uint32_t bracket(uint32_t rune)
{
    static const struct {
        uint32_t open, close;
    } pairs[] = {
        {0x3014, 0x3015}, {'[', ']'},       {'(', ')'},       {0x3010, 0x3011}, {0x3016, 0x3017},
        {0xfe5d, 0xfe5e}, {0x3008, 0x3009}, {0x300a, 0x300b}, {'<', '>'},       {'{', '}'},
    };

    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        if (rune == pairs[i].open) return '(';
        if (rune == pairs[i].close) return ')';
    }
    return rune;
}

/* Half-width, brackets as ( ), without spaces: what is left to compare. */
static str simple_form(struct arena *a, str s)
{
    struct buf b;

    buf_init(&b, a, (size_t)TEXT_MOST * 4);
    for (uint32_t rune; utf8_next(&s, &rune);)
        if (!utf8_is_space(rune)) buf_rune(&b, bracket(half_width(rune)));
    return buf_ok(&b) ? buf_str(&b) : S("");
}

static bool organ_chars(str s)
{
    for (uint32_t rune; utf8_next(&s, &rune);)
        if (!utf8_is_han(rune) && !(rune >= 'A' && rune <= 'Z') && !(rune >= 'a' && rune <= 'z'))
            return false;
    return true;
}

bool chinese_docno_parse(struct arena *a, str s, struct chinese_docno *out)
{
    if (s.n > TEXT_MOST) return false;
    str rest = simple_form(a, s);
    size_t open = str_find_byte(rest, '(', 0);
    int64_t year;
    int64_t serial;

    if (open == STR_NONE || open == 0) return false;
    str organ = str_head(rest, open);

    rest = str_from(rest, open + 1);
    if (rest.n < 6 || rest.p[4] != ')') return false;
    if (!num_parse(str_head(rest, 4), 1900, 2099, &year)) return false;
    rest = str_from(rest, 5);
    if (str_starts(rest, S("第"))) rest = str_from(rest, S("第").n);
    if (!str_ends(rest, S("号")) && !str_ends(rest, S("號"))) return false;
    rest = str_head(rest, rest.n - S("号").n);
    if (!num_parse(rest, 1, 999999, &serial) || !organ_chars(organ)) return false;
    *out = (struct chinese_docno){organ, (int)year, (int)serial};
    return true;
}

str chinese_docno_str(struct arena *a, struct chinese_docno d)
{
    return str_printf(a, "%.*s〔%04d〕%d号", STR_ARG(d.organ), d.year, d.serial);
}

bool chinese_docno_valid(str s)
{
    size_t open = str_find(s, S("〔"), 0);
    int64_t n;

    if (open == STR_NONE || open == 0 || !organ_chars(str_head(s, open))) return false;
    s = str_from(s, open + S("〔").n);
    if (s.n < 4 || !num_parse(str_head(s, 4), 1900, 2099, &n)) return false;
    s = str_from(s, 4);
    if (!str_starts(s, S("〕")) || !str_ends(s, S("号"))) return false;
    s = str_from(s, S("〕").n);
    if (s.n <= S("号").n || s.p[0] == '0') return false;
    return num_parse(str_head(s, s.n - S("号").n), 1, 999999, &n);
}

str chinese_docno_normal(struct arena *a, str s)
{
    struct chinese_docno d;

    return chinese_docno_parse(a, s, &d) ? chinese_docno_str(a, d) : utf8_trim(s);
}

/* ---- Index numbers --------------------------------------------------------------------------- */

bool chinese_index_parse(str s, struct chinese_index *out)
{
    s = utf8_trim(s);
    size_t slash = str_find_byte(s, '/', 0);
    int64_t year;
    int64_t month = 0;
    int64_t serial;

    if (slash == STR_NONE || slash < 6 || slash > 18) return false;
    for (size_t i = 0; i < slash; i++) {
        char c = s.p[i];

        if (!is_digit((unsigned char)c) && !(c >= 'A' && c <= 'Z') && c != '-') return false;
    }
    str rest = str_from(s, slash + 1);
    size_t dash = str_find_byte(rest, '-', 0);

    if (dash != 4 && dash != 6) return false;
    str tail = str_from(rest, dash + 1);

    if (!num_parse(str_head(rest, 4), DATE_YEAR_LEAST, DATE_YEAR_MOST, &year)) return false;
    if (dash == 6 && !num_parse(str_at(rest.p + 4, 2), 1, 12, &month)) return false;
    if (tail.n < 4 || tail.n > 9 || !num_parse(tail, 1, 999999999, &serial)) return false;
    *out = (struct chinese_index){str_head(s, slash), (int)year, (int)month, serial};
    return true;
}

str chinese_index_str(struct arena *a, struct chinese_index i)
{
    if (i.month)
        return str_printf(a, "%.*s/%04d%02d-%05lld", STR_ARG(i.code), i.year, i.month,
                          (long long)i.serial);
    return str_printf(a, "%.*s/%04d-%05lld", STR_ARG(i.code), i.year, (long long)i.serial);
}

/* ---- Check digits ---------------------------------------------------------------------------- */

/* The first two digits of an area: the provinces, and 83 and 91. */
static bool area_known(int province)
{
    static const char areas[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
                                 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                                 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91};

    for (size_t i = 0; i < COUNT_OF(areas); i++)
        if (areas[i] == province) return true;
    return false;
}

bool chinese_resident_id_valid(str s)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char checks[] = "10X98765432";
    int64_t year;
    int64_t month;
    int64_t day;
    int sum = 0;

    if (s.n != 18) return false;
    for (size_t i = 0; i < 17; i++) {
        if (!is_digit((unsigned char)s.p[i])) return false;
        sum += (s.p[i] - '0') * weights[i];
    }
    if (!area_known((s.p[0] - '0') * 10 + (s.p[1] - '0'))) return false;
    if (!num_parse(str_at(s.p + 6, 4), 1800, 2199, &year) ||
        !num_parse(str_at(s.p + 10, 2), 1, 12, &month) ||
        !num_parse(str_at(s.p + 12, 2), 1, date_days_in_month((int)year, (int)month), &day))
        return false;
    return (s.p[17] == 'x' ? 'X' : s.p[17]) == checks[sum % 11];
}

bool chinese_credit_code_valid(str s)
{
    static const int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    const str alphabet = S("0123456789ABCDEFGHJKLMNPQRTUWXY");
    size_t sum = 0;

    if (s.n != 18) return false;
    for (size_t i = 0; i < 18; i++) {
        size_t value = str_find_byte(alphabet, s.p[i], 0);

        if (value == STR_NONE) return false;
        if (i >= 2 && i < 8 && value > 9) return false; /* the area */
        if (i < 17) sum += value * (size_t)weights[i];
    }
    return alphabet.p[(31 - sum % 31) % 31] == s.p[17];
}

bool chinese_org_code_valid(str s)
{
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    bool hyphen = s.n == 10 && s.p[8] == '-';
    int sum = 0;

    if (s.n != 9 && !hyphen) return false;
    for (size_t i = 0; i < 8; i++) {
        char c = s.p[i];

        if (is_digit((unsigned char)c))
            sum += (c - '0') * weights[i];
        else if (c >= 'A' && c <= 'Z')
            sum += (c - 'A' + 10) * weights[i];
        else
            return false;
    }
    int check = 11 - sum % 11;

    return s.p[s.n - 1] == (check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check));
}

bool chinese_luhn_valid(str s)
{
    int sum = 0;

    if (s.n < 12 || s.n > 19) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[s.n - 1 - i];

        if (!is_digit((unsigned char)c)) return false;
        int digit = (c - '0') << (i & 1);

        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}
