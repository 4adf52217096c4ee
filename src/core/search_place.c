/* Where a publication stands in the index, and the way in and out. */
#include "core/search_inside.h"

static const struct date first_day = {-7670}; /* 1949-01-01 */

enum {
    SITES_MOST = (1 << SEARCH_SITE_BITS) - 1,
    BINS_MOST = (1 << SEARCH_BIN_BITS) - 1,
    NUMBERS_MOST = (1 << SEARCH_NUMBER_BITS) - 1,
};

int64_t search_day(struct date d)
{
    int day = date_is_none(d) ? 0 : date_days_between(first_day, d);

    return day < 0 ? 0 : day >= SEARCH_DAYS ? SEARCH_DAYS - 1 : day;
}

struct date search_day_date(int64_t day)
{
    return date_shift(first_day, (int)day);
}

static struct err *take_bin(struct db_tx *tx, struct arena *a, const struct search_place *p,
                            int64_t *bin)
{
    struct search_bin_find_row row;
    struct search_bin_add_row added;
    bool found;

    TRY(search_bin_find(tx, a, p->site_id, p->column_id, p->organ_id, p->kind, &row, &found));
    if (found) {
        *bin = row.no;
        return NULL;
    }
    TRY(search_bin_add(tx, a, p->site_id, p->column_id, p->organ_id, p->kind, &added));
    if (added.no > BINS_MOST) return ERR(a, INTERNAL, "全文检索的分类组合超过 %d 种", BINS_MOST);
    *bin = added.no;
    return NULL;
}

struct err *search_place_take(struct db_tx *tx, struct arena *a, const struct search_place *p,
                              int64_t *id)
{
    int64_t least = p->site_id << SEARCH_SITE_SHIFT;
    struct search_last_id_row last;
    int64_t number = 0;
    int64_t bin;
    bool found;

    if (p->site_id < 1 || p->site_id > SITES_MOST)
        return ERR(a, INTERNAL, "全文检索最多支持 %d 个站点", SITES_MOST);
    TRY(take_bin(tx, a, p, &bin));
    TRY(search_last_id(tx, a, least, least + ((int64_t)1 << SEARCH_SITE_SHIFT) - 1, &last, &found));
    if (found) number = (last.id >> SEARCH_NUMBER_SHIFT & NUMBERS_MOST) + 1;
    if (number > NUMBERS_MOST) return ERR(a, INTERNAL, "全文检索索引的编号已用完，请重建索引");
    *id = least | number << SEARCH_NUMBER_SHIFT | bin << SEARCH_BIN_SHIFT |
          search_day(date_of_ms(p->published_ms));
    return NULL;
}

/* Whatever became of it meanwhile: it may have been withdrawn, or put in already. */
static struct err *put_last(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    struct search_source_row p;
    struct search_doc_get_row doc;
    bool found;
    int64_t at;

    /* A change of anything that is indexed has taken it out: see the triggers. */
    TRY(search_doc_get(tx, a, id, &doc, &found));
    if (found) return NULL;
    TRY(search_source(tx, a, site, id, &p, &found));
    if (!found) return NULL;
    struct search_place place = {.site_id = site,
                                 .published_ms = p.published_at,
                                 .column_id = p.column_id,
                                 .organ_id = p.organ_id,
                                 .kind = p.kind};

    TRY(search_place_take(tx, a, &place, &at));
    TRY(search_doc_add(tx, a, at, id, NULL));
    return search_index_add(tx, a, at, p.title, p.document_no.set ? p.document_no.v : S(""),
                            p.index_no, p.issuer, p.keywords, p.body, NULL);
}

struct err *search_put(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    if (db_tx_engine(tx) == DB_POSTGRES) return search_turn_take(tx, a, NULL);
    db_last(tx, put_last, site, id);
    return NULL;
}

struct err *search_remove(struct db_tx *tx, struct arena *a, int64_t site, int64_t id)
{
    if (db_tx_engine(tx) == DB_POSTGRES) return search_turn_take(tx, a, NULL);
    return search_doc_drop(tx, a, site, id, NULL);
}
