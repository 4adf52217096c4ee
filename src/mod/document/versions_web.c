/* The saved versions of a document, how two of them differ, and what the reader will see. */
#include "mod/document/web.h"

#include "versions_views.h"

/* ---- versions ------------------------------------------------------------------------------- */

struct versions {
    const struct actor *actor;
    int64_t id, from, to;
    struct flow_case c;
    struct document_version_list_row *rows;
    size_t n;
    struct document_version_get_row before, after;
    bool before_found, after_found;
    struct document_version_file_list_row *old_files, *new_files;
    size_t n_old, n_new;
};

static struct err *load_list(struct db_tx *tx, struct arena *a, void *arg)
{
    struct versions *v = arg;

    TRY(flow_load(tx, a, &document_flow, v->actor, v->id, &v->c));
    return document_version_list(tx, a, *v->actor->scope, v->id, &v->rows, &v->n);
}

static void crumbs(struct req *rq, struct staff_page *p, const struct flow_case *c)
{
    staff_crumbs(
        rq, p,
        (const struct page_link[]){
            {.label = document_flow.label, .url = S("/staff/cases/document/")},
            {.label = c->title,
             .url = str_printf(rq->arena, "/staff/cases/document/%lld", (long long)c->id)}},
        2);
}

static str diff_url(struct arena *a, int64_t id, int64_t from, int64_t to)
{
    return str_printf(a, "/staff/documents/%lld/diff?from=%lld&to=%lld", (long long)id,
                      (long long)from, (long long)to);
}

struct err *document_versions_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct document_versions_view v = {0};
    struct versions l = {.actor = rq->actor};
    bool shown;

    TRY(req_param_id(rq, "id", &l.id));
    TRY(db_read(rq->db, a, load_list, &l));
    TRY(staff_begin(rq, rs, S("各稿比较"), &v.staff, &shown));
    if (!shown) return NULL;
    struct document_version_line *lines = ARENA_ARRAY(a, struct document_version_line, l.n);

    for (size_t i = 0; i < l.n; i++)
        lines[i] = (struct document_version_line){
            .version = l.rows[i].version,
            .title = l.rows[i].title,
            .actor = l.rows[i].actor,
            .at = date_time_str(a, l.rows[i].at),
            .diff_url =
                i + 1 < l.n ? diff_url(a, l.id, l.rows[i + 1].version, l.rows[i].version) : S(""),
        };
    v.id = l.id;
    v.title = l.c.title;
    v.case_url = str_printf(a, "/staff/cases/document/%lld", (long long)l.id);
    v.versions = lines;
    v.n_versions = l.n;
    crumbs(rq, &v.staff, &l.c);
    view_document_versions(&rs->body, &v);
    return NULL;
}

/* ---- the difference ------------------------------------------------------------------------- */

static struct err *load_two(struct db_tx *tx, struct arena *a, void *arg)
{
    struct versions *v = arg;
    struct scope scope = *v->actor->scope;

    TRY(flow_load(tx, a, &document_flow, v->actor, v->id, &v->c));
    TRY(document_version_get(tx, a, scope, v->id, v->from, &v->before, &v->before_found));
    TRY(document_version_get(tx, a, scope, v->id, v->to, &v->after, &v->after_found));
    TRY(document_version_file_list(tx, a, scope, v->id, v->from, &v->old_files, &v->n_old));
    return document_version_file_list(tx, a, scope, v->id, v->to, &v->new_files, &v->n_new);
}

static str line_of(struct arena *a, const struct document_version_get_row *r)
{
    return str_join(a, (const str[]){r->actor, date_time_str(a, r->at)}, 2, S(" "));
}

static const struct document_version_file_list_row *
same_file(const struct document_version_file_list_row *rows, size_t n, int64_t file_id)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].file_id == file_id) return &rows[i];
    return NULL;
}

/* Another file under the same name, where both changed hands in between. */
static const struct document_version_file_list_row *
same_title(const struct document_version_file_list_row *rows, size_t n,
           const struct document_version_file_list_row *others, size_t n_others, str title)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].title, title) && !same_file(others, n_others, rows[i].file_id))
            return &rows[i];
    return NULL;
}

