/* The columns of the site: the tree, a new one, one changed or deleted. */
#include "mod/setup/internal.h"

#include "base/vec.h"

#include "setup_tree_views.h"

struct column_load {
    int64_t site;
    struct site_columns all;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_load *l = arg;

    return columns_load(tx, a, l->site, &l->all);
}

static struct err *read_all(struct req *rq, struct site_columns *out)
{
    struct column_load l = {.site = rq->actor->scope->site};

    TRY(db_read(rq->db, rq->arena, load, &l));
    columns_tree(rq->arena, &l.all, out);
    return NULL;
}

/* ---- the tree ------------------------------------------------------------------------------- */

static str note_of(struct arena *a, const struct site_column *c)
{
    return str_printf(a, "%lld 份%s", (long long)c->n, c->in_menu ? "" : "，不在主菜单");
}

struct err *setup_columns_page(struct req *rq, struct resp *rs)
{
    struct setup_tree_view v = {.add_url = S("/staff/setup/columns/new")};
    struct site_columns all;
    VEC(struct setup_node) nodes = {0};
    bool shown;

    TRY(staff_begin(rq, rs, S("栏目"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(setup_needs_top(rq));
    TRY(read_all(rq, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct site_column *c = &all.items[i];
        long long id = (long long)c->id;

        *vec_push(rq->arena, &nodes) = (struct setup_node){
            .id = c->id,
            .depth = (int64_t)column_depth(c->path),
            .name = c->name,
            .code = c->path,
            .note = note_of(rq->arena, c),
            .url = str_printf(rq->arena, "/staff/setup/columns/%lld", id),
            .add_url = str_printf(rq->arena, "/staff/setup/columns/new?parent=%lld", id),
        };
    }
    v.nodes = nodes.items;
    v.n_nodes = nodes.n;
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_setup_columns(&rs->body, &v);
    return NULL;
}

/* ---- one column ----------------------------------------------------------------------------- */

static bool is_within(const struct site_column *c, const struct site_column *above)
{
    return above &&
           (c->id == above->id || (str_starts(c->path, above->path) && c->path.n > above->path.n &&
                                   c->path.p[above->path.n] == '/'));
}

static void offer_parents(struct req *rq, const struct site_columns *all,
                          const struct site_column *self, struct staff_field *fields, size_t n)
{
    VEC(struct staff_option) list = {0};

    for (size_t i = 0; i < all->n; i++) {
        const struct site_column *c = &all->items[i];

        if (is_within(c, self)) continue;
        *vec_push(rq->arena, &list) = (struct staff_option){
            .value = str_printf(rq->arena, "%lld", (long long)c->id),
            .label = setup_indented(rq->arena, column_depth(c->path), c->name),
            .hint = S("")};
    }
    setup_offer(fields, n, "parent", list.items, list.n);
}

static void show(struct req *rq, struct resp *rs, const struct site_columns *all,
                 const struct site_column *self, struct site_column c, struct setup_item_view *v)
{
    const struct page_link up = {.label = S("栏目"), .url = S("/staff/setup/columns")};
    struct staff_field *fields =
        setup_draw(rq, &setup_column_form, setup_column_values(rq->arena, &c), &v->fields.n);

    offer_parents(rq, all, self, fields, v->fields.n);
    v->fields.items = fields;
    staff_crumbs(rq, &v->staff, &up, 1);
    view_setup_column(&rs->body, v);
}

struct err *setup_column_new_page(struct req *rq, struct resp *rs)
{
    struct setup_item_view v = {.is_new = true,
                                .action = S("/staff/setup/columns/new"),
                                .delete_url = S(""),
                                .address = S("")};
    struct site_column fresh = {.path = S(""),
                                .name = S(""),
                                .type = S(""),
                                .in_menu = true,
                                .description = S(""),
                                .keywords = S(""),
                                .art20 = S("")};
    struct site_columns all;
    bool shown;
    bool found;

    TRY(staff_begin(rq, rs, S("新建栏目"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(setup_needs_top(rq));
    TRY(staff_lost_take(rq, rs, &v.staff, &found));
    TRY(read_all(rq, &all));
    fresh.parent_id = req_query_int(rq, "parent", 1, INT64_MAX, 0);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].parent_id == fresh.parent_id && all.items[i].position >= fresh.position)
            fresh.position = all.items[i].position + 10;
    show(rq, rs, &all, NULL, fresh, &v);
    return NULL;
}

struct err *setup_column_page(struct req *rq, struct resp *rs)
{
    struct setup_item_view v = {.address = S("")};
    struct site_columns all;
    int64_t id;
    bool shown;
    bool found;

    TRY(req_param_id(rq, "id", &id));
    TRY(read_all(rq, &all));
    const struct site_column *c = columns_by_id(&all, id);

    if (!c) return ERR(rq->arena, NOT_FOUND, "没有这个栏目");
    TRY(staff_begin(rq, rs, c->name, &v.staff, &shown));
    if (!shown) return NULL;
    TRY(setup_needs_top(rq));
    TRY(staff_lost_take(rq, rs, &v.staff, &found));
    v.address = str_printf(rq->arena, "/columns/%.*s/", STR_ARG(c->path));
    v.action = str_printf(rq->arena, "/staff/setup/columns/%lld", (long long)id);
    v.delete_url = column_is_fixed(c->path) ? S("") : str_cat(rq->arena, v.action, S("/delete"));
    show(rq, rs, &all, c, *c, &v);
    return NULL;
}

/* ---- changes -------------------------------------------------------------------------------- */

struct column_work {
    struct change_by by;
    const struct core_env *env;
    struct site_column column;
    str word, seen;
    int64_t id;
};

static struct err *add(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_work *w = arg;

    return column_change_add(tx, a, &w->by, &w->column, w->word, &w->id);
}

static struct err *save(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_work *w = arg;
    struct site_columns all;

    TRY(columns_load(tx, a, w->by.actor->scope->site, &all));
    const struct site_column *was = columns_by_id(&all, w->id);

    if (was) TRY(setup_seen(a, w->seen, setup_column_values(a, was)));
    return column_change_set(tx, a, &w->by, &w->column, w->word);
}

static struct err *delete_(struct db_tx *tx, struct arena *a, void *arg)
{
    struct column_work *w = arg;

    return column_change_delete(tx, a, &w->by, w->env->modules, w->env->n_modules, w->id);
}

struct err *setup_column_new_post(struct req *rq, struct resp *rs)
{
    const struct setup_column_input *in = REQ_INPUT(rq, struct setup_column_input);
    struct column_work w = {.by = setup_by(rq), .column = setup_column_of(in, 0), .word = in->word};

    TRY(setup_write(rq, add, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/columns"), "setup");
    return NULL;
}

struct err *setup_column_post(struct req *rq, struct resp *rs)
{
    const struct setup_column_input *in = REQ_INPUT(rq, struct setup_column_input);
    struct column_work w = {.by = setup_by(rq), .word = in->word, .seen = in->seen};

    TRY(req_param_id(rq, "id", &w.id));
    w.column = setup_column_of(in, w.id);
    TRY(setup_write(rq, save, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/columns"), "setup");
    return NULL;
}

struct err *setup_column_delete(struct req *rq, struct resp *rs)
{
    struct column_work w = {.by = setup_by(rq), .env = staff_env(rq)};

    TRY(req_param_id(rq, "id", &w.id));
    TRY(setup_write(rq, delete_, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/columns"), "deleted");
    return NULL;
}
