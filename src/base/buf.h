/*
 * buf: text that grows at its end, on an arena, up to a maximum that is given at the start.
 *
 * Once an append does not fit, the buf has failed: it keeps what it had and takes no more. So a
 * writer appends without looking and asks once, at the end, with buf_ok or buf_done.
 */
#ifndef GK_BASE_BUF_H
#define GK_BASE_BUF_H

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n;
    size_t room; /* bytes at p */
    size_t max;
    bool failed;
};

/* An empty buf on `a` that will hold at most `max` bytes. Takes no memory yet. */
void buf_init(struct buf *b, struct arena *a, size_t max);

void buf_add(struct buf *b, str s);
void buf_byte(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
/* Unicode scalar value as UTF-8. */
void buf_rune(struct buf *b, uint32_t rune);

/* `n` bytes to be written by the caller at once; NULL when they do not fit (the buf has failed). */
MUST_USE char *buf_space(struct buf *b, size_t n);

bool buf_ok(const struct buf *b);
/* What was written. Valid until the next append, then as long as the arena. */
str buf_str(const struct buf *b);
/* Forgets the text, keeps the memory. */
void buf_clear(struct buf *b);

#define buf_lit(b, literal) buf_add((b), S(literal))

#endif
