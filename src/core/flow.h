/*
 * flow: how a piece of business moves from state to state.
 *
 * A flow is a table: its states, and its steps (event, from, to, who may, what must hold, what
 * follows, which clocks move). A document on its way to publication, a request, a letter are cases
 * of a flow. `flow_start` and `flow_fire` are the only code that changes a case; each does, inside
 * the transaction of its caller: look at the row and the version, ask the step's guard, write the
 * state, append the event, move the clocks, run the effect, write the audit record. All of it or
 * nothing.
 *
 * A new business is a new table, not new plumbing. `gongkai check` proves each table (flow_check).
 *
 * Four eyes (四眼原则). A step that judges names in `not_by` the events that make what it judges:
 * who did any of them in the present round, be it one save of many, may not make the step. A round
 * begins with the case and anew after a step that `settles`: what was judged and is public
 * need not be judged again. `writes` marks the steps that make or change what is judged; flow_check
 * proves that no step with a `not_by` forgets one of them.
 *
 * Terms: case 办件, state 环节, event 操作, step 流转, guard 前提, effect 办理结果.
 */
#ifndef GK_CORE_FLOW_H
#define GK_CORE_FLOW_H

#include "base/date.h"
#include "core/calendar.h"
#include "core/clock.h"
#include "db/db.h"
#include "text/html.h"
#include "web/actor.h"
#include "web/form.h"
#include "web/permission.h"
#include "web/route.h"

enum { FLOW_FROM_MAX = 12, FLOW_CLOCK_MOVES_MAX = 4, FLOW_NOT_BY_MAX = 8, FLOW_NOTE_MAX = 2000 };

/* What colours a state in lists; each is also a word. */
enum flow_tone { FLOW_TONE_OPEN, FLOW_TONE_WAITING, FLOW_TONE_DONE, FLOW_TONE_STOPPED };

struct flow_state {
    const char *name;
    str label;     /* 办公室审核 */
    str waits_for; /* who or what it waits for, for lists and the applicant */
    enum flow_tone tone;
    bool end; /* nothing is owed any more: the case is closed */
};

struct flow_case {
    int64_t id;
    int64_t organ_id;
    str organ_path, organ;
    str kind, state, title;
    int64_t version;
    int64_t created_ms, changed_ms;
    int64_t closed_ms;  /* 0: open */
    struct date due_on; /* DATE_NONE: none */
    str due_clock;
};

struct core_env; /* core/env.h */
struct flow;
struct flow_step;
struct flow_clock_move;

/* What surrounds a flow: given by the program's root, the same for all cases. */
struct flow_env {
    const struct flow *const *flows;
    size_t n_flows;
    const struct calendar *_Atomic calendar; /* replaced when the notice of a year is loaded */
    const struct core_env *core; /* what effects of the modules need; NULL in tests of flow alone */
};

/* What a guard and an effect see. They run inside the transaction `tx`. */
struct flow_ctx {
    const struct flow_env *env;
    struct db_tx *tx;
    struct arena *arena;
    const struct flow *flow;
    const struct flow_step *step;
    const struct actor *actor;
    struct flow_case *c; /* after the step has been decided: `c->state` is still the one before */
    const void *fields;  /* the struct of step->form, or NULL */
    int64_t event_id;    /* in effects and clock days: the event that was appended */
    const struct flow_clock_move *move; /* in clock days and amounts: whose */
    int64_t now_ms;
    struct date today;
};

/* May this step be made? NULL, or a GUARD err that says in one sentence what is missing. */
typedef struct err *flow_guard(struct flow_ctx *x);
/* What follows from the step besides the state; may change c->title. */
typedef struct err *flow_effect(struct flow_ctx *x);
/* On which day a clock event counts (NULL in the table: today); DATE_NONE: it does not apply. A
 * START where the clock has begun already voids what was counted before. */
typedef struct err *flow_clock_day(struct flow_ctx *x, struct date *day);

/* Days for the table: today, if the clock of the move has begun and is not done; if it is paused.
 */
struct err *flow_day_if_open(struct flow_ctx *x, struct date *day);
struct err *flow_day_if_paused(struct flow_ctx *x, struct date *day);

/* A line of the table of facts on a case page; `url` may be empty. */
struct flow_fact {
    str label, text, url;
};

/* What the business knows about a case, for its page and the API. */
struct flow_show_out {
    struct flow_fact *facts;
    size_t n_facts;
    struct safe_html content; /* the text itself, rendered; empty: none */
    struct flow_fact *links;  /* further pages: the editor, versions */
    size_t n_links;
    str fields; /* JSON object: the fields as the API gives them */
};
typedef struct err *flow_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                              const struct actor *actor, const struct flow_case *c,
                              struct flow_show_out *out);

/* START, RESTART and EXTEND: how long (0: as the rule says); FIX: the day that was set. */
typedef struct err *flow_clock_amount(struct flow_ctx *x, int *length, struct date *fixed_on);

/* Ids of cases whose numbers (a document's, an index number) contain `words`, at most `most`: what
 * a list finds besides titles. */
typedef struct err *flow_find(struct db_tx *tx, struct arena *a, struct scope scope, str words,
                              int64_t most, int64_t **ids, size_t *n);

struct flow_clock_move {
    const char *clock; /* id of a clock_rule that stands in flow->clocks */
    enum clock_event_kind kind;
    flow_clock_day *day;
    flow_clock_amount *amount; /* NULL: as the rule says; a FIX needs one */
};

