/*
 * What the pages of the portal show: one struct a page, plain data for the templates in views/.
 *
 * Filled by the handlers from the model; everything lies on the request arena. An empty str,
 * DATE_NONE (not a zeroed date) and a NULL pointer with count 0 mean absent: the template leaves
 * the element out or says in words that nothing is there yet. Moments are text, see web/page.h.
 * Lists hold one page of rows, already in order.
 * Documents are linked by id (`/documents/ID`), columns by the path they are kept under.
 */
#ifndef GK_MOD_PORTAL_VIEW_H
#define GK_MOD_PORTAL_VIEW_H

#include "text/html.h"
#include "web/page.h"

/* ---- Parts that several pages share -------------------------------------------------------- */

/* Three meanings, the only ones that have a colour; each also has its word and its shape. */
enum portal_tone {
    TONE_NONE,
    TONE_GOOD, /* 有效, in time */
    TONE_SOON, /* 已修改, 尚未生效, due soon */
    TONE_LATE, /* 失效, 废止, 撤回, late */
};

/* A state as a word, e.g. the validity of a document (有效性). */
struct portal_state {
    str word; /* empty: not stated */
    enum portal_tone tone;
};

/* Another document, named in passing. */
struct portal_ref {
    int64_t id;
    str title;
    str kind;                 /* e.g. 图解, 问答, 负责人解读; may be empty */
    struct date published_on; /* may be absent */
};

/* A row of a list of documents. */
struct portal_item {
    int64_t id;
    str title;
    str summary; /* plain text, one or two sentences; may be empty */
    str column;  /* name of its column; empty where the page is that column */
    str organ;   /* 发布机构 */
    str number;  /* 发文字号 */
    str index_number;
    struct date made_on;                      /* 生成日期 */
    struct date published_on;                 /* 发布日期 */
    struct portal_state validity;             /* shown in lists only when not TONE_GOOD */
    int64_t attachments;                      /* how many */
    const struct portal_ref *interpretations; /* policies: what explains them */
    size_t n_interpretations;
};

struct portal_items {
    const struct portal_item *rows;
    size_t n;
};

struct portal_attachment {
    str name; /* as the reader sees it, with its ending */
    str url;
    str type;     /* in words: PDF, Word 文档, Excel 表格, 图片 … */
    str size;     /* in words: 812 KB, 3.4 MB */
    bool missing; /* the file is known but cannot be served: said, not linked */
};

/* ---- Home: / ------------------------------------------------------------------------------- */

struct home_view {
    struct page page;
    str greeting;                   /* the line over the search field, from the site's settings */
    const struct page_link *sought; /* what people seek most: words that lead to a search */
    size_t n_sought;
    const struct page_link *doors; /* 我要办事 …; with icon and hint; only those that open */
    size_t n_doors;

    struct portal_ref lead; /* 今日要闻 with a picture; id 0: none */
    str lead_summary;
    str lead_image;     /* URL; empty: the lead is shown as text */
    str lead_image_alt; /* what the picture shows */
    str news_url;
    struct portal_items news; /* five, without the lead */
    str notices_url;
    struct portal_items notices; /* seven */
    str policies_url;
    struct portal_items policies; /* five, with their interpretations */

    const struct page_link *disclosure; /* guide, rules, catalogue, reports, apply */
    size_t n_disclosure;

    const struct figure_tile *figures; /* 公开监督: at most four; each opens its records */
    size_t n_figures;
    str figures_note; /* period and source, e.g. 2026年1月1日至11月22日 */
};

struct figure_tile {
    str label;
    str value; /* in digits, already formatted */
    str unit;  /* 件, %, 个工作日 */
    str note;  /* one line: compared with what; may be empty */
    str url;   /* the records; never empty */
};

/* ---- A column: /columns/PATH/ -------------------------------------------------------------- */

struct column_view {
    struct page page;
    str name;
    str description;
    const struct page_link *children; /* sub-columns, or its siblings when it has none */
    size_t n_children;
    str children_label; /* name of what `children` belong to */
    struct portal_items items;
    struct pager pager;
};

