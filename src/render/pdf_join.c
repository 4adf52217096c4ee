#include "render/pdf_join.h"

#include "base/buf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

static const double PAGE_W = 595.276; /* of a stamp: A4 */

/* ---- files of the library ------------------------------------------------------------------ */

static void close_file(void *p)
{
    qpdf_data q = p;

    /* Asked for, or the library says on standard error that nobody has. */
    if (qpdf_has_error(q)) (void)qpdf_get_error(q);
    qpdf_cleanup(&q);
}

static qpdf_data open_file(struct arena *a)
{
    qpdf_data q = qpdf_init();

    arena_defer(a, close_file, q);
    qpdf_silence_errors(q);
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    return q;
}

static struct err *failed(struct arena *a, qpdf_data q, const char *what)
{
    qpdf_error e = qpdf_has_error(q) ? qpdf_get_error(q) : NULL;

    return err_detail(a, ERR(a, INTERNAL, "生成 PDF 失败"), "qpdf: %s: %s", what,
                      e ? qpdf_get_error_message_detail(q, e) : "");
}

static bool read_bytes(qpdf_data q, const char *name, str bytes)
{
    return !(qpdf_read_memory(q, name, bytes.p, bytes.n, NULL) & QPDF_ERRORS) && !qpdf_has_error(q);
}

/* What a reader's program should know of the file. */
static void describe(qpdf_data q)
{
    qpdf_oh root = qpdf_get_root(q);

    qpdf_oh_replace_key(q, root, "/Lang", qpdf_oh_new_unicode_string(q, "zh-CN"));
    qpdf_oh_replace_key(q, root, "/ViewerPreferences",
                        qpdf_oh_parse(q, "<< /DisplayDocTitle true >>"));
}

static struct err *write_file(struct arena *a, qpdf_data q, str *out)
{
    if (qpdf_init_write_memory(q) & QPDF_ERRORS) return failed(a, q, "begin");
    qpdf_set_deterministic_ID(q, QPDF_TRUE);
    qpdf_set_object_stream_mode(q, qpdf_o_generate);
    if (qpdf_write(q) & QPDF_ERRORS) return failed(a, q, "write");
    size_t n = qpdf_get_buffer_length(q);

    if (n > PDF_BYTES_MOST) return ERR(a, TOO_LARGE, "文件太大，不能生成一个 PDF 文件");
    *out = str_copy(a, str_at(qpdf_get_buffer(q), n));
    return NULL;
}

struct err *pdf_finish(struct arena *a, str bytes, str *out)
{
    qpdf_data q = open_file(a);

    if (!read_bytes(q, "made", bytes)) return failed(a, q, "read");
    describe(q);
    return write_file(a, q, out);
}

/* ---- pages from elsewhere ------------------------------------------------------------------ */

/* An annotation may look and lead to an address; it may not do anything. */
static void calm_annotation(qpdf_data q, qpdf_oh annotation)
{
    qpdf_oh action;
    const char *kind = "";
    size_t n = 0;

    if (!qpdf_oh_is_dictionary(q, annotation)) return;
    qpdf_oh_remove_key(q, annotation, "/AA");
    action = qpdf_oh_get_key(q, annotation, "/A");
    if (!qpdf_oh_is_dictionary(q, action)) {
        qpdf_oh_remove_key(q, annotation, "/A");
        return;
    }
    (void)qpdf_oh_get_value_as_name(q, qpdf_oh_get_key(q, action, "/S"), &kind, &n);
    if (!str_eq(str_at(kind, n), S("/URI")))
        qpdf_oh_remove_key(q, annotation, "/A");
    else
        qpdf_oh_remove_key(q, action, "/Next");
}

static void calm_page(qpdf_data q, qpdf_oh page)
{
    qpdf_oh annotations = qpdf_oh_get_key(q, page, "/Annots");

    qpdf_oh_remove_key(q, page, "/AA");
    if (!qpdf_oh_is_array(q, annotations)) return;
    for (int i = 0; i < qpdf_oh_get_array_n_items(q, annotations); i++)
        calm_annotation(q, qpdf_oh_get_array_item(q, annotations, i));
}

