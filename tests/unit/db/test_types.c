/* What goes in comes out, on both engines, and what does not fit is refused. */
#include "bed.h"

#include "broken_sql.h"
#include "example_sql.h"

#include <string.h>

struct values {
    struct sample_row in, out;
};

static struct err *store_and_load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct values *v = arg;
    struct sample_insert_row made;
    const struct sample_row *r = &v->in;

    TRY(sample_insert(tx, a, r->number, r->maybe_number, r->flag, r->maybe_flag, r->title,
                      r->maybe_title, r->day, r->maybe_day, r->data, r->maybe_data, r->body, r->at,
                      &made));
    return sample_get(tx, a, made.id, &v->out);
}

static struct sample_row plain_row(void)
{
    struct date day;

    assert_true(date_make(2024, 2, 29, &day));
    return (struct sample_row){
        .title = S("题"),
        .day = day,
        .maybe_day = DATE_NONE,
        .data = S(""),
        .body = {S("<p>一</p>")},
    };
}

static void assert_same(const struct sample_row *x, const struct sample_row *y)
{
    assert_true(x->number == y->number && x->at == y->at && x->flag == y->flag);
    assert_int_equal(x->maybe_number.set, y->maybe_number.set);
    if (x->maybe_number.set) assert_true(x->maybe_number.v == y->maybe_number.v);
    assert_int_equal(x->maybe_flag.set, y->maybe_flag.set);
    if (x->maybe_flag.set) assert_int_equal(x->maybe_flag.v, y->maybe_flag.v);
    assert_str(x->title, y->title);
    assert_int_equal(x->maybe_title.set, y->maybe_title.set);
    if (x->maybe_title.set) assert_str(x->maybe_title.v, y->maybe_title.v);
    assert_int_equal(x->day.day, y->day.day);
    assert_int_equal(x->maybe_day.day, y->maybe_day.day);
    assert_str(x->data, y->data);
    assert_int_equal(x->maybe_data.set, y->maybe_data.set);
    if (x->maybe_data.set) assert_str(x->maybe_data.v, y->maybe_data.v);
    assert_str(x->body.html, y->body.html);
}

static void comes_back(struct bed *bed, struct sample_row in)
{
    struct values v = {.in = in};

    assert_ok(db_write(bed->db, &bed->a, store_and_load, &v));
    assert_same(&v.in, &v.out);
}

static void nulls(void **state)
{
    comes_back(bed_of(state), plain_row());
}

static void all_set(void **state)
{
    struct sample_row r = plain_row();
    char bytes[256];

    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    r.number = INT64_MIN;
    r.maybe_number = opt_int64(INT64_MAX);
    r.flag = true;
    r.maybe_flag = opt_bool(false);
    r.maybe_title = opt_str(S("")); /* empty is not NULL */
    assert_true(date_make(1900, 1, 1, &r.maybe_day));
    r.data = (str){bytes, sizeof bytes};
    r.maybe_data = opt_str(S(""));
    r.at = 1700000000123;
    comes_back(bed_of(state), r);
}

static void hostile_text(void **state)
{
    static const str texts[] = {
        S_INIT("'); DROP TABLE sample; --"), S_INIT("\\x41 \\' $1 :id ? %s %n"),
        S_INIT("\"quoted\" `and` [so]"),     S_INIT("〔2024〕1号\r\n\t\x01\x7f"),
        S_INIT("𠮷野家 \xF0\x9F\x98\x80"),   S_INIT("\\"),
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct sample_row r = plain_row();

        r.title = texts[i];
        comes_back(bed_of(state), r);
    }
}

static void long_text(void **state)
{
    struct bed *bed = bed_of(state);
    struct sample_row r = plain_row();
    size_t n = (size_t)3 * 1000 * 1000;
    char *p = arena_bytes(&bed->a, n);

    memset(p, 'x', n);
    r.title = (str){p, n};
    r.data = r.title;
    comes_back(bed, r);
}

static void refused(struct bed *bed, struct sample_row r)
{
    struct values v = {.in = r};

    assert_err(db_write(bed->db, &bed->a, store_and_load, &v), DB);
}

static void wrong_values(void **state)
{
    struct bed *bed = bed_of(state);
    struct sample_row r = plain_row();

    r.title = S("half a character: \xE5\xBC");
    refused(bed, r);
    r.title = (str){"a\0b", 3};
    refused(bed, r);
    r = plain_row();
    r.day = DATE_NONE; /* a date that may not be NULL */
    refused(bed, r);
}

