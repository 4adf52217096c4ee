#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

str str_of(const char *z)
{
    return z ? (str){z, strlen(z)} : S("");
}

str str_at(const void *p, size_t n)
{
    return p ? (str){p, n} : S("");
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(str a, str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

bool str_eq_secret(str a, str b)
{
    if (a.n != b.n) return false;
    volatile unsigned char differ = 0;

    for (size_t i = 0; i < a.n; i++)
        differ = (unsigned char)(differ | ((unsigned char)a.p[i] ^ (unsigned char)b.p[i]));
    return differ == 0;
}

int str_cmp(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    if (order) return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(str s, str prefix)
{
    return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix);
}

bool str_ends(str s, str suffix)
{
    return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

str str_from(str s, size_t from)
{
    if (from > s.n) from = s.n;
    return (str){s.p + from, s.n - from};
}

str str_head(str s, size_t n)
{
    return (str){s.p, n < s.n ? n : s.n};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
    while (s.n && is_space(s.p[0])) s = str_from(s, 1);
    while (s.n && is_space(s.p[s.n - 1])) s.n--;
    return s;
}

size_t str_find(str s, str needle, size_t from)
{
    if (from > s.n) return STR_NONE;
    if (needle.n == 0) return from;
    const char *hit = memmem(s.p + from, s.n - from, needle.p, needle.n);

    return hit ? (size_t)(hit - s.p) : STR_NONE;
}

size_t str_find_byte(str s, char c, size_t from)
{
    if (from >= s.n) return STR_NONE;
    const char *hit = memchr(s.p + from, c, s.n - from);

    return hit ? (size_t)(hit - s.p) : STR_NONE;
}

bool str_split(str *rest, char sep, str *part)
{
    if (rest->n == 0) return false;
    size_t at = str_find_byte(*rest, sep, 0);

    if (at == STR_NONE) {
        *part = *rest;
        *rest = str_from(*rest, rest->n);
        return true;
    }
    *part = str_head(*rest, at);
    *rest = str_from(*rest, at + 1);
    return true;
}

str str_copy(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n);

    if (s.n) memcpy(p, s.p, s.n);
    return (str){p, s.n};
}

char *str_z(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n + 1);

    BUG_IF(str_find_byte(s, '\0', 0) != STR_NONE);
    if (s.n) memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

str str_lower(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n);

    for (size_t i = 0; i < s.n; i++) p[i] = lower(s.p[i]);
    return (str){p, s.n};
}

str str_upper(struct arena *a, str s)
{
    char *p = arena_bytes(a, s.n);

    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 'a' + 'A' : s.p[i]);
    return (str){p, s.n};
}

str str_join(struct arena *a, const str *parts, size_t n, str between)
{
    size_t total = 0;

    for (size_t i = 0; i < n; i++) total += parts[i].n + (i ? between.n : 0);
    char *p = arena_bytes(a, total);
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        if (i && between.n) memcpy(p + at, between.p, between.n);
        at += i ? between.n : 0;
        if (parts[i].n) memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (str){p, total};
}

str str_cat(struct arena *a, str x, str y)
{
    return str_join(a, (const str[]){x, y}, 2, S(""));
}

str str_printf(struct arena *a, const char *format, ...)
{
    va_list args;
    va_list again;

    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);

    va_end(args);
    BUG_IF(n < 0 || n > 64 * 1024);
    char *p = arena_bytes(a, (size_t)n + 1);

    (void)vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return (str){p, (size_t)n};
}

str str_replace(struct arena *a, str s, str from, str to)
{
    BUG_IF(from.n == 0);
    size_t hits = 0;

    for (size_t at = 0; (at = str_find(s, from, at)) != STR_NONE; at += from.n) hits++;
    if (!hits) return s;
    char *p = arena_bytes(a, s.n - hits * from.n + hits * to.n);
    size_t out = 0;
    size_t done = 0;

    for (size_t at = 0; (at = str_find(s, from, at)) != STR_NONE; at += from.n) {
        memcpy(p + out, s.p + done, at - done);
        out += at - done;
        if (to.n) memcpy(p + out, to.p, to.n);
        out += to.n;
        done = at + from.n;
    }
    if (s.n > done) memcpy(p + out, s.p + done, s.n - done);
    return (str){p, out + s.n - done};
}

uint64_t str_hash(str s, uint64_t seed)
{
    uint64_t h = 0xcbf29ce484222325ULL ^ (seed * 0x9e3779b97f4a7c15ULL);

    for (size_t i = 0; i < s.n; i++) {
        h ^= (unsigned char)s.p[i];
        h *= 0x100000001b3ULL;
    }
    /* FNV leaves the high bits of short keys weak: mix once more. */
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32);
}
