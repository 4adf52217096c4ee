/* The site itself: what both a plain and a demo installation begin with. */
#include "app/setup.h"

#include "app/roles.h"
#include "app/setup_json.h"
#include "base/buf.h"
#include "core/staff_sql.h"
#include "sys/embedded.h"
#include "sys/encode.h"

extern const struct embedded_set demo_files;

enum { SITE_JSON_MAX = 4 * 1024 * 1024, ORGANS_MOST = 2000, COLUMNS_MOST = 2000 };

struct err *setup_site_json(struct arena *a, const struct json **out)
{
    const struct embedded *file = embedded_find(&demo_files, S("site.json"));

    BUG_IF(!file);
    return json_parse(a, file->bytes, (struct json_limits){.bytes = SITE_JSON_MAX}, out);
}

str setup_demo_file(str name)
{
    const struct embedded *file = embedded_find(&demo_files, name);

    BUG_IF(!file);
    return file->bytes;
}

/* ---- site ---------------------------------------------------------------------------------- */

static struct err *take(struct arena *a, const struct json *v, const char *name, str *out)
{
    return json_take_str_or(a, v, str_of(name), 500, S(""), out);
}

/* Registers of other authorities: the same for every site, and settings of each. */
static void set_registers(struct arena *a, struct site_info *s)
{
    s->icp_url = s->icp.n ? S("https://beian.miit.gov.cn/") : S("");
    s->police_url = s->police.n ? S("https://beian.mps.gov.cn/") : S("");
    s->find_error_url =
        s->site_code.n ? str_cat(a, S("https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code="),
                                 s->site_code)
                       : S("");
    s->mark_url = S("");
}

struct err *setup_site_info(struct arena *a, const struct json *v, struct site_info *s)
{
    *s = (struct site_info){.code = S("main")};
    TRY(take(a, v, "name", &s->name));
    TRY(take(a, v, "short_name", &s->short_name));
    TRY(take(a, v, "domain", &s->domain));
    TRY(take(a, v, "site_code", &s->site_code));
    TRY(take(a, v, "icp", &s->icp));
    TRY(take(a, v, "police", &s->police));
    TRY(take(a, v, "sponsor", &s->sponsor));
    TRY(take(a, v, "address", &s->address));
    TRY(take(a, v, "postcode", &s->postcode));
    TRY(take(a, v, "phone", &s->phone));
    TRY(take(a, v, "email", &s->email));
    TRY(take(a, v, "theme", &s->theme));
    set_registers(a, s);
    return NULL;
}

/* ---- organs -------------------------------------------------------------------------------- */

/* Parents stand before their children in the file. */
struct err *setup_organs(struct db_tx *tx, struct arena *a, int64_t site_id, const struct json *v)
{
    const struct json *list;

    TRY(json_take_array(a, v, S("organs"), ORGANS_MOST, &list));
    for (size_t i = 0; i < list->n; i++) {
        struct organ o = {0};
        struct organs known;
        str parent;
        str short_name;
        str path;
        int64_t id;

        TRY(take(a, &list->items[i], "code", &o.code));
        TRY(take(a, &list->items[i], "uscc", &o.uscc));
        TRY(take(a, &list->items[i], "name", &o.name));
        TRY(take(a, &list->items[i], "short", &short_name));
        TRY(take(a, &list->items[i], "kind", &o.kind));
        TRY(take(a, &list->items[i], "parent", &parent));
        o.short_name = short_name;
        TRY(organs_load(tx, a, site_id, &known));
        const struct organ *above = parent.n ? organs_by_code(&known, parent) : NULL;

        if (parent.n && !above)
            return ERR(a, INVALID, "机构“%.*s”的上级“%.*s”没有列在它前面", STR_ARG(o.name),
                       STR_ARG(parent));
        o.parent_id = above ? above->id : 0;
        TRY(organ_create(tx, a, site_id, &o, above ? above->path : S(""), (int64_t)i, &id, &path));
    }
    return NULL;
}

/* ---- columns ------------------------------------------------------------------------------- */

static str parent_path(str path)
{
    size_t n = path.n;

    while (n && path.p[n - 1] != '/') n--;
    return n ? str_head(path, n - 1) : S("");
}

