#include "web/request.h"

#include "base/num.h"
#include "sys/encode.h"

enum { CSRF_BYTES = 24 };

str req_param(const struct req *rq, const char *name)
{
    BUG_IF(!values_has(&rq->params, str_of(name)));
    return values_get(&rq->params, str_of(name));
}

struct err *req_param_id(const struct req *rq, const char *name, int64_t *out)
{
    str digits = req_param(rq, name);

    /* One address a record: 007 is not 7, or each page could be kept under any number of names. */
    if (str_starts(digits, S("0")) || !num_parse(digits, 1, INT64_MAX, out))
        return ERR(rq->arena, NOT_FOUND, "网址可能输错了，请检查后再试");
    return NULL;
}

str req_query(const struct req *rq, const char *name)
{
    return values_get(&rq->query, str_of(name));
}

int64_t req_query_int(const struct req *rq, const char *name, int64_t least, int64_t most,
                      int64_t otherwise)
{
    int64_t v;

    return num_parse(req_query(rq, name), least, most, &v) ? v : otherwise;
}

str req_header(const struct req *rq, str name)
{
    for (size_t i = 0; i < rq->headers.n; i++)
        if (str_eq_nocase(rq->headers.items[i].name, name)) return rq->headers.items[i].text;
    return S("");
}

str req_cookie(const struct req *rq, str name)
{
    /* Only the prefixed one counts where the prefix can be had: a neighbouring subdomain can set
     * the plain name, but not this one. */
    return values_get(&rq->cookies, rq->https ? str_cat(rq->arena, S("__Host-"), name) : name);
}

static bool is_secret(const struct req *rq, str field)
{
    const struct form *form = rq->route ? rq->route->form : NULL;

    for (size_t i = 0; form && i < form->n_fields; i++)
        if (str_eq(str_of(form->fields[i].name), field))
            return form->fields[i].type == FIELD_SECRET;
    return false;
}

str req_typed(const struct req *rq, const char *field)
{
    return is_secret(rq, str_of(field)) ? S("") : values_get(&rq->raw, str_of(field));
}

str req_field_error(const struct req *rq, const char *field)
{
    for (const struct err *e = rq->errors; e; e = e->next)
        if (str_eq(e->field, str_of(field))) return e->message;
    return S("");
}

str req_csrf(struct req *rq)
{
    BUG_IF(rq->route && rq->route->cache == CACHE_PUBLIC);
    if (rq->actor && rq->actor->csrf.n) return rq->actor->csrf;
    str sent = req_cookie(rq, S("csrf"));

    if (sent.n >= 32 && sent.n <= 64) return sent;
    if (!rq->csrf_new.n) rq->csrf_new = encode_token(rq->arena, &rq->random, CSRF_BYTES);
    return rq->csrf_new;
}
