/* Statements and migrations as C. What is written here is compiled with the project's warnings. */
#include "sqlc.h"

/* What a type is in C: as a parameter or member, how it goes in and how it comes out. */
static const struct {
    const char *type, *maybe; /* maybe: with '?' */
    const char *in, *in_maybe;
    const char *out, *out_maybe;
    const char *constant; /* enum db_type */
} c_types[] = {
    [TYPE_INT64] = {"int64_t ", "struct opt_int64 ", "int64", "opt_int64", "int64", "opt_int64",
                    "DB_INT64"},
    [TYPE_BOOL] = {"bool ", "struct opt_bool ", "bool", "opt_bool", "bool", "opt_bool", "DB_BOOL"},
    [TYPE_MS] = {"int64_t ", "struct opt_int64 ", "int64", "opt_int64", "int64", "opt_int64",
                 "DB_MS"},
    [TYPE_STR] = {"str ", "struct opt_str ", "str", "opt_str", "str", "opt_str", "DB_STR"},
    [TYPE_BYTES] = {"str ", "struct opt_str ", "str", "opt_str", "str", "opt_str", "DB_BYTES"},
    [TYPE_DATE] = {"struct date ", "struct date ", "date", "date", "date", "date", "DB_DATE"},
    [TYPE_HTML] = {"struct safe_html ", NULL, "str", NULL, "str", NULL, "DB_HTML"},
    [TYPE_SCOPE] = {"struct scope ", NULL, NULL, NULL, NULL, NULL, NULL},
    [TYPE_SITE] = {"struct site_scope ", NULL, NULL, NULL, NULL, NULL, NULL},
};

static const char *const roles[] = {
    [ROLE_NONE] = "",
    [ROLE_PUBLIC] = "DB_PUBLIC",
    [ROLE_STAFF] = "DB_STAFF",
    [ROLE_SYSTEM] = "DB_SYSTEM",
};

static const char *c_type(const struct field *f)
{
    return f->nullable ? c_types[f->type].maybe : c_types[f->type].type;
}

/* A C string literal, a line of it for each line of text. */
static void literal(struct buf *b, str text)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '\n' && i + 1 < text.n)
            buf_lit(b, "\\n\"\n        \"");
        else if (c == '\n')
            buf_lit(b, "\\n");
        else if (c == '\t')
            buf_lit(b, "\\t");
        else if (c == '\r')
            buf_lit(b, "\\r");
        else {
            if (c == '"' || c == '\\' || c == '?') buf_byte(b, '\\'); /* '?': no trigraphs */
            buf_byte(b, c);
        }
    }
    buf_byte(b, '"');
}

static void comment(struct buf *b, struct arena *a, str text)
{
    str line;

    text = str_replace(a, text, S("*/"), S("* /"));
    buf_lit(b, "/*");
    while (str_split(&text, '\n', &line))
        buf_printf(b, " %.*s%s", STR_ARG(line), text.n ? "\n *" : "");
    buf_lit(b, " */\n");
}

static bool is_first_of_row(const struct statements *all, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_eq(all->items[i].row, all->items[at].row)) return false;
    return all->items[at].out.n > 0;
}

static void row_struct(struct buf *b, const struct statement *s)
{
    buf_printf(b, "struct %.*s {\n", STR_ARG(s->row));
    for (size_t i = 0; i < s->out.n; i++)
        buf_printf(b, "    %s%.*s;\n", c_type(&s->out.items[i]), STR_ARG(s->out.items[i].name));
    buf_lit(b, "};\n\n");
}

/* The head of a function, up to its own last parameters, without ';' or body. */
static void signature(struct buf *b, const struct statement *s, const char *suffix,
                      const char *results)
{
    buf_printf(b, "struct err *%.*s%s(struct db_tx *tx, struct arena *a", STR_ARG(s->name), suffix);
    for (size_t i = 0; i < s->in.n; i++)
        buf_printf(b, ", %s%.*s", c_type(&s->in.items[i]), STR_ARG(s->in.items[i].name));
    for (; *results; results++) {
        if (*results == '@')
            buf_add(b, s->row);
        else if (*results == '#')
            buf_add(b, s->name);
        else
            buf_byte(b, *results);
    }
}

