/* An archive around fuzzed parts, stored and not packed, so that a change of a byte stays one. */
#ifndef GK_FUZZ_READ_PART_H
#define GK_FUZZ_READ_PART_H

#include "base/buf.h"

struct fuzz_part {
    const char *name;
    str bytes;
};

/* The checksum of ISO 3309, bit by bit: parts are small. */
static inline uint32_t fuzz_crc(str s)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < s.n; i++) {
        crc ^= (unsigned char)s.p[i];
        for (int k = 0; k < 8; k++) crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
    return ~crc;
}

static inline void put_number(struct buf *b, uint64_t v, int bytes)
{
    for (int i = 0; i < bytes; i++) buf_byte(b, (char)(v >> (8 * i) & 0xff));
}

/* The fields that the two headers of a part share. */
static inline void put_part(struct buf *b, const struct fuzz_part *p)
{
    uint32_t size = (uint32_t)p->bytes.n;

    put_number(b, 20, 2);
    put_number(b, 0, 2 + 2 + 4);
    put_number(b, 0, 2);
    put_number(b, fuzz_crc(p->bytes), 4);
    put_number(b, size, 4);
    put_number(b, size, 4);
    put_number(b, (uint32_t)str_of(p->name).n, 2);
    put_number(b, 0, 2);
}

static inline str fuzz_archive(struct arena *a, const struct fuzz_part *parts, size_t n)
{
    struct buf b;
    uint32_t at[8];
    size_t most = 1024;

    for (size_t i = 0; i < n; i++) most += parts[i].bytes.n + 256;
    buf_init(&b, a, most);
    for (size_t i = 0; i < n; i++) {
        at[i] = (uint32_t)b.n;
        put_number(&b, 0x04034b50, 4);
        put_part(&b, &parts[i]);
        buf_add(&b, str_of(parts[i].name));
        buf_add(&b, parts[i].bytes);
    }
    uint32_t directory = (uint32_t)b.n;

    for (size_t i = 0; i < n; i++) {
        put_number(&b, 0x02014b50, 4);
        put_number(&b, 20, 2);
        put_part(&b, &parts[i]);
        put_number(&b, 0, 2 + 2 + 2);
        put_number(&b, 0, 4);
        put_number(&b, at[i], 4);
        buf_add(&b, str_of(parts[i].name));
    }
    uint32_t end = (uint32_t)b.n;

    put_number(&b, 0x06054b50, 4);
    put_number(&b, 0, 4);
    put_number(&b, (uint32_t)n, 2);
    put_number(&b, (uint32_t)n, 2);
    put_number(&b, end - directory, 4);
    put_number(&b, directory, 4);
    put_number(&b, 0, 2);
    return buf_str(&b);
}

#endif
