/*
 * What the pages of the portal promise whatever they are given: the tags and the footer that the
 * rules for government websites ask, nothing of a withdrawn text, words where a list is empty, and
 * no markup that the content-security policy would refuse.
 */
#include "unit.h"

#include "column_views.h"
#include "disclosure_views.h"
#include "document_views.h"
#include "error_views.h"
#include "home_views.h"
#include "mod/portal/inside.h"
#include "search_views.h"
#include "sitemap_views.h"

enum { PAGE_MAX = 1024 * 1024 };

static const struct page_assets assets = {
    .css = S_INIT("/assets/site.css"),
    .icons = S_INIT("/assets/icons.svg"),
};

static const struct page_site site = {
    .name = S_INIT("某区政务公开"),
    .domain = S_INIT("www.example.cn"),
    .code = S_INIT("3599990001"),
    .sponsor = S_INIT("某区管理委员会"),
    .phone = S_INIT("000-0000"),
    .icp = S_INIT("某ICP备0号"),
    .icp_url = S_INIT("https://icp.example/"),
    .police = S_INIT("某公网安备0号"),
    .police_url = S_INIT("https://police.example/"),
    .mark_url = S_INIT("https://mark.example/"),
    .find_error_url = S_INIT("https://error.example/"),
};

static struct page page(void)
{
    return (struct page){.site = &site, .assets = &assets, .title = S("标题")};
}

static bool has(str text, str part)
{
    return str_find(text, part, 0) != STR_NONE;
}

#define assert_has(text, part)                                                                     \
    do {                                                                                           \
        if (!has((text), (part))) fail_msg("does not have %.*s", STR_ARG(part));                   \
    } while (0)
#define assert_not(text, part)                                                                     \
    do {                                                                                           \
        if (has((text), (part))) fail_msg("has %.*s", STR_ARG(part));                              \
    } while (0)

static str done(const struct buf *b)
{
    assert_true(buf_ok(b));
    return buf_str(b);
}

/* ---- Documents ----------------------------------------------------------------------------- */

static const struct portal_attachment files[] = {
    {.name = S_INIT("附表.xlsx"),
     .url = S_INIT("/files/7"),
     .type = S_INIT("Excel 表格"),
     .size = S_INIT("22 KB")},
};

static struct document_view document(void)
{
    struct document_view v = {
        .page = page(),
        .id = 42,
        .title = S("关于某事的通知"),
        .published_at = S("2026-03-18 09:30"),
        .band_on = DATE_NONE,
        .body = safe_html_trusted(S("<p>正文在此</p>")),
        .attachments = files,
        .n_attachments = COUNT_OF(files),
        .pdf_url = S("/documents/42.pdf"),
    };

    v.page.meta = (struct page_meta){
        .column_name = S("政策文件"),
        .column_description = S("文件"),
        .column_keywords = S("政策"),
        .column_type = S("政策文件"),
        .article_title = S("关于某事的通知"),
        .pub_date = S("2026-03-18 09:30"),
        .content_source = S("办公室"),
    };
    return v;
}

static str document_page(struct arena *a, const struct document_view *v)
{
    struct buf b;

    buf_init(&b, a, PAGE_MAX);
    view_portal_document(&b, v);
    return done(&b);
}

static void ten_tags_on_item_pages(void **state)
{
    static const str tags[] = {
        S_INIT("<meta name=\"SiteName\" content=\"某区政务公开\">"),
        S_INIT("<meta name=\"SiteDomain\" content=\"www.example.cn\">"),
        S_INIT("<meta name=\"SiteIDCode\" content=\"3599990001\">"),
        S_INIT("<meta name=\"ColumnName\" content=\"政策文件\">"),
        S_INIT("<meta name=\"ColumnDescription\" content=\"文件\">"),
        S_INIT("<meta name=\"ColumnKeywords\" content=\"政策\">"),
        S_INIT("<meta name=\"ColumnType\" content=\"政策文件\">"),
        S_INIT("<meta name=\"ArticleTitle\" content=\"关于某事的通知\">"),
        S_INIT("<meta name=\"PubDate\" content=\"2026-03-18 09:30\">"),
        S_INIT("<meta name=\"ContentSource\" content=\"办公室\">"),
    };
    struct document_view v = document();
    str html = document_page(*state, &v);

    for (size_t i = 0; i < COUNT_OF(tags); i++) assert_has(html, tags[i]);
    /* An empty tag is a finding of the inspection, a missing one of these is not. */
    assert_not(html, S("content=\"\""));
    assert_not(html, S("name=\"Author\""));
}

