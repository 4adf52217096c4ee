/* The pages of the registers. */
#include "mod/yearly/internal.h"
#include "mod/yearly/view.h"

#include "yearly_views.h"
#include "core/audit.h"
#include "mod/yearly/yearly_sql.h"
#include "text/json.h"

struct work {
    struct scope scope;
    const struct actor *actor;
    str remote;
    int64_t now_ms, organ, id;
    struct yearly_entry entry;
    int64_t year;
    str outcome;
    struct yearly_row *rows;
    size_t n;
    struct yearly_row row;
};

static struct work work_of(const struct req *rq)
{
    return (struct work){
        .scope = *rq->actor->scope, .actor = rq->actor, .remote = rq->remote, .now_ms = rq->now_ms};
}

static str detail_of(struct arena *a, str title)
{
    struct json_out o;
    struct buf b;

    buf_init(&b, a, 4096);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_str(&o, S("title"), title);
    json_out_object_end(&o);
    return buf_str(&b);
}

static struct err *record(struct db_tx *tx, struct arena *a, const struct work *w,
                          const char *action, str title)
{
    struct audit_entry e = {.site_id = w->scope.site,
                            .staff_id = w->actor->user,
                            .actor = w->actor->name,
                            .action = str_of(action),
                            .object = S("yearly"),
                            .object_id = w->id,
                            .detail = detail_of(a, title),
                            .remote = w->remote};

    return audit_write(tx, a, w->now_ms, &e);
}

/* ---- the list ------------------------------------------------------------------------------- */

static struct err *load_rows(struct db_tx *tx, struct arena *a, void *arg)
{
    struct work *w = arg;

    return yearly_list(tx, a, w->scope, w->entry.kind, w->year, &w->rows, &w->n);
}

/* With commas between thousands, as tables print large sums. */
static str yuan(struct arena *a, int64_t fen)
{
    str text = str_printf(a, "%lld", (long long)(fen / 100));
    size_t first = text.n % 3;
    str out = str_head(text, first);

    for (size_t i = first; i < text.n; i += 3)
        out = str_printf(a, "%.*s%s%.*s", STR_ARG(out), out.n ? "," : "",
                         STR_ARG(str_head(str_from(text, i), 3)));
    return str_printf(a, "%.*s.%02lld元", STR_ARG(out), (long long)(fen % 100));
}

static str what_of(struct arena *a, const struct yearly_kind *k, const struct yearly_row *r)
{
    switch (k->shape) {
    case YEARLY_DECISIONS:
        return str_printf(a, "%lld件", (long long)r->number);
    case YEARLY_AMOUNT:
        return yuan(a, r->amount_fen);
    case YEARLY_CASE:
        return !r->ended_year.set                   ? S("尚未审结")
               : str_eq(r->outcome, S("upheld"))    ? S("结果维持")
               : str_eq(r->outcome, S("corrected")) ? S("结果纠正")
                                                    : S("其他结果");
    case YEARLY_ITEM:
        break;
    }
    return r->ended_year.set ? S("已终止") : S("现行");
}

static bool counts_whole_life(const struct yearly_kind *k)
{
    return k->shape == YEARLY_ITEM || k->shape == YEARLY_CASE;
}

static void fill_lines(struct req *rq, const struct work *w, const struct yearly_kind *k,
                       struct yearly_view *v)
{
    struct arena *a = rq->arena;
    struct yearly_line *lines = ARENA_ARRAY(a, struct yearly_line, w->n);
    int64_t number = 0;
    int64_t fen = 0;

