/*
 * search_town: an invented town that publishes, for tests and measurements of search: a site with
 * organs and columns, and papers that go straight to the public.
 */
#ifndef GK_TESTS_SEARCH_TOWN_H
#define GK_TESTS_SEARCH_TOWN_H

#include "core/publication.h"
#include "core/search.h"

enum { TOWN_ORGANS = 12, TOWN_COLUMNS = 16 };

struct town {
    struct scope scope;
    int64_t organs[TOWN_ORGANS];
    str paths[TOWN_ORGANS];
    /* 0-3 on the first level; 4-15 below them, 4 5 6 below 0; 15 below 4. */
    int64_t columns[TOWN_COLUMNS];
    struct site_columns tree;
};

struct paper {
    int64_t id;   /* 0: a new one */
    int64_t made; /* where a caller may keep what town_publish gave */
    str title, document_no, index_no, issuer, keywords, body;
    str kind; /* empty: policy */
    struct date on;
    size_t column, organ;
};

/* A law of the corpus. */
struct law {
    str title, body;
};

/* Makes the site `code`; all on `a`. */
struct err *town_make(struct db *db, struct arena *a, str code, struct town *out) MUST_USE;
/* The columns of a site that is there, for searching only. */
struct err *town_open(struct db *db, struct arena *a, int64_t site, struct town *out) MUST_USE;
struct err *town_publish(struct db_tx *tx, struct arena *a, const struct town *t,
                         const struct paper *p, int64_t *id) MUST_USE;

/* Reads up to `most` laws of a file of JSON lines, compressed with zstd; none when it is absent. */
struct law *town_laws(struct arena *a, const char *path, size_t most, size_t *n);

/* Numbers that are the same in each run. */
uint64_t town_random(uint64_t *state, uint64_t below);

#endif
