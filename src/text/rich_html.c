/* HTML into the tree. */
#include "text/rich.h"
#include "text/dom.h"
#include "text/rich_build.h"
#include "text/rich_schema.h"
#include "text/scratch.h"
#include "text/rich_tidy.h"

#include "base/num.h"
#include "base/utf8.h"
#include "base/vec.h"

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
} elements[DOM_TAGS_] = {
    [DOM_P] = {NODE, RICH_PARAGRAPH},
    [DOM_UL] = {NODE, RICH_BULLET_LIST},
    [DOM_MENU] = {NODE, RICH_BULLET_LIST},
    [DOM_DIR] = {NODE, RICH_BULLET_LIST},
    [DOM_OL] = {NODE, RICH_ORDERED_LIST},
    [DOM_LI] = {NODE, RICH_LIST_ITEM},
    [DOM_BLOCKQUOTE] = {NODE, RICH_BLOCKQUOTE},
    [DOM_PRE] = {NODE, RICH_CODE_BLOCK},
    [DOM_LISTING] = {NODE, RICH_CODE_BLOCK},
    [DOM_XMP] = {NODE, RICH_CODE_BLOCK},
    [DOM_PLAINTEXT] = {NODE, RICH_CODE_BLOCK},
    [DOM_TABLE] = {NODE, RICH_TABLE},
    [DOM_TR] = {NODE, RICH_ROW},
    [DOM_TH] = {NODE, RICH_HEADER_CELL},
    [DOM_TD] = {NODE, RICH_CELL},
    [DOM_H1] = {HEADING, 2},
    [DOM_H2] = {HEADING, 2},
    [DOM_H3] = {HEADING, 3},
    [DOM_H4] = {HEADING, 4},
    [DOM_H5] = {HEADING, 4},
    [DOM_H6] = {HEADING, 4},
    [DOM_B] = {MARK, RICH_BOLD},
    [DOM_STRONG] = {MARK, RICH_BOLD},
    [DOM_I] = {MARK, RICH_ITALIC},
    [DOM_EM] = {MARK, RICH_ITALIC},
    [DOM_U] = {MARK, RICH_UNDERLINE},
    [DOM_S] = {MARK, RICH_STRIKE},
    [DOM_STRIKE] = {MARK, RICH_STRIKE},
    [DOM_DEL] = {MARK, RICH_STRIKE},
    [DOM_SUB] = {MARK, RICH_SUBSCRIPT},
    [DOM_SUP] = {MARK, RICH_SUPERSCRIPT},
    [DOM_A] = {LINK, 0},
    [DOM_IMG] = {IMAGE, 0},
    [DOM_HR] = {RULE, 0},
    [DOM_BR] = {LINE_BREAK, 0},

    [DOM_DIV] = {BOUNDARY, 0},
    [DOM_CENTER] = {BOUNDARY, 0},
    [DOM_SECTION] = {BOUNDARY, 0},
    [DOM_ARTICLE] = {BOUNDARY, 0},
    [DOM_HEADER] = {BOUNDARY, 0},
    [DOM_FOOTER] = {BOUNDARY, 0},
    [DOM_MAIN] = {BOUNDARY, 0},
    [DOM_ASIDE] = {BOUNDARY, 0},
    [DOM_NAV] = {BOUNDARY, 0},
    [DOM_ADDRESS] = {BOUNDARY, 0},
    [DOM_FIGURE] = {BOUNDARY, 0},
    [DOM_FIGCAPTION] = {BOUNDARY, 0},
    [DOM_DL] = {BOUNDARY, 0},
    [DOM_DT] = {BOUNDARY, 0},
    [DOM_DD] = {BOUNDARY, 0},
    [DOM_CAPTION] = {CAPTION, 0},
    [DOM_DETAILS] = {BOUNDARY, 0},
    [DOM_SUMMARY] = {BOUNDARY, 0},
    [DOM_FORM] = {BOUNDARY, 0},
    [DOM_FIELDSET] = {BOUNDARY, 0},
    [DOM_LEGEND] = {BOUNDARY, 0},

    [DOM_HEAD] = {DROP, 0},
    [DOM_TITLE] = {DROP, 0},
    [DOM_META] = {DROP, 0},
    [DOM_COLGROUP] = {DROP, 0},
    [DOM_COL] = {DROP, 0},
    [DOM_RP] = {DROP, 0},
    [DOM_NOSCRIPT] = {DROP, 0},
    [DOM_NOFRAMES] = {DROP, 0},
    [DOM_NOEMBED] = {DROP, 0},

    [DOM_SCRIPT] = {REFUSE, 0},
    [DOM_STYLE] = {REFUSE, 0},
    [DOM_LINK] = {REFUSE, 0},
    [DOM_BASE] = {REFUSE, 0},
    [DOM_IFRAME] = {REFUSE, 0},
    [DOM_FRAME] = {REFUSE, 0},
    [DOM_FRAMESET] = {REFUSE, 0},
    [DOM_OBJECT] = {REFUSE, 0},
    [DOM_APPLET] = {REFUSE, 0},
    [DOM_EMBED] = {REFUSE, 0},
    [DOM_SVG] = {REFUSE, 0},
    [DOM_MATH] = {REFUSE, 0},
    [DOM_TEMPLATE] = {REFUSE, 0},
    [DOM_CANVAS] = {REFUSE, 0},
    [DOM_AUDIO] = {REFUSE, 0},
    [DOM_VIDEO] = {REFUSE, 0},
    [DOM_INPUT] = {REFUSE, 0},
    [DOM_SELECT] = {REFUSE, 0},
    [DOM_TEXTAREA] = {REFUSE, 0},
    [DOM_BUTTON] = {REFUSE, 0},
};

