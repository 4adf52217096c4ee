/*
 * Random events on documents, by random people, with fields right and wrong. Besides what holds of
 * every flow (test_flow_property.h): what is public has passed a review of exactly that text, and
 * nothing is public that is not to be disclosed actively.
 */
#include "document_world.h"
#include "test_flow_property.h"

#include "core/upload.h"

#include <string.h>

static struct document_world world;

static str one_of(struct world *w, const str *items, size_t n)
{
    return items[world_chance(w, n)];
}

static const struct document_input *some_input(struct flow_property *p, struct arena *a)
{
    static const str attributes[] = {S_INIT("active"),   S_INIT("active"),     S_INIT("active"),
                                     S_INIT("withheld"), S_INIT("on_request"), S_INIT("")};
    static const str texts[] = {S_INIT("正文。"), S_INIT("<p>正文</p>"),
                                S_INIT("联系人13812345678"), S_INIT(" ")};
    struct world *w = p->w;
    struct document_input *in = ARENA_NEW(a, struct document_input);
    const int64_t columns[] = {w->policy, w->normative, w->news, w->foreign_column, 0};

    *in = document_typed(&world);
    if (world_chance(w, 2)) return in;
    in->attribute = one_of(w, attributes, COUNT_OF(attributes));
    in->attribute_reason = world_chance(w, 4) ? S("依据第十六条") : S("");
    in->text = one_of(w, texts, world_chance(w, 4) ? 1 : COUNT_OF(texts));
    in->tree = world_chance(w, 20) ? S("") : S("{\"type\":\"script\"}");
    in->column = columns[world_chance(w, world_chance(w, 4) ? 3 : COUNT_OF(columns))];
    in->made_on.day += 1 - (int)world_chance(w, 40);
    if (world_chance(w, 5) == 0) in->made_on = DATE_NONE;
    in->interprets = world_chance(w, 6) ? 0 : 1 + (int64_t)world_chance(w, 60);
    return in;
}

/* Right ones and wrong ones: nothing at all, ids of nothing, a name that is there already. */
static const struct document_attach_input *some_attachments(struct world *w, struct arena *a)
{
    struct document_attach_input *in = ARENA_NEW(a, struct document_attach_input);
    struct upload_stored *file = ARENA_NEW(a, struct upload_stored);

    *in = (struct document_attach_input){.title = S("改过的名称"), .stored = file};
    *file = (struct upload_stored){
        .digest = S("00"), .name = S("附件.pdf"), .type = S("application/pdf"), .size = 1};
    in->n_stored = world_chance(w, 2);
    if (world_chance(w, 4) == 0) in->remove = 1 + (int64_t)world_chance(w, 40);
    if (world_chance(w, 4) == 0) in->rename = 1 + (int64_t)world_chance(w, 40);
    return in;
}

static const void *some_fields(struct flow_property *p, struct arena *a,
                               const struct flow_step *step, const struct flow_case *c, str *json)
{
    static const struct document_review_input waved = {S_INIT("handled"), S_INIT("handled"),
                                                       S_INIT("第十七条"), S_INIT("已取得同意")};
    static const struct document_validity_input marks[] = {{S_INIT("valid"), {INT32_MIN}},
                                                           {S_INIT("repealed"), {18000}}};
    struct world *w = p->w;

    (void)c;
    *json = S("{}");
    if (step->form == &document_form) return some_input(p, a);
    if (step->form == &document_attach_form) return some_attachments(w, a);
    if (step->form == &document_review_form)
        return world_chance(w, 2) ? &waved : &document_clean_review;
    if (step->form == &document_reason_form) return &document_some_reason;
    if (step->form == &document_validity_form) return &marks[world_chance(w, 2)];
    return NULL;
}

