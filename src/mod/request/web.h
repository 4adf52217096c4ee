/* The handlers of this module. */
#ifndef GK_MOD_REQUEST_WEB_H
#define GK_MOD_REQUEST_WEB_H

#include "mod/request/request.h"
#include "web/request.h"
#include "web/response.h"

/* apply.c */
struct err *request_apply_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_apply_at(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_apply_next(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_apply_again(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_apply_send(struct req *rq, struct resp *rs) MUST_USE;
/* Sends an application, by page or API; the code is made here and never stored. */
struct err *request_send(struct req *rq, const struct request_input *in, struct request *made,
                         str *code) MUST_USE;

/* track.c */
struct err *request_track_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_track_show(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_track_correct(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_track_withdraw(struct req *rq, struct resp *rs) MUST_USE;

/* api.c */
struct err *request_api_create(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_api_get(struct req *rq, struct resp *rs) MUST_USE;

/* staff_web.c, table.c */
struct err *request_letter_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_letter_file(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_person_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_person_look(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_table_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_figure_page(struct req *rq, struct resp *rs) MUST_USE;

/* office.c */
struct err *request_offices_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_office_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *request_office_post(struct req *rq, struct resp *rs) MUST_USE;

#endif
