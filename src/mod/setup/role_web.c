/* Roles: what each allows as a table, a new one, one changed or deleted. */
#include "mod/setup/internal.h"

#include "base/vec.h"
#include "core/duty.h"
#include "core/permission.h"
#include "core/setup_sql.h"
#include "mod/setup/setup_pages_sql.h"

#include "setup_role_views.h"

struct role_load {
    struct scope scope;
    int64_t staff;
    struct setup_role_list_row *roles;
    size_t n_roles;
    struct role_matrix_row *may;
    size_t n_may;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct role_load *l = arg;

    TRY(setup_role_list(tx, a, l->scope, l->staff, &l->roles, &l->n_roles));
    return role_matrix(tx, a, l->scope, &l->may, &l->n_may);
}

static struct err *read_roles(struct req *rq, struct role_load *l)
{
    *l = (struct role_load){.scope = *rq->actor->scope, .staff = rq->actor->user};
    return db_read(rq->db, rq->arena, load, l);
}

static const struct setup_role_list_row *role_by_id(const struct role_load *l, int64_t id)
{
    for (size_t i = 0; i < l->n_roles; i++)
        if (l->roles[i].id == id) return &l->roles[i];
    return NULL;
}

static bool allows(const struct role_load *l, int64_t role, str permission)
{
    for (size_t i = 0; i < l->n_may; i++)
        if (l->may[i].role_id == role && str_eq(l->may[i].permission, permission)) return true;
    return false;
}

/* Name and permissions of a role, as its page shows them. */
static struct values values_of(struct arena *a, const struct role_load *l, int64_t role, str name)
{
    VEC(str) codes = {0};

    for (size_t i = 0; i < l->n_may; i++)
        if (l->may[i].role_id == role) *vec_push(a, &codes) = l->may[i].permission;
    const struct value now[] = {{S("name"), name},
                                {S("permissions"), str_join(a, codes.items, codes.n, S(","))}};

    return setup_values(a, now, COUNT_OF(now));
}

static str label_of(const struct module *m)
{
    return m->label ? str_of(m->label) : m->flow ? m->flow->label : str_of(m->name);
}

/* ---- the table ------------------------------------------------------------------------------ */

static struct setup_matrix_row row_of(struct arena *a, const struct role_load *l,
                                      const struct permission *p)
{
    struct setup_cell *cells = ARENA_ARRAY(a, struct setup_cell, l->n_roles);
    enum duty d = duty_of(str_of(p->code));

    for (size_t i = 0; i < l->n_roles; i++)
        cells[i].has = allows(l, l->roles[i].id, str_of(p->code));
    return (struct setup_matrix_row){.label = str_of(p->label),
                                     .code = str_of(p->code),
                                     .duty = d == DUTY_NONE ? S("") : duty_label(d),
                                     .cells = cells};
}

static void fill_matrix(struct req *rq, const struct role_load *l, struct setup_matrix_view *v)
{
    struct arena *a = rq->arena;
    const struct core_env *env = staff_env(rq);
    struct setup_role_head *heads = ARENA_ARRAY(a, struct setup_role_head, l->n_roles);
    struct setup_matrix_group *groups = ARENA_ARRAY(a, struct setup_matrix_group, env->n_modules);

    for (size_t i = 0; i < l->n_roles; i++) {
        bool open = v->may_change && !l->roles[i].own;

        heads[i] = (struct setup_role_head){
            .name = l->roles[i].name,
            .url =
                open ? str_printf(a, "/staff/setup/roles/%lld", (long long)l->roles[i].id) : S(""),
            .holders = l->roles[i].holders};
    }
    for (size_t m = 0; m < env->n_modules; m++) {
        const struct module *mod = env->modules[m];
        struct setup_matrix_row *rows = ARENA_ARRAY(a, struct setup_matrix_row, mod->n_permissions);

        if (!mod->n_permissions) continue;
        for (size_t i = 0; i < mod->n_permissions; i++) rows[i] = row_of(a, l, mod->permissions[i]);
        groups[v->n_groups++] =
            (struct setup_matrix_group){label_of(mod), rows, mod->n_permissions};
    }
    v->roles = heads;
    v->n_roles = l->n_roles;
    v->width = (int64_t)l->n_roles + 1;
    v->groups = groups;
}

