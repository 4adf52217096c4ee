/*
 * outbox: what is to leave the house (mail, a push to the city's platform), stored in the
 * transaction that causes it and delivered afterwards by a job, again and again until it arrives.
 *
 * A message is put once for each occasion (`dedupe`): a step that is retried does not send twice.
 * Delivery is at least once: a receiver that answered just before a crash may get it again, and
 * tells by the same `dedupe`. After a failure the next attempt waits a minute, then twice as long
 * each time, up to six hours; after OUTBOX_ATTEMPTS it is given up, stays, and is shown to the
 * operator. Several servers on one database do not take the same message.
 */
#ifndef GK_CORE_OUTBOX_H
#define GK_CORE_OUTBOX_H

#include "db/db.h"

enum { OUTBOX_ATTEMPTS = 20, OUTBOX_WAIT_FIRST_S = 60, OUTBOX_WAIT_MOST_S = 6 * 3600 };

struct outbox_message {
    int64_t id; /* set when it is delivered */
    int64_t site_id;
    int64_t case_id; /* 0: none */
    str channel;     /* mail, publication, … */
    str recipient, subject, body;
    str dedupe;
    int64_t attempts; /* this one included */
};

/* Puts a message into the outbox of this transaction. */
struct err *outbox_put(struct db_tx *tx, struct arena *a, const struct outbox_message *m,
                       int64_t now_ms) MUST_USE;

/* Delivers one channel. NULL: it has arrived; an err: once more later, its message is kept. */
struct outbox_channel {
    const char *name;
    struct err *(*deliver)(void *ctx, struct arena *a, const struct outbox_message *m);
    void *ctx;
};

/*
 * Delivers what is due on these channels, at most `most` messages; *n: how many were tried. A
 * message is taken and given back in transactions of its own; none is open while it is delivered.
 */
struct err *outbox_run(struct db *db, struct arena *a, const struct outbox_channel *channels,
                       size_t n_channels, int64_t now_ms, size_t most, size_t *n) MUST_USE;

/* When the next attempt is due after `attempts` failures, in milliseconds from now. */
int64_t outbox_wait_ms(int64_t attempts);

#endif
