/*
 * rich_build: makes a raw tree out of a stream of events that need not fit the schema (HTML,
 * Markdown, plain text): what is missing between a node and its place is put there (a paragraph
 * around loose text, a list around an item), what may not nest is closed, what is nested too deeply
 * is opened no more and its content goes where it stands.
 */
#ifndef GK_TEXT_RICH_BUILD_H
#define GK_TEXT_RICH_BUILD_H

#include "text/rich.h"

struct rich_open {
    struct rich_node *node;
    struct rich_node **tail; /* where its next child goes */
    bool implied;            /* no event opened it, none will close it */
};

struct rich_build {
    struct arena *a;
    struct rich_open open[RICH_DEPTH_MOST + 1]; /* open[0] is the doc */
    size_t height;                              /* number of open nodes */
    int32_t align;                              /* for paragraphs that are implied */
};

/* An empty doc; nodes are made on `a`, texts are kept as they are, not copied. */
void rich_build_init(struct rich_build *b, struct arena *a);

/*
 * Opens a node that has children; its attributes may be set in *node. The handle is for
 * rich_build_close; NULL in *node: nested too deeply, nothing was opened.
 */
size_t rich_build_open(struct rich_build *b, enum rich_kind kind, struct rich_node **node);
/* Closes the node of the handle and what is open in it; nothing when it is closed already. */
void rich_build_close(struct rich_build *b, size_t handle);

/* A block without children (rule, image), to be filled in by the caller; NULL: too deep. */
struct rich_node *rich_build_leaf(struct rich_build *b, enum rich_kind kind);
/* Spaces between blocks are not text. */
void rich_build_text(struct rich_build *b, str text, uint32_t marks, str href);
/* A line break; a second one in a row begins a new paragraph. */
void rich_build_break(struct rich_build *b);
/* A block that the schema does not know begins or ends: text on both sides does not run together.
 */
void rich_build_boundary(struct rich_build *b);

/* The kind of the innermost open node. */
enum rich_kind rich_build_top(const struct rich_build *b);

/* The doc. */
const struct rich_node *rich_build_end(struct rich_build *b);

#endif
