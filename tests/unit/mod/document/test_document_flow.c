/* The way of a document: who may, what is asked, what the clock says, what the public sees. */
#include "document_world.h"

#include "core/publication_sql.h"
#include "core/upload.h"
#include "mod/document/document_sql.h"
#include "web/route.h"

static struct date day_of(const char *text)
{
    struct date d;

    assert_true(date_parse(str_of(text), &d));
    return d;
}

/* Mid-morning of that day. */
static void set_day(struct world *w, const char *day)
{
    atomic_store(&w->time.now_ms, date_start_ms(day_of(day)) + 10 * 3600 * 1000);
}

static str state_of(struct document_world *d)
{
    return world_text(d->w, "SELECT state FROM flow_case WHERE id = %lld", (long long)d->id);
}

static int64_t public_rows(struct document_world *d)
{
    return world_number(d->w, "SELECT count(*) FROM publication WHERE id = %lld", (long long)d->id);
}

static str due_on(struct document_world *d)
{
    return world_text(d->w, "SELECT due_on FROM flow_case WHERE id = %lld", (long long)d->id);
}

/* ---- the way ------------------------------------------------------------------------------- */

static void table_is_sound(void **state)
{
    struct findings found = {.arena = *state};

    flow_check(&document_flow, &found);
    for (size_t i = 0; i < found.n; i++) print_message("%.*s\n", STR_ARG(found.items[i]));
    assert_int_equal(found.n, 0);
}

static void from_draft_to_reader(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_str(state_of(&d), S("draft"));
    assert_str(due_on(&d), S("2020-06-05"));
    document_walk(&d, "pass_review");
    assert_int_equal(public_rows(&d), 0);
    assert_ok(document_fire(&d, d.people.publisher, "publish", NULL));
    assert_str(state_of(&d), S("published"));
    assert_int_equal(public_rows(&d), 1);
    assert_str(due_on(&d), S(""));
    assert_str(world_text(d.w, "SELECT index_no FROM publication WHERE id = %lld", (long long)d.id),
               S("11320000bureau/202005-00001"));
    /* In its column and the one above. */
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM publication_place"), 2);
    assert_int_equal(world_number(d.w, "SELECT n FROM publication_count WHERE column_id = %lld",
                                  (long long)d.w->policy),
                     1);
    assert_int_equal(world_number(d.w,
                                  "SELECT count(*) FROM review WHERE case_id = %lld"
                                  " AND content_version = 1 AND result = 'pass'",
                                  (long long)d.id),
                     1);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM flow_event"), 7);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM audit WHERE object = 'document'"), 7);
}

/* Nobody does two of the steps that need two hands, whatever permissions a person has. */
static void four_eyes(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);
    const struct person *one = d.people.everything;

    assert_ok(document_create(&d, one, &in));
    assert_ok(document_fire(&d, one, "submit", NULL));
    assert_err(document_fire(&d, one, "pass_section", NULL), FORBIDDEN);
    assert_ok(document_fire(&d, d.people.chief, "pass_section", NULL));
    assert_err(document_fire(&d, one, "pass_office", NULL), FORBIDDEN);
    assert_ok(document_fire(&d, d.people.office, "pass_office", NULL));
    assert_err(document_fire(&d, one, "sign", NULL), FORBIDDEN);
    assert_ok(document_fire(&d, d.people.leader, "sign", NULL));
    assert_err(document_fire(&d, one, "pass_review", &document_clean_review), FORBIDDEN);
    assert_ok(document_fire(&d, d.people.reviewer, "pass_review", &document_clean_review));
    assert_err(document_fire(&d, one, "publish", NULL), FORBIDDEN);
    assert_int_equal(public_rows(&d), 0);
}

