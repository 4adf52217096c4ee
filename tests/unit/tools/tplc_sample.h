/* What the templates of tests/data/tplc/contexts.html show. */
#ifndef GK_TESTS_TPLC_SAMPLE_H
#define GK_TESTS_TPLC_SAMPLE_H

#include "text/html.h"

struct sample_item {
    str name;
    int64_t count;
};

struct sample {
    str s;
    int i;
    int64_t n;
    uint64_t u;
    uint32_t w;
    size_t z;
    struct date on;
    struct safe_html html;
    bool yes;
    const struct sample_item *items;
    size_t n_items;
};

#endif
