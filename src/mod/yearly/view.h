/* What the pages of this module show; plain data for views/. On the request arena. */
#ifndef GK_MOD_YEARLY_VIEW_H
#define GK_MOD_YEARLY_VIEW_H

#include "core/figure.h"
#include "mod/office/staff.h"
#include "mod/yearly/yearly.h"

struct yearly_line {
    int64_t id;
    str title, organ, years, what, evidence;
    str end_url; /* empty: it has ended, or such rows do not end */
    str delete_url;
};

struct yearly_view {
    struct staff_page staff;
    int64_t year;
    str kind, label;
    const struct page_link *kinds;
    size_t n_kinds;
    str prev_url, next_url, sum;
    const struct yearly_line *lines;
    size_t n;
    struct staff_fields fields;
};

struct yearly_end_view {
    struct staff_page staff;
    int64_t id;
    str title, back_url;
    struct staff_fields fields;
};

#endif
