#include "app/modules.h"

#include "app/openapi.h"
#include "base/vec.h"
#include "core/core_db.h"
#include "mod/document/document.h"
#include "mod/office/office.h"
#include "mod/portal/portal.h"
#include "mod/yearly/yearly.h"
#include "mod/report/module.h"
#include "mod/request/request.h"
#include "mod/setup/setup.h"

/* One a line: tools/new-module.sh adds to it. */
/* clang-format off */
const struct module *const app_modules[] = {
    &document_module,
    &portal_module,
    &yearly_module,
    &request_module,
    &opinion_module,
    &report_module,
    &office_module,
    &setup_module,
    &openapi_module,
};
/* clang-format on */
const size_t app_modules_n = COUNT_OF(app_modules);

const struct db_module *const *app_db_modules(struct arena *a, size_t *n)
{
    VEC(const struct db_module *) list = {0};

    for (size_t i = 0; i < core_db_modules_n; i++) *vec_push(a, &list) = core_db_modules[i];
    for (size_t m = 0; m < app_modules_n; m++)
        for (size_t i = 0; i < app_modules[m]->n_db; i++)
            *vec_push(a, &list) = app_modules[m]->db[i];
    *n = list.n;
    return list.items;
}

const struct flow *const *app_flows(struct arena *a, size_t *n)
{
    VEC(const struct flow *) list = {0};

    for (size_t m = 0; m < app_modules_n; m++)
        if (app_modules[m]->flow) *vec_push(a, &list) = app_modules[m]->flow;
    *n = list.n;
    return list.items;
}

const struct permission *const *app_permissions(struct arena *a, size_t *n)
{
    VEC(const struct permission *) list = {0};

    for (size_t m = 0; m < app_modules_n; m++)
        for (size_t i = 0; i < app_modules[m]->n_permissions; i++)
            *vec_push(a, &list) = app_modules[m]->permissions[i];
    *n = list.n;
    return list.items;
}

const struct route_table *app_routes(struct arena *a, size_t *n)
{
    VEC(struct route_table) list = {0};

    for (size_t m = 0; m < app_modules_n; m++)
        if (app_modules[m]->n_routes)
            *vec_push(a, &list) =
                (struct route_table){app_modules[m]->routes, app_modules[m]->n_routes};
    *n = list.n;
    return list.items;
}
