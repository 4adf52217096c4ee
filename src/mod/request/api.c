/* POST /api/v1/requests, GET /api/v1/requests/NUMBER?code=: the public's calls. */
#include "mod/request/internal.h"
#include "mod/request/web.h"

#include "core/permission.h"
#include "mod/office/staff.h"
#include "text/json.h"

static struct json_out begin(struct resp *rs)
{
    struct json_out o;

    resp_type(rs, S("application/json; charset=utf-8"));
    json_out_init(&o, &rs->body, false);
    return o;
}

static void write_day(struct arena *a, struct json_out *o, const char *name, struct date d)
{
    json_out_name(o, str_of(name));
    if (date_is_none(d))
        json_out_null(o);
    else
        json_out_str(o, date_str(a, d));
}

struct err *request_api_create(struct req *rq, struct resp *rs)
{
    struct request made;
    struct json_out o;
    str code;

    TRY(request_send(rq, REQ_INPUT(rq, struct request_input), &made, &code));
    rs->status = 201;
    o = begin(rs);
    json_out_object(&o);
    json_out_name_str(&o, S("number"), made.number);
    json_out_name_str(&o, S("code"), code);
    json_out_name_str(&o, S("state"), S("unconfirmed"));
    write_day(rq->arena, &o, "arrived_on", made.arrived_on);
    write_day(rq->arena, &o, "received_on", made.received_on);
    json_out_object_end(&o);
    return NULL;
}

struct asking {
    const struct core_env *env;
    struct site_scope site;
    struct scope all;
    str number, code;
    int64_t now_ms, id;
    bool found;
    struct request request;
    struct flow_case c;
    struct flow_clock_view *clocks;
    size_t n_clocks;
};

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct asking *q = arg;
    struct actor applicant = actor_system(&q->all, S("申请人"));

    TRY(request_find(q->env, tx, a, q->site, q->number, q->code, &q->id, &q->found));
    if (!q->found) return NULL;
    TRY(request_load(q->env, tx, a, q->all, q->id, &q->request));
    TRY(flow_load(tx, a, &request_flow, &applicant, q->id, &q->c));
    return flow_clocks(&q->env->flow, tx, a, &request_flow, q->id, q->now_ms, &q->clocks,
                       &q->n_clocks);
}

static void write_clocks(struct arena *a, struct json_out *o, const struct asking *q)
{
    json_out_name(o, S("clocks"));
    json_out_array(o);
    for (size_t i = 0; i < q->n_clocks; i++) {
        const struct flow_clock_view *k = &q->clocks[i];

        json_out_object(o);
        json_out_name_str(o, S("clock"), k->rule->id);
        json_out_name_str(o, S("label"), k->rule->label);
        json_out_name_str(o, S("phase"), clock_phase_word(k->state.phase));
        write_day(a, o, "started", k->state.started_on);
        write_day(a, o, "due", k->state.due);
        json_out_name_bool(o, S("provisional"), k->state.provisional);
        json_out_name_str(o, S("summary"), clock_summary(a, k->rule, &k->state));
        json_out_object_end(o);
    }
    json_out_array_end(o);
}

/* A wrong number and a wrong code are the same answer. */
struct err *request_api_get(struct req *rq, struct resp *rs)
{
    struct asking q = {.env = staff_env(rq),
                       .site = {rq->site.id},
                       .all = {rq->site.id, S("/")},
                       .number = req_param(rq, "number"),
                       .code = req_query(rq, "code"),
                       .now_ms = rq->now_ms};
    struct json_out o;

    TRY(db_read(rq->db, rq->arena, load, &q));
    if (!q.found) return ERR(rq->arena, NOT_FOUND, "受理编号或者查询码不正确");
    const struct request *r = &q.request;

    o = begin(rs);
    json_out_object(&o);
    json_out_name_str(&o, S("number"), r->number);
    json_out_name_str(&o, S("subject"), r->subject);
    json_out_name_str(&o, S("state"), q.c.state);
    json_out_name_str(&o, S("state_label"), flow_state_of(&request_flow, q.c.state)->label);
    write_day(rq->arena, &o, "arrived_on", r->arrived_on);
    write_day(rq->arena, &o, "received_on", r->received_on);
    write_clocks(rq->arena, &o, &q);
    json_out_name_str(&o, S("result"), r->result);
    json_out_name_str(&o, S("letter_no"), r->letter_no);
    write_day(rq->arena, &o, "decided_on", r->decided_on);
    write_day(rq->arena, &o, "served_on", r->served_on);
    json_out_object_end(&o);
    return NULL;
}