/* -- kinds of statements -------------------------------------------------------------------- */

static struct err *one_and_opt(struct db_tx *tx, struct arena *a, void *arg)
{
    struct sample_row row;
    bool found = true;

    (void)arg;
    assert_err(sample_get(tx, a, 12345, &row), NOT_FOUND);
    /* That is an answer, not a failure: the transaction goes on. */
    TRY(sample_find(tx, a, opt_str(S("没有")), &row, &found));
    assert_false(found);
    return NULL;
}

static void absent(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_read(bed->db, &bed->a, one_and_opt, NULL));
}

static struct err *make_counters(struct db_tx *tx, struct arena *a, void *arg)
{
    const int *n = arg;

    for (int i = 0; i < *n; i++) TRY(counter_insert(tx, a, str_printf(a, "c%06d", i), i, NULL));
    return NULL;
}

static struct err *exec_counts(struct db_tx *tx, struct arena *a, void *arg)
{
    int64_t changed = -1;

    (void)arg;
    TRY(counter_add(tx, a, S("c000001"), 5, &changed));
    assert_int_equal(changed, 1);
    TRY(counter_add(tx, a, S("none"), 5, &changed));
    assert_int_equal(changed, 0);
    return NULL;
}

static void exec(void **state)
{
    struct bed *bed = bed_of(state);
    int n = 3;

    assert_ok(db_write(bed->db, &bed->a, make_counters, &n));
    assert_ok(db_write(bed->db, &bed->a, exec_counts, NULL));
}

static struct err *names(struct db_tx *tx, struct arena *a, void *arg)
{
    static const char *const some[] = {"乙", "b", "B", "a", "ab", "~", "Z"};
    struct counter_row *rows;
    size_t n;

    (void)arg;
    for (size_t i = 0; i < COUNT_OF(some); i++)
        TRY(counter_insert(tx, a, str_of(some[i]), 1, NULL));
    TRY(counter_all(tx, a, &rows, &n));
    assert_int_equal(n, COUNT_OF(some));
    for (size_t i = 1; i < n; i++) assert_true(str_cmp(rows[i - 1].name, rows[i].name) < 0);
    TRY(counter_like(tx, a, S("B%"), &rows, &n)); /* not b */
    assert_int_equal(n, 1);
    assert_str(rows[0].name, S("B"));
    return NULL;
}

static void byte_order_and_case(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_write(bed->db, &bed->a, names, NULL));
}

static struct err *compare(struct db_tx *tx, struct arena *a, void *arg)
{
    struct sample_compare_row row;
    struct values v = {.in = plain_row()};

    (void)arg;
    TRY(sample_compare(tx, a, &row));
    assert_false(row.more);
    v.in.number = 20;
    TRY(store_and_load(tx, a, &v));
    TRY(store_and_load(tx, a, &v));
    TRY(sample_compare(tx, a, &row));
    assert_true(row.more);
    assert_int_equal(row.total, 40);
    return NULL;
}

static void truth_and_sums(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_write(bed->db, &bed->a, compare, NULL));
}

struct walk {
    struct db_tx *tx;
    int64_t rows, sum, stop_at;
    size_t most; /* memory of the row's arena */
    bool nested;
};

static struct err *walk_row(const struct counter_row *row, struct arena *a, void *arg)
{
    struct walk *w = arg;
    struct counter_row other;

    w->rows++;
    w->sum += row->n;
    if (a->taken > w->most) w->most = a->taken;
    if (w->nested) return counter_get(w->tx, a, row->name, &other);
    if (w->rows == w->stop_at) return ERR(a, GUARD, "够了 %d", (int)w->rows);
    return NULL;
}

static struct err *walk(struct db_tx *tx, struct arena *a, void *arg)
{
    struct walk *w = arg;

    w->tx = tx;
    return counter_each(tx, a, walk_row, w);
}

