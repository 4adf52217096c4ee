#include "core/audit.h"

#include "base/buf.h"
#include "core/audit_sql.h"
#include "sys/crypto.h"

/* A record's text is bounded: fields are cut by forms long before this. */
enum { RECORD_MAX = 256 * 1024 };

/* What the chain covers of a record, beside the digest before it. */
struct record {
    int64_t seq, site_id, at_ms, staff_id, object_id;
    str actor, action, object, detail, remote;
};

/* "5:abcde," — lengths first, so that no two different records have the same text. */
static void add_field(struct buf *b, str s)
{
    buf_int(b, (int64_t)s.n);
    buf_byte(b, ':');
    buf_add(b, s);
    buf_byte(b, ',');
}

static void add_number(struct buf *b, int64_t v)
{
    buf_int(b, v);
    buf_byte(b, ',');
}

static struct err *digest_of(struct arena *a, const struct record *r, str previous, str *hex)
{
    struct buf b;
    struct crypto_digest digest;

    buf_init(&b, a, RECORD_MAX);
    add_field(&b, previous);
    add_number(&b, r->seq);
    add_number(&b, r->site_id);
    add_number(&b, r->at_ms);
    add_number(&b, r->staff_id);
    add_field(&b, r->actor);
    add_field(&b, r->action);
    add_field(&b, r->object);
    add_number(&b, r->object_id);
    add_field(&b, r->detail);
    add_field(&b, r->remote);
    if (!buf_ok(&b)) return ERR(a, TOO_LARGE, "审计记录过长");
    crypto_hash(CRYPTO_SM3, buf_str(&b), &digest);
    *hex = crypto_digest_hex(a, &digest);
    return NULL;
}

struct err *audit_write(struct db_tx *tx, struct arena *a, int64_t now_ms,
                        const struct audit_entry *e)
{
    struct audit_head_take_row head;
    str digest;

    TRY(audit_head_take(tx, a, &head));
    struct record r = {
        .seq = head.seq,
        .site_id = e->site_id,
        .at_ms = now_ms,
        .staff_id = e->staff_id,
        .object_id = e->object_id,
        .actor = e->actor,
        .action = e->action,
        .object = e->object,
        .detail = e->detail,
        .remote = e->remote,
    };
    struct opt_int64 staff = {.set = e->staff_id != 0, .v = e->staff_id};

    TRY(digest_of(a, &r, head.digest, &digest));
    TRY(audit_insert(tx, a, r.seq, r.site_id, r.at_ms, staff, r.actor, r.action, r.object,
                     r.object_id, r.detail, r.remote, head.digest, digest, NULL));
    return audit_head_set(tx, a, digest, NULL);
}

/* The verification walks the chain one record at a time. */
struct walk {
    const struct audit_receipt *earlier;
    struct audit_verdict *verdict;
    str digest; /* of the record before, in `text` */
    char text[64];
    bool receipt_met;
};

static void broken(struct audit_verdict *v, int64_t seq, str why)
{
    if (!v->whole) return;
    v->whole = false;
    v->broken = seq;
    v->why = why;
}

static struct err *walk_record(const struct audit_each_row *row, struct arena *a, void *arg)
{
    struct walk *w = arg;
    struct audit_verdict *v = w->verdict;
    struct record r = {
        .seq = row->seq,
        .site_id = row->site_id,
        .at_ms = row->at,
        .staff_id = row->staff_id.set ? row->staff_id.v : 0,
        .object_id = row->object_id,
        .actor = row->actor,
        .action = row->action,
        .object = row->object,
        .detail = row->detail,
        .remote = row->remote,
    };
    str digest;

    if (!v->whole) return NULL;
    v->records++;
    if (row->seq != v->records) {
        broken(v, v->records, S("这一条记录缺失"));
        return NULL;
    }
    TRY(digest_of(a, &r, row->previous, &digest));
    if (!str_eq(row->previous, w->digest))
        broken(v, row->seq, S("与上一条记录的摘要接不上：上一条被改动、删除或调换"));
    else if (!str_eq(digest, row->digest))
        broken(v, row->seq, S("内容与摘要不符：这一条被改动"));
    if (w->earlier && w->earlier->seq == row->seq) {
        w->receipt_met = true;
        if (!str_eq(w->earlier->digest, row->digest))
            broken(v, row->seq, S("与此前出具的回执不符：整条链曾被重写"));
    }
    BUG_IF(digest.n != sizeof w->text);
    for (size_t i = 0; i < digest.n; i++) w->text[i] = digest.p[i];
    w->digest = (str){w->text, digest.n};
    return NULL;
}

/* The records hold together; do they reach as far as they once did? */
static void check_end(const struct walk *w, int64_t seq, str digest)
{
    struct audit_verdict *v = w->verdict;

    if (seq > v->records)
        broken(v, v->records + 1, S("链尾短于登记的末条：末尾的记录被删除"));
    else if (seq < v->records)
        broken(v, seq + 1, S("登记的末条之后还有记录：末尾被添加"));
    else if (!str_eq(digest, w->digest))
        broken(v, seq, S("末条与登记的摘要不符：末条被改写"));
    if (w->earlier && !w->receipt_met)
        broken(v, v->records + 1, S("此前出具回执的记录已不存在：末尾被截断"));
}

struct err *audit_verify(struct db_tx *tx, struct arena *a, const struct audit_receipt *earlier,
                         struct audit_verdict *out)
{
    struct walk *w = ARENA_NEW(a, struct walk);
    struct audit_head_get_row head;

    *out = (struct audit_verdict){.whole = true, .why = S(""), .head = S("")};
    w->earlier = earlier && earlier->seq ? earlier : NULL;
    w->verdict = out;
    w->digest = S("");
    TRY(audit_each(tx, a, walk_record, w));
    TRY(audit_head_get(tx, a, &head));
    out->head = str_copy(a, w->digest);
    check_end(w, head.seq, head.digest);
    return NULL;
}
