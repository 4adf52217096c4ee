/* Atom feeds, sitemap.xml, robots.txt, theme.css: what programs read. */
#include "mod/portal/feeds.h"
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

#include "base/utf8.h"
#include "feed_views.h"

/* A map file may hold 50,000 addresses (sitemaps.org); ours stay below the answer's limit too. */
enum { FEED_ENTRIES = 30, MAP_PART = 20000 };

static str base_of(const struct req *rq)
{
    return str_printf(rq->arena, "http%s://%.*s", rq->https ? "s" : "",
                      STR_ARG(portal_site(rq)->info->domain));
}

/* ---- feeds --------------------------------------------------------------------------------- */

struct feed_load {
    struct site_scope site;
    int64_t column; /* 0: the whole site */
    struct publication_line *rows;
    size_t n;
};

static struct err *load_feed(struct db_tx *tx, struct arena *a, void *arg)
{
    struct feed_load *l = arg;

    if (!l->column) return publication_newest(tx, a, l->site, FEED_ENTRIES, 0, &l->rows, &l->n);
    return publication_in_column(tx, a, l->site, l->column, FEED_ENTRIES, 0, &l->rows, &l->n);
}

static struct err *write_feed(struct req *rq, struct resp *rs, const struct site_column *column)
{
    struct arena *a = rq->arena;
    const struct site_info *site = portal_site(rq)->info;
    struct feed_load l = {.site = {rq->site.id}, .column = column ? column->id : 0};

    TRY(portal_read(rq, load_feed, &l));
    struct feed_entry *entries = ARENA_ARRAY(a, struct feed_entry, l.n);
    int64_t newest = 0;
    str base = base_of(rq);

    for (size_t i = 0; i < l.n; i++) {
        int64_t changed = l.rows[i].updated_at;

        if (changed > newest) newest = changed;
        entries[i] = (struct feed_entry){
            .url = str_printf(a, "%.*s/documents/%lld", STR_ARG(base), (long long)l.rows[i].id),
            .title = l.rows[i].title,
            .summary = l.rows[i].summary,
            .organ = l.rows[i].issuer,
            .published = date_time_iso(a, l.rows[i].published_at),
            .updated = date_time_iso(a, changed)};
    }
    struct feed_view v = {
        .url = str_cat(a, base, rq->path),
        .page = str_cat(a, base, column ? portal_column_url(a, column) : S("/")),
        .title = column ? str_printf(a, "%.*s - %.*s", STR_ARG(column->name), STR_ARG(site->name))
                        : site->name,
        .organ = site->sponsor.n ? site->sponsor : site->name,
        .updated = date_time_iso(a, newest),
        .entries = entries,
        .n = l.n,
    };

    resp_type(rs, S("application/atom+xml; charset=utf-8"));
    resp_tag(rs, column ? S("column") : S("published"), column ? column->id : rq->site.id);
    view_feed_atom(&rs->body, &v);
    return NULL;
}

struct err *portal_feed(struct req *rq, struct resp *rs)
{
    return write_feed(rq, rs, NULL);
}

struct err *portal_column_feed(struct req *rq, struct resp *rs)
{
    const struct site_column *c = columns_by_path(&portal_site(rq)->columns, req_param(rq, "path"));

    if (!c) return ERR(rq->arena, NOT_FOUND, "没有这个栏目");
    return write_feed(rq, rs, c);
}

/* ---- sitemap.xml --------------------------------------------------------------------------- */

struct map_load {
    struct site_scope site;
    struct arena *arena;
    int64_t part, seen;
    struct map_entry *entries;
    size_t n;
    int64_t total;
};

static struct err *take_address(const struct publication_ids_each_row *row, struct arena *a,
                                void *arg)
{
    struct map_load *l = arg;
    int64_t at = l->seen++;

    (void)a;
    if (at / MAP_PART != l->part - 1) return NULL;
    l->entries[l->n++] =
        (struct map_entry){.path = str_printf(l->arena, "/documents/%lld", (long long)row->id),
                           .changed = date_str(l->arena, date_of_ms(row->updated_at))};
    return NULL;
}

static struct err *load_map(struct db_tx *tx, struct arena *a, void *arg)
{
    struct map_load *l = arg;
    struct publication_total_row total;

    TRY(publication_total(tx, a, l->site, &total));
    l->total = total.n;
    if (!l->part && l->total > MAP_PART) return NULL;
    if (!l->part) l->part = 1;
    l->arena = a;
    return publication_ids_each(tx, a, l->site, take_address, l);
}

static void write_index(struct req *rq, struct resp *rs, int64_t total)
{
    int64_t parts = (total + MAP_PART - 1) / MAP_PART;
    int64_t *numbers = ARENA_ARRAY(rq->arena, int64_t, (size_t)parts);

    for (int64_t i = 0; i < parts; i++) numbers[i] = i + 1;
    struct map_index_view v = {.base = base_of(rq), .parts = parts, .numbers = numbers};

    view_map_index(&rs->body, &v);
}

