/* The tables of the set-up: permissions, routes, menu. */
#include "mod/setup/internal.h"

#include "mod/setup/setup_pages_sql.h"

const struct permission SETUP_SITE = {"setup.site", "修改网站设置和访问域名"};
const struct permission SETUP_ORGANS = {"setup.organs", "管理机构"};
const struct permission SETUP_COLUMNS = {"setup.columns", "管理栏目"};
const struct permission SETUP_ROLES = {"setup.roles", "管理角色和权限"};
const struct permission SETUP_ROLES_LOOK = {"setup.roles_look", "查看角色和权限"};

static const struct permission *const permissions[] = {&SETUP_SITE, &SETUP_ORGANS, &SETUP_COLUMNS,
                                                       &SETUP_ROLES, &SETUP_ROLES_LOOK};

#define PAGE(path, fn, permission)                                                                 \
    {                                                                                              \
        METHOD_GET, path, fn, .perm = (permission), .rate = RATE_PAGE, .cache = CACHE_NO,          \
                              .audit = AUDIT_NONE                                                  \
    }
#define POST(path, fn, permission, fields, page)                                                   \
    {                                                                                              \
        METHOD_POST, path, fn, .perm = (permission), .form = (fields), .again = (page),            \
                               .rate = RATE_WRITE, .cache = CACHE_NO, .audit = AUDIT_EVENT         \
    }

static const struct route routes[] = {
    PAGE("/staff/setup/site", setup_site_page, &SETUP_SITE),
    POST("/staff/setup/site", setup_site_post, &SETUP_SITE, &setup_site_form, setup_site_page),
    POST("/staff/setup/site/hosts", setup_host_add, &SETUP_SITE, &setup_host_form, setup_site_page),
    POST("/staff/setup/site/hosts/remove", setup_host_remove, &SETUP_SITE, &setup_gone_form,
         setup_site_page),

    PAGE("/staff/setup/organs", setup_organs_page, &SETUP_ORGANS),
    PAGE("/staff/setup/organs/new", setup_organ_new_page, &SETUP_ORGANS),
    POST("/staff/setup/organs/new", setup_organ_new_post, &SETUP_ORGANS, &setup_organ_form,
         setup_organ_new_page),
    PAGE("/staff/setup/organs/:id", setup_organ_page, &SETUP_ORGANS),
    POST("/staff/setup/organs/:id", setup_organ_post, &SETUP_ORGANS, &setup_organ_form,
         setup_organ_page),
    POST("/staff/setup/organs/:id/delete", setup_organ_delete, &SETUP_ORGANS, &setup_delete_form,
         setup_organ_page),

    PAGE("/staff/setup/columns", setup_columns_page, &SETUP_COLUMNS),
    PAGE("/staff/setup/columns/new", setup_column_new_page, &SETUP_COLUMNS),
    POST("/staff/setup/columns/new", setup_column_new_post, &SETUP_COLUMNS, &setup_column_form,
         setup_column_new_page),
    PAGE("/staff/setup/columns/:id", setup_column_page, &SETUP_COLUMNS),
    POST("/staff/setup/columns/:id", setup_column_post, &SETUP_COLUMNS, &setup_column_form,
         setup_column_page),
    POST("/staff/setup/columns/:id/delete", setup_column_delete, &SETUP_COLUMNS, &setup_delete_form,
         setup_column_page),

    PAGE("/staff/setup/roles", setup_roles_page, &SETUP_ROLES_LOOK),
    PAGE("/staff/setup/roles/new", setup_role_new_page, &SETUP_ROLES),
    POST("/staff/setup/roles/new", setup_role_new_post, &SETUP_ROLES, &setup_role_new_form,
         setup_role_new_page),
    PAGE("/staff/setup/roles/:id", setup_role_page, &SETUP_ROLES),
    POST("/staff/setup/roles/:id", setup_role_post, &SETUP_ROLES, &setup_role_form,
         setup_role_page),
    POST("/staff/setup/roles/:id/delete", setup_role_delete, &SETUP_ROLES, &setup_delete_form,
         setup_role_page),
};

static const struct module_menu menu[] = {
    {S_INIT("网站设置"), "/staff/setup/site", &SETUP_SITE, NULL},
    {S_INIT("机构"), "/staff/setup/organs", &SETUP_ORGANS, NULL},
    {S_INIT("栏目"), "/staff/setup/columns", &SETUP_COLUMNS, NULL},
    {S_INIT("角色"), "/staff/setup/roles", &SETUP_ROLES_LOOK, NULL},
};

static const struct db_module *const tables[] = {&setup_pages_db};

const struct module setup_module = {
    .name = "setup",
    .label = "网站、机构、栏目、角色",
    .db = tables,
    .n_db = COUNT_OF(tables),
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .permissions = permissions,
    .n_permissions = COUNT_OF(permissions),
    .menu = menu,
    .n_menu = COUNT_OF(menu),
};