/* '@' stands for the name of the row's struct, '#' for that of the statement. */
static const char *const results[] = {
    [KIND_NONE] = "",
    [KIND_ONE] = ", struct @ *row)",
    [KIND_OPT] = ", struct @ *row, bool *found)",
    [KIND_MANY] = ", struct @ **rows, size_t *n)",
    [KIND_EACH] = ", #_fn *fn, void *arg)",
    [KIND_EXEC] = ", int64_t *changed)",
};
static const char results_count[] = ", int64_t *n)";
static const char results_list[] = ", int64_t limit, int64_t offset, struct @ **rows, size_t *n)";

static bool uses_html(const struct statements *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct statement *s = &all->items[i];

        for (size_t k = 0; k < s->in.n; k++)
            if (s->in.items[k].type == TYPE_HTML) return true;
        for (size_t k = 0; k < s->out.n; k++)
            if (s->out.items[k].type == TYPE_HTML) return true;
    }
    return false;
}

void emit_header(const struct output *o, struct buf *b)
{
    char *guard = str_z(b->arena, o->module);

    for (char *p = guard; *p; p++)
        if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 'a' + 'A');
    buf_printf(b,
               "/* Made by tools/sqlc from %.*s: do not edit. */\n"
               "#ifndef GK_SQL_%s_H\n#define GK_SQL_%s_H\n\n#include \"db/db.h\"\n%s\n",
               STR_ARG(o->source), guard, guard,
               uses_html(o->statements) ? "#include \"text/html.h\"\n" : "");
    for (size_t i = 0; i < o->statements->n; i++) {
        const struct statement *s = &o->statements->items[i];

        if (is_first_of_row(o->statements, i)) row_struct(b, s);
        if (s->kind == KIND_EACH)
            buf_printf(b,
                       "typedef struct err *%.*s_fn(const struct %.*s *row, struct arena *a, "
                       "void *arg);\n",
                       STR_ARG(s->name), STR_ARG(s->row));
        comment(b, b->arena, s->doc);
        buf_lit(b, "MUST_USE ");
        if (s->kind == KIND_FIGURE) {
            signature(b, s, "_count", results_count);
            buf_lit(b, ";\nMUST_USE ");
            signature(b, s, "_list", results_list);
        } else
            signature(b, s, "", results[s->kind]);
        buf_lit(b, ";\n\n");
    }
    buf_printf(b, "extern const struct db_module %.*s_db;\n\n#endif\n", STR_ARG(o->module));
}

static void row_reader(struct buf *b, const struct statement *s)
{
    buf_printf(b, "static const struct db_field %.*s_columns[] = {\n", STR_ARG(s->row));
    for (size_t i = 0; i < s->out.n; i++)
        buf_printf(b, "    {\"%.*s\", %s, %s},\n", STR_ARG(s->out.items[i].name),
                   c_types[s->out.items[i].type].constant,
                   s->out.items[i].nullable ? "true" : "false");
    buf_printf(b,
               "};\n\nstatic void %.*s_read(struct db_row *r, void *out)\n{\n"
               "    struct %.*s *row = out;\n\n",
               STR_ARG(s->row), STR_ARG(s->row));
    for (size_t i = 0; i < s->out.n; i++) {
        const struct field *f = &s->out.items[i];
        bool html = f->type == TYPE_HTML;

        buf_printf(b, "    row->%.*s = %sdb_out_%s(r, %zu)%s;\n", STR_ARG(f->name),
                   html ? "safe_html_trusted(" : "",
                   f->nullable ? c_types[f->type].out_maybe : c_types[f->type].out, i,
                   html ? ")" : "");
    }
    buf_lit(b, "}\n\n");
}

/* Name, type and value of what stands at $k. */
static void bound(struct buf *b, const struct statement *s, const struct bind *k, bool value)
{
    const struct field *f = &s->in.items[k->param];
    bool whole = k->part.n == 0;
    bool text = str_eq(k->part, S("organs"));

    if (!value) {
        buf_printf(b, "    {\"%.*s\", %s, %s},\n", STR_ARG(f->name),
                   whole  ? c_types[f->type].constant
                   : text ? "DB_STR"
                          : "DB_INT64",
                   f->nullable ? "true" : "false");
    } else if (!whole) {
        buf_printf(b, "db_in_%s(%.*s.%s)", text ? "str" : "int64", STR_ARG(f->name),
                   text ? "organs" : "site");
    } else {
        buf_printf(b, "db_in_%s(%s%.*s%s)",
                   f->nullable ? c_types[f->type].in_maybe : c_types[f->type].in,
                   f->type == TYPE_DATE ? "a, " : "", STR_ARG(f->name),
                   f->type == TYPE_HTML ? ".html" : "");
    }
}