static void withdrawn_text_is_gone(void **state)
{
    struct document_view v = document();

    assert_has(document_page(*state, &v), S("正文在此"));
    assert_has(document_page(*state, &v), S("/files/7"));
    v.band = BAND_WITHDRAWN;
    str html = document_page(*state, &v);
    assert_has(html, S("本信息已撤回"));
    assert_has(html, S("关于某事的通知"));
    assert_not(html, S("正文在此"));
    assert_not(html, S("/files/7"));
    assert_not(html, S("42.pdf"));
}

static void bands_say_what_holds(void **state)
{
    static const struct {
        enum document_band band;
        str words;
    } cases[] = {
        {BAND_REPEALED, S_INIT("本文件已废止")},
        {BAND_EXPIRED, S_INIT("本文件已失效")},
        {BAND_AMENDED, S_INIT("本文件已修改")},
        {BAND_FUTURE, S_INIT("本文件尚未生效")},
    };
    struct document_view v = document();

    assert_not(document_page(*state, &v), S("class=\"band"));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        v.band = cases[i].band;
        assert_has(document_page(*state, &v), cases[i].words);
        assert_has(document_page(*state, &v), S("正文在此"));
    }
}

static void missing_file_is_not_linked(void **state)
{
    struct portal_attachment lost = files[0];
    struct document_view v = document();

    lost.missing = true;
    v.attachments = &lost;
    assert_has(document_page(*state, &v), S("附表.xlsx"));
    assert_not(document_page(*state, &v), S("/files/7"));
}

static void types_of_attachments_are_words(void **state)
{
    static const struct {
        str type, name, words;
    } cases[] = {
        {S_INIT("application/pdf"), S_INIT("a.pdf"), S_INIT("PDF")},
        {S_INIT("application/ofd"), S_INIT("a.ofd"), S_INIT("OFD 版式文件")},
        {S_INIT("text/csv; charset=utf-8"), S_INIT("a.csv"), S_INIT("表格数据（CSV）")},
        {S_INIT("text/plain; charset=utf-8"), S_INIT("a.txt"), S_INIT("文本")},
        {S_INIT("image/webp"), S_INIT("a.webp"), S_INIT("图片")},
        {S_INIT("application/x-other"), S_INIT("a.dwg"), S_INIT("dwg")},
        {S_INIT("application/x-other"), S_INIT("没有扩展名"), S_INIT("文件")},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_str(portal_type_words(cases[i].type, cases[i].name), cases[i].words);
}

/* ---- The frame ----------------------------------------------------------------------------- */

static void footer_has_what_the_rules_ask(void **state)
{
    static const str parts[] = {
        S_INIT("党政机关网站标识"),       S_INIT("我为政府网站找错"),
        S_INIT("网站标识码：3599990001"), S_INIT("主办单位：某区管理委员会"),
        S_INIT("联系电话：000-0000"),     S_INIT("某ICP备0号"),
        S_INIT("某公网安备0号"),          S_INIT("站点地图"),
    };
    struct document_view v = document();
    str html = document_page(*state, &v);
    str foot = str_from(html, str_find(html, S("<footer"), 0));

    for (size_t i = 0; i < COUNT_OF(parts); i++) assert_has(foot, parts[i]);
}

static void elder_version_and_theme(void **state)
{
    struct document_view v = document();

    assert_has(document_page(*state, &v), S("<html lang=\"zh-CN\">"));
    v.page.elder = true;
    v.page.theme = PAGE_THEME_RED;
    assert_has(document_page(*state, &v), S("class=\"elder theme-red\""));
}

/* ---- The platform -------------------------------------------------------------------------- */

static void platform_has_four_columns_in_order(void **state)
{
    static const str order[] = {
        S_INIT("政府信息公开指南</a>"), S_INIT("政府信息公开制度</a>"),
        S_INIT("法定主动公开内容</a>"), S_INIT("政府信息公开年报</a>"),
        S_INIT("依申请公开</a>"),
    };
    struct disclosure_list_view v = {
        .page = page(),
        .frame = {.place = DISCLOSURE_RULES, .request_url = S("/requests/new")},
        .name = S("政府信息公开制度"),
    };
    struct buf b;

    buf_init(&b, *state, PAGE_MAX);
    view_disclosure_list(&b, &v);
    str html = done(&b);
    size_t at = str_find(html, S("class=\"platform-nav\""), 0);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        at = str_find(html, order[i], at);
        if (at == STR_NONE) fail_msg("%.*s is not in its place", STR_ARG(order[i]));
    }
    assert_has(html, S("还没有公布的制度"));

    /* The entry is not shown before requests can be made. */
    v.frame.request_url = S("");
    buf_clear(&b);
    view_disclosure_list(&b, &v);
    assert_not(done(&b), S("依申请公开"));
}

