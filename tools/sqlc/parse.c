/* The lines of a queries.sql: which comment says what, and where the SQL begins and ends. */
#include "sqlc.h"

static const struct {
    str word;
    enum kind kind;
} kinds[] = {
    {S_INIT(":one"), KIND_ONE},   {S_INIT(":opt"), KIND_OPT},   {S_INIT(":many"), KIND_MANY},
    {S_INIT(":each"), KIND_EACH}, {S_INIT(":exec"), KIND_EXEC}, {S_INIT(":figure"), KIND_FIGURE},
};

static const struct {
    str word;
    enum role role;
} roles[] = {
    {S_INIT("public"), ROLE_PUBLIC},
    {S_INIT("staff"), ROLE_STAFF},
    {S_INIT("system"), ROLE_SYSTEM},
};

static const struct {
    str word;
    enum type type;
    bool may_be_null, input_only;
} types[] = {
    {S_INIT("int64"), TYPE_INT64, true, false}, {S_INIT("bool"), TYPE_BOOL, true, false},
    {S_INIT("ms"), TYPE_MS, true, false},       {S_INIT("str"), TYPE_STR, true, false},
    {S_INIT("bytes"), TYPE_BYTES, true, false}, {S_INIT("date"), TYPE_DATE, true, false},
    {S_INIT("html"), TYPE_HTML, false, false},  {S_INIT("scope"), TYPE_SCOPE, false, true},
    {S_INIT("site"), TYPE_SITE, false, true},
};

static const char *const words_of_c[] = {
    "auto",   "break",  "case",     "char",   "const",    "continue", "default",  "do",
    "double", "else",   "enum",     "extern", "float",    "for",      "goto",     "if",
    "inline", "int",    "long",     "return", "register", "restrict", "short",    "signed",
    "sizeof", "static", "struct",   "switch", "typedef",  "union",    "unsigned", "void",
    "while",  "bool",   "volatile", "true",   "false",
};
/* What the generated functions call their own parameters and variables. */
static const char *const own_names[] = {
    "tx",  "a",     "row",    "rows",   "n",    "found", "changed", "fn",
    "arg", "limit", "offset", "values", "call", "all",   "e",       "str",
};

struct parser {
    struct sqlc *c;
    str file;
    struct statements *out;
    struct statement *s; /* the one being read; NULL before the first */
    bool in_body;
    int body; /* which of its bodies */
};

static bool is_c_name(str s)
{
    if (s.n == 0 || s.n > 60 || s.p[0] < 'a' || s.p[0] > 'z') return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

static bool is_in(str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, str_of(words[i]))) return true;
    return false;
}

/* May `s` not be the name of a parameter, or of a member of a row? */
static bool is_taken(str s, bool parameter)
{
    return is_in(s, words_of_c, COUNT_OF(words_of_c)) ||
           (parameter && is_in(s, own_names, COUNT_OF(own_names)));
}

/* The first word of *rest, which then begins after it. */
static str cut_word(str *rest)
{
    size_t n = 0;

    *rest = str_trim(*rest);
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t') n++;
    str word = str_head(*rest, n);

    *rest = str_trim(str_from(*rest, n));
    return word;
}

/* Cuts the part before the next comma that is in no bracket or quote off *rest. */
static str cut_item(str *rest)
{
    int depth = 0;
    bool in_quote = false;

    for (size_t i = 0; i < rest->n; i++) {
        char c = rest->p[i];

        if (c == '\'') in_quote = !in_quote;
        if (in_quote) continue;
        if (c == '(') depth++;
        if (c == ')') depth--;
        if (c == ',' && depth == 0) {
            str item = str_head(*rest, i);

            *rest = str_from(*rest, i + 1);
            return str_trim(item);
        }
    }
    str item = *rest;

    *rest = str_from(*rest, rest->n);
    return str_trim(item);
}

