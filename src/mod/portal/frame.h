/*
 * frame: what every page of the portal has in common, filled from the request: the site's settings,
 * the menu, the addresses of the look, the elder version. The portal is the shell that the public
 * pages of all modules stand in, as mod/office/staff.h is that of the staff pages: this header and
 * views/layout.html are its door for them.
 *
 *     struct thing_view v = {0};
 *
 *     portal_frame(rq, rs, &v.page, S("标题"), portal_column(rq, S("disclosure/reports")));
 *     …
 *     view_thing(&rs->body, &v);
 *
 * What is published belongs to core/publication and needs no page of a module's own; such a page is
 * for what a reader does (a form, a check).
 */
#ifndef GK_MOD_PORTAL_FRAME_H
#define GK_MOD_PORTAL_FRAME_H

#include "core/directory.h"
#include "core/env.h"
#include "web/page.h"
#include "web/request.h"
#include "web/response.h"

/* Query parameters that every public page knows (struct route: query): elder. */
extern const char *const portal_query[];

const struct core_env *portal_env(const struct req *rq);
const struct directory_site *portal_site(const struct req *rq);
/* The column of that path; NULL where the site has none. */
const struct site_column *portal_column(const struct req *rq, str path);

/* Fills the frame of a page; `current` is the column it belongs to, or NULL. */
void portal_frame(struct req *rq, struct resp *rs, struct page *p, str title,
                  const struct site_column *current);

/* The pager of a list under `path` (which may have a query); page numbers go into `page=`. */
void portal_pager(struct arena *a, struct pager *g, str path, int64_t total, int64_t page,
                  int64_t size);

#endif
