/* The forms, single cells, digits that ran together, JSON out and in. */
#include "fixture.h"
#include "mod/report/reading.h"
#include "unit.h"

static void the_forms_have_their_cells(void **state)
{
    size_t n;
    struct report *r = ARENA_NEW(*state, struct report);
    size_t rows = 0;

    assert_non_null(report_figures(REPORT_FORM_2019, &n));
    assert_int_equal(n, 22);
    (void)report_figures(REPORT_FORM_2021, &n);
    assert_int_equal(n, 10);
    (void)report_figures(REPORT_FORM_NONE, &n);
    assert_int_equal(n, 0);
    report_init(r, REPORT_FORM_2019);
    for (size_t i = 0; i < REPORT_ROWS; i++) rows += r->has[i];
    assert_int_equal(rows, 23);
    report_init(r, REPORT_FORM_2021);
    rows = 0;
    for (size_t i = 0; i < REPORT_ROWS; i++) rows += r->has[i];
    assert_int_equal(rows, 25);
    assert_int_equal(report_format_of_year(2018), REPORT_FORM_NONE);
    assert_int_equal(report_format_of_year(2020), REPORT_FORM_2019);
    assert_int_equal(report_format_of_year(2021), REPORT_FORM_2021);
}

static void labels_name_their_rows(void **state)
{
    struct arena *a = *state;

    for (enum report_row i = 0; i < REPORT_ROWS; i++) {
        str label = report_squeeze(a, report_rows[i].label);

        if (label_row(label, report_squeeze(a, report_rows[i].group)) != (int)i)
            fail_msg("%.*s", STR_ARG(label));
    }
    for (size_t k = 0; k < REPORT_COLUMNS; k++)
        assert_int_equal(label_column(report_columns[k].label), k);
    assert_int_equal(label_row(S("其他法律行政止公开"), S("")), ROW_R3_2);
    assert_int_equal(label_row(S("5.要求行政机关确认或重新出具已获取信息"), S("")), ROW_R5_5);
    assert_int_equal(label_row(S("申请人情况"), S("")), LABEL_NONE);
    assert_int_equal(label_row(S("(三)不予公开"), S("")), LABEL_NONE);
    assert_int_equal(label_row(S("其他"), S("")), LABEL_NONE);
}

struct sample {
    const char *text;
    enum report_kind kind;
    enum report_state state;
    int64_t value;
    const char *amount, *unit;
};

