#include "web/response.h"

#include "base/utf8.h"
#include "web/cache.h"

static bool header_text(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return false;
    return true;
}

void resp_header(struct resp *rs, str name, str value)
{
    BUG_IF(name.n == 0 || !header_text(name) || !header_text(value));
    BUG_IF(rs->n_headers == RESP_HEADERS_MAX);
    rs->headers[rs->n_headers++] = (struct value){name, value};
}

void resp_cookie(struct resp *rs, const struct cookie *c)
{
    BUG_IF(rs->n_cookies == RESP_COOKIES_MAX);
    rs->cookies[rs->n_cookies++] = *c;
}

void resp_type(struct resp *rs, str type)
{
    BUG_IF(!header_text(type));
    rs->type = type;
}

/* A Location: what is not printable ASCII is percent-encoded. */
static str encoded(struct arena *a, str path)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf b;

    buf_init(&b, a, 3 * path.n + 1);
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];

        if (c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\') {
            buf_byte(&b, (char)c);
        } else {
            buf_byte(&b, '%');
            buf_byte(&b, hex[c >> 4]);
            buf_byte(&b, hex[c & 15]);
        }
    }
    return buf_str(&b);
}

static void go(struct resp *rs, int status, str path)
{
    /* "//host" is another host to a browser, and so is "/\host", which is encoded below. */
    bool ours = str_starts(path, S("/")) && !str_starts(path, S("//"));

    rs->status = status;
    buf_clear(&rs->body);
    resp_header(rs, S("Location"), ours ? encoded(rs->arena, path) : S("/"));
}

void resp_redirect(struct resp *rs, str path)
{
    go(rs, 303, path);
}

void resp_moved(struct resp *rs, str path)
{
    go(rs, 301, path);
}

void resp_tag(struct resp *rs, str name, int64_t id)
{
    uint64_t tag = cache_tag(name, id);

    for (size_t i = 0; i < rs->n_tags; i++)
        if (rs->tags[i] == tag) return;
    if (rs->n_tags == RESP_TAGS_MAX) {
        rs->tags_over = true;
        return;
    }
    rs->tags[rs->n_tags++] = tag;
}

void resp_file(struct resp *rs, const struct resp_file *file)
{
    BUG_IF(rs->file.fd >= 0);
    rs->file = *file;
    resp_type(rs, file->type);
}

static void json_text(struct buf *b, str s)
{
    buf_byte(b, '"');
    for (uint32_t c; utf8_next(&s, &c);) {
        if (c == '"' || c == '\\')
            buf_printf(b, "\\%c", (char)c);
        else if (c < 0x20)
            buf_printf(b, "\\u%04x", c);
        else
            buf_rune(b, c);
    }
    buf_byte(b, '"');
}

/* RFC 9457. The sentence of a fault is for the log only. */
void resp_problem(struct resp *rs, const struct err *e, str request_number)
{
    struct buf *b = &rs->body;
    bool first = true;

    buf_clear(b);
    rs->status = err_http(e->code);
    resp_type(rs, S("application/problem+json"));
    buf_lit(b, "{\"title\":");
    json_text(b, err_title(e->code));
    buf_printf(b, ",\"status\":%d,\"code\":", rs->status);
    json_text(b, err_word(e->code));
    if (!err_is_fault(e->code) && e->message.n && e->field.n == 0) {
        buf_lit(b, ",\"detail\":");
        json_text(b, e->message);
    }
    buf_lit(b, ",\"request\":");
    json_text(b, request_number);
    for (const struct err *one = e; one; one = one->next) {
        if (one->field.n == 0) continue;
        buf_add(b, first ? S(",\"fields\":{") : S(","));
        json_text(b, one->field);
        buf_byte(b, ':');
        json_text(b, one->message);
        first = false;
    }
    buf_add(b, first ? S("}\n") : S("}}\n"));
}
