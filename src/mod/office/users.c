/* Accounts of the actor's organ and below: list, new, roles, first passwords, disabling. */
#include "mod/office/internal.h"

#include "admin_views.h"
#include "base/vec.h"
#include "core/account.h"
#include "core/permission.h"
#include "core/role.h"
#include "core/staff_sql.h"
#include "sys/encode.h"

enum { PASSWORD_LETTERS = 12 };

/* ---- the list ------------------------------------------------------------------------------- */

struct listing {
    struct scope scope;
    struct staff_list_row *users;
    size_t n_users;
    struct staff_role_list_row *given;
    size_t n_given;
    struct role_list_row *roles;
    size_t n_roles;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct listing *l = arg;

    TRY(staff_list(tx, a, l->scope, &l->users, &l->n_users));
    TRY(staff_role_list(tx, a, l->scope, &l->given, &l->n_given));
    return role_list(tx, a, (struct site_scope){l->scope.site}, &l->roles, &l->n_roles);
}

static bool has_role(const struct listing *l, int64_t staff, str code)
{
    for (size_t i = 0; i < l->n_given; i++)
        if (l->given[i].staff_id == staff && str_eq(l->given[i].code, code)) return true;
    return false;
}

static struct office_user user_of(struct req *rq, const struct listing *l,
                                  const struct staff_list_row *r)
{
    struct arena *a = rq->arena;
    struct staff_option *roles = ARENA_ARRAY(a, struct staff_option, l->n_roles);
    struct office_user out = {
        .id = r->id,
        .login = r->login,
        .name = r->name,
        .title = r->title,
        .organ = r->organ,
        .last_login = r->last_login.set ? date_time_str(a, r->last_login.v) : S(""),
        .active = r->active,
        .must_change = r->must_change,
        .locked = r->locked_until > rq->now_ms,
        .self = r->id == rq->actor->user,
        .roles = roles,
        .n_roles = l->n_roles,
        .roles_text = S(""),
    };

    for (size_t i = 0; i < l->n_roles; i++) {
        bool has = has_role(l, r->id, l->roles[i].code);

        roles[i] = (struct staff_option){
            .value = l->roles[i].code, .label = l->roles[i].name, .hint = S(""), .chosen = has};
        if (has)
            out.roles_text = str_join(a, (const str[]){out.roles_text, l->roles[i].name}, 2,
                                      out.roles_text.n ? S("、") : S(""));
    }
    return out;
}

/* The list; after an account or password was made also that password, this once. */
static struct err *show(struct req *rq, struct resp *rs, str login, str password)
{
    struct office_users_view v = {.new_login = login, .new_password = password};
    struct listing l = {.scope = *rq->actor->scope};
    bool shown;

    TRY(staff_begin(rq, rs, S("工作人员账号"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load, &l));
    struct office_user *users = ARENA_ARRAY(rq->arena, struct office_user, l.n_users);

    for (size_t i = 0; i < l.n_users; i++) users[i] = user_of(rq, &l, &l.users[i]);
    v.users = users;
    v.n_users = l.n_users;
    v.may_change = actor_may(rq->actor, &OFFICE_ACCOUNTS);
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_office_users(&rs->body, &v);
    return NULL;
}

struct err *office_users_page(struct req *rq, struct resp *rs)
{
    return show(rq, rs, S(""), S(""));
}

/* ---- new ------------------------------------------------------------------------------------ */

/* Three kinds of letters, as the rules ask; some 57 bits. */
static str first_password(struct req *rq)
{
    return str_cat(rq->arena, S("Gk-"), encode_code(rq->arena, &rq->random, PASSWORD_LETTERS));
}

static bool was_typed(const struct req *rq, const char *name, str value)
{
    str text;

    for (size_t i = 0; values_nth(&rq->raw, str_of(name), i, &text); i++)
        if (str_eq(text, value)) return true;
    return false;
}

static void offer_organs(struct req *rq, struct staff_field *f)
{
    const struct directory_site *site = staff_site(rq);
    VEC(struct staff_option) list = {0};

    for (size_t i = 0; i < site->organs.n; i++) {
        const struct organ *o = &site->organs.items[i];
        str id = str_printf(rq->arena, "%lld", (long long)o->id);

        if (str_starts(o->path, rq->actor->scope->organs))
            *vec_push(rq->arena, &list) =
                (struct staff_option){.value = id,
                                      .label = o->name,
                                      .hint = S(""),
                                      .chosen = was_typed(rq, f->name.p, id)};
    }
    f->input = INPUT_SELECT;
    f->options = list.items;
    f->n_options = list.n;
}

static void offer_roles(struct req *rq, const struct listing *l, struct staff_field *f)
{
    struct staff_option *list = ARENA_ARRAY(rq->arena, struct staff_option, l->n_roles);

    for (size_t i = 0; i < l->n_roles; i++)
        list[i] = (struct staff_option){.value = l->roles[i].code,
                                        .label = l->roles[i].name,
                                        .hint = S(""),
                                        .chosen = was_typed(rq, "roles", l->roles[i].code)};
    f->input = INPUT_CHECKS;
    f->options = list;
    f->n_options = l->n_roles;
}

struct err *office_user_new_page(struct req *rq, struct resp *rs)
{
    struct office_user_new_view v = {0};
    struct listing l = {.scope = *rq->actor->scope};
    bool shown;
    bool whole;

