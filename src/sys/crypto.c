#include "sys/crypto.h"

#include "base/num.h"
#include "sys/encode.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string.h>

/* -- digests ------------------------------------------------------------------------------- */

static const EVP_MD *md_of(enum crypto_hash kind)
{
    return kind == CRYPTO_SM3 ? EVP_sm3() : EVP_sha256();
}

void crypto_hash(enum crypto_hash kind, str data, struct crypto_digest *out)
{
    unsigned n = sizeof out->bytes;

    BUG_IF(EVP_Digest(data.p, data.n, out->bytes, &n, md_of(kind), NULL) != 1);
    BUG_IF(n != sizeof out->bytes);
}

void crypto_hmac(enum crypto_hash kind, str key, str data, struct crypto_digest *out)
{
    unsigned n = sizeof out->bytes;

    BUG_IF(key.n > INT32_MAX);
    BUG_IF(!HMAC(md_of(kind), key.p, (int)key.n, (const unsigned char *)data.p, data.n, out->bytes,
                 &n));
    BUG_IF(n != sizeof out->bytes);
}

str crypto_digest_str(const struct crypto_digest *d)
{
    return str_at(d->bytes, sizeof d->bytes);
}

str crypto_digest_hex(struct arena *a, const struct crypto_digest *d)
{
    return encode_hex(a, crypto_digest_str(d));
}

bool crypto_digest_eq(const struct crypto_digest *x, const struct crypto_digest *y)
{
    return CRYPTO_memcmp(x->bytes, y->bytes, sizeof x->bytes) == 0;
}

struct crypto_hasher {
    EVP_MD_CTX *ctx;
    enum crypto_hash kind;
};

static void hasher_free(void *p)
{
    struct crypto_hasher *h = p;

    EVP_MD_CTX_free(h->ctx);
}

struct crypto_hasher *crypto_hasher_open(struct arena *a, enum crypto_hash kind)
{
    struct crypto_hasher *h = ARENA_NEW(a, struct crypto_hasher);

    arena_defer(a, hasher_free, h);
    h->kind = kind;
    h->ctx = EVP_MD_CTX_new();
    BUG_IF(!h->ctx || EVP_DigestInit_ex(h->ctx, md_of(kind), NULL) != 1);
    return h;
}

void crypto_hasher_add(struct crypto_hasher *h, str data)
{
    BUG_IF(EVP_DigestUpdate(h->ctx, data.p, data.n) != 1);
}

void crypto_hasher_done(struct crypto_hasher *h, struct crypto_digest *out)
{
    BUG_IF(EVP_DigestFinal_ex(h->ctx, out->bytes, NULL) != 1);
    BUG_IF(EVP_DigestInit_ex(h->ctx, md_of(h->kind), NULL) != 1);
}

/* -- passwords ----------------------------------------------------------------------------- */

enum { SALT_BYTES = 16, PASSWORD_HASH_BYTES = 32 };

struct cost {
    uint32_t memory_kib, passes, lanes;
};

/* RFC 9106 leaves the choice open; 19 MiB in two passes is some 20 ms here, and dear to guess. */
static const struct cost costs[CRYPTO_COSTS_] = {
    [CRYPTO_COST_NORMAL] = {.memory_kib = 19456, .passes = 2, .lanes = 1},
    [CRYPTO_COST_TEST] = {.memory_kib = 64, .passes = 1, .lanes = 1},
};

static struct err *argon_err(struct arena *a, int code)
{
    struct err *e = code == ARGON2_MEMORY_ALLOCATION_ERROR
                        ? ERR(a, OVERLOAD, "系统繁忙，请稍后再试")
                        : ERR(a, INTERNAL, "口令无法处理");

    return err_detail(a, e, "argon2: %s", argon2_error_message(code));
}

