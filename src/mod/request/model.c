/* Reading and writing requests; who asks is sealed on the way in and opened on the way out. */
#include "mod/request/internal.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "core/audit_sql.h"
#include "core/secret.h"
#include "mod/request/request_sql.h"
#include "text/json.h"

/* ---- the person ----------------------------------------------------------------------------- */

#define P(member)                                                                                  \
    {                                                                                              \
        S_INIT(#member), offsetof(struct request_person, member)                                   \
    }

/* The members of the sealed JSON. */
static const struct {
    str name;
    size_t offset;
} members[] = {P(identity_kind), P(identity_no),  P(phone),   P(email), P(address),
               P(postcode),      P(legal_person), P(contact), P(agent)};

static str *member_of(struct request_person *p, size_t i)
{
    return (str *)(void *)((char *)p + members[i].offset);
}

/* A sealed value belongs to its row: it cannot be moved to another. */
static str bound_to(struct arena *a, int64_t site, int64_t id)
{
    return str_printf(a, "request.person:%lld:%lld", (long long)site, (long long)id);
}

static struct err *seal(struct flow_ctx *x, struct request_person *p, str *sealed)
{
    const struct core_env *env = x->env->core;
    struct arena *a = x->arena;
    struct json_out o;
    struct buf b;

    buf_init(&b, a, REQUEST_PERSON_BYTES);
    json_out_init(&o, &b, false);
    json_out_object(&o);
    for (size_t i = 0; i < COUNT_OF(members); i++)
        json_out_name_str(&o, members[i].name, *member_of(p, i));
    json_out_object_end(&o);
    if (!buf_ok(&b)) return ERR(a, INVALID, "申请人的信息过长");
    return crypto_seal(a, &env->random, env->keys, bound_to(a, x->actor->scope->site, x->c->id),
                       buf_str(&b), sealed);
}

static struct err *open_person(const struct core_env *env, struct arena *a, int64_t site,
                               int64_t id, str sealed, struct request_person *p)
{
    const struct json *v;
    str plain;

    TRY(crypto_open(a, env->keys, bound_to(a, site, id), sealed, &plain));
    TRY(json_parse(a, plain, (struct json_limits){.bytes = REQUEST_PERSON_BYTES}, &v));
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const struct json *m = json_get(v, members[i].name);

        *member_of(p, i) = m && m->kind == JSON_IS_STR ? m->text : S("");
    }
    return NULL;
}

str request_masked(struct arena *a, str text, size_t head, size_t tail)
{
    size_t chars = utf8_count(text);

    if (!chars) return S("");
    if (chars <= head + tail) return S("****");
    str first = utf8_head(text, head);
    str last = str_from(text, utf8_head(text, chars - tail).n);

    return str_printf(a, "%.*s****%.*s", STR_ARG(first), STR_ARG(last));
}

/* ---- reading -------------------------------------------------------------------------------- */

struct err *request_load(const struct core_env *env, struct db_tx *tx, struct arena *a,
                         struct scope scope, int64_t id, struct request *out)
{
    struct request_row r;
    bool found;

