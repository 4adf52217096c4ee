/* Charts: what stands in the picture, and that nothing else can. */
#include "unit.h"

#include "render/chart.h"

static size_t count(str s, str part)
{
    size_t n = 0;

    for (size_t at = 0; (at = str_find(s, part, at)) != STR_NONE; at += part.n) n++;
    return n;
}

static const str years[] = {S_INIT("2021年"), S_INIT("2022年"), S_INIT("2023年"), S_INIT("2024年")};
static const int64_t open[] = {12, 30, 25, 41};
static const int64_t refused[] = {1, 0, CHART_NONE, 3};
static const struct chart_series two[] = {{S_INIT("予以公开"), open},
                                          {S_INIT("不予公开"), refused}};

static struct chart plain(enum chart_kind kind)
{
    return (struct chart){.kind = kind,
                          .id = S("answers"),
                          .title = S("答复结果"),
                          .desc = S("予以公开逐年增加。"),
                          .unit = S("件"),
                          .labels = years,
                          .n_labels = 4,
                          .series = two,
                          .n_series = 2};
}

static void bars_stand_with_axis_labels_and_legend(void **state)
{
    struct chart c = plain(CHART_BARS);
    str svg = chart_svg(*state, &c).html;

    assert_int_equal(count(svg, S("<rect")), 7 + 2); /* seven values, two of the legend */
    assert_int_equal(count(svg, S("<title>")), 7);
    assert_true(str_find(svg, S("<title>2024年 予以公开：41件</title>"), 0) != STR_NONE);
    assert_true(str_find(svg, S("aria-labelledby=\"answers-title answers-desc\""), 0) != STR_NONE);
    assert_true(str_find(svg, S("<title id=\"answers-title\">答复结果</title>"), 0) != STR_NONE);
    for (size_t i = 0; i < 4; i++) assert_true(str_find(svg, years[i], 0) != STR_NONE);
    /* What the content policy would refuse. */
    assert_int_equal(count(svg, S("style=")), 0);
    assert_int_equal(count(svg, S("<style")), 0);
    assert_int_equal(count(svg, S("NaN")), 0);
}

static void stacked_bars_end_at_their_sum(void **state)
{
    struct chart c = plain(CHART_STACKED);
    static const int64_t x[] = {50};
    static const struct chart_series halves[] = {{S_INIT("甲"), x}, {S_INIT("乙"), x}};

    c.series = halves;
    c.n_labels = 1;
    str svg = chart_svg(*state, &c).html;

    /* 0 to 100 over 200 points: two bars of 100, the second upon the first. */
    assert_int_equal(count(svg, S("height=\"100\" class=\"chart-s1\"")), 1);
    assert_int_equal(count(svg, S("height=\"100\" class=\"chart-s2\"")), 1);
    assert_true(str_find(svg, S(">100</text>"), 0) != STR_NONE);
}

static void a_gap_is_no_zero(void **state)
{
    struct chart c = plain(CHART_LINES);
    str svg = chart_svg(*state, &c).html;

    assert_int_equal(count(svg, S("<circle")), 7);
    /* The second line is broken: two moves. */
    size_t at = str_find(svg, S("chart-l2"), 0);
    str path = str_head(str_from(svg, at), str_find(svg, S("/>"), at) - at);

    assert_int_equal(count(path, S("M")), 2);
}

static void long_labels_lie_down(void **state)
{
    struct chart c = plain(CHART_BARS);
    static const str kinds[] = {S_INIT("属于法律行政法规禁止公开的信息"),
                                S_INIT("危及三安全一稳定的信息"), S_INIT("丙"), S_INIT("丁")};

    c.labels = kinds;
    str svg = chart_svg(*state, &c).html;

    assert_int_equal(count(svg, S("chart-grid")), 0);
    for (size_t i = 0; i < 4; i++) assert_true(str_find(svg, kinds[i], 0) != STR_NONE);
}

/* No two labels under the axis meet. */
static void labels_of_many_years_do_not_meet(void **state)
{
    struct arena *a = *state;
    str labels[CHART_LABELS_MOST];
    int64_t values[CHART_LABELS_MOST];
    struct chart_series one = {S("件数"), values};
    struct chart c = plain(CHART_LINES);

    for (int i = 0; i < CHART_LABELS_MOST; i++) {
        labels[i] = str_printf(a, "%d年", 1970 + i);
        values[i] = i;
    }
    c.labels = labels;
    c.series = &one;
    c.n_series = 1;
    for (size_t n = 1; n <= CHART_LABELS_MOST; n++) {
        c.n_labels = n;
        str svg = chart_svg(a, &c).html;

        /* 2029年 is some 45 wide with its distance; the axis is 412. */
        assert_in_range(count(svg, S("年</text>")), 1, 10);
        assert_true(str_find(svg, labels[n - 1], 0) != STR_NONE);
    }
}

static void nothing_to_show_is_said(void **state)
{
    struct chart c = plain(CHART_BARS);
    static const int64_t none[] = {CHART_NONE, CHART_NONE, CHART_NONE, CHART_NONE};
    static const struct chart_series empty = {S_INIT("无"), none};

    c.n_labels = 0;
    assert_true(str_find(chart_svg(*state, &c).html, S("暂无数据"), 0) != STR_NONE);
    c = plain(CHART_LINES);
    c.series = &empty;
    c.n_series = 1;
    assert_true(str_find(chart_svg(*state, &c).html, S("暂无数据"), 0) != STR_NONE);
    c = plain(CHART_STACKED);
    c.n_series = 0;
    assert_true(str_find(chart_svg(*state, &c).html, S("暂无数据"), 0) != STR_NONE);
}

static void hostile_words_and_numbers_stay_words_and_numbers(void **state)
{
    struct arena *a = *state;
    static const int64_t wild[] = {INT64_MAX, -INT64_MAX, 0, 1};
    static const struct chart_series series[] = {
        {S_INIT("</title><script>alert(1)</script>"), wild}, {S_INIT("\"onload=\"x"), wild}};
    static const str labels[] = {S_INIT("<b>"), S_INIT("\x01&"), S_INIT("'"), S_INIT("")};

    for (enum chart_kind kind = CHART_BARS; kind <= CHART_LINES; kind++) {
        struct chart c = plain(kind);

        c.id = S("x\"><script>");
        c.title = c.desc = c.unit = S("</svg><script>");
        c.series = series;
        c.labels = labels;
        str svg = chart_svg(a, &c).html;

        assert_int_equal(count(svg, S("<script")), 0);
        assert_int_equal(count(svg, S("\"onload")), 0);
        assert_int_equal(count(svg, S("<b>")), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(bars_stand_with_axis_labels_and_legend),
        UNIT(stacked_bars_end_at_their_sum),
        UNIT(a_gap_is_no_zero),
        UNIT(long_labels_lie_down),
        UNIT(labels_of_many_years_do_not_meet),
        UNIT(nothing_to_show_is_said),
        UNIT(hostile_words_and_numbers_stay_words_and_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