/* Every hand counts, not the last one only; and one step closes the same way as the next. */
static void every_hand_on_the_text_counts(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);
    const struct person *one = d.people.everything;

    /* Wrote it first; others saved and handed it in after him. */
    assert_ok(document_create(&d, one, &in));
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_err(document_fire(&d, one, "pass_section", NULL), FORBIDDEN);
    assert_ok(document_fire(&d, d.people.chief, "pass_section", NULL));
    /* The office mends the text: then somebody else has to pass it. */
    assert_ok(document_fire(&d, d.people.office, "save", &in));
    uint64_t before = world_digest(d.w);

    assert_err(document_fire(&d, d.people.office, "pass_office", NULL), FORBIDDEN);
    assert_int_equal(world_digest(d.w), before);
    assert_ok(document_fire(&d, d.people.second, "pass_office", NULL));
    assert_ok(document_fire(&d, d.people.leader, "sign", NULL));
    assert_err(document_fire(&d, one, "pass_review", &document_clean_review), FORBIDDEN);
    assert_ok(document_fire(&d, d.people.reviewer, "return", &document_some_reason));
    /* Returned, it is the same text in the same round. */
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_ok(document_fire(&d, d.people.chief, "pass_section", NULL));
    assert_err(document_fire(&d, d.people.office, "pass_office", NULL), FORBIDDEN);
}

/* What is public has been judged: who wrote it may judge the revision of another. */
static void publication_begins_a_new_round(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);
    const struct person *one = d.people.everything;

    assert_ok(document_create(&d, one, &in));
    document_walk(&d, "publish");
    assert_ok(document_fire(&d, d.people.drafter, "revise", NULL));
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_ok(document_fire(&d, one, "pass_section", NULL));
    assert_ok(document_fire(&d, one, "save", &in));
    assert_err(document_fire(&d, one, "pass_office", NULL), FORBIDDEN);
}

static void others_see_nothing(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_err(document_fire(&d, d.people.rival, "submit", NULL), NOT_FOUND);
    assert_err(document_fire(&d, d.people.foreign, "submit", NULL), NOT_FOUND);
    assert_err(document_fire(&d, d.people.chief, "submit", NULL), FORBIDDEN);
    assert_err(document_fire(&d, d.people.publisher, "publish", NULL), GUARD);
    d.version++;
    assert_err(document_fire(&d, d.people.drafter, "submit", NULL), CONFLICT);
    in.column = d.w->foreign_column;
    assert_err(document_create(&d, d.people.drafter, &in), INVALID);
}

static void incomplete_is_not_submitted(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    in.attribute = S("");
    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_err(document_fire(&d, d.people.drafter, "submit", NULL), GUARD);
    in.attribute = S("withheld"); /* without a reason */
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_err(document_fire(&d, d.people.drafter, "submit", NULL), GUARD);
    in.attribute_reason = S("涉及内部事务");
    in.text = S("  \n");
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_err(document_fire(&d, d.people.drafter, "submit", NULL), GUARD);
}

/* ---- what is not disclosed ----------------------------------------------------------------- */

static void withheld_is_kept_after_a_look_at_the_attribute(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    in.attribute = S("withheld");
    in.attribute_reason = S("内部事务，《政府信息公开条例》第十六条");
    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_str(due_on(&d), S("")); /* Art. 26 is about what is disclosed */
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_err(document_fire(&d, d.people.chief, "pass_section", NULL), GUARD);
    assert_ok(document_fire(&d, d.people.chief, "pass_section_withheld", NULL));
    assert_err(document_fire(&d, d.people.office, "pass_office", NULL), GUARD);
    assert_ok(document_fire(&d, d.people.office, "pass_attribute", NULL));
    assert_ok(document_fire(&d, d.people.office, "pass_office", NULL));
    assert_err(document_fire(&d, d.people.leader, "sign", NULL), GUARD);
    assert_ok(document_fire(&d, d.people.leader, "sign_withheld", NULL));
    assert_str(state_of(&d), S("kept"));
    assert_int_equal(public_rows(&d), 0);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM review"), 0);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM publication_change"), 0);
}

/* The way around: active through the section, withheld in the office. */
static void attribute_is_not_turned_in_the_office(void **state)
{
    static const char *const turned[] = {"withheld", "on_request", ""};
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    document_walk(&d, "pass_section");
    in.attribute_reason = S("内部事务");
    for (size_t i = 0; i < COUNT_OF(turned); i++) {
        in.attribute = str_of(turned[i]);
        const struct err *e = document_fire(&d, d.people.office, "save", &in);

        assert_err(e, INVALID);
        assert_str(e->field, S("attribute"));
    }
    in.attribute = S("active");
    in.title = S("改过的标题");
    assert_ok(document_fire(&d, d.people.office, "save", &in));
    assert_str(world_text(d.w, "SELECT title FROM flow_case WHERE id = %lld", (long long)d.id),
               S("改过的标题"));
}