static void cells_are_read_as_they_are_printed(void **state)
{
    static const struct sample samples[] = {
        {"12", REPORT_COUNT, REPORT_KNOWN, 12, "", ""},
        {" 1 2 ", REPORT_COUNT, REPORT_KNOWN, 12, "", ""},
        {"１，２３４", REPORT_COUNT, REPORT_KNOWN, 1234, "", ""},
        {"1,234,567", REPORT_COUNT, REPORT_KNOWN, 1234567, "", ""},
        {"1,23", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"1234,567", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"0件", REPORT_COUNT, REPORT_KNOWN, 0, "", ""},
        {"22（其中修订16件）", REPORT_COUNT, REPORT_KNOWN, 22, "", ""},
        {"5①", REPORT_COUNT, REPORT_KNOWN, 5, "", ""},
        {"5*", REPORT_COUNT, REPORT_KNOWN, 5, "", ""},
        {"5[1]", REPORT_COUNT, REPORT_KNOWN, 5, "", ""},
        {"12.0", REPORT_COUNT, REPORT_KNOWN, 12, "", ""},
        {"三", REPORT_COUNT, REPORT_KNOWN, 3, "", ""},
        {"零", REPORT_COUNT, REPORT_KNOWN, 0, "", ""},
        {"+1036", REPORT_DELTA, REPORT_KNOWN, 1036, "", ""},
        {"－18", REPORT_DELTA, REPORT_KNOWN, -18, "", ""},
        {"减4", REPORT_DELTA, REPORT_KNOWN, -4, "", ""},
        {"增加 7 项", REPORT_DELTA, REPORT_KNOWN, 7, "", ""},
        {"", REPORT_COUNT, REPORT_BLANK, 0, "", ""},
        {"\xC2\xA0 \n", REPORT_COUNT, REPORT_BLANK, 0, "", ""},
        {"/", REPORT_COUNT, REPORT_DASH, 0, "", ""},
        {"——", REPORT_COUNT, REPORT_DASH, 0, "", ""},
        {"－", REPORT_COUNT, REPORT_DASH, 0, "", ""},
        {"无", REPORT_COUNT, REPORT_DASH, 0, "", ""},
        {"3.5", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"约12", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"12和13", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"12余", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"99999999999999999999", REPORT_COUNT, REPORT_UNKNOWN, 0, "", ""},
        {"251000元", REPORT_AMOUNT, REPORT_KNOWN, 0, "251000", "元"},
        {"108684.6万元", REPORT_AMOUNT, REPORT_KNOWN, 0, "108684.6", "万元"},
        {"11.876", REPORT_AMOUNT, REPORT_KNOWN, 0, "11.876", ""},
        {"43.788万元", REPORT_WAN, REPORT_KNOWN, 0, "43.788", "万元"},
        {"251000元", REPORT_WAN, REPORT_KNOWN, 0, "25.1", "万元"},
        {"5元", REPORT_WAN, REPORT_KNOWN, 0, "0.0005", "万元"},
        {"1,234.50", REPORT_WAN, REPORT_KNOWN, 0, "1234.5", "万元"},
        {"0", REPORT_WAN, REPORT_KNOWN, 0, "0", "万元"},
    };

    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct report_cell c;

        report_cell_read(&c, *state, str_of(samples[i].text), samples[i].kind);
        if (c.state != samples[i].state || c.value != samples[i].value ||
            !str_eq(c.amount, str_of(samples[i].amount)) ||
            !str_eq(c.unit, str_of(samples[i].unit)))
            fail_msg("%s: state %d, %lld, %.*s %.*s", samples[i].text, (int)c.state,
                     (long long)c.value, STR_ARG(c.amount), STR_ARG(c.unit));
    }
}

static void digits_that_ran_together_are_parted_by_their_sum(void **state)
{
    struct seven out[SPLITS_MOST];
    int64_t plain[3];
    int64_t suits[15];

    (void)state;
    assert_int_equal(split_seven(S("640020470"), out), 1);
    assert_int_equal(out[0].v[0], 64);
    assert_int_equal(out[0].v[6], 70);
    assert_int_equal(split_seven(S("230 000023"), out), 1);
    assert_int_equal(split_seven(S("21710000218"), out), 1);
    assert_int_equal(out[0].v[0], 217);
    /* Two readings: the form's other sums must decide. */
    assert_int_equal(split_seven(S("270020130"), out), 2);
    assert_int_equal(split_seven(S("1000002"), out), 0);
    assert_int_equal(split_seven(S("12"), out), 0);
    assert_int_equal(split_seven(S("1234567890123456789012345678901234567890"), out), 0);
    assert_int_equal(split_plain(S("000"), 3, plain), 1);
    assert_true(split_plain(S("693665"), 3, plain) > 1);
    assert_int_equal(split_fifteen(S("10203120001200000"), suits), 1);
    assert_int_equal(suits[0], 1);
    assert_int_equal(suits[5], 12);
    assert_int_equal(split_fifteen(S("21317000001324019"), suits), 1);
    assert_int_equal(suits[14], 19);
}

static void json_goes_out_and_comes_back(void **state)
{
    struct arena *a = *state;
    struct report *r = ARENA_NEW(a, struct report);
    struct report *back = ARENA_NEW(a, struct report);
    struct buf first, second;
    struct json_out o;

    for (int form = 0; form < 2; form++) {
        if (form)
            fixture_b(r);
        else
            fixture_a(r);
        r->title = S("某报告");
        r->t3[ROW_R1][COLUMN_LEGAL].state = REPORT_UNKNOWN;
        report_cell_read(&r->t3[ROW_R2][COLUMN_LEGAL], a, S(""), REPORT_COUNT);
        report_cell_read(&r->t3[ROW_R2][COLUMN_OTHER], a, S("/"), REPORT_COUNT);
        report_cell_read(&r->t2[form ? 9 : 21], a, S("12.5万元"),
                         form ? REPORT_WAN : REPORT_AMOUNT);
        buf_init(&first, a, 65536);
        json_out_init(&o, &first, false);
        report_json_write(r, a, &o);
        assert_ok(report_json_read(a, buf_str(&first), back));
        buf_init(&second, a, 65536);
        json_out_init(&o, &second, false);
        report_json_write(back, a, &o);
        assert_str(buf_str(&second), buf_str(&first));
        assert_int_equal(back->t3[ROW_R1][COLUMN_LEGAL].state, REPORT_UNKNOWN);
        assert_int_equal(back->t3[ROW_R2][COLUMN_LEGAL].state, REPORT_BLANK);
        assert_int_equal(back->t3[ROW_R2][COLUMN_OTHER].state, REPORT_DASH);
    }
}

