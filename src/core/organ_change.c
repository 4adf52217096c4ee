#include "core/organ_change.h"

#include "core/module.h"
#include "core/setup_sql.h"
#include "text/chinese.h"

static str number(struct arena *a, int64_t n)
{
    return str_printf(a, "%lld", (long long)n);
}

size_t organ_depth(str path)
{
    size_t n = 0;

    for (size_t i = 1; i < path.n; i++) n += path.p[i] == '/';
    return n;
}

/* What stands in the fields; the tree is not looked at. */
static struct err *check(struct db_tx *tx, struct arena *a, const struct change_by *by,
                         const struct organ *o)
{
    struct organ_code_taken_row row;
    bool taken;

    if (o->uscc.n && !chinese_credit_code_valid(o->uscc))
        return ERR_FIELD(a, "uscc", "统一社会信用代码：18位，或者校验位不对，请核对证书");
    TRY(organ_code_taken(tx, a, *by->actor->scope, o->code, o->id, &row, &taken));
    if (taken) return ERR_FIELD(a, "code", "代号：%.*s 已被别的机构使用", STR_ARG(o->code));
    return NULL;
}

static struct err *parent_of(struct db_tx *tx, struct arena *a, const struct change_by *by,
                             int64_t id, struct organ_within_row *out)
{
    bool found = false;

    if (id) TRY(organ_within(tx, a, *by->actor->scope, id, out, &found));
    if (!found) return ERR_FIELD(a, "parent", "上级机构：请在您的管理范围内选一个");
    return NULL;
}

static struct err *too_deep(struct arena *a)
{
    return ERR_FIELD(a, "parent", "上级机构：机构层级最多%d级", ORGAN_DEPTH_MOST);
}

struct err *organ_change_add(struct db_tx *tx, struct arena *a, const struct change_by *by,
                             const struct organ *o, int64_t *id)
{
    struct organ_within_row parent;
    str path;
    bool changed;
    struct organ fresh = *o;

    fresh.id = 0;
    TRY(parent_of(tx, a, by, o->parent_id, &parent));
    if (organ_depth(parent.path) >= ORGAN_DEPTH_MOST) return too_deep(a);
    TRY(check(tx, a, by, &fresh));
    TRY(organ_create(tx, a, by->actor->scope->site, &fresh, parent.path, o->position, id, &path));
    const struct change_field fields[] = {
        {S("code"), S(""), o->code},
        {S("name"), S(""), o->name},
        {S("short_name"), S(""), o->short_name},
        {S("uscc"), S(""), o->uscc},
        {S("kind"), S(""), o->kind},
        {S("parent"), S(""), parent.code},
        {S("position"), S(""), number(a, o->position)},
    };

    return change_record(tx, a, by, S("organ.add"), S("organ"), *id, o->code, fields,
                         COUNT_OF(fields), &changed);
}

/* The tables of core, then those of the modules. */
static struct err *move_rows(struct db_tx *tx, struct arena *a, struct scope scope,
                             const struct module *const *modules, size_t n_modules, str was,
                             str now)
{
    static organ_moved_fn *const own[] = {organ_paths_moved, organ_moved_cases,
                                          organ_moved_reviews};

    for (size_t i = 0; i < COUNT_OF(own); i++) TRY(own[i](tx, a, scope, was, now, NULL));
    for (size_t m = 0; m < n_modules; m++)
        for (size_t i = 0; i < modules[m]->n_moved; i++)
            TRY(modules[m]->moved[i](tx, a, scope, was, now, NULL));
    return NULL;
}

