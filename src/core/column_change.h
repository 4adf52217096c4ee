/*
 * column_change: the columns of a site while it is in use.
 *
 * An address that was given out stays good. The path of a column is its address (/columns/PATH/),
 * the name of its feed and the word of the API and of `import documents --column`; search engines,
 * feed readers and other authorities' link lists keep it, and dead links count against a site
 * (政府网站检查指标). Old addresses could have been kept as redirects, but then a path could never
 * be given to another column, and each list of paths would have two spellings. So: from the first
 * publication in it or below, a column keeps its path and its place in the tree, also after all was
 * withdrawn. Before that both are free, and the columns below move with it. Name, description,
 * order, menu, Art. 20 class and type can be changed at any time: they are in no address.
 *
 * Some paths the program itself leads to (column_is_fixed): they stay from the beginning.
 */
#ifndef GK_CORE_COLUMN_CHANGE_H
#define GK_CORE_COLUMN_CHANGE_H

#include "core/change.h"
#include "core/site.h"

enum { COLUMN_DEPTH_MOST = 5, COLUMN_WORD_MOST = 40 };

/* Levels of a path, from 1. */
size_t column_depth(str path);

/* The last word of a path: lower-case letters, digits, hyphens. */
bool column_word_valid(str word);
/* The last word of `path`. */
str column_word(str path);
/* Whether pages of the program lead to this path: the platform of disclosure, the home page. */
bool column_is_fixed(str path);

/* How many rows of a module, published or not, stand in a column. */
typedef struct err *column_uses_fn(struct db_tx *tx, struct arena *a, struct scope scope,
                                   int64_t column_id, int64_t *n);

struct module; /* core/module.h */

/*
 * A new column below `c->parent_id` (0: of the first level), at the parent's path and `word`.
 * Expected: FORBIDDEN (change_needs_top); INVALID at "parent" (none, too deep), at "word" (its
 * letters, or taken).
 */
struct err *column_change_add(struct db_tx *tx, struct arena *a, const struct change_by *by,
                              const struct site_column *c, str word, int64_t *id) MUST_USE;

/*
 * Sets all that is said of column `c->id`; another parent or word moves it and those below.
 * Expected: as above; NOT_FOUND; INVALID at "word" or "parent" for a path that must stay.
 */
struct err *column_change_set(struct db_tx *tx, struct arena *a, const struct change_by *by,
                              const struct site_column *c, str word) MUST_USE;

/* Expected: FORBIDDEN, NOT_FOUND; GUARD, which says what is in the way. */
struct err *column_change_delete(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                 const struct module *const *modules, size_t n_modules,
                                 int64_t id) MUST_USE;

#endif
