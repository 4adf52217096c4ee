#include "web/http.h"

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"

enum { COOKIES_READ_MAX = 50 };

/* ---- Accept-Encoding ---------------------------------------------------------------------- */

/* "q=0", "q=0.0…": refused. */
static bool weight_is_zero(str parameters)
{
    for (str part; str_split(&parameters, ';', &part);) {
        part = str_trim(part);
        if (!str_eq_nocase(str_head(part, 2), S("q="))) continue;
        part = str_from(part, 2);
        for (size_t i = 0; i < part.n; i++)
            if (part.p[i] != '0' && part.p[i] != '.') return false;
        return true;
    }
    return false;
}

unsigned http_accepted(str accept_encoding)
{
    unsigned accepted = 1U << ENCODING_IDENTITY;

    for (str item; str_split(&accept_encoding, ',', &item);) {
        size_t semicolon = str_find_byte(item, ';', 0);
        str word = str_trim(str_head(item, semicolon));

        if (semicolon != STR_NONE && weight_is_zero(str_from(item, semicolon + 1))) continue;
        if (str_eq_nocase(word, S("gzip"))) accepted |= 1U << ENCODING_GZIP;
        if (str_eq_nocase(word, S("br"))) accepted |= 1U << ENCODING_BROTLI;
    }
    return accepted;
}

/* ---- If-None-Match, Range ----------------------------------------------------------------- */

bool http_none_match(str if_none_match, str etag)
{
    for (str item; str_split(&if_none_match, ',', &item);) {
        item = str_trim(item);
        if (str_eq(item, S("*"))) return true;
        if (str_starts(item, S("W/"))) item = str_from(item, 2);
        if (item.n < 2 || item.p[0] != '"' || item.p[item.n - 1] != '"') continue;
        item = (str){item.p + 1, item.n - 2};
        if (str_eq(item, etag)) return true;
    }
    return false;
}

enum http_range http_range(str range, int64_t size, int64_t *from, int64_t *n)
{
    if (!str_starts(range, S("bytes="))) return RANGE_NONE;
    str spec = str_trim(str_from(range, 6));
    size_t dash = str_find_byte(spec, '-', 0);
    int64_t first;
    int64_t last = size - 1;

    if (dash == STR_NONE || str_find_byte(spec, ',', 0) != STR_NONE) return RANGE_NONE;
    str before = str_head(spec, dash);
    str after = str_from(spec, dash + 1);

    if (before.n == 0) { /* the last so many bytes */
        if (!num_parse(after, 0, INT64_MAX, &last)) return RANGE_NONE;
        if (last == 0 || size == 0) return RANGE_OUTSIDE;
        *n = last < size ? last : size;
        *from = size - *n;
        return RANGE_PART;
    }
    if (!num_parse(before, 0, INT64_MAX, &first)) return RANGE_NONE;
    if (after.n && !num_parse(after, 0, INT64_MAX, &last)) return RANGE_NONE;
    if (after.n && last < first) return RANGE_NONE;
    if (first >= size) return RANGE_OUTSIDE;
    if (last > size - 1) last = size - 1;
    *from = first;
    *n = last - first + 1;
    return RANGE_PART;
}

/* ---- cookies ------------------------------------------------------------------------------ */

static bool token_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && str_find_byte(S("!#$%&'*+-.^_`|~"), c, 0) != STR_NONE);
}