    for (size_t i = 0; i < w->n; i++) {
        const struct yearly_row *r = &w->rows[i];

        /* What is of one year stands in that year only. */
        if (!counts_whole_life(k) && r->year != w->year) continue;
        number += r->number;
        fen += r->amount_fen;
        lines[v->n++] = (struct yearly_line){
            .id = r->id,
            .title = r->title,
            .organ = r->organ,
            .years = r->ended_year.set ? str_printf(a, "%lld—%lld", (long long)r->year,
                                                    (long long)r->ended_year.v)
                                       : str_printf(a, "%lld", (long long)r->year),
            .what = what_of(a, k, r),
            .evidence = r->evidence,
            .end_url = counts_whole_life(k) && !r->ended_year.set
                           ? str_printf(a, "/staff/yearly/%lld/end", (long long)r->id)
                           : S(""),
            .delete_url = str_printf(a, "/staff/yearly/%lld/delete", (long long)r->id),
        };
    }
    v->lines = lines;
    v->sum = k->shape == YEARLY_DECISIONS
                 ? str_printf(a, "共%zu条，%lld件。", v->n, (long long)number)
             : k->shape == YEARLY_AMOUNT
                 ? str_printf(a, "共%zu条，合计%.*s。", v->n, STR_ARG(yuan(a, fen)))
                 : str_printf(a, "共%zu条。", v->n);
}

static str list_url(struct arena *a, str kind, int64_t year)
{
    return str_printf(a, "/staff/yearly/?kind=%.*s&year=%lld", STR_ARG(kind), (long long)year);
}

static void fill_kinds(struct req *rq, const struct work *w, struct yearly_view *v)
{
    size_t n;
    const struct yearly_kind *all = yearly_kinds(&n);
    struct page_link *links = ARENA_ARRAY(rq->arena, struct page_link, n);

    for (size_t i = 0; i < n; i++)
        links[i] = (struct page_link){
            .label = str_of(all[i].label),
            .url = list_url(rq->arena, str_of(all[i].name), w->year),
            .hint = S(""),
            .icon = S(""),
            .current = str_eq(str_of(all[i].name), w->entry.kind),
        };
    v->kinds = links;
    v->n_kinds = n;
}

struct err *yearly_page(struct req *rq, struct resp *rs)
{
    struct yearly_view v = {0};
    struct work w = work_of(rq);
    int64_t this_year = date_parts(date_of_ms(rq->now_ms)).year;
    bool again = method_changes(rq->method);
    str asked = again ? req_typed(rq, "kind") : req_query(rq, "kind");
    const struct yearly_kind *k = yearly_kind_of(asked);
    bool shown;
    bool whole;

    if (!k) k = yearly_kind_of(S("license_item"));
    w.entry.kind = str_of(k->name);
    w.year = req_query_int(rq, "year", YEARLY_FIRST + 1, YEARLY_LAST - 1, this_year);
    TRY(staff_begin(rq, rs, S("年度登记"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load_rows, &w));
    v.year = w.year;
    v.kind = w.entry.kind;
    v.label = str_of(k->label);
    v.prev_url = list_url(rq->arena, v.kind, w.year - 1);
    v.next_url = list_url(rq->arena, v.kind, w.year + 1);
    fill_kinds(rq, &w, &v);
    fill_lines(rq, &w, k, &v);
    struct value given[] = {{S("kind"), v.kind},
                            {S("year"), str_printf(rq->arena, "%lld", (long long)w.year)}};
    struct values start = {given, COUNT_OF(given)};

    v.fields =
        staff_draw(rq->arena, &yearly_form, S("y-"), again ? &rq->raw : &start, rq->errors, &whole);
    view_yearly_page(&rs->body, &v);
    return NULL;
}

/* ---- changes -------------------------------------------------------------------------------- */

static struct err *enter(struct db_tx *tx, struct arena *a, void *arg)
{
    struct work *w = arg;

    TRY(yearly_enter(tx, a, w->scope, w->organ, &w->entry, w->now_ms));
    return record(tx, a, w, "yearly.enter", w->entry.title);
}

/* The organ that the person's scope begins at. */
static int64_t own_organ(const struct req *rq)
{
    const struct organs *all = &staff_site(rq)->organs;

    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].path, rq->actor->scope->organs)) return all->items[i].id;
    return 0;
}

