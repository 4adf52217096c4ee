/* The commands that change the set-up, from the operator's side: site set here, those of organs and
 * columns in files of their own. Bound by the forms of the pages and changed by the same functions
 * of core, so nothing that is refused there goes through here. A server that runs hears of the
 * commit and reads the set-up again. */
#include "app/cmd_setup.h"

#include "base/buf.h"
#include "base/vec.h"
#include "text/json.h"

enum { HOSTS_MOST = 50 };

static const struct sys_option own_options[] = {COMMAND_COMMON};

const struct sys_option setup_site_options[] = {
    COMMAND_COMMON,
    {.name = S_INIT("site"),
     .value = S_INIT("CODE"),
     .help = S_INIT("站点代号（有多个站点时）"),
     .kind = SYS_OPTION_STR,
     .offset = offsetof(struct setup_options, site)},
};

/* ---- KEY=VALUE ------------------------------------------------------------------------------ */

static bool has_field(const struct form *form, str name)
{
    for (size_t i = 0; i < form->n_fields; i++)
        if (str_eq(str_of(form->fields[i].name), name)) return true;
    return false;
}

/* `word` is part of a path here, and `seen` the page's own. */
static bool is_typed(str name)
{
    return !str_eq(name, S("word")) && !str_eq(name, S("seen"));
}

static str names_of(struct arena *a, const struct form *form, str more)
{
    VEC(str) names = {0};

    for (size_t i = 0; i < form->n_fields; i++)
        if (is_typed(str_of(form->fields[i].name)))
            *vec_push(a, &names) = str_of(form->fields[i].name);
    *vec_push(a, &names) = more;
    return str_join(a, names.items, names.n, S("、"));
}

struct err *setup_pairs(struct command_run *r, const struct form *form, str more,
                        struct values *out)
{
    struct arena *a = r->arena;
    VEC(struct value) list = {0};

    for (size_t i = 1; i < r->operands.n; i++) {
        str word = r->operands.items[i];
        size_t sign = str_find_byte(word, '=', 0);
        str name = str_head(word, sign == STR_NONE ? 0 : sign);

        if (sign == STR_NONE) return ERR(a, INVALID, "“%.*s”应写成 名称=值", STR_ARG(word));
        if (!is_typed(name) || (!has_field(form, name) && !str_eq(name, more)))
            return ERR(a, INVALID, "没有“%.*s”这一项；可以写 %.*s", STR_ARG(name),
                       STR_ARG(names_of(a, form, more)));
        *vec_push(a, &list) = (struct value){name, str_from(word, sign + 1)};
    }
    *out = (struct values){list.items, list.n};
    return NULL;
}

struct err *setup_bind(struct arena *a, const struct form *form, struct values now,
                       const struct values *given, void *out)
{
    struct value *list = ARENA_ARRAY(a, struct value, now.n);

    for (size_t i = 0; i < now.n; i++) {
        list[i] = now.items[i];
        if (values_has(given, list[i].name)) list[i].text = values_get(given, list[i].name);
    }
    const struct values all = {list, now.n};

    return form_bind(form, a, &all, NULL, out);
}

struct values setup_with(struct arena *a, struct values v, str name, str text)
{
    struct value *list = ARENA_ARRAY(a, struct value, v.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < v.n; i++)
        if (!str_eq(v.items[i].name, name)) list[n++] = v.items[i];
    list[n++] = (struct value){name, text};
    return (struct values){list, n};
}

str setup_id_text(struct arena *a, int64_t id)
{
    return id ? str_printf(a, "%lld", (long long)id) : S("");
}

/* ---- the installation ----------------------------------------------------------------------- */

static struct err *open_work(struct setup_work *w, struct command_run *r, str site)
{
    *w = (struct setup_work){.run = r};
    TRY(command_root(r, &w->root));
    struct err *e = command_site(r, &w->root, site, &w->site);

    if (e) {
        root_close(&w->root);
        return e;
    }
    w->all = (struct scope){w->site->info->id, S("/")};
    w->actor = actor_system(&w->all, S("命令行"));
    w->by = (struct change_by){&w->actor, S(""), sys_now_ms(&w->root.env.clock)};
    return NULL;
}

struct err *setup_run(struct command_run *r, str site, struct err *(*act)(struct setup_work *w))
{
    struct setup_work *w = ARENA_NEW(r->arena, struct setup_work);

    TRY(open_work(w, r, site));
    struct err *e = act(w);

    root_close(&w->root);
    return e;
}

struct err *setup_run_on_site(struct command_run *r, struct err *(*act)(struct setup_work *w))
{
    return setup_run(r, ((const struct setup_options *)(const void *)r->options)->site, act);
}

/* ---- site set ------------------------------------------------------------------------------- */

struct site_set {
    const struct setup_work *work;
    const struct setup_site_input *in;
    str *hosts; /* the whole list that is wanted; NULL: as they are */
    size_t n_hosts;
    struct sites sites; /* as they are afterwards */
};

