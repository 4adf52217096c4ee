/* The tables of the back office. */
#include "mod/office/internal.h"

#include "core/account.h"
#include "mod/office/office_sql.h"

const struct permission OFFICE_USERS = {"office.users", "查看工作人员账号"};
const struct permission OFFICE_ACCOUNTS = {"office.accounts", "管理工作人员账号和角色"};
const struct permission OFFICE_AUDIT = {"office.audit", "查看操作记录"};

static const struct permission *const permissions[] = {&OFFICE_USERS, &OFFICE_ACCOUNTS,
                                                       &OFFICE_AUDIT};

/* ---- forms ---------------------------------------------------------------------------------- */

enum { EVENT_CHARS = 60, LOGIN_CHARS = 60, NAME_CHARS = 40, PATH_CHARS = 2000 };

static const char *login_pattern(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-')
            return "只用小写字母、数字和 . _ -";
    }
    return text.n >= 2 ? NULL : "至少2个字符";
}

static const struct form_field event_fields[] = {
    FORM_HIDDEN(struct office_event_input, event, "event", "操作", .required = true,
                .max_chars = EVENT_CHARS),
    FORM_INT(struct office_event_input, version, "version", "版本", .required = true, .least = 1,
             .most = INT64_MAX),
    FORM_MULTILINE(struct office_event_input, note, "note", "说明", .max_chars = FLOW_NOTE_MAX),
};
const struct form office_event_form =
    FORM_SIZED("event", struct office_event_input, event_fields, OFFICE_EVENT_BYTES);

static const struct form_field view_fields[] = {
    FORM_TEXT(struct office_view_input, name, "name", "视图名称", .required = true,
              .max_chars = OFFICE_VIEW_CHARS),
    FORM_HIDDEN(struct office_view_input, query, "query", "筛选条件", .max_chars = PATH_CHARS),
};
const struct form office_view_form = FORM("view", struct office_view_input, view_fields);

/* The fields of the step itself are read by its own form. */
static const struct form_field bulk_fields[] = {
    FORM_HIDDEN(struct office_bulk_input, event, "event", "操作", .required = true,
                .max_chars = EVENT_CHARS),
    /* Several of one name, each 'id.version'. */
    FORM_TEXT(struct office_bulk_input, cases, "case", "勾选的件", .required = true,
              .max_chars = EVENT_CHARS),
    FORM_HIDDEN(struct office_bulk_input, from, "from", "列表", .max_chars = PATH_CHARS),
    FORM_MULTILINE(struct office_bulk_input, note, "note", "说明", .max_chars = FLOW_NOTE_MAX),
};
const struct form office_bulk_form =
    FORM_SIZED("bulk", struct office_bulk_input, bulk_fields, OFFICE_EVENT_BYTES);

static const struct form_field new_fields[] = {
    FORM_HIDDEN(struct office_new_input, event, "event", "操作", .required = true,
                .max_chars = EVENT_CHARS),
    FORM_ID(struct office_new_input, organ, "organ", "机构"),
    FORM_MULTILINE(struct office_new_input, note, "note", "说明", .max_chars = FLOW_NOTE_MAX),
};
const struct form office_new_form =
    FORM_SIZED("case", struct office_new_input, new_fields, OFFICE_EVENT_BYTES);

static const struct form_field api_event_fields[] = {
    FORM_TEXT(struct office_api_input, event, "event", "event", .required = true,
              .max_chars = EVENT_CHARS),
    FORM_INT(struct office_api_input, version, "version", "version", .required = true, .least = 1,
             .most = INT64_MAX),
    FORM_MULTILINE(struct office_api_input, note, "note", "note", .max_chars = FLOW_NOTE_MAX),
    FORM_JSON(struct office_api_input, fields, "fields", "fields", .max_chars = OFFICE_EVENT_BYTES),
};
const struct form office_api_event_form =
    FORM_SIZED("api_event", struct office_api_input, api_event_fields, OFFICE_EVENT_BYTES);

static const struct form_field api_new_fields[] = {
    FORM_TEXT(struct office_api_input, event, "event", "event", .max_chars = EVENT_CHARS),
    FORM_ID(struct office_api_input, organ, "organ", "organ"),
    FORM_MULTILINE(struct office_api_input, note, "note", "note", .max_chars = FLOW_NOTE_MAX),
    FORM_JSON(struct office_api_input, fields, "fields", "fields", .max_chars = OFFICE_EVENT_BYTES),
};
const struct form office_api_new_form =
    FORM_SIZED("api_case", struct office_api_input, api_new_fields, OFFICE_EVENT_BYTES);

