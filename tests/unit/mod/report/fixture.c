#include "fixture.h"

struct row {
    enum report_row row;
    int v[REPORT_COLUMNS];
};

static const struct row rows_a[] = {
    {ROW_NEW, {821, 35, 0, 0, 2, 1, 859}},  {ROW_PREV, {18, 0, 0, 0, 0, 0, 18}},
    {ROW_R1, {258, 12, 0, 0, 1, 1, 272}},   {ROW_R2, {3, 0, 0, 0, 0, 0, 3}},
    {ROW_R3_1, {14, 0, 0, 0, 0, 0, 14}},    {ROW_R3_5, {5, 0, 0, 0, 0, 0, 5}},
    {ROW_R3_6, {3, 1, 0, 0, 0, 0, 4}},      {ROW_R3_8, {10, 2, 0, 0, 0, 0, 12}},
    {ROW_R4_1, {252, 12, 0, 0, 1, 0, 265}}, {ROW_R4_2, {44, 3, 0, 0, 0, 0, 47}},
    {ROW_R4_3, {25, 0, 0, 0, 0, 0, 25}},    {ROW_R5_1, {148, 1, 0, 0, 0, 0, 149}},
    {ROW_R5_2, {5, 4, 0, 0, 0, 0, 9}},      {ROW_R7, {767, 35, 0, 0, 2, 1, 805}},
    {ROW_NEXT, {72, 0, 0, 0, 0, 0, 72}},
};

static const struct row rows_b[] = {
    {ROW_NEW, {13612, 252, 0, 45, 128, 32, 14069}},
    {ROW_PREV, {535, 6, 0, 1, 18, 0, 560}},
    {ROW_R1, {5345, 129, 0, 41, 19, 14, 5548}},
    {ROW_R2, {2120, 39, 0, 1, 6, 2, 2168}},
    {ROW_R3_1, {13, 0, 0, 0, 0, 0, 13}},
    {ROW_R3_2, {30, 0, 0, 0, 0, 0, 30}},
    {ROW_R3_3, {11, 0, 0, 0, 0, 0, 11}},
    {ROW_R3_4, {49, 2, 0, 0, 0, 0, 51}},
    {ROW_R3_5, {103, 1, 0, 0, 0, 0, 104}},
    {ROW_R3_6, {84, 1, 0, 0, 0, 0, 85}},
    {ROW_R3_7, {282, 4, 0, 0, 0, 0, 286}},
    {ROW_R3_8, {147, 0, 0, 0, 1, 2, 150}},
    {ROW_R4_1, {3075, 50, 0, 0, 89, 8, 3222}},
    {ROW_R4_2, {177, 3, 0, 0, 0, 0, 180}},
    {ROW_R4_3, {19, 0, 0, 0, 0, 0, 19}},
    {ROW_R5_1, {199, 1, 0, 0, 3, 0, 203}},
    {ROW_R5_2, {147, 1, 0, 0, 0, 0, 148}},
    {ROW_R5_4, {100, 1, 0, 0, 0, 0, 101}},
    {ROW_R5_5, {5, 0, 0, 0, 0, 0, 5}},
    {ROW_R6_1, {315, 3, 0, 0, 0, 0, 318}},
    {ROW_R6_2, {202, 0, 0, 1, 0, 0, 203}},
    {ROW_R6_3, {941, 17, 0, 1, 3, 3, 965}},
    {ROW_R7, {13364, 252, 0, 44, 121, 29, 13810}},
    {ROW_NEXT, {783, 6, 0, 2, 25, 3, 819}},
};

static void fill(struct report *r, const struct row *rows, size_t n,
                 const int suits[REPORT_SUITS][REPORT_OUTCOMES])
{
    size_t figures;
    const struct report_figure *f = report_figures(r->format, &figures);

    for (size_t i = 0; i < figures; i++) {
        r->t2[i] = report_count(0);
        if (f[i].kind == REPORT_WAN || f[i].kind == REPORT_AMOUNT) {
            r->t2[i].amount = S("0");
            r->t2[i].unit = S("万元");
        }
    }
    for (size_t i = 0; i < REPORT_ROWS; i++)
        for (size_t k = 0; k < REPORT_COLUMNS; k++)
            if (r->has[i]) r->t3[i][k] = report_count(0);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < REPORT_COLUMNS; k++)
            r->t3[rows[i].row][k] = report_count(rows[i].v[k]);
    for (size_t i = 0; i < REPORT_SUITS; i++)
        for (size_t k = 0; k < REPORT_OUTCOMES; k++) r->t4[i][k] = report_count(suits[i][k]);
    for (size_t i = 0; i < REPORT_SECTIONS; i++) r->titled[i] = true;
    r->prose[4] = S("公开不够及时，下一步加强培训。");
    r->prose[5] = S("本年度未收取信息处理费。");
}

void fixture_a(struct report *r)
{
    static const int suits[REPORT_SUITS][REPORT_OUTCOMES] = {
        {5, 0, 0, 2, 7}, {8, 0, 0, 1, 9}, {0, 0, 0, 0, 0}};
    static const int normative[] = {13, 13, 524, 60, 60, 368};

    report_init(r, REPORT_FORM_2019);
    fill(r, rows_a, COUNT_OF(rows_a), suits);
    for (size_t i = 0; i < COUNT_OF(normative); i++) r->t2[i] = report_count(normative[i]);
    r->year = 2019;
    r->issuer = S("上海市人民政府办公厅");
}

void fixture_b(struct report *r)
{
    static const int suits[REPORT_SUITS][REPORT_OUTCOMES] = {
        {376, 97, 196, 121, 790}, {16, 1, 12, 27, 56}, {74, 1, 30, 51, 156}};
    static const int figures[] = {3, 5, 74, 564, 984, 4185, 11398889, 6937489, 166105};

    report_init(r, REPORT_FORM_2021);
    fill(r, rows_b, COUNT_OF(rows_b), suits);
    for (size_t i = 0; i < COUNT_OF(figures); i++) r->t2[i] = report_count(figures[i]);
    r->t2[9].amount = S("316441");
    r->year = 2025;
    r->issuer = S("某市人民政府");
}

bool fixture_found(const struct report_check *c, const char *rule, enum report_verdict verdict)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->findings[i].rule->id, str_of(rule)) && c->findings[i].verdict == verdict)
            return true;
    return false;
}

const struct report_finding *fixture_finding(const struct report_check *c, const char *rule)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->findings[i].rule->id, str_of(rule))) return &c->findings[i];
    return NULL;
}
