/*
 * list_query: what a list of cases shows, as words: filters, order, columns. Its text is the query
 * of the list's address, of the CSV's and of a saved view, so the three cannot differ.
 */
#ifndef GK_MOD_OFFICE_LIST_QUERY_H
#define GK_MOD_OFFICE_LIST_QUERY_H

#include "mod/office/internal.h"

enum { OFFICE_WORDS_CHARS = 60, OFFICE_FOUND_MOST = 500 };

/* Beside the title, which always shows. */
enum office_column {
    OFFICE_COL_NUMBER,
    OFFICE_COL_ORGAN,
    OFFICE_COL_STATE,
    OFFICE_COL_WAITS,
    OFFICE_COL_DUE,
    OFFICE_COL_BEGUN_BY,
    OFFICE_COL_LAST_BY,
    OFFICE_COL_CHANGED,
    OFFICE_COL_CREATED,
    OFFICE_COLUMNS_
};

struct office_query {
    str words;            /* searched for in titles and numbers; empty: not searched */
    str state, due, sort; /* words of the tables below; empty: all, none, those due first */
    int64_t organ;        /* 0: all of the scope */
    bool mine;            /* only those that the person has begun */
    unsigned columns;     /* bit per enum office_column */
};

/* A word of the address and what it says to people. */
struct office_word {
    str value, label;
};
extern const struct office_word office_dues[5], office_sorts[5], office_columns[OFFICE_COLUMNS_];

/* Out of an address or a saved view; what is not known is left out. */
void office_query_read(struct arena *a, const struct values *from, const struct flow *f,
                       struct office_query *out);
/* The text of an address, without '?'; empty: everything as it comes first. */
str office_query_text(struct arena *a, const struct office_query *q);
/* The text again read and written: what somebody else wrote becomes ours. */
str office_query_clean(struct arena *a, str text, const struct flow *f);
/* Whether anything is left out of the list. */
bool office_query_filters(const struct office_query *q);
/* The statements' parameters. */
void office_query_listing(const struct office_query *q, const struct flow *f,
                          const struct actor *actor, struct date today, struct office_listing *l);
/* 办公室审核、7天内到期的文件. */
str office_query_sentence(struct arena *a, const struct office_query *q, const struct flow *f,
                          const struct directory_site *site);

#endif
