/*
 * env: what the program's root gives to every business: made once in app, passed down, never
 * global. `struct req`'s app pointer and flow_env's core pointer lead here.
 */
#ifndef GK_CORE_ENV_H
#define GK_CORE_ENV_H

#include "core/account.h"
#include "core/directory.h"
#include "core/flow.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "web/value.h"

struct module;
struct pdf_fonts;    /* render/pdf.h */
struct read_service; /* read/read.h */
struct search;       /* core/search.h */

struct core_env {
    struct db *db;
    const struct log *log;
    struct sys_clock clock;
    struct sys_random random;
    struct account_env account;
    const struct crypto_keys *keys; /* core/secret.h */
    struct directory *directory;
    const struct search *search;
    /* Reads files from outside in children; NULL in commands that start none. */
    const struct read_service *read;
    struct flow_env flow;
    struct pdf_fonts *fonts; /* of print copies; NULL: none, as in commands that print nothing */
    struct sys_dir data;     /* the data folder; uploads lie below files/ */
    const struct module *const *modules;
    size_t n_modules;
    struct values assets; /* "site.css" → "/assets/site-1f3a9c0b2d.css", from the manifest */
};

#endif
