#include "compile.h"

#include "base/map.h"
#include "emit.h"
#include "lexer.h"
#include "markup.h"

enum {
    BLOCKS_MAX = 64,   /* open at a time */
    C_TEXT_MAX = 4096, /* bytes of an expression or a directive */
};

struct block {
    enum block_kind { BLOCK_VIEW, BLOCK_IF, BLOCK_EACH } kind;
    size_t line;
    struct markup_at begin; /* the place where the block began */
    bool met;               /* an arm of if has ended */
    struct markup_at arms;  /* where the arms that have ended meet */
    bool has_else;
};

struct compiler {
    const struct source *source;
    struct lexer lexer;
    struct markup markup;
    struct emit emit;
    struct map names; /* of the views so far */
    struct block blocks[BLOCKS_MAX];
    size_t depth;
    bool may_open; /* the view is marked 'open' */
};

#define COMPLAIN(k, line, ...) complain((k)->source, (line), __VA_ARGS__)

/* ---- Blocks ---------------------------------------------------------------------------------- */

static struct block *innermost(struct compiler *k)
{
    BUG_IF(!k->depth);
    return &k->blocks[k->depth - 1];
}

static struct err *block_begin(struct compiler *k, size_t line, enum block_kind kind)
{
    if (k->depth == BLOCKS_MAX) return COMPLAIN(k, line, "blocks are nested too deeply");
    k->blocks[k->depth++] = (struct block){.kind = kind, .line = line, .begin = k->markup.at};
    return NULL;
}

/* An arm of an if ends here: where it meets the arms before. */
static struct err *arm_end(struct compiler *k, size_t line, struct block *b)
{
    if (b->met)
        TRY(markup_join(&k->markup, line, "the arms of if", false, &b->arms, &k->markup.at));
    b->arms = k->markup.at;
    b->met = true;
    return NULL;
}

static struct err *do_end(struct compiler *k, size_t line, str args)
{
    struct block *b = innermost(k);

    if (args.n) return COMPLAIN(k, line, "'end' takes nothing");
    switch (b->kind) {
    case BLOCK_VIEW:
        TRY(markup_end(&k->markup, line, k->may_open));
        emit_view_end(&k->emit);
        k->depth--;
        return NULL;
    case BLOCK_IF:
        TRY(arm_end(k, line, b));
        if (!b->has_else)
            TRY(markup_join(&k->markup, line, "with and without the if", false, &b->begin,
                            &k->markup.at));
        break;
    case BLOCK_EACH:
        TRY(markup_join(&k->markup, line, "before and after each", true, &b->begin, &k->markup.at));
        break;
    }
    emit_block_end(&k->emit);
    if (b->kind == BLOCK_EACH) emit_block_end(&k->emit);
    k->depth--;
    return NULL;
}

/* ---- Directives ------------------------------------------------------------------------------ */

static struct err *do_include(struct compiler *k, size_t line, str args)
{
    str ending = S(".html");
    str path = args.n >= 2 ? str_head(str_from(args, 1), args.n - 2) : S("");
    bool plain = path.n > 0 && args.p[0] == '"' && args.p[args.n - 1] == '"';

    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];

        if (!c_is_name((str){&c, 1}) && !(c >= '0' && c <= '9') && c != '/' && c != '.' && c != '-')
            plain = false;
    }
    if (!plain) return COMPLAIN(k, line, "include takes one path in double quotes");
    if (k->names.n) return COMPLAIN(k, line, "include must stand before the first view");
    if (str_ends(path, ending)) {
        path = str_cat(k->source->arena, str_head(path, path.n - ending.n), S("_views.h"));
    } else if (!str_ends(path, S(".h"))) {
        return COMPLAIN(k, line, "include takes a header (.h) or a template (.html)");
    }
    emit_include(&k->emit, line, path);
    return NULL;
}

/* NAME(parameters) and what stands behind it. */
static struct err *read_call(struct compiler *k, size_t line, const char *what, str args, str *name,
                             str *inside, str *rest)
{
    size_t open = str_find_byte(args, '(', 0);
    size_t close = STR_NONE;

    if (open == STR_NONE) return COMPLAIN(k, line, "%s needs NAME(…)", what);
    *name = str_trim(str_head(args, open));
    if (!c_is_name(*name)) return COMPLAIN(k, line, "%s: the name is not a C name", what);
    close = c_find(str_from(args, open + 1), ')');
    if (close == STR_NONE) return COMPLAIN(k, line, "%s: '(' is not closed", what);
    *inside = str_trim(str_head(str_from(args, open + 1), close));
    *rest = str_trim(str_from(args, open + 1 + close + 1));
    if (inside->n) TRY(c_check(k->source, line, what, *inside));
    return NULL;
}

