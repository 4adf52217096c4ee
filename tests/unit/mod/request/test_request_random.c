/*
 * Random events on requests, by random people, with fields right and wrong. Besides what holds of
 * every flow (test_flow_property.h): a request has a result exactly when it has ended, and table
 * three adds up whatever happened. Opinions and jobs, which move cases by themselves, are left to
 * test_request.c: here a letter to a third party always has a day to come, and is refused.
 */
#include "request_world.h"
#include "test_flow_property.h"

static struct window *office;

static const void *some_fields(struct flow_property *p, struct arena *a,
                               const struct flow_step *step, const struct flow_case *c, str *json)
{
    static const str types[] = {S_INIT("natural"), S_INIT("company"), S_INIT("legal")};
    static const struct request_correction_input unclear = {S_INIT("请写明"), 1};
    static const struct request_corrected_input clear = {S_INIT("新名称"), S_INIT(""), S_INIT("")};
    static const struct request_reason_input reason = {S_INIT("理由")};
    static const struct request_extension_input longer = {S_INIT("理由"), 20};
    static const struct request_charge_input pages = {S_INIT("page"), 0, 300};
    static const struct request_service_input served = {S_INIT("邮寄（邮政企业）"), {INT32_MIN}};
    static const struct request_decision_input decisions[] = {
        {S_INIT("R1"), S_INIT("给"), S_INIT("证据")},
        {S_INIT("R3_5"), S_INIT("不给"), S_INIT("人事管理")},
        {S_INIT("R4_1"), S_INIT("没有"), S_INIT("")},
    };
    struct world *w = p->w;

    (void)c;
    *json = S("{}");
    if (step->form == &request_intake_form || step->form == &request_intake_unconfirmed_form ||
        step->form == &request_apply_form) {
        struct request_input *in = ARENA_NEW(a, struct request_input);

        *in = window_typed();
        in->applicant_type = types[world_chance(w, COUNT_OF(types))];
        in->contact = world_chance(w, 3) ? S("联系人") : S("");
        if (world_chance(w, 6) == 0) in->identity_no = S("1");
        return in;
    }
    if (step->form == &request_correction_form) return &unclear;
    if (step->form == &request_corrected_form) return &clear;
    if (step->form == &request_reason_form) return &reason;
    if (step->form == &request_extension_form) return &longer;
    if (step->form == &request_charge_form) return &pages;
    if (step->form == &request_service_form) return &served;
    if (step->form == &request_decision_form) return &decisions[world_chance(w, 3)];
    if (step->form == &request_consult_form) {
        struct request_consult_input *ask = ARENA_NEW(a, struct request_consult_input);

        *ask = (struct request_consult_input){
            S("third_party"), S("某公司"), S("意见"), {date_of_ms(world_now(w)).day + 1}};
        return ask;
    }
    if (step->form == &request_delay_form) {
        struct request_delay_input *d = ARENA_NEW(a, struct request_delay_input);

        *d = (struct request_delay_input){S("理由"), {date_of_ms(world_now(w)).day + 60}};
        return d;
    }
    return NULL;
}

static void check(struct flow_property *p, int64_t id)
{
    struct world *w = p->w;
    long long n = (long long)id;
    str state = world_text(w, "SELECT state FROM flow_case WHERE id = %lld", n);
    bool ended = str_eq(state, S("replied")) || str_eq(state, S("served")) ||
                 str_eq(state, S("abandoned")) || str_eq(state, S("withdrawn")) ||
                 str_eq(state, S("archived"));

    assert_int_equal(
        world_number(w, "SELECT count(*) FROM request WHERE id = %lld AND result IS NOT NULL", n),
        ended);
}

/* H2 and H3 of the form, in every column. */
static void adds_up(int year)
{
    static const char *const columns[] = {"natural", "company", "research", "charity",
                                          "legal",   "other",   "total"};
    struct arena *a = office->w->a;

    for (size_t c = 0; c < COUNT_OF(columns); c++) {
        int64_t cells[4] = {0};
        int64_t leaves = 0;

        for (size_t i = 0; i < REQUEST_FIGURES; i++) {
            str rest = str_of(request_figures[i].id);
            str module;
            str row;

            assert_true(str_split(&rest, '.', &module) && str_split(&rest, '.', &row));
            if (!str_eq(rest, str_of(columns[c]))) continue;
            int64_t n = window_cell(office, office->head, request_figures[i].id, year);

            if (str_eq(row, S("NEW"))) cells[0] = n;
            if (str_eq(row, S("PREV"))) cells[1] = n;
            if (str_eq(row, S("R7"))) cells[2] = n;
            if (str_eq(row, S("NEXT"))) cells[3] = n;
            if (request_result_of(row)) leaves += n;
        }
        assert_int_equal(leaves, cells[2]);
        assert_int_equal(cells[0] + cells[1], cells[2] + cells[3]);
    }
    (void)a;
}

static void holds(void **state)
{
    office = window_of(state);
    struct world *w = office->w;
    struct person *people[] = {office->clerk, office->head, office->rival, office->visitor,
                               &w->system};
    const int64_t organs[] = {w->bureau, w->section};
    struct flow_property p = {.w = w,
                              .flow = &request_flow,
                              .people = people,
                              .n_people = COUNT_OF(people),
                              .organs = organs,
                              .n_organs = COUNT_OF(organs),
                              .fields = some_fields,
                              .check = check,
                              .rounds = 700,
                              .cases_most = 30};

    flow_property_run(&p);
    assert_true(p.made > 5 && p.moved > 50);
    assert_true(p.refused[ERR_GUARD] > 5 && p.refused[ERR_FORBIDDEN] > 5);
    for (int year = 2020; year <= 2021; year++) adds_up(year);
}

int main(void)
{
    static const struct db_module *const modules[] = {&request_db};
    const struct CMUnitTest tests[] = {BOTH(holds)};

    world_modules(modules, COUNT_OF(modules));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
