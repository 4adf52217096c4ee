#include "mod/portal/inside.h"

#include "core/module.h"

const char *const portal_query[] = {"elder", NULL};
const char *const portal_paged_query[] = {"elder", "page", NULL};
const char *const portal_search_query[] = {"elder", "page", "q",     "column", "organ",
                                           "kind",  "from", "until", "sort",   NULL};

const struct core_env *portal_env(const struct req *rq)
{
    return rq->app;
}

const struct directory_site *portal_site(const struct req *rq)
{
    return rq->site.data;
}

const struct site_column *portal_column(const struct req *rq, str path)
{
    return columns_by_path(&portal_site(rq)->columns, path);
}

struct err *portal_read(struct req *rq, db_fn *load, void *arg)
{
    return db_read(rq->db, rq->arena, load, arg);
}

str portal_request_url(const struct req *rq)
{
    const struct core_env *env = portal_env(rq);

    for (size_t i = 0; i < env->n_modules; i++)
        if (str_eq(str_of(env->modules[i]->name), S("request"))) return S("/requests/new");
    return S("");
}

/* ---- columns ------------------------------------------------------------------------------- */

/* The four columns of the platform have addresses of their own (contract: /disclosure/…). */
str portal_column_url(struct arena *a, const struct site_column *c)
{
    if (str_eq(c->path, S("disclosure"))) return S("/disclosure/");
    if (str_eq(c->path, S("disclosure/guide"))) return S("/disclosure/guide");
    if (str_eq(c->path, S("disclosure/rules"))) return S("/disclosure/rules");
    if (str_eq(c->path, S("disclosure/reports"))) return S("/disclosure/reports/");
    if (str_starts(c->path, S("disclosure/catalogue")))
        return str_printf(a, "/%.*s/", STR_ARG(c->path));
    return str_printf(a, "/columns/%.*s/", STR_ARG(c->path));
}

bool portal_is_within(const struct site_columns *all, const struct site_column *c,
                      const struct site_column *above)
{
    for (; c; c = columns_parent(all, c))
        if (c->id == above->id) return true;
    return false;
}

size_t portal_children(struct arena *a, const struct site_columns *all,
                       const struct site_column *parent, const struct page_link **out,
                       const struct site_column *current)
{
    struct page_link *links = ARENA_ARRAY(a, struct page_link, all->n);
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        const struct site_column *c = &all->items[i];

        if (c->parent_id != (parent ? parent->id : 0)) continue;
        if (!parent && !c->in_menu) continue;
        links[n++] = (struct page_link){
            .label = c->name,
            .url = portal_column_url(a, c),
            .hint = S(""),
            .icon = S(""),
            .current = current && portal_is_within(all, current, c),
        };
    }
    *out = links;
    return n;
}

static void add_below(const struct site_columns *all, int64_t parent, int64_t depth,
                      struct portal_branch *out, size_t *n)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->items[i].parent_id != parent) continue;
        out[(*n)++] = (struct portal_branch){&all->items[i], depth};
        add_below(all, all->items[i].id, depth + 1, out, n);
    }
}

size_t portal_below(struct arena *a, const struct site_columns *all, int64_t parent,
                    const struct portal_branch **out)
{
    struct portal_branch *list = ARENA_ARRAY(a, struct portal_branch, all->n);
    size_t n = 0;

    add_below(all, parent, 0, list, &n);
    *out = list;
    return n;
}

/* Home, then the columns from the first level down to `c`. */
static size_t crumbs_of(struct arena *a, const struct site_columns *all,
                        const struct site_column *c, str title, const struct page_link **out)
{
    enum { DEPTH_MOST = 16 };
    const struct site_column *way[DEPTH_MOST];
    size_t depth = 0;
    size_t n = 0;
    struct page_link *links = ARENA_ARRAY(a, struct page_link, DEPTH_MOST + 2);

    for (const struct site_column *x = c; x && depth < DEPTH_MOST; x = columns_parent(all, x))
        way[depth++] = x;
    links[n++] = (struct page_link){
        .label = S("首页"), .url = S("/"), .hint = S(""), .icon = S(""), .current = false};
    while (depth--)
        links[n++] = (struct page_link){.label = way[depth]->name,
                                        .url = portal_column_url(a, way[depth]),
                                        .hint = S(""),
                                        .icon = S("")};
    if (!c || !str_eq(c->name, title))
        links[n++] = (struct page_link){.label = title, .url = S(""), .hint = S(""), .icon = S("")};
    links[n - 1].current = true;
    *out = links;
    return n;
}

/* ---- the frame ----------------------------------------------------------------------------- */

