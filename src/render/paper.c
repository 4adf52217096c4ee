/* Text of a paper: what can be printed of it, its runs, and the lines of a title. */
#include "render/paper.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/icu.h"
#include "text/rich_schema.h"

void paper_init(struct paper *p)
{
    *p = (struct paper){.copy_no = S(""),
                        .secrecy = S(""),
                        .urgency = S(""),
                        .mark = S(""),
                        .number = S(""),
                        .signer = S(""),
                        .title = S(""),
                        .subtitle = S(""),
                        .addressee = S(""),
                        .signature = {.date = S("")},
                        .note = S(""),
                        .copies = S(""),
                        .printer = S(""),
                        .printed_on = S(""),
                        .foot = S(""),
                        .author = S(""),
                        .subject = S(""),
                        .keywords = S(""),
                        .base_url = S("")};
}

/* ---- text ---------------------------------------------------------------------------------- */

/* No-break spaces stay: they are printed. */
static enum rich_char printable(uint32_t rune)
{
    return rune == 0xa0 || rune == 0x3000 ? RICH_CHAR_KEEP : rich_char(rune);
}

str paper_clean(struct arena *a, str s)
{
    struct buf b;
    bool same = true;

    for (str rest = s; rest.n && same;) {
        uint32_t rune;

        if (!utf8_next(&rest, &rune)) break;
        same = rune == ' ' || printable(rune) == RICH_CHAR_KEEP;
    }
    if (same) return s;
    buf_init(&b, a, s.n);
    for (uint32_t rune; utf8_next(&s, &rune);) {
        enum rich_char is = printable(rune);

        if (is == RICH_CHAR_SPACE)
            buf_byte(&b, ' ');
        else if (is == RICH_CHAR_KEEP)
            buf_rune(&b, rune);
    }
    return buf_str(&b);
}

const struct paper_run *paper_run_of(struct arena *a, str text)
{
    struct paper_run *r = ARENA_NEW(a, struct paper_run);

    *r = (struct paper_run){.text = text, .href = S("")};
    return r;
}

const struct paper_run *paper_runs_clean(struct arena *a, const struct paper_run *runs, size_t n)
{
    struct paper_run *out = NULL;

    for (size_t i = 0; i < n; i++) {
        str clean = runs[i].line_end ? S("") : paper_clean(a, runs[i].text);

        if (clean.p == runs[i].text.p && clean.n == runs[i].text.n && runs[i].href.p) continue;
        if (!out) {
            out = ARENA_ARRAY(a, struct paper_run, n);
            for (size_t k = 0; k < n; k++) out[k] = runs[k];
        }
        out[i].text = clean;
        if (!runs[i].href.p) out[i].href = S("");
    }
    return out ? out : runs;
}

str paper_runs_text(struct arena *a, const struct paper_run *runs, size_t n)
{
    struct buf b;
    size_t most = 0;

    for (size_t i = 0; i < n; i++) most += runs[i].text.n * 3 + 1;
    buf_init(&b, a, most);
    for (size_t i = 0; i < n; i++) {
        if (runs[i].line_end)
            buf_byte(&b, ' ');
        else if (runs[i].redacted)
            for (size_t k = utf8_count(runs[i].text); k; k--) buf_lit(&b, "█");
        else
            buf_add(&b, runs[i].text);
    }
    return paper_clean(a, buf_str(&b));
}

/* ---- the lines of a title ------------------------------------------------------------------ */

enum {
    TITLE_CHARS_MOST = 400,
    TITLE_LINES_MOST = 40,
    /* What a break costs, beside the square of what a line lacks (in half characters). */
    COST_INSIDE_WORD = 400,
    COST_INSIDE_QUOTES = 30,
    COST_BEFORE_PARTICLE = 120,
    COST_NEVER = 1000000,
};

static bool is_one_of(uint32_t rune, str list)
{
    for (uint32_t other; utf8_next(&list, &other);)
        if (other == rune) return true;
    return false;
}

/* In halves of a full-width character. */
static int rune_width(uint32_t rune)
{
    return rune < 0x2e80 && !(rune >= 0x2010 && rune <= 0x203f) ? 1 : 2;
}

struct title {
    uint32_t rune[TITLE_CHARS_MOST];
    size_t start[TITLE_CHARS_MOST + 1]; /* byte of the i-th character */
    int until[TITLE_CHARS_MOST + 1];    /* width of all before it */
    int cost[TITLE_CHARS_MOST + 1];     /* of a break before it */
    size_t n;
};

