/* Flows: what the check of a table finds, what is refused, lists, and a calendar that arrives
 * later. */
#include "core_fixture.h"

#include "core/calendar_store.h"
#include "core/flow_sql.h"

static const struct permission WORK = {"toy.work", "办理"};

struct toy_fields {
    str text;
};
static const struct form_field toy_field[] = {
    FORM_TEXT(struct toy_fields, text, "text", "内容", .max_chars = 10),
};
static const struct form toy_form = FORM("toy", struct toy_fields, toy_field);

static const struct flow_state states[] = {
    {.name = "open", .label = S_INIT("办理中"), .waits_for = S_INIT("等承办人")},
    {.name = "asking", .label = S_INIT("征求意见"), .waits_for = S_INIT("等第三方")},
    {.name = "done", .label = S_INIT("已办结"), .end = true},
};

#define STEP(e)                                                                                    \
    .event = (e), .label = S_INIT("办理"), .consequence = S_INIT("往下走。"), .perm = &WORK

static const struct flow_step steps[] = {
    {STEP("file"), .to = "open", .clocks = {{"FOI_REPLY", CLOCK_START, NULL}}},
    {STEP("ask"), .from = {"open"}, .to = "asking", .clocks = {{"FOI_REPLY", CLOCK_PAUSE, NULL}}},
    {STEP("answered"), .from = {"asking"}, .to = "open",
     .clocks = {{"FOI_REPLY", CLOCK_RESUME, NULL}}},
    {STEP("close"), .from = {"open"}, .to = "done", .form = &toy_form,
     .clocks = {{"FOI_REPLY", CLOCK_STOP, NULL}}},
};
static const char *const clocks[] = {"FOI_REPLY"};
static const struct flow toy = {.kind = "toy",
                                .label = S_INIT("办件"),
                                .states = states,
                                .n_states = COUNT_OF(states),
                                .steps = steps,
                                .n_steps = COUNT_OF(steps),
                                .clocks = clocks,
                                .n_clocks = COUNT_OF(clocks)};
static const struct flow *const flows[] = {&toy};

/* ---- the check of a table ------------------------------------------------------------------ */

static bool mentions(const struct findings *f, const char *words)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_find(f->items[i], str_of(words), 0) != STR_NONE) return true;
    return false;
}

/* The toy with one state and one step spoilt. */
static struct findings check_with(struct arena *a, const struct flow_state *state,
                                  const struct flow_step *step)
{
    struct flow_state spoilt_states[COUNT_OF(states) + 1];
    struct flow_step spoilt_steps[COUNT_OF(steps) + 1];
    struct flow f = toy;
    struct findings found = {.arena = a};

    for (size_t i = 0; i < COUNT_OF(states); i++) spoilt_states[i] = states[i];
    for (size_t i = 0; i < COUNT_OF(steps); i++) spoilt_steps[i] = steps[i];
    f.states = spoilt_states;
    f.steps = spoilt_steps;
    if (state) spoilt_states[f.n_states++] = *state;
    if (step) spoilt_steps[f.n_steps++] = *step;
    flow_check(&f, &found);
    return found;
}