/* Published, then found to be none of the public's business: it leaves with the signature. */
static void turned_after_publication(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    document_walk(&d, "publish");
    assert_ok(document_fire(&d, d.people.drafter, "revise", NULL));
    in.attribute = S("on_request");
    in.attribute_reason = S("第三方权益");
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_ok(document_fire(&d, d.people.chief, "pass_section_withheld", NULL));
    assert_ok(document_fire(&d, d.people.office, "pass_attribute", NULL));
    assert_ok(document_fire(&d, d.people.office, "pass_office", NULL));
    assert_int_equal(public_rows(&d), 1);
    assert_ok(document_fire(&d, d.people.leader, "sign_withheld", NULL));
    assert_int_equal(public_rows(&d), 0);
}

/* ---- attachments --------------------------------------------------------------------------- */

static const struct upload_stored pdf = {.digest = S_INIT("aa"),
                                         .name = S_INIT("申请表.pdf"),
                                         .type = S_INIT("application/pdf"),
                                         .size = 7};
static const struct upload_stored other_pdf = {.digest = S_INIT("bb"),
                                               .name = S_INIT("申请表.pdf"),
                                               .type = S_INIT("application/pdf"),
                                               .size = 8};

static int64_t passed_reviews(struct document_world *d)
{
    return world_number(d->w,
                        "SELECT count(*) FROM review r JOIN document d ON d.id = r.case_id"
                        " AND d.content_version = r.content_version WHERE d.id = %lld"
                        " AND r.result = 'pass'",
                        (long long)d->id);
}

static int64_t attached(struct document_world *d)
{
    return world_number(d->w, "SELECT max(file_id) FROM document_file WHERE document_id = %lld",
                        (long long)d->id);
}

/* A review is of text and attachments; with another attachment there is none. */
static void attachments_are_part_of_the_version(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);
    struct document_attach_input add = {.title = S(""), .stored = &pdf, .n_stored = 1};

    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_ok(document_fire(&d, d.people.drafter, "attach", &add));
    document_walk(&d, "pass_review");
    assert_int_equal(passed_reviews(&d), 1);
    /* Where it is reviewed nobody changes it. */
    assert_err(document_fire(&d, d.people.everything, "attach", &add), GUARD);
    assert_ok(document_fire(&d, d.people.reviewer, "return", &document_some_reason));
    assert_int_equal(passed_reviews(&d), 1); /* the same version still has its review */
    struct document_attach_input replace = {
        .remove = attached(&d), .title = S(""), .stored = &other_pdf, .n_stored = 1};

    assert_ok(document_fire(&d, d.people.drafter, "attach", &replace));
    assert_int_equal(passed_reviews(&d), 0);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM document_file"), 1);
    assert_int_equal(
        world_number(d.w, "SELECT count(*) FROM document_version_file WHERE version = 2"), 1);
    document_walk(&d, "sign");
    /* Whatever a program does: the row of the public needs the review of this version. */
    assert_int_equal(passed_reviews(&d), 0);
    assert_ok(document_fire(&d, d.people.reviewer, "pass_review", &document_clean_review));
    assert_ok(document_fire(&d, d.people.publisher, "publish", NULL));
    assert_int_equal(world_number(d.w, "SELECT content_version FROM publication"), 3);
    assert_int_equal(world_number(d.w, "SELECT file_id FROM publication_file"), attached(&d));
}

