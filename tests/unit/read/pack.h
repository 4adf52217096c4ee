/* pack: archives made by the tests, so that no file of somebody's stands in the tree. */
#ifndef GK_TESTS_READ_PACK_H
#define GK_TESTS_READ_PACK_H

#include "unit.h"

#include <zip.h>

struct part {
    const char *name;
    str bytes;
};

/* The parts as an archive, packed, on the arena. */
static inline str pack(struct arena *a, const struct part *parts, size_t n)
{
    zip_error_t why;
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *z = zip_open_from_source(out, ZIP_TRUNCATE, &why);
    zip_stat_t st;

    assert_non_null(z);
    zip_source_keep(out);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *in = zip_source_buffer(z, parts[i].bytes.p, parts[i].bytes.n, 0);

        assert_true(zip_file_add(z, parts[i].name, in, ZIP_FL_ENC_UTF_8) >= 0);
    }
    assert_int_equal(zip_close(z), 0);
    assert_int_equal(zip_source_open(out), 0);
    assert_int_equal(zip_source_stat(out, &st), 0);
    char *p = arena_bytes(a, st.size);

    assert_int_equal(zip_source_read(out, p, st.size), st.size);
    zip_source_close(out);
    zip_source_free(out);
    return str_at(p, st.size);
}

#define PACK(a, ...)                                                                               \
    pack((a), (const struct part[]){__VA_ARGS__}, COUNT_OF(((const struct part[]){__VA_ARGS__})))

#endif
