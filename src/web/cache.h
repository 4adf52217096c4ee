/*
 * cache: finished public pages in memory, each with the tags of the records it was made from.
 *
 * Freshness. There is one counter of bumps for the whole process; cache_bump raises it and writes
 * it to the slot of each tag that a commit touched. A page carries the counter as it stood BEFORE
 * its data was read, and is fresh while no slot of its tags is above that. So a page that was made
 * from older data than the last commit can be kept, but never shown: a commit is visible once
 * cache_bump returns, and what is not committed never is.
 *
 * Tags are 64-bit hashes of (kind, id) that fall into a fixed table of slots. Two tags in one
 * slot cost a page made again too early, never one shown too long.
 *
 * Threads. Hits (cache_find between cache_enter and cache_leave) take no lock and no memory.
 * Everything else is behind one mutex. cache.c says why this is safe.
 */
#ifndef GK_WEB_CACHE_H
#define GK_WEB_CACHE_H

#include "base/err.h"

struct cache;
struct db_tag;

enum encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BROTLI, ENCODINGS_ };

/* The form of an answer that the server sends without building anything; see server.c. */
struct ready_answer;

/* A page to be kept. */
struct cache_page {
    str key;
    int status;
    str type;
    str location; /* of a redirect; else empty */
    str body;
    const uint64_t *tags;
    size_t n_tags;
    uint64_t made_from; /* cache_now before the data was read */
};

/* How pages become ready answers; the server's part. */
struct cache_maker {
    /* Takes over `memory`, in which `body` lies, also when it fails (NULL: no memory); both go with
     * the last use. */
    struct ready_answer *(*make)(void *ctx, const struct cache_page *page, str etag, str body,
                                 struct arena memory, enum encoding encoding);
    /* 304 for the same page. */
    struct ready_answer *(*make_unchanged)(void *ctx, str etag);
    void (*drop)(void *ctx, struct ready_answer *r); /* may still be in use by connections */
    void *ctx;
};

struct cache_options {
    size_t bytes_max;      /* of all forms of all pages, keys and tags included */
    size_t readers;        /* threads that visit: loops, then workers; each has a number from 0 */
    uint32_t brotli_after; /* hits before a page is also kept as brotli; 0: never */
    uint64_t seed;         /* secret, so that nobody can aim at a chain of the table */
    struct cache_maker maker;
};

/* A kept page; to be used only between cache_enter and cache_leave. */
struct cached;

struct cache_counts {
    uint64_t pages, bytes, made, evicted, refused, bumps;
};

/* Lives on `a` with its tables; cache_close gives the pages back. OVERLOAD: no memory. */
MUST_USE struct err *cache_open(struct arena *a, const struct cache_options *o, struct cache **out);
void cache_close(struct cache *c);

/* The tag of one record: `kind` and id as in db_tag (db/db.h). */
uint64_t cache_tag(str kind, int64_t id);
/* Moved by every bump, for a page that shows more records than it can name. */
#define CACHE_TAG_ANY cache_tag(S("any"), 0)
/* Every page carries both: a change of the site's settings, menu or look moves all its pages. */
#define CACHE_TAG_ALL cache_tag(S(""), 0)
#define CACHE_TAG_SITE(site) cache_tag(S("site"), (site))

/* To be called after a commit is visible, before its answer leaves. Any thread. */
void cache_bump(struct cache *c, const uint64_t *tags, size_t n);
/* The same as db_options.on_commit, with the cache as its argument; an empty kind moves all. */
void cache_on_commit(void *cache, const struct db_tag *tags, size_t n);

/* The counter, to be read before the data of a page is. */
uint64_t cache_now(const struct cache *c);

/* A reader's visit; what cache_find gives is valid until cache_leave. Visits do not nest. */
void cache_enter(struct cache *c, size_t reader);
void cache_leave(struct cache *c, size_t reader);

/* The fresh page of that key, or NULL. *brew is set when it has just earned its brotli form. */
const struct cached *cache_find(struct cache *c, str key, bool *brew);
/* The best form of those accepted (bit per encoding; identity always is), and how long it is. */
struct ready_answer *cached_form(const struct cached *page, unsigned accepted, size_t *bytes);
/* The 304 of the page, and the etag (no quotes) that it is for. */
struct ready_answer *cached_unchanged(const struct cached *page);
str cached_etag(const struct cached *page);
int cached_status(const struct cached *page);

/* Keeps a page (copies everything). False when it is stale already, too large, or no memory. */
bool cache_keep(struct cache *c, const struct cache_page *page);
/* Whether a page made from `made_from` with these tags is fresh now. */
bool cache_fresh(const struct cache *c, const uint64_t *tags, size_t n, uint64_t made_from);
/* Adds the brotli form to a kept page; visits as `reader`. Nothing happens when it is gone. */
void cache_brew(struct cache *c, size_t reader, str key);

void cache_count(const struct cache *c, struct cache_counts *out);

/* An ETag of bytes, the same on every machine: 16 hex digits and the length. On `a`. */
str cache_etag(struct arena *a, str bytes);

#endif