static bool read_type(struct parser *p, str word, int line, bool input, struct field *f)
{
    str name = word;

    f->nullable = str_ends(word, S("?"));
    if (f->nullable) name.n--;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (!str_eq(name, types[i].word)) continue;
        f->type = types[i].type;
        if (f->nullable && !types[i].may_be_null) {
            fail_at(p->c, p->file, line, "'%.*s' cannot be NULL", STR_ARG(name));
            return false;
        }
        if (!input && types[i].input_only) {
            fail_at(p->c, p->file, line, "'%.*s' is for parameters only", STR_ARG(name));
            return false;
        }
        return true;
    }
    fail_at(p->c, p->file, line, "unknown type '%.*s'", STR_ARG(word));
    return false;
}

/* "id int64, title str?"; of a list also "= expression". */
static void read_fields(struct parser *p, str rest, int line, bool input, bool list,
                        struct fields *into)
{
    while (rest.n) {
        str item = cut_item(&rest);
        struct field f = {.line = line, .expression = S("")};
        size_t equals = list ? str_find_byte(item, '=', 0) : STR_NONE;

        if (equals != STR_NONE) {
            f.expression = str_trim(str_from(item, equals + 1));
            item = str_trim(str_head(item, equals));
        }
        f.name = cut_word(&item);
        str type = cut_word(&item);

        if (!is_c_name(f.name) || !type.n || item.n || (list && !f.expression.n)) {
            fail_at(p->c, p->file, line, "'%.*s': write %s", STR_ARG(f.name),
                    list ? "name type = expression" : "name type");
            continue;
        }
        if (is_taken(f.name, input)) {
            fail_at(p->c, p->file, line, "'%.*s' is a reserved name", STR_ARG(f.name));
            continue;
        }
        if (!read_type(p, type, line, input, &f)) continue;
        for (size_t i = 0; i < into->n; i++)
            if (str_eq(into->items[i].name, f.name))
                fail_at(p->c, p->file, line, "'%.*s' is there twice", STR_ARG(f.name));
        *vec_push(p->c->a, into) = f;
    }
}

static void begin(struct parser *p, str rest, int line)
{
    struct statement *s = vec_push(p->c->a, p->out);
    str name = cut_word(&rest);
    str kind = cut_word(&rest);

    *s = (struct statement){.name = name, .line = line};
    s->doc = s->row = s->unscoped = s->order = S("");
    p->s = s;
    p->in_body = false;
    p->body = ENGINE_SQLITE;
    if (!is_c_name(name) || is_taken(name, true))
        fail_at(p->c, p->file, line, "'%.*s' is no name: small letters, digits and _",
                STR_ARG(name));
    for (size_t i = 0; i + 1 < p->out->n; i++)
        if (str_eq(p->out->items[i].name, name))
            fail_at(p->c, p->file, line, "'%.*s' is there twice, first in line %d", STR_ARG(name),
                    p->out->items[i].line);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_eq(kinds[i].word, kind)) s->kind = kinds[i].kind;
    if (!s->kind || rest.n)
        fail_at(p->c, p->file, line,
                "after the name one of :one :opt :many :each :exec :figure, nothing else");
}

static void read_role(struct parser *p, str rest, int line)
{
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (str_eq(roles[i].word, rest)) p->s->role = roles[i].role;
    if (!p->s->role)
        fail_at(p->c, p->file, line, "'%.*s' is no role: one of public, staff, system",
                STR_ARG(rest));
}

/* What follows `key` in the comment `text`; false when it is another comment. */
static bool after(str text, str key, str *rest)
{
    if (!str_starts(text, key)) return false;
    *rest = str_trim(str_from(text, key.n));
    return true;
}

/* A comment above the SQL of a statement. */
static void read_header(struct parser *p, str text, int line)
{
    struct statement *s = p->s;
    str rest;

    if (after(text, S("roles:"), &rest))
        read_role(p, rest, line);
    else if (after(text, S("in:"), &rest))
        read_fields(p, rest, line, true, false, &s->in);
    else if (after(text, S("out:"), &rest))
        read_fields(p, rest, line, false, false, &s->out);
    else if (after(text, S("list:"), &rest))
        read_fields(p, rest, line, false, true, &s->out);
    else if (after(text, S("row:"), &rest)) {
        s->row = rest;
        if (!is_c_name(rest))
            fail_at(p->c, p->file, line, "'%.*s' is no name of a struct", STR_ARG(rest));
    } else if (after(text, S("unscoped:"), &rest)) {
        s->unscoped = rest;
        if (!rest.n) fail_at(p->c, p->file, line, "unscoped: needs a reason");
    } else if (after(text, S("order:"), &rest)) {
        s->order = rest;
        s->order_line = line;
    } else if (text.n)
        s->doc = s->doc.n ? str_join(p->c->a, (const str[]){s->doc, text}, 2, S("\n")) : text;
}

