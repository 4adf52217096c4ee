/* Pictures: PNG is decoded, JPEG goes into the file as it is. */
#include "render/pdf_inside.h"
#include "render/picture.h"

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

static cairo_surface_t *open_png(str s)
{
    struct bytes b = {s};

    cairo_surface_t *out = cairo_image_surface_create_from_png_stream(read_bytes, &b);

    if (cairo_surface_status(out) == CAIRO_STATUS_SUCCESS) return out;
    cairo_surface_destroy(out);
    return NULL;
}

static cairo_surface_t *open_jpeg(str s, const struct picture *p)
{
    /* Nothing is decoded, so the cheapest surface of that size will do. */
    cairo_surface_t *out =
        cairo_image_surface_create(CAIRO_FORMAT_A1, (int)p->width, (int)p->height);

    if (cairo_surface_set_mime_data(out, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)s.p, s.n,
                                    NULL, NULL) == CAIRO_STATUS_SUCCESS)
        return out;
    cairo_surface_destroy(out);
    return NULL;
}

cairo_surface_t *pdf_image_open(str bytes, double *w, double *h)
{
    struct picture p;

    if (!picture_read(bytes, &p)) return NULL;
    cairo_surface_t *out = p.kind == PICTURE_PNG ? open_png(bytes) : open_jpeg(bytes, &p);

    if (!out) return NULL;
    *w = cairo_image_surface_get_width(out) * 72.0 / 96.0;
    *h = cairo_image_surface_get_height(out) * 72.0 / 96.0;
    return out;
}
