/* Where a publication stands in the index, and the way in and out. */
#include "core/search_inside.h"

enum {
    DAYS_FROM = -25567, /* 1900-01-01 */
    DAYS_MOST = (1 << SEARCH_DAY_BITS) - 1,
    BINS_MOST = (1 << SEARCH_BIN_BITS) - 1,
    SITES_MOST = (1 << SEARCH_SITE_BITS) - 1,
    NUMBERS_MOST = (1 << SEARCH_NUMBER_BITS) - 1,
};

int64_t search_day(struct date d)
{
    int64_t day = (int64_t)d.day - DAYS_FROM;

    return day < 0 ? 0 : day > DAYS_MOST ? DAYS_MOST : day;
}

struct date search_day_date(int64_t id)
{
    return (struct date){(int32_t)(id >> SEARCH_DAY_SHIFT & DAYS_MOST) + DAYS_FROM};
}

int64_t search_bin_of(int64_t id)
{
    return id >> SEARCH_NUMBER_BITS & BINS_MOST;
}

static int64_t first_id(const struct search_place *p, int64_t bin)
{
    int64_t day = search_day(date_of_ms(p->published_ms));

    return p->site_id << SEARCH_SITE_SHIFT | day << SEARCH_DAY_SHIFT | bin << SEARCH_NUMBER_BITS;
}

struct err *search_place_take(struct db_tx *tx, struct arena *a, const struct search_place *p,
                              int64_t *id)
{
    struct search_bin_find_row bin;
    struct search_last_id_row last;
    bool found;

    if (p->site_id < 1 || p->site_id > SITES_MOST)
        return ERR(a, INVALID, "站点过多，全文检索最多支持 %d 个站点", SITES_MOST);
    TRY(search_bin_find(tx, a, p->site_id, p->column_id, p->organ_id, p->kind, &bin, &found));
    if (found) {
        int64_t first = first_id(p, bin.no);

        TRY(search_last_id(tx, a, first, first + NUMBERS_MOST, &last, &found));
        *id = found ? last.id + 1 : first;
        if (!found || last.id < first + NUMBERS_MOST) return NULL;
    }
    struct search_bin_add_row added;

    TRY(search_bin_add(tx, a, p->site_id, p->column_id, p->organ_id, p->kind, &added));
    if (added.no > BINS_MOST) return ERR(a, INTERNAL, "全文检索的分类组合过多");
    *id = first_id(p, added.no);
    return NULL;
}

struct err *search_put(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    struct search_source_row source;
    struct search_doc_get_row doc;
    bool found;

    if (db_tx_engine(tx) == DB_POSTGRES) return search_turn_take(tx, a, NULL);
    /* A change of anything that is indexed has taken it out: see the triggers. */
    TRY(search_doc_get(tx, a, id, &doc, &found));
    if (found) return NULL;
    TRY(search_source(tx, a, site, id, &source, &found));
    if (!found) return ERR(a, NOT_FOUND, "没有这份文件");
    struct search_place place = {.site_id = site,
                                 .published_ms = source.published_at,
                                 .column_id = source.column_id,
                                 .organ_id = source.organ_id,
                                 .kind = source.kind};
    int64_t at;

    TRY(search_place_take(tx, a, &place, &at));
    return search_doc_add(tx, a, at, id, NULL);
}

struct err *search_remove(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    if (db_tx_engine(tx) == DB_POSTGRES) return search_turn_take(tx, a, NULL);
    return search_doc_drop(tx, a, site, id, NULL);
}