static struct err *add_material(struct arena *a, qpdf_data q, const struct pdf_material *m,
                                size_t *pages)
{
    qpdf_data from = open_file(a);

    *pages = 0;
    if (read_bytes(from, "material", m->bytes) &&
        !(qpdf_push_inherited_attributes_to_page(from) & QPDF_ERRORS)) {
        int n = qpdf_get_num_pages(from);

        for (int i = 0; i < n && *pages == (size_t)i && i <= PDF_PAGES_MOST; i++) {
            qpdf_oh page = qpdf_get_page_n(from, (size_t)i);

            calm_page(from, page);
            if (!qpdf_has_error(from) && !(qpdf_add_page(q, from, page, QPDF_FALSE) & QPDF_ERRORS))
                ++*pages;
        }
        if (n > 0 && *pages == (size_t)n && !qpdf_has_error(from)) return NULL;
    }
    return err_detail(
        a,
        ERR(a, INVALID, "材料“%.*s”不是完好的 PDF 文件，或者设有口令，不能并入", STR_ARG(m->title)),
        "qpdf: page %zu", *pages);
}

/* ---- page numbers -------------------------------------------------------------------------- */

struct box {
    double x0, y0, x1, y1;
};

static struct box box_of(qpdf_data q, qpdf_oh page)
{
    double v[4] = {0, 0, 595.276, 841.89};
    qpdf_oh box = qpdf_oh_get_key(q, page, "/CropBox");

    if (!qpdf_oh_is_array(q, box)) box = qpdf_oh_get_key(q, page, "/MediaBox");
    if (qpdf_oh_is_array(q, box) && qpdf_oh_get_array_n_items(q, box) == 4)
        for (int i = 0; i < 4; i++)
            (void)qpdf_oh_get_value_as_number(q, qpdf_oh_get_array_item(q, box, i), &v[i]);
    return (struct box){v[0] < v[2] ? v[0] : v[2], v[1] < v[3] ? v[1] : v[3],
                        v[0] < v[2] ? v[2] : v[0], v[1] < v[3] ? v[3] : v[1]};
}

/* Puts the stamp at the foot of the page as it is seen, whichever way it is turned. */
static str placing(struct arena *a, qpdf_data q, qpdf_oh page)
{
    struct box b = box_of(q, page);
    double w = b.x1 - b.x0;
    double h = b.y1 - b.y0;
    int turned = 0;

    (void)qpdf_oh_get_value_as_int(q, qpdf_oh_get_key(q, page, "/Rotate"), &turned);
    turned = ((turned % 360) + 360) % 360;
    if (turned == 90) return str_printf(a, "0 1 -1 0 %.3f %.3f cm", b.x1, b.y0 + (h - PAGE_W) / 2);
    if (turned == 180)
        return str_printf(a, "-1 0 0 -1 %.3f %.3f cm", b.x1 - (w - PAGE_W) / 2, b.y1);
    if (turned == 270) return str_printf(a, "0 -1 1 0 %.3f %.3f cm", b.x0, b.y1 - (h - PAGE_W) / 2);
    return str_printf(a, "1 0 0 1 %.3f %.3f cm", b.x0 + (w - PAGE_W) / 2, b.y0);
}

static qpdf_oh new_stream(qpdf_data q, str data)
{
    qpdf_oh stream = qpdf_oh_new_stream(q);

    qpdf_oh_replace_stream_data(q, stream, (const unsigned char *)data.p, data.n,
                                qpdf_oh_new_null(q), qpdf_oh_new_null(q));
    return stream;
}

/* A page of the stamps as something that another page can draw. */
static bool form_of(qpdf_data q, qpdf_data stamps, size_t i, qpdf_oh *out)
{
    qpdf_oh page = qpdf_get_page_n(stamps, i);
    unsigned char *data = NULL;
    size_t n = 0;

    if (qpdf_oh_get_page_content_data(stamps, page, &data, &n) & QPDF_ERRORS) return false;
    qpdf_oh form = new_stream(q, str_at(data, n));

    free(data); /* waiver: qpdf has asked malloc for it and leaves it to us */
    qpdf_oh dict = qpdf_oh_get_dict(q, form);

    qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/XObject"));
    qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/Form"));
    qpdf_oh_replace_key(q, dict, "/BBox", qpdf_oh_parse(q, "[0 0 595.276 841.89]"));
    qpdf_oh_replace_key(
        q, dict, "/Resources",
        qpdf_oh_copy_foreign_object(
            q, stamps,
            qpdf_make_indirect_object(stamps, qpdf_oh_get_key(stamps, page, "/Resources"))));
    *out = form;
    return true;
}

