/*
 * str: a slice of bytes with a length. Passed by value, not NUL-terminated, does not own what it
 * points to: its bytes live as long as the arena or literal they came from. `p` is never NULL, an
 * empty str included. Text in the program is valid UTF-8; it is checked where it enters.
 */
#ifndef GK_BASE_STR_H
#define GK_BASE_STR_H

#include "base/arena.h"

/* The one typedef'd struct of the project. */
typedef struct str {
    const char *p;
    size_t n;
} str;

/* A literal as str, also in static tables. */
#define S(literal) ((str){"" literal, sizeof(literal) - 1})
#define S_INIT(literal)                                                                            \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/*
 * For printf-like functions: printf("%.*s", STR_ARG(s)). Cut at 1 GiB, the limit of int. `s` is
 * evaluated more than once: no call that draws, counts or moves on.
 */
#define STR_ARG(s) (int)((s).n > 0x3fffffff ? 0x3fffffff : (s).n), (s).p

/* A C string as str (NULL gives the empty one); no copy. */
str str_of(const char *z);
/* `n` bytes at `p` (NULL gives the empty one); no copy. */
str str_at(const void *p, size_t n);

bool str_eq(str a, str b);
/* Like str_eq, but A-Z equal a-z. For protocol words, not for text. */
bool str_eq_nocase(str a, str b);
/* Takes the same time wherever a and b differ: for tokens and codes. Lengths are not secret. */
bool str_eq_secret(str a, str b);
/* Byte order; <0, 0, >0. */
int str_cmp(str a, str b);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);

/* The part from byte `from` on / the first `n` bytes; clipped to s. */
str str_from(str s, size_t from);
str str_head(str s, size_t n);
/* Without ASCII white space at both ends. */
str str_trim(str s);

/* Index of the first `needle` at or after `from`; STR_NONE if there is none. */
#define STR_NONE ((size_t)-1)
size_t str_find(str s, str needle, size_t from);
size_t str_find_byte(str s, char c, size_t from);

/*
 * Cuts the part before the next `sep` off `*rest` into `*part`; false when nothing was left.
 *     for (str part; str_split(&rest, ',', &part);) …
 * "a,,b" gives three parts; "" gives none; "a," gives "a" and an empty last one is not given.
 */
bool str_split(str *rest, char sep, str *part);

/* Copies on arena `a`. str_z ends with NUL, for C libraries; s must hold no NUL (BUG otherwise). */
str str_copy(struct arena *a, str s);
char *str_z(struct arena *a, str s);
str str_lower(struct arena *a, str s); /* A-Z only */
str str_upper(struct arena *a, str s); /* a-z only */
str str_join(struct arena *a, const str *parts, size_t n, str between);
str str_cat(struct arena *a, str x, str y);
/* printf on the arena; at most 64 KiB, longer is a BUG (use a buf). */
str str_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);
/* Each `from` replaced by `to`. `from` must not be empty. */
str str_replace(struct arena *a, str s, str from, str to);

/* 64-bit hash for tables in memory, seeded; not for anything stored or secret. */
uint64_t str_hash(str s, uint64_t seed);

#endif
