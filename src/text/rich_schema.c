#include "text/rich_schema.h"

#include "base/utf8.h"

#define BIT(kind) (1u << (kind))

enum {
    BLOCKS = BIT(RICH_PARAGRAPH) | BIT(RICH_HEADING) | BIT(RICH_BULLET_LIST) |
             BIT(RICH_ORDERED_LIST) | BIT(RICH_BLOCKQUOTE) | BIT(RICH_CODE_BLOCK) | BIT(RICH_RULE) |
             BIT(RICH_TABLE) | BIT(RICH_IMAGE),
    INLINE = BIT(RICH_TEXT) | BIT(RICH_BREAK),
    ANY_NUMBER = RICH_NODES_MOST,
};

#define ATTR(field) .offset = offsetof(struct rich_node, field)

static const struct rich_attr_rule paragraph_attrs[] = {
    {S_INIT("textAlign"), RICH_ATTR_ALIGN, ATTR(align)},
    {S_INIT("indent"), RICH_ATTR_NUMBER, ATTR(indent), .most = 8},
};
static const struct rich_attr_rule heading_attrs[] = {
    {S_INIT("level"), RICH_ATTR_NUMBER, ATTR(level), 2, 4, .absent = 2, .always = true},
    {S_INIT("textAlign"), RICH_ATTR_ALIGN, ATTR(align)},
};
static const struct rich_attr_rule ordered_list_attrs[] = {
    {S_INIT("start"), RICH_ATTR_NUMBER, ATTR(start), 0, 1000000, .absent = 1},
};
static const struct rich_attr_rule cell_attrs[] = {
    {S_INIT("colspan"), RICH_ATTR_NUMBER, ATTR(colspan), 1, RICH_COLUMNS_MOST, .absent = 1},
    {S_INIT("rowspan"), RICH_ATTR_NUMBER, ATTR(rowspan), 1, RICH_ROWS_MOST, .absent = 1},
};
static const struct rich_attr_rule image_attrs[] = {
    {S_INIT("src"), RICH_ATTR_SOURCE, ATTR(src), .always = true},
    {S_INIT("alt"), RICH_ATTR_WORDS, ATTR(alt), .most = RICH_ALT_CHARS_MOST},
    {S_INIT("title"), RICH_ATTR_WORDS, ATTR(title), .most = RICH_ALT_CHARS_MOST},
};

#define ATTRS(table) .attrs = (table), .n_attrs = COUNT_OF(table)

const struct rich_node_rule rich_nodes[RICH_KINDS_] = {
    [RICH_DOC] = {S_INIT("doc"), S_INIT(""), BLOCKS, ANY_NUMBER, 2},
    [RICH_PARAGRAPH] = {S_INIT("paragraph"), S_INIT("p"), INLINE, ANY_NUMBER, 1,
                        ATTRS(paragraph_attrs)},
    [RICH_HEADING] = {S_INIT("heading"), S_INIT(""), INLINE, 1000, 1, ATTRS(heading_attrs)},
    [RICH_BULLET_LIST] = {S_INIT("bulletList"), S_INIT("ul"), BIT(RICH_LIST_ITEM), 10000, 3},
    [RICH_ORDERED_LIST] = {S_INIT("orderedList"), S_INIT("ol"), BIT(RICH_LIST_ITEM), 10000, 3,
                           ATTRS(ordered_list_attrs)},
    [RICH_BLOCKQUOTE] = {S_INIT("blockquote"), S_INIT("blockquote"), BLOCKS, 10000, 2},
    [RICH_CODE_BLOCK] = {S_INIT("codeBlock"), S_INIT("pre"), BIT(RICH_TEXT), ANY_NUMBER, 1},
    [RICH_RULE] = {S_INIT("horizontalRule"), S_INIT("hr")},
    [RICH_TABLE] = {S_INIT("table"), S_INIT("table"), BIT(RICH_ROW), RICH_ROWS_MOST, 4},
    [RICH_IMAGE] = {S_INIT("image"), S_INIT("img"), ATTRS(image_attrs)},
    [RICH_LIST_ITEM] = {S_INIT("listItem"), S_INIT("li"), BLOCKS, 10000, 2},
    [RICH_ROW] = {S_INIT("tableRow"), S_INIT("tr"), BIT(RICH_HEADER_CELL) | BIT(RICH_CELL),
                  RICH_COLUMNS_MOST, 3},
    [RICH_HEADER_CELL] = {S_INIT("tableHeader"), S_INIT("th"), BLOCKS, 10000, 2, ATTRS(cell_attrs)},
    [RICH_CELL] = {S_INIT("tableCell"), S_INIT("td"), BLOCKS, 10000, 2, ATTRS(cell_attrs)},
    [RICH_TEXT] = {S_INIT("text"), S_INIT("")},
    [RICH_BREAK] = {S_INIT("hardBreak"), S_INIT("br")},
};

