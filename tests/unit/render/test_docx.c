/* DOCX: equal bytes, hostile text, limits. What a reader finds in the files is asked by check.py.
 */
#include "unit.h"

#include "base/buf.h"
#include "render/docx.h"
#include "render/picture.h"
#include "sample.h"

enum { BIG_ARENA = 900 * 1024 * 1024 };

static void equal_papers_give_equal_bytes(void **state)
{
    struct arena *a = *state;
    str x;
    str y;

    assert_ok(docx_render(a, sample_official(a, 3), &x));
    assert_ok(docx_render(a, sample_official(a, 3), &y));
    assert_true(str_eq(x, y));
    assert_true(str_starts(x, S("PK\x03\x04")));
    assert_ok(docx_render(a, sample_official(a, 4), &y));
    assert_false(str_eq(x, y));
}

static void a_long_table_is_written_whole(void **state)
{
    struct arena a;
    struct paper p;
    str out;

    (void)state;
    arena_init(&a, BIG_ARENA);
    struct paper_block b = {
        .kind = PAPER_TABLE, .label = S(""), .table = sample_table(&a, 10 * 1000)};

    paper_init(&p);
    p.kind = PAPER_REPORT;
    p.body = (struct paper_blocks){&b, 1};
    assert_ok(docx_render(&a, &p, &out));
    assert_in_range(out.n, 100 * 1000, 2 * 1000 * 1000);
    arena_release(&a);
}

static void what_is_too_long_is_refused(void **state)
{
    struct arena a;
    struct paper p;
    struct buf text;
    str out;

    (void)state;
    arena_init(&a, BIG_ARENA);
    buf_init(&text, &a, DOCX_XML_BYTES_MOST / 4);
    while (text.n + 1 < text.max) buf_byte(&text, '&'); /* five bytes each */
    struct paper_block b = {.kind = PAPER_PARAGRAPH,
                            .label = S(""),
                            .runs = paper_run_of(&a, buf_str(&text)),
                            .n_runs = 1};

    paper_init(&p);
    p.body = (struct paper_blocks){&b, 1};
    assert_err(docx_render(&a, &p, &out), TOO_LARGE);
    arena_release(&a);
}

static void spans_that_do_not_fit_are_cut(void **state)
{
    struct arena *a = *state;
    struct paper p;
    str out;
    struct paper_cell cells[2] = {
        {.runs = paper_run_of(a, S("甲")), .n_runs = 1, .rows = 900, .columns = 900},
        {.runs = paper_run_of(a, S("乙")), .n_runs = 1, .rows = 0, .columns = -5},
    };
    struct paper_row rows[3] = {{cells, 2}, {cells + 1, 1}, {NULL, 0}};
    struct paper_table t = {.rows = rows, .n_rows = 3, .columns = 4, .caption = S("")};
    struct paper_block b = {.kind = PAPER_TABLE, .label = S(""), .table = &t};

    paper_init(&p);
    p.body = (struct paper_blocks){&b, 1};
    assert_ok(docx_render(a, &p, &out));
}

static void pictures_are_known_by_their_bytes(void **state)
{
    struct picture p;

    (void)state;
    assert_true(
        picture_read(S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\3\x08\6\0\0\0...."), &p));
    assert_int_equal(p.kind, PICTURE_PNG);
    assert_int_equal(p.width, 2);
    assert_int_equal(p.height, 3);
    assert_true(picture_read(S("\xff\xd8\xff\xe0\0\4..\xff\xc0\0\x0b\x08\0\5\0\7\1\1\x11\0"), &p));
    assert_int_equal(p.kind, PICTURE_JPEG);
    assert_int_equal(p.width, 7);
    assert_int_equal(p.height, 5);
    assert_false(picture_read(S("\xff\xd8\xff\xe0\0\0\xff\xc0"), &p));
    assert_false(
        picture_read(S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\0\0\0\xff\0\x08\6\0\0\0...."), &p));
    assert_false(picture_read(S("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), &p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(equal_papers_give_equal_bytes),     UNIT(a_long_table_is_written_whole),
        UNIT(what_is_too_long_is_refused),       UNIT(spans_that_do_not_fit_are_cut),
        UNIT(pictures_are_known_by_their_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
