#include "core/change.h"

#include "base/buf.h"
#include "core/audit.h"
#include "core/setup_sql.h"
#include "text/json.h"

enum { DETAIL_MAX = 128 * 1024 };

struct err *change_needs_top(struct db_tx *tx, struct arena *a, const struct change_by *by)
{
    struct organ_is_top_row row;
    bool top = str_eq(by->actor->scope->organs, S("/"));

    if (!top) TRY(organ_is_top(tx, a, *by->actor->scope, &row, &top));
    if (!top) return ERR(a, FORBIDDEN, "这里改的是整个网站的设置，只能由最上级机构的人员办理");
    return NULL;
}

static str detail_of(struct arena *a, str which, const struct change_field *fields, size_t n)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, DETAIL_MAX);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_str(&o, S("which"), which);
    json_out_name(&o, S("changed"));
    json_out_object(&o);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(fields[i].before, fields[i].after)) continue;
        json_out_name(&o, fields[i].name);
        json_out_array(&o);
        json_out_str(&o, fields[i].before);
        json_out_str(&o, fields[i].after);
        json_out_array_end(&o);
    }
    json_out_object_end(&o);
    json_out_object_end(&o);
    BUG_IF(!buf_ok(&b)); /* the fields have limits far below */
    return buf_str(&b);
}

struct err *change_record(struct db_tx *tx, struct arena *a, const struct change_by *by, str action,
                          str object, int64_t id, str which, const struct change_field *fields,
                          size_t n, bool *changed)
{
    *changed = false;
    for (size_t i = 0; i < n; i++) *changed |= !str_eq(fields[i].before, fields[i].after);
    if (!*changed) return NULL;
    const struct audit_entry e = {
        .site_id = by->actor->scope->site,
        .staff_id = by->actor->user,
        .actor = by->actor->name,
        .action = action,
        .object = object,
        .object_id = id,
        .detail = detail_of(a, which, fields, n),
        .remote = by->remote,
    };

    return audit_write(tx, a, by->now_ms, &e);
}
