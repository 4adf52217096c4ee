/* What a statement may not do, and its final text: parameters become $1..$n, comments go. */
#include "sqlc.h"

/* Time and chance come from the program, so that every test repeats and both engines agree. */
static const char *const forbidden_calls[] = {
    "now",
    "random",
    "randomblob",
    "setseed",
    "date",
    "time",
    "datetime",
    "julianday",
    "strftime",
    "unixepoch",
    "timeofday",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "gen_random_uuid",
    "load_extension",
    "pg_sleep",
    "readfile",
    "writefile",
};
static const char *const forbidden_words[] = {
    "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp",
};
static const char *const first_words[] = {"select", "insert", "update", "delete", "with"};
/* What would make a figure's count and its list disagree, when it stands outside of brackets. */
static const char *const not_in_figures[] = {
    "group", "order", "limit", "offset", "union", "intersect", "except", "having",
};

struct rule {
    struct sqlc *c;
    str file;
    struct statement *s;
    bool *used; /* by index of the parameter, in the body being read */
    bool used_site, used_organs, used_id;
};

static bool is_one_of(const struct token *t, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (token_is(t, words[i])) return true;
    return false;
}

/* Is t[i] the star of 'all columns'? That of count(*) and that of a product are not. */
static bool is_all_columns(const struct token *t, size_t i)
{
    static const char *const before[] = {"select", "distinct", "all", "returning"};

    if (!token_punct(&t[i], '*') || i == 0) return false;
    const struct token *last = &t[i - 1];

    return token_punct(last, ',') || token_punct(last, '.') ||
           is_one_of(last, before, COUNT_OF(before));
}

static void check_tokens(const struct rule *r, const struct token *t, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        int line = t[i].line;
        bool call = token_punct(&t[i + 1], '(');

        if (is_one_of(&t[i], forbidden_words, COUNT_OF(forbidden_words)) ||
            (call && is_one_of(&t[i], forbidden_calls, COUNT_OF(forbidden_calls))))
            fail_at(r->c, r->file, line,
                    "'%.*s': time and chance come from the program, as a parameter",
                    STR_ARG(t[i].text));
        if (is_all_columns(t, i))
            fail_at(r->c, r->file, line, "'*': name the columns, in the order of '-- out:'");
        if (token_punct(&t[i], ';') && t[i + 1].kind != TOKEN_END)
            fail_at(r->c, r->file, t[i + 1].line, "several statements under one name");
    }
}

/* The number k of $k for a parameter or a part of one; given out in the order of first use. */
static size_t bind_number(const struct rule *r, size_t param, str part)
{
    for (size_t i = 0; i < r->s->binds.n; i++)
        if (r->s->binds.items[i].param == param && str_eq(r->s->binds.items[i].part, part))
            return i + 1;
    *vec_push(r->c->a, &r->s->binds) = (struct bind){param, part};
    return r->s->binds.n;
}

static bool part_fits(struct rule *r, const struct field *f, str part)
{
    bool site = str_eq(part, S("site"));
    bool organs = str_eq(part, S("organs"));
    bool id = str_eq(part, S("id"));

    if (f->type == TYPE_SCOPE) {
        r->used_site |= site;
        r->used_organs |= organs;
        return site || organs;
    }
    if (f->type == TYPE_SITE) {
        r->used_id |= id;
        return id;
    }
    return part.n == 0;
}

/* Writes `$k` for a parameter. */
static void bind(struct rule *r, const struct token *t, struct buf *b)
{
    for (size_t i = 0; i < r->s->in.n; i++) {
        if (!str_eq(r->s->in.items[i].name, t->text)) continue;
        if (!part_fits(r, &r->s->in.items[i], t->part)) {
            fail_at(r->c, r->file, t->line,
                    "':%.*s%s%.*s': a scope has .site and .organs, a site has .id, others no part",
                    STR_ARG(t->text), t->part.n ? "." : "", STR_ARG(t->part));
            return;
        }
        r->used[i] = true;
        buf_printf(b, "$%zu", bind_number(r, i, t->part));
        return;
    }
    fail_at(r->c, r->file, t->line, "unknown parameter ':%.*s'", STR_ARG(t->text));
}

/* Checks `text` and writes it, with $k and without comments, to `b`. */
static void render(struct rule *r, str text, int line, struct tokens *t, struct buf *b)
{
    *t = (struct tokens){0};
    lex(r->c, r->file, text, line, t);
    check_tokens(r, t->items, t->n);
    for (size_t i = 0; i + 1 < t->n; i++) {
        const struct token *k = &t->items[i];

        if (token_punct(k, ';')) continue;
        if (i && k->from > t->items[i - 1].to)
            buf_byte(b, k->line > t->items[i - 1].line ? '\n' : ' ');
        if (k->kind == TOKEN_PARAM)
            bind(r, k, b);
        else
            buf_add(b, str_head(str_from(text, k->from), k->to - k->from));
    }
}

