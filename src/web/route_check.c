#include "base/vec.h"
#include "web/route.h"

#include <stdarg.h>
#include <stdio.h>

/*
 * Proves the tables before a server starts. The checks are of three kinds: a column that was
 * forgotten, columns that contradict each other, and two routes that mean the same requests.
 */

void findings_add(struct findings *f, const char *format, ...)
{
    char text[500];
    va_list args;

    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);

    va_end(args);
    BUG_IF(n < 0);
    *vec_push(f->arena, f) =
        str_copy(f->arena, (str){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1});
}

static bool plain(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool fine =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';

        if (!fine) return false;
    }
    return s.n > 0;
}

/* What is wrong with one segment of a pattern; NULL when nothing is. */
static const char *segment_wrong(str part, bool after_rest, size_t *params)
{
    if (after_rest && (str_starts(part, S(":")) || str_starts(part, S("*"))))
        return "only a literal may follow the rest";
    if (str_starts(part, S(":")) || str_starts(part, S("*"))) {
        if (++*params > ROUTE_PARAMS_MAX) return "too many parameters";
        return plain(str_from(part, 1)) ? NULL : "a parameter's name is a-z 0-9 _";
    }
    return plain(part) ? NULL : "a literal is a-z 0-9 - _ . in lower case";
}

static void check_pattern(const struct route *r, struct findings *out)
{
    str pattern = str_of(r->pattern);
    str rest = str_from(pattern, 1);
    size_t params = 0;
    int after_rest = -1;

    if (!str_starts(pattern, S("/"))) {
        findings_add(out, "pattern '%s' does not begin with '/'", r->pattern ? r->pattern : "");
        return;
    }
    for (str part; str_split(&rest, '/', &part);) {
        const char *wrong = segment_wrong(part, after_rest >= 0, &params);

        if (after_rest >= 0 && after_rest++ > 0) wrong = "one literal may follow the rest";
        if (wrong) findings_add(out, "%s: %s", r->pattern, wrong);
        if (str_starts(part, S("*"))) after_rest = 0;
    }
}

static void check_columns(const struct route *r, struct findings *out)
{
    bool known = r->method > METHOD_UNSET && r->method < METHODS_;

    if (!known) findings_add(out, "%s: no method", r->pattern);
    if (!r->handler) findings_add(out, "%s: no handler", r->pattern);
    if (!r->perm)
        findings_add(out, "%s: no permission (&PERM_PUBLIC is one)", r->pattern);
    else if (!r->perm->code || !*r->perm->code || !r->perm->label || !*r->perm->label)
        findings_add(out, "%s: a permission without code or label", r->pattern);
    if (known && method_changes(r->method) && !r->form)
        findings_add(out, "%s: changes something and has no form (&FORM_NONE is one)", r->pattern);
    if (r->rate <= RATE_UNSET || r->rate >= RATES_)
        findings_add(out, "%s: no rate class", r->pattern);
    if (r->cache != CACHE_NO && r->cache != CACHE_PUBLIC)
        findings_add(out, "%s: not said whether it is cached", r->pattern);
    if (r->audit <= AUDIT_UNSET || r->audit > AUDIT_LOOK)
        findings_add(out, "%s: not said what is audited", r->pattern);
}

static bool has_files(const struct form *form)
{
    for (size_t i = 0; form && i < form->n_fields; i++)
        if (form->fields[i].type == FIELD_FILE || form->fields[i].type == FIELD_FILES) return true;
    return false;
}

static void check_together(const struct route *r, struct findings *out)
{
    bool upload = r->flags & ROUTE_UPLOAD;
    bool api = r->flags & ROUTE_API;

    if (r->method == METHOD_GET && r->form)
        findings_add(out, "%s: GET has no body, so no form", r->pattern);
    if (r->cache == CACHE_PUBLIC && r->perm != &PERM_PUBLIC)
        findings_add(out, "%s: kept for everyone but not public", r->pattern);
    if (r->cache == CACHE_PUBLIC && r->method != METHOD_GET)
        findings_add(out, "%s: only GET can be kept", r->pattern);
    if (r->cache == CACHE_PUBLIC && r->audit != AUDIT_NONE)
        findings_add(out, "%s: a kept page is not seen each time, so it cannot be audited",
                     r->pattern);
    if (r->audit == AUDIT_EVENT && r->method == METHOD_GET)
        findings_add(out, "%s: GET changes nothing, so it has no event", r->pattern);
    if (r->query && r->cache != CACHE_PUBLIC && !api)
        findings_add(out, "%s: the list of query parameters is for kept pages and the API",
                     r->pattern);
    if (api != (r->about && *r->about))
        findings_add(out, "%s: ROUTE_API and a line about the call belong together", r->pattern);
    if (r->flags & ROUTE_LIST && (!api || method_changes(r->method)))
        findings_add(out, "%s: only a GET of the API answers a list", r->pattern);
    if (r->again && (!r->form || r->form == &FORM_NONE))
        findings_add(out, "%s: shows a form again but has none", r->pattern);
    if (upload != has_files(r->form))
        findings_add(out, "%s: ROUTE_UPLOAD and a field for files belong together", r->pattern);
}

/* The pattern with the names of parameters taken out: what a request can tell apart. */
static str shape(struct arena *a, str pattern)
{
    str rest = str_from(pattern, 1);
    str out = S("");

    for (str part; str_split(&rest, '/', &part);) {
        str kind = str_head(part, 1);

        if (str_eq(kind, S(":"))) {
            size_t dot = str_find_byte(part, '.', 0);
            size_t dash = str_find_byte(part, '-', 0);

            part = str_cat(a, kind, str_from(part, dot < dash ? dot : dash));
        } else if (str_eq(kind, S("*"))) {
            part = kind;
        }
        out = str_join(a, (const str[]){out, S("/"), part}, 3, S(""));
    }
    return out;
}

struct seen {
    const struct route *route;
    str shape;
};

static void check_twins(const struct seen *all, size_t n, struct findings *out)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct route *a = all[j].route;
            const struct route *b = all[i].route;

            if (!str_eq(all[i].shape, all[j].shape)) continue;
            if (a->method == b->method)
                findings_add(out, "%.*s %s is hidden by %s", STR_ARG(method_word(a->method)),
                             b->pattern, a->pattern);
            else if (str_ends(str_of(a->pattern), S("/")) != str_ends(str_of(b->pattern), S("/")))
                findings_add(out, "%s and %s differ only in the slash at the end", a->pattern,
                             b->pattern);
        }
    }
}

void routes_check(const struct route_table *tables, size_t n, struct findings *out)
{
    VEC(struct seen) all = {0};

    for (size_t t = 0; t < n; t++) {
        for (size_t i = 0; i < tables[t].n; i++) {
            const struct route *r = &tables[t].routes[i];
            size_t before = out->n;

            check_pattern(r, out);
            check_columns(r, out);
            check_together(r, out);
            if (r->form) form_check(r->form, out);
            if (out->n == before)
                *vec_push(out->arena, &all) =
                    (struct seen){r, shape(out->arena, str_of(r->pattern))};
        }
    }
    check_twins(all.items, all.n, out);
}
