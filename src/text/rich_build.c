#include "text/rich_build.h"

#include "text/rich_schema.h"

static struct rich_open *top(struct rich_build *b)
{
    return &b->open[b->height - 1];
}

static struct rich_node *add(struct rich_build *b, enum rich_kind kind)
{
    struct rich_node *n = rich_node_make(b->a, kind);

    *top(b)->tail = n;
    top(b)->tail = &n->next;
    return n;
}

static void push(struct rich_build *b, struct rich_node *n, bool implied)
{
    BUG_IF(b->height >= COUNT_OF(b->open));
    b->open[b->height++] = (struct rich_open){n, &n->first, implied};
}

void rich_build_init(struct rich_build *b, struct arena *a)
{
    *b = (struct rich_build){.a = a};
    push(b, rich_node_make(a, RICH_DOC), false);
}

/* A node of this kind still has room for what must be below it. */
static bool has_room(const struct rich_build *b, enum rich_kind kind)
{
    return b->height + 1 + (size_t)rich_nodes[kind].levels_below <= RICH_DEPTH_MOST;
}

/*
 * What stands between `parent` and `kind` in the schema; RICH_KINDS_: nothing can. One step of the
 * way: a cell in a doc needs a table, then (asked again) a row.
 */
static enum rich_kind implied_between(enum rich_kind parent, enum rich_kind kind)
{
    bool part_of_table = kind == RICH_ROW || kind == RICH_CELL || kind == RICH_HEADER_CELL;

    if (rich_holds_blocks(parent)) {
        if (kind == RICH_LIST_ITEM) return RICH_BULLET_LIST;
        if (part_of_table) return RICH_TABLE;
        return RICH_PARAGRAPH; /* for text */
    }
    if (parent == RICH_BULLET_LIST || parent == RICH_ORDERED_LIST) return RICH_LIST_ITEM;
    if (parent == RICH_TABLE) return RICH_ROW;
    if (parent == RICH_ROW) return RICH_CELL;
    return RICH_KINDS_;
}

/* Closes and opens until the top may hold `kind`; false: there is no room. */
static bool make_place(struct rich_build *b, enum rich_kind kind)
{
    bool opening = false; /* first all that must close, then what must open */

    while (!rich_may_hold(top(b)->node->kind, kind)) {
        enum rich_kind here = top(b)->node->kind;

        /* Text may go into an implied item or cell, but not into an implied list or table. */
        bool stays = (kind == RICH_TEXT || kind == RICH_BREAK) && rich_holds_blocks(here);

        if (!opening && b->height > 1 && (rich_holds_text(here) || (top(b)->implied && !stays))) {
            b->height--;
            continue;
        }
        enum rich_kind between = implied_between(here, kind);

        if (between == RICH_KINDS_ || !has_room(b, between)) return false;
        struct rich_node *n = add(b, between);

        if (between == RICH_PARAGRAPH) n->align = b->align;
        push(b, n, true);
        opening = true;
    }
    return true;
}

size_t rich_build_open(struct rich_build *b, enum rich_kind kind, struct rich_node **node)
{
    *node = NULL;
    if (!make_place(b, kind) || !has_room(b, kind)) return b->height;
    size_t handle = b->height;

    *node = add(b, kind);
    push(b, *node, false);
    return handle;
}

void rich_build_close(struct rich_build *b, size_t handle)
{
    BUG_IF(handle == 0);
    if (b->height > handle) b->height = handle;
}

struct rich_node *rich_build_leaf(struct rich_build *b, enum rich_kind kind)
{
    if (!make_place(b, kind)) return NULL;
    return add(b, kind);
}

static bool only_spaces(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' && s.p[i] != '\n' && s.p[i] != '\t' && s.p[i] != '\r' && s.p[i] != '\f')
            return false;
    return true;
}

void rich_build_text(struct rich_build *b, str text, uint32_t marks, str href)
{
    if (!rich_holds_text(top(b)->node->kind) && only_spaces(text)) return;
    if (!make_place(b, RICH_TEXT)) return;
    struct rich_node *n = add(b, RICH_TEXT);

    n->text = text;
    n->marks = marks;
    n->href = href;
}

/* The last child of a node that is open; NULL: it has none. */
static struct rich_node *last_child(const struct rich_open *o)
{
    if (!o->node->first) return NULL;
    return (struct rich_node *)((uintptr_t)o->tail - offsetof(struct rich_node, next));
}

void rich_build_break(struct rich_build *b)
{
    struct rich_node *here = top(b)->node;

    if (!rich_holds_text(here->kind)) return; /* before the first text of a paragraph */
    if (here->kind == RICH_CODE_BLOCK) {
        rich_build_text(b, S("\n"), 0, S(""));
        return;
    }
    struct rich_node *last = last_child(top(b));

    if (here->kind == RICH_PARAGRAPH && last && last->kind == RICH_BREAK) {
        bool implied = top(b)->implied;

        b->height--;
        struct rich_node *p = add(b, RICH_PARAGRAPH);

        p->align = here->align;
        p->indent = here->indent;
        push(b, p, implied);
        return;
    }
    add(b, RICH_BREAK);
}

void rich_build_boundary(struct rich_build *b)
{
    struct rich_open *o = top(b);

    if (!rich_holds_text(o->node->kind)) return;
    if (o->implied)
        b->height--;
    else
        rich_build_break(b);
}

enum rich_kind rich_build_top(const struct rich_build *b)
{
    return b->open[b->height - 1].node->kind;
}

const struct rich_node *rich_build_end(struct rich_build *b)
{
    return b->open[0].node;
}
