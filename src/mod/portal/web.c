/* Home, columns, documents, attachments, the site map. */
#include "mod/portal/portal.h"

#include "core/env.h"
#include "core/figure.h"
#include "core/files.h"
#include "core/upload.h"
#include "core/site_sql.h"
#include "mod/portal/inside.h"
#include "text/rich.h"

#include "column_views.h"
#include "document_views.h"
#include "home_views.h"
#include "sitemap_views.h"

/* ---- home ---------------------------------------------------------------------------------- */

struct home_load {
    const struct directory_site *site;
    struct publication_line *news, *notices, *policies;
    size_t n_news, n_notices, n_policies;
    const struct portal_ref **interpretations; /* parallel to policies */
    size_t *n_interpretations;
    int64_t year_from, year_until;
    int64_t n_year, n_policy_year, n_total, updated_ms;
};

static struct err *newest_in(struct db_tx *tx, struct arena *a, const struct directory_site *site,
                             str path, int64_t size, struct publication_line **rows, size_t *n)
{
    const struct site_column *c = columns_by_path(&site->columns, path);

    *n = 0;
    if (!c) return NULL;
    return publication_in_column(tx, a, (struct site_scope){site->info->id}, c->id, size, 0, rows,
                                 n);
}

static struct err *refs_of_interpretations(struct db_tx *tx, struct arena *a, struct site_scope s,
                                           int64_t id, const struct portal_ref **out, size_t *n)
{
    struct publication_line *rows;

    TRY(publication_interpretations(tx, a, s, id, &rows, n));
    struct portal_ref *refs = ARENA_ARRAY(a, struct portal_ref, *n);

    for (size_t i = 0; i < *n; i++)
        refs[i] = (struct portal_ref){.id = rows[i].id,
                                      .title = rows[i].title,
                                      .kind = S(""),
                                      .published_on = date_of_ms(rows[i].published_at)};
    *out = refs;
    return NULL;
}

static struct err *load_home(struct db_tx *tx, struct arena *a, void *arg)
{
    struct home_load *l = arg;
    struct site_scope s = {l->site->info->id};
    struct publication_total_row total;

    TRY(newest_in(tx, a, l->site, S("news/headlines"), 6, &l->news, &l->n_news));
    TRY(newest_in(tx, a, l->site, S("news/notices"), 7, &l->notices, &l->n_notices));
    TRY(newest_in(tx, a, l->site, S("policy/normative"), 5, &l->policies, &l->n_policies));
    l->interpretations = ARENA_ARRAY(a, const struct portal_ref *, l->n_policies);
    l->n_interpretations = ARENA_ARRAY(a, size_t, l->n_policies);
    for (size_t i = 0; i < l->n_policies; i++)
        TRY(refs_of_interpretations(tx, a, s, l->policies[i].id, &l->interpretations[i],
                                    &l->n_interpretations[i]));
    TRY(fig_published_count(tx, a, s, l->year_from, l->year_until, &l->n_year));
    TRY(fig_published_kind_count(tx, a, s, S("policy"), l->year_from, l->year_until,
                                 &l->n_policy_year));
    TRY(publication_total(tx, a, s, &total));
    l->n_total = total.n;
    l->updated_ms = total.changed_at;
    return NULL;
}

static const struct page_link home_sought[] = {
    {.label = S_INIT("优化营商环境"), .url = S_INIT("/search?q=营商环境")},
    {.label = S_INIT("财政预算"), .url = S_INIT("/search?q=预算")},
    {.label = S_INIT("征地补偿"), .url = S_INIT("/search?q=补偿")},
    {.label = S_INIT("招聘公告"), .url = S_INIT("/search?q=招聘")},
};

/* A way from the home page into a column; a site that does not have the column does not show it. */
struct home_way {
    str column;
    str label, hint, icon;
};

static const struct home_way home_doors[] = {
    {S_INIT("policy"), S_INIT("我要查政策"), S_INIT("规范性文件、政策解读、法规规章"),
     S_INIT("file-text")},
    {S_INIT("disclosure"), S_INIT("我要看公开"), S_INIT("公开指南、制度、法定内容、年报"),
     S_INIT("landmark")},
    {S_INIT("news/notices"), S_INIT("我要看通知"), S_INIT("通知公告、公示、招聘"),
     S_INIT("megaphone")},
    {S_INIT("about/organs"), S_INIT("我要找机构"), S_INIT("机构职能、负责人、联系方式"),
     S_INIT("building-2")},
};

