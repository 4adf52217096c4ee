/* A paper to bytes: one pass over its parts, two where page numbers must be known before. */
#include "render/pdf_inside.h"

#include "base/buf.h"
#include "render/pdf_join.h"

#include <cairo-pdf.h>

static const double PAGE_W = 595.276;
static const double PAGE_H = 841.89;

enum { PIECE_BYTES = 32 * 1024 };

/* The file as it is written. */
struct piece {
    struct piece *next;
    size_t n;
    unsigned char bytes[PIECE_BYTES];
};

/*
 * Called by the library in the middle of its work: must come back, so the arena is asked with
 * arena_try.
 */
static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned int n)
{
    struct pdf_job *j = closure;
    size_t done = 0;

    if (j->closing || j->out_bytes + n > PDF_BYTES_MOST) return CAIRO_STATUS_WRITE_ERROR;
    j->out_bytes += n;
    while (done < n) {
        struct piece *p = j->last;

        if (!p || p->n == PIECE_BYTES) {
            p = arena_try(j->a, 1, sizeof *p);
            if (!p) return CAIRO_STATUS_NO_MEMORY;
            if (j->last)
                j->last->next = p;
            else
                j->first = p;
            j->last = p;
        }
        while (done < n && p->n < PIECE_BYTES) p->bytes[p->n++] = data[done++];
    }
    return CAIRO_STATUS_SUCCESS;
}

static str join_pieces(struct pdf_job *j)
{
    struct buf out;

    buf_init(&out, j->a, j->out_bytes);
    char *room = buf_space(&out, j->out_bytes);
    size_t at = 0;

    BUG_IF(!room);
    for (const struct piece *p = j->first; p; p = p->next)
        for (size_t i = 0; i < p->n; i++) room[at++] = (char)p->bytes[i];
    return buf_str(&out);
}

/* ---- headings ------------------------------------------------------------------------------ */

static void collect_blocks(struct pdf_job *j, const struct paper_blocks *b)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct paper_block *block = &b->items[i];

        if (block->kind != PAPER_HEADING) continue;
        *vec_push(j->a, &j->headings) = (struct pdf_heading){
            .text = paper_runs_text(j->a, block->runs, block->n_runs),
            .level = block->level < 1 ? 1 : block->level,
        };
    }
}

/* In the order in which they will be met. */
static void collect_headings(struct pdf_job *j)
{
    const struct paper *p = j->paper;

    collect_blocks(j, &p->body);
    for (size_t i = 0; i < p->n_annexes; i++) {
        str name = p->annexes[i].enclosed ? S("")
                   : p->n_annexes > 1     ? str_printf(j->a, "附件%zu　", i + 1)
                                          : S("附件　");

        *vec_push(j->a, &j->headings) = (struct pdf_heading){
            .text = str_cat(j->a, name, paper_clean(j->a, p->annexes[i].title)), .level = 1};
        collect_blocks(j, &p->annexes[i].body);
    }
}

/* ---- the file ------------------------------------------------------------------------------ */

static void set_word(struct pdf_job *j, cairo_pdf_metadata_t key, str value)
{
    if (value.n)
        cairo_pdf_surface_set_metadata(j->surface, key, str_z(j->a, paper_clean(j->a, value)));
}

static void open_surface(struct pdf_job *j)
{
    const struct paper *p = j->paper;

    j->surface = cairo_pdf_surface_create_for_stream(write_bytes, j, PAGE_W, PAGE_H);
    j->cairo = cairo_create(j->surface);
    set_word(j, CAIRO_PDF_METADATA_TITLE, p->title);
    set_word(j, CAIRO_PDF_METADATA_AUTHOR, p->author);
    set_word(j, CAIRO_PDF_METADATA_SUBJECT, p->subject);
    set_word(j, CAIRO_PDF_METADATA_KEYWORDS, p->keywords);
    set_word(j, CAIRO_PDF_METADATA_CREATOR, S("Gongkai"));
    /* Without a date of ours the library would write the hour of the machine. */
    set_word(j, CAIRO_PDF_METADATA_CREATE_DATE, date_time_iso(j->a, p->created_ms));
}

static void run_pass(struct pdf_job *j)
{
    j->page = 0;
    j->pages = 0;
    j->headings_seen = 0;
    pdf_push_head(j);
    pdf_push_contents(j);
    pdf_push_blocks(j, &j->paper->body);
    pdf_push_end(j);
    pdf_push_annexes(j);
    pdf_flush(j, pdf_imprint_height(j));
}

/* Also where an arena has reached its cap in between. */
static void close_job(void *p)
{
    struct pdf_job *j = p;

    j->closing = true;
    pdf_drop_queue(j);
    pdf_drop_loose(j);
    for (size_t i = 0; i < j->kept.n; i++) g_object_unref(j->kept.items[i]);
    j->kept.n = 0;
    if (j->cairo) cairo_destroy(j->cairo);
    if (j->surface) cairo_surface_destroy(j->surface);
    if (j->context) g_object_unref(j->context);
    if (j->map) pdf_fonts_give(j->fonts, j->map);
    *j = (struct pdf_job){0};
}

static void open_context(struct pdf_job *j)
{
    cairo_font_options_t *options = cairo_font_options_create();

    j->map = pdf_fonts_take(j->fonts);
    j->context = pango_font_map_create_context(j->map);
    /* Lines break where they break, whatever the resolution. */
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(j->context, options);
    pango_context_set_round_glyph_positions(j->context, FALSE);
    pango_context_set_language(j->context, pango_language_from_string("zh-cn"));
    cairo_font_options_destroy(options);
    pdf_set_bars(j);
}

static struct err *finish(struct pdf_job *j, struct arena *a, struct pdf_result *out)
{
    cairo_surface_finish(j->surface);
    cairo_status_t status = cairo_surface_status(j->surface);

    if (status == CAIRO_STATUS_SUCCESS) status = cairo_status(j->cairo);
    if (j->over || status == CAIRO_STATUS_WRITE_ERROR)
        return ERR(a, TOO_LARGE, "内容太长，超过 %d 页，不能生成一个 PDF 文件", PDF_PAGES_MOST);
    if (status != CAIRO_STATUS_SUCCESS)
        return err_detail(a, ERR(a, INTERNAL, "生成 PDF 失败"), "cairo: %s",
                          cairo_status_to_string(status));
    *out = (struct pdf_result){join_pieces(j), j->pages};
    return NULL;
}

struct err *pdf_render(struct pdf_fonts *f, struct arena *a, const struct paper *p,
                       struct pdf_result *out)
{
    struct pdf_job *j = ARENA_NEW(a, struct pdf_job);

    *j = (struct pdf_job){.fonts = f, .a = a, .paper = p};
    arena_defer(a, close_job, j);
    pdf_style_of(p, &j->style);
    open_context(j);
    collect_headings(j);
    if (p->kind == PAPER_REPORT) {
        run_pass(j);
        j->total = p->total_pages > 0 ? (size_t)p->total_pages : j->pages;
    }
    open_surface(j);
    if (!j->over) run_pass(j);
    struct err *e = finish(j, a, out);

    close_job(j);
    if (e) return e;
    return pdf_finish(a, out->bytes, &out->bytes);
}