    TRY(request_get(tx, a, scope, id, &r, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这件申请，或者不在您的管理范围内");
    *out = (struct request){
        .id = r.id,
        .organ_id = r.organ_id,
        .organ = r.organ,
        .number = r.number,
        .channel = r.channel,
        .arrived_on = r.arrived_on,
        .received_on = r.received_on,
        .applicant_type = r.applicant_type,
        .applicant = r.applicant,
        .identity_mark = r.identity_mark,
        .subject = r.subject,
        .document_no = r.document_no,
        .description = r.description,
        .form = r.form,
        .route = r.route,
        .assistance = r.assistance,
        .correction_asked = r.correction_asked,
        .corrected = r.corrected,
        .extension_asked = r.extension_asked,
        .extended = r.extended,
        .fee_fen = r.fee_fen,
        .paid_fen = r.fee_paid_fen,
        .proposed = r.proposed,
        .result = r.result.set ? r.result.v : S(""),
        .reply = r.reply,
        .evidence = r.evidence,
        .letter_no = r.letter_no,
        .serve_way = r.serve_way,
        .decided_on = r.decided_on,
        .served_on = r.served_on,
    };
    return open_person(env, a, scope.site, id, r.person, &out->person);
}

struct err *request_of_ctx(struct flow_ctx *x, struct request *out)
{
    return request_load(x->env->core, x->tx, x->arena, *x->actor->scope, x->c->id, out);
}

static str mark_of_code(const struct core_env *env, struct arena *a, str number, str code)
{
    return secret_mark(a, env->keys, S("request code"),
                       str_printf(a, "%.*s\n%.*s", STR_ARG(number), STR_ARG(code)));
}

static str mark_of_identity(const struct core_env *env, struct arena *a, str identity_no)
{
    return secret_mark(a, env->keys, S("identity"), identity_no);
}

/* Length and content are compared without stopping at the first difference. */
static bool same_mark(str x, str y)
{
    unsigned differ = x.n != y.n;

    for (size_t i = 0; i < x.n && i < y.n; i++)
        differ |= (unsigned)(unsigned char)x.p[i] ^ (unsigned char)y.p[i];
    return !differ;
}

struct err *request_find(const struct core_env *env, struct db_tx *tx, struct arena *a,
                         struct site_scope site, str number, str code, int64_t *id, bool *found)
{
    struct request_by_number_row row = {.code_mark = S("")};
    str typed = str_upper(a, str_trim(code));
    str mark = mark_of_code(env, a, number, typed);
    bool there;

    TRY(request_by_number(tx, a, site, number, &row, &there));
    *found = same_mark(there ? row.code_mark : S("-"), mark) && there;
    *id = *found ? row.id : 0;
    return NULL;
}

struct err *request_sent_before(const struct core_env *env, struct db_tx *tx, struct arena *a,
                                struct scope scope, const struct request *r, str code, int64_t *id)
{
    struct request_codes_of_same_row *rows;
    struct date since =
        date_shift(r->arrived_on, -1); /* sent before midnight, and after it again */
    size_t n;

    *id = 0;
    TRY(request_codes_of_same(tx, a, scope, r->id, mark_of_identity(env, a, r->person.identity_no),
                              since, &rows, &n));
    for (size_t i = 0; i < n && !*id; i++)
        if (same_mark(rows[i].code_mark, mark_of_code(env, a, rows[i].number, code)))
            *id = rows[i].id;
    return NULL;
}

/* ---- writing -------------------------------------------------------------------------------- */

/* 2026-0001: the year of arrival and a running number of the site. */
static struct err *next_number(struct flow_ctx *x, struct date arrived_on, str *number)
{
    struct sequence_next_row row;
    int year = date_parts(arrived_on).year;

    TRY(sequence_next(x->tx, x->arena, x->actor->scope->site, S("request"),
                      str_printf(x->arena, "%d", year), &row));
    *number = str_printf(x->arena, "%d-%04lld", year, (long long)row.last);
    return NULL;
}

struct err *request_store(struct flow_ctx *x, const struct request_input *in,
                          struct date received_on)
{
    struct arena *a = x->arena;
    struct request_person person = {
        .identity_kind = in->identity_kind,
        .identity_no = str_upper(a, in->identity_no),
        .phone = in->phone,
        .email = in->email,
        .address = in->address,
        .postcode = in->postcode,
        .legal_person = in->legal_person,
        .contact = in->contact,
        .agent = in->agent,
    };
    const struct core_env *env = x->env->core;
    struct date arrived = date_is_none(in->arrived_on) ? x->today : in->arrived_on;
    str number;
    str sealed;

    TRY(next_number(x, arrived, &number));
    TRY(seal(x, &person, &sealed));
    TRY(request_insert(
        x->tx, a, *x->actor->scope, x->c->id, number, mark_of_code(env, a, number, in->code),
        in->channel.n ? in->channel : S("online"), arrived, received_on, in->applicant_type,
        in->applicant, mark_of_identity(env, a, person.identity_no), sealed, in->subject,
        in->document_no, in->description, in->form, in->route, in->assistance, NULL));
    x->c->title = str_printf(a, "%.*s %.*s", STR_ARG(number), STR_ARG(in->subject));
    return NULL;
}

struct err *request_end(struct flow_ctx *x, const char *leaf, str letter_no)
{
    const struct request_result *r = request_result_of(str_of(leaf));
    int64_t changed;

    BUG_IF(!r);
    /* What the form of this year has no row for goes into the one row that it has. */
    if (!request_result_valid_on(r, x->today)) leaf = "R6";
    TRY(request_decide(x->tx, x->arena, *x->actor->scope, x->c->id, str_of(leaf), letter_no,
                       x->today, &changed));
    return changed == 1 ? NULL : ERR(x->arena, GUARD, "这件申请已经有了办理结果");
}
