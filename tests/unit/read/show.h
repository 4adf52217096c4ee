/*
 * show: a document as text, so that a test says in one literal what it wants.
 *
 *     1# heading           level and text
 *     paragraph            as it is; '\n' is shown as '|'
 *     [2x3 name            a table: rows x columns
 *     0,1 text             a cell; 0,1:2x3 with its span; *text for a header
 *     ]
 */
#ifndef GK_TESTS_READ_SHOW_H
#define GK_TESTS_READ_SHOW_H

#include "unit.h"

#include "base/buf.h"
#include "read/read.h"

static inline str show(struct arena *a, const struct read_doc *d)
{
    struct buf b;

    buf_init(&b, a, UNIT_ARENA / 4);
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct read_block *k = &d->blocks[i];

        if (k->kind == READ_HEADING) buf_printf(&b, "%d# ", k->level);
        if (k->kind != READ_TABLE) {
            buf_printf(&b, "%.*s\n", STR_ARG(str_replace(a, k->text, S("\n"), S("|"))));
            continue;
        }
        buf_printf(&b, "[%zux%zu%s%.*s\n", k->table.rows, k->table.columns,
                   k->table.name.n ? " " : "", STR_ARG(k->table.name));
        for (size_t c = 0; c < k->table.n_cells; c++) {
            const struct read_cell *x = &k->table.cells[c];

            buf_printf(&b, "%zu,%zu", x->row, x->column);
            if (x->rows != 1 || x->columns != 1) buf_printf(&b, ":%zux%zu", x->rows, x->columns);
            buf_printf(&b, " %s%.*s\n", x->header ? "*" : "",
                       STR_ARG(str_replace(a, x->text, S("\n"), S("|"))));
        }
        buf_lit(&b, "]\n");
    }
    return buf_str(&b);
}

/* What the bytes say, shown; "!MESSAGE" where they are refused. */
static inline str read_shown(struct arena *a, str bytes, str name)
{
    struct read_doc d;
    const struct err *e = read_bytes(a, bytes, name, &READ_LIMITS, &d);

    return e ? str_cat(a, S("!"), e->message) : show(a, &d);
}

#endif
