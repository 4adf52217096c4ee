/* The index compared with what is published, and made anew. */
#include "core/search_file_sql.h"
#include "core/search_inside.h"

#include "base/vec.h"
#include "web/route.h"

/* ---- places: the index in the database --------------------------------------------------------
 */

static bool place_is_right(const struct search_place_each_row *r)
{
    return r->id >> SEARCH_SITE_SHIFT == r->site_id &&
           search_day_of(r->id) == search_day(date_of_ms(r->published_at)) &&
           r->bin_column_id == r->column_id && r->bin_organ_id == r->organ_id &&
           str_eq(r->bin_kind, r->kind);
}

static struct err *find_wrong(const struct search_place_each_row *r, struct arena *a, void *arg)
{
    struct findings *out = arg;

    (void)a;
    if (!r->id)
        findings_add(out, "search: publication %lld of site %lld is not in the index",
                     (long long)r->publication_id, (long long)r->site_id);
    else if (!place_is_right(r))
        findings_add(out, "search: publication %lld of site %lld is indexed under a wrong place",
                     (long long)r->publication_id, (long long)r->site_id);
    return NULL;
}

static struct err *compare_total(struct db_tx *tx, struct arena *a, void *arg)
{
    struct search_index_total_row n;

    TRY(search_index_total(tx, a, &n));
    if (n.indexed != n.texts)
        findings_add(arg, "search: the index has %lld rows for %lld publications",
                     (long long)n.indexed, (long long)n.texts);
    return NULL;
}

static struct err *check_here(struct db_tx *tx, struct arena *a, void *arg)
{
    TRY(search_place_each(tx, a, find_wrong, arg));
    return compare_total(tx, a, arg);
}

/* ---- counts: the derived file -----------------------------------------------------------------
 */

struct following {
    const struct search *search;
    struct findings *out;
    struct search_text_counts_row *counts;
    size_t n;
};

static struct err *read_counts(struct db_tx *tx, struct arena *a, void *arg)
{
    struct following *f = arg;

    TRY(search_text_counts(tx, a, &f->counts, &f->n));
    return compare_total(tx, a, f->out);
}

static int64_t count_of(const struct following *f, int64_t site)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->counts[i].site_id == site) return f->counts[i].n;
    return 0;
}

static struct err *check_file(struct db_tx *tx, struct arena *a, void *arg)
{
    struct following *f = arg;
    struct search_publication_counts_row *sites;
    size_t n;
    int64_t published = 0;
    int64_t indexed = 0;

    TRY(search_follow(f->search->follower, tx, a, 0));
    TRY(db_read(search_follower_db(f->search->follower), a, read_counts, f));
    TRY(search_publication_counts(tx, a, &sites, &n));
    for (size_t i = 0; i < n; i++) {
        int64_t here = count_of(f, sites[i].site_id);

        published += sites[i].published;
        if (here != sites[i].published)
            findings_add(f->out, "search: site %lld has %lld publications, %lld in the index",
                         (long long)sites[i].site_id, (long long)sites[i].published,
                         (long long)here);
    }
    for (size_t i = 0; i < f->n; i++) indexed += f->counts[i].n;
    if (indexed > published)
        findings_add(f->out, "search: the index has %lld publications more than the database",
                     (long long)(indexed - published));
    return NULL;
}

struct err *search_check(const struct search *s, struct db *db, struct arena *a,
                         struct findings *out)
{
    struct following f = {.search = s, .out = out};

    return s->follower ? db_read(db, a, check_file, &f) : db_read(db, a, check_here, out);
}

/* ---- anew -------------------------------------------------------------------------------------
 */

struct misplaced {
    struct arena *arena;
    struct {
        int64_t site_id, id;
    } * items;
    size_t n, room;
};

static struct err *collect_wrong(const struct search_place_each_row *r, struct arena *a, void *arg)
{
    struct misplaced *m = arg;

    (void)a;
    if (r->id && place_is_right(r)) return NULL;
    (void)vec_push(m->arena, m);
    m->items[m->n - 1].site_id = r->site_id;
    m->items[m->n - 1].id = r->publication_id;
    return NULL;
}

static struct err *rebuild_here(struct db_tx *tx, struct arena *a, void *arg)
{
    struct misplaced m = {.arena = a};

    (void)arg;
    TRY(search_place_each(tx, a, collect_wrong, &m));
    for (size_t i = 0; i < m.n; i++) {
        TRY(search_remove(tx, a, m.items[i].site_id, m.items[i].id));
        TRY(search_put(tx, a, m.items[i].site_id, m.items[i].id));
    }
    return search_index_rebuild(tx, a, NULL);
}

static struct err *follow_all(struct db_tx *tx, struct arena *a, void *arg)
{
    return search_follow(arg, tx, a, 0);
}

struct err *search_catch_up(const struct search *s, struct db *db, struct arena *a)
{
    return s->follower ? db_read(db, a, follow_all, s->follower) : NULL;
}

struct err *search_rebuild(const struct search *s, struct db *db, struct arena *a)
{
    if (!s->follower) return db_write(db, a, rebuild_here, NULL);
    TRY(search_follower_empty(s->follower, a));
    return search_catch_up(s, db, a);
}

/* ---- tidy -------------------------------------------------------------------------------------
 */

struct tidying {
    int64_t pages;
    bool *done;
    int64_t parts_most; /* so many may stay */
};

static struct err *tidy(struct db_tx *tx, struct arena *a, void *arg)
{
    struct tidying *t = arg;
    struct search_index_parts_row parts;

    TRY(search_index_parts(tx, a, &parts));
    *t->done = parts.n <= t->parts_most;
    return *t->done ? NULL : search_index_merge(tx, a, -t->pages, NULL);
}

struct err *search_tidy(const struct search *s, struct db *db, struct arena *a, int64_t pages,
                        bool *done)
{
    struct tidying t = {pages < 1 ? 1 : pages, done, 1};

    return db_write(s->follower ? search_follower_db(s->follower) : db, a, tidy, &t);
}

struct err *search_tidy_some(const struct search *s, struct db *db, struct arena *a, int64_t pages,
                             int steps)
{
    bool done = false;
    struct tidying t = {pages < 1 ? 1 : pages, &done, SEARCH_PARTS_MOST};

    for (int i = 0; i < steps && !done; i++)
        TRY(db_write(s->follower ? search_follower_db(s->follower) : db, a, tidy, &t));
    return NULL;
}
