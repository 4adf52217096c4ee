/*
 * publication: what the public may see, and the only way to get there or to be taken away.
 *
 * Public pages, feeds, search and the public API read the publication tables and no others. A row
 * is there only with a completed review of exactly that version (711 Art. 17) and only for what is
 * disclosed actively (主动公开); both are constraints of the table, not of this code. Publishing
 * and withdrawing keep the column counts, the search index and the cache tags in step inside the
 * same transaction: what shows a publication is out of date from the moment of the commit.
 *
 * Cache tags: publication:ID, column:ID for its column and each above it, published:SITE.
 */
#ifndef GK_CORE_PUBLICATION_H
#define GK_CORE_PUBLICATION_H

#include "core/site.h"
#include "db/db.h"
#include "text/html.h"

struct publication_file_in {
    int64_t file_id;
    str title;
};

/* Something to be published; the id is that of its case. Dates may be DATE_NONE.            */
struct publication_in {
    int64_t id;
    int64_t column_id;
    int64_t review_id;
    int64_t content_version;
    str disclosure; /* the attribute that was decided: the table takes 'active' and no other */
    str kind, title, summary;
    struct safe_html html;
    str plain; /* the text without marks: for search */
    str document_no, index_no, issuer, source, theme, genre, keywords;
    str art20;    /* '20-01' …; empty: none */
    str validity; /* valid invalid repealed amended pending none */
    struct date made_on, effective_on, repealed_on;
    int64_t interprets_id; /* 0: none */
    int64_t published_ms;
    const struct publication_file_in *files;
    size_t n_files;
};

/*
 * Publishes, or replaces what is published under this id (the first moment of publication stays).
 * Expected: CONFLICT (index number taken), NOT_FOUND (case outside the scope).
 */
struct err *publication_publish(struct db_tx *tx, struct arena *a, struct scope scope,
                                const struct site_columns *columns, const struct publication_in *p,
                                int64_t now_ms) MUST_USE;

/*
 * Takes the publication away: page, lists, feeds, search, attachments, all with the commit. The
 * address answers 410 with `reason`. Expected: NOT_FOUND.
 */
struct err *publication_withdraw(struct db_tx *tx, struct arena *a, struct scope scope, int64_t id,
                                 str reason, int64_t now_ms) MUST_USE;

/*
 * Marks what is published as valid, repealed … on its page and in lists. The text is not touched.
 * Expected: NOT_FOUND.
 */
struct err *publication_set_validity(struct db_tx *tx, struct arena *a, struct scope scope,
                                     int64_t id, str validity, struct date repealed_on,
                                     int64_t now_ms) MUST_USE;

#endif
