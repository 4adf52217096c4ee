#include "mod/report/draw.h"

#include "mod/report/tell.h"

/* ---- cells ---------------------------------------------------------------------------------- */

static const struct report_blame *blame_of(const struct report_check *c, int table, size_t row,
                                           size_t column)
{
    const struct report_blame *best = NULL;

    for (size_t i = 0; i < c->n_blames; i++)
        if (c->blames[i].table == table && c->blames[i].row == row &&
            c->blames[i].column == column && (!best || c->blames[i].sure))
            best = &c->blames[i];
    return best;
}

static struct check_cell cell_of(struct arena *a, const struct report_cell *c, bool money)
{
    struct check_cell out = {.text = c->shown, .note = S("")};

    if (c->state == REPORT_UNKNOWN) out.look = LOOK_UNKNOWN;
    if (c->state == REPORT_BLANK) out.look = LOOK_BLANK;
    if (c->state == REPORT_KNOWN && !c->shown.n)
        out.text =
            money ? str_cat(a, c->amount, c->unit) : str_printf(a, "%lld", (long long)c->value);
    return out;
}

static void mark(struct arena *a, const struct report_blame *b, struct check_cell *out)
{
    if (!b) return;
    out->look = LOOK_WRONG;
    out->note = b->should < 0 ? S("与其他三项不平")
                              : str_printf(a, b->sure ? "应为 %lld" : "按相加应为 %lld",
                                           (long long)b->should);
}

/* ---- tables --------------------------------------------------------------------------------- */

static void draw_items(struct arena *a, const struct report *r, struct report_check_view *out)
{
    size_t n;
    const struct report_figure *f = report_figures(r->format, &n);
    struct check_item *items = ARENA_ARRAY(a, struct check_item, n);

    for (size_t i = 0; i < n;) {
        struct check_item *t = &items[out->n_items++];
        size_t columns = 1;
        size_t all = 1;

        while (i + all < n && str_eq(f[i + all].item, f[i].item)) all++;
        while (columns < all && str_eq(f[i + columns].row, f[i].row)) columns++;
        str *names = ARENA_ARRAY(a, str, columns);
        struct check_row *rows = ARENA_ARRAY(a, struct check_row, all / columns);

        for (size_t k = 0; k < columns; k++) names[k] = f[i + k].column_label;
        for (size_t j = 0; j < all / columns; j++) {
            struct check_cell *cells = ARENA_ARRAY(a, struct check_cell, columns);

            for (size_t k = 0; k < columns; k++) {
                size_t at = i + j * columns + k;

                cells[k] =
                    cell_of(a, &r->t2[at], f[at].kind == REPORT_AMOUNT || f[at].kind == REPORT_WAN);
            }
            rows[j] = (struct check_row){.group = S(""),
                                         .label = f[i + j * columns].row_label,
                                         .label_columns = 1,
                                         .cells = cells,
                                         .n_cells = columns};
        }
        *t = (struct check_item){f[i].heading, names, columns, rows, all / columns};
        i += all;
    }
    out->items = items;
}

static void draw_requests(struct arena *a, const struct report *r, const struct report_check *c,
                          struct report_check_view *out)
{
    struct check_row *rows = ARENA_ARRAY(a, struct check_row, REPORT_ROWS);

    for (enum report_row i = 0; i < REPORT_ROWS; i++) {
        struct check_cell *cells;

        if (!r->has[i]) continue;
        cells = ARENA_ARRAY(a, struct check_cell, REPORT_COLUMNS);
        for (size_t k = 0; k < REPORT_COLUMNS; k++) {
            cells[k] = cell_of(a, &r->t3[i][k], false);
            mark(a, blame_of(c, 3, i, k), &cells[k]);
        }
        const struct report_row_label *l = &report_rows[i];

        rows[out->n_requests++] = (struct check_row){
            .group = l->n_group ? l->group : S(""),
            .n_group = (int64_t)l->n_group,
            .label = l->label,
            .label_columns = l->group.n ? 1 : 2,
            .cells = cells,
            .n_cells = REPORT_COLUMNS,
        };
    }
    out->requests = rows;
}

static void draw_suits(struct arena *a, const struct report *r, const struct report_check *c,
                       struct report_check_view *out)
{
    struct check_row *rows = ARENA_ARRAY(a, struct check_row, REPORT_SUITS);

    for (size_t i = 0; i < REPORT_SUITS; i++) {
        struct check_cell *cells = ARENA_ARRAY(a, struct check_cell, REPORT_OUTCOMES);

        for (size_t k = 0; k < REPORT_OUTCOMES; k++) {
            cells[k] = cell_of(a, &r->t4[i][k], false);
            mark(a, blame_of(c, 4, i, k), &cells[k]);
        }
        rows[i] = (struct check_row){.group = S(""),
                                     .label = report_suits[i].label,
                                     .label_columns = 1,
                                     .cells = cells,
                                     .n_cells = REPORT_OUTCOMES};
    }
    out->suits = rows;
    out->n_suits = REPORT_SUITS;
}

/* ---- words ---------------------------------------------------------------------------------- */

static void draw_parts(struct arena *a, const struct report_check *c, struct report_check_view *out)
{
    static const struct {
        enum report_verdict verdict;
        str title;
    } kinds[] = {{REPORT_WRONG, S_INIT("错误（应当改正）")},
                 {REPORT_DOUBTFUL, S_INIT("请核实")},
                 {REPORT_UNCHECKED, S_INIT("没有核对")}};
    struct check_lines *parts = ARENA_ARRAY(a, struct check_lines, COUNT_OF(kinds));

    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct check_line *lines = ARENA_ARRAY(a, struct check_line, c->n);
        size_t n = 0;

        for (size_t i = 0; i < c->n; i++)
            if (c->findings[i].verdict == kinds[k].verdict)
                lines[n++] = (struct check_line){c->findings[i].rule->id, c->findings[i].text};
        if (n) parts[out->n_parts++] = (struct check_lines){kinds[k].title, lines, n};
    }
    out->parts = parts;
}

void report_draw(struct arena *a, const struct report *r, const struct report_check *c,
                 struct report_check_view *out)
{
    enum report_format due = report_format_of_year(r->year);

    out->checked = true;
    out->clean = c->wrong == 0;
    out->sum = report_tell_sum(a, c);
    out->title = r->title;
    out->issuer = r->issuer.n ? r->issuer : S("没有读出");
    out->year = r->year ? str_printf(a, "%lld", (long long)r->year) : S("没有读出");
    out->form = report_formats[r->format].label;
    out->form_hint = r->year && due != r->format
                         ? str_printf(a, "%lld 年度应当用%.*s。", (long long)r->year,
                                      STR_ARG(report_formats[due].label))
                         : S("");
    out->unrun = report_tell_unrun(a, false);
    draw_parts(a, c, out);
    draw_items(a, r, out);
    draw_requests(a, r, c, out);
    draw_suits(a, r, c, out);
}