struct err *crypto_password_hash(struct arena *a, const struct sys_random *r, enum crypto_cost cost,
                                 str password, str *encoded)
{
    BUG_IF(cost >= CRYPTO_COSTS_);
    const struct cost *c = &costs[cost];
    unsigned char salt[SALT_BYTES];

    if (password.n > CRYPTO_PASSWORD_MAX) return ERR(a, INVALID, "密码过长");
    sys_random_fill(r, salt, sizeof salt);
    size_t room = argon2_encodedlen(c->passes, c->memory_kib, c->lanes, SALT_BYTES,
                                    PASSWORD_HASH_BYTES, Argon2_id);
    char *text = arena_bytes(a, room);
    int code = argon2id_hash_encoded(c->passes, c->memory_kib, c->lanes, password.p, password.n,
                                     salt, sizeof salt, PASSWORD_HASH_BYTES, text, room);

    if (code != ARGON2_OK) return argon_err(a, code);
    *encoded = str_of(text);
    return NULL;
}

/* Takes "m=19456" off the list of parameters. */
static bool parameter(str *rest, const char *name, uint32_t *out)
{
    str part;
    int64_t v;

    if (!str_split(rest, ',', &part) || !str_starts(part, str_of(name))) return false;
    if (!num_parse(str_from(part, 2), 1, UINT32_MAX, &v)) return false;
    *out = (uint32_t)v;
    return true;
}

/* Reads the parameters of "$argon2id$v=19$m=…,t=…,p=…$salt$hash". */
static bool cost_of(str encoded, struct cost *c)
{
    str parts[6];
    size_t n = 0;

    if (!str_starts(encoded, S("$argon2id$v=19$"))) return false;
    while (n < COUNT_OF(parts) && str_split(&encoded, '$', &parts[n])) n++;
    if (n != COUNT_OF(parts) || encoded.n) return false;
    str list = parts[3];

    return parameter(&list, "m=", &c->memory_kib) && parameter(&list, "t=", &c->passes) &&
           parameter(&list, "p=", &c->lanes) && list.n == 0;
}

/* No dearer than some row of the table: a damaged record must not take the machine's memory. */
static bool affordable(const struct cost *c)
{
    for (size_t i = 0; i < COUNT_OF(costs); i++)
        if (c->memory_kib <= costs[i].memory_kib && c->passes <= costs[i].passes &&
            c->lanes <= costs[i].lanes)
            return true;
    return false;
}

struct err *crypto_password_verify(struct arena *a, enum crypto_cost cost, str password,
                                   str encoded, bool *right, bool *outdated)
{
    BUG_IF(cost >= CRYPTO_COSTS_);
    struct cost was;
    const struct cost *now = &costs[cost];

    *right = *outdated = false;
    if (str_find_byte(encoded, '\0', 0) != STR_NONE || !cost_of(encoded, &was) || !affordable(&was))
        return ERR(a, INTERNAL, "保存的口令记录已损坏");
    if (password.n > CRYPTO_PASSWORD_MAX) return NULL;
    int code = argon2id_verify(str_z(a, encoded), password.p, password.n);

    if (code == ARGON2_VERIFY_MISMATCH) return NULL;
    if (code != ARGON2_OK) return argon_err(a, code);
    *right = true;
    *outdated =
        was.memory_kib != now->memory_kib || was.passes != now->passes || was.lanes != now->lanes;
    return NULL;
}

/* -- sealed fields ------------------------------------------------------------------------- */

enum {
    SEAL_VERSION = 1,
    SEAL_HEAD = 6, /* version, cipher, four bytes of key id, the highest first */
    GCM_NONCE = 12,
    GCM_TAG = 16,
    SM4_NONCE = 16,
    SM4_KEY = 16,
    SM3_TAG = 32,
    SEAL_PLAIN_MAX = 1024 * 1024,
};

struct seal_sizes {
    size_t nonce, tag;
};

static struct seal_sizes sizes_of(enum crypto_cipher cipher)
{
    return cipher == CRYPTO_AES256_GCM ? (struct seal_sizes){GCM_NONCE, GCM_TAG}
                                       : (struct seal_sizes){SM4_NONCE, SM3_TAG};
}

static void write_head(unsigned char *at, const struct crypto_key *key)
{
    at[0] = SEAL_VERSION;
    at[1] = (unsigned char)key->cipher;
    for (unsigned i = 0; i < 4; i++) at[2 + i] = (unsigned char)(key->id >> (24 - 8 * i));
}

static void cipher_ctx_free(void *p)
{
    EVP_CIPHER_CTX_free(p);
}

static EVP_CIPHER_CTX *cipher_ctx(struct arena *a)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    BUG_IF(!ctx);
    arena_defer(a, cipher_ctx_free, ctx);
    return ctx;
}

