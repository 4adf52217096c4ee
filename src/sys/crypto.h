/*
 * crypto: digests, message codes, password hashes and sealed fields. The only door to OpenSSL and
 * argon2; the rest of the program names no algorithm of theirs.
 *
 * crypto_ready proves once, at start, that the library has all that is used here. After that a
 * digest over bytes in memory cannot fail, so those functions return nothing: a failure would be a
 * broken library and ends the process.
 *
 * SM3: GB/T 32905-2016. SM4: GB/T 32907-2016. Argon2id: RFC 9106.
 */
#ifndef GK_SYS_CRYPTO_H
#define GK_SYS_CRYPTO_H

#include "base/err.h"
#include "sys/random.h"

/* Runs one known vector through each algorithm; INTERNAL when one is missing or wrong. */
MUST_USE struct err *crypto_ready(struct arena *a);

/* -- digests ------------------------------------------------------------------------------- */

enum crypto_hash { CRYPTO_SHA256, CRYPTO_SM3 };

struct crypto_digest {
    unsigned char bytes[32];
};

void crypto_hash(enum crypto_hash kind, str data, struct crypto_digest *out);
/* RFC 2104, over the named hash; any length of key. */
void crypto_hmac(enum crypto_hash kind, str key, str data, struct crypto_digest *out);
/* The digest as a str; valid as long as `d`. */
str crypto_digest_str(const struct crypto_digest *d);
/* 64 letters of hexadecimal on `a`. */
str crypto_digest_hex(struct arena *a, const struct crypto_digest *d);
/* Takes the same time wherever they differ. */
bool crypto_digest_eq(const struct crypto_digest *x, const struct crypto_digest *y);

/* A digest in pieces. Let go with the arena. */
struct crypto_hasher;
struct crypto_hasher *crypto_hasher_open(struct arena *a, enum crypto_hash kind)
    __attribute__((returns_nonnull));
void crypto_hasher_add(struct crypto_hasher *h, str data);
/* The digest of all that was added; the hasher then begins anew. */
void crypto_hasher_done(struct crypto_hasher *h, struct crypto_digest *out);

/* -- passwords ----------------------------------------------------------------------------- */

/* How dear a guess is: a row of a table in crypto.c. TEST is quick and for tests only. */
enum crypto_cost { CRYPTO_COST_NORMAL, CRYPTO_COST_TEST, CRYPTO_COSTS_ };

/* The longest password that is hashed, in bytes. */
enum { CRYPTO_PASSWORD_MAX = 512 };

/*
 * Argon2id of `password` with a salt from `r`, as encoded text ($argon2id$v=19$…) on `a`.
 * INVALID when the password is longer than CRYPTO_PASSWORD_MAX; OVERLOAD when memory is short.
 */
MUST_USE struct err *crypto_password_hash(struct arena *a, const struct sys_random *r,
                                          enum crypto_cost cost, str password, str *encoded);
/*
 * Is `password` the one of `encoded`? *outdated: yes, but it was hashed with other parameters than
 * `cost` has now and should be hashed again. An `encoded` that is damaged, or asks for more memory
 * or time than any row of the table, is an INTERNAL err, never a yes.
 */
MUST_USE struct err *crypto_password_verify(struct arena *a, enum crypto_cost cost, str password,
                                            str encoded, bool *right, bool *outdated);

/* -- sealed fields ------------------------------------------------------------------------- */

/*
 * How a field (an identity number, a telephone number) is kept from whoever holds only the
 * database. SM4 is SM4-CTR with an HMAC-SM3 over all of it (encrypt, then authenticate), because
 * OpenSSL 3.0 has no SM4-GCM.
 */
enum crypto_cipher { CRYPTO_AES256_GCM, CRYPTO_SM4_HMAC_SM3 };

struct crypto_key {
    uint32_t id; /* written into each sealed field, so that keys can be changed */
    enum crypto_cipher cipher;
    unsigned char secret[32];
};

/* The keys that open; the one that seals is `keys[0]`. */
struct crypto_keys {
    const struct crypto_key *keys;
    size_t n;
};

/*
 * `plain` sealed with the first key, as bytes on `a`: version, cipher, key id, nonce, text, tag.
 * `bound` is not kept but must be the same at opening (table, column and row), so that a sealed
 * value cannot be moved to another row.
 */
MUST_USE struct err *crypto_seal(struct arena *a, const struct sys_random *r,
                                 const struct crypto_keys *keys, str bound, str plain, str *sealed);
/* INTERNAL when the key is unknown, or when the bytes or `bound` are not those that were sealed. */
MUST_USE struct err *crypto_open(struct arena *a, const struct crypto_keys *keys, str bound,
                                 str sealed, str *plain);

#endif
