/* What the files of this module share; not for others. */
#ifndef GK_MOD_YEARLY_INTERNAL_H
#define GK_MOD_YEARLY_INTERNAL_H

#include "core/figure.h"
#include "core/module.h"
#include "mod/yearly/yearly.h"
#include "web/form.h"
#include "web/request.h"
#include "web/response.h"

/* figures.c */
enum { YEARLY_FIGURES = 42 };
extern const struct figure yearly_figures[YEARLY_FIGURES];

/* forms.c: yuan with up to two decimals. */
bool yearly_amount_parse(str text, int64_t *fen);

/* web.c */
struct yearly_input {
    str kind, title, evidence, amount;
    int64_t year, number;
};
struct yearly_end_input {
    int64_t ended_year;
    str outcome;
};
extern const struct form yearly_form, yearly_end_form;

struct err *yearly_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *yearly_add(struct req *rq, struct resp *rs) MUST_USE;
struct err *yearly_end_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *yearly_end_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *yearly_delete_post(struct req *rq, struct resp *rs) MUST_USE;

#endif
