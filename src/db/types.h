/*
 * types: the C types that stand in the parameters and rows of generated functions.
 *
 *     in .sql        in C                  in the database
 *     int64          int64_t               INTEGER / BIGINT
 *     bool           bool                  0 or 1
 *     ms             int64_t               UTC milliseconds since 1970
 *     str            str                   TEXT, valid UTF-8 without NUL
 *     bytes          str                   BLOB / BYTEA
 *     date           struct date           TEXT, YYYY-MM-DD
 *     html           struct safe_html      TEXT; only where it came from the renderer
 *     scope          struct scope          :scope.site, :scope.organs
 *     site           struct site_scope     :site.id
 *
 * With `?` a value may be NULL: int64? and ms? are struct opt_int64, bool? is struct opt_bool, str?
 * and bytes? are struct opt_str, date? is a struct date that may be DATE_NONE.
 */
#ifndef GK_DB_TYPES_H
#define GK_DB_TYPES_H

#include "base/date.h"
#include "base/str.h"

struct opt_int64 {
    bool set;
    int64_t v;
};

struct opt_bool {
    bool set;
    bool v;
};

struct opt_str {
    bool set;
    str v;
};

/*
 * What one member of staff may see: one site, and there the organ whose path this is and all below
 * it. A path is the ids from the root, "/1/3/". Made only by core/permission from the session.
 */
struct scope {
    int64_t site;
    str organs;
};

/* The site a visitor is on, by host name. A type of its own, so that no other number fits. */
struct site_scope {
    int64_t site;
};

static inline struct opt_int64 opt_int64(int64_t v)
{
    return (struct opt_int64){true, v};
}

static inline struct opt_bool opt_bool(bool v)
{
    return (struct opt_bool){true, v};
}

static inline struct opt_str opt_str(str v)
{
    return (struct opt_str){true, v};
}

#endif
