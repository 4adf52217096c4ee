/* The working copy: reading it, writing it, what is missing from it, publishing it, importing. */
#include "mod/document/internal.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "core/audit_sql.h"
#include "core/env.h"
#include "core/permission.h"
#include "core/publication.h"
#include "core/publication_sql.h"
#include "core/site_sql.h"
#include "mod/document/document_sql.h"
#include "sys/crypto.h"
#include "text/chinese.h"

static void of_row(const struct document_get_row *r, struct document *d)
{
    *d = (struct document){
        .id = r->id,
        .organ_id = r->organ_id,
        .content_version = r->content_version,
        .column_id = r->column_id,
        .interprets_id = r->interprets_id.set ? r->interprets_id.v : 0,
        .kind = r->kind,
        .title = r->title,
        .tree = r->tree,
        .summary = r->summary,
        .attribute = r->attribute,
        .attribute_reason = r->attribute_reason,
        .document_no = r->document_no,
        .index_no = r->index_no,
        .issuer = r->issuer,
        .source = r->source,
        .theme = r->theme,
        .genre = r->genre,
        .keywords = r->keywords,
        .art20 = r->art20,
        .validity = r->validity,
        .made_on = r->made_on,
        .effective_on = r->effective_on,
        .repealed_on = r->repealed_on,
    };
}

struct err *document_load(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id,
                          struct document *out)
{
    struct document_get_row row;
    bool found;

