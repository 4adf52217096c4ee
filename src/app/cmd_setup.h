/* What the commands that change the set-up share (cmd_setup.c). */
#ifndef GK_APP_CMD_SETUP_H
#define GK_APP_CMD_SETUP_H

#include "app/command.h"
#include "core/site_change.h"
#include "mod/setup/setup.h"

enum { SETUP_PAIRS_MOST = 40 };

struct setup_options {
    struct common_options common;
    str site;
};

extern const struct sys_option setup_site_options[];
enum { SETUP_SITE_OPTIONS = 4 };

/* The members of a command that is told its site by --site. */
#define SETUP_ON_SITE                                                                              \
    .options = setup_site_options, .n_options = SETUP_SITE_OPTIONS,                                \
    .options_size = sizeof(struct setup_options)

/* What each of these commands needs: the installation, the site, the operator as actor. */
struct setup_work {
    struct command_run *run;
    struct root root;
    const struct directory_site *site;
    struct scope all;
    struct actor actor;
    struct change_by by;
    void *arg; /* the command's own */
};

/* Runs `act` between opening and closing; `site` empty: the only one. */
struct err *setup_run(struct command_run *r, str site,
                      struct err *(*act)(struct setup_work *w)) MUST_USE;
/* The same with the site of the option --site. */
struct err *setup_run_on_site(struct command_run *r,
                              struct err *(*act)(struct setup_work *w)) MUST_USE;

/*
 * The operands after the first, KEY=VALUE, as values; `more`: a key that is no field of the form.
 * Expected: INVALID for another key, with a list of those that are.
 */
struct err *setup_pairs(struct command_run *r, const struct form *form, str more,
                        struct values *out) MUST_USE;
/* `now` with what was given in its place, bound by the form into `out`. */
struct err *setup_bind(struct arena *a, const struct form *form, struct values now,
                       const struct values *given, void *out) MUST_USE;
/* One value replaced, whatever was given under its name. */
struct values setup_with(struct arena *a, struct values v, str name, str text);
str setup_id_text(struct arena *a, int64_t id);

#endif
