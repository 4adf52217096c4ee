/*
 * audit: who did what, in a chain that cannot be altered unseen.
 *
 * Each record carries the SM3 digest of the record before it and of its own content, and its number
 * has no gap. Changing, removing or swapping records breaks the chain at a place that
 * `gongkai audit verify` names. Records are written inside the transaction that does the thing: one
 * is never there without the other.
 *
 * Cutting off the newest records leaves a chain that is whole: that is only found by an earlier
 * receipt (audit_verify's `least`: number and digest that were handed out).
 *
 * Source: GB/T 22239-2019 8.1.4.3 安全审计 (time, user, type, outcome; protected).
 */
#ifndef GK_CORE_AUDIT_H
#define GK_CORE_AUDIT_H

#include "db/db.h"

struct audit_entry {
    int64_t site_id;
    int64_t staff_id; /* 0: the system or an anonymous visitor */
    str actor;        /* the name at that time */
    str action;       /* document.publish, session.login, personal.unmask … */
    str object;       /* document, staff, calendar … */
    int64_t object_id;
    str detail; /* JSON; no protected data */
    str remote; /* address of the client; empty for jobs */
};

/* Appends a record. Call it last in a transaction: other writers wait for the end of the chain. */
struct err *audit_write(struct db_tx *tx, struct arena *a, int64_t now_ms,
                        const struct audit_entry *e) MUST_USE;

/* What a verification found. */
struct audit_verdict {
    int64_t records; /* how many were looked at */
    bool whole;
    int64_t broken; /* number of the first record that is wrong */
    str why;        /* in Chinese, for the operator */
    str head;       /* digest of the newest record: the receipt of today */
};

/* A receipt from earlier: record `seq` had this digest. seq 0: no receipt. */
struct audit_receipt {
    int64_t seq;
    str digest;
};

/* Recomputes the whole chain in one pass and constant memory. */
struct err *audit_verify(struct db_tx *tx, struct arena *a, const struct audit_receipt *earlier,
                         struct audit_verdict *out) MUST_USE;

#endif
