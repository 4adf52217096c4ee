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

/* ---- what is inside ------------------------------------------------------------------------- */

/* Endings of what runs when it is opened. */
static const str running[] = {
    S_INIT("exe"), S_INIT("com"),  S_INIT("bat"), S_INIT("cmd"),   S_INIT("scr"),  S_INIT("pif"),
    S_INIT("msi"), S_INIT("dll"),  S_INIT("js"),  S_INIT("jse"),   S_INIT("vbs"),  S_INIT("vbe"),
    S_INIT("wsf"), S_INIT("ps1"),  S_INIT("sh"),  S_INIT("jar"),   S_INIT("apk"),  S_INIT("hta"),
    S_INIT("lnk"), S_INIT("reg"),  S_INIT("php"), S_INIT("jsp"),   S_INIT("asp"),  S_INIT("aspx"),
    S_INIT("htm"), S_INIT("html"), S_INIT("svg"), S_INIT("docm"),  S_INIT("xlsm"), S_INIT("pptm"),
    S_INIT("chm"), S_INIT("cpl"),  S_INIT("py"),  S_INIT("xhtml"),
};

bool upload_hides_ending(str name)
{
    str rest = name;
    str part;
    size_t parts = 0;

    while (str_split(&rest, '.', &part)) {
        /* The first is the name itself, the last its ending; both are judged elsewhere. */
        if (parts++ == 0 || !rest.n) continue;
        for (size_t i = 0; i < COUNT_OF(running); i++)
            if (str_eq_nocase(str_trim(part), running[i])) return true;
    }
    return false;
}

static const str inside_names[UPLOAD_INSIDE_MOST] = {S_INIT("word/"), S_INIT("xl/"), S_INIT("ppt/"),
                                                     S_INIT("OFD.xml")};

static void look_for_names(struct upload_look *l, str bytes)
{
    for (size_t i = 0; i < UPLOAD_INSIDE_MOST; i++)
        l->inside[i] = l->inside[i] || str_find(bytes, inside_names[i], 0) != STR_NONE;
    l->macros = l->macros || str_find(bytes, S("vbaProject.bin"), 0) != STR_NONE;
}

void upload_look_at(struct upload_look *l, str piece)
{
    char seam[2 * sizeof l->tail];
    size_t n = 0;
    str start = str_head(piece, sizeof l->tail);
    str end = str_from(piece, piece.n > sizeof l->tail ? piece.n - sizeof l->tail : 0);

    for (size_t i = 0; i < piece.n && l->n_head < sizeof l->head; i++)
        l->head[l->n_head++] = piece.p[i];
    for (size_t i = 0; i < l->n_tail; i++) seam[n++] = l->tail[i];
    for (size_t i = 0; i < start.n; i++) seam[n++] = start.p[i];
    look_for_names(l, (str){seam, n});
    look_for_names(l, piece);
    for (size_t i = 0; i < end.n; i++) l->tail[i] = end.p[i];
    l->n_tail = end.n;
}

/* Text has no zero bytes, and does not begin like a program or a page. */
static bool looks_like_text(str head)
{
    static const str bad[] = {S_INIT("MZ"),
                              S_INIT("\x7f"
                                     "ELF"),
                              S_INIT("#!"),
                              S_INIT("<?php"),
                              S_INIT("<!doctype"),
                              S_INIT("<html"),
                              S_INIT("<script"),
                              S_INIT("<svg"),
                              S_INIT("<?xml"),
                              S_INIT("\xca\xfe\xba\xbe")};

    if (str_find_byte(head, '\0', 0) != STR_NONE) return false;
    str text = str_trim(str_starts(head, S("\xef\xbb\xbf")) ? str_from(head, 3) : head);

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (text.n >= bad[i].n && str_eq_nocase(str_head(text, bad[i].n), bad[i])) return false;
    return true;
}

