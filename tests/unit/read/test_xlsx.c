/* XLSX: sheets as tables, values as they are shown. */
#include "pack.h"
#include "read/number.h"
#include "show.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

static const char workbook[] =
    HEAD "<workbook xmlns:r='u'><workbookPr/><sheets><sheet name='表一' sheetId='1' r:id='r1'/>"
         "<sheet name='隐' sheetId='2' state='hidden' r:id='r2'/>"
         "<sheet name='表二' sheetId='3' r:id='r3'/></sheets></workbook>";
static const char relations[] =
    HEAD "<Relationships><Relationship Id='r1' Type='x/worksheet' Target='worksheets/a.xml'/>"
         "<Relationship Id='r2' Type='x/worksheet' Target='worksheets/b.xml'/>"
         "<Relationship Id='r3' Type='x/worksheet' Target='/xl/worksheets/c.xml'/>"
         "<Relationship Id='r4' Type='x/sharedStrings' Target='s.xml'/>"
         "<Relationship Id='r5' Type='x/styles' Target='styles.xml'/></Relationships>";
static const char shared[] =
    HEAD "<sst><si><t>自然人</t></si><si><r><t>商业</t></r><r><t xml:space='preserve'> 企业</t></r>"
         "<rPh><t>qiye</t></rPh></si></sst>";
static const char styles[] =
    HEAD "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>"
         "<numFmt numFmtId='177' formatCode='0.00_ '/></numFmts><cellStyleXfs><xf numFmtId='9'/>"
         "</cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='176'/><xf numFmtId='177'/>"
         "<xf numFmtId='3'/><xf numFmtId='10'/></cellXfs></styleSheet>";

static str sheet(struct arena *a, const char *rows, const char *behind)
{
    return str_printf(a, HEAD "<worksheet><sheetData>%s</sheetData>%s</worksheet>", rows, behind);
}

static str book(struct arena *a, str first, str second)
{
    return PACK(a, {"xl/workbook.xml", str_of(workbook)},
                {"xl/_rels/workbook.xml.rels", str_of(relations)}, {"xl/s.xml", str_of(shared)},
                {"xl/styles.xml", str_of(styles)}, {"xl/worksheets/a.xml", first},
                {"xl/worksheets/b.xml", first}, {"xl/worksheets/c.xml", second});
}

static str shown(struct arena *a, const char *rows, const char *behind)
{
    return read_shown(a, book(a, sheet(a, rows, behind), sheet(a, "", "")), S("x.xlsx"));
}

static void values_and_texts(void **state)
{
    struct arena *a = *state;

    assert_str(shown(a,
                     "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c>"
                     "<c r='D2' t='s'><v>99</v></c></row>"
                     "<row r='3'><c r='A3'><v>3001</v></c><c r='B3' t='inlineStr'><is><t>行</t>"
                     "<r><t>内</t></r></is></c><c r='C3' t='b'><v>1</v></c>"
                     "<c r='D3' t='e'><f>1/0</f><v>#DIV/0!</v></c>"
                     "<c r='E3' t='str'><f>A1</f><v>算 出</v></c><c r='F3' s='1'/></row>",
                     ""),
               S("[3x5 表一\n1,0 自然人\n1,2 商业 企业\n2,0 3001\n2,1 行内\n2,2 TRUE\n2,3 "
                 "#DIV/0!\n2,4 算 出\n]\n"));
    /* places that are not said follow each other */
    assert_str(shown(a, "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>", ""),
               S("[2x2 表一\n0,0 1\n0,1 2\n1,0 3\n]\n"));
}

static void formats(void **state)
{
    struct arena *a = *state;

    assert_str(shown(a,
                     "<row r='1'><c r='A1' s='1'><v>45657</v></c><c r='B1' s='2'><v>0.125</v></c>"
                     "<c r='C1' s='3'><v>1234567.6</v></c><c r='D1' s='4'><v>0.34567</v></c>"
                     "<c r='E1'><v>96171.600000000006</v></c><c r='F1' s='77'><v>7</v></c></row>",
                     ""),
               S("[1x6 表一\n0,0 2024-12-31\n0,1 0.13\n0,2 1234568\n0,3 34.57%\n0,4 96171.6\n0,5 "
                 "7\n]\n"));
}

