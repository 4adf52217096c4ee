/*
 * A page, as a reader sees it: no scripts, nothing that is hidden, blocks and <br> as ends of
 * lines, tables with their spans.
 */
#include "read/charset.h"
#include "read/inside.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "text/dom.h"

/* A page of 4 MB takes some 150 ms; see dom_parse. */
enum { PAGE_MS_MOST = 5000, TITLE_BYTES = 1024 };

enum act {
    FLOW,    /* its content stands in its place: what is not named below */
    BLOCK,   /* the same, as lines of its own */
    HEADING, /* level in `arg` */
    DROP,    /* not seen by a reader */
    BREAK,
    RULE,
    TABLE,
    GROUP, /* `arg`: its cells are headers */
    ROW,
    CELL, /* `arg`: is a header */
    PRE,  /* ends of lines in the text count */
};

static const struct {
    unsigned char act, arg;
} elements[DOM_TAGS_] = {
    [DOM_P] = {BLOCK, 0},          [DOM_DIV] = {BLOCK, 0},      [DOM_CENTER] = {BLOCK, 0},
    [DOM_SECTION] = {BLOCK, 0},    [DOM_ARTICLE] = {BLOCK, 0},  [DOM_HEADER] = {BLOCK, 0},
    [DOM_FOOTER] = {BLOCK, 0},     [DOM_MAIN] = {BLOCK, 0},     [DOM_ASIDE] = {BLOCK, 0},
    [DOM_NAV] = {BLOCK, 0},        [DOM_ADDRESS] = {BLOCK, 0},  [DOM_FIGURE] = {BLOCK, 0},
    [DOM_FIGCAPTION] = {BLOCK, 0}, [DOM_DL] = {BLOCK, 0},       [DOM_DT] = {BLOCK, 0},
    [DOM_DD] = {BLOCK, 0},         [DOM_UL] = {BLOCK, 0},       [DOM_OL] = {BLOCK, 0},
    [DOM_MENU] = {BLOCK, 0},       [DOM_DIR] = {BLOCK, 0},      [DOM_LI] = {BLOCK, 0},
    [DOM_BLOCKQUOTE] = {BLOCK, 0}, [DOM_DETAILS] = {BLOCK, 0},  [DOM_SUMMARY] = {BLOCK, 0},
    [DOM_FORM] = {BLOCK, 0},       [DOM_FIELDSET] = {BLOCK, 0}, [DOM_LEGEND] = {BLOCK, 0},
    [DOM_CAPTION] = {BLOCK, 0},    [DOM_HGROUP] = {BLOCK, 0},   [DOM_BODY] = {BLOCK, 0},
    [DOM_PRE] = {PRE, 0},          [DOM_LISTING] = {PRE, 0},    [DOM_XMP] = {PRE, 0},
    [DOM_PLAINTEXT] = {PRE, 0},    [DOM_H1] = {HEADING, 1},     [DOM_H2] = {HEADING, 2},
    [DOM_H3] = {HEADING, 3},       [DOM_H4] = {HEADING, 4},     [DOM_H5] = {HEADING, 5},
    [DOM_H6] = {HEADING, 6},       [DOM_BR] = {BREAK, 0},       [DOM_HR] = {RULE, 0},
    [DOM_TABLE] = {TABLE, 0},      [DOM_THEAD] = {GROUP, 1},    [DOM_TBODY] = {GROUP, 0},
    [DOM_TFOOT] = {GROUP, 0},      [DOM_TR] = {ROW, 0},         [DOM_TD] = {CELL, 0},
    [DOM_TH] = {CELL, 1},          [DOM_HEAD] = {DROP, 0},      [DOM_TITLE] = {DROP, 0},
    [DOM_META] = {DROP, 0},        [DOM_SCRIPT] = {DROP, 0},    [DOM_STYLE] = {DROP, 0},
    [DOM_TEMPLATE] = {DROP, 0},    [DOM_NOSCRIPT] = {DROP, 0},  [DOM_NOFRAMES] = {DROP, 0},
    [DOM_NOEMBED] = {DROP, 0},     [DOM_IFRAME] = {DROP, 0},    [DOM_OBJECT] = {DROP, 0},
    [DOM_APPLET] = {DROP, 0},      [DOM_CANVAS] = {DROP, 0},    [DOM_AUDIO] = {DROP, 0},
    [DOM_VIDEO] = {DROP, 0},       [DOM_SELECT] = {DROP, 0},    [DOM_DATALIST] = {DROP, 0},
    [DOM_TEXTAREA] = {DROP, 0},    [DOM_RP] = {DROP, 0},
};

struct level {
    const struct dom_node *node;
    size_t next;
    unsigned act;
    bool header, pre; /* for what is in it */
};

struct walk {
    struct arena *a;
    struct build *build;
    VEC(struct level) levels;
    str title;
};