static const struct page_site *page_site_of(struct arena *a, const struct site_info *s)
{
    struct page_site *p = ARENA_NEW(a, struct page_site);

    *p = (struct page_site){
        .name = s->name,
        .organ = S(""),
        .domain = s->domain,
        .code = s->site_code,
        .logo_url = S(""),
        .sponsor = s->sponsor,
        .undertaker = S(""),
        .address = s->address,
        .postcode = s->postcode,
        .phone = s->phone,
        .email = s->email,
        .icp = s->icp,
        .icp_url = s->icp_url,
        .police = s->police,
        .police_url = s->police_url,
        .mark_url = s->mark_url,
        .find_error_url = s->find_error_url,
        .ipv6 = true,
    };
    return p;
}

static const struct page_assets *page_assets_of(struct arena *a, const struct core_env *env)
{
    struct page_assets *p = ARENA_NEW(a, struct page_assets);

    *p = (struct page_assets){
        .css = values_get(&env->assets, S("site.css")),
        .theme = S("/theme.css"),
        .js = values_get(&env->assets, S("site.js")),
        .icons = values_get(&env->assets, S("icons.svg")),
    };
    return p;
}

/*
 * ?elder=1 shows the large version at once and remembers it in a cookie; ?elder=0 goes back. A page
 * that sets a cookie is not kept: with the cookie the same address has a variant of its own.
 */
static bool wants_elder(struct req *rq, struct resp *rs)
{
    str asked = req_query(rq, "elder");

    if (!asked.n) return rq->variant == 1;
    bool elder = str_eq(asked, S("1"));
    struct cookie c = {
        .name = S("elder"),
        .value = elder ? S("1") : S(""),
        .max_age_s = elder ? (int64_t)365 * 24 * 3600 : -1,
        .same_site = SAME_SITE_LAX,
    };

    rs->no_store = true;
    resp_cookie(rs, &c);
    return elder;
}

/* This page with the other setting; what was asked stays. */
static str elder_link(struct req *rq, bool elder)
{
    struct buf b;

    buf_init(&b, rq->arena, 8192);
    buf_add(&b, elder ? S("?elder=0") : S("?elder=1"));
    for (size_t i = 0; i < rq->query.n; i++) {
        if (str_eq(rq->query.items[i].name, S("elder"))) continue;
        buf_byte(&b, '&');
        html_urlpart_str(&b, rq->query.items[i].name);
        buf_byte(&b, '=');
        html_urlpart_str(&b, rq->query.items[i].text);
    }
    return buf_ok(&b) ? buf_str(&b) : S("?elder=1");
}

void portal_frame(struct req *rq, struct resp *rs, struct page *p, str title,
                  const struct site_column *current)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = portal_site(rq);
    bool elder = wants_elder(rq, rs);

    *p = (struct page){
        .site = page_site_of(a, site->info),
        .assets = page_assets_of(a, portal_env(rq)),
        .meta =
            {
                .column_name = S(""),
                .column_description = S(""),
                .column_keywords = S(""),
                .column_type = S(""),
                .article_title = S(""),
                .pub_date = S(""),
                .content_source = S(""),
                .author = S(""),
                .keywords = S(""),
                .description = S(""),
                .image = S(""),
                .url = S(""),
            },
        .title = title,
        .canonical = str_printf(a, "http%s://%.*s%.*s", rq->https ? "s" : "",
                                STR_ARG(site->info->domain), STR_ARG(rq->path)),
        .feed_url = S("/feed.atom"),
        .feed_title = site->info->name,
        .elder = elder,
        .elder_url = elder_link(rq, elder),
        .theme = str_eq(site->info->theme, S("red")) ? PAGE_THEME_RED : PAGE_THEME_BLUE,
        .search_word = S(""),
        .csrf = S(""),
        .request_number = rq->number,
        .made_at = date_time_str(a, rq->now_ms),
    };
    p->n_menu = portal_children(a, &site->columns, NULL, &p->menu, current);
    if (title.n || current) p->n_crumbs = crumbs_of(a, &site->columns, current, title, &p->crumbs);
    if (current) {
        p->meta.column_name = current->name;
        p->meta.column_description = current->description.n ? current->description : current->name;
        p->meta.column_keywords = current->keywords.n ? current->keywords : current->name;
        p->meta.column_type = current->type;
    }
    resp_tag(rs, S("directory"), site->info->id);
}

/* ---- small parts --------------------------------------------------------------------------- */

static str page_url(struct arena *a, str path, int64_t page)
{
    bool query = str_find_byte(path, '?', 0) != STR_NONE;

    if (page == 1) return path;
    return str_printf(a, "%.*s%spage=%lld", STR_ARG(path), query ? "&" : "?", (long long)page);
}

