/*
 * The print copy of a document: /documents/ID.pdf, laid out by GB/T 9704, and the QR code that
 * leads from paper and screen to its page. Both are public pages like that of the document: kept
 * with its tags, 404 and 410 with it.
 */
#include "mod/portal/portal.h"

#include "base/num.h"
#include "base/vec.h"
#include "core/env.h"
#include "core/files.h"
#include "core/publication_sql.h"
#include "core/site_sql.h"
#include "mod/portal/frame.h"
#include "mod/portal/inside.h"
#include "render/pdf.h"
#include "render/qr.h"

enum {
    PICTURE_BYTES_MOST = 8 * 1024 * 1024,
    PICTURES_BYTES_MOST = 14 * 1024 * 1024, /* of a document: what an answer may have */
};

struct picture {
    int64_t id;
    str digest;
    int64_t size;
};

struct print_load {
    struct site_scope site;
    int64_t id;
    bool found, gone;
    struct publication_get_row p;
    struct publication_gone_get_row g;
    struct publication_files_row *files;
    size_t n_files;
    const struct rich_node *text;
    VEC(struct picture) pictures;
};

/* ---- what is printed ----------------------------------------------------------------------- */

/* The number in /files/ID; false: another address. */
static bool file_of(str src, int64_t *id)
{
    if (!str_starts(src, S("/files/"))) return false;
    return num_parse(str_from(src, S("/files/").n), 1, INT64_MAX, id);
}

/* Only pictures that are published with a document are found: file_public. */
static struct err *find_pictures(struct db_tx *tx, struct arena *a, struct print_load *l,
                                 const struct rich_node *n)
{
    struct file_row row;
    int64_t id;
    bool found;

    if (n->kind == RICH_IMAGE && file_of(n->src, &id)) {
        TRY(file_public(tx, a, l->site, id, &row, &found));
        if (found && row.size <= PICTURE_BYTES_MOST)
            *vec_push(a, &l->pictures) = (struct picture){id, row.digest, row.size};
        return NULL;
    }
    /* As deep as the schema allows a tree to be (RICH_DEPTH_MOST). */
    for (const struct rich_node *c = n->first; c; c = c->next) TRY(find_pictures(tx, a, l, c));
    return NULL;
}

static struct err *load_print(struct db_tx *tx, struct arena *a, void *arg)
{
    struct print_load *l = arg;

    l->pictures.n = 0;
    TRY(publication_get(tx, a, l->site, l->id, &l->p, &l->found));
    if (!l->found) return publication_gone_get(tx, a, l->site, l->id, &l->g, &l->gone);
    TRY(publication_files(tx, a, l->site, l->id, &l->files, &l->n_files));
    TRY(rich_from_html(a, l->p.html.html, NULL, &l->text));
    return find_pictures(tx, a, l, l->text);
}

struct picture_reader {
    struct print_load *load;
    const struct sys_dir *data;
    int64_t read; /* bytes, of all together */
};

/* A picture that is not there or too much is printed as its words, and no reason to fail. */
static struct err *read_picture(void *arg, struct arena *a, str src, str *bytes)
{
    struct picture_reader *r = arg;
    int64_t id;

    *bytes = S("");
    if (!file_of(src, &id)) return NULL;
    for (size_t i = 0; i < r->load->pictures.n; i++) {
        const struct picture *p = &r->load->pictures.items[i];

        if (p->id != id || r->read + p->size > PICTURES_BYTES_MOST) continue;
        if (sys_file_read(a, r->data, files_path(a, p->digest), PICTURE_BYTES_MOST, bytes))
            *bytes = S("");
        r->read += p->size;
        return NULL;
    }
    return NULL;
}

/* ---- the paper ----------------------------------------------------------------------------- */

/*
 * A red mark is put over a document of an organ of this site only: what is published here but made
 * elsewhere is printed without one, as a copy.
 */
static bool is_own(const struct directory_site *site, str issuer)
{
    for (size_t i = 0; i < site->organs.n; i++)
        if (str_eq(site->organs.items[i].name, issuer)) return true;
    return false;
}

static void set_head(struct arena *a, const struct directory_site *site,
                     const struct publication_get_row *p, struct paper *out)
{
    bool letter = str_eq(p->genre, S("函"));

    out->kind = PAPER_OFFICIAL;
    if (!p->document_no.v.n) return;
    out->number = p->document_no.v;
    if (is_own(site, p->issuer)) {
        out->kind = letter ? PAPER_LETTER : PAPER_OFFICIAL;
        out->mark = letter ? p->issuer : str_cat(a, p->issuer, S("文件"));
        return;
    }
    out->subtitle = out->number;
    out->number = S("");
}

