#include "core/site.h"

#include "core/site_sql.h"

/* Far beyond what organ_change and column_change let grow. */
enum { TREE_DEPTH_MOST = 64 };

struct err *sites_load(struct db_tx *tx, struct arena *a, struct sites *out)
{
    struct site_row *rows;
    struct site_host_list_row *hosts;

    TRY(site_list(tx, a, &rows, &out->n));
    TRY(site_host_list(tx, a, &hosts, &out->n_hosts));
    out->items = ARENA_ARRAY(a, struct site_info, out->n);
    out->hosts = ARENA_ARRAY(a, struct site_host, out->n_hosts);
    for (size_t i = 0; i < out->n; i++)
        out->items[i] = (struct site_info){
            .id = rows[i].id,
            .code = rows[i].code,
            .name = rows[i].name,
            .short_name = rows[i].short_name,
            .domain = rows[i].domain,
            .site_code = rows[i].site_code,
            .icp = rows[i].icp,
            .police = rows[i].police,
            .sponsor = rows[i].sponsor,
            .address = rows[i].address,
            .postcode = rows[i].postcode,
            .phone = rows[i].phone,
            .email = rows[i].email,
            .theme = rows[i].theme,
            .icp_url = rows[i].icp_url,
            .police_url = rows[i].police_url,
            .find_error_url = rows[i].find_error_url,
            .mark_url = rows[i].mark_url,
        };
    for (size_t i = 0; i < out->n_hosts; i++)
        out->hosts[i] = (struct site_host){hosts[i].host, hosts[i].site_id};
    return NULL;
}

const struct site_info *sites_by_id(const struct sites *s, int64_t id)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].id == id) return &s->items[i];
    return NULL;
}

const struct site_info *sites_by_code(const struct sites *s, str code)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->items[i].code, code)) return &s->items[i];
    return NULL;
}

const struct site_info *sites_by_host(const struct sites *s, str host)
{
    size_t colon = str_find_byte(host, ':', 0);

    /* '[::1]:8080' is an address, not a name: no site is called that. */
    if (colon != STR_NONE) host = str_head(host, colon);
    for (size_t i = 0; i < s->n_hosts; i++)
        if (str_eq_nocase(s->hosts[i].host, host)) return sites_by_id(s, s->hosts[i].site_id);
    return NULL;
}

/* Those below `parent` (0: the roots), each followed by its own; a tree is a few levels deep. */
static void place_organs(const struct organ_row *rows, size_t n, int64_t parent, size_t depth,
                         struct organs *out)
{
    for (size_t i = 0; depth < TREE_DEPTH_MOST && i < n; i++) {
        if ((rows[i].parent_id.set ? rows[i].parent_id.v : 0) != parent) continue;
        out->items[out->n++] = (struct organ){
            .id = rows[i].id,
            .parent_id = parent,
            .path = rows[i].path,
            .code = rows[i].code,
            .uscc = rows[i].uscc,
            .name = rows[i].name,
            .short_name = rows[i].short_name,
            .kind = rows[i].kind,
            .position = rows[i].position,
        };
        place_organs(rows, n, rows[i].id, depth + 1, out);
    }
}

struct err *organs_load(struct db_tx *tx, struct arena *a, int64_t site_id, struct organs *out)
{
    struct organ_row *rows;
    size_t n;

    TRY(organ_list(tx, a, (struct site_scope){site_id}, &rows, &n));
    *out = (struct organs){.items = ARENA_ARRAY(a, struct organ, n)};
    place_organs(rows, n, 0, 0, out);
    return NULL;
}

const struct organ *organs_by_id(const struct organs *o, int64_t id)
{
    for (size_t i = 0; i < o->n; i++)
        if (o->items[i].id == id) return &o->items[i];
    return NULL;
}

const struct organ *organs_by_code(const struct organs *o, str code)
{
    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->items[i].code, code)) return &o->items[i];
    return NULL;
}

struct err *columns_load(struct db_tx *tx, struct arena *a, int64_t site_id,
                         struct site_columns *out)
{
    struct column_row *rows;