static void attachments_refuse(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);
    struct document_attach_input add = {.title = S(""), .stored = &pdf, .n_stored = 1};
    struct document_attach_input nothing = {.title = S("")};
    struct document_attach_input absent = {.remove = 4711, .title = S("")};

    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_ok(document_fire(&d, d.people.drafter, "attach", &add));
    struct document_attach_input nameless = {.rename = attached(&d), .title = S("")};
    struct document_attach_input same = {.rename = attached(&d), .title = S("申请表.pdf")};
    struct document_attach_input renamed = {.rename = attached(&d), .title = S("申请表（样式）")};
    uint64_t before = world_digest(d.w);

    assert_err(document_fire(&d, d.people.drafter, "attach", NULL), INVALID);
    assert_err(document_fire(&d, d.people.drafter, "attach", &nothing), INVALID);
    assert_err(document_fire(&d, d.people.drafter, "attach", &absent), NOT_FOUND);
    assert_err(document_fire(&d, d.people.drafter, "attach", &nameless), INVALID);
    assert_err(document_fire(&d, d.people.drafter, "attach", &same), INVALID);
    assert_err(document_fire(&d, d.people.chief, "attach", &renamed), FORBIDDEN);
    assert_err(document_fire(&d, d.people.rival, "attach", &renamed), NOT_FOUND);
    assert_int_equal(world_digest(d.w), before);
    assert_ok(document_fire(&d, d.people.drafter, "attach", &renamed));
    assert_str(world_text(d.w, "SELECT title FROM document_file"), S("申请表（样式）"));
    assert_str(world_text(d.w, "SELECT title FROM document_version_file WHERE version = 2"),
               S("申请表.pdf"));
    /* Four eyes: an attachment is a part of the text. */
    struct document_attach_input again = {.rename = attached(&d), .title = S("申请表")};

    assert_ok(document_fire(&d, d.people.everything, "attach", &again));
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_err(document_fire(&d, d.people.everything, "pass_section", NULL), FORBIDDEN);
}

/* ---- revision and withdrawal --------------------------------------------------------------- */

static void old_text_stays_and_can_always_be_withdrawn(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    document_walk(&d, "publish");
    assert_ok(document_fire(&d, d.people.drafter, "revise", NULL));
    in.title = S("修订后的标题");
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_ok(document_fire(&d, d.people.drafter, "submit", NULL));
    assert_str(world_text(d.w, "SELECT title FROM publication"), document_typed(&d).title);
    assert_ok(document_fire(&d, d.people.chief, "return", &document_some_reason));
    assert_err(document_fire(&d, d.people.drafter, "void", &document_some_reason), GUARD);
    assert_ok(document_fire(&d, d.people.publisher, "withdraw", &document_some_reason));
    assert_int_equal(public_rows(&d), 0);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM publication_place"), 0);
    assert_int_equal(world_number(d.w, "SELECT sum(n) FROM publication_count"), 0);
    assert_str(world_text(d.w, "SELECT reason FROM publication_gone"), S("文字有误"));
}

static void index_numbers_are_never_given_twice(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    document_walk(&d, "publish");
    int64_t first_ms = world_number(d.w, "SELECT published_ms FROM publication");
    str number = world_text(d.w, "SELECT index_no FROM publication");

    /* Republished: the same number, the first moment. */
    world_advance(d.w, 3600 * 1000);
    assert_ok(document_fire(&d, d.people.drafter, "revise", NULL));
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    document_walk(&d, "publish");
    assert_int_equal(world_number(d.w, "SELECT published_ms FROM publication"), first_ms);
    assert_str(world_text(d.w, "SELECT index_no FROM publication"), number);
    int64_t id = d.id;

    assert_ok(document_fire(&d, d.people.publisher, "withdraw", &document_some_reason));
    assert_ok(document_create(&d, d.people.drafter, &in));
    document_walk(&d, "publish");
    assert_str(world_text(d.w, "SELECT index_no FROM publication"),
               S("11320000bureau/202005-00002"));
    /* The withdrawn one comes back under its own. */
    d.id = id;
    d.version = world_number(d.w, "SELECT version FROM flow_case WHERE id = %lld", (long long)id);
    assert_ok(document_fire(&d, d.people.drafter, "reopen", NULL));
    document_walk(&d, "publish");
    assert_str(world_text(d.w, "SELECT index_no FROM publication WHERE id = %lld", (long long)id),
               number);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM publication_gone"), 0);
}

static void validity_is_marked(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);
    struct document_validity_input repealed = {S("repealed"), day_of("2020-05-01")};

    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_err(document_fire(&d, d.people.publisher, "set_validity", &repealed), GUARD);
    document_walk(&d, "publish");
    assert_ok(document_fire(&d, d.people.publisher, "set_validity", &repealed));
    assert_str(state_of(&d), S("published"));
    assert_str(world_text(d.w, "SELECT validity FROM publication"), S("repealed"));
    assert_str(world_text(d.w, "SELECT repealed_on FROM publication"), S("2020-05-01"));
    assert_int_equal(world_number(d.w, "SELECT content_version FROM publication"), 1);
    assert_true(world_number(d.w, "SELECT closed_ms FROM flow_case") > 0);
}

/* ---- the clock of Art. 26 ------------------------------------------------------------------ */

