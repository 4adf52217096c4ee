/* The frame of the staff pages. */
#include "mod/office/internal.h"

#include "base/vec.h"
#include "core/module.h"
#include "core/permission.h"
#include "core/staff_sql.h"

const struct core_env *staff_env(const struct req *rq)
{
    return rq->app;
}

const struct directory_site *staff_site(const struct req *rq)
{
    BUG_IF(!rq->site.data);
    return rq->site.data;
}

str staff_asset(const struct req *rq, const char *name)
{
    return values_get(&staff_env(rq)->assets, str_of(name));
}

/* Only the name stands on staff pages; the footer of the public site does not. */
static const struct page_site *page_site_of(struct req *rq)
{
    struct page_site *p = ARENA_NEW(rq->arena, struct page_site);
    const struct directory_site *site = rq->site.data;

    *p = (struct page_site){
        .name = site ? site->info->short_name : S(""),
        .organ = S(""),
        .domain = S(""),
        .code = S(""),
        .logo_url = S(""),
        .sponsor = S(""),
        .undertaker = S(""),
        .address = S(""),
        .postcode = S(""),
        .phone = S(""),
        .email = S(""),
        .icp = S(""),
        .icp_url = S(""),
        .police = S(""),
        .police_url = S(""),
        .mark_url = S(""),
        .find_error_url = S(""),
    };
    if (site && !p->name.n) p->name = site->info->name;
    return p;
}

static const struct page_assets *page_assets_of(struct req *rq)
{
    struct page_assets *p = ARENA_NEW(rq->arena, struct page_assets);

    *p = (struct page_assets){
        .css = staff_asset(rq, "site.css"),
        .theme = S("/theme.css"),
        .js = S(""),
        .icons = staff_asset(rq, "icons.svg"),
    };
    return p;
}

static const struct page_user *page_user_of(struct req *rq)
{
    struct page_user *p = ARENA_NEW(rq->arena, struct page_user);

    *p = (struct page_user){
        .name = rq->actor->name, .organ = S(""), .logout_url = S("/staff/logout")};
    return p;
}

struct menu {
    struct req *rq;
    VEC(struct page_link) links;
    size_t here, longest;
};

/* The longest address that the path begins with is where we are. */
static void mark_here(struct menu *m, str path)
{
    if (!str_starts(m->rq->path, path) || path.n <= m->longest) return;
    m->longest = path.n;
    m->here = m->links.n;
}

static void add_link(struct menu *m, str label, str path)
{
    mark_here(m, path);
    *vec_push(m->rq->arena, &m->links) =
        (struct page_link){.label = label, .url = path, .hint = S(""), .icon = S("")};
}

static bool takes_part(const struct actor *actor, const struct flow *f)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].system && actor_may(actor, f->steps[i].perm)) return true;
    return false;
}

/* The home, the kinds of cases this person takes part in, and what the modules bring along. */
static void fill_menu(struct req *rq, struct page *p)
{
    const struct core_env *env = staff_env(rq);
    struct menu m = {.rq = rq};

    add_link(&m, S("工作台"), S("/staff/"));
    for (size_t i = 0; i < env->flow.n_flows; i++) {
        const struct flow *f = env->flow.flows[i];

        if (!takes_part(rq->actor, f)) continue;
        mark_here(&m, str_printf(rq->arena, "/staff/%ss/", f->kind)); /* its own pages */
        add_link(&m, f->label, str_printf(rq->arena, "/staff/cases/%s/", f->kind));
    }
    for (size_t i = 0; i < env->n_modules; i++)
        for (size_t k = 0; k < env->modules[i]->n_menu; k++) {
            const struct module_menu *it = &env->modules[i]->menu[k];

            if (it->perm == &PERM_SESSION || actor_may(rq->actor, it->perm))
                add_link(&m, it->label, str_of(it->path));
        }
    m.links.items[m.here].current = true;
    p->menu = m.links.items;
    p->n_menu = m.links.n;
}