static bool is_mp3(str head)
{
    return str_starts(head, S("ID3")) || (head.n > 1 && (unsigned char)head.p[0] == 0xff &&
                                          ((unsigned char)head.p[1] & 0xe0) == 0xe0);
}

bool upload_is_what_it_says(const struct upload_look *l, str type)
{
    static const struct {
        str part;
        size_t inside;
    } packed[] = {{S_INIT("wordprocessingml"), 0},
                  {S_INIT("spreadsheetml"), 1},
                  {S_INIT("presentationml"), 2},
                  {S_INIT("application/ofd"), 3}};
    str head = {l->head, l->n_head};

    for (size_t i = 0; i < COUNT_OF(packed); i++)
        if (str_find(type, packed[i].part, 0) != STR_NONE)
            return l->inside[packed[i].inside] && !l->macros;
    if (str_starts(type, S("text/"))) return looks_like_text(head);
    if (str_eq(type, S("video/mp4"))) return str_starts(str_from(head, 4), S("ftyp"));
    if (str_eq(type, S("audio/mpeg"))) return is_mp3(head);
    return true;
}

/* ---- storing -------------------------------------------------------------------------------- */

/* One pass: the bytes go to a temporary file of the data folder, into the digest and past the eye.
 */
struct copying {
    struct crypto_hasher *hasher;
    struct sys_temp *to;
    struct upload_look look;
};

static struct err *copy_piece(void *arg, str piece)
{
    struct copying *c = arg;

    crypto_hasher_add(c->hasher, piece);
    upload_look_at(&c->look, piece);
    return sys_temp_write(c->to, piece);
}

static str folder_of(str path)
{
    size_t end = 0;

    for (size_t at = 0; (at = str_find_byte(path, '/', at)) != STR_NONE; at++) end = at;
    return str_head(path, end);
}

static struct err *refuse(struct arena *a, const struct upload *u, enum upload_use use)
{
    return err_at_field(ERR(a, INVALID,
                            use == UPLOAD_IMAGE
                                ? "“%.*s”不能用：图片只收JPG、PNG、GIF、WebP"
                                : "“%.*s”不能上传：只收PDF、OFD、Word、Excel、PPT、WPS文档、图片、"
                                  "音视频、TXT、CSV和ZIP，且内容要与扩展名相符，不带宏",
                            STR_ARG(u->name)),
                        u->field);
}

struct err *upload_store(struct arena *a, const struct sys_dir *data, const struct upload *u,
                         enum upload_use use, struct upload_stored *out)
{
    struct copying *c = ARENA_NEW(a, struct copying);
    struct crypto_digest digest;
    str type = upload_type(u->name, u->type, use);
    int64_t size;

    if (!u->size)
        return err_at_field(ERR(a, INVALID, "“%.*s”是空文件", STR_ARG(u->name)), u->field);
    if (!type.n) return refuse(a, u, use);
    if (upload_hides_ending(u->name))
        return err_at_field(ERR(a, INVALID,
                                "“%.*s”的名称里还藏着程序或网页的扩展名，请改名并核对内容后再上传",
                                STR_ARG(u->name)),
                            u->field);
    c->hasher = crypto_hasher_open(a, CRYPTO_SHA256);
    TRY(sys_temp_open(a, data, u->size, &c->to));
    TRY(sys_file_walk(a, &u->temp->root, str_of(u->temp->name), copy_piece, c));
    if (!upload_is_what_it_says(&c->look, type)) return refuse(a, u, use);
    crypto_hasher_done(c->hasher, &digest);
    *out = (struct upload_stored){
        .digest = crypto_digest_hex(a, &digest), .name = u->name, .type = type, .size = u->size};
    str path = files_path(a, out->digest);
    struct err *absent = sys_file_size(a, data, path, &size);

    if (!absent) return NULL; /* the same bytes are there already */
    if (absent->code != ERR_NOT_FOUND) return absent;
    TRY(sys_dir_make(a, data, folder_of(path)));
    return sys_temp_keep(c->to, path, 0640);
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