/* The vectors of the calendar that concern 20 working days, through a document and its clock. */
static void due_days(void **state)
{
    static const struct {
        const char *made, *due;
    } vectors[] = {
        {"2019-05-15", "2019-06-13"}, {"2020-01-20", "2020-02-25"}, {"2020-04-29", "2020-05-29"},
        {"2020-09-18", "2020-10-22"}, {"2020-12-31", "2021-01-29"}, {"2021-02-05", "2021-03-10"},
        {"2022-09-30", "2022-11-02"}, {"2023-09-28", "2023-11-01"}, {"2024-09-13", "2024-10-17"},
        {"2025-09-30", "2025-11-04"}, {"2026-02-13", "2026-03-19"}, {"2026-09-18", "2026-10-22"},
        {"2026-12-01", "2026-12-29"},
    };
    struct document_world d;

    document_world_make(state, &d);
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        set_day(d.w, vectors[i].made);
        struct document_input in = document_typed(&d);

        assert_ok(document_create(&d, d.people.drafter, &in));
        assert_str(due_on(&d), str_of(vectors[i].due));
    }
}

static void corrected_day_begins_anew(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    set_day(d.w, "2020-10-09");
    struct document_input in = document_typed(&d);

    in.made_on = DATE_NONE;
    assert_ok(document_create(&d, d.people.drafter, &in));
    assert_str(due_on(&d), S(""));
    in.made_on = day_of("2020-09-30");
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_str(due_on(&d), S("2020-11-04"));
    in.made_on = day_of("2020-09-18");
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_str(due_on(&d), S("2020-10-22"));
    /* The same day once more moves nothing. */
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM flow_clock_event"), 2);
    assert_int_equal(
        world_number(d.w, "SELECT count(*) FROM flow_clock_event WHERE voided_by IS NULL"), 1);
    in.made_on = day_of("2020-10-10");
    const struct err *e = document_fire(&d, d.people.drafter, "save", &in);

    assert_err(e, INVALID);
    assert_str(e->field, S("made_on"));
}

static struct err *clocks_now(struct db_tx *tx, struct arena *a, void *arg)
{
    struct document_world *d = arg;
    struct flow_clock_view *views;
    size_t n;

    TRY(flow_clocks(&d->w->flow, tx, a, &document_flow, d->id, world_now(d->w), &views, &n));
    assert_int_equal(n, 1);
    assert_int_equal(views[0].state.phase, CLOCK_STOPPED);
    assert_true(views[0].state.late);
    assert_int_equal(views[0].state.late_by, 3);
    return NULL;
}

static void late_by_so_many_days(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    set_day(d.w, "2020-09-18");
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    document_walk(&d, "pass_review");
    set_day(d.w, "2020-10-27"); /* due on Thursday the 22nd: Friday, Monday, Tuesday */
    assert_ok(document_fire(&d, d.people.publisher, "publish", NULL));
    assert_str(world_text(d.w, "SELECT stopped_on FROM flow_clock"), S("2020-10-27"));
    assert_str(world_text(d.w, "SELECT due_on FROM flow_clock"), S("2020-10-22"));
    assert_ok(db_read(d.w->db, d.w->a, clocks_now, &d));
    /* What was public once owes nothing any more, whatever day is typed later. */
    assert_ok(document_fire(&d, d.people.drafter, "revise", NULL));
    in.made_on = day_of("2020-09-01");
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_str(due_on(&d), S(""));
    assert_ok(db_read(d.w->db, d.w->a, clocks_now, &d));
}

/* ---- import -------------------------------------------------------------------------------- */

struct importing {
    struct document_world *d;
    struct document_import in;
    int64_t id;
    bool is_new;
};

static struct err *import(struct db_tx *tx, struct arena *a, void *arg)
{
    struct importing *m = arg;
    struct world *w = m->d->w;
    struct document_text text;

    TRY(document_text_read(a, S(""), m->in.body, &text));
    return document_import(&w->flow, tx, a, &w->system.actor, w->policy, w->bureau, &m->in, &text,
                           world_now(w), &m->id, &m->is_new);
}

