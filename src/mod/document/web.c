/*
 * The editor of documents. Its form is document_form, bound by the dispatcher; the step itself goes
 * through the flow with the version that the person saw, so that of two editors on one version the
 * second is told and keeps what was typed.
 */
#include "mod/document/pick.h"
#include "mod/document/web.h"

#include "base/num.h"
#include "base/vec.h"
#include "core/permission.h"
#include "edit_views.h"

/* ---- choices -------------------------------------------------------------------------------- */

/* What each attribute means, beside its radio button. */
static const struct {
    str value, hint;
} attribute_hints[] = {
    {S_INIT("active"), S_INIT("形成后20个工作日内在网上公开（条例第十三条，以公开为常态）。")},
    {S_INIT("on_request"),
     S_INIT("有人申请时依法答复，不主动公开；须写明理由，先由政府信息公开工作机构核定。")},
    {S_INIT("withheld"),
     S_INIT(
         "属于国家秘密、商业秘密、个人隐私、内部事务等（条例第十四至十六条）；须写明依据的条款。")},
};

static struct staff_option *suggestions(struct arena *a, const char *const *words, size_t *n)
{
    for (*n = 0; words[*n];) (*n)++;
    struct staff_option *out = ARENA_ARRAY(a, struct staff_option, *n);

    for (size_t i = 0; i < *n; i++)
        out[i] = (struct staff_option){
            .value = str_of(words[i]), .label = str_of(words[i]), .hint = S("")};
    return out;
}

/* 政策文件 › 规范性文件. */
static str column_words(struct arena *a, const struct site_columns *all,
                        const struct site_column *c)
{
    str words = c->name;

    for (c = columns_parent(all, c); c; c = columns_parent(all, c))
        words = str_join(a, (const str[]){c->name, words}, 2, S(" › "));
    return words;
}

static void offer_columns(struct req *rq, struct staff_field *f)
{
    const struct site_columns *all = &staff_site(rq)->columns;
    struct staff_option *list = ARENA_ARRAY(rq->arena, struct staff_option, all->n);

    for (size_t i = 0; i < all->n; i++) {
        str id = str_printf(rq->arena, "%lld", (long long)all->items[i].id);

        list[i] = (struct staff_option){.value = id,
                                        .label = column_words(rq->arena, all, &all->items[i]),
                                        .hint = S(""),
                                        .chosen = str_eq(id, f->value)};
    }
    f->input = INPUT_SELECT;
    f->options = list;
    f->n_options = all->n;
}

/* The statutory contents are those that columns of the site are there for. */
static void offer_art20(struct req *rq, struct staff_field *f)
{
    const struct site_columns *all = &staff_site(rq)->columns;
    VEC(struct staff_option) list = {0};
    bool known = !f->value.n;

    for (size_t i = 0; i < all->n; i++) {
        str code = all->items[i].art20;
        bool chosen = code.n && str_eq(code, f->value);

        if (!code.n) continue;
        known = known || chosen;
        *vec_push(rq->arena, &list) = (struct staff_option){
            .value = code,
            .label = str_join(rq->arena, (const str[]){code, all->items[i].name}, 2, S(" ")),
            .hint = S(""),
            .chosen = chosen};
    }
    if (!known)
        *vec_push(rq->arena, &list) = (struct staff_option){
            .value = f->value, .label = f->value, .hint = S(""), .chosen = true};
    f->input = INPUT_SELECT;
    f->options = list.items;
    f->n_options = list.n;
}

static void explain_attributes(struct staff_field *f, struct arena *a)
{
    struct staff_option *list = ARENA_ARRAY(a, struct staff_option, f->n_options);

    for (size_t i = 0; i < f->n_options; i++) {
        list[i] = f->options[i];
        for (size_t k = 0; k < COUNT_OF(attribute_hints); k++)
            if (str_eq(attribute_hints[k].value, list[i].value))
                list[i].hint = attribute_hints[k].hint;
    }
    f->input = INPUT_RADIO;
    f->options = list;
}

/* ---- fields --------------------------------------------------------------------------------- */

static str id_text(struct arena *a, int64_t id)
{
    return id ? str_printf(a, "%lld", (long long)id) : S("");
}

