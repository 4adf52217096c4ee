#include "db/like.h"

#include "base/buf.h"

str db_like_contains(struct arena *a, str word)
{
    struct buf b;

    buf_init(&b, a, 2 * word.n + 3);
    buf_byte(&b, '%');
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];

        if (c == '%' || c == '_' || c == '!') buf_byte(&b, '!');
        buf_byte(&b, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    buf_byte(&b, '%');
    return buf_str(&b);
}
