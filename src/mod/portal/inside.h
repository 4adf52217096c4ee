/*
 * inside: what the portal's own pages share beyond the frame: lists, the pager, links of columns.
 * Not for other modules.
 */
#ifndef GK_MOD_PORTAL_INSIDE_H
#define GK_MOD_PORTAL_INSIDE_H

#include "core/publication_sql.h"
#include "mod/portal/frame.h"
#include "mod/portal/view.h"

enum { PORTAL_PAGE_SIZE = 20 };

/* Query parameters that pages of the portal know (struct route: query). */
extern const char *const portal_paged_query[];  /* elder, page */
extern const char *const portal_search_query[]; /* elder, page, q, column, organ, kind, … */

/* Where a column is read: /columns/…/, or its place in the platform /disclosure/…. */
str portal_column_url(struct arena *a, const struct site_column *c);
/* The columns just below `parent` (NULL: the first level). */
size_t portal_children(struct arena *a, const struct site_columns *all,
                       const struct site_column *parent, const struct page_link **out,
                       const struct site_column *current);
/* All columns below `parent` (0: all there are), in reading order: a column, then what is below it.
 * Depth 0: just below `parent`. */
struct portal_branch {
    const struct site_column *column;
    int64_t depth;
};
size_t portal_below(struct arena *a, const struct site_columns *all, int64_t parent,
                    const struct portal_branch **out);
/* Whether `c` is `above` or lies below it. */
bool portal_is_within(const struct site_columns *all, const struct site_column *c,
                      const struct site_column *above);

/* Validity as a word with its tone; the `none` of texts that have no validity gives no word. */
struct portal_state portal_validity(str validity);

/* Lines of a list out of rows; `columns` NULL: the name of the column is left out. */
void portal_items_of(struct arena *a, const struct publication_line *rows, size_t n,
                     const struct site_columns *columns, struct portal_items *out);

/* Type in words (PDF) of an attachment. */
str portal_type_words(str type, str name);

/*
 * What the request's query asks of the search. Expected: INVALID (days that are none, or in the
 * wrong order); *out is then the same search without them.
 */
struct search_request;
struct err *portal_search_request(const struct req *rq, int64_t page, int64_t size,
                                  struct search_request *out) MUST_USE;

/* Where one applies for information (依申请公开); empty: this program does not take requests. */
str portal_request_url(const struct req *rq);

/* Runs `load` in a snapshot of the database. */
struct err *portal_read(struct req *rq, db_fn *load, void *arg) MUST_USE;

#endif
