/*
 * figure: a number that can be opened. Each named figure is one statement of tools/sqlc's kind
 * `:figure`: the same text counts and lists, so the number and its records agree. Pages link every
 * number to its records; the annual report is made of figures.
 */
#ifndef GK_CORE_FIGURE_H
#define GK_CORE_FIGURE_H

#include "db/db.h"
#include "web/permission.h"

struct figure;

/* What a figure is asked for. */
struct figure_query {
    const struct figure *figure; /* which: for functions that serve several */
    struct site_scope site;
    struct scope scope; /* of the person who asks; a public figure does not look at it */
    int64_t year;
};

/* A record behind a figure. */
struct figure_record {
    int64_t id;
    str title, organ;
    int64_t at_ms;
};

struct figure {
    const char *id;    /* documents.published */
    const char *label; /* 主动公开文件数 */
    const char *unit;  /* 件 */
    const char *kind;  /* of the records: their page is /documents/ID or the case page */
    const struct permission *perm; /* PERM_PUBLIC: anybody may see number and records */
    struct err *(*count)(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                         int64_t *n);
    struct err *(*list)(struct db_tx *tx, struct arena *a, const struct figure_query *q,
                        int64_t limit, int64_t offset, struct figure_record **rows, size_t *n);
    const void *arg; /* what count and list of several figures differ by */
};

/* First and one-past-last moment of a year in China. */
void figure_year(int64_t year, int64_t *from_ms, int64_t *until_ms);

#endif
