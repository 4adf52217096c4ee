/*
 * portal: what the public sees: home, columns, documents, the platform 政府信息公开, search, feeds,
 * and the public half of the JSON API. Reads publications only (core/publication); writes nothing.
 */
#ifndef GK_MOD_PORTAL_PORTAL_H
#define GK_MOD_PORTAL_PORTAL_H

#include "core/module.h"
#include "mod/portal/view.h"
#include "web/request.h"
#include "web/response.h"

extern const struct module portal_module;

/* The page of an error for readers: installed by app as web_hooks.render_error. */
struct err *portal_render_error(struct req *rq, struct resp *rs, const struct err *e) MUST_USE;

/* Handlers, in the files of their subject. */
struct err *portal_home_page(struct req *rq, struct resp *rs);
struct err *portal_column_page(struct req *rq, struct resp *rs);
struct err *portal_document_page(struct req *rq, struct resp *rs);
struct err *portal_file(struct req *rq, struct resp *rs);
struct err *portal_document_pdf(struct req *rq, struct resp *rs);
struct err *portal_document_qr(struct req *rq, struct resp *rs);
struct err *portal_map_page(struct req *rq, struct resp *rs);

struct err *portal_disclosure_home(struct req *rq, struct resp *rs);
struct err *portal_disclosure_guide(struct req *rq, struct resp *rs);
struct err *portal_disclosure_rules(struct req *rq, struct resp *rs);
struct err *portal_disclosure_catalogue(struct req *rq, struct resp *rs);
struct err *portal_disclosure_leaf(struct req *rq, struct resp *rs);
struct err *portal_disclosure_reports(struct req *rq, struct resp *rs);

struct err *portal_search_page(struct req *rq, struct resp *rs);
struct err *portal_supervision_page(struct req *rq, struct resp *rs);
struct err *portal_records_page(struct req *rq, struct resp *rs);

struct err *portal_feed(struct req *rq, struct resp *rs);
struct err *portal_column_feed(struct req *rq, struct resp *rs);
struct err *portal_sitemap_xml(struct req *rq, struct resp *rs);
struct err *portal_robots(struct req *rq, struct resp *rs);
struct err *portal_theme_css(struct req *rq, struct resp *rs);
struct err *portal_icon(struct req *rq, struct resp *rs);

struct err *portal_api_documents(struct req *rq, struct resp *rs);
struct err *portal_api_document(struct req *rq, struct resp *rs);
struct err *portal_api_columns(struct req *rq, struct resp *rs);
struct err *portal_api_search(struct req *rq, struct resp *rs);
struct err *portal_api_figure(struct req *rq, struct resp *rs);
struct err *portal_api_records(struct req *rq, struct resp *rs);

/* The answer for a document that is not there; `gone`: it was, and has been withdrawn. */
struct publication_gone_get_row;
struct err *portal_not_there(struct arena *a, const struct publication_gone_get_row *gone) MUST_USE;

/* One page of a column's list, with its pager. Expected: NOT_FOUND (past the last page). */
struct site_column;
struct err *portal_column_list(struct req *rq, const struct site_column *c, int64_t page,
                               struct portal_items *items, struct pager *pager) MUST_USE;

#endif
