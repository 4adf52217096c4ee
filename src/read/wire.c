#include "read/wire.h"

#include "base/utf8.h"

static const str magic = S_INIT("GKR1");

enum {
    CELL_BYTES = 6 * 4,  /* of a cell besides its text */
    BLOCK_BYTES = 9 * 4, /* of a block */
    HEAD_BYTES = 64,
    NAME_CHARS = 200, /* of a file or a sheet, of a title */
    NAME_BYTES = 4 * NAME_CHARS,
    LIMITS = 6,
};

/* ---- Writing --------------------------------------------------------------------------------- */

static void put(struct buf *b, size_t v)
{
    const char bytes[4] = {(char)(v & 0xff), (char)(v >> 8 & 0xff), (char)(v >> 16 & 0xff),
                           (char)(v >> 24 & 0xff)};

    BUG_IF(v > UINT32_MAX);
    buf_add(b, str_at(bytes, sizeof bytes));
}

static void put_str(struct buf *b, str s)
{
    put(b, s.n);
    buf_add(b, s);
}

str wire_request_head(struct arena *a, const struct wire_request *r)
{
    const struct read_limits *l = &r->limits;
    const size_t limits[LIMITS] = {l->input_bytes, l->unpacked_bytes, l->blocks,
                                   l->cells,       l->text_bytes,     (size_t)l->seconds};
    struct buf b;

    buf_init(&b, a, (size_t)NAME_BYTES + HEAD_BYTES + (size_t)4 * LIMITS);
    buf_add(&b, magic);
    for (size_t i = 0; i < LIMITS; i++) put(&b, limits[i]);
    put_str(&b, utf8_head(r->name, NAME_CHARS));
    put(&b, r->bytes.n);
    return buf_str(&b);
}

size_t wire_answer_most(const struct read_limits *limits)
{
    return limits->text_bytes + (size_t)3 * NAME_BYTES + limits->cells * CELL_BYTES +
           limits->blocks * (BLOCK_BYTES + NAME_BYTES) + HEAD_BYTES;
}

static void put_table(struct buf *b, const struct read_table *t)
{
    put_str(b, utf8_head(t->name, NAME_CHARS));
    put(b, t->rows);
    put(b, t->columns);
    put(b, t->n_cells);
    for (size_t i = 0; i < t->n_cells; i++) {
        const struct read_cell *c = &t->cells[i];

        put(b, c->row);
        put(b, c->column);
        put(b, c->rows);
        put(b, c->columns);
        put(b, c->header);
        put_str(b, c->text);
    }
}

str wire_encode(struct arena *a, const struct read_doc *d, const struct read_limits *limits)
{
    struct buf b;

    buf_init(&b, a, wire_answer_most(limits));
    buf_add(&b, magic);
    put(&b, 0);
    put(&b, d->format);
    put(&b, d->truncated);
    put_str(&b, utf8_head(d->title, NAME_CHARS));
    put(&b, d->n_blocks);
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct read_block *k = &d->blocks[i];

        put(&b, k->kind);
        put(&b, (size_t)k->level);
        put(&b, (size_t)k->page);
        put_str(&b, k->text);
        if (k->kind == READ_TABLE) put_table(&b, &k->table);
    }
    return buf_ok(&b) ? buf_str(&b) : wire_encode_fault(a, READ_FAULT_LARGE);
}

