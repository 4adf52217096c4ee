/* user add, list, disable, enable, password, token: accounts from the operator's side. */
#include "app/command.h"
#include "app/setup_json.h"

#include "base/buf.h"
#include "base/vec.h"
#include "core/staff_sql.h"
#include "text/json.h"

struct user_options {
    struct common_options common;
    str site, name, title, organ, roles;
    int64_t days;
};

#define SITE_OPTION                                                                                \
    {                                                                                              \
        .name = S_INIT("site"), .value = S_INIT("CODE"),                                           \
        .help = S_INIT("站点代号（有多个站点时）"), .kind = SYS_OPTION_STR,                        \
        .offset = offsetof(struct user_options, site)                                              \
    }

static const struct sys_option plain_options[] = {COMMAND_COMMON, SITE_OPTION};

static const struct sys_option add_options[] = {
    COMMAND_COMMON,
    SITE_OPTION,
    {.name = S_INIT("name"),
     .value = S_INIT("TEXT"),
     .help = S_INIT("姓名"),
     .kind = SYS_OPTION_STR,
     .required = true,
     .offset = offsetof(struct user_options, name)},
    {.name = S_INIT("title"),
     .value = S_INIT("TEXT"),
     .help = S_INIT("职务"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct user_options, title)},
    {.name = S_INIT("organ"),
     .value = S_INIT("CODE"),
     .help = S_INIT("所在机构的代号；不写即最上级机构"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct user_options, organ)},
    {.name = S_INIT("roles"),
     .value = S_INIT("A,B"),
     .help = S_INIT("角色代号，以逗号分隔，如 drafter,publisher"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct user_options, roles)},
};

static const struct sys_option token_options[] = {
    COMMAND_COMMON,
    SITE_OPTION,
    {.name = S_INIT("days"),
     .value = S_INIT("N"),
     .help = S_INIT("有效天数"),
     .fallback = S_INIT("90"),
     .kind = SYS_OPTION_INT,
     .least = 1,
     .most = ACCOUNT_TOKEN_DAYS_MOST,
     .offset = offsetof(struct user_options, days)},
};

/* What each of these commands needs: the installation, the site, the operator as actor. */
struct work {
    struct command_run *run;
    const struct user_options *options;
    struct root root;
    const struct directory_site *site;
    struct scope all;
    struct actor by;
    int64_t now_ms;
    str login;
    struct staff_row staff;
    bool found;
};

static struct err *open_work(struct work *w, struct command_run *r)
{
    w->run = r;
    w->options = (const void *)r->options;
    TRY(command_root(r, &w->root));
    struct err *e = command_site(r, &w->root, w->options->site, &w->site);

    if (e) {
        root_close(&w->root);
        return e;
    }
    w->all = (struct scope){w->site->info->id, S("/")};
    w->by = actor_system(&w->all, S("命令行"));
    w->now_ms = sys_now_ms(&w->root.env.clock);
    return NULL;
}

static struct err *find_staff(struct db_tx *tx, struct arena *a, void *arg)
{
    struct work *w = arg;

    return staff_by_login(tx, a, (struct site_scope){w->all.site}, w->login, &w->staff, &w->found);
}

static struct err *named_staff(struct work *w)
{
    w->login = w->run->operands.items[0];
    TRY(db_read(w->root.env.db, w->run->arena, find_staff, w));
    if (!w->found) return ERR(w->run->arena, INVALID, "没有账号“%.*s”", STR_ARG(w->login));
    return NULL;
}

/* ---- add ----------------------------------------------------------------------------------- */

/* A login and what belongs to it: a new password, a token. Shown this once. */
static void tell_secret(struct work *w, str login, const char *what, str secret, bool with_login)
{
    struct json_out o;
    struct buf *out = w->run->out;

    if (!w->run->options->json) {
        if (with_login) buf_printf(out, "%.*s\t", STR_ARG(login));
        buf_printf(out, "%.*s\n", STR_ARG(secret));
        return;
    }
    json_out_init(&o, out, false);
    json_out_object(&o);
    json_out_name_str(&o, S("login"), login);
    json_out_name_str(&o, str_of(what), secret);
    json_out_object_end(&o);
    buf_byte(out, '\n');
}

static struct err *add(struct work *w)
{
    struct arena *a = w->run->arena;
    const struct user_options *o = w->options;
    VEC(str) roles = {0};
    str rest = o->roles;
    int64_t id;
    const struct organ *organ = o->organ.n          ? organs_by_code(&w->site->organs, o->organ)
                                : w->site->organs.n ? &w->site->organs.items[0]
                                                    : NULL;

    if (!organ) return ERR(a, INVALID, "没有代号为“%.*s”的机构", STR_ARG(o->organ));
    for (str role; str_split(&rest, ',', &role);)
        if (str_trim(role).n) *vec_push(a, &roles) = str_trim(role);
    struct account_new n = {
        .organ_id = organ->id,
        .login = w->run->operands.items[0],
        .name = o->name,
        .title = o->title,
        .password = setup_password(a, &w->root.env.random),
        .roles = roles.items,
        .n_roles = roles.n,
        .must_change = true,
    };
    struct err *e = account_create(&w->root.env.account, a, &w->by, &n, S(""), w->now_ms, &id);

    if (e && e->code == ERR_CONFLICT)
        return ERR(a, INVALID, "账号“%.*s”已经有了", STR_ARG(n.login));
    TRY(e);
    tell_secret(w, n.login, "password", n.password, true);
    return NULL;
}

