/*
 * rich_check: what must hold for every tree that a reader gave, whatever it read. Used by the fuzz
 * targets of text/rich and by its unit tests. Each function gives NULL, or what is wrong.
 */
#ifndef GK_FUZZ_RICH_CHECK_H
#define GK_FUZZ_RICH_CHECK_H

#include "text/rich.h"
#include "text/rich_schema.h"

#include "base/utf8.h"

/* Every tag that rich_html may write, with the only attributes it may have there. */
static const struct {
    const char *tag, *attrs;
    bool empty; /* has no end tag */
} rich_check_tags[] = {
    {"p", " class ", false},
    {"h2", " id class ", false},
    {"h3", " id class ", false},
    {"h4", " id class ", false},
    {"ul", " ", false},
    {"ol", " start ", false},
    {"li", " ", false},
    {"blockquote", " ", false},
    {"pre", " ", false},
    {"code", " ", false},
    {"hr", " ", true},
    {"br", " ", true},
    {"div", " class tabindex role aria-label ", false},
    {"table", " ", false},
    {"thead", " ", false},
    {"tbody", " ", false},
    {"tr", " ", false},
    {"th", " colspan rowspan scope ", false},
    {"td", " colspan rowspan ", false},
    {"figure", " ", false},
    {"img", " src alt title loading ", true},
    {"a", " href rel ", false},
    {"strong", " ", false},
    {"em", " ", false},
    {"u", " ", false},
    {"s", " ", false},
    {"sub", " ", false},
    {"sup", " ", false},
};

enum { RICH_CHECK_TAG_NONE = -1, RICH_CHECK_DEPTH = 200 };

static inline int rich_check_tag(str name)
{
    for (size_t i = 0; i < COUNT_OF(rich_check_tags); i++)
        if (str_eq(name, str_of(rich_check_tags[i].tag))) return (int)i;
    return RICH_CHECK_TAG_NONE;
}

/* Takes the name at the start of `*rest`: letters, digits, '-'. */
static inline str rich_check_name(str *rest)
{
    size_t n = 0;

    while (n < rest->n && ((rest->p[n] >= 'a' && rest->p[n] <= 'z') || rest->p[n] == '-' ||
                           (rest->p[n] >= '0' && rest->p[n] <= '9')))
        n++;
    str name = str_head(*rest, n);

    *rest = str_from(*rest, n);
    return name;
}

static inline const char *rich_check_attr(str *rest, int tag)
{
    *rest = str_from(*rest, 1);
    str name = rich_check_name(rest);
    char key[64] = " ";

    if (name.n == 0 || name.n > 30) return "an attribute without a name";
    for (size_t i = 0; i < name.n; i++) key[i + 1] = name.p[i];
    key[name.n + 1] = ' ';
    if (str_find(str_of(rich_check_tags[tag].attrs), str_at(key, name.n + 2), 0) == STR_NONE)
        return "an attribute outside the closed set";
    if (!str_starts(*rest, S("=\""))) return "an attribute without quotes";
    size_t end = str_find_byte(*rest, '"', 2);

    if (end == STR_NONE) return "an attribute that does not end";
    str value = str_at(rest->p + 2, end - 2);

    *rest = str_from(*rest, end + 1);
    if (str_find_byte(value, '<', 0) != STR_NONE || str_find_byte(value, '>', 0) != STR_NONE)
        return "markup in an attribute";
    bool url = str_eq(name, S("href")) || str_eq(name, S("src"));

    if (!url) return NULL;
    if (!html_url_allowed(value) || str_starts(value, S("//")) || value.n == 0)
        return "a URL that is not allowed";
    for (size_t i = 0; str_eq(name, S("src")) && i < value.n; i++) {
        if (value.p[i] == '/' || value.p[i] == '?' || value.p[i] == '#') break;
        if (value.p[i] == ':') return "an image from elsewhere";
    }
    return NULL;
}

