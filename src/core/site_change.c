#include "core/site_change.h"

#include "core/setup_sql.h"

enum { HOST_MOST = 253, LABEL_MOST = 63 };

static bool is_label(str s)
{
    if (!s.n || s.n > LABEL_MOST || s.p[0] == '-' || s.p[s.n - 1] == '-') return false;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '-'))
            return false;
    return true;
}

bool site_host_valid(str host)
{
    str rest = host;

    if (!host.n || host.n > HOST_MOST || host.p[host.n - 1] == '.') return false;
    for (str label; str_split(&rest, '.', &label);)
        if (!is_label(label)) return false;
    return true;
}

static struct err *load(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        struct sites *all, const struct site_info **own)
{
    TRY(change_needs_top(tx, a, by));
    TRY(sites_load(tx, a, all));
    *own = sites_by_id(all, by->actor->scope->site);
    if (!*own) return ERR(a, NOT_FOUND, "没有这个站点");
    return NULL;
}

static const struct site_host *host_of(const struct sites *all, str host)
{
    for (size_t i = 0; i < all->n_hosts; i++)
        if (str_eq_nocase(all->hosts[i].host, host)) return &all->hosts[i];
    return NULL;
}

struct err *site_change(struct db_tx *tx, struct arena *a, const struct change_by *by,
                        const struct site_info *to)
{
    struct sites all;
    const struct site_info *was;
    bool changed;

    TRY(load(tx, a, by, &all, &was));
    const struct site_host *domain = host_of(&all, to->domain);
    const struct change_field fields[] = {
        {S("name"), was->name, to->name},
        {S("short_name"), was->short_name, to->short_name},
        {S("domain"), was->domain, to->domain},
        {S("site_code"), was->site_code, to->site_code},
        {S("icp"), was->icp, to->icp},
        {S("police"), was->police, to->police},
        {S("sponsor"), was->sponsor, to->sponsor},
        {S("address"), was->address, to->address},
        {S("postcode"), was->postcode, to->postcode},
        {S("phone"), was->phone, to->phone},
        {S("email"), was->email, to->email},
        {S("theme"), was->theme, to->theme},
        {S("icp_url"), was->icp_url, to->icp_url},
        {S("police_url"), was->police_url, to->police_url},
        {S("find_error_url"), was->find_error_url, to->find_error_url},
        {S("mark_url"), was->mark_url, to->mark_url},
    };

    if (!domain || domain->site_id != was->id)
        return ERR_FIELD(a, "domain", "网站域名：“%.*s”还不是本站的访问域名，请先添加为访问域名",
                         STR_ARG(to->domain));
    TRY(site_update(tx, a, was->id, to->name, to->short_name, to->domain, to->site_code, to->icp,
                    to->police, to->sponsor, to->address, to->postcode, to->phone, to->email,
                    to->theme, to->icp_url, to->police_url, to->find_error_url, to->mark_url,
                    NULL));
    TRY(change_record(tx, a, by, S("site.change"), S("site"), was->id, was->code, fields,
                      COUNT_OF(fields), &changed));
    if (changed) db_tag(tx, S("directory"), was->id);
    return NULL;
}

struct err *site_change_add_host(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                 str host)
{
    struct sites all;
    const struct site_info *own;
    int64_t added;
    bool changed;

    host = str_lower(a, host);
    if (!site_host_valid(host))
        return ERR_FIELD(a, "host",
                         "访问域名：只写域名，如 www.linlan.example，不带 http:// 和端口");
    TRY(load(tx, a, by, &all, &own));
    const struct site_host *there = host_of(&all, host);
    const struct change_field field = {S("host"), S(""), host};

    if (there && there->site_id == own->id)
        return ERR_FIELD(a, "host", "访问域名：%.*s 已经是本站的访问域名", STR_ARG(host));
    if (!there) TRY(site_host_add(tx, a, host, own->id, &added));
    if (there || !added)
        return ERR_FIELD(a, "host", "访问域名：%.*s 已被别的站点使用", STR_ARG(host));
    TRY(change_record(tx, a, by, S("site.host_add"), S("site"), own->id, own->code, &field, 1,
                      &changed));
    db_tag(tx, S("directory"), own->id);
    return NULL;
}

struct err *site_change_remove_host(struct db_tx *tx, struct arena *a, const struct change_by *by,
                                    str host, str used)
{
    struct sites all;
    const struct site_info *own;
    size_t n = 0;
    bool changed;

    TRY(load(tx, a, by, &all, &own));
    const struct site_host *there = host_of(&all, host);

    if (!there || there->site_id != own->id)
        return ERR(a, NOT_FOUND, "%.*s 不是本站的访问域名", STR_ARG(host));
    for (size_t i = 0; i < all.n_hosts; i++) n += all.hosts[i].site_id == own->id;
    if (n == 1) return ERR(a, GUARD, "这是本站唯一的访问域名，不能移除");
    if (str_eq_nocase(there->host, used))
        return ERR(a, GUARD, "您正在通过 %.*s 访问，不能移除它；请换一个域名登录后再办",
                   STR_ARG(there->host));
    if (str_eq_nocase(there->host, own->domain))
        return ERR(a, GUARD, "%.*s 是网站域名，请先把网站域名改成另一个", STR_ARG(there->host));
    const struct change_field field = {S("host"), there->host, S("")};

    TRY(site_host_remove(tx, a, there->host, own->id, NULL));
    TRY(change_record(tx, a, by, S("site.host_remove"), S("site"), own->id, own->code, &field, 1,
                      &changed));
    db_tag(tx, S("directory"), own->id);
    return NULL;
}
