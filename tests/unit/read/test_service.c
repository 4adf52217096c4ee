/* Reading in children: the same as in this process, and what happens to those that go wrong. */
#include "pack.h"
#include "show.h"

#include "sys/clock.h"
#include "sys/file.h"

#include <unistd.h>

static struct arena service_arena;
static struct read_service *service;

static int open_service(void **state)
{
    (void)state;
    arena_init(&service_arena, 1024 * 1024);
    return read_service_open(&service_arena, &service) != NULL;
}

static int close_service(void **state)
{
    (void)state;
    arena_release(&service_arena);
    return 0;
}

static str apart(struct arena *a, str bytes, str name)
{
    struct read_doc d;
    const struct err *e = read_file(service, a, bytes, name, &READ_LIMITS, &d);

    return e ? str_cat(a, S("!"), e->message) : show(a, &d);
}

static void the_same_as_in_this_process(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    str html = S("<title>报告</title><h2>一、</h2><p>总体<br>情况</p><table><tr><th rowspan=2>甲"
                 "<td>1<tr><td>2</table>");
    str document = S("<w:document xmlns:w='u'><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p>"
                     "</w:body></w:document>");

    assert_str(apart(a, html, S("")), read_shown(a, html, S("")));
    assert_str(apart(a, PACK(a, {"word/document.xml", document}), S("")), S("正文\n"));
    assert_str(apart(a, S("一\n二"), S("x.txt")), S("一\n二\n"));
    assert_str(apart(a, S("{\"a\":\t1}\r\n"), S("x.json")), S("{\"a\":\t1}\r|\n"));
    assert_ok(read_file(service, a, html, S(""), &READ_LIMITS, &d));
    assert_int_equal(d.format, READ_HTML);
    assert_str(d.title, S("报告"));
}

static void refusals_come_back_as_sentences(void **state)
{
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;

    assert_err(read_file(service, a, S("PK\x03\x04word/"), S(""), &READ_LIMITS, &d), INVALID);
    assert_err(read_file(service, a,
                         S("\x7f"
                           "ELF\1\2\3\4"),
                         S(""), &READ_LIMITS, &d),
               MEDIA);
    assert_str(apart(a, S(""), S("")), S("!文件是空的"));
    few.input_bytes = 3;
    assert_err(read_file(service, a, S("abcd"), S(""), &few, &d), TOO_LARGE);
    few = READ_LIMITS;
    few.text_bytes = 3;
    assert_ok(read_file(service, a, S("公\n开"), S(""), &few, &d));
    assert_true(d.truncated);
}

/* ---- PDF ------------------------------------------------------------------------------------- */

