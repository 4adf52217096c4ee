/* backup and restore: a consistent copy of database and files while serving; a restore that refuses
 * a damaged one. One file: a header, the database, each stored file, and a digest over all. */
#include "app/command.h"

#include "base/buf.h"
#include "core/core_db.h"
#include "sys/crypto.h"
#include "sys/file.h"

#include <unistd.h>

/* "GKBACKUP1\n", then records: name length, size (both decimal, ended by a newline), name, bytes;
 * a record of name length 0 ends them; then 64 letters of the SHA-256 over all before. */
static const char magic[] = "GKBACKUP1\n";

enum { CHUNK = 256 * 1024, NAME_MAX_BYTES = 200, FOLDERS_MAX = 300, FILES_MAX = 1000000 };

struct writer {
    struct arena *arena;
    int fd;
    struct crypto_hasher *hasher;
};

static struct err *put(struct writer *w, str s)
{
    crypto_hasher_add(w->hasher, s);
    while (s.n) {
        ssize_t done = write(w->fd, s.p, s.n);

        if (done <= 0) return ERR(w->arena, IO, "备份文件写不下去，请查看磁盘空间");
        s = str_from(s, (size_t)done);
    }
    return NULL;
}

static struct err *put_file(struct writer *w, str name, int fd, int64_t size)
{
    struct arena chunk;
    struct err *e = NULL;

    TRY(put(w, str_printf(w->arena, "%zu\n%lld\n%.*s", name.n, (long long)size, STR_ARG(name))));
    arena_init(&chunk, (size_t)4 * CHUNK);
    char *p = arena_bytes(&chunk, CHUNK);

    while (!e && size > 0) {
        ssize_t got = read(fd, p, size < CHUNK ? (size_t)size : CHUNK);

        if (got <= 0)
            e = ERR(w->arena, IO, "文件 %.*s 读不完整", STR_ARG(name));
        else
            e = put(w, str_at(p, (size_t)got));
        size -= got;
    }
    arena_release(&chunk);
    return e;
}

/* All stored files, folder by folder. A file is never changed, so nothing moves underneath. */
static struct err *put_stored(struct writer *w, const struct sys_dir *data)
{
    struct arena *a = w->arena;
    struct sys_listing folders;
    struct err *e = sys_dir_list(a, data, S("files"), FOLDERS_MAX, &folders);

    if (e && e->code == ERR_NOT_FOUND) return NULL;
    TRY(e);
    for (size_t i = 0; i < folders.n; i++) {
        struct sys_listing files;
        str folder = str_cat(a, S("files/"), folders.names[i]);

        if (folders.names[i].n != 2) continue;
        TRY(sys_dir_list(a, data, folder, FILES_MAX, &files));
        for (size_t k = 0; k < files.n; k++) {
            const str parts[] = {folder, files.names[k]};
            str name = str_join(a, parts, 2, S("/"));
            int fd;
            int64_t size;

            TRY(sys_file_open(a, data, name, &fd, &size));
            TRY(put_file(w, name, fd, size));
        }
    }
    return NULL;
}

static struct err *write_backup(struct command_run *r, struct root *root, str path)
{
    struct arena *a = r->arena;
    struct writer w = {.arena = a, .hasher = crypto_hasher_open(a, CRYPTO_SHA256)};
    struct crypto_digest digest;
    str copy = str_printf(a, "%.*s/backup-%lld.db", STR_ARG(root->data),
                          (long long)sys_now_ms(&root->env.clock));
    struct sys_dir data = root->env.data;
    str copy_name = str_from(copy, root->data.n + 1);
    int fd;
    int64_t size;

    TRY(sys_path_create(a, path, &w.fd));
    struct err *e = db_backup(root->env.db, a, copy);

    if (!e) e = sys_file_open(a, &data, copy_name, &fd, &size);
    if (!e) e = put(&w, str_at(magic, sizeof magic - 1));
    if (!e) e = put_file(&w, S("gongkai.db"), fd, size);
    if (!e) e = put_stored(&w, &data);
    if (!e) e = put(&w, S("0\n0\n"));
    if (!e) {
        crypto_hasher_done(w.hasher, &digest);
        str end = crypto_digest_hex(a, &digest);

        e = put(&w, end);
    }
    if (!e) e = sys_fd_sync(a, w.fd);
    struct err *removed = sys_file_remove(a, &data, copy_name);

    if (e) sys_path_remove(a, path);
    return e ? e : removed;
}

static struct err *run_backup(struct command_run *r, int *status)
{
    struct root root;

    (void)status;
    TRY(command_root(r, &root));
    struct err *e = write_backup(r, &root, r->operands.items[0]);

    root_close(&root);
    if (!e) buf_printf(r->out, "已备份到 %.*s\n", STR_ARG(r->operands.items[0]));
    return e;
}

/* ---- restore ------------------------------------------------------------------------------- */

struct reader {
    struct arena *arena;
    int fd;
    struct crypto_hasher *hasher;
};

static struct err *damaged(struct arena *a)
{
    return ERR(a, INVALID, "备份文件已损坏或不完整，没有恢复任何内容");
}

static struct err *take(struct reader *r, char *p, size_t n)
{
    size_t have = 0;

    while (have < n) {
        ssize_t got = read(r->fd, p + have, n - have);

        if (got <= 0) return damaged(r->arena);
        have += (size_t)got;
    }
    crypto_hasher_add(r->hasher, str_at(p, n));
    return NULL;
}