struct err *portal_sitemap_xml(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct site_columns *columns = &portal_site(rq)->columns;
    struct map_load l = {.site = {rq->site.id},
                         .part = req_query_int(rq, "part", 1, 100000, 0),
                         .entries = ARENA_ARRAY(a, struct map_entry, MAP_PART + columns->n + 1)};

    TRY(portal_read(rq, load_map, &l));
    resp_type(rs, S("application/xml; charset=utf-8"));
    resp_tag(rs, S("published"), rq->site.id);
    if (!l.part) {
        write_index(rq, rs, l.total);
        return NULL;
    }
    if (l.part == 1) {
        l.entries[l.n++] = (struct map_entry){.path = S("/"), .changed = S("")};
        for (size_t i = 0; i < columns->n; i++)
            l.entries[l.n++] = (struct map_entry){.path = portal_column_url(a, &columns->items[i]),
                                                  .changed = S("")};
    } else if (!l.n) {
        return ERR(a, NOT_FOUND, "地图没有这一部分");
    }
    struct map_xml_view v = {.base = base_of(rq), .entries = l.entries, .n = l.n};

    view_map_xml(&rs->body, &v);
    return NULL;
}

/* ---- robots.txt, theme.css ----------------------------------------------------------------- */

struct err *portal_robots(struct req *rq, struct resp *rs)
{
    resp_type(rs, S("text/plain; charset=utf-8"));
    buf_lit(&rs->body, "User-agent: *\nDisallow: /staff/\nDisallow: /search\nDisallow: /api/\n");
    buf_printf(&rs->body, "Sitemap: %.*s/sitemap.xml\n", STR_ARG(base_of(rq)));
    resp_tag(rs, S("directory"), rq->site.id);
    return NULL;
}

struct colour {
    int r, g, b;
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* #rrggbb and nothing else gets into a style sheet. */
static bool colour_parse(str s, struct colour *out)
{
    int v[6];

    if (s.n != 7 || s.p[0] != '#') return false;
    for (size_t i = 0; i < 6; i++) {
        v[i] = hex_digit(s.p[i + 1]);
        if (v[i] < 0) return false;
    }
    *out = (struct colour){v[0] * 16 + v[1], v[2] * 16 + v[3], v[4] * 16 + v[5]};
    return true;
}

/* `parts` hundredths of `other` mixed into `c`. */
static struct colour mix(struct colour c, struct colour other, int parts)
{
    return (struct colour){(c.r * (100 - parts) + other.r * parts) / 100,
                           (c.g * (100 - parts) + other.g * parts) / 100,
                           (c.b * (100 - parts) + other.b * parts) / 100};
}

static void write_property(struct buf *b, const char *name, struct colour c)
{
    buf_printf(b, "--%s:#%02x%02x%02x;", name, (unsigned)c.r, (unsigned)c.g, (unsigned)c.b);
}

/* The site's own colour and its shades, as custom properties; all else is in the one style sheet.
 */
struct err *portal_theme_css(struct req *rq, struct resp *rs)
{
    static const struct colour white = {255, 255, 255};
    static const struct colour black = {0, 0, 0};
    struct colour brand;

    resp_type(rs, S("text/css; charset=utf-8"));
    resp_tag(rs, S("directory"), rq->site.id);
    if (!colour_parse(portal_site(rq)->info->theme, &brand)) return NULL;
    /* Paper has the style sheet's own black. */
    buf_lit(&rs->body, "@media screen{:root{");
    write_property(&rs->body, "brand", brand);
    write_property(&rs->body, "brand-deep", mix(brand, black, 30));
    write_property(&rs->body, "link", brand);
    write_property(&rs->body, "tint", mix(brand, white, 92));
    buf_lit(&rs->body, "}}@media screen and (prefers-color-scheme:dark){:root{");
    write_property(&rs->body, "link", mix(brand, white, 55));
    write_property(&rs->body, "tint", mix(brand, black, 65));
    buf_lit(&rs->body, "}}\n");
    return NULL;
}

/* ---- the sign in the browser's tab ------------------------------------------------------------
 */

struct err *portal_icon(struct req *rq, struct resp *rs)
{
    str theme = portal_site(rq)->info->theme;
    struct colour brand;
    str own = str_eq(theme, S("red")) ? S("#a3161b") : S("#14509b"); /* --brand of site.css */
    struct icon_view v = {.colour = colour_parse(theme, &brand) ? theme : own,
                          .letter = utf8_head(portal_site(rq)->info->short_name, 1)};

    resp_type(rs, S("image/svg+xml"));
    resp_tag(rs, S("directory"), rq->site.id);
    view_site_icon(&rs->body, &v);
    return NULL;
}
