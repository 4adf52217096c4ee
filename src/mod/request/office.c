/* What the letters of an organ say: to whom one turns against them, and how their numbers begin. */
#include "mod/request/internal.h"
#include "mod/request/letter.h"
#include "mod/request/web.h"

#include "desk_views.h"
#include "core/audit.h"
#include "mod/request/request_sql.h"
#include "text/json.h"

static const char *prefix_pattern(str text)
{
    static const char *const others[] = {"〔", "〕", "[", "]", "号"};

    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (str_find(text, str_of(others[i]), 0) != STR_NONE)
            return "只写文号开头的字，如“岚政信公”；年份、序号和“号”由系统编";
    return NULL;
}

static const struct form_field fields[] = {
    FORM_TEXT(struct request_office_input, review_body, "review_body", "行政复议机关",
              .max_chars = 60, .hint = "告知书里写明向谁申请行政复议，如：江州市人民政府"),
    FORM_TEXT(struct request_office_input, court, "court", "管辖的人民法院", .max_chars = 60,
              .hint = "告知书里写明向谁提起行政诉讼"),
    FORM_TEXT(struct request_office_input, letter_prefix, "letter_prefix", "告知书文号的开头",
              .max_chars = 20, .pattern = prefix_pattern, .hint = "不填即“信息公开答复”"),
};
const struct form request_office_form = FORM("request_office", struct request_office_input, fields);

struct err *request_office_load(struct db_tx *tx, struct arena *a, struct scope scope,
                                str organ_path, struct letter_office *out)
{
    struct request_office_upwards_row *rows;
    size_t n;

    *out = (struct letter_office){S(""), S(""), S("")};
    TRY(request_office_upwards(tx, a, scope, organ_path, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (!out->review_body.n) out->review_body = rows[i].review_body;
        if (!out->court.n) out->court = rows[i].court;
        if (!out->letter_prefix.n) out->letter_prefix = rows[i].letter_prefix;
    }
    return NULL;
}

/* ---- all of them ---------------------------------------------------------------------------- */

struct office_work {
    const struct actor *actor;
    str remote;
    int64_t now_ms, id;
    const struct request_office_input *in;
    struct request_offices_row *rows;
    size_t n;
};

static struct office_work work_of(const struct req *rq)
{
    return (struct office_work){.actor = rq->actor, .remote = rq->remote, .now_ms = rq->now_ms};
}

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct office_work *w = arg;

    return request_offices(tx, a, *w->actor->scope, &w->rows, &w->n);
}

/* The row of the organ, among those of the actor's scope. */
static struct err *find(struct db_tx *tx, struct arena *a, struct office_work *w,
                        const struct request_offices_row **out)
{
    TRY(load(tx, a, w));
    for (size_t i = 0; i < w->n; i++)
        if (w->rows[i].id == w->id) {
            *out = &w->rows[i];
            return NULL;
        }
    return ERR(a, NOT_FOUND, "没有这个机构，或者不在您的管理范围内");
}

struct err *request_offices_page(struct req *rq, struct resp *rs)
{
    struct offices_view v = {0};
    struct office_work w = work_of(rq);
    bool shown;

    TRY(staff_begin(rq, rs, S("告知书设置"), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(db_read(rq->db, rq->arena, load, &w));
    struct office_line *lines = ARENA_ARRAY(rq->arena, struct office_line, w.n);

    for (size_t i = 0; i < w.n; i++)
        lines[i] = (struct office_line){
            .organ = w.rows[i].name,
            .review_body = w.rows[i].review_body,
            .court = w.rows[i].court,
            .letter_prefix = w.rows[i].letter_prefix,
            .url = str_printf(rq->arena, "/staff/requests/offices/%lld", (long long)w.rows[i].id)};
    v.lines = lines;
    v.n = w.n;
    view_request_offices(&rs->body, &v);
    return NULL;
}

/* ---- one ------------------------------------------------------------------------------------ */

struct one {
    struct office_work w;
    const struct request_offices_row *row;
};

static struct err *load_one(struct db_tx *tx, struct arena *a, void *arg)
{
    struct one *o = arg;

    return find(tx, a, &o->w, &o->row);
}

struct err *request_office_page(struct req *rq, struct resp *rs)
{
    struct office_view v = {0};
    struct one o = {.w = work_of(rq)};
    bool shown;
    bool found;
    bool whole;

    TRY(req_param_id(rq, "id", &o.w.id));
    TRY(db_read(rq->db, rq->arena, load_one, &o));
    TRY(staff_begin(rq, rs, str_cat(rq->arena, o.row->name, S("告知书设置")), &v.staff, &shown));
    if (!shown) return NULL;
    TRY(staff_lost_take(rq, rs, &v.staff, &found));
    struct value *now = ARENA_ARRAY(rq->arena, struct value, COUNT_OF(fields));

    now[0] = (struct value){.name = S("review_body"), .text = o.row->review_body};
    now[1] = (struct value){.name = S("court"), .text = o.row->court};
    now[2] = (struct value){.name = S("letter_prefix"), .text = o.row->letter_prefix};
    const struct values stored = {now, COUNT_OF(fields)};

    /* A browser sends every field of text, also an empty one. */
    v.fields =
        staff_draw(rq->arena, &request_office_form, S(""),
                   values_has(&rq->raw, S("review_body")) ? &rq->raw : &stored, rq->errors, &whole);
    v.action = str_printf(rq->arena, "/staff/requests/offices/%lld", (long long)o.w.id);
    view_request_office(&rs->body, &v);
    return NULL;
}

/* Letters change by it, so both states are recorded. */
static struct err *record(struct db_tx *tx, struct arena *a, const struct office_work *w,
                          const struct request_offices_row *was)
{
    const struct {
        const char *name;
        str from, to;
    } lines[] = {
        {"review_body", was->review_body, w->in->review_body},
        {"court", was->court, w->in->court},
        {"letter_prefix", was->letter_prefix, w->in->letter_prefix},
    };
    struct json_out o;
    struct buf b;

    buf_init(&b, a, 4096);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (str_eq(lines[i].from, lines[i].to)) continue;
        json_out_name_str(&o, str_printf(a, "%s.was", lines[i].name), lines[i].from);
        json_out_name_str(&o, str_of(lines[i].name), lines[i].to);
    }
    json_out_object_end(&o);
    struct audit_entry e = {.site_id = w->actor->scope->site,
                            .staff_id = w->actor->user,
                            .actor = w->actor->name,
                            .action = S("request.office.set"),
                            .object = S("organ"),
                            .object_id = w->id,
                            .detail = buf_str(&b),
                            .remote = w->remote};

    return audit_write(tx, a, w->now_ms, &e);
}

static struct err *save(struct db_tx *tx, struct arena *a, void *arg)
{
    struct office_work *w = arg;
    const struct request_offices_row *was;

    TRY(find(tx, a, w, &was));
    TRY(request_office_put(tx, a, *w->actor->scope, w->id, w->in->review_body, w->in->court,
                           w->in->letter_prefix, NULL));
    return record(tx, a, w, was);
}

struct err *request_office_post(struct req *rq, struct resp *rs)
{
    struct office_work w = work_of(rq);

    w.in = REQ_INPUT(rq, struct request_office_input);
    TRY(req_param_id(rq, "id", &w.id));
    TRY(db_write(rq->db, rq->arena, save, &w));
    staff_redirect_done(rq, rs, S("/staff/requests/offices"), "saved");
    return NULL;
}
