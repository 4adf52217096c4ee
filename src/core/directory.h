/*
 * directory: the sites, organs and columns of the installation, in memory, so that a request finds
 * its site without the database. A snapshot never changes; a change of the set-up makes a new one,
 * and the old ones stay until the directory is closed, because requests may still look at them
 * (set-up changes are rare, a snapshot is some kilobytes). Reading again what has not changed makes
 * none: a server is told of every commit of other processes, not of what was in it.
 */
#ifndef GK_CORE_DIRECTORY_H
#define GK_CORE_DIRECTORY_H

#include "core/site.h"

struct directory;

struct directory_site {
    const struct site_info *info;
    struct organs organs;
    struct site_columns columns; /* their `n` is that of the loading: pages ask the database */
};

/* Loads everything. The directory lives until directory_close. */
struct err *directory_open(struct arena *a, struct db *db, struct directory **out) MUST_USE;
void directory_close(struct directory *d);
/*
 * Loads again after the set-up has changed. Any thread. Whoever changes the set-up calls it after
 * the commit, so that the next request sees the change; other processes hear of the commit and do
 * the same.
 */
struct err *directory_reload(struct directory *d, struct arena *a) MUST_USE;
/*
 * `changed` is called after each reload that found a change, when the new snapshot is what requests
 * get. The server makes its kept pages void there: one made between a commit and the reload is of
 * the old snapshot, though its counter is of after the commit. Set before the first request; quick,
 * on any thread.
 */
void directory_watch(struct directory *d, void (*changed)(void *arg), void *arg);

/* From the newest snapshot; valid until directory_close. NULL: unknown. No lock, no allocation. */
const struct directory_site *directory_by_host(const struct directory *d, str host);
const struct directory_site *directory_by_id(const struct directory *d, int64_t site);
/* All sites of the newest snapshot. */
const struct directory_site *directory_all(const struct directory *d, size_t *n);

#endif
