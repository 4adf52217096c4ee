#include "render/qr.h"

#include "base/buf.h"

#include <qrencode.h>

enum { QUIET = 4, SVG_BYTES_MOST = 512 * 1024 };

static void free_code(void *p)
{
    QRcode_free(p);
}

/* One path: a bar for each run of dark squares of a line. */
static void squares(struct buf *b, const QRcode *code)
{
    for (int y = 0; y < code->width; y++) {
        const unsigned char *line = code->data + (size_t)y * (size_t)code->width;

        for (int x = 0; x < code->width;) {
            int from = x;

            while (x < code->width && (line[x] & 1)) x++;
            if (x > from)
                buf_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
            while (x < code->width && !(line[x] & 1)) x++;
        }
    }
}

struct err *qr_svg(struct arena *a, str text, str *out)
{
    struct buf b;

    if (text.n > QR_BYTES_MOST) return ERR(a, TOO_LARGE, "网址太长，不能做成二维码");
    buf_init(&b, a, SVG_BYTES_MOST);
    QRcode *code = QRcode_encodeData((int)text.n, (const unsigned char *)text.p, 0, QR_ECLEVEL_M);

    if (!code) return err_detail(a, ERR(a, INTERNAL, "生成二维码失败"), "qrencode");
    arena_defer(a, free_code, code);
    int side = code->width + 2 * QUIET;

    buf_printf(&b,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
               "height=\"%d\" shape-rendering=\"crispEdges\">"
               "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
               side, side, side * 4, side * 4, side, side);
    squares(&b, code);
    buf_lit(&b, "\"/></svg>\n");
    BUG_IF(!buf_ok(&b));
    *out = buf_str(&b);
    return NULL;
}
