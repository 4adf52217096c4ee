/*
 * The public form: one question a page, five pages. What was typed travels with the pages as hidden
 * fields, so there is nothing to lose on the server's side and nothing of a person is kept before
 * the request is sent. Going back keeps everything.
 */
#include "mod/request/internal.h"
#include "mod/request/view.h"

#include "apply_views.h"
#include "base/vec.h"
#include "core/directory.h"
#include "core/permission.h"
#include "core/search.h"
#include "mod/request/web.h"
#include "sys/encode.h"

enum { MATCHES_MOST = 5 };

/* A page: its own fields are the first `n_own` behind `skip` of request_draft_form. */
static const struct apply_page {
    const char *word, *title, *hint;
    size_t skip, n_own;
} pages[] = {
    {"who", "谁来申请", "申请人类型用于年度报告的统计；证件只用于核对身份，加密保存。", 0, 6},
    {"contact", "怎样联系您", "答复和办理中的通知会用到。", 6, 5},
    {"what", "申请公开什么信息", "写得越具体，找得越准。不需要说明用途。", 11, 3},
    {"how", "怎样提供给您", "", 14, 3},
    {"review", "核对并提交", "", 17, 0},
};

static const struct apply_page *page_of(str word, size_t *at)
{
    for (*at = 0; *at < COUNT_OF(pages); ++*at)
        if (str_eq(str_of(pages[*at].word), word)) return &pages[*at];
    return NULL;
}

/* ---- drawing -------------------------------------------------------------------------------- */

static bool is_own(const struct apply_page *p, size_t i)
{
    return i >= p->skip && i < p->skip + p->n_own;
}

/* The fields of this page to be filled in, those of the others to be carried along. */
static void draw_fields(struct req *rq, const struct apply_page *p, bool with_errors,
                        struct apply_view *v)
{
    bool whole;
    struct staff_fields all = staff_draw(rq->arena, &request_draft_form, S("f-"), &rq->raw,
                                         with_errors ? rq->errors : NULL, &whole);
    struct staff_field *own = ARENA_ARRAY(rq->arena, struct staff_field, all.n);
    struct staff_field *carried = ARENA_ARRAY(rq->arena, struct staff_field, all.n);

    for (size_t i = 0; i < all.n; i++) {
        struct staff_field f = all.items[i];

        if (is_own(p, i)) {
            f.required = request_apply_form.fields[i].required;
            own[v->fields.n++] = f;
        } else if (f.value.n) {
            f.input = INPUT_HIDDEN;
            carried[v->carried.n++] = f;
        }
    }
    v->fields.items = own;
    v->carried.items = carried;
}

static void draw_problems(struct req *rq, struct apply_view *v)
{
    VEC(struct staff_problem) list = {0};

    for (const struct err *e = rq->errors; e; e = e->next)
        *vec_push(rq->arena, &list) = (struct staff_problem){e->field, e->message};
    v->problems = list.items;
    v->n_problems = list.n;
}

static str shown_value(const struct form_field *f, str value)
{
    if (f->choices) return request_label(f->choices, value);
    if (f->type == FIELD_BOOL) return value.n ? S("是") : S("");
    return value;
}

static void draw_review(struct req *rq, struct apply_view *v)
{
    const struct form *form = &request_draft_form;
    struct request_line *lines = ARENA_ARRAY(rq->arena, struct request_line, form->n_fields);

    for (size_t i = 0; i < form->n_fields; i++) {
        str value =
            shown_value(&form->fields[i], values_get(&rq->raw, str_of(form->fields[i].name)));

        if (value.n)
            lines[v->n_review++] = (struct request_line){str_of(form->fields[i].label), value};
    }
    v->review = lines;
}

/* ---- what is public already ----------------------------------------------------------------- */

struct matching {
    const struct core_env *env;
    const struct directory_site *site;
    struct search_request rq;
    struct search_result found;
};

static struct err *search(struct db_tx *tx, struct arena *a, void *arg)
{
    struct matching *m = arg;

    return search_run(m->env->search, tx, a, &m->site->columns, &m->rq, &m->found);
}

/* 711 Art. 36(一): what is public already need not be asked for. Words that cannot be searched for
 * find nothing; that is no fault of the form. */
static void find_matches(struct req *rq, struct apply_view *v)
{
    struct matching m = {.env = staff_env(rq), .site = staff_site(rq)};

    m.rq = (struct search_request){.site = {rq->site.id},
                                   .words = values_get(&rq->raw, S("subject")),
                                   .kind = S(""),
                                   .from = DATE_NONE,
                                   .until = DATE_NONE,
                                   .page = 1,
                                   .size = MATCHES_MOST};
    if (!m.rq.words.n || db_read(rq->db, rq->arena, search, &m)) return;
    struct request_match *list = ARENA_ARRAY(rq->arena, struct request_match, m.found.n);

    for (size_t i = 0; i < m.found.n; i++)
        list[i] = (struct request_match){
            m.found.hits[i].id,
            search_plain(rq->arena, m.found.hits[i].title, m.found.hits[i].n_title),
            date_of_ms(m.found.hits[i].published_ms)};
    v->matches = list;
    v->n_matches = m.found.n;
}

/* ---- pages ---------------------------------------------------------------------------------- */

static struct err *show_page(struct req *rq, struct resp *rs, size_t at, bool with_errors)
{
    const struct apply_page *p = &pages[at];
    struct apply_view v = {.step = (int64_t)at + 1,
                           .steps = COUNT_OF(pages),
                           .title = str_of(p->title),
                           .hint = str_of(p->hint)};
    bool last = at + 1 == COUNT_OF(pages);