struct err *yearly_add(struct req *rq, struct resp *rs)
{
    const struct yearly_input *in = REQ_INPUT(rq, struct yearly_input);
    struct work w = work_of(rq);

    w.organ = own_organ(rq);
    w.entry = (struct yearly_entry){.kind = in->kind,
                                    .title = in->title,
                                    .evidence = in->evidence,
                                    .year = in->year,
                                    .outcome = S(""),
                                    .number = in->number};
    if (in->amount.n && !yearly_amount_parse(in->amount, &w.entry.amount_fen))
        return ERR_FIELD(rq->arena, "amount", "金额不正确");
    TRY(db_write(rq->db, rq->arena, enter, &w));
    resp_redirect(rs, list_url(rq->arena, in->kind, in->year));
    return NULL;
}

static struct err *load_row(struct db_tx *tx, struct arena *a, void *arg)
{
    struct work *w = arg;
    bool found;

    TRY(yearly_get(tx, a, w->scope, w->id, &w->row, &found));
    return found ? NULL : ERR(a, NOT_FOUND, "没有这条登记，或者不在您的管理范围内");
}

struct err *yearly_end_page(struct req *rq, struct resp *rs)
{
    struct yearly_end_view v = {0};
    struct work w = work_of(rq);
    bool shown;
    bool whole;

    TRY(req_param_id(rq, "id", &w.id));
    TRY(staff_begin(rq, rs, S("终止或者办结"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load_row, &w));
    v.id = w.id;
    v.title = w.row.title;
    v.back_url = list_url(rq->arena, w.row.kind, w.row.year);
    v.fields = staff_draw(rq->arena, &yearly_end_form, S("y-"), &rq->raw, rq->errors, &whole);
    view_yearly_end_page(&rs->body, &v);
    return NULL;
}

static struct err *end(struct db_tx *tx, struct arena *a, void *arg)
{
    struct work *w = arg;
    int64_t changed;

    TRY(load_row(tx, a, w));
    const struct yearly_kind *k = yearly_kind_of(w->row.kind);

    if (!k || !counts_whole_life(k)) return ERR(a, GUARD, "这种登记没有终止年度");
    if (k->shape == YEARLY_CASE && !w->outcome.n)
        return ERR_FIELD(a, "outcome", "审结的案件须选择结果");
    if (k->shape != YEARLY_CASE) w->outcome = S("");
    if (w->year < w->row.year)
        return ERR_FIELD(a, "ended_year", "不能早于开始的年度%lld", (long long)w->row.year);
    TRY(yearly_end(tx, a, w->scope, w->id, w->year, w->outcome, &changed));
    if (changed != 1) return ERR(a, GUARD, "已经终止或者审结过");
    return record(tx, a, w, "yearly.end", w->row.title);
}

struct err *yearly_end_post(struct req *rq, struct resp *rs)
{
    const struct yearly_end_input *in = REQ_INPUT(rq, struct yearly_end_input);
    struct work w = work_of(rq);

    TRY(req_param_id(rq, "id", &w.id));
    w.year = in->ended_year;
    w.outcome = in->outcome;
    TRY(db_write(rq->db, rq->arena, end, &w));
    resp_redirect(rs, list_url(rq->arena, w.row.kind, in->ended_year));
    return NULL;
}

static struct err *delete_row(struct db_tx *tx, struct arena *a, void *arg)
{
    struct work *w = arg;

    TRY(load_row(tx, a, w));
    TRY(yearly_delete(tx, a, w->scope, w->id, NULL));
    return record(tx, a, w, "yearly.delete", w->row.title);
}

struct err *yearly_delete_post(struct req *rq, struct resp *rs)
{
    struct work w = work_of(rq);

    TRY(req_param_id(rq, "id", &w.id));
    TRY(db_write(rq->db, rq->arena, delete_row, &w));
    resp_redirect(rs, list_url(rq->arena, w.row.kind, w.row.year));
    return NULL;
}
