/*
 * staff: what every page of the back office carries, and how it is begun and ended. The office is
 * the shell that the staff pages of all modules stand in: this header and the views of staff.html
 * and staff_fields.html are its door for them. (mod/portal/frame.h is the same for public pages.)
 *
 *     struct thing_view v = {0};
 *     bool shown;
 *
 *     TRY(staff_begin(rq, rs, S("标题"), &v.staff, &shown));
 *     if (!shown) return NULL;        // was sent on to replace the first password
 *     …
 *     view_thing(&rs->body, &v);
 *
 * A module whose cases are not begun on the generic page has the route GET /staff/KINDs/new; what
 * cannot be drawn from a form table (an editor) is reached through flow_show_out.links.
 */
#ifndef GK_MOD_OFFICE_STAFF_H
#define GK_MOD_OFFICE_STAFF_H

#include "core/directory.h"
#include "core/env.h"
#include "core/flow.h"
#include "web/page.h"
#include "web/request.h"
#include "web/response.h"

/* One line of the summary of errors at the top of a page; `field` empty: about the whole. */
struct staff_problem {
    str field, text;
};

struct staff_page {
    struct page page;
    str css, js; /* staff.css, staff.js */
    str island;  /* a further script of this page; empty: none */
    str notice;  /* what has just been done, one sentence; empty: nothing */
    const struct staff_problem *problems;
    size_t n_problems;
};

/* What the program's root gave (core/env.h). */
const struct core_env *staff_env(const struct req *rq);
/* The site of the request, from the directory; never NULL once a route was found. */
const struct directory_site *staff_site(const struct req *rq);
str staff_asset(const struct req *rq, const char *name);

/*
 * Fills what is the same on all staff pages: site, menu by permission, person, token, the notice
 * that the address names, the problems of rq->errors. *shown false: the answer is already a
 * redirect, because the first password must be replaced before anything else.
 */
struct err *staff_begin(struct req *rq, struct resp *rs, str title, struct staff_page *out,
                        bool *shown) MUST_USE;
/* The same without asking whether the password is a first one, and for nobody too. */
void staff_frame(struct req *rq, str title, struct staff_page *out);
/* The way here: crumbs from the home of the back office down to the title. */
void staff_crumbs(struct req *rq, struct staff_page *p, const struct page_link *links, size_t n);
/* One problem more at the top. */
void staff_problem(struct req *rq, struct staff_page *p, str field, str text);

/* What happened, as a word of the address (`done=`), so that a reload says nothing twice. */
void staff_redirect_done(struct req *rq, struct resp *rs, str path, const char *done);

/*
 * Gives back what was typed before the session ended, if this page is the one it was typed on and
 * the person is the same: puts it into rq->raw, sets the page's notice. Call before the form is
 * drawn. False: there is nothing.
 */
struct err *staff_lost_take(struct req *rq, struct resp *rs, struct staff_page *p,
                            bool *found) MUST_USE;

/* ---- Forms ---------------------------------------------------------------------------------- */

/* A choice of a select or radio group. */
struct staff_option {
    str value, label, hint;
    bool chosen;
};

enum staff_input {
    INPUT_LINE,
    INPUT_LINES,
    INPUT_NUMBER,
    INPUT_DATE,
    INPUT_CHECK,
    INPUT_SELECT,
    INPUT_RADIO,
    INPUT_CHECKS,
    INPUT_SECRET,
    INPUT_HIDDEN,
    INPUT_FILE
};

/* A field of a form, drawn from its table. `id` is unique on the page. */
struct staff_field {
    enum staff_input input;
    str id, name, label, hint, value, error;
    bool required, checked, several;
    int64_t max_chars;
    str list;         /* id of a datalist; empty: none */
    str autocomplete; /* what the browser may fill in: username, current-password … */
    const struct staff_option *options;
    size_t n_options;
};

struct staff_fields {
    const struct staff_field *items;
    size_t n;
};

/*
 * The fields of `form` to be drawn, with what was typed (`raw`) and what is wrong with it
 * (`errors`); ids begin with `prefix`. Fields that only a page of their own can fill (JSON, files)
 * are left out; *whole false: a required one was among them.
 */
struct staff_fields staff_draw(struct arena *a, const struct form *form, str prefix,
                               const struct values *raw, const struct err *errors, bool *whole);
/* Whether the generic page can fill the form. */
bool staff_can_draw(const struct form *form);

/* ---- Steps ---------------------------------------------------------------------------------- */

/* A step that is to be made: by the page and by the API alike. */
struct staff_step {
    const struct flow *flow;
    int64_t id, version; /* id 0: a new case */
    int64_t organ;       /* of a new case; 0: the actor's own */
    str event, note;
    const struct values *raw; /* the fields of the step's form */
    const struct upload_list *files;
};

enum staff_outcome {
    STAFF_DONE,
    /* The same person has just made this very step with these very fields: nothing was done twice.
     * What was given stands in the event as a mark of it, the member `sent` of the fields. */
    STAFF_DONE_BEFORE,
};

/*
 * Binds the step's form and makes the step. Expected: INVALID (a list, one a field), and all of
 * flow_start and flow_fire. `out` is set in both outcomes.
 */
struct err *staff_make_step(struct req *rq, const struct staff_step *s, struct flow_result *out,
                            enum staff_outcome *outcome) MUST_USE;

#endif
