/* Pictures: PNG is decoded, JPEG goes into the file as it is. */
#include "render/pdf_inside.h"

enum {
    SIDE_MOST = 12000,
    PIXELS_MOST = 24 * 1000 * 1000, /* decoded: 96 MB */
};

struct bytes {
    str rest;
};

static cairo_status_t read_bytes(void *closure, unsigned char *out, unsigned int n)
{
    struct bytes *b = closure;

    if (b->rest.n < n) return CAIRO_STATUS_READ_ERROR;
    for (unsigned i = 0; i < n; i++) out[i] = (unsigned char)b->rest.p[i];
    b->rest = str_from(b->rest, n);
    return CAIRO_STATUS_SUCCESS;
}

static uint32_t number(str s, size_t at, size_t bytes)
{
    uint32_t v = 0;

    for (size_t i = 0; i < bytes; i++) v = v << 8 | (unsigned char)s.p[at + i];
    return v;
}

static bool size_fits(uint32_t w, uint32_t h)
{
    return w && h && w <= SIDE_MOST && h <= SIDE_MOST && (uint64_t)w * h <= PIXELS_MOST;
}

static cairo_surface_t *open_png(str s)
{
    struct bytes b = {s};

    /* Signature, then IHDR: length, type, width, height. */
    if (s.n < 33 || !size_fits(number(s, 16, 4), number(s, 20, 4))) return NULL;
    cairo_surface_t *out = cairo_image_surface_create_from_png_stream(read_bytes, &b);

    if (cairo_surface_status(out) == CAIRO_STATUS_SUCCESS) return out;
    cairo_surface_destroy(out);
    return NULL;
}

/* The frame header says how large a JPEG is; false: there is none, or of a kind nobody prints. */
static bool jpeg_size(str s, uint32_t *w, uint32_t *h)
{
    for (size_t at = 2; at + 9 < s.n;) {
        if ((unsigned char)s.p[at] != 0xff) return false;
        unsigned marker = (unsigned char)s.p[at + 1];

        if (marker == 0xff) { /* fill */
            at++;
            continue;
        }
        if (marker == 0xd9 || marker == 0xda) return false;
        if (marker >= 0xc0 && marker <= 0xc2) { /* baseline, extended, progressive */
            uint32_t parts = number(s, at + 9, 1);

            *h = number(s, at + 5, 2);
            *w = number(s, at + 7, 2);
            return number(s, at + 4, 1) == 8 && at + 11 < s.n && parts != 0;
        }
        at += 2 + number(s, at + 2, 2);
    }
    return false;
}

static cairo_surface_t *open_jpeg(str s)
{
    uint32_t w = 0;
    uint32_t h = 0;

    if (!jpeg_size(s, &w, &h) || !size_fits(w, h)) return NULL;
    /* Nothing is decoded, so the cheapest surface of that size will do. */
    cairo_surface_t *out = cairo_image_surface_create(CAIRO_FORMAT_A1, (int)w, (int)h);

    if (cairo_surface_set_mime_data(out, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)s.p, s.n,
                                    NULL, NULL) == CAIRO_STATUS_SUCCESS)
        return out;
    cairo_surface_destroy(out);
    return NULL;
}

cairo_surface_t *pdf_image_open(str bytes, double *w, double *h)
{
    cairo_surface_t *out = NULL;

    if (str_starts(bytes, S("\x89PNG\r\n\x1a\n")))
        out = open_png(bytes);
    else if (str_starts(bytes, S("\xff\xd8\xff")))
        out = open_jpeg(bytes);
    if (!out) return NULL;
    *w = cairo_image_surface_get_width(out) * 72.0 / 96.0;
    *h = cairo_image_surface_get_height(out) * 72.0 / 96.0;
    return out;
}