static const struct home_way home_disclosure[] = {
    {S_INIT("disclosure/guide"), S_INIT("政府信息公开指南"), S_INIT("怎么查、找谁、怎样申请"),
     S_INIT("compass")},
    {S_INIT("disclosure/rules"), S_INIT("政府信息公开制度"), S_INIT("公开工作依据的规定"),
     S_INIT("scale")},
    {S_INIT("disclosure/catalogue"), S_INIT("法定主动公开内容"), S_INIT("按条例第二十条分类"),
     S_INIT("list-tree")},
    {S_INIT("disclosure/reports"), S_INIT("政府信息公开年报"), S_INIT("每年公开和答复的情况"),
     S_INIT("chart-column")},
};

static str column_link(struct arena *a, const struct directory_site *site, str path)
{
    const struct site_column *c = columns_by_path(&site->columns, path);

    return c ? portal_column_url(a, c) : S("");
}

static size_t home_ways(struct arena *a, const struct directory_site *site,
                        const struct home_way *ways, size_t n, const struct page_link **out)
{
    struct page_link *links = ARENA_ARRAY(a, struct page_link, n);
    size_t shown = 0;

    for (size_t i = 0; i < n; i++) {
        str url = column_link(a, site, ways[i].column);

        if (url.n)
            links[shown++] = (struct page_link){
                .label = ways[i].label, .url = url, .hint = ways[i].hint, .icon = ways[i].icon};
    }
    *out = links;
    return shown;
}

/* Where requests are taken, their door stands where else that to what is published would. */
static void home_doors_of(const struct req *rq, const struct directory_site *site,
                          struct home_view *v)
{
    str url = portal_request_url(rq);
    const struct page_link *ways;
    size_t n = home_ways(rq->arena, site, home_doors, COUNT_OF(home_doors), &ways);
    struct page_link *doors = ARENA_ARRAY(rq->arena, struct page_link, n);

    for (size_t i = 0; i < n; i++) {
        doors[i] = ways[i];
        if (url.n && str_eq(ways[i].url, S("/disclosure/")))
            doors[i] = (struct page_link){.label = S("我要申请公开"),
                                          .url = url,
                                          .hint = S("没有公开的政府信息，可以申请"),
                                          .icon = S("send")};
    }
    v->doors = doors;
    v->n_doors = n;
}

static void home_tags(struct resp *rs, const struct directory_site *site)
{
    static const str shown[] = {S_INIT("news/headlines"), S_INIT("news/notices"),
                                S_INIT("policy/normative")};

    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        const struct site_column *c = columns_by_path(&site->columns, shown[i]);

        if (c) resp_tag(rs, S("column"), c->id);
    }
    /* The figures count everything that is published. */
    resp_tag(rs, S("published"), site->info->id);
}

static void home_figures(struct arena *a, const struct home_load *l, int64_t year,
                         struct home_view *v)
{
    struct figure_tile *tiles = ARENA_ARRAY(a, struct figure_tile, 3);
    str records = str_printf(a, "?year=%lld", (long long)year);

    tiles[0] =
        (struct figure_tile){.label = S("今年主动公开"),
                             .value = str_printf(a, "%lld", (long long)l->n_year),
                             .unit = S("件"),
                             .note = S(""),
                             .url = str_cat(a, S("/supervision/documents.published"), records)};
    tiles[1] =
        (struct figure_tile){.label = S("今年公开政策文件"),
                             .value = str_printf(a, "%lld", (long long)l->n_policy_year),
                             .unit = S("件"),
                             .note = S(""),
                             .url = str_cat(a, S("/supervision/documents.policies"), records)};
    tiles[2] = (struct figure_tile){.label = S("累计公开"),
                                    .value = str_printf(a, "%lld", (long long)l->n_total),
                                    .unit = S("件"),
                                    .note = S(""),
                                    .url = str_cat(a, S("/supervision/documents.total"), records)};
    v->figures = tiles;
    v->n_figures = 3;
    v->figures_note = str_printf(a, "今年从%lld年1月1日算起，点开可看明细", (long long)year);
}

