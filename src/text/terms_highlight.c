/* Snippets: the passage of a text that shows best what was searched for. */
#include "text/terms.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/scratch.h"
#include "text/terms_fold.h"

enum {
    /* Long texts are looked through in parts, until one has a passage with all words. */
    PART_BYTES = 8 * 1024,
    PARTS_AFTER_HIT = 4, /* parts that are tried for a better passage than one already found */
    LEAD_SHARE = 6,      /* a sixth of the passage stands before the first hit */
};

struct word {
    const struct terms_unit *unit;
    size_t n;
};

struct hit {
    size_t start, end; /* bytes of the text */
    size_t unit;       /* index in its part */
    size_t word;
};

struct finder {
    struct arena *a; /* scratch */
    struct word words[TERMS_WORDS_MOST];
    size_t n_words;
    VEC(struct terms_unit) units; /* of the part */
    VEC(struct hit) hits;         /* of the part, by place */
};

struct passage {
    size_t start; /* byte of its first hit */
    size_t words; /* different ones in it; 0: none was found */
    VEC(struct hit) hits;
};

static bool word_at(const struct word *w, const struct terms_unit *unit, size_t n)
{
    if (w->n > n) return false;
    for (size_t i = 0; i < w->n; i++) {
        if (unit[i].rune != w->unit[i].rune) return false;
        if (i && unit[i].gap != w->unit[i].gap) return false;
    }
    return true;
}

static void find_hits(struct finder *f, const struct terms_folder *folder, str text, size_t from,
                      size_t to)
{
    struct terms_reader r = terms_reader_of(folder, str_at(text.p + from, to - from));

    f->units.n = f->hits.n = 0;
    for (struct terms_unit u; terms_read(&r, &u);) *vec_push(f->a, &f->units) = u;
    for (size_t i = 0; i < f->units.n; i++) {
        for (size_t k = 0; k < f->n_words; k++) {
            const struct word *w = &f->words[k];

            if (f->units.items[i].rune != w->unit[0].rune ||
                !word_at(w, f->units.items + i, f->units.n - i))
                continue;
            *vec_push(f->a, &f->hits) = (struct hit){
                .start = from + f->units.items[i].start,
                .end = from + f->units.items[i + w->n - 1].end,
                .unit = i,
                .word = k,
            };
        }
    }
}

/* The first passage of `chars` units with the most different words, if better than `best`. */
static void best_passage(struct finder *f, size_t chars, struct passage *best)
{
    for (size_t i = 0; i < f->hits.n && best->words < f->n_words; i++) {
        uint32_t seen = 0;
        size_t words = 0;
        size_t end = i;

        while (end < f->hits.n && f->hits.items[end].unit < f->hits.items[i].unit + chars) {
            uint32_t bit = 1u << f->hits.items[end++].word;

            words += (seen & bit) == 0;
            seen |= bit;
        }
        if (words <= best->words) continue;
        best->words = words;
        best->start = f->hits.items[i].start;
        best->hits.n = 0;
        for (size_t k = i; k < end; k++) *vec_push(f->a, &best->hits) = f->hits.items[k];
    }
}

/* The first byte of a character at or after `at`. */
static size_t char_start(str s, size_t at)
{
    while (at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80) at++;
    return at;
}

static void find_passage(struct finder *f, const struct terms_folder *folder, str text,
                         size_t chars, struct passage *best)
{
    /* A word on the border of two parts is in both. */
    size_t overlap = (size_t)TERMS_QUERY_CHARS_MOST * 8;
    size_t after = 0;

    for (size_t from = 0; from < text.n; from = char_start(text, from + PART_BYTES)) {
        size_t to = from + PART_BYTES + overlap < text.n
                        ? char_start(text, from + PART_BYTES + overlap)
                        : text.n;

        find_hits(f, folder, text, from, to);
        best_passage(f, chars, best);
        if (best->words == f->n_words || to == text.n) return;
        if (best->words && after++ == PARTS_AFTER_HIT) return;
    }
}

/* The byte that lies `chars` characters before `at`. */
static size_t back(str s, size_t at, size_t chars)
{
    while (at && chars) {
        at--;
        if (((unsigned char)s.p[at] & 0xc0) != 0x80) chars--;
    }
    return at;
}

/* ---- Pieces ---------------------------------------------------------------------------------- */

struct pieces {
    struct arena *a;
    VEC(struct terms_piece) piece;
};

/* Line ends and tabs become spaces. */
static void add_piece(struct pieces *p, str text, bool hit)
{
    char *copy;

    if (!text.n) return;
    copy = arena_bytes(p->a, text.n);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        copy[i] = c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
    }
    *vec_push(p->a, &p->piece) = (struct terms_piece){{copy, text.n}, hit};
}

static void add_pieces(struct pieces *p, str text, size_t from, size_t to,
                       const struct passage *passage)
{
    if (from) add_piece(p, S("…"), false);
    size_t at = from;

    for (size_t i = 0; i < passage->hits.n; i++) {
        const struct hit *h = &passage->hits.items[i];
        size_t start = h->start > at ? h->start : at;
        size_t end = h->end < to ? h->end : to;

        if (end <= start) continue;
        add_piece(p, str_at(text.p + at, start - at), false);
        bool joins = start == at && p->piece.n && p->piece.items[p->piece.n - 1].hit;

        if (joins && at > from) {
            /* Overlapping words are one hit. */
            struct terms_piece *last = &p->piece.items[p->piece.n - 1];

            last->text = str_cat(p->a, last->text, str_at(text.p + start, end - start));
        } else {
            add_piece(p, str_at(text.p + start, end - start), true);
        }
        at = end;
    }
    add_piece(p, str_at(text.p + at, to - at), false);
    if (to < text.n) add_piece(p, S("…"), false);
}

void terms_highlight(const struct terms_folder *folder, struct arena *a, str text,
                     const struct terms_query *q, size_t chars, struct terms_piece **out, size_t *n)
{
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct finder f = {.a = scratch};
    struct passage best = {0};
    struct pieces pieces = {.a = a};
    size_t from = 0;

    for (size_t i = 0; i < q->n && i < TERMS_WORDS_MOST; i++) {
        struct word *w = &f.words[f.n_words];

        w->unit = terms_units(folder, scratch, q->words[i], &w->n);
        f.n_words += w->n > 0;
    }
    if (f.n_words) find_passage(&f, folder, text, chars, &best);
    bool whole = utf8_head(text, chars).n == text.n;

    if (best.words && !whole) {
        bool near_start = back(text, best.start, chars / 2) == 0;

        from = near_start ? 0 : back(text, best.start, chars / LEAD_SHARE);
        /* Not a short passage because the hit is near the end. */
        size_t last = back(text, text.n, chars);

        if (from > last) from = last;
    }
    size_t to = from + utf8_head(str_from(text, from), chars).n;

    add_pieces(&pieces, text, from, to, &best);
    arena_release(scratch);
    *out = pieces.piece.items;
    *n = pieces.piece.n;
}