/* Tokenises strictly what rich_html wrote: closed tags and attributes, properly nested. */
static inline const char *rich_check_html(str html)
{
    int open[RICH_CHECK_DEPTH];
    size_t depth = 0;

    if (!utf8_valid(html)) return "not UTF-8";
    while (html.n) {
        if (html.p[0] == '>' || html.p[0] == '"' || html.p[0] == '\'') return "a bare > or quote";
        if (html.p[0] == '&') {
            size_t end = str_find_byte(html, ';', 0);

            if (end == STR_NONE || end > 6) return "a bare &";
            html = str_from(html, end + 1);
            continue;
        }
        if (html.p[0] != '<') {
            html = str_from(html, 1);
            continue;
        }
        bool end_tag = html.n > 1 && html.p[1] == '/';

        html = str_from(html, end_tag ? 2 : 1);
        int tag = rich_check_tag(rich_check_name(&html));

        if (tag == RICH_CHECK_TAG_NONE) return "a tag outside the closed set";
        while (!end_tag && html.n && html.p[0] == ' ') {
            const char *wrong = rich_check_attr(&html, tag);

            if (wrong) return wrong;
        }
        if (!html.n || html.p[0] != '>') return "a tag that does not end";
        html = str_from(html, 1);
        if (end_tag) {
            if (depth == 0 || open[--depth] != tag) return "tags that cross";
        } else if (!rich_check_tags[tag].empty) {
            if (depth == RICH_CHECK_DEPTH) return "tags nested too deeply";
            open[depth++] = tag;
        }
    }
    return depth ? "a tag that is not closed" : NULL;
}

static inline const char *rich_check_text(const struct rich_node *n, bool code)
{
    str rest = n->text;

    if (!n->text.n) return "an empty text";
    if (((n->marks & RICH_LINK) != 0) != (n->href.n > 0)) return "a link without a target";
    for (uint32_t rune; utf8_next(&rest, &rune);) {
        bool space = code && (rune == '\n' || rune == '\t');

        if (rich_char(rune) == RICH_CHAR_DROP) return "a control in a text";
        if (rich_char(rune) == RICH_CHAR_SPACE && rune != ' ' && !space) return "a strange space";
    }
    return NULL;
}

/* The schema: nesting and depth. */
static inline const char *rich_check_nodes(const struct rich_node *n, int depth)
{
    size_t children = 0;

    if (depth > RICH_DEPTH_MOST) return "too deep";
    for (const struct rich_node *c = n->first; c; c = c->next) {
        const char *wrong = rich_check_nodes(c, depth + 1);

        if (!wrong && c->kind == RICH_TEXT) wrong = rich_check_text(c, n->kind == RICH_CODE_BLOCK);
        if (wrong) return wrong;
        if (!rich_may_hold(n->kind, c->kind)) return "a node where it may not be";
        if (++children > rich_nodes[n->kind].children_most) return "too many children";
    }
    if (rich_holds_blocks(n->kind) && !n->first) return "a container without a block";
    if (n->kind == RICH_LIST_ITEM && n->first->kind != RICH_PARAGRAPH)
        return "an item that does not begin with a paragraph";
    return NULL;
}

/* All of the above, and that the tree survives each way out and in. */
static inline const char *rich_check_tree(struct arena *a, const struct rich_node *doc)
{
    const struct rich_node *again;
    const char *wrong = doc->kind == RICH_DOC ? rich_check_nodes(doc, 1) : "not a doc";
    str json = rich_json(a, doc);
    struct safe_html html = rich_html(a, doc, (struct rich_html_options){.heading_ids = true});

    if (!wrong) wrong = rich_check_html(html.html);
    if (wrong) return wrong;
    if (!utf8_valid(rich_text(a, doc))) return "text that is not UTF-8";
    /* HTML that is larger than what is read in is the one thing that does not come back. */
    if (html.html.n <= RICH_INPUT_BYTES_MOST) {
        if (rich_from_html(a, html.html, NULL, &again)) return "its own HTML is refused";
        if (!rich_equal(doc, again)) return "its own HTML gives another tree";
    }
    if (json.n <= RICH_INPUT_BYTES_MOST) {
        if (rich_from_json(a, json, &again)) return "its own JSON is refused";
        if (!rich_equal(doc, again)) return "its own JSON gives another tree";
        if (!str_eq(json, rich_json(a, again))) return "its JSON is not canonical";
    }
    return NULL;
}

#endif
