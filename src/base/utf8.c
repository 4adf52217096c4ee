#include "base/utf8.h"

#include "base/buf.h"

/*
 * Decodes one scalar value at the start of `s` (not empty): its length, or 0 when the bytes are
 * not UTF-8.
 */
static size_t decode(str s, uint32_t *rune)
{
    const unsigned char *p = (const unsigned char *)s.p;
    uint32_t c = p[0];
    size_t n;
    uint32_t least;

    if (c < 0x80) {
        *rune = c;
        return 1;
    }
    if (c >= 0xc2 && c <= 0xdf) {
        n = 2;
        least = 0x80;
        c &= 0x1f;
    } else if (c >= 0xe0 && c <= 0xef) {
        n = 3;
        least = 0x800;
        c &= 0x0f;
    } else if (c >= 0xf0 && c <= 0xf4) {
        n = 4;
        least = 0x10000;
        c &= 0x07;
    } else {
        return 0;
    }
    if (s.n < n) return 0;
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) return 0;
        c = (c << 6) | (p[i] & 0x3f);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return 0;
    *rune = c;
    return n;
}

bool utf8_valid(str s)
{
    while (s.n) {
        uint32_t rune = 0;
        size_t n = decode(s, &rune);

        if (n == 0 || rune == 0) return false;
        s = str_from(s, n);
    }
    return true;
}

bool utf8_next(str *rest, uint32_t *rune)
{
    if (rest->n == 0) return false;
    size_t n = decode(*rest, rune);

    if (n == 0) {
        *rune = 0xfffd;
        n = 1;
    }
    *rest = str_from(*rest, n);
    return true;
}

size_t utf8_count(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

str utf8_head(str s, size_t n)
{
    str rest = s;

    for (uint32_t rune; n && utf8_next(&rest, &rune); n--) {}
    return str_head(s, s.n - rest.n);
}

str utf8_ellipsis(struct arena *a, str s, size_t n)
{
    BUG_IF(n == 0);
    if (utf8_count(s) <= n) return s;
    return str_cat(a, utf8_head(s, n - 1), S("…"));
}

str utf8_repair(struct arena *a, str s)
{
    if (utf8_valid(s)) return s;
    struct buf b;

    buf_init(&b, a, s.n * 3);
    for (uint32_t rune; utf8_next(&s, &rune);) buf_rune(&b, rune ? rune : 0xfffd);
    return buf_str(&b);
}

bool utf8_is_control(uint32_t rune)
{
    if (rune == '\t' || rune == '\n' || rune == '\r') return false;
    if (rune < 0x20 || (rune >= 0x7f && rune <= 0x9f)) return true;
    /* Not characters at all: XML may not hold them. */
    if ((rune & 0xfffe) == 0xfffe || (rune >= 0xfdd0 && rune <= 0xfdef)) return true;
    return rune == 0x2028 || rune == 0x2029 || rune == 0xfeff || rune == 0x061c ||
           (rune >= 0x200e && rune <= 0x200f) || (rune >= 0x202a && rune <= 0x202e) ||
           (rune >= 0x2066 && rune <= 0x2069) || (rune >= 0xfff0 && rune <= 0xfffb);
}

bool utf8_is_space(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == '\n' || rune == '\r' || rune == 0xa0 ||
           rune == 0x3000 || (rune >= 0x2000 && rune <= 0x200b);
}

str utf8_trim(str s)
{
    str rest = s;
    size_t from = 0;
    size_t end = 0;
    bool begun = false;

    for (uint32_t rune; utf8_next(&rest, &rune);) {
        size_t at = s.n - rest.n; /* just after this character */

        if (utf8_is_space(rune)) {
            if (!begun) from = at;
        } else {
            begun = true;
            end = at;
        }
    }
    return begun ? str_at(s.p + from, end - from) : S("");
}

bool utf8_is_han(uint32_t rune)
{
    return (rune >= 0x3400 && rune <= 0x4dbf) || (rune >= 0x4e00 && rune <= 0x9fff) ||
           (rune >= 0xf900 && rune <= 0xfaff) || (rune >= 0x20000 && rune <= 0x3fffd) ||
           rune == 0x3005 || rune == 0x3007;
}
