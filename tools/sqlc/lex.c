#include "sqlc.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_part(char c)
{
    return is_letter(c) || is_digit(c);
}

struct lexer {
    struct sqlc *c;
    str file, text;
    size_t at;
    int line;
    struct tokens *out;
};

/* The byte `ahead` of the current one; 0 beyond the end. */
static char look(const struct lexer *l, size_t ahead)
{
    return ahead < l->text.n - l->at ? l->text.p[l->at + ahead] : '\0';
}

static void step(struct lexer *l)
{
    if (l->text.p[l->at] == '\n') l->line++;
    l->at++;
}

static struct token *add(struct lexer *l, enum token_kind kind, size_t from, int line)
{
    struct token *t = vec_push(l->c->a, l->out);

    *t = (struct token){.kind = kind, .from = from, .to = l->at, .line = line, .part = S("")};
    t->text = (str){l->text.p + from, l->at - from};
    return t;
}

static void skip_comment(struct lexer *l)
{
    int line = l->line;

    if (look(l, 0) == '-') {
        while (l->at < l->text.n && look(l, 0) != '\n') step(l);
        return;
    }
    size_t end = str_find(l->text, S("*/"), l->at + 2);

    if (end == STR_NONE) {
        fail_at(l->c, l->file, line, "a comment is not closed");
        end = l->text.n - 2;
    }
    while (l->at < end + 2) step(l);
}

/* 'text' or "name"; a doubled quote stands for one. */
static void quoted(struct lexer *l, char quote)
{
    size_t from = l->at;
    int line = l->line;

    step(l);
    for (;;) {
        if (l->at >= l->text.n) {
            fail_at(l->c, l->file, line, "a quote is not closed: %c", quote);
            return;
        }
        if (look(l, 0) == quote) {
            if (look(l, 1) != quote) break;
            step(l);
        }
        step(l);
    }
    step(l);
    struct token *t = add(l, quote == '\'' ? TOKEN_STRING : TOKEN_QUOTED, from, line);

    if (quote == '"') t->text = (str){t->text.p + 1, t->text.n - 2};
}

static void parameter(struct lexer *l)
{
    size_t from = l->at;

    step(l);
    if (look(l, 0) == ':') {
        fail_at(l->c, l->file, l->line, "'::' is PostgreSQL only: write CAST(x AS type)");
        step(l);
        return;
    }
    if (!is_letter(look(l, 0))) {
        fail_at(l->c, l->file, l->line, "':' without a name of a parameter");
        return;
    }
    while (is_part(look(l, 0))) step(l);
    size_t dot = l->at;

    if (look(l, 0) == '.' && is_letter(look(l, 1))) {
        step(l);
        while (is_part(look(l, 0))) step(l);
    }
    struct token *t = add(l, TOKEN_PARAM, from, l->line);

    t->text = (str){l->text.p + from + 1, dot - from - 1};
    if (l->at > dot) t->part = (str){l->text.p + dot + 1, l->at - dot - 1};
}

static void word(struct lexer *l)
{
    size_t from = l->at;

    while (is_part(look(l, 0))) step(l);
    add(l, TOKEN_WORD, from, l->line);
}

static void number(struct lexer *l)
{
    size_t from = l->at;

    while (is_part(look(l, 0)) || (look(l, 0) == '.' && is_digit(look(l, 1)))) step(l);
    add(l, TOKEN_NUMBER, from, l->line);
}

static void punct(struct lexer *l)
{
    size_t from = l->at;
    char c = look(l, 0);
    bool pair = c == '|' && look(l, 1) == '|';

    if (c == '?' || c == '$')
        fail_at(l->c, l->file, l->line, "'%c' is no parameter: name it, as :id", c);
    else if ((unsigned char)c >= 0x80)
        fail_at(l->c, l->file, l->line, "only ASCII outside of quotes and comments");
    step(l);
    while (pair || ((unsigned char)c >= 0x80 && (unsigned char)look(l, 0) >= 0x80)) {
        step(l);
        pair = false;
    }
    add(l, TOKEN_PUNCT, from, l->line);
}

void lex(struct sqlc *c, str file, str text, int line, struct tokens *out)
{
    struct lexer l = {.c = c, .file = file, .text = text, .line = line, .out = out};

    while (l.at < text.n) {
        char ch = look(&l, 0);

        if (ch == ' ' || (ch >= '\t' && ch <= '\r'))
            step(&l);
        else if ((ch == '-' && look(&l, 1) == '-') || (ch == '/' && look(&l, 1) == '*'))
            skip_comment(&l);
        else if (ch == '\'' || ch == '"')
            quoted(&l, ch);
        else if (ch == ':')
            parameter(&l);
        else if (is_letter(ch))
            word(&l);
        else if (is_digit(ch))
            number(&l);
        else
            punct(&l);
    }
    add(&l, TOKEN_END, l.at, l.line);
}

bool token_is(const struct token *t, const char *word_)
{
    return t->kind == TOKEN_WORD && str_eq_nocase(t->text, str_of(word_));
}

bool token_punct(const struct token *t, char c)
{
    return t->kind == TOKEN_PUNCT && t->text.n == 1 && t->text.p[0] == c;
}
