/*
 * Writes sample papers in all formats into a folder, for check.py to read them as others would.
 *     render_files FOLDER
 */
#include "render/docx.h"
#include "render/pdf.h"
#include "render/pdf_join.h"
#include "render/xlsx.h"
#include "sample.h"

#include <stdio.h>

enum { ARENA_BYTES = 512 * 1024 * 1024 };

static int write_file(const char *folder, const char *name, const char *ending, str bytes)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    FILE *f = n > 0 && (size_t)n < sizeof path ? fopen(path, "wb") : NULL;
    int failed = !f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n;

    return f && fclose(f) ? 1 : failed;
}

static int write_paper(struct pdf_fonts *fonts, struct arena *a, const char *folder,
                       const char *name, const struct paper *p)
{
    struct pdf_result pdf;
    str docx;
    struct err *e = pdf_render(fonts, a, p, &pdf);

    if (!e) e = docx_render(a, p, &docx);
    if (e) {
        fprintf(stderr, "%s: %.*s (%.*s)\n", name, STR_ARG(e->message), STR_ARG(e->detail));
        return 1;
    }
    return write_file(folder, name, "pdf", pdf.bytes) || write_file(folder, name, "docx", docx);
}

/* Words that must be in no file, under bars; and what only looks like markup. */
static const struct paper *sample_secret(struct arena *a)
{
    struct paper *p = ARENA_NEW(a, struct paper);
    struct paper_run *runs = ARENA_ARRAY(a, struct paper_run, 4);
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, 2);

    paper_init(p);
    p->kind = PAPER_LETTER;
    p->mark = S("某机关");
    p->title = S("关于“<b>&amp;</b>”的答复]]>");
    runs[0] = (struct paper_run){.text = S("申请人"), .href = S("")};
    runs[1] = (struct paper_run){.text = S("绝不外传的姓名"), .href = S(""), .redacted = true};
    runs[2] = (struct paper_run){.text = S("，电话13800138000"), .href = S(""), .redacted = true};
    runs[3] = (struct paper_run){.text = S("：\x01\x0b<w:t>\xe2\x80\xae\xef\xbf\xbe'\"&"),
                                 .href = S("javascript:alert(1)")};
    blocks[0] =
        (struct paper_block){.kind = PAPER_PARAGRAPH, .label = S(""), .runs = runs, .n_runs = 4};
    blocks[1] = (struct paper_block){
        .kind = PAPER_HEADING, .level = 1, .label = S(""), .runs = runs, .n_runs = 3};
    p->body = (struct paper_blocks){blocks, 2};
    return p;
}

static const struct xlsx_cell cells_1[] = {
    {.kind = XLSX_TEXT, .text = S_INIT("申请人情况"), .rows = 1, .columns = 3, .header = true},
    {.kind = XLSX_TEXT, .text = S_INIT("总计"), .rows = 2, .columns = 1, .header = true},
};
static const struct xlsx_cell cells_2[] = {
    {.kind = XLSX_TEXT, .text = S_INIT("名称"), .header = true},
    {.kind = XLSX_TEXT, .text = S_INIT("日期"), .header = true},
    {.kind = XLSX_TEXT, .text = S_INIT("金额"), .header = true},
};
static const struct xlsx_cell cells_3[] = {
    {.kind = XLSX_TEXT, .text = S_INIT("=cmd|' /C calc'!A0"), .rows = 2},
    {.kind = XLSX_DATE, .text = S_INIT(""), .date = {20582}}, /* 2026-05-09 */
    {.kind = XLSX_DECIMAL, .text = S_INIT(""), .number = -5},
    {.kind = XLSX_NUMBER, .text = S_INIT(""), .number = 12},
};
static const struct xlsx_cell cells_4[] = {
    {.kind = XLSX_TEXT, .text = S_INIT("007\n<b>&\x01\xe2\x80\xae第二行")},
    {.kind = XLSX_NUMBER, .text = S_INIT(""), .number = 9007199254740993},
    {.kind = XLSX_PERCENT, .text = S_INIT(""), .number = 1234},
};
static const struct xlsx_row book_rows[] = {{cells_1, 2}, {cells_2, 3}, {cells_3, 4}, {cells_4, 3}};

static int write_book(struct arena *a, const char *folder)
{
    const struct xlsx_sheet sheets[] = {
        {.name = S_INIT("收到和处理申请情况/[2026]"),
         .rows = book_rows,
         .n_rows = 4,
         .header_rows = 2,
         .landscape = true},
        {.name = S_INIT("收到和处理申请情况 :2026*"), .rows = book_rows, .n_rows = 4},
        {.name = S_INIT(""), .rows = NULL},
    };
    struct xlsx_book book = {.sheets = sheets,
                             .n_sheets = 3,
                             .title = S("台账"),
                             .author = S("某<机关>"),
                             .created_ms = 1778300000000};
    str out;
    struct err *e = xlsx_write(a, &book, &out);

    if (e) fprintf(stderr, "book: %.*s\n", STR_ARG(e->message));
    return e ? 1 : write_file(folder, "book", "xlsx", out);
}

/* A page that lies on its side and wants to do things. */
#define TURNED                                                                                     \
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"  \
    "endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 400 700]/Rotate 90>>endobj\n"   \
    "3 0 obj<</Type/Page/Parent 2 0 R/AA<</O<</S/JavaScript/JS(app.alert(2))>>>>/Annots[<</Type"   \
    "/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(calc.exe)>>>><</Type/Annot/Subtype/Link"     \
    "/Rect[0 0 9 9]/A<</S/URI/URI(https://www.example.gov.cn/kept)/Next<</S/JavaScript/JS(app"     \
    ".alert(3))>>>>>>]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"    \
    "/Contents 4 0 R>>endobj\n4 0 obj<</Length 50>>stream\nq q BT /F 20 Tf 50 300 Td (sideways)"   \
    " Tj ET         \nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

static int write_case(struct pdf_fonts *fonts, struct arena *a, const char *folder)
{
    struct paper cover;
    struct pdf_result letter;
    struct pdf_result out;
    struct err *e = pdf_render(fonts, a, sample_letter(a), &letter);

    paper_init(&cover);
    cover.kind = PAPER_REPORT;
    cover.title = S("政府信息公开申请案卷");
    cover.body = sample_blocks(a, S("<p>申请编号：2026000007</p>"));
    const struct pdf_material m[] = {{S("申请表"), S(TURNED)}, {S("答复书"), letter.bytes}};

    if (!e) e = pdf_case_file(fonts, a, &cover, m, 2, &out);
    if (e) fprintf(stderr, "case: %.*s %.*s\n", STR_ARG(e->message), STR_ARG(e->detail));
    return e ? 1 : write_file(folder, "case", "pdf", out.bytes);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct pdf_fonts *fonts;
    int failed;

    if (argc != 2) return 2;
    arena_init(&a, ARENA_BYTES);
    if (pdf_fonts_open(&a, &(struct pdf_font_options){.log = NULL}, &fonts)) return 1;
    failed = write_paper(fonts, &a, argv[1], "official", sample_official(&a, 12)) ||
             write_paper(fonts, &a, argv[1], "letter", sample_letter(&a)) ||
             write_paper(fonts, &a, argv[1], "report", sample_report(&a, 60)) ||
             write_paper(fonts, &a, argv[1], "secret", sample_secret(&a)) ||
             write_case(fonts, &a, argv[1]) || write_book(&a, argv[1]);
    arena_release(&a);
    return failed;
}
