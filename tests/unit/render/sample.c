#include "sample.h"

#include "base/buf.h"

/* 120 x 40, red and blue. */
static const unsigned char png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
    0x52, 0x00, 0x00, 0x00, 0x78, 0x00, 0x00, 0x00, 0x28, 0x08, 0x02, 0x00, 0x00, 0x00, 0xba,
    0x88, 0xa9, 0x72, 0x00, 0x00, 0x00, 0x5d, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0xed, 0xd0,
    0x01, 0x09, 0x00, 0x00, 0x0c, 0xc3, 0xb0, 0xf9, 0x37, 0xbd, 0xdb, 0xf8, 0x20, 0x50, 0x01,
    0x25, 0x69, 0x32, 0xd7, 0xe0, 0x72, 0x03, 0x1a, 0x34, 0x68, 0xd0, 0xa0, 0x41, 0x83, 0x06,
    0x0d, 0x1a, 0x34, 0x68, 0xd0, 0xa0, 0x41, 0x83, 0x06, 0x0d, 0x1a, 0x34, 0x68, 0xd0, 0xa0,
    0x41, 0x83, 0x06, 0x0d, 0x1a, 0x34, 0x68, 0xd0, 0xa0, 0x41, 0x83, 0x06, 0x0d, 0x1a, 0x34,
    0x68, 0xd0, 0xa0, 0x41, 0x83, 0x06, 0x0d, 0x1a, 0x34, 0x68, 0xd0, 0xa0, 0x41, 0x83, 0x06,
    0x0d, 0x1a, 0x34, 0x68, 0xd0, 0xa0, 0x41, 0xff, 0xeb, 0x00, 0x48, 0x5b, 0xae, 0x4f, 0xc1,
    0x6f, 0xbf, 0xca, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

static struct err *load_image(void *arg, struct arena *a, str src, str *bytes)
{
    (void)arg;
    (void)a;
    *bytes = str_eq(src, S("/files/1")) ? str_at(png, sizeof png) : S("");
    return NULL;
}

struct paper_blocks sample_blocks(struct arena *a, str html)
{
    const struct rich_node *doc;
    struct paper_images images = {.load = load_image};
    struct paper_blocks out;

    BUG_IF(rich_from_html(a, html, NULL, &doc) != NULL);
    BUG_IF(paper_from_rich(a, doc, &images, &out) != NULL);
    return out;
}

