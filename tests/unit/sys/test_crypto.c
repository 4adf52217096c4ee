/* Digests against published vectors; passwords and sealed fields, and every way to spoil them. */
#include "unit.h"

#include "sys/crypto.h"
#include "sys/encode.h"

#include <string.h>

static void test_all_algorithms_are_there(void **state)
{
    assert_ok(crypto_ready(*state));
}

static void test_digest_vectors(void **state)
{
    /* GB/T 32905-2016 annex A; FIPS 180-4. */
    static const struct {
        enum crypto_hash kind;
        str data, hex;
    } rows[] = {
        {CRYPTO_SM3, S_INIT("abc"),
         S_INIT("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")},
        {CRYPTO_SM3, S_INIT("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd"),
         S_INIT("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")},
        {CRYPTO_SHA256, S_INIT("abc"),
         S_INIT("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")},
        {CRYPTO_SHA256, S_INIT(""),
         S_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")},
        {CRYPTO_SHA256, S_INIT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
         S_INIT("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")},
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct crypto_digest d;
        struct crypto_hasher *h = crypto_hasher_open(a, rows[i].kind);

        crypto_hash(rows[i].kind, rows[i].data, &d);
        assert_str(crypto_digest_hex(a, &d), rows[i].hex);
        /* The same in pieces of one byte, twice: the hasher begins anew. */
        for (int again = 0; again < 2; again++) {
            for (size_t k = 0; k < rows[i].data.n; k++)
                crypto_hasher_add(h, str_head(str_from(rows[i].data, k), 1));
            crypto_hasher_done(h, &d);
            assert_str(crypto_digest_hex(a, &d), rows[i].hex);
        }
    }
}

static void test_hmac_vectors(void **state)
{
    struct arena *a = *state;
    struct crypto_digest d;
    str key;

    /* RFC 4231, cases 1, 2 and 6 (a key longer than the block). */
    assert_true(decode_hex(a, S("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), &key));
    crypto_hmac(CRYPTO_SHA256, key, S("Hi There"), &d);
    assert_str(crypto_digest_hex(a, &d),
               S("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
    crypto_hmac(CRYPTO_SHA256, S("Jefe"), S("what do ya want for nothing?"), &d);
    assert_str(crypto_digest_hex(a, &d),
               S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    char *long_key = arena_bytes(a, 131);

    memset(long_key, 0xaa, 131);
    crypto_hmac(CRYPTO_SHA256, str_at(long_key, 131),
                S("Test Using Larger Than Block-Size Key - Hash Key First"), &d);
    assert_str(crypto_digest_hex(a, &d),
               S("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

/* RFC 2104 written out, as the check on HMAC-SM3, for which no RFC has vectors. */
static void test_hmac_sm3_is_rfc_2104(void **state)
{
    struct arena *a = *state;
    char inner[64];
    char outer[64];
    struct crypto_digest d;
    struct crypto_digest want;
    str key = S("key of the audit chain");
    str data = S("政府信息公开");

    for (size_t i = 0; i < 64; i++) {
        char k = i < key.n ? key.p[i] : '\0';

        inner[i] = (char)(k ^ 0x36);
        outer[i] = (char)(k ^ 0x5c);
    }
    crypto_hash(CRYPTO_SM3, str_cat(a, str_at(inner, 64), data), &want);
    crypto_hash(CRYPTO_SM3, str_cat(a, str_at(outer, 64), crypto_digest_str(&want)), &want);
    crypto_hmac(CRYPTO_SM3, key, data, &d);
    assert_true(crypto_digest_eq(&d, &want));
    d.bytes[31] ^= 1;
    assert_false(crypto_digest_eq(&d, &want));
}

static void test_password(void **state)
{
    struct arena *a = *state;
    struct sys_seeded seed = {1};
    struct sys_random r = sys_random_seeded(&seed);
    str one;
    str two;
    bool right;
    bool outdated;

    assert_ok(crypto_password_hash(a, &r, CRYPTO_COST_TEST, S("口令 correct horse"), &one));
    assert_ok(crypto_password_hash(a, &r, CRYPTO_COST_TEST, S("口令 correct horse"), &two));
    assert_false(str_eq(one, two)); /* another salt */
    assert_true(str_starts(one, S("$argon2id$v=19$m=64,t=1,p=1$")));
    assert_ok(crypto_password_verify(a, CRYPTO_COST_TEST, S("口令 correct horse"), one, &right,
                                     &outdated));
    assert_true(right);
    assert_false(outdated);
    assert_ok(crypto_password_verify(a, CRYPTO_COST_TEST, S("口令 correct horsf"), one, &right,
                                     &outdated));
    assert_false(right);
    assert_ok(crypto_password_verify(a, CRYPTO_COST_TEST, S(""), one, &right, &outdated));
    assert_false(right);
    assert_ok(crypto_password_verify(a, CRYPTO_COST_NORMAL, S("口令 correct horse"), one, &right,
                                     &outdated));
    assert_true(right);
    assert_true(outdated);
}

static void test_password_limits(void **state)
{
    struct arena *a = *state;
    struct sys_random r = sys_random_real();
    char *long_one = arena_bytes(a, CRYPTO_PASSWORD_MAX + 1);
    str most = str_at(long_one, CRYPTO_PASSWORD_MAX);
    str over = str_at(long_one, CRYPTO_PASSWORD_MAX + 1);
    str encoded;
    bool right;
    bool outdated;

    memset(long_one, 'x', over.n);
    assert_ok(crypto_password_hash(a, &r, CRYPTO_COST_TEST, most, &encoded));
    assert_ok(crypto_password_verify(a, CRYPTO_COST_TEST, over, encoded, &right, &outdated));
    assert_false(right);
    assert_err(crypto_password_hash(a, &r, CRYPTO_COST_TEST, over, &encoded), INVALID);
}

static void test_damaged_password_records_are_never_a_yes(void **state)
{
    static const str damaged[] = {
        S_INIT(""),
        S_INIT("$"),
        S_INIT("plain"),
        S_INIT("$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=16$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=64,t=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=64,t=1,p=1,x=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=-64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ"),
        S_INIT("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g$more"),
        S_INIT("$argon2id$v=19$m=64,t=1,p=1$!!$??"),
        /* four gibibytes; a year; many lanes */
        S_INIT("$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=64,t=4000000,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=64,t=1,p=64$c2FsdHNhbHQ$aGFzaGhhc2g"),
        S_INIT("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFz\0aGhhc2g"),
    };
    struct arena *a = *state;

    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        bool right = true;
        bool outdated = true;

        assert_err(
            crypto_password_verify(a, CRYPTO_COST_NORMAL, S("x"), damaged[i], &right, &outdated),
            INTERNAL);
        assert_false(right);
        assert_false(outdated);
    }
}

static const struct crypto_key both_keys[] = {
    {.id = 7, .cipher = CRYPTO_AES256_GCM, .secret = {1, 2, 3}},
    {.id = 0x01020304, .cipher = CRYPTO_SM4_HMAC_SM3, .secret = {9, 8, 7}},
};

static void test_seal_and_open(void **state)
{
    struct arena *a = *state;
    struct sys_random r = sys_random_real();
    const struct crypto_keys all = {both_keys, 2};
    static const str plains[] = {S_INIT(""), S_INIT("x"), S_INIT("350128199001011234"),
                                 S_INIT("a NUL \0 inside and 中文 and more than one block of it")};

    for (size_t k = 0; k < COUNT_OF(both_keys); k++)
        for (size_t i = 0; i < COUNT_OF(plains); i++) {
            const struct crypto_keys one = {&both_keys[k], 1};
            str sealed;
            str again;
            str plain;

            assert_ok(crypto_seal(a, &r, &one, S("request.id_number:42"), plains[i], &sealed));
            assert_ok(crypto_seal(a, &r, &one, S("request.id_number:42"), plains[i], &again));
            assert_false(str_eq(sealed, again)); /* another nonce */
            if (plains[i].n > 8) assert_int_equal(str_find(sealed, plains[i], 0), STR_NONE);
            assert_ok(crypto_open(a, &all, S("request.id_number:42"), sealed, &plain));
            assert_str(plain, plains[i]);
        }
}

static void test_open_refuses_every_change(void **state)
{
    struct arena *a = *state;
    struct sys_random r = sys_random_real();

    for (size_t k = 0; k < COUNT_OF(both_keys); k++) {
        const struct crypto_keys one = {&both_keys[k], 1};
        const struct crypto_keys other = {&both_keys[1 - k], 1};
        str sealed;
        str plain;

        assert_ok(crypto_seal(a, &r, &one, S("row 1"), S("secret"), &sealed));
        assert_err(crypto_open(a, &one, S("row 2"), sealed, &plain), INTERNAL);
        assert_err(crypto_open(a, &one, S(""), sealed, &plain), INTERNAL);
        assert_err(crypto_open(a, &other, S("row 1"), sealed, &plain), INTERNAL);
        for (size_t n = 0; n < sealed.n; n++)
            assert_err(crypto_open(a, &one, S("row 1"), str_head(sealed, n), &plain), INTERNAL);
        assert_err(crypto_open(a, &one, S("row 1"), str_cat(a, sealed, S("x")), &plain), INTERNAL);
        for (size_t i = 0; i < sealed.n; i++)
            for (int bit = 0; bit < 8; bit++) {
                str bad = str_copy(a, sealed);
                char *p = arena_bytes(a, bad.n);

                memcpy(p, bad.p, bad.n);
                p[i] = (char)(p[i] ^ (1 << bit));
                assert_err(crypto_open(a, &one, S("row 1"), str_at(p, bad.n), &plain), INTERNAL);
            }
    }
}

static void test_seal_needs_a_key_and_a_bounded_text(void **state)
{
    struct arena *a = *state;
    struct sys_random r = sys_random_real();
    const struct crypto_keys none = {NULL, 0};
    const struct crypto_keys one = {both_keys, 1};
    size_t over = 1024 * 1024 + 1;
    str sealed;

    assert_err(crypto_seal(a, &r, &none, S(""), S("x"), &sealed), INTERNAL);
    assert_err(crypto_open(a, &none, S(""), S("xxxxxxxxxxxxxxxxxxxx"), &sealed), INTERNAL);
    assert_err(crypto_seal(a, &r, &one, S(""), str_at(arena_alloc(a, over), over), &sealed),
               TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(test_all_algorithms_are_there),
        UNIT(test_digest_vectors),
        UNIT(test_hmac_vectors),
        UNIT(test_hmac_sm3_is_rfc_2104),
        UNIT(test_password),
        UNIT(test_password_limits),
        UNIT(test_damaged_password_records_are_never_a_yes),
        UNIT(test_seal_and_open),
        UNIT(test_open_refuses_every_change),
        UNIT(test_seal_needs_a_key_and_a_bounded_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