    TRY(document_get(tx, a, scope, id, &row, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
    of_row(&row, out);
    return NULL;
}

/* ---- what is missing ----------------------------------------------------------------------- */

static bool is_empty_tree(struct arena *a, str tree)
{
    const struct rich_node *doc;

    return !tree.n || rich_from_json(a, tree, &doc) || rich_is_blank(doc);
}

void document_missing(struct arena *a, const struct document *d, struct document_missing **out,
                      size_t *n)
{
    const struct {
        bool missing;
        struct document_missing what;
    } checks[] = {
        {!d->title.n, {S_INIT("title"), S_INIT("请填写标题")}},
        {is_empty_tree(a, d->tree), {S_INIT("tree"), S_INIT("请填写正文")}},
        {!d->column_id, {S_INIT("column"), S_INIT("请选择栏目")}},
        {!d->attribute.n,
         {S_INIT("attribute"), S_INIT("请确定公开属性：主动公开、依申请公开或不予公开")}},
        {d->attribute.n && !str_eq(d->attribute, S("active")) && !d->attribute_reason.n,
         {S_INIT("attribute_reason"), S_INIT("依申请公开、不予公开须写明法律依据和理由")}},
        {!d->issuer.n, {S_INIT("issuer"), S_INIT("请填写发文机关")}},
        {str_eq(d->kind, S("policy")) && !d->genre.n,
         {S_INIT("genre"), S_INIT("政策文件须选择体裁，如通知、意见、办法")}},
        {str_eq(d->kind, S("interpretation")) && !d->interprets_id,
         {S_INIT("interprets"), S_INIT("政策解读须指明所解读的文件")}},
    };

    *n = 0;
    *out = ARENA_ARRAY(a, struct document_missing, COUNT_OF(checks));
    for (size_t i = 0; i < COUNT_OF(checks); i++)
        if (checks[i].missing) (*out)[(*n)++] = checks[i].what;
}

/* ---- writing ------------------------------------------------------------------------------- */

static struct err *check_references(struct flow_ctx *x, const struct document_input *in)
{
    struct column_exists_row column;
    bool found;

    TRY(column_exists(x->tx, x->arena, (struct site_scope){x->actor->scope->site}, in->column,
                      &column, &found));
    if (!found) return ERR_FIELD(x->arena, "column", "没有这个栏目，请重新选择");
    /* A day to come would start a clock that has not begun. */
    if (in->made_on.day > x->today.day)
        return ERR_FIELD(x->arena, "made_on", "成文日期不能晚于今天");
    if (!in->interprets) return NULL;
    struct document d;
    struct publication_line line;

    /* What is public may be interpreted by every organ of the site, a draft by its own. */
    TRY(publication_line_get(x->tx, x->arena, (struct site_scope){x->actor->scope->site},
                             in->interprets, &line, &found));
    if (found) return NULL;
    struct err *e = document_load(x->tx, x->arena, *x->actor->scope, in->interprets, &d);

    if (e && e->code == ERR_NOT_FOUND)
        return ERR_FIELD(x->arena, "interprets", "没有找到所解读的文件");
    return e;
}

struct err *document_store(struct flow_ctx *x, const struct document_input *in,
                           const struct document_text *text, bool is_new)
{
    struct arena *a = x->arena;
    struct scope scope = *x->actor->scope;
    struct opt_int64 interprets = {.set = in->interprets != 0, .v = in->interprets};
    str kind = in->kind.n ? in->kind : S("other");
    str validity = in->validity.n ? in->validity : S("none");
    str number = chinese_docno_normal(a, in->document_no);
    str source = in->source.n ? in->source : x->c->organ;
    /* Who brings a text in is not who issued it: what an import does not say stays open. */
    str issuer = in->issuer.n || x->step->system ? in->issuer : x->c->organ;
    int64_t changed;

    if (in->interprets && in->interprets == x->c->id)
        return ERR_FIELD(a, "interprets", "文件不能解读它自己");
    TRY(check_references(x, in));
    if (is_new) {
        TRY(document_insert(x->tx, a, scope, x->c->id, in->column, kind, in->title, text->tree,
                            in->summary, in->attribute, in->attribute_reason, number, S(""), issuer,
                            source, in->theme, in->genre, in->keywords, in->art20, validity,
                            in->made_on, in->effective_on, in->repealed_on, interprets,
                            x->actor->name, x->now_ms, &changed));
    } else {
        TRY(document_version_begin(x));
        TRY(document_update(x->tx, a, scope, x->c->id, in->column, kind, in->title, text->tree,
                            in->summary, in->attribute, in->attribute_reason, number, issuer,
                            source, in->theme, in->genre, in->keywords, in->art20, validity,
                            in->made_on, in->effective_on, in->repealed_on, interprets,
                            x->actor->name, x->now_ms, &changed));
    }
    if (changed != 1) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
    return NULL;
}

/* ---- publishing ---------------------------------------------------------------------------- */

/* {统一社会信用代码}/{年月}-{五位流水}: the serial restarts monthly and is never given twice. */
static struct err *give_index_no(struct flow_ctx *x, struct document *d)
{
    struct organ_row organ;
    struct sequence_next_row seq;
    bool found;
    struct date_parts p = date_parts(date_is_none(d->made_on) ? x->today : d->made_on);
    str period = str_printf(x->arena, "%04d%02d", p.year, p.month);

    if (d->index_no.n) return NULL;
    TRY(organ_get(x->tx, x->arena, (struct site_scope){x->actor->scope->site}, d->organ_id, &organ,
                  &found));
    if (!found) return ERR(x->arena, INTERNAL, "没有这个机构");
    TRY(sequence_next(x->tx, x->arena, x->actor->scope->site,
                      str_cat(x->arena, S("index_no:"), organ.uscc), period, &seq));
    d->index_no = str_printf(x->arena, "%.*s/%.*s-%05lld", STR_ARG(organ.uscc), STR_ARG(period),
                             (long long)seq.last);
    return document_set_index_no(x->tx, x->arena, *x->actor->scope, d->id, d->index_no, NULL);
}

/* The first words of the text, where nobody wrote a summary. */
static str summary_of(struct arena *a, const struct document *d, str plain)
{
    enum { SUMMARY_CHARS = 120 };
    struct buf b;
    bool space = false;

    if (d->summary.n) return d->summary;
    str rest = utf8_head(utf8_trim(plain), (size_t)SUMMARY_CHARS * 3);

    buf_init(&b, a, rest.n + 1);
    for (uint32_t c; utf8_next(&rest, &c);) {
        if (utf8_is_space(c)) {
            space = b.n > 0;
            continue;
        }
        if (space) buf_byte(&b, ' ');
        space = false;
        buf_rune(&b, c);
    }
    return utf8_ellipsis(a, buf_str(&b), SUMMARY_CHARS);
}

/* The attachments, and of the pictures those that the text shows: nobody has seen the others. */
static struct err *attachments_of(struct flow_ctx *x, const struct document *d,
                                  struct publication_in *p)
{
    struct document_file_list_row *rows;
    size_t n;

    TRY(document_file_list(x->tx, x->arena, *x->actor->scope, d->id, &rows, &n));
    struct publication_file_in *files = ARENA_ARRAY(x->arena, struct publication_file_in, n);

    for (size_t i = 0; i < n; i++) {
        if (!rows[i].title.n && !document_shows_picture(x->arena, d, rows[i].file_id)) continue;
        files[p->n_files++] = (struct publication_file_in){rows[i].file_id, rows[i].title};
    }
    p->files = files;
    return NULL;
}

struct err *document_publish(struct flow_ctx *x, const struct document_text *text,
                             int64_t published_ms)
{
    struct arena *a = x->arena;
    struct document d;
    struct review_passed_row review;
    struct site_columns columns;
    struct document_text rendered;
    bool found;

    TRY(document_load(x->tx, a, *x->actor->scope, x->c->id, &d));
    TRY(review_passed(x->tx, a, *x->actor->scope, d.id, d.content_version, &review, &found));
    if (!found) return ERR(a, GUARD, "这一稿还没有公开审查记录，不能发布");
    TRY(give_index_no(x, &d));
    TRY(columns_load(x->tx, a, x->actor->scope->site, &columns));
    if (!text) {
        TRY(document_text_read(a, d.tree, S(""), &rendered));
        text = &rendered;
    }
    struct publication_in p = {
        .id = d.id,
        .column_id = d.column_id,
        .review_id = review.id,
        .content_version = d.content_version,
        .disclosure = d.attribute,
        .kind = d.kind,
        .title = d.title,
        .summary = summary_of(a, &d, text->plain),
        .html = text->html,
        .plain = text->plain,
        .document_no = d.document_no,
        .index_no = d.index_no,
        .issuer = d.issuer,
        .source = d.source,
        .theme = d.theme,
        .genre = d.genre,
        .keywords = d.keywords,
        .art20 = d.art20,
        .validity = d.validity,
        .made_on = d.made_on,
        .effective_on = d.effective_on,
        .repealed_on = d.repealed_on,
        .interprets_id = d.interprets_id,
        .published_ms = published_ms,
    };

    TRY(attachments_of(x, &d, &p));
    return publication_publish(x->tx, a, *x->actor->scope, &columns, &p, x->now_ms);
}

/* ---- import -------------------------------------------------------------------------------- */

/* A line is the same line when title, number, day and text are. */
static str import_digest(struct arena *a, const struct document_import *in)
{
    struct crypto_hasher *h = crypto_hasher_open(a, CRYPTO_SHA256);
    struct crypto_digest digest;
    const str parts[] = {in->title, in->number, date_str(a, in->made_on), in->body};

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        crypto_hasher_add(h, str_printf(a, "%zu:", parts[i].n));
        crypto_hasher_add(h, parts[i]);
    }
    crypto_hasher_done(h, &digest);
    return crypto_digest_hex(a, &digest);
}

struct err *document_import(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                            const struct actor *system, int64_t column_id, int64_t organ_id,
                            const struct document_import *in, const struct document_text *text,
                            int64_t now_ms, int64_t *id, bool *is_new)
{
    struct document_import_get_row before;
    struct site_scope site = {system->scope->site};
    struct flow_result result;
    str digest = import_digest(a, in);
    bool found;
    struct document_import_fields fields = {
        .input =
            {
                .title = in->title,
                .tree = S(""),
                .text = in->body,
                .column = column_id,
                .kind = in->kind.n ? in->kind : S("policy"),
                .summary = in->summary,
                .attribute = S("active"),
                .attribute_reason = S(""),
                .document_no = in->number,
                .issuer = in->issuer,
                .source = in->source,
                .theme = in->theme,
                .genre = in->genre,
                .keywords = in->keywords,
                .art20 = in->art20,
                .validity = in->validity,
                .made_on = in->made_on,
                .effective_on = in->effective_on,
                .repealed_on = DATE_NONE,
                .interprets = in->interprets,
            },
        .text = text,
        .published_ms = in->published_ms,
    };

    TRY(document_import_get(tx, a, site, digest, &before, &found));
    *is_new = !found;
    if (found) {
        *id = before.document_id;
        return NULL;
    }
    if (!fields.published_ms)
        fields.published_ms = date_is_none(in->made_on) ? now_ms : date_start_ms(in->made_on);
    TRY(flow_start(env, tx, a, &document_flow, system, S("import"), organ_id, in->title, &fields,
                   S("{}"), S(""), now_ms, &result));
    *id = result.id;
    return document_import_insert(tx, a, site, digest, result.id, NULL);
}
