/* What the files of this module share; not for others. */
#ifndef GK_MOD_TEMPLATE_INTERNAL_H
#define GK_MOD_TEMPLATE_INTERNAL_H

#include "core/figure.h"
#include "mod/template/template.h"
#include "web/request.h"
#include "web/response.h"

/* Writes what was typed about x->c: the effects of `create` and `save`. */
struct err *template_store(struct flow_ctx *x, const struct template_input *in,
                           bool is_new) MUST_USE;
/* Notes when it was hung up. */
struct err *template_mark_shown(struct flow_ctx *x) MUST_USE;

struct err *template_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                          const struct actor *actor, const struct flow_case *c,
                          struct flow_show_out *out);

/* templates.shown: how many were hung up in a year, and which. */
extern const struct figure template_figure;

/* The board, read in one snapshot for the person who asks. */
struct template_board_load {
    struct scope scope;
    struct date today;
    struct figure_query year;
    struct template_notice *notices;
    size_t n;
    int64_t shown; /* the figure of this year */
};
struct err *template_board_read(struct req *rq, struct template_board_load *out) MUST_USE;

struct err *template_board_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *template_shown_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *template_api_board(struct req *rq, struct resp *rs) MUST_USE;

#endif
