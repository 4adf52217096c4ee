/*
 * page: what every HTML page carries around its content, as plain data for views/layout.html.
 *
 * The handler fills a struct page, puts it into the view of its page and calls the view. Nothing
 * here is computed by the templates, and nothing is escaped: that is the templates' work.
 * All text belongs to the request arena or to the site's settings, which outlive the request.
 *
 * An empty str is absent and leaves its element out; an absent date is DATE_NONE. Moments come as
 * text from date_time_str (YYYY-MM-DD HH:MM, the form the rules for government websites ask).
 * URLs of our own are paths ("/documents/42"); only `canonical` and the links of the footer that
 * lead to the registers of other authorities have a scheme.
 */
#ifndef GK_WEB_PAGE_H
#define GK_WEB_PAGE_H

#include "base/date.h"
#include "base/str.h"

/* A link with its words. */
struct page_link {
    str label;
    str url;
    str hint;     /* one line of explanation under the label, where there is room for it */
    str icon;     /* a name in assets/icons/icons.txt; empty: none. Never shown without `label` */
    bool current; /* this page or a page above it */
};

/* The site's settings that its pages show (footer: rules of government websites, annex of 47). */
struct page_site {
    str name;       /* SiteName and the words in the header, e.g. the portal's standard name */
    str organ;      /* the organ whose portal it is, under the name; may be empty */
    str domain;     /* SiteDomain: host without scheme */
    str code;       /* SiteIDCode, 网站标识码: ten digits or bm and eight digits */
    str logo_url;   /* picture before the name; may be empty */
    str sponsor;    /* 主办单位 */
    str undertaker; /* 承办单位; may be empty */
    str address;
    str postcode;
    str phone;
    str email;
    str icp;            /* ICP备案编号 */
    str icp_url;        /* its register */
    str police;         /* 公安机关备案号 */
    str police_url;     /* its register */
    str mark_url;       /* 党政机关网站标识: the page that proves it */
    str find_error_url; /* 我为政府网站找错, with our code in it */
    bool ipv6;          /* says so in the footer */
};

/* Names with content hashes, from the manifest that assets/build.mjs writes. */
struct page_assets {
    str css; /* site.css */
    /*
     * /theme.css of the site, custom properties only; empty: a theme that ships. It sets
     * --brand and --brand-deep (white text on them: at least 4.5:1), --link (on white, 4.5:1)
     * and --tint on :root, and the last two again for prefers-color-scheme: dark.
     */
    str theme;
    str js;    /* site.js */
    str icons; /* icons.svg, a sprite of symbols */
};

/*
 * The tags of domain rule 6.5. Site tags come from struct page_site. Column tags stand on column
 * pages and on the item pages below them, article tags on item pages; empty ones are left out.
 */
struct page_meta {
    str column_name;
    str column_description;
    str column_keywords;
    str column_type;   /* e.g. 政策文件; 首页 on the home page */
    str article_title; /* not empty: an item page */
    str pub_date;      /* PubDate, a moment */
    str content_source;
    str author;
    str keywords;
    str description;
    str image;
    str url;
};

/* Whoever is logged in; staff pages only, no public page is made for one user. */
struct page_user {
    str name;
    str organ;
    str logout_url;
};

enum page_theme { PAGE_THEME_BLUE, PAGE_THEME_RED };

struct page {
    const struct page_site *site; /* never NULL; on an error before the site is known all empty */
    const struct page_assets *assets;
    struct page_meta meta;

    str title;     /* of this page, without the site's name; empty on the home page */
    str canonical; /* absolute URL of this page without view parameters */
    str feed_url;  /* Atom feed of what the page lists */
    str feed_title;
    bool noindex;    /* search results, errors, personal pages: not for search engines */
    bool own_search; /* search stands in the page (home, results, 404), not in the header */

    const struct page_link *menu; /* 主菜单, the first level; `current` marks where we are */
    size_t n_menu;
    const struct page_link *crumbs; /* 当前位置: from home down to this page, which is last */
    size_t n_crumbs;

    bool elder;    /* 长辈版: from ?elder=1, kept in a cookie */
    str elder_url; /* this page with the other setting */
    enum page_theme theme;

    str search_word; /* what stands in the search field */

    str csrf;                     /* token for the forms of the page; empty on cached pages */
    const struct page_user *user; /* NULL: nobody */
    str request_number;           /* the number that the log knows this request by */
    str made_at;                  /* moment at which the page was made; printed on paper */
};

/* One step of a pager: a page number, or a gap between numbers. */
struct pager_step {
    int64_t number;
    str url;
    bool current;
    bool gap;
};

/* A list in pages. Not shown when all fits on one. */
struct pager {
    int64_t total; /* items in the whole list */
    int64_t page;  /* from 1 */
    int64_t pages;
    str prev_url; /* empty on the first page */
    str next_url; /* empty on the last page */
    const struct pager_step *steps;
    size_t n_steps;
};

#endif
