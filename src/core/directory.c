#include "core/directory.h"

#include <pthread.h>
#include <stdatomic.h>

/* An installation of a city with a thousand sites takes some megabytes. */
enum { SNAPSHOT_MAX = 256 * 1024 * 1024 };

struct snapshot {
    struct snapshot *older;
    struct arena arena;
    uint64_t mark; /* of all that it says, but the numbers of publications */
    struct sites sites;
    struct directory_site *items; /* parallel to sites.items */
};

struct directory {
    struct db *db;
    struct snapshot *_Atomic newest;
    pthread_mutex_t reload; /* one at a time; readers never take it */
    void (*changed)(void *arg);
    void *changed_arg;
};

static void add(uint64_t *mark, str text)
{
    *mark = str_hash(text, *mark * 31 + 1);
}

static void add_number(uint64_t *mark, int64_t n)
{
    *mark = str_hash(str_at(&n, sizeof n), *mark * 31 + 2);
}

static void mark_site(uint64_t *mark, const struct site_info *s)
{
    const str said[] = {
        s->code,   s->name,    s->short_name, s->domain,         s->site_code, s->icp,
        s->police, s->sponsor, s->address,    s->postcode,       s->phone,     s->email,
        s->theme,  s->icp_url, s->police_url, s->find_error_url, s->mark_url};

    add_number(mark, s->id);
    for (size_t i = 0; i < COUNT_OF(said); i++) add(mark, said[i]);
}

static void mark_organ(uint64_t *mark, const struct organ *o)
{
    const str said[] = {o->path, o->code, o->uscc, o->name, o->short_name, o->kind};

    add_number(mark, o->id);
    add_number(mark, o->parent_id);
    add_number(mark, o->position);
    for (size_t i = 0; i < COUNT_OF(said); i++) add(mark, said[i]);
}

static void mark_column(uint64_t *mark, const struct site_column *c)
{
    const str said[] = {c->path, c->name, c->type, c->description, c->keywords, c->art20};

    add_number(mark, c->id);
    add_number(mark, c->parent_id);
    add_number(mark, c->position);
    add_number(mark, c->in_menu);
    for (size_t i = 0; i < COUNT_OF(said); i++) add(mark, said[i]);
}

/* A number for all that pages take from the snapshot. */
static uint64_t mark_of(const struct snapshot *s)
{
    uint64_t mark = 0;

    for (size_t i = 0; i < s->sites.n_hosts; i++) {
        add(&mark, s->sites.hosts[i].host);
        add_number(&mark, s->sites.hosts[i].site_id);
    }
    for (size_t i = 0; i < s->sites.n; i++) {
        const struct directory_site *site = &s->items[i];

        mark_site(&mark, site->info);
        for (size_t k = 0; k < site->organs.n; k++) mark_organ(&mark, &site->organs.items[k]);
        for (size_t k = 0; k < site->columns.n; k++) mark_column(&mark, &site->columns.items[k]);
    }
    return mark;
}

static struct err *load(struct db_tx *tx, struct arena *a, void *arg)
{
    struct snapshot *s = arg;

    TRY(sites_load(tx, a, &s->sites));
    s->items = ARENA_ARRAY(a, struct directory_site, s->sites.n);
    for (size_t i = 0; i < s->sites.n; i++) {
        struct directory_site *item = &s->items[i];

        item->info = &s->sites.items[i];
        TRY(organs_load(tx, a, item->info->id, &item->organs));
        TRY(columns_load(tx, a, item->info->id, &item->columns));
    }
    return NULL;
}

static void release_snapshots(void *p)
{
    struct directory *d = p;
    struct snapshot *s = atomic_load(&d->newest);

    atomic_store(&d->newest, NULL);
    while (s) {
        struct snapshot *older = s->older;
        struct arena arena = s->arena; /* the snapshot lies in it */

        arena_release(&arena);
        s = older;
    }
    (void)pthread_mutex_destroy(&d->reload);
}

struct err *directory_reload(struct directory *d, struct arena *a)
{
    struct arena arena;

    arena_init(&arena, SNAPSHOT_MAX);
    struct snapshot *s = ARENA_NEW(&arena, struct snapshot);
    struct snapshot *newest;
    bool changed = false;
    struct err *e;

    (void)pthread_mutex_lock(&d->reload);
    e = err_copy(a, db_read(d->db, &arena, load, s));
    newest = atomic_load(&d->newest);
    if (!e) s->mark = mark_of(s);
    if (e || (newest && newest->mark == s->mark)) {
        arena_release(&arena);
    } else {
        s->arena = arena;
        s->older = newest;
        atomic_store(&d->newest, s);
        changed = true;
    }
    (void)pthread_mutex_unlock(&d->reload);
    if (changed && d->changed) d->changed(d->changed_arg);
    return e;
}

void directory_watch(struct directory *d, void (*changed)(void *arg), void *arg)
{
    d->changed_arg = arg;
    d->changed = changed;
}

struct err *directory_open(struct arena *a, struct db *db, struct directory **out)
{
    struct directory *d = ARENA_NEW(a, struct directory);

    d->db = db;
    (void)pthread_mutex_init(&d->reload, NULL);
    *out = d;
    return directory_reload(d, a);
}

void directory_close(struct directory *d)
{
    if (d) release_snapshots(d);
}

const struct directory_site *directory_by_id(const struct directory *d, int64_t site)
{
    const struct snapshot *s = atomic_load(&d->newest);

    for (size_t i = 0; i < s->sites.n; i++)
        if (s->sites.items[i].id == site) return &s->items[i];
    return NULL;
}

const struct directory_site *directory_by_host(const struct directory *d, str host)
{
    const struct snapshot *s = atomic_load(&d->newest);
    const struct site_info *info = sites_by_host(&s->sites, host);

    /* An installation with one site answers under any name: the operator opens it by address. */
    if (!info && s->sites.n == 1) info = &s->sites.items[0];
    return info ? &s->items[info - s->sites.items] : NULL;
}

const struct directory_site *directory_all(const struct directory *d, size_t *n)
{
    const struct snapshot *s = atomic_load(&d->newest);

    *n = s->sites.n;
    return s->items;
}
