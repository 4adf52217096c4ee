#include "core/publication.h"

#include "core/publication_sql.h"
#include "core/search.h"

static struct opt_str opt_of(str s)
{
    return (struct opt_str){.set = s.n != 0, .v = s};
}

/* Takes the publication out of all its columns; their pages and numbers change. */
static struct err *leave_columns(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id)
{
    struct publication_places_row *places;
    size_t n;

    TRY(publication_places(tx, a, scope, id, &places, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(publication_count_add(tx, a, scope, places[i].column_id, -1, NULL));
        db_tag(tx, S("column"), places[i].column_id);
    }
    return publication_places_clear(tx, a, scope, id, NULL);
}

/* Puts it into its column and each above it. */
static struct err *enter_columns(struct db_tx *tx, struct arena *a, struct scope scope,
                                 const struct site_columns *columns, const struct publication_in *p,
                                 int64_t published_ms)
{
    const struct site_column *c = columns_by_id(columns, p->column_id);

    if (!c) return ERR(a, INVALID, "没有这个栏目");
    for (; c; c = columns_parent(columns, c)) {
        TRY(publication_place_insert(tx, a, scope, p->id, c->id, published_ms, NULL));
        TRY(publication_count_add(tx, a, scope, c->id, 1, NULL));
        db_tag(tx, S("column"), c->id);
    }
    return NULL;
}

static void touch(struct db_tx *tx, struct scope scope, int64_t id)
{
    db_tag(tx, S("publication"), id);
    db_tag(tx, S("published"), scope.site);
}

struct err *publication_publish(struct db_tx *tx, struct arena *a, struct scope scope,
                                const struct site_columns *columns, const struct publication_in *p,
                                int64_t now_ms)
{
    struct publication_line before;
    struct site_scope site = {scope.site};
    bool again;
    int64_t changed;
    struct opt_int64 interprets = {.set = p->interprets_id != 0, .v = p->interprets_id};

    TRY(publication_line_get(tx, a, site, p->id, &before, &again));
    int64_t published_ms = again ? before.published_at : p->published_ms;

    if (again) TRY(leave_columns(tx, a, scope, p->id));
    TRY(publication_put(
        tx, a, scope, p->id, p->column_id, p->disclosure, p->review_id, p->content_version, p->kind,
        p->title, p->summary, p->html, p->plain, opt_of(p->document_no), p->index_no, p->issuer,
        p->source, p->theme, p->genre, p->keywords, opt_of(p->art20), p->validity, p->made_on,
        p->effective_on, p->repealed_on, interprets, published_ms, now_ms, &changed));
    if (!changed) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
    TRY(enter_columns(tx, a, scope, columns, p, published_ms));
    TRY(publication_files_clear(tx, a, scope, p->id, NULL));
    for (size_t i = 0; i < p->n_files; i++)
        TRY(publication_file_insert(tx, a, scope, p->id, p->files[i].file_id, (int64_t)i,
                                    p->files[i].title, NULL));
    TRY(publication_gone_clear(tx, a, scope, p->id, NULL));
    TRY(publication_change_insert(tx, a, p->id, now_ms, NULL));
    TRY(search_put(tx, a, scope.site, p->id));
    if (p->interprets_id) db_tag(tx, S("publication"), p->interprets_id);
    if (again && before.interprets_id.set) db_tag(tx, S("publication"), before.interprets_id.v);
    touch(tx, scope, p->id);
    return NULL;
}

struct err *publication_withdraw(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id,
                                 str reason, int64_t now_ms)
{
    struct publication_line before;
    struct site_scope site = {scope.site};
    bool found;
    int64_t changed;

    TRY(publication_line_get(tx, a, site, id, &before, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有发布过，不能撤下");
    TRY(search_remove(tx, a, scope.site, id));
    TRY(leave_columns(tx, a, scope, id));
    TRY(publication_files_clear(tx, a, scope, id, NULL));
    TRY(publication_delete(tx, a, scope, id, &changed));
    if (!changed) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
    TRY(publication_gone_put(tx, a, scope, id, reason, now_ms, NULL));
    TRY(publication_change_insert(tx, a, id, now_ms, NULL));
    if (before.interprets_id.set) db_tag(tx, S("publication"), before.interprets_id.v);
    touch(tx, scope, id);
    return NULL;
}

struct err *publication_set_validity(struct db_tx *tx, struct arena *a, struct scope scope,
                                     int64_t id, str validity, struct date repealed_on,
                                     int64_t now_ms)
{
    struct publication_places_row *places;
    struct publication_line line;
    struct site_scope site = {scope.site};
    size_t n;
    int64_t changed;
    bool found;

    TRY(publication_line_get(tx, a, site, id, &line, &found));
    TRY(publication_validity_put(tx, a, scope, id, validity, repealed_on, now_ms, &changed));
    if (!found || !changed) return ERR(a, NOT_FOUND, "没有这份文件，或者不在您的管理范围内");
    TRY(publication_change_insert(tx, a, id, now_ms, NULL));
    TRY(search_put(tx, a, scope.site, id));
    TRY(publication_places(tx, a, scope, id, &places, &n));
    for (size_t i = 0; i < n; i++) db_tag(tx, S("column"), places[i].column_id);
    /* The page of what it interprets lists it, with this mark. */
    if (line.interprets_id.set) db_tag(tx, S("publication"), line.interprets_id.v);
    touch(tx, scope, id);
    return NULL;
}
