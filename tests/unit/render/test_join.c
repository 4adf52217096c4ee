/* Case files: pages of PDFs from elsewhere behind a cover, numbered through. */
#include "unit.h"

#include "render/pdf_join.h"
#include "sample.h"

static struct arena shared;
static struct pdf_fonts *fonts;

static int open_fonts(void **state)
{
    (void)state;
    arena_init(&shared, UNIT_ARENA);
    return pdf_fonts_open(&shared, &(struct pdf_font_options){.log = NULL}, &fonts) != NULL;
}

static int close_fonts(void **state)
{
    (void)state;
    arena_release(&shared);
    return 0;
}

static const struct paper *cover_of(struct arena *a)
{
    struct paper *p = ARENA_NEW(a, struct paper);

    paper_init(p);
    p->kind = PAPER_REPORT;
    p->title = S("政府信息公开申请案卷");
    p->subtitle = S("2026000007");
    p->created_ms = 1778300000000;
    return p;
}

static struct pdf_material letter(struct arena *a)
{
    struct pdf_result pdf;

    assert_ok(pdf_render(fonts, a, sample_letter(a), &pdf));
    return (struct pdf_material){S("答复书"), pdf.bytes};
}

static void pages_add_up_and_bytes_repeat(void **state)
{
    struct arena *a = *state;
    struct pdf_material m[3] = {letter(a), letter(a), letter(a)};
    struct pdf_result x;
    struct pdf_result y;

    assert_ok(pdf_case_file(fonts, a, cover_of(a), m, 3, &x));
    assert_int_equal(x.pages, 4);
    assert_ok(pdf_case_file(fonts, a, cover_of(a), m, 3, &y));
    assert_true(str_eq(x.bytes, y.bytes));
    assert_ok(pdf_case_file(fonts, a, cover_of(a), m, 0, &y));
    assert_int_equal(y.pages, 1);
}

static void a_list_longer_than_a_page_counts_itself(void **state)
{
    struct arena *a = *state;
    struct pdf_material m[60];
    struct pdf_result out;

    for (size_t i = 0; i < COUNT_OF(m); i++) m[i] = letter(a);
    assert_ok(pdf_case_file(fonts, a, cover_of(a), m, COUNT_OF(m), &out));
    assert_in_range(out.pages, 62, 63);
}

static void what_is_no_pdf_is_named(void **state)
{
    struct arena *a = *state;
    static const str bad[] = {S_INIT(""), S_INIT("%PDF-1.7"), S_INIT("not a PDF at all"),
                              S_INIT("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n"
                                     "trailer<</Root 1 0 R>>\n%%EOF\n")};

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct pdf_material m[2] = {letter(a), {S("身份证明"), bad[i]}};
        struct pdf_result out;
        struct err *e = pdf_case_file(fonts, a, cover_of(a), m, 2, &out);

        assert_non_null(e);
        assert_int_equal(e->code, ERR_INVALID);
        assert_true(str_find(e->message, S("身份证明"), 0) != STR_NONE);
    }
}

/* Half of a file is read as far as it can be, or refused; nothing else happens. */
static void broken_files_break_nothing(void **state)
{
    struct arena *a = *state;
    struct pdf_material whole = letter(a);

    for (size_t i = 1; i < 12; i++) {
        struct pdf_material m = {S("残件"), str_head(whole.bytes, whole.bytes.n * i / 12)};
        struct pdf_result out;
        struct err *e = pdf_case_file(fonts, a, cover_of(a), &m, 1, &out);

        if (e) assert_int_equal(e->code, ERR_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(pages_add_up_and_bytes_repeat),
        UNIT(a_list_longer_than_a_page_counts_itself),
        UNIT(what_is_no_pdf_is_named),
        UNIT(broken_files_break_nothing),
    };

    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
