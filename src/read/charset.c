#include "read/charset.h"

#include "base/utf8.h"
#include "text/icu.h"

enum {
    HEAD_BYTES = 4096,   /* where a page says its encoding; browsers look at 1024 */
    SAMPLE_BYTES = 4096, /* where UTF-16 without a mark shows */
};

/* What pages call their encodings, and what we take it for (a superset, as browsers do). */
static const struct {
    str word;
    const char *charset;
} charsets[] = {
    {S_INIT("gb2312"), "GB18030"},        {S_INIT("gb_2312-80"), "GB18030"},
    {S_INIT("gbk"), "GB18030"},           {S_INIT("x-gbk"), "GB18030"},
    {S_INIT("gb18030"), "GB18030"},       {S_INIT("cp936"), "GB18030"},
    {S_INIT("hz-gb-2312"), "HZ"},         {S_INIT("big5"), "Big5-HKSCS"},
    {S_INIT("big5-hkscs"), "Big5-HKSCS"},
};

/* In UTF-8: how many characters there are beyond ASCII, how many of two bytes, how many broken. */
struct shape {
    size_t wide, two, broken;
};

static struct shape shape_of(str s)
{
    struct shape shape = {0};
    uint32_t rune;

    for (str rest = s; rest.n;) {
        size_t before = rest.n;

        if (!utf8_next(&rest, &rune)) break;
        size_t took = before - rest.n;

        shape.wide += rune >= 0x80;
        shape.two += took == 2;
        shape.broken += rune == 0xfffd && took == 1;
    }
    return shape;
}

/* Texts in UTF-16 have a NUL in every second byte, at least for digits, blanks and line ends. */
static const char *utf16_without_mark(str s)
{
    size_t zero[2] = {0};
    size_t n = s.n < SAMPLE_BYTES ? s.n : SAMPLE_BYTES;

    for (size_t i = 0; i < n; i++) zero[i % 2] += s.p[i] == 0;
    if (zero[1] > n / 40 && !zero[0]) return "UTF-16LE";
    if (zero[0] > n / 40 && !zero[1]) return "UTF-16BE";
    return NULL;
}

static const char *charset_named(str word)
{
    for (size_t i = 0; i < COUNT_OF(charsets); i++)
        if (str_eq_nocase(word, charsets[i].word)) return charsets[i].charset;
    return NULL;
}

/* NULL: UTF-8. *skip: bytes of the mark. */
static const char *judge(str bytes, str declared, size_t *skip)
{
    static const struct {
        str mark;
        const char *charset;
    } marks[] = {
        {S_INIT("\xef\xbb\xbf"), NULL},
        {S_INIT("\xff\xfe"), "UTF-16LE"},
        {S_INIT("\xfe\xff"), "UTF-16BE"},
        {S_INIT("\x84\x31\x95\x33"), "GB18030"},
    };

    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_starts(bytes, marks[i].mark)) {
            *skip = marks[i].mark.n;
            return marks[i].charset;
        }
    *skip = 0;
    const char *utf16 = utf16_without_mark(bytes);

    if (utf16) return utf16;
    const char *named = charset_named(declared);
    struct shape s = shape_of(bytes);

    /* GBK that happens to be UTF-8 is a few pairs of bytes, never Chinese of three. */
    if (!s.broken && !(named && s.wide && s.wide == s.two)) return NULL;
    if (named) return named;
    /* Damaged UTF-8: a few bytes among many good characters. */
    if (s.broken * 4 < s.wide - s.broken && s.wide - s.broken > s.two) return NULL;
    return "GB18030";
}

struct err *charset_decode(struct arena *a, str bytes, str declared, str *out)
{
    size_t skip;
    const char *charset = judge(bytes, declared, &skip);

    *out = str_from(bytes, skip);
    if (charset) TRY(icu_decode(a, charset, *out, out));
    if (!utf8_valid(*out)) *out = utf8_repair(a, *out);
    return NULL;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

/* The next place of `word` in any case. */
static size_t find_nocase(str s, str word, size_t from)
{
    for (size_t i = from; i + word.n <= s.n; i++)
        if (str_eq_nocase(str_head(str_from(s, i), word.n), word)) return i;
    return STR_NONE;
}

str charset_of_page(str bytes)
{
    static const str words[] = {S_INIT("charset"), S_INIT("encoding")};
    str head = str_head(bytes, HEAD_BYTES);

    for (size_t w = 0; w < COUNT_OF(words); w++) {
        for (size_t at = find_nocase(head, words[w], 0); at != STR_NONE;
             at = find_nocase(head, words[w], at + 1)) {
            str rest = str_trim(str_from(head, at + words[w].n));
            size_t n = 0;

            if (!str_starts(rest, S("="))) continue;
            rest = str_trim(str_from(rest, 1));
            if (rest.n && (rest.p[0] == '"' || rest.p[0] == '\'')) rest = str_from(rest, 1);
            while (n < rest.n && is_name_char(rest.p[n])) n++;
            if (n) return str_head(rest, n);
        }
    }
    return S("");
}
