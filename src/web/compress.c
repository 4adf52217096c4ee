#include "web/compress.h"

#include "web/bytes.h"

#include <brotli/encode.h>
#include <zlib.h>

/* Below this the headers and the extra copy cost more than the bytes saved: one packet anyway. */
enum { WORTH_FROM = 700, GZIP_WINDOW = 15 + 16 /* with the gzip wrapper */, GZIP_MEMORY = 8 };

bool compress_worth(str type, size_t n)
{
    return n >= WORTH_FROM &&
           (str_starts(type, S("text/")) || str_starts(type, S("application/json")) ||
            str_starts(type, S("application/xml")) || str_starts(type, S("application/atom+xml")) ||
            str_starts(type, S("application/javascript")) ||
            str_starts(type, S("application/problem+json")) ||
            str_starts(type, S("application/openapi+json")) ||
            str_starts(type, S("image/svg+xml")));
}

/* The first `n` bytes of `room` in an arena that holds exactly these. */
static bool keep(const char *room, size_t n, struct arena *memory, str *out)
{
    arena_init(memory, n);
    char *p = arena_try(memory, n, 1);

    if (!p) {
        arena_release(memory);
        return false;
    }
    (void)bytes_put(p, (str){room, n});
    *out = (str){p, n};
    return true;
}

bool compress_gzip(str text, struct arena *memory, str *out)
{
    z_stream z = {0};
    struct arena work;
    bool done = false;

    if (text.n < 32 || text.n > UINT32_MAX / 2) return false;
    arena_init(&work, text.n);
    unsigned char *room = arena_try(&work, text.n, 1);

    if (!room || deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                              Z_DEFAULT_STRATEGY) != Z_OK) {
        arena_release(&work);
        return false;
    }
    z.next_in = (z_const Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = room;
    z.avail_out = (uInt)text.n - 1; /* what does not get shorter is not worth it */
    if (deflate(&z, Z_FINISH) == Z_STREAM_END) done = keep((char *)room, z.total_out, memory, out);
    (void)deflateEnd(&z);
    arena_release(&work);
    return done;
}

bool compress_brotli(str text, struct arena *memory, str *out)
{
    struct arena work;
    size_t n = text.n;
    bool done = false;

    if (text.n < 32 || text.n > UINT32_MAX / 2) return false;
    arena_init(&work, text.n);
    unsigned char *room = arena_try(&work, text.n, 1);

    if (room && BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT,
                                      text.n, (const uint8_t *)text.p, &n, room) == BROTLI_TRUE)
        done = keep((char *)room, n, memory, out);
    arena_release(&work);
    return done;
}
