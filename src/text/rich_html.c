/* HTML into the tree. The only door to gumbo. */
#include "text/rich.h"
#include "text/rich_build.h"
#include "text/rich_schema.h"
#include "text/scratch.h"
#include "text/rich_tidy.h"

#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"

#include <gumbo.h>
#include <time.h>

/* ---- What becomes of an element -------------------------------------------------------------- */

enum act {
    UNWRAP,   /* its content stands in its place: what is not named below */
    BOUNDARY, /* the same, but text before, in and after it does not run together */
    DROP,     /* gone with its content */
    REFUSE,   /* the same, and counted as lost */
    NODE,     /* enum rich_kind in `arg` */
    HEADING,  /* level in `arg` */
    MARK,     /* enum rich_mark in `arg` */
    LINK,
    IMAGE,
    RULE,
    LINE_BREAK,
    CAPTION, /* a row of one cell as wide as the table */
};

/* Levels: the page's own title is level 1, so h1 in a text is level 2. */
static const struct {
    unsigned char act, arg;
} elements[GUMBO_TAG_LAST] = {
    [GUMBO_TAG_P] = {NODE, RICH_PARAGRAPH},
    [GUMBO_TAG_UL] = {NODE, RICH_BULLET_LIST},
    [GUMBO_TAG_MENU] = {NODE, RICH_BULLET_LIST},
    [GUMBO_TAG_DIR] = {NODE, RICH_BULLET_LIST},
    [GUMBO_TAG_OL] = {NODE, RICH_ORDERED_LIST},
    [GUMBO_TAG_LI] = {NODE, RICH_LIST_ITEM},
    [GUMBO_TAG_BLOCKQUOTE] = {NODE, RICH_BLOCKQUOTE},
    [GUMBO_TAG_PRE] = {NODE, RICH_CODE_BLOCK},
    [GUMBO_TAG_LISTING] = {NODE, RICH_CODE_BLOCK},
    [GUMBO_TAG_XMP] = {NODE, RICH_CODE_BLOCK},
    [GUMBO_TAG_PLAINTEXT] = {NODE, RICH_CODE_BLOCK},
    [GUMBO_TAG_TABLE] = {NODE, RICH_TABLE},
    [GUMBO_TAG_TR] = {NODE, RICH_ROW},
    [GUMBO_TAG_TH] = {NODE, RICH_HEADER_CELL},
    [GUMBO_TAG_TD] = {NODE, RICH_CELL},
    [GUMBO_TAG_H1] = {HEADING, 2},
    [GUMBO_TAG_H2] = {HEADING, 2},
    [GUMBO_TAG_H3] = {HEADING, 3},
    [GUMBO_TAG_H4] = {HEADING, 4},
    [GUMBO_TAG_H5] = {HEADING, 4},
    [GUMBO_TAG_H6] = {HEADING, 4},
    [GUMBO_TAG_B] = {MARK, RICH_BOLD},
    [GUMBO_TAG_STRONG] = {MARK, RICH_BOLD},
    [GUMBO_TAG_I] = {MARK, RICH_ITALIC},
    [GUMBO_TAG_EM] = {MARK, RICH_ITALIC},
    [GUMBO_TAG_U] = {MARK, RICH_UNDERLINE},
    [GUMBO_TAG_S] = {MARK, RICH_STRIKE},
    [GUMBO_TAG_STRIKE] = {MARK, RICH_STRIKE},
    [GUMBO_TAG_DEL] = {MARK, RICH_STRIKE},
    [GUMBO_TAG_SUB] = {MARK, RICH_SUBSCRIPT},
    [GUMBO_TAG_SUP] = {MARK, RICH_SUPERSCRIPT},
    [GUMBO_TAG_A] = {LINK, 0},
    [GUMBO_TAG_IMG] = {IMAGE, 0},
    [GUMBO_TAG_HR] = {RULE, 0},
    [GUMBO_TAG_BR] = {LINE_BREAK, 0},

    [GUMBO_TAG_DIV] = {BOUNDARY, 0},
    [GUMBO_TAG_CENTER] = {BOUNDARY, 0},
    [GUMBO_TAG_SECTION] = {BOUNDARY, 0},
    [GUMBO_TAG_ARTICLE] = {BOUNDARY, 0},
    [GUMBO_TAG_HEADER] = {BOUNDARY, 0},
    [GUMBO_TAG_FOOTER] = {BOUNDARY, 0},
    [GUMBO_TAG_MAIN] = {BOUNDARY, 0},
    [GUMBO_TAG_ASIDE] = {BOUNDARY, 0},
    [GUMBO_TAG_NAV] = {BOUNDARY, 0},
    [GUMBO_TAG_ADDRESS] = {BOUNDARY, 0},
    [GUMBO_TAG_FIGURE] = {BOUNDARY, 0},
    [GUMBO_TAG_FIGCAPTION] = {BOUNDARY, 0},
    [GUMBO_TAG_DL] = {BOUNDARY, 0},
    [GUMBO_TAG_DT] = {BOUNDARY, 0},
    [GUMBO_TAG_DD] = {BOUNDARY, 0},
    [GUMBO_TAG_CAPTION] = {CAPTION, 0},
    [GUMBO_TAG_DETAILS] = {BOUNDARY, 0},
    [GUMBO_TAG_SUMMARY] = {BOUNDARY, 0},
    [GUMBO_TAG_FORM] = {BOUNDARY, 0},
    [GUMBO_TAG_FIELDSET] = {BOUNDARY, 0},
    [GUMBO_TAG_LEGEND] = {BOUNDARY, 0},

    [GUMBO_TAG_HEAD] = {DROP, 0},
    [GUMBO_TAG_TITLE] = {DROP, 0},
    [GUMBO_TAG_META] = {DROP, 0},
    [GUMBO_TAG_COLGROUP] = {DROP, 0},
    [GUMBO_TAG_COL] = {DROP, 0},
    [GUMBO_TAG_RP] = {DROP, 0},
    [GUMBO_TAG_NOSCRIPT] = {DROP, 0},
    [GUMBO_TAG_NOFRAMES] = {DROP, 0},
    [GUMBO_TAG_NOEMBED] = {DROP, 0},

    [GUMBO_TAG_SCRIPT] = {REFUSE, 0},
    [GUMBO_TAG_STYLE] = {REFUSE, 0},
    [GUMBO_TAG_LINK] = {REFUSE, 0},
    [GUMBO_TAG_BASE] = {REFUSE, 0},
    [GUMBO_TAG_IFRAME] = {REFUSE, 0},
    [GUMBO_TAG_FRAME] = {REFUSE, 0},
    [GUMBO_TAG_FRAMESET] = {REFUSE, 0},
    [GUMBO_TAG_OBJECT] = {REFUSE, 0},
    [GUMBO_TAG_APPLET] = {REFUSE, 0},
    [GUMBO_TAG_EMBED] = {REFUSE, 0},
    [GUMBO_TAG_SVG] = {REFUSE, 0},
    [GUMBO_TAG_MATH] = {REFUSE, 0},
    [GUMBO_TAG_TEMPLATE] = {REFUSE, 0},
    [GUMBO_TAG_CANVAS] = {REFUSE, 0},
    [GUMBO_TAG_AUDIO] = {REFUSE, 0},
    [GUMBO_TAG_VIDEO] = {REFUSE, 0},
    [GUMBO_TAG_INPUT] = {REFUSE, 0},
    [GUMBO_TAG_SELECT] = {REFUSE, 0},
    [GUMBO_TAG_TEXTAREA] = {REFUSE, 0},
    [GUMBO_TAG_BUTTON] = {REFUSE, 0},
};