/* What the page draws is shut in, so that it leaves nothing behind for the stamp. */
static void stamp_page(struct arena *a, qpdf_data q, qpdf_oh page, qpdf_oh form, size_t number)
{
    str name = str_printf(a, "/GkStamp%zu", number);
    qpdf_oh contents = qpdf_oh_get_key(q, page, "/Contents");
    qpdf_oh all = qpdf_oh_new_array(q);
    qpdf_oh resources = qpdf_oh_get_key(q, page, "/Resources");
    qpdf_oh forms;
    str place = placing(a, q, page);

    qpdf_oh_append_item(q, all, new_stream(q, S("q\n")));
    if (qpdf_oh_is_array(q, contents)) {
        for (int i = 0; i < qpdf_oh_get_array_n_items(q, contents); i++)
            qpdf_oh_append_item(q, all, qpdf_oh_get_array_item(q, contents, i));
    } else if (qpdf_oh_is_stream(q, contents)) {
        qpdf_oh_append_item(q, all, contents);
    }
    qpdf_oh_append_item(
        q, all,
        new_stream(q, str_printf(a, "\nQ\nq %.*s %.*s Do Q\n", STR_ARG(place), STR_ARG(name))));
    qpdf_oh_replace_key(q, page, "/Contents", all);
    if (!qpdf_oh_is_dictionary(q, resources)) {
        resources = qpdf_oh_new_dictionary(q);
        qpdf_oh_replace_key(q, page, "/Resources", resources);
    }
    forms = qpdf_oh_get_key(q, resources, "/XObject");
    if (!qpdf_oh_is_dictionary(q, forms)) {
        forms = qpdf_oh_new_dictionary(q);
        qpdf_oh_replace_key(q, resources, "/XObject", forms);
    }
    qpdf_oh_replace_key(q, forms, str_z(a, name), form);
}

/* Pages with nothing but their numbers, made as all our pages are. */
static struct err *make_stamps(struct pdf_fonts *f, struct arena *a, size_t first, size_t n,
                               size_t total, str *out)
{
    struct paper p;
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, 2 * n);
    struct pdf_result pdf;

    paper_init(&p);
    p.kind = PAPER_REPORT;
    p.first_page = (int)first;
    p.total_pages = (int)total;
    for (size_t i = 0; i < n; i++) {
        blocks[2 * i] = (struct paper_block){
            .kind = PAPER_PARAGRAPH, .label = S(""), .runs = paper_run_of(a, S("")), .n_runs = 1};
        blocks[2 * i + 1] = (struct paper_block){.kind = PAPER_PAGE_BREAK, .label = S("")};
    }
    p.body = (struct paper_blocks){blocks, 2 * n - 1};
    TRY(pdf_render(f, a, &p, &pdf));
    BUG_IF(pdf.pages != n);
    *out = pdf.bytes;
    return NULL;
}

static struct err *number_pages(struct pdf_fonts *f, struct arena *a, qpdf_data q, size_t front,
                                size_t total)
{
    qpdf_data stamps = open_file(a);
    str bytes;

    TRY(make_stamps(f, a, front + 1, total - front, total, &bytes));
    if (!read_bytes(stamps, "stamps", bytes)) return failed(a, stamps, "stamps");
    for (size_t i = front; i < total; i++) {
        qpdf_oh form;

        if (!form_of(q, stamps, i - front, &form)) return failed(a, stamps, "form");
        stamp_page(a, q, qpdf_get_page_n(q, i), form, i + 1);
        if (qpdf_has_error(q)) return failed(a, q, "stamp");
    }
    return NULL;
}

/* ---- the list of materials ----------------------------------------------------------------- */

static struct paper_cell cell_of(struct arena *a, str text, bool header)
{
    return (struct paper_cell){
        .runs = paper_run_of(a, text), .n_runs = 1, .rows = 1, .columns = 1, .header = header};
}

/* The cover's blocks, then a table of what follows; `pages` NULL: not known yet. */
static const struct paper *front_of(struct arena *a, const struct paper *cover,
                                    const struct pdf_material *m, const size_t *pages, size_t n,
                                    size_t total)
{
    static const int widths[] = {1, 8, 2};
    struct paper *p = ARENA_NEW(a, struct paper);
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, cover->body.n + 1);
    struct paper_table *t = ARENA_NEW(a, struct paper_table);
    struct paper_row *rows = ARENA_ARRAY(a, struct paper_row, n + 1);

    for (size_t i = 0; i <= n; i++) {
        struct paper_cell *cells = ARENA_ARRAY(a, struct paper_cell, 3);
        bool head = i == 0;

        cells[0] = cell_of(a, head ? S("序号") : str_printf(a, "%zu", i), head);
        cells[1] = cell_of(a, head ? S("材料名称") : m[i - 1].title, head);
        cells[2] = cell_of(a,
                           head    ? S("页码")
                           : pages ? str_printf(a, "%zu", pages[i - 1])
                                   : S("0"),
                           head);
        rows[i] = (struct paper_row){cells, 3};
    }
    *t = (struct paper_table){.rows = rows,
                              .n_rows = n + 1,
                              .header_rows = 1,
                              .columns = 3,
                              .widths = widths,
                              .caption = S("目　录")};
    for (size_t i = 0; i < cover->body.n; i++) blocks[i] = cover->body.items[i];
    blocks[cover->body.n] = (struct paper_block){.kind = PAPER_TABLE, .label = S(""), .table = t};
    *p = *cover;
    p->kind = PAPER_REPORT;
    p->body = (struct paper_blocks){blocks, cover->body.n + 1};
    p->total_pages = (int)total;
    return p;
}

