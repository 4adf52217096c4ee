/* Every rule both ways, over unknown cells, and which cell is blamed. */
#include "fixture.h"
#include "unit.h"

static struct report_check run(struct arena *a, const struct report *r, const struct report *before)
{
    struct report_check c;

    report_check(a, r, before, &c);
    return c;
}

static struct report *fixture(struct arena *a, void (*fill)(struct report *r))
{
    struct report *r = ARENA_NEW(a, struct report);

    fill(r);
    return r;
}

static void published_figures_hold(void **state)
{
    struct report_check c = run(*state, fixture(*state, fixture_a), NULL);

    assert_int_equal(c.n, 0);
    c = run(*state, fixture(*state, fixture_b), NULL);
    assert_int_equal(c.n, 0);
    assert_int_equal(c.unknown, 0);
}

static void a_row_that_does_not_add_up_is_found(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->t3[ROW_R3_5][COLUMN_TOTAL] = report_count(105);
    struct report_check c = run(*state, r, NULL);
    const struct report_finding *f = fixture_finding(&c, "H1");

    assert_non_null(f);
    assert_str(f->row, S("R3_5"));
    assert_str(f->column, S("total"));
    assert_int_equal(f->expected, 104);
    assert_int_equal(f->found, 105);
    /* The total column does not hold either: one cell explains both. */
    assert_true(fixture_found(&c, "H2", REPORT_WRONG));
    assert_int_equal(c.n_blames, 1);
    assert_true(c.blames[0].sure);
    assert_int_equal(c.blames[0].row, ROW_R3_5);
    assert_int_equal(c.blames[0].column, COLUMN_TOTAL);
    assert_int_equal(c.blames[0].should, 104);
}

/* Each cell of table three in turn: it alone is blamed, with its right number. */
static void any_single_wrong_cell_is_named(void **state)
{
    for (enum report_row i = 0; i < REPORT_ROWS; i++)
        for (enum report_column k = 0; k < REPORT_COLUMNS; k++) {
            struct report *r = fixture(*state, fixture_b);

            if (!r->has[i]) continue;
            int64_t right = r->t3[i][k].value;

            r->t3[i][k].value += 7;
            struct report_check c = run(*state, r, NULL);

            assert_true(c.wrong >= 2);
            assert_int_equal(c.n_blames, 1);
            assert_int_equal(c.blames[0].row, i);
            assert_int_equal(c.blames[0].column, k);
            assert_int_equal(c.blames[0].should, right);
        }
}

static void two_equal_mistakes_blame_no_single_cell(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->t3[ROW_R1][COLUMN_NATURAL].value += 3;
    r->t3[ROW_R2][COLUMN_COMPANY].value += 3;
    struct report_check c = run(*state, r, NULL);

    assert_int_equal(c.wrong, 4);
    for (size_t i = 0; i < c.n_blames; i++) assert_false(c.blames[i].sure);
}

static void received_and_settled_must_balance(void **state)
{
    struct report *r = fixture(*state, fixture_a);

    r->t3[ROW_NEXT][COLUMN_COMPANY] = report_count(2);
    r->t3[ROW_NEXT][COLUMN_TOTAL] = report_count(74);
    struct report_check c = run(*state, r, NULL);
    const struct report_finding *f = fixture_finding(&c, "H3");

    assert_false(fixture_found(&c, "H1", REPORT_WRONG));
    assert_str(f->column, S("company"));
    assert_int_equal(f->expected, 35);
    assert_int_equal(f->found, 37);
}

static void what_was_carried_over_is_what_was_left(void **state)
{
    struct report *before = fixture(*state, fixture_b);
    struct report *now = fixture(*state, fixture_b);

    before->year = 2024;
    struct report_check c = run(*state, now, before);

    assert_true(fixture_found(&c, "H4", REPORT_WRONG));
    assert_int_equal(fixture_finding(&c, "H4")->expected, 783);
    for (size_t k = 0; k < REPORT_COLUMNS; k++) before->t3[ROW_NEXT][k] = now->t3[ROW_PREV][k];
    c = run(*state, now, before);
    assert_false(fixture_found(&c, "H4", REPORT_WRONG));
    before->t3[ROW_NEXT][COLUMN_LEGAL].state = REPORT_UNKNOWN;
    c = run(*state, now, before);
    assert_true(fixture_found(&c, "H4", REPORT_UNCHECKED));
}