static void each(void **state)
{
    struct bed *bed = bed_of(state);
    struct walk w = {0};
    int n = 20000;

    assert_ok(db_write(bed->db, &bed->a, make_counters, &n));
    assert_ok(db_read(bed->db, &bed->a, walk, &w));
    assert_int_equal(w.rows, n);
    assert_int_equal(w.sum, (int64_t)n * (n - 1) / 2);
    assert_true(w.most < 100000); /* constant, whatever the number of rows */

    w = (struct walk){.stop_at = 100};
    struct err *e = db_read(bed->db, &bed->a, walk, &w);

    assert_err(e, GUARD);
    assert_str(e->message, S("够了 100"));
    assert_int_equal(w.rows, 100);

    w = (struct walk){.nested = true};
    assert_err(db_read(bed->db, &bed->a, walk, &w), DB);
    w = (struct walk){0};
    assert_ok(db_read(bed->db, &bed->a, walk, &w)); /* nothing is left behind */
}

static struct err *list_numbers(struct db_tx *tx, struct arena *a, void *arg)
{
    const int64_t *most = arg;
    struct numbers_row *rows;
    size_t n;

    TRY(numbers(tx, a, *most, &rows, &n));
    assert_int_equal(n, *most);
    assert_int_equal(rows[n - 1].n, *most);
    return NULL;
}

static void many_has_a_cap(void **state)
{
    struct bed *bed = bed_of(state);
    int64_t most = 100000;

    assert_ok(db_read(bed->db, &bed->a, list_numbers, &most));
    most++;
    assert_err(db_read(bed->db, &bed->a, list_numbers, &most), DB);
}

/* -- scope and figures ---------------------------------------------------------------------- */

static struct err *papers(struct db_tx *tx, struct arena *a, void *arg)
{
    struct scope all = {1, S("/1/")};
    struct scope below = {1, S("/1/3/")};
    struct scope elsewhere = {2, S("/1/")};
    struct paper_insert_row made;
    struct paper_below_row *rows;
    size_t n;
    int64_t count;

    (void)arg;
    TRY(paper_insert(tx, a, all, S("/1/"), S("甲 word"), &made));
    TRY(paper_insert(tx, a, below, S("/1/3/"), S("乙 word"), &made));
    TRY(paper_insert(tx, a, below, S("/1/3/9/"), S("丙"), &made));
    assert_err(paper_insert(tx, a, below, S("/1/4/"), S("越权"), &made), NOT_FOUND);

    TRY(paper_below_count(tx, a, all, S(""), &count));
    assert_int_equal(count, 3);
    TRY(paper_below_count(tx, a, below, S("word"), &count));
    TRY(paper_below_list(tx, a, below, S("word"), 10, 0, &rows, &n));
    assert_int_equal(count, 1);
    assert_int_equal(n, 1);
    assert_str(rows[0].title, S("乙 word"));
    assert_int_equal(rows[0].length, 6);
    TRY(paper_below_list(tx, a, all, S(""), 2, 2, &rows, &n));
    assert_int_equal(n, 1);
    TRY(paper_below_count(tx, a, elsewhere, S(""), &count));
    assert_int_equal(count, 0);
    return NULL;
}

static void scope_and_figure(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_write(bed->db, &bed->a, papers, NULL));
}

/* -- rows that do not fit ------------------------------------------------------------------- */

static struct err *read_broken(struct db_tx *tx, struct arena *a, void *arg)
{
    struct broken_null_row null;
    struct broken_two_row two;
    struct broken_type_row type;

    switch (*(const int *)arg) {
    case 0:
        return broken_null(tx, a, &null);
    case 1:
        return broken_two(tx, a, &two);
    default:
        return broken_type(tx, a, &type);
    }
}

static void rows_that_do_not_fit(void **state)
{
    struct bed *bed = bed_of(state);
    int n = 1;

    for (int i = 0; i < 3; i++) {
        if (i == 2) assert_ok(db_write(bed->db, &bed->a, make_counters, &n));
        struct err *e = db_read(bed->db, &bed->a, read_broken, &i);

        assert_err(e, DB);
        assert_true(str_find(e->detail, S("broken/sql/queries.sql:"), 0) != STR_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(nulls),
        BOTH(all_set),
        BOTH(hostile_text),
        BOTH(long_text),
        BOTH(wrong_values),
        BOTH(absent),
        BOTH(exec),
        BOTH(byte_order_and_case),
        BOTH(truth_and_sums),
        BOTH(each),
        BOTH(many_has_a_cap),
        BOTH(scope_and_figure),
        BOTH(rows_that_do_not_fit),
    };

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
