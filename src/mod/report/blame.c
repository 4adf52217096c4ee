#include "mod/report/blame.h"

#include "base/vec.h"

/* What is left over in each sum; 0: right, or not checked. */
struct rest {
    struct report_finding *row[REPORT_ROWS];        /* H1 */
    struct report_finding *results[REPORT_COLUMNS]; /* H2 */
    struct report_finding *balance[REPORT_COLUMNS]; /* H3 */
};

static int64_t over(const struct report_finding *f)
{
    return f ? f->found - f->expected : 0;
}

static void gather(const struct report_check *c, struct rest *out)
{
    for (size_t i = 0; i < c->n; i++) {
        struct report_finding *f = &c->findings[i];

        if (f->verdict != REPORT_WRONG || !f->counted || !str_eq(f->table, S("t3"))) continue;
        for (size_t r = 0; r < REPORT_ROWS; r++)
            if (str_eq(f->rule->id, S("H1")) && str_eq(f->row, report_rows[r].id)) out->row[r] = f;
        for (size_t k = 0; k < REPORT_COLUMNS; k++) {
            if (!str_eq(f->column, report_columns[k].id)) continue;
            if (str_eq(f->rule->id, S("H2"))) out->results[k] = f;
            if (str_eq(f->rule->id, S("H3"))) out->balance[k] = f;
        }
    }
}

/*
 * By how much the cell would have to grow to mend every sum it takes part in; 0: no such change.
 * found - expected: the row's is total - parts, that of the results R7 - leaves, that of the
 * balance R7 + NEXT - NEW - PREV.
 */
static int64_t change_of(const struct rest *t, enum report_row r, enum report_column k)
{
    int64_t by = k == COLUMN_TOTAL ? -over(t->row[r]) : over(t->row[r]);
    bool mends;

    if (report_row_is_leaf(r))
        mends = over(t->results[k]) == by;
    else if (r == ROW_R7)
        mends = over(t->results[k]) == -by && over(t->balance[k]) == -by;
    else if (r == ROW_NEXT)
        mends = over(t->balance[k]) == -by;
    else
        mends = over(t->balance[k]) == by;
    return mends ? by : 0;
}

struct suspect {
    enum report_row r;
    enum report_column k;
    int64_t by;
};

/* Whether both would mend the same finding. */
static bool compete(const struct suspect *x, const struct suspect *y)
{
    return x->r == y->r || x->k == y->k;
}

static void name_in(struct arena *a, struct report_finding *f, str more)
{
    if (f) f->text = str_cat(a, f->text, more);
}

struct blames {
    VEC(struct report_blame) list;
};

static void blame_cell(struct arena *a, const struct report *r, const struct suspect *s,
                       struct rest *t, struct blames *out)
{
    int64_t now = r->t3[s->r][s->k].value;
    int64_t should = now + s->by;
    str more = str_printf(a, "多半是“%.*s”行“%.*s”一格：写的是 %lld，应为 %lld。",
                          STR_ARG(report_row_name(a, s->r)), STR_ARG(report_columns[s->k].label),
                          (long long)now, (long long)should);

    *vec_push(a, &out->list) = (struct report_blame){3, s->r, s->k, should, true, t->row[s->r]};
    name_in(a, t->row[s->r], more);
    t->row[s->r] = NULL;
    if (report_row_is_leaf(s->r) || s->r == ROW_R7) {
        name_in(a, t->results[s->k], more);
        t->results[s->k] = NULL;
    }
    if (!report_row_is_leaf(s->r)) {
        name_in(a, t->balance[s->k], more);
        t->balance[s->k] = NULL;
    }
}

static void blame_places(struct arena *a, const struct rest *t, struct blames *out)
{
    for (size_t r = 0; r < REPORT_ROWS; r++)
        if (t->row[r])
            *vec_push(a, &out->list) =
                (struct report_blame){3, r, COLUMN_TOTAL, t->row[r]->expected, false, t->row[r]};
    for (size_t k = 0; k < REPORT_COLUMNS; k++) {
        if (t->results[k])
            *vec_push(a, &out->list) =
                (struct report_blame){3, ROW_R7, k, t->results[k]->expected, false, t->results[k]};
        if (t->balance[k])
            *vec_push(a, &out->list) =
                (struct report_blame){3, ROW_NEXT, k, -1, false, t->balance[k]};
    }
}

static void blame_suits(struct arena *a, struct report_check *c, struct blames *out)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t s = 0; s < REPORT_SUITS; s++)
            if (str_eq(c->findings[i].rule->id, S("H5")) && c->findings[i].counted &&
                str_eq(c->findings[i].row, report_suits[s].id))
                *vec_push(a, &out->list) = (struct report_blame){
                    4, s, OUTCOME_TOTAL, c->findings[i].expected, false, &c->findings[i]};
}

void report_blame(struct arena *a, const struct report *r, struct report_check *c)
{
    enum { SUSPECTS_MOST = 64 };
    struct suspect suspects[SUSPECTS_MOST];
    size_t n = 0;
    struct rest t = {0};
    struct blames out = {0};

    gather(c, &t);
    for (enum report_row i = 0; i < REPORT_ROWS; i++)
        for (enum report_column k = 0; k < REPORT_COLUMNS && n < SUSPECTS_MOST; k++) {
            const struct report_cell *cell = &r->t3[i][k];
            int64_t by = r->has[i] && t.row[i] ? change_of(&t, i, k) : 0;

            if (by && cell->state == REPORT_KNOWN && cell->value + by >= 0)
                suspects[n++] = (struct suspect){i, k, by};
        }
    for (size_t i = 0; i < n; i++) {
        bool alone = true;

        for (size_t j = 0; j < n; j++) alone &= j == i || !compete(&suspects[i], &suspects[j]);
        if (alone) blame_cell(a, r, &suspects[i], &t, &out);
    }
    blame_places(a, &t, &out);
    blame_suits(a, c, &out);
    c->blames = out.list.items;
    c->n_blames = out.list.n;
}