struct err *setup_columns(struct db_tx *tx, struct arena *a, int64_t site_id, const struct json *v,
                          bool with_texts)
{
    const struct json *list;

    TRY(json_take_array(a, v, S("columns"), COLUMNS_MOST, &list));
    for (size_t i = 0; i < list->n; i++) {
        struct site_column c = {0};
        struct site_columns known;
        int64_t position;
        int64_t id;
        str plain; /* the name where that of the demo has the invented zone in it */

        TRY(take(a, &list->items[i], "path", &c.path));
        TRY(take(a, &list->items[i], "name", &c.name));
        TRY(take(a, &list->items[i], "type", &c.type));
        TRY(take(a, &list->items[i], "description", &c.description));
        TRY(take(a, &list->items[i], "keywords", &c.keywords));
        TRY(take(a, &list->items[i], "art20", &c.art20));
        TRY(json_take_int_or(a, &list->items[i], S("order"), 0, 1000000, (int64_t)i, &position));
        TRY(json_take_bool_or(a, &list->items[i], S("menu"), false, &c.in_menu));
        TRY(take(a, &list->items[i], "plain", &plain));
        if (!with_texts) c.description = c.keywords = S("");
        if (!with_texts && plain.n) c.name = plain;
        TRY(columns_load(tx, a, site_id, &known));
        str above = parent_path(c.path);
        const struct site_column *parent = above.n ? columns_by_path(&known, above) : NULL;

        if (above.n && !parent)
            return ERR(a, INVALID, "栏目 %.*s 的上级没有列在它前面", STR_ARG(c.path));
        c.parent_id = parent ? parent->id : 0;
        TRY(column_create(tx, a, site_id, &c, position, &id));
    }
    return NULL;
}

/* ---- accounts ------------------------------------------------------------------------------ */

/* Upper and lower letters, digits and a hyphen: 60 bits, and it satisfies the rules. */
str setup_password(struct arena *a, const struct sys_random *r)
{
    return str_printf(a, "%.*s-%.*s-%04d", STR_ARG(encode_code(a, r, 5)),
                      STR_ARG(str_lower(a, encode_code(a, r, 5))), (int)sys_random_below(r, 10000));
}

str setup_accounts_tsv(struct arena *a, const struct setup_result *r)
{
    struct buf b;

    buf_init(&b, a, (size_t)1024 * 1024);
    buf_lit(&b, "login\tpassword\troles\n");
    for (size_t i = 0; i < r->n_accounts; i++)
        buf_printf(&b, "%.*s\t%.*s\t%.*s\n", STR_ARG(r->accounts[i].login),
                   STR_ARG(r->accounts[i].password), STR_ARG(r->accounts[i].roles));
    return buf_str(&b);
}

/* ---- a plain installation ------------------------------------------------------------------ */

struct plain {
    const struct json *json;
    str code, name, host;
    int64_t now_ms, site_id, organ_id;
};

static struct err *make_plain(struct db_tx *tx, struct arena *a, void *arg)
{
    struct plain *p = arg;
    struct site_info s = {.code = p->code,
                          .name = p->name,
                          .short_name = p->name,
                          .domain = p->host,
                          .site_code = S(""),
                          .icp = S(""),
                          .police = S(""),
                          .sponsor = p->name,
                          .address = S(""),
                          .postcode = S(""),
                          .phone = S(""),
                          .email = S(""),
                          .theme = S("#14509b")};
    struct organ root = {.code = S("root"),
                         .uscc = S(""),
                         .name = p->name,
                         .short_name = p->name,
                         .kind = S("committee")};
    str path;

    set_registers(a, &s);
    TRY(site_create(tx, a, &s, &p->host, 1, p->now_ms, &p->site_id));
    TRY(organ_create(tx, a, p->site_id, &root, S(""), 0, &p->organ_id, &path));
    TRY(setup_columns(tx, a, p->site_id, p->json, false));
    return roles_create(tx, a, p->site_id);
}

struct err *setup_plain(struct root *root, struct arena *a, str code, str name, str host,
                        struct setup_result *out)
{
    struct plain p = {
        .code = code, .name = name, .host = host, .now_ms = sys_now_ms(&root->env.clock)};
    static const str roles[] = {S_INIT("admin")};
    struct account_new admin = {.login = S("admin"),
                                .name = S("系统管理员"),
                                .title = S("系统管理员"),
                                .roles = roles,
                                .n_roles = 1,
                                .must_change = true};
    int64_t id;

    TRY(setup_site_json(a, &p.json));
    TRY(db_write(root->env.db, a, make_plain, &p));
    *out = (struct setup_result){
        .site_id = p.site_id, .accounts = ARENA_NEW(a, struct setup_account), .n_accounts = 1};
    struct scope all = {p.site_id, S("/")};
    struct actor by = actor_system(&all, S("系统"));

    admin.organ_id = p.organ_id;
    admin.password = setup_password(a, &root->env.random);
    TRY(account_create(&root->env.account, a, &by, &admin, S(""), p.now_ms, &id));
    out->accounts[0] = (struct setup_account){admin.login, admin.password, roles[0]};
    return directory_reload(root->env.directory, a);
}
