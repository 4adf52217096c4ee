/* The organs of the actor's scope: the tree, a new one, one changed, moved, deleted. */
#include "mod/setup/internal.h"

#include "base/vec.h"

#include "setup_tree_views.h"

struct organ_load {
    int64_t site;
    struct organs all;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_load *l = arg;

    return organs_load(tx, a, l->site, &l->all);
}

static struct err *read_all(struct req *rq, struct organs *out)
{
    struct organ_load l = {.site = rq->actor->scope->site};

    TRY(db_read(rq->db, rq->arena, load, &l));
    *out = l.all;
    return NULL;
}

static bool is_mine(const struct req *rq, const struct organ *o)
{
    return str_starts(o->path, rq->actor->scope->organs);
}

/* Its own organ: whoever is set above decides where it stands. */
static bool is_top_of_mine(const struct req *rq, const struct organ *o)
{
    return !o->parent_id || str_eq(o->path, rq->actor->scope->organs);
}

/* ---- the tree ------------------------------------------------------------------------------- */

struct err *setup_organs_page(struct req *rq, struct resp *rs)
{
    struct setup_tree_view v = {.add_url = S("")};
    struct organs all;
    VEC(struct setup_node) nodes = {0};
    bool shown;

    TRY(staff_begin(rq, rs, S("机构"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(read_all(rq, &all));
    size_t top = organ_depth(rq->actor->scope->organs);

    for (size_t i = 0; i < all.n; i++) {
        const struct organ *o = &all.items[i];
        long long id = (long long)o->id;

        if (!is_mine(rq, o)) continue;
        *vec_push(rq->arena, &nodes) = (struct setup_node){
            .id = o->id,
            .depth = (int64_t)(organ_depth(o->path) - top + 1),
            .name = o->name,
            .code = o->code,
            .note = o->uscc,
            .url = str_printf(rq->arena, "/staff/setup/organs/%lld", id),
            .add_url = str_printf(rq->arena, "/staff/setup/organs/new?parent=%lld", id),
        };
    }
    v.nodes = nodes.items;
    v.n_nodes = nodes.n;
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_setup_organs(&rs->body, &v);
    return NULL;
}

/* ---- one organ ------------------------------------------------------------------------------ */

/* Where it may stand: in the scope, but not below itself. */
static void offer_parents(struct req *rq, const struct organs *all, const struct organ *self,
                          struct staff_field *fields, size_t n)
{
    VEC(struct staff_option) list = {0};
    size_t top = organ_depth(rq->actor->scope->organs);

    for (size_t i = 0; i < all->n; i++) {
        const struct organ *o = &all->items[i];

        if (!is_mine(rq, o) || (self && str_starts(o->path, self->path))) continue;
        *vec_push(rq->arena, &list) = (struct staff_option){
            .value = str_printf(rq->arena, "%lld", (long long)o->id),
            .label = setup_indented(rq->arena, organ_depth(o->path) - top + 1, o->name),
            .hint = S("")};
    }
    setup_offer(fields, n, "parent", list.items, list.n);
    for (size_t i = 0; i < n; i++)
        if (str_eq(fields[i].name, S("parent"))) fields[i].required = true;
}

/* The top of the scope has no field for its place. */
static size_t without_parent(struct staff_field *fields, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (!str_eq(fields[i].name, S("parent"))) fields[kept++] = fields[i];
    return kept;
}

static void show(struct req *rq, struct resp *rs, struct setup_item_view *v)
{
    const struct page_link up = {.label = S("机构"), .url = S("/staff/setup/organs")};

    staff_crumbs(rq, &v->staff, &up, 1);
    view_setup_organ(&rs->body, v);
}

struct err *setup_organ_new_page(struct req *rq, struct resp *rs)
{
    struct setup_item_view v = {.is_new = true,
                                .action = S("/staff/setup/organs/new"),
                                .delete_url = S(""),
                                .address = S("")};
    struct organ fresh = {.code = S(""),
                          .uscc = S(""),
                          .name = S(""),
                          .short_name = S(""),
                          .kind = S("department"),
                          .path = S("")};
    struct organs all;
    bool shown;
    bool found;

    TRY(staff_begin(rq, rs, S("新建机构"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &found));
    TRY(read_all(rq, &all));
    fresh.parent_id = req_query_int(rq, "parent", 1, INT64_MAX, 0);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].parent_id == fresh.parent_id && all.items[i].position >= fresh.position)
            fresh.position = all.items[i].position + 10;
    struct staff_field *fields =
        setup_draw(rq, &setup_organ_form, setup_organ_values(rq->arena, &fresh), &v.fields.n);

    offer_parents(rq, &all, NULL, fields, v.fields.n);
    v.fields.items = fields;
    show(rq, rs, &v);
    return NULL;
}

struct err *setup_organ_page(struct req *rq, struct resp *rs)
{
    struct setup_item_view v = {.address = S("")};
    struct organs all;
    int64_t id;
    bool shown;
    bool found;

    TRY(req_param_id(rq, "id", &id));
    TRY(read_all(rq, &all));
    const struct organ *o = organs_by_id(&all, id);

    if (!o || !is_mine(rq, o))
        return ERR(rq->arena, NOT_FOUND, "没有这个机构，或者不在您的管理范围内");
    TRY(staff_begin(rq, rs, o->name, &v.staff, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &found));
    struct staff_field *fields =
        setup_draw(rq, &setup_organ_form, setup_organ_values(rq->arena, o), &v.fields.n);

    if (is_top_of_mine(rq, o))
        v.fields.n = without_parent(fields, v.fields.n);
    else
        offer_parents(rq, &all, o, fields, v.fields.n);
    v.fields.items = fields;
    v.action = str_printf(rq->arena, "/staff/setup/organs/%lld", (long long)id);
    v.delete_url = is_top_of_mine(rq, o) ? S("") : str_cat(rq->arena, v.action, S("/delete"));
    show(rq, rs, &v);
    return NULL;
}

/* ---- changes -------------------------------------------------------------------------------- */

struct organ_work {
    struct change_by by;
    const struct core_env *env;
    struct organ organ;
    str seen;
    int64_t id;
};

static struct err *add(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_work *w = arg;

    return organ_change_add(tx, a, &w->by, &w->organ, &w->id);
}

/* The top of the scope stays where it is: its form has no parent. */
static struct err *save(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_work *w = arg;
    struct organ to = w->organ;
    struct organs all;

    TRY(organs_load(tx, a, w->by.actor->scope->site, &all));
    const struct organ *was = organs_by_id(&all, to.id);

    if (was && str_starts(was->path, w->by.actor->scope->organs))
        TRY(setup_seen(a, w->seen, setup_organ_values(a, was)));
    if (was && !to.parent_id && str_eq(was->path, w->by.actor->scope->organs))
        to.parent_id = was->parent_id;
    return organ_change_set(tx, a, &w->by, w->env->modules, w->env->n_modules, &to);
}

static struct err *delete_(struct db_tx *tx, struct arena *a, void *arg)
{
    struct organ_work *w = arg;

    return organ_change_delete(tx, a, &w->by, w->env->modules, w->env->n_modules, w->id);
}

struct err *setup_organ_new_post(struct req *rq, struct resp *rs)
{
    struct organ_work w = {.by = setup_by(rq),
                           .organ = setup_organ_of(REQ_INPUT(rq, struct setup_organ_input), 0)};

    TRY(setup_write(rq, add, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/organs"), "setup");
    return NULL;
}

struct err *setup_organ_post(struct req *rq, struct resp *rs)
{
    const struct setup_organ_input *in = REQ_INPUT(rq, struct setup_organ_input);
    struct organ_work w = {.by = setup_by(rq), .env = staff_env(rq), .seen = in->seen};

    TRY(req_param_id(rq, "id", &w.id));
    w.organ = setup_organ_of(in, w.id);
    TRY(setup_write(rq, save, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/organs"), "setup");
    return NULL;
}

struct err *setup_organ_delete(struct req *rq, struct resp *rs)
{
    struct organ_work w = {.by = setup_by(rq), .env = staff_env(rq)};

    TRY(req_param_id(rq, "id", &w.id));
    TRY(setup_write(rq, delete_, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/organs"), "deleted");
    return NULL;
}
