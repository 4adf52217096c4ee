/* The edges of each engine: what is refused at the door, copies, checks, full-text search. */
#include "bed.h"

#include "broken_sql.h"
#include "example_sql.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static struct err *open_url(struct bed *bed, str url)
{
    struct db_options o = bed->options;
    struct db *db = NULL;

    o.url = url;
    struct err *e = db_open(&bed->root, &o, &db);

    db_close(db);
    return e;
}

static void addresses(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(open_url(bed, S("")), INVALID);
    assert_err(open_url(bed, S("sqlite:")), INVALID);
    assert_err(open_url(bed, S("mysql://x")), INVALID);
    assert_err(open_url(bed, S("sqlite:/nowhere/at/all.db")), IO);
    assert_err(open_url(bed, S("postgres://gk@/x?host=/nowhere")), IO);
    assert_err(open_url(bed, S("host=/nowhere dbname=x")), IO);
}

static void file_mode(void **state)
{
    struct bed *bed = bed_of(state);
    struct stat st;

    assert_int_equal(stat(str_z(&bed->a, str_from(bed->url, 7)), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void not_a_database(void **state)
{
    struct bed *bed = bed_of(state);
    str path = str_printf(&bed->a, "%s/text.db", bed->folder);
    FILE *f = fopen(str_z(&bed->a, path), "w");

    assert_non_null(f);
    for (int i = 0; i < 1000; i++) assert_true(fputs("this is a letter\n", f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_err(open_url(bed, str_cat(&bed->a, S("sqlite:"), path)), DB);
}

/* A database that does not sort in byte order, or is not UTF-8, is refused with a reason. */
static void wrong_encoding(void **state)
{
    struct bed *bed = bed_of(state);
    struct arena *a = &bed->a;
    str name = str_printf(a, "%s_x", bed->database);
    str url = str_replace(a, bed->url, str_of(bed->database), name);

    bed_sql(bed, str_z(a, str_printf(a,
                                     "CREATE DATABASE %.*s ENCODING 'LATIN1' LC_COLLATE 'C' "
                                     "LC_CTYPE 'C' TEMPLATE template0",
                                     STR_ARG(name))));
    struct err *e = open_url(bed, url);

    bed_sql(bed, str_z(a, str_printf(a, "DROP DATABASE %.*s", STR_ARG(name))));
    assert_err(e, DB);
    assert_true(str_find(e->message, S("LATIN1"), 0) != STR_NONE);

    bed_sql(bed, str_z(a, str_printf(a,
                                     "CREATE DATABASE %.*s ENCODING 'UTF8' LOCALE_PROVIDER icu "
                                     "ICU_LOCALE 'zh' LOCALE 'C.UTF-8' TEMPLATE template0",
                                     STR_ARG(name))));
    e = open_url(bed, url);
    bed_sql(bed, str_z(a, str_printf(a, "DROP DATABASE %.*s", STR_ARG(name))));
    assert_err(e, DB);
    assert_true(str_find(e->message, S("byte order"), 0) != STR_NONE);
}

/* -- db_check ------------------------------------------------------------------------------- */

static bool mentions(const struct err *e, const char *what)
{
    for (; e; e = e->next)
        if (str_find(e->detail, str_of(what), 0) != STR_NONE) return true;
    return false;
}

static void check(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_check(bed->db, &bed->a));

    const struct db_module *modules[] = {&example_db, &broken_db};
    struct db_options o = bed->options;
    struct db *db;

    o.modules = modules;
    o.modules_n = COUNT_OF(modules);
    assert_ok(db_open(&bed->root, &o, &db));
    struct err *e = db_check(db, &bed->a);

    db_close(db);
    assert_true(mentions(e, "sql/queries.sql:3: broken_table"));
    assert_true(mentions(e, "broken_count: 2 columns, declared are 1"));
    assert_true(mentions(e, "broken_order: column 1 is n, declared there is id"));
    assert_true(mentions(e, "broken_type: column name"));
    assert_false(mentions(e, "broken_two")); /* that is seen only when it runs */
    assert_false(mentions(e, "counter_get"));
    assert_false(mentions(e, "renamed"));
}

/* -- copies --------------------------------------------------------------------------------- */

static struct err *insert(struct db_tx *tx, struct arena *a, void *arg)
{
    const str *name = arg;

    return counter_insert(tx, a, *name, 1, NULL);
}

static void backup(void **state)
{
    struct bed *bed = bed_of(state);
    struct bed copy = {.engine = DB_SQLITE};
    str path = str_printf(&bed->a, "%s/copy.db", bed->folder);
    struct db_options o = bed->options;
    struct stat st;
    str before = S("before");
    str after = S("after");

    assert_ok(db_write(bed->db, &bed->a, insert, &before));
    assert_ok(db_backup(bed->db, &bed->a, path));
    assert_err(db_backup(bed->db, &bed->a, path), CONFLICT); /* never over a file */
    assert_ok(db_write(bed->db, &bed->a, insert, &after));
    assert_int_equal(stat(str_z(&bed->a, path), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_not_equal(stat(str_z(&bed->a, str_cat(&bed->a, path, S(".part"))), &st), 0);

    o.url = str_cat(&bed->a, S("sqlite:"), path);
    o.on_commit = NULL;
    assert_ok(db_open(&bed->root, &o, &copy.db));
    assert_ok(db_integrity(copy.db, &bed->a));
    assert_err(db_write(copy.db, &bed->a, insert, &before), CONFLICT);
    assert_ok(db_write(copy.db, &bed->a, insert, &after)); /* it was not in the copy */
    db_close(copy.db);
    assert_err(db_backup(bed->db, &bed->a, S("/nowhere/copy.db")), IO);
}

static void no_backup(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(db_backup(bed->db, &bed->a, S("/tmp/never")), INVALID);
    assert_ok(db_integrity(bed->db, &bed->a));
}

static struct err *fill(struct db_tx *tx, struct arena *a, void *arg)
{
    (void)arg;
    for (int i = 0; i < 3000; i++)
        TRY(counter_insert(tx, a, str_printf(a, "name %06d", i), i, NULL));
    return NULL;
}

static void damage(void **state)
{
    struct bed *bed = bed_of(state);
    char *path = str_z(&bed->a, str_from(bed->url, 7));

    assert_ok(db_write(bed->db, &bed->a, fill, NULL));
    assert_ok(db_integrity(bed->db, &bed->a));
    db_close(bed->db); /* everything is in the one file now */
    FILE *f = fopen(path, "r+b");

    assert_non_null(f);
    assert_int_equal(fseek(f, 4096 * 20, SEEK_SET), 0);
    for (int i = 0; i < 4096 * 5; i++) assert_int_equal(fputc(i * 7 & 0xff, f), i * 7 & 0xff);
    assert_int_equal(fclose(f), 0);
    assert_ok(db_open(&bed->root, &bed->options, &bed->db));
    assert_err(db_integrity(bed->db, &bed->a), DB);
}

/* -- full-text search ----------------------------------------------------------------------- */

static struct err *search(struct db_tx *tx, struct arena *a, void *arg)
{
    struct word_search_row *rows;
    size_t n;

    (void)arg;
    TRY(word_insert(tx, a, S("政府 信息 公开"), NULL));
    TRY(word_insert(tx, a, S("信息 化 建设"), NULL));
    TRY(word_search(tx, a, S("\"信息\""), &rows, &n));
    assert_int_equal(n, 2);
    TRY(word_search(tx, a, S("\"信息 公开\""), &rows, &n)); /* adjacent, in this order */
    assert_int_equal(n, 1);
    assert_str(rows[0].text, S("政府 信息 公开"));
    TRY(word_search(tx, a, S("\"公\""), &rows, &n));
    assert_int_equal(n, 0);
    return NULL;
}

static void full_text(void **state)
{
    struct bed *bed = bed_of(state);

    assert_ok(db_write(bed->db, &bed->a, search, NULL));
}

static void only_on_the_other_engine(void **state)
{
    struct bed *bed = bed_of(state);

    assert_err(db_write(bed->db, &bed->a, search, NULL), DB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(addresses),
        ON_SQLITE(file_mode),
        ON_SQLITE(not_a_database),
        ON_PG(wrong_encoding),
        BOTH(check),
        ON_SQLITE(backup),
        ON_PG(no_backup),
        ON_SQLITE(damage),
        ON_SQLITE(full_text),
        ON_PG(only_on_the_other_engine),
    };

    bed_modules[bed_modules_n++] = &example_db;
    bed_tokenizer = bed_plain_tokenizer();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