/* ---- A document: /documents/ID ------------------------------------------------------------- */

/* A row of the table of facts; labels differ by province and are a setting. */
struct document_fact {
    str label;
    str text; /* one of text, date, or state */
    struct date date;
    struct portal_state state;
    str url; /* where the text leads, e.g. the organ's list; may be empty */
};

/* A line of the contents (目录) of a long text. */
struct document_heading {
    str url; /* #s3 */
    str text;
    bool deep; /* below the one before it that is not */
};

/* Why a document must not be read as being in force. The first that applies is shown. */
enum document_band {
    BAND_NONE,
    BAND_WITHDRAWN, /* no longer published: the page keeps title and facts, the text is gone */
    BAND_REPEALED,  /* 废止 */
    BAND_EXPIRED,   /* 失效 */
    BAND_AMENDED,   /* 已修改 */
    BAND_FUTURE,    /* 尚未生效 */
};

struct document_view {
    struct page page;
    int64_t id;
    str title;
    str organ;                         /* 来源 under the title */
    str published_at;                  /* a moment */
    const struct document_fact *facts; /* in the order they are shown */
    size_t n_facts;

    enum document_band band;
    struct date band_on;       /* since when, or from when for BAND_FUTURE; may be absent */
    str band_reason;           /* e.g. the decision that repealed it; may be empty */
    struct portal_ref band_by; /* the document that replaces it; id 0: none */

    struct safe_html body;                   /* from text/rich; empty for a withdrawn document */
    const struct document_heading *contents; /* of a long text; their ids are in `body` */
    size_t n_contents;
    const struct portal_attachment *attachments;
    size_t n_attachments;

    const struct portal_ref *interpretations; /* that explain this document */
    size_t n_interpretations;
    const struct portal_ref *policies; /* that this document explains */
    size_t n_policies;
    const struct portal_ref *others; /* newest of the same column */
    size_t n_others;
    str others_url;
    str others_label;

    str pdf_url;   /* /documents/ID.pdf; empty: not made */
    str qr_url;    /* picture with the address of this page; empty: not made */
    str error_url; /* report an error on this page */
};

/* ---- Search: /search?q= -------------------------------------------------------------------- */

/* Text in runs, so that found words can be marked without HTML in the data. */
struct text_run {
    str text;
    bool hit;
};

struct search_hit {
    int64_t id;
    const struct text_run *title;
    size_t n_title;
    const struct text_run *snippet; /* the sentence it is found in */
    size_t n_snippet;
    str column;
    str organ;
    str number;
    struct date published_on;
    struct portal_state validity;
};

/* One value of a filter. The URL adds it, or takes it away when it is active. */
struct facet_value {
    str label;
    int64_t count;
    str url;
    bool active;
};

/* A filter: 栏目, 发布机构, 发布时间, 文件类型. Values with count 0 are left out unless active. */
struct facet {
    str label;
    const struct facet_value *values;
    size_t n_values;
};

/* A field of the search form that a new search keeps. */
struct search_keep {
    str name;
    str value;
};

struct search_view {
    struct page page; /* page.search_word is the query */
    str scope;        /* where, in words, e.g. 政府信息公开平台; empty: the whole site */
    str problem;      /* the query cannot be searched: says why and what to do; else empty */
    const struct search_keep *keep;
    size_t n_keep;
    size_t n_keep_but_days; /* the first of them: without from and until */
    str from, until;        /* as typed, also where they are no dates */
    str days_problem;       /* what is wrong with them; the search was made without them */
    const struct facet *facets;
    size_t n_facets;
    const struct facet_value *active; /* the filters in use; count is not shown */
    size_t n_active;
    str clear_url;
    const struct page_link *sorts; /* 按相关度, 按日期 */
    size_t n_sorts;
    const struct search_hit *hits;
    size_t n_hits;
    struct pager pager;
    int64_t milliseconds;
    const struct page_link *sought; /* shown before a search and when nothing is found */
    size_t n_sought;
    const struct page_link *nearby; /* nothing found: the same words with a filter less, … */
    size_t n_nearby;
};

