/*
 * search_inside: what the files core/search*.c share. Not for others.
 *
 * A publication is indexed under an id that says where it belongs:
 *
 *     site 10 bits | number 23 bits | bin 14 bits | day of publication 16 bits
 *
 * A site is a range of ids. A bin is one combination of column, organ and kind that occurs on the
 * site (a row of search_bin). So filters, facets and the order by date are arithmetic on the ids of
 * the hits, and a walk through them reads nothing but the index. Numbers rise with every entry:
 * FTS5 writes out what it has gathered whenever an id is lower than the one before.
 */
#ifndef GK_CORE_SEARCH_INSIDE_H
#define GK_CORE_SEARCH_INSIDE_H

#include "core/search.h"
#include "core/search_sql.h"

enum {
    SEARCH_SITE_BITS = 10,
    SEARCH_NUMBER_BITS = 23,
    SEARCH_BIN_BITS = 14,
    SEARCH_DAY_BITS = 16, /* from 1949-01-01 to 2128-06-06 */

    SEARCH_BIN_SHIFT = SEARCH_DAY_BITS,
    SEARCH_NUMBER_SHIFT = SEARCH_BIN_SHIFT + SEARCH_BIN_BITS,
    SEARCH_SITE_SHIFT =
        SEARCH_NUMBER_SHIFT + SEARCH_NUMBER_BITS, /* 53: also in queries/search.sql */

    SEARCH_DAYS = 1 << SEARCH_DAY_BITS,
};

/* More hits than this are not ranked one by one: bm25 and the titles are read for each of them. */
enum { SEARCH_RANKED_MOST = 300 };

struct search_follower; /* search_follow.c */

struct search {
    const struct terms_folder *folder;
    struct search_follower *follower; /* NULL on SQLite: the index is in the database */
};

/* -- search_place.c: ids ------------------------------------------------------------------------
 */

/* What an id is made of. */
struct search_place {
    int64_t site_id;
    int64_t published_ms;
    int64_t column_id, organ_id;
    str kind;
};

/* The day as it stands in an id; a day that does not fit becomes the nearest that does. */
int64_t search_day(struct date d);
struct date search_day_date(int64_t day);

static inline int64_t search_day_of(int64_t id)
{
    return id & (SEARCH_DAYS - 1);
}

static inline int64_t search_bin_of(int64_t id)
{
    return id >> SEARCH_BIN_SHIFT & ((1 << SEARCH_BIN_BITS) - 1);
}

/* An unused id for a place, with a new bin where there is none yet. INTERNAL: a limit is reached.
 */
struct err *search_place_take(struct db_tx *tx, struct arena *a, const struct search_place *p,
                              int64_t *id) MUST_USE;

/* -- search_scan.c: which publications match, and in what order ---------------------------------
 */

/* A filter that a bin passes. */
enum { SEARCH_PASS_COLUMN = 1, SEARCH_PASS_ORGAN = 2, SEARCH_PASS_KIND = 4, SEARCH_PASS_ALL = 7 };

struct search_bin {
    int64_t column_id, organ_id;
    str kind;
    unsigned passes;
    int64_t n; /* hits in it */
};

struct search_year {
    int64_t year, n;
};

/* What one walk through the hits brings. */
struct search_scan {
    struct search_bin *bins;
    size_t n_bins;
    int64_t total; /* that pass all filters */
    struct search_year *years;
    size_t n_years;
    int64_t *ids; /* of the page that was asked for */
    size_t n_ids;
    bool ranked;
};

struct search_ask {
    const struct search *search;
    const struct search_request *rq;
    const struct site_columns *columns;
    const struct terms_query *query;
};

/* On the transaction of the index. */
struct err *search_scan(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                        struct search_scan *out) MUST_USE;

/* -- search_facet.c -----------------------------------------------------------------------------
 */

/* Counts of columns, kinds and years; organs without their names. */
void search_facets(struct arena *a, const struct search_ask *ask, const struct search_scan *scan,
                   struct search_result *out);
/* The names of organs, on the transaction of the database. */
struct err *search_name_organs(struct db_tx *tx, struct arena *a, const struct search_ask *ask,
                               struct search_result *out) MUST_USE;

/* -- search_follow.c: the derived index beside PostgreSQL ---------------------------------------
 */

struct err *search_follower_open(struct arena *a, const struct terms_folder *folder, str data,
                                 struct search_follower **out) MUST_USE;
/*
 * Takes in the changes that `tx` sees, at most `most` of them (0: all). OVERLOAD when some are
 * left: a node that was just set up takes a while.
 */
struct err *search_follow(struct search_follower *f, struct db_tx *tx, struct arena *a,
                          size_t most) MUST_USE;
/* Forgets everything. */
struct err *search_follower_empty(struct search_follower *f, struct arena *a) MUST_USE;
struct db *search_follower_db(const struct search_follower *f);

#endif
