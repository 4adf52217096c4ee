/*
 * rich: what people write, as a tree of a closed schema (architecture, idea 6). The editor's JSON
 * (TipTap names), HTML and Markdown are read into it and lose what it does not know; pages, JSON,
 * plain text and differences are made from it. A script cannot be kept, so none can be shown.
 *
 * Every tree that a function here gives is in normal form:
 *   - the nesting, the attributes and the sizes are those of the schema (rich_schema.h);
 *   - text has no controls, no bidirectional controls and no CR; outside of code blocks no tab, LF
 *     or no-break space, no two spaces in a row and no space at the ends of a block or beside a
 *     line break; no two neighbouring texts have the same marks and link;
 *   - an end of line in the source between two Chinese characters is no space;
 *   - paragraphs, headings, list items and quotes without content are gone, but one in a container
 * that has nothing else (and before a nested list at the start of a list item, as the editor wants
 * it): distances are the style sheet's business;
 *   - tables are rectangular;
 *   - links are http, https, mailto or relative, images relative, percent-encoded where needed.
 * So equal trees have equal bytes as JSON, and tree -> HTML -> tree and tree -> JSON -> tree give
 * the same tree again.
 *
 * Nodes and texts live on the arena they were made on, and are not changed afterwards.
 */
#ifndef GK_TEXT_RICH_H
#define GK_TEXT_RICH_H

#include "base/err.h"
#include "text/html.h"

enum rich_kind {
    RICH_DOC,
    /* blocks */
    RICH_PARAGRAPH,
    RICH_HEADING,
    RICH_BULLET_LIST,
    RICH_ORDERED_LIST,
    RICH_BLOCKQUOTE,
    RICH_CODE_BLOCK,
    RICH_RULE,
    RICH_TABLE,
    RICH_IMAGE,
    /* parts of blocks */
    RICH_LIST_ITEM,
    RICH_ROW,
    RICH_HEADER_CELL,
    RICH_CELL,
    /* in paragraphs and headings (text also in code blocks) */
    RICH_TEXT,
    RICH_BREAK,
    RICH_KINDS_
};

/* Bits of rich_node.marks. RICH_LINK is set where there is a href. */
enum rich_mark {
    RICH_LINK = 1,
    RICH_BOLD = 2,
    RICH_ITALIC = 4,
    RICH_UNDERLINE = 8,
    RICH_STRIKE = 16,
    RICH_SUBSCRIPT = 32,
    RICH_SUPERSCRIPT = 64, /* never with RICH_SUBSCRIPT */
};

enum rich_align { RICH_LEFT, RICH_CENTER, RICH_RIGHT };

/* Members that a kind does not have are zero; str members are never without address. */
struct rich_node {
    enum rich_kind kind;
    uint32_t marks;           /* text: bits of enum rich_mark */
    int32_t level;            /* heading: 2..4 */
    int32_t align;            /* paragraph, heading: enum rich_align */
    int32_t indent;           /* paragraph: 0..8 steps of two characters */
    int32_t start;            /* ordered list: its first number, 0..1000000 */
    int32_t colspan, rowspan; /* cells: from 1 */
    str text;                 /* text */
    str href;                 /* text with RICH_LINK */
    str src, alt, title;      /* image */
    struct rich_node *first;  /* children */
    struct rich_node *next;   /* sibling */
};

enum {
    RICH_TEXT_BYTES_MOST = 2 * 1024 * 1024, /* of all texts and attributes */
    RICH_NODES_MOST = 200 * 1000,
    RICH_DEPTH_MOST = 32,                    /* nodes from the doc to a text, both counted */
    RICH_INPUT_BYTES_MOST = 4 * 1024 * 1024, /* of HTML (Word's is mostly markup), JSON, Markdown */
    RICH_LINK_BYTES_MOST = 2000,
    RICH_ALT_CHARS_MOST = 500,
};

/* ---- In ---------------------------------------------------------------------------------------
 * Expected of all: INVALID (not UTF-8, not JSON, not this schema), TOO_LARGE (a limit above). The
 * message is for the writer of the text. */