/* ---- list ---------------------------------------------------------------------------------- */

struct list_load {
    struct scope scope;
    struct staff_list_row *rows;
    struct staff_role_list_row *roles;
    size_t n, n_roles;
};

static struct err *load_list(struct db_tx *tx, struct arena *a, void *arg)
{
    struct list_load *l = arg;

    TRY(staff_list(tx, a, l->scope, &l->rows, &l->n));
    return staff_role_list(tx, a, l->scope, &l->roles, &l->n_roles);
}

static str roles_of(struct arena *a, const struct list_load *l, int64_t staff)
{
    VEC(str) codes = {0};

    for (size_t i = 0; i < l->n_roles; i++)
        if (l->roles[i].staff_id == staff) *vec_push(a, &codes) = l->roles[i].code;
    return str_join(a, codes.items, codes.n, S(","));
}

static struct err *list(struct work *w)
{
    struct arena *a = w->run->arena;
    struct buf *out = w->run->out;
    struct list_load l = {.scope = w->all};
    struct json_out o;
    bool json = w->run->options->json;

    TRY(db_read(w->root.env.db, a, load_list, &l));
    json_out_init(&o, out, false);
    if (json) json_out_array(&o);
    for (size_t i = 0; i < l.n; i++) {
        str roles = roles_of(a, &l, l.rows[i].id);

        if (!json) {
            buf_printf(out, "%.*s\t%.*s\t%.*s\t%.*s\t%s\n", STR_ARG(l.rows[i].login),
                       STR_ARG(l.rows[i].name), STR_ARG(l.rows[i].organ), STR_ARG(roles),
                       l.rows[i].active ? "启用" : "停用");
            continue;
        }
        json_out_object(&o);
        json_out_name_int(&o, S("id"), l.rows[i].id);
        json_out_name_str(&o, S("login"), l.rows[i].login);
        json_out_name_str(&o, S("name"), l.rows[i].name);
        json_out_name_str(&o, S("organ"), l.rows[i].organ);
        json_out_name_str(&o, S("roles"), roles);
        json_out_name_bool(&o, S("active"), l.rows[i].active);
        json_out_object_end(&o);
    }
    if (json) {
        json_out_array_end(&o);
        buf_byte(out, '\n');
    }
    return NULL;
}

/* ---- the others ---------------------------------------------------------------------------- */

static struct err *set_active(struct work *w, bool active)
{
    struct json_out o;

    TRY(named_staff(w));
    TRY(account_set_active(&w->root.env.account, w->run->arena, &w->by, w->staff.id, active, S(""),
                           w->now_ms));
    if (!w->run->options->json) {
        buf_printf(w->run->out, "账号“%.*s”已%s。\n", STR_ARG(w->login), active ? "启用" : "停用");
        return NULL;
    }
    json_out_init(&o, w->run->out, false);
    json_out_object(&o);
    json_out_name_str(&o, S("login"), w->login);
    json_out_name_bool(&o, S("active"), active);
    json_out_object_end(&o);
    buf_byte(w->run->out, '\n');
    return NULL;
}

static struct err *disable(struct work *w)
{
    return set_active(w, false);
}

static struct err *enable(struct work *w)
{
    return set_active(w, true);
}

static struct err *password(struct work *w)
{
    str fresh = setup_password(w->run->arena, &w->root.env.random);

    TRY(named_staff(w));
    TRY(account_set_password(&w->root.env.account, w->run->arena, &w->by, w->staff.id, fresh, true,
                             S(""), w->now_ms));
    tell_secret(w, w->login, "password", fresh, true);
    return NULL;
}

static struct err *token(struct work *w)
{
    str fresh;

    TRY(named_staff(w));
    TRY(account_token(&w->root.env.account, w->run->arena, &w->by, w->staff.id, w->options->days,
                      S(""), w->now_ms, &fresh));
    tell_secret(w, w->login, "token", fresh, false);
    return NULL;
}

static struct err *run_work(struct command_run *r, struct err *(*what)(struct work *w))
{
    struct work *w = ARENA_NEW(r->arena, struct work);

    TRY(open_work(w, r));
    struct err *e = what(w);

    root_close(&w->root);
    return e;
}

#define USER_COMMAND(id, word, args, text, table, least)                                           \
    static struct err *run_##id(struct command_run *r, int *status)                                \
    {                                                                                              \
        (void)status;                                                                              \
        return run_work(r, id);                                                                    \
    }                                                                                              \
    const struct command cmd_user_##id = {                                                         \
        .name = "user " word,                                                                      \
        .operands = (args),                                                                        \
        .summary = (text),                                                                         \
        .options = (table),                                                                        \
        .n_options = COUNT_OF(table),                                                              \
        .options_size = sizeof(struct user_options),                                               \
        .operands_least = (least),                                                                 \
        .operands_most = (least),                                                                  \
        .run = run_##id,                                                                           \
    }

USER_COMMAND(add, "add", "LOGIN --name TEXT", "新建账号，打印首次登录的口令", add_options, 1);
USER_COMMAND(list, "list", "", "列出账号", plain_options, 0);
USER_COMMAND(disable, "disable", "LOGIN", "停用账号，结束它的会话和令牌", plain_options, 1);
USER_COMMAND(enable, "enable", "LOGIN", "启用账号", plain_options, 1);
USER_COMMAND(password, "password", "LOGIN", "重设口令，打印新口令", plain_options, 1);
USER_COMMAND(token, "token", "LOGIN", "签发接口令牌，只显示这一次", token_options, 1);
