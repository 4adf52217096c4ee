#include "text/html.h"

#include <string.h>

/*
 * What a byte of text becomes. Bytes without an entry are written as they are, in runs: one look-up
 * a byte, one buf_add a run.
 */
enum text_byte { KEEP, AMP, LT, GT, QUOT, APOS, CR, CONTROL };

static const unsigned char text_bytes[256] = {
    ['&'] = AMP,      ['<'] = LT,       ['>'] = GT,       ['"'] = QUOT,     ['\''] = APOS,
    ['\r'] = CR,      [0x00] = CONTROL, [0x01] = CONTROL, [0x02] = CONTROL, [0x03] = CONTROL,
    [0x04] = CONTROL, [0x05] = CONTROL, [0x06] = CONTROL, [0x07] = CONTROL, [0x08] = CONTROL,
    [0x0b] = CONTROL, [0x0c] = CONTROL, [0x0e] = CONTROL, [0x0f] = CONTROL, [0x10] = CONTROL,
    [0x11] = CONTROL, [0x12] = CONTROL, [0x13] = CONTROL, [0x14] = CONTROL, [0x15] = CONTROL,
    [0x16] = CONTROL, [0x17] = CONTROL, [0x18] = CONTROL, [0x19] = CONTROL, [0x1a] = CONTROL,
    [0x1b] = CONTROL, [0x1c] = CONTROL, [0x1d] = CONTROL, [0x1e] = CONTROL, [0x1f] = CONTROL,
    [0x7f] = CONTROL,
};

static const str text_escapes[] = {
    [AMP] = S_INIT("&amp;"),
    [LT] = S_INIT("&lt;"),
    [GT] = S_INIT("&gt;"),
    [QUOT] = S_INIT("&#34;"),
    [APOS] = S_INIT("&#39;"),
    [CR] = S_INIT("&#13;"),
    [CONTROL] = S_INIT("\xef\xbf\xbd"),
};

/* Index of the first byte at or after `at` that may not be written as it is. */
static size_t text_run(str s, size_t at)
{
    while (at < s.n && text_bytes[(unsigned char)s.p[at]] == KEEP) at++;
    return at;
}

void html_escape(struct buf *out, str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t end = text_run(s, at);

        buf_add(out, (str){s.p + at, end - at});
        if (end < s.n) buf_add(out, text_escapes[text_bytes[(unsigned char)s.p[end]]]);
        at = end + 1;
    }
}

str html_escaped(struct arena *a, str s)
{
    enum { LONGEST = 5 }; /* of text_escapes */
    struct buf b;

    if (text_run(s, 0) == s.n) return s;
    BUG_IF(s.n > SIZE_MAX / LONGEST);
    buf_init(&b, a, s.n * LONGEST);
    html_escape(&b, s);
    return buf_str(&b);
}

void html_text_str(struct buf *out, str s)
{
    html_escape(out, s);
}

void html_text_safe(struct buf *out, struct safe_html h)
{
    buf_add(out, h.html);
}

void html_text_int(struct buf *out, int64_t v)
{
    buf_int(out, v);
}

void html_text_uint(struct buf *out, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    buf_add(out, (str){digits + at, sizeof digits - at});
}

void html_text_date(struct buf *out, struct date d)
{
    if (date_is_none(d)) return;
    struct date_parts p = date_parts(d);

    /* Days that are not read from input may lie beyond four digits: rare, and written in full. */
    if (p.year < 0 || p.year > 9999) {
        buf_printf(out, "%d-%02d-%02d", p.year, p.month, p.day);
        return;
    }
    char *at = buf_space(out, sizeof "YYYY-MM-DD" - 1);

    if (!at) return;
    for (int i = 3, y = p.year; i >= 0; i--, y /= 10) at[i] = (char)('0' + y % 10);
    at[4] = at[7] = '-';
    at[5] = (char)('0' + p.month / 10);
    at[6] = (char)('0' + p.month % 10);
    at[8] = (char)('0' + p.day / 10);
    at[9] = (char)('0' + p.day % 10);
}

/* ---- URLs ------------------------------------------------------------------------------------ */

enum url_byte {
    URL_ENCODE,     /* percent-encoded everywhere */
    URL_UNRESERVED, /* RFC 3986 2.3: never encoded */
    URL_RESERVED,   /* structure of a whole URL; data in a part of one */
};