/* ---- All pages ----------------------------------------------------------------------------- */

static void all_pages(struct buf *b, str s)
{
    const struct portal_item item = {.id = 1,
                                     .title = s,
                                     .summary = s,
                                     .number = s,
                                     .organ = s,
                                     .index_number = s,
                                     .made_on = DATE_NONE,
                                     .published_on = DATE_NONE,
                                     .validity = {s, TONE_LATE}};
    const struct page_link link = {.label = s, .url = s, .hint = s, .icon = s};
    const struct text_run run = {s, true};
    const struct search_hit hit = {.id = 1,
                                   .title = &run,
                                   .n_title = 1,
                                   .snippet = &run,
                                   .n_snippet = 1,
                                   .published_on = DATE_NONE};
    const struct facet_value value = {.label = s, .url = s};
    const struct facet facet = {s, &value, 1};
    const struct document_fact fact = {.label = s, .text = s, .url = s, .date = DATE_NONE};
    struct page p = page();

    p.title = s;
    p.search_word = s;
    p.elder_url = s;
    p.request_number = s;
    p.menu = p.crumbs = &link;
    p.n_menu = p.n_crumbs = 1;
    view_portal_home(b, &(struct home_view){.page = p,
                                            .greeting = s,
                                            .doors = &link,
                                            .n_doors = 1,
                                            .notices = {&item, 1},
                                            .policies = {&item, 1}});
    view_portal_column(b, &(struct column_view){.page = p, .name = s, .items = {&item, 1}});
    view_portal_document(b, &(struct document_view){.page = p,
                                                    .title = s,
                                                    .band = BAND_REPEALED,
                                                    .band_on = DATE_NONE,
                                                    .band_reason = s,
                                                    .facts = &fact,
                                                    .n_facts = 1,
                                                    .error_url = s});
    view_portal_search(b,
                       &(struct search_view){
                           .page = p, .hits = &hit, .n_hits = 1, .facets = &facet, .n_facets = 1});
    view_portal_search(b, &(struct search_view){.page = p, .problem = s});
    view_disclosure_guide(b,
                          &(struct disclosure_guide_view){
                              .page = p, .updated_on = DATE_NONE, .office = &fact, .n_office = 1});
    view_disclosure_list(b, &(struct disclosure_list_view){.page = p, .items = {&item, 1}});
    view_portal_error(b, &(struct error_view){.page = p, .status = 500, .detail = s});
    view_portal_map(b, &(struct map_view){.page = p});
}

/* Values change text only: as many elements and quotes as with harmless ones. */
static void values_cannot_add_markup(void **state)
{
    static const char marks[] = "<>\"";
    struct buf good;
    struct buf bad;

    buf_init(&good, *state, PAGE_MAX);
    buf_init(&bad, *state, PAGE_MAX);
    all_pages(&good, S("无害"));
    all_pages(&bad, S("javascript:alert(1)//\"'><script>alert(1)</script><p onclick=x>&"));
    for (size_t m = 0; m < sizeof(marks) - 1; m++) {
        size_t n[2] = {0};
        const str pages[2] = {done(&good), done(&bad)};

        for (size_t k = 0; k < 2; k++) {
            for (size_t i = 0; i < pages[k].n; i++) n[k] += pages[k].p[i] == marks[m];
        }
        assert_int_equal(n[0], n[1]);
    }
    assert_has(done(&bad), S("value=\"javascript:")); /* the search word, as typed */
    assert_not(done(&bad), S("href=\"javascript:"));
    assert_not(done(&bad), S("src=\"javascript:"));
}

static void nothing_the_policy_refuses(void **state)
{
    struct buf b;

    buf_init(&b, *state, PAGE_MAX);
    all_pages(&b, S("无害"));
    assert_not(done(&b), S(" style="));
    assert_not(done(&b), S("<style"));
    assert_not(done(&b), S("<script>"));
    assert_not(done(&b), S(" onclick"));
    assert_not(done(&b), S("更多"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(ten_tags_on_item_pages),         UNIT(withdrawn_text_is_gone),
        UNIT(bands_say_what_holds),           UNIT(missing_file_is_not_linked),
        UNIT(types_of_attachments_are_words), UNIT(footer_has_what_the_rules_ask),
        UNIT(elder_version_and_theme),        UNIT(platform_has_four_columns_in_order),
        UNIT(values_cannot_add_markup),       UNIT(nothing_the_policy_refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