/* ---- Walking gumbo's tree -------------------------------------------------------------------- */

/* An element that was entered: what leaving it puts back. */
struct level {
    const GumboNode *node;
    unsigned next; /* index of the child to be looked at */
    size_t handle; /* of the node it opened; 0: none */
    bool boundary;
    uint32_t marks; /* for the text in it */
    str href;
    int32_t align;
};

struct walk {
    struct arena *a;
    struct rich_build build;
    VEC(struct level) levels;
    struct rich_lost lost;
};

static str attribute(const GumboNode *n, const char *name)
{
    const GumboAttribute *attr = gumbo_get_attribute(&n->v.element.attributes, name);

    return attr ? str_of(attr->value) : S("");
}

/* An HTML number attribute: digits at the start count, anything else is `absent`. */
static int32_t number(str s, int32_t least, int32_t most, int32_t absent)
{
    int64_t v;
    size_t n = 0;

    s = str_trim(s);
    while (n < s.n && n < 9 && s.p[n] >= '0' && s.p[n] <= '9') n++;
    if (!num_parse(str_head(s, n), 0, INT32_MAX, &v)) return absent;
    return (int32_t)(v < least ? least : v > most ? most : v);
}

/* The value of a property in a style attribute, in lower case; empty: not set. */
static str style_value(struct arena *a, str style, str property)
{
    str found = S("");

    for (str part; str_split(&style, ';', &part);) {
        size_t colon = str_find_byte(part, ':', 0);

        if (colon == STR_NONE || !str_eq_nocase(str_trim(str_head(part, colon)), property))
            continue;
        found = str_lower(a, str_trim(str_from(part, colon + 1)));
    }
    return found;
}