/* A PDF of the objects, which are numbered from 1; the first is the catalogue. */
static str pdf(struct arena *a, const str *objects, size_t n, const char *trailer)
{
    struct buf b;
    size_t *at = ARENA_ARRAY(a, size_t, n);

    buf_init(&b, a, 32 * 1024 * 1024);
    buf_lit(&b, "%PDF-1.4\n");
    for (size_t i = 0; i < n; i++) {
        at[i] = b.n;
        buf_printf(&b, "%zu 0 obj\n", i + 1);
        buf_add(&b, objects[i]);
        buf_lit(&b, "\nendobj\n");
    }
    size_t table = b.n;

    buf_printf(&b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
    for (size_t i = 0; i < n; i++) buf_printf(&b, "%010zu 00000 n \n", at[i]);
    buf_printf(&b, "trailer\n<< /Size %zu /Root 1 0 R %s >>\nstartxref\n%zu\n%%%%EOF\n", n + 1,
               trailer, table);
    return buf_str(&b);
}

static str stream(struct arena *a, const char *more, str content)
{
    const str parts[] = {str_printf(a, "<< %s /Length %zu >>\nstream\n", more, content.n), content,
                         S("\nendstream")};

    return str_join(a, parts, COUNT_OF(parts), S(""));
}

#define CATALOGUE S("<< /Type /Catalog /Pages 2 0 R >>")
#define ONE_PAGE S("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
#define FONT S("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")

/* One page with that content; forms may follow as objects from 6 on, under /X6, /X7 … */
static str page(struct arena *a, const char *content, const str *forms, size_t n)
{
    struct buf b;
    str *objects = ARENA_ARRAY(a, str, 5 + n);

    buf_init(&b, a, 64 * 1024);
    buf_lit(&b, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
                "<< /Font << /F 5 0 R >> /XObject << ");
    for (size_t i = 0; i < n; i++) buf_printf(&b, "/X%zu %zu 0 R ", i + 6, i + 6);
    buf_lit(&b, ">> >> >>");
    objects[0] = CATALOGUE;
    objects[1] = ONE_PAGE;
    objects[2] = buf_str(&b);
    objects[3] = stream(a, "", str_of(content));
    objects[4] = FONT;
    for (size_t i = 0; i < n; i++) objects[5 + i] = forms[i];
    return pdf(a, objects, 5 + n, "");
}

static bool have_program(void)
{
    return access("/usr/bin/pdftotext", X_OK) == 0;
}

static void words_of_a_pdf(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    str bytes = page(a,
                     "BT /F 12 Tf 50 700 Td (Name) Tj 200 0 Td (Count) Tj 100 0 Td (Sum) Tj "
                     "-300 -20 Td (first) Tj 200 0 Td (12) Tj 100 0 Td (3.5) Tj "
                     "-300 -20 Td (second) Tj 200 0 Td (7) Tj 100 0 Td (0) Tj ET",
                     NULL, 0);

    if (!have_program()) skip();
    assert_ok(read_file(service, a, bytes, S("x.pdf"), &READ_LIMITS, &d));
    assert_int_equal(d.format, READ_PDF);
    assert_int_equal(d.blocks[0].page, 1);
    assert_str(show(a, &d), S("[3x3\n0,0 *Name\n0,1 *Count\n0,2 *Sum\n1,0 first\n1,1 12\n1,2 "
                              "3.5\n2,0 second\n2,1 7\n2,2 0\n]\n"));
}

/* A font that is not in the file: its table is one of poppler's, which the sandbox lets be read. */
static void chinese_without_the_font(void **state)
{
    struct arena *a = *state;
    const str objects[] = {
        CATALOGUE,
        ONE_PAGE,
        S("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
          "/Font "
          "<< /F 5 0 R >> >> >>"),
        stream(a, "", S("BT /F 12 Tf 50 700 Td <b9abbfaac4eab1a8> Tj ET")),
        S("<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts "
          "[6 0 R] >>"),
        S("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000 /CIDSystemInfo << "
          "/Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>"),
        S("<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] "
          "/ItalicAngle 0 /Ascent 859 /Descent -141 /CapHeight 700 /StemV 80 >>"),
    };

    if (!have_program() || access("/usr/share/poppler/cMap", R_OK) != 0) skip();
    assert_str(apart(a, pdf(a, objects, COUNT_OF(objects), ""), S("")), S("公开年报\n"));
}

static void pdfs_without_text_or_with_a_lock(void **state)
{
    struct arena *a = *state;
    const str locked[] = {
        CATALOGUE, ONE_PAGE, S("<< /Type /Page /Parent 2 0 R >>"),
        S("<< /Filter /Standard /V 1 /R 2 /P -4 /O "
          "<0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> /U "
          "<0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20> >>")};

    if (!have_program()) skip();
    assert_str(apart(a, page(a, "0 0 100 100 re f", NULL, 0), S("")),
               S("!PDF 里没有文字，可能是扫描件，请使用由 Word 等软件导出的 PDF，或者改用 DOCX"));
    assert_str(apart(a, pdf(a, locked, 4, "/Encrypt 4 0 R /ID [<00><00>]"), S("")),
               S("!文件设了密码，请取消密码后再试"));
    assert_str(apart(a, S("%PDF-1.7 nothing"), S("")),
               S("!文件已损坏或者不完整，请重新下载或者另存后再试"));
}

static void a_pdf_that_runs_for_ever_is_stopped(void **state)
{
    enum { LEVELS = 14 };
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;
    str forms[LEVELS];
    struct sys_clock clock = sys_clock_real();
    int64_t began = sys_monotonic_us(&clock);

    if (!have_program()) skip();
    /* each form draws the next one ten times */
    for (int i = 0; i < LEVELS; i++) {
        struct buf b;

        buf_init(&b, a, 4096);
        for (int k = 0; k < 10; k++) buf_printf(&b, "/X%d Do ", i + 7);
        forms[i] = stream(a,
                          str_z(a, str_printf(a,
                                              "/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                                              "/Resources << /XObject << /X%d %d 0 R >> >>",
                                              i + 7, i + 7)),
                          i + 1 < LEVELS ? buf_str(&b) : S("0 0 1 1 re f"));
    }
    few.seconds = 1;
    const struct err *e = read_file(service, a, page(a, "/X6 Do", forms, LEVELS), S(""), &few, &d);

    assert_non_null(e);
    assert_str(e->message, S("读取用时过长，已经停止，请检查文件，或者分成几个文件后再试"));
    assert_true(sys_monotonic_us(&clock) - began < 20 * 1000000);
}

static void more_words_than_the_limit_are_cut(void **state)
{
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;
    struct buf b;

    if (!have_program()) skip();
    buf_init(&b, a, 1024 * 1024);
    buf_lit(&b, "BT /F 4 Tf 20 820 Td 5 TL ");
    for (int i = 0; i < 150; i++) {
        buf_lit(&b, "(");
        for (int k = 0; k < 40; k++) buf_lit(&b, "word ");
        buf_lit(&b, ") Tj T* ");
    }
    buf_lit(&b, "ET");
    few.text_bytes = 2000;
    assert_ok(read_file(service, a, page(a, str_z(a, buf_str(&b)), NULL, 0), S(""), &few, &d));
    assert_true(d.truncated);
}

static void a_page_that_explodes_is_stopped(void **state)
{
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;
    struct buf b;

    /* each paragraph opens again all the marks that were never closed */
    buf_init(&b, a, 8 * 1024 * 1024);
    for (int i = 0; i < 20000; i++) buf_printf(&b, "<b id=%d>", i);
    for (int i = 0; i < 100000; i++) buf_lit(&b, "<p>x</p>");
    few.seconds = 1;
    assert_err(read_file(service, a, buf_str(&b), S("x.html"), &few, &d), TOO_LARGE);
}

static void bombs_are_refused_by_the_child_too(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    size_t n = (size_t)24 * 1024 * 1024;
    char *zeros = arena_alloc(a, n);

    assert_err(read_file(service, a, PACK(a, {"word/document.xml", str_at(zeros, n)}), S(""),
                         &READ_LIMITS, &d),
               TOO_LARGE);
}

static str shared_report(struct arena *a, const char *name)
{
    struct sys_dir dir;
    str bytes;

    if (sys_dir_open(a, S("../shared/reports"), &dir)) return S("");
    return sys_file_read(a, &dir, str_of(name), 4 * 1024 * 1024, &bytes) ? S("") : bytes;
}

/* The numbers of one row of the published table three, wherever they stand. */
static void assert_row(const struct read_doc *d, str label, const char *const *numbers, size_t n)
{
    for (size_t i = 0; i < d->n_blocks; i++) {
        const struct read_table *t = &d->blocks[i].table;

        for (size_t c = 0; d->blocks[i].kind == READ_TABLE && c < t->n_cells; c++) {
            if (str_find(t->cells[c].text, label, 0) == STR_NONE) continue;
            size_t row = t->cells[c].row;
            size_t k = 0;

            for (size_t j = c + 1; j < t->n_cells && t->cells[j].row == row && k < n; j++, k++)
                assert_str(t->cells[j].text, str_of(numbers[k]));
            assert_int_equal(k, n);
            return;
        }
    }
    fail_msg("no row %.*s", STR_ARG(label));
}

static void the_tables_of_real_reports(void **state)
{
    struct arena *a = *state;
    struct read_doc d;
    static const char *const fifth[] = {"67", "3", "0", "0", "1", "0", "71"};
    static const char *const total[] = {"2932", "53", "0", "0", "61", "4", "3050"};
    static const char *const none[] = {"31", "0", "0", "0", "0", "0", "31"};
    str huaian = shared_report(a, "21-huaian-2024.pdf");
    str hongze = shared_report(a, "23-hongze-2024.pdf");

    if (!huaian.n || !hongze.n || !have_program()) skip();
    assert_ok(read_file(service, a, huaian, S(""), &READ_LIMITS, &d));
    assert_row(&d, S("1、申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"), fifth,
               7);
    assert_row(&d, S("（七）总计"), total, 7);
    assert_ok(read_file(service, a, hongze, S(""), &READ_LIMITS, &d));
    assert_row(&d, S("1.本机关不掌握相关政府信息"), none, 7);
}

static void time_is_short(void **state)
{
    struct arena *a = *state;
    struct sys_clock clock = sys_clock_real();
    int64_t began = sys_monotonic_us(&clock);

    for (int i = 0; i < 20; i++) assert_str(apart(a, S("<p>x"), S("")), S("x\n"));
    print_message("%lld us a file\n", (long long)(sys_monotonic_us(&clock) - began) / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_same_as_in_this_process),
        UNIT(refusals_come_back_as_sentences),
        UNIT(words_of_a_pdf),
        UNIT(chinese_without_the_font),
        UNIT(pdfs_without_text_or_with_a_lock),
        UNIT(a_pdf_that_runs_for_ever_is_stopped),
        UNIT(more_words_than_the_limit_are_cut),
        UNIT(a_page_that_explodes_is_stopped),
        UNIT(bombs_are_refused_by_the_child_too),
        UNIT(the_tables_of_real_reports),
        UNIT(time_is_short),
    };

    return cmocka_run_group_tests(tests, open_service, close_service);
}
