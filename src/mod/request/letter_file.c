/* The reply letter as a file: PDF to print and send, Word for whoever keeps its letters so. */
#include "mod/request/internal.h"
#include "mod/request/letter.h"
#include "mod/request/web.h"

#include "render/docx.h"
#include "render/pdf.h"

/* Paragraphs of the text; a letter has no headings (GB/T 9704 clause 10.1). */
static struct paper_blocks body_of(struct arena *a, const struct request_letter *l)
{
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, l->n);

    for (size_t i = 0; i < l->n; i++)
        blocks[i] = (struct paper_block){.kind = PAPER_PARAGRAPH,
                                         .label = S(""),
                                         .runs = paper_run_of(a, l->paragraphs[i]),
                                         .n_runs = 1};
    return (struct paper_blocks){blocks, l->n};
}

void request_letter_paper(struct arena *a, const struct request_letter *l, struct paper *out)
{
    str *organs = ARENA_ARRAY(a, str, 1);

    organs[0] = l->organ;
    paper_init(out);
    out->kind = PAPER_LETTER;
    out->mark = l->organ;
    out->number = l->number;
    out->title = l->title;
    out->addressee = l->applicant;
    out->body = body_of(a, l);
    out->signature =
        (struct paper_signature){.organs = organs, .n_organs = 1, .date = l->date, .sealed = true};
    out->author = l->organ;
    out->subject = l->title;
}

/* `ending` is that of the address: pdf or docx. The name of the file is that of the letter. */
struct err *request_letter_file(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct pdf_fonts *fonts = staff_env(rq)->fonts;
    bool word = str_ends(rq->path, S(".docx"));
    struct request_letter letter;
    struct pdf_result pdf;
    struct paper paper;
    str bytes;

    TRY(request_letter_load(rq, &letter));
    request_letter_paper(a, &letter, &paper);
    if (word) {
        TRY(docx_render(a, &paper, &bytes));
        resp_type(rs, S("application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
        resp_header(rs, S("Content-Disposition"), S("attachment; filename=\"letter.docx\""));
    } else {
        if (!fonts) return err_detail(a, ERR(a, OVERLOAD, "本站暂时不能生成PDF"), "no fonts");
        TRY(pdf_render(fonts, a, &paper, &pdf));
        bytes = pdf.bytes;
        resp_type(rs, S("application/pdf"));
        resp_header(rs, S("Content-Disposition"), S("inline; filename=\"letter.pdf\""));
    }
    buf_add(&rs->body, bytes);
    return NULL;
}
