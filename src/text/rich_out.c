/* The tree as HTML, the only markup of a text that a page shows. */
#include "text/rich.h"
#include "text/rich_schema.h"

struct writer {
    struct buf *b;
    bool heading_ids;
    size_t headings;
    const struct rich_node *text; /* the text before, in the same block; its marks are open */
};

static void tag(struct writer *w, str name)
{
    buf_byte(w->b, '<');
    buf_add(w->b, name);
    buf_byte(w->b, '>');
}

static void end_tag(struct writer *w, str name)
{
    buf_lit(w->b, "</");
    buf_add(w->b, name);
    buf_byte(w->b, '>');
}

static void number_attr(struct writer *w, const char *name, int32_t value, int32_t absent)
{
    if (value != absent) buf_printf(w->b, " %s=\"%d\"", name, value);
}

static void str_attr(struct writer *w, const char *name, str value)
{
    buf_printf(w->b, " %s=\"", name);
    html_escape(w->b, value);
    buf_byte(w->b, '"');
}

/* ---- Text: marks as elements, in the order of rich_marks, shared by neighbours ------------------
 */

static bool external(str href)
{
    return str_starts(href, S("http:")) || str_starts(href, S("https:"));
}

static void open_mark(struct writer *w, const struct rich_mark_rule *rule,
                      const struct rich_node *text)
{
    if (rule->bit != RICH_LINK) {
        tag(w, rule->tag);
        return;
    }
    buf_lit(w->b, "<a");
    str_attr(w, "href", text->href);
    if (external(text->href)) buf_lit(w->b, " rel=\"noopener noreferrer\"");
    buf_byte(w->b, '>');
}

/* Closes and opens what differs between the text before and `next` (NULL: nothing follows). */
static void change_marks(struct writer *w, const struct rich_node *next)
{
    uint32_t was = w->text ? w->text->marks : 0;
    uint32_t will = next ? next->marks : 0;
    size_t same = 0;

    for (; same < RICH_MARKS; same++) {
        uint32_t bit = rich_marks[same].bit;

        if ((was & bit) != (will & bit)) break;
        if (bit == RICH_LINK && (was & bit) && !str_eq(w->text->href, next->href)) break;
    }
    for (size_t i = RICH_MARKS; i > same; i--)
        if (was & rich_marks[i - 1].bit) end_tag(w, rich_marks[i - 1].tag);
    for (size_t i = same; i < RICH_MARKS; i++)
        if (will & rich_marks[i].bit) open_mark(w, &rich_marks[i], next);
    w->text = next;
}

