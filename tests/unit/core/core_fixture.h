/*
 * core_fixture: a small installation on a bed (tests/unit/db/bed.h), on either engine: two sites,
 * an organ tree of three levels, columns, staff with different roles, a calendar, a clock that a
 * test moves, and random numbers that repeat.
 *
 *     static void moves(void **state) { struct world *w = world_of(state); … }
 *     int main(void) { world_modules(NULL, 0); … cmocka_run_group_tests(…BOTH(moves)…) }
 *
 * What is in the database is read past the program, by SQL of the test's own: a count that was
 * asked of the code under test would prove nothing.
 */
#ifndef GK_TESTS_CORE_FIXTURE_H
#define GK_TESTS_CORE_FIXTURE_H

#include "bed.h"

#include "core/account.h"
#include "core/flow.h"
#include "core/permission.h"
#include "sys/clock.h"
#include "sys/random.h"

enum { WORLD_PEOPLE = 12 };

/* Somebody who works here, as a request would know them. */
struct person {
    struct actor actor;
    struct scope scope;
    struct permission_set set;
};

struct world {
    struct bed *bed;
    struct db *db;
    struct arena *a;
    struct sys_manual_time time; /* begins on Saturday 2020-05-09, 10:00: a worked weekend */
    struct sys_clock clock;
    struct sys_seeded seed;
    struct sys_random random;
    struct account_env accounts;
    struct flow_env flow;
    int64_t site, other_site;
    /* zone > bureau > section; zone > rival; and the one organ of the other site */
    int64_t zone, bureau, section, rival, foreign;
    str zone_path, bureau_path, section_path, rival_path, foreign_path;
    /* policy > policy/normative; news; and one of the other site */
    int64_t policy, normative, news, foreign_column;
    struct person people[WORLD_PEOPLE];
    size_t n_people;
    struct person system; /* of `site`: jobs and imports */
    void *side;           /* the test's own connection; closed with the bed */
};

/* The modules to migrate: those of core, then `more`. Once, before the tests. */
void world_modules(const struct db_module *const *more, size_t n);
/* A world on the test's bed; skips the test when its engine is not there. */
struct world *world_of(void **state);

/* A person of `organ` with these permissions; `codes` lives as long as the world. */
struct person *world_person(struct world *w, int64_t organ, str path, str login, const str *codes,
                            size_t n_codes);

int64_t world_now(const struct world *w);
void world_advance(struct world *w, int64_t ms);
uint64_t world_chance(struct world *w, uint64_t below);

/* The first column of the first row as a number (NULL and no row: INT64_MIN) or as text. */
int64_t world_number(struct world *w, const char *sql, ...) PRINTF_LIKE(2, 3);
str world_text(struct world *w, const char *sql, ...) PRINTF_LIKE(2, 3);
/* Runs a statement as a person with a database tool would; false: the database refused it. */
MUST_USE bool world_sql(struct world *w, const char *sql, ...) PRINTF_LIKE(2, 3);
/* One number for all that is in all tables. */
uint64_t world_digest(struct world *w);

#endif
