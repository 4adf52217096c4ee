/*
 * Random events on a flow that was made to be awkward: clocks that stand still, begin anew and are
 * extended, a second hand that is wanted, steps for the system only, a step that leads nowhere, a
 * guard, and an effect that fails after it has written.
 */
#include "test_flow_property.h"

#include "core/outbox_sql.h"

static const struct permission TAKE = {"nasty.take", "受理"};
static const struct permission WORK = {"nasty.work", "办理"};
static const struct permission DECIDE = {"nasty.decide", "决定"};

struct nasty_fields {
    bool refuse;  /* the guard says no */
    bool fail;    /* the effect fails, with things written already */
    bool retitle; /* the effect gives the case another title */
    int days_ago; /* on which day a clock event counts; negative: it does not apply */
};

static struct err *guard(struct flow_ctx *x)
{
    const struct nasty_fields *f = x->fields;

    return f && f->refuse ? ERR(x->arena, GUARD, "材料不全") : NULL;
}

static struct err *effect(struct flow_ctx *x)
{
    const struct nasty_fields *f = x->fields;
    str occasion = str_printf(x->arena, "%lld", (long long)x->event_id);

    TRY(outbox_insert(x->tx, x->arena, x->actor->scope->site, opt_int64(x->c->id), S("mail"),
                      S("a@b.cn"), S("通知"), S(""), occasion, x->now_ms, NULL));
    if (f && f->retitle) x->c->title = str_cat(x->arena, S("改名"), occasion);
    return f && f->fail ? ERR(x->arena, INVALID, "这一项不对") : NULL;
}

static struct err *some_day(struct flow_ctx *x, struct date *day)
{
    const struct nasty_fields *f = x->fields;

    *day = f && f->days_ago < 0 ? DATE_NONE : x->today;
    if (f && f->days_ago > 0) day->day -= f->days_ago;
    return NULL;
}

static const struct flow_state states[] = {
    {.name = "filed", .label = S_INIT("已登记"), .waits_for = S_INIT("等受理")},
    {.name = "handling", .label = S_INIT("办理中"), .waits_for = S_INIT("等承办人")},
    {.name = "asking", .label = S_INIT("征求意见"), .waits_for = S_INIT("等第三方")},
    {.name = "drafted", .label = S_INIT("已拟稿"), .waits_for = S_INIT("等决定")},
    {.name = "decided", .label = S_INIT("已答复"), .end = true},
    {.name = "lapsed", .label = S_INIT("已失效"), .end = true},
};

#define STEP(e) .event = (e), .label = S_INIT("办理"), .consequence = S_INIT("往下走。")

static const struct flow_step steps[] = {
    {STEP("file"), .to = "filed", .perm = &TAKE, .effect = effect,
     .clocks = {{"FOI_REPLY", CLOCK_START, some_day}, {"CONSULT_MIN", CLOCK_START, NULL}}},
    {STEP("adopt"), .to = "handling", .perm = &TAKE, .system = true},
    {STEP("take"), .from = {"filed"}, .to = "handling", .perm = &TAKE, .guard = guard,
     .clocks = {{"SENTIMENT_PRESS", CLOCK_START, NULL}}},
    {STEP("ask"), .from = {"handling"}, .to = "asking", .perm = &WORK,
     .clocks = {{"FOI_REPLY", CLOCK_PAUSE, some_day}, {"FOI_THIRD_PARTY", CLOCK_START, NULL}}},
    {STEP("answered"), .from = {"asking"}, .to = "handling", .perm = &WORK,
     .clocks = {{"FOI_REPLY", CLOCK_RESUME, some_day}, {"FOI_THIRD_PARTY", CLOCK_STOP, some_day}}},
    {STEP("extend"), .from = {"handling", "asking", "drafted"}, .perm = &WORK, .guard = guard,
     .clocks = {{"FOI_REPLY", CLOCK_EXTEND, NULL}}},
    {STEP("begin_anew"), .from = {"handling", "asking"}, .to = "filed", .perm = &WORK,
     .effect = effect, .clocks = {{"FOI_REPLY", CLOCK_RESTART, some_day}}},
    {STEP("correct"), .from = {"filed", "handling"}, .perm = &TAKE,
     .clocks = {{"FOI_REPLY", CLOCK_START, some_day}}},
    {STEP("draft"), .from = {"handling"}, .to = "drafted", .perm = &WORK, .guard = guard,
     .effect = effect, .writes = true},
    {STEP("decide"), .from = {"drafted"}, .to = "decided", .perm = &DECIDE, .guard = guard,
     .effect = effect, .not_by = {"draft", "note"}, .settles = true,
     .clocks = {{"FOI_REPLY", CLOCK_STOP, NULL},
                {"CONSULT_MIN", CLOCK_STOP, NULL},
                {"SENTIMENT_PRESS", CLOCK_STOP, NULL}}},
    {STEP("lapse"), .from = {"filed", "handling", "asking", "drafted"}, .to = "lapsed",
     .perm = &TAKE, .system = true},
    {STEP("note"), .from = {"decided", "lapsed", "asking"}, .perm = &WORK, .effect = effect,
     .writes = true},
    {STEP("reopen"), .from = {"decided", "lapsed"}, .to = "filed", .perm = &DECIDE},
};