struct err *portal_home_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct home_load l = {.site = portal_site(rq)};
    struct home_view v = {0};
    int64_t year = date_parts(date_of_ms(rq->now_ms)).year;

    figure_year(year, &l.year_from, &l.year_until);
    TRY(portal_read(rq, load_home, &l));
    portal_frame(rq, rs, &v.page, S(""), NULL);
    v.page.own_search = true;
    v.page.meta.column_type = S("首页");
    v.greeting = S("您要找什么？");
    v.sought = home_sought;
    v.n_sought = l.n_total ? COUNT_OF(home_sought) : 0;
    home_doors_of(rq, l.site, &v);
    v.lead_summary = v.lead_image = v.lead_image_alt = S("");
    v.lead.title = v.lead.kind = S("");
    v.lead.published_on = DATE_NONE;
    if (l.n_news) {
        v.lead = (struct portal_ref){.id = l.news[0].id,
                                     .title = l.news[0].title,
                                     .kind = S(""),
                                     .published_on = date_of_ms(l.news[0].published_at)};
        v.lead_summary = l.news[0].summary;
        portal_items_of(a, l.news + 1, l.n_news - 1, NULL, &v.news);
    }
    portal_items_of(a, l.notices, l.n_notices, NULL, &v.notices);
    struct portal_item *policies = ARENA_ARRAY(a, struct portal_item, l.n_policies);

    portal_items_of(a, l.policies, l.n_policies, NULL, &v.policies);
    for (size_t i = 0; i < l.n_policies; i++) {
        policies[i] = v.policies.rows[i];
        policies[i].interpretations = l.interpretations[i];
        policies[i].n_interpretations = l.n_interpretations[i];
    }
    v.policies.rows = policies;
    v.news_url = column_link(a, l.site, S("news/headlines"));
    v.notices_url = column_link(a, l.site, S("news/notices"));
    v.policies_url = column_link(a, l.site, S("policy"));
    v.n_disclosure =
        home_ways(a, l.site, home_disclosure, COUNT_OF(home_disclosure), &v.disclosure);
    home_figures(a, &l, year, &v);
    home_tags(rs, l.site);
    view_portal_home(&rs->body, &v);
    return NULL;
}

/* ---- a column ------------------------------------------------------------------------------ */

struct column_load {
    struct site_scope site;
    int64_t column_id, page;
    struct publication_line *rows;
    size_t n;
    int64_t total;
};

static struct err *load_column(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_load *l = arg;
    struct column_exists_row row;
    bool found;

    TRY(column_exists(tx, a, l->site, l->column_id, &row, &found));
    l->total = found ? row.n : 0;
    return publication_in_column(tx, a, l->site, l->column_id, PORTAL_PAGE_SIZE,
                                 (l->page - 1) * PORTAL_PAGE_SIZE, &l->rows, &l->n);
}

struct err *portal_column_list(struct req *rq, const struct site_column *c, int64_t page,
                               struct portal_items *items, struct pager *pager)
{
    struct column_load l = {
        .site = {rq->site.id}, .column_id = c->id, .page = page, .rows = NULL, .n = 0};

    TRY(portal_read(rq, load_column, &l));
    if (page > 1 && !l.n) return ERR(rq->arena, NOT_FOUND, "这个栏目没有这么多页");
    portal_items_of(rq->arena, l.rows, l.n, NULL, items);
    portal_pager(rq->arena, pager, portal_column_url(rq->arena, c), l.total, page,
                 PORTAL_PAGE_SIZE);
    return NULL;
}

