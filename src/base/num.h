/* num: numbers out of text, and arithmetic that notices overflow. */
#ifndef GK_BASE_NUM_H
#define GK_BASE_NUM_H

#include "base/str.h"

/*
 * The whole of `s` as a decimal integer within least..most: an optional '-' and 1 to 19 ASCII
 * digits, nothing else. False (and *out untouched) otherwise.
 */
MUST_USE bool num_parse(str s, int64_t least, int64_t most, int64_t *out);

/* x + y, x * y; false on overflow. */
MUST_USE bool num_add(int64_t x, int64_t y, int64_t *out);
MUST_USE bool num_mul(int64_t x, int64_t y, int64_t *out);

#endif