/* What is stored, as if it had been typed: the names of document_form. */
static struct values values_of(struct arena *a, const struct document *d)
{
    const struct value list[] = {
        {S("title"), d->title},
        {S("column"), id_text(a, d->column_id)},
        {S("kind"), d->kind},
        {S("summary"), d->summary},
        {S("attribute"), d->attribute},
        {S("attribute_reason"), d->attribute_reason},
        {S("number"), d->document_no},
        {S("issuer"), d->issuer},
        {S("source"), d->source},
        {S("theme"), d->theme},
        {S("genre"), d->genre},
        {S("keywords"), d->keywords},
        {S("art20"), d->art20},
        {S("validity"), d->validity},
        {S("made_on"), date_str(a, d->made_on)},
        {S("effective_on"), date_str(a, d->effective_on)},
        {S("repealed_on"), date_str(a, d->repealed_on)},
        {S("interprets"), id_text(a, d->interprets_id)},
    };
    struct value *out = ARENA_ARRAY(a, struct value, COUNT_OF(list));

    for (size_t i = 0; i < COUNT_OF(list); i++) out[i] = list[i];
    return (struct values){out, COUNT_OF(list)};
}

/* For a new document: what it most likely is. */
static struct values values_of_new(struct req *rq)
{
    struct document d = {
        .kind = S("policy"),
        .title = S(""),
        .summary = S(""),
        .attribute = S("active"),
        .attribute_reason = S(""),
        .document_no = S(""),
        .issuer = staff_site(rq)->info->sponsor,
        .source = S(""),
        .theme = S(""),
        .genre = S(""),
        .keywords = S(""),
        .art20 = S(""),
        .validity = S("valid"),
        .made_on = DATE_NONE,
        .effective_on = DATE_NONE,
        .repealed_on = DATE_NONE,
    };

    return values_of(rq->arena, &d);
}

/* Where each field of document_form stands on the page. */
enum place {
    PLACE_MAIN,
    PLACE_MORE,
    PLACE_TITLE,
    PLACE_SUMMARY,
    PLACE_ATTRIBUTE,
    PLACE_REASON,
    PLACE_PICK,
    PLACE_TEXT
};

static enum place place_of(str name)
{
    static const struct {
        str name;
        enum place place;
    } places[] = {
        {S_INIT("title"), PLACE_TITLE},         {S_INIT("text"), PLACE_TEXT},
        {S_INIT("interprets"), PLACE_PICK},     {S_INIT("summary"), PLACE_SUMMARY},
        {S_INIT("attribute"), PLACE_ATTRIBUTE}, {S_INIT("attribute_reason"), PLACE_REASON},
        {S_INIT("column"), PLACE_MAIN},         {S_INIT("kind"), PLACE_MAIN},
        {S_INIT("number"), PLACE_MAIN},         {S_INIT("issuer"), PLACE_MAIN},
        {S_INIT("made_on"), PLACE_MAIN},        {S_INIT("genre"), PLACE_MAIN},
    };

    for (size_t i = 0; i < COUNT_OF(places); i++)
        if (str_eq(places[i].name, name)) return places[i].place;
    return PLACE_MORE;
}

static void refine(struct req *rq, struct staff_field *f)
{
    if (str_eq(f->name, S("column"))) offer_columns(rq, f);
    if (str_eq(f->name, S("art20"))) offer_art20(rq, f);
    if (str_eq(f->name, S("attribute"))) explain_attributes(f, rq->arena);
    if (str_eq(f->name, S("theme"))) f->list = S("themes");
    if (str_eq(f->name, S("genre"))) f->list = S("genres");
    if (str_eq(f->name, S("theme"))) f->hint = S("一级\\二级，如：综合政务\\政务公开");
}

/* 查找 beside the field of the interpreted document: nothing is saved, all that was typed stays. */
static bool is_search(const struct req *rq)
{
    return str_eq(values_get(&rq->raw, S("then")), S("find"));
}

static struct err *fill_fields(struct req *rq, const struct values *raw,
                               struct document_edit_view *v)
{
    struct arena *a = rq->arena;
    VEC(struct staff_field) main = {0};
    VEC(struct staff_field) more = {0};
    str pick_error = S("");
    bool whole;
    struct staff_fields all = staff_draw(a, &document_form, S(""), raw, rq->errors, &whole);
    struct staff_field *items = ARENA_ARRAY(a, struct staff_field, all.n);

