/* Connections, and the statements that are prepared on each of them. */
#include "db/backend.h"

/* A connection keeps some hundred prepared statements and their text; more is a mistake. */
enum { CONNECTION_MEMORY_MAX = 16 * 1024 * 1024 };

struct err *db_conn_open(const struct db_backend *b, struct arena *own, struct arena *a,
                         const struct db_connect *how, struct db_conn **out)
{
    struct db_conn *c = NULL;

    arena_init(own, CONNECTION_MEMORY_MAX);
    struct err *e = b->open(own, a, how, &c);

    *out = NULL;
    if (e) {
        arena_release(own);
        return e;
    }
    c->backend = b;
    c->own = own;
    *out = c;
    return NULL;
}

void db_conn_close(struct db_conn **c)
{
    if (!*c) return;
    struct arena *own = (*c)->own;

    (*c)->backend->close(*c);
    arena_release(own);
    *c = NULL;
}

static size_t slot_of(const struct db_conn *c, const struct db_statement *s)
{
    size_t at =
        (size_t)(((uintptr_t)s >> 4) * 0x9e3779b97f4a7c15ULL >> 32) & (c->prepared_room - 1);

    while (c->prepared_for[at] && c->prepared_for[at] != s) at = (at + 1) & (c->prepared_room - 1);
    return at;
}

/* The table is at most half full, so that slot_of ends soon. */
static void widen(struct db_conn *c)
{
    const struct db_statement **for_ = c->prepared_for;
    void **prepared = c->prepared;
    size_t room = c->prepared_room;

    c->prepared_room = room ? room * 2 : 128;
    c->prepared_for = ARENA_ARRAY(c->own, const struct db_statement *, c->prepared_room);
    c->prepared = ARENA_ARRAY(c->own, void *, c->prepared_room);
    for (size_t i = 0; i < room; i++) {
        if (!for_[i]) continue;
        size_t at = slot_of(c, for_[i]);

        c->prepared_for[at] = for_[i];
        c->prepared[at] = prepared[i];
    }
}

struct err *db_prepared(struct db_conn *c, struct arena *a, const struct db_statement *s,
                        void **out)
{
    if (c->prepared_n * 2 >= c->prepared_room) widen(c);
    size_t at = slot_of(c, s);

    if (!c->prepared_for[at]) {
        void *prepared = NULL;

        if (!s->sql[c->backend->engine].n)
            return db_fail(a, ERR_DB, s, "the statement has no text for this engine");
        TRY(c->backend->prepare(c, a, s, &prepared));
        c->prepared_for[at] = s;
        c->prepared[at] = prepared;
        c->prepared_n++;
    }
    *out = c->prepared[at];
    return NULL;
}

struct err *db_fail(struct arena *a, enum err_code code, const struct db_statement *s,
                    const char *words)
{
    str title = code == ERR_CONFLICT ? S("已有相同的内容，不能重复") : err_title(code);
    struct err *e = err_make(a, code, __FILE__, __LINE__, "%.*s", STR_ARG(title));

    if (!s) return err_detail(a, e, "%s", words);
    return err_detail(a, e, "%s:%d: %s: %s", s->file, s->line, s->name, words);
}

void db_check_names(struct arena *a, const struct db_statement *s, const char *const *names,
                    str *wrong)
{
    for (size_t i = 0; i < s->out_n && !wrong->n; i++) {
        if (str_eq(str_of(names[i]), str_of(s->out[i].name))) continue;
        for (size_t k = 0; k < s->out_n; k++) {
            bool is_k = str_eq(str_of(names[i]), str_of(s->out[k].name));

            if (is_k && !str_eq(str_of(names[k]), str_of(s->out[k].name)))
                *wrong = str_printf(a, "column %zu is %s, declared there is %s", i + 1, names[i],
                                    s->out[i].name);
        }
    }
}
