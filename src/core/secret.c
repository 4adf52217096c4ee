#include "core/secret.h"

#include "base/buf.h"
#include "base/num.h"
#include "sys/encode.h"

enum { KEYS_MOST = 16, FILE_BYTES = 16 * 1024, KEY_ID_MOST = 1000000000 };

static const struct {
    str word;
    enum crypto_cipher cipher;
} ciphers[] = {
    {S_INIT("sm4"), CRYPTO_SM4_HMAC_SM3},
    {S_INIT("aes256"), CRYPTO_AES256_GCM},
};

static bool read_cipher(str word, enum crypto_cipher *out)
{
    for (size_t i = 0; i < COUNT_OF(ciphers); i++)
        if (str_eq(ciphers[i].word, word)) {
            *out = ciphers[i].cipher;
            return true;
        }
    return false;
}

static bool read_key(struct arena *a, str line, struct crypto_key *out)
{
    str id;
    str cipher;
    str bytes;
    int64_t number;

    if (!str_split(&line, ' ', &id) || !str_split(&line, ' ', &cipher)) return false;
    if (!num_parse(id, 1, KEY_ID_MOST, &number) || !read_cipher(cipher, &out->cipher)) return false;
    if (!decode_hex(a, str_trim(line), &bytes) || bytes.n != sizeof out->secret) return false;
    out->id = (uint32_t)number;
    for (size_t i = 0; i < bytes.n; i++) out->secret[i] = (unsigned char)bytes.p[i];
    return true;
}

static struct err *read_keys(struct arena *a, str text, const struct crypto_keys **out)
{
    struct crypto_key *keys = ARENA_ARRAY(a, struct crypto_key, KEYS_MOST);
    struct crypto_keys *all = ARENA_NEW(a, struct crypto_keys);
    size_t n = 0;

    for (str line; str_split(&text, '\n', &line);) {
        line = str_trim(line);
        if (!line.n || line.p[0] == '#') continue;
        if (n == KEYS_MOST || !read_key(a, line, &keys[n]))
            return ERR(a, INVALID, "密钥文件的内容不正确：每行应为“编号 算法 64位十六进制数”");
        for (size_t i = 0; i < n; i++)
            if (keys[i].id == keys[n].id) return ERR(a, INVALID, "密钥文件里有两把同号的密钥");
        n++;
    }
    if (!n) return ERR(a, INVALID, "密钥文件里没有密钥");
    *all = (struct crypto_keys){keys, n};
    *out = all;
    return NULL;
}

static struct err *make_file(struct arena *a, const struct sys_dir *data,
                             const struct sys_random *random, str *text)
{
    unsigned char secret[32];
    uint64_t id = 1 + sys_random_below(random, KEY_ID_MOST);

    sys_random_fill(random, secret, sizeof secret);
    str hex = encode_hex(a, (str){(const char *)secret, sizeof secret});

    *text = str_printf(a, "%llu sm4 %.*s\n", (unsigned long long)id, STR_ARG(hex));
    return sys_file_write(a, data, S("secret.key"), 0600, *text);
}

struct err *secret_open(struct arena *a, const struct sys_dir *data, str path,
                        const struct sys_random *random, const struct crypto_keys **out)
{
    str text;

    if (path.n) {
        TRY(sys_path_read(a, path, FILE_BYTES, &text));
        return read_keys(a, text, out);
    }
    struct err *e = sys_file_read(a, data, S("secret.key"), FILE_BYTES, &text);

    if (e && e->code == ERR_NOT_FOUND) e = make_file(a, data, random, &text);
    TRY(e);
    return read_keys(a, text, out);
}

str secret_mark(struct arena *a, const struct crypto_keys *keys, str what, str text)
{
    const struct crypto_key *oldest = &keys->keys[keys->n - 1];
    struct crypto_digest d;

    if (!text.n) return S("");
    crypto_hmac(CRYPTO_SM3, (str){(const char *)oldest->secret, sizeof oldest->secret},
                str_printf(a, "mark\n%.*s\n%.*s", STR_ARG(what), STR_ARG(text)), &d);
    return crypto_digest_hex(a, &d);
}
