/* Log-in, log-out, the own password. */
#include "mod/office/internal.h"

#include "core/account.h"
#include "core/audit.h"
#include "core/staff_sql.h"
#include "login_views.h"

static struct staff_field secret_field(const char *name, str label, str autocomplete, str hint,
                                       str error)
{
    return (struct staff_field){
        .input = INPUT_SECRET,
        .id = str_of(name),
        .name = str_of(name),
        .label = label,
        .hint = hint,
        .value = S(""),
        .error = error,
        .required = true,
        .list = S(""),
        .autocomplete = autocomplete,
    };
}

static void open_session(struct resp *rs, const struct account_session *s)
{
    const struct cookie c = {.name = S("session"), .value = s->token, .same_site = SAME_SITE_LAX};

    resp_cookie(rs, &c);
}

/* ---- log-in --------------------------------------------------------------------------------- */

struct err *office_login_page(struct req *rq, struct resp *rs)
{
    struct office_login_view v = {0};
    struct staff_field *fields = ARENA_ARRAY(rq->arena, struct staff_field, 2);
    bool again = method_changes(rq->method);

    if (rq->actor && !again) {
        resp_redirect(rs, office_next(req_query(rq, "next")));
        return NULL;
    }
    staff_frame(rq, S("登录"), &v.staff);
    v.next = office_next(again ? req_typed(rq, "next") : req_query(rq, "next"));
    v.lost = str_eq(req_query(rq, "lost"), S("1"));
    fields[0] = (struct staff_field){
        .input = INPUT_LINE,
        .id = S("login"),
        .name = S("login"),
        .label = S("账号"),
        .hint = S(""),
        .value = req_typed(rq, "login"),
        .error = req_field_error(rq, "login"),
        .required = true,
        .max_chars = 60,
        .list = S(""),
        .autocomplete = S("username"),
    };
    fields[1] = secret_field("password", S("密码"), S("current-password"), S(""),
                             req_field_error(rq, "password"));
    v.fields = (struct staff_fields){fields, 2};
    view_office_login(&rs->body, &v);
    return NULL;
}

struct err *office_login_post(struct req *rq, struct resp *rs)
{
    const struct office_login_input *in = REQ_INPUT(rq, struct office_login_input);
    struct account_session s;
    struct err *e = account_login(&staff_env(rq)->account, rq->arena, rq->site.id, in->login,
                                  in->password, rq->remote, rq->now_ms, &s);

    /* A locked account is told on the page itself, where one can read until when. */
    if (e && e->code == ERR_TOO_MANY)
        return ERR_FIELD(rq->arena, "login", "%.*s", STR_ARG(e->message));
    if (e) return e;
    open_session(rs, &s);
    resp_redirect(rs, s.must_change ? S("/staff/password") : office_next(in->next));
    return NULL;
}

struct err *office_logout_post(struct req *rq, struct resp *rs)
{
    const struct cookie gone = {
        .name = S("session"), .value = S(""), .max_age_s = -1, .same_site = SAME_SITE_LAX};

    TRY(account_logout(&staff_env(rq)->account, rq->arena, rq->actor, rq->remote, rq->now_ms));
    resp_cookie(rs, &gone);
    resp_redirect(rs, S("/staff/login?done=logout"));
    return NULL;
}

/* ---- the own password ----------------------------------------------------------------------- */

struct err *office_password_page(struct req *rq, struct resp *rs)
{
    struct office_password_view v = {0};
    struct staff_field *fields = ARENA_ARRAY(rq->arena, struct staff_field, 3);
    const struct permission_set *set = rq->actor->permissions;
    bool shown;

    TRY(staff_begin(rq, rs, S("修改密码"), &v.staff, &shown));
    if (!shown) return NULL;
    v.forced = !set->all && !set->n && !v.staff.page.n_menu;
    fields[0] = secret_field("old", S("现在的密码"), S("current-password"), S(""),
                             req_field_error(rq, "old"));
    fields[1] = secret_field(
        "password", S("新密码"), S("new-password"),
        S("至少10个字符，含大写字母、小写字母、数字、其他符号中的三种，不含账号和姓名"),
        req_field_error(rq, "password"));
    fields[2] = secret_field("again", S("再输一次新密码"), S("new-password"), S(""),
                             req_field_error(rq, "again"));
    v.fields = (struct staff_fields){fields, 3};
    view_office_password(&rs->body, &v);
    return NULL;
}

/*
 * The old password is checked by a log-in, so that guessing it here locks the account as it does
 * there. The new one ends all sessions, so the person gets a new one at once.
 */
struct err *office_password_post(struct req *rq, struct resp *rs)
{
    const struct office_password_input *in = REQ_INPUT(rq, struct office_password_input);
    const struct account_env *env = &staff_env(rq)->account;
    const struct actor *who = rq->actor;
    struct account_session s;
    struct err *e;

    if (!str_eq(in->password, in->again))
        return ERR_FIELD(rq->arena, "again", "两次输入的新密码不一样，请重新输入");
    if (str_eq(in->password, in->old))
        return ERR_FIELD(rq->arena, "password", "新密码不能和现在的一样");
    e = account_login(env, rq->arena, rq->site.id, who->login, in->old, rq->remote, rq->now_ms, &s);
    if (e && (e->code == ERR_INVALID || e->code == ERR_TOO_MANY))
        return ERR_FIELD(
            rq->arena, "old", "%.*s",
            STR_ARG(e->code == ERR_TOO_MANY ? e->message : S("现在的密码不对，请核对后再输")));
    if (e) return e;
    TRY(account_set_password(env, rq->arena, who, who->user, in->password, false, rq->remote,
                             rq->now_ms));
    TRY(account_login(env, rq->arena, rq->site.id, who->login, in->password, rq->remote, rq->now_ms,
                      &s));
    open_session(rs, &s);
    staff_redirect_done(rq, rs, S("/staff/"), "password");
    return NULL;
}

/* ---- errors --------------------------------------------------------------------------------- */

struct err *office_error(struct req *rq, struct resp *rs, const struct err *e)
{
    struct office_error_view v = {0};

    staff_frame(rq, err_title(e->code), &v.staff);
    v.staff.n_problems = 0;
    v.status = err_http(e->code);
    v.title = err_title(e->code);
    v.text = err_is_fault(e->code) ? S("这不是您的操作造成的，已经记下。请过几分钟再试；仍然不行时"
                                       "，请把下面的编号告诉系统管理员。")
                                   : e->message;
    view_office_error(&rs->body, &v);
    return NULL;
}
