/* The reply letter: its elements in order, with the facts filled in
 * (江苏省政府信息公开申请办理答复规范). */
#include "mod/request/letter.h"

#include "base/vec.h"
#include "mod/request/internal.h"

static str opening(struct arena *a, const struct request *r)
{
    str number = r->document_no.n ? str_printf(a, "（%.*s）", STR_ARG(r->document_no)) : S("");

    return str_printf(a,
                      "你（单位）于%.*s通过%.*s方式提出的政府信息公开申请（受理编号%.*s）收悉，"
                      "本机关于%.*s收到。你（单位）申请公开“%.*s”%.*s。",
                      STR_ARG(date_cn(a, r->arrived_on)),
                      STR_ARG(request_channel_label(r->channel)), STR_ARG(r->number),
                      STR_ARG(date_cn(a, r->received_on)), STR_ARG(r->subject), STR_ARG(number));
}

static str basis(struct arena *a, const struct request_result *result)
{
    str what = str_eq(str_of(result->group), str_of(result->label))
                   ? str_of(result->label)
                   : str_printf(a, "%s（%s）", result->group, result->label);

    if (!result->cite[0]) return str_printf(a, "经审查，本机关决定如下：%.*s。", STR_ARG(what));
    return str_printf(a, "经审查，根据%s的规定，本机关决定如下：%.*s。", result->cite,
                      STR_ARG(what));
}

/* What was typed, a paragraph a line. */
static void add_lines(struct arena *a, str text, struct letter_lines *out)
{
    for (str line; str_split(&text, '\n', &line);)
        if (str_trim(line).n) *vec_push(a, out) = str_trim(line);
}

struct err *request_letter_make(struct letter_office office, struct arena *a,
                                const struct request *r, struct request_letter *out)
{
    const struct request_result *result = request_result_of(r->result);
    struct letter_lines lines = {0};

    if (!result || !r->letter_no.n) return ERR(a, NOT_FOUND, "这件申请还没有告知书");
    *vec_push(a, &lines) = opening(a, r);
    *vec_push(a, &lines) = basis(a, result);
    add_lines(a, r->reply, &lines);
    str remedy = request_remedy_text(a, result, r->decided_on, office.review_body, office.court);

    if (remedy.n) *vec_push(a, &lines) = remedy;
    *out = (struct request_letter){
        .organ = r->organ,
        .title = S("政府信息公开告知书"),
        .number = r->letter_no,
        .applicant = r->applicant,
        .date = date_cn(a, r->decided_on),
        .paragraphs = lines.items,
        .n = lines.n,
    };
    return NULL;
}
