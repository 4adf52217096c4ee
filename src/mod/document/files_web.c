/*
 * Attachments and pictures of the working copy. They may change where the text may, so nothing is
 * added after the review before publication; what a change of attachments makes of the version is
 * in attach.c.
 */
#include "mod/document/web.h"

#include "core/audit.h"
#include "core/files.h"
#include "core/permission.h"
#include "core/site_sql.h"
#include "core/upload.h"
#include "text/json.h"

/* ---- reading -------------------------------------------------------------------------------- */

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct document_page *p = arg;

    TRY(flow_load(tx, a, &document_flow, p->actor, p->id, &p->c));
    TRY(document_load(tx, a, p->scope, p->id, &p->d));
    TRY(document_file_list(tx, a, p->scope, p->id, &p->files, &p->n_files));
    return flow_history(tx, a, &document_flow, p->id, &p->events, &p->n_events);
}

struct err *document_page_load(struct req *rq, struct document_page *out)
{
    *out = (struct document_page){.scope = *rq->actor->scope,
                                  .actor = rq->actor,
                                  .env = &staff_env(rq)->flow,
                                  .now_ms = rq->now_ms};
    TRY(req_param_id(rq, "id", &out->id));
    return db_read(rq->db, rq->arena, load, out);
}

bool document_may_save(const struct flow_case *c, const struct actor *actor)
{
    const struct flow_step *s = flow_step_of(&document_flow, S("save"), c->state);

    return s && s->from[0] && actor_may(actor, s->perm);
}

static struct rich_node *copy_node(struct arena *a, const struct rich_node *n)
{
    struct rich_node *out = ARENA_NEW(a, struct rich_node);
    struct rich_node **at = &out->first;

    *out = *n;
    out->next = NULL;
    out->first = NULL;
    if (n->kind == RICH_IMAGE && str_starts(n->src, S("/files/")))
        out->src = str_cat(a, S("/staff"), n->src);
    /* As deep as the schema allows a tree to be (RICH_DEPTH_MOST). */
    for (const struct rich_node *it = n->first; it; it = it->next) {
        *at = copy_node(a, it);
        at = &(*at)->next;
    }
    return out;
}

const struct rich_node *document_staff_tree(struct arena *a, const struct rich_node *doc)
{
    return copy_node(a, doc);
}

/* A file without a title is a picture in the text. */
struct document_file_line *document_file_lines(struct arena *a,
                                               const struct document_file_list_row *rows, size_t n)
{
    struct document_file_line *out = ARENA_ARRAY(a, struct document_file_line, n);

    for (size_t i = 0; i < n; i++)
        out[i] = (struct document_file_line){
            .id = rows[i].file_id,
            .title = rows[i].title,
            .name = rows[i].name,
            .size = upload_size_words(a, rows[i].size),
            .inline_image = !rows[i].title.n,
        };
    return out;
}

/* ---- changing attachments: the step `attach` ------------------------------------------------ */

struct change {
    const struct flow_env *env;
    const struct actor *actor;
    int64_t id, now_ms;
    struct document_attach_input in;
    str note;    /* for the history */
    bool before; /* all of these files are attached already: the form was sent twice */
};

static bool is_attached(const struct document_file_list_row *rows, size_t n,
                        const struct upload_stored *s)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].title.n && str_eq(rows[i].digest, s->digest) && str_eq(rows[i].name, s->name))
            return true;
    return false;
}

static struct err *sent_before(struct db_tx *tx, struct arena *a, struct change *c)
{
    struct document_file_list_row *rows;
    size_t n;

    TRY(document_file_list(tx, a, *c->actor->scope, c->id, &rows, &n));
    c->before = c->in.n_stored > 0;
    for (size_t i = 0; i < c->in.n_stored; i++)
        c->before = c->before && is_attached(rows, n, &c->in.stored[i]);
    return NULL;
}