static int32_t align_word(str word, int32_t inherited)
{
    for (size_t i = 0; i < COUNT_OF(rich_align_words); i++)
        if (str_eq_nocase(word, rich_align_words[i])) return (int32_t)i;
    return str_eq_nocase(word, S("justify")) || str_eq_nocase(word, S("start")) ? RICH_LEFT
                                                                                : inherited;
}

/* Only what says something about the text is read from styles; all else of them is dropped. */
static void read_style(struct walk *w, const GumboNode *n, struct level *l, bool *hidden)
{
    str style = attribute(n, "style");
    str align = attribute(n, "align");

    *hidden = gumbo_get_attribute(&n->v.element.attributes, "hidden") != NULL;
    l->align = align_word(align, l->align);
    if (!style.n) return;
    l->align = align_word(style_value(w->a, style, S("text-align")), l->align);
    *hidden |= str_starts(style_value(w->a, style, S("display")), S("none")) ||
               str_starts(style_value(w->a, style, S("mso-hide")), S("all"));

    str weight = style_value(w->a, style, S("font-weight"));

    if (str_starts(weight, S("bold")) || number(weight, 0, 1000, 0) >= 600)
        l->marks |= RICH_BOLD;
    else if (str_starts(weight, S("normal")))
        l->marks &= ~(uint32_t)RICH_BOLD;
}

/* Our own classes, so that what rich_html writes comes back. */
static void read_classes(const GumboNode *n, struct level *l, int32_t *indent)
{
    str classes = attribute(n, "class");

    for (str word; str_split(&classes, ' ', &word);) {
        if (str_starts(word, S("align-"))) l->align = align_word(str_from(word, 6), l->align);
        if (str_starts(word, S("indent-"))) *indent = number(str_from(word, 7), 0, 8, 0);
    }
}

static void open_node(struct walk *w, const GumboNode *n, enum rich_kind kind, int32_t heading,
                      struct level *l)
{
    struct rich_node *node;
    int32_t indent = 0;

    node = NULL;
    /* A paragraph in a heading stays in the heading. */
    if (kind != RICH_PARAGRAPH || rich_build_top(&w->build) != RICH_HEADING)
        l->handle = rich_build_open(&w->build, kind, &node);
    if (!node) {
        l->handle = 0;
        l->boundary = true;
        rich_build_boundary(&w->build);
        return;
    }
    read_classes(n, l, &indent);
    if (kind == RICH_HEADING) node->level = heading;
    if (kind == RICH_PARAGRAPH) node->indent = indent;
    if (kind == RICH_PARAGRAPH || kind == RICH_HEADING) node->align = l->align;
    if (kind == RICH_TABLE) l->align = RICH_LEFT; /* a centred table has no centred text */
    if (kind == RICH_CODE_BLOCK) l->marks = 0;
    if (kind == RICH_ORDERED_LIST) node->start = number(attribute(n, "start"), 0, 1000000, 1);
    if (kind == RICH_CELL || kind == RICH_HEADER_CELL) {
        node->colspan = number(attribute(n, "colspan"), 1, RICH_COLUMNS_MOST, 1);
        str rows = attribute(n, "rowspan");

        /* rowspan 0 is 'to the end of the table' */
        node->rowspan =
            str_eq(str_trim(rows), S("0")) ? RICH_ROWS_MOST : number(rows, 1, RICH_ROWS_MOST, 1);
    }
}

static void open_caption(struct walk *w, struct level *l)
{
    struct rich_node *row;
    struct rich_node *cell;

    l->handle = rich_build_open(&w->build, RICH_ROW, &row);
    if (!row) {
        l->handle = 0;
        return;
    }
    (void)rich_build_open(&w->build, RICH_HEADER_CELL, &cell);
    if (cell) cell->colspan = RICH_COLUMNS_MOST;
}

