/* The public half of /api/v1: documents, columns, search, figures. The same rows as the pages. */
#include "mod/portal/figures.h"
#include "mod/portal/inside.h"
#include "mod/portal/portal.h"

#include "core/search.h"
#include "core/site_sql.h"
#include "text/json.h"

enum { API_SIZE_DEFAULT = 20, API_SIZE_MOST = 100 };

static int64_t page_of(const struct req *rq)
{
    return req_query_int(rq, "page", 1, 1000000, 1);
}

static int64_t size_of(const struct req *rq)
{
    return req_query_int(rq, "size", 1, API_SIZE_MOST, API_SIZE_DEFAULT);
}

static void begin(struct resp *rs, struct json_out *o)
{
    resp_type(rs, S("application/json; charset=utf-8"));
    json_out_init(o, &rs->body, false);
}

/* {"total":…,"page":…,"size":…,"items":[ : the caller writes the items and ends both. */
static void begin_list(struct resp *rs, struct json_out *o, int64_t total, int64_t page,
                       int64_t size)
{
    begin(rs, o);
    json_out_object(o);
    json_out_name_int(o, S("total"), total);
    json_out_name_int(o, S("page"), page);
    json_out_name_int(o, S("size"), size);
    json_out_name(o, S("items"));
    json_out_array(o);
}

static void end_list(struct json_out *o)
{
    json_out_array_end(o);
    json_out_object_end(o);
}

static void write_day(struct arena *a, struct json_out *o, str name, struct date d)
{
    json_out_name(o, name);
    if (date_is_none(d))
        json_out_null(o);
    else
        json_out_str(o, date_str(a, d));
}

static void write_text(struct json_out *o, str name, struct opt_str s)
{
    json_out_name(o, name);
    if (s.set)
        json_out_str(o, s.v);
    else
        json_out_null(o);
}

static void write_line(struct req *rq, struct json_out *o, const struct publication_line *p)
{
    struct arena *a = rq->arena;
    const struct site_column *c = columns_by_id(&portal_site(rq)->columns, p->column_id);

    json_out_object(o);
    json_out_name_int(o, S("id"), p->id);
    json_out_name_str(o, S("title"), p->title);
    json_out_name_str(o, S("kind"), p->kind);
    json_out_name_str(o, S("column"), c ? c->path : S(""));
    json_out_name_str(o, S("issuer"), p->issuer);
    write_text(o, S("number"), p->document_no);
    json_out_name_str(o, S("index"), p->index_no);
    json_out_name_str(o, S("validity"), p->validity);
    write_day(a, o, S("made_on"), p->made_on);
    json_out_name_str(o, S("published_at"), date_time_iso(a, p->published_at));
    json_out_name_str(o, S("summary"), p->summary);
    json_out_name_str(o, S("url"), str_printf(a, "/documents/%lld", (long long)p->id));
    json_out_object_end(o);
}

/* ---- documents ----------------------------------------------------------------------------- */

struct list_load {
    struct site_scope site;
    int64_t column, page, size, total;
    struct publication_line *rows;
    size_t n;
};

static struct err *load_list(struct db_tx *tx, struct arena *a, void *arg)
{
    struct list_load *l = arg;
    int64_t skip = (l->page - 1) * l->size;

    if (!l->column) {
        struct publication_total_row total;

        TRY(publication_total(tx, a, l->site, &total));
        l->total = total.n;
        return publication_newest(tx, a, l->site, l->size, skip, &l->rows, &l->n);
    }
    struct column_exists_row column;
    bool found;

    TRY(column_exists(tx, a, l->site, l->column, &column, &found));
    l->total = found ? column.n : 0;
    return publication_in_column(tx, a, l->site, l->column, l->size, skip, &l->rows, &l->n);
}

struct err *portal_api_documents(struct req *rq, struct resp *rs)
{
    struct list_load l = {.site = {rq->site.id}, .page = page_of(rq), .size = size_of(rq)};
    str path = req_query(rq, "column");
    struct json_out o;

    if (path.n) {
        const struct site_column *c = columns_by_path(&portal_site(rq)->columns, path);

        if (!c) return ERR_FIELD(rq->arena, "column", "没有这个栏目");
        l.column = c->id;
    }
    TRY(portal_read(rq, load_list, &l));
    begin_list(rs, &o, l.total, l.page, l.size);
    for (size_t i = 0; i < l.n; i++) write_line(rq, &o, &l.rows[i]);
    end_list(&o);
    resp_tag(rs, l.column ? S("column") : S("published"), l.column ? l.column : rq->site.id);
    return NULL;
}

