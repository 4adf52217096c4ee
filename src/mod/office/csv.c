/* A list as a table for spreadsheets: the same filters, order and columns as the page. */
#include "mod/office/csv.h"

#include "core/flow_sql.h"
#include "mod/office/list_page.h"

static bool begins_like_formula(str text)
{
    static const str signs[] = {S_INIT("="),  S_INIT("+"),  S_INIT("-"),  S_INIT("@"),
                                S_INIT("\t"), S_INIT("\r"), S_INIT("\n"), S_INIT("＝"),
                                S_INIT("＋"), S_INIT("－"), S_INIT("＠")};

    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (str_starts(text, signs[i])) return true;
    return false;
}

void office_csv_cell(struct buf *out, str text)
{
    /* Blanks before the sign are dropped by some spreadsheets. */
    buf_byte(out, '"');
    if (begins_like_formula(text) || begins_like_formula(str_trim(text))) buf_byte(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') buf_byte(out, '"');
        buf_byte(out, text.p[i]);
    }
    buf_byte(out, '"');
}

static void write_row(struct buf *out, struct arena *a, const struct office_line *l)
{
    office_csv_cell(out, l->row.title);
    for (size_t k = 0; k < l->n_cells; k++) {
        const struct office_list_cell *c = &l->cells[k];

        buf_byte(out, ',');
        if (c->kind == OFFICE_CELL_STATE) {
            office_csv_cell(out, l->row.state);
        } else if (c->kind == OFFICE_CELL_CLOCK) {
            office_csv_cell(out, date_str(a, l->row.clock.due));
            buf_byte(out, ',');
            office_csv_cell(out, l->row.clock.word);
        } else {
            office_csv_cell(out, c->text);
        }
    }
    buf_lit(out, "\r\n");
}

static void write_head(struct buf *out, unsigned columns)
{
    office_csv_cell(out, S("标题"));
    for (unsigned k = 0; k < OFFICE_COLUMNS_; k++) {
        if (!(columns & 1U << k)) continue;
        buf_byte(out, ',');
        office_csv_cell(out, office_columns[k].label);
        if (k == OFFICE_COL_DUE) {
            buf_byte(out, ',');
            office_csv_cell(out, S("期限情况"));
        }
    }
    buf_lit(out, "\r\n");
}

struct err *office_list_csv(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct office_listing l = {
        .env = &staff_env(rq)->flow, .now_ms = rq->now_ms, .size = OFFICE_CSV_ROWS};
    struct office_query q;
    const struct flow *f;

    TRY(office_flow_of(rq, &f));
    office_query_read(a, &rq->query, f, &q);
    office_query_listing(&q, f, rq->actor, date_of_ms(rq->now_ms), &l);
    TRY(db_read(rq->db, a, office_listing_load, &l));
    if (l.total > OFFICE_CSV_ROWS)
        return ERR(a, INVALID, "共%lld件，一次最多导出%d件，请先缩小筛选范围", (long long)l.total,
                   OFFICE_CSV_ROWS);
    resp_type(rs, S("text/csv; charset=utf-8"));
    resp_header(rs, S("Content-Disposition"),
                str_printf(a, "attachment; filename=\"%s-%.*s.csv\"", f->kind,
                           STR_ARG(date_str(a, date_of_ms(rq->now_ms)))));
    buf_lit(&rs->body, "\xef\xbb\xbf"); /* or Excel reads it in the system's old encoding */
    write_head(&rs->body, q.columns);
    for (size_t i = 0; i < l.n; i++) {
        struct office_line *line;

        office_lines_fill(rq, f, q.columns, &l.still, &l.rows[i], 1, &line);
        write_row(&rs->body, a, line);
    }
    return NULL;
}