/* AES-256-GCM over `in`; the head and `bound` are authenticated with it. */
static bool gcm(struct arena *a, bool seal, const struct crypto_key *key, str head, str nonce,
                str bound, str in, unsigned char *out, unsigned char *tag)
{
    EVP_CIPHER_CTX *ctx = cipher_ctx(a);
    int n = 0;
    unsigned char last[GCM_TAG];

    if (EVP_CipherInit_ex2(ctx, EVP_aes_256_gcm(), key->secret, (const unsigned char *)nonce.p,
                           seal, NULL) != 1)
        return false;
    if (EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)head.p, (int)head.n) != 1)
        return false;
    if (EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)bound.p, (int)bound.n) != 1)
        return false;
    if (EVP_CipherUpdate(ctx, out, &n, (const unsigned char *)in.p, (int)in.n) != 1) return false;
    if (!seal && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, tag) != 1) return false;
    if (EVP_CipherFinal_ex(ctx, last, &n) != 1) return false;
    return !seal || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, GCM_TAG, tag) == 1;
}

/* Counter mode is its own inverse. */
static bool sm4_ctr(struct arena *a, const struct crypto_key *key, str nonce, str in,
                    unsigned char *out)
{
    EVP_CIPHER_CTX *ctx = cipher_ctx(a);
    struct crypto_digest encrypt; /* the first half is the key */
    int n = 0;

    crypto_hmac(CRYPTO_SM3, str_at(key->secret, sizeof key->secret), S("gongkai encrypt"),
                &encrypt);
    bool done = EVP_CipherInit_ex2(ctx, EVP_sm4_ctr(), encrypt.bytes,
                                   (const unsigned char *)nonce.p, 1, NULL) == 1 &&
                EVP_CipherUpdate(ctx, out, &n, (const unsigned char *)in.p, (int)in.n) == 1;

    OPENSSL_cleanse(&encrypt, sizeof encrypt);
    return done;
}

/* HMAC-SM3 over length of bound, bound, head, nonce and ciphertext. */
static void sm3_tag(struct arena *a, const struct crypto_key *key, str sealed_without_tag,
                    str bound, struct crypto_digest *tag)
{
    struct crypto_digest authenticate;
    unsigned char length[8];

    for (unsigned i = 0; i < 8; i++) length[i] = (unsigned char)((uint64_t)bound.n >> (56 - 8 * i));
    str message =
        str_join(a, (const str[]){str_at(length, 8), bound, sealed_without_tag}, 3, S(""));

    crypto_hmac(CRYPTO_SM3, str_at(key->secret, sizeof key->secret), S("gongkai authenticate"),
                &authenticate);
    crypto_hmac(CRYPTO_SM3, crypto_digest_str(&authenticate), message, tag);
    OPENSSL_cleanse(&authenticate, sizeof authenticate);
}

struct err *crypto_seal(struct arena *a, const struct sys_random *r, const struct crypto_keys *keys,
                        str bound, str plain, str *sealed)
{
    if (keys->n == 0) return ERR(a, INTERNAL, "没有可用的密钥");
    if (plain.n > SEAL_PLAIN_MAX || bound.n > SEAL_PLAIN_MAX)
        return ERR(a, TOO_LARGE, "内容过大，无法加密保存");
    const struct crypto_key *key = &keys->keys[0];
    struct seal_sizes size = sizes_of(key->cipher);
    size_t total = SEAL_HEAD + size.nonce + plain.n + size.tag;
    unsigned char *out = ARENA_ARRAY(a, unsigned char, total);
    unsigned char *text = out + SEAL_HEAD + size.nonce;
    str head = str_at(out, SEAL_HEAD);
    str nonce = str_at(out + SEAL_HEAD, size.nonce);
    bool done;

    write_head(out, key);
    sys_random_fill(r, out + SEAL_HEAD, size.nonce);
    if (key->cipher == CRYPTO_AES256_GCM) {
        done = gcm(a, true, key, head, nonce, bound, plain, text, text + plain.n);
    } else {
        struct crypto_digest tag;

        done = sm4_ctr(a, key, nonce, plain, text);
        sm3_tag(a, key, str_at(out, total - size.tag), bound, &tag);
        memcpy(text + plain.n, tag.bytes, size.tag);
    }
    if (!done) return ERR(a, INTERNAL, "加密失败");
    *sealed = str_at(out, total);
    return NULL;
}

