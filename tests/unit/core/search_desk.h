/*
 * search_desk: a town (search_town.h) on a bed, on either engine, and what tests of search ask of
 * it.
 */
#ifndef GK_TESTS_SEARCH_DESK_H
#define GK_TESTS_SEARCH_DESK_H

#include "bed.h"
#include "search_town.h"

extern const struct terms_folder *desk_folder; /* made once by desk_run */

/* A town whose papers can be searched. */
struct desk {
    struct bed *bed;
    struct arena *a;
    const struct search *search;
    struct town town;
};

/* Skips the test when its engine is not there. */
void desk_begin(void **state, struct desk *d);

struct date desk_day(const char *text);
/* A paper of 2020-05-09 in column 4. */
struct paper desk_paper(const char *title, const char *body);
/* `n` papers with chance words, columns, organs, kinds and days of 2016 to 2020; published. */
struct paper *desk_papers(struct desk *d, size_t n, uint64_t seed);

struct publishing {
    const struct town *town;
    struct paper *papers;
    size_t n;
};

/* A db_fn; its argument is a struct publishing. */
struct err *desk_publishes(struct db_tx *tx, struct arena *a, void *arg);
void desk_publish_all(struct desk *d, const struct town *town, struct paper *papers, size_t n);
int64_t desk_publish(struct desk *d, struct paper p);
/* A db_fn; its argument is a paper. */
struct err *desk_withdraw(struct db_tx *tx, struct arena *a, void *arg);

struct asking {
    const struct search *search;
    const struct site_columns *tree;
    struct search_request rq;
    struct search_result out;
};

/* A db_fn; its argument is a struct asking. */
struct err *desk_asks(struct db_tx *tx, struct arena *a, void *arg);
/* The words on the desk's site, without filters, by relevance, the first page of 20. */
struct search_request desk_request(const struct desk *d, str words);
struct search_result desk_ask(struct desk *d, struct search_request rq);
struct err *desk_refusal(struct desk *d, str words);
int64_t desk_count(struct desk *d, const char *words);
/* How many things search_check finds. */
size_t desk_findings(struct desk *d);
/* Nothing is missing, nothing is wrong, and the index has exactly the words of the texts. */
void desk_sound(struct desk *d);

/* Runs the tests with the modules and the tokenizer of core. */
int desk_run(const struct CMUnitTest *tests, size_t n, const char *name);

#endif