    for (size_t i = 0; i < all.n; i++) {
        struct staff_field *f = &items[i];

        *f = all.items[i];
        refine(rq, f);
        switch (place_of(f->name)) {
        case PLACE_TITLE:
            v->title = f;
            break;
        case PLACE_SUMMARY:
            v->summary = f;
            break;
        case PLACE_ATTRIBUTE:
            v->attribute = f;
            break;
        case PLACE_REASON:
            v->reason = f;
            break;
        case PLACE_PICK:
            pick_error = f->error;
            break;
        case PLACE_TEXT:
            v->text_error = f->error;
            break;
        case PLACE_MAIN:
            *vec_push(a, &main) = *f;
            break;
        case PLACE_MORE:
            *vec_push(a, &more) = *f;
            v->more_open = v->more_open || f->error.n;
            break;
        }
    }
    v->main = (struct staff_fields){main.items, main.n};
    v->more = (struct staff_fields){more.items, more.n};
    v->themes = suggestions(a, document_themes, &v->n_themes);
    v->genres = suggestions(a, document_genres, &v->n_genres);
    return document_pick_fill(rq, raw, is_search(rq), pick_error, v);
}

/* ---- the text ------------------------------------------------------------------------------- */

/* What was typed as a tree, whichever way it came; an unreadable one is empty. */
static const struct rich_node *typed_tree(struct arena *a, const struct values *raw)
{
    str tree = values_get(raw, S("tree"));
    str text = values_get(raw, S("text"));
    const struct rich_node *doc;

    if (tree.n && !rich_from_json(a, tree, &doc)) return doc;
    if (rich_looks_like_html(text) && !rich_from_html(a, text, NULL, &doc)) return doc;
    if (text.n && !rich_from_markdown(a, text, NULL, &doc)) return doc;
    return rich_empty(a);
}

static void fill_text(struct arena *a, const struct rich_node *doc, struct document_edit_view *v)
{
    v->tree = rich_json(a, doc);
    v->text = rich_is_blank(doc)
                  ? S("")
                  : rich_html(a, doc, (struct rich_html_options){.heading_ids = false}).html;
}

/* ---- what is missing, what was found -------------------------------------------------------- */

static struct err *fill_checks(struct req *rq, const struct document *d,
                               struct document_edit_view *v)
{
    struct document_missing *missing;
    struct document_finding *findings;

    document_missing(rq->arena, d, &missing, &v->n_missing);
    v->missing = missing;
    TRY(document_scan(rq->arena, d, &findings, &v->n_findings));
    struct document_found *out = ARENA_ARRAY(rq->arena, struct document_found, v->n_findings);

    for (size_t i = 0; i < v->n_findings; i++)
        out[i] = (struct document_found){findings[i].label, findings[i].masked, findings[i].around};
    v->findings = out;
    return NULL;
}

/* ---- the pages ------------------------------------------------------------------------------ */

static struct err *begin(struct req *rq, struct resp *rs, str title, struct document_edit_view *v,
                         bool *shown)
{
    TRY(staff_begin(rq, rs, title, &v->staff, shown));
    if (!*shown) return NULL;
    v->heading = title;
    v->staff.island = staff_asset(rq, "editor.js");
    if (is_search(rq)) { /* what is missing is said when it is saved */
        rq->errors = NULL;
        v->staff.problems = NULL;
        v->staff.n_problems = 0;
    }
    v->case_url = S("");
    return NULL;
}

static void crumbs(struct req *rq, struct staff_page *p)
{
    staff_crumbs(
        rq, p,
        &(struct page_link){.label = document_flow.label, .url = S("/staff/cases/document/")}, 1);
}

struct err *document_new_page(struct req *rq, struct resp *rs)
{
    struct document_edit_view v = {0};
    bool shown;
    bool given_back;

    TRY(begin(rq, rs, S("起草文件"), &v, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &given_back));
    struct values raw = rq->raw.n ? rq->raw : values_of_new(rq);

    v.post_url = S("/staff/documents/new");
    TRY(fill_fields(rq, &raw, &v));
    fill_text(rq->arena, typed_tree(rq->arena, &raw), &v);
    crumbs(rq, &v.staff);
    view_document_edit(&rs->body, &v);
    return NULL;
}

/* Pictures and attachments of colleagues overwrite no text: with nothing else since the version
 * that the person saw, the save goes on from the present one. */
static bool only_files_since(const struct document_page *p, int64_t version)
{
    for (size_t i = 0; i < p->n_events; i++)
        if (p->events[i].seq > version && !str_eq(p->events[i].event, S("attach"))) return false;
    return p->c.version > version;
}

