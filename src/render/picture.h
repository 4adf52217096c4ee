/* picture: what kind of picture some bytes are and how large, without decoding them. */
#ifndef GK_RENDER_PICTURE_H
#define GK_RENDER_PICTURE_H

#include "base/str.h"

enum picture_kind { PICTURE_NONE, PICTURE_PNG, PICTURE_JPEG };

struct picture {
    enum picture_kind kind;
    uint32_t width, height; /* pixels */
};

/* False: neither PNG nor JPEG, or larger than anybody prints (12,000 pixels a side, 24 million). */
bool picture_read(str bytes, struct picture *out);

#endif