struct one_load {
    struct site_scope site;
    int64_t id;
    bool found, gone;
    struct publication_get_row p;
    struct publication_line line;
    struct publication_gone_get_row g;
    struct publication_files_row *files;
    size_t n_files;
};

static struct err *load_one(struct db_tx *tx, struct arena *a, void *arg)
{
    struct one_load *l = arg;

    TRY(publication_get(tx, a, l->site, l->id, &l->p, &l->found));
    if (!l->found) return publication_gone_get(tx, a, l->site, l->id, &l->g, &l->gone);
    return publication_files(tx, a, l->site, l->id, &l->files, &l->n_files);
}

static void write_files(struct req *rq, struct json_out *o, const struct one_load *l)
{
    json_out_name(o, S("attachments"));
    json_out_array(o);
    for (size_t i = 0; i < l->n_files; i++) {
        json_out_object(o);
        json_out_name_str(o, S("title"), l->files[i].title);
        json_out_name_str(o, S("name"), l->files[i].name);
        json_out_name_str(o, S("type"), l->files[i].type);
        json_out_name_int(o, S("size"), l->files[i].size);
        json_out_name_str(o, S("url"),
                          str_printf(rq->arena, "/files/%lld", (long long)l->files[i].file_id));
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

struct err *portal_api_document(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct one_load l = {.site = {rq->site.id}};
    struct json_out o;

    TRY(req_param_id(rq, "id", &l.id));
    resp_tag(rs, S("publication"), l.id);
    TRY(portal_read(rq, load_one, &l));
    if (l.gone) return ERR(a, GONE, "这份文件已撤下。原因：%.*s", STR_ARG(l.g.reason));
    if (!l.found) return ERR(a, NOT_FOUND, "没有这份文件，或者它没有公开");
    const struct site_column *c = columns_by_id(&portal_site(rq)->columns, l.p.column_id);

    begin(rs, &o);
    json_out_object(&o);
    json_out_name_int(&o, S("id"), l.p.id);
    json_out_name_str(&o, S("title"), l.p.title);
    json_out_name_str(&o, S("kind"), l.p.kind);
    json_out_name_str(&o, S("column"), c ? c->path : S(""));
    json_out_name_str(&o, S("issuer"), l.p.issuer);
    json_out_name_str(&o, S("source"), l.p.source);
    write_text(&o, S("number"), l.p.document_no);
    json_out_name_str(&o, S("index"), l.p.index_no);
    json_out_name_str(&o, S("theme"), l.p.theme);
    json_out_name_str(&o, S("genre"), l.p.genre);
    json_out_name_str(&o, S("keywords"), l.p.keywords);
    write_text(&o, S("art20"), l.p.art20);
    json_out_name_str(&o, S("attribute"), S("active"));
    json_out_name_str(&o, S("validity"), l.p.validity);
    write_day(a, &o, S("made_on"), l.p.made_on);
    write_day(a, &o, S("effective_on"), l.p.effective_on);
    write_day(a, &o, S("repealed_on"), l.p.repealed_on);
    json_out_name_str(&o, S("published_at"), date_time_iso(a, l.p.published_at));
    json_out_name_str(&o, S("updated_at"), date_time_iso(a, l.p.updated_at));
    json_out_name_int(&o, S("version"), l.p.content_version);
    json_out_name_str(&o, S("summary"), l.p.summary);
    json_out_name_str(&o, S("html"), l.p.html.html);
    write_files(rq, &o, &l);
    json_out_name_str(&o, S("url"), str_printf(a, "/documents/%lld", (long long)l.p.id));
    json_out_object_end(&o);
    return NULL;
}

/* ---- columns ------------------------------------------------------------------------------- */

struct columns_load {
    struct site_scope site;
    struct site_columns columns;
};

static struct err *load_columns(struct db_tx *tx, struct arena *a, void *arg)
{
    struct columns_load *l = arg;

    return columns_load(tx, a, l->site.site, &l->columns);
}

/* In reading order: what is below a column comes right behind it. */
struct err *portal_api_columns(struct req *rq, struct resp *rs)
{
    struct columns_load l = {.site = {rq->site.id}};
    const struct portal_branch *all;
    struct json_out o;

    TRY(portal_read(rq, load_columns, &l));
    size_t n = portal_below(rq->arena, &l.columns, 0, &all);

    begin_list(rs, &o, (int64_t)n, 1, (int64_t)n);
    for (size_t i = 0; i < n; i++) {
        const struct site_column *c = all[i].column;

        json_out_object(&o);
        json_out_name_int(&o, S("id"), c->id);
        json_out_name_str(&o, S("path"), c->path);
        json_out_name_str(&o, S("name"), c->name);
        json_out_name_str(&o, S("type"), c->type);
        json_out_name_int(&o, S("documents"), c->n);
        json_out_name_str(&o, S("url"), portal_column_url(rq->arena, c));
        json_out_object_end(&o);
    }
    end_list(&o);
    resp_tag(rs, S("published"), rq->site.id);
    return NULL;
}

/* ---- search -------------------------------------------------------------------------------- */

struct found_load {
    const struct core_env *env;
    const struct site_columns *columns;
    struct search_request ask;
    struct search_result found;
};

static struct err *load_found(struct db_tx *tx, struct arena *a, void *arg)
{
    struct found_load *l = arg;

    return search_run(l->env->search, tx, a, l->columns, &l->ask, &l->found);
}

struct err *portal_api_search(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct found_load l = {.env = portal_env(rq), .columns = &portal_site(rq)->columns};
    struct json_out o;

    TRY(portal_search_request(rq, page_of(rq), size_of(rq), &l.ask));
    l.ask.facets = false;
    TRY(portal_read(rq, load_found, &l));
    begin_list(rs, &o, l.found.total, l.ask.page, l.ask.size);
    for (size_t i = 0; i < l.found.n; i++) {
        const struct search_match *m = &l.found.hits[i];

        json_out_object(&o);
        json_out_name_int(&o, S("id"), m->id);
        json_out_name_str(&o, S("title"), search_plain(a, m->title, m->n_title));
        json_out_name_str(&o, S("snippet"), search_plain(a, m->snippet, m->n_snippet));
        json_out_name_str(&o, S("kind"), m->kind);
        json_out_name_str(&o, S("issuer"), m->issuer);
        json_out_name_str(&o, S("number"), m->document_no);
        json_out_name_str(&o, S("validity"), m->validity);
        json_out_name_str(&o, S("published_at"), date_time_iso(a, m->published_ms));
        json_out_name_str(&o, S("url"), str_printf(a, "/documents/%lld", (long long)m->id));
        json_out_object_end(&o);
    }
    end_list(&o);
    resp_tag(rs, S("published"), rq->site.id);
    return NULL;
}

/* ---- figures ------------------------------------------------------------------------------- */

struct err *portal_api_figure(struct req *rq, struct resp *rs)
{
    struct figure_load l;
    struct json_out o;

    TRY(portal_figure_load(rq, 0, &l));
    begin(rs, &o);
    json_out_object(&o);
    json_out_name_str(&o, S("id"), str_of(l.figure->id));
    json_out_name_str(&o, S("label"), str_of(l.figure->label));
    json_out_name_str(&o, S("unit"), str_of(l.figure->unit));
    json_out_name_int(&o, S("year"), l.query.year);
    json_out_name_int(&o, S("value"), l.total);
    json_out_name_str(&o, S("records"),
                      str_printf(rq->arena, "/api/v1/figures/%s/records?year=%lld", l.figure->id,
                                 (long long)l.query.year));
    json_out_object_end(&o);
    resp_tag(rs, S("published"), rq->site.id);
    return NULL;
}

struct err *portal_api_records(struct req *rq, struct resp *rs)
{
    struct figure_load l;
    struct json_out o;

    TRY(portal_figure_load(rq, size_of(rq), &l));
    begin_list(rs, &o, l.total, l.page, l.size);
    for (size_t i = 0; i < l.n; i++) {
        json_out_object(&o);
        json_out_name_int(&o, S("id"), l.rows[i].id);
        json_out_name_str(&o, S("title"), l.rows[i].title);
        json_out_name_str(&o, S("organ"), l.rows[i].organ);
        json_out_name_str(&o, S("at"), date_time_iso(rq->arena, l.rows[i].at_ms));
        json_out_name_str(&o, S("url"),
                          str_printf(rq->arena, "/documents/%lld", (long long)l.rows[i].id));
        json_out_object_end(&o);
    }
    end_list(&o);
    resp_tag(rs, S("published"), rq->site.id);
    return NULL;
}