static void check_scope(struct rule *r, const struct schema *schema, const struct tokens *t)
{
    struct statement *s = r->s;
    struct names tables = {0};

    tables_of(r->c, t, &tables);
    for (size_t i = 0; i < tables.n; i++) {
        const struct token *table = tables.items[i];
        const char *scope = scope_of(r->c, schema, table);
        const char *want = NULL;

        if (!scope) continue;
        if (s->role == ROLE_STAFF && !r->used_site)
            want = "a scope and use its .site";
        else if (s->role == ROLE_STAFF && scope == &scope_organ && !r->used_organs)
            want = "a scope and use its .organs";
        else if (s->role == ROLE_PUBLIC && !r->used_id)
            want = "a site and use its .id";
        if (want)
            fail_at(r->c, r->file, table->line, "'%.*s' is scoped: '%.*s' must take %s",
                    STR_ARG(table->text), STR_ARG(s->name), want);
        else if (s->role == ROLE_SYSTEM && !s->unscoped.n)
            fail_at(r->c, r->file, table->line,
                    "'%.*s' is scoped: '%.*s' needs '-- unscoped: reason'", STR_ARG(table->text),
                    STR_ARG(s->name));
        else
            continue;
        return; /* one sentence a statement is enough */
    }
}

static void check_figure_body(const struct rule *r, const struct tokens *t)
{
    int depth = 0;

    for (size_t i = 0; i < t->n; i++) {
        const struct token *k = &t->items[i];

        if (token_punct(k, '(')) depth++;
        if (token_punct(k, ')')) depth--;
        if (depth == 0 && is_one_of(k, not_in_figures, COUNT_OF(not_in_figures)))
            fail_at(r->c, r->file, k->line,
                    "'%.*s' in a :figure: its count and its list would not agree",
                    STR_ARG(k->text));
    }
}

static void check_start(const struct rule *r, const struct token *first)
{
    const struct statement *s = r->s;

    if (s->kind == KIND_FIGURE) {
        if (!token_is(first, "from"))
            fail_at(r->c, r->file, first->line, "the body of a :figure begins with FROM");
    } else if (!is_one_of(first, first_words, COUNT_OF(first_words)))
        fail_at(r->c, r->file, first->line,
                "a statement begins with SELECT, INSERT, UPDATE, DELETE or WITH");
    else if (s->kind == KIND_EXEC && token_is(first, "select"))
        fail_at(r->c, r->file, first->line, ":exec throws away what SELECT gives");
}

/* SELECT expressions, body, ORDER BY: LIMIT follows when the number of parameters is known. */
static str render_list(struct rule *r, str body)
{
    struct statement *s = r->s;
    struct tokens t;
    struct buf b;

    buf_init(&b, r->c->a, (size_t)1024 * 1024);
    buf_lit(&b, "SELECT ");
    for (size_t i = 0; i < s->out.n; i++) {
        const struct field *f = &s->out.items[i];

        if (i) buf_lit(&b, ", ");
        render(r, f->expression, f->line, &t, &b);
        buf_printf(&b, " AS %.*s", STR_ARG(f->name));
    }
    buf_byte(&b, '\n');
    buf_add(&b, body);
    buf_lit(&b, "\nORDER BY ");
    render(r, s->order, s->order_line, &t, &b);
    return buf_str(&b);
}

static void rule_body(struct rule *r, const struct schema *schema, int engine)
{
    struct statement *s = r->s;
    const struct body *body = &s->body[engine];
    struct tokens t;
    struct buf b;

    r->used = ARENA_ARRAY(r->c->a, bool, s->in.n + 1);
    r->used_site = r->used_organs = r->used_id = false;
    buf_init(&b, r->c->a, (size_t)1024 * 1024);
    render(r, body->text, body->line, &t, &b);
    check_start(r, &t.items[0]);
    check_scope(r, schema, &t);
    s->sql[engine] = buf_str(&b);
    if (s->kind == KIND_FIGURE) {
        check_figure_body(r, &t);
        s->list[engine] = render_list(r, s->sql[engine]);
        s->sql[engine] = str_cat(r->c->a, S("SELECT count(*)\n"), s->sql[engine]);
    }
    for (size_t i = 0; i < s->in.n; i++)
        if (!r->used[i])
            fail_at(r->c, r->file, s->in.items[i].line, "parameter '%.*s' is not used%s",
                    STR_ARG(s->in.items[i].name),
                    !s->split                 ? ""
                    : engine == ENGINE_SQLITE ? " for SQLite"
                                              : " for PostgreSQL");
}

void rules(struct sqlc *c, str file, const struct schema *schema, struct statement *s)
{
    struct rule r = {.c = c, .file = file, .s = s};

    for (int engine = 0; engine < ENGINES; engine++) {
        s->sql[engine] = s->list[engine] = S("");
        if (!s->body[engine].text.n) continue;
        if (engine == ENGINE_PG && !s->split) {
            s->sql[engine] = s->sql[ENGINE_SQLITE];
            s->list[engine] = s->list[ENGINE_SQLITE];
        } else
            rule_body(&r, schema, engine);
    }
}

static bool same_columns(const struct fields *x, const struct fields *y)
{
    if (x->n != y->n) return false;
    for (size_t i = 0; i < x->n; i++) {
        const struct field *f = &x->items[i];
        const struct field *g = &y->items[i];

        if (!str_eq(f->name, g->name) || f->type != g->type || f->nullable != g->nullable)
            return false;
    }
    return true;
}

void rules_rows(struct sqlc *c, str file, struct statements *all)
{
    for (size_t i = 0; i < all->n; i++) {
        struct statement *s = &all->items[i];

        if (!s->out.n) continue;
        if (!s->row.n) s->row = str_cat(c->a, s->name, S("_row"));
        for (size_t k = 0; k < i; k++) {
            const struct statement *first = &all->items[k];

            if (!str_eq(first->row, s->row) || same_columns(&first->out, &s->out)) continue;
            fail_at(c, file, s->line, "struct %.*s has other columns in '%.*s', line %d",
                    STR_ARG(s->row), STR_ARG(first->name), first->line);
            break;
        }
    }
}