static struct importing an_import(struct document_world *d, const char *body)
{
    return (struct importing){.d = d,
                              .in = {.title = S("某某管理办法"),
                                     .body = str_of(body),
                                     .number = S(""),
                                     .issuer = S("国务院"),
                                     .category = S(""),
                                     .source = S(""),
                                     .summary = S(""),
                                     .keywords = S(""),
                                     .theme = S(""),
                                     .genre = S(""),
                                     .kind = S(""),
                                     .art20 = S(""),
                                     .validity = S("valid"),
                                     .made_on = day_of("1954-09-20"),
                                     .effective_on = DATE_NONE}};
}

static void import_can_be_repeated(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct importing m = an_import(&d, "<h2>第一章</h2><p>正文<script>alert(1)</script></p>");

    assert_ok(db_write(d.w->db, d.w->a, import, &m));
    assert_true(m.is_new);
    int64_t id = m.id;
    uint64_t before = world_digest(d.w);

    assert_ok(db_write(d.w->db, d.w->a, import, &m));
    assert_false(m.is_new);
    assert_int_equal(m.id, id);
    assert_int_equal(world_digest(d.w), before);
    d.id = id;
    assert_str(state_of(&d), S("published"));
    assert_int_equal(
        world_number(d.w, "SELECT count(*) FROM publication WHERE html LIKE '%%script%%'"), 0);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM review WHERE result = 'imported'"), 1);
    assert_str(world_text(d.w, "SELECT index_no FROM publication"),
               S("11320000bureau/195409-00001"));
    assert_int_equal(world_number(d.w, "SELECT published_ms FROM publication"),
                     date_start_ms(m.in.made_on));
    m.in.title = S("另一个办法");
    assert_ok(db_write(d.w->db, d.w->a, import, &m));
    assert_true(m.is_new);

    /* Revised: it was public long ago, so no clock begins. */
    struct document_input in = document_typed(&d);

    in.made_on = m.in.made_on;
    d.version = 1;
    assert_ok(document_fire(&d, d.people.drafter, "revise", NULL));
    assert_ok(document_fire(&d, d.people.drafter, "save", &in));
    assert_str(due_on(&d), S(""));
}

/* No person may take the way of an import, whatever permissions they have. */
static void import_is_for_the_system(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct importing m = an_import(&d, "正文");

    m.d->w->system.actor = d.people.everything->actor;
    assert_err(db_write(d.w->db, d.w->a, import, &m), FORBIDDEN);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM flow_case"), 0);
}

/* A bureau explains what the zone above it has published; not what is a draft elsewhere. */
static void interpretation_of_another_organ(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    int64_t draft = d.id;

    document_walk(&d, "publish");
    struct document_input explains = document_typed(&d);

    explains.kind = S("interpretation");
    explains.interprets = draft;
    d.w->bureau = d.w->rival; /* where document_create makes it */
    assert_ok(document_create(&d, d.people.rival, &explains));
    explains.interprets = d.id;
    const struct err *e = document_fire(&d, d.people.rival, "save", &explains);

    assert_err(e, INVALID); /* itself */
    assert_str(e->field, S("interprets"));
    explains.interprets = 999999;
    assert_err(document_fire(&d, d.people.rival, "save", &explains), INVALID);
}

static void every_statement_fits(void **state)
{
    struct document_world d;

    document_world_make(state, &d);
    for (const struct err *e = db_check(d.w->db, d.w->a); e; e = e->next)
        fail_msg("%.*s", STR_ARG(e->detail));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(table_is_sound),
        BOTH(from_draft_to_reader),
        BOTH(four_eyes),
        BOTH(every_hand_on_the_text_counts),
        BOTH(publication_begins_a_new_round),
        BOTH(attachments_are_part_of_the_version),
        BOTH(attachments_refuse),
        BOTH(others_see_nothing),
        BOTH(incomplete_is_not_submitted),
        BOTH(withheld_is_kept_after_a_look_at_the_attribute),
        BOTH(attribute_is_not_turned_in_the_office),
        BOTH(turned_after_publication),
        BOTH(old_text_stays_and_can_always_be_withdrawn),
        BOTH(index_numbers_are_never_given_twice),
        BOTH(validity_is_marked),
        BOTH(due_days),
        BOTH(corrected_day_begins_anew),
        BOTH(late_by_so_many_days),
        BOTH(import_can_be_repeated),
        BOTH(import_is_for_the_system),
        BOTH(interpretation_of_another_organ),
        BOTH(every_statement_fits),
    };

    document_world_modules();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
