#include "mod/report/read.h"

#include "mod/report/reading.h"

static size_t read_cells(const struct report_cell *cells, size_t n)
{
    size_t found = 0;

    for (size_t i = 0; i < n; i++) found += cells[i].state != REPORT_UNKNOWN;
    return found;
}

/* A page that has a table of its own, or speaks of reports, is none yet. */
static bool is_report(const struct report *r)
{
    enum { ROWS_LEAST = 6, SECTIONS_LEAST = 4 };
    size_t figures;
    size_t sections = 0;
    size_t rows = 0;

    (void)report_figures(r->format, &figures);
    for (size_t i = 0; i < REPORT_SECTIONS; i++) sections += r->titled[i];
    for (size_t i = 0; i < REPORT_ROWS; i++) rows += read_cells(r->t3[i], REPORT_COLUMNS) != 0;
    if (rows >= ROWS_LEAST || (r->title.n && sections >= SECTIONS_LEAST)) return true;
    bool some = rows || read_cells(r->t2, figures) >= 2 ||
                read_cells(&r->t4[0][0], (size_t)REPORT_SUITS * REPORT_OUTCOMES);

    return some && (r->title.n || sections >= SECTIONS_LEAST);
}

struct err *report_read(struct arena *a, const struct read_doc *doc, struct report *out)
{
    struct source s;
    struct report words;

    if (doc->format == READ_JSON)
        return report_json_read(a, doc->n_blocks ? doc->blocks[0].text : S(""), out);
    report_source(a, doc, &s);
    report_init(&words, REPORT_FORM_NONE);
    prose_read(a, doc, &s, &words);
    enum report_format format = label_format(report_squeeze(a, s.flat));

    if (!format) format = report_format_of_year(words.year);
    if (!format) format = REPORT_FORM_2021;
    report_init(out, format);
    out->year = words.year;
    out->title = words.title;
    out->issuer = words.issuer;
    for (size_t i = 0; i < REPORT_SECTIONS; i++) {
        out->prose[i] = words.prose[i];
        out->titled[i] = words.titled[i];
    }
    grid_read(a, &s, out);
    flat_read(a, &s, out);
    if (!is_report(out)) return ERR(a, NOT_FOUND, "没有找到政府信息公开工作年度报告的表格或者正文");
    return NULL;
}