/* ---- Walking the tree ------------------------------------------------------------------------ */

/* An element that was entered: what leaving it puts back. */
struct level {
    const struct dom_node *node;
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

static int32_t align_word(str word, int32_t inherited)
{
    for (size_t i = 0; i < COUNT_OF(rich_align_words); i++)
        if (str_eq_nocase(word, rich_align_words[i])) return (int32_t)i;
    return str_eq_nocase(word, S("justify")) || str_eq_nocase(word, S("start")) ? RICH_LEFT
                                                                                : inherited;
}

/* Only what says something about the text is read from styles; all else of them is dropped. */
static void read_style(struct walk *w, const struct dom_node *n, struct level *l, bool *hidden)
{
    str style = dom_attribute(n, "style");
    str align = dom_attribute(n, "align");

    *hidden = dom_hidden(w->a, n);
    l->align = align_word(align, l->align);
    if (!style.n) return;
    l->align = align_word(dom_style(w->a, style, S("text-align")), l->align);

    str weight = dom_style(w->a, style, S("font-weight"));

    if (str_starts(weight, S("bold")) || dom_number(weight, 0, 1000, 0) >= 600)
        l->marks |= RICH_BOLD;
    else if (str_starts(weight, S("normal")))
        l->marks &= ~(uint32_t)RICH_BOLD;
}

/* Our own classes, so that what rich_html writes comes back. */
static void read_classes(const struct dom_node *n, struct level *l, int32_t *indent)
{
    str classes = dom_attribute(n, "class");

    for (str word; str_split(&classes, ' ', &word);) {
        if (str_starts(word, S("align-"))) l->align = align_word(str_from(word, 6), l->align);
        if (str_starts(word, S("indent-"))) *indent = dom_number(str_from(word, 7), 0, 8, 0);
    }
}

static void open_node(struct walk *w, const struct dom_node *n, enum rich_kind kind,
                      int32_t heading, struct level *l)
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
    if (kind == RICH_ORDERED_LIST)
        node->start = dom_number(dom_attribute(n, "start"), 0, 1000000, 1);
    if (kind == RICH_CELL || kind == RICH_HEADER_CELL) {
        node->colspan = dom_number(dom_attribute(n, "colspan"), 1, RICH_COLUMNS_MOST, 1);
        str rows = dom_attribute(n, "rowspan");

        /* rowspan 0 is 'to the end of the table' */
        node->rowspan = str_eq(str_trim(rows), S("0")) ? RICH_ROWS_MOST
                                                       : dom_number(rows, 1, RICH_ROWS_MOST, 1);
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

static void read_image(struct walk *w, const struct dom_node *n)
{
    str src;

    if (!rich_source_clean(w->a, dom_attribute(n, "src"), &src)) {
        w->lost.images++;
        return;
    }
    struct rich_node *image = rich_build_leaf(&w->build, RICH_IMAGE);

    if (!image) return;
    image->src = src;
    image->alt = rich_line_clean(w->a, dom_attribute(n, "alt"), RICH_ALT_CHARS_MOST);
    image->title = rich_line_clean(w->a, dom_attribute(n, "title"), RICH_ALT_CHARS_MOST);
}

static void read_link(struct walk *w, const struct dom_node *n, struct level *l)
{
    str href;

    if (!dom_has(n, "href", &href)) return; /* a place in the page, not a link */
    l->href = S("");
    if (!rich_link_clean(w->a, href, &l->href)) w->lost.links++;
}

/* Enters an element; false: it has no content for us. */
static bool enter(struct walk *w, const struct dom_node *n, const struct level *outer)
{
    enum dom_tag tag = dom_tag(n);
    unsigned act = dom_kind(n) == DOM_FOREIGN ? REFUSE : elements[tag].act;
    unsigned arg = elements[tag].arg;
    struct level l = {.node = n, .marks = outer->marks, .href = outer->href, .align = outer->align};
    bool hidden;

    if (act == DROP || act == REFUSE) {
        w->lost.scripts += act == REFUSE;
        return false;
    }
    if (tag == DOM_CENTER) l.align = RICH_CENTER;
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
static void walk(struct walk *w, const struct dom_node *root)
{
    struct level first = {.href = S("")};

    if (!enter(w, root, &first)) return;
    while (w->levels.n) {
        struct level *l = &w->levels.items[w->levels.n - 1];

        if (l->next >= dom_children(l->node)) {
            leave(w);
            continue;
        }
        const struct dom_node *n = dom_child(l->node, l->next++);

        switch (dom_kind(n)) {
        case DOM_TEXT:
            rich_build_text(&w->build, dom_text(n), l->marks, l->href);
            break;
        case DOM_ELEMENT:
        case DOM_FOREIGN:
            enter(w, n, &(struct level){.marks = l->marks, .href = l->href, .align = l->align});
            break;
        case DOM_NOTHING:
            break;
        }
    }
}

/* ---- Bounds ----------------------------------------------------------------------------------
 * At either bound of dom_parse, and at the arena's cap while walking, the landing place is run;
 * there is nothing to clean up but the arena. */

enum {
    HTML_MEMORY_MOST = 512 * 1024 * 1024,
    HTML_MS_MOST = 2000, /* 4 MB of real pages take some 150 */
};

/* Parses and walks; NULL: a bound was reached. */
static const struct rich_node *read_bounded(struct arena *scratch, str html, struct rich_lost *lost)
{
    struct walk *w = ARENA_NEW(scratch, struct walk);
    jmp_buf land;

    if (setjmp(land)) return NULL;
    arena_land(scratch, &land);
    w->a = scratch;
    rich_build_init(&w->build, scratch);
    walk(w, dom_parse(scratch, html, HTML_MS_MOST));
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
