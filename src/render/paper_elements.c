/* What of a body is an element of GB/T 9704: the addressee, the signature, the note … */
#include "render/paper.h"

#include "base/utf8.h"
#include "text/chinese.h"

enum {
    ADDRESSEE_CHARS_MOST = 300,
    SIGNATURE_CHARS_MOST = 40,
    SIGNATURES_MOST = 12,
    HEADING_CHARS_MOST = 40,
    ATTACHMENTS_MOST = 60,
};

/* The text of a plain paragraph without blanks around it; empty for other blocks. */
static str line_of(struct arena *a, const struct paper_block *b)
{
    if (b->kind != PAPER_PARAGRAPH) return S("");
    return utf8_trim(paper_runs_text(a, b->runs, b->n_runs));
}

static bool ends_sentence(str s)
{
    static const str ends[] = {S_INIT("。"), S_INIT("；"), S_INIT("！"), S_INIT("？"),
                               S_INIT("，"), S_INIT("："), S_INIT("、")};

    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_ends(s, ends[i])) return true;
    return false;
}

static void drop_first(struct paper_blocks *b)
{
    b->items++;
    b->n--;
}

/* Text may come from the title's lines: blanks do not count. */
static str without_blanks(struct arena *a, str s)
{
    return str_replace(a, str_replace(a, s, S(" "), S("")), S("　"), S(""));
}

static void find_head(struct arena *a, struct paper *p)
{
    if (p->body.n > 1 && p->title.n && p->body.items[0].kind <= PAPER_HEADING) {
        const struct paper_block *b = &p->body.items[0];
        str first = paper_runs_text(a, b->runs, b->n_runs);

        if (str_eq(without_blanks(a, first), without_blanks(a, p->title))) drop_first(&p->body);
    }
    if (!p->addressee.n && p->body.n > 1) {
        str line = line_of(a, &p->body.items[0]);
        bool full = str_ends(line, S("："));

        if ((full || str_ends(line, S(":"))) && utf8_count(line) <= ADDRESSEE_CHARS_MOST &&
            str_find(line, S("。"), 0) == STR_NONE) {
            p->addressee = str_head(line, line.n - (full ? S("：").n : 1));
            drop_first(&p->body);
        }
    }
}

static void find_note(struct arena *a, struct paper *p)
{
    if (p->note.n || !p->body.n) return;
    str line = line_of(a, &p->body.items[p->body.n - 1]);

    if (!str_starts(line, S("（此件")) || !str_ends(line, S("）"))) return;
    p->note = str_head(str_from(line, S("（").n), line.n - S("（").n - S("）").n);
    p->body.n--;
}

/* The last lines are a date and, before it, short lines without a full stop. */
static void find_signature(struct arena *a, struct paper *p)
{
    struct date day;

    if (p->signature.date.n || p->body.n < 2) return;
    str line = line_of(a, &p->body.items[p->body.n - 1]);

    if (!line.n || utf8_count(line) > SIGNATURE_CHARS_MOST || !chinese_date_parse(line, &day))
        return;
    str *organs = ARENA_ARRAY(a, str, SIGNATURES_MOST);
    size_t n = 0;
    size_t at = p->body.n - 1;

    for (; at > 0 && n < SIGNATURES_MOST; at--) {
        str organ = line_of(a, &p->body.items[at - 1]);

        if (!organ.n || utf8_count(organ) > SIGNATURE_CHARS_MOST || ends_sentence(organ) ||
            str_starts(organ, S("附件")) || str_find(organ, S("。"), 0) != STR_NONE)
            break;
        /* Further organs of a joint document; a short line of the text is not right of the middle.
         */
        if (n && p->body.items[at - 1].align == RICH_LEFT) break;
        organs[n++] = organ;
    }
    if (!n) return;
    for (size_t i = 0; i < n / 2; i++) {
        str other = organs[i];

        organs[i] = organs[n - 1 - i];
        organs[n - 1 - i] = other;
    }
    p->signature.organs = organs;
    p->signature.n_organs = n;
    p->signature.date = line;
    p->body.n = at;
}

/* "1.", "2．" before a name of the list is written again by the renderer. */
static str attachment_name(str s)
{
    size_t at = 0;

    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') at++;
    if (!at) return s;
    str rest = str_from(s, at);
    static const str points[] = {S_INIT("."), S_INIT("．"), S_INIT("、")};

    for (size_t i = 0; i < COUNT_OF(points); i++)
        if (str_starts(rest, points[i])) return utf8_trim(str_from(rest, points[i].n));
    return s;
}

