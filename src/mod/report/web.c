/*
 * 年报体检, /disclosure/reports/check: a published report is pasted or sent as a file, and checked.
 * Nothing of it is kept: no table and no line of the log has it, and the file that was sent goes
 * with the request. It is read in a child (read/read.h).
 */
#include "mod/report/module.h"

#include "mod/portal/frame.h"
#include "mod/report/draw.h"
#include "mod/report/read.h"
#include "sys/file.h"
#include "text/scratch.h"

#include "check_views.h"

/* A whole page with its styles, or a file of the size that the readers take. */
enum {
    TEXT_CHARS = 2 * 1000 * 1000,
    BODY_BYTES = 34 * 1024 * 1024,
    ONE_REPORT = 512 * 1024 * 1024
};

struct check_input {
    str text;
    const struct upload *file;
};

/* Either of them; a file goes before a text. */
static const struct form_field check_fields[] = {
    FORM_FILE(struct check_input, file, "file", "报告文件"),
    FORM_MULTILINE(struct check_input, text, "text", "年度报告的内容", .max_chars = TEXT_CHARS),
};
static const struct form check_form =
    FORM_SIZED("report_check", struct check_input, check_fields, BODY_BYTES);

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
        v.file_problem = str_eq(rq->errors->field, S("file"));
        v.typed = req_typed(rq, "text");
    }
    view_report_check(&rs->body, &v);
    return NULL;
}

/* The codes with which a file says that it is no report become the field's problem. */
static struct err *of_field(struct arena *a, const struct err *e, str field)
{
    return err_at_field(err_make(a, ERR_INVALID, __FILE__, __LINE__, "%.*s", STR_ARG(e->message)),
                        field);
}

/* The report on `keep`; the document goes with `work`. */
static struct err *read_given(const struct core_env *env, struct arena *keep, struct arena *work,
                              const struct check_input *in, struct report *out)
{
    struct report *r = ARENA_NEW(work, struct report);
    struct read_doc doc;
    str bytes = in->text;

    if (in->file) TRY(sys_path_read(work, in->file->path, READ_LIMITS.input_bytes, &bytes));
    TRY(read_file(env->read, work, bytes, in->file ? in->file->name : S(""), &READ_LIMITS, &doc));
    TRY(report_read(work, &doc, r));
    report_copy(keep, r, out);
    return NULL;
}

static struct err *check_given(struct req *rq, struct resp *rs)
{
    const struct check_input *in = REQ_INPUT(rq, struct check_input);
    struct arena *a = rq->arena;
    struct report_check_view v = {0};
    struct report *r = ARENA_NEW(a, struct report);
    struct report_check c;

    if (!in->file && !in->text.n) return ERR_FIELD(a, "text", "请粘贴报告的内容，或者选择文件");
    struct arena *work = scratch_of(a, ONE_REPORT);
    struct err *e = err_copy(a, read_given(portal_env(rq), a, work, in, r));

    arena_release(work);
    if (e && err_is_fault(e->code)) return e;
    if (e) return of_field(a, e, in->file ? S("file") : S("text"));
    report_check(a, r, NULL, &c);
    begin(rq, rs, &v);
    report_draw(a, r, &c, &v);
    view_report_check(&rs->body, &v);
    return NULL;
}

static const struct route routes[] = {
    {METHOD_GET, "/disclosure/reports/check", check_page, .perm = &PERM_PUBLIC, .rate = RATE_PAGE,
     .cache = CACHE_NO, .audit = AUDIT_NONE},
    {METHOD_POST, "/disclosure/reports/check", check_given, .perm = &PERM_PUBLIC,
     .form = &check_form, .again = check_page, .rate = RATE_WRITE, .cache = CACHE_NO,
     .audit = AUDIT_NONE, .flags = ROUTE_UPLOAD},
};

const struct module report_module = {
    .name = "report",
    .routes = routes,
    .n_routes = COUNT_OF(routes),
};