static const char *const clocks[] = {"FOI_REPLY", "CONSULT_MIN", "SENTIMENT_PRESS",
                                     "FOI_THIRD_PARTY"};

static const struct flow nasty = {.kind = "nasty",
                                  .label = S_INIT("办件"),
                                  .states = states,
                                  .n_states = COUNT_OF(states),
                                  .steps = steps,
                                  .n_steps = COUNT_OF(steps),
                                  .clocks = clocks,
                                  .n_clocks = COUNT_OF(clocks)};

static const void *some_fields(struct flow_property *p, struct arena *a,
                               const struct flow_step *step, const struct flow_case *c, str *json)
{
    struct world *w = p->w;
    struct nasty_fields *f = ARENA_NEW(a, struct nasty_fields);

    (void)step;
    (void)c;
    *json = S("{\"a\":\"值\"}");
    if (world_chance(w, 10) == 0) return NULL;
    f->refuse = world_chance(w, 6) == 0;
    f->fail = world_chance(w, 6) == 0;
    f->retitle = world_chance(w, 3) == 0;
    f->days_ago = (int)world_chance(w, 4) - 1;
    return f;
}

/* An effect that failed has left nothing behind; one that succeeded has left one message. */
static void check(struct flow_property *p, int64_t id)
{
    struct world *w = p->w;

    assert_int_equal(
        world_number(w, "SELECT count(*) FROM outbox WHERE case_id = %lld", (long long)id),
        world_number(w,
                     "SELECT count(*) FROM flow_event WHERE case_id = %lld AND event IN"
                     " ('file', 'begin_anew', 'draft', 'decide', 'note')",
                     (long long)id));
}

static void anything_happens(void **state)
{
    static const str take[] = {S_INIT("nasty.take")};
    static const str work[] = {S_INIT("nasty.work")};
    static const str all[] = {S_INIT("nasty.decide"), S_INIT("nasty.take"), S_INIT("nasty.work")};
    struct world *w = world_of(state);
    struct person *people[] = {
        world_person(w, w->zone, w->zone_path, S("zoe"), all, COUNT_OF(all)),
        world_person(w, w->bureau, w->bureau_path, S("bea"), all, COUNT_OF(all)),
        world_person(w, w->bureau, w->bureau_path, S("bob"), work, COUNT_OF(work)),
        world_person(w, w->section, w->section_path, S("sam"), take, COUNT_OF(take)),
        world_person(w, w->rival, w->rival_path, S("ray"), all, COUNT_OF(all)),
        world_person(w, w->foreign, w->foreign_path, S("fay"), all, COUNT_OF(all)),
        &w->system,
    };
    const int64_t organs[] = {w->zone, w->bureau, w->section, w->rival, w->foreign, 999999};
    struct flow_property p = {
        .w = w,
        .flow = &nasty,
        .people = people,
        .n_people = COUNT_OF(people),
        .organs = organs,
        .n_organs = COUNT_OF(organs),
        .fields = some_fields,
        .check = check,
        .rounds = w->bed->engine == DB_SQLITE ? 4000 : 1500,
        .cases_most = 40,
    };

    flow_property_run(&p);
    assert_true(p.made >= 10);
    assert_true(p.moved > p.rounds / 10);
    assert_true(p.refused[ERR_NOT_FOUND] && p.refused[ERR_CONFLICT] && p.refused[ERR_GUARD]);
    assert_true(p.refused[ERR_FORBIDDEN] && p.refused[ERR_INVALID]);
    print_message("%d cases, %d steps\n", p.made, p.moved);
}

static void table_is_sound(void **state)
{
    struct findings found = {.arena = *state};

    flow_check(&nasty, &found);
    assert_int_equal(found.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(table_is_sound),
        BOTH(anything_happens),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
