/* The page of a list of cases: filters as a sentence, columns, saved views, boxes to tick. */
#include "mod/office/list_page.h"

#include "base/buf.h"
#include "base/vec.h"
#include "core/flow_sql.h"
#include "core/permission.h"
#include "list_views.h"

/* ---- filters -------------------------------------------------------------------------------- */

static const struct office_word whose[] = {{S_INIT(""), S_INIT("所有人")},
                                           {S_INIT("mine"), S_INIT("我发起")}};

static const struct staff_option *options_of(struct arena *a, const struct office_word *words,
                                             size_t n, str chosen)
{
    struct staff_option *out = ARENA_ARRAY(a, struct staff_option, n);

    for (size_t i = 0; i < n; i++)
        out[i] = (struct staff_option){.value = words[i].value,
                                       .label = words[i].label,
                                       .hint = S(""),
                                       .chosen = str_eq(words[i].value, chosen)};
    return out;
}

static void offer_states(struct arena *a, const struct flow *f, const struct office_query *q,
                         struct office_list_view *v)
{
    static const struct office_word groups[] = {{S_INIT(""), S_INIT("全部环节")},
                                                {S_INIT("open"), S_INIT("在办")},
                                                {S_INIT("closed"), S_INIT("已办结")}};
    struct office_word *words = ARENA_ARRAY(a, struct office_word, f->n_states + COUNT_OF(groups));
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(groups); i++) words[n++] = groups[i];
    for (size_t i = 0; i < f->n_states; i++)
        words[n++] = (struct office_word){str_of(f->states[i].name), f->states[i].label};
    v->states = options_of(a, words, n, q->state);
    v->n_states = n;
}

static void offer_organs(struct req *rq, const struct office_query *q, struct office_list_view *v)
{
    const struct directory_site *site = staff_site(rq);
    VEC(struct office_word) words = {0};

    *vec_push(rq->arena, &words) = (struct office_word){S(""), S("各机构")};
    for (size_t i = 0; i < site->organs.n; i++) {
        const struct organ *o = &site->organs.items[i];

        if (str_starts(o->path, rq->actor->scope->organs))
            *vec_push(rq->arena, &words) =
                (struct office_word){str_printf(rq->arena, "%lld", (long long)o->id), o->name};
    }
    v->organs = options_of(rq->arena, words.items, words.n,
                           q->organ ? str_printf(rq->arena, "%lld", (long long)q->organ) : S(""));
    v->n_organs = words.n;
}

static void fill_filters(struct req *rq, const struct flow *f, const struct office_query *q,
                         struct office_list_view *v)
{
    struct arena *a = rq->arena;
    struct staff_option *columns = ARENA_ARRAY(a, struct staff_option, OFFICE_COLUMNS_);

    offer_states(a, f, q, v);
    offer_organs(rq, q, v);
    v->dues = options_of(a, office_dues, v->n_dues = COUNT_OF(office_dues), q->due);
    v->whose = options_of(a, whose, v->n_whose = COUNT_OF(whose), q->mine ? S("mine") : S(""));
    v->sorts = options_of(a, office_sorts, v->n_sorts = COUNT_OF(office_sorts), q->sort);
    for (size_t i = 0; i < OFFICE_COLUMNS_; i++)
        columns[i] = (struct staff_option){.value = office_columns[i].value,
                                           .label = office_columns[i].label,
                                           .hint = S(""),
                                           .chosen = q->columns & 1U << i};
    v->columns = columns;
    v->n_columns = OFFICE_COLUMNS_;
    v->words = q->words;
    v->filtered = office_query_filters(q);
}

/* ---- rows ----------------------------------------------------------------------------------- */

static struct office_list_cell cell_of(struct arena *a, enum office_column column,
                                       const struct office_row *row, const struct flow_case_line *r)
{
    struct office_list_cell out = {.label = office_columns[column].label, .text = S("")};

    switch (column) {
    case OFFICE_COL_NUMBER:
        out.text = str_printf(a, "%lld", (long long)r->id);
        break;
    case OFFICE_COL_ORGAN:
        out.text = r->organ;
        break;
    case OFFICE_COL_STATE:
        out.kind = OFFICE_CELL_STATE;
        break;
    case OFFICE_COL_WAITS:
        out.text = row->waits_for;
        break;
    case OFFICE_COL_DUE:
        out.kind = OFFICE_CELL_CLOCK;
        break;
    case OFFICE_COL_BEGUN_BY:
        out.text = r->begun_by;
        break;
    case OFFICE_COL_LAST_BY:
        out.text = r->last_by;
        break;
    case OFFICE_COL_CHANGED:
        out.text = row->changed;
        break;
    case OFFICE_COL_CREATED:
        out.text = date_time_str(a, r->created_at);
        break;
    case OFFICE_COLUMNS_:
        break;
    }
    return out;
}

void office_lines_fill(struct req *rq, const struct flow *f, unsigned columns,
                       const struct office_stills *still, const struct flow_case_line *rows,
                       size_t n, struct office_line **out)
{
    struct arena *a = rq->arena;

    *out = ARENA_ARRAY(a, struct office_line, n);
    for (size_t i = 0; i < n; i++) {
        const struct flow_case_line *r = &rows[i];
        const struct office_place c = {
            r->id,          r->state,      r->title,  r->organ,
            r->due_clock.v, r->changed_at, r->due_on, office_still_of(still, r->id)};
        struct office_line *l = &(*out)[i];
        struct office_list_cell *cells = ARENA_ARRAY(a, struct office_list_cell, OFFICE_COLUMNS_);

        l->row = office_row_of(rq, f, &c, NULL);
        l->tick = str_printf(a, "%lld.%lld", (long long)r->id, (long long)r->version);
        for (unsigned k = 0; k < OFFICE_COLUMNS_; k++)
            if (columns & 1U << k)
                cells[l->n_cells++] = cell_of(a, (enum office_column)k, &l->row, r);
        l->cells = cells;
    }
}

