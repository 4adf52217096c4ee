/*
 * Writes sample papers in all formats into a folder, for check.py to read them as others would.
 *     render_files FOLDER
 */
#include "render/docx.h"
#include "render/pdf.h"
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
             write_paper(fonts, &a, argv[1], "secret", sample_secret(&a));
    arena_release(&a);
    return failed;
}
