/*
 * 年报体检, /disclosure/reports/check: a published report is pasted and checked. Nothing of it is
 * kept: no table, no file, no line of the log has it.
 */
#include "mod/report/module.h"

#include "mod/portal/frame.h"
#include "mod/report/draw.h"
#include "mod/report/read.h"

#include "check_views.h"

/* A whole page with its styles; two forms of writing it in a body. */
enum { TEXT_CHARS = 800 * 1000, BODY_BYTES = 6 * 1024 * 1024 };

struct check_input {
    str text;
};

static const struct form_field check_fields[] = {
    FORM_MULTILINE(struct check_input, text, "text", "年度报告的内容", .required = true,
                   .max_chars = TEXT_CHARS),
};
static const struct form check_form =
    FORM_SIZED("report_check", struct check_input, check_fields, BODY_BYTES);

/* What a paste may hold; less than a file. */
static const struct read_limits paste_limits = {
    .input_bytes = BODY_BYTES,
    .unpacked_bytes = BODY_BYTES,
    .blocks = 10000,
    .cells = 50000,
    .text_bytes = 4 * 1024 * 1024,
    .seconds = 5,
};

static void begin(struct req *rq, struct resp *rs, struct report_check_view *v)
{
    portal_frame(rq, rs, &v->page, S("年报体检"), portal_column(rq, S("disclosure/reports")));
    v->page.csrf = req_csrf(rq);
    v->page.noindex = rq->method != METHOD_GET;
    v->typed = S("");
    v->problem = S("");
}

static struct err *check_page(struct req *rq, struct resp *rs)
{
    struct report_check_view v = {0};

    begin(rq, rs, &v);
    if (rq->errors) {
        v.problem = rq->errors->message;
        v.typed = req_typed(rq, "text");
    }
    view_report_check(&rs->body, &v);
    return NULL;
}

/* The codes with which a text says that it is no report become the field's problem. */
static struct err *of_field(struct arena *a, struct err *e)
{
    if (!e || err_is_fault(e->code)) return e;
    return err_at_field(err_make(a, ERR_INVALID, __FILE__, __LINE__, "%.*s", STR_ARG(e->message)),
                        S("text"));
}

static struct err *check_pasted(struct req *rq, struct resp *rs)
{
    const struct check_input *in = REQ_INPUT(rq, struct check_input);
    struct arena *a = rq->arena;
    struct report_check_view v = {0};
    struct report *r = ARENA_NEW(a, struct report);
    struct report_check c;
    struct read_doc doc;

    enum read_format format = read_sniff(in->text, S(""));

    if (format != READ_HTML && format != READ_TEXT && format != READ_JSON)
        return ERR_FIELD(a, "text", "请粘贴文字、网页源代码或者 JSON");
    struct err *e = of_field(a, read_bytes(a, in->text, S(""), &paste_limits, &doc));

    if (!e) e = of_field(a, report_read(a, &doc, r));
    if (e) return e;
    report_check(a, r, NULL, &c);
    begin(rq, rs, &v);
    report_draw(a, r, &c, &v);
    view_report_check(&rs->body, &v);
    return NULL;
}

static const struct route routes[] = {
    {METHOD_GET, "/disclosure/reports/check", check_page, .perm = &PERM_PUBLIC, .rate = RATE_PAGE,
     .cache = CACHE_NO, .audit = AUDIT_NONE},
    {METHOD_POST, "/disclosure/reports/check", check_pasted, .perm = &PERM_PUBLIC,
     .form = &check_form, .again = check_page, .rate = RATE_SEARCH, .cache = CACHE_NO,
     .audit = AUDIT_NONE},
};

const struct module report_module = {
    .name = "report",
    .routes = routes,
    .n_routes = COUNT_OF(routes),
};