    TRY(staff_begin(rq, rs, S("新建账号"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &whole));
    TRY(db_read(rq->db, rq->arena, load, &l));
    v.fields = staff_draw(rq->arena, &office_user_form, S(""), &rq->raw, rq->errors, &whole);
    struct staff_field *fields = ARENA_ARRAY(rq->arena, struct staff_field, v.fields.n);

    for (size_t i = 0; i < v.fields.n; i++) {
        fields[i] = v.fields.items[i];
        if (str_eq(fields[i].name, S("organ"))) offer_organs(rq, &fields[i]);
        if (str_eq(fields[i].name, S("roles"))) offer_roles(rq, &l, &fields[i]);
    }
    v.fields.items = fields;
    staff_crumbs(rq, &v.staff,
                 &(struct page_link){.label = S("工作人员账号"), .url = S("/staff/users")}, 1);
    view_office_user_new(&rs->body, &v);
    return NULL;
}

/* The ticked roles, however many. */
static struct err *typed_roles(struct req *rq, str **out, size_t *n)
{
    VEC(str) list = {0};
    str text;

    for (size_t i = 0; values_nth(&rq->raw, S("roles"), i, &text); i++) {
        if (list.n == ROLES_OF_ACCOUNT_MOST) return ERR_FIELD(rq->arena, "roles", "角色太多");
        if (text.n) *vec_push(rq->arena, &list) = text;
    }
    *out = list.items;
    *n = list.n;
    return NULL;
}

struct err *office_user_create(struct req *rq, struct resp *rs)
{
    const struct office_user_input *in = REQ_INPUT(rq, struct office_user_input);
    struct account_new n = {.organ_id = in->organ,
                            .login = in->login,
                            .name = in->name,
                            .title = in->title,
                            .password = first_password(rq),
                            .must_change = true};
    str *roles;
    int64_t id;

    TRY(typed_roles(rq, &roles, &n.n_roles));
    n.roles = roles;
    struct err *e = account_create(&staff_env(rq)->account, rq->arena, rq->actor, &n, rq->remote,
                                   rq->now_ms, &id);

    if (e && e->code == ERR_CONFLICT)
        return ERR_FIELD(rq->arena, "login", "这个账号名已经有人用了，请换一个");
    if (e && e->code == ERR_NOT_FOUND)
        return ERR_FIELD(rq->arena, "organ", "没有这个机构，或者不在您的管理范围内");
    if (e) return e;
    return show(rq, rs, in->login, n.password);
}

/* ---- changes -------------------------------------------------------------------------------- */

struct err *office_user_active(struct req *rq, struct resp *rs)
{
    const struct office_active_input *in = REQ_INPUT(rq, struct office_active_input);
    int64_t id;

    TRY(req_param_id(rq, "id", &id));
    if (id == rq->actor->user) return ERR(rq->arena, GUARD, "不能停用自己的账号");
    TRY(account_set_active(&staff_env(rq)->account, rq->arena, rq->actor, id, in->active,
                           rq->remote, rq->now_ms));
    staff_redirect_done(rq, rs, S("/staff/users"), in->active ? "enabled" : "disabled");
    return NULL;
}

static str login_of(const struct listing *l, int64_t id)
{
    for (size_t i = 0; i < l->n_users; i++)
        if (l->users[i].id == id) return l->users[i].login;
    return S("");
}

struct err *office_user_password(struct req *rq, struct resp *rs)
{
    struct listing l = {.scope = *rq->actor->scope};
    str password = first_password(rq);
    int64_t id;

    TRY(req_param_id(rq, "id", &id));
    TRY(db_read(rq->db, rq->arena, load, &l));
    TRY(account_set_password(&staff_env(rq)->account, rq->arena, rq->actor, id, password, true,
                             rq->remote, rq->now_ms));
    return show(rq, rs, login_of(&l, id), password);
}

struct role_change {
    struct change_by by;
    int64_t id;
    str *roles;
    size_t n;
};

static struct err *change_roles(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct role_change *c = arg;

    return role_give(tx, a, &c->by, c->id, c->roles, c->n);
}

struct err *office_user_roles(struct req *rq, struct resp *rs)
{
    struct role_change c = {.by = {rq->actor, rq->remote, rq->now_ms}};

    TRY(req_param_id(rq, "id", &c.id));
    TRY(typed_roles(rq, &c.roles, &c.n));
    TRY(db_write(rq->db, rq->arena, change_roles, &c));
    staff_redirect_done(rq, rs, S("/staff/users"), "roles");
    return NULL;
}