/* What must not be read as being in force says so on paper too. */
static str standing(struct arena *a, const struct publication_get_row *p)
{
    str word = S("");
    struct date on = p->repealed_on;

    if (str_eq(p->validity, S("repealed"))) word = S("已废止");
    if (str_eq(p->validity, S("invalid"))) word = S("已失效");
    if (str_eq(p->validity, S("amended"))) word = S("已修改");
    if (str_eq(p->validity, S("pending"))) {
        word = S("尚未生效");
        on = p->effective_on;
    }
    if (!word.n) return S("");
    if (date_is_none(on)) return str_printf(a, "（本文件%.*s）", STR_ARG(word));
    return str_printf(a, "（本文件%.*s，日期：%.*s）", STR_ARG(word), STR_ARG(date_cn(a, on)));
}

static str page_address(struct arena *a, const struct req *rq, int64_t id)
{
    return str_printf(a, "http%s://%.*s/documents/%lld", rq->https ? "s" : "",
                      STR_ARG(portal_site(rq)->info->domain), (long long)id);
}

static void name_attachments(struct arena *a, const struct print_load *l, struct paper *out)
{
    if (out->n_attachment_names || !l->n_files) return;
    str *names = ARENA_ARRAY(a, str, l->n_files);

    for (size_t i = 0; i < l->n_files; i++) names[i] = l->files[i].title;
    out->attachment_names = names;
    out->n_attachment_names = l->n_files;
}

static struct err *make_paper(struct req *rq, struct print_load *l, struct paper *out)
{
    struct arena *a = rq->arena;
    struct picture_reader reader = {.load = l, .data = &portal_env(rq)->data};
    struct paper_images images = {.load = read_picture, .arg = &reader};
    const struct publication_get_row *p = &l->p;
    str state = standing(a, p);

    paper_init(out);
    set_head(a, portal_site(rq), p, out);
    out->title = p->title;
    if (state.n)
        out->subtitle = out->subtitle.n
                            ? str_printf(a, "%.*s　%.*s", STR_ARG(out->subtitle), STR_ARG(state))
                            : state;
    TRY(paper_from_rich(a, l->text, &images, &out->body));
    paper_find_elements(a, out);
    name_attachments(a, l, out);
    out->author = p->issuer.n ? p->issuer : p->organ;
    out->subject = p->theme;
    out->keywords = p->keywords;
    out->created_ms = p->published_at;
    out->base_url = str_printf(a, "http%s://%.*s", rq->https ? "s" : "",
                               STR_ARG(portal_site(rq)->info->domain));
    out->foot = str_printf(a, "%.*s　%.*s发布　%.*s", STR_ARG(portal_site(rq)->info->name),
                           STR_ARG(date_cn(a, date_of_ms(p->published_at))),
                           STR_ARG(page_address(a, rq, p->id)));
    return NULL;
}

/* ---- pages --------------------------------------------------------------------------------- */

struct err *portal_document_pdf(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct print_load l = {.site = {rq->site.id}};
    struct paper paper;
    struct pdf_result pdf;

    TRY(req_param_id(rq, "id", &l.id));
    resp_tag(rs, S("publication"), l.id);
    TRY(portal_read(rq, load_print, &l));
    if (!l.found) return portal_not_there(a, l.gone ? &l.g : NULL);
    if (!portal_env(rq)->fonts)
        return err_detail(a, ERR(a, OVERLOAD, "本站暂时不能生成打印版"), "no fonts");
    TRY(make_paper(rq, &l, &paper));
    TRY(pdf_render(portal_env(rq)->fonts, a, &paper, &pdf));
    resp_type(rs, S("application/pdf"));
    /* No header of its own: such an answer could not be kept. */
    buf_add(&rs->body, pdf.bytes);
    return NULL;
}

struct qr_load {
    struct site_scope site;
    int64_t id;
    bool found, gone;
    struct publication_line line;
    struct publication_gone_get_row g;
};

static struct err *load_qr(struct db_tx *tx, struct arena *a, void *arg)
{
    struct qr_load *l = arg;

    TRY(publication_line_get(tx, a, l->site, l->id, &l->line, &l->found));
    if (l->found) return NULL;
    return publication_gone_get(tx, a, l->site, l->id, &l->g, &l->gone);
}

struct err *portal_document_qr(struct req *rq, struct resp *rs)
{
    struct qr_load l = {.site = {rq->site.id}};
    str svg;

    TRY(req_param_id(rq, "id", &l.id));
    resp_tag(rs, S("publication"), l.id);
    TRY(portal_read(rq, load_qr, &l));
    if (!l.found) return portal_not_there(rq->arena, l.gone ? &l.g : NULL);
    TRY(qr_svg(rq->arena, page_address(rq->arena, rq, l.id), &svg));
    resp_type(rs, S("image/svg+xml"));
    buf_add(&rs->body, svg);
    return NULL;
}
