#include "text/icu.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/utrans.h>
#include <unicode/utf16.h>

enum {
    FOLDED_MOST = 36, /* UTF-16 units that one character becomes; the longest known are 18 */
    ACCENT_FIRST = 0x300,
    ACCENT_LAST = 0x36f,
};

struct icu_char {
    UChar unit[FOLDED_MOST];
    int32_t n;
};

struct icu {
    struct arena *a;
    const UNormalizer2 *fold, *split, *join; /* NFKC_Casefold, NFD, NFC */
    UErrorCode code;
};

static struct err *broken(struct icu *u, const char *what)
{
    return err_detail(u->a, ERR(u->a, INTERNAL, "检索组件不可用"), "ICU: %s: %s", what,
                      u_errorName(u->code));
}

static struct err *open_normalizers(struct icu *u)
{
    u->fold = unorm2_getNFKCCasefoldInstance(&u->code);
    u->split = unorm2_getNFDInstance(&u->code);
    u->join = unorm2_getNFCInstance(&u->code);
    return U_FAILURE(u->code) ? broken(u, "normalizer") : NULL;
}

/* The normalized form of one character, without accents; its length. */
static int32_t normalize(struct icu *u, UChar32 c, UChar *out)
{
    UChar one[2] = {0};
    UChar folded[FOLDED_MOST];
    UChar split[FOLDED_MOST];
    int32_t n = 0;
    UBool wrong = false;

    U16_APPEND(one, n, 2, c, wrong);
    if (wrong) return 0;
    if (unorm2_isInert(u->fold, c)) {
        out[0] = one[0];
        out[1] = one[1];
        return n;
    }
    n = unorm2_normalize(u->fold, one, n, folded, FOLDED_MOST, &u->code);
    n = unorm2_normalize(u->split, folded, n, split, FOLDED_MOST, &u->code);
    if (U_FAILURE(u->code)) return 0;
    int32_t kept = 0;

    for (int32_t i = 0; i < n; i++)
        if (split[i] < ACCENT_FIRST || split[i] > ACCENT_LAST) split[kept++] = split[i];
    return unorm2_normalize(u->join, split, kept, out, FOLDED_MOST, &u->code);
}

static bool countable(uint32_t rune)
{
    return !(rune >= 0xd800 && rune <= 0xdfff) && u_charType((UChar32)rune) != U_UNASSIGNED;
}

/*
 * Simplifies the ideographs among folded characters that are one UTF-16 unit. They are put into one
 * text with a line end behind each: a transliteration is slow to begin.
 */
static struct err *simplify(struct icu *u, struct icu_char *chars, size_t n)
{
    static const UChar id[] = u"Traditional-Simplified";
    UChar *text = ARENA_ARRAY(u->a, UChar, 4 * n + 16);
    int32_t used = 0;

    for (size_t i = 0; i < n; i++) {
        if (chars[i].n != 1 || !utf8_is_han(chars[i].unit[0])) continue;
        text[used++] = chars[i].unit[0];
        text[used++] = '\n';
    }
    if (!used) return NULL;
    int32_t limit = used;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &u->code);

    if (U_FAILURE(u->code)) return broken(u, "Traditional-Simplified");
    utrans_transUChars(t, text, &used, (int32_t)(4 * n + 16), 0, &limit, &u->code);
    utrans_close(t);
    if (U_FAILURE(u->code)) return broken(u, "transliterate");
    int32_t at = 0;

    for (size_t i = 0; i < n; i++) {
        if (chars[i].n != 1 || !utf8_is_han(chars[i].unit[0])) continue;
        int32_t end = at;

        while (end < used && text[end] != '\n') end++;
        /* A character that becomes several, or one beyond 16 bits, would not fit the table. */
        if (end == at + 1) chars[i].unit[0] = text[at];
        at = end + 1;
    }
    return NULL;
}

struct err *icu_fold(struct arena *a, uint32_t first, size_t n, str *out)
{
    struct icu u = {.a = a, .code = U_ZERO_ERROR};
    struct icu_char *chars = ARENA_ARRAY(a, struct icu_char, n);
    struct buf b;

    TRY(open_normalizers(&u));
    for (size_t i = 0; i < n; i++) {
        uint32_t rune = first + (uint32_t)i;

        chars[i].unit[0] = 0xfffd;
        chars[i].n = countable(rune) ? normalize(&u, (UChar32)rune, chars[i].unit) : 1;
        if (U_FAILURE(u.code)) return broken(&u, "normalize");
    }
    TRY(simplify(&u, chars, n));
    buf_init(&b, a, n * FOLDED_MOST * 3);
    for (size_t i = 0; i < n; i++) {
        size_t from = b.n;

        for (int32_t at = 0; at < chars[i].n; at++) {
            uint32_t rune = chars[i].unit[at];

            if (U16_IS_LEAD(rune) && at + 1 < chars[i].n)
                rune = 0x10000 + ((rune - 0xd800) << 10) + (chars[i].unit[++at] - 0xdc00u);
            buf_rune(&b, rune);
        }
        out[i].n = b.n - from;
    }
    BUG_IF(!buf_ok(&b));
    for (size_t i = 0, from = 0; i < n; from += out[i++].n) out[i].p = b.p + from;
    return NULL;
}

bool icu_is_word(uint32_t rune)
{
    return u_isUAlphabetic((UChar32)rune) || u_isdigit((UChar32)rune);
}

struct err *icu_decode(struct arena *a, const char *charset, str bytes, str *out)
{
    UErrorCode code = U_ZERO_ERROR;
    /* No encoding has a character shorter than a third of its UTF-8. */
    size_t room = 3 * bytes.n + 16;

    if (bytes.n > INT32_MAX / 4) return ERR(a, TOO_LARGE, "文字内容过大");
    char *p = arena_bytes(a, room);
    int32_t n = ucnv_convert("UTF-8", charset, p, (int32_t)room, bytes.p, (int32_t)bytes.n, &code);

    if (U_FAILURE(code))
        return err_detail(a, ERR(a, INTERNAL, "无法识别文字编码"), "ICU: %s: %s", charset,
                          u_errorName(code));
    *out = str_at(p, (size_t)n);
    return NULL;
}

void icu_word_ends(struct arena *a, str line, bool *ends, size_t n)
{
    UChar *text = ARENA_ARRAY(a, UChar, 2 * n + 2);
    size_t *character = ARENA_ARRAY(a, size_t, 2 * n + 2); /* that ends before this unit */
    UErrorCode code = U_ZERO_ERROR;
    int32_t used = 0;
    size_t i = 0;

    for (uint32_t rune; i < n && utf8_next(&line, &rune); i++) {
        UBool wrong = false;

        U16_APPEND(text, used, (int32_t)(2 * n + 2), (UChar32)rune, wrong);
        if (wrong) text[used++] = 0xfffd;
        character[used] = i + 1;
        ends[i] = true;
    }
    UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", text, used, &code);

    if (U_FAILURE(code)) return;
    for (size_t k = 0; k < i; k++) ends[k] = false;
    for (int32_t at = ubrk_first(words); at != UBRK_DONE; at = ubrk_next(words))
        if (at > 0 && character[at]) ends[character[at] - 1] = true;
    ubrk_close(words);
}
