/*
 * bed: a migrated database for one test, on either engine, gone afterwards.
 *
 *     static void inserts(void **state) { struct bed *bed = bed_of(state); … bed->db … }
 *     const struct CMUnitTest tests[] = {BOTH(inserts), ON_SQLITE(copies)};
 *
 * PostgreSQL is the server of GK_TEST_PG (see tests/pg.sh), with a new database for each test;
 * where that is not set, its tests are skipped, and say so.
 */
#ifndef GK_TESTS_BED_H
#define GK_TESTS_BED_H

#include "unit.h"

#include "db/db.h"

#include <stdatomic.h>

enum { BED_TAGS = 1000, BED_MODULES = 32 };

struct bed {
    struct arena a;    /* of the test's own thread */
    struct arena root; /* of the db */
    struct db *db;
    enum db_engine engine;
    str url;
    char folder[64];   /* for files of the test */
    char database[64]; /* on PostgreSQL */
    const struct db_module *modules[BED_MODULES];
    struct db_options options;
    atomic_int tags_n, everything_n; /* what on_commit was given */
    struct {
        char kind[DB_TAG_KIND_MAX + 1];
        int64_t id;
    } tags[BED_TAGS];
};

/* The bed of a test; skips the test when its engine is not there. */
struct bed *bed_of(void **state);

/* Another db on the same database, with the bed's options; closed by the caller. */
struct db *bed_second(struct bed *bed, struct arena *a);
/* Runs SQL past the db, as a person with a database tool would. */
void bed_sql(const struct bed *bed, const char *sql);
/* Waits up to two seconds for `counter` to reach `n`; false when it does not. */
bool bed_wait(atomic_int *counter, int n);

/* The modules that beds migrate: set by the test program before it runs its tests. */
extern const struct db_module *bed_modules[BED_MODULES];
extern size_t bed_modules_n;
extern const struct db_tokenizer *bed_tokenizer;

/* Cuts text at spaces; for the full-text table of the example module. */
const struct db_tokenizer *bed_plain_tokenizer(void);

int bed_sqlite_begin(void **state);
int bed_pg_begin(void **state);
int bed_end(void **state);

#define ON_SQLITE(test)                                                                            \
    {                                                                                              \
#test " (SQLite)", test, bed_sqlite_begin, bed_end, NULL                                   \
    }
#define ON_PG(test)                                                                                \
    {                                                                                              \
#test " (PostgreSQL)", test, bed_pg_begin, bed_end, NULL                                   \
    }
#define BOTH(test) ON_SQLITE(test), ON_PG(test)

#endif
