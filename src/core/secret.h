/*
 * secret: the keys of an installation, and what is kept under them.
 *
 * Identity numbers, telephones and addresses of people who ask for something are sealed in the
 * database (PIPL Art. 51; GB/T 22239 8.1.4.8). The keys lie outside of it, in a file of the data
 * folder or where GONGKAI_KEYS points, mode 0600, one line a key, the newest first:
 *
 *     ID CIPHER HEX      1763 sm4 9f…(64 letters)
 *
 * Whoever has the database or a backup of it has no key; whoever loses the file has lost what was
 * sealed. Every node of a cluster needs the same file.
 */
#ifndef GK_CORE_SECRET_H
#define GK_CORE_SECRET_H

#include "sys/crypto.h"
#include "sys/file.h"

/*
 * The keys of the data folder, on `a`; a file with one new SM4 key is made where there is none.
 * `path`: another file, which must be there; empty: none. INVALID: the file is not as above.
 */
struct err *secret_open(struct arena *a, const struct sys_dir *data, str path,
                        const struct sys_random *random, const struct crypto_keys **out) MUST_USE;

/*
 * A mark by which the same text can be found again without being opened (the applications of one
 * identity number): HMAC-SM3 under the oldest key, as hex on `a`. `what` keeps marks of different
 * kinds apart. Empty text has the empty mark.
 */
str secret_mark(struct arena *a, const struct crypto_keys *keys, str what, str text);

#endif