#define U URL_UNRESERVED
#define R URL_RESERVED
static const unsigned char url_bytes[256] = {
    ['A'] = U, ['B'] = U, ['C'] = U, ['D'] = U, ['E'] = U,  ['F'] = U, ['G'] = U, ['H'] = U,
    ['I'] = U, ['J'] = U, ['K'] = U, ['L'] = U, ['M'] = U,  ['N'] = U, ['O'] = U, ['P'] = U,
    ['Q'] = U, ['R'] = U, ['S'] = U, ['T'] = U, ['U'] = U,  ['V'] = U, ['W'] = U, ['X'] = U,
    ['Y'] = U, ['Z'] = U, ['a'] = U, ['b'] = U, ['c'] = U,  ['d'] = U, ['e'] = U, ['f'] = U,
    ['g'] = U, ['h'] = U, ['i'] = U, ['j'] = U, ['k'] = U,  ['l'] = U, ['m'] = U, ['n'] = U,
    ['o'] = U, ['p'] = U, ['q'] = U, ['r'] = U, ['s'] = U,  ['t'] = U, ['u'] = U, ['v'] = U,
    ['w'] = U, ['x'] = U, ['y'] = U, ['z'] = U, ['0'] = U,  ['1'] = U, ['2'] = U, ['3'] = U,
    ['4'] = U, ['5'] = U, ['6'] = U, ['7'] = U, ['8'] = U,  ['9'] = U, ['-'] = U, ['.'] = U,
    ['_'] = U, ['~'] = U, [':'] = R, ['/'] = R, ['?'] = R,  ['#'] = R, ['['] = R, [']'] = R,
    ['@'] = R, ['!'] = R, ['$'] = R, ['&'] = R, ['\''] = R, ['('] = R, [')'] = R, ['*'] = R,
    ['+'] = R, [','] = R, [';'] = R, ['='] = R, ['%'] = R, /* begins an encoded byte of a URL that
                                                              is whole */
};
#undef U
#undef R

static void percent(struct buf *out, unsigned char byte)
{
    static const char hex[] = "0123456789ABCDEF";
    char *at = buf_space(out, 3);

    if (!at) return;
    at[0] = '%';
    at[1] = hex[byte >> 4];
    at[2] = hex[byte & 15];
}

bool html_url_allowed(str url)
{
    static const str schemes[] = {
        S_INIT("http"),
        S_INIT("https"),
        S_INIT("mailto"),
        S_INIT("tel"),
    };

    /* Browsers drop tabs and line ends before they look for a scheme: none may be there. */
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.p[i] < 0x20 || url.p[i] == 0x7f) return false;
    for (size_t i = 0; i < url.n; i++) {
        char c = url.p[i];

        if (c == '/' || c == '?' || c == '#') return true;
        if (c != ':') continue;
        for (size_t k = 0; k < COUNT_OF(schemes); k++)
            if (str_eq_nocase(str_head(url, i), schemes[k])) return true;
        return false;
    }
    return true;
}

void html_url_str(struct buf *out, str s)
{
    if (!html_url_allowed(s)) {
        buf_lit(out, "#");
        return;
    }
    for (size_t at = 0; at < s.n;) {
        size_t end = at;

        while (end < s.n && url_bytes[(unsigned char)s.p[end]] != URL_ENCODE && s.p[end] != '&' &&
               s.p[end] != '\'')
            end++;
        buf_add(out, (str){s.p + at, end - at});
        if (end < s.n) {
            unsigned char byte = (unsigned char)s.p[end];

            if (url_bytes[byte] == URL_ENCODE)
                percent(out, byte);
            else
                buf_add(out, text_escapes[text_bytes[byte]]);
        }
        at = end + 1;
    }
}

void html_urlpart_str(struct buf *out, str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t end = at;

        while (end < s.n && url_bytes[(unsigned char)s.p[end]] == URL_UNRESERVED) end++;
        buf_add(out, (str){s.p + at, end - at});
        if (end < s.n) percent(out, (unsigned char)s.p[end]);
        at = end + 1;
    }
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Length of U+2028 or U+2029 at `at`, line ends for older scripts; 0 for anything else. */
static size_t line_separator(str s, size_t at)
{
    bool is = s.n - at >= 3 && memcmp(s.p + at, "\xe2\x80", 2) == 0 &&
              ((unsigned char)s.p[at + 2] == 0xa8 || (unsigned char)s.p[at + 2] == 0xa9);

    return is ? 3 : 0;
}

static bool json_keeps(str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];

    if (c < 0x20 || c == 0x7f) return false;
    if (c == 0xe2) return !line_separator(s, at);
    return c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != '\'';
}

void html_json_str(struct buf *out, str s)
{
    buf_byte(out, '"');
    for (size_t at = 0; at < s.n;) {
        size_t end = at;

        while (end < s.n && json_keeps(s, end)) end++;
        buf_add(out, (str){s.p + at, end - at});
        at = end;
        if (at == s.n) break;
        unsigned char c = (unsigned char)s.p[at];
        size_t separator = line_separator(s, at);

        if (separator) {
            buf_printf(out, "\\u20%02x", (unsigned)(unsigned char)s.p[at + 2] - 0x80);
            at += separator;
        } else {
            if (c == '"' || c == '\\') {
                buf_byte(out, '\\');
                buf_byte(out, (char)c);
            } else {
                buf_printf(out, "\\u%04x", (unsigned)c);
            }
            at++;
        }
    }
    buf_byte(out, '"');
}

void html_json_date(struct buf *out, struct date d)
{
    if (date_is_none(d)) {
        buf_lit(out, "null");
        return;
    }
    buf_byte(out, '"');
    html_text_date(out, d);
    buf_byte(out, '"');
}
