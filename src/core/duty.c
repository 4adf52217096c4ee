#include "core/duty.h"

#include "base/vec.h"
#include "core/setup_sql.h"

static const struct {
    enum duty duty;
    str permission;
} duties[] = {
    {DUTY_SYSTEM, S_INIT("office.accounts")}, {DUTY_SYSTEM, S_INIT("setup.site")},
    {DUTY_SYSTEM, S_INIT("setup.organs")},    {DUTY_SYSTEM, S_INIT("setup.columns")},
    {DUTY_SECURITY, S_INIT("setup.roles")},   {DUTY_AUDIT, S_INIT("office.audit")},
};

static const str codes[] = {S_INIT("office.accounts"), S_INIT("setup.site"),
                            S_INIT("setup.organs"),    S_INIT("setup.columns"),
                            S_INIT("setup.roles"),     S_INIT("office.audit")};

enum duty duty_of(str permission)
{
    for (size_t i = 0; i < COUNT_OF(duties); i++)
        if (str_eq(duties[i].permission, permission)) return duties[i].duty;
    return DUTY_NONE;
}

str duty_label(enum duty d)
{
    static const str labels[DUTIES_] = {[DUTY_NONE] = S_INIT("业务"),
                                        [DUTY_SYSTEM] = S_INIT("系统管理"),
                                        [DUTY_SECURITY] = S_INIT("安全管理"),
                                        [DUTY_AUDIT] = S_INIT("审计管理")};

    return labels[d];
}

const str *duty_permissions(size_t *n)
{
    *n = COUNT_OF(codes);
    return codes;
}

/* One walk over all accounts and what they may; sorted by account. */
struct walk {
    struct arena *arena; /* that outlives the rows */
    const struct duty_state *before;
    int64_t staff;     /* whose rows are being read */
    bool has[DUTIES_]; /* of that account */
    bool counted;      /* it stands in `merged` */
    str name;          /* of the first account that has two duties only now; empty: none */
    enum duty one, two;
    int64_t system, security;
    VEC(int64_t) merged;
};

static bool was_merged(const struct walk *w, int64_t staff)
{
    for (size_t i = 0; w->before && i < w->before->n_merged; i++)
        if (w->before->merged[i] == staff) return true;
    return false;
}

static void begin_account(struct walk *w, int64_t staff)
{
    w->staff = staff;
    w->counted = false;
    for (size_t i = 0; i < DUTIES_; i++) w->has[i] = false;
}

static struct err *take(const struct duty_each_row *row, struct arena *a, void *arg)
{
    struct walk *w = arg;
    enum duty d = duty_of(row->permission);

    (void)a;
    if (row->staff_id != w->staff) begin_account(w, row->staff_id);
    if (row->active && row->top) {
        w->system += str_eq(row->permission, S("office.accounts"));
        w->security += str_eq(row->permission, S("setup.roles"));
    }
    if (d == DUTY_NONE) return NULL;
    w->has[d] = true;
    for (enum duty i = DUTY_SYSTEM; i < DUTIES_ && !w->counted; i++) {
        if (!w->has[i] || i == d) continue;
        w->counted = true;
        *vec_push(w->arena, &w->merged) = w->staff;
        if (w->name.n || was_merged(w, w->staff)) continue;
        w->name = str_copy(w->arena, row->name);
        w->one = i;
        w->two = d;
    }
    return NULL;
}

struct err *duty_look(struct db_tx *tx, struct arena *a, struct scope scope, struct duty_state *out)
{
    struct walk w = {.arena = a, .name = S("")};

    TRY(duty_each(tx, a, scope, take, &w));
    *out = (struct duty_state){w.system, w.security, w.merged.items, w.merged.n};
    return NULL;
}

struct err *duty_check(struct db_tx *tx, struct arena *a, struct scope scope,
                       const struct duty_state *before)
{
    struct walk w = {.arena = a, .before = before, .name = S("")};

    TRY(duty_each(tx, a, scope, take, &w));
    if (w.name.n)
        return ERR(a, GUARD, "这样“%.*s”会同时担任%.*s员和%.*s员；三员分立，须由不同的人担任",
                   STR_ARG(w.name), STR_ARG(duty_label(w.one)), STR_ARG(duty_label(w.two)));
    if (before->system && !w.system)
        return ERR(a, GUARD, "这样就没有人能管理账号了；请先让最上级机构的另一位启用的账号担任");
    if (before->security && !w.security)
        return ERR(a, GUARD, "这样就没有人能管理角色了；请先让最上级机构的另一位启用的账号担任");
    return NULL;
}

struct err *duty_role_check(struct arena *a, const str *permissions, size_t n)
{
    enum duty first = DUTY_NONE;

    for (size_t i = 0; i < n; i++) {
        enum duty d = duty_of(permissions[i]);

        if (d == DUTY_NONE) continue;
        if (first != DUTY_NONE && d != first)
            return ERR(a, GUARD, "一个角色不能兼有%.*s和%.*s的权限；三员分立，请分成不同的角色",
                       STR_ARG(duty_label(first)), STR_ARG(duty_label(d)));
        first = d;
    }
    return NULL;
}
