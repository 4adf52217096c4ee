/* Rows of the registers, and the figures that are made of them, on both engines. */
#include "core_fixture.h"

#include "core/core_db.h"
#include "mod/yearly/internal.h"
#include "mod/yearly/yearly_sql.h"

static const str codes[] = {S_INIT("yearly.edit")};

struct desk {
    struct world *w;
    struct person *clerk, *rival;
};

static struct desk *desk_of(void **state)
{
    struct world *w = world_of(state);
    struct desk *d = ARENA_NEW(&w->bed->root, struct desk);

    d->w = w;
    d->clerk = world_person(w, w->bureau, w->bureau_path, S("clerk"), codes, 1);
    d->rival = world_person(w, w->rival, w->rival_path, S("rival"), codes, 1);
    return d;
}

struct entering {
    struct desk *d;
    const struct person *by;
    struct yearly_entry e;
};

static struct err *enter(struct db_tx *tx, struct arena *a, void *arg)
{
    struct entering *x = arg;

    return yearly_enter(tx, a, x->by->scope, x->d->w->bureau, &x->e, world_now(x->d->w));
}

static struct err *put_by(struct desk *d, const struct person *by, struct yearly_entry e)
{
    struct entering x = {d, by, e};

    return db_write(d->w->db, d->w->a, enter, &x);
}

static void put(struct desk *d, const char *kind, int64_t year, int64_t ended, const char *outcome,
                int64_t number, int64_t fen)
{
    struct yearly_entry e = {.kind = str_of(kind),
                             .title = S("事项"),
                             .evidence = S("台账"),
                             .year = year,
                             .ended_year = ended,
                             .outcome = str_of(outcome),
                             .number = number,
                             .amount_fen = fen};

    assert_ok(put_by(d, d->clerk, e));
}

struct reading {
    struct figure_query q;
    int64_t n;
    size_t listed;
};

static struct err *read_figure(struct db_tx *tx, struct arena *a, void *arg)
{
    struct reading *r = arg;
    struct figure_record *rows;

    TRY(r->q.figure->count(tx, a, &r->q, &r->n));
    return r->q.figure->list(tx, a, &r->q, 1000, 0, &rows, &r->listed);
}

static struct reading figure(struct desk *d, const struct person *who, const char *id, int64_t year)
{
    struct reading r = {.q = {.scope = who->scope, .year = year}};

    for (size_t i = 0; i < YEARLY_FIGURES; i++)
        if (str_eq(str_of(yearly_figures[i].id), str_of(id))) r.q.figure = &yearly_figures[i];
    assert_non_null(r.q.figure);
    assert_ok(db_read(d->w->db, d->w->a, read_figure, &r));
    return r;
}

static int64_t value(struct desk *d, const char *id, int64_t year)
{
    return figure(d, d->clerk, id, year).n;
}

/* Items that come and go: eight, then two more and one less. */
static void items(void **state)
{
    struct desk *d = desk_of(state);

    for (int i = 0; i < 7; i++) put(d, "license_item", 2018, 0, "", 0, 0);
    put(d, "license_item", 2018, 2021, "", 0, 0);
    put(d, "license_item", 2021, 0, "", 0, 0);
    put(d, "license_item", 2021, 0, "", 0, 0);
    put(d, "license_decision", 2021, 0, "", 120, 0);
    put(d, "license_decision", 2021, 0, "", 3, 0);
    assert_int_equal(value(d, "t2.license.prev_items", 2018), 0);
    assert_int_equal(value(d, "t2.license.delta", 2018), 8);
    assert_int_equal(value(d, "t2.license.prev_items", 2020), 8);
    assert_int_equal(value(d, "t2.license.delta", 2020), 0);
    assert_int_equal(value(d, "t2.license.prev_items", 2021), 8);
    assert_int_equal(value(d, "t2.license.delta", 2021), 1);
    assert_int_equal(figure(d, d->clerk, "t2.license.delta", 2021).listed, 3); /* two in, one out */
    assert_int_equal(figure(d, d->clerk, "t2.license.prev_items", 2021).listed, 8);
    assert_int_equal(value(d, "t2.license.decisions", 2021), 123);
    assert_int_equal(value(d, "t2.license.decisions", 2020), 0);
    /* What follows from one year to the next: S2 of the form. */
    for (int64_t y = 2018; y < 2024; y++)
        assert_int_equal(value(d, "t2.license.prev_items", y + 1),
                         value(d, "t2.license.prev_items", y) + value(d, "t2.license.delta", y));
    assert_int_equal(figure(d, d->rival, "t2.license.prev_items", 2021).n, 0);
}

