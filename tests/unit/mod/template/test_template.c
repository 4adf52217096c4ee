/* Notices through their flow, on both engines: what works, and who and what is refused. */
#include "core_fixture.h"

#include "base/buf.h"
#include "core/core_db.h"
#include "core/module.h"
#include "mod/template/internal.h"
#include "mod/template/template_sql.h"
#include "mod/template/view.h"

#include "board_views.h"

static const str writer_codes[] = {S_INIT("template.write")};
static const str shower_codes[] = {S_INIT("template.show"), S_INIT("template.write")};

struct scene {
    struct world *w;
    const struct flow *flows[1];
    struct person *writer, *shower, *rival;
};

static struct scene *scene_of(void **state)
{
    struct world *w = world_of(state);
    struct scene *s = ARENA_NEW(&w->bed->root, struct scene);

    s->w = w;
    s->flows[0] = &template_flow;
    w->flow.flows = s->flows;
    w->flow.n_flows = 1;
    s->writer = world_person(w, w->section, w->section_path, S("writer"), writer_codes, 1);
    s->shower = world_person(w, w->bureau, w->bureau_path, S("shower"), shower_codes, 2);
    s->rival = world_person(w, w->rival, w->rival_path, S("rival"), shower_codes, 2);
    return s;
}

static struct date day_of(const char *text)
{
    struct date d;

    assert_true(date_parse(str_of(text), &d));
    return d;
}

/* A step as a transaction: a new case when `id` is 0. */
struct step {
    struct scene *s;
    const struct person *by;
    str event;
    int64_t id, version;
    const struct template_input *in;
    struct flow_result out;
};

static struct err *make_step(struct db_tx *tx, struct arena *a, void *arg)
{
    struct step *t = arg;
    struct world *w = t->s->w;

    if (!t->id)
        return flow_start(&w->flow, tx, a, &template_flow, &t->by->actor, t->event, w->section,
                          t->in->title, t->in, S("{}"), S(""), world_now(w), &t->out);
    return flow_fire(&w->flow, tx, a, &template_flow, &t->by->actor, t->id, t->version, t->event,
                     t->in, S("{}"), S(""), world_now(w), &t->out);
}

static struct err *step(struct scene *s, const struct person *by, const char *event, int64_t id,
                        int64_t version, const struct template_input *in)
{
    struct step t = {s, by, str_of(event), id, version, in, {0}};

    return db_write(s->w->db, s->w->a, make_step, &t);
}

static int64_t begin(struct scene *s, const char *title, const char *until)
{
    struct template_input in = {str_of(title), S("请到三楼办理。"), day_of(until)};
    struct step t = {s, s->writer, S("create"), 0, 0, &in, {0}};

    assert_ok(db_write(s->w->db, s->w->a, make_step, &t));
    return t.out.id;
}

struct board {
    struct scope scope;
    struct date today;
    struct template_notice *notices;
    size_t n;
    int64_t year, count;
    struct figure_record *records;
    size_t n_records;
};

static struct err *read_board(struct db_tx *tx, struct arena *a, void *arg)
{
    struct board *b = arg;
    struct figure_query q = {.scope = b->scope, .year = b->year};

    TRY(template_board(tx, a, b->scope, b->today, &b->notices, &b->n));
    TRY(template_figure.count(tx, a, &q, &b->count));
    return template_figure.list(tx, a, &q, 100, 0, &b->records, &b->n_records);
}

static struct board board_of(struct scene *s, const struct person *who, const char *today)
{
    struct board b = {.scope = who->scope, .today = day_of(today), .year = 2020};

    assert_ok(db_read(s->w->db, s->w->a, read_board, &b));
    assert_int_equal(b.count, b.n_records); /* a figure and its list agree */
    return b;
}

static void goes_its_way(void **state)
{
    struct scene *s = scene_of(state);
    int64_t id = begin(s, "搬迁提示", "2020-05-20");
    struct template_input better = {S("搬迁"), S("请到四楼办理。"), day_of("2020-05-21")};

    assert_int_equal(board_of(s, s->shower, "2020-05-09").n, 0);
    assert_ok(step(s, s->writer, "save", id, 1, &better));
    assert_ok(step(s, s->shower, "show", id, 2, NULL));
    struct board b = board_of(s, s->shower, "2020-05-21");

    assert_int_equal(b.n, 1);
    assert_str(b.notices[0].title, S("搬迁"));
    assert_str(b.notices[0].text, S("请到四楼办理。"));
    assert_int_equal(b.notices[0].shown_ms, world_now(s->w));
    assert_int_equal(b.count, 1);
    assert_int_equal(b.records[0].id, id);
    assert_ok(step(s, s->shower, "end", id, 3, NULL));
    b = board_of(s, s->shower, "2020-05-21");
    assert_int_equal(b.n, 0);
    assert_int_equal(b.count, 1); /* it was hung up all the same */
    assert_int_equal(
        world_number(s->w, "SELECT count(*) FROM flow_event WHERE case_id = %lld", (long long)id),
        4);
    assert_int_equal(world_number(s->w, "SELECT count(*) FROM audit WHERE object = 'template'"), 4);
}