struct err *portal_column_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = portal_site(rq);
    const struct site_column *c = columns_by_path(&site->columns, req_param(rq, "path"));
    int64_t page = req_query_int(rq, "page", 1, 100000, 1);
    struct column_view v = {0};

    if (!c) return ERR(a, NOT_FOUND, "没有这个栏目");
    str home = portal_column_url(a, c);

    /* A column of the platform has one address, and that is there. */
    if (!str_starts(home, S("/columns/"))) {
        resp_moved(rs, home);
        return NULL;
    }
    TRY(portal_column_list(rq, c, page, &v.items, &v.pager));
    portal_frame(rq, rs, &v.page, c->name, c);
    v.page.feed_url = str_cat(a, home, S("feed.atom"));
    v.page.feed_title = c->name;
    v.name = c->name;
    v.description = c->description;
    v.children_label = c->name;
    v.n_children = portal_children(a, &site->columns, c, &v.children, c);
    if (!v.n_children && c->parent_id) {
        const struct site_column *above = columns_parent(&site->columns, c);

        v.children_label = above->name;
        v.n_children = portal_children(a, &site->columns, above, &v.children, c);
    }
    resp_tag(rs, S("column"), c->id);
    view_portal_column(&rs->body, &v);
    return NULL;
}

/* ---- a document ---------------------------------------------------------------------------- */

struct document_load {
    struct site_scope site;
    int64_t id;
    bool found, gone, has_policy;
    struct publication_get_row p;
    struct publication_gone_get_row g;
    struct publication_files_row *files;
    size_t n_files;
    const struct portal_ref *interpretations;
    size_t n_interpretations;
    struct publication_line policy;
    struct publication_line *others;
    size_t n_others;
};

static struct err *load_document(struct db_tx *tx, struct arena *a, void *arg)
{
    struct document_load *l = arg;

    TRY(publication_get(tx, a, l->site, l->id, &l->p, &l->found));
    if (!l->found) return publication_gone_get(tx, a, l->site, l->id, &l->g, &l->gone);
    TRY(publication_files(tx, a, l->site, l->id, &l->files, &l->n_files));
    TRY(refs_of_interpretations(tx, a, l->site, l->id, &l->interpretations, &l->n_interpretations));
    if (l->p.interprets_id.set)
        TRY(publication_line_get(tx, a, l->site, l->p.interprets_id.v, &l->policy, &l->has_policy));
    return publication_in_column(tx, a, l->site, l->p.column_id, 6, 0, &l->others, &l->n_others);
}

static void add_fact(struct document_fact *facts, size_t *n, str label, str text)
{
    if (text.n)
        facts[(*n)++] =
            (struct document_fact){.label = label, .text = text, .date = DATE_NONE, .url = S("")};
}

static void add_day(struct document_fact *facts, size_t *n, str label, struct date day)
{
    if (!date_is_none(day))
        facts[(*n)++] =
            (struct document_fact){.label = label, .text = S(""), .date = day, .url = S("")};
}

/* The table of facts: the labels most provinces use (domain 3.2). */
static void document_facts(struct arena *a, const struct publication_get_row *p,
                           struct document_view *v)
{
    struct document_fact *facts = ARENA_ARRAY(a, struct document_fact, 12);
    size_t n = 0;
    struct portal_state validity = portal_validity(p->validity);

    add_fact(facts, &n, S("索引号"), p->index_no);
    add_fact(facts, &n, S("主题分类"), p->theme);
    add_fact(facts, &n, S("发文机关"), p->issuer);
    add_fact(facts, &n, S("发文字号"), p->document_no.v);
    add_day(facts, &n, S("成文日期"), p->made_on);
    add_day(facts, &n, S("发布日期"), date_of_ms(p->published_at));
    add_day(facts, &n, S("生效日期"), p->effective_on);
    add_day(facts, &n, S("废止日期"), p->repealed_on);
    if (validity.word.n)
        facts[n++] = (struct document_fact){.label = S("有效性"),
                                            .text = S(""),
                                            .date = DATE_NONE,
                                            .state = validity,
                                            .url = S("")};
    add_fact(facts, &n, S("体裁"), p->genre);
    add_fact(facts, &n, S("关键词"), p->keywords);
    v->facts = facts;
    v->n_facts = n;
}

static enum document_band band_of(str validity)
{
    if (str_eq(validity, S("repealed"))) return BAND_REPEALED;
    if (str_eq(validity, S("invalid"))) return BAND_EXPIRED;
    if (str_eq(validity, S("amended"))) return BAND_AMENDED;
    if (str_eq(validity, S("pending"))) return BAND_FUTURE;
    return BAND_NONE;
}