static void documents_and_money(void **state)
{
    struct desk *d = desk_of(state);

    put(d, "normative", 2019, 0, "", 0, 0);
    put(d, "normative", 2020, 2022, "", 0, 0);
    put(d, "normative", 2022, 0, "", 0, 0);
    put(d, "procurement", 2020, 0, "", 0, 100000000000);
    put(d, "procurement", 2020, 0, "", 0, 8684600000);
    put(d, "procurement", 2021, 0, "", 0, 5);
    assert_int_equal(value(d, "t2.normative.made", 2022), 1);
    assert_int_equal(value(d, "t2.normative.repealed", 2022), 1);
    assert_int_equal(value(d, "t2.normative.valid", 2021), 2);
    assert_int_equal(value(d, "t2.normative.valid", 2022), 2);
    assert_int_equal(value(d, "t2.procurement.projects", 2020), 2);
    assert_int_equal(value(d, "t2.procurement.amount", 2020), 108684600000);
    assert_int_equal(figure(d, d->clerk, "t2.procurement.amount", 2020).listed, 2);
}

static void cases(void **state)
{
    struct desk *d = desk_of(state);

    put(d, "review", 2024, 2024, "upheld", 0, 0);
    put(d, "review", 2024, 2025, "corrected", 0, 0);
    put(d, "review", 2025, 0, "", 0, 0);
    assert_int_equal(value(d, "t4.review.upheld", 2024), 1);
    assert_int_equal(value(d, "t4.review.pending", 2024), 1);
    assert_int_equal(value(d, "t4.review.total", 2024), 2);
    assert_int_equal(value(d, "t4.review.corrected", 2025), 1);
    assert_int_equal(value(d, "t4.review.pending", 2025), 1);
    /* H5 of the form holds in every year. */
    for (int64_t y = 2023; y < 2027; y++)
        assert_int_equal(value(d, "t4.review.total", y),
                         value(d, "t4.review.upheld", y) + value(d, "t4.review.corrected", y) +
                             value(d, "t4.review.other", y) + value(d, "t4.review.pending", y));
    assert_int_equal(figure(d, d->clerk, "t4.review.total", 2025).listed, 2);
}

static void refused(void **state)
{
    struct desk *d = desk_of(state);
    struct yearly_entry e = {.kind = S("license_item"),
                             .title = S("事项"),
                             .evidence = S("台账"),
                             .year = 2020,
                             .outcome = S("")};
    struct yearly_entry wrong = e;

    wrong.kind = S("nothing");
    assert_err(put_by(d, d->clerk, wrong), INVALID);
    wrong = e;
    wrong.ended_year = 2019;
    assert_err(put_by(d, d->clerk, wrong), INVALID);
    wrong = e;
    wrong.kind = S("procurement");
    assert_err(put_by(d, d->clerk, wrong), INVALID); /* no amount */
    wrong = e;
    wrong.kind = S("license_decision");
    wrong.ended_year = 2021;
    assert_err(put_by(d, d->clerk, wrong), INVALID);
    wrong = e;
    wrong.kind = S("review");
    wrong.ended_year = 2021;
    assert_err(put_by(d, d->clerk, wrong), INVALID); /* no outcome */
    assert_err(put_by(d, d->rival, e), NOT_FOUND);
    assert_int_equal(world_number(d->w, "SELECT count(*) FROM yearly"), 0);
}

static void amounts(void **state)
{
    static const struct {
        const char *text;
        int64_t fen;
    } right[] = {
        {"0", 0}, {"12", 1200}, {"12.5", 1250}, {"12.05", 1205}, {"1086846000", 108684600000}};
    static const char *const wrong[] = {"", ".", "12.", ".5", "12.345", "-1", "1e3", "12,000", "x"};
    int64_t fen;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        assert_true(yearly_amount_parse(str_of(right[i].text), &fen));
        assert_int_equal(fen, right[i].fen);
    }
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(yearly_amount_parse(str_of(wrong[i]), &fen));
}

int main(void)
{
    static const struct db_module *const modules[] = {&yearly_db};
    const struct CMUnitTest tests[] = {
        BOTH(items),   BOTH(documents_and_money), BOTH(cases),
        BOTH(refused), cmocka_unit_test(amounts),
    };

    world_modules(modules, COUNT_OF(modules));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
