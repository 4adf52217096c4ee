/* What the files of this module share; not for others. */
#ifndef GK_MOD_OFFICE_INTERNAL_H
#define GK_MOD_OFFICE_INTERNAL_H

#include "mod/office/office.h"
#include "mod/office/staff.h"
#include "mod/office/view.h"
#include "web/upload.h"

enum {
    OFFICE_PAGE_SIZE = 30,
    OFFICE_HOME_CASES = 500, /* open cases that the home looks through */
    OFFICE_HOME_ROWS = 40,   /* that one of its groups shows */
    OFFICE_EVENT_BYTES = 6 * 1024 * 1024,
    OFFICE_LOST_BYTES = 6 * 1024 * 1024,
    OFFICE_TYPED_CHARS = 2000, /* of a field that the history keeps */
    OFFICE_BULK_MOST = 50,     /* cases that are moved at once */
    OFFICE_VIEWS_MOST = 20,    /* of a person and a kind of cases */
    OFFICE_VIEW_CHARS = 20,
    OFFICE_CSV_ROWS = 20000,
    OFFICE_AGAIN_MS = 60 * 1000, /* the same new case twice within it is one */
};

/* Colours of clocks in lists: at so many days left or fewer. */
extern const struct clock_thresholds OFFICE_LIGHTS;

/* ---- addresses (next.c) --------------------------------------------------------------------- */

/* Where to go after the log-in: `asked` if it is a page of the back office, else its home. */
str office_next(str asked);
/* The page of the form that was sent to `path`. */
str office_form_page(struct arena *a, str path);
/* An address with `done=` added. */
str office_with_done(struct arena *a, str path, const char *done);
/* The sentence of `done=`; empty for unknown words. */
str office_done_text(str word);

/* ---- forms (fields.c) ----------------------------------------------------------------------- */

/* What the history of a case keeps of a bound form: a JSON object; no secrets, no files, no JSON
 * fields, long texts cut. */
str office_fields_json(struct arena *a, const struct form *form, const void *fields);
/* The same read for people: label and value of each field that is not empty. */
struct staff_option *office_fields_read(struct arena *a, const struct form *form, str json,
                                        size_t *n);
/* What was typed, for people, where no form can take it any more. */
struct staff_option *office_typed(struct arena *a, const struct form *form,
                                  const struct values *raw, size_t *n);

/* The members of a JSON object as raw values; see web_options.read_json. */
struct err *office_read_members(struct arena *a, str json, struct values *out) MUST_USE;

/* ---- cases (case_load.c, step.c) ------------------------------------------------------------ */

const struct flow *office_flow(const struct req *rq);
/* The flow of the path's `kind`. NOT_FOUND. */
struct err *office_flow_of(const struct req *rq, const struct flow **out) MUST_USE;

/* A clock of a list that runs, from what is stored with the case. */
struct office_clock office_clock_of_line(struct arena *a, const struct calendar *cal,
                                         struct date due_on, str due_clock, struct date today);

/* A line whose clock stands still, as its case page says it: computed from the events. */
struct office_still {
    int64_t id;
    struct clock_state state;
};
struct office_stills {
    struct office_still *items;
    size_t n;
};
/* Adds the clock of one line to `list`, which has room for it. */
struct err *office_still_add(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                             str kind, int64_t id, str due_clock, int64_t now_ms,
                             struct office_stills *list) MUST_USE;
/* That of a case; NULL: its clock runs. */
const struct clock_state *office_still_of(const struct office_stills *list, int64_t id);
/* A clock of a case page. */
struct office_clock office_clock_of_view(struct arena *a, const struct flow_clock_view *k);

/* What a statement says of a case in a list. */
struct office_place {
    int64_t id;
    str state, title, organ, due_clock;
    int64_t changed_ms;
    struct date due_on;
    const struct clock_state *still; /* of a clock that stands still; else NULL */
};
/* Its row; `next` is the step that waits for this person, or NULL. */
struct office_row office_row_of(struct req *rq, const struct flow *f, const struct office_place *c,
                                const struct flow_step *next);

/* Everything about one case, read in one snapshot. */
struct office_case {
    const struct flow *flow;
    const struct actor *actor;
    const struct flow_env *env;
    int64_t id, now_ms;
    struct flow_case c;
    struct flow_show_out show;
    struct flow_event *events;
    size_t n_events;
    struct flow_action *actions;
    size_t n_actions;
    struct flow_clock_view *clocks;
    size_t n_clocks;
};
struct err *office_case_load(struct req *rq, const struct flow *f, int64_t id,
                             struct office_case *out) MUST_USE;

/* ---- handlers ------------------------------------------------------------------------------- */

struct err *office_home_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_list_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_list_csv(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_view_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_view_remove(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_bulk_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_bulk_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_case_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_case_event(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_new_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_new_case(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_deadline_page(struct req *rq, struct resp *rs) MUST_USE;

struct err *office_login_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_login_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_logout_post(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_password_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_password_post(struct req *rq, struct resp *rs) MUST_USE;

struct err *office_users_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_user_new_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_user_create(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_user_active(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_user_password(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_user_roles(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_audit_page(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_calendar_page(struct req *rq, struct resp *rs) MUST_USE;

struct err *office_api_list(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_api_get(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_api_create(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_api_event(struct req *rq, struct resp *rs) MUST_USE;
struct err *office_api_flow(struct req *rq, struct resp *rs) MUST_USE;

/* What the forms of this module carry. */
struct office_event_input {
    str event, note;
    int64_t version;
};
struct office_view_input {
    str name, query;
};
struct office_bulk_input {
    str event, note, cases, from;
};
struct office_new_input {
    str event, note;
    int64_t organ;
};
struct office_api_input {
    str event, note, fields;
    int64_t version, organ;
};
struct office_login_input {
    str login, password, next;
};
struct office_password_input {
    str old, password, again;
};
struct office_user_input {
    str login, name, title, roles;
    int64_t organ;
};
struct office_active_input {
    bool active;
};
struct office_roles_input {
    str roles;
};
extern const struct form office_event_form, office_new_form, office_login_form,
    office_password_form, office_user_form, office_active_form, office_roles_form,
    office_api_event_form, office_api_new_form, office_view_form, office_bulk_form;

/* A page of cases and the filters that chose it: the list page and the API ask the same. */
struct office_listing {
    const struct flow_env *env;
    int64_t now_ms;
    const struct flow *flow;
    struct scope scope;
    struct opt_str kind, state;
    struct opt_int64 organ;
    struct opt_int64 open;     /* 1: not closed, 0: closed */
    struct opt_int64 begun_by; /* a person */
    str words, sort;
    struct date late_before, due_until;
    int64_t size, skip;
    struct flow_case_line *rows;
    size_t n;
    int64_t total;
    struct office_stills still; /* of the rows whose clock stands still */
};
/* Fills rows, n, total and still; `arg` is a struct office_listing. */
struct err *office_listing_load(struct db_tx *tx, struct arena *a, void *arg) MUST_USE;
/* late, today, week, month, or nothing; false: another word, and no limit is set. */
bool office_listing_due(struct office_listing *l, str due, struct date today);

#endif
