/* The portal's tables. */
#include "core/search.h"
#include "mod/portal/figures.h"
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

static const char *const list_query[] = {"page", "size", "column", NULL};
static const char *const api_search_query[] = {"page", "size", "q",     "column", "organ",
                                               "kind", "from", "until", "sort",   NULL};
static const char *const figure_query_names[] = {"year", "page", "size", "elder", NULL};
static const char *const api_figure_query[] = {"year", NULL};
static const char *const api_records_query[] = {"year", "page", "size", NULL};
static const char *const map_query[] = {"part", NULL};

#define PAGE(path, fn, names)                                                                      \
    {                                                                                              \
        .method = METHOD_GET, .pattern = (path), .handler = (fn), .perm = &PERM_PUBLIC,            \
        .query = (names), .rate = RATE_PAGE, .cache = CACHE_PUBLIC, .audit = AUDIT_NONE            \
    }
#define API(path, fn, names, class, answers, line)                                                 \
    {                                                                                              \
        .method = METHOD_GET, .pattern = (path), .handler = (fn), .perm = &PERM_PUBLIC,            \
        .query = (names), .rate = (class), .cache = CACHE_PUBLIC, .audit = AUDIT_NONE,             \
        .flags = ROUTE_API | (answers), .about = (line)                                            \
    }

static const struct route routes[] = {
    PAGE("/", portal_home_page, portal_query),
    PAGE("/columns/*path/", portal_column_page, portal_paged_query),
    PAGE("/columns/*path/feed.atom", portal_column_feed, NULL),
    PAGE("/documents/:id", portal_document_page, portal_query),
    PAGE("/documents/:id.pdf", portal_document_pdf, NULL),
    PAGE("/documents/:id/qr.svg", portal_document_qr, NULL),
    PAGE("/disclosure/", portal_disclosure_home, portal_query),
    PAGE("/disclosure/guide", portal_disclosure_guide, portal_query),
    PAGE("/disclosure/rules", portal_disclosure_rules, portal_paged_query),
    PAGE("/disclosure/catalogue/", portal_disclosure_catalogue, portal_paged_query),
    PAGE("/disclosure/catalogue/*path/", portal_disclosure_leaf, portal_paged_query),
    PAGE("/disclosure/reports/", portal_disclosure_reports, portal_paged_query),
    PAGE("/sitemap", portal_map_page, portal_query),
    PAGE("/supervision", portal_supervision_page, portal_query),
    PAGE("/supervision/:id", portal_records_page, figure_query_names),
    PAGE("/feed.atom", portal_feed, NULL),
    PAGE("/sitemap.xml", portal_sitemap_xml, map_query),
    PAGE("/robots.txt", portal_robots, NULL),
    PAGE("/theme.css", portal_theme_css, NULL),
    PAGE("/favicon.svg", portal_icon, NULL),
    {.method = METHOD_GET,
     .pattern = "/search",
     .handler = portal_search_page,
     .perm = &PERM_PUBLIC,
     .query = portal_search_query,
     .rate = RATE_SEARCH,
     .cache = CACHE_PUBLIC,
     .audit = AUDIT_NONE},
    {.method = METHOD_GET,
     .pattern = "/files/:id",
     .handler = portal_file,
     .perm = &PERM_PUBLIC,
     .rate = RATE_PAGE,
     .cache = CACHE_NO,
     .audit = AUDIT_NONE},
    API("/api/v1/documents", portal_api_documents, list_query, RATE_API, ROUTE_LIST,
        "已公开的文件，新的在前；column 为栏目路径"),
    API("/api/v1/documents/:id", portal_api_document, NULL, RATE_API, 0, "一份已公开的文件"),
    API("/api/v1/columns", portal_api_columns, NULL, RATE_API, ROUTE_LIST, "栏目和各栏目的文件数"),
    API("/api/v1/search", portal_api_search, api_search_query, RATE_SEARCH, ROUTE_LIST,
        "含有全部检索词的已公开文件"),
    API("/api/v1/figures/:id", portal_api_figure, api_figure_query, RATE_API, 0, "一项统计数字"),
    API("/api/v1/figures/:id/records", portal_api_records, api_records_query, RATE_API, ROUTE_LIST,
        "一项统计数字背后的记录"),
};

/* What an import leaves behind in the index is merged by and by: a search looks into each part. */
static struct err *tidy(const struct core_env *env, struct arena *a, int64_t now_ms)
{
    enum { PAGES = 500, STEPS = 40 };

    (void)now_ms;
    return search_tidy_some(env->search, env->db, a, PAGES, STEPS);
}

static const struct module_job jobs[] = {{"search.tidy", 120, tidy}};

const struct module portal_module = {
    .jobs = jobs,
    .n_jobs = COUNT_OF(jobs),
    .name = "portal",
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .figures = portal_figures,
    .n_figures = PORTAL_FIGURES,
};
