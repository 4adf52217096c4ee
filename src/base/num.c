#include "base/num.h"

bool num_parse(str s, int64_t least, int64_t most, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    int64_t v = 0;

    if (minus) s = str_from(s, 1);
    if (s.n == 0 || s.n > 19) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c < '0' || c > '9') return false;
        /* Counts downwards: INT64_MIN has no positive twin. */
        if (!num_mul(v, 10, &v) || !num_add(v, -(int64_t)(c - '0'), &v)) return false;
    }
    if (!minus && !num_mul(v, -1, &v)) return false;
    if (v < least || v > most) return false;
    *out = v;
    return true;
}

bool num_add(int64_t x, int64_t y, int64_t *out)
{
    return !__builtin_add_overflow(x, y, out);
}

bool num_mul(int64_t x, int64_t y, int64_t *out)
{
    return !__builtin_mul_overflow(x, y, out);
}
