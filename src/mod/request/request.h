/*
 * request: 依申请公开, a request for information from the application to the archive.
 *
 *     online, fax, e-mail, letter ─► unconfirmed ─► handling ─► review ─► replied ─► served ─►
 * archived counter, registered, oral ────────────────►    │  ▲ correcting, explaining, consulting,
 * fee: there and back, each with what it does to the clock (711 Art. 30-35, 42) abandoned (not
 * corrected, not paid), withdrawn: ends without a reply
 *
 * The day of receipt follows from the channel (Art. 31) and is never typed. A request ends in one
 * of the leaves of result.h. Who asks is sealed (core/secret.h); a look at it is recorded. Opinions
 * of third parties and co-agencies are cases of their own (opinion_flow).
 */
#ifndef GK_MOD_REQUEST_REQUEST_H
#define GK_MOD_REQUEST_REQUEST_H

#include "core/flow.h"

enum {
    REQUEST_NAME_CHARS = 100,
    REQUEST_SUBJECT_CHARS = 200,
    REQUEST_TEXT_CHARS = 2000,
    REQUEST_REPLY_CHARS = 20000,
    REQUEST_REASON_CHARS = 1000,
    REQUEST_CODE_LETTERS = 10,
    REQUEST_PERSON_BYTES = 8192
};

struct module;

extern const struct module request_module, opinion_module;
extern const struct flow request_flow, opinion_flow;
extern const struct permission REQUEST_INTAKE, REQUEST_HANDLE, REQUEST_HEAD, REQUEST_PERSON;

/* Who asks; sealed in the database as JSON. */
struct request_person {
    str identity_kind,
        identity_no; /* 居民身份证, 11010519491231002X; of an organisation its code */
    str phone, email, address, postcode;
    str legal_person, contact; /* of an organisation */
    str agent;                 /* 代理人: name and papers */
};

/* What is typed at intake, on the public form and at the counter. */
struct request_input {
    str channel;            /* the clerk's; empty: online */
    struct date arrived_on; /* the clerk's: the day it was handed in or arrived; none: today */
    str applicant_type, applicant;
    str identity_kind, identity_no, legal_person, contact, agent;
    str phone, email, address, postcode;
    str subject, document_no, description;
    str form, route;
    bool assistance;
    str code; /* not typed: the tracking code, made with the page to be sent; empty: a new one */
};

struct request {
    int64_t id, organ_id;
    str organ, number, channel;
    struct date arrived_on, received_on;
    str applicant_type, applicant, identity_mark;
    struct request_person person;
    str subject, document_no, description, form, route;
    bool assistance, correction_asked, corrected, extended;
    int64_t extension_asked; /* working days; 0: none */
    int64_t fee_fen, paid_fen;
    str proposed, result, reply, evidence, letter_no, serve_way;
    struct date decided_on, served_on;
};

/* Expected: NOT_FOUND (or outside the scope). INTERNAL: the key that sealed the person is missing.
 */
struct err *request_load(const struct core_env *env, struct db_tx *tx, struct arena *a,
                         struct scope scope, int64_t id, struct request *out) MUST_USE;

/*
 * The id behind a number and its tracking code; *found false for either being wrong, in the same
 * time, so that numbers cannot be tried out.
 */
struct err *request_find(const struct core_env *env, struct db_tx *tx, struct arena *a,
                         struct site_scope site, str number, str code, int64_t *id,
                         bool *found) MUST_USE;

/* The opinion of a request that is still out; NOT_FOUND: there is none. */
struct err *request_open_opinion(struct db_tx *tx, struct arena *a, struct scope scope,
                                 int64_t request_id, int64_t *id) MUST_USE;

/* Words for people. */
str request_channel_label(str channel);
str request_type_label(str applicant_type);
/* 138****1234, 110***2X: what may be shown without a record. */
str request_masked(struct arena *a, str text, size_t head, size_t tail);

#endif
