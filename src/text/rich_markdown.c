/* Markdown into the tree. The only door to md4c. */
#include "text/rich.h"
#include "text/rich_build.h"
#include "text/rich_schema.h"
#include "text/scratch.h"
#include "text/rich_tidy.h"

#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <md4c.h>

/* What leaving a span puts back. */
struct span {
    MD_SPANTYPE type;
    uint32_t marks;
    str href;
};

struct reader {
    struct arena *a;
    struct rich_build build;
    VEC(struct span) spans;
    uint32_t marks;
    str href;
    VEC(size_t) handles; /* of blocks that were entered; 0: opened nothing */
    struct buf alt;      /* of the image we are in */
    size_t images_open;
    struct rich_lost lost;
};

/*
 * md4c holds memory of its own while it calls us, so nothing may land there: what we take is
 * bounded by the input's size, and comes from an arena without a cap.
 */

/* The few entities that stand for markup; others stay as they were written. */
static void add_entity(struct buf *b, str entity)
{
    static const struct {
        str name, text;
    } named[] = {
        {S_INIT("&amp;"), S_INIT("&")},      {S_INIT("&lt;"), S_INIT("<")},
        {S_INIT("&gt;"), S_INIT(">")},       {S_INIT("&quot;"), S_INIT("\"")},
        {S_INIT("&apos;"), S_INIT("'")},     {S_INIT("&nbsp;"), S_INIT(" ")},
        {S_INIT("&colon;"), S_INIT(":")},    {S_INIT("&Tab;"), S_INIT("\t")},
        {S_INIT("&NewLine;"), S_INIT("\n")},
    };

    for (size_t i = 0; i < COUNT_OF(named); i++) {
        if (!str_eq(named[i].name, entity)) continue;
        buf_add(b, named[i].text);
        return;
    }
    if (!str_starts(entity, S("&#"))) {
        buf_add(b, entity);
        return;
    }
    bool hex = entity.n > 3 && (entity.p[2] == 'x' || entity.p[2] == 'X');
    uint32_t rune = 0;

    for (size_t i = hex ? 3 : 2; i + 1 < entity.n && rune <= 0x10ffff; i++) {
        char c = entity.p[i];
        uint32_t digit = c <= '9' ? (uint32_t)(c - '0') : ((uint32_t)c & 0x1f) + 9;

        rune = rune * (hex ? 16 : 10) + digit;
    }
    bool scalar = rune && rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);

    buf_rune(b, scalar ? rune : 0xfffd);
}

static str attribute(struct reader *r, const MD_ATTRIBUTE *attr)
{
    struct buf b;

    buf_init(&b, r->a, attr->size * 3 + 1);
    for (size_t i = 0; attr->size && attr->substr_offsets[i] < attr->size; i++) {
        size_t from = attr->substr_offsets[i];
        str part = {attr->text + from, attr->substr_offsets[i + 1] - from};

        if (attr->substr_types[i] == MD_TEXT_ENTITY)
            add_entity(&b, part);
        else
            buf_add(&b, part);
    }
    return buf_str(&b);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    /* RICH_DOC: opens nothing. */
    static const enum rich_kind kinds[] = {
        [MD_BLOCK_DOC] = RICH_DOC,        [MD_BLOCK_QUOTE] = RICH_BLOCKQUOTE,
        [MD_BLOCK_UL] = RICH_BULLET_LIST, [MD_BLOCK_OL] = RICH_ORDERED_LIST,
        [MD_BLOCK_LI] = RICH_LIST_ITEM,   [MD_BLOCK_HR] = RICH_DOC,
        [MD_BLOCK_H] = RICH_HEADING,      [MD_BLOCK_CODE] = RICH_CODE_BLOCK,
        [MD_BLOCK_HTML] = RICH_PARAGRAPH, [MD_BLOCK_P] = RICH_PARAGRAPH,
        [MD_BLOCK_TABLE] = RICH_TABLE,    [MD_BLOCK_THEAD] = RICH_DOC,
        [MD_BLOCK_TBODY] = RICH_DOC,      [MD_BLOCK_TR] = RICH_ROW,
        [MD_BLOCK_TH] = RICH_HEADER_CELL, [MD_BLOCK_TD] = RICH_CELL,
    };
    struct reader *r = arg;
    struct rich_node *node = NULL;
    size_t handle = 0;

    if (type == MD_BLOCK_HR) (void)rich_build_leaf(&r->build, RICH_RULE);
    /* A tight list has no paragraphs in its items: what is open from the item before is not this
     * one's. */
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) rich_build_boundary(&r->build);
    if (kinds[type] != RICH_DOC) handle = rich_build_open(&r->build, kinds[type], &node);
    if (node && type == MD_BLOCK_H) {
        unsigned level = ((const MD_BLOCK_H_DETAIL *)detail)->level;

        node->level = level < 2 ? 2 : level > 4 ? 4 : (int32_t)level;
    }
    if (node && type == MD_BLOCK_OL) {
        unsigned start = ((const MD_BLOCK_OL_DETAIL *)detail)->start;

        node->start = start > 1000000 ? 1 : (int32_t)start;
    }
    *vec_push(r->a, &r->handles) = node ? handle : 0;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
    struct reader *r = arg;
    size_t handle = r->handles.items[--r->handles.n];

    (void)type, (void)detail;
    r->spans.n = r->images_open = r->marks = 0; /* no span goes beyond its block */
    r->href = S("");
    if (handle)
        rich_build_close(&r->build, handle);
    else
        rich_build_boundary(&r->build);
    return 0;
}

