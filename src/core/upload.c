#include "core/upload.h"

#include "core/files.h"
#include "sys/crypto.h"

#define OLE S_INIT("application/x-ole-storage")
#define ZIP S_INIT("application/zip")
#define ANY S_INIT("application/octet-stream")

/* What the ending promises, and what the first bytes must show. */
static const struct {
    str ending, type, shows;
    bool image;
} kinds[] = {
    {S_INIT(".pdf"), S_INIT("application/pdf"), S_INIT("application/pdf"), false},
    {S_INIT(".doc"), S_INIT("application/msword"), OLE, false},
    {S_INIT(".xls"), S_INIT("application/vnd.ms-excel"), OLE, false},
    {S_INIT(".ppt"), S_INIT("application/vnd.ms-powerpoint"), OLE, false},
    {S_INIT(".wps"), S_INIT("application/vnd.wps-office.wps"), OLE, false},
    {S_INIT(".et"), S_INIT("application/vnd.wps-office.et"), OLE, false},
    {S_INIT(".dps"), S_INIT("application/vnd.wps-office.dps"), OLE, false},
    {S_INIT(".docx"),
     S_INIT("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), ZIP, false},
    {S_INIT(".xlsx"), S_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
     ZIP, false},
    {S_INIT(".pptx"),
     S_INIT("application/vnd.openxmlformats-officedocument.presentationml.presentation"), ZIP,
     false},
    {S_INIT(".ofd"), S_INIT("application/ofd"), ZIP, false},
    {S_INIT(".zip"), S_INIT("application/zip"), ZIP, false},
    {S_INIT(".jpg"), S_INIT("image/jpeg"), S_INIT("image/jpeg"), true},
    {S_INIT(".jpeg"), S_INIT("image/jpeg"), S_INIT("image/jpeg"), true},
    {S_INIT(".png"), S_INIT("image/png"), S_INIT("image/png"), true},
    {S_INIT(".gif"), S_INIT("image/gif"), S_INIT("image/gif"), true},
    {S_INIT(".webp"), S_INIT("image/webp"), S_INIT("image/webp"), true},
    {S_INIT(".mp4"), S_INIT("video/mp4"), ANY, false},
    {S_INIT(".mp3"), S_INIT("audio/mpeg"), ANY, false},
    {S_INIT(".txt"), S_INIT("text/plain; charset=utf-8"), ANY, false},
    {S_INIT(".csv"), S_INIT("text/csv; charset=utf-8"), ANY, false},
};

str upload_type(str name, str sniffed, enum upload_use use)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        str ending = kinds[i].ending;

        if (name.n <= ending.n || !str_eq_nocase(str_from(name, name.n - ending.n), ending))
            continue;
        if (!str_eq(sniffed, kinds[i].shows)) return S("");
        return use == UPLOAD_IMAGE && !kinds[i].image ? S("") : kinds[i].type;
    }
    return S("");
}

/* One pass: the bytes go to a temporary file of the data folder and into the digest. */
struct copying {
    struct crypto_hasher *hasher;
    struct sys_temp *to;
};

static struct err *copy_piece(void *arg, str piece)
{
    struct copying *c = arg;

    crypto_hasher_add(c->hasher, piece);
    return sys_temp_write(c->to, piece);
}

static str folder_of(str path)
{
    size_t end = 0;

    for (size_t at = 0; (at = str_find_byte(path, '/', at)) != STR_NONE; at++) end = at;
    return str_head(path, end);
}

struct err *upload_store(struct arena *a, const struct sys_dir *data, const struct upload *u,
                         enum upload_use use, struct upload_stored *out)
{
    struct copying c = {.hasher = crypto_hasher_open(a, CRYPTO_SHA256)};
    struct crypto_digest digest;
    str type = upload_type(u->name, u->type, use);
    int64_t size;

    if (!u->size)
        return err_at_field(ERR(a, INVALID, "“%.*s”是空文件", STR_ARG(u->name)), u->field);
    if (!type.n)
        return err_at_field(
            ERR(a, INVALID,
                use == UPLOAD_IMAGE
                    ? "“%.*s”不能用：图片只收JPG、PNG、GIF、WebP"
                    : "“%.*s”不能上传：只收PDF、OFD、Word、Excel、PPT、WPS文档、图片、"
                      "音视频、TXT、CSV和ZIP，且内容要与扩展名相符",
                STR_ARG(u->name)),
            u->field);
    TRY(sys_temp_open(a, data, u->size, &c.to));
    TRY(sys_file_walk(a, &u->temp->root, str_of(u->temp->name), copy_piece, &c));
    crypto_hasher_done(c.hasher, &digest);
    *out = (struct upload_stored){
        .digest = crypto_digest_hex(a, &digest), .name = u->name, .type = type, .size = u->size};
    str path = files_path(a, out->digest);
    struct err *absent = sys_file_size(a, data, path, &size);

    if (!absent) return NULL; /* the same bytes are there already */
    if (absent->code != ERR_NOT_FOUND) return absent;
    TRY(sys_dir_make(a, data, folder_of(path)));
    return sys_temp_keep(c.to, path, 0640);
}

str upload_size_words(struct arena *a, int64_t bytes)
{
    const int64_t kb = 1024;
    const int64_t mb = kb * kb;

    if (bytes < kb) return str_printf(a, "%lld 字节", (long long)bytes);
    if (bytes < mb) return str_printf(a, "%lld KB", (long long)((bytes + kb / 2) / kb));
    return str_printf(a, "%lld.%lld MB", (long long)(bytes / mb),
                      (long long)(bytes % mb * 10 / mb));
}
