#include "text/terms_fold.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/scratch.h"
#include "text/icu.h"

/*
 * An entry of the table: what a character folds to. The upper bits say how to read the lower ones.
 *     SEPARATOR, NOTHING   -
 *     UNIT                 the folded character
 *     SEVERAL              index into `several`: a count, then the runes (0: a separator)
 */
enum {
    FOLD_SEPARATOR = 0u << 24,
    FOLD_NOTHING = 1u << 24,
    FOLD_UNIT = 2u << 24,
    FOLD_SEVERAL = 3u << 24,
    FOLD_KIND = 3u << 24,
    FOLD_VALUE = 0xffffff,
    PLANE = 0x10000,
    TABLE_RUNES = 3 * PLANE, /* planes 0 to 2; see beyond_table for the rest */
};

struct terms_folder {
    uint32_t table[TABLE_RUNES];
    uint32_t *several;
    size_t several_n;
};

/* ---- The table ------------------------------------------------------------------------------- */

struct maker {
    struct terms_folder *f;
    struct arena *a; /* of the folder */
    VEC(uint32_t) several;
};

/* Signs that offices type for the ideograph 〇 in years: 二○二○年. */
static uint32_t look_alike(uint32_t rune)
{
    return rune == 0x25cb || rune == 0x25ef || rune == 0x3007 ? 0x3007 : rune;
}

static uint32_t one_entry(uint32_t folded)
{
    return icu_is_word(folded) ? FOLD_UNIT | folded : FOLD_SEPARATOR;
}

static uint32_t make_entry(struct maker *m, str folded)
{
    uint32_t runes[64];
    size_t n = 0;
    size_t units = 0;

    for (uint32_t rune; n < COUNT_OF(runes) && utf8_next(&folded, &rune); n++) {
        runes[n] = one_entry(look_alike(rune)) & FOLD_VALUE; /* a separator is 0 */
        units += runes[n] != 0;
    }
    if (n == 0) return FOLD_NOTHING;
    if (units == 0) return FOLD_SEPARATOR;
    if (n == 1) return FOLD_UNIT | runes[0];
    uint32_t at = (uint32_t)m->several.n;

    *vec_push(m->a, &m->several) = (uint32_t)n;
    for (size_t i = 0; i < n; i++) *vec_push(m->a, &m->several) = runes[i];
    return FOLD_SEVERAL | at;
}

/*
 * The end of a chain of foldings: some simplified characters are themselves simplified, and two
 * pairs in ICU's table point at each other.
 */
static uint32_t settle(const struct terms_folder *f, uint32_t rune)
{
    uint32_t entry = f->table[rune];
    uint32_t next = entry & FOLD_VALUE;

    if ((entry & FOLD_KIND) != FOLD_UNIT || next >= TABLE_RUNES) return rune;
    uint32_t back = f->table[next];

    if ((back & FOLD_KIND) == FOLD_UNIT && (back & FOLD_VALUE) == rune)
        return rune < next ? rune : next;
    return next;
}

static void settle_all(struct terms_folder *f)
{
    uint32_t *table = f->table;

    for (size_t i = 0; i < f->several_n;) {
        size_t n = f->several[i++];

        for (; n; n--, i++)
            if (f->several[i] && f->several[i] < TABLE_RUNES)
                f->several[i] = settle(f, f->several[i]);
    }
    for (uint32_t rune = 0; rune < TABLE_RUNES; rune++) {
        uint32_t to = table[rune] & FOLD_VALUE;

        if ((table[rune] & FOLD_KIND) == FOLD_UNIT && to != rune && to < TABLE_RUNES)
            table[rune] = FOLD_UNIT | settle(f, to);
    }
    /* Of the pairs, the one that was chosen stays as it is. */
    for (uint32_t rune = 0; rune < TABLE_RUNES; rune++) {
        uint32_t to = table[rune] & FOLD_VALUE;

        if ((table[rune] & FOLD_KIND) == FOLD_UNIT && to < TABLE_RUNES) table[to] = FOLD_UNIT | to;
    }
}

struct err *terms_folder_make(struct arena *a, const struct terms_folder **out)
{
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct maker m = {.f = ARENA_NEW(a, struct terms_folder), .a = a};
    struct err *e = NULL;

