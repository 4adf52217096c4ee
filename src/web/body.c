#include "web/exchange.h"

#include "base/vec.h"
#include "web/http.h"
#include "web/upload.h"

/*
 * Bodies. A multipart body goes by in pieces: text into memory, files to disk. All others are
 * gathered and read at the end. The limits: body_max for all of it (dispatch_head), form fields in
 * memory together at most web_options.body_max, files by number.
 */

enum { SNIFF_BYTES = 32 };

struct body_sink {
    struct exchange *x;
    VEC(struct value) values;
    VEC(const struct upload *) files;
    struct buf text;       /* of the part that goes by */
    size_t text_seen;      /* of all parts */
    struct upload *upload; /* the file that goes by; NULL: text, or a file that is dropped */
    bool is_file;
    str name;
    char head[SNIFF_BYTES];
    size_t head_n;
};

static struct err *begin_file(struct body_sink *s, const struct multipart_part *part)
{
    struct exchange *x = s->x;
    struct arena *a = &x->arena;

    s->upload = NULL;
    /* A file field that was left empty comes as a part with an empty name and no bytes. */
    if (part->filename.n == 0 || x->drop_files) return NULL;
    if (!x->match.route || !(x->match.route->flags & ROUTE_UPLOAD) || !x->web->o.upload_dir)
        return ERR(a, MEDIA, "这里不能上传文件");
    if (s->files.n == x->web->o.upload_files_max)
        return ERR(a, TOO_LARGE, "一次最多上传%zu个文件", x->web->o.upload_files_max);
    struct upload *u = ARENA_NEW(a, struct upload);

    TRY(sys_temp_open(a, &x->web->upload_dir, (int64_t)x->body_max, &u->temp));
    u->field = s->name;
    u->name = upload_clean_name(a, part->filename);
    u->said_type = str_copy(a, part->type);
    u->path = str_printf(a, "%.*s/%s", STR_ARG(x->web->upload_dir.path), u->temp->name);
    s->upload = u;
    s->head_n = 0;
    return NULL;
}

static struct err *begin(void *ctx, const struct multipart_part *part)
{
    struct body_sink *s = ctx;

    s->name = str_copy(&s->x->arena, part->name);
    s->is_file = part->is_file;
    if (part->is_file) return begin_file(s, part);
    buf_init(&s->text, &s->x->arena, s->x->web->o.body_max);
    return NULL;
}

static struct err *data(void *ctx, str bytes)
{
    struct body_sink *s = ctx;
    struct arena *a = &s->x->arena;

    if (!s->is_file) {
        s->text_seen += bytes.n;
        if (s->text_seen > s->x->web->o.body_max)
            return ERR(a, TOO_LARGE, "填写的内容过长，请缩短后重新提交");
        buf_add(&s->text, bytes);
        return NULL;
    }
    if (!s->upload) return NULL;
    for (size_t i = 0; i < bytes.n && s->head_n < SNIFF_BYTES; i++)
        s->head[s->head_n++] = bytes.p[i];
    return sys_temp_write(s->upload->temp, bytes);
}

static struct err *end(void *ctx)
{
    struct body_sink *s = ctx;

    if (!s->is_file) {
        *vec_push(&s->x->arena, &s->values) = (struct value){s->name, buf_str(&s->text)};
    } else if (s->upload) {
        s->upload->size = s->upload->temp->size;
        s->upload->type = upload_sniff((str){s->head, s->head_n});
        *vec_push(&s->x->arena, &s->files) = s->upload;
    }
    s->upload = NULL;
    return NULL;
}

void body_begin(struct exchange *x)
{
    buf_init(&x->body, &x->arena, (size_t)x->body_max + 1);
    if (!str_eq_nocase(http_type(x->content_type), S("multipart/form-data"))) return;
    x->multipart = ARENA_NEW(&x->arena, struct multipart);
    x->sink = ARENA_NEW(&x->arena, struct body_sink);
    x->sink->x = x;
    const struct multipart_sink sink = {begin, data, end, x->sink};

    x->body_err = multipart_init(x->multipart, &x->arena,
                                 http_parameter(x->content_type, S("boundary")), &sink);
}

void body_push(struct exchange *x, str bytes)
{
    x->body_seen += bytes.n;
    if (x->body_err) return;
    if (x->body_seen > x->body_max)
        x->body_err = ERR(&x->arena, TOO_LARGE, "提交的内容过大，最多%llu字节",
                          (unsigned long long)x->body_max);
    else if (x->multipart)
        x->body_err = multipart_push(x->multipart, bytes);
    else
        buf_add(&x->body, bytes);
}

static struct err *read_json(struct exchange *x)
{
    return x->web->o.read_json(&x->arena, x->rq.body, &x->rq.raw);
}

struct err *body_end(struct exchange *x)
{
    struct req *rq = &x->rq;
    str type = http_type(x->content_type);

    if (x->body_err) return x->body_err;
    if (x->multipart) {
        struct body_sink *s = x->sink;

        TRY(multipart_end(x->multipart));
        rq->raw = (struct values){s->values.items, s->values.n};
        rq->files = (struct upload_list){s->files.items, s->files.n};
        return NULL;
    }
    rq->body = buf_str(&x->body);
    if (rq->body.n == 0) return NULL;
    if (str_eq_nocase(type, S("application/x-www-form-urlencoded")))
        return form_read_urlencoded(&x->arena, rq->body, &rq->raw);
    if (str_eq_nocase(type, S("application/json")) && (rq->route->flags & ROUTE_API))
        return read_json(x);
    return ERR(&x->arena, MEDIA, "不支持这种内容类型");
}

str page_key(char *room, size_t room_n, int64_t site, int variant, str path,
             const struct value *query, size_t n)
{
    size_t at = 0;
    const str site_bytes = {(const char *)&site, sizeof site};
    const char letter = (char)('0' + variant);
    const str start[] = {site_bytes, {&letter, 1}, path};

    for (size_t i = 0; i < COUNT_OF(start) + 4 * n; i++) {
        size_t q = i < COUNT_OF(start) ? 0 : (i - COUNT_OF(start)) / 4;
        str piece;

        if (i < COUNT_OF(start)) {
            piece = start[i];
        } else {
            const str pieces[] = {q ? S("&") : S("?"), query[q].name, S("="), query[q].text};

            piece = pieces[(i - COUNT_OF(start)) % 4];
        }
        if (piece.n > room_n - at) return S("");
        for (size_t b = 0; b < piece.n; b++) room[at++] = piece.p[b];
    }
    return (str){room, at};
}
