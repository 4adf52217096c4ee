#include "render/picture.h"

enum {
    SIDE_MOST = 12000,
    PIXELS_MOST = 24 * 1000 * 1000, /* decoded: 96 MB */
};

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

bool picture_read(str bytes, struct picture *out)
{
    *out = (struct picture){.kind = PICTURE_NONE};
    if (str_starts(bytes, S("\x89PNG\r\n\x1a\n")) && bytes.n >= 33) {
        /* IHDR is first: length, type, width, height. */
        out->width = number(bytes, 16, 4);
        out->height = number(bytes, 20, 4);
        out->kind = PICTURE_PNG;
    } else if (str_starts(bytes, S("\xff\xd8\xff")) &&
               jpeg_size(bytes, &out->width, &out->height)) {
        out->kind = PICTURE_JPEG;
    }
    if (out->kind == PICTURE_NONE || !size_fits(out->width, out->height))
        *out = (struct picture){.kind = PICTURE_NONE};
    return out->kind != PICTURE_NONE;
}