static int cost_before(const struct title *t, size_t i, bool word_ends, int quotes)
{
    uint32_t before = t->rune[i - 1];
    uint32_t after = t->rune[i];
    int cost = word_ends ? 0 : COST_INSIDE_WORD;

    if (is_one_of(after, S("，。、；：！？）》〉」』】〕”’…—)]},.;:!?%％")) ||
        is_one_of(before, S("（《〈「『【〔“‘([{")))
        return COST_NEVER;
    if (before < 0x80 && after < 0x80 && before != ' ' && after != ' ') return COST_NEVER;
    if (before >= '0' && before <= '9' && is_one_of(after, S("年月日号期届次条亿万个项件")))
        cost = COST_NEVER;
    if (is_one_of(after, S("的和与及或等之"))) cost += COST_BEFORE_PARTICLE;
    if (is_one_of(before, S("的和与及、，：》 "))) cost -= 8;
    if (quotes > 0) cost += COST_INSIDE_QUOTES;
    return cost;
}

static void title_read(struct arena *a, str title, struct title *t)
{
    bool *ends = ARENA_ARRAY(a, bool, TITLE_CHARS_MOST);
    int quotes = 0;
    str rest = title;

    icu_word_ends(a, title, ends, TITLE_CHARS_MOST);
    for (uint32_t rune; t->n < TITLE_CHARS_MOST; t->n++) {
        size_t at = title.n - rest.n;

        if (!utf8_next(&rest, &rune)) break;
        t->start[t->n] = at;
        t->rune[t->n] = rune;
        t->until[t->n + 1] = t->until[t->n] + rune_width(rune);
        if (t->n) t->cost[t->n] = cost_before(t, t->n, ends[t->n - 1], quotes);
        if (is_one_of(rune, S("《（“"))) quotes++;
        if (is_one_of(rune, S("》）”"))) quotes--;
    }
    t->start[t->n] = title.n - rest.n;
}

/*
 * The cheapest way to cut all characters into just `lines` lines of at most `most` half characters;
 * false where there is none. best[k][i]: the first i characters in k lines.
 */
static bool title_cut(struct arena *a, const struct title *t, size_t lines, int most, size_t *cuts)
{
    size_t row = t->n + 1;
    int *best = ARENA_ARRAY(a, int, (lines + 1) * row);
    size_t *from = ARENA_ARRAY(a, size_t, (lines + 1) * row);
    BUG_IF(!lines);
    int fair = t->until[t->n] / (int)lines;

    for (size_t i = 0; i < (lines + 1) * row; i++) best[i] = COST_NEVER;
    best[0] = 0;
    for (size_t k = 1; k <= lines; k++) {
        for (size_t i = 1; i <= t->n; i++) {
            for (size_t j = i; j-- > 0;) {
                int width = t->until[i] - t->until[j];

                if (width > most) break;
                int cost = best[(k - 1) * row + j];

                if (cost >= COST_NEVER) continue;
                cost += (width - fair) * (width - fair) + (j ? t->cost[j] : 0);
                if (cost < best[k * row + i]) {
                    best[k * row + i] = cost;
                    from[k * row + i] = j;
                }
            }
        }
    }
    if (best[lines * row + t->n] >= COST_NEVER) return false;
    for (size_t k = lines, i = t->n; k; k--) {
        cuts[k] = i;
        i = from[k * row + i];
    }
    cuts[0] = 0;
    return true;
}

void paper_title_lines(struct arena *a, str title, size_t most, str **lines, size_t *n)
{
    struct title *t = ARENA_NEW(a, struct title);
    size_t cuts[TITLE_LINES_MOST + 1];
    int room = (int)(most * 2);

    title = utf8_trim(paper_clean(a, title));
    *lines = ARENA_ARRAY(a, str, TITLE_LINES_MOST);
    *n = 0;
    if (!title.n) return;
    title_read(a, title, t);
    size_t least = (size_t)((t->until[t->n] + room - 1) / room);

    if (!least) least = 1;
    /* A line more where words would have to be cut otherwise. */
    for (size_t k = least; k <= least + 2 && k <= TITLE_LINES_MOST; k++) {
        if (!title_cut(a, t, k, room, cuts)) continue;
        for (size_t i = 0; i < k; i++)
            (*lines)[(*n)++] = utf8_trim(str_head(str_from(title, t->start[cuts[i]]),
                                                  t->start[cuts[i + 1]] - t->start[cuts[i]]));
        break;
    }
    if (!*n) { /* one long word: the renderer breaks it where it must */
        (*lines)[(*n)++] = title;
        return;
    }
    /* What is beyond the longest title that is balanced follows on a line of its own. */
    if (t->start[t->n] < title.n && *n < TITLE_LINES_MOST)
        (*lines)[(*n)++] = str_from(title, t->start[t->n]);
}
