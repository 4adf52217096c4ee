/*
 * search: full-text search over what is published, for Chinese and mixed text.
 *
 * Every word of one character or more is found wherever it stands, in titles, numbers and texts:
 * width, case and traditional forms are folded (text/terms). Nothing that contains the words is
 * missed. On SQLite the index lies in the database and moves in the transaction that publishes; on
 * PostgreSQL each node keeps a derived index that it brings up to date from publication_change.
 */
#ifndef GK_CORE_SEARCH_H
#define GK_CORE_SEARCH_H

#include "core/site.h"
#include "db/db.h"

/* The folding table and, on PostgreSQL, the derived index; made once by the program's root. */
struct search;

/* Enters or renews publication `id` of `site`; called inside the transaction that publishes. */
struct err *search_put(struct db_tx *tx, struct arena *a, int64_t site, int64_t id) MUST_USE;
/* Takes it out; called before its row goes. */
struct err *search_remove(struct db_tx *tx, struct arena *a, int64_t site, int64_t id) MUST_USE;

enum search_sort { SEARCH_BY_RELEVANCE, SEARCH_BY_DATE };

enum { SEARCH_WORDS_MAX = 10, SEARCH_CHARS_MAX = 100, SEARCH_PAGE_MAX = 100 };

struct search_request {
    struct site_scope site;
    str words;
    int64_t column_id;       /* 0: any; includes the columns below */
    int64_t organ_id;        /* 0: any */
    str kind;                /* empty: any */
    struct date from, until; /* of publication, both inclusive; DATE_NONE: open */
    enum search_sort sort;
    int64_t page, size; /* from 1; up to SEARCH_PAGE_MAX */
    bool facets;
};

/* A piece of text; hits are what was searched for. */
struct search_piece {
    str text;
    bool hit;
};

struct search_match {
    int64_t id;
    struct search_piece *title, *snippet;
    size_t n_title, n_snippet;
    str issuer, document_no, kind, validity;
    int64_t column_id, organ_id;
    int64_t published_ms;
};

struct search_facet {
    int64_t id; /* of a column or organ, or the year; 0: see key */
    str key;    /* of a kind: its word in the database */
    str label;  /* for people */
    int64_t n;
};

struct search_result {
    int64_t total; /* every publication that contains the words and passes the filters */
    struct search_match *hits;
    size_t n;
    struct search_facet *columns, *organs, *kinds, *years;
    size_t n_columns, n_organs, n_kinds, n_years;
    str *words; /* the folded words, for the page */
    size_t n_words;
    bool ranked; /* false: too many hits to rank one by one; by title and date instead */
};

/*
 * Expected: INVALID (nothing to search for, too long, too many words). Any other text is a search:
 * there is no syntax to get wrong.
 */
struct err *search_run(const struct search *s, struct db_tx *tx, struct arena *a, const struct site_columns *columns,
                       const struct search_request *rq, struct search_result *out) MUST_USE;

#endif
