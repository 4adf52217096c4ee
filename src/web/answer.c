#include "web/answer.h"

#include "web/bytes.h"
#include "web/compress.h"
#include "web/http.h"

#include <unistd.h>

/*
 * What pages may do: load our own files, send forms to us, nothing else; no inline script or style,
 * no frame around us. Uploaded pictures are files of ours too.
 */
#define CONTENT_SECURITY_POLICY                                                                    \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "   \
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

static const struct {
    const char *name, *value;
} common[] = {
    {"Content-Security-Policy", CONTENT_SECURITY_POLICY},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "strict-origin-when-cross-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

static bool header(struct MHD_Response *r, const char *name, const char *value)
{
    return MHD_add_response_header(r, name, value) == MHD_YES;
}

/* The library wants C strings; names and values are short. */
static bool header_str(struct MHD_Response *r, const char *name, str value)
{
    struct arena a;

    arena_init(&a, value.n + 1);
    char *z = arena_try(&a, value.n + 1, 1);
    bool fine = z != NULL;

    if (fine) (void)bytes_put(z, value);
    fine = fine && header(r, name, z);
    arena_release(&a);
    return fine;
}

static bool header_quoted(struct MHD_Response *r, const char *name, const char *before, str text)
{
    char z[160];
    size_t n = 0;

    for (; *before; before++) z[n++] = *before;
    if (text.n > sizeof z - n - 2) return false;
    for (size_t i = 0; i < text.n; i++) z[n++] = text.p[i];
    z[n++] = '"';
    z[n] = '\0';
    return header(r, name, z);
}

static bool security_headers(const struct web *web, struct MHD_Response *r)
{
    bool fine = true;

    for (size_t i = 0; i < COUNT_OF(common); i++)
        fine = fine && header(r, common[i].name, common[i].value);
    if (web->o.hsts_s) {
        struct arena a;

        arena_init(&a, 64);
        fine = fine && header_str(r, "Strict-Transport-Security",
                                  str_printf(&a, "max-age=%u", web->o.hsts_s));
        arena_release(&a);
    }
    return fine;
}

/* `r` if all its headers could be added; else it goes. */
static struct MHD_Response *checked(struct MHD_Response *r, bool fine)
{
    if (r && !fine) MHD_destroy_response(r);
    return fine ? r : NULL;
}

/* ---- what is sent many times ---------------------------------------------------------------- */

/* An arena that lies in its own memory, for bytes whose last user is the library. */
struct holder {
    struct arena memory; /* holds the bytes */
    struct arena own;    /* holds this */
};

static void let_go(void *p)
{
    struct holder *h = p;
    struct arena own = h->own;

    arena_release(&h->memory);
    arena_release(&own);
}

static struct MHD_Response *from_arena(str body, struct arena memory)
{
    struct arena own;
    struct MHD_Response *r = NULL;

    arena_init(&own, sizeof(struct holder));
    struct holder *h = arena_try(&own, 1, sizeof *h);

    if (h) {
        *h = (struct holder){memory, own};
        r = MHD_create_response_from_buffer_with_free_callback_cls(
            body.n, (void *)(uintptr_t)body.p, let_go, h);
        if (!r) arena_release(&own);
    }
    if (!r) arena_release(&memory);
    return r;
}

static bool caching(struct MHD_Response *r, const char *rule, str etag)
{
    return header(r, "Cache-Control", rule) && header(r, "Vary", "Accept-Encoding") &&
           header_quoted(r, "ETag", "W/\"", etag);
}

/* A withdrawn page must not be shown again: always ask, mostly answered by 304. */
static const char page_rule[] = "public, max-age=0, must-revalidate";
/* The name of an asset changes with its content. */
static const char asset_rule[] = "public, max-age=31536000, immutable";

static const char *const encoding_names[ENCODINGS_] = {
    [ENCODING_IDENTITY] = NULL, [ENCODING_GZIP] = "gzip", [ENCODING_BROTLI] = "br"};

static struct ready_answer *make(void *ctx, const struct cache_page *page, str etag, str body,
                                 struct arena memory, enum encoding encoding)
{
    struct MHD_Response *r = from_arena(body, memory);
    bool fine = r && security_headers(ctx, r) && caching(r, page_rule, etag) &&
                header_str(r, "Content-Type", page->type);

    if (fine && encoding_names[encoding])
        fine = header(r, "Content-Encoding", encoding_names[encoding]);
    if (fine && page->location.n) fine = header_str(r, "Location", page->location);
    return (struct ready_answer *)checked(r, fine);
}

static struct MHD_Response *unchanged(const char *rule, str etag)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);

    return checked(r, r && caching(r, rule, etag));
}

static struct ready_answer *make_unchanged(void *ctx, str etag)
{
    (void)ctx;
    return (struct ready_answer *)unchanged(page_rule, etag);
}

static void drop(void *ctx, struct ready_answer *r)
{
    (void)ctx;
    MHD_destroy_response((struct MHD_Response *)r);
}

struct cache_maker answer_maker(struct web *web)
{
    return (struct cache_maker){make, make_unchanged, drop, web};
}

/* ---- files of the look ---------------------------------------------------------------------- */

static bool asset_form(struct web *web, const struct web_asset *from, struct asset *out,
                       enum encoding e, str body, struct MHD_Response *r)
{
    bool fine = r && security_headers(web, r) && caching(r, asset_rule, out->etag) &&
                header(r, "Content-Type", from->type);

