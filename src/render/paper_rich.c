/* The text tree as blocks of a paper. */
#include "render/paper.h"

#include "base/buf.h"
#include "base/vec.h"
#include "text/rich_schema.h"

struct reader {
    struct arena *a;
    const struct paper_images *images;
    VEC(struct paper_block) blocks;
};

/* Runs of one paragraph or cell. */
struct runs {
    struct arena *a;
    VEC(struct paper_run) v;
};

static void add_text(struct runs *r, str text, const struct rich_node *from)
{
    bool first = true;

    /* Only code has line ends. */
    for (str line; str_split(&text, '\n', &line); first = false) {
        if (!first) *vec_push(r->a, &r->v) = (struct paper_run){.line_end = true};
        if (line.n)
            *vec_push(r->a, &r->v) = (struct paper_run){
                .text = paper_clean(r->a, line), .marks = from->marks, .href = from->href};
    }
}

static void add_inline(struct runs *r, const struct rich_node *n)
{
    for (const struct rich_node *c = n->first; c; c = c->next) {
        if (c->kind == RICH_TEXT)
            add_text(r, c->text, c);
        else if (c->kind == RICH_BREAK)
            *vec_push(r->a, &r->v) =
                (struct paper_run){.line_end = true, .text = S(""), .href = S("")};
    }
}

static struct paper_block *add_block(struct reader *rd, enum paper_block_kind kind)
{
    struct paper_block *b = vec_push(rd->a, &rd->blocks);

    *b = (struct paper_block){.kind = kind, .label = S("")};
    return b;
}

static void set_runs(struct paper_block *b, const struct runs *r)
{
    b->runs = r->v.items;
    b->n_runs = r->v.n;
}

/* ---- tables -------------------------------------------------------------------------------- */

/* All of a cell as runs: its blocks parted by line ends. Depth is that of the schema. */
static void cell_runs(struct runs *r, const struct rich_node *n)
{
    if (rich_holds_text(n->kind)) {
        if (r->v.n)
            *vec_push(r->a, &r->v) =
                (struct paper_run){.line_end = true, .text = S(""), .href = S("")};
        add_inline(r, n);
        return;
    }
    if (n->kind == RICH_IMAGE) {
        *vec_push(r->a, &r->v) = (struct paper_run){.text = paper_clean(r->a, n->alt)};
        return;
    }
    for (const struct rich_node *c = n->first; c; c = c->next) cell_runs(r, c);
}

static enum rich_align cell_align(const struct rich_node *cell)
{
    return cell->first ? (enum rich_align)cell->first->align : RICH_LEFT;
}

static const struct paper_table *read_table(struct reader *rd, const struct rich_node *n)
{
    struct paper_table *t = ARENA_NEW(rd->a, struct paper_table);
    size_t rows = 0;
    size_t i = 0;
    bool all_headers = true;

    for (const struct rich_node *r = n->first; r; r = r->next) rows++;
    struct paper_row *out = ARENA_ARRAY(rd->a, struct paper_row, rows);

    for (const struct rich_node *r = n->first; r; r = r->next, i++) {
        VEC(struct paper_cell) cells = {0};
        size_t columns = 0;

        for (const struct rich_node *c = r->first; c; c = c->next) {
            struct runs runs = {.a = rd->a};
            struct paper_cell *cell = vec_push(rd->a, &cells);

            cell_runs(&runs, c);
            *cell = (struct paper_cell){.runs = runs.v.items,
                                        .n_runs = runs.v.n,
                                        .rows = c->rowspan,
                                        .columns = c->colspan,
                                        .header = c->kind == RICH_HEADER_CELL,
                                        .align = cell_align(c)};
            columns += (size_t)c->colspan;
            if (!cell->header) all_headers = false;
        }
        if (i == 0) t->columns = columns; /* rectangular: the first row has them all */
        if (all_headers) t->header_rows = i + 1;
        out[i] = (struct paper_row){cells.items, cells.n};
    }
    if (t->header_rows == rows) t->header_rows = 0;
    t->rows = out;
    t->n_rows = rows;
    t->caption = S("");
    return t;
}

/* ---- blocks -------------------------------------------------------------------------------- */

static struct err *read_blocks(struct reader *rd, const struct rich_node *parent, int depth);

static struct err *read_image(struct reader *rd, const struct rich_node *n)
{
    str bytes = S("");

    if (rd->images) TRY(rd->images->load(rd->images->arg, rd->a, n->src, &bytes));
    struct paper_image *image = ARENA_NEW(rd->a, struct paper_image);

    *image = (struct paper_image){.bytes = bytes, .alt = paper_clean(rd->a, n->alt)};
    add_block(rd, PAPER_IMAGE)->image = image;
    return NULL;
}

/* An item's first paragraph stands behind its label, what follows below it. */
static struct err *read_list(struct reader *rd, const struct rich_node *list, int depth)
{
    int number = list->start;

    for (const struct rich_node *item = list->first; item; item = item->next, number++) {
        const struct rich_node *first = item->first;
        struct runs runs = {.a = rd->a};
        struct rich_node rest = *item;

        if (first && rich_holds_text(first->kind)) {
            add_inline(&runs, first);
            rest.first = first->next;
        }
        struct paper_block *b = add_block(rd, PAPER_ITEM);

        b->level = depth;
        b->label = list->kind == RICH_ORDERED_LIST ? str_printf(rd->a, "%d.", number) : S("•");
        set_runs(b, &runs);
        TRY(read_blocks(rd, &rest, depth + 1));
    }
    return NULL;
}

static struct err *read_text_block(struct reader *rd, const struct rich_node *n, int depth)
{
    struct runs runs = {.a = rd->a};
    enum paper_block_kind kind = n->kind == RICH_HEADING      ? PAPER_HEADING
                                 : n->kind == RICH_CODE_BLOCK ? PAPER_CODE
                                                              : PAPER_PARAGRAPH;

    add_inline(&runs, n);
    struct paper_block *b = add_block(rd, kind);

    b->level = n->kind == RICH_HEADING ? n->level - 1 : 0;
    b->align = (enum rich_align)n->align;
    b->indent = n->indent + depth;
    set_runs(b, &runs);
    return NULL;
}

static struct err *read_blocks(struct reader *rd, const struct rich_node *parent, int depth)
{
    for (const struct rich_node *n = parent->first; n; n = n->next) {
        if (rich_holds_text(n->kind)) {
            TRY(read_text_block(rd, n, depth));
        } else if (n->kind == RICH_BULLET_LIST || n->kind == RICH_ORDERED_LIST) {
            TRY(read_list(rd, n, depth));
        } else if (n->kind == RICH_BLOCKQUOTE) {
            TRY(read_blocks(rd, n, depth + 1));
        } else if (n->kind == RICH_TABLE) {
            const struct paper_table *t = read_table(rd, n);

            add_block(rd, PAPER_TABLE)->table = t;
        } else if (n->kind == RICH_IMAGE) {
            TRY(read_image(rd, n));
        } else if (n->kind == RICH_RULE) {
            (void)add_block(rd, PAPER_RULE);
        }
    }
    return NULL;
}

struct err *paper_from_rich(struct arena *a, const struct rich_node *doc,
                            const struct paper_images *images, struct paper_blocks *out)
{
    struct reader rd = {.a = a, .images = images};

    TRY(read_blocks(&rd, doc, 0));
    *out = (struct paper_blocks){rd.blocks.items, rd.blocks.n};
    return NULL;
}