static str as(struct arena *a, const char *raw, const char *code)
{
    return number_shown(a, str_of(raw), number_format_of(str_of(code)), false);
}

static void numbers_as_they_are_shown(void **state)
{
    struct arena *a = *state;

    assert_str(as(a, "0.1", "General"), S("0.1"));
    assert_str(as(a, "1E-3", "General"), S("0.001"));
    assert_str(as(a, "1.2E15", "General"), S("1200000000000000"));
    assert_str(as(a, "-0.4", "0"), S("0"));
    assert_str(as(a, "-12.5", "#,##0;[Red]-#,##0"), S("-13"));
    assert_str(as(a, "2.50", "0.##"), S("2.5"));
    assert_str(as(a, "2", "0.##"), S("2"));
    assert_str(as(a, "3", "0\"件\""), S("3"));
    assert_str(as(a, "1.005", "0.00"), S("1.01"));
    assert_str(as(a, "0.5", "0%"), S("50%"));
    assert_str(as(a, "1", "yyyy-mm-dd"), S("1900-01-01"));
    assert_str(as(a, "61", "yyyy-mm-dd"), S("1900-03-01"));
    assert_str(as(a, "45292.75", "yyyy/m/d h:mm"), S("2024-01-01 18:00"));
    assert_str(as(a, "0.5", "h:mm:ss"), S("12:00"));
    assert_str(as(a, "-1", "yyyy-mm-dd"), S("-1"));
    assert_str(as(a, "1e308", "0"), S("1e308"));
    assert_str(as(a, "NaN", "0"), S("NaN"));
    assert_str(as(a, "12a", "0"), S("12a"));
    assert_str(number_shown(a, S("0"), number_format_of(S("yyyy-mm-dd")), true), S("1904-01-01"));
}

static void merged_cells(void **state)
{
    struct arena *a = *state;

    assert_str(shown(a,
                     "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c></row>"
                     "<row r='2'><c r='B2'><v>3</v></c></row><row r='3'><c r='A3'><v>4</v></c>"
                     "<c r='C3'><v>5</v></c></row>",
                     "<mergeCells><mergeCell ref='A1:A2'/><mergeCell ref='B2:C2'/>"
                     "<mergeCell ref='A3:B3'/><mergeCell ref='bad'/><mergeCell ref='C9:C8'/>"
                     "</mergeCells>"),
               S("[3x3 表一\n0,0:2x1 1\n0,1 2\n1,1:1x2 3\n2,0:1x2 4\n2,2 5\n]\n"));
    /* whole columns are cut to what is used; what lies under a merged cell is not shown */
    assert_str(
        shown(a, "<row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2'><v>2</v></c></row>",
              "<mergeCells><mergeCell ref='A1:A1048576'/></mergeCells>"),
        S("[2x1 表一\n0,0:2x1 1\n]\n"));
}

static void several_sheets_in_order(void **state)
{
    struct arena *a = *state;

    assert_str(read_shown(a,
                          book(a, sheet(a, "<row><c><v>1</v></c></row>", ""),
                               sheet(a, "<row r='5'><c r='B5'><v>2</v></c></row>", "")),
                          S("")),
               S("[1x1 表一\n0,0 1\n]\n[5x2 表二\n4,1 2\n]\n"));
}