static void groups_of_table_four_add_up(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->t4[SUIT_DIRECT][OUTCOME_TOTAL] = report_count(57);
    struct report_check c = run(*state, r, NULL);

    assert_str(fixture_finding(&c, "H5")->row, S("suit_direct"));
    assert_int_equal(fixture_finding(&c, "H5")->expected, 56);
    r->t4[SUIT_DIRECT][OUTCOME_OTHER].state = REPORT_UNKNOWN;
    c = run(*state, r, NULL);
    assert_int_equal(c.wrong, 0);
    assert_true(fixture_found(&c, "H5", REPORT_UNCHECKED));
}

static void counts_are_whole_and_not_negative(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->t2[6] = report_count(-3);
    assert_true(fixture_found(&(struct report_check){0}, "H6", REPORT_WRONG) == false);
    struct report_check c = run(*state, r, NULL);

    assert_true(fixture_found(&c, "H6", REPORT_WRONG));
    r = fixture(*state, fixture_b);
    report_cell_read(&r->t2[6], *state, S("3.5"), REPORT_COUNT);
    c = run(*state, r, NULL);
    assert_true(fixture_found(&c, "H6", REPORT_WRONG));
    report_cell_read(&r->t2[6], *state, S("见附件"), REPORT_COUNT);
    c = run(*state, r, NULL);
    assert_false(fixture_found(&c, "H6", REPORT_WRONG));
    assert_true(fixture_found(&c, "H6", REPORT_UNCHECKED));
    /* A change may be negative. */
    r = fixture(*state, fixture_a);
    r->t2[6] = report_count(10);
    r->t2[7] = report_count(-3);
    c = run(*state, r, NULL);
    assert_int_equal(c.n, 0);
}

static void a_fee_that_was_charged_is_told(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->prose[5] = S("依规定对3件申请收取了信息处理费。");
    struct report_check c = run(*state, r, NULL);

    assert_true(fixture_found(&c, "H7", REPORT_WRONG));
    r->prose[5] = S("依规定对3件申请收取了信息处理费，共计420元。");
    c = run(*state, r, NULL);
    assert_false(fixture_found(&c, "H7", REPORT_WRONG));
    r->prose[5] = S("本年度未收取信息处理费。");
    c = run(*state, r, NULL);
    assert_int_equal(c.n, 0);
}

static void documents_in_force_follow_from_the_year_before(void **state)
{
    struct report *before = fixture(*state, fixture_b);
    struct report *now = fixture(*state, fixture_b);
    struct report_check c;

    before->t2[2] = report_count(74 - 3 + 5);
    before->t2[5] = report_count(4185 - 564 + 984);
    c = run(*state, now, before);
    assert_false(fixture_found(&c, "S1", REPORT_DOUBTFUL));
    before->t2[5] = report_count(4000);
    c = run(*state, now, before);
    assert_str(fixture_finding(&c, "S1")->row, S("normative"));
    assert_int_equal(fixture_finding(&c, "S1")->expected, 4000 + 564 - 984);
}

static void items_of_2019_follow_too(void **state)
{
    struct report *before = fixture(*state, fixture_a);
    struct report *now = fixture(*state, fixture_a);
    struct report_check c;

    before->t2[6] = report_count(30);
    before->t2[7] = report_count(4);
    now->t2[6] = report_count(34);
    c = run(*state, now, before);
    assert_false(fixture_found(&c, "S2", REPORT_DOUBTFUL));
    now->t2[6] = report_count(33);
    c = run(*state, now, before);
    assert_true(fixture_found(&c, "S2", REPORT_DOUBTFUL));
    now->t2[7] = report_count(-40);
    c = run(*state, now, NULL);
    assert_true(fixture_found(&c, "S4", REPORT_DOUBTFUL));
    now->t2[1] = report_count(600);
    c = run(*state, now, NULL);
    assert_true(fixture_found(&c, "S3", REPORT_DOUBTFUL));
    now->t2[2].state = REPORT_UNKNOWN;
    c = run(*state, now, NULL);
    assert_true(fixture_found(&c, "S3", REPORT_UNCHECKED));
}

