/*
 * Each call to the engine fails once, at every step of a document's way: nothing is left half
 * written, and the step then succeeds. And two editors of one version, of whom one wins.
 */
#include "document_world.h"

#include "core/audit.h"
#include "db/fault.h"

#include <pthread.h>

enum { CALLS_MOST = 400, EDITORS = 8 };

/* The step with its n-th call failing, for n from 1 until it passes. */
static void torture(struct document_world *d, struct db_fault *plan, const struct person *who,
                    const char *event, const void *fields)
{
    for (int n = 1; n < CALLS_MOST; n++) {
        uint64_t before = world_digest(d->w);

        atomic_store(&plan->calls, 0);
        atomic_store(&plan->fail_at, n);
        const struct err *e = fields && d->id == 0 ? document_create(d, who, fields)
                                                   : document_fire(d, who, event, fields);

        atomic_store(&plan->fail_at, 0);
        if (!e) {
            assert_true(n > 5); /* it did make calls that could fail */
            assert_true(world_digest(d->w) != before);
            return;
        }
        assert_true(err_is_fault(e->code) || e->code == ERR_OVERLOAD);
        if (world_digest(d->w) != before) fail_msg("%s, call %d: half written", event, n);
    }
    fail_msg("%s never passes", event);
}

static struct err *verify(struct db_tx *tx, struct arena *a, void *arg)
{
    return audit_verify(tx, a, NULL, arg);
}

static void assert_chain(struct world *w)
{
    struct audit_verdict v;

    assert_ok(db_read(w->db, w->a, verify, &v));
    assert_true(v.whole);
}

static void nothing_half_written(void **state)
{
    struct document_world d;
    struct db_fault plan = {0};

    document_world_make(state, &d);
    struct db_options o = d.w->bed->options;
    struct db *usual = d.w->db;

    o.fault = &plan;
    assert_ok(db_open(&d.w->bed->root, &o, &d.w->db));
    const struct document_people *p = &d.people;
    struct document_input in = document_typed(&d);

    torture(&d, &plan, p->drafter, "create", &in);
    in.title = S("改过的标题");
    in.made_on.day--;
    torture(&d, &plan, p->drafter, "save", &in);
    torture(&d, &plan, p->drafter, "submit", NULL);
    torture(&d, &plan, p->chief, "pass_section", NULL);
    torture(&d, &plan, p->office, "pass_office", NULL);
    torture(&d, &plan, p->leader, "sign", NULL);
    torture(&d, &plan, p->reviewer, "pass_review", &document_clean_review);
    torture(&d, &plan, p->publisher, "publish", NULL);
    torture(&d, &plan, p->publisher, "withdraw", &document_some_reason);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM flow_event"), 9);
    assert_chain(d.w);
    db_close(d.w->db);
    d.w->db = usual;
}

/* ---- two editors --------------------------------------------------------------------------- */

struct editor {
    struct document_world own; /* id, version, result */
    struct document_input in;
    struct arena a;
    pthread_barrier_t *start;
    pthread_t thread;
    bool won;
    enum err_code code;
};

static struct err *save(struct db_tx *tx, struct arena *a, void *arg)
{
    struct editor *e = arg;
    struct document_world *d = &e->own;

    return flow_fire(&d->w->flow, tx, a, &document_flow, &d->people.drafter->actor, d->id,
                     d->version, S("save"), &e->in, S("{}"), S(""), world_now(d->w), &d->result);
}

static void *edit(void *arg)
{
    struct editor *e = arg;

    (void)pthread_barrier_wait(e->start);
    const struct err *err = db_write(e->own.w->db, &e->a, save, e);

    e->won = !err;
    if (err) e->code = err->code;
    return NULL;
}

static void one_editor_wins(void **state)
{
    static struct editor editors[EDITORS];
    struct document_world d;

    document_world_make(state, &d);
    struct document_input in = document_typed(&d);

    assert_ok(document_create(&d, d.people.drafter, &in));
    for (int round = 0; round < 20; round++) {
        pthread_barrier_t start;
        int won = 0;

        assert_int_equal(pthread_barrier_init(&start, NULL, EDITORS), 0);
        for (int i = 0; i < EDITORS; i++) {
            struct editor *e = &editors[i];

            *e = (struct editor){.own = d, .in = in, .start = &start};
            arena_init(&e->a, (size_t)64 * 1024 * 1024);
            e->in.title = str_printf(d.w->a, "第%d稿，%d号", round, i);
            assert_int_equal(pthread_create(&e->thread, NULL, edit, e), 0);
        }
        for (int i = 0; i < EDITORS; i++) {
            assert_int_equal(pthread_join(editors[i].thread, NULL), 0);
            won += editors[i].won;
            if (editors[i].won)
                assert_str(world_text(d.w, "SELECT title FROM document"), editors[i].in.title);
            else
                assert_int_equal(editors[i].code, ERR_CONFLICT);
            arena_release(&editors[i].a);
        }
        assert_int_equal(won, 1);
        (void)pthread_barrier_destroy(&start);
        d.version++;
    }
    assert_int_equal(world_number(d.w, "SELECT version FROM flow_case"), 21);
    assert_int_equal(world_number(d.w, "SELECT content_version FROM document"), 21);
    assert_int_equal(world_number(d.w, "SELECT count(*) FROM flow_event"), 21);
    assert_chain(d.w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {BOTH(nothing_half_written), BOTH(one_editor_wins)};

    document_world_modules();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