/* Attachments are named one by one, so the version is the present one: nothing of a colleague's is
 * overwritten. */
static struct err *make_step(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct flow_case k;
    struct flow_result result;

    TRY(flow_load(tx, a, &document_flow, c->actor, c->id, &k));
    if (!document_may_save(&k, c->actor))
        return ERR(a, GUARD, "这份文件在目前的环节不能改附件，请先退回或者修订");
    TRY(sent_before(tx, a, c));
    if (c->before) return NULL;
    return flow_fire(c->env, tx, a, &document_flow, c->actor, c->id, k.version, S("attach"), &c->in,
                     S("{}"), c->note, c->now_ms, &result);
}

static struct err *begin_change(struct req *rq, struct change *c)
{
    *c = (struct change){.env = &staff_env(rq)->flow,
                         .actor = rq->actor,
                         .now_ms = rq->now_ms,
                         .in = {.title = S("")}};
    return req_param_id(rq, "id", &c->id);
}

static str edit_url(struct req *rq, int64_t id)
{
    return str_printf(rq->arena, "/staff/documents/%lld/edit#h-files", (long long)id);
}

static struct err *store(struct req *rq, const struct upload *const *uploads, size_t n,
                         enum upload_use use, const struct upload_stored **out)
{
    struct upload_stored *stored = ARENA_ARRAY(rq->arena, struct upload_stored, n);

    for (size_t i = 0; i < n; i++)
        TRY(upload_store(rq->arena, &staff_env(rq)->data, uploads[i], use, &stored[i]));
    *out = stored;
    return NULL;
}

/* 添加附件：申请表.docx、流程图.pdf. */
static str names_of(struct arena *a, const struct upload_stored *stored, size_t n)
{
    str *names = ARENA_ARRAY(a, str, n);

    for (size_t i = 0; i < n; i++) names[i] = stored[i].name;
    return str_cat(a, S("添加附件："), str_join(a, names, n, S("、")));
}

struct err *document_files_post(struct req *rq, struct resp *rs)
{
    const struct document_files_input *in = REQ_INPUT(rq, struct document_files_input);
    struct change c;

    /* The page that shows an error again shows the stored document, not the fields of this form. */
    rq->raw = (struct values){0};
    TRY(begin_change(rq, &c));
    TRY(store(rq, in->files.items, in->files.n, UPLOAD_ATTACHMENT, &c.in.stored));
    c.in.n_stored = in->files.n;
    c.note = names_of(rq->arena, c.in.stored, c.in.n_stored);
    TRY(db_write(rq->db, rq->arena, make_step, &c));
    staff_redirect_done(rq, rs, edit_url(rq, c.id), c.before ? "before" : "uploaded");
    return NULL;
}

/* The words of an attachment, for the history; empty when it is not there. */
static str title_of(struct arena *a, const struct document_page *p, int64_t file_id)
{
    for (size_t i = 0; i < p->n_files; i++)
        if (p->files[i].file_id == file_id)
            return str_join(
                a,
                (const str[]){S("“"), p->files[i].title.n ? p->files[i].title : p->files[i].name,
                              S("”")},
                3, S(""));
    return S("");
}

static struct err *change_one(struct req *rq, struct change *c, int64_t *at, str *words)
{
    struct document_page p;

    rq->raw = (struct values){0};
    TRY(begin_change(rq, c));
    TRY(req_param_id(rq, "file", at));
    TRY(document_page_load(rq, &p));
    *words = title_of(rq->arena, &p, *at);
    return NULL;
}

struct err *document_file_remove_post(struct req *rq, struct resp *rs)
{
    struct change c;
    str words;

    TRY(change_one(rq, &c, &c.in.remove, &words));
    c.note = str_cat(rq->arena, S("移除附件"), words);
    TRY(db_write(rq->db, rq->arena, make_step, &c));
    staff_redirect_done(rq, rs, edit_url(rq, c.id), "removed");
    return NULL;
}