/* From the editor or an API: unknown nodes and marks and wrong nesting are INVALID, unknown
 * attributes are dropped. */
MUST_USE struct err *rich_from_json(struct arena *a, str json, const struct rich_node **out);

/* What was in the input and could not be kept. Styles, classes and empty elements do not count. */
struct rich_lost {
    size_t scripts; /* script, style, frames, embedded objects, SVG, MathML, form controls */
    size_t images;  /* from elsewhere or without a source */
    size_t links;   /* whose target may not be linked; their text stays */
};

/*
 * From any HTML, hostile or pasted from Word and WPS: never INVALID but for broken UTF-8. `lost`
 * may be NULL.
 */
MUST_USE struct err *rich_from_html(struct arena *a, str html, struct rich_lost *lost,
                                    const struct rich_node **out);

/* From Markdown with GitHub's tables and strikethrough; HTML in it is text, four spaces make no
 * code, the end of a line is one. `#` is a heading of level 2, as the page's own title is level 1.
 * `lost` may be NULL. */
MUST_USE struct err *rich_from_markdown(struct arena *a, str markdown, struct rich_lost *lost,
                                        const struct rich_node **out);

/* From plain text: a paragraph a line. */
MUST_USE struct err *rich_from_text(struct arena *a, str text, const struct rich_node **out);

/* Whether text of unsaid kind (a line of an import) is HTML rather than Markdown: it begins with a
 * tag of a block. */
bool rich_looks_like_html(str text);

/* An empty document: a doc with one empty paragraph. */
const struct rich_node *rich_empty(struct arena *a);

/* ---- Out ------------------------------------------------------------------------------------- */

struct rich_html_options {
    bool heading_ids; /* id="s1", "s2" … in document order, as rich_outline names them */
};

struct safe_html rich_html(struct arena *a, const struct rich_node *doc,
                           struct rich_html_options options);
/* Canonical: equal trees give equal bytes. Attributes at their defaults are left out. */
str rich_json(struct arena *a, const struct rich_node *doc);
/* For search, scans, summaries: blocks end with LF, cells of a row are parted by tabs. */
str rich_text(struct arena *a, const struct rich_node *doc);
/* The text of one node and what is below, on one line. */
str rich_text_line(struct arena *a, const struct rich_node *node);
/* Nothing that a reader would see. */
bool rich_is_blank(const struct rich_node *doc);
bool rich_equal(const struct rich_node *x, const struct rich_node *y);

struct rich_heading {
    int level;
    size_t id; /* the n of id="sn", from 1 */
    str text;
};
void rich_outline(struct arena *a, const struct rich_node *doc, struct rich_heading **out,
                  size_t *n);
/* The same out of what rich_html wrote with heading_ids. */
void rich_outline_html(struct arena *a, struct safe_html html, struct rich_heading **out,
                       size_t *n);

/* ---- Difference ------------------------------------------------------------------------------ */

enum rich_diff_op { RICH_KEPT, RICH_ADDED, RICH_REMOVED, RICH_CHANGED };

struct rich_diff_run {
    enum rich_diff_op op; /* not RICH_CHANGED */
    str text;
};

/* A paragraph, heading, line of code, row of a table (cells parted by tabs), image or rule. */
struct rich_diff_block {
    enum rich_diff_op op;
    enum rich_kind kind;
    int level;     /* of a heading */
    bool restyled; /* RICH_CHANGED: the marks, links or attributes differ, not (only) the text */
    const struct rich_diff_run *runs; /* one of the block's op, but in RICH_CHANGED */
    size_t n;
};

/*
 * The readable difference of two versions, block by block in reading order; inside changed blocks
 * by characters. Work is bounded: where the versions have too little in common, whole blocks are
 * removed and added. Without the added parts it is the text of `before`, without the removed ones
 * that of `after`.
 */
void rich_diff(struct arena *a, const struct rich_node *before, const struct rich_node *after,
               struct rich_diff_block **out, size_t *n);

#endif
