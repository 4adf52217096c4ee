#include "test_flow_property.h"

#include "core/audit.h"
#include "core/flow_sql.h"

#include <string.h>

enum { CASES_MOST = 200, MOMENT_MOST_MS = 3 * 24 * 3600 * 1000, DIGEST_EVERY = 37 };

/* What the test itself knows of a case: the second opinion. */
struct known {
    int64_t id, version, organ;
    const char *organ_path;
    const struct flow_state *state;
    int64_t closed_ms;
    int64_t clocks_ms; /* when its clocks were last moved */
};

struct run {
    struct flow_property *p;
    struct arena a; /* of one attempt */
    struct known cases[CASES_MOST];
    size_t n;
    int64_t events, audits; /* so many there must be */
    /* The attempt: */
    struct known *at; /* NULL: a new case */
    const struct person *who;
    const struct flow_step *named; /* any step of that name */
    const struct flow_step *step;  /* the one that applies, or NULL */
    int64_t version, organ;
    const void *fields;
    str json;
    struct flow_result result;
};

/* ---- an attempt ---------------------------------------------------------------------------- */

static struct err *attempt(struct db_tx *tx, struct arena *a, void *arg)
{
    struct run *r = arg;
    struct world *w = r->p->w;
    str event = str_of(r->named->event);

    if (!r->at)
        return flow_start(&w->flow, tx, a, r->p->flow, &r->who->actor, event, r->organ,
                          S("关于某事的通知"), r->fields, r->json, S("备注"), world_now(w),
                          &r->result);
    return flow_fire(&w->flow, tx, a, r->p->flow, &r->who->actor, r->at->id, r->version, event,
                     r->fields, r->json, S("备注"), world_now(w), &r->result);
}

static bool is_in_scope(const struct run *r, int64_t organ)
{
    struct world *w = r->p->w;
    str path = world_text(w, "SELECT path FROM organ WHERE id = %lld AND site_id = %lld",
                          (long long)organ, (long long)r->who->scope.site);

    return path.n && str_starts(path, r->who->scope.organs);
}

static bool has_permission(const struct run *r)
{
    for (size_t i = 0; i < r->who->set.n; i++)
        if (str_eq(r->who->set.codes[i], str_of(r->step->perm->code))) return true;
    return r->who->actor.user == 0;
}

static bool is_same_hand(const struct run *r)
{
    const struct flow *f = r->p->flow;
    str judged = S("''");
    str settling = S("''");

    if (!r->at || r->who->actor.user == 0) return false;
    for (size_t i = 0; i < FLOW_NOT_BY_MAX && r->step->not_by[i]; i++)
        judged = str_printf(r->p->w->a, "%.*s, '%s'", STR_ARG(judged), r->step->not_by[i]);
    for (size_t i = 0; i < f->n_steps; i++)
        if (f->steps[i].settles)
            settling = str_printf(r->p->w->a, "%.*s, '%s'", STR_ARG(settling), f->steps[i].event);
    return world_number(r->p->w,
                        "SELECT count(*) FROM flow_event WHERE case_id = %lld AND staff_id = %lld"
                        " AND event IN (%.*s) AND seq > (SELECT COALESCE(max(seq), 0) FROM"
                        " flow_event WHERE case_id = %lld AND event IN (%.*s))",
                        (long long)r->at->id, (long long)r->who->actor.user, STR_ARG(judged),
                        (long long)r->at->id, STR_ARG(settling)) > 0;
}

/* What must come of it, as far as the table says; OK where guard, effect and clocks decide. */
enum { OK = -1 };

static int expected(const struct run *r)
{
    if (r->at) {
        if (!is_in_scope(r, r->at->organ)) return ERR_NOT_FOUND;
        if (r->version != r->at->version) return ERR_CONFLICT;
        if (!r->step) return ERR_GUARD;
    } else {
        if (!r->step) return ERR_GUARD;
        if (!is_in_scope(r, r->organ)) return ERR_NOT_FOUND;
    }
    if (r->step->system && r->who->actor.user) return ERR_FORBIDDEN;
    if (!has_permission(r)) return ERR_FORBIDDEN;
    return is_same_hand(r) ? ERR_FORBIDDEN : OK;
}

