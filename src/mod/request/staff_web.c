/* Staff pages of their own: the letter, and who asks in full. */
#include "mod/request/internal.h"
#include "mod/request/letter.h"
#include "mod/request/web.h"

#include "desk_views.h"
#include "core/audit.h"
#include "text/json.h"

struct loading {
    const struct core_env *env;
    struct scope scope;
    int64_t id;
    struct request request;
    struct letter_office office;
    /* of a look */
    const struct actor *actor;
    str reason, remote;
    int64_t now_ms;
};

static struct loading loading_of(const struct req *rq)
{
    return (struct loading){.env = staff_env(rq),
                            .scope = *rq->actor->scope,
                            .actor = rq->actor,
                            .remote = rq->remote,
                            .now_ms = rq->now_ms};
}

/* ---- the letter ----------------------------------------------------------------------------- */

static struct err *load_letter(struct db_tx *tx, struct arena *a, void *arg)
{
    struct loading *l = arg;
    struct actor actor = *l->actor;
    struct flow_case c;

    TRY(request_load(l->env, tx, a, l->scope, l->id, &l->request));
    TRY(flow_load(tx, a, &request_flow, &actor, l->id, &c));
    return request_office_load(tx, a, l->scope, c.organ_path, &l->office);
}

struct err *request_letter_load(struct req *rq, struct request_letter *out)
{
    struct loading l = loading_of(rq);

    TRY(req_param_id(rq, "id", &l.id));
    TRY(db_read(rq->db, rq->arena, load_letter, &l));
    return request_letter_make(l.office, rq->arena, &l.request, out);
}

struct err *request_letter_page(struct req *rq, struct resp *rs)
{
    struct letter_view v = {0};
    bool shown;

    TRY(req_param_id(rq, "id", &v.id));
    TRY(staff_begin(rq, rs, S("政府信息公开告知书"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(request_letter_load(rq, &v.letter));
    view_request_letter(&rs->body, &v);
    return NULL;
}

/* ---- who asks ------------------------------------------------------------------------------- */

static struct err *load_request(struct db_tx *tx, struct arena *a, void *arg)
{
    struct loading *l = arg;

    return request_load(l->env, tx, a, l->scope, l->id, &l->request);
}

/* Each look is recorded with its reason, in the transaction that gives what is looked at. */
static struct err *look(struct db_tx *tx, struct arena *a, void *arg)
{
    struct loading *l = arg;
    struct json_out o;
    struct buf b;

    TRY(load_request(tx, a, l));
    buf_init(&b, a, 4096);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_str(&o, S("reason"), l->reason);
    json_out_object_end(&o);
    struct audit_entry e = {.site_id = l->scope.site,
                            .staff_id = l->actor->user,
                            .actor = l->actor->name,
                            .action = S("personal.unmask"),
                            .object = S("request"),
                            .object_id = l->id,
                            .detail = buf_str(&b),
                            .remote = l->remote};

    return audit_write(tx, a, l->now_ms, &e);
}

static struct err *begin_person(struct req *rq, struct resp *rs, struct person_view *v,
                                struct loading *l, bool *shown)
{
    bool whole;

    *l = loading_of(rq);
    TRY(req_param_id(rq, "id", &l->id));
    TRY(staff_begin(rq, rs, S("申请人完整信息"), &v->staff, shown));
    if (!*shown) return NULL;
    v->id = l->id;
    v->fields = staff_draw(rq->arena, &request_look_form, S("p-"), &rq->raw, rq->errors, &whole);
    return NULL;
}

struct err *request_person_page(struct req *rq, struct resp *rs)
{
    struct person_view v = {0};
    struct loading l;
    bool shown;

    TRY(begin_person(rq, rs, &v, &l, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load_request, &l));
    v.number = l.request.number;
    view_request_person(&rs->body, &v);
    return NULL;
}

struct err *request_person_look(struct req *rq, struct resp *rs)
{
    struct person_view v = {0};
    struct loading l;
    bool shown;

    TRY(begin_person(rq, rs, &v, &l, &shown));
    if (!shown) return NULL;
    l.reason = REQ_INPUT(rq, struct request_reason_input)->reason;
    TRY(db_write(rq->db, rq->arena, look, &l));
    const struct request_person *p = &l.request.person;
    const struct request_line lines[] = {
        {S("申请人"), l.request.applicant}, {S("证件名称"), p->identity_kind},
        {S("证件号码"), p->identity_no},    {S("法定代表人"), p->legal_person},
        {S("联系人"), p->contact},          {S("代理人"), p->agent},
        {S("联系电话"), p->phone},          {S("电子邮箱"), p->email},
        {S("通信地址"), p->address},        {S("邮政编码"), p->postcode},
    };

    v.shown = true;
    v.number = l.request.number;
    v.lines = lines;
    v.n_lines = COUNT_OF(lines);
    view_request_person(&rs->body, &v);
    return NULL;
}