    portal_frame(rq, rs, &v.page, S("申请公开政府信息"), NULL);
    v.page.noindex = true;
    v.page.csrf = req_csrf(rq);
    v.action = str_printf(rq->arena, "/requests/new/%s", last ? "send" : p->word);
    v.back_action = at ? str_printf(rq->arena, "/requests/new/at/%s", pages[at - 1].word) : S("");
    v.next_label = last ? S("提交申请") : S("下一步");
    draw_fields(rq, p, with_errors, &v);
    if (with_errors) draw_problems(rq, &v);
    if (str_eq(str_of(p->word), S("how"))) find_matches(rq, &v);
    v.code = last ? encode_code(rq->arena, &rq->random, REQUEST_CODE_LETTERS) : S("");
    if (last) draw_review(rq, &v);
    view_request_apply(&rs->body, &v);
    return NULL;
}

struct err *request_apply_page(struct req *rq, struct resp *rs)
{
    return show_page(rq, rs, 0, false);
}

/* POST /requests/new/at/PAGE: back to a page, with everything that was typed. */
struct err *request_apply_at(struct req *rq, struct resp *rs)
{
    size_t at;

    if (!page_of(req_param(rq, "page"), &at)) return ERR(rq->arena, NOT_FOUND, "没有这一步");
    return show_page(rq, rs, at, false);
}

/* A page was filled in: the next one. The last word of the path says which. */
struct err *request_apply_next(struct req *rq, struct resp *rs)
{
    str rest = rq->path;
    str word = S("");
    size_t at;

    for (str part; str_split(&rest, '/', &part);) word = part;
    BUG_IF(!page_of(word, &at) || at + 1 >= COUNT_OF(pages));
    if (at == 0) TRY(request_check_identity(rq->arena, REQ_INPUT(rq, struct request_input)));
    if (at == 3) TRY(request_check_input(rq->arena, REQ_INPUT(rq, struct request_input), true));
    return show_page(rq, rs, at + 1, false);
}

/* What is wrong is shown on the page where it can be mended: that of the first field. */
struct err *request_apply_again(struct req *rq, struct resp *rs)
{
    for (size_t at = 0; at < COUNT_OF(pages); at++)
        for (size_t i = 0; i < pages[at].n_own; i++) {
            const struct form_field *f = &request_draft_form.fields[pages[at].skip + i];

            if (req_field_error(rq, f->name).n) return show_page(rq, rs, at, true);
        }
    return show_page(rq, rs, 0, true);
}

/* ---- sending -------------------------------------------------------------------------------- */

struct sending {
    const struct core_env *env;
    struct scope all;
    int64_t organ;
    struct request_input in;
    int64_t now_ms;
    struct flow_result result;
    struct request made;
    int64_t before; /* the request that was sent with this code already; 0: none */
};

static struct err *send(struct db_tx *tx, struct arena *a, void *arg)
{
    struct sending *s = arg;
    struct actor applicant = actor_system(&s->all, S("申请人"));

    TRY(flow_start(&s->env->flow, tx, a, &request_flow, &applicant, S("submit"), s->organ,
                   s->in.subject, &s->in, S(""), S(""), s->now_ms, &s->result));
    TRY(request_load(s->env, tx, a, s->all, s->result.id, &s->made));
    /* Looked for only now: the running number makes two clicks at once wait for each other. */
    TRY(request_sent_before(s->env, tx, a, s->all, &s->made, s->in.code, &s->before));
    return s->before ? ERR(a, GUARD, "这件申请已经提交过") : NULL;
}

static struct err *load_before(struct db_tx *tx, struct arena *a, void *arg)
{
    struct sending *s = arg;

    return request_load(s->env, tx, a, s->all, s->before, &s->made);
}

/* A code that a page of ours may have carried. */
static bool is_code(str code)
{
    for (size_t i = 0; i < code.n; i++)
        if (!(code.p[i] >= '2' && code.p[i] <= '9') && !(code.p[i] >= 'B' && code.p[i] <= 'Z'))
            return false;
    return code.n == REQUEST_CODE_LETTERS;
}

struct err *request_send(struct req *rq, const struct request_input *in, struct request *made,
                         str *code)
{
    const struct directory_site *site = staff_site(rq);
    struct sending s = {
        .env = staff_env(rq), .all = {rq->site.id, S("/")}, .in = *in, .now_ms = rq->now_ms};

    if (!site->organs.n) return ERR(rq->arena, GUARD, "本网站还没有设置受理申请的机构");
    s.organ = site->organs.items[0].id;
    if (!is_code(in->code)) s.in.code = encode_code(rq->arena, &rq->random, REQUEST_CODE_LETTERS);
    *code = s.in.code;
    struct err *failed = db_write(rq->db, rq->arena, send, &s);

    if (failed && !s.before) return failed;
    if (s.before) TRY(db_read(rq->db, rq->arena, load_before, &s));
    *made = s.made;
    return NULL;
}

struct err *request_apply_send(struct req *rq, struct resp *rs)
{
    struct applied_view v = {0};
    struct request made;
    str code;

    TRY(request_send(rq, REQ_INPUT(rq, struct request_input), &made, &code));
    portal_frame(rq, rs, &v.page, S("申请已经提交"), NULL);
    v.page.noindex = true;
    v.number = made.number;
    v.code = code;
    v.organ = made.organ;
    v.confirm_by = calendar_add_workdays(staff_env(rq)->flow.calendar, made.arrived_on, 1).due;
    view_request_applied(&rs->body, &v);
    return NULL;
}
