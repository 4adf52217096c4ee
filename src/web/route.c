#include "web/route.h"

#include "web/target.h"

/*
 * A tree of segments. Each node knows, in the order in which they are tried, its literal children,
 * its children that are a parameter with an ending (longest ending first), its plain parameter, and
 * the rest. Where a branch leads nowhere the next one is tried; patterns are short and few stand at
 * one node, so that stays cheap.
 */
struct node {
    str text;          /* a literal, or the ending of a parameter */
    struct node *next; /* among siblings of its kind */
    struct node *literals;
    struct node *endings;
    struct node *param;
    struct node *rest; /* its own literals are those that may follow the rest */
    const struct route *routes[METHODS_];
};

struct router {
    struct node root;
};

struct search {
    const struct path *path;
    str taken[ROUTE_PARAMS_MAX]; /* values of parameters so far */
    size_t n;
};

static const str words[METHODS_] = {
    [METHOD_GET] = S_INIT("GET"),       [METHOD_POST] = S_INIT("POST"),
    [METHOD_PUT] = S_INIT("PUT"),       [METHOD_PATCH] = S_INIT("PATCH"),
    [METHOD_DELETE] = S_INIT("DELETE"),
};

str method_word(enum http_method m)
{
    BUG_IF(m <= METHOD_UNSET || m >= METHODS_);
    return words[m];
}

enum http_method method_of(str word, bool *head)
{
    *head = str_eq(word, S("HEAD"));
    if (*head) return METHOD_GET;
    for (int m = METHOD_UNSET + 1; m < METHODS_; m++)
        if (str_eq(word, words[m])) return (enum http_method)m;
    return METHOD_UNSET;
}

bool method_changes(enum http_method m)
{
    return m != METHOD_GET;
}

/* The child of that text, made when it is not there; the longest text comes first. */
static struct node *child(struct arena *a, struct node **list, str text)
{
    for (; *list && (*list)->text.n >= text.n; list = &(*list)->next)
        if (str_eq((*list)->text, text)) return *list;
    struct node *made = ARENA_NEW(a, struct node);

    made->text = text;
    made->next = *list;
    *list = made;
    return made;
}

static struct node *only(struct arena *a, struct node **slot)
{
    if (!*slot) *slot = ARENA_NEW(a, struct node);
    return *slot;
}

/* ":id.pdf" has the ending ".pdf"; the name of a parameter is letters, digits and '_'. */
static size_t name_length(str s)
{
    size_t n = 0;

    while (n < s.n &&
           ((s.p[n] >= 'a' && s.p[n] <= 'z') || (s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '_'))
        n++;
    return n;
}

static struct node *step(struct arena *a, struct node *at, str part)
{
    if (str_starts(part, S(":"))) {
        str name = str_from(part, 1);
        str ending = str_from(name, name_length(name));

        return ending.n ? child(a, &at->endings, ending) : only(a, &at->param);
    }
    if (str_starts(part, S("*"))) return only(a, &at->rest);
    return child(a, &at->literals, part);
}

struct router *router_make(struct arena *a, const struct route_table *tables, size_t n)
{
    struct router *r = ARENA_NEW(a, struct router);

    for (size_t t = 0; t < n; t++) {
        for (size_t i = 0; i < tables[t].n; i++) {
            const struct route *route = &tables[t].routes[i];
            str rest = str_from(str_of(route->pattern), 1);
            struct node *at = &r->root;

            for (str part; str_split(&rest, '/', &part);) at = step(a, at, part);
            at->routes[route->method] = route;
        }
    }
    return r;
}

static bool answers(const struct node *n)
{
    for (int m = METHOD_UNSET + 1; m < METHODS_; m++)
        if (n->routes[m]) return true;
    return false;
}

static const struct node *find_literal(const struct node *list, str text)
{
    while (list && !str_eq(list->text, text)) list = list->next;
    return list;
}

static const struct node *walk(const struct node *at, struct search *s, size_t depth);

/* A parameter takes the segment at `depth` but its last `ending` bytes. */
static const struct node *walk_param(const struct node *at, struct search *s, size_t depth,
                                     size_t ending)
{
    str segment = s->path->segments[depth];

    if (s->n == ROUTE_PARAMS_MAX || segment.n <= ending) return NULL;
    s->taken[s->n++] = str_head(segment, segment.n - ending);
    const struct node *found = walk(at, s, depth + 1);

    if (!found) s->n--;
    return found;
}

/* From the segment `first` to the segment `last`; they lie one behind the other in the path. */
static str span(const struct path *p, size_t first, size_t last)
{
    str from = p->segments[first];
    str to = p->segments[last];

    return (str){from.p, (size_t)(to.p - from.p) + to.n};
}

static const struct node *walk_rest(const struct node *at, struct search *s, size_t depth)
{
    const struct path *p = s->path;
    const struct node *tail = NULL;

    if (s->n == ROUTE_PARAMS_MAX) return NULL;
    if (p->n - depth >= 2) tail = find_literal(at->literals, p->segments[p->n - 1]);
    if (tail && answers(tail)) {
        s->taken[s->n++] = span(p, depth, p->n - 2);
        return tail;
    }
    if (!answers(at)) return NULL;
    s->taken[s->n++] = span(p, depth, p->n - 1);
    return at;
}

static const struct node *walk(const struct node *at, struct search *s, size_t depth)
{
    if (depth == s->path->n) return answers(at) ? at : NULL;
    str segment = s->path->segments[depth];
    const struct node *found = NULL;
    const struct node *literal = find_literal(at->literals, segment);

    if (literal) found = walk(literal, s, depth + 1);
    for (const struct node *e = at->endings; e && !found; e = e->next)
        if (str_ends(segment, e->text)) found = walk_param(e, s, depth, e->text.n);
    if (!found && at->param) found = walk_param(at->param, s, depth, 0);
    if (!found && at->rest) found = walk_rest(at->rest, s, depth);
    return found;
}

/* The values that were taken on the way, under the names that the pattern gives them. */
static void name_params(struct route_match *out, const struct search *s)
{
    str rest = str_of(out->route->pattern);

    for (str part; out->n_params < s->n && str_split(&rest, '/', &part);) {
        if (!str_starts(part, S(":")) && !str_starts(part, S("*"))) continue;
        str name = str_from(part, 1);

        name = str_head(name, name_length(name));
        out->params[out->n_params] = (struct value){name, s->taken[out->n_params]};
        out->n_params++;
    }
}

void router_find(const struct router *r, enum http_method method, const struct path *path,
                 struct route_match *out)
{
    struct search s = {.path = path};
    const struct node *at = walk(&r->root, &s, 0);

    out->route = NULL;
    out->methods = 0;
    out->slash_differs = false;
    out->n_params = 0;
    if (!at) return;
    for (int m = METHOD_UNSET + 1; m < METHODS_; m++)
        if (at->routes[m]) out->methods |= 1U << m;
    out->route = at->routes[method];
    if (!out->route) return;
    out->slash_differs = path->slash != str_ends(str_of(out->route->pattern), S("/"));
    name_params(out, &s);
}
