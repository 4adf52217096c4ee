/* What a case page and the API show of a request and of an opinion. Who asks is masked. */
#include "mod/request/internal.h"

#include "base/buf.h"
#include "core/permission.h"
#include "db/like.h"
#include "mod/request/request_sql.h"
#include "text/json.h"

enum { FACTS_MOST = 40, FIELDS_BYTES = 256 * 1024 };

static void add(struct flow_show_out *out, str label, str text)
{
    if (text.n) out->facts[out->n_facts++] = (struct flow_fact){label, text, S("")};
}

static void add_link(struct flow_show_out *out, str label, str text, str url)
{
    out->facts[out->n_facts++] = (struct flow_fact){label, text, url};
}

static str money(struct arena *a, int64_t fen)
{
    return fen ? str_printf(a, "%lld.%02lld元", (long long)fen / 100, (long long)fen % 100) : S("");
}

static void add_person(struct arena *a, struct flow_show_out *out, const struct request *r)
{
    const struct request_person *p = &r->person;

    add(out, S("申请人类型"), request_type_label(r->applicant_type));
    add(out, S("申请人"), r->applicant);
    add(out, p->identity_kind.n ? p->identity_kind : S("证件号码"),
        request_masked(a, p->identity_no, 3, 2));
    add(out, S("联系人"), p->contact);
    add(out, S("代理人"), p->agent.n ? S("有") : S(""));
    add(out, S("联系电话"), request_masked(a, p->phone, 3, 4));
    add(out, S("电子邮箱"), request_masked(a, p->email, 1, 4));
    add(out, S("通信地址"), request_masked(a, p->address, 6, 0));
}

static void add_result(struct arena *a, struct flow_show_out *out, const struct request *r)
{
    const struct request_result *result = request_result_of(r->result.n ? r->result : r->proposed);

    if (result)
        add(out, r->result.n ? S("办理结果") : S("拟办结果"),
            str_eq(str_of(result->group), str_of(result->label))
                ? str_of(result->label)
                : str_printf(a, "%s：%s", result->group, result->label));
    if (result) add(out, S("依据"), str_of(result->cite));
    add(out, S("告知书编号"), r->letter_no);
    add(out, S("答复日期"), date_str(a, r->decided_on));
    add(out, S("送达"),
        date_is_none(r->served_on) ? S("")
                                   : str_printf(a, "%.*s %.*s", STR_ARG(date_str(a, r->served_on)),
                                                STR_ARG(r->serve_way)));
    add(out, S("证据和依据材料"), r->evidence);
}

/* 711 Art. 35, 36(六): what else the same person has asked, for whoever has to judge it. */
static struct err *add_same(struct db_tx *tx, struct arena *a, struct scope scope,
                            struct flow_show_out *out, const struct request *r)
{
    enum { SHOWN = 5 };
    struct request_of_same_row *same;
    size_t n;

    TRY(request_of_same(tx, a, scope, r->id, r->identity_mark, &same, &n));
    if (!n) return NULL;
    add(out, S("同一申请人"), str_printf(a, "另有%zu件申请%s", n, n > SHOWN ? "，最近的为" : ""));
    for (size_t i = 0; i < n && i < SHOWN; i++)
        add_link(out, str_eq(same[i].subject, r->subject) ? S("名称相同") : S("其他申请"),
                 str_printf(a, "%.*s %.*s", STR_ARG(same[i].number), STR_ARG(same[i].subject)),
                 str_printf(a, "/staff/cases/request/%lld", (long long)same[i].id));
    return NULL;
}

static struct err *add_opinions(struct db_tx *tx, struct arena *a, struct scope scope,
                                struct flow_show_out *out, int64_t id)
{
    struct opinion_of_request_row *rows;
    size_t n;

    TRY(opinion_of_request(tx, a, scope, id, &rows, &n));
    for (size_t i = 0; i < n && out->n_facts < FACTS_MOST - 2; i++)
        add_link(
            out, request_label(opinion_kinds, rows[i].kind),
            str_printf(a, "%.*s：%.*s", STR_ARG(rows[i].party),
                       STR_ARG(rows[i].answer.set ? request_label(opinion_answers, rows[i].answer.v)
                                                  : S("待答复"))),
            str_printf(a, "/staff/cases/opinion/%lld", (long long)rows[i].id));
    return NULL;
}

static void write_day(struct arena *a, struct json_out *o, str name, struct date d)
{
    json_out_name(o, name);
    if (date_is_none(d))
        json_out_null(o);
    else
        json_out_str(o, date_str(a, d));
}