size_t office_heads(struct arena *a, unsigned columns, const str **out)
{
    str *heads = ARENA_ARRAY(a, str, OFFICE_COLUMNS_);
    size_t n = 0;

    for (unsigned k = 0; k < OFFICE_COLUMNS_; k++)
        if (columns & 1U << k) heads[n++] = office_columns[k].label;
    *out = heads;
    return n;
}

/* ---- pager ---------------------------------------------------------------------------------- */

str office_list_url(struct arena *a, const struct flow *f, str query, int64_t page)
{
    const str parts[] = {str_printf(a, "/staff/cases/%s/", f->kind), query.n ? S("?") : S(""),
                         query, page > 1 ? (query.n ? S("&") : S("?")) : S(""),
                         page > 1 ? str_printf(a, "page=%lld", (long long)page) : S("")};

    return str_join(a, parts, COUNT_OF(parts), S(""));
}

/* The first, the last, and two on either side of the page. */
static void fill_pager(struct arena *a, const struct flow *f, struct office_list_view *v,
                       int64_t total, int64_t page)
{
    int64_t pages = (total + OFFICE_PAGE_SIZE - 1) / OFFICE_PAGE_SIZE;
    VEC(struct pager_step) steps = {0};
    int64_t last = 0;

    for (int64_t i = 1; i <= pages; i++) {
        if (i != 1 && i != pages && (i < page - 2 || i > page + 2)) continue;
        if (i > last + 1) *vec_push(a, &steps) = (struct pager_step){.gap = true, .url = S("")};
        *vec_push(a, &steps) = (struct pager_step){
            .number = i, .url = office_list_url(a, f, v->query, i), .current = i == page};
        last = i;
    }
    v->pager = (struct pager){
        .total = total,
        .page = page,
        .pages = pages,
        .prev_url = page > 1 ? office_list_url(a, f, v->query, page - 1) : S(""),
        .next_url = page < pages ? office_list_url(a, f, v->query, page + 1) : S(""),
        .steps = steps.items,
        .n_steps = steps.n,
    };
}

/* ---- the page ------------------------------------------------------------------------------- */

static bool may_begin(const struct actor *actor, const struct flow *f)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].from[0] && !f->steps[i].system && actor_may(actor, f->steps[i].perm))
            return true;
    return false;
}

struct page_load {
    struct office_listing listing;
    struct office_views views;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct page_load *p = arg;

    TRY(office_listing_load(tx, a, &p->listing));
    return office_views_load(tx, a, &p->views);
}

static void read_query(struct req *rq, const struct flow *f, struct office_query *q)
{
    struct values from = rq->query;

    /* The name of a view was refused: the list behind it is the one that was to be kept. */
    if (method_changes(rq->method) &&
        form_read_urlencoded(rq->arena, req_typed(rq, "query"), &from) != NULL)
        from = (struct values){0};
    office_query_read(rq->arena, &from, f, q);
}

static str sentence_of(struct arena *a, const struct office_query *q, const struct flow *f,
                       const struct directory_site *site, int64_t total)
{
    str sort = S("");

    for (size_t i = 0; i < COUNT_OF(office_sorts); i++)
        if (str_eq(office_sorts[i].value, q->sort)) sort = office_sorts[i].label;
    return str_printf(a, "%.*s，共 %lld 件，%.*s。", STR_ARG(office_query_sentence(a, q, f, site)),
                      (long long)total, STR_ARG(sort));
}

struct err *office_list_page(struct req *rq, struct resp *rs)
{
    struct arena *a = rq->arena;
    struct office_list_view v = {0};
    struct page_load p = {
        .listing = {.env = &staff_env(rq)->flow, .now_ms = rq->now_ms, .size = OFFICE_PAGE_SIZE}};
    struct office_query q;
    struct office_line *lines;
    const struct flow *f;
    int64_t page = req_query_int(rq, "page", 1, 100000, 1);
    bool shown;

    TRY(office_flow_of(rq, &f));
    TRY(staff_begin(rq, rs, f->label, &v.staff, &shown));
    if (!shown) return NULL;
    read_query(rq, f, &q);
    v.query = office_query_text(a, &q);
    office_query_listing(&q, f, rq->actor, date_of_ms(rq->now_ms), &p.listing);
    p.listing.skip = (page - 1) * OFFICE_PAGE_SIZE;
    p.views = (struct office_views){.actor = rq->actor, .flow = f, .query = v.query};
    TRY(db_read(rq->db, a, load, &p));
    office_lines_fill(rq, f, q.columns, &p.listing.still, p.listing.rows, p.listing.n, &lines);
    v.kind = str_of(f->kind);
    v.label = f->label;
    v.lines = lines;
    v.n_lines = p.listing.n;
    v.n_heads = office_heads(a, q.columns, &v.heads);
    v.sentence = sentence_of(a, &q, f, staff_site(rq), p.listing.total);
    v.new_url = may_begin(rq->actor, f) ? str_printf(a, "/staff/cases/%s/new", f->kind) : S("");
    v.csv_url = str_join(a,
                         (const str[]){str_printf(a, "/staff/cases/%s/list.csv", f->kind),
                                       v.query.n ? S("?") : S(""), v.query},
                         3, S(""));
    v.view_name = req_typed(rq, "name");
    v.view_error = rq->errors ? rq->errors->message : S("");
    office_views_fill(rq, f, &p.views, &v);
    fill_filters(rq, f, &q, &v);
    fill_pager(a, f, &v, p.listing.total, page);
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_office_list(&rs->body, &v);
    return NULL;
}