static bool leads_from(const struct flow_step *s, const char *from)
{
    for (size_t i = 0; i < FLOW_FROM_MAX && s->from[i]; i++)
        if (strcmp(s->from[i], from) == 0) return true;
    return !from[0] && !s->from[0];
}

static const struct flow_step *applies(const struct flow *f, const char *event, const char *from)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (strcmp(f->steps[i].event, event) == 0 && leads_from(&f->steps[i], from))
            return &f->steps[i];
    return NULL;
}

/* Mostly something that could be done, sometimes anything. */
static void choose(struct run *r)
{
    struct flow_property *p = r->p;
    struct world *w = p->w;
    const struct flow *f = p->flow;
    bool is_new = r->n == 0 || (r->n < (size_t)p->cases_most && world_chance(w, 8) == 0);

    r->at = is_new ? NULL : &r->cases[world_chance(w, r->n)];
    r->who = p->people[world_chance(w, p->n_people)];
    r->organ = p->organs[world_chance(w, p->n_organs)];
    const char *from = r->at ? r->at->state->name : "";

    do r->named = &f->steps[world_chance(w, f->n_steps)];
    while ((!leads_from(r->named, from) || (!r->named->likely && world_chance(w, 3))) &&
           world_chance(w, 60) != 0);
    r->step = applies(f, r->named->event, from);
    r->version = r->at ? r->at->version : 0;
    if (r->at && world_chance(w, 8) == 0) r->version += (int64_t)world_chance(w, 5) - 2;
    /* Mostly somebody who may: else no case would ever come to its end. */
    for (int i = 0; i < 20; i++) {
        int want = expected(r);

        if ((want != ERR_FORBIDDEN && want != ERR_NOT_FOUND) || world_chance(w, 20) == 0) break;
        r->who = p->people[world_chance(w, p->n_people)];
    }
    r->json = S("{}");
    struct flow_case c = {.id = r->at ? r->at->id : 0, .state = str_of(from)};

    r->fields = p->fields
                    ? p->fields(p, &r->a, r->step ? r->step : r->named, r->at ? &c : NULL, &r->json)
                    : NULL;
}

/* ---- what must hold ------------------------------------------------------------------------ */

struct clocks_check {
    const struct run *r;
    const struct known *k;
};

/* The events of one clock, as stored, put together here once more. */
static size_t events_of(const struct flow_clock_event_list_row *rows, size_t n, str clock,
                        struct clock_event *out)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (!str_eq(rows[i].clock, clock)) continue;
        out[k] = (struct clock_event){.date = rows[i].on_day,
                                      .at_ms = rows[i].at,
                                      .length = (int)rows[i].length,
                                      .fixed_on = rows[i].fixed_on,
                                      .note = rows[i].note,
                                      .id = rows[i].event_id};
        assert_true(clock_event_of_word(rows[i].kind, &out[k].kind));
        k++;
    }
    return k;
}

static const struct flow_clock_list_row *stored_of(const struct flow_clock_list_row *rows, size_t n,
                                                   str clock)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].clock, clock)) return &rows[i];
    fail_msg("clock %.*s is not stored", STR_ARG(clock));
    return NULL;
}

