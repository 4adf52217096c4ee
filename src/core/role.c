#include "core/role.h"

#include "base/vec.h"
#include "core/duty.h"
#include "core/setup_sql.h"
#include "core/staff_sql.h"

static struct err *missing(struct arena *a)
{
    return ERR(a, NOT_FOUND, "没有这个角色");
}

/* The codes of one role as the record shows them. */
static struct err *permissions_text(struct db_tx *tx, struct arena *a, struct scope scope,
                                    int64_t id, str *out)
{
    struct role_matrix_row *rows;
    size_t n;
    VEC(str) list = {0};

    TRY(role_matrix(tx, a, scope, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (rows[i].role_id == id) *vec_push(a, &list) = rows[i].permission;
    *out = str_join(a, list.items, list.n, S(","));
    return NULL;
}

static struct err *make(struct db_tx *tx, struct arena *a, struct scope scope,
                        const struct role_in *in, int64_t *id)
{
    struct role_code_taken_row other;
    struct role_insert_row made;
    bool taken;

    TRY(role_code_taken(tx, a, scope, in->code, &other, &taken));
    if (taken) return ERR_FIELD(a, "code", "代号：%.*s 已被别的角色使用", STR_ARG(in->code));
    TRY(role_insert(tx, a, scope.site, in->code, in->name, &made));
    *id = made.id;
    return NULL;
}

struct err *role_change(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        const struct role_in *in, int64_t *id)
{
    const struct scope scope = *by->actor->scope;
    struct role_of_row was = {.code = in->code, .name = S("")};
    struct duty_state before;
    str had = S("");
    str has;
    bool found;
    bool changed;

    TRY(change_needs_top(tx, a, by));
    TRY(duty_role_check(a, in->permissions, in->n_permissions));
    TRY(duty_look(tx, a, scope, &before));
    if (in->id) {
        TRY(role_of(tx, a, scope, in->id, by->actor->user, &was, &found));
        if (!found) return missing(a);
        if (was.own) return ERR(a, GUARD, "不能改自己担任的角色，请由另一位管理员办理");
        TRY(permissions_text(tx, a, scope, in->id, &had));
        TRY(role_rename(tx, a, scope, in->id, in->name, NULL));
        TRY(role_permission_clear(tx, a, in->id, NULL));
        *id = in->id;
    } else {
        TRY(make(tx, a, scope, in, id));
    }
    for (size_t i = 0; i < in->n_permissions; i++)
        TRY(role_permission_add(tx, a, *id, in->permissions[i], NULL));
    TRY(duty_check(tx, a, scope, &before));
    TRY(permissions_text(tx, a, scope, *id, &has));
    const struct change_field fields[] = {{S("name"), was.name, in->name},
                                          {S("permissions"), had, has}};

    return change_record(tx, a, by, in->id ? S("role.change") : S("role.add"), S("role"), *id,
                         was.code, fields, COUNT_OF(fields), &changed);
}

struct err *role_remove(struct db_tx *tx, struct arena *a, const struct change_by *by, int64_t id)
{
    const struct scope scope = *by->actor->scope;
    struct role_of_row was;
    str had;
    bool found;
    bool changed;

    TRY(change_needs_top(tx, a, by));
    TRY(role_of(tx, a, scope, id, by->actor->user, &was, &found));
    if (!found) return missing(a);
    if (was.holders)
        return ERR(a, GUARD, "还有%lld个账号担任“%.*s”，不能删除", (long long)was.holders,
                   STR_ARG(was.name));
    TRY(permissions_text(tx, a, scope, id, &had));
    const struct change_field fields[] = {{S("name"), was.name, S("")},
                                          {S("permissions"), had, S("")}};

    TRY(role_permission_clear(tx, a, id, NULL));
    TRY(role_delete(tx, a, scope, id, NULL));
    return change_record(tx, a, by, S("role.delete"), S("role"), id, was.code, fields,
                         COUNT_OF(fields), &changed);
}

/* The roles of an account, by code, with commas. */
static struct err *roles_text(struct db_tx *tx, struct arena *a, struct scope scope, int64_t staff,
                              str *out)
{
    struct role_codes_of_row *rows;
    size_t n;
    VEC(str) list = {0};

    TRY(role_codes_of(tx, a, scope, staff, &rows, &n));
    for (size_t i = 0; i < n; i++) *vec_push(a, &list) = rows[i].code;
    *out = str_join(a, list.items, list.n, S(","));
    return NULL;
}

struct err *role_give(struct db_tx *tx, struct arena *a, const struct change_by *by,
                      int64_t staff_id, const str *roles, size_t n)
{
    const struct scope scope = *by->actor->scope;
    struct duty_state before;
    struct staff_row who;
    str had;
    str has;
    bool found;
    bool changed;

    if (staff_id == by->actor->user) return ERR(a, GUARD, "不能改自己的角色，请由另一位管理员办理");
    TRY(staff_get(tx, a, (struct site_scope){scope.site}, staff_id, &who, &found));
    if (!found || !str_starts(who.organ_path, scope.organs))
        return ERR(a, NOT_FOUND, "没有这个账号，或者不在您的管理范围内");
    TRY(duty_look(tx, a, scope, &before));
    TRY(roles_text(tx, a, scope, staff_id, &had));
    TRY(staff_role_clear(tx, a, staff_id, NULL));
    for (size_t i = 0; i < n; i++) {
        int64_t given;

        TRY(staff_role_add(tx, a, staff_id, scope.site, roles[i], &given));
        if (!given) return ERR_FIELD(a, "roles", "没有“%.*s”这个角色", STR_ARG(roles[i]));
    }
    TRY(duty_check(tx, a, scope, &before));
    TRY(roles_text(tx, a, scope, staff_id, &has));
    const struct change_field field = {S("roles"), had, has};

    return change_record(tx, a, by, S("staff.roles"), S("staff"), staff_id, who.login, &field, 1,
                         &changed);
}