    TRY(column_list(tx, a, (struct site_scope){site_id}, &rows, &out->n));
    out->items = ARENA_ARRAY(a, struct site_column, out->n);
    for (size_t i = 0; i < out->n; i++)
        out->items[i] = (struct site_column){
            .id = rows[i].id,
            .parent_id = rows[i].parent_id.set ? rows[i].parent_id.v : 0,
            .path = rows[i].path,
            .name = rows[i].name,
            .type = rows[i].type,
            .description = rows[i].description,
            .keywords = rows[i].keywords,
            .art20 = rows[i].art20.v,
            .in_menu = rows[i].in_menu,
            .position = rows[i].position,
            .n = rows[i].n,
        };
    return NULL;
}

static void place_columns(const struct site_columns *from, int64_t parent, size_t depth,
                          struct site_columns *out)
{
    for (size_t i = 0; depth < TREE_DEPTH_MOST && i < from->n; i++) {
        if (from->items[i].parent_id != parent) continue;
        out->items[out->n++] = from->items[i];
        place_columns(from, from->items[i].id, depth + 1, out);
    }
}

void columns_tree(struct arena *a, const struct site_columns *c, struct site_columns *out)
{
    *out = (struct site_columns){.items = ARENA_ARRAY(a, struct site_column, c->n)};
    place_columns(c, 0, 0, out);
}

const struct site_column *columns_by_id(const struct site_columns *c, int64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].id == id) return &c->items[i];
    return NULL;
}

const struct site_column *columns_by_path(const struct site_columns *c, str path)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->items[i].path, path)) return &c->items[i];
    return NULL;
}

const struct site_column *columns_parent(const struct site_columns *c, const struct site_column *x)
{
    return x->parent_id ? columns_by_id(c, x->parent_id) : NULL;
}

struct err *site_create(struct db_tx *tx, struct arena *a, const struct site_info *s,
                        const str *hosts, size_t n_hosts, int64_t now_ms, int64_t *id)
{
    struct site_insert_row row;

    TRY(site_insert(tx, a, s->code, s->name, s->short_name, s->domain, s->site_code, s->icp,
                    s->police, s->sponsor, s->address, s->postcode, s->phone, s->email, s->theme,
                    s->icp_url, s->police_url, s->find_error_url, s->mark_url, now_ms, &row));
    for (size_t i = 0; i < n_hosts; i++)
        TRY(site_host_insert(tx, a, str_lower(a, hosts[i]), row.id, NULL));
    db_tag(tx, S("directory"), row.id); /* servers that run keep the sites in memory */
    *id = row.id;
    return NULL;
}

struct err *organ_create(struct db_tx *tx, struct arena *a, int64_t site_id, const struct organ *o,
                         str parent_path, int64_t position, int64_t *id, str *path)
{
    struct organ_insert_row row;
    struct opt_int64 parent = {.set = o->parent_id != 0, .v = o->parent_id};

    TRY(organ_insert(tx, a, site_id, parent, o->code, o->uscc, o->name, o->short_name, o->kind,
                     position, &row));
    db_tag(tx, S("directory"), site_id);
    *id = row.id;
    *path = str_printf(a, "%.*s%lld/", STR_ARG(parent_path.n ? parent_path : S("/")),
                       (long long)row.id);
    return organ_set_path(tx, a, row.id, *path, NULL);
}

struct err *column_create(struct db_tx *tx, struct arena *a, int64_t site_id,
                          const struct site_column *c, int64_t position, int64_t *id)
{
    struct column_insert_row row;
    struct opt_int64 parent = {.set = c->parent_id != 0, .v = c->parent_id};
    struct opt_str art20 = {.set = c->art20.n != 0, .v = c->art20};

    TRY(column_insert(tx, a, site_id, parent, c->path, c->name, c->type, c->description,
                      c->keywords, art20, position, c->in_menu, &row));
    db_tag(tx, S("directory"), site_id);
    *id = row.id;
    return NULL;
}
