#include "web/bytes.h"
#include "web/http.h"
#include "web/loop.h"

/* Answers that need no worker. */

enum MHD_Result send_shared(struct server *s, struct conn *c, struct MHD_Connection *connection,
                            struct MHD_Response *r, int status, uint64_t bytes,
                            enum answer_kind kind)
{
    c->kind = kind;
    expect_answer(s, c, status, bytes);
    return MHD_queue_response(connection, (unsigned)status, r);
}

enum MHD_Result send_asset(struct server *s, struct conn *c, struct MHD_Connection *connection,
                           const struct asset *a)
{
    unsigned accepted = http_accepted(c->head.accept_encoding);

    if (http_none_match(c->head.if_none_match, a->etag))
        return send_shared(s, c, connection, a->unchanged, 304, 0, ANSWER_ASSET);
    for (int e = ENCODINGS_ - 1; e > ENCODING_IDENTITY; e--)
        if ((accepted & (1U << e)) && a->forms[e])
            return send_shared(s, c, connection, a->forms[e], 200, a->sizes[e], ANSWER_ASSET);
    return send_shared(s, c, connection, a->forms[ENCODING_IDENTITY], 200,
                       a->sizes[ENCODING_IDENTITY], ANSWER_ASSET);
}

static enum MHD_Result on_argument(void *cls, enum MHD_ValueKind kind, const char *key,
                                   size_t key_size, const char *value, size_t value_size)
{
    struct query_list *q = cls;

    (void)kind;
    q->over = q->n == QUERY_MAX;
    if (q->over) return MHD_NO;
    q->items[q->n++] = (struct value){str_at(key, key_size), str_at(value, value_size)};
    return MHD_YES;
}

void query_read(struct MHD_Connection *connection, struct query_list *out)
{
    out->n = 0;
    out->over = false;
    (void)MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, on_argument, out);
}

str key_of(struct server *s, struct conn *c, struct MHD_Connection *connection, char room[KEY_MAX])
{
    char host_room[HOST_MAX];
    struct web_site site = {0};
    struct query_list q;
    str path = str_of(c->url);
    str host;

    if (!http_host(c->head.host, host_room, sizeof host_room, &host) ||
        !s->web.o.hooks.site(s->web.o.app, host, &site))
        return S("");
    query_read(connection, &q);
    if (q.n == 0 && !q.over)
        return page_key(room, KEY_MAX, site.id, variant_of(s, c), path, NULL, 0);

    char segments[KEY_MAX];
    struct path split;
    struct route_match match;
    struct value known[QUERY_MAX];
    const struct values all = {q.items, q.n};

    if (q.over || !path_split(path, segments, sizeof segments, &split)) return S("");
    router_find(s->web.router, METHOD_GET, &split, &match);
    if (!match.route || match.route->cache != CACHE_PUBLIC) return S("");
    return page_key(room, KEY_MAX, site.id, variant_of(s, c), path, known,
                    query_known(&all, match.route->query, known, COUNT_OF(known)));
}

struct brew {
    struct arena memory;
    struct server *server;
    str key;
};

static void brew_now(void *arg, size_t worker)
{
    struct brew *b = arg;
    struct arena memory = b->memory;

    cache_brew(b->server->web.cache, b->server->n_loops + worker, b->key);
    arena_release(&memory);
}

/* Once in the life of a kept page, so it may take memory. A full queue: then not. */
static void brew_later(struct server *s, str key)
{
    struct arena memory;

    arena_init(&memory, sizeof(struct brew) + key.n);
    struct brew *b = arena_try(&memory, sizeof(struct brew) + key.n, 1);

    if (!b) return;
    char *copy = (char *)(b + 1);

    (void)bytes_put(copy, key);
    *b = (struct brew){memory, s, {copy, key.n}};
    if (!work_put(s->web.work, (struct work_task){brew_now, b})) arena_release(&memory);
}

bool send_kept(struct loop *l, struct conn *c, struct MHD_Connection *connection, str key,
               enum MHD_Result *result)
{
    struct server *s = l->server;
    struct cache *cache = s->web.cache;
    bool brew = false;

    cache_enter(cache, l->number);
    const struct cached *page = cache_find(cache, key, &brew);

    if (page && cached_status(page) == 200 &&
        http_none_match(c->head.if_none_match, cached_etag(page))) {
        *result = send_shared(s, c, connection, (struct MHD_Response *)cached_unchanged(page), 304,
                              0, ANSWER_HIT);
    } else if (page) {
        size_t bytes;
        struct ready_answer *r = cached_form(page, http_accepted(c->head.accept_encoding), &bytes);

        *result = send_shared(s, c, connection, (struct MHD_Response *)r, cached_status(page),
                              bytes, ANSWER_HIT);
    }
    cache_leave(cache, l->number);
    if (brew) brew_later(s, key);
    return page != NULL;
}