/* The deepest organ below must fit too. */
static struct err *fits(struct db_tx *tx, struct arena *a, const struct change_by *by, str was,
                        str now)
{
    struct organs all;

    TRY(organs_load(tx, a, by->actor->scope->site, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_starts(all.items[i].path, was) &&
            organ_depth(all.items[i].path) - organ_depth(was) + organ_depth(now) > ORGAN_DEPTH_MOST)
            return too_deep(a);
    return NULL;
}

struct move {
    bool moves;
    str was, now;             /* paths */
    str was_under, now_under; /* codes of the parents */
};

static struct err *plan_move(struct db_tx *tx, struct arena *a, const struct change_by *by,
                             const struct organ_within_row *was, const struct organ *o,
                             struct move *out)
{
    struct organ_within_row above;
    struct organ_within_row to;
    bool known = false;

    *out = (struct move){.was_under = S(""), .now_under = S("")};
    if (was->parent_id.set)
        TRY(organ_within(tx, a, *by->actor->scope, was->parent_id.v, &above, &known));
    if (known) out->was_under = out->now_under = above.code;
    out->moves = o->parent_id != (was->parent_id.set ? was->parent_id.v : 0);
    if (!out->moves) return NULL;
    if (!known)
        return ERR_FIELD(a, "parent", "上级机构：这是您管理范围的最上级机构，不能移到别的机构下面");
    TRY(parent_of(tx, a, by, o->parent_id, &to));
    if (str_starts(to.path, was->path))
        return ERR_FIELD(a, "parent", "上级机构：不能移到它自己或者它的下级机构下面");
    out->was = was->path;
    out->now = str_printf(a, "%.*s%lld/", STR_ARG(to.path), (long long)was->id);
    out->now_under = to.code;
    return fits(tx, a, by, out->was, out->now);
}

struct err *organ_change_set(struct db_tx *tx, struct arena *a, const struct change_by *by,
                             const struct module *const *modules, size_t n_modules,
                             const struct organ *o)
{
    const struct scope scope = *by->actor->scope;
    struct organ_within_row was;
    struct move move;
    struct opt_int64 parent;
    bool found;
    bool changed;

    TRY(organ_within(tx, a, scope, o->id, &was, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这个机构，或者不在您的管理范围内");
    TRY(check(tx, a, by, o));
    TRY(plan_move(tx, a, by, &was, o, &move));
    parent = move.moves ? opt_int64(o->parent_id) : was.parent_id;
    const struct change_field fields[] = {
        {S("code"), was.code, o->code},
        {S("name"), was.name, o->name},
        {S("short_name"), was.short_name, o->short_name},
        {S("uscc"), was.uscc, o->uscc},
        {S("kind"), was.kind, o->kind},
        {S("parent"), move.was_under, move.now_under},
        {S("position"), number(a, was.position), number(a, o->position)},
    };

    TRY(organ_update(tx, a, scope, o->id, parent, o->code, o->uscc, o->name, o->short_name, o->kind,
                     o->position, NULL));
    if (move.moves) TRY(move_rows(tx, a, scope, modules, n_modules, move.was, move.now));
    TRY(change_record(tx, a, by, S("organ.change"), S("organ"), o->id, was.code, fields,
                      COUNT_OF(fields), &changed));
    if (changed) db_tag(tx, S("directory"), scope.site);
    return NULL;
}

struct err *organ_change_delete(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                const struct module *const *modules, size_t n_modules, int64_t id)
{
    const struct scope scope = *by->actor->scope;
    struct organ_within_row was;
    struct organ_uses_row uses;
    bool found;
    bool changed;

    TRY(organ_within(tx, a, scope, id, &was, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这个机构，或者不在您的管理范围内");
    if (!was.parent_id.set || str_eq(was.path, scope.organs))
        return ERR(a, GUARD, "这是您管理范围的最上级机构，不能删除");
    TRY(organ_uses(tx, a, scope, id, &uses));
    if (uses.below) return ERR(a, GUARD, "它下面还有%lld个机构，不能删除", (long long)uses.below);
    if (uses.staff)
        return ERR(a, GUARD, "它还有%lld个账号（停用的也算），不能删除", (long long)uses.staff);
    if (uses.cases) return ERR(a, GUARD, "它名下有%lld件办件，不能删除", (long long)uses.cases);
    const struct change_field fields[] = {
        {S("code"), was.code, S("")},
        {S("name"), was.name, S("")},
        {S("uscc"), was.uscc, S("")},
    };

    for (size_t m = 0; m < n_modules; m++)
        for (size_t i = 0; i < modules[m]->n_gone; i++)
            TRY(modules[m]->gone[i](tx, a, scope, id, NULL));
    TRY(organ_delete(tx, a, scope, id, NULL));
    TRY(change_record(tx, a, by, S("organ.delete"), S("organ"), id, was.code, fields,
                      COUNT_OF(fields), &changed));
    db_tag(tx, S("directory"), scope.site);
    return NULL;
}
