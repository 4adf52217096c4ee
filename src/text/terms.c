#include "text/terms.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/terms_fold.h"

enum { ASCII_WINDOW = 4, OTHER_WINDOW = 2 };

/* ---- Terms ----------------------------------------------------------------------------------- */

/* The units from the one whose term is next, as far as a term may reach, and one more. */
struct window {
    struct terms_reader reader;
    struct terms_unit unit[ASCII_WINDOW + 1];
    size_t n;
    bool end; /* the text has no more units */
};

static void window_fill(struct window *w)
{
    while (!w->end && w->n < COUNT_OF(w->unit)) {
        if (terms_read(&w->reader, &w->unit[w->n]))
            w->n++;
        else
            w->end = true;
    }
}

/* Number of units of the term that begins with the first. */
static size_t term_units(const struct terms_unit *unit, size_t n)
{
    size_t most = unit[0].ascii ? ASCII_WINDOW : OTHER_WINDOW;
    size_t k = 1;

    while (k < n && k < most && !unit[k].gap && unit[k].ascii == unit[0].ascii) k++;
    return k;
}

static size_t put_rune(char *to, uint32_t rune)
{
    if (rune < 0x80) {
        to[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        to[0] = (char)(0xc0 | rune >> 6);
        to[1] = (char)(0x80 | (rune & 0x3f));
        return 2;
    }
    if (rune < 0x10000) {
        to[0] = (char)(0xe0 | rune >> 12);
        to[1] = (char)(0x80 | (rune >> 6 & 0x3f));
        to[2] = (char)(0x80 | (rune & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | rune >> 18);
    to[1] = (char)(0x80 | (rune >> 12 & 0x3f));
    to[2] = (char)(0x80 | (rune >> 6 & 0x3f));
    to[3] = (char)(0x80 | (rune & 0x3f));
    return 4;
}

void terms_cut(const struct terms_folder *f, str text, bool query, terms_fn *emit, void *to)
{
    struct window w = {.reader = terms_reader_of(f, text)};

    for (window_fill(&w); w.n; window_fill(&w)) {
        size_t k = term_units(w.unit, w.n);
        char term[TERM_BYTES_MOST];
        size_t n = 0;

        for (size_t i = 0; i < k; i++) n += put_rune(term + n, w.unit[i].rune);
        if (!emit(to, str_at(term, n), w.unit[0].start, w.unit[k - 1].end)) return;
        if (query && k == w.n) return; /* reaches the end: what follows is in it */
        w.n--;
        for (size_t i = 0; i < w.n; i++) w.unit[i] = w.unit[i + 1];
    }
}

/* ---- Queries --------------------------------------------------------------------------------- */

/* Quotes that keep a phrase together. */
static uint32_t closing_quote(uint32_t rune)
{
    static const struct {
        uint32_t open, close;
    } quotes[] = {{'"', '"'}, {0x201c, 0x201d}, {0x300c, 0x300d}, {0x300e, 0x300f}};

    for (size_t i = 0; i < COUNT_OF(quotes); i++)
        if (quotes[i].open == rune) return quotes[i].close;
    return 0;
}

/* A space that is seen parts words; one without width came along from a page and is nothing. */
static bool parts_words(uint32_t rune)
{
    return utf8_is_space(rune) && rune != 0x200b;
}

/* Takes the next word off `*rest`, without its quotes; false at the end. */
static bool next_word(str *rest, str *word)
{
    uint32_t quote = 0;
    uint32_t rune;
    str at = *rest;
    size_t n = 0;

    while (utf8_next(&at, &rune) && parts_words(rune)) *rest = at;
    if (!rest->n) return false;
    quote = closing_quote(rune);
    if (quote) *rest = at;
    at = *rest;
    while (utf8_next(&at, &rune)) {
        bool ends = quote ? rune == quote : parts_words(rune) || closing_quote(rune);

        if (ends) {
            *word = str_head(*rest, n);
            *rest = quote || parts_words(rune) ? at : str_from(*rest, n);
            return true;
        }
        n = rest->n - at.n;
    }
    *word = *rest;
    *rest = S("");
    return true;
}

/*
 * Whether the phrase's last term may be the beginning of one in the text: a full one is always the
 * whole. `units` are those of the word.
 */
static bool last_is_prefix(const struct terms_unit *unit, size_t n)
{
    size_t i = 0;

    while (i + term_units(unit + i, n - i) < n) i++;
    return n - i < (size_t)(unit[i].ascii ? ASCII_WINDOW : OTHER_WINDOW);
}

static bool has_word(const str *words, size_t n, str word)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(words[i], word)) return true;
    return false;
}

struct err *terms_query(const struct terms_folder *f, struct arena *a, str text,
                        struct terms_query *out)
{
    enum { MATCH_MOST = 64 * 1024 };
    VEC(str) words = {0};
    struct buf match;

    text = utf8_trim(text);
    if (utf8_count(text) > TERMS_QUERY_CHARS_MOST)
        return ERR_FIELD(a, "q", "搜索内容过长，最多 %d 个字", TERMS_QUERY_CHARS_MOST);
    buf_init(&match, a, MATCH_MOST);
    for (str word; next_word(&text, &word);) {
        str folded = terms_fold(f, a, word);
        size_t n;

        if (!folded.n || has_word(words.items, words.n, folded)) continue;
        if (words.n == TERMS_WORDS_MOST)
            return ERR_FIELD(a, "q", "搜索的词过多，最多 %d 个", TERMS_WORDS_MOST);
        *vec_push(a, &words) = folded;
        const struct terms_unit *units = terms_units(f, a, folded, &n);

        /* Folded text is letters, digits and spaces: nothing in it ends the quotes. */
        if (match.n) buf_lit(&match, " AND ");
        buf_byte(&match, '"');
        buf_add(&match, folded);
        buf_byte(&match, '"');
        if (last_is_prefix(units, n)) buf_lit(&match, " *");
    }
    if (!words.n) return ERR_FIELD(a, "q", "请输入要搜索的词");
    BUG_IF(!buf_ok(&match));
    *out = (struct terms_query){words.items, words.n, buf_str(&match)};
    return NULL;
}

bool terms_matches(const struct terms_folder *f, struct arena *a, str text,
                   const struct terms_query *q)
{
    str folded = terms_fold(f, a, text);

    for (size_t i = 0; i < q->n; i++)
        if (str_find(folded, q->words[i], 0) == STR_NONE) return false;
    return true;
}
