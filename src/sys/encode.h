/* encode: bytes as text and back (hexadecimal, base64url), and random text for tokens. */
#ifndef GK_SYS_ENCODE_H
#define GK_SYS_ENCODE_H

#include "base/str.h"
#include "sys/random.h"

/* Lower-case hexadecimal of `bytes`, on `a`. */
str encode_hex(struct arena *a, str bytes);
/* The bytes of hexadecimal `text` (either case); false when it is not, or has an odd length. */
MUST_USE bool decode_hex(struct arena *a, str text, str *bytes);

/* RFC 4648 §5: base64 with - and _, without padding. */
str encode_base64url(struct arena *a, str bytes);
/* False for other letters, padding, impossible lengths, and last bits that are not zero. */
MUST_USE bool decode_base64url(struct arena *a, str text, str *bytes);
/* RFC 4648 §4: base64 with + and / and padding, where other programs expect that. */
str encode_base64(struct arena *a, str bytes);

/* The text of `n` random bytes: session and API tokens take 32 (43 letters of base64url). */
str encode_token(struct arena *a, const struct sys_random *r, size_t n);
/*
 * `letters` letters that are easy to read and to type (digits and capitals without 0 1 A E I L O U
 * Y): for tracking codes and first passwords. Each carries 4.75 bits.
 */
str encode_code(struct arena *a, const struct sys_random *r, size_t letters);

#endif
