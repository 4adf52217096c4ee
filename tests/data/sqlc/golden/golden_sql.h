/* Made by tools/sqlc from tests/data/sqlc/golden/sql/queries.sql: do not edit. */
#ifndef GK_SQL_GOLDEN_H
#define GK_SQL_GOLDEN_H

#include "db/db.h"
#include "text/html.h"

struct paper {
    int64_t id;
    str title;
    struct date made_on;
    struct safe_html body;
    struct opt_str seal;
};

/* A paper as staff see it.
 * Its body comes from the renderer. */
MUST_USE struct err *paper_get(struct db_tx *tx, struct arena *a, int64_t id, struct scope scope, struct paper *row, bool *found);

typedef struct err *paper_each_fn(const struct paper *row, struct arena *a, void *arg);
/* Every paper of a site. */
MUST_USE struct err *paper_each(struct db_tx *tx, struct arena *a, struct site_scope site, paper_each_fn *fn, void *arg);

/* Changes it, with what the two engines call the greater one. */
MUST_USE struct err *paper_set(struct db_tx *tx, struct arena *a, int64_t id, struct date made_on, struct opt_str seal, int64_t *changed);

struct paper_since_row {
    int64_t id;
    str title;
};

/* Papers since a day. */
MUST_USE struct err *paper_since_count(struct db_tx *tx, struct arena *a, struct scope scope, struct date day, int64_t *n);
MUST_USE struct err *paper_since_list(struct db_tx *tx, struct arena *a, struct scope scope, struct date day, int64_t limit, int64_t offset, struct paper_since_row **rows, size_t *n);

extern const struct db_module golden_db;

#endif