const struct rich_mark_rule rich_marks[RICH_MARKS] = {
    {RICH_LINK, S_INIT("link"), S_INIT("a")},
    {RICH_BOLD, S_INIT("bold"), S_INIT("strong")},
    {RICH_ITALIC, S_INIT("italic"), S_INIT("em")},
    {RICH_UNDERLINE, S_INIT("underline"), S_INIT("u")},
    {RICH_STRIKE, S_INIT("strike"), S_INIT("s")},
    {RICH_SUBSCRIPT, S_INIT("subscript"), S_INIT("sub")},
    {RICH_SUPERSCRIPT, S_INIT("superscript"), S_INIT("sup")},
};

const str rich_align_words[3] = {
    [RICH_LEFT] = S_INIT("left"),
    [RICH_CENTER] = S_INIT("center"),
    [RICH_RIGHT] = S_INIT("right"),
};

bool rich_may_hold(enum rich_kind parent, enum rich_kind child)
{
    return (rich_nodes[parent].children & BIT(child)) != 0;
}

bool rich_holds_text(enum rich_kind kind)
{
    return rich_may_hold(kind, RICH_TEXT);
}

bool rich_holds_blocks(enum rich_kind kind)
{
    return rich_may_hold(kind, RICH_PARAGRAPH);
}

enum rich_kind rich_kind_named(str name)
{
    for (size_t i = 0; i < RICH_KINDS_; i++)
        if (str_eq(rich_nodes[i].name, name)) return (enum rich_kind)i;
    return RICH_KINDS_;
}

uint32_t rich_mark_named(str name)
{
    for (size_t i = 0; i < RICH_MARKS; i++)
        if (str_eq(rich_marks[i].name, name)) return rich_marks[i].bit;
    return 0;
}

int32_t *rich_attr_int(struct rich_node *n, const struct rich_attr_rule *rule)
{
    BUG_IF(rule->type != RICH_ATTR_NUMBER && rule->type != RICH_ATTR_ALIGN);
    return (int32_t *)((uintptr_t)n + rule->offset);
}

str *rich_attr_str(struct rich_node *n, const struct rich_attr_rule *rule)
{
    BUG_IF(rule->type != RICH_ATTR_SOURCE && rule->type != RICH_ATTR_WORDS);
    return (str *)((uintptr_t)n + rule->offset);
}

struct rich_node *rich_node_make(struct arena *a, enum rich_kind kind)
{
    const struct rich_node_rule *rule = &rich_nodes[kind];
    struct rich_node *n = ARENA_NEW(a, struct rich_node);

    n->kind = kind;
    n->text = n->href = n->src = n->alt = n->title = S("");
    for (size_t i = 0; i < rule->n_attrs; i++)
        if (rule->attrs[i].type == RICH_ATTR_NUMBER)
            *rich_attr_int(n, &rule->attrs[i]) = rule->attrs[i].absent;
    return n;
}

/* ---- Characters ------------------------------------------------------------------------------ */

