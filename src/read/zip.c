#include "read/zip.h"
#include "read/inside.h"

#include <zip.h>

enum {
    PARTS_MOST = 20000,
    NAME_BYTES = 512,
    /* XML of a large sheet packs to a thirtieth; deflate can do a thousandth, and bombs do. */
    RATIO_MOST = 250,
    RATIO_FREE_BYTES = 1024 * 1024, /* of so little nobody is afraid */
    PIECE_BYTES = 256 * 1024,
};

struct archive {
    struct arena *a;
    zip_t *zip;
    size_t left; /* bytes that may still be unpacked */
};

static void discard(void *p)
{
    zip_discard(p);
}

static struct err *damaged(struct arena *a, zip_error_t *why)
{
    struct err *e = err_detail(a, READ_REFUSE(a, DAMAGED), "zip: %s", zip_error_strerror(why));

    zip_error_fini(why);
    return e;
}

struct err *archive_open(struct arena *a, str bytes, size_t unpacked_most, struct archive **out)
{
    struct archive *z = ARENA_NEW(a, struct archive);
    zip_error_t why;

    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);

    if (!source) return damaged(a, &why);
    z->zip = zip_open_from_source(source, ZIP_RDONLY, &why);
    if (!z->zip) {
        zip_source_free(source);
        return damaged(a, &why);
    }
    zip_error_fini(&why);
    arena_defer(a, discard, z->zip);
    if (zip_get_num_entries(z->zip, 0) > PARTS_MOST) return READ_REFUSE(a, UNPACKED);
    z->a = a;
    z->left = unpacked_most;
    *out = z;
    return NULL;
}

static zip_int64_t locate(const struct archive *z, str name)
{
    if (name.n >= NAME_BYTES || str_find_byte(name, '\0', 0) != STR_NONE) return -1;
    return zip_name_locate(z->zip, str_z(z->a, name), ZIP_FL_NOCASE);
}

bool archive_has(const struct archive *z, str name)
{
    return locate(z, name) >= 0;
}

static void close_part(void *p)
{
    (void)zip_fclose(p);
}

static struct err *too_large(struct archive *z)
{
    return READ_REFUSE(z->a, UNPACKED);
}

/* What the directory claims is checked first; what comes out is counted all the same. */
struct err *archive_read(struct archive *z, str name, str *out)
{
    struct buf b;
    zip_stat_t st;
    zip_int64_t at = locate(z, name);
    zip_int64_t n;

    if (at < 0) return READ_REFUSE(z->a, DAMAGED);
    if (zip_stat_index(z->zip, (zip_uint64_t)at, 0, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
        !(st.valid & ZIP_STAT_COMP_SIZE))
        return READ_REFUSE(z->a, DAMAGED);
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return READ_REFUSE(z->a, LOCKED);
    if (st.size > z->left || (st.size > RATIO_FREE_BYTES && st.size / RATIO_MOST > st.comp_size))
        return too_large(z);
    zip_file_t *f = zip_fopen_index(z->zip, (zip_uint64_t)at, 0);

    if (!f) return READ_REFUSE(z->a, DAMAGED);
    arena_defer(z->a, close_part, f);
    /* One byte more than was claimed, to see a lie. */
    buf_init(&b, z->a, (size_t)st.size + 1);
    char *piece = arena_bytes(z->a, PIECE_BYTES);

    while ((n = zip_fread(f, piece, PIECE_BYTES)) > 0) {
        buf_add(&b, str_at(piece, (size_t)n));
        if (!buf_ok(&b)) return too_large(z);
    }
    if (n < 0 || b.n != st.size) return READ_REFUSE(z->a, DAMAGED);
    z->left -= b.n;
    *out = buf_str(&b);
    return NULL;
}