/* Somebody else's save: what is there now, and how what was typed here differs. */
static struct err *fill_conflict(struct arena *a, const struct document_page *p,
                                 const struct rich_node *mine, struct document_edit_view *v)
{
    const struct rich_node *theirs;
    struct rich_diff_block *blocks;
    const struct flow_event *last = p->n_events ? &p->events[p->n_events - 1] : NULL;

    TRY(rich_from_json(a, p->d.tree, &theirs));
    rich_diff(a, theirs, mine, &blocks, &v->n_blocks);
    v->conflict = true;
    v->blocks = blocks;
    v->other_html = rich_html(a, document_staff_tree(a, theirs),
                              (struct rich_html_options){.heading_ids = false});
    v->other_what = last ? last->label : S("");
    v->other_who = last ? last->actor : S("");
    v->other_at = last ? date_time_str(a, last->at_ms) : S("");
    return NULL;
}

/* Whether rq->raw is what was typed into the document: it was sent with its form, or given back
 * after a log-in. The page also comes again after a form of the attachments. */
static bool was_typed(const struct req *rq)
{
    return rq->raw.n && (!method_changes(rq->method) || rq->route->form == &document_form);
}

static struct err *show(struct req *rq, struct resp *rs, bool conflict)
{
    struct arena *a = rq->arena;
    struct document_edit_view v = {0};
    struct document_page p;
    const struct rich_node *doc;
    bool shown;
    bool given_back;

    TRY(document_page_load(rq, &p));
    if (!document_may_save(&p.c, rq->actor)) {
        const struct flow_state *state = flow_state_of(&document_flow, p.c.state);

        return ERR(a, GUARD, "这份文件在“%.*s”环节，现在不能修改；要改请先退回或者修订",
                   STR_ARG(state ? state->label : p.c.state));
    }
    TRY(begin(rq, rs, S("编辑文件"), &v, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &given_back));
    v.id = p.c.id;
    v.version = p.c.version;
    v.under_review = str_eq(p.c.state, S("office_review"));
    v.post_url = str_printf(a, "/staff/documents/%lld/edit", (long long)p.c.id);
    v.case_url = str_printf(a, "/staff/cases/document/%lld", (long long)p.c.id);
    bool typed = was_typed(rq);
    struct values raw = typed ? rq->raw : values_of(a, &p.d);

    if (typed)
        doc = typed_tree(a, &raw);
    else
        TRY(rich_from_json(a, p.d.tree, &doc));
    /* A version that was sent and refused for its fields stays the one that the person saw. */
    if (!conflict && typed &&
        !num_parse(values_get(&rq->raw, S("version")), 1, INT64_MAX, &v.version))
        v.version = p.c.version;
    TRY(fill_fields(rq, &raw, &v));
    fill_text(a, doc, &v);
    TRY(fill_checks(rq, &p.d, &v));
    v.files = document_file_lines(a, p.files, p.n_files);
    v.n_files = p.n_files;
    if (conflict) TRY(fill_conflict(a, &p, doc, &v));
    crumbs(rq, &v.staff);
    view_document_edit(&rs->body, &v);
    return NULL;
}

struct err *document_edit_page(struct req *rq, struct resp *rs)
{
    return show(rq, rs, false);
}

/* ---- saving --------------------------------------------------------------------------------- */

static void go_on(struct req *rq, struct resp *rs, int64_t id, enum staff_outcome outcome)
{
    bool to_case = str_eq(values_get(&rq->raw, S("then")), S("case"));

    staff_redirect_done(rq, rs,
                        to_case
                            ? str_printf(rq->arena, "/staff/cases/document/%lld", (long long)id)
                            : str_printf(rq->arena, "/staff/documents/%lld/edit", (long long)id),
                        outcome == STAFF_DONE ? "saved" : "before");
}

struct err *document_create_post(struct req *rq, struct resp *rs)
{
    const struct staff_step s = {
        .flow = &document_flow, .event = S("create"), .note = S(""), .raw = &rq->raw};
    struct flow_result result;
    enum staff_outcome outcome;

    if (is_search(rq)) return document_new_page(rq, rs);
    TRY(staff_make_step(rq, &s, &result, &outcome));
    go_on(rq, rs, result.id, outcome);
    return NULL;
}

struct err *document_save_post(struct req *rq, struct resp *rs)
{
    struct staff_step s = {
        .flow = &document_flow, .event = S("save"), .note = S(""), .raw = &rq->raw};
    struct flow_result result;
    enum staff_outcome outcome;