static void descriptor(const struct output *o, struct buf *b, const struct statement *s,
                       const char *suffix, const str *sql, bool paged)
{
    size_t n = s->binds.n + (paged ? 2 : 0);
    bool count = s->kind == KIND_FIGURE && !paged;

    if (n) {
        buf_printf(b, "static const struct db_field %.*s%s_in[] = {\n", STR_ARG(s->name), suffix);
        for (size_t i = 0; i < s->binds.n; i++) bound(b, s, &s->binds.items[i], false);
        if (paged)
            buf_lit(b, "    {\"limit\", DB_INT64, false},\n    {\"offset\", DB_INT64, false},\n");
        buf_lit(b, "};\n");
    }
    buf_printf(b,
               "static const struct db_statement %.*s%s_statement = {\n    .name = \"%.*s%s\",\n",
               STR_ARG(s->name), suffix, STR_ARG(s->name), suffix);
    buf_printf(b, "    .file = \"%.*s\",\n    .line = %d,\n    .role = %s,\n    .sql = {\n",
               STR_ARG(o->source), s->line, roles[s->role]);
    for (int e = 0; e < ENGINES; e++) {
        str text = sql[e];

        if (paged && text.n)
            text = str_printf(b->arena, "%.*s\nLIMIT $%zu OFFSET $%zu", STR_ARG(text), n - 1, n);
        buf_lit(b, "        S_INIT(");
        literal(b, text);
        buf_lit(b, "),\n");
    }
    buf_lit(b, "    },\n");
    if (n) buf_printf(b, "    .in = %.*s%s_in,\n    .in_n = %zu,\n", STR_ARG(s->name), suffix, n);
    if (count)
        buf_lit(b, "    .out = db_count_columns,\n    .out_n = 1,\n");
    else if (s->out.n)
        buf_printf(b,
                   "    .out = %.*s_columns,\n    .out_n = %zu,\n"
                   "    .row_size = sizeof(struct %.*s),\n    .read = %.*s_read,\n",
                   STR_ARG(s->row), s->out.n, STR_ARG(s->row), STR_ARG(s->row));
    buf_lit(b, "};\n\n");
}

/* `const struct db_value values[] = {…};` and the name to pass. */
static const char *values(struct buf *b, const struct statement *s, bool paged)
{
    if (!s->binds.n && !paged) {
        buf_lit(b, "{\n");
        return "NULL";
    }
    buf_lit(b, "{\n    const struct db_value values[] = {\n");
    for (size_t i = 0; i < s->binds.n; i++) {
        buf_lit(b, "        ");
        bound(b, s, &s->binds.items[i], true);
        buf_lit(b, ",\n");
    }
    if (paged) buf_lit(b, "        db_in_int64(limit),\n        db_in_int64(offset),\n");
    buf_lit(b, "    };\n");
    if (s->kind != KIND_EACH && s->kind != KIND_MANY && !paged) buf_byte(b, '\n');
    return "values";
}

static void trampoline(struct buf *b, const struct statement *s)
{
    buf_printf(b,
               "struct %.*s_call {\n    %.*s_fn *fn;\n    void *arg;\n};\n\n"
               "static struct err *%.*s_row_(const void *row, struct arena *a, void *call)\n{\n"
               "    const struct %.*s_call *c = call;\n\n    return c->fn(row, a, c->arg);\n}\n\n",
               STR_ARG(s->name), STR_ARG(s->name), STR_ARG(s->name), STR_ARG(s->name));
}

static void run_many(struct buf *b, const struct statement *s, const char *suffix, const char *in)
{
    buf_printf(b,
               "    void *all = NULL;\n"
               "    struct err *e = db_run_many(tx, a, &%.*s%s_statement, %s, &all, n);\n\n"
               "    *rows = all;\n    return e;\n}\n\n",
               STR_ARG(s->name), suffix, in);
}

