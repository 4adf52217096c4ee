/* Two pages: the board, and the records behind its figure. */
#include "mod/template/internal.h"
#include "mod/template/view.h"

#include "board_views.h"

enum { RECORDS_MOST = 500 };

static struct err *load_board(struct db_tx *tx, struct arena *a, void *arg)
{
    struct template_board_load *l = arg;

    TRY(template_board(tx, a, l->scope, l->today, &l->notices, &l->n));
    return template_figure.count(tx, a, &l->year, &l->shown);
}

/* Who is asking, about which year (this one, where the address names none). */
static struct figure_query query_of(const struct req *rq)
{
    int64_t this_year = date_parts(date_of_ms(rq->now_ms)).year;

    return (struct figure_query){
        .site = {rq->site.id},
        .scope = *rq->actor->scope,
        .year = req_query_int(rq, "year", DATE_YEAR_LEAST, DATE_YEAR_MOST - 1, this_year),
    };
}

struct err *template_board_read(struct req *rq, struct template_board_load *out)
{
    *out = (struct template_board_load){
        .scope = *rq->actor->scope, .today = date_of_ms(rq->now_ms), .year = query_of(rq)};
    return db_read(rq->db, rq->arena, load_board, out);
}

struct err *template_board_page(struct req *rq, struct resp *rs)
{
    struct template_board_view v = {0};
    struct template_board_load l;
    bool shown;

    TRY(staff_begin(rq, rs, S("样例栏"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(template_board_read(rq, &l));
    v.notices = l.notices;
    v.n = l.n;
    v.year = l.year.year;
    v.shown = l.shown;
    view_template_board(&rs->body, &v);
    return NULL;
}

struct shown_load {
    struct figure_query year;
    int64_t total;
    struct figure_record *rows;
    size_t n;
};

static struct err *load_shown(struct db_tx *tx, struct arena *a, void *arg)
{
    struct shown_load *l = arg;

    TRY(template_figure.count(tx, a, &l->year, &l->total));
    return template_figure.list(tx, a, &l->year, RECORDS_MOST, 0, &l->rows, &l->n);
}

struct err *template_shown_page(struct req *rq, struct resp *rs)
{
    struct template_shown_view v = {0};
    struct shown_load l = {.year = query_of(rq)};
    bool shown;

    TRY(staff_begin(rq, rs, S("挂出样例数"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load_shown, &l));
    v.year = l.year.year;
    v.total = l.total;
    v.records = l.rows;
    v.n = l.n;
    view_template_shown(&rs->body, &v);
    return NULL;
}