static struct err *check_clocks(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct clocks_check *x = arg;
    struct world *w = x->r->p->w;
    const struct flow *f = x->r->p->flow;
    struct flow_clock_event_list_row *events;
    struct flow_clock_list_row *stored;
    size_t n_events;
    size_t n_stored;
    size_t seen = 0;
    struct date due = DATE_NONE;
    str due_clock = S("");
    struct clock_now now = {date_of_ms(x->k->clocks_ms), x->k->clocks_ms};

    TRY(flow_clock_event_list(tx, a, x->k->id, &events, &n_events));
    TRY(flow_clock_list(tx, a, x->k->id, &stored, &n_stored));
    for (size_t i = 0; i < f->n_clocks; i++) {
        str id = str_of(f->clocks[i]);
        struct clock_event *own = ARENA_ARRAY(a, struct clock_event, n_events);
        size_t n = events_of(events, n_events, id, own);
        const struct clock_rule *rule = clock_rule_by_id(id);
        struct clock_state s;

        if (!n) continue;
        const struct flow_clock_list_row *row = stored_of(stored, n_stored, id);

        seen++;
        TRY(clock_compute(a, w->flow.calendar, rule, own, n, now, &s));
        assert_str(row->state, clock_phase_word(s.phase));
        assert_int_equal(row->due_on.day, s.due.day);
        assert_int_equal(row->started_on.day, s.started_on.day);
        assert_int_equal(row->stopped_on.day, s.stopped_on.day);
        assert_int_equal(row->provisional, s.provisional);
        if ((s.phase != CLOCK_RUNNING && s.phase != CLOCK_PAUSED) || date_is_none(s.due) ||
            rule->minimum)
            continue;
        if (!date_is_none(due) && s.due.day >= due.day) continue;
        due = s.due;
        due_clock = id;
    }
    assert_int_equal(n_stored, seen);
    assert_str(world_text(w, "SELECT due_on FROM flow_case WHERE id = %lld", (long long)x->k->id),
               date_str(a, due));
    assert_str(
        world_text(w, "SELECT due_clock FROM flow_case WHERE id = %lld", (long long)x->k->id),
        due_clock);
    return NULL;
}

static void check_case(struct run *r, const struct known *k)
{
    struct world *w = r->p->w;
    long long id = (long long)k->id;
    struct clocks_check x = {r, k};

    assert_str(world_text(w, "SELECT state FROM flow_case WHERE id = %lld", id),
               str_of(k->state->name));
    assert_int_equal(world_number(w, "SELECT version FROM flow_case WHERE id = %lld", id),
                     k->version);
    assert_int_equal(
        world_number(w, "SELECT COALESCE(closed_ms, 0) FROM flow_case WHERE id = %lld", id),
        k->closed_ms);
    assert_int_equal(world_number(w, "SELECT count(*) FROM flow_event WHERE case_id = %lld", id),
                     k->version);
    assert_ok(db_read(w->db, &r->a, check_clocks, &x));
    if (r->p->check) r->p->check(r->p, k->id);
}

/* One event and one record of the audit for what was done, none for what was refused. */
static void check_counts(const struct run *r)
{
    struct world *w = r->p->w;

    assert_int_equal(world_number(w, "SELECT count(*) FROM flow_event"), r->events);
    assert_int_equal(world_number(w, "SELECT seq FROM audit_head"), r->audits);
    assert_int_equal(world_number(w, "SELECT count(*) FROM audit"), r->audits);
    assert_int_equal(world_number(w, "SELECT count(*) FROM flow_case"), (int64_t)r->n);
}

static void check_event(const struct run *r, const struct known *k, str from)
{
    struct world *w = r->p->w;
    long long id = (long long)k->id;

    assert_int_equal(r->result.id, k->id);
    assert_int_equal(r->result.version, k->version);
    assert_str(r->result.state, str_of(k->state->name));
    assert_int_equal(
        world_number(w,
                     "SELECT count(*) FROM flow_event WHERE id = %lld AND case_id = %lld"
                     " AND seq = %lld AND event = '%s' AND from_state = '%.*s' AND to_state = '%s'"
                     " AND COALESCE(staff_id, 0) = %lld AND at_ms = %lld",
                     (long long)r->result.event_id, id, (long long)k->version, r->step->event,
                     STR_ARG(from), k->state->name, (long long)r->who->actor.user,
                     (long long)world_now(w)),
        1);
    assert_int_equal(
        world_number(w,
                     "SELECT count(*) FROM audit WHERE seq = %lld AND action = '%s.%s'"
                     " AND object_id = %lld AND COALESCE(staff_id, 0) = %lld AND site_id = %lld",
                     (long long)r->audits, r->p->flow->kind, r->step->event, id,
                     (long long)r->who->actor.user, (long long)r->who->scope.site),
        1);
}

