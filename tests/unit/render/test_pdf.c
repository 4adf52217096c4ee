/* PDF: pages and their grid, equal bytes, hostile text, limits, threads. What a reader finds in the
 * files is asked by check.py. */
#include "unit.h"

#include "render/pdf.h"
#include "sample.h"

#include "base/buf.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BIG_ARENA = 900 * 1024 * 1024 };

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

static struct paper plain(enum paper_kind kind)
{
    struct paper p;

    paper_init(&p);
    p.kind = kind;
    return p;
}

static size_t pages_of(struct arena *a, const struct paper *p)
{
    struct pdf_result out;

    assert_ok(pdf_render(fonts, a, p, &out));
    assert_true(str_starts(out.bytes, S("%PDF-1.")));
    assert_true(str_find(str_from(out.bytes, out.bytes.n - 16), S("%%EOF"), 0) != STR_NONE);
    return out.pages;
}

static str repeated(struct arena *a, str s, size_t n)
{
    struct buf b;

    buf_init(&b, a, s.n * n);
    for (size_t i = 0; i < n; i++) buf_add(&b, s);
    return buf_str(&b);
}

static struct paper_block paragraph(struct arena *a, str text)
{
    return (struct paper_block){.kind = PAPER_PARAGRAPH,
                                .flush = true,
                                .label = S(""),
                                .runs = paper_run_of(a, text),
                                .n_runs = 1};
}

static size_t pages_of_lines(struct arena *a, size_t n)
{
    struct paper p = plain(PAPER_OFFICIAL);
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, n);

    for (size_t i = 0; i < n; i++) blocks[i] = paragraph(a, S("一行"));
    p.body = (struct paper_blocks){blocks, n};
    return pages_of(a, &p);
}

/* GB/T 9704 5.2.3: 22 lines of 28 characters. */
static void a_page_has_22_lines_of_28_characters(void **state)
{
    struct arena *a = *state;
    struct paper p = plain(PAPER_OFFICIAL);
    struct paper_block b;

    assert_int_equal(pages_of_lines(a, 22), 1);
    assert_int_equal(pages_of_lines(a, 23), 2);
    assert_int_equal(pages_of_lines(a, 44), 2);
    assert_int_equal(pages_of_lines(a, 45), 3);
    b = paragraph(a, repeated(a, S("字"), (size_t)28 * 22));
    p.body = (struct paper_blocks){&b, 1};
    assert_int_equal(pages_of(a, &p), 1);
    b = paragraph(a, repeated(a, S("字"), (size_t)28 * 22 + 1));
    assert_int_equal(pages_of(a, &p), 2);
}

static void a_heading_does_not_end_a_page(void **state)
{
    struct arena *a = *state;
    struct paper p = plain(PAPER_OFFICIAL);
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, 45);

    /* Line 22 would be a heading: it goes to the next page, so 44 lines take three pages. */
    for (size_t i = 0; i < 44; i++) blocks[i] = paragraph(a, S("一行"));
    p.body = (struct paper_blocks){blocks, 44};
    assert_int_equal(pages_of(a, &p), 2);
    blocks[21].kind = PAPER_HEADING;
    blocks[21].level = 1;
    assert_int_equal(pages_of(a, &p), 3);
}

static void equal_papers_give_equal_bytes(void **state)
{
    struct arena *a = *state;
    struct pdf_result x;
    struct pdf_result y;

    assert_ok(pdf_render(fonts, a, sample_official(a, 6), &x));
    assert_ok(pdf_render(fonts, a, sample_official(a, 6), &y));
    assert_true(str_eq(x.bytes, y.bytes));
    assert_ok(pdf_render(fonts, a, sample_official(a, 7), &y));
    assert_false(str_eq(x.bytes, y.bytes));
}

static void an_empty_paper_is_one_page(void **state)
{
    struct paper p = plain(PAPER_OFFICIAL);

    assert_int_equal(pages_of(*state, &p), 1);
    p = plain(PAPER_REPORT);
    assert_int_equal(pages_of(*state, &p), 1);
    p = plain(PAPER_LETTER);
    assert_int_equal(pages_of(*state, &p), 1);
}