static void document_attachments(struct arena *a, const struct document_load *l,
                                 struct document_view *v)
{
    struct portal_attachment *files = ARENA_ARRAY(a, struct portal_attachment, l->n_files);

    for (size_t i = 0; i < l->n_files; i++)
        files[i] = (struct portal_attachment){
            .name = l->files[i].title,
            .url = str_printf(a, "/files/%lld", (long long)l->files[i].file_id),
            .type = portal_type_words(l->files[i].type, l->files[i].name),
            .size = upload_size_words(a, l->files[i].size),
        };
    v->attachments = files;
    v->n_attachments = l->n_files;
}

/* The newest of the same column, without this one. */
static void document_others(struct arena *a, const struct document_load *l,
                            const struct site_column *column, struct document_view *v)
{
    struct portal_ref *refs = ARENA_ARRAY(a, struct portal_ref, l->n_others);

    for (size_t i = 0; i < l->n_others && v->n_others < 5; i++)
        if (l->others[i].id != l->id)
            refs[v->n_others++] =
                (struct portal_ref){.id = l->others[i].id,
                                    .title = l->others[i].title,
                                    .kind = S(""),
                                    .published_on = date_of_ms(l->others[i].published_at)};
    v->others = refs;
    v->others_url = column ? portal_column_url(a, column) : S("");
    v->others_label = column ? column->name : S("");
}

/* Where a text has so many headings, its contents stand before it; the deepest are left out. */
static void document_contents(struct arena *a, struct document_view *v)
{
    enum { CONTENTS_LEAST = 4, CONTENTS_MOST = 200 };
    struct rich_heading *found;
    size_t n;
    int highest = 6;

    rich_outline_html(a, v->body, &found, &n);
    for (size_t i = 0; i < n; i++)
        if (found[i].level < highest) highest = found[i].level;
    struct document_heading *lines = ARENA_ARRAY(a, struct document_heading, CONTENTS_MOST);
    size_t shown = 0;

    for (size_t i = 0; i < n && shown < CONTENTS_MOST; i++)
        if (found[i].level <= highest + 1 && found[i].text.n)
            lines[shown++] = (struct document_heading){
                .url = str_printf(a, "#s%zu", found[i].id),
                .text = found[i].text,
                .deep = found[i].level > highest,
            };
    v->contents = lines;
    v->n_contents = shown >= CONTENTS_LEAST ? shown : 0;
}

static void document_meta(struct arena *a, const struct document_load *l, struct page *page)
{
    page->meta.article_title = l->p.title;
    page->meta.pub_date = date_time_str(a, l->p.published_at);
    page->meta.content_source = l->p.source.n ? l->p.source : l->p.organ;
    page->meta.keywords = l->p.keywords;
    page->meta.description = l->p.summary;
    page->meta.url = page->canonical;
}

struct err *portal_not_there(struct arena *a, const struct publication_gone_get_row *gone)
{
    if (gone)
        return ERR(a, GONE, "这份文件已于%.*s撤下。原因：%.*s",
                   STR_ARG(date_cn(a, date_of_ms(gone->gone_at))), STR_ARG(gone->reason));
    return ERR(a, NOT_FOUND, "没有这份文件，可能网址有误，或者它没有公开");
}

