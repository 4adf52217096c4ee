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
#include "text/terms.h"

/* The folding table and, on PostgreSQL, the derived index; made once by the program's root. */
struct search;

struct findings; /* web/route.h */

/* What db_options.tokenizer points to, for every database with an index: cuts text into terms. */
struct db_tokenizer search_tokenizer(const struct terms_folder *folder);

/*
 * `folder` and `db` (migrated) must outlive it. On PostgreSQL the derived index is opened, or made,
 * as search.db in the folder `data`; it is closed with the arena.
 */
struct err *search_open(struct arena *a, struct db *db, const struct terms_folder *folder, str data,
                        const struct search **out) MUST_USE;

/*
 * PostgreSQL: brings the derived index up to date, however far it is behind; for the start of a
 * server. On SQLite there is nothing to do.
 */
struct err *search_catch_up(const struct search *s, struct db *db, struct arena *a) MUST_USE;

/*
 * For `gongkai check`: every publication of every site is in the index, under the place that it
 * has, and nothing else is. One sentence for each thing that is wrong.
 */
struct err *search_check(const struct search *s, struct db *db, struct arena *a,
                         struct findings *out) MUST_USE;

/*
 * For operators: makes the index anew from what is published. On SQLite in one transaction: until
 * it ends others find what they found before, and wait when they write.
 */
struct err *search_rebuild(const struct search *s, struct db *db, struct arena *a) MUST_USE;

/*
 * Enters or renews publication `id` of `site`; called inside the transaction that publishes, and
 * done at its end (db_last): between other statements FTS5 would write out each text by itself, and
 * an import would take twice as long.
 */
struct err *search_put(struct db_tx *tx, struct arena *a, int64_t site, int64_t id) MUST_USE;
/* Takes it out; called before its row goes. */
struct err *search_remove(struct db_tx *tx, struct arena *a, int64_t site, int64_t id) MUST_USE;

/*
 * For a job in quiet hours and after an import: merges the parts that publishing leaves in the
 * index, by about `pages` pages of 4 KB a call (1000: a few tenths of a second, in which others do
 * not write). *done: there is nothing left to do. Fewer parts are less to store and to look into.
 */
struct err *search_tidy(const struct search *s, struct db *db, struct arena *a, int64_t pages,
                        bool *done) MUST_USE;

/*
 * The same for a job that comes again and again: merges only where publishing has left more than
 * SEARCH_PARTS_MOST parts, at most `steps` times `pages` pages.
 */
enum { SEARCH_PARTS_MOST = 6 };
struct err *search_tidy_some(const struct search *s, struct db *db, struct arena *a, int64_t pages,
                             int steps) MUST_USE;

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

/*
 * `n` is the total that choosing this value gives, the other filters unchanged. Columns are those
 * of the first level and, along the chosen one's path, the next level each.
 */
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
    bool ranked; /* false: too many hits to rank one by one; by title and date instead. By date:
                    true */
};

/*
 * Expected: INVALID (nothing to search for, too long, too many words); on PostgreSQL OVERLOAD while
 * a new node's index is being made. Any other text is a search: there is no syntax to get wrong.
 *
 * By relevance: a title that is the words, a title that contains them, a number that contains them,
 * the rest; each by bm25, newer ones before. By date: by day. Both are total orders, so pages fit.
 */
struct err *search_run(const struct search *s, struct db_tx *tx, struct arena *a,
                       const struct site_columns *columns, const struct search_request *rq,
                       struct search_result *out) MUST_USE;

/* The pieces as one text, without the marks of what was found; on `a`. */
str search_plain(struct arena *a, const struct search_piece *pieces, size_t n);

#endif
