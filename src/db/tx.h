/* tx: a transaction, as the files of db/ share it. */
#ifndef GK_DB_TX_H
#define GK_DB_TX_H

#include "base/vec.h"
#include "db/backend.h"

struct db_tags {
    struct db_tag *items;
    size_t n, room;
};

/* What db_last was given. */
struct db_lasts {
    struct db_last_call {
        db_last_fn *fn;
        int64_t site, id;
    } * items;
    size_t n, room;
};

struct db_tx {
    struct db_conn *conn;
    struct arena *arena; /* of the caller of db_read or db_write */
    bool write;
    bool streaming;     /* inside the function of an :each */
    struct err *failed; /* of the first statement that failed */
    struct db_tags tags;
    struct db_lasts lasts;
};

/*
 * Runs body(arg) with a landing of its own on `a`; `overload` (from db_tx_overload, made before,
 * since at the cap there is no memory for it) when the arena reached its cap.
 */
MUST_USE struct err *db_landed(struct arena *a, struct err *(*body)(void *arg), void *arg,
                               struct err *overload);
/*
 * Runs fn in `tx`, on the transaction's arena, with a landing of its own: at the arena's cap the
 * answer is `overload`, which was made before. Never NULL after a statement has failed. Leaves no
 * statement running. `overload` comes from db_tx_overload.
 */
MUST_USE struct err *db_tx_run(struct db_tx *tx, db_fn *fn, void *arg, struct err *overload);
struct err *db_tx_overload(struct arena *a) __attribute__((returns_nonnull));

#endif
