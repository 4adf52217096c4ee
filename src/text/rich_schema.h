/*
 * rich_schema: the closed schema of text/rich as tables: a row a node, an attribute, a mark. What
 * has no row cannot be in a tree. Also the rules for links, sources and characters.
 *
 * For the readers and writers of trees (text/rich_*.c, render); others need rich.h only.
 */
#ifndef GK_TEXT_RICH_SCHEMA_H
#define GK_TEXT_RICH_SCHEMA_H

#include "text/rich.h"

/* How an attribute is written in JSON and checked. */
enum rich_attr_type {
    RICH_ATTR_NUMBER, /* int32_t, least..most */
    RICH_ATTR_ALIGN,  /* int32_t of enum rich_align, as a word */
    RICH_ATTR_SOURCE, /* str: rich_source_clean */
    RICH_ATTR_WORDS,  /* str: one line of at most `most` characters */
};

struct rich_attr_rule {
    str name; /* in JSON */
    enum rich_attr_type type;
    size_t offset; /* in struct rich_node */
    int32_t least, most, absent;
    bool always; /* written even if it is `absent` */
};

struct rich_node_rule {
    str name;          /* in JSON: TipTap's */
    str tag;           /* in HTML; empty where attributes decide */
    uint32_t children; /* bits 1 << enum rich_kind */
    size_t children_most;
    int levels_below; /* at least: a list has an item, a paragraph and a text below it */
    const struct rich_attr_rule *attrs;
    size_t n_attrs;
};

extern const struct rich_node_rule rich_nodes[RICH_KINDS_];

struct rich_mark_rule {
    enum rich_mark bit;
    str name; /* in JSON */
    str tag;
};

enum { RICH_MARKS = 7 };
/* In the order in which marks nest, the outermost first. */
extern const struct rich_mark_rule rich_marks[RICH_MARKS];

extern const str rich_align_words[3];

bool rich_may_hold(enum rich_kind parent, enum rich_kind child);
/* Paragraph, heading or code block: holds text. */
bool rich_holds_text(enum rich_kind kind);
/* Where paragraphs stand: doc, list item, blockquote, cells. */
bool rich_holds_blocks(enum rich_kind kind);
/* The kind or bit of a JSON name; RICH_KINDS_, 0: unknown. */
enum rich_kind rich_kind_named(str name);
uint32_t rich_mark_named(str name);

/* The attribute in its node. */
int32_t *rich_attr_int(struct rich_node *n, const struct rich_attr_rule *rule);
str *rich_attr_str(struct rich_node *n, const struct rich_attr_rule *rule);

/* A node with its attributes at their defaults. */
struct rich_node *rich_node_make(struct arena *a, enum rich_kind kind);

enum { RICH_COLUMNS_MOST = 200, RICH_ROWS_MOST = 5000 };

/*
 * The form in which a link target is kept: without spaces and controls around and in it, other
 * than URL bytes percent-encoded; http, https with a host and no user part, mailto, or relative
 * without a host. False: may not be linked. `raw` has its entities decoded.
 */
bool rich_link_clean(struct arena *a, str raw, str *out);
/* The same for an image: relative only, so that no page loads anything from elsewhere. */
bool rich_source_clean(struct arena *a, str raw, str *out);

enum rich_char {
    RICH_CHAR_DROP,  /* controls, bidirectional controls, non-characters */
    RICH_CHAR_SPACE, /* space, tab, line ends, no-break space */
    RICH_CHAR_KEEP,
};
enum rich_char rich_char(uint32_t rune);
/* One line of at most `chars` characters: spaces joined, none at the ends. */
str rich_line_clean(struct arena *a, str raw, size_t chars);

#endif
