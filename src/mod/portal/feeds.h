/* What programs read: feeds and the map for search engines. Not for other modules. */
#ifndef GK_MOD_PORTAL_FEEDS_H
#define GK_MOD_PORTAL_FEEDS_H

#include "base/str.h"

struct feed_entry {
    str url, title, summary, organ, published, updated; /* moments as RFC 3339 */
};

struct feed_view {
    str url;                   /* of the feed */
    str page;                  /* whose news it is: the home page, a column */
    str title, organ, updated; /* organ: the author of entries that name none */
    const struct feed_entry *entries;
    size_t n;
};

struct map_entry {
    str path, changed; /* day; may be empty */
};

struct map_xml_view {
    str base;
    const struct map_entry *entries;
    size_t n;
};

/* A part of a map that is too large for one file. */
struct map_index_view {
    str base;
    int64_t parts;
    const int64_t *numbers;
};

/* /favicon.svg: the first character of the site's short name on its colour. */
struct icon_view {
    str colour; /* #rrggbb */
    str letter;
};

#endif
