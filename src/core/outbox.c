#include "core/outbox.h"

#include "core/outbox_sql.h"

/* A taken message that nobody gave back (the process died) is due again after this. */
static const int64_t TAKEN_MS = 10LL * 60 * 1000;

struct err *outbox_put(struct db_tx *tx, struct arena *a, const struct outbox_message *m,
                       int64_t now_ms)
{
    struct opt_int64 of_case = {.set = m->case_id != 0, .v = m->case_id};

    return outbox_insert(tx, a, m->site_id, of_case, m->channel, m->recipient, m->subject, m->body,
                         m->dedupe, now_ms, NULL);
}

int64_t outbox_wait_ms(int64_t attempts)
{
    int64_t s = OUTBOX_WAIT_FIRST_S;

    for (int64_t i = 1; i < attempts && s < OUTBOX_WAIT_MOST_S; i++) s *= 2;
    return (s < OUTBOX_WAIT_MOST_S ? s : OUTBOX_WAIT_MOST_S) * 1000;
}

/* One message on its way through its two transactions. */
struct delivery {
    const char *channel;
    int64_t now_ms;
    bool found;
    struct outbox_message m;
    str error; /* empty: it has arrived */
};

static struct err *take(struct db_tx *tx, struct arena *a, void *arg)
{
    struct delivery *d = arg;
    struct outbox_take_row row;

    TRY(outbox_take(tx, a, str_of(d->channel), d->now_ms, d->now_ms + TAKEN_MS, &row, &d->found));
    if (!d->found) return NULL;
    d->m = (struct outbox_message){
        .id = row.id,
        .site_id = row.site_id,
        .case_id = row.case_id.set ? row.case_id.v : 0,
        .channel = row.channel,
        .recipient = row.recipient,
        .subject = row.subject,
        .body = row.body,
        .dedupe = row.dedupe,
        .attempts = row.attempts,
    };
    return NULL;
}

static struct err *give_back(struct db_tx *tx, struct arena *a, void *arg)
{
    struct delivery *d = arg;

    if (!d->error.n) return outbox_sent(tx, a, d->m.id, d->now_ms, NULL);
    if (d->m.attempts >= OUTBOX_ATTEMPTS) return outbox_failed(tx, a, d->m.id, d->error, NULL);
    return outbox_retry(tx, a, d->m.id, d->now_ms + outbox_wait_ms(d->m.attempts), d->error, NULL);
}

static struct err *run_one(struct db *db, struct arena *a, const struct outbox_channel *c,
                           int64_t now_ms, bool *found)
{
    struct delivery d = {.channel = c->name, .now_ms = now_ms, .error = S("")};

    TRY(db_write(db, a, take, &d));
    *found = d.found;
    if (!d.found) return NULL;
    struct err *e = c->deliver(c->ctx, a, &d.m);

    /* The words of the err are kept for the operator; an empty one must not look like success. */
    if (e) d.error = e->message.n ? e->message : S("没有说明原因");
    return db_write(db, a, give_back, &d);
}

struct err *outbox_run(struct db *db, struct arena *a, const struct outbox_channel *channels,
                       size_t n_channels, int64_t now_ms, size_t most, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < n_channels; i++)
        for (bool found = true; found && *n < most;) {
            TRY(run_one(db, a, &channels[i], now_ms, &found));
            *n += found;
        }
    return NULL;
}
