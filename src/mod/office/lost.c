/*
 * Forms whose session ended while they were filled in.
 *
 * What was typed is kept under the digest of the dead session's token; the token itself goes into
 * the cookie `lost`, so only that browser finds it again. After the log-in it is given back on the
 * page of the form, to the same person only, once.
 */
#include "mod/office/internal.h"

#include "base/buf.h"
#include "base/vec.h"
#include "core/staff_sql.h"
#include "sys/crypto.h"
#include "sys/encode.h"
#include "text/html.h"

/* The cookie's name, and how long what was typed waits. */
#define LOST_COOKIE S("lost")
enum { LOST_S = 2 * 3600, TOKEN_LEAST = 32 };

static str digest_of(struct arena *a, str token)
{
    struct crypto_digest d;

    crypto_hash(CRYPTO_SM3, token, &d);
    return crypto_digest_hex(a, &d);
}

struct lost {
    struct site_scope site;
    str digest, path, fields;
    int64_t now_ms;
    const struct actor *actor;
    bool found;
};

/* ---- keeping -------------------------------------------------------------------------------- */

/* The form that was sent: the route's, and for a step of a case also the step's own. */
static bool is_declared(const struct form *form, str name, bool *secret)
{
    for (size_t i = 0; form && i < form->n_fields; i++) {
        if (!str_eq(str_of(form->fields[i].name), name)) continue;
        *secret = form->fields[i].type == FIELD_SECRET;
        return true;
    }
    return false;
}

static const struct form *form_of_step(const struct req *rq, const struct values *raw)
{
    const struct flow *f;
    str event = values_get(raw, S("event"));

    if (!values_has(&rq->params, S("kind"))) return NULL;
    f = office_flow(rq);
    for (size_t i = 0; f && i < f->n_steps; i++)
        if (str_eq(str_of(f->steps[i].event), event)) return f->steps[i].form;
    return NULL;
}

/* Declared fields only, without secrets, as they would stand in a form's body. */
static str fields_to_keep(struct req *rq)
{
    struct values raw = rq->raw;
    struct buf out;

    /* The dispatcher keeps what the route's form declares; a step's own fields are in the body. */
    if (rq->body.n && form_read_urlencoded(rq->arena, rq->body, &raw) != NULL) raw = rq->raw;
    const struct form *step = form_of_step(rq, &raw);

    buf_init(&out, rq->arena, OFFICE_LOST_BYTES);
    for (size_t i = 0; i < raw.n; i++) {
        bool secret = false;

        /* Pages of their own send the version beside their form's fields: without it what comes
         * back would count as typed on the present version, and overwrite another's. */
        if (!str_eq(raw.items[i].name, S("version")) &&
            !is_declared(rq->route->form, raw.items[i].name, &secret) &&
            !is_declared(step, raw.items[i].name, &secret))
            continue;
        if (secret) continue;
        if (out.n) buf_byte(&out, '&');
        html_urlpart(&out, raw.items[i].name);
        buf_byte(&out, '=');
        html_urlpart(&out, raw.items[i].text);
    }
    return buf_ok(&out) ? buf_str(&out) : S("");
}

/* It may say who asks for something, so it is sealed, to this very session. */
static struct err *seal(struct req *rq, struct lost *l, str fields)
{
    const struct core_env *env = staff_env(rq);
    str sealed;

    TRY(crypto_seal(rq->arena, &rq->random, env->keys, l->digest, fields, &sealed));
    l->fields = encode_base64url(rq->arena, sealed);
    return NULL;
}

static struct err *unseal(struct req *rq, struct lost *l)
{
    const struct core_env *env = staff_env(rq);
    str sealed;

    if (!decode_base64url(rq->arena, l->fields, &sealed))
        return ERR(rq->arena, INTERNAL, "存下的内容已损坏");
    return crypto_open(rq->arena, env->keys, l->digest, sealed, &l->fields);
}

static struct err *keep(struct db_tx *tx, struct arena *a, void *arg)
{
    struct lost *l = arg;
    struct session_get_row session;

    /* Only what really was a session of ours is kept: nobody fills the table from outside. */
    TRY(session_get(tx, a, l->site, l->digest, &session, &l->found));
    if (!l->found) return NULL;
    return lost_form_insert(tx, a, l->digest, l->path, l->fields, l->now_ms, NULL);
}

static void lead_to_login(struct req *rq, struct resp *rs, str next, bool lost)
{
    struct buf url;

    buf_init(&url, rq->arena, 8192);
    buf_lit(&url, "/staff/login?next=");
    html_urlpart(&url, next);
    if (lost) buf_lit(&url, "&lost=1");
    resp_redirect(rs, buf_ok(&url) ? buf_str(&url) : S("/staff/login"));
}

struct err *office_login(void *app, struct req *rq, struct resp *rs)
{
    (void)app;
    str token = req_cookie(rq, S("session"));
    bool sent = method_changes(rq->method);
    str page = sent ? office_form_page(rq->arena, rq->path) : rq->target;
    struct lost l = {.site = {rq->site.id}, .path = page, .now_ms = rq->now_ms, .found = false};
    str fields;

    if (sent && token.n >= TOKEN_LEAST && rq->raw.n) {
        l.digest = digest_of(rq->arena, token);
        fields = fields_to_keep(rq);
        if (fields.n) {
            TRY(seal(rq, &l, fields));
            TRY(db_write(rq->db, rq->arena, keep, &l));
        }
    }
    if (l.found) {
        const struct cookie c = {.name = LOST_COOKIE,
                                 .value = token,
                                 .max_age_s = LOST_S,
                                 .same_site = SAME_SITE_STRICT};

        resp_cookie(rs, &c);
    }
    lead_to_login(rq, rs, office_next(page), l.found);
    return NULL;
}

/* ---- giving back ---------------------------------------------------------------------------- */

static struct err *take(struct db_tx *tx, struct arena *a, void *arg)
{
    struct lost *l = arg;
    struct session_get_row session;
    struct lost_form_get_row row;
    bool found;

    l->found = false;
    TRY(session_get(tx, a, l->site, l->digest, &session, &found));
    if (!found || session.staff_id != l->actor->user) return NULL;
    TRY(lost_form_get(tx, a, l->digest, &row, &found));
    if (!found || !str_eq(row.path, l->path)) return NULL;
    TRY(lost_form_delete(tx, a, l->digest, NULL));
    l->found = l->now_ms - row.saved_at < LOST_S * (int64_t)1000;
    l->fields = row.fields;
    return NULL;
}

struct err *staff_lost_take(struct req *rq, struct resp *rs, struct staff_page *p, bool *found)
{
    str token = req_cookie(rq, LOST_COOKIE);
    struct lost l = {
        .site = {rq->site.id}, .path = rq->path, .now_ms = rq->now_ms, .actor = rq->actor};

    *found = false;
    if (token.n < TOKEN_LEAST || rq->raw.n || method_changes(rq->method)) return NULL;
    l.digest = digest_of(rq->arena, token);
    TRY(db_write(rq->db, rq->arena, take, &l));
    /* Under a key that is gone it cannot be given back: the page is shown empty. */
    if (!l.found || unseal(rq, &l)) return NULL;
    const struct cookie gone = {
        .name = LOST_COOKIE, .value = S(""), .max_age_s = -1, .same_site = SAME_SITE_STRICT};

    resp_cookie(rs, &gone);
    TRY(form_read_urlencoded(rq->arena, l.fields, &rq->raw));
    p->notice = S("登录超时前您填写的内容已经找回，还没有提交。请核对后再提交。");
    *found = true;
    return NULL;
}