str wire_encode_fault(struct arena *a, enum read_fault fault)
{
    struct buf b;

    buf_init(&b, a, HEAD_BYTES);
    buf_add(&b, magic);
    put(&b, 1);
    put(&b, fault);
    return buf_str(&b);
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Goes wrong once and stays wrong, so that it is asked at the end. */
struct take {
    struct arena *a;
    str rest;
    const struct read_limits *limits;
    size_t *until;            /* see fits */
    size_t cells, text_bytes; /* so far */
    bool wrong;
};

static size_t take(struct take *t, size_t most)
{
    const unsigned char *p = (const unsigned char *)t->rest.p;

    if (t->rest.n < 4) {
        t->wrong = true;
        return 0;
    }
    size_t v = p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;

    t->rest = str_from(t->rest, 4);
    if (v <= most) return v;
    t->wrong = true;
    return 0;
}

static str take_bytes(struct take *t, size_t most)
{
    size_t n = take(t, most);

    if (n > t->rest.n) {
        t->wrong = true;
        n = 0;
    }
    str s = str_head(t->rest, n);

    t->rest = str_from(t->rest, n);
    return s;
}

/* Text as build makes it. JSON is handed through as it was, with its line ends and tabs. */
static str take_text(struct take *t, size_t most, bool raw)
{
    str s = take_bytes(t, most);
    uint32_t rune;

    if (!utf8_valid(s)) t->wrong = true;
    for (str rest = s; !t->wrong && !raw && utf8_next(&rest, &rune);)
        if (rune != '\n' && (rune < 0x20 || utf8_is_control(rune))) t->wrong = true;
    if (t->wrong) return S("");
    t->text_bytes += s.n;
    if (t->text_bytes > t->limits->text_bytes + (size_t)3 * NAME_BYTES) t->wrong = true;
    return str_copy(t->a, s);
}

/* `until`: for each column the first row that is free. Cells may not go back or overlap. */
static bool fits(const struct read_table *t, const struct read_cell *c,
                 const struct read_cell *before, size_t *until)
{
    if (!c->rows || !c->columns || c->row >= t->rows || c->rows > t->rows - c->row ||
        c->column >= t->columns || c->columns > t->columns - c->column)
        return false;
    if (before && (c->row < before->row || (c->row == before->row && c->column <= before->column)))
        return false;
    for (size_t i = 0; i < c->columns; i++) {
        if (until[c->column + i] > c->row) return false;
        until[c->column + i] = c->row + c->rows;
    }
    return true;
}

static void take_table(struct take *t, struct read_table *out)
{
    out->name = take_text(t, NAME_BYTES, false);
    out->rows = take(t, READ_ROWS_MOST);
    out->columns = take(t, READ_COLUMNS_MOST);
    out->n_cells = take(t, t->limits->cells);
    t->cells += out->n_cells;
    /* Each cell takes bytes, so a number that lies cannot cost memory. */
    if (t->cells > t->limits->cells || out->n_cells > t->rest.n / CELL_BYTES) t->wrong = true;
    if (t->wrong) return;
    for (size_t i = 0; i < out->columns; i++) t->until[i] = 0;
    out->cells = ARENA_ARRAY(t->a, struct read_cell, out->n_cells);
    for (size_t i = 0; i < out->n_cells && !t->wrong; i++) {
        struct read_cell *c = &out->cells[i];

        c->row = take(t, READ_ROWS_MOST);
        c->column = take(t, READ_COLUMNS_MOST);
        c->rows = take(t, READ_ROWS_MOST);
        c->columns = take(t, READ_COLUMNS_MOST);
        c->header = take(t, 1) != 0;
        c->text = take_text(t, t->limits->text_bytes, false);
        if (!t->wrong && !fits(out, c, i ? c - 1 : NULL, t->until)) t->wrong = true;
    }
}

static void take_block(struct take *t, enum read_format format, struct read_block *out)
{
    out->kind = (enum read_block_kind)take(t, READ_TABLE);
    out->level = (int)take(t, 6);
    out->page = (int)take(t, INT16_MAX);
    out->text = take_text(t, t->limits->text_bytes, format == READ_JSON);
    out->table.name = S("");
    if ((out->kind == READ_HEADING) != (out->level > 0)) t->wrong = true;
    if (out->kind == READ_TABLE) take_table(t, &out->table);
}

static struct err *broken(struct arena *a)
{
    return err_detail(a, READ_REFUSE(a, INSIDE), "the child sent what it may not");
}

struct err *wire_decode(struct arena *a, str bytes, const struct read_limits *limits,
                        struct read_doc *out)
{
    struct take t = {.a = a, .rest = str_from(bytes, magic.n), .limits = limits};

    *out = (struct read_doc){.title = S("")};
    t.until = ARENA_ARRAY(a, size_t, READ_COLUMNS_MOST);
    if (!str_starts(bytes, magic)) return broken(a);
    if (take(&t, 1)) {
        size_t fault = take(&t, READ_FAULTS_ - 1);

        if (t.wrong || t.rest.n) return broken(a);
        return read_fault_err(a, (enum read_fault)fault, __FILE__, __LINE__);
    }
    out->format = (enum read_format)take(&t, READ_JSON);
    out->truncated = take(&t, 1) != 0;
    out->title = take_text(&t, NAME_BYTES, false);
    out->n_blocks = take(&t, limits->blocks);
    if (out->n_blocks > t.rest.n / 16) t.wrong = true;
    if (!t.wrong) out->blocks = ARENA_ARRAY(a, struct read_block, out->n_blocks);
    for (size_t i = 0; i < out->n_blocks && !t.wrong; i++)
        take_block(&t, out->format, &out->blocks[i]);
    if (t.wrong || t.rest.n || out->format == READ_UNKNOWN) {
        *out = (struct read_doc){.title = S("")};
        return broken(a);
    }
    return NULL;
}

struct err *wire_decode_request(struct arena *a, str bytes, struct wire_request *out)
{
    struct take t = {.a = a, .rest = str_from(bytes, magic.n)};
    struct read_limits *l = &out->limits;
    size_t *const limits[] = {&l->input_bytes, &l->unpacked_bytes, &l->blocks, &l->cells,
                              &l->text_bytes};

    if (!str_starts(bytes, magic)) return broken(a);
    for (size_t i = 0; i < COUNT_OF(limits); i++) *limits[i] = take(&t, UINT32_MAX);
    l->seconds = (int)take(&t, INT16_MAX);
    out->name = take_bytes(&t, NAME_BYTES);
    out->bytes = take_bytes(&t, UINT32_MAX);
    return t.wrong || t.rest.n ? broken(a) : NULL;
}