const struct paper *sample_official(struct arena *a, int paragraphs)
{
    struct paper *p = ARENA_NEW(a, struct paper);
    struct buf b;

    buf_init(&b, a, 4 * 1024 * 1024);
    buf_lit(&b, "<p>各乡镇人民政府，区直各部门、各单位：</p>"
                "<p>为贯彻落实《中华人民共和国政府信息公开条例》（国务院令第711号），结合我区实际，"
                "现就做好2026年政务公开工作通知如下。</p>"
                "<p>一、总体要求</p><p>（一）指导思想</p>");
    for (int i = 0; i < paragraphs; i++)
        buf_printf(
            &b,
            "<p>%d.坚持以公开为常态、不公开为例外，全面推进决策公开、执行公开、管理公开、"
            "服务公开和结果公开，切实保障人民群众的知情权、参与权、表达权和监督权，努力建设"
            "<b>人民满意</b>的服务型政府。各单位应当于2026年6月30日前在<a "
            "href=\"https://www.example.gov.cn/open\">政府信息公开平台</a>集中公开，做到“应公"
            "开、尽公开”。</p>",
            i + 1);
    buf_lit(&b, "<p>二、重点任务</p>"
                "<table><tr><th rowspan=2>序号</th><th colspan=2>任务</th><th "
                "rowspan=2>牵头单位</th></tr>"
                "<tr><th>名称</th><th>完成时限</th></tr>"
                "<tr><td>1</td><td>公开行政许可事项清单</td><td>2026年3月31日</td><td "
                "rowspan=2>区行政审批局</td></tr>"
                "<tr><td>2</td><td>更新政府信息公开指南和目录</td><td>2026年4月30日</td></tr>"
                "<tr><td>3</td><td>公开2025年度财政决算</td><td>2026年9月15日</td><td>区财政局</"
                "td></tr></table>"
                "<ul><li>重要政策文件一律配套解读</li><li>解读材料与文件同步公开</li></ul>"
                "<p><img src=\"/files/1\" alt=\"流程图\"></p>"
                "<p>附件：1.2026年政务公开重点任务分工表</p><p>2.政务公开工作联系人名单</p>"
                "<p style=\"text-align:right\">南湖经济开发区管理委员会</p>"
                "<p style=\"text-align:right\">2026年5月9日</p><p>（此件公开发布）</p>");
    paper_init(p);
    p->kind = PAPER_OFFICIAL;
    p->mark = S("南湖经济开发区管理委员会文件");
    p->number = S("南管发〔2026〕12号");
    p->title = S("南湖经济开发区管理委员会关于印发《2026年政务公开工作要点》和加"
                 "强基层政务公开标准化规范化工作的通知");
    p->copies = S("市政府办公室，区党工委各部门，区人大工委、政协工委办公室，区法院"
                  "、区检察院，驻区各单位，各人民团体，区属国有企业。");
    p->printer = S("南湖经济开发区管理委员会办公室");
    p->printed_on = S("2026年5月9日");
    p->author = S("南湖经济开发区管理委员会");
    p->subject = S("政务公开");
    p->keywords = S("公开,要点");
    p->created_ms = 1778300000000;
    p->base_url = S("https://www.example.gov.cn");
    p->body = sample_blocks(a, buf_str(&b));
    paper_find_elements(a, p);
    struct paper_annex *annexes = ARENA_ARRAY(a, struct paper_annex, 2);

    annexes[0] = (struct paper_annex){
        .title = S("2026年政务公开重点任务分工表"),
        .body = sample_blocks(a, S("<table><tr><th>任务</th><th>单位</th></tr><tr><td>决策公开</"
                                   "td><td>办公室</td></tr></table>"))};
    annexes[1] = (struct paper_annex){.title = S("政务公开工作联系人名单"),
                                      .body = sample_blocks(a, S("<p>名单另发。</p>"))};
    p->annexes = annexes;
    p->n_annexes = 2;
    return p;
}

const struct paper *sample_letter(struct arena *a)
{
    struct paper *p = ARENA_NEW(a, struct paper);

    *p = *sample_official(a, 1);
    p->kind = PAPER_LETTER;
    p->mark = S("南湖经济开发区管理委员会");
    p->number = S("南管公复〔2026〕7号");
    p->title = S("政府信息公开申请答复书");
    p->addressee = S("张某某");
    p->body = sample_blocks(
        a,
        S("<p>您于2026年3月2日提出的政府信息公开申请收悉。根据《中华人民共和国政府信息公开条例》"
          "第三十六条第（二）项的规定，现将您申请的“南湖大道改造工程环境影响报告书”提供给您。</p>"
          "<p>如对本答复不服，可以在收到本答复之日起60日内向市人民政府申请行政复议，或者在6个月"
          "内向南湖区人民法院提起行政诉讼。</p>"));
    static const str organ[] = {S_INIT("南湖经济开发区管理委员会")};

    p->attachment_names = NULL;
    p->n_attachment_names = 0;
    p->n_annexes = 0;
    p->copies = p->printer = p->printed_on = p->note = S("");
    p->signature = (struct paper_signature){organ, 1, S("2026年3月20日"), true};
    return p;
}