static void needs_another_hand(void **state)
{
    struct scene *s = scene_of(state);
    struct template_input in = {S("提示"), S("内容"), day_of("2020-05-20")};
    struct step t = {s, s->shower, S("create"), 0, 0, &in, {0}};

    assert_ok(db_write(s->w->db, s->w->a, make_step, &t));
    uint64_t before = world_digest(s->w);

    assert_err(step(s, s->shower, "show", t.out.id, 1, NULL), FORBIDDEN); /* wrote it */
    assert_err(step(s, s->writer, "show", t.out.id, 1, NULL), FORBIDDEN); /* no permission */
    assert_int_equal(world_digest(s->w), before);
    /* Began by another, but one word of it is the shower's own. */
    int64_t id = begin(s, "另一件", "2020-05-20");

    assert_ok(step(s, s->shower, "save", id, 1, &in));
    assert_ok(step(s, s->writer, "save", id, 2, &in));
    assert_err(step(s, s->shower, "show", id, 3, NULL), FORBIDDEN);
}

static void refuses_what_is_past(void **state)
{
    struct scene *s = scene_of(state);
    int64_t id = begin(s, "提示", "2020-05-08");

    assert_err(step(s, s->shower, "show", id, 1, NULL), GUARD); /* today is 2020-05-09 */
    assert_err(step(s, s->shower, "end", id, 1, NULL), GUARD);  /* does not hang */
    id = begin(s, "最后一天", "2020-05-09");
    assert_ok(step(s, s->shower, "show", id, 1, NULL));
    assert_int_equal(board_of(s, s->shower, "2020-05-09").n, 1);
    assert_int_equal(board_of(s, s->shower, "2020-05-10").n, 0);
    assert_err(step(s, s->writer, "save", id, 2, NULL), GUARD); /* hangs already */
}

static void two_hands_on_one_version(void **state)
{
    struct scene *s = scene_of(state);
    struct template_input in = {S("一"), S("一"), day_of("2020-05-20")};
    int64_t id = begin(s, "提示", "2020-05-20");

    assert_ok(step(s, s->writer, "save", id, 1, &in));
    assert_err(step(s, s->shower, "show", id, 1, NULL), CONFLICT);
}

static void others_do_not_see_it(void **state)
{
    struct scene *s = scene_of(state);
    int64_t id = begin(s, "提示", "2020-05-20");

    assert_err(step(s, s->rival, "show", id, 1, NULL), NOT_FOUND);
    assert_ok(step(s, s->shower, "show", id, 1, NULL));
    struct board b = board_of(s, s->rival, "2020-05-09");

    assert_int_equal(b.n, 0);
    assert_int_equal(b.count, 0);
}

/* The tables of the module are sound, and its statements say what their declarations say. */
static void is_sound(void **state)
{
    struct scene *s = scene_of(state);
    struct findings f = {.arena = s->w->a};
    struct route_table routes = {template_module.routes, template_module.n_routes};

    flow_check(&template_flow, &f);
    routes_check(&routes, 1, &f);
    for (size_t i = 0; i < f.n; i++) print_message("%.*s\n", STR_ARG(f.items[i]));
    assert_int_equal(f.n, 0);
    for (const struct err *e = db_check(s->w->db, s->w->a); e; e = e->next)
        if (str_find(e->detail, S("mod/template/"), 0) != STR_NONE) assert_ok(e);
}

static void form_asks_for_all(void **state)
{
    struct arena *a = *state;
    const struct value empty[] = {{S_INIT("title"), S_INIT(" ")}};
    const struct value good[] = {{S_INIT("title"), S_INIT("提示")},
                                 {S_INIT("text"), S_INIT("内容")},
                                 {S_INIT("until"), S_INIT("2020-05-20")}};
    struct template_input in;
    const struct err *e = form_bind(&template_form, a, &(struct values){empty, 1}, NULL, &in);

    assert_non_null(e);
    assert_str(e->field, S("title"));
    assert_str(e->next->field, S("text"));
    assert_str(e->next->next->field, S("until"));
    assert_ok(form_bind(&template_form, a, &(struct values){good, COUNT_OF(good)}, NULL, &in));
    assert_str(in.title, S("提示"));
}

static void page_is_escaped(void **state)
{
    struct arena *a = *state;
    struct template_notice n = {1, S("<b>"), S("\"&"), S("机关"), day_of("2020-05-20"), 0};
    struct page_site site = {.name = S("站")};
    struct page_assets assets = {.css = S("/a.css")};
    struct template_board_view v = {.notices = &n, .n = 1, .year = 2020, .shown = 7};
    struct buf out;

    v.staff.page.site = &site;
    v.staff.page.assets = &assets;
    buf_init(&out, a, 64 * 1024);
    view_template_board(&out, &v);
    assert_true(buf_ok(&out));
    assert_true(str_find(buf_str(&out), S("&lt;b&gt;"), 0) != STR_NONE);
    assert_true(str_find(buf_str(&out), S("<b>"), 0) == STR_NONE);
    assert_true(str_find(buf_str(&out), S("7 份"), 0) != STR_NONE);
}

int main(void)
{
    const struct db_module *const more[] = {&template_db};
    const struct CMUnitTest tests[] = {
        BOTH(goes_its_way),         BOTH(needs_another_hand),
        BOTH(refuses_what_is_past), BOTH(two_hands_on_one_version),
        BOTH(others_do_not_see_it), BOTH(is_sound),
        UNIT(form_asks_for_all),    UNIT(page_is_escaped),
    };

    world_modules(more, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