static void fill_files(struct arena *a, const struct versions *l, struct document_diff_view *v)
{
    struct document_file_change *out =
        ARENA_ARRAY(a, struct document_file_change, l->n_old + l->n_new);
    const str none = S("");

    for (size_t i = 0; i < l->n_new; i++) {
        const struct document_version_file_list_row *now = &l->new_files[i];
        const struct document_version_file_list_row *old =
            same_file(l->old_files, l->n_old, now->file_id);

        if (old && str_eq(old->title, now->title)) continue;
        if (old) {
            out[v->n_files++] =
                (struct document_file_change){S("改名"), now->title, old->title, 0, now->file_id};
            continue;
        }
        old = same_title(l->old_files, l->n_old, l->new_files, l->n_new, now->title);
        out[v->n_files++] = (struct document_file_change){
            old ? S("替换") : S("新增"), now->title, none, old ? old->file_id : 0, now->file_id};
    }
    for (size_t i = 0; i < l->n_old; i++) {
        const struct document_version_file_list_row *old = &l->old_files[i];

        if (same_file(l->new_files, l->n_new, old->file_id) ||
            same_title(l->new_files, l->n_new, l->old_files, l->n_old, old->title))
            continue;
        out[v->n_files++] =
            (struct document_file_change){S("移除"), old->title, none, old->file_id, 0};
    }
    v->files = out;
    v->files_known = l->before.files_kept && l->after.files_kept;
}

static void count(struct document_diff_view *v)
{
    for (size_t i = 0; i < v->n_blocks; i++) {
        v->added += v->blocks[i].op == RICH_ADDED;
        v->removed += v->blocks[i].op == RICH_REMOVED;
        v->changed += v->blocks[i].op == RICH_CHANGED;
    }
}

struct err *document_diff_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct document_diff_view v = {0};
    struct versions l = {.actor = rq->actor,
                         .from = req_query_int(rq, "from", 1, INT64_MAX, 0),
                         .to = req_query_int(rq, "to", 1, INT64_MAX, 0)};
    const struct rich_node *before;
    const struct rich_node *after;
    struct rich_diff_block *blocks;
    bool shown;

    TRY(req_param_id(rq, "id", &l.id));
    TRY(db_read(rq->db, a, load_two, &l));
    if (!l.before_found || !l.after_found) return ERR(a, NOT_FOUND, "没有这两稿，请重新选择");
    TRY(staff_begin(rq, rs, S("两稿的不同"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(rich_from_json(a, l.before.tree, &before));
    TRY(rich_from_json(a, l.after.tree, &after));
    rich_diff(a, before, after, &blocks, &v.n_blocks);
    v.blocks = blocks;
    v.id = l.id;
    v.from = l.from;
    v.to = l.to;
    v.title = l.c.title;
    v.from_line = line_of(a, &l.before);
    v.to_line = line_of(a, &l.after);
    if (!str_eq(l.before.title, l.after.title)) {
        v.title_before = l.before.title;
        v.title_after = l.after.title;
    }
    count(&v);
    fill_files(a, &l, &v);
    crumbs(rq, &v.staff, &l.c);
    view_document_diff(&rs->body, &v);
    return NULL;
}

/* ---- the preview ---------------------------------------------------------------------------- */

static void add(struct document_preview_view *v, struct flow_fact *facts, str label, str text)
{
    if (text.n)
        facts[v->n_facts++] = (struct flow_fact){.label = label, .text = text, .url = S("")};
}

static void fill_facts(struct arena *a, const struct document *d, struct document_preview_view *v)
{
    struct flow_fact *facts = ARENA_ARRAY(a, struct flow_fact, 8);

    add(v, facts, S("索引号"), d->index_no.n ? d->index_no : S("发布时编排"));
    add(v, facts, S("发文机关"), d->issuer);
    add(v, facts, S("发文字号"), d->document_no);
    add(v, facts, S("主题分类"), d->theme);
    add(v, facts, S("体裁"), d->genre);
    add(v, facts, S("成文日期"), date_str(a, d->made_on));
    add(v, facts, S("施行日期"), date_str(a, d->effective_on));
    add(v, facts, S("有效性"), document_label(document_validities, d->validity));
    v->facts = facts;
}

struct err *document_preview_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct document_preview_view v = {0};
    struct document_page p;
    const struct rich_node *doc;
    bool shown;

    TRY(document_page_load(rq, &p));
    TRY(staff_begin(rq, rs, p.d.title, &v.staff, &shown));
    if (!shown) return NULL;
    TRY(rich_from_json(a, p.d.tree, &doc));
    v.page = v.staff.page;
    v.page.n_menu = 0;
    v.page.own_search = true;
    v.id = p.id;
    v.title = p.d.title;
    v.source = p.d.source;
    v.edit_url = document_may_save(&p.c, rq->actor)
                     ? str_printf(a, "/staff/documents/%lld/edit", (long long)p.id)
                     : str_printf(a, "/staff/cases/document/%lld", (long long)p.id);
    v.body =
        rich_html(a, document_staff_tree(a, doc), (struct rich_html_options){.heading_ids = true});
    v.files = document_file_lines(a, p.files, p.n_files);
    v.n_files = p.n_files;
    fill_facts(a, &p.d, &v);
    view_document_preview(&rs->body, &v);
    return NULL;
}
