/* How wide the columns of a table are, and how large its text. */
#include "render/paper.h"

#include "base/utf8.h"

enum {
    /* Widths of text are counted in twentieths of its size; letters are estimated. */
    EM = 20,
    WIDE = 20,
    NARROW = 12,
    LINE_MOST = 22 * EM,
    WORD_MOST = 9 * EM,
    SIDES = 14, /* padding at both sides */
};

/* Of the longest line, and of the longest word that should not be cut. */
static void text_widths(const struct paper_run *runs, size_t n, int *line, int *word)
{
    int here = 0;
    int letters = 0;

    *line = *word = 0;
    for (size_t i = 0; i < n; i++) {
        str rest = runs[i].text;

        if (runs[i].line_end) here = letters = 0;
        for (uint32_t rune; here < LINE_MOST && utf8_next(&rest, &rune);) {
            bool narrow = rune < 0x2e80;

            here += narrow ? NARROW : WIDE;
            letters = narrow && rune != ' ' ? letters + NARROW : 0;
            if (here > *line) *line = here;
            if (letters > *word) *word = letters;
        }
    }
}

static void given_widths(const struct paper_table *t, double width, double *x)
{
    double sum = 0;

    for (size_t c = 0; c < t->columns; c++) sum += t->widths[c] > 0 ? t->widths[c] : 1;
    for (size_t c = 0; c < t->columns; c++)
        x[c + 1] = x[c] + width * (t->widths[c] > 0 ? t->widths[c] : 1) / sum;
}

struct column {
    int wide, word;
    double share;
    size_t taken; /* rows that a cell above reaches into */
};

/*
 * Narrow columns get what they want; the wide ones are cut to one width at which all fit. What is
 * left over goes to each by its width.
 */
static void share_widths(struct column *columns, size_t n, double room)
{
    double low = 0;
    double high = LINE_MOST;
    double sum = 0;

    for (int round = 0; round < 24; round++) {
        double cap = (low + high) / 2;

        sum = 0;
        for (size_t c = 0; c < n; c++) {
            struct column *k = &columns[c];
            double word = k->word < WORD_MOST ? k->word : WORD_MOST;

            k->share = k->wide < cap ? k->wide : cap > word ? cap : word;
            if (k->share < EM) k->share = EM;
            k->share += SIDES;
            sum += k->share;
        }
        if (sum > room)
            high = cap;
        else
            low = cap;
    }
    for (size_t c = 0; c < n; c++) columns[c].share *= room / sum;
}

/* By what is in them. */
static void own_widths(struct arena *a, const struct paper_table *t, double width, double size,
                       double *x)
{
    struct column *columns = ARENA_ARRAY(a, struct column, t->columns);

    for (size_t r = 0; r < t->n_rows; r++) {
        size_t c = 0;

        for (size_t i = 0; i < t->rows[r].n_cells; i++) {
            const struct paper_cell *cell = &t->rows[r].cells[i];
            int line;
            int word;

            while (c < t->columns && columns[c].taken) c++;
            for (int k = 0; k < cell->columns && c < t->columns; k++)
                columns[c++].taken = (size_t)cell->rows;
            if (cell->columns != 1 || !c) continue;
            text_widths(cell->runs, cell->n_runs, &line, &word);
            if (line > columns[c - 1].wide) columns[c - 1].wide = line;
            if (word > columns[c - 1].word) columns[c - 1].word = word;
        }
        for (size_t k = 0; k < t->columns; k++)
            if (columns[k].taken) columns[k].taken--;
    }
    share_widths(columns, t->columns, width * EM / size);
    for (size_t c = 0; c < t->columns; c++) x[c + 1] = x[c] + columns[c].share * size / EM;
}

void paper_table_widths(struct arena *a, const struct paper_table *t, double width, double size,
                        double *x)
{
    if (t->widths)
        given_widths(t, width, x);
    else
        own_widths(a, t, width, size, x);
}

double paper_table_size(const struct paper_table *t, double text_size)
{
    double size = t->columns <= 6 ? 12 : t->columns <= 9 ? 10.5 : t->columns <= 13 ? 9 : 7.5;

    if (t->font_size_pt > 0) return t->font_size_pt;
    return size < text_size ? size : text_size;
}
