/*
 * The step `attach`: attachments are added, taken off or renamed.
 *
 * Each makes a new version of the document, as a save does, so that a review (711 Art. 17), which
 * is of exactly one version, does not hold for attachments that nobody has reviewed. A picture that
 * is uploaded for the text makes none: the version that shows it is made by the save that puts it
 * into the text, and what no text shows is not published.
 */
#include "mod/document/internal.h"

#include "core/permission.h"
#include "core/site_sql.h"
#include "mod/document/document_sql.h"

static const struct form_field fields[] = {
    FORM_FILES(struct document_attach_input, files, "files", "附件", .max_items = 20),
    FORM_ID(struct document_attach_input, remove, "remove", "要移除的附件"),
    FORM_ID(struct document_attach_input, rename, "rename", "要改名的附件"),
    FORM_TEXT(struct document_attach_input, title, "title", "附件的新名称",
              .max_chars = DOCUMENT_FILE_TITLE_CHARS),
};
const struct form document_attach_form =
    FORM_SIZED("document_attach", struct document_attach_input, fields, 64 * 1024 * 1024);

struct err *document_version_begin(struct flow_ctx *x)
{
    struct scope scope = *x->actor->scope;

    TRY(document_version_keep(x->tx, x->arena, scope, x->c->id, NULL));
    return document_version_files_keep(x->tx, x->arena, scope, x->c->id, NULL);
}

bool document_shows_picture(struct arena *a, const struct document *d, int64_t file_id)
{
    str src = str_printf(a, "\"/files/%lld\"", (long long)file_id);

    return str_find(d->tree, src, 0) != STR_NONE;
}

/* ---- adding --------------------------------------------------------------------------------- */

struct err *document_files_add(struct db_tx *tx, struct arena *a, const struct actor *actor,
                               int64_t id, const struct upload_stored *files, size_t n,
                               bool pictures, int64_t now_ms, int64_t *last)
{
    struct document_file_list_row *rows;
    size_t n_rows;

    TRY(document_file_list(tx, a, *actor->scope, id, &rows, &n_rows));
    if (n_rows + n > DOCUMENT_FILES_MOST)
        return ERR_FIELD(a, "files", "一份文件最多%d个附件和图片", DOCUMENT_FILES_MOST);
    for (size_t i = 0; i < n; i++) {
        struct file_insert_row row;
        int64_t added;

        TRY(file_insert(tx, a, *actor->scope, files[i].digest, files[i].size, files[i].type,
                        files[i].name, opt_int64(actor->user), now_ms, &row));
        TRY(document_file_add(tx, a, *actor->scope, id, row.id, pictures ? S("") : files[i].name,
                              &added));
        if (!added) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
        *last = row.id;
    }
    return NULL;
}

/* ---- taking off, renaming ------------------------------------------------------------------- */

static struct err *find(struct flow_ctx *x, int64_t file_id, struct document_file_list_row *out)
{
    struct document_file_list_row *rows;
    size_t n;

    TRY(document_file_list(x->tx, x->arena, *x->actor->scope, x->c->id, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (rows[i].file_id != file_id) continue;
        *out = rows[i];
        return NULL;
    }
    return ERR(x->arena, NOT_FOUND, "这份文件没有这个附件，可能已经移除");
}

static struct err *take_off(struct flow_ctx *x, int64_t file_id)
{
    struct document_file_list_row row;
    struct document d;

    TRY(find(x, file_id, &row));
    TRY(document_load(x->tx, x->arena, *x->actor->scope, x->c->id, &d));
    if (!row.title.n && document_shows_picture(x->arena, &d, file_id))
        return ERR(x->arena, GUARD, "正文里还用着这张图片，请先从正文里删去并保存");
    return document_file_remove(x->tx, x->arena, *x->actor->scope, x->c->id, file_id, NULL);
}

static struct err *give_name(struct flow_ctx *x, int64_t file_id, str title)
{
    struct document_file_list_row row;

    TRY(find(x, file_id, &row));
    if (!title.n) return ERR_FIELD(x->arena, "title", "请填写附件的新名称");
    if (!row.title.n) return ERR(x->arena, GUARD, "正文里的图片没有名称，不能改名");
    if (str_eq(row.title, title)) return ERR_FIELD(x->arena, "title", "名称没有改动");
    return document_file_retitle(x->tx, x->arena, *x->actor->scope, x->c->id, file_id, title, NULL);
}

struct err *document_attach(struct flow_ctx *x)
{
    const struct document_attach_input *in = x->fields;
    int64_t changed;
    int64_t last;

    if (!in->n_stored && !in->remove && !in->rename)
        return ERR(x->arena, INVALID, "没有说明要添加、移除还是改名哪一个附件；附件在编辑页上传");
    TRY(document_version_begin(x));
    TRY(document_version_rise(x->tx, x->arena, *x->actor->scope, x->c->id, x->actor->name,
                              x->now_ms, &changed));
    if (changed != 1) return ERR(x->arena, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
    if (in->remove) TRY(take_off(x, in->remove));
    if (in->rename) TRY(give_name(x, in->rename, in->title));
    return document_files_add(x->tx, x->arena, x->actor, x->c->id, in->stored, in->n_stored, false,
                              x->now_ms, &last);
}
