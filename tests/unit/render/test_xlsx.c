/* XLSX: equal bytes and limits. What a reader finds in the files is asked by check.py. */
#include "unit.h"

#include "base/buf.h"
#include "render/xlsx.h"

enum { BIG_ARENA = 900 * 1024 * 1024 };

static struct xlsx_book book_of(const struct xlsx_sheet *sheets, size_t n)
{
    return (struct xlsx_book){.sheets = sheets, .n_sheets = n, .title = S(""), .author = S("")};
}

static struct err *write_cells(struct arena *a, const struct xlsx_cell *cells, size_t n, str *out)
{
    struct xlsx_row *row = ARENA_NEW(a, struct xlsx_row);
    struct xlsx_sheet *sheet = ARENA_NEW(a, struct xlsx_sheet);

    *row = (struct xlsx_row){cells, n};
    *sheet = (struct xlsx_sheet){.name = S("表"), .rows = row, .n_rows = 1};
    struct xlsx_book book = book_of(sheet, 1);

    return xlsx_write(a, &book, out);
}

static void equal_books_give_equal_bytes(void **state)
{
    struct arena *a = *state;
    struct xlsx_cell c = {.kind = XLSX_TEXT, .text = S("甲")};
    str x;
    str y;

    assert_ok(write_cells(a, &c, 1, &x));
    assert_ok(write_cells(a, &c, 1, &y));
    assert_true(str_eq(x, y));
    assert_true(str_starts(x, S("PK\x03\x04")));
}

static void a_cell_has_what_excel_can_hold(void **state)
{
    struct arena *a = *state;
    struct buf b;
    str out;

    buf_init(&b, a, 256 * 1024);
    for (int i = 0; i < XLSX_TEXT_CHARS_MOST; i++) buf_lit(&b, "字");
    struct xlsx_cell c = {.kind = XLSX_TEXT, .text = buf_str(&b)};

    assert_ok(write_cells(a, &c, 1, &out));
    buf_lit(&b, "多");
    c.text = buf_str(&b);
    assert_err(write_cells(a, &c, 1, &out), TOO_LARGE);
}

static void columns_and_sheets_have_a_limit(void **state)
{
    struct arena *a = *state;
    struct xlsx_cell c = {.kind = XLSX_NUMBER, .text = S(""), .columns = XLSX_COLUMNS_MOST};
    struct xlsx_sheet *sheets = ARENA_ARRAY(a, struct xlsx_sheet, XLSX_SHEETS_MOST + 1);
    str out;

    assert_ok(write_cells(a, &c, 1, &out));
    c.columns++;
    assert_err(write_cells(a, &c, 1, &out), TOO_LARGE);
    for (size_t i = 0; i <= XLSX_SHEETS_MOST; i++) sheets[i].name = S("同名");
    struct xlsx_book book = book_of(sheets, XLSX_SHEETS_MOST);

    assert_ok(xlsx_write(a, &book, &out));
    book.n_sheets++;
    assert_err(xlsx_write(a, &book, &out), TOO_LARGE);
}

static void ten_thousand_rows_are_written(void **state)
{
    struct arena a;
    str out;

    (void)state;
    arena_init(&a, BIG_ARENA);
    struct xlsx_row *rows = ARENA_ARRAY(&a, struct xlsx_row, 10 * 1000);
    static const struct xlsx_cell cells[] = {
        {.kind = XLSX_NUMBER, .text = S_INIT(""), .number = 1},
        {.kind = XLSX_TEXT, .text = S_INIT("申请")},
    };

    for (size_t i = 0; i < (size_t)10 * 1000; i++) rows[i] = (struct xlsx_row){cells, 2};
    struct xlsx_sheet sheet = {.name = S("表"), .rows = rows, .n_rows = (size_t)10 * 1000};
    struct xlsx_book book = book_of(&sheet, 1);

    assert_ok(xlsx_write(&a, &book, &out));
    assert_in_range(out.n, 10 * 1000, 1000 * 1000);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(equal_books_give_equal_bytes),
        UNIT(a_cell_has_what_excel_can_hold),
        UNIT(columns_and_sheets_have_a_limit),
        UNIT(ten_thousand_rows_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
