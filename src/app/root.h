/*
 * root: the program put together for one command: clock, randomness, log, database, directory,
 * calendar, search, flows. The only place where such things are made; all else is given them.
 */
#ifndef GK_APP_ROOT_H
#define GK_APP_ROOT_H

#include "core/env.h"
#include "sys/config.h"

struct root_options {
    str data;           /* the data folder */
    str db;             /* URL; empty: sqlite in the data folder */
    str keys;           /* the file of keys (core/secret.h); empty: in the data folder */
    bool create;        /* make folder and database when absent */
    int connections;    /* 0: few, as a command needs */
    int write_cache_mb; /* of db_options */
    enum log_level least;
    void (*on_commit)(void *arg, const struct db_tag *tags, size_t n);
    void *on_commit_arg;
};

struct root {
    struct arena *arena;
    struct core_env env;
    struct log log;
    str data, url;
    int64_t calendar_rows; /* versions of years that env.flow.calendar was made from */
};

/*
 * Opens everything; migrates the schema. Lives on `a` until root_close. Expected: NOT_FOUND (no
 * installation in that folder: says how to make one).
 */
struct err *root_open(struct arena *a, const struct root_options *o, struct root *out) MUST_USE;
void root_close(struct root *r);

/* Reads sites and calendar again: after `everything` may have changed. */
struct err *root_reload(struct root *r, struct arena *a) MUST_USE;

#endif
