#include "text/scan.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/chinese.h"
#include "text/scratch.h"

/*
 * The text as characters with their places, full-width forms made ASCII. A matcher looks at one
 * position and says how many characters it takes.
 */
struct scan {
    struct arena *a;
    const uint32_t *rune;
    const size_t *at; /* byte of each character; at[n] is the end */
    size_t n;
};

struct match {
    size_t n; /* characters; 0: none */
    enum scan_certainty certainty;
    str masked;
};

static const struct match none = {0};

enum { CONTEXT = 15 }; /* characters before a number that may say what it is */

static uint32_t rune_at(const struct scan *s, size_t i)
{
    return i < s->n ? s->rune[i] : 0;
}

static bool digit(uint32_t rune)
{
    return rune >= '0' && rune <= '9';
}

static bool alnum(uint32_t rune)
{
    return digit(rune) || (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z');
}

static size_t digits_at(const struct scan *s, size_t i)
{
    size_t n = 0;

    while (digit(rune_at(s, i + n))) n++;
    return n;
}

static bool digit_before(const struct scan *s, size_t i)
{
    return i > 0 && digit(s->rune[i - 1]);
}

/* `n` ASCII characters from `i` on. */
static str ascii(const struct scan *s, size_t i, size_t n)
{
    char *p = arena_bytes(s->a, n + 1);

    for (size_t k = 0; k < n; k++) p[k] = (char)rune_at(s, i + k);
    return str_at(p, n);
}

static str original(const struct scan *s, str text, size_t from, size_t to)
{
    return str_at(text.p + s->at[from], s->at[to] - s->at[from]);
}

/* Whether one of the words stands shortly before `i`. */
static bool said_before(const struct scan *s, str text, size_t i, const str *words, size_t n)
{
    str before = original(s, text, i > CONTEXT ? i - CONTEXT : 0, i);

    for (size_t k = 0; k < n; k++)
        if (str_find(before, words[k], 0) != STR_NONE) return true;
    return false;
}

/* The first `head` and last `tail` characters, stars between. */
static str mask(struct arena *a, str s, size_t head, size_t tail)
{
    struct buf b;

    if (head + tail > s.n) head = tail = 0;
    buf_init(&b, a, s.n + 1);
    buf_add(&b, str_head(s, head));
    for (size_t i = head; i < s.n - tail; i++) buf_byte(&b, '*');
    buf_add(&b, str_from(s, s.n - tail));
    return buf_str(&b);
}

/* ---- Matchers -------------------------------------------------------------------------------- */

/*
 * A number of groups of digits that may be parted by one space or hyphen: 138 1234 5678. `digits`
 * gets the digits alone; gives the characters taken.
 */
static size_t grouped_digits(const struct scan *s, size_t i, size_t most, str *digits)
{
    char *p = arena_bytes(s->a, most + 1);
    size_t n = 0;
    size_t taken = 0;

    for (size_t k = i; n <= most; k++) {
        uint32_t rune = rune_at(s, k);

        if (digit(rune)) {
            if (n == most) return 0; /* too long */
            p[n++] = (char)rune;
            taken = k + 1 - i;
        } else if (!(n && (rune == ' ' || rune == '-') && digit(rune_at(s, k + 1)))) {
            break;
        }
    }
    *digits = str_at(p, n);
    return taken;
}

static bool credit_code_around(const struct scan *s, size_t i)
{
    while (i > 0 && alnum(s->rune[i - 1])) i--;
    size_t n = 0;

    while (alnum(rune_at(s, i + n))) n++;
    return n == 18 && chinese_credit_code_valid(ascii(s, i, n));
}

static struct match resident_id(const struct scan *s, str text, size_t i)
{
    size_t digits = digits_at(s, i);
    uint32_t last = rune_at(s, i + 17);

    (void)text;
    if (digit_before(s, i)) return none;
    if (!(digits == 18 || (digits == 17 && (last == 'X' || last == 'x')))) return none;
    str id = ascii(s, i, 18);

    if (!chinese_resident_id_valid(id)) return none;
    /* One in 31 ids of Beijing is a credit code too: a code with a birth date in it is looked at.
     */
    bool code = credit_code_around(s, i);

    return (struct match){18, code ? SCAN_POSSIBLE : SCAN_LIKELY, mask(s->a, id, 3, 2)};
}

/* The eleven digits of a mobile number, with the country's prefix or without; empty: none. */
static str mobile_digits(str digits)
{
    static const str prefixes[] = {S_INIT(""), S_INIT("86"), S_INIT("086"), S_INIT("0086")};

    for (size_t k = 0; k < COUNT_OF(prefixes); k++) {
        str number = str_from(digits, prefixes[k].n);

        if (number.n == 11 && str_starts(digits, prefixes[k]) && number.p[0] == '1' &&
            number.p[1] >= '3')
            return number;
    }
    return S("");
}

static struct match mobile(const struct scan *s, str text, size_t i)
{
    size_t taken = digits_at(s, i);
    str digits;

    (void)text;
    if (digit_before(s, i) || taken > 15) return none;
    str number = mobile_digits(ascii(s, i, taken));

    if (!number.n) {
        taken = grouped_digits(s, i, 15, &digits);
        number = taken ? mobile_digits(digits) : S("");
    }
    if (!number.n) return none;
    return (struct match){taken, SCAN_LIKELY, mask(s->a, number, 3, 4)};
}

static struct match landline(const struct scan *s, str text, size_t i)
{
    static const str private_words[] = {
        S_INIT("住宅"),     S_INIT("宅电"),     S_INIT("家庭电话"), S_INIT("家中电话"),
        S_INIT("家庭联系"), S_INIT("本人电话"), S_INIT("个人电话"), S_INIT("本人联系"),
    };
    str digits;
    size_t taken;
    bool bracket = i > 0 && s->rune[i - 1] == '(';

    if (digit_before(s, i) || rune_at(s, i) != '0') return none;
    size_t area = digits_at(s, i);

    if (bracket && (area == 3 || area == 4) && rune_at(s, i + area) == ')') {
        taken = grouped_digits(s, i + area + 1, 8, &digits);
        if (!taken || (digits.n != 7 && digits.n != 8)) return none;
        taken += area + 1;
        digits = str_cat(s->a, ascii(s, i, area), digits);
    } else {
        taken = grouped_digits(s, i, 12, &digits);
        if (!taken || digits.n < 10 || digits.p[1] == '0') return none;
    }
    if (!said_before(s, text, i, private_words, COUNT_OF(private_words))) return none;
    return (struct match){taken, SCAN_LIKELY, mask(s->a, digits, digits.n - 4, 0)};
}

static struct match bank_card(const struct scan *s, str text, size_t i)
{
    static const str bank_words[] = {
        S_INIT("卡号"), S_INIT("账号"), S_INIT("帐号"), S_INIT("账户"), S_INIT("银行"),
    };
    str digits;

    if (i > 0 && alnum(s->rune[i - 1])) return none;
    size_t taken = digits_at(s, i);

    if (taken >= 13 && taken <= 19)
        digits = ascii(s, i, taken);
    else
        taken = grouped_digits(s, i, 19, &digits);
    if (!taken || digits.n < 13 || digits.p[0] < '3' || digits.p[0] > '6') return none;
    if (alnum(rune_at(s, i + taken))) return none;
    if (digits.n == 18 && chinese_credit_code_valid(digits)) return none;
    bool checked = chinese_luhn_valid(digits);
    bool said = said_before(s, text, i, bank_words, COUNT_OF(bank_words));
    bool union_pay = digits.n >= 16 && str_starts(digits, S("62"));

    if (!checked && !said) return none;
    return (struct match){
        taken,
        checked && (said || union_pay) ? SCAN_LIKELY : SCAN_POSSIBLE,
        mask(s->a, digits, 0, 4),
    };
}

static bool mail_char(uint32_t rune)
{
    return alnum(rune) || rune == '.' || rune == '_' || rune == '-' || rune == '+';
}

/* `i` is where the part before the @ begins. */
static struct match email(const struct scan *s, str text, size_t i)
{
    static const str personal[] = {
        S_INIT("qq.com"),      S_INIT("163.com"),    S_INIT("126.com"),    S_INIT("139.com"),
        S_INIT("189.cn"),      S_INIT("sina.com"),   S_INIT("sina.cn"),    S_INIT("sohu.com"),
        S_INIT("foxmail.com"), S_INIT("gmail.com"),  S_INIT("yeah.net"),   S_INIT("outlook.com"),
        S_INIT("hotmail.com"), S_INIT("aliyun.com"), S_INIT("icloud.com"),
    };
    size_t local = 0;
    size_t n = 0;

    (void)text;
    if (!alnum(rune_at(s, i)) || (i > 0 && mail_char(s->rune[i - 1]))) return none;
    while (local < 65 && mail_char(rune_at(s, i + local))) local++;
    if (local > 64 || rune_at(s, i + local) != '@') return none;
    size_t from = i + local + 1;

    while (n < 254 && mail_char(rune_at(s, from + n))) n++;
    while (n && !alnum(rune_at(s, from + n - 1))) n--;
    str domain = str_lower(s->a, ascii(s, from, n));

    if (str_find_byte(domain, '.', 0) == STR_NONE || domain.p[0] == '.') return none;
    if (str_ends(domain, S(".gov.cn")) || str_eq(domain, S("gov.cn"))) return none;
    struct match m = {local + 1 + n, SCAN_POSSIBLE, S("")};

    for (size_t k = 0; k < COUNT_OF(personal); k++)
        if (str_eq(domain, personal[k])) m.certainty = SCAN_LIKELY;
    m.masked = str_printf(s->a, "%.*s***@%.*s", STR_ARG(ascii(s, i, 1)), STR_ARG(domain));
    return m;
}

/* Characters of 路, 街, 村, 小区, 弄, 巷 at `i`; 0. */
static size_t road_word(const struct scan *s, size_t i)
{
    uint32_t rune = rune_at(s, i);

    if (rune == 0x5c0f && rune_at(s, i + 1) == 0x533a) return 2; /* 小区 */
    return rune == 0x8def || rune == 0x8857 || rune == 0x6751 || rune == 0x5f04 || rune == 0x5df7;
}

/* Characters of 号楼, 幢, 栋, 单元, 室, 号 at `i`; 0. *home: of a flat. */
static size_t house_word(const struct scan *s, size_t i, bool *home)
{
    uint32_t rune = rune_at(s, i);
    uint32_t next = rune_at(s, i + 1);

    *home = rune != 0x53f7 || next == 0x697c;
    if (rune == 0x53f7) return next == 0x697c ? 2 : 1;
    if (rune == 0x5355) return next == 0x5143 ? 2 : 0;
    return rune == 0x5e62 || rune == 0x680b || rune == 0x5ba4;
}

/* What cannot stand inside an address: ends of clauses, and what makes a document number of it. */
static bool breaks_address(uint32_t rune)
{
    static const uint32_t breaks[] = {
        0xff0c, 0x3002, 0xff1b, ',',    ';',    0x3014, 0x3015, 0x300a, 0x300b, '[',
        ']',    0x7b2c, 0x5e74, 0x6587, 0x4ee4, 0x671f, 0x3001, ':',    0xff1a, '.',
    };

    for (size_t i = 0; i < COUNT_OF(breaks); i++)
        if (rune == breaks[i]) return true;
    return utf8_is_space(rune) || rune < ' ';
}

/* `i` is a road word; the match begins at the first of the two characters or more before it. */
static struct match address(const struct scan *s, str text, size_t i)
{
    enum { GAP = 12, NAME = 6 };
    size_t word = road_word(s, i);
    size_t end = 0;
    bool flat = false;

    if (!word || i < 2 || !utf8_is_han(s->rune[i - 1]) || !utf8_is_han(s->rune[i - 2])) return none;
    for (size_t k = i + word; k <= i + word + GAP && !breaks_address(rune_at(s, k));) {
        size_t digits = digits_at(s, k);
        bool home = false;
        size_t house = digits ? house_word(s, k + digits, &home) : 0;

        if (house) {
            end = k + digits + house;
            flat |= home;
        }
        k += digits ? digits + house : 1;
    }
    if (!end) return none;
    str shown = original(s, text, i - 2, i + word);

    return (struct match){
        end - i,
        flat ? SCAN_LIKELY : SCAN_POSSIBLE,
        str_cat(s->a, shown, S("***")),
    };
}

/* ---- The scan -------------------------------------------------------------------------------- */

/* Tried in this order at each place; the first that matches takes it. */
static const struct {
    enum scan_kind kind;
    size_t back; /* characters before the place that belong to it */
    struct match (*match)(const struct scan *s, str text, size_t i);
    bool at_digit, at_letter, at_han; /* what the place begins with */
} matchers[] = {
    {SCAN_EMAIL, 0, email, true, true, false},
    {SCAN_RESIDENT_ID, 0, resident_id, true, false, false},
    {SCAN_MOBILE, 0, mobile, true, false, false},
    {SCAN_LANDLINE, 0, landline, true, false, false},
    {SCAN_BANK_CARD, 0, bank_card, true, false, false},
    {SCAN_ADDRESS, 2, address, false, false, true},
};

str scan_kind_label(enum scan_kind kind)
{
    static const str labels[SCAN_KINDS_] = {
        [SCAN_RESIDENT_ID] = S_INIT("居民身份证号"), [SCAN_MOBILE] = S_INIT("手机号"),
        [SCAN_LANDLINE] = S_INIT("个人固定电话"),    [SCAN_BANK_CARD] = S_INIT("银行卡号"),
        [SCAN_EMAIL] = S_INIT("电子邮箱"),           [SCAN_ADDRESS] = S_INIT("详细住址"),
    };

    BUG_IF(kind >= SCAN_KINDS_);
    return labels[kind];
}

static void read_runes(struct scan *s, str text)
{
    uint32_t *runes = ARENA_ARRAY(s->a, uint32_t, text.n + 1);
    size_t *at = ARENA_ARRAY(s->a, size_t, text.n + 1);
    str rest = text;

    for (uint32_t rune; at[s->n] = text.n - rest.n, utf8_next(&rest, &rune); s->n++) {
        bool wide = rune >= 0xff01 && rune <= 0xff5e;
        uint32_t half = rune - 0xfee0;

        /* Chinese commas and colons stay what they are: they end an address. */
        runes[s->n] = wide && (alnum(half) || half == '@' || half == '.' || half == '-' ||
                               half == '(' || half == ')' || half == '_')
                          ? half
                          : rune;
    }
    s->rune = runes;
    s->at = at;
}

void scan_text(struct arena *a, str text, struct scan_finding **out, size_t *n)
{
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct scan s = {.a = scratch};
    VEC(struct scan_finding) found = {0};
    size_t free_from = 0; /* what was found before ends here */

    read_runes(&s, text);
    for (size_t i = 0; i < s.n && found.n < SCAN_FINDINGS_MOST; i++) {
        uint32_t rune = s.rune[i];
        bool letter = alnum(rune) && !digit(rune);
        bool han = rune >= 0x80;

        for (size_t k = 0; k < COUNT_OF(matchers); k++) {
            if (!(digit(rune) ? matchers[k].at_digit
                  : letter    ? matchers[k].at_letter
                              : han && matchers[k].at_han))
                continue;
            if (i < free_from + matchers[k].back) continue;
            struct match m = matchers[k].match(&s, text, i);

            if (!m.n) continue;
            *vec_push(a, &found) = (struct scan_finding){
                .kind = matchers[k].kind,
                .certainty = m.certainty,
                .start = s.at[i - matchers[k].back],
                .end = s.at[i + m.n],
                .masked = str_copy(a, m.masked),
            };
            free_from = i + m.n;
            i = free_from - 1;
            break;
        }
    }
    arena_release(scratch);
    *out = found.items;
    *n = found.n;
}
