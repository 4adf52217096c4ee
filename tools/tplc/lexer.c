#include "lexer.h"

void lexer_init(struct lexer *l, const struct source *s)
{
    *l = (struct lexer){.source = s, .line = 1};
}

static bool pair_at(str text, size_t at, char first, char second)
{
    return at + 1 < text.n && text.p[at] == first && text.p[at + 1] == second;
}

static bool opens_at(str text, size_t at)
{
    return pair_at(text, at, '{', '{') || pair_at(text, at, '{', '%') ||
           pair_at(text, at, '{', '#');
}

/* Moves to `to`, counting lines. */
static void move(struct lexer *l, size_t to)
{
    for (; l->at < to; l->at++)
        if (l->source->text.p[l->at] == '\n') l->line++;
}

/* Where the line of `at` begins, if only blanks stand before `at`; else STR_NONE. */
static size_t line_begin(str text, size_t at)
{
    while (at && (text.p[at - 1] == ' ' || text.p[at - 1] == '\t')) at--;
    return at == 0 || text.p[at - 1] == '\n' ? at : STR_NONE;
}

/* Where the next line begins, if only blanks stand from `at` to the line end; else STR_NONE. */
static size_t line_end(str text, size_t at)
{
    while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t')) at++;
    if (at == text.n) return at;
    return text.p[at] == '\n' ? at + 1 : STR_NONE;
}

/* Index of the braces that close what opens at `open`: behind C literals and inner braces. */
static struct err *find_close(const struct lexer *l, size_t open, size_t *close)
{
    str text = l->source->text;
    char kind = text.p[open + 1];
    size_t depth = 0;

    for (size_t at = open + 2; at < text.n;) {
        *close = at;
        if (kind == '#') {
            if (pair_at(text, at, '#', '}')) return NULL;
            at++;
            continue;
        }
        if (kind == '%' && pair_at(text, at, '%', '}')) return NULL;
        if (kind == '{' && depth == 0 && pair_at(text, at, '}', '}')) return NULL;
        if (pair_at(text, at, '{', '%') || pair_at(text, at, '{', '#')) break;
        if (text.p[at] == '{') depth++;
        if (text.p[at] == '}' && depth) depth--;
        at = c_after(text, at);
        if (at == STR_NONE)
            return complain(l->source, l->line, "a literal after '{%c' has no end", kind);
    }
    return complain(l->source, l->line, "'{%c' is not closed", kind);
}

/* One pair of braces with what is in it, and the line it takes with it. */
struct braces {
    char kind;    /* { % # */
    size_t begin; /* from here on it does not count as text */
    size_t end;
    str inside;
};

static struct err *braces_at(const struct lexer *l, size_t open, struct braces *out)
{
    str text = l->source->text;
    size_t close = open;

    TRY(find_close(l, open, &close));
    *out = (struct braces){
        .kind = text.p[open + 1],
        .begin = open,
        .end = close + 2,
        .inside = str_trim((str){text.p + open + 2, close - open - 2}),
    };
    /* What writes to the page stays in its line, like a word. */
    if (out->kind == '{' || str_starts(out->inside, S("call "))) return NULL;
    size_t begin = line_begin(text, open);
    size_t end = line_end(text, out->end);

    if (begin != STR_NONE && end != STR_NONE) {
        out->begin = begin;
        out->end = end;
    }
    return NULL;
}

/* Where the literal text from here on ends: at the next opening braces or the end. */
static struct err *find_open(struct lexer *l, size_t *open)
{
    str text = l->source->text;
    size_t line = l->line;

    for (*open = l->at; *open < text.n && !opens_at(text, *open); (*open)++) {
        char c = text.p[*open];

        if (c == '\n') line++;
        if ((c == '}' || c == '%' || c == '#') && pair_at(text, *open, c, '}'))
            return complain(l->source, line, "'%c}' without its opening braces", c);
    }
    return NULL;
}

struct err *lexer_next(struct lexer *l, struct token *out)
{
    str text = l->source->text;

    while (l->at < text.n) {
        struct lexer ahead = *l;
        struct braces braces = {.begin = text.n};
        size_t open;

        TRY(find_open(l, &open));
        move(&ahead, open);
        if (open < text.n) TRY(braces_at(&ahead, open, &braces));
        if (braces.begin > l->at) {
            *out = (struct token){TOKEN_TEXT, {text.p + l->at, braces.begin - l->at}, l->line};
            move(l, braces.begin);
            return NULL;
        }
        move(l, braces.end);
        if (braces.kind == '#') continue;
        *out = (struct token){
            .kind = braces.kind == '{' ? TOKEN_EXPR : TOKEN_DIRECTIVE,
            .text = braces.inside,
            .line = ahead.line,
        };
        return NULL;
    }
    *out = (struct token){TOKEN_END, S(""), l->line};
    return NULL;
}
