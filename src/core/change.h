/*
 * change: who changes the set-up of a site, how far that may reach, and what the record says of it.
 *
 * Every change of site, organs, columns and roles is one transaction that checks, writes and
 * records: the audit record names the fields that differ, each with what it was and what it is now.
 * The settings, columns and roles of a site are those of all its organs, so only somebody of an
 * organ with none above it may change them, whatever their role says.
 */
#ifndef GK_CORE_CHANGE_H
#define GK_CORE_CHANGE_H

#include "db/db.h"
#include "db/types.h"
#include "web/actor.h"

struct change_by {
    const struct actor *actor; /* the system itself for the command line */
    str remote;                /* address of the client; empty for commands */
    int64_t now_ms;
};

/* A field of the record; not written when nothing differs. */
struct change_field {
    str name, before, after;
};

/* FORBIDDEN unless the actor's organ is a top one (or the actor is the system). */
struct err *change_needs_top(struct db_tx *tx, struct arena *a,
                             const struct change_by *by) MUST_USE;

/*
 * Appends the audit record: {"which":"…","changed":{"name":["before","after"]}}. Call it last. For
 * what is new `before` is empty, for what is gone `after`. Nothing is recorded, and *changed false,
 * when `fields` has no difference.
 */
struct err *change_record(struct db_tx *tx, struct arena *a, const struct change_by *by, str action,
                          str object, int64_t id, str which, const struct change_field *fields,
                          size_t n, bool *changed) MUST_USE;

#endif