/* ---- Spans and text -------------------------------------------------------------------------- */

static int enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct reader *r = arg;

    *vec_push(r->a, &r->spans) = (struct span){type, r->marks, r->href};
    if (type == MD_SPAN_STRONG) r->marks |= RICH_BOLD;
    if (type == MD_SPAN_EM) r->marks |= RICH_ITALIC;
    if (type == MD_SPAN_DEL) r->marks |= RICH_STRIKE;
    if (type == MD_SPAN_A) {
        const MD_SPAN_A_DETAIL *link = detail;

        if (!rich_link_clean(r->a, attribute(r, &link->href), &r->href)) {
            r->href = S("");
            r->lost.links++;
        }
    }
    if (type == MD_SPAN_IMG && r->images_open++ == 0) buf_clear(&r->alt);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
    struct reader *r = arg;
    const MD_SPAN_IMG_DETAIL *image = detail;
    str src;

    /* md4c 0.4.8 leaves spans of odd input that it never entered (found by fuzzing). */
    if (!r->spans.n || r->spans.items[r->spans.n - 1].type != type) return 0;
    struct span outer = r->spans.items[--r->spans.n];

    r->marks = outer.marks;
    r->href = outer.href;
    if (type != MD_SPAN_IMG || --r->images_open > 0) return 0;
    if (!rich_source_clean(r->a, attribute(r, &image->src), &src)) {
        r->lost.images++;
        return 0;
    }
    struct rich_node *n = rich_build_leaf(&r->build, RICH_IMAGE);

    if (!n) return 0;
    n->src = src;
    n->alt = rich_line_clean(r->a, buf_str(&r->alt), RICH_ALT_CHARS_MOST);
    n->title = rich_line_clean(r->a, attribute(r, &image->title), RICH_ALT_CHARS_MOST);
    return 0;
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *arg)
{
    struct reader *r = arg;
    str text = {p, n};

    if (type == MD_TEXT_ENTITY) {
        struct buf b;

        buf_init(&b, r->a, (size_t)n + 4);
        add_entity(&b, text);
        text = buf_str(&b);
    }
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) text = S(" ");
    if (r->images_open) {
        buf_add(&r->alt, text);
        return 0;
    }
    /* In Chinese texts the end of a line is meant. */
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        rich_build_break(&r->build);
    else
        rich_build_text(&r->build, text, r->marks, r->href);
    return 0;
}

struct err *rich_from_markdown(struct arena *a, str markdown, struct rich_lost *lost,
                               const struct rich_node **out)
{
    static const MD_PARSER parser = {
        /* Four spaces before a paragraph are how Chinese texts indent, not code. */
        .flags =
            MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };

    if (markdown.n > RICH_INPUT_BYTES_MOST)
        return ERR(a, TOO_LARGE, "文字内容过大，最多 %d MB", RICH_INPUT_BYTES_MOST >> 20);
    if (!utf8_valid(markdown)) return ERR(a, INVALID, "内容不是有效的 UTF-8 文字");
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct reader *r = ARENA_NEW(scratch, struct reader);

    r->a = scratch;
    r->href = S("");
    buf_init(&r->alt, scratch, markdown.n * 3 + 16);
    rich_build_init(&r->build, scratch);
    struct err *e = md_parse(markdown.p, (MD_SIZE)markdown.n, &parser, r) == 0
                        ? rich_tidy(a, rich_build_end(&r->build), out)
                        : ERR(a, TOO_LARGE, "文字内容的结构过于复杂");

    if (lost) *lost = r->lost;
    arena_release(scratch);
    return e;
}

struct err *rich_from_text(struct arena *a, str text, const struct rich_node **out)
{
    if (text.n > RICH_INPUT_BYTES_MOST)
        return ERR(a, TOO_LARGE, "文字内容过大，最多 %d MB", RICH_INPUT_BYTES_MOST >> 20);
    if (!utf8_valid(text)) return ERR(a, INVALID, "内容不是有效的 UTF-8 文字");
    struct arena *scratch = scratch_of(a, SIZE_MAX);
    struct rich_build build;

    rich_build_init(&build, scratch);
    for (str line; str_split(&text, '\n', &line);) {
        rich_build_text(&build, line, 0, S(""));
        rich_build_boundary(&build);
    }
    struct err *e = rich_tidy(a, rich_build_end(&build), out);

    arena_release(scratch);
    return e;
}