/* A line `-- sqlite:` or `-- pg:`. */
static bool begin_variant(struct parser *p, str text, int line)
{
    int engine = str_eq(text, S("sqlite:")) ? ENGINE_SQLITE : ENGINE_PG;

    if (engine == ENGINE_PG && !str_eq(text, S("pg:"))) return false;
    if (p->in_body && !p->s->split)
        fail_at(p->c, p->file, line, "SQL stands before the first '-- sqlite:' or '-- pg:'");
    else if (p->s->body[engine].given)
        fail_at(p->c, p->file, line, "'-- %.*s' is there twice", STR_ARG(text));
    p->s->split = true;
    p->s->body[engine] = (struct body){.text = S(""), .line = line + 1, .given = true};
    p->body = engine;
    p->in_body = true;
    return true;
}

static void add_line(struct parser *p, str text, int line)
{
    struct body *b = &p->s->body[p->body];

    if (!b->given) *b = (struct body){.text = S(""), .line = line, .given = true};
    /* Lines of one body lie one after the other in the file: no copy. */
    if (!b->text.n) {
        b->text = text;
        b->line = line;
    } else
        b->text.n = (size_t)(text.p + text.n - b->text.p);
    p->in_body = true;
}

static void read_line(struct parser *p, str text, int line)
{
    str trimmed = str_trim(text);
    str rest;
    bool comment = after(trimmed, S("--"), &rest);
    str name;

    if (comment && after(rest, S("name:"), &name))
        begin(p, name, line);
    else if (!p->s) {
        if (trimmed.n && !comment)
            fail_at(p->c, p->file, line, "SQL stands before the first '-- name:'");
    } else if (comment && begin_variant(p, rest, line))
        return;
    else if (comment && !p->in_body)
        read_header(p, rest, line);
    else if (trimmed.n)
        add_line(p, text, line);
}

static void complete(struct parser *p, struct statement *s)
{
    bool rows = s->kind == KIND_ONE || s->kind == KIND_OPT || s->kind == KIND_MANY ||
                s->kind == KIND_EACH || s->kind == KIND_FIGURE;

    if (!s->doc.n)
        fail_at(p->c, p->file, s->line, "'%.*s' needs a sentence that says what it does",
                STR_ARG(s->name));
    if (!s->role)
        fail_at(p->c, p->file, s->line, "'%.*s' needs a line '-- roles:'", STR_ARG(s->name));
    if (rows && !s->out.n)
        fail_at(p->c, p->file, s->line, "'%.*s' needs a line '-- %s:'", STR_ARG(s->name),
                s->kind == KIND_FIGURE ? "list" : "out");
    if (!rows && s->out.n) fail_at(p->c, p->file, s->line, ":exec gives no rows, so no '-- out:'");
    if ((s->kind == KIND_FIGURE) != (s->order.n > 0))
        fail_at(p->c, p->file, s->line, "'-- order:' belongs to a :figure, and is required there");
    for (size_t i = 0; i < s->out.n; i++)
        if ((s->kind == KIND_FIGURE) != (s->out.items[i].expression.n > 0))
            fail_at(p->c, p->file, s->out.items[i].line,
                    "'-- list:' is for a :figure, '-- out:' for all others");
    if (!s->body[ENGINE_SQLITE].text.n && !s->body[ENGINE_PG].text.n)
        fail_at(p->c, p->file, s->line, "'%.*s' has no SQL", STR_ARG(s->name));
    if (!s->split) s->body[ENGINE_PG] = s->body[ENGINE_SQLITE];
}

void parse(struct sqlc *c, str file, str text, struct statements *out)
{
    struct parser p = {.c = c, .file = file, .out = out};
    str line;

    for (int number = 1; str_split(&text, '\n', &line); number++) read_line(&p, line, number);
    for (size_t i = 0; i < out->n; i++) complete(&p, &out->items[i]);
}
