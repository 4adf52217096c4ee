/* What the public may see: what the tables refuse, and what publishing and withdrawing keep in
 * step. */
#include "core_fixture.h"

#include "core/flow_sql.h"
#include "core/publication.h"
#include "core/publication_sql.h"

/* A case of the bureau with a review of version 1, and what is published of it. */
struct paper {
    struct world *w;
    int64_t id, review, column, version, interprets, published_ms;
    str index_no, disclosure, validity;
    struct scope scope;
};

static struct err *make(struct db_tx *tx, struct arena *a, void *arg)
{
    struct paper *p = arg;
    struct world *w = p->w;
    struct flow_case_insert_row c;
    struct review_insert_row r;

    TRY(flow_case_insert(tx, a, w->system.scope, w->bureau, w->bureau_path, S("document"),
                         S("ready"), S("标题"), (struct opt_int64){0}, world_now(w), &c));
    TRY(review_insert(tx, a, w->system.scope, c.id, 1, S("pass"), S("pass"), S("pass"), S("依据"),
                      S("{}"), (struct opt_int64){0}, S("审查员"), world_now(w), &r));
    p->id = c.id;
    p->review = r.id;
    return NULL;
}

static struct paper a_paper(struct world *w)
{
    struct paper p = {.w = w,
                      .column = w->normative,
                      .version = 1,
                      .disclosure = S("active"),
                      .validity = S("valid"),
                      .scope = w->system.scope};

    assert_ok(db_write(w->db, w->a, make, &p));
    p.index_no = str_printf(w->a, "x/%lld", (long long)p.id);
    p.published_ms = world_now(w);
    return p;
}

static struct err *publish_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;
    struct site_columns columns;
    struct publication_in in = {
        .id = p->id,
        .column_id = p->column,
        .review_id = p->review,
        .content_version = p->version,
        .disclosure = p->disclosure,
        .kind = S("policy"),
        .title = S("标题"),
        .summary = S(""),
        .html = {S("")},
        .plain = S("正文"),
        .document_no = S(""),
        .index_no = p->index_no,
        .issuer = S("管委会"),
        .source = S(""),
        .theme = S(""),
        .genre = S(""),
        .keywords = S(""),
        .art20 = S(""),
        .validity = p->validity,
        .made_on = DATE_NONE,
        .effective_on = DATE_NONE,
        .repealed_on = DATE_NONE,
        .interprets_id = p->interprets,
        .published_ms = p->published_ms,
    };

    TRY(columns_load(tx, a, p->w->site, &columns));
    return publication_publish(tx, a, p->scope, &columns, &in, world_now(p->w));
}

static struct err *publish(struct paper *p)
{
    return db_write(p->w->db, p->w->a, publish_fn, p);
}

static struct err *withdraw_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;

    return publication_withdraw(tx, a, p->scope, p->id, S("内容有误"), world_now(p->w));
}

static struct err *withdraw(struct paper *p)
{
    return db_write(p->w->db, p->w->a, withdraw_fn, p);
}

static struct err *repeal_fn(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct paper *p = arg;

    return publication_set_validity(tx, a, p->scope, p->id, S("repealed"), DATE_NONE,
                                    world_now(p->w));
}

/* ---- what the tables refuse ---------------------------------------------------------------- */

static const char past_the_program[] =
    "INSERT INTO publication (id, site_id, organ_id, column_id, disclosure, review_id,"
    " content_version, kind, title, summary, html, plain, index_no, issuer, source, theme, genre,"
    " keywords, validity, published_ms, updated_ms) VALUES (%lld, %lld, %lld, %lld, '%s', %s, %d,"
    " 'policy', 't', '', '', '', 'y', '', '', '', '', '', 'valid', 1, 1)";

static bool put(struct paper *p, const char *disclosure, const char *review, int version)
{
    struct world *w = p->w;

    return world_sql(w, past_the_program, (long long)p->id, (long long)w->site,
                     (long long)w->bureau, (long long)w->news, disclosure, review, version);
}

static void tables_refuse(void **state)
{
    struct world *w = world_of(state);
    struct paper p = a_paper(w);
    struct paper other = a_paper(w);
    const char *own = str_z(w->a, str_printf(w->a, "%lld", (long long)p.review));
    const char *others = str_z(w->a, str_printf(w->a, "%lld", (long long)other.review));

    assert_false(put(&p, "active", "NULL", 1));
    assert_false(put(&p, "active", "999999", 1));
    assert_false(put(&p, "active", others, 1)); /* of another document */
    assert_false(put(&p, "active", own, 2));    /* of another text */
    assert_false(put(&p, "withheld", own, 1));
    assert_false(put(&p, "on_request", own, 1));
    assert_false(put(&p, "", own, 1));
    assert_true(put(&p, "active", own, 1));
    /* Neither does it lose its ground afterwards. */
    assert_false(world_sql(w, "DELETE FROM review WHERE id = %s", own));
    assert_false(world_sql(w, "UPDATE review SET content_version = 2 WHERE id = %s", own));
    assert_false(world_sql(w, "UPDATE publication SET content_version = 2"));
    assert_false(world_sql(w, "UPDATE publication SET disclosure = 'withheld'"));
    assert_false(world_sql(w, "UPDATE review SET result = 'refuse'"));
}