    if (fine && encoding_names[e]) fine = header(r, "Content-Encoding", encoding_names[e]);
    out->forms[e] = checked(r, fine);
    out->sizes[e] = body.n;
    return out->forms[e] != NULL;
}

bool asset_make(struct web *web, struct arena *a, const struct web_asset *from, struct asset *out)
{
    str bytes = {(const char *)from->bytes, from->n};
    struct arena memory;
    str body;

    *out = (struct asset){.etag = cache_etag(a, bytes)};
    out->unchanged = unchanged(asset_rule, out->etag);
    if (!out->unchanged ||
        !asset_form(web, from, out, ENCODING_IDENTITY, bytes,
                    MHD_create_response_from_buffer(from->n, (void *)(uintptr_t)from->bytes,
                                                    MHD_RESPMEM_PERSISTENT)))
        return false;
    if (!compress_worth(str_of(from->type), from->n)) return true;
    bool fine = true;

    if (compress_gzip(bytes, &memory, &body))
        fine = asset_form(web, from, out, ENCODING_GZIP, body, from_arena(body, memory));
    if (compress_brotli(bytes, &memory, &body))
        fine = asset_form(web, from, out, ENCODING_BROTLI, body, from_arena(body, memory)) && fine;
    return fine;
}

void asset_drop(struct asset *asset)
{
    for (int e = 0; e < ENCODINGS_; e++)
        if (asset->forms[e]) MHD_destroy_response(asset->forms[e]);
    if (asset->unchanged) MHD_destroy_response(asset->unchanged);
}

/* ---- what is sent once ---------------------------------------------------------------------- */

struct MHD_Response *answer_plain(struct web *web, const char *text, bool retry)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(
        str_of(text).n, (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    bool fine = r && security_headers(web, r) &&
                header(r, "Content-Type", "text/plain; charset=utf-8") &&
                header(r, "Cache-Control", "no-store");

    if (fine && retry) fine = header(r, "Retry-After", "1");
    return checked(r, fine);
}

static bool own_headers(struct exchange *x, struct MHD_Response *r)
{
    const struct resp *rs = &x->rs;
    bool fine = true;

    for (size_t i = 0; fine && i < rs->n_headers; i++)
        fine = header_str(r, str_z(&x->memory, rs->headers[i].name), rs->headers[i].text);
    for (size_t i = 0; fine && i < rs->n_cookies; i++)
        fine =
            header_str(r, "Set-Cookie", http_set_cookie(&x->memory, &rs->cookies[i], rs->secure));
    if (fine && x->close) fine = header(r, "Connection", "close");
    return fine;
}

/* One range of a stored file, or all of it, or 304. */
static struct MHD_Response *make_file(struct exchange *x, unsigned *status, uint64_t *bytes)
{
    struct resp *rs = &x->rs;
    const struct resp_file *f = &rs->file;
    int64_t from = 0;
    int64_t n = f->size;
    str if_range = req_header(&x->rq, S("if-range"));
    bool current = !if_range.n || http_none_match(if_range, f->etag);
    enum http_range range =
        current ? http_range(req_header(&x->rq, S("range")), f->size, &from, &n) : RANGE_NONE;
    bool same = f->etag.n && http_none_match(req_header(&x->rq, S("if-none-match")), f->etag);
    struct MHD_Response *r;
    bool fine = true;

    if (same || range == RANGE_OUTSIDE) {
        *status = same ? 304 : 416;
        n = 0;
        r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
        (void)close(f->fd);
    } else {
        *status = range == RANGE_PART ? 206 : 200;
        r = MHD_create_response_from_fd_at_offset64((uint64_t)n, f->fd, (uint64_t)from);
        if (!r) (void)close(f->fd);
    }
    rs->file.fd = -1; /* the library closes it */
    *bytes = (uint64_t)n;
    if (r && range == RANGE_PART && !same)
        fine = header_str(r, "Content-Range",
                          str_printf(&x->memory, "bytes %lld-%lld/%lld", (long long)from,
                                     (long long)(from + n - 1), (long long)f->size));
    if (r && *status == 416)
        fine = header_str(r, "Content-Range",
                          str_printf(&x->memory, "bytes */%lld", (long long)f->size));
    fine = fine && r && header(r, "Accept-Ranges", "bytes") &&
           header_str(r, "Content-Disposition", http_disposition(&x->memory, f->display, f->name));
    if (fine && f->etag.n) fine = header_quoted(r, "ETag", "\"", f->etag);
    return checked(r, fine);
}

struct MHD_Response *answer_make(struct exchange *x, unsigned *status, uint64_t *bytes)
{
    struct resp *rs = &x->rs;
    str body = buf_str(&rs->body);
    const struct route *route = x->rq.route;
    bool page = route && route->cache == CACHE_PUBLIC && !rs->no_store;
    /* A public attachment may be kept by the reader, who asks with its ETag. */
    bool attachment = route && route->perm == &PERM_PUBLIC && rs->file.fd >= 0 && !rs->n_cookies &&
                      rs->file.etag.n > 0;
    struct MHD_Response *r;

    *status = (unsigned)rs->status;
    *bytes = body.n;
    if (rs->file.fd >= 0)
        r = make_file(x, status, bytes);
    else
        r = MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
                                            MHD_RESPMEM_PERSISTENT);
    bool fine = r && security_headers(x->web, r) && own_headers(x, r) &&
                header(r, "Cache-Control", page || attachment ? page_rule : "no-store");

    if (fine && page) fine = header(r, "Vary", "Accept-Encoding");
    if (fine && (*bytes || body.n)) fine = header_str(r, "Content-Type", rs->type);
    return checked(r, fine);
}