static void check_finds(void **state)
{
    static const struct {
        struct flow_state state;
        const char *words;
    } bad_states[] = {
        {{.label = S_INIT("无名"), .waits_for = S_INIT("等")}, "without a name"},
        {{.name = "x", .waits_for = S_INIT("等")}, "no label"},
        {{.name = "x", .label = S_INIT("某")}, "waits for"},
        {{.name = "open", .label = S_INIT("某"), .waits_for = S_INIT("等")}, "stands twice"},
        {{.name = "x", .label = S_INIT("某"), .end = true}, "no step reaches"},
        {{.name = "x", .label = S_INIT("某"), .waits_for = S_INIT("等")}, "no step leaves"},
    };
    static const struct {
        struct flow_step step;
        const char *words;
    } bad_steps[] = {
        {{.label = S_INIT("办"), .consequence = S_INIT("往下走。"), .perm = &WORK},
         "without an event"},
        {{STEP("x"), .from = {"open"}, .to = "nowhere"}, "leads to a state that is not listed"},
        {{STEP("x"), .from = {"nowhere"}, .to = "open"}, "leads from a state that is not listed"},
        {{STEP("x")}, "a first step needs a state"},
        {{STEP("ask"), .from = {"open"}, .to = "done"}, "leads from one state twice"},
        {{STEP("x"), .from = {"open"}, .to = "done", .not_by = {"nothing"}},
         "not_by names no event"},
        {{STEP("x"), .from = {"open"}, .to = "done", .not_by = {"ask", "ask"}}, "event twice"},
        {{STEP("x"), .from = {"open"}, .to = "done", .not_by = {"close"}}, "never comes before"},
        {{STEP("x"), .from = {"open"}, .to = "asking", .not_by = {"ask"}, .writes = true},
         "forgets an event that writes"},
        {{STEP("x"), .from = {"open"}, .to = "done", .clocks = {{"FOI_PUBLISH", CLOCK_STOP, NULL}}},
         "moves a clock that the flow does not list"},
        {{.event = "x", .label = S_INIT("办"), .consequence = S_INIT("走。"), .from = {"open"}},
         "no permission"},
        {{.event = "x", .label = S_INIT("办"), .perm = &WORK, .from = {"open"}},
         "does not say what follows"},
        {{.event = "x", .consequence = S_INIT("走。"), .perm = &WORK, .from = {"open"}},
         "no label"},
    };
    /* It writes, but what it writes is settled with it: nobody has to be kept from it. */
    static const struct flow_step sound = {STEP("x"),         .from = {"open"}, .to = "asking",
                                           .not_by = {"ask"}, .writes = true,   .settles = true};
    struct arena *a = *state;

    assert_int_equal(check_with(a, NULL, NULL).n, 0);
    assert_int_equal(check_with(a, NULL, &sound).n, 0);
    for (size_t i = 0; i < COUNT_OF(bad_states); i++) {
        struct findings f = check_with(a, &bad_states[i].state, NULL);

        if (!mentions(&f, bad_states[i].words)) fail_msg("not found: %s", bad_states[i].words);
    }
    for (size_t i = 0; i < COUNT_OF(bad_steps); i++) {
        struct findings f = check_with(a, NULL, &bad_steps[i].step);

        if (!mentions(&f, bad_steps[i].words)) fail_msg("not found: %s", bad_steps[i].words);
    }
}

/* ---- steps --------------------------------------------------------------------------------- */

struct firing {
    struct world *w;
    const char *event;
    const void *fields;
    str note;
    struct flow_result r; /* of the step before; then of this one */
};

static struct err *fire_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    struct firing *f = arg;
    struct world *w = f->w;
    const struct actor *by = &w->system.actor;

    if (!f->r.id)
        return flow_start(&w->flow, tx, a, &toy, by, str_of(f->event), w->bureau, S("件"),
                          f->fields, S(""), f->note, world_now(w), &f->r);
    return flow_fire(&w->flow, tx, a, &toy, by, f->r.id, f->r.version, str_of(f->event), f->fields,
                     S(""), f->note, world_now(w), &f->r);
}

static struct err *fire(struct firing *f, const char *event)
{
    f->event = event;
    return db_write(f->w->db, f->w->a, fire_fn, f);
}

static struct firing begin(void **state)
{
    struct firing f = {.w = world_of(state), .note = S("")};

    f.w->flow.flows = flows;
    f.w->flow.n_flows = COUNT_OF(flows);
    return f;
}

static void refusals(void **state)
{
    struct firing f = begin(state);
    const struct toy_fields typed = {S("好")};

    assert_err(fire(&f, "close"), GUARD); /* not a first step */
    assert_err(fire(&f, "nothing"), GUARD);
    assert_ok(fire(&f, "file"));
    assert_err(fire(&f, "file"), GUARD);
    assert_err(fire(&f, "answered"), GUARD);
    assert_err(fire(&f, "close"), INVALID); /* its form is empty */
    f.fields = &typed;
    char *long_note = arena_alloc(f.w->a, FLOW_NOTE_MAX * 4 + 1);

    for (size_t i = 0; i <= FLOW_NOTE_MAX * 4; i++) long_note[i] = 'a';
    f.note = str_at(long_note, FLOW_NOTE_MAX * 4 + 1);
    assert_err(fire(&f, "close"), INVALID);
    f.note = str_at(long_note, FLOW_NOTE_MAX * 4);
    assert_ok(fire(&f, "close"));
    assert_int_equal(world_number(f.w, "SELECT count(*) FROM flow_event"), 2);
}

/* ---- lists --------------------------------------------------------------------------------- */