/* ---- The platform: /disclosure/… ----------------------------------------------------------- */

/* A leaf or a branch of 法定主动公开内容 (711 Art. 20, 21), in reading order. */
struct tree_node {
    str label;
    str url;
    int64_t count; /* documents below */
    int64_t depth; /* 0: an item of Art. 20 */
    bool current;
    bool open; /* an ancestor of the current one: its children follow */
};

enum disclosure_place {
    DISCLOSURE_HOME,
    DISCLOSURE_GUIDE,     /* 政府信息公开指南 */
    DISCLOSURE_RULES,     /* 政府信息公开制度 */
    DISCLOSURE_CATALOGUE, /* 法定主动公开内容 */
    DISCLOSURE_REPORTS,   /* 政府信息公开年报 */
};

/* What the pages of the platform share: the four columns in order, the entry, the tree. */
struct disclosure_frame {
    enum disclosure_place place;
    str organ;       /* whose platform it is */
    str request_url; /* entry 依申请公开; empty: not open yet */
    const struct tree_node *tree;
    size_t n_tree;
    int64_t search_column; /* id of the column that its search stays within; 0: the whole site */
};

/* /disclosure/ */
struct disclosure_home_view {
    struct page page;
    struct disclosure_frame frame;
    struct date guide_updated_on;
    int64_t n_rules;
    int64_t n_published;
    int64_t newest_report_year; /* 0: none */
    struct portal_items newest;
};

/* /disclosure/rules, /disclosure/catalogue/… */
struct disclosure_list_view {
    struct page page;
    struct disclosure_frame frame;
    str name;  /* of the leaf or column */
    str basis; /* e.g. 《政府信息公开条例》第二十条第（七）项 */
    struct portal_items items;
    struct pager pager;
};

/* /disclosure/guide: the fields of 711 Art. 12 are data, the rest is text. */
struct disclosure_guide_view {
    struct page page;
    struct disclosure_frame frame;
    struct date updated_on;
    const struct document_fact *office; /* name, address, hours, phone, fax, internet contact */
    size_t n_office;
    struct safe_html body; /* empty: not written yet */
    const struct portal_attachment *attachments;
    size_t n_attachments;
    str pdf_url;
};

struct report_row {
    int64_t year;
    str organ;
    str title;
    str url;
    struct date published_on;
    const struct portal_attachment *attachments;
    size_t n_attachments;
};

/* /disclosure/reports/ */
struct disclosure_reports_view {
    struct page page;
    struct disclosure_frame frame;
    const struct facet *facets; /* by year, by organ */
    size_t n_facets;
    const struct report_row *rows;
    size_t n_rows;
    struct pager pager;
};

/* ---- All public figures: /supervision ------------------------------------------------------- */

enum { SUPERVISION_YEARS = 5, SUPERVISION_FIGURES = 40 };

struct supervision_value {
    int64_t year, n;
    str url; /* the records */
};

struct supervision_figure {
    str label, unit;
    const struct supervision_value *values; /* SUPERVISION_YEARS, the newest first */
};

struct supervision_view {
    struct page page;
    int64_t newest; /* year */
    const struct supervision_figure *figures;
    size_t n_figures;
};

/* ---- The records behind a public figure: /supervision/FIGURE ------------------------------- */

struct records_view {
    struct page page;
    str label, unit;
    int64_t year, total;
    struct portal_items items;
    struct pager pager;
};

/* ---- Errors, the site map ------------------------------------------------------------------ */

struct error_view {
    struct page page; /* page.request_number is shown */
    int64_t status;   /* 400, 403, 404, 405, 410, 413, 429, 500, 503 have words of their own */
    str detail;       /* what is known of it, for the reader; empty: the words of the status */
    bool search;      /* searching would help (404, 410) and works */
};

struct map_group {
    str label;
    str url;
    const struct page_link *links;
    size_t n_links;
};

/* /sitemap: the columns of the site in words. */
struct map_view {
    struct page page;
    const struct map_group *groups;
    size_t n_groups;
};

#endif