struct err *portal_document_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = portal_site(rq);
    struct document_load l = {.site = {rq->site.id}};
    struct document_view v = {0};

    TRY(req_param_id(rq, "id", &l.id));
    resp_tag(rs, S("publication"), l.id);
    TRY(portal_read(rq, load_document, &l));
    if (!l.found) return portal_not_there(a, l.gone ? &l.g : NULL);
    const struct site_column *column = columns_by_id(&site->columns, l.p.column_id);

    portal_frame(rq, rs, &v.page, l.p.title, column);
    document_meta(a, &l, &v.page);
    v.id = l.p.id;
    v.title = l.p.title;
    v.organ = l.p.source.n ? l.p.source : l.p.organ;
    v.published_at = date_time_str(a, l.p.published_at);
    v.band = band_of(l.p.validity);
    v.band_on = v.band == BAND_FUTURE ? l.p.effective_on : l.p.repealed_on;
    v.band_reason = S("");
    v.band_by =
        (struct portal_ref){.id = 0, .title = S(""), .kind = S(""), .published_on = DATE_NONE};
    v.body = l.p.html;
    v.interpretations = l.interpretations;
    v.n_interpretations = l.n_interpretations;
    v.pdf_url = str_printf(a, "/documents/%lld.pdf", (long long)l.p.id);
    v.qr_url = str_printf(a, "/documents/%lld/qr.svg", (long long)l.p.id);
    v.error_url = S("");
    document_contents(a, &v);
    document_facts(a, &l.p, &v);
    document_attachments(a, &l, &v);
    document_others(a, &l, column, &v);
    /* Its title stands here, and that it is public at all. */
    if (l.p.interprets_id.set) resp_tag(rs, S("publication"), l.p.interprets_id.v);
    if (l.has_policy) {
        struct portal_ref *policy = ARENA_NEW(a, struct portal_ref);

        *policy = (struct portal_ref){.id = l.policy.id,
                                      .title = l.policy.title,
                                      .kind = S(""),
                                      .published_on = date_of_ms(l.policy.published_at)};
        v.policies = policy;
        v.n_policies = 1;
    }
    if (column) resp_tag(rs, S("column"), column->id);
    view_portal_document(&rs->body, &v);
    return NULL;
}

/* ---- attachments --------------------------------------------------------------------------- */

struct file_load {
    struct site_scope site;
    int64_t id;
    struct file_row row;
    bool found;
};

static struct err *load_file(struct db_tx *tx, struct arena *a, void *arg)
{
    struct file_load *l = arg;

    return file_public(tx, a, l->site, l->id, &l->row, &l->found);
}

/* Only files of something published; a withdrawn document takes its files with it. */
struct err *portal_file(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct file_load l = {.site = {rq->site.id}};
    struct resp_file file = {.fd = -1};

    TRY(req_param_id(rq, "id", &l.id));
    TRY(portal_read(rq, load_file, &l));
    if (!l.found) return ERR(a, NOT_FOUND, "没有这个附件，可能已经撤下");
    TRY(sys_file_hand_over(a, &portal_env(rq)->data, files_path(a, l.row.digest), &file.fd,
                           &file.size));
    file.type = l.row.type;
    file.name = l.row.name;
    file.etag = str_head(l.row.digest, 32);
    file.display = str_starts(l.row.type, S("image/")) || str_eq(l.row.type, S("application/pdf"));
    resp_file(rs, &file);
    return NULL;
}

/* ---- the site map in words ----------------------------------------------------------------- */

/* All columns below, those of each column right behind it. */
static size_t links_below(struct arena *a, const struct site_columns *all,
                          const struct site_column *c, const struct page_link **out)
{
    const struct portal_branch *below;
    size_t n = portal_below(a, all, c->id, &below);
    struct page_link *links = ARENA_ARRAY(a, struct page_link, n);

    for (size_t i = 0; i < n; i++)
        links[i] = (struct page_link){.label = below[i].column->name,
                                      .url = portal_column_url(a, below[i].column),
                                      .hint = S(""),
                                      .icon = S("")};
    *out = links;
    return n;
}

struct err *portal_map_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    const struct directory_site *site = portal_site(rq);
    struct map_view v = {0};
    struct map_group *groups = ARENA_ARRAY(a, struct map_group, site->columns.n + 1);

    portal_frame(rq, rs, &v.page, S("站点地图"), NULL);
    for (size_t i = 0; i < site->columns.n; i++) {
        const struct site_column *c = &site->columns.items[i];

        if (c->parent_id) continue;
        struct map_group *g = &groups[v.n_groups++];

        g->label = c->name;
        g->url = portal_column_url(a, c);
        g->n_links = links_below(a, &site->columns, c, &g->links);
    }
    groups[v.n_groups++] = (struct map_group){.label = S("公开监督"), .url = S("/supervision")};
    v.groups = groups;
    view_portal_map(&rs->body, &v);
    return NULL;
}