static bool has_host(const str *hosts, size_t n, str host)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(hosts[i], host)) return true;
    return false;
}

/* First what is new, so that the domain may be one of them; what goes, last. */
static struct err *change_site(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct site_set *s = arg;
    const struct change_by *by = &s->work->by;
    struct sites was;

    TRY(sites_load(tx, a, &was));
    const struct site_info *own = sites_by_id(&was, s->work->all.site);

    if (!own) return ERR(a, NOT_FOUND, "没有这个站点");
    const struct site_info to = setup_site_of(a, s->in, own);

    for (size_t i = 0; i < s->n_hosts; i++) {
        bool there = false;

        for (size_t k = 0; k < was.n_hosts; k++)
            there |=
                was.hosts[k].site_id == own->id && str_eq_nocase(was.hosts[k].host, s->hosts[i]);
        if (!there) TRY(site_change_add_host(tx, a, by, s->hosts[i]));
    }
    TRY(site_change(tx, a, by, &to));
    for (size_t k = 0; s->hosts && k < was.n_hosts; k++)
        if (was.hosts[k].site_id == own->id && !has_host(s->hosts, s->n_hosts, was.hosts[k].host))
            TRY(site_change_remove_host(tx, a, by, was.hosts[k].host, S("")));
    return NULL;
}

static struct err *read_hosts(struct arena *a, const struct values *given, struct site_set *s)
{
    str rest = values_get(given, S("hosts"));

    if (!values_has(given, S("hosts"))) return NULL;
    s->hosts = ARENA_ARRAY(a, str, HOSTS_MOST);
    for (str host; str_split(&rest, ',', &host);) {
        host = str_trim(host);
        if (!host.n || has_host(s->hosts, s->n_hosts, host)) continue;
        if (s->n_hosts == HOSTS_MOST) return ERR(a, INVALID, "访问域名最多%d个", HOSTS_MOST);
        s->hosts[s->n_hosts++] = host;
    }
    if (!s->n_hosts) return ERR(a, INVALID, "至少要有一个访问域名");
    return NULL;
}

static struct err *load_sites(struct db_tx *tx, struct arena *a, void *arg)
{
    struct site_set *s = arg;

    return sites_load(tx, a, &s->sites);
}

static void tell_site(struct setup_work *w, const struct sites *all)
{
    struct arena *a = w->run->arena;
    struct buf *out = w->run->out;
    const struct site_info *s = sites_by_id(all, w->all.site);
    const struct values now = setup_site_values(a, s);
    VEC(str) hosts = {0};
    struct json_out o;

    for (size_t i = 0; i < all->n_hosts; i++)
        if (all->hosts[i].site_id == s->id) *vec_push(a, &hosts) = all->hosts[i].host;
    if (!w->run->options->json) {
        for (size_t i = 0; i < now.n; i++)
            buf_printf(out, "%.*s\t%.*s\n", STR_ARG(now.items[i].name), STR_ARG(now.items[i].text));
        buf_printf(out, "hosts\t%.*s\n", STR_ARG(str_join(a, hosts.items, hosts.n, S(","))));
        return;
    }
    json_out_init(&o, out, false);
    json_out_object(&o);
    json_out_name_str(&o, S("code"), s->code);
    for (size_t i = 0; i < now.n; i++) json_out_name_str(&o, now.items[i].name, now.items[i].text);
    json_out_name(&o, S("hosts"));
    json_out_array(&o);
    for (size_t i = 0; i < hosts.n; i++) json_out_str(&o, hosts.items[i]);
    json_out_array_end(&o);
    json_out_object_end(&o);
    buf_byte(out, '\n');
}

static struct err *site_set(struct setup_work *w)
{
    struct arena *a = w->run->arena;
    struct setup_site_input in = {0};
    struct site_set s = {.work = w, .in = &in};
    struct values given;

    TRY(setup_pairs(w->run, &setup_site_form, S("hosts"), &given));
    TRY(read_hosts(a, &given, &s));
    if (given.n) {
        TRY(setup_bind(a, &setup_site_form, setup_site_values(a, w->site->info), &given, &in));
        TRY(db_write(w->root.env.db, a, change_site, &s));
    }
    TRY(db_read(w->root.env.db, a, load_sites, &s));
    tell_site(w, &s.sites);
    return NULL;
}

static struct err *run_site_set(struct command_run *r, int *status)
{
    (void)status;
    return setup_run(r, r->operands.items[0], site_set);
}

const struct command cmd_site_set = {
    .name = "site set",
    .operands = "CODE [KEY=VALUE…]",
    .summary = "改网站设置，如 name=… phone=… hosts=A,B；不写 KEY 即列出现在的设置",
    .options = own_options,
    .n_options = COUNT_OF(own_options),
    .options_size = sizeof(struct common_options),
    .operands_least = 1,
    .operands_most = SETUP_PAIRS_MOST,
    .run = run_site_set,
};