static void only_some_may_make_rules(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->issuer = S("平潭综合实验区管委会");
    struct report_check c = run(*state, r, NULL);

    assert_true(fixture_found(&c, "S6", REPORT_DOUBTFUL));
    r->t2[0] = report_count(0);
    c = run(*state, r, NULL);
    assert_false(fixture_found(&c, "S6", REPORT_DOUBTFUL));
}

static void sections_say_something(void **state)
{
    struct report *r = fixture(*state, fixture_b);
    struct report_check c;

    r->prose[4] = S("无。");
    r->prose[5] = S("");
    c = run(*state, r, NULL);
    assert_true(fixture_found(&c, "S9", REPORT_DOUBTFUL));
    assert_true(fixture_found(&c, "S13", REPORT_DOUBTFUL));
    r->titled[4] = r->titled[5] = false;
    c = run(*state, r, NULL);
    assert_false(fixture_found(&c, "S9", REPORT_DOUBTFUL));
    assert_true(fixture_found(&c, "S9", REPORT_UNCHECKED));
    r = fixture(*state, fixture_b);
    struct buf long_text;

    buf_init(&long_text, *state, 8192);
    for (size_t i = 0; i < 1001; i++) buf_lit(&long_text, "字");
    r->prose[0] = buf_str(&long_text);
    c = run(*state, r, NULL);
    assert_true(fixture_found(&c, "S12", REPORT_DOUBTFUL));
    r->prose[0] = str_head(r->prose[0], 3000);
    c = run(*state, r, NULL);
    assert_false(fixture_found(&c, "S12", REPORT_DOUBTFUL));
}

static void the_same_text_every_year_is_seen(void **state)
{
    struct report *before = fixture(*state, fixture_b);
    struct report *now = fixture(*state, fixture_b);

    now->prose[4] = S("一是公开的及时性不够，个别单位信息更新不及时；二是解读形式单一，群众看不懂；"
                      "三是队伍不稳定，培训不够。下一步将加强督查，丰富解读形式，开展业务培训，"
                      "提升工作水平，确保各项任务落到实处。");
    before->prose[4] = now->prose[4];
    struct report_check c = run(*state, now, before);

    assert_true(fixture_found(&c, "S10", REPORT_DOUBTFUL));
    before->prose[4] = S("依申请公开办理质量有待提高，答复文书不规范。已经制定了文书范本。");
    c = run(*state, now, before);
    assert_false(fixture_found(&c, "S10", REPORT_DOUBTFUL));
}

static void pending_cases_reappear(void **state)
{
    struct report *before = fixture(*state, fixture_b);
    struct report *now = fixture(*state, fixture_b);
    struct report_check c = run(*state, now, before);

    assert_false(fixture_found(&c, "S11", REPORT_DOUBTFUL));
    before->t4[SUIT_DIRECT][OUTCOME_PENDING] = report_count(57);
    c = run(*state, now, before);
    assert_true(fixture_found(&c, "S11", REPORT_DOUBTFUL));
}

static void other_results_are_rare_in_2019(void **state)
{
    struct report *r = fixture(*state, fixture_a);

    r->t3[ROW_R6][COLUMN_TOTAL] = report_count(50);
    struct report_check c = run(*state, r, NULL);

    assert_true(fixture_found(&c, "S14", REPORT_DOUBTFUL));
}

