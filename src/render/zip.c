#include "render/zip.h"

#include <zip.h>

/* 1980-01-01 00:00, as MS-DOS writes it: the earliest that a ZIP can name. */
enum { EARLIEST_TIME = 0, EARLIEST_DAY = 1 << 5 | 1 };

struct packing {
    zip_source_t *target; /* where the archive is written; kept by us */
    zip_t *zip;
};

static void give_up(void *p)
{
    struct packing *k = p;

    if (k->zip) zip_discard(k->zip);
    if (k->target) zip_source_free(k->target);
    *k = (struct packing){0};
}

static struct err *failed(struct arena *a, const char *what)
{
    return err_detail(a, ERR(a, INTERNAL, "生成文件失败"), "libzip: %s", what);
}

static bool add_part(struct packing *k, struct arena *a, const struct zip_part *part)
{
    char *name = str_z(a, part->name);
    zip_source_t *source = zip_source_buffer(k->zip, part->bytes.p, part->bytes.n, 0);

    if (!source) return false;
    zip_int64_t at = zip_file_add(k->zip, name, source, ZIP_FL_ENC_UTF_8);

    if (at < 0) {
        zip_source_free(source);
        return false;
    }
    return zip_file_set_dostime(k->zip, (zip_uint64_t)at, EARLIEST_TIME, EARLIEST_DAY, 0) == 0 &&
           zip_set_file_compression(k->zip, (zip_uint64_t)at,
                                    part->packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) == 0;
}

static struct err *read_back(struct packing *k, struct arena *a, str *out)
{
    zip_stat_t stat;

    zip_stat_init(&stat);
    if (zip_source_stat(k->target, &stat) || !(stat.valid & ZIP_STAT_SIZE))
        return failed(a, "no size");
    char *room = arena_bytes(a, stat.size);

    if (zip_source_open(k->target)) return failed(a, "open");
    zip_int64_t n = zip_source_read(k->target, room, stat.size);

    (void)zip_source_close(k->target);
    if (n < 0 || (zip_uint64_t)n != stat.size) return failed(a, "read");
    *out = (str){room, stat.size};
    return NULL;
}

struct err *zip_pack(struct arena *a, const struct zip_part *parts, size_t n, str *out)
{
    struct packing *k = ARENA_NEW(a, struct packing);
    zip_error_t error;

    arena_defer(a, give_up, k);
    zip_error_init(&error);
    k->target = zip_source_buffer_create(NULL, 0, 0, &error);
    if (!k->target) return failed(a, "buffer");
    k->zip = zip_open_from_source(k->target, ZIP_TRUNCATE, &error);
    if (!k->zip) return failed(a, "archive");
    zip_source_keep(k->target);
    for (size_t i = 0; i < n; i++)
        if (!add_part(k, a, &parts[i])) return failed(a, zip_strerror(k->zip));
    zip_t *zip = k->zip;

    if (zip_close(zip)) return failed(a, zip_strerror(zip));
    k->zip = NULL;
    struct err *e = read_back(k, a, out);

    give_up(k);
    return e;
}