    TRY(req_param_id(rq, "id", &s.id));
    if (!num_parse(values_get(&rq->raw, S("version")), 1, INT64_MAX, &s.version))
        return ERR(rq->arena, BAD_REQUEST, "没有版本号，请重新打开编辑页");
    if (is_search(rq)) return show(rq, rs, false);
    struct err *e = staff_make_step(rq, &s, &result, &outcome);

    if (e && e->code == ERR_CONFLICT) {
        struct document_page p;

        TRY(document_page_load(rq, &p));
        if (only_files_since(&p, s.version)) {
            s.version = p.c.version;
            e = staff_make_step(rq, &s, &result, &outcome);
        }
    }
    if (e && e->code == ERR_CONFLICT) {
        rs->status = 409;
        return show(rq, rs, true);
    }
    if (e) return e;
    go_on(rq, rs, s.id, outcome);
    return NULL;
}

/* ---- routes --------------------------------------------------------------------------------- */

#define PAGE(pattern, handler, permission)                                                         \
    {                                                                                              \
        METHOD_GET, pattern, handler, .perm = (permission), .rate = RATE_PAGE, .cache = CACHE_NO,  \
                                      .audit = AUDIT_NONE                                          \
    }
#define POST(pattern, handler, fields, again_page, more)                                           \
    {                                                                                              \
        METHOD_POST, pattern, handler, .perm = &DOCUMENT_DRAFT, .form = (fields),                  \
                                       .again = (again_page), .rate = RATE_WRITE,                  \
                                       .cache = CACHE_NO, .audit = AUDIT_EVENT, .flags = (more)    \
    }

/* The files themselves are taken from rq->files: how many, and which kinds, is checked there. */
static const struct form_field files_fields[] = {
    FORM_FILES(struct document_files_input, files, "files", "附件", .required = true,
               .max_items = 20),
};
static const struct form files_form =
    FORM_SIZED("document_files", struct document_files_input, files_fields, 64 * 1024 * 1024);

static const struct form_field image_fields[] = {
    FORM_FILE(struct document_image_input, image, "image", "图片", .required = true),
};
static const struct form image_form =
    FORM_SIZED("document_image", struct document_image_input, image_fields, 20 * 1024 * 1024);

static const struct form_field rename_fields[] = {
    FORM_TEXT(struct document_rename_input, name, "name", "附件的新名称", .required = true,
              .max_chars = DOCUMENT_FILE_TITLE_CHARS),
};
static const struct form rename_form =
    FORM("document_rename", struct document_rename_input, rename_fields);

static const char *const pick_query[] = {"q", NULL};

const struct route document_routes[DOCUMENT_ROUTES] = {
    PAGE("/staff/documents/new", document_new_page, &DOCUMENT_DRAFT),
    POST("/staff/documents/new", document_create_post, &document_form, document_new_page, 0),
    PAGE("/staff/documents/:id/edit", document_edit_page, &DOCUMENT_DRAFT),
    POST("/staff/documents/:id/edit", document_save_post, &document_form, document_edit_page, 0),
    PAGE("/staff/documents/:id/preview", document_preview_page, &PERM_SESSION),
    PAGE("/staff/documents/:id/versions", document_versions_page, &PERM_SESSION),
    PAGE("/staff/documents/:id/diff", document_diff_page, &PERM_SESSION),
    POST("/staff/documents/:id/files", document_files_post, &files_form, document_edit_page,
         ROUTE_UPLOAD),
    {METHOD_POST, "/staff/documents/:id/images", document_image_post, .perm = &DOCUMENT_DRAFT,
     .form = &image_form, .rate = RATE_WRITE, .cache = CACHE_NO, .audit = AUDIT_EVENT,
     .flags = ROUTE_UPLOAD | ROUTE_API, .about = "把图片放进一份文件的正文，给出它的地址"},
    POST("/staff/documents/:id/files/:file/remove", document_file_remove_post, &FORM_NONE, NULL, 0),
    POST("/staff/documents/:id/files/:file/rename", document_file_rename_post, &rename_form,
         document_edit_page, 0),
    PAGE("/staff/files/:id", document_staff_file, &PERM_SESSION),
    {METHOD_GET, "/api/v1/staff/documents", document_pick_api, .perm = &DOCUMENT_DRAFT,
     .rate = RATE_API, .cache = CACHE_NO, .audit = AUDIT_NONE, .query = pick_query,
     .flags = ROUTE_API, .about = "可以被解读的文件：已公开的和本机构在办的，按标题、文号找"},
};