    for (uint32_t plane = 0; plane < TABLE_RUNES / PLANE && !e; plane++) {
        str *folded = ARENA_ARRAY(scratch, str, PLANE);

        e = icu_fold(scratch, plane * PLANE, PLANE, folded);
        for (uint32_t i = 0; i < PLANE && !e; i++)
            m.f->table[plane * PLANE + i] = make_entry(&m, folded[i]);
    }
    if (e) e = err_copy(a, e);
    arena_release(scratch);
    if (e) return err_pass(e, __FILE__, __LINE__);
    m.f->several = m.several.items;
    m.f->several_n = m.several.n;
    settle_all(m.f);
    *out = m.f;
    return NULL;
}

/* Plane 3 holds ideographs, plane 14 tags and variation selectors, the rest nothing. */
static uint32_t beyond_table(uint32_t rune)
{
    if (rune < 4 * PLANE) return FOLD_UNIT | rune;
    return rune >= 0xe0000 && rune < 0xf0000 ? FOLD_NOTHING : FOLD_SEPARATOR;
}

/* ---- Reading --------------------------------------------------------------------------------- */

struct terms_reader terms_reader_of(const struct terms_folder *f, str text)
{
    BUG_IF(text.n > UINT32_MAX);
    return (struct terms_reader){.folder = f, .text = text};
}

static bool is_ascii(uint32_t folded)
{
    return folded < 0x80;
}

static void give(struct terms_reader *r, uint32_t rune, struct terms_unit *out)
{
    out->rune = rune;
    out->ascii = is_ascii(rune);
    out->gap = r->began && r->separator && out->ascii == r->was_ascii;
    out->start = r->start;
    out->end = (uint32_t)r->at;
    r->separator = false;
    r->began = true;
    r->was_ascii = out->ascii;
}

/* The next rune of a character that folds to several; false: none left. */
static bool read_pending(struct terms_reader *r, struct terms_unit *out)
{
    while (r->pending_n) {
        uint32_t rune = *r->pending++;

        r->pending_n--;
        if (rune) {
            give(r, rune, out);
            return true;
        }
        r->separator = true;
    }
    return false;
}

bool terms_read(struct terms_reader *r, struct terms_unit *out)
{
    if (r->pending_n && read_pending(r, out)) return true;
    while (r->at < r->text.n) {
        uint32_t rune = (unsigned char)r->text.p[r->at];

        r->start = (uint32_t)r->at;
        if (rune < 0x80) {
            r->at++;
        } else {
            str rest = str_from(r->text, r->at);

            utf8_next(&rest, &rune);
            r->at = r->text.n - rest.n;
        }
        uint32_t entry = rune < TABLE_RUNES ? r->folder->table[rune] : beyond_table(rune);

        switch (entry & FOLD_KIND) {
        case FOLD_UNIT:
            give(r, entry & FOLD_VALUE, out);
            return true;
        case FOLD_SEVERAL:
            r->pending = r->folder->several + (entry & FOLD_VALUE);
            r->pending_n = *r->pending++;
            if (read_pending(r, out)) return true;
            break;
        case FOLD_SEPARATOR:
            r->separator = true;
            break;
        default:
            break;
        }
    }
    return false;
}

struct terms_unit *terms_units(const struct terms_folder *f, struct arena *a, str text, size_t *n)
{
    struct terms_reader r = terms_reader_of(f, text);
    VEC(struct terms_unit) units = {0};

    for (struct terms_unit u; terms_read(&r, &u);) *vec_push(a, &units) = u;
    *n = units.n;
    return units.items;
}

str terms_fold(const struct terms_folder *f, struct arena *a, str text)
{
    enum { LONGEST = 40 }; /* times: one character of three bytes becomes 18 of two */
    struct terms_reader r = terms_reader_of(f, text);
    struct buf b;

    BUG_IF(text.n > SIZE_MAX / LONGEST);
    buf_init(&b, a, text.n * LONGEST);
    for (struct terms_unit u; terms_read(&r, &u);) {
        if (u.gap) buf_byte(&b, ' ');
        buf_rune(&b, u.rune);
    }
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}
