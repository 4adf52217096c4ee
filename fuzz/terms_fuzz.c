/*
 * The first line is a query, the rest a text: the query never has a wrong syntax, the index agrees
 * with the plain scan, the snippet shows valid text.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/terms.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct terms {
    struct arena *a;
    VEC(str) term;
    size_t text_n, last;
};

static void stop_if(bool wrong, const char *what)
{
    if (!wrong) return;
    (void)fprintf(stderr, "%s\n", what);
    abort();
}

static bool keep(void *to, str term, size_t start, size_t end)
{
    struct terms *t = to;

    stop_if(start >= end || end > t->text_n || start < t->last, "a term outside the text");
    stop_if(!utf8_valid(term) || term.n > TERM_BYTES_MOST, "a strange term");
    t->last = start;
    *vec_push(t->a, &t->term) = str_copy(t->a, term);
    return true;
}

static bool index_has(const struct terms *text, const struct terms *phrase, bool prefix)
{
    for (size_t i = 0; i + phrase->term.n <= text->term.n; i++) {
        size_t k = 0;

        for (; k < phrase->term.n; k++) {
            str have = text->term.items[i + k];
            str want = phrase->term.items[k];
            bool last = k + 1 == phrase->term.n;

            if (last && prefix ? !str_starts(have, want) : !str_eq(have, want)) break;
        }
        if (k == phrase->term.n) return true;
    }
    return false;
}

/* "words" [ *] joined by AND; inside the quotes neither quotes nor anything but text. */
static void check_match(str match, size_t words)
{
    size_t n = 0;

    while (match.n) {
        stop_if(match.p[0] != '"', "a phrase without a quote");
        size_t end = str_find_byte(match, '"', 1);

        stop_if(end == STR_NONE || end < 2, "a phrase that does not end");
        match = str_from(match, end + 1);
        if (str_starts(match, S(" *"))) match = str_from(match, 2);
        n++;
        if (!match.n) break;
        stop_if(!str_starts(match, S(" AND ")), "phrases that are not joined");
        match = str_from(match, 5);
    }
    stop_if(n != words, "phrases that are not the words");
}

static void check_query(const struct terms_folder *f, struct arena *a, str query, str text,
                        const struct terms *index)
{
    struct terms_query q;
    struct terms_piece *pieces;
    size_t n;

    if (terms_query(f, a, query, &q)) return;
    check_match(q.match, q.n);
    bool all = true;

    for (size_t i = 0; i < q.n; i++) {
        struct terms phrase = {.a = a, .text_n = q.words[i].n};
        struct terms_query one;
        struct buf quoted;

        buf_init(&quoted, a, q.words[i].n + 2);
        buf_byte(&quoted, '"');
        buf_add(&quoted, q.words[i]);
        if (terms_query(f, a, buf_str(&quoted), &one)) return; /* folded, it may be too long */
        terms_cut(f, q.words[i], true, keep, &phrase);
        all &= index_has(index, &phrase, str_ends(one.match, S("*")));
    }
    stop_if(all != terms_matches(f, a, text, &q), "index and scan do not agree");
    terms_highlight(f, a, text, &q, 40, &pieces, &n);
    for (size_t i = 0; i < n; i++) stop_if(!utf8_valid(pieces[i].text), "a broken snippet");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena folder_arena;
    static const struct terms_folder *folder;
    struct arena a;

    if (!folder) {
        arena_init(&folder_arena, (size_t)1 << 28);
        if (terms_folder_make(&folder_arena, &folder)) abort();
    }
    arena_init(&a, (size_t)1 << 30);
    str text = utf8_repair(&a, str_at(data, size));
    str query = S("");

    str_split(&text, '\n', &query);
    struct terms index = {.a = &a, .text_n = text.n};

    terms_cut(folder, text, false, keep, &index);
    str folded = terms_fold(folder, &a, text);

    stop_if(!str_eq(folded, terms_fold(folder, &a, folded)), "folding twice changes more");
    check_query(folder, &a, query, text, &index);
    arena_release(&a);
    return 0;
}
