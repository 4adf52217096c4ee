/*
 * flight: many ask for the same page that is not there; one makes it, the others wait for that one.
 *
 * A flight lies in the memory of whoever makes the page, a passenger in that of whoever waits; no
 * memory is taken here.
 */
#ifndef GK_WEB_FLIGHT_H
#define GK_WEB_FLIGHT_H

#include "base/str.h"

struct flight {
    str key;
    uint64_t hash;
    struct flight *next;
    struct passenger *first;
    struct passenger **last;
};

struct passenger {
    struct passenger *next;
    void *who;
};

struct flights;

struct flights *flights_make(struct arena *a, uint64_t seed);

/*
 * True: nobody makes `key` yet; the caller does, and must call flight_end. False: somebody does,
 * and `p` waits with that one; from here on `p` belongs to the maker. `f->key` must live until the
 * flight ends.
 */
MUST_USE bool flight_begin(struct flights *fs, struct flight *f, struct passenger *p);
/* The page is made, or will not be. Returns all that wait, in the order in which they came. */
struct passenger *flight_end(struct flights *fs, struct flight *f);

#endif
