/*
 * Attachments and pictures of the working copy. They may change where the text may (the step
 * `save`), so nothing is added after the review before publication.
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

/* ---- writing -------------------------------------------------------------------------------- */

struct change {
    const struct actor *actor;
    int64_t id, now_ms;
    str remote;
    const struct upload_stored *stored;
    size_t n;
    bool pictures;
    int64_t file_id; /* the last one that was stored; or the one to be removed */
};

/* The case, if its files may be changed now; records that they were. */
static struct err *check(struct db_tx *tx, struct arena *a, const struct change *c, str action)
{
    struct flow_case k;
    const struct audit_entry e = {
        .site_id = c->actor->scope->site,
        .staff_id = c->actor->user,
        .actor = c->actor->name,
        .action = action,
        .object = S("document"),
        .object_id = c->id,
        .detail = S("{}"),
        .remote = c->remote,
    };

    TRY(flow_load(tx, a, &document_flow, c->actor, c->id, &k));
    if (!document_may_save(&k, c->actor))
        return ERR(a, GUARD, "这份文件在目前的环节不能改附件，请先退回或者修订");
    return audit_write(tx, a, c->now_ms, &e);
}

static struct err *add(struct db_tx *tx, struct arena *a, void *arg)
{
    struct change *c = arg;
    struct document_file_list_row *rows;
    size_t n;

    TRY(check(tx, a, c, S("document.attach")));
    TRY(document_file_list(tx, a, *c->actor->scope, c->id, &rows, &n));
    if (n + c->n > DOCUMENT_FILES_MOST)
        return ERR_FIELD(a, "files", "一份文件最多%d个附件和图片", DOCUMENT_FILES_MOST);
    for (size_t i = 0; i < c->n; i++) {
        const struct upload_stored *s = &c->stored[i];
        struct file_insert_row row;
        int64_t added;

        TRY(file_insert(tx, a, *c->actor->scope, s->digest, s->size, s->type, s->name,
                        opt_int64(c->actor->user), c->now_ms, &row));
        TRY(document_file_add(tx, a, *c->actor->scope, c->id, row.id, c->pictures ? S("") : s->name,
                              &added));
        if (!added) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
        c->file_id = row.id;
    }
    return NULL;
}

static struct err *store(struct req *rq, const struct upload *const *uploads, size_t n,
                         enum upload_use use, struct change *c)
{
    struct upload_stored *stored = ARENA_ARRAY(rq->arena, struct upload_stored, n);

    *c = (struct change){.actor = rq->actor,
                         .now_ms = rq->now_ms,
                         .remote = rq->remote,
                         .stored = stored,
                         .n = n,
                         .pictures = use == UPLOAD_IMAGE};
    TRY(req_param_id(rq, "id", &c->id));
    for (size_t i = 0; i < n; i++)
        TRY(upload_store(rq->arena, &staff_env(rq)->data, uploads[i], use, &stored[i]));
    return db_write(rq->db, rq->arena, add, c);
}

static str edit_url(struct req *rq, int64_t id)
{
    return str_printf(rq->arena, "/staff/documents/%lld/edit", (long long)id);
}

struct err *document_files_post(struct req *rq, struct resp *rs)
{
    const struct document_files_input *in = REQ_INPUT(rq, struct document_files_input);
    struct change c;

    /* The page that shows an error again shows the stored document, not the fields of this form. */
    rq->raw = (struct values){0};
    TRY(store(rq, in->files.items, in->files.n, UPLOAD_ATTACHMENT, &c));
    staff_redirect_done(rq, rs, edit_url(rq, c.id), "uploaded");
    return NULL;
}

struct err *document_image_post(struct req *rq, struct resp *rs)
{
    const struct document_image_input *in = REQ_INPUT(rq, struct document_image_input);
    struct change c;
    struct json_out o;

    TRY(store(rq, &in->image, 1, UPLOAD_IMAGE, &c));
    resp_type(rs, S("application/json"));
    rs->status = 201;
    json_out_init(&o, &rs->body, false);
    json_out_object(&o);
    json_out_name_int(&o, S("id"), c.file_id);
    json_out_name_str(&o, S("src"), str_printf(rq->arena, "/files/%lld", (long long)c.file_id));
    json_out_object_end(&o);
    return NULL;
}

static struct err *take_off(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct change *c = arg;
    int64_t changed;

    TRY(check(tx, a, c, S("document.detach")));
    TRY(document_file_remove(tx, a, *c->actor->scope, c->id, c->file_id, &changed));
    return changed ? NULL : ERR(a, NOT_FOUND, "这份文件没有这个附件");
}

struct err *document_file_remove_post(struct req *rq, struct resp *rs)
{
    struct change c = {.actor = rq->actor, .now_ms = rq->now_ms, .remote = rq->remote};

    TRY(req_param_id(rq, "id", &c.id));
    TRY(req_param_id(rq, "file", &c.file_id));
    TRY(db_write(rq->db, rq->arena, take_off, &c));
    staff_redirect_done(rq, rs, edit_url(rq, c.id), "removed");
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