enum rich_char rich_char(uint32_t rune)
{
    if (rune > ' ' && rune < 0x7f) return RICH_CHAR_KEEP;
    if (rune == ' ' || (rune >= '\t' && rune <= '\r') || rune == 0x85 || rune == 0xa0 ||
        rune == 0x2028 || rune == 0x2029)
        return RICH_CHAR_SPACE;
    if (utf8_is_control(rune)) return RICH_CHAR_DROP;
    return RICH_CHAR_KEEP;
}

str rich_line_clean(struct arena *a, str raw, size_t chars)
{
    struct buf b;
    bool space = false;

    buf_init(&b, a, raw.n + 1);
    for (uint32_t rune; chars && utf8_next(&raw, &rune);) {
        enum rich_char c = rich_char(rune);

        if (c == RICH_CHAR_DROP) continue;
        if (c == RICH_CHAR_SPACE) {
            space = b.n > 0;
            continue;
        }
        if (space) {
            buf_byte(&b, ' ');
            if (--chars == 0) break;
        }
        space = false;
        buf_rune(&b, rune);
        chars--;
    }
    return utf8_trim(buf_str(&b));
}

/* ---- Links and sources ----------------------------------------------------------------------- */

static bool url_byte(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return c && str_find_byte(S("-._~:/?#[]@!$&'()*+,;=%"), (char)c, 0) != STR_NONE;
}

/*
 * Without what browsers ignore in a URL (controls, spaces at the ends), so that the scheme that is
 * checked is the scheme they see; everything but URL bytes encoded.
 */
static bool url_encode(struct arena *a, str raw, str *out)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf b;
    str kept;
    size_t limit = RICH_LINK_BYTES_MOST;

    if (raw.n > limit) return false;
    buf_init(&b, a, limit);
    for (uint32_t rune; utf8_next(&raw, &rune);)
        if (rich_char(rune) == RICH_CHAR_KEEP || rune == ' ') buf_rune(&b, rune);
    kept = utf8_trim(buf_str(&b));
    buf_init(&b, a, limit);
    for (size_t i = 0; i < kept.n; i++) {
        unsigned char c = (unsigned char)kept.p[i];

        if (url_byte(c)) {
            buf_byte(&b, (char)c);
        } else {
            buf_byte(&b, '%');
            buf_byte(&b, hex[c >> 4]);
            buf_byte(&b, hex[c & 15]);
        }
    }
    *out = buf_str(&b);
    return buf_ok(&b) && out->n > 0;
}

/* The part before the first ':' that stands before any of / ? #; empty: relative. */
static str url_scheme(str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if (url.p[i] == ':') return str_head(url, i + 1);
        if (url.p[i] == '/' || url.p[i] == '?' || url.p[i] == '#') break;
    }
    return S("");
}

/* A host and nothing that hides it: https://bank.cn@other.example/ goes to other.example. */
static bool url_has_plain_host(str after_scheme)
{
    if (!str_starts(after_scheme, S("//"))) return false;
    str host = str_from(after_scheme, 2);

    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] == '@') return false;
        if (host.p[i] == '/' || host.p[i] == '?' || host.p[i] == '#') return i > 0;
    }
    return host.n > 0;
}

bool rich_link_clean(struct arena *a, str raw, str *out)
{
    str url;

    if (!url_encode(a, raw, &url)) return false;
    str scheme = url_scheme(url);
    str rest = str_from(url, scheme.n);
    bool ok = scheme.n == 0 ? !str_starts(url, S("//"))
              : str_eq_nocase(scheme, S("http:")) || str_eq_nocase(scheme, S("https:"))
                  ? url_has_plain_host(rest)
                  : str_eq_nocase(scheme, S("mailto:")) && rest.n > 0;

    if (ok) *out = str_cat(a, str_lower(a, scheme), rest);
    return ok;
}

bool rich_source_clean(struct arena *a, str raw, str *out)
{
    str url;

    if (!url_encode(a, raw, &url)) return false;
    if (url_scheme(url).n || str_starts(url, S("//")) || url.p[0] == '?' || url.p[0] == '#')
        return false;
    *out = url;
    return true;
}
