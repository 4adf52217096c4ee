/* What the files of this module share; not for others. */
#ifndef GK_MOD_REQUEST_INTERNAL_H
#define GK_MOD_REQUEST_INTERNAL_H

#include "core/env.h"
#include "core/figure.h"
#include "core/module.h"
#include "mod/request/request.h"
#include "mod/request/result.h"
#include "web/request.h"
#include "web/response.h"

/* ---- forms (forms.c) ------------------------------------------------------------------------ */

struct request_correction_input {
    str what;
    int64_t days; /* working days; 0: the most */
};
struct request_corrected_input {
    str subject, document_no, description;
};
struct request_reason_input {
    str reason;
};
struct request_extension_input {
    str reason;
    int64_t days;
};
struct request_delay_input {
    str reason;
    struct date until;
};
struct request_consult_input {
    str kind, party, question;
    struct date received_on;
};
struct request_charge_input {
    str basis;
    int64_t items, pages;
};
struct request_decision_input {
    str result, reply, evidence;
};
struct request_service_input {
    str way;
    struct date served_on;
};
struct request_track_input {
    str number, code;
};
/* What the letters of an organ say; empty: in general words. */
struct request_office_input {
    str review_body, court, letter_prefix;
};
struct request_follow_input {
    str number, code, subject, document_no, description, reason;
};
struct opinion_answer_input {
    str answer, reasons;
};
extern const struct form request_draft_form, request_who_form, request_contact_form,
    request_what_form, request_track_form, request_follow_correct_form, request_follow_form,
    request_look_form, request_office_form, request_send_form;
extern const struct form request_intake_form, request_intake_unconfirmed_form, request_apply_form,
    request_correction_form, request_corrected_form, request_reason_form, request_extension_form,
    request_delay_form, request_consult_form, request_charge_form, request_decision_form,
    request_service_form, opinion_answer_form;
extern const struct choice request_types[], request_channels[], request_forms_of_supply[],
    request_routes_of_supply[], opinion_kinds[], opinion_answers[];

/* The check digit of an identity number. INVALID. */
struct err *request_check_identity(struct arena *a, const struct request_input *in) MUST_USE;
/* What the table of a form cannot say: who must give what, and a check digit. INVALID. */
struct err *request_check_input(struct arena *a, const struct request_input *in,
                                bool complete) MUST_USE;

/* ---- model (model.c) ------------------------------------------------------------------------ */

/* Writes the request of a new case: the effect of the steps that make one. */
struct err *request_store(struct flow_ctx *x, const struct request_input *in,
                          struct date received_on) MUST_USE;
struct err *request_of_ctx(struct flow_ctx *x, struct request *out) MUST_USE;
/* The id of another request that came with the same code: this one is sent a second time. 0: none.
 */
struct err *request_sent_before(const struct core_env *env, struct db_tx *tx, struct arena *a,
                                struct scope scope, const struct request *r, str code,
                                int64_t *id) MUST_USE;
/* Ends the request with a leaf: one that the form of this year has. */
struct err *request_end(struct flow_ctx *x, const char *leaf, str letter_no) MUST_USE;
str request_label(const struct choice *choices, str value);

/* Numbers of requests and of the letters that answered them. */
struct err *request_find_numbers(struct db_tx *tx, struct arena *a, struct scope scope, str words,
                                 int64_t most, int64_t **ids, size_t *n) MUST_USE;
struct err *request_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                         const struct actor *actor, const struct flow_case *c,
                         struct flow_show_out *out);
struct err *opinion_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                         const struct actor *actor, const struct flow_case *c,
                         struct flow_show_out *out);

/* ---- steps of other files ------------------------------------------------------------------- */

/* opinion.c: asks a party: makes the case of the opinion. */
struct err *opinion_ask(struct flow_ctx *x) MUST_USE;

/* jobs.c */
extern const struct module_job request_jobs[];
enum { REQUEST_JOBS = 1 };

/* figures.c */
enum { REQUEST_FIGURE_ROWS = 26, REQUEST_FIGURES = REQUEST_FIGURE_ROWS * 7 };
extern const struct figure request_figures[REQUEST_FIGURES];

#endif
