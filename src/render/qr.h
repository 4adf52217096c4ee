/*
 * qr: an address as a QR code (ISO/IEC 18004, error correction M), drawn as SVG. Equal texts give
 * equal pictures. The only door to libqrencode.
 */
#ifndef GK_RENDER_QR_H
#define GK_RENDER_QR_H

#include "base/err.h"

enum { QR_BYTES_MOST = 600 };

/*
 * A whole SVG file of `text`: black squares on white, four of them quiet around it, scaled by
 * whoever shows it. Expected: TOO_LARGE (more than QR_BYTES_MOST bytes).
 */
MUST_USE struct err *qr_svg(struct arena *a, str text, str *out);

#endif