static struct err *take_number(struct reader *r, int64_t most, int64_t *out)
{
    *out = 0;
    for (int digits = 0; digits < 20; digits++) {
        char c;

        TRY(take(r, &c, 1));
        if (c == '\n') return digits ? NULL : damaged(r->arena);
        if (c < '0' || c > '9') return damaged(r->arena);
        *out = *out * 10 + (c - '0');
        if (*out > most) return damaged(r->arena);
    }
    return damaged(r->arena);
}

/* Only names that a backup has: the database, or files/ab/62 letters. */
static bool is_known_name(str name)
{
    if (str_eq(name, S("gongkai.db"))) return true;
    if (name.n != 6 + 2 + 1 + 62 || !str_starts(name, S("files/")) || name.p[8] != '/')
        return false;
    for (size_t i = 6; i < name.n; i++)
        if (i != 8 &&
            !((name.p[i] >= '0' && name.p[i] <= '9') || (name.p[i] >= 'a' && name.p[i] <= 'f')))
            return false;
    return true;
}

static struct err *take_file(struct reader *r, const struct sys_dir *into, str name, int64_t size)
{
    struct arena chunk;
    struct sys_temp *temp;
    struct err *e = NULL;

    if (str_starts(name, S("files/"))) TRY(sys_dir_make(r->arena, into, str_head(name, 8)));
    TRY(sys_temp_open(r->arena, into, size, &temp));
    arena_init(&chunk, (size_t)4 * CHUNK);
    char *p = arena_bytes(&chunk, CHUNK);

    while (!e && size > 0) {
        size_t n = size < CHUNK ? (size_t)size : CHUNK;

        e = take(r, p, n);
        if (!e) e = sys_temp_write(temp, str_at(p, n));
        size -= (int64_t)n;
    }
    arena_release(&chunk);
    if (e) return e;
    return sys_temp_keep(temp, name, 0600);
}

/* Reads all of it; `into` NULL: checks only. So nothing is restored from a damaged file. */
static struct err *read_backup(struct arena *a, str path, const struct sys_dir *into, int64_t *n)
{
    struct reader r = {.arena = a, .hasher = crypto_hasher_open(a, CRYPTO_SHA256)};
    struct crypto_digest digest;
    char head[sizeof magic - 1];
    char *chunk = arena_bytes(a, CHUNK);
    char end[64];
    int64_t size_known;
    struct err *e;

    *n = 0;
    TRY(sys_path_open(a, path, &r.fd, &size_known));
    e = take(&r, head, sizeof head);
    if (!e && !str_eq(str_at(head, sizeof head), str_at(magic, sizeof magic - 1))) e = damaged(a);
    while (!e) {
        int64_t name_n;
        int64_t size;
        char name[NAME_MAX_BYTES];

        e = take_number(&r, NAME_MAX_BYTES, &name_n);
        if (!e) e = take_number(&r, INT64_MAX / 16, &size);
        if (e || !name_n) break;
        e = take(&r, name, (size_t)name_n);
        if (!e && !is_known_name(str_at(name, (size_t)name_n))) e = damaged(a);
        if (!e && into) e = take_file(&r, into, str_copy(a, str_at(name, (size_t)name_n)), size);
        for (int64_t left = into ? 0 : size; !e && left > 0; left -= CHUNK)
            e = take(&r, chunk, left < CHUNK ? (size_t)left : CHUNK);
        ++*n;
    }
    if (!e) {
        crypto_hasher_done(r.hasher, &digest);
        if (read(r.fd, end, sizeof end) != (ssize_t)sizeof end ||
            !str_eq(str_at(end, sizeof end), crypto_digest_hex(a, &digest)))
            e = damaged(a);
    }
    return e;
}

static struct err *run_restore(struct command_run *r, int *status)
{
    struct arena *a = r->arena;
    struct sys_dir into;
    struct root root;
    int64_t size;
    int64_t n;
    struct root_options o = {.data = r->options->data,
                             .db = S(""),
                             .keys = sys_env(r->env, S("GONGKAI_KEYS")),
                             .least = LOG_WARN};

    (void)status;
    TRY(sys_dir_create(a, r->options->data, &into));
    if (!sys_file_size(a, &into, S("gongkai.db"), &size))
        return ERR(a, INVALID, "目录 %.*s 里已有安装；请恢复到一个空目录",
                   STR_ARG(r->options->data));
    TRY(read_backup(a, r->operands.items[0], NULL, &n));
    TRY(read_backup(a, r->operands.items[0], &into, &n));
    TRY(root_open(a, &o, &root));
    struct err *e = db_integrity(root.env.db, a);

    root_close(&root);
    if (!e)
        buf_printf(r->out, "已恢复到 %.*s，共 %lld 个文件。\n", STR_ARG(r->options->data),
                   (long long)n);
    return e;
}

static const struct sys_option common[] = {COMMAND_COMMON};

const struct command cmd_backup = {
    .name = "backup",
    .operands = "FILE",
    .summary = "备份数据库和附件，服务不必停",
    .options = common,
    .n_options = COUNT_OF(common),
    .options_size = sizeof(struct common_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_backup,
};

const struct command cmd_restore = {
    .name = "restore",
    .operands = "FILE",
    .summary = "把备份恢复到一个空目录；损坏的备份不恢复",
    .options = common,
    .n_options = COUNT_OF(common),
    .options_size = sizeof(struct common_options),
    .operands_least = 1,
    .operands_most = 1,
    .run = run_restore,
};