struct late {
    struct world *w;
    int64_t n;
    size_t lines;
};

static struct err *late_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    struct late *l = arg;
    struct date today = date_of_ms(world_now(l->w));
    struct flow_case_count_row n;
    struct flow_case_line *lines;

    TRY(flow_case_count(tx, a, l->w->system.scope, (struct opt_str){0}, (struct opt_str){0},
                        (struct opt_int64){0}, today, DATE_NONE, (struct opt_int64){0},
                        (struct opt_int64){0}, (struct opt_str){0}, (struct opt_str){0},
                        (struct opt_str){0}, S(""), &n));
    l->n = n.n;
    return flow_case_page(tx, a, l->w->system.scope, (struct opt_str){0}, (struct opt_str){0},
                          (struct opt_int64){0}, today, DATE_NONE, (struct opt_int64){0},
                          (struct opt_int64){0}, (struct opt_str){0}, (struct opt_str){0},
                          (struct opt_str){0}, S(""), S(""), 50, 0, &lines, &l->lines);
}

static size_t late(struct world *w)
{
    struct late l = {.w = w};

    assert_ok(db_read(w->db, w->a, late_fn, &l));
    assert_int_equal(l.n, l.lines);
    return l.lines;
}

/* A clock that stands still is not late, however long it stands. */
static void paused_is_not_late(void **state)
{
    struct firing f = begin(state);

    assert_ok(fire(&f, "file"));
    assert_ok(fire(&f, "ask"));
    world_advance(f.w, (int64_t)100 * 24 * 3600 * 1000);
    assert_int_equal(late(f.w), 0);
    assert_ok(fire(&f, "answered"));
    assert_int_equal(late(f.w), 0);
    world_advance(f.w, (int64_t)100 * 24 * 3600 * 1000);
    assert_int_equal(late(f.w), 1);
}

/* ---- a calendar that arrives later --------------------------------------------------------- */

struct adding {
    struct world *w;
    struct calendar_year year;
    struct calendar_moved *moved;
    size_t n;
    bool fail;
};

static struct err *add_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    struct adding *x = arg;

    TRY(calendar_store_add(&x->w->flow, tx, a, &x->year, 1, world_now(x->w), &x->moved, &x->n));
    return x->fail ? ERR(a, GUARD, "不行") : NULL;
}

static void new_year_moves_due_days(void **state)
{
    struct firing f = begin(state);
    struct world *w = f.w;
    struct adding x = {.w = w, .fail = true};
    const struct calendar *kept = w->flow.calendar;
    struct date day;

    assert_ok(calendar_year_parse(w->a, 2027, 1, S("通知"), S("2027-01-01..2027-01-20 休 元旦"),
                                  &x.year));
    assert_true(date_make(2026, 12, 20, &day));
    atomic_store(&w->time.now_ms, date_start_ms(day));
    assert_ok(fire(&f, "file"));
    assert_int_equal(world_number(w, "SELECT provisional FROM flow_clock"), 1);
    assert_str(world_text(w, "SELECT due_on FROM flow_case"), S("2027-01-15"));

    /* Undone, it has changed nothing; neither in the database nor for those who count meanwhile. */
    uint64_t before = world_digest(w);

    assert_err(db_write(w->db, w->a, add_fn, &x), GUARD);
    assert_int_equal(world_digest(w), before);
    assert_ptr_equal(w->flow.calendar, kept);

    x.fail = false;
    assert_ok(db_write(w->db, w->a, add_fn, &x));
    assert_ptr_equal(w->flow.calendar, kept);
    assert_int_equal(x.n, 1);
    assert_int_equal(x.moved[0].case_id, f.r.id);
    assert_str(date_str(w->a, x.moved[0].before), S("2027-01-15"));
    assert_str(date_str(w->a, x.moved[0].after), S("2027-02-04"));
    assert_str(world_text(w, "SELECT due_on FROM flow_case"), S("2027-02-04"));
    assert_int_equal(world_number(w, "SELECT provisional FROM flow_clock"), 0);
    /* The same once more: a further version of the year, and nothing moves. */
    assert_ok(db_write(w->db, w->a, add_fn, &x));
    assert_int_equal(x.n, 0);
    assert_int_equal(world_number(w, "SELECT max(version) FROM calendar_year WHERE year = 2027"),
                     2);
}

/* ---- a clock that stands still: what lists say of it is what its case says ------------------ */