/* The example of the contract names only what is not 0. */
static void json_may_leave_out_what_is_zero(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);
    struct report_check c;

    assert_ok(report_json_read(
        *state,
        S("{\"year\":2020,\"format\":\"2019\",\"issuer\":\"\",\"t2\":{\"t2_20_5\":{\"license\":"
          "{\"prev_items\":8,\"delta\":0,\"decisions\":0}},\"t2_20_9\":{\"procurement\":{"
          "\"projects\":25,\"amount\":{\"value\":\"108684.6\",\"unit\":\"万元\"}}}},\"t3\":{"
          "\"NEW\":[3,0,0,0,0,0,3],\"R1\":[3,0,0,0,0,0,3],\"R7\":[3,0,0,0,0,0,3],\"NEXT\":"
          "[0,0,0,0,0,0,0]},\"t4\":{\"review\":[0,0,0,0,0],\"suit_direct\":[0,0,0,0,0],"
          "\"suit_after_review\":[0,0,0,0,0]},\"prose\":{\"1\":\"好\",\"5\":"
          "\"公开不及时，加强培训。\","
          "\"6\":\"无。\"}}"),
        r));
    report_check(*state, r, NULL, &c);
    assert_int_equal(c.n, 0);
    assert_int_equal(c.unknown, 0);
    assert_int_equal(r->t2[6].value, 8);
    assert_int_equal(r->t2[9].state, REPORT_KNOWN);
    assert_str(r->t2[21].amount, S("108684.6"));
    r->t3[ROW_R7][0] = report_count(2);
    report_check(*state, r, NULL, &c);
    assert_int_equal(fixture_finding(&c, "H3")->expected, 3);
    assert_int_equal(fixture_finding(&c, "H3")->found, 2);
}

static void json_that_is_no_report_is_refused(void **state)
{
    struct report *r = ARENA_NEW(*state, struct report);

    assert_err(report_json_read(*state, S("{"), r), INVALID);
    assert_err(report_json_read(*state, S("{}"), r), NOT_FOUND);
    assert_err(report_json_read(*state, S("[1]"), r), NOT_FOUND);
    assert_err(report_json_read(*state, S("{\"t3\":{},\"year\":\"x\"}"), r), INVALID);
    /* Cells of any kind are read, or unknown: never an error, never a guess. */
    assert_ok(report_json_read(
        *state, S("{\"t3\":{\"NEW\":[1,null,\"2\",true,[],3.5]},\"t4\":7,\"t2\":[]}"), r));
    assert_int_equal(r->t3[ROW_NEW][0].value, 1);
    assert_int_equal(r->t3[ROW_NEW][1].state, REPORT_UNKNOWN);
    assert_int_equal(r->t3[ROW_NEW][2].value, 2);
    assert_int_equal(r->t3[ROW_NEW][3].state, REPORT_UNKNOWN);
    assert_int_equal(r->t3[ROW_NEW][5].state, REPORT_UNKNOWN);
    assert_int_equal(r->t3[ROW_NEW][6].state, REPORT_UNKNOWN);
    assert_int_equal(r->t4[0][0].state, REPORT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_forms_have_their_cells),
        UNIT(labels_name_their_rows),
        UNIT(cells_are_read_as_they_are_printed),
        UNIT(digits_that_ran_together_are_parted_by_their_sum),
        UNIT(json_goes_out_and_comes_back),
        UNIT(json_may_leave_out_what_is_zero),
        UNIT(json_that_is_no_report_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
