/* The cases of all kinds for programs (contract: 'All business runs through one door'). */
#include "mod/office/api_write.h"

#include "base/num.h"
#include "base/utf8.h"

enum { SIZE_DEFAULT = 20, SIZE_MOST = 100, OFFICE_API_WORDS_CHARS = 60 };

static struct json_out begin(struct resp *rs)
{
    struct json_out o;

    resp_type(rs, S("application/json"));
    json_out_init(&o, &rs->body, false);
    return o;
}

/* ---- lists ---------------------------------------------------------------------------------- */

/* An organ by its id or its code; an unknown one is an error, not an empty list. */
static struct err *read_organ(struct req *rq, struct opt_int64 *out)
{
    const struct directory_site *site = staff_site(rq);
    str asked = req_query(rq, "organ");
    int64_t id;

    *out = (struct opt_int64){0};
    if (!asked.n) return NULL;
    const struct organ *o =
        num_parse(asked, 1, INT64_MAX, &id) ? organs_by_id(&site->organs, id) : NULL;

    if (!o) o = organs_by_code(&site->organs, asked);
    if (!o) return ERR_FIELD(rq->arena, "organ", "没有这个机构");
    *out = opt_int64(o->id);
    return NULL;
}

static struct err *read_filters(struct req *rq, const struct flow *f, struct office_listing *l)
{
    struct date today = date_of_ms(rq->now_ms);
    str state = req_query(rq, "state");
    str due = req_query(rq, "due");

    TRY(read_organ(rq, &l->organ));
    if (state.n && !flow_state_of(f, state))
        return ERR_FIELD(rq->arena, "state", "没有这个环节，环节见flows/%s", f->kind);
    if (state.n) l->state = opt_str(state);
    if (!office_listing_due(l, due, today) && !date_parse(due, &l->due_until))
        return ERR_FIELD(rq->arena, "due", "due为late、today、week、month或者日期（YYYY-MM-DD）");
    if (utf8_count(l->words) > OFFICE_API_WORDS_CHARS)
        return ERR_FIELD(rq->arena, "q", "q最多%d个字", OFFICE_API_WORDS_CHARS);
    return NULL;
}

struct err *office_api_list(struct req *rq, struct resp *rs)
{
    struct office_listing l = {
        .env = &staff_env(rq)->flow, .now_ms = rq->now_ms, .scope = *rq->actor->scope};
    int64_t page = req_query_int(rq, "page", 1, 1000000, 1);
    const struct flow *f;

    TRY(office_flow_of(rq, &f));
    l.flow = f;
    l.kind = opt_str(str_of(f->kind));
    l.words = req_query(rq, "q");
    l.sort = req_query(rq, "sort");
    l.size = req_query_int(rq, "size", 1, SIZE_MOST, SIZE_DEFAULT);
    l.skip = (page - 1) * l.size;
    TRY(read_filters(rq, f, &l));
    TRY(db_read(rq->db, rq->arena, office_listing_load, &l));
    struct json_out o = begin(rs);

    json_out_object(&o);
    json_out_name_int(&o, S("total"), l.total);
    json_out_name_int(&o, S("page"), page);
    json_out_name_int(&o, S("size"), l.size);
    json_out_name(&o, S("items"));
    json_out_array(&o);
    for (size_t i = 0; i < l.n; i++) {
        struct flow_case_line row = l.rows[i];
        const struct clock_state *still = office_still_of(&l.still, row.id);

        if (still) row.due_on = still->due;
        office_write_line(&o, rq->arena, f, &row);
    }
    json_out_array_end(&o);
    json_out_object_end(&o);
    return NULL;
}

/* ---- one case, one flow --------------------------------------------------------------------- */

struct err *office_api_get(struct req *rq, struct resp *rs)
{
    struct office_case l;
    const struct flow *f;
    int64_t id;

    TRY(office_flow_of(rq, &f));
    TRY(req_param_id(rq, "id", &id));
    TRY(office_case_load(rq, f, id, &l));
    struct json_out o = begin(rs);

    office_write_case(&o, rq->arena, &l);
    return NULL;
}

struct err *office_api_flow(struct req *rq, struct resp *rs)
{
    const struct flow *f;

    TRY(office_flow_of(rq, &f));
    struct json_out o = begin(rs);

    office_write_flow(&o, rq->arena, f);
    return NULL;
}

/* ---- steps ---------------------------------------------------------------------------------- */

/* The fields of the step: the object `fields`, or beside `event` and `version` for short. */
static struct err *fields_of(struct req *rq, str json, struct values *out)
{
    *out = rq->raw;
    if (!json.n) return NULL;
    return office_read_members(rq->arena, json, out);
}

/* The step that makes a case, where the program does not name one. */
static str first_event(const struct flow *f)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].from[0] && !f->steps[i].system) return str_of(f->steps[i].event);
    return S("");
}

struct err *office_api_create(struct req *rq, struct resp *rs)
{
    const struct office_api_input *in = REQ_INPUT(rq, struct office_api_input);
    struct values raw;
    struct staff_step s = {.organ = in->organ, .event = in->event, .note = in->note, .raw = &raw};
    struct flow_result result;
    enum staff_outcome outcome;

    TRY(office_flow_of(rq, &s.flow));
    TRY(fields_of(rq, in->fields, &raw));
    if (!s.event.n) s.event = first_event(s.flow);
    TRY(staff_make_step(rq, &s, &result, &outcome));
    struct json_out o = begin(rs);

    /* Asked for twice, it is there once: the second answer names the same case. */
    rs->status = outcome == STAFF_DONE ? 201 : 200;
    office_write_result(&o, s.flow, &result);
    return NULL;
}

struct err *office_api_event(struct req *rq, struct resp *rs)
{
    const struct office_api_input *in = REQ_INPUT(rq, struct office_api_input);
    struct values raw;
    struct staff_step s = {
        .version = in->version, .event = in->event, .note = in->note, .raw = &raw};
    struct flow_result result;
    enum staff_outcome outcome;

    TRY(office_flow_of(rq, &s.flow));
    TRY(req_param_id(rq, "id", &s.id));
    TRY(fields_of(rq, in->fields, &raw));
    TRY(staff_make_step(rq, &s, &result, &outcome));
    if (outcome == STAFF_DONE_BEFORE)
        return ERR(rq->arena, CONFLICT, "这一步刚才已经办好（现在是第%lld版），没有重复办理",
                   (long long)result.version);
    struct json_out o = begin(rs);

    office_write_result(&o, s.flow, &result);
    return NULL;
}