static void hostile_text_is_printed_without_what_cannot_be(void **state)
{
    struct arena *a = *state;
    struct paper p = plain(PAPER_OFFICIAL);
    struct paper_block b =
        paragraph(a, S("\x01\x02\x1b[31m\xe2\x80\xae\xe2\x81\xa6文\xef\xbf\xbf\xe2\x80\xa8\t%n%s"
                       "\xd8\xa7\xd9\x84\xd8\xb9\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"));

    b.runs = paper_run_of(a, paper_clean(a, b.runs->text));
    assert_true(str_find(b.runs->text, S("\xe2\x80\xae"), 0) == STR_NONE);
    assert_true(str_find(b.runs->text, S("\x1b"), 0) == STR_NONE);
    assert_true(str_find(b.runs->text, S("文"), 0) != STR_NONE);
    p.body = (struct paper_blocks){&b, 1};
    p.title = S("\x01标\xe2\x80\xae题\n\t换行");
    p.author = S("'); DROP \xe2\x80\xae");
    p.mark = repeated(a, S("很长的机关名称"), 40);
    assert_in_range(pages_of(a, &p), 1, 3);
}

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void a_paragraph_of_a_megabyte_takes_seconds(void **state)
{
    struct arena a;
    struct paper p = plain(PAPER_OFFICIAL);
    double start = cpu_seconds();

    (void)state;
    arena_init(&a, BIG_ARENA);
    struct paper_block b = paragraph(&a, repeated(&a, S("政务公开，"), 1024 * 1024 / 15));

    p.body = (struct paper_blocks){&b, 1};
    assert_in_range(pages_of(&a, &p), 500, 600);
    b = paragraph(&a, repeated(&a, S("x"), 300 * 1000)); /* one word */
    assert_in_range(pages_of(&a, &p), 200, 400);
    arena_release(&a);
    assert_true(cpu_seconds() - start < 120); /* with sanitizers on a slow machine */
}

static void a_table_of_ten_thousand_rows_repeats_its_header(void **state)
{
    struct arena a;
    struct paper p = plain(PAPER_REPORT);
    double start = cpu_seconds();

    (void)state;
    arena_init(&a, BIG_ARENA);
    struct paper_block b = {
        .kind = PAPER_TABLE, .label = S(""), .table = sample_table(&a, 10 * 1000)};

    p.body = (struct paper_blocks){&b, 1};
    assert_in_range(pages_of(&a, &p), 500, 800);
    arena_release(&a);
    assert_true(cpu_seconds() - start < 240);
}

static void a_row_higher_than_a_page_is_cut(void **state)
{
    struct arena *a = *state;
    struct paper p = plain(PAPER_OFFICIAL);
    str long_text = repeated(a, S("很长的单元格。"), 2000);
    struct paper_cell cells[2] = {
        {.runs = paper_run_of(a, long_text), .n_runs = 1, .rows = 3, .columns = 1},
        {.runs = paper_run_of(a, S("短")), .n_runs = 1, .rows = 1, .columns = 9},
    };
    struct paper_row rows[3] = {{cells, 2}, {cells + 1, 1}, {cells + 1, 1}};
    struct paper_table t = {.rows = rows, .n_rows = 3, .columns = 2, .caption = S("")};
    struct paper_block b = {.kind = PAPER_TABLE, .label = S(""), .table = &t};

    p.body = (struct paper_blocks){&b, 1};
    assert_in_range(pages_of(a, &p), 10, 40);
    t.columns = 0;
    assert_int_equal(pages_of(a, &p), 1);
}

static void too_many_pages_are_refused(void **state)
{
    struct arena *a = *state;
    struct paper p = plain(PAPER_OFFICIAL);
    size_t n = 2 * (PDF_PAGES_MOST + 1);
    struct paper_block *blocks = ARENA_ARRAY(a, struct paper_block, n);
    struct pdf_result out;

    for (size_t i = 0; i < n; i += 2) {
        blocks[i] = paragraph(a, S("页"));
        blocks[i + 1] = (struct paper_block){.kind = PAPER_PAGE_BREAK, .label = S("")};
    }
    p.body = (struct paper_blocks){blocks, n};
    assert_err(pdf_render(fonts, a, &p, &out), TOO_LARGE);
    p.kind = PAPER_REPORT;
    assert_err(pdf_render(fonts, a, &p, &out), TOO_LARGE);
}

static void what_is_no_picture_is_its_words(void **state)
{
    struct arena *a = *state;
    static const str bad[] = {
        S_INIT(""),
        S_INIT("GIF89a"),
        S_INIT("\x89PNG\r\n\x1a\n"),
        S_INIT("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\6\0\0\0....IDAT"),
        S_INIT("\xff\xd8\xff"),
        S_INIT("\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xff\xff\xff\xff\xff\xff"),
    };

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct paper p = plain(PAPER_OFFICIAL);
        struct paper_image image = {.bytes = bad[i], .alt = S("说明")};
        struct paper_block b = {.kind = PAPER_IMAGE, .label = S(""), .image = &image};

        p.body = (struct paper_blocks){&b, 1};
        assert_int_equal(pages_of(a, &p), 1);
    }
}