/* The text directly in an element: of <title>. */
static str own_text(struct arena *a, const struct dom_node *n)
{
    str text = S("");

    for (size_t i = 0; i < dom_children(n); i++)
        if (dom_kind(dom_child(n, i)) == DOM_TEXT)
            text = str_cat(a, text, str_head(dom_text(dom_child(n, i)), TITLE_BYTES));
    return utf8_repair(a, build_fold(a, str_replace(a, text, S("\n"), S(" ")), TITLE_BYTES));
}

static void open_cell(struct walk *w, const struct dom_node *n, bool header)
{
    str rows = str_trim(dom_attribute(n, "rowspan"));
    /* HTML: 0 reaches to the end of the group, 1000 columns are the most */
    size_t span = str_eq(rows, S("0")) ? 0 : (size_t)dom_number(rows, 1, 65534, 1);

    build_cell(w->build, span, (size_t)dom_number(dom_attribute(n, "colspan"), 1, 1000, 1), header);
}

static void enter(struct walk *w, const struct dom_node *n, const struct level *outer)
{
    enum dom_tag tag = dom_tag(n);
    struct level l = {.node = n,
                      .act = dom_kind(n) == DOM_FOREIGN ? DROP : elements[tag].act,
                      .header = outer->header,
                      .pre = outer->pre};
    unsigned arg = elements[tag].arg;

    if (tag == DOM_HEAD)
        for (size_t i = 0; i < dom_children(n); i++)
            if (dom_kind(dom_child(n, i)) == DOM_ELEMENT && dom_tag(dom_child(n, i)) == DOM_TITLE &&
                !w->title.n)
                w->title = own_text(w->a, dom_child(n, i));
    if (l.act == DROP || dom_hidden(w->a, n)) return;
    switch (l.act) {
    case BREAK:
        build_line(w->build);
        return;
    case RULE:
        build_paragraph(w->build);
        return;
    case PRE:
        l.pre = true;
        build_paragraph(w->build);
        break;
    case BLOCK:
        build_paragraph(w->build);
        break;
    case HEADING:
        build_heading(w->build, (int)arg);
        break;
    case TABLE:
        l.header = false;
        build_table_open(w->build);
        break;
    case GROUP:
        l.header = arg;
        break;
    case ROW:
        build_row(w->build);
        break;
    case CELL:
        open_cell(w, n, arg || l.header);
        l.header = false;
        break;
    default:
        break;
    }
    *vec_push(w->a, &w->levels) = l;
}

static void leave(struct walk *w)
{
    const struct level *l = &w->levels.items[--w->levels.n];

    switch (l->act) {
    case BLOCK:
    case PRE:
    case HEADING:
        build_paragraph(w->build);
        break;
    case TABLE:
        build_table_close(w->build);
        break;
    case GROUP:
        build_group_close(w->build);
        break;
    case CELL:
        build_cell_close(w->build);
        break;
    default:
        break;
    }
}

static void text(struct walk *w, str s, bool pre)
{
    bool first = true;

    if (!pre) {
        build_add(w->build, s);
        return;
    }
    for (str line; str_split(&s, '\n', &line); first = false) {
        if (!first) build_line(w->build);
        build_add(w->build, line);
    }
}

/* Without recursion: hostile input is nested as deep as it is long. */
static void walk(struct walk *w, const struct dom_node *root)
{
    enter(w, root, &(struct level){.act = FLOW});
    while (w->levels.n) {
        struct level *l = &w->levels.items[w->levels.n - 1];

        if (l->next >= dom_children(l->node)) {
            leave(w);
            continue;
        }
        const struct dom_node *n = dom_child(l->node, l->next++);

        switch (dom_kind(n)) {
        case DOM_TEXT:
            text(w, dom_text(n), l->pre);
            break;
        case DOM_ELEMENT:
        case DOM_FOREIGN:
            enter(w, n, &(struct level){.header = l->header, .pre = l->pre});
            break;
        case DOM_NOTHING:
            break;
        }
    }
}

/* False: a bound was reached. */
static bool read_bounded(struct walk *w, str html)
{
    jmp_buf land;
    jmp_buf *outer = w->a->landing;

    if (setjmp(land)) {
        (void)arena_land(w->a, outer);
        return false;
    }
    (void)arena_land(w->a, &land);
    walk(w, dom_parse(w->a, html, PAGE_MS_MOST));
    (void)arena_land(w->a, outer);
    return true;
}

struct err *read_html(struct build *b, str bytes, str *title)
{
    struct walk *w = ARENA_NEW(b->a, struct walk);
    str html;

    TRY(charset_decode(b->a, bytes, charset_of_page(bytes), &html));
    w->a = b->a;
    w->build = b;
    w->title = S("");
    if (!read_bounded(w, html)) return READ_REFUSE(b->a, COMPLEX);
    *title = w->title;
    return NULL;
}