static void empty_parts_count_nothing_and_empty_totals_are_said(void **state)
{
    struct report *r = fixture(*state, fixture_a);
    struct report_check c;

    for (size_t i = 0; i < REPORT_ROWS; i++)
        for (size_t k = 0; k < REPORT_COLUMNS; k++) {
            if (r->has[i] && !r->t3[i][k].value) r->t3[i][k].state = REPORT_BLANK;
            if (r->has[i] && k == COLUMN_TOTAL && report_row_is_leaf(i))
                r->t3[i][k] = (struct report_cell){
                    .state = REPORT_BLANK, .amount = S(""), .unit = S(""), .shown = S("")};
        }
    c = run(*state, r, NULL);
    assert_int_equal(c.wrong, 0);
    assert_true(fixture_found(&c, "H1", REPORT_UNCHECKED));
    assert_false(fixture_found(&c, "H2", REPORT_UNCHECKED));
    /* What does not add up is found although the cells beside it are empty. */
    r->t3[ROW_NEW][COLUMN_TOTAL] = report_count(860);
    c = run(*state, r, NULL);
    assert_int_equal(fixture_finding(&c, "H1")->expected, 859);
}

static void only_totals_filled_in_are_not_called_wrong(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    for (size_t k = 0; k < COLUMN_TOTAL; k++) r->t3[ROW_R1][k].state = REPORT_BLANK;
    struct report_check c = run(*state, r, NULL);

    assert_int_equal(c.wrong, 0);
    assert_true(fixture_found(&c, "H1", REPORT_UNCHECKED));
    assert_true(fixture_found(&c, "H2", REPORT_UNCHECKED));
}

static void unknown_cells_make_no_violation(void **state)
{
    struct report *r = fixture(*state, fixture_b);
    struct report_check c;

    for (size_t i = 0; i < REPORT_ROWS; i++)
        for (size_t k = 0; k < REPORT_COLUMNS; k++) r->t3[i][k].state = REPORT_UNKNOWN;
    c = run(*state, r, NULL);
    assert_int_equal(c.wrong, 0);
    assert_true(fixture_found(&c, "H1", REPORT_UNCHECKED));
    assert_true(fixture_found(&c, "H2", REPORT_UNCHECKED));
    assert_true(fixture_found(&c, "H3", REPORT_UNCHECKED));
    assert_int_equal(c.unknown, 25 * 7);
}

/* ---- prose against tables ------------------------------------------------------------------- */

/* How many S5 findings a text gives over fixture A. */
static size_t doubts(struct arena *a, const char *text)
{
    struct report *r = fixture(a, fixture_a);
    size_t n = 0;

    r->prose[0] = str_of(text);
    struct report_check c = run(a, r, NULL);

    for (size_t i = 0; i < c.n; i++)
        n += str_eq(c.findings[i].rule->id, S("S5")) && c.findings[i].verdict == REPORT_DOUBTFUL;
    return n;
}

static void the_known_mistakes_of_a_published_report_are_found(void **state)
{
    static const char text[] =
        "（二）依申请公开方面市政府办公厅代表市政府共受理政府信息公开申请859件，"
        "申请数量较去年回落12.3%；答复政府信息公开申请805件（含上年度结转申请18件，另有72件申请按照"
        "《条例》顺延到下年度答复），均在法定期限内予以答复。予以公开及部分公开258件，占33.9%；"
        "不予公开35件，占4.34%；因本机关不掌握等原因无法提供265件，占32.9%；不予处理158件，占19.6%"
        "；"
        "其他处理0件。信息公开类行政复议7件，诉讼9件，均获维持。（三）政府信息管理方面";

    assert_int_equal(doubts(*state, text), 6);
}

static void sentences_of_offices_are_understood(void **state)
{
    static const char *const right[] = {
        "全年共收到政府信息公开申请859件，上年结转18件，办结805件，结转至2020年72件。",
        "本年新收政府信息公开申请 859 件，其中自然人申请821件，商业企业35件。",
        "收到政府信息公开申请859件，法人或其他组织38件。",
        "２０１９年受理依申请公开８５９件。",
        "共办理政府信息公开申请877件，其中予以公开272件、部分公开3件。",
        "政府信息公开申请方面，行政复议7件，其中维持5件；行政诉讼9件，维持8件。",
        "72件政府信息公开申请结转下年度继续办理。",
        "全年主动公开政府信息1万余条，办理人大代表建议33件，收到群众留言259件，均已答复259件。",
        "受理政府信息公开申请859件，办理12345热线工单4321件。",
        "刊登规章、规范性文件等112件，依申请公开政策解读83件。",
    };

    for (size_t i = 0; i < COUNT_OF(right); i++)
        if (doubts(*state, right[i])) fail_msg("doubts: %s", right[i]);
}

