/* The tree as plain text, its outline, and comparison of trees. */
#include "text/rich.h"
#include "text/rich_schema.h"

#include "base/utf8.h"
#include "base/vec.h"

enum { TEXT_MOST = RICH_TEXT_BYTES_MOST + 4 * RICH_NODES_MOST };

static void inline_text(struct buf *b, const struct rich_node *n, char line_break)
{
    for (const struct rich_node *c = n->first; c; c = c->next) {
        if (c->kind == RICH_TEXT)
            buf_add(b, c->text);
        else
            buf_byte(b, line_break);
    }
}

/* Texts of the blocks below, parted by spaces. */
static void line_text(struct buf *b, const struct rich_node *n)
{
    if (rich_holds_text(n->kind)) {
        inline_text(b, n, ' ');
    } else if (n->kind == RICH_IMAGE) {
        buf_add(b, n->alt);
    } else if (n->kind == RICH_TEXT) {
        buf_add(b, n->text);
    } else {
        for (const struct rich_node *c = n->first; c; c = c->next) {
            size_t before = b->n;

            line_text(b, c);
            if (c->next && b->n > before)
                buf_byte(b, n->kind == RICH_ROW ? '\t' : ' ');
            else if (c->next && n->kind == RICH_ROW)
                buf_byte(b, '\t');
        }
    }
}

static void block_text(struct buf *b, const struct rich_node *n)
{
    if (rich_holds_text(n->kind))
        inline_text(b, n, '\n');
    else if (n->kind == RICH_ROW || n->kind == RICH_IMAGE)
        line_text(b, n);
    else if (n->kind != RICH_RULE) {
        for (const struct rich_node *c = n->first; c; c = c->next) block_text(b, c);
        return;
    }
    if (b->n && b->p[b->n - 1] != '\n') buf_byte(b, '\n');
}

str rich_text(struct arena *a, const struct rich_node *doc)
{
    struct buf b;

    buf_init(&b, a, TEXT_MOST);
    block_text(&b, doc);
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

str rich_text_line(struct arena *a, const struct rich_node *node)
{
    struct buf b;

    buf_init(&b, a, TEXT_MOST);
    line_text(&b, node);
    BUG_IF(!buf_ok(&b));
    return buf_str(&b);
}

bool rich_is_blank(const struct rich_node *doc)
{
    if (doc->kind == RICH_TEXT) return utf8_trim(doc->text).n == 0;
    if (doc->kind == RICH_IMAGE) return false;
    for (const struct rich_node *c = doc->first; c; c = c->next)
        if (!rich_is_blank(c)) return false;
    return true;
}

bool rich_equal(const struct rich_node *x, const struct rich_node *y)
{
    bool same = x->kind == y->kind && x->marks == y->marks && x->level == y->level &&
                x->align == y->align && x->indent == y->indent && x->start == y->start &&
                x->colspan == y->colspan && x->rowspan == y->rowspan && str_eq(x->text, y->text) &&
                str_eq(x->href, y->href) && str_eq(x->src, y->src) && str_eq(x->alt, y->alt) &&
                str_eq(x->title, y->title);

    if (!same) return false;
    const struct rich_node *c = x->first;
    const struct rich_node *d = y->first;

    for (; c && d; c = c->next, d = d->next)
        if (!rich_equal(c, d)) return false;
    return !c && !d;
}

struct outline {
    struct arena *a;
    VEC(struct rich_heading) headings;
};

static void collect(struct outline *o, const struct rich_node *n)
{
    if (n->kind == RICH_HEADING) {
        struct rich_heading *h = vec_push(o->a, &o->headings);

        h->level = n->level;
        h->id = o->headings.n;
        h->text = rich_text_line(o->a, n);
        return;
    }
    for (const struct rich_node *c = n->first; c; c = c->next) collect(o, c);
}

void rich_outline(struct arena *a, const struct rich_node *doc, struct rich_heading **out,
                  size_t *n)
{
    struct outline o = {.a = a};

    collect(&o, doc);
    *out = o.headings.items;
    *n = o.headings.n;
}