/* An arena that is full ends the job where it stands; nothing stays behind (leak check). */
static void a_full_arena_leaves_nothing_behind(void **state)
{
    const struct paper *p = sample_official(*state, 40);

    for (size_t cap = 64 * 1024; cap < 2 * 1024 * 1024; cap *= 2) {
        struct arena a;
        struct pdf_result out;
        jmp_buf land;

        arena_init(&a, cap);
        if (!setjmp(land)) {
            (void)arena_land(&a, &land);
            (void)!pdf_render(fonts, &a, p, &out);
        }
        arena_release(&a);
    }
}

struct worker {
    struct arena arena;
    str bytes;
};

static void *work(void *arg)
{
    struct worker *w = arg;
    struct pdf_result out;

    for (int i = 0; i < 3; i++) {
        if (pdf_render(fonts, &w->arena, sample_official(&w->arena, 4), &out)) return NULL;
        w->bytes = out.bytes;
    }
    return NULL;
}

static void threads_share_the_fonts(void **state)
{
    enum { THREADS = 6 };
    static struct worker workers[THREADS];
    pthread_t threads[THREADS];
    struct pdf_result want;

    assert_ok(pdf_render(fonts, *state, sample_official(*state, 4), &want));
    for (int i = 0; i < THREADS; i++) {
        arena_init(&workers[i].arena, UNIT_ARENA);
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_true(str_eq(workers[i].bytes, want.bytes));
        arena_release(&workers[i].arena);
    }
}

/* A machine with these fonts only. */
static struct err *open_with(struct arena *a, const char *folder, const struct log *log,
                             struct pdf_fonts **out)
{
    char path[] = "/tmp/gongkai-fonts-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;

    assert_non_null(f);
    fprintf(f, "<?xml version=\"1.0\"?><fontconfig>%s%s%s<cachedir>/tmp</cachedir></fontconfig>\n",
            folder ? "<dir>" : "", folder ? folder : "", folder ? "</dir>" : "");
    assert_int_equal(fclose(f), 0);
    assert_int_equal(setenv("FONTCONFIG_FILE", path, 1), 0);
    struct err *e = pdf_fonts_open(a, &(struct pdf_font_options){.log = log}, out);

    assert_int_equal(unsetenv("FONTCONFIG_FILE"), 0);
    assert_int_equal(unlink(path), 0);
    return e;
}

static int64_t no_time(void *clock)
{
    (void)clock;
    return 0;
}

static void missing_faces_are_replaced_and_named_once(void **state)
{
    struct arena *a = *state;
    struct pdf_fonts *few;
    struct pdf_result out;
    char said[4096];
    int pipes[2];

    assert_err(open_with(a, NULL, NULL, &few), INTERNAL);
    assert_int_equal(pipe(pipes), 0);
    struct log log = {.fd = pipes[1], .least = LOG_INFO, .now_ms = no_time};

    assert_ok(open_with(a, "/usr/share/fonts/truetype/arphic-gkai00mp", &log, &few));
    ssize_t n = read(pipes[0], said, sizeof said);

    assert_true(n > 0);
    assert_true(str_find((str){said, (size_t)n}, S("仿宋、黑体、宋体、小标宋"), 0) != STR_NONE);
    assert_true(pdf_fonts_have(few, PAPER_KAI));
    assert_false(pdf_fonts_have(few, PAPER_FANG));
    assert_ok(pdf_render(few, a, sample_letter(a), &out));
    assert_int_equal(out.pages, 1);
    assert_int_equal(close(pipes[1]), 0);
    assert_int_equal(read(pipes[0], said, sizeof said), 0); /* and nothing more */
    assert_int_equal(close(pipes[0]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_page_has_22_lines_of_28_characters),
        UNIT(a_heading_does_not_end_a_page),
        UNIT(equal_papers_give_equal_bytes),
        UNIT(an_empty_paper_is_one_page),
        UNIT(hostile_text_is_printed_without_what_cannot_be),
        UNIT(a_paragraph_of_a_megabyte_takes_seconds),
        UNIT(a_table_of_ten_thousand_rows_repeats_its_header),
        UNIT(a_row_higher_than_a_page_is_cut),
        UNIT(too_many_pages_are_refused),
        UNIT(what_is_no_picture_is_its_words),
        UNIT(a_full_arena_leaves_nothing_behind),
        UNIT(threads_share_the_fonts),
        UNIT(missing_faces_are_replaced_and_named_once),
    };

    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