static const struct form_field login_fields[] = {
    FORM_TEXT(struct office_login_input, login, "login", "账号", .required = true,
              .max_chars = LOGIN_CHARS),
    FORM_SECRET(struct office_login_input, password, "password", "密码", .required = true,
                .max_chars = CRYPTO_PASSWORD_MAX),
    FORM_HIDDEN(struct office_login_input, next, "next", "登录后的页面", .max_chars = PATH_CHARS),
};
const struct form office_login_form = FORM("login", struct office_login_input, login_fields);

static const struct form_field password_fields[] = {
    FORM_SECRET(struct office_password_input, old, "old", "现在的密码", .required = true,
                .max_chars = CRYPTO_PASSWORD_MAX),
    FORM_SECRET(struct office_password_input, password, "password", "新密码", .required = true,
                .max_chars = CRYPTO_PASSWORD_MAX),
    FORM_SECRET(struct office_password_input, again, "again", "再输一次新密码", .required = true,
                .max_chars = CRYPTO_PASSWORD_MAX),
};
const struct form office_password_form =
    FORM("password", struct office_password_input, password_fields);

static const struct form_field user_fields[] = {
    FORM_TEXT(struct office_user_input, name, "name", "姓名", .required = true,
              .max_chars = NAME_CHARS),
    FORM_TEXT(struct office_user_input, login, "login", "账号", .required = true,
              .max_chars = LOGIN_CHARS, .pattern = login_pattern,
              .hint = "登录时用，只用小写字母、数字和 . _ -，建好以后不能改"),
    FORM_ID(struct office_user_input, organ, "organ", "机构", .required = true),
    FORM_TEXT(struct office_user_input, title, "title", "职务", .max_chars = NAME_CHARS),
    /* Several of one name; which roles there are is in the database (office_user_create). */
    FORM_TEXT(struct office_user_input, roles, "roles", "角色", .max_chars = EVENT_CHARS),
};
const struct form office_user_form = FORM("user", struct office_user_input, user_fields);

static const struct form_field active_fields[] = {
    FORM_BOOL(struct office_active_input, active, "active", "启用"),
};
const struct form office_active_form = FORM("active", struct office_active_input, active_fields);

static const struct form_field roles_fields[] = {
    FORM_TEXT(struct office_roles_input, roles, "roles", "角色", .max_chars = EVENT_CHARS),
};
const struct form office_roles_form = FORM("roles", struct office_roles_input, roles_fields);

/* ---- routes --------------------------------------------------------------------------------- */

#define PAGE(pattern, handler, permission)                                                         \
    {                                                                                              \
        METHOD_GET, pattern, handler, .perm = (permission), .rate = RATE_PAGE, .cache = CACHE_NO,  \
                                      .audit = AUDIT_NONE                                          \
    }
#define POST(pattern, handler, permission, fields, again_page)                                     \
    {                                                                                              \
        METHOD_POST, pattern, handler, .perm = (permission), .form = (fields),                     \
                                       .again = (again_page), .rate = RATE_WRITE,                  \
                                       .cache = CACHE_NO, .audit = AUDIT_EVENT                     \
    }
#define API_GET(pattern, handler, line, ...)                                                       \
    {                                                                                              \
        METHOD_GET, pattern, handler, .perm = &PERM_SESSION, .rate = RATE_API, .cache = CACHE_NO,  \
                                      .audit = AUDIT_NONE, .about = (line), __VA_ARGS__            \
    }
#define API_POST(pattern, handler, fields, line)                                                   \
    {                                                                                              \
        METHOD_POST, pattern, handler, .perm = &PERM_SESSION, .form = (fields), .rate = RATE_API,  \
                                       .cache = CACHE_NO, .audit = AUDIT_EVENT,                    \
                                       .flags = ROUTE_API, .about = (line)                         \
    }

static const char *const api_list_query[] = {"page", "size",  "q",    "state",
                                             "due",  "organ", "sort", NULL};

