/* The module's tables: permissions, routes, menu. Its flow stands in flow.c. */
#include "mod/template/internal.h"

#include "core/module.h"
#include "mod/template/template_sql.h"

const struct permission TEMPLATE_WRITE = {"template.write", "起草样例"};
const struct permission TEMPLATE_SHOW = {"template.show", "审核和撤下样例"};

static const struct permission *const permissions[] = {&TEMPLATE_WRITE, &TEMPLATE_SHOW};

/* Lists and cases, steps and their forms are the back office's; these are the pages of its own. */
static const struct route routes[] = {
    {METHOD_GET, "/staff/templates/", template_board_page, .perm = &PERM_SESSION, .rate = RATE_PAGE,
     .cache = CACHE_NO, .audit = AUDIT_NONE},
    {METHOD_GET, "/staff/templates/shown", template_shown_page, .perm = &TEMPLATE_SHOW,
     .rate = RATE_PAGE, .cache = CACHE_NO, .audit = AUDIT_NONE},
    {METHOD_GET, "/api/v1/staff/templates", template_api_board, .perm = &PERM_SESSION,
     .rate = RATE_API, .cache = CACHE_NO, .audit = AUDIT_NONE, .flags = ROUTE_API,
     .about = "样例栏"},
};

static const struct module_menu menu[] = {
    {S_INIT("样例栏"), "/staff/templates/", &PERM_SESSION, NULL},
};

static organ_moved_fn *const moved[] = {template_moved};

static const struct db_module *const tables[] = {&template_db};

const struct module template_module = {
    .name = "template",
    .db = tables,
    .n_db = COUNT_OF(tables),
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .flow = &template_flow,
    .permissions = permissions,
    .n_permissions = COUNT_OF(permissions),
    .figures = &template_figure,
    .n_figures = 1,
    .menu = menu,
    .n_menu = COUNT_OF(menu),
    .moved = moved,
    .n_moved = COUNT_OF(moved),
};
