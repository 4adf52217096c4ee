#include "sys/encode.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char url_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char mime_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char code_letters[] = "23456789BCDFGHJKMNPQRSTVWXZ";

str encode_hex(struct arena *a, str bytes)
{
    BUG_IF(bytes.n > SIZE_MAX / 2);
    char *out = arena_bytes(a, bytes.n * 2);

    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];

        out[2 * i] = hex_digits[c >> 4];
        out[2 * i + 1] = hex_digits[c & 15];
    }
    return (str){out, bytes.n * 2};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool decode_hex(struct arena *a, str text, str *bytes)
{
    if (text.n % 2) return false;
    char *out = arena_bytes(a, text.n / 2);

    for (size_t i = 0; i < text.n / 2; i++) {
        int high = hex_value(text.p[2 * i]);
        int low = hex_value(text.p[2 * i + 1]);

        if (high < 0 || low < 0) return false;
        out[i] = (char)(high << 4 | low);
    }
    *bytes = (str){out, text.n / 2};
    return true;
}

/* Three bytes give four letters; the last one or two give two or three. */
static str encode64(struct arena *a, str bytes, const char *letters, bool pad)
{
    BUG_IF(bytes.n > SIZE_MAX / 2);
    char *out = arena_bytes(a, (bytes.n + 2) / 3 * 4);
    size_t n = 0;

    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t have = bytes.n - i < 3 ? bytes.n - i : 3;
        uint32_t word = 0;

        for (size_t k = 0; k < 3; k++)
            word = word << 8 | (k < have ? (unsigned char)bytes.p[i + k] : 0);
        for (size_t k = 0; k <= have; k++) out[n++] = letters[word >> (18 - 6 * k) & 63];
        for (size_t k = have; pad && k < 3; k++) out[n++] = '=';
    }
    return (str){out, n};
}

str encode_base64url(struct arena *a, str bytes)
{
    return encode64(a, bytes, url_letters, false);
}

str encode_base64(struct arena *a, str bytes)
{
    return encode64(a, bytes, mime_letters, true);
}

bool decode_base64url(struct arena *a, str text, str *bytes)
{
    if (text.n % 4 == 1) return false;
    char *out = arena_bytes(a, text.n / 4 * 3 + 2);
    size_t n = 0;
    uint32_t word = 0;
    unsigned bits = 0;

    for (size_t i = 0; i < text.n; i++) {
        const char *at = memchr(url_letters, text.p[i], sizeof url_letters - 1);

        if (!at) return false;
        word = (word << 6 | (uint32_t)(at - url_letters)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[n++] = (char)(word >> bits & 0xff);
        }
    }
    /* Two texts for the same bytes would be two names for one token. */
    if (word & ((1U << bits) - 1)) return false;
    *bytes = (str){out, n};
    return true;
}

str encode_token(struct arena *a, const struct sys_random *r, size_t n)
{
    char *bytes = arena_bytes(a, n);

    sys_random_fill(r, bytes, n);
    return encode_base64url(a, (str){bytes, n});
}

str encode_code(struct arena *a, const struct sys_random *r, size_t letters)
{
    char *out = arena_bytes(a, letters);

    for (size_t i = 0; i < letters; i++)
        out[i] = code_letters[sys_random_below(r, sizeof code_letters - 1)];
    return (str){out, letters};
}
