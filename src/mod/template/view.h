/* What the pages of this module show; plain data for views/. On the request arena. */
#ifndef GK_MOD_TEMPLATE_VIEW_H
#define GK_MOD_TEMPLATE_VIEW_H

#include "core/figure.h"
#include "mod/office/staff.h"
#include "mod/template/template.h"

struct template_board_view {
    struct staff_page staff;
    const struct template_notice *notices;
    size_t n;
    int64_t year, shown;
};

struct template_shown_view {
    struct staff_page staff;
    int64_t year, total;
    const struct figure_record *records;
    size_t n;
};

#endif