struct flow_step {
    const char *event;
    str label;                       /* what the button says: 提交审核 */
    str consequence;                 /* one sentence: what will happen, to whom */
    const char *from[FLOW_FROM_MAX]; /* none: this step makes the case */
    const char *to;                  /* NULL: the state stays */
    const struct permission *perm;
    const struct form *form;
    flow_guard *applies; /* a GUARD err: the step has no sense for this case and is not offered */
    flow_guard *guard;
    flow_effect *effect;
    struct flow_clock_move clocks[FLOW_CLOCK_MOVES_MAX];
    /* Events whose doers, each of them in this round, may not make this step (四眼原则). */
    const char *not_by[FLOW_NOT_BY_MAX];
    bool writes;  /* makes or changes what later steps judge */
    bool settles; /* ends the round: what was written until now has been judged */
    bool likely;  /* the one primary button of its state */
    bool system;  /* only jobs and imports: never offered to a person */
};

struct flow {
    const char *kind; /* 'document': in addresses and in flow_case.kind */
    str label;        /* 公文 */
    const struct flow_state *states;
    size_t n_states;
    const struct flow_step *steps;
    size_t n_steps;
    const char *const *clocks; /* ids of the clock rules this flow uses */
    size_t n_clocks;
    flow_show *show; /* what a case page shows of this kind; NULL: nothing of its own */
    flow_find *find; /* its numbers; NULL: it has none but the id of the case */
};

/* The outcome of a step. */
struct flow_result {
    int64_t id;
    int64_t event_id;
    int64_t version;
    str state;
};

const struct flow *flow_by_kind(const struct flow_env *env, str kind);
const struct flow_state *flow_state_of(const struct flow *f, str name);
const struct flow_step *flow_step_of(const struct flow *f, str event, str from);

/*
 * Makes a case of `organ_id` by the step `event` (one without `from`) and gives its id.
 * Expected: FORBIDDEN, GUARD, NOT_FOUND (organ outside the actor's scope), INVALID (no fields where
 * the step has a form).
 */
struct err *flow_start(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                       const struct flow *f, const struct actor *actor, str event, int64_t organ_id,
                       str title, const void *fields, str fields_json, str note, int64_t now_ms,
                       struct flow_result *out) MUST_USE;

/*
 * Moves case `id` by `event`. `version` is the one the person saw.
 * Expected: NOT_FOUND (also: outside the scope), CONFLICT (the version has moved), GUARD (no such
 * step from this state, or the guard's reason), FORBIDDEN (permission, or 四眼原则), INVALID (no
 * fields where the step has a form).
 */
struct err *flow_fire(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                      const struct flow *f, const struct actor *actor, int64_t id, int64_t version,
                      str event, const void *fields, str fields_json, str note, int64_t now_ms,
                      struct flow_result *out) MUST_USE;

/* One case within the actor's scope. Expected: NOT_FOUND. */
struct err *flow_load(struct db_tx *tx, struct arena *a, const struct flow *f,
                      const struct actor *actor, int64_t id, struct flow_case *out) MUST_USE;

/* A step that is open from the present state, and whether this actor may make it. */
struct flow_action {
    const struct flow_step *step;
    bool may;
    str why_not; /* when it may not be made now: the guard's sentence */
};

/*
 * The steps from the present state that the actor has the permission for, in the order of the
 * table; steps whose guard says no are listed with its reason.
 */
struct err *flow_actions(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                         const struct flow *f, const struct actor *actor, struct flow_case *c,
                         int64_t now_ms, struct flow_action **out, size_t *n) MUST_USE;

/* Whether the four eyes keep this person from the step: he had a hand in what it judges. */
struct err *flow_is_own(struct db_tx *tx, struct arena *a, const struct flow *f,
                        const struct actor *actor, const struct flow_step *step, int64_t id,
                        bool *own) MUST_USE;

/* A clock of a case, computed from its events as of `now_ms`. */
struct flow_clock_view {
    const struct clock_rule *rule;
    struct clock_state state;
};

struct err *flow_clocks(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                        const struct flow *f, int64_t case_id, int64_t now_ms,
                        struct flow_clock_view **out, size_t *n) MUST_USE;

/*
 * One clock of a case as it stands at `now_ms`. For lists: the day that is stored with a clock that
 * stands still is of the day it was stored, while what clock.h says of it moves with today.
 * *found false: the case has no such clock.
 */
struct err *flow_clock_now(const struct flow_env *env, struct db_tx *tx, struct arena *a, str kind,
                           int64_t case_id, str clock, int64_t now_ms, struct clock_state *out,
                           bool *found) MUST_USE;

/* Something of the history of a case. */
struct flow_event {
    int64_t id, seq, staff_id; /* staff_id 0: the system */
    str event, label, from, to, actor, note, fields;
    int64_t at_ms;
};

struct err *flow_history(struct db_tx *tx, struct arena *a, const struct flow *f, int64_t case_id,
                         struct flow_event **out, size_t *n) MUST_USE;

/*
 * Proves a table: names and labels present and distinct, each state reachable, each state that is
 * not an end leavable, exactly one way in or more, permissions set, clocks known, at most one
 * likely step a state; `not_by` names events that can come before the step in a round, each once,
 * and all of those that write. Adds a finding (English, one line) for each fault.
 */
void flow_check(const struct flow *f, struct findings *out);

/*
 * Recomputes the stored clocks of a case and its due date from its events. The stored and the
 * computed must agree at any time; after a calendar was loaded they are made to.
 */
struct err *flow_clocks_store(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                              const struct flow *f, int64_t case_id, int64_t now_ms) MUST_USE;

#endif
