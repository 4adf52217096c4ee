#include "app/roles.h"

#include "core/staff_sql.h"

const struct role_seed role_seeds[] = {
    {"admin",
     "系统管理员",
     {"office.users", "office.accounts", "setup.site", "setup.organs", "setup.columns",
      "setup.roles_look", NULL}},
    {"security", "安全管理员", {"office.users", "setup.roles", "setup.roles_look", NULL}},
    {"auditor", "审计管理员", {"office.audit", "setup.roles_look", NULL}},
    {"drafter", "拟稿人", {"document.draft", NULL}},
    {"section_head", "科室负责人", {"document.section", "document.return", NULL}},
    {"office", "办公室审核", {"document.office", "document.draft", "document.return", NULL}},
    {"leader", "分管领导", {"document.sign", "document.return", NULL}},
    {"secrecy", "保密审查员", {"document.review", "document.return", NULL}},
    {"publisher", "信息发布员", {"document.publish", "document.withdraw", "document.return", NULL}},
    {"disclosure",
     "政府信息公开工作机构经办人",
     {"document.attribute", "document.return", "request.intake", "request.handle", "request.person",
      "yearly.edit", NULL}},
    {"disclosure_head",
     "政府信息公开工作机构负责人",
     {"request.handle", "request.head", "request.person", "yearly.edit", NULL}},
};
const size_t role_seeds_n = COUNT_OF(role_seeds);

struct err *roles_create(struct db_tx *tx, struct arena *a, int64_t site_id)
{
    for (size_t i = 0; i < role_seeds_n; i++) {
        const struct role_seed *s = &role_seeds[i];
        struct role_insert_row row;

        TRY(role_insert(tx, a, site_id, str_of(s->code), str_of(s->name), &row));
        for (size_t k = 0; s->permissions[k]; k++)
            TRY(role_permission_add(tx, a, row.id, str_of(s->permissions[k]), NULL));
    }
    return NULL;
}
