/* like: words that people type as patterns of SQL's LIKE. */
#ifndef GK_DB_LIKE_H
#define GK_DB_LIKE_H

#include "base/arena.h"
#include "base/str.h"

/* '%word%' in lower case (A-Z only, as both engines' lower() has it), for `lower(x) LIKE :p ESCAPE
 * '!'`: a % or _ that was typed means itself. */
str db_like_contains(struct arena *a, str word);

#endif