struct err *setup_roles_page(struct req *rq, struct resp *rs)
{
    struct setup_matrix_view v = {0};
    struct role_load l;
    bool shown;

    TRY(staff_begin(rq, rs, S("角色"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(read_roles(rq, &l));
    v.may_change = actor_may(rq->actor, &SETUP_ROLES);
    fill_matrix(rq, &l, &v);
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_setup_roles(&rs->body, &v);
    return NULL;
}

/* ---- one role ------------------------------------------------------------------------------- */

static bool was_ticked(const struct req *rq, str code)
{
    str text;

    for (size_t i = 0; values_nth(&rq->raw, S("permissions"), i, &text); i++)
        if (str_eq(text, code)) return true;
    return false;
}

/* All permissions by module: ticked as typed, or as the role has them. */
static void fill_groups(struct req *rq, const struct role_load *l, int64_t role,
                        struct setup_role_view *v)
{
    struct arena *a = rq->arena;
    const struct core_env *env = staff_env(rq);
    struct setup_group *groups = ARENA_ARRAY(a, struct setup_group, env->n_modules);
    bool typed = values_has(&rq->raw, S("name"));

    for (size_t m = 0; m < env->n_modules; m++) {
        const struct module *mod = env->modules[m];
        struct staff_option *options = ARENA_ARRAY(a, struct staff_option, mod->n_permissions);

        if (!mod->n_permissions) continue;
        for (size_t i = 0; i < mod->n_permissions; i++) {
            str code = str_of(mod->permissions[i]->code);
            enum duty d = duty_of(code);

            options[i] = (struct staff_option){.value = code,
                                               .label = str_of(mod->permissions[i]->label),
                                               .hint = d == DUTY_NONE ? S("") : duty_label(d),
                                               .chosen = typed ? was_ticked(rq, code)
                                                               : allows(l, role, code)};
        }
        groups[v->n_groups++] = (struct setup_group){label_of(mod), options, mod->n_permissions};
    }
    v->groups = groups;
}

static void show(struct req *rq, struct resp *rs, const struct role_load *l, int64_t role,
                 const struct form *form, str name, struct setup_role_view *v)
{
    const struct page_link up = {.label = S("角色"), .url = S("/staff/setup/roles")};
    size_t kept = 0;
    struct staff_field *fields =
        setup_draw(rq, form, values_of(rq->arena, l, role, name), &v->item.fields.n);

    for (size_t i = 0; i < v->item.fields.n; i++)
        if (!str_eq(fields[i].name, S("permissions"))) fields[kept++] = fields[i];
    v->item.fields = (struct staff_fields){fields, kept};
    fill_groups(rq, l, role, v);
    staff_crumbs(rq, &v->item.staff, &up, 1);
    view_setup_role(&rs->body, v);
}

struct err *setup_role_new_page(struct req *rq, struct resp *rs)
{
    struct setup_role_view v = {.item = {.is_new = true,
                                         .action = S("/staff/setup/roles/new"),
                                         .delete_url = S(""),
                                         .address = S("")}};
    struct role_load l;
    bool shown;
    bool found;

    TRY(staff_begin(rq, rs, S("新建角色"), &v.item.staff, &shown));
    if (!shown) return NULL;
    TRY(setup_needs_top(rq));
    TRY(staff_lost_take(rq, rs, &v.item.staff, &found));
    TRY(read_roles(rq, &l));
    show(rq, rs, &l, 0, &setup_role_new_form, S(""), &v);
    return NULL;
}

struct err *setup_role_page(struct req *rq, struct resp *rs)
{
    struct setup_role_view v = {.item = {.address = S("")}};
    struct role_load l;
    int64_t id;
    bool shown;
    bool found;

    TRY(req_param_id(rq, "id", &id));
    TRY(read_roles(rq, &l));
    const struct setup_role_list_row *role = role_by_id(&l, id);

    if (!role) return ERR(rq->arena, NOT_FOUND, "没有这个角色");
    TRY(staff_begin(rq, rs, role->name, &v.item.staff, &shown));
    if (!shown) return NULL;
    TRY(setup_needs_top(rq));
    TRY(staff_lost_take(rq, rs, &v.item.staff, &found));
    v.item.action = str_printf(rq->arena, "/staff/setup/roles/%lld", (long long)id);
    v.item.delete_url = role->holders ? S("") : str_cat(rq->arena, v.item.action, S("/delete"));
    show(rq, rs, &l, id, &setup_role_form, role->name, &v);
    return NULL;
}

/* ---- changes -------------------------------------------------------------------------------- */

struct role_work {
    struct change_by by;
    struct role_in in;
    str seen;
    int64_t id;
};

static bool is_declared(const struct core_env *env, str code)
{
    for (size_t m = 0; m < env->n_modules; m++)
        for (size_t i = 0; i < env->modules[m]->n_permissions; i++)
            if (str_eq(str_of(env->modules[m]->permissions[i]->code), code)) return true;
    return false;
}

static struct err *ticked(struct req *rq, struct role_in *in)
{
    VEC(str) list = {0};
    str text;

    for (size_t i = 0; values_nth(&rq->raw, S("permissions"), i, &text); i++) {
        if (!text.n) continue;
        if (list.n == ROLE_PERMISSIONS_MOST || !is_declared(staff_env(rq), text))
            return ERR_FIELD(rq->arena, "permissions", "权限：没有“%.*s”这项权限", STR_ARG(text));
        *vec_push(rq->arena, &list) = text;
    }
    in->permissions = list.items;
    in->n_permissions = list.n;
    return NULL;
}

static struct err *save(struct db_tx *tx, struct arena *a, void *arg)
{
    struct role_work *w = arg;
    struct role_load l = {.scope = *w->by.actor->scope, .staff = w->by.actor->user};

    TRY(load(tx, a, &l));
    const struct setup_role_list_row *was = role_by_id(&l, w->in.id);

    if (was) TRY(setup_seen(a, w->seen, values_of(a, &l, was->id, was->name)));
    return role_change(tx, a, &w->by, &w->in, &w->id);
}

static struct err *delete_(struct db_tx *tx, struct arena *a, void *arg)
{
    struct role_work *w = arg;

    return role_remove(tx, a, &w->by, w->id);
}

static struct err *change(struct req *rq, struct resp *rs, int64_t id)
{
    const struct setup_role_input *in = REQ_INPUT(rq, struct setup_role_input);
    struct role_work w = {
        .by = setup_by(rq), .in = {.id = id, .code = in->code, .name = in->name}, .seen = in->seen};

    TRY(ticked(rq, &w.in));
    TRY(db_write(rq->db, rq->arena, save, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/roles"), "roles");
    return NULL;
}

struct err *setup_role_new_post(struct req *rq, struct resp *rs)
{
    return change(rq, rs, 0);
}

struct err *setup_role_post(struct req *rq, struct resp *rs)
{
    int64_t id;

    TRY(req_param_id(rq, "id", &id));
    return change(rq, rs, id);
}

struct err *setup_role_delete(struct req *rq, struct resp *rs)
{
    struct role_work w = {.by = setup_by(rq)};

    TRY(req_param_id(rq, "id", &w.id));
    TRY(db_write(rq->db, rq->arena, delete_, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/roles"), "deleted");
    return NULL;
}
