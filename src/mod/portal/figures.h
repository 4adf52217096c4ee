/* The portal's public figures; see core/figure.h. Not for other modules. */
#ifndef GK_MOD_PORTAL_FIGURES_H
#define GK_MOD_PORTAL_FIGURES_H

#include "core/env.h"
#include "core/figure.h"
#include "core/publication_sql.h"
#include "mod/portal/view.h"
#include "web/request.h"

enum { PORTAL_FIGURES = 3 };
extern const struct figure portal_figures[PORTAL_FIGURES];

struct figure_load {
    const struct figure *figure;
    struct figure_query query;
    int64_t page, size, total;
    struct figure_record *rows;
    size_t n;
};

const struct figure *portal_figure_of(const struct core_env *env, str id);

/* The public figure `:id` of the request's `year` (this one if absent); `size` 0: the number only.
 * Expected: NOT_FOUND. */
struct err *portal_figure_load(struct req *rq, int64_t size, struct figure_load *l) MUST_USE;

#endif