static struct err *do_view(struct compiler *k, size_t line, str args)
{
    str name;
    str parameters;
    str marks;
    bool may_open = false;
    bool may_close = false;

    TRY(read_call(k, line, "view", args, &name, &parameters, &marks));
    for (str mark; str_split(&marks, ' ', &mark);) {
        if (str_eq(mark, S("open")))
            may_open = true;
        else if (str_eq(mark, S("close")))
            may_close = true;
        else if (mark.n)
            return COMPLAIN(k, line, "a view is marked 'open' or 'close' or not at all");
    }
    if (map_put(&k->names, name, k)) return COMPLAIN(k, line, "a second view of that name");
    k->may_open = may_open;
    markup_init(&k->markup, k->source, &k->emit.literal, may_close);
    if (str_eq(parameters, S("void"))) parameters = S("");
    emit_view_begin(&k->emit, line, name, parameters);
    return block_begin(k, line, BLOCK_VIEW);
}

static struct err *do_if(struct compiler *k, size_t line, str args)
{
    TRY(markup_directive(&k->markup, line));
    TRY(c_check(k->source, line, "the condition of if", args));
    emit_statement(&k->emit, line, "if (%.*s) {", STR_ARG(args));
    return block_begin(k, line, BLOCK_IF);
}

/* elif and else: the arm before ends, the next one starts where the if began. */
static struct err *next_arm(struct compiler *k, size_t line)
{
    struct block *b = innermost(k);

    if (b->kind != BLOCK_IF || b->has_else)
        return COMPLAIN(k, line, "elif and else belong to an if that has no else yet");
    TRY(arm_end(k, line, b));
    k->markup.at = b->begin;
    return NULL;
}

static struct err *do_elif(struct compiler *k, size_t line, str args)
{
    TRY(c_check(k->source, line, "the condition of elif", args));
    TRY(next_arm(k, line));
    emit_statement(&k->emit, line, "} else if (%.*s) {", STR_ARG(args));
    return NULL;
}

static struct err *do_else(struct compiler *k, size_t line, str args)
{
    if (args.n) return COMPLAIN(k, line, "'else' takes nothing");
    TRY(next_arm(k, line));
    innermost(k)->has_else = true;
    emit_statement(&k->emit, line, "} else {");
    return NULL;
}

static struct err *do_each(struct compiler *k, size_t line, str args)
{
    size_t colon = str_find_byte(args, ':', 0);
    size_t comma = c_find(args, ',');

    TRY(markup_directive(&k->markup, line));
    if (colon == STR_NONE || comma == STR_NONE || comma < colon)
        return COMPLAIN(k, line, "each is written 'each NAME : POINTER, COUNT'");
    str name = str_trim(str_head(args, colon));
    str first = str_trim(str_head(str_from(args, colon + 1), comma - colon - 1));
    str count = str_trim(str_from(args, comma + 1));

    if (!c_is_name(name)) return COMPLAIN(k, line, "each: the name is not a C name");
    if (c_find(count, ',') != STR_NONE)
        return COMPLAIN(k, line, "each is written 'each NAME : POINTER, COUNT'");
    TRY(c_check(k->source, line, "the pointer of each", first));
    TRY(c_check(k->source, line, "the count of each", count));
    emit_statement(&k->emit, line, "{");
    emit_statement(&k->emit, line, "const __typeof__(*(%.*s)) *const %.*s_first_ = (%.*s);",
                   STR_ARG(first), STR_ARG(name), STR_ARG(first));
    emit_statement(&k->emit, line, "const size_t %.*s_count_ = (%.*s);", STR_ARG(name),
                   STR_ARG(count));
    emit_statement(&k->emit, line,
                   "for (size_t %.*s_index = 0; %.*s_index < %.*s_count_; %.*s_index++) {",
                   STR_ARG(name), STR_ARG(name), STR_ARG(name), STR_ARG(name));
    emit_statement(&k->emit, line,
                   "const __typeof__(*%.*s_first_) *const %.*s = &%.*s_first_[%.*s_index];",
                   STR_ARG(name), STR_ARG(name), STR_ARG(name), STR_ARG(name));
    return block_begin(k, line, BLOCK_EACH);
}

static struct err *do_call(struct compiler *k, size_t line, str args)
{
    str name;
    str inside;
    str rest;

    TRY(markup_call(&k->markup, line));
    TRY(read_call(k, line, "call", args, &name, &inside, &rest));
    if (rest.n) return COMPLAIN(k, line, "call: nothing may stand behind ')'");
    emit_statement(&k->emit, line, "view_%.*s(out%s%.*s);", STR_ARG(name), inside.n ? ", " : "",
                   STR_ARG(inside));
    return NULL;
}