static void function(struct buf *b, const struct statement *s)
{
    static const struct {
        const char *run, *rest;
    } calls[] = {
        [KIND_NONE] = {"", ""},
        [KIND_ONE] = {"db_run_one", "row"},
        [KIND_OPT] = {"db_run_opt", "row, found"},
        [KIND_MANY] = {"db_run_many", NULL},
        [KIND_EACH] = {"db_run_each", NULL},
        [KIND_EXEC] = {"db_run_exec", "changed"},
    };

    if (s->kind == KIND_EACH) trampoline(b, s);
    signature(b, s, "", results[s->kind]);
    buf_byte(b, '\n');
    const char *in = values(b, s, false);

    if (s->kind == KIND_MANY) {
        run_many(b, s, "", in);
        return;
    }
    if (s->kind == KIND_EACH)
        buf_printf(b, "    struct %.*s_call call = {fn, arg};\n\n", STR_ARG(s->name));
    buf_printf(b, "    return %s(tx, a, &%.*s_statement, %s, ", calls[s->kind].run,
               STR_ARG(s->name), in);
    if (s->kind == KIND_EACH)
        buf_printf(b, "%.*s_row_, &call);\n}\n\n", STR_ARG(s->name));
    else
        buf_printf(b, "%s);\n}\n\n", calls[s->kind].rest);
}

static void figure(const struct output *o, struct buf *b, const struct statement *s)
{
    descriptor(o, b, s, "_count", s->sql, false);
    signature(b, s, "_count", results_count);
    buf_byte(b, '\n');
    const char *in = values(b, s, false);

    buf_printf(b, "    return db_run_count(tx, a, &%.*s_count_statement, %s, n);\n}\n\n",
               STR_ARG(s->name), in);
    descriptor(o, b, s, "_list", s->list, true);
    signature(b, s, "_list", results_list);
    buf_byte(b, '\n');
    in = values(b, s, true);
    run_many(b, s, "_list", in);
}

static void module(const struct output *o, struct buf *b)
{
    if (o->statements->n) buf_lit(b, "static const struct db_statement *const statements[] = {\n");
    for (size_t i = 0; i < o->statements->n; i++) {
        const struct statement *s = &o->statements->items[i];

        if (s->kind == KIND_FIGURE)
            buf_printf(b, "    &%.*s_count_statement,\n    &%.*s_list_statement,\n",
                       STR_ARG(s->name), STR_ARG(s->name));
        else
            buf_printf(b, "    &%.*s_statement,\n", STR_ARG(s->name));
    }
    if (o->statements->n) buf_lit(b, "};\n\n");
    if (o->migrations->n) buf_lit(b, "static const struct db_migration migrations[] = {\n");
    for (size_t i = 0; i < o->migrations->n; i++) {
        const struct migration *m = &o->migrations->items[i];

        buf_printf(b,
                   "    {\n        .number = %d,\n        .name = \"%.*s\",\n        .text = {\n",
                   m->number, STR_ARG(m->name));
        for (int e = 0; e < ENGINES; e++) {
            buf_lit(b, "        S_INIT(");
            literal(b, m->text[e]);
            buf_lit(b, "),\n");
        }
        buf_printf(b, "        },\n        .checksum = \"%s\",\n    },\n", m->digest);
    }
    if (o->migrations->n) buf_lit(b, "};\n\n");
    buf_printf(b, "const struct db_module %.*s_db = {\n    .name = \"%.*s\",\n", STR_ARG(o->module),
               STR_ARG(o->module));
    if (o->migrations->n)
        buf_lit(b, "    .migrations = migrations,\n    .migrations_n = COUNT_OF(migrations),\n");
    if (o->statements->n)
        buf_lit(b, "    .statements = statements,\n    .statements_n = COUNT_OF(statements),\n");
    buf_lit(b, "};\n");
}

void emit_source(const struct output *o, struct buf *b)
{
    buf_printf(b,
               "/* Made by tools/sqlc from %.*s: do not edit. */\n#include \"%.*s\"\n\n"
               "#include \"db/statement.h\"\n\n"
               "/* A migration may be longer than the 4095 bytes C17 asks of every compiler. */\n"
               "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
               STR_ARG(o->source), STR_ARG(o->header));
    for (size_t i = 0; i < o->statements->n; i++) {
        const struct statement *s = &o->statements->items[i];

        if (is_first_of_row(o->statements, i)) row_reader(b, s);
        if (s->kind == KIND_FIGURE) {
            figure(o, b, s);
            continue;
        }
        descriptor(o, b, s, "", s->sql, false);
        function(b, s);
    }
    module(o, b);
}