static const struct crypto_key *key_of(const struct crypto_keys *keys, str sealed)
{
    unsigned char head[SEAL_HEAD];

    for (size_t i = 0; sealed.n >= SEAL_HEAD && i < keys->n; i++) {
        write_head(head, &keys->keys[i]);
        if (memcmp(head, sealed.p, SEAL_HEAD) == 0) return &keys->keys[i];
    }
    return NULL;
}

struct err *crypto_open(struct arena *a, const struct crypto_keys *keys, str bound, str sealed,
                        str *plain)
{
    const struct crypto_key *key = key_of(keys, sealed);

    if (!key) return ERR(a, INTERNAL, "加密内容的密钥不在本机");
    struct seal_sizes size = sizes_of(key->cipher);
    size_t around = SEAL_HEAD + size.nonce + size.tag;

    if (sealed.n < around || sealed.n - around > SEAL_PLAIN_MAX || bound.n > SEAL_PLAIN_MAX)
        return ERR(a, INTERNAL, "加密内容已损坏");
    str nonce = str_head(str_from(sealed, SEAL_HEAD), size.nonce);
    str text = str_head(str_from(sealed, SEAL_HEAD + size.nonce), sealed.n - around);
    unsigned char *out = ARENA_ARRAY(a, unsigned char, text.n + 1);
    struct crypto_digest tag = {{0}};
    bool done;

    memcpy(tag.bytes, sealed.p + sealed.n - size.tag, size.tag);
    if (key->cipher == CRYPTO_AES256_GCM) {
        done = gcm(a, false, key, str_head(sealed, SEAL_HEAD), nonce, bound, text, out, tag.bytes);
    } else {
        struct crypto_digest expected;

        sm3_tag(a, key, str_head(sealed, sealed.n - size.tag), bound, &expected);
        done = crypto_digest_eq(&tag, &expected) && sm4_ctr(a, key, nonce, text, out);
    }
    if (!done) return ERR(a, INTERNAL, "加密内容已损坏");
    *plain = str_at(out, text.n);
    return NULL;
}

/* -- at start ------------------------------------------------------------------------------ */

/* The examples of GB/T 32905-2016 annex A and of FIPS 180-4: the digests of "abc". */
static const struct {
    enum crypto_hash kind;
    str hex;
} known[] = {
    {CRYPTO_SM3, S_INIT("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")},
    {CRYPTO_SHA256, S_INIT("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")},
};

struct err *crypto_ready(struct arena *a)
{
    static const struct crypto_key try_keys[] = {{.id = 1, .cipher = CRYPTO_AES256_GCM},
                                                 {.id = 2, .cipher = CRYPTO_SM4_HMAC_SM3}};
    struct sys_seeded seed = {1};
    struct sys_random r = sys_random_seeded(&seed);
    bool right = false;
    bool outdated = false;
    str text;

    for (size_t i = 0; i < COUNT_OF(known); i++) {
        struct crypto_digest d;
        unsigned n = 0;

        if (EVP_Digest("abc", 3, d.bytes, &n, md_of(known[i].kind), NULL) != 1 ||
            !str_eq(crypto_digest_hex(a, &d), known[i].hex))
            return ERR(a, INTERNAL, "系统的密码库缺少所需的摘要算法（SM3、SHA-256）");
    }
    for (size_t i = 0; i < COUNT_OF(try_keys); i++) {
        const struct crypto_keys keys = {&try_keys[i], 1};

        TRY(crypto_seal(a, &r, &keys, S("bound"), S("abc"), &text));
        TRY(crypto_open(a, &keys, S("bound"), text, &text));
        if (!str_eq(text, S("abc"))) return ERR(a, INTERNAL, "系统的密码库工作不正常");
    }
    TRY(crypto_password_hash(a, &r, CRYPTO_COST_TEST, S("abc"), &text));
    TRY(crypto_password_verify(a, CRYPTO_COST_TEST, S("abc"), text, &right, &outdated));
    return right ? NULL : ERR(a, INTERNAL, "系统的口令散列库工作不正常");
}