/* Bookmarks: the front, then each material. */
static void bookmark(struct arena *a, qpdf_data q, const struct paper *cover,
                     const struct pdf_material *m, const size_t *pages, size_t n)
{
    qpdf_oh outlines = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
    qpdf_oh before = outlines;

    qpdf_oh_replace_key(q, outlines, "/Type", qpdf_oh_new_name(q, "/Outlines"));
    qpdf_oh_replace_key(q, outlines, "/Count", qpdf_oh_new_integer(q, (long long)n + 1));
    for (size_t i = 0; i <= n; i++) {
        qpdf_oh item = qpdf_make_indirect_object(q, qpdf_oh_new_dictionary(q));
        qpdf_oh dest = qpdf_oh_new_array(q);
        str title = paper_clean(a, i ? m[i - 1].title : cover->title);

        qpdf_oh_append_item(q, dest, qpdf_get_page_n(q, i ? pages[i - 1] - 1 : 0));
        qpdf_oh_append_item(q, dest, qpdf_oh_new_name(q, "/Fit"));
        qpdf_oh_replace_key(q, item, "/Title", qpdf_oh_new_unicode_string(q, str_z(a, title)));
        qpdf_oh_replace_key(q, item, "/Parent", outlines);
        qpdf_oh_replace_key(q, item, "/Dest", dest);
        if (i) {
            qpdf_oh_replace_key(q, item, "/Prev", before);
            qpdf_oh_replace_key(q, before, "/Next", item);
        } else {
            qpdf_oh_replace_key(q, outlines, "/First", item);
        }
        before = item;
    }
    qpdf_oh_replace_key(q, outlines, "/Last", before);
    qpdf_oh_replace_key(q, qpdf_get_root(q), "/Outlines", outlines);
    qpdf_oh_replace_key(q, qpdf_get_root(q), "/PageMode", qpdf_oh_new_name(q, "/UseOutlines"));
}

struct err *pdf_case_file(struct pdf_fonts *f, struct arena *a, const struct paper *cover,
                          const struct pdf_material *materials, size_t n, struct pdf_result *out)
{
    qpdf_data counted = open_file(a);
    size_t *pages = ARENA_ARRAY(a, size_t, n + 1); /* the first of each; the last one's end */
    struct pdf_result front;
    size_t count;

    /* Their pages are counted before the front can say on which they are. */
    if (qpdf_empty_pdf(counted) & QPDF_ERRORS) return failed(a, counted, "empty");
    TRY(pdf_render(f, a, front_of(a, cover, materials, NULL, n, 0), &front));
    pages[0] = front.pages + 1;
    for (size_t i = 0; i < n; i++) {
        TRY(add_material(a, counted, &materials[i], &count));
        pages[i + 1] = pages[i] + count;
    }
    size_t total = pages[n] - 1;
    size_t fronts = front.pages;

    if (total > PDF_PAGES_MOST)
        return ERR(a, TOO_LARGE, "案卷超过 %d 页，不能生成一个 PDF 文件", PDF_PAGES_MOST);
    TRY(pdf_render(f, a, front_of(a, cover, materials, pages, n, total), &front));
    /* A number has at most as many digits as the column has room for, so nothing moves. */
    BUG_IF(front.pages != fronts);
    qpdf_data q = open_file(a);

    if (!read_bytes(q, "front", front.bytes)) return failed(a, q, "front");
    for (size_t i = 0; i < n; i++) TRY(add_material(a, q, &materials[i], &count));
    if (n) TRY(number_pages(f, a, q, fronts, total));
    bookmark(a, q, cover, materials, pages, n);
    describe(q);
    if (qpdf_has_error(q)) return failed(a, q, "join");
    TRY(write_file(a, q, &out->bytes));
    out->pages = total;
    return NULL;
}