static bool cookie_byte(char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

static bool all_bytes(str s, bool (*fine)(char c))
{
    for (size_t i = 0; i < s.n; i++)
        if (!fine(s.p[i])) return false;
    return true;
}

/* The next well-formed pair of a Cookie header; false at its end. */
static bool next_cookie(str *header, struct value *out)
{
    for (str pair; str_split(header, ';', &pair);) {
        pair = str_trim(pair);
        size_t eq = str_find_byte(pair, '=', 0);

        if (eq == STR_NONE || eq == 0) continue;
        str text = str_from(pair, eq + 1);

        if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"')
            text = (str){text.p + 1, text.n - 2};
        *out = (struct value){str_head(pair, eq), text};
        if (all_bytes(out->name, token_byte) && all_bytes(text, cookie_byte)) return true;
    }
    return false;
}

void http_cookies(struct arena *a, str header, struct values *out)
{
    VEC(struct value) list = {0};

    for (struct value v; list.n < COOKIES_READ_MAX && next_cookie(&header, &v);)
        *vec_push(a, &list) = v;
    *out = (struct values){list.items, list.n};
}

str http_cookie(str header, str name)
{
    for (struct value v; next_cookie(&header, &v);)
        if (str_eq(v.name, name)) return v.text;
    return S("");
}

str http_set_cookie(struct arena *a, const struct cookie *c, bool secure)
{
    struct buf b;

    BUG_IF(c->name.n == 0 || !all_bytes(c->name, token_byte));
    BUG_IF(!all_bytes(c->value, cookie_byte));
    buf_init(&b, a, (size_t)8 * 1024);
    /* __Host-: only over https, only from this very host, for the whole path (RFC 6265bis). */
    if (secure) buf_lit(&b, "__Host-");
    buf_add(&b, c->name);
    buf_byte(&b, '=');
    if (c->max_age_s >= 0) buf_add(&b, c->value);
    buf_lit(&b, "; Path=/; HttpOnly; SameSite=");
    buf_add(&b, c->same_site == SAME_SITE_STRICT ? S("Strict") : S("Lax"));
    if (secure) buf_lit(&b, "; Secure");
    if (c->max_age_s != 0) {
        buf_lit(&b, "; Max-Age=");
        buf_int(&b, c->max_age_s > 0 ? c->max_age_s : 0);
    }
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

/* ---- Content-Type, Content-Disposition ---------------------------------------------------- */

str http_disposition(struct arena *a, bool display, str name)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf b;
    str rest = utf8_repair(a, name);

    buf_init(&b, a, (size_t)8 * 1024);
    buf_add(&b, display ? S("inline; filename=\"") : S("attachment; filename=\""));
    for (uint32_t rune; utf8_next(&rest, &rune);) {
        bool plain = rune > 0x20 && rune < 0x7f && token_byte((char)rune) && rune != '%';

        buf_byte(&b, plain ? (char)rune : '_');
    }
    buf_lit(&b, "\"; filename*=UTF-8''");
    rest = utf8_repair(a, name);
    for (size_t i = 0; i < rest.n; i++) {
        unsigned char c = (unsigned char)rest.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '_';

        if (plain) {
            buf_byte(&b, (char)c);
        } else {
            buf_byte(&b, '%');
            buf_byte(&b, hex[c >> 4]);
            buf_byte(&b, hex[c & 15]);
        }
    }
    return buf_ok(&b) ? buf_str(&b) : S("attachment");
}

/* Takes the next parameter, whose value may be quoted; no escapes inside, none are needed. */
static bool next_parameter(str *rest, struct value *out)
{
    *rest = str_trim(*rest);
    while (str_starts(*rest, S(";"))) *rest = str_trim(str_from(*rest, 1));
    size_t eq = str_find_byte(*rest, '=', 0);

    if (eq == STR_NONE) return false;
    out->name = str_trim(str_head(*rest, eq));
    *rest = str_from(*rest, eq + 1);
    if (str_starts(*rest, S("\""))) {
        size_t end = str_find_byte(*rest, '"', 1);

        if (end == STR_NONE) return false;
        out->text = (str){rest->p + 1, end - 1};
        *rest = str_from(*rest, end + 1);
        return true;
    }
    size_t end = str_find_byte(*rest, ';', 0);

    out->text = str_trim(str_head(*rest, end));
    *rest = str_from(*rest, end);
    return true;
}

str http_parameter(str value, str name)
{
    str rest = str_from(value, str_find_byte(value, ';', 0));

    for (struct value v; next_parameter(&rest, &v);)
        if (str_eq_nocase(v.name, name)) return v.text;
    return S("");
}

str http_type(str value)
{
    return str_trim(str_head(value, str_find_byte(value, ';', 0)));
}

/* ---- Host --------------------------------------------------------------------------------- */

bool http_host(str header, char *room, size_t room_n, str *out)
{
    size_t n = 0;
    bool v6 = str_starts(header, S("["));

    for (; n < header.n; n++) {
        char c = header.p[n];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool digit = c >= '0' && c <= '9';

        if (c == ':' && !v6) break;
        if (!letter && !digit && c != '.' && c != '-' &&
            !(v6 && (c == ':' || c == '[' || c == ']')))
            return false;
        if (n == room_n) return false;
        room[n] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        if (v6 && c == ']') {
            n++;
            break;
        }
    }
    str port = str_from(header, n);
    int64_t number;

    if (port.n && (port.p[0] != ':' || !num_parse(str_from(port, 1), 0, 65535, &number)))
        return false;
    *out = (str){room, n};
    return n > 0;
}