/* First, last, and two on either side of the current page; gaps between. */
void portal_pager(struct arena *a, struct pager *g, str path, int64_t total, int64_t page,
                  int64_t size)
{
    enum { AROUND = 2 };
    int64_t pages = total ? (total + size - 1) / size : 1;
    struct pager_step *steps = ARENA_ARRAY(a, struct pager_step, 2 * AROUND + 5);
    size_t n = 0;
    int64_t last = 0;

    *g = (struct pager){.total = total,
                        .page = page,
                        .pages = pages,
                        .prev_url = page > 1 ? page_url(a, path, page - 1) : S(""),
                        .next_url = page < pages ? page_url(a, path, page + 1) : S("")};
    for (int64_t i = 1; i <= pages; i++) {
        if (i != 1 && i != pages && (i < page - AROUND || i > page + AROUND)) {
            /* Not shown: go on at the next one that is. */
            i = i < page - AROUND ? page - AROUND - 1 : pages - 1;
            continue;
        }
        if (last && i != last + 1) steps[n++] = (struct pager_step){.gap = true, .url = S("")};
        steps[n++] =
            (struct pager_step){.number = i, .url = page_url(a, path, i), .current = i == page};
        last = i;
    }
    g->steps = steps;
    g->n_steps = n;
}

struct portal_state portal_validity(str validity)
{
    static const struct {
        str word;
        struct portal_state state;
    } words[] = {
        {S_INIT("valid"), {S_INIT("有效"), TONE_GOOD}},
        {S_INIT("invalid"), {S_INIT("失效"), TONE_LATE}},
        {S_INIT("repealed"), {S_INIT("废止"), TONE_LATE}},
        {S_INIT("amended"), {S_INIT("已修改"), TONE_SOON}},
        {S_INIT("pending"), {S_INIT("尚未生效"), TONE_SOON}},
    };

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i].word, validity)) return words[i].state;
    return (struct portal_state){.word = S(""), .tone = TONE_NONE};
}

void portal_items_of(struct arena *a, const struct publication_line *rows, size_t n,
                     const struct site_columns *columns, struct portal_items *out)
{
    struct portal_item *items = ARENA_ARRAY(a, struct portal_item, n);

    for (size_t i = 0; i < n; i++) {
        const struct site_column *c = columns ? columns_by_id(columns, rows[i].column_id) : NULL;

        items[i] = (struct portal_item){
            .id = rows[i].id,
            .title = rows[i].title,
            .summary = rows[i].summary,
            .column = c ? c->name : S(""),
            .organ = rows[i].issuer,
            .number = rows[i].document_no.v,
            .index_number = rows[i].index_no,
            .made_on = rows[i].made_on,
            .published_on = date_of_ms(rows[i].published_at),
            .validity = portal_validity(rows[i].validity),
        };
    }
    *out = (struct portal_items){items, n};
}

str portal_type_words(str type, str name)
{
    static const struct {
        str type, words;
    } table[] = {
        {S_INIT("application/pdf"), S_INIT("PDF")},
        {S_INIT("application/ofd"), S_INIT("OFD 版式文件")},
        {S_INIT("application/msword"), S_INIT("Word 文档")},
        {S_INIT("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
         S_INIT("Word 文档")},
        {S_INIT("application/vnd.ms-excel"), S_INIT("Excel 表格")},
        {S_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
         S_INIT("Excel 表格")},
        {S_INIT("application/vnd.ms-powerpoint"), S_INIT("PPT 演示")},
        {S_INIT("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
         S_INIT("PPT 演示")},
        {S_INIT("application/vnd.wps-office.wps"), S_INIT("WPS 文档")},
        {S_INIT("application/vnd.wps-office.et"), S_INIT("WPS 表格")},
        {S_INIT("application/vnd.wps-office.dps"), S_INIT("WPS 演示")},
        {S_INIT("application/zip"), S_INIT("压缩包")},
        {S_INIT("text/plain"), S_INIT("文本")},
        {S_INIT("text/csv"), S_INIT("表格数据（CSV）")},
        {S_INIT("image/"), S_INIT("图片")},
        {S_INIT("audio/"), S_INIT("音频")},
        {S_INIT("video/"), S_INIT("视频")},
    };
    size_t dot = name.n;

    /* Text types say their encoding behind a semicolon. */
    type = str_trim(str_head(type, str_find_byte(type, ';', 0)));
    for (size_t i = 0; i < COUNT_OF(table); i++)
        if (str_eq(table[i].type, type) ||
            (str_ends(table[i].type, S("/")) && str_starts(type, table[i].type)))
            return table[i].words;
    while (dot && name.p[dot - 1] != '.') dot--;
    return dot && name.n - dot <= 5 ? str_from(name, dot) : S("文件");
}
