/* What a case page and the API show of a document; what the privacy scan finds in it. */
#include "mod/document/internal.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "core/env.h"
#include "core/permission.h"
#include "core/site_sql.h"
#include "db/like.h"
#include "mod/document/document_sql.h"
#include "mod/document/web.h"
#include "text/json.h"
#include "text/scan.h"

enum { FACTS_MOST = 20 + DOCUMENT_FILES_MOST, FIELDS_BYTES = 2 * DOCUMENT_TREE_BYTES };

static void add(struct flow_show_out *out, str label, str text, str url)
{
    if (text.n) out->facts[out->n_facts++] = (struct flow_fact){label, text, url};
}

static void write_day(struct arena *a, struct json_out *o, str name, struct date d)
{
    json_out_name(o, name);
    if (date_is_none(d))
        json_out_null(o);
    else
        json_out_str(o, date_str(a, d));
}

static void write_files(struct json_out *o, const struct document_file_list_row *files, size_t n)
{
    json_out_name(o, S("attachments"));
    json_out_array(o);
    for (size_t i = 0; i < n; i++) {
        if (!files[i].title.n) continue; /* a picture of the text */
        json_out_object(o);
        json_out_name_int(o, S("id"), files[i].file_id);
        json_out_name_str(o, S("title"), files[i].title);
        json_out_name_str(o, S("name"), files[i].name);
        json_out_name_int(o, S("size"), files[i].size);
        json_out_name_str(o, S("type"), files[i].type);
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

/* The same names as the fields of document_form, so that what was read can be sent back. */
static str fields_json(struct arena *a, const struct document *d, str column,
                       const struct document_file_list_row *files, size_t n_files)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, FIELDS_BYTES);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_str(&o, S("title"), d->title);
    json_out_name_int(&o, S("column"), d->column_id);
    json_out_name_str(&o, S("column_path"), column);
    json_out_name_str(&o, S("kind"), d->kind);
    json_out_name_str(&o, S("summary"), d->summary);
    json_out_name_str(&o, S("attribute"), d->attribute);
    json_out_name_str(&o, S("attribute_reason"), d->attribute_reason);
    json_out_name_str(&o, S("number"), d->document_no);
    json_out_name_str(&o, S("index"), d->index_no);
    json_out_name_str(&o, S("issuer"), d->issuer);
    json_out_name_str(&o, S("source"), d->source);
    json_out_name_str(&o, S("theme"), d->theme);
    json_out_name_str(&o, S("genre"), d->genre);
    json_out_name_str(&o, S("keywords"), d->keywords);
    json_out_name_str(&o, S("art20"), d->art20);
    json_out_name_str(&o, S("validity"), d->validity);
    write_day(a, &o, S("made_on"), d->made_on);
    write_day(a, &o, S("effective_on"), d->effective_on);
    write_day(a, &o, S("repealed_on"), d->repealed_on);
    json_out_name_int(&o, S("interprets"), d->interprets_id);
    json_out_name_int(&o, S("content_version"), d->content_version);
    write_files(&o, files, n_files);
    json_out_name(&o, S("tree"));
    json_out_value(&o, d->tree);
    json_out_object_end(&o);
    return buf_ok(&b) ? buf_str(&b) : S("{}");
}

/* What the privacy scan sees in the text as it stands, for whoever reviews it. */
static str findings_text(struct arena *a, const struct document *d, const struct rich_node *tree)
{
    struct document_finding *found;
    size_t n;
    struct buf b;

    document_scan_text(a, d->title, d->summary, rich_text(a, tree), &found, &n);
    if (!n) return S("没有发现个人信息");
    buf_init(&b, a, (size_t)16 * 1024);
    buf_printf(&b, "发现%zu处：", n);
    for (size_t i = 0; i < n && i < 20; i++)
        buf_printf(&b, "%s%.*s %.*s", i ? "；" : "", STR_ARG(found[i].label),
                   STR_ARG(found[i].masked));
    if (n > 20) buf_lit(&b, "……");
    return buf_str(&b);
}

