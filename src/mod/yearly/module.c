/* The module's tables. */
#include "mod/yearly/internal.h"

#include "mod/yearly/yearly_sql.h"

const struct permission YEARLY_EDIT = {"yearly.edit", "年度登记"};

static const struct permission *const permissions[] = {&YEARLY_EDIT};

#define CHANGE(path, handler, the_form, the_again)                                                 \
    {                                                                                              \
        METHOD_POST, path, handler, .perm = &YEARLY_EDIT, .form = (the_form),                      \
                                    .again = (the_again), .rate = RATE_WRITE, .cache = CACHE_NO,   \
                                    .audit = AUDIT_EVENT                                           \
    }
#define PAGE(path, handler)                                                                        \
    {                                                                                              \
        METHOD_GET, path, handler, .perm = &YEARLY_EDIT, .rate = RATE_PAGE, .cache = CACHE_NO,     \
                                   .audit = AUDIT_NONE                                             \
    }

static const struct route routes[] = {
    PAGE("/staff/yearly/", yearly_page),
    CHANGE("/staff/yearly/", yearly_add, &yearly_form, yearly_page),
    PAGE("/staff/yearly/:id/end", yearly_end_page),
    CHANGE("/staff/yearly/:id/end", yearly_end_post, &yearly_end_form, yearly_end_page),
    CHANGE("/staff/yearly/:id/delete", yearly_delete_post, &FORM_NONE, NULL),
};

static const struct module_menu menu[] = {
    {S_INIT("年度登记"), "/staff/yearly/", &YEARLY_EDIT, NULL},
};

static organ_moved_fn *const moved[] = {yearly_moved};
static const struct db_module *const tables[] = {&yearly_db};

const struct module yearly_module = {
    .name = "yearly",
    .db = tables,
    .n_db = COUNT_OF(tables),
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .permissions = permissions,
    .n_permissions = COUNT_OF(permissions),
    .figures = yearly_figures,
    .n_figures = COUNT_OF(yearly_figures),
    .menu = menu,
    .n_menu = COUNT_OF(menu),
    .moved = moved,
    .n_moved = COUNT_OF(moved),
};