static str fields_json(struct arena *a, const struct request *r)
{
    struct buf b;
    struct json_out o;

    buf_init(&b, a, FIELDS_BYTES);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_str(&o, S("number"), r->number);
    json_out_name_str(&o, S("channel"), r->channel);
    write_day(a, &o, S("arrived_on"), r->arrived_on);
    write_day(a, &o, S("received_on"), r->received_on);
    json_out_name_str(&o, S("applicant_type"), r->applicant_type);
    json_out_name_str(&o, S("applicant"), r->applicant);
    json_out_name_str(&o, S("subject"), r->subject);
    json_out_name_str(&o, S("document_no"), r->document_no);
    json_out_name_str(&o, S("description"), r->description);
    json_out_name_str(&o, S("form"), r->form);
    json_out_name_str(&o, S("route"), r->route);
    json_out_name_bool(&o, S("assistance"), r->assistance);
    json_out_name_int(&o, S("fee_fen"), r->fee_fen);
    json_out_name_int(&o, S("paid_fen"), r->paid_fen);
    json_out_name_str(&o, S("result"), r->result);
    json_out_name_str(&o, S("letter_no"), r->letter_no);
    write_day(a, &o, S("decided_on"), r->decided_on);
    write_day(a, &o, S("served_on"), r->served_on);
    json_out_object_end(&o);
    return buf_ok(&b) ? buf_str(&b) : S("{}");
}

struct err *request_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                         const struct actor *actor, const struct flow_case *c,
                         struct flow_show_out *out)
{
    struct request r;

    TRY(request_load(env->core, tx, a, *actor->scope, c->id, &r));
    *out = (struct flow_show_out){.facts = ARENA_ARRAY(a, struct flow_fact, FACTS_MOST),
                                  .links = ARENA_ARRAY(a, struct flow_fact, 2)};
    add(out, S("受理编号"), r.number);
    add(out, S("收到方式"), request_channel_label(r.channel));
    add(out, S("到达日期"), date_str(a, r.arrived_on));
    add(out, S("收到申请之日"),
        date_is_none(r.received_on) ? S("待确认") : date_str(a, r.received_on));
    add_person(a, out, &r);
    add(out, S("所需信息"), r.subject);
    add(out, S("文号"), r.document_no);
    add(out, S("特征性描述"), r.description);
    add(out, S("提供方式"), request_label(request_forms_of_supply, r.form));
    add(out, S("获取途径"), request_label(request_routes_of_supply, r.route));
    add(out, S("需要帮助"), r.assistance ? S("有阅读、视听困难") : S(""));
    add(out, S("信息处理费"), money(a, r.fee_fen));
    add(out, S("已缴"), money(a, r.paid_fen));
    add(out, S("拟延期"),
        r.extension_asked && !r.extended
            ? str_printf(a, "%lld个工作日，等负责人决定", (long long)r.extension_asked)
            : S(""));
    add_result(a, out, &r);
    TRY(add_opinions(tx, a, *actor->scope, out, c->id));
    TRY(add_same(tx, a, *actor->scope, out, &r));
    if (r.result.n && r.letter_no.n)
        out->links[out->n_links++] = (struct flow_fact){
            S("告知书"), S(""), str_printf(a, "/staff/requests/%lld/letter", (long long)c->id)};
    if (actor_may(actor, &REQUEST_PERSON))
        out->links[out->n_links++] =
            (struct flow_fact){S("查看申请人完整信息"), S(""),
                               str_printf(a, "/staff/requests/%lld/person", (long long)c->id)};
    out->fields = fields_json(a, &r);
    return NULL;
}

struct err *opinion_show(const struct flow_env *env, struct db_tx *tx, struct arena *a,
                         const struct actor *actor, const struct flow_case *c,
                         struct flow_show_out *out)
{
    struct opinion_get_row p;
    struct json_out o;
    struct buf b;
    bool found;

    (void)env;
    TRY(opinion_get(tx, a, *actor->scope, c->id, &p, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这份征求意见，或者不在您的管理范围内");
    *out = (struct flow_show_out){.facts = ARENA_ARRAY(a, struct flow_fact, FACTS_MOST)};
    add_link(out, S("申请"), p.number,
             str_printf(a, "/staff/cases/request/%lld", (long long)p.request_id));
    add(out, S("征求对象"), request_label(opinion_kinds, p.kind));
    add(out, S("姓名或者名称"), p.party);
    add(out, S("对方收到之日"), date_str(a, p.received_on));
    add(out, S("征求的内容"), p.question);
    add(out, S("意见"), p.answer.set ? request_label(opinion_answers, p.answer.v) : S("待答复"));
    add(out, S("理由"), p.reasons);
    buf_init(&b, a, FIELDS_BYTES);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    json_out_name_int(&o, S("request"), p.request_id);
    json_out_name_str(&o, S("kind"), p.kind);
    json_out_name_str(&o, S("party"), p.party);
    json_out_name_str(&o, S("answer"), p.answer.set ? p.answer.v : S(""));
    json_out_name_str(&o, S("reasons"), p.reasons);
    json_out_object_end(&o);
    out->fields = buf_str(&b);
    return NULL;
}

struct err *request_find_numbers(struct db_tx *tx, struct arena *a, struct scope scope, str words,
                                 int64_t most, int64_t **ids, size_t *n)
{
    struct request_numbered_row *rows;

    TRY(request_numbered(tx, a, scope, db_like_contains(a, words), most, &rows, n));
    *ids = ARENA_ARRAY(a, int64_t, *n);
    for (size_t i = 0; i < *n; i++) (*ids)[i] = rows[i].id;
    return NULL;
}