struct err *document_file_rename_post(struct req *rq, struct resp *rs)
{
    const struct document_rename_input *in = REQ_INPUT(rq, struct document_rename_input);
    struct change c;
    str words;

    TRY(change_one(rq, &c, &c.in.rename, &words));
    c.in.title = in->name;
    c.note = str_join(rq->arena, (const str[]){S("附件"), words, S("改名为“"), in->name, S("”")}, 5,
                      S(""));
    TRY(db_write(rq->db, rq->arena, make_step, &c));
    staff_redirect_done(rq, rs, edit_url(rq, c.id), "renamed");
    return NULL;
}

/* ---- pictures of the text ------------------------------------------------------------------- */

struct picture {
    const struct actor *actor;
    int64_t id, now_ms, file_id;
    str remote;
    const struct upload_stored *stored;
};

/* No step: the picture belongs to the version whose text shows it, and that a save makes. */
static struct err *add_picture(struct db_tx *tx, struct arena *a, void *arg)
{
    struct picture *p = arg;
    struct flow_case k;
    const struct audit_entry e = {
        .site_id = p->actor->scope->site,
        .staff_id = p->actor->user,
        .actor = p->actor->name,
        .action = S("document.attach_picture"),
        .object = S("document"),
        .object_id = p->id,
        .detail = S("{}"),
        .remote = p->remote,
    };

    TRY(flow_load(tx, a, &document_flow, p->actor, p->id, &k));
    if (!document_may_save(&k, p->actor))
        return ERR(a, GUARD, "这份文件在目前的环节不能加图片，请先退回或者修订");
    TRY(document_files_add(tx, a, p->actor, p->id, p->stored, 1, true, p->now_ms, &p->file_id));
    return audit_write(tx, a, p->now_ms, &e);
}

struct err *document_image_post(struct req *rq, struct resp *rs)
{
    const struct document_image_input *in = REQ_INPUT(rq, struct document_image_input);
    struct picture p = {.actor = rq->actor, .now_ms = rq->now_ms, .remote = rq->remote};
    struct json_out o;

    TRY(req_param_id(rq, "id", &p.id));
    TRY(store(rq, &in->image, 1, UPLOAD_IMAGE, &p.stored));
    TRY(db_write(rq->db, rq->arena, add_picture, &p));
    resp_type(rs, S("application/json"));
    rs->status = 201;
    json_out_init(&o, &rs->body, false);
    json_out_object(&o);
    json_out_name_int(&o, S("id"), p.file_id);
    json_out_name_str(&o, S("src"), str_printf(rq->arena, "/files/%lld", (long long)p.file_id));
    json_out_object_end(&o);
    return NULL;
}

/* ---- one file ------------------------------------------------------------------------------- */

struct asked {
    struct scope scope;
    int64_t id;
    struct document_file_get_row row;
    bool found;
};

static struct err *find(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asked *f = arg;

    return document_file_get(tx, a, f->scope, f->id, &f->row, &f->found);
}

struct err *document_staff_file(struct req *rq, struct resp *rs)
{
    struct asked f = {.scope = *rq->actor->scope};
    struct resp_file file = {.fd = -1};

    TRY(req_param_id(rq, "id", &f.id));
    TRY(db_read(rq->db, rq->arena, find, &f));
    if (!f.found) return ERR(rq->arena, NOT_FOUND, "没有这个附件，或者不在您的管理范围内");
    TRY(sys_file_hand_over(rq->arena, &staff_env(rq)->data, files_path(rq->arena, f.row.digest),
                           &file.fd, &file.size));
    file.type = f.row.type;
    file.name = f.row.name;
    file.etag = str_head(f.row.digest, 32);
    file.display = str_starts(f.row.type, S("image/")) || str_eq(f.row.type, S("application/pdf"));
    resp_file(rs, &file);
    return NULL;
}