static void read_image(struct walk *w, const GumboNode *n)
{
    str src;

    if (!rich_source_clean(w->a, attribute(n, "src"), &src)) {
        w->lost.images++;
        return;
    }
    struct rich_node *image = rich_build_leaf(&w->build, RICH_IMAGE);

    if (!image) return;
    image->src = src;
    image->alt = rich_line_clean(w->a, attribute(n, "alt"), RICH_ALT_CHARS_MOST);
    image->title = rich_line_clean(w->a, attribute(n, "title"), RICH_ALT_CHARS_MOST);
}

static void read_link(struct walk *w, const GumboNode *n, struct level *l)
{
    const GumboAttribute *href = gumbo_get_attribute(&n->v.element.attributes, "href");

    if (!href) return; /* a place in the page, not a link */
    l->href = S("");
    if (!rich_link_clean(w->a, str_of(href->value), &l->href)) w->lost.links++;
}

/* Enters an element; false: it has no content for us. */
static bool enter(struct walk *w, const GumboNode *n, const struct level *outer)
{
    GumboTag tag = n->v.element.tag;
    unsigned act = tag < GUMBO_TAG_LAST ? elements[tag].act : UNWRAP;
    unsigned arg = tag < GUMBO_TAG_LAST ? elements[tag].arg : 0;
    struct level l = {.node = n, .marks = outer->marks, .href = outer->href, .align = outer->align};
    bool hidden;

    if (n->v.element.tag_namespace != GUMBO_NAMESPACE_HTML || n->type == GUMBO_NODE_TEMPLATE)
        act = REFUSE;
    if (act == DROP || act == REFUSE) {
        w->lost.scripts += act == REFUSE;
        return false;
    }
    if (tag == GUMBO_TAG_CENTER) l.align = RICH_CENTER;
    read_style(w, n, &l, &hidden);
    if (hidden) return false;
    switch (act) {
    case NODE:
        open_node(w, n, (enum rich_kind)arg, 0, &l);
        break;
    case HEADING:
        open_node(w, n, RICH_HEADING, (int32_t)arg, &l);
        break;
    case CAPTION:
        open_caption(w, &l);
        break;
    case BOUNDARY:
        l.boundary = true;
        rich_build_boundary(&w->build);
        break;
    case MARK:
        if (arg == RICH_SUBSCRIPT) l.marks &= ~(uint32_t)RICH_SUPERSCRIPT;
        l.marks |= arg;
        break;
    case LINK:
        read_link(w, n, &l);
        break;
    case IMAGE:
        read_image(w, n);
        return false;
    case RULE:
        (void)rich_build_leaf(&w->build, RICH_RULE);
        return false;
    case LINE_BREAK:
        rich_build_break(&w->build);
        return false;
    default:
        break;
    }
    w->build.align = l.align;
    *vec_push(w->a, &w->levels) = l;
    return true;
}

static void leave(struct walk *w)
{
    struct level *l = &w->levels.items[--w->levels.n];

    if (l->boundary) rich_build_boundary(&w->build);
    if (l->handle) rich_build_close(&w->build, l->handle);
    if (w->levels.n) w->build.align = w->levels.items[w->levels.n - 1].align;
}

/* Without recursion: hostile input is nested as deep as it is long. */
static void walk(struct walk *w, const GumboNode *root)
{
    struct level first = {.href = S("")};

    if (!enter(w, root, &first)) return;
    while (w->levels.n) {
        struct level *l = &w->levels.items[w->levels.n - 1];
        const GumboVector *children = &l->node->v.element.children;

        if (l->next >= children->length) {
            leave(w);
            continue;
        }
        const GumboNode *n = children->data[l->next++];

        switch (n->type) {
        case GUMBO_NODE_TEXT:
        case GUMBO_NODE_CDATA:
        case GUMBO_NODE_WHITESPACE:
            rich_build_text(&w->build, str_of(n->v.text.text), l->marks, l->href);
            break;
        case GUMBO_NODE_ELEMENT:
        case GUMBO_NODE_TEMPLATE:
            enter(w, n, &(struct level){.marks = l->marks, .href = l->href, .align = l->align});
            break;
        case GUMBO_NODE_DOCUMENT:
        case GUMBO_NODE_COMMENT:
            break;
        }
    }
}

