#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUF_FIRST = 256 };

void buf_init(struct buf *b, struct arena *a, size_t max)
{
    *b = (struct buf){.arena = a, .max = max};
}

char *buf_space(struct buf *b, size_t n)
{
    if (b->failed || n > b->max - b->n) {
        b->failed = true;
        return NULL;
    }
    if (n > b->room - b->n || !b->p) {
        size_t room = b->room ? b->room : BUF_FIRST;

        while (room < b->n + n) room = room > b->max / 2 ? b->max : room * 2;
        b->p = b->p ? arena_grow(b->arena, b->p, b->room, room) : arena_bytes(b->arena, room);
        b->room = room;
    }
    char *at = b->p + b->n;

    b->n += n;
    return at;
}

void buf_add(struct buf *b, str s)
{
    if (!s.n) return;
    char *at = buf_space(b, s.n);

    if (at) memcpy(at, s.p, s.n);
}

void buf_byte(struct buf *b, char c)
{
    buf_add(b, (str){&c, 1});
}

void buf_int(struct buf *b, int64_t v)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

    do {
        digits[--at] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0) digits[--at] = '-';
    buf_add(b, (str){digits + at, sizeof digits - at});
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_list again;

    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);

    va_end(args);
    BUG_IF(n < 0);
    if (!b->failed && (size_t)n == b->max - b->n) {
        /* It fills the buf to its last byte: the NUL of vsnprintf goes elsewhere. */
        char *whole = arena_bytes(b->arena, (size_t)n + 1);

        (void)vsnprintf(whole, (size_t)n + 1, format, again);
        buf_add(b, (str){whole, (size_t)n});
    } else {
        /* One byte more for the NUL, given back at once. */
        char *at = buf_space(b, (size_t)n + 1);

        if (at) {
            (void)vsnprintf(at, (size_t)n + 1, format, again);
            b->n--;
        }
    }
    va_end(again);
}

void buf_rune(struct buf *b, uint32_t rune)
{
    char out[4];
    size_t n;

    BUG_IF(rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff));
    if (rune < 0x80) {
        out[0] = (char)rune;
        n = 1;
    } else if (rune < 0x800) {
        out[0] = (char)(0xc0 | (rune >> 6));
        out[1] = (char)(0x80 | (rune & 0x3f));
        n = 2;
    } else if (rune < 0x10000) {
        out[0] = (char)(0xe0 | (rune >> 12));
        out[1] = (char)(0x80 | ((rune >> 6) & 0x3f));
        out[2] = (char)(0x80 | (rune & 0x3f));
        n = 3;
    } else {
        out[0] = (char)(0xf0 | (rune >> 18));
        out[1] = (char)(0x80 | ((rune >> 12) & 0x3f));
        out[2] = (char)(0x80 | ((rune >> 6) & 0x3f));
        out[3] = (char)(0x80 | (rune & 0x3f));
        n = 4;
    }
    buf_add(b, (str){out, n});
}

bool buf_ok(const struct buf *b)
{
    return !b->failed;
}

str buf_str(const struct buf *b)
{
    return str_at(b->p, b->n);
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failed = false;
}