static void fill_problems(struct req *rq, struct staff_page *out)
{
    for (const struct err *e = rq->errors; e; e = e->next)
        staff_problem(rq, out, e->field, e->message);
}

void staff_problem(struct req *rq, struct staff_page *p, str field, str text)
{
    struct staff_problem *list = ARENA_ARRAY(rq->arena, struct staff_problem, p->n_problems + 1);

    for (size_t i = 0; i < p->n_problems; i++) list[i] = p->problems[i];
    list[p->n_problems] = (struct staff_problem){field, text};
    p->problems = list;
    p->n_problems++;
}

void staff_crumbs(struct req *rq, struct staff_page *p, const struct page_link *links, size_t n)
{
    struct page_link *all = ARENA_ARRAY(rq->arena, struct page_link, n + 2);
    const struct page_link empty = {.label = S(""), .url = S(""), .hint = S(""), .icon = S("")};

    all[0] = empty;
    all[0].label = S("工作台");
    all[0].url = S("/staff/");
    for (size_t i = 0; i < n; i++) {
        all[i + 1] = empty;
        all[i + 1].label = links[i].label;
        all[i + 1].url = links[i].url;
    }
    all[n + 1] = empty;
    all[n + 1].label = p->page.title;
    all[n + 1].current = true;
    p->page.crumbs = all;
    p->page.n_crumbs = n + 2;
}

void staff_frame(struct req *rq, str title, struct staff_page *out)
{
    const str empty = S("");
    const struct directory_site *site = rq->site.data;

    *out = (struct staff_page){
        .page =
            {
                .site = page_site_of(rq),
                .assets = page_assets_of(rq),
                .title = title,
                .canonical = empty,
                .feed_url = empty,
                .feed_title = empty,
                .noindex = true,
                .elder_url = empty,
                .search_word = empty,
                .theme =
                    site && str_eq(site->info->theme, S("red")) ? PAGE_THEME_RED : PAGE_THEME_BLUE,
                .csrf = req_csrf(rq),
                .request_number = rq->number,
                .made_at = date_time_str(rq->arena, rq->now_ms),
            },
        .css = staff_asset(rq, "staff.css"),
        .js = staff_asset(rq, "staff.js"),
        .island = empty,
        .notice = office_done_text(req_query(rq, "done")),
    };
    if (rq->actor) {
        out->page.user = page_user_of(rq);
        fill_menu(rq, &out->page);
    }
    fill_problems(rq, out);
}

/* ---- the first password --------------------------------------------------------------------- */

struct own_account {
    const struct actor *actor;
    struct staff_row row;
    bool found;
};

static struct err *load_own(struct db_tx *tx, struct arena *a, void *arg)
{
    struct own_account *own = arg;

    return staff_get(tx, a, (struct site_scope){own->actor->scope->site}, own->actor->user,
                     &own->row, &own->found);
}

/* With a first password the session has no permission at all: only then is the account looked up.
 */
static struct err *must_change(struct req *rq, bool *must)
{
    const struct permission_set *set = rq->actor->permissions;
    struct own_account own = {.actor = rq->actor};

    *must = false;
    if (set->all || set->n) return NULL;
    TRY(db_read(rq->db, rq->arena, load_own, &own));
    *must = own.found && own.row.must_change;
    return NULL;
}

struct err *staff_begin(struct req *rq, struct resp *rs, str title, struct staff_page *out,
                        bool *shown)
{
    bool must = false;

    BUG_IF(!rq->actor);
    TRY(must_change(rq, &must));
    *shown = !must || str_eq(rq->path, S("/staff/password"));
    if (!*shown) {
        resp_redirect(rs, S("/staff/password"));
        return NULL;
    }
    staff_frame(rq, title, out);
    if (must) out->page.n_menu = 0;
    return NULL;
}

void staff_redirect_done(struct req *rq, struct resp *rs, str path, const char *done)
{
    resp_redirect(rs, office_with_done(rq->arena, path, done));
}