static void wrong_numbers_in_them_are_found(void **state)
{
    static const char *const wrong[] = {
        "全年共收到政府信息公开申请858件。",
        "收到政府信息公开申请859件，办结803件。",
        "收到政府信息公开申请859件，上年结转17件。",
        "收到政府信息公开申请859件，结转下年度71件。",
        "收到政府信息公开申请859件，自然人820件。",
        "政府信息公开申请不予公开36件。",
        "因政府信息公开申请被提起行政复议8件。",
        "因政府信息公开工作引发行政诉讼10件。",
        "71件政府信息公开申请结转下年度继续办理。",
        "政府信息公开申请方面，行政复议7件，其中维持6件。",
    };

    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        if (doubts(*state, wrong[i]) != 1)
            fail_msg("%zu doubts: %s", doubts(*state, wrong[i]), wrong[i]);
}

static void parts_that_are_all_must_be_the_whole(void **state)
{
    assert_int_equal(doubts(*state, "共公布政府信息10条，(其中机构类3条，文件类2条，其他5条)。"),
                     0);
    assert_int_equal(doubts(*state, "共公布政府信息10条（其中机构类3条，文件类2条，其他4条）。"),
                     1);
    /* Parts of parts are no parts; a list without the others need not be whole. */
    assert_int_equal(doubts(*state, "共10条（A类3条（新2条、旧1条），B类2条，其他5条），另有7件。"),
                     0);
    assert_int_equal(doubts(*state, "共公布政府信息10条（其中机构类3条，文件类2条，财政4条）。"),
                     0);
    assert_int_equal(doubts(*state, "共10条（网站3个，公报2份，其他4条）。"), 0);
}

static void numbers_of_the_office_alone_are_not_called_wrong(void **state)
{
    struct report *r = fixture(*state, fixture_b);

    r->prose[0] = S("区政府办公室代表区政府共受理政府信息公开申请17件，办结17件。");
    struct report_check c = run(*state, r, NULL);

    assert_false(fixture_found(&c, "S5", REPORT_DOUBTFUL));
    assert_true(fixture_found(&c, "S5", REPORT_UNCHECKED));
}

static void the_rules_are_those_of_the_register(void **state)
{
    (void)state;
    assert_int_equal(report_rules_n, 7 + 16);
    for (size_t i = 0; i < report_rules_n; i++) {
        assert_int_equal(report_rules[i].hard, report_rules[i].id.p[0] == 'H');
        assert_int_equal(report_rules[i].run == NULL,
                         report_rules[i].needs == REPORT_NEEDS_RECORDS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(published_figures_hold),
        UNIT(a_row_that_does_not_add_up_is_found),
        UNIT(any_single_wrong_cell_is_named),
        UNIT(two_equal_mistakes_blame_no_single_cell),
        UNIT(received_and_settled_must_balance),
        UNIT(what_was_carried_over_is_what_was_left),
        UNIT(groups_of_table_four_add_up),
        UNIT(counts_are_whole_and_not_negative),
        UNIT(a_fee_that_was_charged_is_told),
        UNIT(documents_in_force_follow_from_the_year_before),
        UNIT(items_of_2019_follow_too),
        UNIT(only_some_may_make_rules),
        UNIT(sections_say_something),
        UNIT(the_same_text_every_year_is_seen),
        UNIT(pending_cases_reappear),
        UNIT(other_results_are_rare_in_2019),
        UNIT(empty_parts_count_nothing_and_empty_totals_are_said),
        UNIT(only_totals_filled_in_are_not_called_wrong),
        UNIT(unknown_cells_make_no_violation),
        UNIT(the_known_mistakes_of_a_published_report_are_found),
        UNIT(sentences_of_offices_are_understood),
        UNIT(wrong_numbers_in_them_are_found),
        UNIT(parts_that_are_all_must_be_the_whole),
        UNIT(numbers_of_the_office_alone_are_not_called_wrong),
        UNIT(the_rules_are_those_of_the_register),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