struct err *document_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                          const struct actor *actor, const struct flow_case *c,
                          struct flow_show_out *out)
{
    struct document d;
    struct document_file_list_row *files;
    size_t n_files;
    const struct rich_node *tree;
    const struct directory_site *site =
        env->core ? directory_by_id(env->core->directory, actor->scope->site) : NULL;

    TRY(document_load(tx, a, *actor->scope, c->id, &d));
    TRY(document_file_list(tx, a, *actor->scope, c->id, &files, &n_files));
    TRY(rich_from_json(a, d.tree, &tree));
    const struct site_column *column = site ? columns_by_id(&site->columns, d.column_id) : NULL;

    *out = (struct flow_show_out){.facts = ARENA_ARRAY(a, struct flow_fact, FACTS_MOST),
                                  .links = ARENA_ARRAY(a, struct flow_fact, 4)};
    add(out, S("栏目"), column ? column->name : S(""), S(""));
    add(out, S("信息类别"), document_label(document_kinds, d.kind), S(""));
    add(out, S("公开属性"), document_label(document_attributes, d.attribute), S(""));
    add(out, S("属性理由"), d.attribute_reason, S(""));
    add(out, S("索引号"), d.index_no, S(""));
    add(out, S("发文字号"), d.document_no, S(""));
    add(out, S("发文机关"), d.issuer, S(""));
    add(out, S("成文日期"), date_str(a, d.made_on), S(""));
    add(out, S("有效性"), document_label(document_validities, d.validity), S(""));
    add(out, S("主题分类"), d.theme, S(""));
    add(out, S("体裁"), d.genre, S(""));
    add(out, S("关键词"), d.keywords, S(""));
    add(out, S("内容概述"), d.summary, S(""));
    if (!str_eq(d.attribute, S("withheld")))
        add(out, S("隐私扫描"), findings_text(a, &d, tree), S(""));
    for (size_t i = 0; i < n_files; i++)
        if (files[i].title.n)
            add(out, S("附件"), files[i].title,
                str_printf(a, "/staff/files/%lld", (long long)files[i].file_id));
    out->content =
        rich_html(a, document_staff_tree(a, tree), (struct rich_html_options){.heading_ids = true});
    out->fields = fields_json(a, &d, column ? column->path : S(""), files, n_files);
    if (flow_step_of(&document_flow, S("save"), c->state) && actor_may(actor, &DOCUMENT_DRAFT))
        out->links[out->n_links++] = (struct flow_fact){
            S("编辑"), S(""), str_printf(a, "/staff/documents/%lld/edit", (long long)c->id)};
    out->links[out->n_links++] = (struct flow_fact){
        S("预览"), S(""), str_printf(a, "/staff/documents/%lld/preview", (long long)c->id)};
    out->links[out->n_links++] = (struct flow_fact){
        S("各稿比较"), S(""), str_printf(a, "/staff/documents/%lld/versions", (long long)c->id)};
    if (str_eq(c->state, S("published")) || str_eq(c->state, S("revising")))
        out->links[out->n_links++] = (struct flow_fact){
            S("公众看到的页面"), S(""), str_printf(a, "/documents/%lld", (long long)c->id)};
    return NULL;
}

/* A dozen characters before and after a finding, so that a person sees what it is about. */
static str around(struct arena *a, str text, const struct scan_finding *f)
{
    enum { CHARS = 12 };
    str before = str_head(text, f->start);
    size_t skip = utf8_count(before);
    str from = str_from(before, utf8_head(before, skip > CHARS ? skip - CHARS : 0).n);
    const str parts[] = {from, f->masked, utf8_head(str_from(text, f->end), CHARS)};
    str joined = str_join(a, parts, COUNT_OF(parts), S(""));

    return str_replace(a, joined, S("\n"), S(" "));
}