static struct err *do_let(struct compiler *k, size_t line, str args)
{
    size_t equals = c_find(args, '=');

    TRY(markup_directive(&k->markup, line));
    TRY(c_check(k->source, line, "let", args));
    if (equals == STR_NONE || !equals || equals + 1 == args.n ||
        c_find(str_head(args, equals), ',') != STR_NONE || args.p[equals + 1] == '=')
        return COMPLAIN(k, line, "let is written 'let TYPE NAME = EXPRESSION'");
    emit_statement(&k->emit, line, "%.*s;", STR_ARG(args));
    return NULL;
}

static const struct directive {
    str word;
    struct err *(*run)(struct compiler *k, size_t line, str args);
    bool outside; /* stands outside views; all others inside */
} directives[] = {
    {S_INIT("include"), do_include, true}, {S_INIT("view"), do_view, true},
    {S_INIT("end"), do_end, false},        {S_INIT("if"), do_if, false},
    {S_INIT("elif"), do_elif, false},      {S_INIT("else"), do_else, false},
    {S_INIT("each"), do_each, false},      {S_INIT("call"), do_call, false},
    {S_INIT("let"), do_let, false},
};

/* ---- The walk through the template ----------------------------------------------------------- */

static struct err *directive(struct compiler *k, const struct token *t)
{
    size_t n = 0;

    while (n < t->text.n && t->text.p[n] >= 'a' && t->text.p[n] <= 'z') n++;
    str word = str_head(t->text, n);

    for (size_t i = 0; i < COUNT_OF(directives); i++) {
        const struct directive *d = &directives[i];

        if (!str_eq(d->word, word)) continue;
        if (d->outside && k->depth)
            return COMPLAIN(k, t->line,
                            "'%.*s' may not stand inside a view: the view of line %zu "
                            "has no end",
                            STR_ARG(word), k->blocks[0].line);
        if (!d->outside && !k->depth)
            return COMPLAIN(k, t->line, "'%.*s' stands outside of any view", STR_ARG(word));
        return d->run(k, t->line, str_trim(str_from(t->text, n)));
    }
    return COMPLAIN(k, t->line, "unknown directive '%.*s'", STR_ARG(str_head(t->text, 40)));
}

static struct err *expression(struct compiler *k, const struct token *t)
{
    str sink;

    if (!k->depth) return COMPLAIN(k, t->line, "an expression stands outside of any view");
    TRY(markup_expression(&k->markup, t->line, &sink));
    TRY(c_check(k->source, t->line, "the expression", t->text));
    if (c_find(t->text, ',') != STR_NONE)
        return COMPLAIN(k, t->line, "the expression: ',' may not stand here");
    emit_statement(&k->emit, t->line, "%.*s(out, %.*s);", STR_ARG(sink), STR_ARG(t->text));
    return NULL;
}

static struct err *literal(struct compiler *k, const struct token *t)
{
    if (!k->depth) {
        size_t line = t->line;

        for (size_t i = 0; i < t->text.n; i++) {
            if (t->text.p[i] == '\n')
                line++;
            else if (t->text.p[i] != ' ' && t->text.p[i] != '\t')
                return COMPLAIN(k, line, "text stands outside of any view");
        }
        return NULL;
    }
    if (!k->emit.literal.n) k->emit.literal_line = t->line;
    return markup_literal(&k->markup, t->text, t->line);
}

struct err *compile(const struct source *s, str header, str guard, struct compiled *out)
{
    struct compiler *k = ARENA_NEW(s->arena, struct compiler);
    struct token t;

    *k = (struct compiler){.source = s};
    if (s->text.n > TEMPLATE_MAX) return complain(s, 1, "the template is larger than 1 MiB");
    TRY(source_check(s));
    lexer_init(&k->lexer, s);
    map_init(&k->names, s->arena, 0);
    emit_begin(&k->emit, s, header, guard);
    for (;;) {
        TRY(lexer_next(&k->lexer, &t));
        if (t.kind == TOKEN_END) break;
        if (t.kind != TOKEN_TEXT && t.text.n > C_TEXT_MAX)
            return COMPLAIN(k, t.line, "more C than a template should hold");
        if (t.kind == TOKEN_TEXT)
            TRY(literal(k, &t));
        else if (t.kind == TOKEN_EXPR)
            TRY(expression(k, &t));
        else
            TRY(directive(k, &t));
    }
    if (k->depth)
        return COMPLAIN(k, t.line, "the block of line %zu has no end", innermost(k)->line);
    if (!emit_end(&k->emit)) return COMPLAIN(k, t.line, "the generated code is too large");
    *out = (struct compiled){buf_str(&k->emit.c), buf_str(&k->emit.h)};
    return NULL;
}
