#include "sys/file.h"

#include "base/buf.h"
#include "base/vec.h"
#include "sys/encode.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NAME_BYTES_MAX = 512, READ_BYTES = 64 * 1024 };

/* Makes an err of `number`, the errno of a call about `name`. */
static struct err *failed(struct arena *a, const char *doing, str name, int number)
{
    struct err *e;

    switch (number) {
    case ENOENT:
        return ERR(a, NOT_FOUND, "没有找到 %.*s", STR_ARG(name));
    case ENOTDIR:
    case ELOOP:
    case EXDEV:
        e = ERR(a, IO, "%s %.*s：路径不合规定", doing, STR_ARG(name));
        break;
    case EACCES:
    case EPERM:
        e = ERR(a, IO, "%s %.*s：没有权限", doing, STR_ARG(name));
        break;
    case ENOSPC:
    case EDQUOT:
        e = ERR(a, IO, "%s %.*s：磁盘已满", doing, STR_ARG(name));
        break;
    default:
        e = ERR(a, IO, "%s %.*s：系统出错", doing, STR_ARG(name));
        break;
    }
    return err_detail(a, e, "%s", strerrordesc_np(number));
}

/* A descriptor that goes with the arena. Made before the file is opened, so that none is lost. */
struct held {
    int fd;
};

static void held_close(void *p)
{
    struct held *h = p;

    if (h->fd >= 0) (void)close(h->fd);
    h->fd = -1;
}

static struct held *hold(struct arena *a)
{
    struct held *h = ARENA_NEW(a, struct held);

    h->fd = -1;
    arena_defer(a, held_close, h);
    return h;
}

/* -- names --------------------------------------------------------------------------------- */

/* Parts that are not empty, not "." and not "..", between single slashes. */
static bool name_is_sound(str name)
{
    if (name.n == 0 || name.n > NAME_BYTES_MAX || str_find_byte(name, '\0', 0) != STR_NONE)
        return false;
    if (name.p[0] == '/' || name.p[name.n - 1] == '/') return false;
    for (str part; str_split(&name, '/', &part);)
        if (part.n == 0 || str_eq(part, S(".")) || str_eq(part, S(".."))) return false;
    return true;
}

/* Folder by folder, none of them a symbolic link: for kernels without openat2. */
static int walk_beneath(struct arena *a, int root, str name, int flags, mode_t mode)
{
    int at = root;
    str part;

    while (str_split(&name, '/', &part)) {
        bool last = name.n == 0;
        int next =
            openat(at, str_z(a, part),
                   last ? flags | O_NOFOLLOW : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, mode);
        int number = errno;

        if (at != root) (void)close(at);
        if (next < 0 || last) {
            errno = number;
            return next;
        }
        at = next;
    }
    errno = EINVAL;
    return -1;
}

