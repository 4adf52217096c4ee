#include "mod/report/build.h"

#include "core/figure.h"
#include "core/module.h"

struct building {
    const struct core_env *env;
    struct db_tx *tx;
    struct arena *arena;
    struct figure_query query;
};

static const struct figure *figure_of(const struct core_env *env, str id)
{
    for (size_t m = 0; m < env->n_modules; m++)
        for (size_t i = 0; i < env->modules[m]->n_figures; i++)
            if (str_eq(str_of(env->modules[m]->figures[i].id), id))
                return &env->modules[m]->figures[i];
    return NULL;
}

static struct err *ask(struct building *b, str id, bool *known, int64_t *n)
{
    b->query.figure = figure_of(b->env, id);
    *known = b->query.figure != NULL;
    if (!*known) return NULL;
    return b->query.figure->count(b->tx, b->arena, &b->query, n);
}

static struct err *fill_count(struct building *b, str id, struct report_cell *cell)
{
    bool known;
    int64_t n;

    TRY(ask(b, id, &known, &n));
    if (known) *cell = report_count(n);
    return NULL;
}

/* Fen as 万元, with as many decimals as it has. */
static str wan_of(struct arena *a, int64_t fen)
{
    enum { FEN_A_WAN = 1000000 };
    str text =
        str_printf(a, "%lld.%06lld", (long long)(fen / FEN_A_WAN), (long long)(fen % FEN_A_WAN));

    while (str_ends(text, S("0"))) text = str_head(text, text.n - 1);
    return str_ends(text, S(".")) ? str_head(text, text.n - 1) : text;
}

static struct err *fill_money(struct building *b, str id, struct report_cell *cell)
{
    bool known;
    int64_t fen;

    TRY(ask(b, id, &known, &fen));
    if (known)
        *cell = (struct report_cell){.state = REPORT_KNOWN,
                                     .amount = wan_of(b->arena, fen),
                                     .unit = S("万元"),
                                     .shown = S("")};
    return NULL;
}

static struct err *fill_table_two(struct building *b, struct report *out)
{
    size_t n;
    const struct report_figure *cells = report_figures(out->format, &n);

    for (size_t i = 0; i < n; i++) {
        str id =
            str_printf(b->arena, "t2.%.*s.%.*s", STR_ARG(cells[i].row), STR_ARG(cells[i].column));
        bool money = cells[i].kind == REPORT_AMOUNT || cells[i].kind == REPORT_WAN;

        TRY(money ? fill_money(b, id, &out->t2[i]) : fill_count(b, id, &out->t2[i]));
    }
    return NULL;
}

static struct err *fill_table_three(struct building *b, struct report *out)
{
    for (size_t r = 0; r < REPORT_ROWS; r++)
        for (size_t c = 0; out->has[r] && c < REPORT_COLUMNS; c++)
            TRY(fill_count(b,
                           str_printf(b->arena, "requests.%.*s.%.*s", STR_ARG(report_rows[r].id),
                                      STR_ARG(report_columns[c].id)),
                           &out->t3[r][c]));
    return NULL;
}

static struct err *fill_table_four(struct building *b, struct report *out)
{
    for (size_t s = 0; s < REPORT_SUITS; s++)
        for (size_t o = 0; o < REPORT_OUTCOMES; o++)
            TRY(fill_count(b,
                           str_printf(b->arena, "t4.%.*s.%.*s", STR_ARG(report_suits[s].id),
                                      STR_ARG(report_outcomes[o].id)),
                           &out->t4[s][o]));
    return NULL;
}

struct err *report_build(const struct core_env *env, struct db_tx *tx, struct arena *a,
                         struct scope scope, int64_t year, str issuer, struct report *out)
{
    struct building b = {.env = env,
                         .tx = tx,
                         .arena = a,
                         .query = {.site = {scope.site}, .scope = scope, .year = year}};
    enum report_format format = report_format_of_year(year);

    if (format == REPORT_FORM_NONE)
        return ERR(a, INVALID, "%lld年度没有统一格式的年度报告（自2019年度起）", (long long)year);
    report_init(out, format);
    out->year = year;
    out->issuer = issuer;
    out->title =
        str_printf(a, "%.*s%lld年政府信息公开工作年度报告", STR_ARG(issuer), (long long)year);
    TRY(fill_table_two(&b, out));
    TRY(fill_table_three(&b, out));
    return fill_table_four(&b, out);
}