/* ---- Bounds ----------------------------------------------------------------------------------
 * gumbo knows no limits: markup of a few MB can make it hold gigabytes or work for hours (elements
 * that are never closed, attributes by the thousand). So it lives on an arena with a cap, and the
 * processor time it takes is looked at each time it asks for memory, which it does all the time.
 * At either bound the arena's landing place is run; there is nothing to clean up but the arena. */

enum {
    HTML_MEMORY_MOST = 512 * 1024 * 1024,
    HTML_MS_MOST = 2000, /* 4 MB of real pages take some 150 */
    ALLOCATIONS_A_LOOK = 256,
};

struct bounds {
    struct arena *a;
    unsigned allocations;
    int64_t until_ms; /* of the thread's processor time */
};

static int64_t thread_ms(void)
{
    struct timespec t;

    /* waiver: a limit of work, not a time of day; gumbo cannot be asked how deep it is */
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void *allocate(void *arg, size_t size)
{
    struct bounds *b = arg;

    if (++b->allocations % ALLOCATIONS_A_LOOK == 0 && thread_ms() > b->until_ms)
        longjmp(*b->a->landing, 1);
    return arena_alloc(b->a, size);
}

static void deallocate(void *arg, void *p)
{
    (void)arg, (void)p;
}

/* Parses and walks; NULL: a bound was reached. */
static const struct rich_node *read_bounded(struct arena *scratch, str html, struct rich_lost *lost)
{
    struct bounds bounds = {.a = scratch, .until_ms = thread_ms() + HTML_MS_MOST};
    GumboOptions options = kGumboDefaultOptions;
    struct walk *w = ARENA_NEW(scratch, struct walk);
    jmp_buf land;

    if (setjmp(land)) return NULL;
    arena_land(scratch, &land);
    options.allocator = allocate;
    options.deallocator = deallocate;
    options.userdata = &bounds;
    options.max_errors = 0;
    w->a = scratch;
    rich_build_init(&w->build, scratch);
    walk(w, gumbo_parse_with_options(&options, html.p, html.n)->root);
    arena_land(scratch, NULL);
    *lost = w->lost;
    return rich_build_end(&w->build);
}

struct err *rich_from_html(struct arena *a, str html, struct rich_lost *lost,
                           const struct rich_node **out)
{
    struct rich_lost counted = {0};

    if (html.n > RICH_INPUT_BYTES_MOST)
        return ERR(a, TOO_LARGE, "网页内容过大，最多 %d MB", RICH_INPUT_BYTES_MOST >> 20);
    if (!utf8_valid(html)) return ERR(a, INVALID, "网页内容不是有效的 UTF-8 文字");
    struct arena *scratch = scratch_of(a, HTML_MEMORY_MOST);
    const struct rich_node *raw = read_bounded(scratch, html, &counted);
    struct err *e = raw ? rich_tidy(a, raw, out)
                        : ERR(a, TOO_LARGE, "网页内容的结构过于复杂，请先另存为纯文本再粘贴");

    arena_release(scratch);
    if (lost) *lost = counted;
    return e;
}

bool rich_looks_like_html(str text)
{
    static const str blocks[] = {
        S_INIT("<p"),    S_INIT("<div"),     S_INIT("<h"),        S_INIT("<ul"),
        S_INIT("<ol"),   S_INIT("<table"),   S_INIT("<!doctype"), S_INIT("<html"),
        S_INIT("<body"), S_INIT("<section"), S_INIT("<article"),  S_INIT("<blockquote"),
        S_INIT("<span"), S_INIT("<!--"),     S_INIT("<center"),   S_INIT("<style"),
        S_INIT("<meta"), S_INIT("<figure"),  S_INIT("<img"),      S_INIT("<br"),
    };

    text = utf8_trim(text);
    for (size_t i = 0; i < COUNT_OF(blocks); i++) {
        str b = blocks[i];

        if (text.n <= b.n || !str_eq_nocase(str_head(text, b.n), b)) continue;
        char c = text.p[b.n];

        if (c == '>' || c == ' ' || c == '\n' || c == '\t' || c == '/' || c == '-' ||
            (c >= '1' && c <= '6') || (c == 'r' && str_eq(b, S("<h"))))
            return true;
    }
    return false;
}