static void inline_nodes(struct writer *w, const struct rich_node *block)
{
    for (const struct rich_node *n = block->first; n; n = n->next) {
        if (n->kind == RICH_TEXT) {
            change_marks(w, n);
            html_escape(w->b, n->text);
        } else {
            change_marks(w, NULL);
            tag(w, S("br"));
        }
    }
    change_marks(w, NULL);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static void node(struct writer *w, const struct rich_node *n);

static void children(struct writer *w, const struct rich_node *n)
{
    for (const struct rich_node *c = n->first; c; c = c->next) node(w, c);
}

static bool plain_paragraph(const struct rich_node *n)
{
    return n && n->kind == RICH_PARAGRAPH && !n->align && !n->indent;
}

/* Where a paragraph needs no tags of its own: first in an item, alone in a cell. */
static void bare_children(struct writer *w, const struct rich_node *n)
{
    const struct rich_node *first = n->first;

    if (plain_paragraph(first) && (n->kind == RICH_LIST_ITEM || !first->next)) {
        inline_nodes(w, first);
        first = first->next;
    }
    for (; first; first = first->next) node(w, first);
}

static void classes(struct writer *w, const struct rich_node *n)
{
    if (!n->align && !n->indent) return;
    buf_lit(w->b, " class=\"");
    if (n->align) {
        buf_lit(w->b, "align-");
        buf_add(w->b, rich_align_words[n->align]);
    }
    if (n->align && n->indent) buf_byte(w->b, ' ');
    if (n->indent) buf_printf(w->b, "indent-%d", n->indent);
    buf_byte(w->b, '"');
}

static void heading(struct writer *w, const struct rich_node *n)
{
    w->headings++;
    buf_printf(w->b, "<h%d", n->level);
    if (w->heading_ids) buf_printf(w->b, " id=\"s%zu\"", w->headings);
    classes(w, n);
    buf_byte(w->b, '>');
    inline_nodes(w, n);
    buf_printf(w->b, "</h%d>", n->level);
}

static bool only_headers(const struct rich_node *row)
{
    bool any = false;

    for (const struct rich_node *c = row->first; c; c = c->next, any = true)
        if (c->kind != RICH_HEADER_CELL || c->rowspan != 1) return false;
    return any;
}

static void row(struct writer *w, const struct rich_node *n, bool head)
{
    tag(w, S("tr"));
    for (const struct rich_node *c = n->first; c; c = c->next) {
        bool header = c->kind == RICH_HEADER_CELL;

        buf_byte(w->b, '<');
        buf_add(w->b, rich_nodes[c->kind].tag);
        number_attr(w, "colspan", c->colspan, 1);
        number_attr(w, "rowspan", c->rowspan, 1);
        if (header) str_attr(w, "scope", head ? S("col") : S("row"));
        buf_byte(w->b, '>');
        bare_children(w, c);
        end_tag(w, rich_nodes[c->kind].tag);
    }
    end_tag(w, S("tr"));
}

static void table(struct writer *w, const struct rich_node *n)
{
    const struct rich_node *r = n->first;

    /* Wide tables scroll by themselves; tabindex lets the keyboard do it. */
    buf_lit(w->b, "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"表格\">"
                  "<table>");
    if (r && only_headers(r)) {
        tag(w, S("thead"));
        for (; r && only_headers(r); r = r->next) row(w, r, true);
        end_tag(w, S("thead"));
    }
    tag(w, S("tbody"));
    for (; r; r = r->next) row(w, r, false);
    end_tag(w, S("tbody"));
    buf_lit(w->b, "</table></div>");
}

static void image(struct writer *w, const struct rich_node *n)
{
    buf_lit(w->b, "<figure><img");
    str_attr(w, "src", n->src);
    str_attr(w, "alt", n->alt);
    if (n->title.n) str_attr(w, "title", n->title);
    buf_lit(w->b, " loading=\"lazy\"></figure>");
}

static void node(struct writer *w, const struct rich_node *n)
{
    str name = rich_nodes[n->kind].tag;

    switch (n->kind) {
    case RICH_DOC:
        children(w, n);
        return;
    case RICH_HEADING:
        heading(w, n);
        return;
    case RICH_TABLE:
        table(w, n);
        return;
    case RICH_IMAGE:
        image(w, n);
        return;
    case RICH_RULE:
        tag(w, name);
        return;
    case RICH_CODE_BLOCK:
        /* The inner element keeps a parser from eating a line end at the start. */
        buf_lit(w->b, "<pre><code>");
        inline_nodes(w, n);
        buf_lit(w->b, "</code></pre>");
        return;
    case RICH_PARAGRAPH:
        buf_lit(w->b, "<p");
        classes(w, n);
        buf_byte(w->b, '>');
        inline_nodes(w, n);
        break;
    case RICH_LIST_ITEM:
        tag(w, name);
        bare_children(w, n);
        break;
    case RICH_BULLET_LIST:
    case RICH_ORDERED_LIST:
    case RICH_BLOCKQUOTE:
        buf_byte(w->b, '<');
        buf_add(w->b, name);
        if (n->kind == RICH_ORDERED_LIST) number_attr(w, "start", n->start, 1);
        buf_byte(w->b, '>');
        children(w, n);
        break;
    case RICH_ROW:
    case RICH_HEADER_CELL:
    case RICH_CELL:
    case RICH_TEXT:
    case RICH_BREAK:
    case RICH_KINDS_:
        BUG_IF(true); /* written by what holds them */
    }
    end_tag(w, name);
}

struct safe_html rich_html(struct arena *a, const struct rich_node *doc,
                           struct rich_html_options options)
{
    /* Beyond what the limits of a tree allow: every byte escaped, every node with its tags. */
    enum { MOST = 6 * RICH_TEXT_BYTES_MOST + 400 * RICH_NODES_MOST };
    struct buf b;
    struct writer w = {.b = &b, .heading_ids = options.heading_ids};

    buf_init(&b, a, MOST);
    node(&w, doc);
    BUG_IF(!buf_ok(&b));
    return safe_html_trusted(buf_str(&b));
}