static void large_sheets_are_cut(void **state)
{
    struct arena large;
    struct arena *a = &large;
    struct read_doc d;
    struct buf b;

    (void)state;
    arena_init(a, (size_t)1 << 30);
    buf_init(&b, a, 30 * 1024 * 1024);
    for (int i = 1; i <= 100000; i++)
        buf_printf(&b,
                   "<row r='%d'><c r='A%d'><v>%d</v></c><c r='B%d'><v>7</v></c>"
                   "<c r='C%d'><v>8</v></c></row>",
                   i, i, i * 31 % 9973, i, i);
    str rows = buf_str(&b);
    const str parts[] = {S(HEAD "<worksheet><sheetData>"), rows, S("</sheetData></worksheet>")};
    str big = str_join(a, parts, 3, S(""));

    assert_ok(read_bytes(a, book(a, big, sheet(a, "", "")), S(""), &READ_LIMITS, &d));
    assert_true(d.truncated);
    assert_int_equal(d.blocks[0].table.n_cells, READ_LIMITS.cells);
    assert_str(d.blocks[0].table.cells[3].text, S("62"));
    arena_release(a);
}

static void a_cell_of_many_megabytes_is_refused_or_cut(void **state)
{
    struct arena large;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;
    size_t n = 12 * 1024 * 1024;

    (void)state;
    arena_init(&large, (size_t)1 << 30);
    char *p = arena_bytes(&large, n);

    /* numbers that do not repeat, so that it does not look like a bomb */
    for (size_t i = 0; i < n; i++) p[i] = (char)('0' + (i * i / 7 + i / 251) % 10);
    const str whole[] = {S(HEAD "<worksheet><sheetData><row><c t='inlineStr'><is><t>"),
                         str_at(p, n), S("</t></is></c></row></sheetData></worksheet>")};
    const str part[] = {whole[0], str_at(p, n / 2), whole[2]};

    assert_err(read_bytes(&large,
                          book(&large, str_join(&large, whole, 3, S("")), sheet(&large, "", "")),
                          S(""), &READ_LIMITS, &d),
               TOO_LARGE);
    str half = book(&large, str_join(&large, part, 3, S("")), sheet(&large, "", ""));

    assert_ok(read_bytes(&large, half, S(""), &READ_LIMITS, &d));
    assert_int_equal(d.blocks[0].table.cells[0].text.n, n / 2);
    few.text_bytes = 1000000;
    assert_err(read_bytes(&large, half, S(""), &few, &d), TOO_LARGE);
    arena_release(&large);
}

static void one_text_again_and_again_is_counted(void **state)
{
    struct arena *a = *state;
    struct read_limits few = READ_LIMITS;
    struct read_doc d;
    struct buf b;

    buf_init(&b, a, 1024 * 1024);
    for (int i = 1; i <= 1000; i++) buf_printf(&b, "<row><c t='s'><v>0</v></c></row>");
    few.text_bytes = 900;
    assert_ok(read_bytes(a, book(a, sheet(a, str_z(a, buf_str(&b)), ""), sheet(a, "", "")), S(""),
                         &few, &d));
    assert_true(d.truncated);
    assert_int_equal(d.blocks[0].table.n_cells, 100);
}

static void damaged_books_are_refused(void **state)
{
    struct arena *a = *state;
    struct read_doc d;

    assert_err(read_bytes(a, PACK(a, {"xl/worksheets/a.xml", S("x")}), S(""), &READ_LIMITS, &d),
               INVALID);
    assert_err(read_bytes(a, book(a, S("<worksheet>"), S("<a/>")), S(""), &READ_LIMITS, &d),
               INVALID);
    assert_err(read_bytes(a, book(a, sheet(a, "<row><c r='A0'><v>1</v></c></row>", ""), S("<a/>")),
                          S(""), &READ_LIMITS, &d),
               INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(values_and_texts),
        UNIT(formats),
        UNIT(numbers_as_they_are_shown),
        UNIT(merged_cells),
        UNIT(several_sheets_in_order),
        UNIT(large_sheets_are_cut),
        UNIT(a_cell_of_many_megabytes_is_refused_or_cut),
        UNIT(one_text_again_and_again_is_counted),
        UNIT(damaged_books_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