/* Of cases: which steps a person may make is the flow's table, asked inside the transaction. */
static const struct route routes[] = {
    {METHOD_GET, "/staff/login", office_login_page, .perm = &PERM_PUBLIC, .rate = RATE_PAGE,
     .cache = CACHE_NO, .audit = AUDIT_NONE},
    {METHOD_POST, "/staff/login", office_login_post, .perm = &PERM_PUBLIC,
     .form = &office_login_form, .again = office_login_page, .rate = RATE_LOGIN, .cache = CACHE_NO,
     .audit = AUDIT_EVENT},
    POST("/staff/logout", office_logout_post, &PERM_SESSION, &FORM_NONE, NULL),
    PAGE("/staff/password", office_password_page, &PERM_SESSION),
    POST("/staff/password", office_password_post, &PERM_SESSION, &office_password_form,
         office_password_page),

    PAGE("/staff/", office_home_page, &PERM_SESSION),
    PAGE("/staff/cases/:kind/", office_list_page, &PERM_SESSION),
    {METHOD_GET, "/staff/cases/:kind/list.csv", office_list_csv, .perm = &PERM_SESSION,
     .rate = RATE_SEARCH, .cache = CACHE_NO, .audit = AUDIT_LOOK},
    {METHOD_POST, "/staff/cases/:kind/views", office_view_post, .perm = &PERM_SESSION,
     .form = &office_view_form, .again = office_list_page, .rate = RATE_WRITE, .cache = CACHE_NO,
     .audit = AUDIT_NONE}, /* a person's own list of bookmarks */
    {METHOD_POST, "/staff/cases/:kind/views/:view/remove", office_view_remove,
     .perm = &PERM_SESSION, .form = &FORM_NONE, .rate = RATE_WRITE, .cache = CACHE_NO,
     .audit = AUDIT_NONE},
    PAGE("/staff/cases/:kind/bulk", office_bulk_page, &PERM_SESSION),
    POST("/staff/cases/:kind/bulk", office_bulk_post, &PERM_SESSION, &office_bulk_form,
         office_bulk_page),
    PAGE("/staff/cases/:kind/new", office_new_page, &PERM_SESSION),
    POST("/staff/cases/:kind/new", office_new_case, &PERM_SESSION, &office_new_form,
         office_new_page),
    PAGE("/staff/cases/:kind/:id", office_case_page, &PERM_SESSION),
    POST("/staff/cases/:kind/:id/events", office_case_event, &PERM_SESSION, &office_event_form,
         office_case_page),
    PAGE("/staff/cases/:kind/:id/clock/:clock", office_deadline_page, &PERM_SESSION),

    PAGE("/staff/users", office_users_page, &OFFICE_USERS),
    PAGE("/staff/users/new", office_user_new_page, &OFFICE_ACCOUNTS),
    POST("/staff/users/new", office_user_create, &OFFICE_ACCOUNTS, &office_user_form,
         office_user_new_page),
    POST("/staff/users/:id/active", office_user_active, &OFFICE_ACCOUNTS, &office_active_form,
         office_users_page),
    POST("/staff/users/:id/password", office_user_password, &OFFICE_ACCOUNTS, &FORM_NONE, NULL),
    POST("/staff/users/:id/roles", office_user_roles, &OFFICE_ACCOUNTS, &office_roles_form,
         office_users_page),
    PAGE("/staff/audit", office_audit_page, &OFFICE_AUDIT),
    PAGE("/staff/calendar", office_calendar_page, &PERM_SESSION),

    API_GET("/api/v1/staff/cases/:kind", office_api_list,
            "我管理范围内的办件；q 找标题和编号，due 为 late、today、week、month 或日期，"
            "sort 为 changed、created、oldest、title，不填是最急的在前",
            .query = api_list_query, .flags = ROUTE_API | ROUTE_LIST),
    API_POST("/api/v1/staff/cases/:kind", office_api_create, &office_api_new_form, "新建一件"),
    API_GET("/api/v1/staff/cases/:kind/:id", office_api_get,
            "一件的内容、环节、时限、经过和现在可以办的操作", .flags = ROUTE_API),
    API_POST("/api/v1/staff/cases/:kind/:id/events", office_api_event, &office_api_event_form,
             "办理一步；version 为看到的版本，已变动时答 409"),
    API_GET("/api/v1/staff/flows/:kind", office_api_flow, "一种办件的流程：环节、操作、权限、时限",
            .flags = ROUTE_API),
};

/* ---- the module ----------------------------------------------------------------------------- */

static const struct module_menu menu[] = {
    {S_INIT("账号"), "/staff/users", &OFFICE_USERS, NULL},
    {S_INIT("操作记录"), "/staff/audit", &OFFICE_AUDIT, NULL},
    {S_INIT("工作日历"), "/staff/calendar", &PERM_SESSION, NULL},
};

static const struct db_module *const tables[] = {&office_db};

const struct module office_module = {
    .name = "office",
    .label = "账号和记录",
    .db = tables,
    .n_db = COUNT_OF(tables),
    .routes = routes,
    .n_routes = COUNT_OF(routes),
    .permissions = permissions,
    .n_permissions = COUNT_OF(permissions),
    .menu = menu,
    .n_menu = COUNT_OF(menu),
};
