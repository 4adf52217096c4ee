/* rules: what tools/layers checks, as tables. docs/style.md says why. */
#ifndef GK_LAYERS_RULES_H
#define GK_LAYERS_RULES_H

#include "base/str.h"

/* A folder of src/ may include itself and folders of lower rank (docs/architecture.md, "The tree").
 */
struct folder_rule {
    str name;
    int rank;
};
extern const struct folder_rule folder_rules[];
extern const size_t folder_rules_n;

/* A header of <…>: where it may be included. The first row that fits counts; no row: nowhere. */
struct header_rule {
    str header; /* a whole name, or the start of one that ends with '/' or '*' */
    str where;  /* starts of paths beneath src/, separated by blanks; "*": everywhere */
};
extern const struct header_rule header_rules[];
extern const size_t header_rules_n;

/* A name that may not be called, or not be used at all. */
struct name_rule {
    str name;
    str where; /* where it may be nevertheless, as above; empty: nowhere */
    bool waivable;
    str reason;
};
extern const struct name_rule name_rules[];
extern const size_t name_rules_n;

/* What a string literal may not hold: a POSIX extended regular expression. */
struct text_rule {
    const char *pattern;
    str rule, reason, where;
};
extern const struct text_rule text_rules[];
extern const size_t text_rules_n;

/* `path` (beneath src/) starts with one of the starts in `where`. */
bool rule_allows(str where, str path);

#endif