const struct paper_table *sample_table(struct arena *a, size_t rows)
{
    struct paper_table *t = ARENA_NEW(a, struct paper_table);
    struct paper_row *out = ARENA_ARRAY(a, struct paper_row, rows + 1);
    static const str names[] = {S_INIT("序号"), S_INIT("申请编号"), S_INIT("申请内容"),
                                S_INIT("答复结果"), S_INIT("答复日期")};

    for (size_t r = 0; r <= rows; r++) {
        struct paper_cell *cells = ARENA_ARRAY(a, struct paper_cell, 5);

        for (size_t c = 0; c < 5; c++) {
            str text = names[c];

            if (r && c == 0) text = str_printf(a, "%zu", r);
            if (r && c == 1) text = str_printf(a, "2026%06zu", r);
            if (r && c == 2) text = S("南湖大道改造工程的环境影响报告书及其批复");
            if (r && c == 3) text = S("予以公开");
            if (r && c == 4) text = S("2026年5月9日");
            cells[c] = (struct paper_cell){.runs = paper_run_of(a, text),
                                           .n_runs = 1,
                                           .rows = 1,
                                           .columns = 1,
                                           .header = r == 0};
        }
        out[r] = (struct paper_row){cells, 5};
    }
    *t = (struct paper_table){.rows = out,
                              .n_rows = rows + 1,
                              .header_rows = 1,
                              .columns = 5,
                              .caption = S("申请办理情况")};
    return t;
}

/* The header of table 三 of the annual report, and some of its rows (domain 2.6). */
#define TABLE_3                                                                                                        \
    "<table><tr><th colspan=3 "                                                                                        \
    "rowspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）" \
    "</th><th colspan=7>申请人情况</th></tr><tr><th rowspan=2>自然人</th><th "                                 \
    "colspan=5>法人或其他组织</th><th rowspan=2>总计</th></tr><tr><th>商业企业</th><th>科研机构</"    \
    "th><th>社会公益组织</th><th>法律服务机构</th><th>其他</th></tr>"                                    \
    "<tr><td "                                                                                                         \
    "colspan=3>一、本年新收政府信息公开申请数量</td><td>12</td><td>3</td><td>0</td><td>0</"            \
    "td><td>1</td><td>0</td><td>16</td></tr>"                                                                          \
    "<tr><td rowspan=4>三、本年度办理结果</td><td colspan=2>（一）予以公开</td><td>6</td><td>1</"      \
    "td><td>0</td><td>0</td><td>1</td><td>0</td><td>8</td></tr>"                                                       \
    "<tr><td rowspan=3>（三）不予公开</td><td>1.属于国家秘密</td><td>0</td><td>0</td><td>0</"             \
    "td><td>0</td><td>0</td><td>0</td><td>0</td></tr>"                                                                 \
    "<tr><td>2.其他法律行政法规禁止公开</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</"               \
    "td><td>0</td><td>0</td></tr>"                                                                                     \
    "<tr><td>3.危及“三安全一稳定”</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</td><td>0</"           \
    "td><td>0</td></tr></table>"

const struct paper *sample_report(struct arena *a, size_t rows)
{
    struct paper *p = ARENA_NEW(a, struct paper);
    struct paper_blocks head = sample_blocks(
        a, S("<h2>一、总体情况</h2><p>本报告依据《中华人民共和国政府信息公开条例》编制。</p>"
             "<h3>（一）主动公开</h3><p>全年主动公开政府信息1024条。</p>"
             "<h2>三、收到和处理政府信息公开申请情况</h2>" TABLE_3
             "<h2>六、其他需要报告的事项</h2><p>收取信息处理费0元。</p>"));
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, head.n + 1);

    for (size_t i = 0; i < head.n; i++) blocks[i] = head.items[i];
    blocks[head.n] =
        (struct paper_block){.kind = PAPER_TABLE, .label = S(""), .table = sample_table(a, rows)};
    paper_init(p);
    p->kind = PAPER_REPORT;
    p->title = S("南湖经济开发区管理委员会2025年政府信息公开工作年度报告");
    p->subtitle = S("2026年1月31日");
    p->contents = true;
    p->author = S("南湖经济开发区管理委员会");
    p->created_ms = 1778300000000;
    p->body = (struct paper_blocks){blocks, head.n + 1};
    return p;
}