static void program_refuses(void **state)
{
    struct world *w = world_of(state);
    struct paper p = a_paper(w);
    struct paper bad = p;

    bad.review = 0;
    assert_non_null(publish(&bad));
    bad = p;
    bad.version = 2;
    assert_non_null(publish(&bad));
    bad = p;
    bad.disclosure = S("withheld");
    assert_non_null(publish(&bad));
    bad = p;
    bad.scope.organs = w->rival_path;
    assert_err(publish(&bad), NOT_FOUND);
    bad = p;
    bad.column = w->foreign_column;
    assert_err(publish(&bad), INVALID);
    assert_err(withdraw(&p), NOT_FOUND);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication_count"), 0);
    assert_ok(publish(&p));
    struct paper same = a_paper(w);

    same.index_no = p.index_no;
    assert_err(publish(&same), CONFLICT);
    bad = p;
    bad.scope.organs = w->rival_path;
    assert_err(withdraw(&bad), NOT_FOUND);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication"), 1);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication_place"), 2);
}

/* ---- in step ------------------------------------------------------------------------------- */

static bool is_tagged(struct bed *bed, const char *kind, int64_t id)
{
    for (int i = 0; i < atomic_load(&bed->tags_n); i++)
        if (bed->tags[i].id == id && str_eq(str_of(bed->tags[i].kind), str_of(kind))) return true;
    return false;
}

static void tags_tell_every_page(void **state)
{
    struct world *w = world_of(state);
    struct bed *bed = w->bed;
    struct paper policy = a_paper(w);
    struct paper reading = a_paper(w);

    assert_ok(publish(&policy));
    assert_true(is_tagged(bed, "publication", policy.id));
    assert_true(is_tagged(bed, "published", w->site));
    assert_true(is_tagged(bed, "column", w->normative) && is_tagged(bed, "column", w->policy));
    assert_false(is_tagged(bed, "column", w->news));

    atomic_store(&bed->tags_n, 0);
    reading.interprets = policy.id;
    reading.column = w->news;
    assert_ok(publish(&reading));
    assert_true(is_tagged(bed, "publication", policy.id));
    atomic_store(&bed->tags_n, 0);
    assert_ok(db_write(w->db, w->a, repeal_fn, &reading));
    assert_true(is_tagged(bed, "publication", policy.id) && is_tagged(bed, "column", w->news));
    /* Moved, and no longer about that policy: both columns and the policy's page change. */
    atomic_store(&bed->tags_n, 0);
    reading.interprets = 0;
    reading.column = w->policy;
    assert_ok(publish(&reading));
    assert_true(is_tagged(bed, "publication", policy.id));
    assert_true(is_tagged(bed, "column", w->news) && is_tagged(bed, "column", w->policy));
    atomic_store(&bed->tags_n, 0);
    assert_ok(withdraw(&policy));
    assert_true(is_tagged(bed, "publication", policy.id) && is_tagged(bed, "published", w->site));
    assert_true(is_tagged(bed, "column", w->normative) && is_tagged(bed, "column", w->policy));
    atomic_store(&bed->tags_n, 0);
    assert_err(withdraw(&policy), NOT_FOUND);
    assert_int_equal(atomic_load(&bed->tags_n), 0);
}

static struct err *counts_wrong(struct db_tx *tx, struct arena *a, void *arg)
{
    struct publication_counts_wrong_row *rows;

    return publication_counts_wrong(tx, a, &rows, arg);
}

static void check_counts(struct world *w)
{
    size_t wrong;

    assert_ok(db_read(w->db, w->a, counts_wrong, &wrong));
    assert_int_equal(wrong, 0);
    assert_int_equal(world_number(w, "SELECT COALESCE(min(n), 0) FROM publication_count") < 0, 0);
    assert_int_equal(world_number(w,
                                  "SELECT count(*) FROM publication_place l LEFT JOIN publication p"
                                  " ON p.id = l.publication_id AND p.published_ms = l.published_ms"
                                  " WHERE p.id IS NULL"),
                     0);
}

static void counts_after_anything(void **state)
{
    enum { PAPERS = 12 };
    struct world *w = world_of(state);
    const int64_t columns[] = {w->policy, w->normative, w->news};
    struct paper papers[PAPERS];
    bool is_public[PAPERS] = {false};

    for (size_t i = 0; i < PAPERS; i++) papers[i] = a_paper(w);
    for (int i = 0; i < 400; i++) {
        size_t k = world_chance(w, PAPERS);
        struct paper *p = &papers[k];

        world_advance(w, 1000);
        if (world_chance(w, 3)) {
            int64_t first = p->published_ms;

            p->column = columns[world_chance(w, COUNT_OF(columns))];
            p->published_ms = world_now(w);
            if (is_public[k]) p->published_ms += 5; /* not to be taken: the first moment stays */
            assert_ok(publish(p));
            if (is_public[k]) p->published_ms = first;
            is_public[k] = true;
            assert_int_equal(world_number(w, "SELECT published_ms FROM publication WHERE id = %lld",
                                          (long long)p->id),
                             p->published_ms);
        } else if (is_public[k]) {
            assert_ok(withdraw(p));
            is_public[k] = false;
        } else {
            assert_err(withdraw(p), NOT_FOUND);
        }
        if (i % 20 == 0) check_counts(w);
    }
    check_counts(w);
    for (size_t i = 0; i < PAPERS; i++)
        if (is_public[i]) assert_ok(withdraw(&papers[i]));
    check_counts(w);
    assert_int_equal(world_number(w, "SELECT sum(n) FROM publication_count"), 0);
    assert_int_equal(world_number(w, "SELECT count(*) FROM publication_gone"), PAPERS);
}

static void every_statement_fits(void **state)
{
    struct world *w = world_of(state);

    for (const struct err *e = db_check(w->db, w->a); e; e = e->next)
        fail_msg("%.*s", STR_ARG(e->detail));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(tables_refuse),         BOTH(program_refuses),      BOTH(tags_tell_every_page),
        BOTH(counts_after_anything), BOTH(every_statement_fits),
    };

    world_modules(NULL, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
