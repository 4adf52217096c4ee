/* The module's tables: permissions, routes, menu, jobs. Its flows stand in flow.c and opinion.c. */
#include "mod/request/internal.h"
#include "mod/request/web.h"

#include "mod/request/request_sql.h"

const struct permission REQUEST_INTAKE = {"request.intake", "登记信息公开申请"};
const struct permission REQUEST_HANDLE = {"request.handle", "办理信息公开申请"};
const struct permission REQUEST_HEAD = {"request.head", "审核信息公开申请的答复和延期"};
const struct permission REQUEST_PERSON = {"request.person", "查看申请人完整信息"};

static const struct permission *const permissions[] = {&REQUEST_INTAKE, &REQUEST_HANDLE,
                                                       &REQUEST_HEAD, &REQUEST_PERSON};

#define PUBLIC_GET(path, handler)                                                                  \
    {                                                                                              \
        METHOD_GET, path, handler, .perm = &PERM_PUBLIC, .rate = RATE_PAGE, .cache = CACHE_NO,     \
                                   .audit = AUDIT_NONE                                             \
    }
#define PUBLIC_POST(path, handler, the_form, the_again, the_rate, the_audit)                       \
    {                                                                                              \
        METHOD_POST, path, handler, .perm = &PERM_PUBLIC, .form = (the_form),                      \
                                    .again = (the_again), .rate = (the_rate), .cache = CACHE_NO,   \
                                    .audit = (the_audit)                                           \
    }
#define STAFF_GET(path, handler, the_perm)                                                         \
    {                                                                                              \
        METHOD_GET, path, handler, .perm = (the_perm), .rate = RATE_PAGE, .cache = CACHE_NO,       \
                                   .audit = AUDIT_NONE                                             \
    }

static const struct route routes[] = {
    PUBLIC_GET("/requests/new", request_apply_page),
    PUBLIC_POST("/requests/new/at/:page", request_apply_at, &request_draft_form,
                request_apply_again, RATE_PAGE, AUDIT_NONE),
    PUBLIC_POST("/requests/new/who", request_apply_next, &request_who_form, request_apply_again,
                RATE_PAGE, AUDIT_NONE),
    PUBLIC_POST("/requests/new/contact", request_apply_next, &request_contact_form,
                request_apply_again, RATE_PAGE, AUDIT_NONE),
    PUBLIC_POST("/requests/new/what", request_apply_next, &request_what_form, request_apply_again,
                RATE_PAGE, AUDIT_NONE),
    PUBLIC_POST("/requests/new/how", request_apply_next, &request_apply_form, request_apply_again,
                RATE_PAGE, AUDIT_NONE),
    PUBLIC_POST("/requests/new/send", request_apply_send, &request_send_form, request_apply_again,
                RATE_WRITE, AUDIT_EVENT),
    PUBLIC_GET("/requests/track", request_track_page),
    PUBLIC_POST("/requests/track", request_track_show, &request_track_form, request_track_page,
                RATE_LOGIN, AUDIT_NONE),
    PUBLIC_POST("/requests/track/correct", request_track_correct, &request_follow_correct_form,
                request_track_page, RATE_LOGIN, AUDIT_EVENT),
    PUBLIC_POST("/requests/track/withdraw", request_track_withdraw, &request_follow_form,
                request_track_page, RATE_LOGIN, AUDIT_EVENT),

    STAFF_GET("/staff/requests/table", request_table_page, &REQUEST_HANDLE),
    STAFF_GET("/staff/requests/offices", request_offices_page, &REQUEST_HEAD),
    STAFF_GET("/staff/requests/offices/:id", request_office_page, &REQUEST_HEAD),
    {METHOD_POST, "/staff/requests/offices/:id", request_office_post, .perm = &REQUEST_HEAD,
     .form = &request_office_form, .again = request_office_page, .rate = RATE_WRITE,
     .cache = CACHE_NO, .audit = AUDIT_EVENT},
    STAFF_GET("/staff/requests/figures/:figure", request_figure_page, &REQUEST_HANDLE),
    STAFF_GET("/staff/requests/:id/letter", request_letter_page, &REQUEST_HANDLE),
    STAFF_GET("/staff/requests/:id/letter.pdf", request_letter_file, &REQUEST_HANDLE),
    STAFF_GET("/staff/requests/:id/letter.docx", request_letter_file, &REQUEST_HANDLE),
    STAFF_GET("/staff/requests/:id/person", request_person_page, &REQUEST_PERSON),
    {METHOD_POST, "/staff/requests/:id/person", request_person_look, .perm = &REQUEST_PERSON,
     .form = &request_look_form, .again = request_person_page, .rate = RATE_WRITE,
     .cache = CACHE_NO, .audit = AUDIT_EVENT},

    {METHOD_POST, "/api/v1/requests", request_api_create, .perm = &PERM_PUBLIC,
     .form = &request_apply_form, .rate = RATE_WRITE, .cache = CACHE_NO, .audit = AUDIT_EVENT,
     .flags = ROUTE_API, .about = "提交政府信息公开申请"},
    {METHOD_GET, "/api/v1/requests/:number", request_api_get, .perm = &PERM_PUBLIC,
     .query = (const char *const[]){"code", NULL}, .rate = RATE_LOGIN, .cache = CACHE_NO,
     .audit = AUDIT_NONE, .flags = ROUTE_API, .about = "凭受理编号和查询码查询申请"},
};

static const struct module_menu menu[] = {
    {S_INIT("申请统计"), "/staff/requests/table", &REQUEST_HANDLE, NULL},
    {S_INIT("告知书设置"), "/staff/requests/offices", &REQUEST_HEAD, NULL},
};

static organ_moved_fn *const moved[] = {request_moved_requests, request_moved_opinions,
                                        request_moved_offices};
static organ_gone_fn *const gone[] = {request_office_gone};

static const struct db_module *const tables[] = {&request_db};

const struct module request_module = {
    .name = "request",
    .db = tables,
    .n_db = COUNT_OF(tables),
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .flow = &request_flow,
    .permissions = permissions,
    .n_permissions = COUNT_OF(permissions),
    .figures = request_figures,
    .n_figures = REQUEST_FIGURES,
    .menu = menu,
    .n_menu = COUNT_OF(menu),
    .jobs = request_jobs,
    .n_jobs = REQUEST_JOBS,
    .moved = moved,
    .n_moved = COUNT_OF(moved),
    .gone = gone,
    .n_gone = COUNT_OF(gone),
};

/* Opinions are a flow of their own; tables and pages are those of the request. */
const struct module opinion_module = {.name = "opinion", .flow = &opinion_flow};