/* ---- rounds -------------------------------------------------------------------------------- */

static const struct flow_state *state_named(const struct flow *f, const char *name)
{
    for (size_t i = 0; i < f->n_states; i++)
        if (strcmp(f->states[i].name, name) == 0) return &f->states[i];
    fail_msg("%s is no state of the flow", name);
    return NULL;
}

static struct known *succeeded(struct run *r)
{
    struct world *w = r->p->w;
    str from = r->at ? str_of(r->at->state->name) : S("");
    struct known *k = r->at;

    assert_non_null(r->step);
    r->events++;
    r->audits++;
    if (k) {
        k->version++;
        r->p->moved++;
    } else {
        k = &r->cases[r->n++];
        *k = (struct known){.id = r->result.id, .version = 1, .organ = r->organ};
        r->p->made++;
    }
    if (r->step->to) k->state = state_named(r->p->flow, r->step->to);
    k->closed_ms = k->state->end ? world_now(w) : 0;
    if (r->step->clocks[0].clock) k->clocks_ms = world_now(w);
    check_event(r, k, from);
    return k;
}

/* For people: a sentence, not a word of the program. */
static bool is_chinese(str message)
{
    for (size_t i = 0; i < message.n; i++)
        if ((unsigned char)message.p[i] >= 0x80) return true;
    return false;
}

static void round_(struct run *r, int number)
{
    struct world *w = r->p->w;
    bool digests = number % DIGEST_EVERY == 0;

    choose(r);
    uint64_t before = digests ? world_digest(w) : 0;
    int want = expected(r);
    const struct err *e = db_write(w->db, &r->a, attempt, r);

    if (want != OK && (!e || e->code != (enum err_code)want))
        fail_msg("%s by %.*s: got %s, wanted %s", r->named->event, STR_ARG(r->who->actor.login),
                 e ? err_word(e->code).p : "success", err_word((enum err_code)want).p);
    if (e && err_is_fault(e->code))
        fail_msg("%s from %s: %.*s (%.*s)", r->named->event, r->at ? r->at->state->name : "-",
                 STR_ARG(e->message), STR_ARG(e->detail));
    if (e && !is_chinese(e->message)) fail_msg("%s: %.*s", r->named->event, STR_ARG(e->message));
    if (e) {
        r->p->refused[e->code]++;
        if (digests) assert_int_equal(world_digest(w), before);
    }
    const struct known *k = e ? r->at : succeeded(r);

    check_counts(r);
    if (k) check_case(r, k);
}

static struct err *verify(struct db_tx *tx, struct arena *a, void *arg)
{
    return audit_verify(tx, a, NULL, arg);
}

void flow_property_run(struct flow_property *p)
{
    static struct run r; /* tests run one after the other */
    struct world *w = p->w;
    struct audit_verdict verdict;

    memset(&r, 0, sizeof r);
    r.p = p;
    assert_true(p->cases_most <= CASES_MOST);
    arena_init(&r.a, (size_t)256 * 1024 * 1024);
    r.audits = world_number(w, "SELECT seq FROM audit_head");
    for (int i = 0; i < p->rounds; i++) {
        struct arena *own = w->a;

        w->a = &r.a;
        world_advance(w, (int64_t)world_chance(w, MOMENT_MOST_MS));
        round_(&r, i);
        w->a = own;
        arena_reset(&r.a);
    }
    assert_ok(db_read(w->db, w->a, verify, &verdict));
    assert_true(verdict.whole);
    assert_int_equal(verdict.records, r.audits);
    arena_release(&r.a);
}