/* Public from the publication to the withdrawal, whatever happens to the next text meanwhile. */
static void check(struct flow_property *p, int64_t id)
{
    struct world *w = p->w;
    long long n = (long long)id;
    str last = world_text(w,
                          "SELECT event FROM flow_event WHERE case_id = %lld AND event IN"
                          " ('publish', 'withdraw', 'sign_withheld') ORDER BY seq DESC LIMIT 1",
                          n);
    int64_t is_public = str_eq(last, S("publish"));

    assert_int_equal(world_number(w, "SELECT count(*) FROM publication WHERE id = %lld", n),
                     is_public);
    assert_int_equal(
        world_number(w, "SELECT count(*) FROM publication_place WHERE publication_id = %lld", n) >
            0,
        is_public);
    /* One version for each change of text or attachments, and each knows its attachments. */
    assert_int_equal(world_number(w, "SELECT content_version FROM document WHERE id = %lld", n),
                     world_number(w,
                                  "SELECT count(*) FROM flow_event WHERE case_id = %lld"
                                  " AND event IN ('create', 'save', 'attach')",
                                  n));
    assert_int_equal(
        world_number(w,
                     "SELECT count(*) FROM document_version WHERE document_id = %lld"
                     " AND files_kept = 1",
                     n),
        world_number(w, "SELECT content_version - 1 FROM document WHERE id = %lld", n));
    if (!is_public) return;
    /* No attachment is public that the reviewed version does not have. */
    assert_int_equal(
        world_number(w,
                     "SELECT count(*) FROM publication_file f JOIN publication p"
                     " ON p.id = f.publication_id WHERE p.id = %lld AND NOT EXISTS ("
                     "SELECT 1 FROM document d JOIN document_file x ON x.document_id = d.id"
                     " WHERE d.id = p.id AND d.content_version = p.content_version"
                     " AND x.file_id = f.file_id AND x.title = f.title"
                     " UNION ALL SELECT 1 FROM document_version_file v WHERE v.document_id = p.id"
                     " AND v.version = p.content_version AND v.file_id = f.file_id"
                     " AND v.title = f.title)",
                     n),
        0);
    assert_int_equal(
        world_number(w,
                     "SELECT count(*) FROM publication p JOIN review r ON r.id = p.review_id"
                     " WHERE p.id = %lld AND r.case_id = p.id AND r.result = 'pass'"
                     " AND r.content_version = p.content_version AND p.disclosure = 'active'",
                     n),
        1);
    assert_int_equal(world_number(w,
                                  "SELECT count(*) FROM flow_case WHERE id = %lld"
                                  " AND state IN ('kept', 'withdrawn', 'void')",
                                  n),
                     0);
}

static void check_all(struct world *w)
{
    assert_int_equal(
        world_number(w, "SELECT count(*) FROM (SELECT c.id FROM site_column c"
                        " LEFT JOIN publication_count k ON k.column_id = c.id"
                        " WHERE COALESCE(k.n, 0) <> (SELECT count(*) FROM publication_place l"
                        " WHERE l.column_id = c.id)) x"),
        0);
    assert_int_equal(world_number(w, "SELECT count(*) - count(DISTINCT index_no) FROM document"
                                     " WHERE index_no <> ''"),
                     0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication p JOIN publication_gone g"
                                     " ON g.id = p.id"),
                     0);
}

static void anything_happens(void **state)
{
    document_world_make(state, &world);
    struct world *w = world.w;
    const struct document_people *of = &world.people;
    struct person *people[] = {of->drafter,   of->chief,      of->office, of->leader, of->reviewer,
                               of->publisher, of->everything, of->rival,  of->foreign};
    const int64_t organs[] = {w->bureau, w->section, w->zone, w->rival, w->foreign};
    struct flow_property p = {
        .w = w,
        .flow = &document_flow,
        .people = people,
        .n_people = COUNT_OF(people),
        .organs = organs,
        .n_organs = COUNT_OF(organs),
        .fields = some_fields,
        .check = check,
        .rounds = w->bed->engine == DB_SQLITE ? 6000 : 2500,
        .cases_most = 60,
    };

    flow_property_run(&p);
    check_all(w);
    int64_t published = world_number(w, "SELECT count(*) FROM flow_event WHERE event = 'publish'");
    int64_t withdrawn = world_number(w, "SELECT count(*) FROM flow_event WHERE event = 'withdraw'");

    print_message("%d documents, %d steps, %lld published, %lld withdrawn\n", p.made, p.moved,
                  (long long)published, (long long)withdrawn);
    assert_true(world_number(w, "SELECT count(*) FROM flow_event WHERE event = 'attach'") > 5);
    assert_true(p.made >= 8 && published >= 5 && withdrawn >= 2);
    assert_true(p.refused[ERR_INVALID] && p.refused[ERR_GUARD] && p.refused[ERR_FORBIDDEN] &&
                p.refused[ERR_NOT_FOUND] && p.refused[ERR_CONFLICT]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {BOTH(anything_happens)};

    document_world_modules();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
