/* list_page: what the page of a list shares with its CSV, its saved views and the bulk page. */
#ifndef GK_MOD_OFFICE_LIST_PAGE_H
#define GK_MOD_OFFICE_LIST_PAGE_H

#include "mod/office/list_query.h"
#include "mod/office/office_sql.h"

struct flow_case_line;

/* The address of a list; `query` as office_query_text writes it. */
str office_list_url(struct arena *a, const struct flow *f, str query, int64_t page);

/* Rows with the cells of the chosen columns, and the heads of these. */
void office_lines_fill(struct req *rq, const struct flow *f, unsigned columns,
                       const struct office_stills *still, const struct flow_case_line *rows,
                       size_t n, struct office_line **out);
size_t office_heads(struct arena *a, unsigned columns, const str **out);

/* The views that a person keeps of a kind of cases. */
struct office_views {
    const struct actor *actor;
    const struct flow *flow;
    str query; /* of the list that is shown */
    struct staff_view_list_row *rows;
    size_t n;
};
struct err *office_views_load(struct db_tx *tx, struct arena *a, struct office_views *v) MUST_USE;
void office_views_fill(struct req *rq, const struct flow *f, const struct office_views *views,
                       struct office_list_view *v);

#endif
