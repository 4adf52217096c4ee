/* What the pages of the set-up do alike; settings and host names of the site. */
#include "mod/setup/internal.h"

#include "core/site_change.h"

#include "setup_site_views.h"

/* ---- for all pages -------------------------------------------------------------------------- */

struct values setup_values(struct arena *a, const struct value *items, size_t n)
{
    struct value *list = ARENA_ARRAY(a, struct value, n);

    for (size_t i = 0; i < n; i++) list[i] = items[i];
    return (struct values){list, n};
}

struct change_by setup_by(const struct req *rq)
{
    return (struct change_by){.actor = rq->actor, .remote = rq->remote, .now_ms = rq->now_ms};
}

struct err *setup_write(struct req *rq, db_fn *change, void *arg)
{
    TRY(db_write(rq->db, rq->arena, change, arg));
    return directory_reload(staff_env(rq)->directory, rq->arena);
}

/* For the eye of the program only: two states of a form have the same mark by accident at worst. */
static str mark_of(struct arena *a, struct values now)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < now.n; i++) sum = str_hash(now.items[i].text, sum * 31 + i);
    return str_printf(a, "%016llx", (unsigned long long)sum);
}

struct err *setup_seen(struct arena *a, str seen, struct values now)
{
    if (!seen.n || str_eq(seen, mark_of(a, now))) return NULL;
    return ERR(a, GUARD, "您打开这一页以后，别人改过这里。您填的还在下面，核对后再保存一次即可");
}

static struct err *check_top(struct db_tx *tx, struct arena *a, void *arg)
{
    return change_needs_top(tx, a, arg);
}

struct err *setup_needs_top(struct req *rq)
{
    struct change_by by = setup_by(rq);

    return db_read(rq->db, rq->arena, check_top, &by);
}

struct staff_field *setup_draw(struct req *rq, const struct form *form, struct values now,
                               size_t *n)
{
    /* The first field of each of these forms is required, so a browser has sent it. */
    bool typed = values_has(&rq->raw, str_of(form->fields[0].name));
    bool whole;
    struct staff_fields all =
        staff_draw(rq->arena, form, S(""), typed ? &rq->raw : &now, rq->errors, &whole);
    struct staff_field *fields = ARENA_ARRAY(rq->arena, struct staff_field, all.n);

    for (size_t i = 0; i < all.n; i++) {
        fields[i] = all.items[i];
        if (str_eq(fields[i].name, S("seen"))) fields[i].value = mark_of(rq->arena, now);
    }
    *n = all.n;
    return fields;
}

void setup_offer(struct staff_field *fields, size_t n, const char *name,
                 struct staff_option *options, size_t n_options)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(fields[i].name, str_of(name))) continue;
        for (size_t k = 0; k < n_options; k++)
            options[k].chosen = str_eq(options[k].value, fields[i].value);
        fields[i].input = INPUT_SELECT;
        fields[i].options = options;
        fields[i].n_options = n_options;
    }
}

str setup_indented(struct arena *a, size_t depth, str name)
{
    str out = name;

    for (size_t i = 1; i < depth; i++) out = str_cat(a, S("　"), out);
    return out;
}

/* ---- the site ------------------------------------------------------------------------------- */

static struct err *load_sites(struct db_tx *tx, struct arena *a, void *arg)
{
    return sites_load(tx, a, arg);
}

static struct err *own_site(struct req *rq, struct sites *all, const struct site_info **own)
{
    TRY(db_read(rq->db, rq->arena, load_sites, all));
    *own = sites_by_id(all, rq->actor->scope->site);
    if (!*own) return ERR(rq->arena, NOT_FOUND, "没有这个站点");
    return NULL;
}

static void list_hosts(struct req *rq, const struct sites *all, const struct site_info *own,
                       struct setup_site_view *v)
{
    struct setup_host *hosts = ARENA_ARRAY(rq->arena, struct setup_host, all->n_hosts);

    for (size_t i = 0; i < all->n_hosts; i++)
        if (all->hosts[i].site_id == own->id)
            hosts[v->n_hosts++] = (struct setup_host){.host = all->hosts[i].host, .why = S("")};
    for (size_t i = 0; i < v->n_hosts; i++) {
        if (v->n_hosts == 1)
            hosts[i].why = S("唯一的访问域名");
        else if (str_eq_nocase(hosts[i].host, own->domain))
            hosts[i].why = S("网站域名");
        else if (str_eq_nocase(hosts[i].host, rq->site.host))
            hosts[i].why = S("您正在通过它访问");
    }
    v->hosts = hosts;
}

struct err *setup_site_page(struct req *rq, struct resp *rs)
{
    struct setup_site_view v = {0};
    const struct site_info *own;
    struct sites all;
    bool shown;
    bool found;

    TRY(staff_begin(rq, rs, S("网站设置"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(setup_needs_top(rq));
    TRY(staff_lost_take(rq, rs, &v.staff, &found));
    TRY(own_site(rq, &all, &own));
    v.fields.items =
        setup_draw(rq, &setup_site_form, setup_site_values(rq->arena, own), &v.fields.n);
    v.host_fields.items = setup_draw(rq, &setup_host_form, (struct values){0}, &v.host_fields.n);
    list_hosts(rq, &all, own, &v);
    staff_crumbs(rq, &v.staff, NULL, 0);
    view_setup_site(&rs->body, &v);
    return NULL;
}

struct site_work {
    struct change_by by;
    const struct setup_site_input *in;
    str host, used;
};

static struct err *save_site(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct site_work *w = arg;
    struct sites all;

    TRY(sites_load(tx, a, &all));
    const struct site_info *was = sites_by_id(&all, w->by.actor->scope->site);

    if (!was) return ERR(a, NOT_FOUND, "没有这个站点");
    TRY(setup_seen(a, w->in->seen, setup_site_values(a, was)));
    const struct site_info to = setup_site_of(a, w->in, was);

    return site_change(tx, a, &w->by, &to);
}

struct err *setup_site_post(struct req *rq, struct resp *rs)
{
    struct site_work w = {.by = setup_by(rq), .in = REQ_INPUT(rq, struct setup_site_input)};

    TRY(setup_write(rq, save_site, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/site"), "setup");
    return NULL;
}

static struct err *add_host(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct site_work *w = arg;

    return site_change_add_host(tx, a, &w->by, w->host);
}

static struct err *remove_host(struct db_tx *tx, struct arena *a, void *arg)
{
    const struct site_work *w = arg;

    return site_change_remove_host(tx, a, &w->by, w->host, w->used);
}

struct err *setup_host_add(struct req *rq, struct resp *rs)
{
    struct site_work w = {.by = setup_by(rq), .host = REQ_INPUT(rq, struct setup_host_input)->host};

    TRY(setup_write(rq, add_host, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/site"), "host");
    return NULL;
}

struct err *setup_host_remove(struct req *rq, struct resp *rs)
{
    struct site_work w = {.by = setup_by(rq),
                          .host = REQ_INPUT(rq, struct setup_host_input)->host,
                          .used = rq->site.host};

    TRY(setup_write(rq, remove_host, &w));
    staff_redirect_done(rq, rs, S("/staff/setup/site"), "host-gone");
    return NULL;
}