struct still {
    struct firing *f;
    struct clock_state now;
    bool found;
    size_t due_lines, lines;
    struct date until;
};

static struct err *still_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    struct still *s = arg;
    struct world *w = s->f->w;
    struct flow_case_line *lines;

    TRY(flow_case_page(tx, a, w->system.scope, (struct opt_str){0}, (struct opt_str){0},
                       (struct opt_int64){0}, DATE_NONE, s->until, (struct opt_int64){0},
                       (struct opt_int64){0}, (struct opt_str){0}, (struct opt_str){0},
                       (struct opt_str){0}, S(""), S(""), 50, 0, &lines, &s->due_lines));
    TRY(flow_case_page(tx, a, w->system.scope, (struct opt_str){0}, (struct opt_str){0},
                       (struct opt_int64){0}, DATE_NONE, DATE_NONE, (struct opt_int64){0},
                       (struct opt_int64){0}, (struct opt_str){0}, (struct opt_str){0},
                       (struct opt_str){0}, S(""), S(""), 50, 0, &lines, &s->lines));
    return flow_clock_now(&w->flow, tx, a, lines[0].kind, lines[0].id, lines[0].due_clock.v,
                          world_now(w), &s->now, &s->found);
}

static struct still still_of(struct firing *f)
{
    struct still s = {.f = f};

    assert_true(date_make(2030, 1, 1, &s.until));
    assert_ok(db_read(f->w->db, f->w->a, still_fn, &s));
    assert_true(s.found);
    assert_int_equal(s.lines, 1);
    return s;
}

static void a_paused_clock_keeps_what_is_left(void **state)
{
    struct firing f = begin(state);
    struct world *w = f.w;

    assert_ok(fire(&f, "file"));
    assert_int_equal(still_of(&f).due_lines, 1); /* it runs, and is due */
    world_advance(w, (int64_t)9 * 24 * 3600 * 1000);
    assert_ok(fire(&f, "ask"));
    struct still at_once = still_of(&f);

    assert_int_equal(at_once.due_lines, 0);
    world_advance(w, (int64_t)60 * 24 * 3600 * 1000);
    struct still later = still_of(&f);

    assert_int_equal(later.now.phase, CLOCK_PAUSED);
    assert_int_equal(later.now.remaining, at_once.now.remaining);
    assert_true(later.now.due.day > at_once.now.due.day); /* if it were resumed today */
    assert_int_equal(
        calendar_workdays_between(w->flow.calendar, date_of_ms(world_now(w)), later.now.due),
        later.now.remaining);
    /* The day that is stored is of the day of the pause: no list may count from it. */
    assert_str(world_text(w, "SELECT due_on FROM flow_case"), date_str(w->a, at_once.now.due));
}

static void a_notice_moves_only_what_it_moves(void **state)
{
    struct firing f = begin(state);
    struct world *w = f.w;
    struct adding x = {.w = w};
    struct date day;

    assert_true(date_make(2026, 11, 2, &day));
    atomic_store(&w->time.now_ms, date_start_ms(day));
    assert_ok(fire(&f, "file"));
    assert_ok(fire(&f, "ask"));
    world_advance(w, (int64_t)42 * 24 * 3600 * 1000);
    struct still before = still_of(&f);

    /* 2028 is in no count of this case; its stored day is six weeks old all the same. */
    assert_ok(calendar_year_parse(w->a, 2028, 1, S("通知"), S("2028-01-01..2028-01-20 休 元旦"),
                                  &x.year));
    assert_ok(db_write(w->db, w->a, add_fn, &x));
    assert_int_equal(x.n, 0);
    /* 2027 is: both days are what it would be if resumed today. */
    assert_ok(calendar_year_parse(w->a, 2027, 1, S("通知"), S("2027-01-01..2027-01-20 休 元旦"),
                                  &x.year));
    assert_ok(db_write(w->db, w->a, add_fn, &x));
    assert_int_equal(x.n, 1);
    assert_int_equal(x.moved[0].before.day, before.now.due.day);
    assert_true(x.moved[0].after.day > x.moved[0].before.day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(check_finds),
        BOTH(refusals),
        BOTH(paused_is_not_late),
        BOTH(new_year_moves_due_days),
        BOTH(a_paused_clock_keeps_what_is_left),
        BOTH(a_notice_moves_only_what_it_moves),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