/* A descriptor of `name`, which does not lead out of `root` and passes no symbolic link; or -1. */
static int open_beneath(struct arena *a, int root, str name, int flags, mode_t mode)
{
    flags |= O_CLOEXEC;
    if (str_eq(name, S("."))) return openat(root, ".", flags | O_NOFOLLOW);
    if (!name_is_sound(name)) {
        errno = EXDEV;
        return -1;
    }
    struct open_how how = {
        .flags = (uint64_t)(unsigned)flags,
        .mode = flags & O_CREAT ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long fd = syscall(SYS_openat2, root, str_z(a, name), &how, sizeof how);

    /* Old containers answer EPERM for calls that they do not know. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        return walk_beneath(a, root, name, flags, mode);
    return (int)fd;
}

/* The folder that `name` is in, open, and its last part; errno on failure. */
static bool open_parent(struct arena *a, int root, str name, struct held *dir, char **last)
{
    if (!name_is_sound(name)) {
        errno = EXDEV;
        return false;
    }
    const char *slash = memrchr(name.p, '/', name.n);
    size_t cut = slash ? (size_t)(slash - name.p) : 0;

    dir->fd =
        open_beneath(a, root, slash ? str_head(name, cut) : S("."), O_RDONLY | O_DIRECTORY, 0);
    *last = str_z(a, slash ? str_from(name, cut + 1) : name);
    return dir->fd >= 0;
}

/* -- folders ------------------------------------------------------------------------------- */

struct err *sys_dir_open(struct arena *a, str path, struct sys_dir *out)
{
    struct held *h = hold(a);

    h->fd = open(str_z(a, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (h->fd < 0) return failed(a, "无法打开目录", path, errno);
    *out = (struct sys_dir){.fd = h->fd, .path = str_copy(a, path)};
    return NULL;
}

struct err *sys_dir_create(struct arena *a, str path, struct sys_dir *out)
{
    /* The operator's own path: links in it are the operator's affair. */
    for (size_t at = 1; at <= path.n; at++) {
        if (at < path.n && path.p[at] != '/') continue;
        if (mkdir(str_z(a, str_head(path, at)), 0700) != 0 && errno != EEXIST && errno != EISDIR)
            return failed(a, "无法建立目录", path, errno);
    }
    return sys_dir_open(a, path, out);
}

struct err *sys_dir_make(struct arena *a, const struct sys_dir *root, str name)
{
    for (size_t at = 1; at <= name.n; at++) {
        if (at < name.n && name.p[at] != '/') continue;
        str path = str_head(name, at);
        struct held *dir = hold(a);
        char *last;

        if (!open_parent(a, root->fd, path, dir, &last))
            return failed(a, "无法建立目录", name, errno);
        bool made = mkdirat(dir->fd, last, 0750) == 0;

        if (!made && errno != EEXIST) return failed(a, "无法建立目录", name, errno);
        if (made && fsync(dir->fd) != 0) return failed(a, "无法建立目录", name, errno);
        held_close(dir);
    }
    /* What was there already must be a folder, and no link to one. */
    struct held *h = hold(a);

    h->fd = open_beneath(a, root->fd, name, O_RDONLY | O_DIRECTORY, 0);
    if (h->fd < 0) return failed(a, "无法建立目录", name, errno);
    held_close(h);
    return NULL;
}

static void listing_close(void *p)
{
    DIR **d = p;

    if (*d) (void)closedir(*d);
    *d = NULL;
}

static int by_name(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

struct err *sys_dir_list(struct arena *a, const struct sys_dir *root, str name, size_t limit,
                         struct sys_listing *out)
{
    VEC(str) names = {0};
    DIR **d = ARENA_NEW(a, DIR *);

    arena_defer(a, listing_close, d);
    int fd = open_beneath(a, root->fd, name, O_RDONLY | O_DIRECTORY, 0);

    if (fd < 0) return failed(a, "无法读取目录", name, errno);
    *d = fdopendir(fd);
    if (!*d) {
        int number = errno;

        (void)close(fd);
        return failed(a, "无法读取目录", name, number);
    }
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(*d);

        if (!entry && errno) return failed(a, "无法读取目录", name, errno);
        if (!entry) break;
        str found = str_of(entry->d_name);

        if (str_eq(found, S(".")) || str_eq(found, S(".."))) continue;
        if (names.n == limit) return ERR(a, TOO_LARGE, "目录 %.*s 中的文件过多", STR_ARG(name));
        *vec_push(a, &names) = str_copy(a, found);
    }
    listing_close(d);
    if (names.n) qsort(names.items, names.n, sizeof *names.items, by_name);
    *out = (struct sys_listing){names.items, names.n};
    return NULL;
}

/* -- reading ------------------------------------------------------------------------------- */

struct err *sys_file_open(struct arena *a, const struct sys_dir *root, str name, int *fd,
                          int64_t *size)
{
    struct held *h = hold(a);
    struct stat st;

    /* O_NONBLOCK: a pipe that someone put there must not make us wait. */
    h->fd = open_beneath(a, root->fd, name, O_RDONLY | O_NONBLOCK, 0);
    if (h->fd < 0 || fstat(h->fd, &st) != 0) return failed(a, "无法读取", name, errno);
    if (!S_ISREG(st.st_mode)) return failed(a, "无法读取", name, EXDEV);
    *fd = h->fd;
    if (size) *size = st.st_size;
    return NULL;
}

struct err *sys_file_hand_over(struct arena *a, const struct sys_dir *root, str name, int *fd,
                               int64_t *size)
{
    int ours;

    TRY(sys_file_open(a, root, name, &ours, size));
    *fd = fcntl(ours, F_DUPFD_CLOEXEC, 0); /* ours goes with the arena */
    return *fd < 0 ? failed(a, "无法读取", name, errno) : NULL;
}

struct err *sys_file_walk(struct arena *a, const struct sys_dir *root, str name, sys_file_fn *fn,
                          void *arg)
{
    char piece[16 * 1024];
    int fd;

    TRY(sys_file_open(a, root, name, &fd, NULL));
    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);

        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(a, "无法读取", name, errno);
        if (got == 0) return NULL;
        TRY(fn(arg, str_at(piece, (size_t)got)));
    }
}

/* Reads to the end; more than `limit` bytes are TOO_LARGE. `expect` is a first guess. */
static struct err *read_all(struct arena *a, int fd, str name, size_t expect, size_t limit,
                            str *out)
{
    size_t room =
        expect < limit ? expect + 1 : limit + 1; /* one more, to see that it is too long */
    char *p = arena_bytes(a, room);
    size_t n = 0;

    BUG_IF(limit > SIZE_MAX / 4);
    for (;;) {
        ssize_t got = read(fd, p + n, room - n);

        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(a, "无法读取", name, errno);
        if (got == 0) break;
        n += (size_t)got;
        if (n > limit) return ERR(a, TOO_LARGE, "%.*s 超过 %zu 字节", STR_ARG(name), limit);
        if (n < room) continue;
        size_t wider = room > limit / 2 ? limit + 1 : room * 2;

        p = arena_grow(a, p, room, wider);
        room = wider;
    }
    *out = str_at(p, n);
    return NULL;
}

struct err *sys_file_read(struct arena *a, const struct sys_dir *root, str name, size_t limit,
                          str *out)
{
    int fd;
    int64_t size;

    TRY(sys_file_open(a, root, name, &fd, &size));
    if ((uint64_t)size > limit)
        return ERR(a, TOO_LARGE, "%.*s 超过 %zu 字节", STR_ARG(name), limit);
    return read_all(a, fd, name, (size_t)size, limit, out);
}

struct err *sys_path_read(struct arena *a, str path, size_t limit, str *out)
{
    if (str_eq(path, S("-")))
        return read_all(a, STDIN_FILENO, S("标准输入"), READ_BYTES, limit, out);
    struct held *h = hold(a);

    if (path.n == 0 || str_find_byte(path, '\0', 0) != STR_NONE)
        return failed(a, "无法读取", path, ENOENT);
    h->fd = open(str_z(a, path), O_RDONLY | O_CLOEXEC);
    if (h->fd < 0) return failed(a, "无法读取", path, errno);
    TRY(read_all(a, h->fd, path, READ_BYTES, limit, out));
    held_close(h);
    return NULL;
}

struct err *sys_path_open(struct arena *a, str path, int *fd, int64_t *size)
{
    struct stat st;

    *size = -1;
    *fd = STDIN_FILENO;
    if (!str_eq(path, S("-"))) {
        struct held *h = hold(a);

        if (path.n == 0 || str_find_byte(path, '\0', 0) != STR_NONE)
            return failed(a, "无法读取", path, ENOENT);
        h->fd = open(str_z(a, path), O_RDONLY | O_CLOEXEC);
        if (h->fd < 0) return failed(a, "无法读取", path, errno);
        *fd = h->fd;
    }
    if (fstat(*fd, &st) != 0) return NULL;
    if (S_ISDIR(st.st_mode)) return ERR(a, INVALID, "%.*s 是文件夹，这里要的是文件", STR_ARG(path));
    if (S_ISREG(st.st_mode)) *size = st.st_size;
    return NULL;
}

struct err *sys_path_create(struct arena *a, str path, int *fd)
{
    struct held *h = hold(a);

    if (path.n == 0 || str_find_byte(path, '\0', 0) != STR_NONE)
        return failed(a, "无法新建", path, ENOENT);
    h->fd = open(str_z(a, path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (h->fd < 0 && errno == EEXIST)
        return ERR(a, CONFLICT, "%.*s 已经存在，没有覆盖", STR_ARG(path));
    if (h->fd < 0) return failed(a, "无法新建", path, errno);
    *fd = h->fd;
    return NULL;
}

struct err *sys_fd_sync(struct arena *a, int fd)
{
    return fsync(fd) ? ERR(a, IO, "写入磁盘失败，请查看磁盘空间") : NULL;
}

void sys_path_remove(struct arena *a, str path)
{
    (void)unlink(str_z(a, path));
}

struct err *sys_file_size(struct arena *a, const struct sys_dir *root, str name, int64_t *size)
{
    struct held *h = hold(a);
    struct stat st;

    h->fd = open_beneath(a, root->fd, name, O_PATH, 0);
    if (h->fd < 0 || fstat(h->fd, &st) != 0) return failed(a, "无法读取", name, errno);
    if (!S_ISREG(st.st_mode)) return failed(a, "无法读取", name, EXDEV);
    held_close(h);
    *size = st.st_size;
    return NULL;
}

/* -- writing ------------------------------------------------------------------------------- */

struct err *sys_file_remove(struct arena *a, const struct sys_dir *root, str name)
{
    struct held *dir = hold(a);
    char *last;

    if (!open_parent(a, root->fd, name, dir, &last))
        return errno == ENOENT ? NULL : failed(a, "无法删除", name, errno);
    if (unlinkat(dir->fd, last, 0) != 0)
        return errno == ENOENT ? NULL : failed(a, "无法删除", name, errno);
    if (fsync(dir->fd) != 0) return failed(a, "无法删除", name, errno);
    held_close(dir);
    return NULL;
}

struct err *sys_file_write(struct arena *a, const struct sys_dir *root, str name, mode_t mode,
                           str bytes)
{
    struct sys_temp *t;

    TRY(sys_temp_open(a, root, (int64_t)bytes.n, &t));
    TRY(sys_temp_write(t, bytes));
    return sys_temp_keep(t, name, mode);
}

/* -- a file that is being received --------------------------------------------------------- */

static const char temp_prefix[] = ".tmp-";

static void temp_drop(void *p)
{
    struct sys_temp *t = p;

    if (t->fd < 0) return;
    (void)close(t->fd);
    t->fd = -1;
    (void)unlinkat(t->root.fd, t->name, 0);
}

struct err *sys_temp_open(struct arena *a, const struct sys_dir *root, int64_t limit,
                          struct sys_temp **out)
{
    struct sys_temp *t = ARENA_NEW(a, struct sys_temp);
    struct sys_random r = sys_random_real();
    str chance = encode_token(a, &r, 12);

    *t = (struct sys_temp){.arena = a, .root = *root, .fd = -1, .limit = limit};
    (void)snprintf(t->name, sizeof t->name, "%s%.*s", temp_prefix, STR_ARG(chance));
    arena_defer(a, temp_drop, t);
    t->fd = openat(root->fd, t->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (t->fd < 0) return failed(a, "无法写入", root->path, errno);
    *out = t;
    return NULL;
}

struct err *sys_temp_write(struct sys_temp *t, str bytes)
{
    BUG_IF(t->fd < 0);
    if (bytes.n > (uint64_t)(t->limit - t->size))
        return ERR(t->arena, TOO_LARGE, "文件超过 %lld 字节", (long long)t->limit);
    while (bytes.n) {
        ssize_t done = write(t->fd, bytes.p, bytes.n);

        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return failed(t->arena, "无法写入", t->root.path, errno);
        bytes = str_from(bytes, (size_t)done);
        t->size += done;
    }
    return NULL;
}

struct err *sys_temp_keep(struct sys_temp *t, str name, mode_t mode)
{
    struct arena *a = t->arena;
    struct held *dir = hold(a);
    char *last;

    BUG_IF(t->fd < 0);
    if (!open_parent(a, t->root.fd, name, dir, &last)) return failed(a, "无法写入", name, errno);
    /* The bytes reach the disk before the name does: after a crash the name never shows less. */
    if (fchmod(t->fd, mode) != 0 || fsync(t->fd) != 0) return failed(a, "无法写入", name, errno);
    if (renameat(t->root.fd, t->name, dir->fd, last) != 0)
        return failed(a, "无法写入", name, errno);
    (void)close(t->fd);
    t->fd = -1;
    if (fsync(dir->fd) != 0) return failed(a, "无法写入", name, errno);
    held_close(dir);
    return NULL;
}

struct err *sys_temp_sweep(struct arena *a, const struct sys_dir *root, int64_t before_ms)
{
    enum { ENTRIES_MAX = 1000000 };
    struct sys_listing all;

    TRY(sys_dir_list(a, root, S("."), ENTRIES_MAX, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct stat st;

        if (!str_starts(all.names[i], str_of(temp_prefix))) continue;
        if (fstatat(root->fd, str_z(a, all.names[i]), &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        if ((int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 >= before_ms) continue;
        TRY(sys_file_remove(a, root, all.names[i]));
    }
    return NULL;
}
