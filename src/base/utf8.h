/*
 * utf8: text as bytes. Everything inside the program is valid UTF-8 without NUL; utf8_valid is
 * asked once, at the door.
 */
#ifndef GK_BASE_UTF8_H
#define GK_BASE_UTF8_H

#include "base/str.h"

/* No overlong forms, no surrogates, nothing above U+10FFFF; NUL is refused too. */
bool utf8_valid(str s);

/*
 * Takes the next scalar value off valid `*rest`; false at the end. A broken byte (text that was not
 * checked) gives U+FFFD and moves on by one.
 */
bool utf8_next(str *rest, uint32_t *rune);

/* Number of scalar values: what a person calls the number of characters. */
size_t utf8_count(str s);
/* The first `n` characters. */
str utf8_head(str s, size_t n);
/* Up to `n` characters; when more are left, the last one is '…'. */
str utf8_ellipsis(struct arena *a, str s, size_t n);
/* A copy in which each broken byte and each NUL is U+FFFD. */
str utf8_repair(struct arena *a, str s);

/* Controls but tab, LF and CR; U+2028/9, bidirectional controls, BOM, code points that are no
 * characters: nothing a text needs. */
bool utf8_is_control(uint32_t rune);
/* ASCII, no-break, ideographic space and those of typography (U+2000 to U+200B), tab, LF, CR. */
bool utf8_is_space(uint32_t rune);
/* Without such spaces at both ends. */
str utf8_trim(str s);
/* Han characters, extensions and compatibility forms. */
bool utf8_is_han(uint32_t rune);

#endif
