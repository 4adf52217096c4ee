/* Wrong: a string of SQL. */
#include "golden_sql.h"

struct err *use(struct db_tx *tx, struct arena *a, struct scope scope, struct site_scope site);

static struct err *each(const struct paper *row, struct arena *a, void *arg)
{
    return row->title.n ? NULL : ERR(a, GUARD, "%s", (const char *)arg);
}

struct err *use(struct db_tx *tx, struct arena *a, struct scope scope, struct site_scope site)
{
    struct paper row;
    struct paper_since_row *rows;
    struct date day = DATE_NONE;
    bool found;
    size_t n;

    TRY(paper_get(tx, a, 1, scope, &row, &found));
    TRY(db_exec(tx, "DELETE FROM paper"));
    TRY(paper_since_list(tx, a, scope, day, 10, 0, &rows, &n));
    return paper_each(tx, a, site, each, NULL);
}