/* Words for the record and for programs. */
static const str kind_words[SCAN_KINDS_] = {
    [SCAN_RESIDENT_ID] = S_INIT("resident_id"),
    [SCAN_MOBILE] = S_INIT("mobile"),
    [SCAN_LANDLINE] = S_INIT("landline"),
    [SCAN_BANK_CARD] = S_INIT("bank_card"),
    [SCAN_EMAIL] = S_INIT("email"),
    [SCAN_ADDRESS] = S_INIT("address"),
};

/* ---- the privacy scan ---------------------------------------------------------------------- */

struct err *document_scan(struct arena *a, const struct document *d, struct document_finding **out,
                          size_t *n)
{
    const struct rich_node *tree;

    TRY(rich_from_json(a, d->tree, &tree));
    document_scan_text(a, d->title, d->summary, rich_text(a, tree), out, n);
    return NULL;
}

void document_scan_text(struct arena *a, str title, str summary, str plain,
                        struct document_finding **out, size_t *n)
{
    struct scan_finding *found;
    const str parts[] = {title, summary, plain};
    str text = str_join(a, parts, COUNT_OF(parts), S("\n"));

    scan_text(a, text, &found, n);
    *out = ARENA_ARRAY(a, struct document_finding, *n);
    size_t likely = 0;

    /* A public office address is only possible: it is left to the reader's eye, not to the gate. */
    for (size_t i = 0; i < *n; i++)
        if (found[i].certainty == SCAN_LIKELY)
            (*out)[likely++] = (struct document_finding){.kind = kind_words[found[i].kind],
                                                         .label = scan_kind_label(found[i].kind),
                                                         .masked = found[i].masked,
                                                         .around = around(a, text, &found[i])};
    *n = likely;
}

str document_findings_json(struct arena *a, const struct document_finding *f, size_t n,
                           str override)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, (size_t)64 * 1024);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name(&o, S("found"));
    json_out_array(&o);
    /* Masked: the record must not become a list of personal data itself. */
    for (size_t i = 0; i < n && i < 200; i++) {
        json_out_object(&o);
        json_out_name_str(&o, S("kind"), f[i].kind);
        json_out_name_str(&o, S("masked"), f[i].masked);
        json_out_object_end(&o);
    }
    json_out_array_end(&o);
    json_out_name_int(&o, S("n"), (int64_t)n);
    json_out_name_str(&o, S("reason"), override);
    json_out_object_end(&o);
    return buf_ok(&b) ? buf_str(&b) : S("{}");
}

/* ---- numbers -------------------------------------------------------------------------------- */

str document_number_words(struct arena *a, str words)
{
    /* Brackets of every keyboard, as the numbers are kept (GB/T 9704 7.2.5: 〔2020〕). */
    static const struct {
        str typed, kept;
    } brackets[] = {
        {S_INIT("["), S_INIT("〔")},  {S_INIT("]"), S_INIT("〕")},  {S_INIT("("), S_INIT("〔")},
        {S_INIT(")"), S_INIT("〕")},  {S_INIT("（"), S_INIT("〔")}, {S_INIT("）"), S_INIT("〕")},
        {S_INIT("［"), S_INIT("〔")}, {S_INIT("］"), S_INIT("〕")}, {S_INIT("【"), S_INIT("〔")},
        {S_INIT("】"), S_INIT("〕")},
    };

    for (size_t i = 0; i < COUNT_OF(brackets); i++)
        words = str_replace(a, words, brackets[i].typed, brackets[i].kept);
    return words;
}

struct err *document_find(struct db_tx *tx, struct arena *a, struct scope scope, str words,
                          int64_t most, int64_t **ids, size_t *n)
{
    struct document_numbered_row *rows;

    TRY(document_numbered(tx, a, scope, db_like_contains(a, document_number_words(a, words)), most,
                          &rows, n));
    *ids = ARENA_ARRAY(a, int64_t, *n);
    for (size_t k = 0; k < *n; k++) (*ids)[k] = rows[k].id;
    return NULL;
}