/* "附件：1.甲" and, below it, "2.乙": the last paragraphs before the signature. */
static void find_attachments(struct arena *a, struct paper *p)
{
    size_t first = p->body.n;

    if (p->n_attachment_names) return;
    while (first > 0 && p->body.n - first < ATTACHMENTS_MOST) {
        str line = line_of(a, &p->body.items[first - 1]);

        if (str_starts(line, S("附件：")) || str_starts(line, S("附件:"))) break;
        if (!line.n || str_eq(attachment_name(line), line)) return; /* no number: no list */
        first--;
    }
    if (first == 0 || p->body.n - first >= ATTACHMENTS_MOST) return;
    first--;
    str *names = ARENA_ARRAY(a, str, p->body.n - first);
    size_t n = 0;

    for (size_t i = first; i < p->body.n; i++) {
        str line = line_of(a, &p->body.items[i]);

        if (i == first) line = utf8_trim(str_from(line, S("附件").n + (line.p[6] == ':' ? 1 : 3)));
        if (line.n) names[n++] = attachment_name(line);
    }
    if (!n) return;
    p->attachment_names = names;
    p->n_attachment_names = n;
    p->body.n = first;
}

/* Plain paragraphs that are headings by their number: 一、…, （一）…; short and no sentence. */
static void find_headings(struct arena *a, struct paper_blocks *body)
{
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, body->n);

    for (size_t i = 0; i < body->n; i++) {
        struct paper_block *b = &blocks[i];

        *b = body->items[i];
        str line = line_of(a, b);
        size_t stop = str_find(line, S("、"), 0);
        size_t close = str_find(line, S("）"), 0);
        int64_t n;

        if (!line.n || b->align != RICH_LEFT || utf8_count(line) > HEADING_CHARS_MOST ||
            ends_sentence(line) || str_find(line, S("。"), 0) != STR_NONE)
            continue;
        if (stop != STR_NONE && stop <= 12 && (unsigned char)line.p[0] >= 0x80 &&
            chinese_number_parse(str_head(line, stop), &n))
            b->level = 1;
        else if (str_starts(line, S("（")) && close != STR_NONE && close <= 15 &&
                 (line.p[3] < '0' || line.p[3] > '9') &&
                 chinese_number_parse(str_head(str_from(line, 3), close - 3), &n))
            b->level = 2;
        if (b->level) b->kind = PAPER_HEADING;
    }
    body->items = blocks;
}

/* A line in the middle, or a heading: where a text begins that a document issues. */
static bool begins_text(struct arena *a, const struct paper_block *b)
{
    if (b->kind == PAPER_HEADING) return true;
    return b->kind == PAPER_PARAGRAPH && b->align == RICH_CENTER && line_of(a, b).n > 0;
}

/* Organ, date, perhaps the note, and then a title: what follows is the text that is issued. */
static void find_enclosed(struct arena *a, struct paper *p)
{
    struct date day;

    for (size_t i = 1; i + 1 < p->body.n && !p->n_annexes; i++) {
        const struct paper_block *b = p->body.items;
        str line = line_of(a, &b[i]);
        str before = line_of(a, &b[i - 1]);
        size_t next = i + 1;

        if (!line.n || utf8_count(line) > SIGNATURE_CHARS_MOST || !chinese_date_parse(line, &day) ||
            !before.n || utf8_count(before) > SIGNATURE_CHARS_MOST || ends_sentence(before))
            continue;
        if (str_starts(line_of(a, &b[next]), S("（此件"))) next++;
        if (next + 1 >= p->body.n || !begins_text(a, &b[next])) continue;
        struct paper_annex *annex = ARENA_NEW(a, struct paper_annex);

        *annex = (struct paper_annex){
            .title = paper_runs_text(a, b[next].runs, b[next].n_runs),
            .enclosed = true,
            .body = {b + next + 1, p->body.n - next - 1},
        };
        find_headings(a, &annex->body);
        p->annexes = annex;
        p->n_annexes = 1;
        p->body.n = next;
    }
}

void paper_find_elements(struct arena *a, struct paper *p)
{
    find_head(a, p);
    find_enclosed(a, p);
    find_note(a, p);
    find_signature(a, p);
    find_note(a, p);
    find_attachments(a, p);
    find_headings(a, &p->body);
}
